/* src/pack/read.c - faults, and cells of tables turned into values. See read.h. */
#include "pack/read.h"
#include "base/num.h"
#include <math.h>
#include <stdarg.h>
#include <string.h>

static void add_fault(struct jh_faults *f, struct jh_pack_fault fault)
{
    if (f->n == f->room) {
        size_t want = f->room ? 2 * f->room : 16;
        f->list = jh_arena_grow(f->mem, f->list, f->n, want, sizeof *f->list);
        f->room = want;
    }
    f->list[f->n++] = fault;
}

void jh_fault(struct jh_faults *f, struct jh_place place, const char *value, const char *id,
              const char *fmt, ...)
{
    char text[400];
    va_list args;

    f->count++;
    if (f->n > JH_PACK_FAULTS)
        return;
    if (f->n == JH_PACK_FAULTS) {
        add_fault(f, (struct jh_pack_fault){place.file, "", "", "pack.too_many_faults", 0,
                                            "the rest is not listed"});
        return;
    }
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    add_fault(f, (struct jh_pack_fault){place.file, place.column ? place.column : "",
                                        jh_arena_strdup(f->mem, value ? value : ""), id, place.line,
                                        jh_arena_strdup(f->mem, text)});
}

const struct jh_pack_file *jh_source_file(const struct jh_pack_source *s, const char *name)
{
    for (size_t i = 0; i < s->nfile; i++)
        if (strcmp(s->file[i].name, name) == 0)
            return &s->file[i];
    return NULL;
}

/* Is `head` in the list? A final '*' there is no part of the name. */
static bool listed(const char *const *columns, const char *head)
{
    for (size_t i = 0; columns[i]; i++) {
        size_t n = strcspn(columns[i], "*");
        if (strlen(head) == n && memcmp(head, columns[i], n) == 0)
            return true;
    }
    return false;
}

static bool has_column(const struct jh_csv *c, const char *name)
{
    for (size_t i = 0; i < c->width; i++)
        if (strcmp(c->head[i], name) == 0)
            return true;
    return false;
}

static bool check_head(struct jh_draft *d, const struct jh_table *t, const char *const *columns)
{
    bool good = true;

    for (size_t i = 0; i < t->csv.width; i++) {
        const char *head = t->csv.head[i];
        struct jh_place at = {t->file, 1, head};
        if (!listed(columns, head))
            jh_fault(d->faults, at, head, "pack.unknown_column", "unknown column");
        for (size_t k = 0; k < i; k++)
            if (strcmp(t->csv.head[k], head) == 0)
                jh_fault(d->faults, at, head, "pack.duplicate_id", "column given twice");
    }
    for (size_t i = 0; columns[i]; i++) {
        if (strchr(columns[i], '*') || has_column(&t->csv, columns[i]))
            continue;
        jh_fault(d->faults, (struct jh_place){t->file, 1, columns[i]}, columns[i],
                 "pack.missing_column", "the table lacks this column");
        good = false;
    }
    return good;
}

void jh_table_open(struct jh_draft *d, const char *name, const char *const *columns,
                   struct jh_table *ret)
{
    const struct jh_pack_file *file = jh_source_file(d->source, name);
    struct jh_csv_fault fault;

    *ret = (struct jh_table){.file = jh_arena_printf(d->mem, "%s%s", d->source->prefix, name)};
    if (!file)
        return;
    if (!jh_csv_read(d->mem, (const char *)file->data, file->size, &ret->csv, &fault)) {
        jh_fault(d->faults, (struct jh_place){ret->file, fault.line, ""}, "", fault.id,
                 "the table cannot be read");
        d->broken = true;
        return;
    }
    if (!check_head(d, ret, columns))
        d->broken = true;
}

const char *jh_cell(const struct jh_table *t, size_t row, const char *column)
{
    for (size_t i = 0; i < t->csv.width; i++)
        if (strcmp(t->csv.head[i], column) == 0)
            return t->csv.cell[row * t->csv.width + i];
    return "";
}

struct jh_place jh_cell_place(const struct jh_table *t, size_t row, const char *column)
{
    if (!t->key)
        return (struct jh_place){t->file, t->csv.line[row], column};
    return (struct jh_place){
        t->file, 0, *t->key ? jh_arena_printf(t->mem, "%s[%zu].%s", t->key, row, column) : column};
}

bool jh_is_id(const char *text)
{
    static const char *const words[] = {"and", "or", "not", "year"};

    if (!*text || strlen(text) > 60 || *text < 'a' || *text > 'z')
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i]) == 0)
            return false;
    return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(text);
}

bool jh_is_mark(const char *text)
{
    return strcmp(text, "P") == 0 || strcmp(text, "M") == 0 || strcmp(text, "M?") == 0 ||
           strcmp(text, "D") == 0;
}

const char *jh_cell_id(struct jh_draft *d, const struct jh_table *t, size_t row)
{
    const char *id = jh_cell(t, row, "id");

    if (!jh_is_id(id))
        jh_fault(d->faults, jh_cell_place(t, row, "id"), id, "pack.bad_id",
                 "an id is lower-case letters, digits and _, beginning with a letter");
    return id;
}

double jh_cell_number(struct jh_draft *d, const struct jh_table *t, size_t row, const char *column,
                      double blank)
{
    const char *text = jh_cell(t, row, column);
    double value;

    if (!*text)
        return blank;
    if (jh_num_parse(text, strlen(text), &value))
        return value;
    jh_fault(d->faults, jh_cell_place(t, row, column), text, "pack.bad_number", "not a number");
    return blank;
}

int jh_cell_integer(struct jh_draft *d, const struct jh_table *t, size_t row, const char *column,
                    int blank, int least, int most)
{
    double value = jh_cell_number(d, t, row, column, blank);

    if (value == floor(value) && value >= least && value <= most)
        return (int)value;
    jh_fault(d->faults, jh_cell_place(t, row, column), jh_cell(t, row, column), "pack.bad_number",
             "not a whole number from %d to %d", least, most);
    return blank;
}

bool jh_cell_yes(struct jh_draft *d, const struct jh_table *t, size_t row, const char *column)
{
    const char *text = jh_cell(t, row, column);

    if (*text && strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
        jh_fault(d->faults, jh_cell_place(t, row, column), text, "pack.bad_choice",
                 "yes, no or blank");
    return strcmp(text, "yes") == 0;
}

int jh_cell_choice(struct jh_draft *d, const struct jh_table *t, size_t row, const char *column,
                   const char *const *choices)
{
    const char *text = jh_cell(t, row, column);
    char all[200] = "";
    size_t n = 0;

    for (int i = 0; choices[i]; i++) {
        if (strcmp(text, choices[i]) == 0)
            return i;
        n += (size_t)snprintf(all + n, sizeof all - n, " %s", choices[i]);
    }
    jh_fault(d->faults, jh_cell_place(t, row, column), text, "pack.bad_choice", "one of:%s", all);
    return 0;
}

struct jh_text jh_cell_text(struct jh_draft *d, const struct jh_table *t, size_t row,
                            const char *column, bool needed)
{
    const char *zh_column = jh_arena_printf(d->mem, "%s_zh", column);
    const char *en_column = jh_arena_printf(d->mem, "%s_en", column);
    struct jh_text text = {jh_cell(t, row, zh_column), jh_cell(t, row, en_column)};

    if (!*text.zh && (needed || *text.en))
        jh_fault(d->faults, jh_cell_place(t, row, zh_column), text.en, "pack.missing_translation",
                 "the Chinese text is blank");
    if (!*text.en && (needed || *text.zh))
        jh_fault(d->faults, jh_cell_place(t, row, en_column), text.zh, "pack.missing_translation",
                 "the English text is blank");
    return text;
}

const char *const *jh_cell_list(struct jh_draft *d, const struct jh_table *t, size_t row,
                                const char *column, size_t *ret_n)
{
    const char *text = jh_cell(t, row, column);
    size_t most = 1, n = 0;

    for (const char *c = text; *c; c++)
        most += *c == '|';
    const char **list = jh_new(d->mem, const char *, most);
    while (*text) {
        size_t length = strcspn(text, "|"), first = strspn(text, " "), last = length;
        while (last > first && text[last - 1] == ' ')
            last--;
        if (first < last)
            list[n++] = jh_arena_strndup(d->mem, text + first, last - first);
        text += length + (text[length] == '|');
    }
    *ret_n = n;
    return list;
}

const char *jh_cell_stages(struct jh_draft *d, const struct jh_table *t, size_t row)
{
    const char *text = jh_cell(t, row, "stages");

    for (const char *s = text + strspn(text, " "); *s; s += strspn(s, " ")) {
        size_t n = strcspn(s, " ");
        const char *id = jh_arena_strndup(d->mem, s, n);
        if (jh_pack_stage(d->pack, id) < 0)
            jh_fault(d->faults, jh_cell_place(t, row, "stages"), id, "pack.unknown_stage",
                     "this pack has no such stage");
        s += n;
    }
    return text;
}

const char *jh_cell_mark(struct jh_draft *d, const struct jh_table *t, size_t row)
{
    const char *mark = jh_cell(t, row, "mark"), *source = jh_cell(t, row, "source");

    if (!jh_is_mark(mark))
        jh_fault(d->faults, jh_cell_place(t, row, "mark"), mark, "pack.no_source",
                 "the mark is P, M, M? or D");
    if (!*source)
        jh_fault(d->faults, jh_cell_place(t, row, "source"), "", "pack.no_source",
                 "every number says where it comes from");
    return mark;
}
