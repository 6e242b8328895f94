/* src/app/imports/rules.c - the pack's rules (app/checks) over what is committed and what this file
 * says of the same school, stage and year. */
#include "app/checks/rules.h"
#include "app/imports/check.h"
#include <string.h>

/* What the rules are asked about: this file's rows, in order, over the committed ones. */
struct asked {
    struct jh_file_in *f;
    const struct jh_in_order *list;
    size_t n;
    const bool *roster; /* [pack.nitem] attributes, which go on into later years */
};

static bool *touched_items(const struct jh_file_in *f)
{
    bool *touched = jh_new(f->mem, bool, f->pack->nitem + 1);

    for (size_t i = 0; i < f->nsheet; i++)
        for (size_t c = 0; f->sheet[i].form >= 0 && c < f->sheet[i].ncolumn; c++)
            if (f->sheet[i].column[c].item >= 0)
                touched[f->sheet[i].column[c].item] = true;
    return touched;
}

static const bool *roster_items(const struct jh_file_in *f)
{
    const struct jh_item *type =
        f->pack->type_item ? jh_pack_item(f->pack, f->pack->type_item) : NULL;
    bool *roster = jh_new(f->mem, bool, f->pack->nitem + 1);

    for (size_t i = 0; type && i < f->pack->nitem; i++)
        roster[i] = strcmp(f->pack->item[i].form, type->form) == 0;
    return roster;
}

/* Is entry `o` before (year, school, stage)? */
static bool before(const struct jh_in_order *o, struct jh_rule_at at)
{
    if (o->year != at.year)
        return o->year < at.year;
    if (o->school != at.school)
        return o->school < at.school;
    return o->stage < at.stage;
}

static bool same(const struct jh_in_order *o, struct jh_rule_at at)
{
    return o->year == at.year && o->school == at.school && o->stage == at.stage;
}

/* The first of this file's rows at `at`; a.n when there is none. */
static size_t first_at(const struct asked *a, struct jh_rule_at at)
{
    size_t low = 0, high = a->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (before(&a->list[middle], at))
            low = middle + 1;
        else
            high = middle;
    }
    return low < a->n && same(&a->list[low], at) ? low : a->n;
}

static bool lay_committed(const struct asked *a, struct jh_rule_at at, const struct jh_rule_row *to)
{
    const struct jh_fact_row *row = jh_import_before(a->f, at.school, at.year, at.stage);

    for (size_t i = 0; row && i < a->f->pack->nitem; i++) {
        if (!row->source[i] || (row->year != at.year && !a->roster[i]))
            continue;
        to->value[i] = row->value[i];
        to->text[i] = row->text ? row->text[i] : NULL;
        to->from[i] = 0;
    }
    return row != NULL;
}

static void lay_row(const struct asked *a, size_t at, const struct jh_rule_row *to)
{
    const struct jh_in_row *row = &a->f->row[at];
    const struct jh_in_sheet *s = jh_import_sheet_of(a->f, row);

    for (size_t i = 0; i < s->ncolumn; i++) {
        double value = jh_in_value(row, i);
        int item = s->column[i].item;
        if (item < 0 || !isfinite(value))
            continue;
        bool words = a->f->pack->item[item].kind == JH_WORDS;
        to->value[item] = words ? (double)NAN : value;
        to->text[item] = words ? a->f->text[(size_t)value] : NULL;
        to->from[item] = at + 1;
    }
}

static bool lay(void *context, struct jh_rule_at at, bool summed, const struct jh_rule_row *to)
{
    const struct asked *a = context;
    bool some = lay_committed(a, at, to);

    for (size_t i = first_at(a, at); i < a->n && same(&a->list[i], at); i++) {
        if (summed && a->f->row[a->list[i].row].rejected)
            continue;
        lay_row(a, a->list[i].row, to);
        some = true;
    }
    return some;
}

/* In rules over all units, the first row of this file in that year that gives an item stands for
 * it. 0: none. */
static size_t lent(const struct asked *a, int item, int year)
{
    for (size_t i = 0; i < a->n; i++) {
        const struct jh_in_row *row = &a->f->row[a->list[i].row];
        int column = jh_import_column_of(jh_import_sheet_of(a->f, row), item);
        if (a->list[i].school >= 0 && a->list[i].year == year && column >= 0 &&
            isfinite(jh_in_value(row, (size_t)column)))
            return a->list[i].row + 1;
    }
    return 0;
}

/* The first of the rule's cells that this file gives, and by which row (+ 1; 0: this file is not to
 * blame). */
static int blamed(const struct asked *a, const struct jh_check *check, struct jh_rule_at at,
                  const struct jh_rule_row *row, size_t *ret_from)
{
    const struct jh_pack *p = a->f->pack;

    *ret_from = 0;
    for (const char *cell = check->cells; *cell;) {
        size_t n = strcspn(cell, " ");
        const struct jh_item *item = jh_pack_item(p, jh_arena_strndup(a->f->mem, cell, n));
        int index = item ? (int)(item - p->item) : -1;
        if (item && (*ret_from = row->from[index]) == 0 && at.school < 0)
            *ret_from = lent(a, index, at.year);
        if (*ret_from)
            return index;
        cell += n + (cell[n] == ' ');
    }
    return -1;
}

static void broken(void *context, const struct jh_check *check, struct jh_rule_at at,
                   const struct jh_rule_row *to, const char *sentence)
{
    const struct asked *a = context;
    size_t from;
    int item = blamed(a, check, at, to, &from);

    if (item < 0)
        return;
    struct jh_in_row *row = &a->f->row[from - 1];
    const struct jh_in_sheet *s = jh_import_sheet_of(a->f, row);
    int column = jh_import_column_of(s, item);
    struct jh_where where = jh_import_at_row(a->f, row, JH_COL_CODE);

    where.column = s->column[column].column;
    if (row->county) { /* of a list the column is a row */
        where.column = s->value;
        where.row = s->column[column].column + 1;
    }
    where.value = jh_item_shown(a->f->app, a->f->mem, &a->f->pack->item[item], to->value[item],
                                to->text[item]);
    jh_import_problem_text(a->f, check, where, sentence);
    if (check->grade == JH_GRADE_ERROR)
        row->rejected = true;
}

static bool go_on(const struct jh_file_in *f, size_t done, size_t all)
{
    return !f->progress || done % 4096 != 0 ||
           f->progress->step(f->progress->context, JH_PROGRESS_CHECK, (long)done, (long)all);
}

static void county_rules(const struct asked *a, struct jh_rules *r, size_t first)
{
    const struct jh_in_order *o = &a->list[first];

    if (jh_rules_county(r, o->year))
        return;
    struct jh_where where = {jh_import_sheet_of(a->f, &a->f->row[o->row]), 0, -1, "", ""};
    jh_import_problem(a->f, JH_GRADE_HINT, "import.too_many_units", where, NULL, 0);
}

enum jh_status jh_import_run_rules(struct jh_file_in *f, const struct jh_in_order *list, size_t n,
                                   struct jh_err *reterr)
{
    struct asked a = {f, list, n, roster_items(f)};
    const struct jh_rule_figures figures = {&a, f->nschool, lay, broken};
    struct jh_rules *r = jh_rules_new(f->app, f->mem, f->pack, &figures, touched_items(f));

    for (size_t from = 0, to; jh_rules_any(r) && from < n; from = to) {
        const struct jh_rule_at at = {list[from].school, list[from].stage, list[from].year};
        for (to = from + 1; to < n && same(&list[to], at);)
            to++;
        if (at.school >= 0)
            jh_rules_run(r, at);
        if (!go_on(f, from, n))
            return jh_fail(reterr, JH_E_CONFLICT, "import.cancelled", JH_NOWHERE, (double)NAN,
                           "cancelled");
    }
    for (size_t i = 0; jh_rules_any(r) && i < n; i++)
        if (i == 0 || list[i].year != list[i - 1].year)
            county_rules(&a, r, i);
    return JH_OK;
}
