/* src/app/imports/check.c - what needs more than one row: years, known and closed schools,
 * duplicates, and the pack's rules over all that is known of a school (committed before, and in
 * this file). */
#include "app/imports/inside.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNITS_MOST = 20000 }; /* more units than any county has; rules over all units stop here */

static const char *text_of(const struct jh_file_in *f, const struct jh_text *text)
{
    return strcmp(f->app->language, "en") == 0 ? text->en : text->zh;
}

static struct jh_in_sheet *sheet_of(const struct jh_file_in *f, const struct jh_in_row *row)
{
    return &f->sheet[row->sheet];
}

static bool is_roster(const struct jh_file_in *f, const struct jh_in_sheet *s)
{
    const struct jh_item *type =
        f->pack->type_item ? jh_pack_item(f->pack, f->pack->type_item) : NULL;
    return type && strcmp(f->pack->form[s->form].id, type->form) == 0;
}

static int column_of(const struct jh_in_sheet *s, int item)
{
    for (size_t i = 0; i < s->ncolumn; i++)
        if (s->column[i].item == item)
            return (int)i;
    return -1;
}

static struct jh_where at_row(const struct jh_file_in *f, const struct jh_in_row *row, int key)
{
    const struct jh_in_sheet *s = sheet_of(f, row);
    int column = column_of(s, key);

    return (struct jh_where){s, row->row, column < 0 ? -1 : s->column[column].column,
                             row->school >= 0 ? f->school[row->school].code : "",
                             row->school >= 0 ? f->school[row->school].name : ""};
}

/* Every sheet needs a school year; the one given from outside and the one in the head must agree.
 */
static void check_years(struct jh_file_in *f)
{
    char told[JH_YEAR_TEXT], given[JH_YEAR_TEXT];

    for (size_t i = 0; i < f->nsheet; i++) {
        struct jh_in_sheet *s = &f->sheet[i];
        struct jh_where where = {s, s->year_row ? s->year_row : s->header_row, s->year_column, "",
                                 ""};
        if (s->form < 0)
            continue;
        if (f->year && s->year && s->year != f->year && s->year_row) {
            jh_school_year_format(s->year, told);
            jh_school_year_format(f->year, given);
            const struct jh_msg_arg args[] = {{"told", told}, {"given", given}};
            where.value = told;
            jh_import_problem(f, JH_GRADE_ERROR, "import.year_mismatch", where, args, 2);
        } else if (!s->year && !f->year) {
            where.column = -1;
            jh_import_problem(f, JH_GRADE_ERROR, "import.year_unknown", where, NULL, 0);
        } else {
            s->year = s->year && s->year_row ? s->year : f->year ? f->year : s->year;
            continue;
        }
        for (size_t r = 0; r < f->nrow; r++)
            if (f->row[r].sheet == (int)i)
                f->row[r].rejected = true;
    }
}

/* Rosters in this file make schools known and tell names and closings. */
static void learn_roster(struct jh_file_in *f)
{
    const struct jh_item *name = jh_pack_item(f->pack, "name");
    const struct jh_item *closed = jh_pack_item(f->pack, "closed");

    for (size_t r = 0; r < f->nrow; r++) {
        struct jh_in_row *row = &f->row[r];
        struct jh_in_sheet *s = sheet_of(f, row);
        if (row->school < 0 || !is_roster(f, s))
            continue;
        struct jh_in_school *school = &f->school[row->school];
        int n = name ? column_of(s, (int)(name - f->pack->item)) : -1;
        int c = closed ? column_of(s, (int)(closed - f->pack->item)) : -1;
        school->known = true;
        if (n >= 0 && isfinite(jh_in_value(row, (size_t)n)))
            school->name = f->text[(size_t)jh_in_value(row, (size_t)n)];
        else if (*row->name)
            school->name = row->name;
        if (c >= 0 && isfinite(jh_in_value(row, (size_t)c)))
            school->closed = jh_date_from_days((long)jh_in_value(row, (size_t)c));
    }
}

static void check_school(struct jh_file_in *f, struct jh_in_row *row)
{
    struct jh_in_school *school = &f->school[row->school];
    struct jh_where where = at_row(f, row, JH_COL_CODE);
    struct jh_in_sheet *s = sheet_of(f, row);
    char day[JH_DATE_TEXT];

    if (!school->known) {
        int other = *row->name ? jh_import_school_by_name(f, row->name) : -1;
        const struct jh_msg_arg args[] = {{"name", row->name},
                                          {"other", other >= 0 ? f->school[other].code : ""}};
        where.school = row->name;
        jh_import_problem(f, JH_GRADE_ERROR,
                          other >= 0 ? "import.code_of_other" : "import.unknown_school", where,
                          args, 2);
        row->rejected = true;
        return;
    }
    if (jh_date_valid(school->closed) &&
        jh_date_compare(school->closed, jh_school_year_start(s->year)) < 0) {
        jh_date_format(school->closed, day);
        const struct jh_msg_arg args[] = {{"name", school->name}, {"date", day}};
        jh_import_problem(f, JH_GRADE_ERROR, "import.closed_school", where, args, 2);
        row->rejected = true;
    } else if (*row->name && *school->name && strcmp(row->name, school->name) != 0) {
        const struct jh_msg_arg args[] = {{"name", row->name}, {"known", school->name}};
        where.column = -1;
        where.value = row->name;
        jh_import_problem(f, JH_GRADE_HINT, "import.name_differs", where, args, 2);
    }
}

static void check_schools(struct jh_file_in *f)
{
    for (size_t r = 0; r < f->nrow; r++) {
        struct jh_in_row *row = &f->row[r];
        if (row->school >= 0 && !row->rejected && !is_roster(f, sheet_of(f, row)))
            check_school(f, row);
    }
}

/* A school that only this file's roster tells of, on a line that is rejected, is not known. */
static void check_new_schools(struct jh_file_in *f)
{
    bool *listed = jh_new(f->mem, bool, f->nschool + 1);

    for (size_t i = 0; i < f->nschool; i++)
        listed[i] = f->school[i].committed;
    for (size_t r = 0; r < f->nrow; r++)
        if (f->row[r].school >= 0 && !f->row[r].rejected && is_roster(f, sheet_of(f, &f->row[r])))
            listed[f->row[r].school] = true;
    for (size_t r = 0; r < f->nrow; r++) {
        struct jh_in_row *row = &f->row[r];
        if (row->school < 0 || row->rejected || listed[row->school])
            continue;
        const struct jh_msg_arg args[] = {{"name", f->school[row->school].name}};
        jh_import_problem(f, JH_GRADE_ERROR, "import.unknown_school", at_row(f, row, JH_COL_CODE),
                          args, 1);
        row->rejected = true;
    }
}

/* Rows by (year, school, stage, form): equal ones are neighbours. */
struct order {
    int year, school, stage, form;
    size_t row;
};

static int compare_order(const void *a, const void *b)
{
    const struct order *x = a, *y = b;
    if (x->year != y->year)
        return x->year < y->year ? -1 : 1;
    if (x->school != y->school)
        return x->school < y->school ? -1 : 1;
    if (x->stage != y->stage)
        return x->stage < y->stage ? -1 : 1;
    if (x->form != y->form)
        return x->form < y->form ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static struct order *ordered(struct jh_file_in *f, size_t *ret_n)
{
    struct order *list = jh_new(f->mem, struct order, f->nrow + 1);
    size_t n = 0;
    bool sorted = true;

    for (size_t r = 0; r < f->nrow; r++) {
        const struct jh_in_row *row = &f->row[r];
        const struct jh_in_sheet *s = sheet_of(f, row);
        bool stageless = f->pack->form[s->form].key == JH_KEY_UNIT && row->stage < 0;
        if ((!row->county && row->school < 0) || stageless)
            continue; /* told already; its figures would be taken for those of the whole school */
        list[n] = (struct order){s->year, row->county ? -1 : row->school, row->stage, s->form, r};
        sorted = sorted && (n == 0 || compare_order(&list[n - 1], &list[n]) <= 0);
        n++;
    }
    if (!sorted)
        qsort(list, n, sizeof *list, compare_order);
    *ret_n = n;
    return list;
}

static void tell_duplicate(struct jh_file_in *f, struct jh_in_row *row,
                           const struct jh_in_row *other)
{
    char line[24];

    snprintf(line, sizeof line, "%ld", other->row);
    const struct jh_msg_arg args[] = {{"other", line}, {"sheet", sheet_of(f, other)->name}};
    jh_import_problem(f, JH_GRADE_ERROR, "import.duplicate_row", at_row(f, row, JH_COL_CODE), args,
                      2);
    row->rejected = true;
}

static void check_duplicates(struct jh_file_in *f, const struct order *list, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const struct order *a = &list[i - 1], *b = &list[i];
        if (a->school < 0 || a->year != b->year || a->school != b->school || a->stage != b->stage ||
            a->form != b->form)
            continue;
        if (i < 2 || list[i - 2].school != a->school || list[i - 2].stage != a->stage ||
            list[i - 2].form != a->form || list[i - 2].year != a->year)
            tell_duplicate(f, &f->row[a->row], &f->row[b->row]);
        tell_duplicate(f, &f->row[b->row], &f->row[a->row]);
    }
}

const struct jh_fact_row *jh_import_before(const struct jh_file_in *f, int school, int year,
                                           int stage)
{
    int org = school < 0 ? f->facts.county : f->school[school].org;
    const struct jh_fact_row *row = jh_facts_row(&f->facts, org, year, stage);

    if (row || stage >= 0 || school < 0 || org < 0)
        return row;
    for (size_t y = f->facts.nyear; y-- > 0 && !row;) /* the newest roster before the year */
        if (f->facts.year[y] < year)
            row = jh_facts_row(&f->facts, org, f->facts.year[y], -1);
    return row;
}

bool jh_import_has(const struct jh_file_in *f, const struct jh_fact_row *row, int item, int year)
{
    struct jh_fact_origin origin;
    return row && jh_facts_origin(&f->facts, row, item, &origin) && origin.year == year;
}

/* The rules that this file can break, and the items they look at. */
struct rules {
    struct jh_file_in *f;
    const struct jh_check **check; /* [n] */
    size_t n;
    int *slot; /* [nslot] slots that any of them needs */
    size_t nslot;
    bool *touched;    /* [pack.nitem] items that this file has a column for */
    double *slots;    /* [pack.nslot] */
    bool school_sums; /* one of them adds up over the units of a school */
    double *units;    /* [pack.nstage * pack.nslot] those of the school that is looked at */
    /* the group that is looked at */
    double *value;     /* [pack.nitem] */
    const char **text; /* [pack.nitem] */
    size_t *from;      /* [pack.nitem] row of this file + 1, 0: committed before */
};

static bool item_slot(const struct jh_pack *p, int slot)
{
    return p->slot[slot].kind == JH_SLOT_ITEM || p->slot[slot].kind == JH_SLOT_CODE;
}

static void choose_rules(struct rules *r)
{
    const struct jh_pack *p = r->f->pack;
    bool *needed = jh_new(r->f->mem, bool, p->nslot + 1);
    int *slots = jh_new(r->f->mem, int, p->nslot + 1);

    r->touched = jh_new(r->f->mem, bool, p->nitem + 1);
    for (size_t i = 0; i < r->f->nsheet; i++)
        for (size_t c = 0; r->f->sheet[i].form >= 0 && c < r->f->sheet[i].ncolumn; c++)
            if (r->f->sheet[i].column[c].item >= 0)
                r->touched[r->f->sheet[i].column[c].item] = true;
    r->check = jh_new(r->f->mem, const struct jh_check *, p->ncheck + 1);
    for (size_t k = 0; k < p->ncheck; k++) {
        size_t n = jh_expr_slots(p->check[k].holds, slots, p->nslot);
        bool active = false;
        for (size_t i = 0; i < n; i++)
            active |= item_slot(p, slots[i]) && r->touched[p->slot[slots[i]].item];
        if (!active)
            continue;
        r->check[r->n++] = &p->check[k];
        const struct jh_form *form = jh_pack_form(p, p->check[k].form);
        r->school_sums |=
            form && form->key == JH_KEY_SCHOOL && jh_expr_aggregates(p->check[k].holds);
        for (size_t i = 0; i < n; i++)
            needed[slots[i]] = true;
    }
    r->slot = slots;
    for (size_t i = 0; i < p->nslot; i++)
        if (needed[i])
            r->slot[r->nslot++] = (int)i;
    r->slots = jh_new(r->f->mem, double, p->nslot + 1);
    r->value = jh_new(r->f->mem, double, p->nitem + 1);
    r->text = jh_new(r->f->mem, const char *, p->nitem + 1);
    r->units = jh_new(r->f->mem, double, (p->nstage + 1) * (p->nslot + 1));
    r->from = jh_new(r->f->mem, size_t, p->nitem + 1);
}

static void clear_values(struct rules *r)
{
    for (size_t i = 0; i < r->f->pack->nitem; i++) {
        r->value[i] = (double)NAN;
        r->text[i] = NULL;
        r->from[i] = 0;
    }
}

static void lay_committed(struct rules *r, int school, int year, int stage)
{
    const struct jh_fact_row *row = jh_import_before(r->f, school, year, stage);
    const struct jh_item *type =
        r->f->pack->type_item ? jh_pack_item(r->f->pack, r->f->pack->type_item) : NULL;

    for (size_t i = 0; row && i < r->f->pack->nitem; i++) {
        bool roster = type && strcmp(r->f->pack->item[i].form, type->form) == 0;
        if (!row->source[i] || (row->year != year && !roster))
            continue;
        r->value[i] = row->value[i];
        r->text[i] = row->text ? row->text[i] : NULL;
        r->from[i] = 0;
    }
}

static void lay_row(struct rules *r, size_t at)
{
    const struct jh_in_row *row = &r->f->row[at];
    const struct jh_in_sheet *s = sheet_of(r->f, row);

    for (size_t i = 0; i < s->ncolumn; i++) {
        double value = jh_in_value(row, i);
        int item = s->column[i].item;
        if (item < 0 || !isfinite(value))
            continue;
        bool words = r->f->pack->item[item].kind == JH_WORDS;
        r->value[item] = words ? (double)NAN : value;
        r->text[item] = words ? r->f->text[(size_t)value] : NULL;
        r->from[item] = at + 1;
    }
}

static void fill_slots(struct rules *r, int stage, int year)
{
    const struct jh_pack *p = r->f->pack;

    for (size_t k = 0; k < r->nslot; k++) {
        int i = r->slot[k];
        const struct jh_slot *slot = &p->slot[i];
        switch (slot->kind) {
        case JH_SLOT_ITEM:
            r->slots[i] = p->item[slot->item].kind == JH_WORDS
                              ? jh_slot_value(p, slot, r->value[slot->item], r->text[slot->item])
                              : r->value[slot->item];
            break;
        case JH_SLOT_CODE:
            r->slots[i] =
                isnan(r->value[slot->item]) ? (double)NAN : r->value[slot->item] == slot->index;
            break;
        case JH_SLOT_STAGE:
            r->slots[i] = slot->index == stage;
            break;
        case JH_SLOT_SWITCH:
            r->slots[i] = p->switches[slot->index].initial;
            break;
        case JH_SLOT_YEAR:
            r->slots[i] = year;
            break;
        case JH_SLOT_LAST:
            r->slots[i] = (double)NAN;
            break;
        }
    }
}

/* The sentence of a rule with the values of the group in its places. */
static const char *sentence(struct rules *r, const char *text)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(16 * 1024);
    const struct jh_pack *p = r->f->pack;

    for (const char *open; (open = strchr(text, '{')) != NULL;) {
        const char *close = strchr(open, '}');
        if (!close)
            break;
        jh_buf_add(&out, text, (size_t)(open - text));
        const char *id = jh_arena_strndup(r->f->mem, open + 1, (size_t)(close - open - 1));
        const struct jh_item *item = jh_pack_item(p, id);
        if (item && item->kind == JH_WORDS)
            jh_buf_adds(&out, r->text[item - p->item] ? r->text[item - p->item] : "");
        else if (item)
            jh_buf_adds(&out,
                        jh_import_shown(r->f, (int)(item - p->item), r->value[item - p->item]));
        text = close + 1;
    }
    jh_buf_adds(&out, text);
    return jh_arena_strdup(r->f->mem, out.data);
}

/* The first of the rule's cells that this file gives; -1: none, then the file is not to blame. */
static int blamed(struct rules *r, const struct jh_check *check)
{
    const struct jh_pack *p = r->f->pack;

    for (const char *at = check->cells; *at;) {
        size_t n = strcspn(at, " ");
        const struct jh_item *item = jh_pack_item(p, jh_arena_strndup(r->f->mem, at, n));
        if (item && r->from[item - p->item])
            return (int)(item - p->item);
        at += n + (at[n] == ' ');
    }
    return -1;
}

static void run_rule(struct rules *r, const struct jh_check *check,
                     const struct jh_expr_table *units)
{
    double holds = jh_expr_eval(check->holds, r->slots, units);
    if (isnan(holds) || holds != 0)
        return;
    int item = blamed(r, check);
    if (item < 0)
        return;
    struct jh_in_row *row = &r->f->row[r->from[item] - 1];
    const struct jh_in_sheet *s = sheet_of(r->f, row);
    int column = column_of(s, item);
    struct jh_where where = at_row(r->f, row, JH_COL_CODE);

    where.column = s->column[column].column;
    if (row->county) { /* of a list the column is a row */
        where.column = s->value;
        where.row = s->column[column].column + 1;
    }
    where.value = r->text[item] ? r->text[item] : jh_import_shown(r->f, item, r->value[item]);
    jh_import_problem_text(r->f, check, where, sentence(r, text_of(r->f, &check->message)));
    if (check->grade == JH_GRADE_ERROR)
        row->rejected = true;
}

static void run_rules(struct rules *r, enum jh_form_key key, int stage,
                      const struct jh_expr_table *units)
{
    for (size_t k = 0; k < r->n; k++) {
        const struct jh_check *check = r->check[k];
        const struct jh_form *form = jh_pack_form(r->f->pack, check->form);
        if (!form || form->key != key || (jh_expr_aggregates(check->holds) && !units))
            continue;
        if (stage >= 0 && *check->stages &&
            !jh_in_stages(check->stages, r->f->pack->stage[stage].id))
            continue;
        run_rule(r, check, units);
    }
}

/* The units of one school in a year, committed or in this file, as rows of slots; list[0..n) holds
 * its rows in this file, and maybe others. Returns how many. */
static size_t lay_school(struct rules *r, const struct order *list, size_t n, int school, int year,
                         double *cell)
{
    const struct jh_pack *p = r->f->pack;
    size_t units = 0;

    for (int stage = 0; stage < (int)p->nstage; stage++) {
        bool some = jh_import_before(r->f, school, year, stage) != NULL;
        clear_values(r);
        lay_committed(r, school, year, -1);
        lay_committed(r, school, year, stage);
        for (size_t i = 0; i < n; i++)
            if (list[i].school == school && list[i].year == year &&
                (list[i].stage == stage || list[i].stage < 0) && !r->f->row[list[i].row].rejected) {
                lay_row(r, list[i].row);
                some |= list[i].stage == stage;
            }
        if (!some)
            continue;
        fill_slots(r, stage, year);
        memcpy(cell + units++ * p->nslot, r->slots, p->nslot * sizeof *cell);
    }
    return units;
}

/* Every unit of the county in a year. */
static size_t lay_units(struct rules *r, const struct order *list, size_t n, int year, double *cell)
{
    size_t units = 0;

    for (size_t s = 0; s < r->f->nschool && units < UNITS_MOST; s++)
        units += lay_school(r, list, n, (int)s, year, cell + units * r->f->pack->nslot);
    return units;
}

static bool same_school(const struct order *a, const struct order *b)
{
    return a->year == b->year && a->school == b->school;
}

/* Rules of one school at one stage: list[from..to) are its rows in this file; school[..] those of
 * the school as a whole, whose rules may add up over its units: list[school..n). */
static void check_group(struct rules *r, const struct order *list, size_t n, size_t school_from,
                        size_t from, size_t to)
{
    const struct order *o = &list[from];
    struct jh_expr_table units = {0, r->f->pack->nslot, r->units};

    for (size_t end = from; o->stage < 0 && r->school_sums; end++)
        if (end == n || !same_school(o, &list[end])) {
            units.n =
                lay_school(r, list + school_from, end - school_from, o->school, o->year, r->units);
            break;
        }

    clear_values(r);
    lay_committed(r, -1, o->year, -1);
    lay_committed(r, o->school, o->year, -1);
    if (o->stage >= 0)
        lay_committed(r, o->school, o->year, o->stage);
    for (size_t i = school_from; i < from && list[i].stage < 0; i++)
        lay_row(r, list[i].row);
    for (size_t i = from; i < to; i++)
        lay_row(r, list[i].row);
    fill_slots(r, o->stage, o->year);
    run_rules(r, o->stage < 0 ? JH_KEY_SCHOOL : JH_KEY_UNIT, o->stage, units.n ? &units : NULL);
}

static bool county_rules(const struct rules *r)
{
    for (size_t k = 0; k < r->n; k++) {
        const struct jh_form *form = jh_pack_form(r->f->pack, r->check[k]->form);
        if (form && form->key == JH_KEY_COUNTY)
            return true;
    }
    return false;
}

/* The first row of this file that gives an item stands for it in rules over all units. */
static void lend_blame(struct rules *r, size_t at)
{
    const struct jh_in_row *row = &r->f->row[at];
    const struct jh_in_sheet *s = sheet_of(r->f, row);

    for (size_t i = 0; i < s->ncolumn; i++)
        if (s->column[i].item >= 0 && !r->from[s->column[i].item] && isfinite(jh_in_value(row, i)))
            r->from[s->column[i].item] = at + 1;
}

static void check_county(struct rules *r, const struct order *list, size_t n, int year)
{
    const struct jh_pack *p = r->f->pack;
    size_t most = r->f->nschool * p->nstage;

    if (!county_rules(r))
        return;
    if (n > UNITS_MOST || most > UNITS_MOST) {
        struct jh_where where = {sheet_of(r->f, &r->f->row[list[0].row]), 0, -1, "", ""};
        jh_import_problem(r->f, JH_GRADE_HINT, "import.too_many_units", where, NULL, 0);
        return;
    }
    JH_CLEANUP(jh_arena_free) struct jh_arena tmp = {0};
    double *cell = jh_new(&tmp, double, (most + 1) * (p->nslot + 1));
    struct jh_expr_table units = {lay_units(r, list, n, year, cell), p->nslot, cell};

    clear_values(r);
    lay_committed(r, -1, year, -1);
    for (size_t i = 0; i < n; i++)
        if (list[i].school < 0 && list[i].year == year)
            lay_row(r, list[i].row);
    for (size_t i = 0; i < n; i++) /* a sum over units is blamed on a unit of this file */
        if (list[i].school >= 0 && list[i].year == year)
            lend_blame(r, list[i].row);
    fill_slots(r, -1, year);
    run_rules(r, JH_KEY_COUNTY, -1, &units);
}

enum jh_status jh_import_check_rows(struct jh_file_in *f, struct jh_err *reterr)
{
    size_t n;

    if (!f->pack)
        return JH_OK;
    check_years(f);
    learn_roster(f);
    check_schools(f);
    struct order *list = ordered(f, &n);
    check_duplicates(f, list, n);

    struct rules r = {.f = f};
    choose_rules(&r);
    for (size_t from = 0, school = 0, to; r.n && from < n; from = to) {
        if (!same_school(&list[school], &list[from]))
            school = from;
        for (to = from + 1;
             to < n && same_school(&list[from], &list[to]) && list[to].stage == list[from].stage;)
            to++;
        if (list[from].school >= 0)
            check_group(&r, list, n, school, from, to);
        if (f->progress && from % 4096 == 0 &&
            !f->progress->step(f->progress->context, JH_PROGRESS_CHECK, (long)from, (long)n))
            return jh_fail(reterr, JH_E_CONFLICT, "import.cancelled", JH_NOWHERE, (double)NAN,
                           "cancelled");
    }
    for (size_t i = 0; i < n; i++)
        if (i == 0 || list[i].year != list[i - 1].year)
            check_county(&r, list, n, list[i].year);
    check_new_schools(f);
    return JH_OK;
}
