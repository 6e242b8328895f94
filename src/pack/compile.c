/* src/pack/compile.c - the names of a pack's formulas, its formulas compiled, and the checks that
 * need the whole pack. */
#include "pack/read.h"
#include "pack/register.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

static size_t merge(const struct jh_slot *slot, const int *in, size_t n, int *out)
{
    size_t half = n / 2, a = 0, b = half;

    for (size_t i = 0; i < n; i++)
        out[i] = b == n || (a < half && strcmp(slot[in[a]].name, slot[in[b]].name) <= 0) ? in[a++]
                                                                                         : in[b++];
    return n;
}

static void sort_slots(const struct jh_slot *slot, int *order, int *room, size_t n)
{
    if (n < 2)
        return;
    sort_slots(slot, order, room, n / 2);
    sort_slots(slot, order + n / 2, room, n - n / 2);
    memcpy(order, room, merge(slot, order, n, room) * sizeof *order);
}

static bool mentions(const char *text, const char *name)
{
    size_t n = strlen(name);

    for (const char *at = text; (at = strstr(at, name)) != NULL; at += n)
        if (!jh_expr_is_name(at[n]) && (at == text || !jh_expr_is_name(at[-1])))
            return true;
    return false;
}

/* Does a rule ask for last year's value under this name? Only those items get a slot for it. */
static bool asked_of_last(const struct jh_pack *p, const char *name)
{
    for (size_t i = 0; i < p->ncheck; i++)
        if (mentions(p->check[i].holds_text, name) || mentions(p->check[i].message.zh, name))
            return true;
    for (size_t i = 0; i < p->nunusual; i++)
        if (mentions(p->unusual[i].message.zh, name))
            return true;
    return false;
}

void jh_name_slots(struct jh_draft *d)
{
    struct jh_pack *p = d->pack;
    size_t nstate = d->reg ? d->reg->nstate : 0;
    size_t n = 2 * p->nitem + p->nstage + p->nswitch + nstate + 2, k = 0;

    for (size_t i = 0; i < p->nitem; i++)
        n += p->item[i].ncode;
    struct jh_slot *slot = jh_new(d->mem, struct jh_slot, n);
    for (size_t i = 0; i < p->nitem; i++)
        slot[k++] = (struct jh_slot){p->item[i].id, JH_SLOT_ITEM, (int)i, 0};
    for (size_t i = 0; i < p->nitem; i++)
        for (size_t c = 0; c < p->item[i].ncode; c++)
            slot[k++] = (struct jh_slot){
                jh_arena_printf(d->mem, "%s.%s", p->item[i].id, p->item[i].code[c].id),
                JH_SLOT_CODE, (int)i, (int)c};
    for (size_t i = 0; i < p->nstage; i++)
        slot[k++] = (struct jh_slot){p->stage[i].id, JH_SLOT_STAGE, -1, (int)i};
    for (size_t i = 0; i < p->nswitch; i++)
        slot[k++] = (struct jh_slot){jh_arena_printf(d->mem, "switch.%s", p->switches[i].id),
                                     JH_SLOT_SWITCH, -1, (int)i};
    slot[k++] = (struct jh_slot){"year", JH_SLOT_YEAR, -1, 0};
    for (size_t i = 0; i < p->nitem; i++) {
        const char *name = jh_arena_printf(d->mem, "last.%s", p->item[i].id);
        if (asked_of_last(p, name))
            slot[k++] = (struct jh_slot){name, JH_SLOT_LAST, (int)i, 0};
    }
    for (size_t i = 0; i < nstate; i++)
        slot[k++] = (struct jh_slot){jh_arena_printf(d->mem, "state.%s", d->reg->state[i].id),
                                     JH_SLOT_STATE, -1, (int)i};
    if (d->reg)
        slot[k++] = (struct jh_slot){"day", JH_SLOT_DAY, -1, 0};
    int *order = jh_new(d->mem, int, k), *room = jh_new(d->mem, int, k);
    for (size_t i = 0; i < k; i++)
        order[i] = (int)i;
    sort_slots(slot, order, room, k);
    p->slot = slot;
    p->nslot = k;
    p->slot_by_name = order;
}

static int slot_of(void *context, const char *name, size_t n)
{
    return jh_pack_slot(context, name, n);
}

const struct jh_expr *jh_formula(struct jh_draft *d, struct jh_place at, const char *text,
                                 bool needed)
{
    struct jh_expr_names names = {slot_of, d->pack};
    const struct jh_expr *e = NULL;
    struct jh_err err;

    if (!*text) {
        if (needed)
            jh_fault(d->faults, at, "", "pack.no_formula", "a formula is missing here");
        return NULL;
    }
    if (jh_expr_parse(d->mem, text, &names, &e, &err) != JH_OK)
        jh_fault(d->faults, at, text,
                 strcmp(err.id, "expr.unknown_name") == 0 ? "pack.unknown_name"
                                                          : "pack.bad_formula",
                 "%s", err.text);
    return e;
}

void jh_compile_checks(struct jh_draft *d)
{
    for (size_t i = 0; i < d->pack->ncheck; i++) {
        struct jh_check *c = &d->check[i];
        struct jh_place at = {d->checks.file, 0, "holds"};
        if (i >= d->own_check)
            at = jh_cell_place(&d->checks, i - d->own_check, "holds");
        c->holds = jh_formula(d, at, c->holds_text, true);
    }
}

static void compile_unusual(struct jh_draft *d)
{
    for (size_t i = 0; i < d->pack->nunusual; i++) {
        struct jh_unusual *u = &d->unusual[i];
        struct jh_place amount = {d->outliers.file, 0, "amount"}, per = amount;
        if (i >= d->own_unusual) {
            amount = jh_cell_place(&d->outliers, i - d->own_unusual, "amount");
            per = jh_cell_place(&d->outliers, i - d->own_unusual, "per");
        }
        u->amount = jh_formula(d, amount, u->amount_text, true);
        u->per = jh_formula(d, per, u->per_text, false);
        const struct jh_form *form = jh_pack_form(d->pack, u->form);
        bool sums =
            (u->amount && jh_expr_aggregates(u->amount)) || (u->per && jh_expr_aggregates(u->per));
        if (sums && form && form->key == JH_KEY_UNIT)
            jh_fault(d->faults, amount, u->amount_text, "pack.bad_formula",
                     "no aggregates at level unit");
    }
}

/* Last year is for rules over what was reported; a standard judges a year by itself. */
static void refuse_last(struct jh_draft *d, struct jh_place at, const struct jh_expr *e,
                        const char *text)
{
    int *slot = jh_new(d->mem, int, d->pack->nslot);
    size_t n = e ? jh_expr_slots(e, slot, d->pack->nslot) : 0;

    for (size_t i = 0; i < n; i++)
        if (d->pack->slot[slot[i]].kind == JH_SLOT_LAST)
            jh_fault(d->faults, at, text, "pack.bad_formula", "last. is for checks only");
}

static void compile_indicators(struct jh_draft *d)
{
    for (size_t row = 0; row < d->pack->nindicator; row++) {
        struct jh_indicator *i = &d->indicator[row];
        const struct jh_table *t = &d->indicators;
        i->amount = jh_formula(d, jh_cell_place(t, row, "amount"), i->amount_text, true);
        i->per = jh_formula(d, jh_cell_place(t, row, "per"), i->per_text, false);
        i->line = jh_formula(d, jh_cell_place(t, row, "line"), i->line_text, true);
        i->applies = jh_formula(d, jh_cell_place(t, row, "applies"), i->applies_text, false);
        refuse_last(d, jh_cell_place(t, row, "amount"), i->amount, i->amount_text);
        refuse_last(d, jh_cell_place(t, row, "per"), i->per, i->per_text);
        refuse_last(d, jh_cell_place(t, row, "line"), i->line, i->line_text);
        refuse_last(d, jh_cell_place(t, row, "applies"), i->applies, i->applies_text);
        if (i->line && jh_expr_aggregates(i->line) && i->level == JH_LEVEL_UNIT)
            jh_fault(d->faults, jh_cell_place(t, row, "line"), i->line_text, "pack.bad_formula",
                     "no aggregates at level unit");
        if (i->amount && jh_expr_aggregates(i->amount) && i->level == JH_LEVEL_UNIT)
            jh_fault(d->faults, jh_cell_place(t, row, "amount"), i->amount_text, "pack.bad_formula",
                     "no aggregates at level unit");
        if (i->in_composite && !i->per)
            jh_fault(d->faults, jh_cell_place(t, row, "per"), "", "pack.no_formula",
                     "dispersion needs `per`");
    }
}

void jh_compile(struct jh_draft *d)
{
    jh_compile_checks(d);
    compile_unusual(d);
    compile_indicators(d);
    for (size_t i = 0; i < d->pack->nexclude; i++) {
        const char *where = jh_arena_printf(d->mem, "exclusions[%zu].when", i);
        d->exclude[i].when =
            jh_formula(d, (struct jh_place){d->manifest, 0, where}, d->exclude[i].when_text, true);
    }
}

static void check_groups(struct jh_draft *d)
{
    const struct jh_pack *p = d->pack;

    for (size_t g = 0; g < p->ngroup; g++) {
        bool used = false;
        for (size_t i = 0; i < p->nindicator; i++)
            used |= strcmp(p->indicator[i].group, p->group[g].id) == 0;
        if (!used)
            jh_fault(d->faults, (struct jh_place){d->manifest, 0, "groups"}, p->group[g].id,
                     "pack.unused_group", "no indicator belongs to this group");
    }
}

/* The rule over n indicators cannot ask for more than n. */
static void check_rule(struct jh_draft *d)
{
    const struct jh_pack *p = d->pack;

    for (size_t s = 0; p->rule_group && s < p->nstage; s++) {
        int n = 0;
        for (size_t i = 0; i < p->nindicator; i++)
            n += strcmp(p->indicator[i].group, p->rule_group) == 0 &&
                 p->indicator[i].level == JH_LEVEL_UNIT &&
                 (!*p->indicator[i].stage || strcmp(p->indicator[i].stage, p->stage[s].id) == 0);
        if (p->stage[s].judged && p->rule_pass > n)
            jh_fault(d->faults, (struct jh_place){d->manifest, 0, "school_rule.pass"},
                     p->stage[s].id, "pack.bad_value", "%d of %d indicators", p->rule_pass, n);
    }
}

struct heading {
    const char *text;
    size_t item;
};

static void note_heading(struct jh_draft *d, struct heading *list, size_t *n, const char *text,
                         size_t item)
{
    const struct jh_pack *p = d->pack;

    for (size_t i = 0; i < *n; i++) {
        const struct jh_item *other = &p->item[list[i].item];
        if (list[i].item != item && strcmp(other->form, p->item[item].form) == 0 &&
            strcmp(list[i].text, text) == 0)
            jh_fault(d->faults, jh_cell_place(&d->items, item - d->own_item, "synonyms"), text,
                     "pack.duplicate_heading", "also a heading of %s", other->id);
    }
    list[(*n)++] = (struct heading){text, item};
}

/* A heading that means two items of one form would be read as either. */
void jh_check_headings(struct jh_draft *d)
{
    const struct jh_pack *p = d->pack;
    size_t room = 0, n = 0;

    for (size_t i = d->own_item; i < p->nitem; i++)
        room += 2 + p->item[i].nsynonym;
    if (room > 20000) { /* quadratic below; a dictionary has some 500 */
        jh_fault(d->faults, (struct jh_place){d->items.file, 0, "synonyms"}, "", "pack.too_large",
                 "%zu headings, at most 20000", room);
        return;
    }
    struct heading *list = jh_new(d->mem, struct heading, room + 1);
    for (size_t i = d->own_item; i < p->nitem; i++) {
        note_heading(d, list, &n, p->item[i].name.zh, i);
        note_heading(d, list, &n, p->item[i].name.en, i);
        for (size_t k = 0; k < p->item[i].nsynonym; k++)
            note_heading(d, list, &n, p->item[i].synonym[k], i);
    }
}

static void check_files(struct jh_draft *d)
{
    static const char *const known[] = {"pack.json",      "forms.csv",    "items.csv",
                                        "codes.csv",      "checks.csv",   "outliers.csv",
                                        "indicators.csv", "switches.csv", "SOURCES.md"};

    for (size_t i = 0; i < d->source->nfile; i++) {
        const char *name = d->source->file[i].name;
        bool fine = false;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            fine |= strcmp(name, known[k]) == 0;
        fine |= d->pack->kind == JH_PACK_REGISTERS && jh_is_register_file(name);
        if (!fine)
            jh_fault(
                d->faults,
                (struct jh_place){jh_arena_printf(d->mem, "%s%s", d->source->prefix, name), 0, ""},
                name, "pack.unknown_file", "this file is not read; is its name right?");
    }
    if (!*d->pack->sources)
        jh_fault(
            d->faults,
            (struct jh_place){jh_arena_printf(d->mem, "%sSOURCES.md", d->source->prefix), 0, ""},
            "", "pack.no_source", "a pack says where its numbers come from");
}

void jh_check_whole(struct jh_draft *d)
{
    check_files(d);
    check_groups(d);
    check_rule(d);
    jh_check_headings(d);
    if (d->pack->kind == JH_PACK_STANDARD && d->pack->nindicator == 0)
        jh_fault(d->faults, (struct jh_place){d->manifest, 0, "kind"}, "standard",
                 "pack.no_indicators", "a standard has indicators");
}
