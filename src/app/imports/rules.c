/* src/app/imports/rules.c - the pack's rules over all that is known of a school and of the county
 * (committed before, and in this file). */
#include "app/imports/check.h"
#include <string.h>

enum { UNITS_MOST = 20000 }; /* more units than any county has; rules over all units stop here */

static const char *text_of(const struct jh_file_in *f, const struct jh_text *text)
{
    return strcmp(f->app->language, "en") == 0 ? text->en : text->zh;
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
    const struct jh_in_sheet *s = jh_import_sheet_of(r->f, row);

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
    const struct jh_in_sheet *s = jh_import_sheet_of(r->f, row);
    int column = jh_import_column_of(s, item);
    struct jh_where where = jh_import_at_row(r->f, row, JH_COL_CODE);

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
static size_t lay_school(struct rules *r, const struct jh_in_order *list, size_t n, int school,
                         int year, double *cell)
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
static size_t lay_units(struct rules *r, const struct jh_in_order *list, size_t n, int year,
                        double *cell)
{
    size_t units = 0;

    for (size_t s = 0; s < r->f->nschool && units < UNITS_MOST; s++)
        units += lay_school(r, list, n, (int)s, year, cell + units * r->f->pack->nslot);
    return units;
}

static bool same_school(const struct jh_in_order *a, const struct jh_in_order *b)
{
    return a->year == b->year && a->school == b->school;
}

/* Rules of one school at one stage: list[from..to) are its rows in this file; school[..] those of
 * the school as a whole, whose rules may add up over its units: list[school..n). */
static void check_group(struct rules *r, const struct jh_in_order *list, size_t n,
                        size_t school_from, size_t from, size_t to)
{
    const struct jh_in_order *o = &list[from];
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
    const struct jh_in_sheet *s = jh_import_sheet_of(r->f, row);

    for (size_t i = 0; i < s->ncolumn; i++)
        if (s->column[i].item >= 0 && !r->from[s->column[i].item] && isfinite(jh_in_value(row, i)))
            r->from[s->column[i].item] = at + 1;
}

static void check_county(struct rules *r, const struct jh_in_order *list, size_t n, int year)
{
    const struct jh_pack *p = r->f->pack;
    size_t most = r->f->nschool * p->nstage;

    if (!county_rules(r))
        return;
    if (n > UNITS_MOST || most > UNITS_MOST) {
        struct jh_where where = {jh_import_sheet_of(r->f, &r->f->row[list[0].row]), 0, -1, "", ""};
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

enum jh_status jh_import_run_rules(struct jh_file_in *f, const struct jh_in_order *list, size_t n,
                                   struct jh_err *reterr)
{
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
    return JH_OK;
}
