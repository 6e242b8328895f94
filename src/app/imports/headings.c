/* src/app/imports/headings.c - see headings.h. */
#include "app/imports/headings.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct maker {
    struct jh_file_in *f;
    struct jh_known_heading *list;
    size_t n, room;
};

static void put(struct maker *m, const char *text, int form, int item, const char *how)
{
    char key[JH_HEADING_KEY], unit[16];
    size_t n = jh_heading_key(text, strlen(text), key, sizeof key, unit);

    if (n == 0)
        return;
    m->list = jh_arena_room(m->f->mem, m->list, m->n, &m->room, sizeof *m->list);
    m->list[m->n++] =
        (struct jh_known_heading){jh_arena_strndup(m->f->mem, key, n), form, item, how};
}

static int form_index(const struct jh_pack *pack, const char *id)
{
    const struct jh_form *form = jh_pack_form(pack, id);
    return form ? (int)(form - pack->form) : -1;
}

static void put_keys(struct maker *m, const struct jh_pack *pack)
{
    static const struct {
        const char *id;
        int item;
    } keys[] = {{"code", JH_COL_CODE}, {"name", JH_COL_NAME}, {"stage", JH_COL_STAGE}};

    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const struct jh_key_heading *key = jh_pack_key(pack, keys[k].id);
        if (!key)
            continue;
        put(m, key->id, -1, keys[k].item, "name");
        put(m, key->name.zh, -1, keys[k].item, "name");
        put(m, key->name.en, -1, keys[k].item, "name");
        for (size_t i = 0; i < key->nsynonym; i++)
            put(m, key->synonym[i], -1, keys[k].item, "synonym");
    }
}

static int by_key(const void *a, const void *b)
{
    const struct jh_known_heading *x = a, *y = b;
    return strcmp(x->key, y->key);
}

void jh_import_known_headings(struct jh_file_in *f, const struct jh_pack *pack,
                              struct jh_known_heading **ret, size_t *ret_n)
{
    struct maker m = {.f = f};

    put_keys(&m, pack);
    for (size_t i = 0; i < pack->nitem; i++) {
        const struct jh_item *item = &pack->item[i];
        int form = form_index(pack, item->form);
        put(&m, item->id, form, (int)i, "name");
        put(&m, item->name.zh, form, (int)i, "name");
        put(&m, item->name.en, form, (int)i, "name");
        for (size_t k = 0; k < item->nsynonym; k++)
            put(&m, item->synonym[k], form, (int)i, "synonym");
    }
    for (size_t i = 0; i < f->nheading; i++) {
        const struct jh_item *item = jh_pack_item(pack, f->heading[i].item);
        if (item)
            put(&m, f->heading[i].heading, form_index(pack, f->heading[i].form),
                (int)(item - pack->item), "remembered");
    }
    if (m.n)
        qsort(m.list, m.n, sizeof *m.list, by_key);
    *ret = m.list;
    *ret_n = m.n;
}

/* Remembered beats name beats synonym, an item of the form beats a key column. */
static int rank(const struct jh_known_heading *k)
{
    return (k->how[0] == 'r' ? 4 : k->how[0] == 'n' ? 2 : 0) + (k->form >= 0);
}

size_t jh_import_known_at(const struct jh_known_heading *known, size_t n, const char *key)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(known[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int jh_import_meaning_at(const struct jh_known_heading *known, size_t n, size_t at, int form,
                         const char *key, const char **ret_how)
{
    int best = JH_COL_NONE, best_rank = -1;

    for (; at < n && strcmp(known[at].key, key) == 0; at++) {
        if (known[at].form != form && known[at].form != -1)
            continue;
        if (rank(&known[at]) > best_rank) {
            best_rank = rank(&known[at]);
            best = known[at].item;
            *ret_how = known[at].how;
        }
    }
    return best;
}

int jh_import_meaning(const struct jh_known_heading *known, size_t n, int form, const char *key,
                      const char **ret_how)
{
    return jh_import_meaning_at(known, n, jh_import_known_at(known, n, key), form, key, ret_how);
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The name that stands before the code: what follows the last colon or space. */
static const char *name_before(struct jh_file_in *f, const char *text, const char *code)
{
    const char *end = code, *from;

    while (end > text && (end[-1] == ' ' || end[-1] == '(' || end[-1] == '\t'))
        end--;
    if (end - text >= 3 && (memcmp(end - 3, "（", 3) == 0 || memcmp(end - 3, "　", 3) == 0))
        end -= 3;
    for (from = end; from > text; from--) {
        if (from[-1] == ' ' || from[-1] == ':' || from[-1] == '\t')
            break;
        if (from - text >= 3 && (memcmp(from - 3, "：", 3) == 0 || memcmp(from - 3, "　", 3) == 0))
            break;
    }
    return jh_arena_strndup(f->mem, from, (size_t)(end - from));
}

void jh_import_head_block(struct jh_file_in *f, struct jh_in_sheet *s, const char *text, long row,
                          int column)
{
    if (strstr(text, "合成数据") || strstr(text, "SYNTHETIC"))
        f->synthetic = true;
    for (const char *c = text; *c; c++) {
        size_t n = 0;
        if (!digit(*c) || (c > text && digit(c[-1])))
            continue;
        while (digit(c[n]))
            n++;
        if (n == 6 && !f->county) {
            f->county = jh_arena_strndup(f->mem, c, 6);
            f->county_name = name_before(f, text, c);
        } else if (n == 6 && !f->county_name && strncmp(f->county, c, 6) == 0) {
            f->county_name = name_before(f, text, c);
        } else if (n == 4 && !s->year_row && strstr(text, "年")) {
            int year;
            size_t whole = strspn(c, "0123456789-");
            if (jh_school_year_parse(c, whole, &year) || jh_school_year_parse(c, 4, &year)) {
                s->year = year;
                s->year_row = row;
                s->year_column = column;
            }
        }
        c += n - 1;
    }
}

void jh_column_letters(int column, char ret[8])
{
    char cell[16];
    size_t n = 0;

    jh_cell_name(column, 1, cell);
    while (cell[n] >= 'A' && cell[n] <= 'Z' && n < 7) {
        ret[n] = cell[n];
        n++;
    }
    ret[n] = 0;
}

int jh_column_number(const char *letters)
{
    int column = 0;

    if (digit(*letters)) { /* a row of a list form */
        for (; digit(*letters) && column < 10000000; letters++)
            column = column * 10 + (*letters - '0');
        return *letters ? -1 : column - 1;
    }
    for (; *letters >= 'A' && *letters <= 'Z' && column < 100000; letters++)
        column = column * 26 + (*letters - 'A' + 1);
    return *letters ? -1 : column - 1;
}

static int item_of(const struct jh_pack *pack, json_t *value)
{
    const char *id = json_string_value(value);
    if (!id)
        return JH_COL_NONE;
    if (strcmp(id, "code") == 0)
        return JH_COL_CODE;
    if (strcmp(id, "stage") == 0)
        return JH_COL_STAGE;
    const struct jh_item *item = jh_pack_item(pack, id);
    if (!item && strcmp(id, "name") == 0)
        return JH_COL_NAME;
    return item ? (int)(item - pack->item) : JH_COL_NONE;
}

static bool has_column(const struct jh_in_sheet *s, int column)
{
    for (size_t i = 0; i < s->ncolumn; i++)
        if (s->column[i].column == column)
            return true;
    return false;
}

static void map_columns(struct jh_file_in *f, struct jh_in_sheet *s, json_t *columns)
{
    const char *letters;
    json_t *value;

    json_object_foreach(columns, letters, value)
    {
        int column = jh_column_number(letters), item = item_of(f->pack, value);
        if (column >= 0 && item != JH_COL_NONE && f->pack->form[s->form].layout != JH_LIST &&
            !has_column(s, column)) /* it has no heading */
            jh_import_add_column(f, s,
                                 (struct jh_in_column){.column = column,
                                                       .heading = "",
                                                       .item = JH_COL_NONE,
                                                       .how = "none",
                                                       .unit = "",
                                                       .factor = 1});
        for (size_t i = 0; i < s->ncolumn; i++) {
            struct jh_in_column *c = &s->column[i];
            if (c->column != column)
                continue;
            bool same = c->item == item;
            c->item = item;
            if (!same)
                c->how = item == JH_COL_NONE ? "none" : "chosen";
            if (item >= 0)
                c->factor = *c->unit ? jh_unit_factor(c->unit, f->pack->item[item].unit)
                                     : f->pack->item[item].factor;
        }
    }
}

void jh_import_apply_mapping(struct jh_file_in *f, struct jh_in_sheet *s)
{
    json_t *root = f->mapping ? json_loads(f->mapping, 0, NULL) : NULL, *sheet;
    size_t i;

    json_array_foreach(json_object_get(root, "sheets"), i, sheet)
    {
        if (json_integer_value(json_object_get(sheet, "sheet")) != s->number)
            continue;
        json_t *form = json_object_get(sheet, "form"), *year = json_object_get(sheet, "year");
        if (form && json_is_null(form))
            s->form = -1;
        if (json_is_integer(year)) {
            s->year = (int)json_integer_value(year);
            s->year_row = 0;
        }
        if (s->form >= 0)
            map_columns(f, s, json_object_get(sheet, "columns"));
    }
    json_decref(root);
}
