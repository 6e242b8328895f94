/* src/pack/json_table.c - lists of objects in a JSON file, read by the readers of tables. */
#include "base/buf.h"
#include "base/num.h"
#include "pack/read.h"
#include <jansson.h>
#include <string.h>

enum { CELL_BYTES = JH_PACK_CELL };

struct making {
    struct jh_draft *d;
    struct jh_table *t;
    const char **cell;
    size_t row;
};

/* Is this key a list of its own ("fields[]" among the columns)? */
static bool is_list(const char *const *columns, const char *key)
{
    for (size_t i = 0; columns[i]; i++) {
        size_t n = strcspn(columns[i], "[");
        if (columns[i][n] && strlen(key) == n && memcmp(columns[i], key, n) == 0)
            return true;
    }
    return false;
}

static void unfit(struct making *m, const char *column, const char *what)
{
    jh_fault(m->d->faults, jh_cell_place(m->t, m->row, column), "", "pack.bad_value", "%s", what);
}

static const char *joined(struct making *m, const char *column, json_t *list)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(CELL_BYTES);

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *part = json_string_value(json_array_get(list, i));
        if (!part || strchr(part, '|'))
            unfit(m, column, "expected a list of texts without |");
        jh_buf_addf(&text, "%s%s", i ? "|" : "", part ? part : "");
    }
    return jh_arena_strdup(m->d->mem, text.data ? text.data : "");
}

/* NULL: of a kind that no cell has. */
static const char *text_of(struct making *m, const char *column, json_t *value)
{
    char number[JH_NUM_TEXT];

    if (json_is_string(value))
        return jh_arena_strdup(m->d->mem, json_string_value(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? "yes" : "no";
    if (json_is_number(value)) {
        jh_num_format(json_number_value(value), number);
        return jh_arena_strdup(m->d->mem, number);
    }
    if (json_is_array(value))
        return joined(m, column, value);
    return json_is_null(value) ? "" : NULL;
}

static void put(struct making *m, const char *column, json_t *value)
{
    for (size_t i = 0; i < m->t->csv.width; i++) {
        if (strcmp(m->t->csv.head[i], column) != 0)
            continue;
        const char *text = text_of(m, column, value);
        if (!text || strlen(text) > JH_PACK_CELL)
            unfit(m, column, text ? "longer than a cell may be" : "no value of a cell");
        else
            m->cell[m->row * m->t->csv.width + i] = text;
        return;
    }
    jh_fault(m->d->faults, jh_cell_place(m->t, m->row, column), column, "pack.unknown_key",
             "unknown key");
}

static void put_object(struct making *m, json_t *object, const char *const *columns)
{
    const char *key, *language;
    json_t *value, *one;

    if (!json_is_object(object))
        unfit(m, "", "expected an object");
    json_object_foreach(object, key, value)
    {
        if (is_list(columns, key))
            continue;
        if (!json_is_object(value))
            put(m, jh_arena_strdup(m->d->mem, key), value);
        json_object_foreach(value, language, one)
            put(m, jh_arena_printf(m->d->mem, "%s_%s", key, language), one);
    }
}

static size_t add_columns(struct jh_draft *d, const char **head, const char *const *columns)
{
    size_t n = 0;

    for (size_t i = 0; columns && columns[i]; i++)
        if (!strchr(columns[i], '['))
            head[n++] = jh_arena_strndup(d->mem, columns[i], strcspn(columns[i], "*"));
    return n;
}

static size_t count(const char *const *columns)
{
    size_t n = 0;

    while (columns && columns[n])
        n++;
    return n;
}

/* What must be given and is not: a cell that is blank is told by its reader, a key is told here. */
static void check_needed(struct making *m, const char *const *columns, json_t *object)
{
    for (size_t i = 0; columns[i]; i++) {
        size_t n = strlen(columns[i]);
        bool text = n > 3 && (strcmp(columns[i] + n - 3, "_zh") == 0 ||
                              strcmp(columns[i] + n - 3, "_en") == 0);
        if (!strpbrk(columns[i], "*[") && !text && !json_object_get(object, columns[i]))
            jh_fault(m->d->faults, jh_cell_place(m->t, m->row, columns[i]), columns[i],
                     "pack.missing_column", "this key is missing");
    }
}

void jh_table_json(struct jh_draft *d, struct json_t *list, const char *key,
                   const char *const *columns, const char *const *others, struct jh_table *ret)
{
    bool single = json_is_object(list);
    size_t n = single ? 1 : json_array_size(list), width = count(columns) + count(others);
    const char **head = jh_new(d->mem, const char *, width + 1);
    long *line = jh_new(d->mem, long, n + 1);
    struct making m = {.d = d, .t = ret};

    *ret = (struct jh_table){.file = d->manifest, .key = key, .mem = d->mem};
    if ((list && !single && !json_is_array(list)) || n > JH_PACK_ROWS) {
        jh_fault(d->faults, (struct jh_place){d->manifest, 0, key}, "",
                 n > JH_PACK_ROWS ? "pack.too_large" : "pack.bad_value", "expected a list");
        return;
    }
    width = add_columns(d, head, columns);
    width += add_columns(d, head + width, others);
    m.cell = jh_new(d->mem, const char *, n *width + 1);
    for (size_t i = 0; i < n * width; i++)
        m.cell[i] = "";
    ret->csv = (struct jh_csv){n, width, head, m.cell, line};
    for (m.row = 0; m.row < n; m.row++) {
        json_t *object = single ? list : json_array_get(list, m.row);
        put_object(&m, object, columns);
        check_needed(&m, columns, object);
    }
}
