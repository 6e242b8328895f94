/* src/app/balance/inputs.c - the figures behind a value, each with the cell it stands in. */
#include "app/balance/explain.h"
#include "app/balance/todays_map.h"
#include <math.h>
#include <string.h>

enum { SLOTS_MOST = 256 };

static size_t add_slots(const struct jh_expr *e, int *slot, size_t n, size_t most)
{
    int own[SLOTS_MOST];
    size_t have = e ? jh_expr_slots(e, own, SLOTS_MOST) : 0;

    for (size_t i = 0; i < have && i < SLOTS_MOST && n < most; i++) {
        size_t k = 0;
        while (k < n && slot[k] != own[i])
            k++;
        if (k == n)
            slot[n++] = own[i];
    }
    return n;
}

size_t jh_explain_slots(const struct jh_indicator *d, int *slot, size_t most)
{
    size_t n = add_slots(d->amount, slot, 0, most);

    n = add_slots(d->per, slot, n, most);
    n = add_slots(d->line, slot, n, most);
    return add_slots(d->applies, slot, n, most);
}

static void add(struct jh_explain *e, struct jh_explain_input input, const struct jh_fact_row *row)
{
    if (e->ninput == e->input_room) {
        size_t room = e->input_room ? 2 * e->input_room : 32;
        e->input = jh_arena_grow(e->mem, e->input, e->ninput, room, sizeof *e->input);
        e->input_room = room;
    }
    input.origin = jh_origins_want(&e->origins, row, input.item);
    e->input[e->ninput++] = input;
}

static const char *text_of(const struct jh_explain *e, const struct jh_fact_row *row, int item)
{
    const struct jh_item *d = &e->show->scene.pack->item[item];

    if (!row || !row->source[item])
        return NULL;
    if (d->kind == JH_CODE && !isnan(row->value[item]))
        return jh_tr(e->show->scene.app, d->code[(int)row->value[item]].name);
    if (d->kind == JH_YESNO && !isnan(row->value[item]))
        return jh_say(e->show->scene.app, e->mem,
                      row->value[item] != 0 ? "balance.yes" : "balance.no", NULL, 0);
    return row->text ? row->text[item] : NULL;
}

static double number_of(const struct jh_explain *e, const struct jh_fact_row *row, int item)
{
    enum jh_item_kind kind = e->show->scene.pack->item[item].kind;
    bool number = kind == JH_NUMBER || kind == JH_INTEGER || kind == JH_YESNO;

    return row && number ? row->value[item] : (double)NAN;
}

static struct jh_explain_input plain(const struct jh_explain *e, const struct jh_fact_row *row,
                                     int item, int school, int stage)
{
    const double none = (double)NAN;
    return (struct jh_explain_input){
        item, school, stage, number_of(e, row, item), none, none, text_of(e, row, item), -1, NULL};
}

/* On today's map: the figure of each school of then, with its cell. False: it is the school's own.
 */
static bool map_inputs(struct jh_explain *e, int item, int school, int stage,
                       const struct jh_fact_row *row)
{
    struct jh_map_part *part;

    if (!row || row->source[item] != JH_FACT_TOGETHER)
        return false;
    size_t n = jh_map_parts(e->y, school, stage, item, &part);
    for (size_t i = 0; i < n; i++) {
        struct jh_explain_input in = plain(e, part[i].row, item, school, stage);
        in.value = part[i].value;
        in.whole = part[i].whole;
        in.share = in.whole > 0 ? in.value / in.whole : (double)NAN;
        in.then = &part[i].then->b->school[part[i].school];
        add(e, in, part[i].row);
    }
    return n > 0;
}

static double item_slot(const struct jh_explain *e, const double *slot, int item)
{
    const struct jh_pack *p = e->show->scene.pack;

    for (size_t i = 0; i < p->nslot; i++)
        if (p->slot[i].kind == JH_SLOT_ITEM && p->slot[i].item == item)
            return slot[i];
    return (double)NAN;
}

static const double *unit_slot(const struct jh_explain *e, int school, int stage)
{
    for (size_t u = 0; u < e->y->b->nunit; u++)
        if (e->y->b->unit[u].school == school && e->y->b->unit[u].stage == stage)
            return &e->y->unit_slot[u * e->show->scene.pack->nslot];
    return NULL;
}

/* An item at a part of a school: its own figure, its share of the school's, or the county's. */
static void unit_input(struct jh_explain *e, int item, int school, int stage)
{
    bool shared;
    const struct jh_fact_row *row = jh_unit_source(e->y, school, stage, item, &shared);
    bool county = row && row->org == e->y->scene->facts.county;

    if (map_inputs(e, item, school, stage, row))
        return;
    struct jh_explain_input in =
        plain(e, row, item, county ? -1 : school, row ? row->stage : stage);

    if (shared) {
        const double *slot = unit_slot(e, school, stage);
        double part = slot ? item_slot(e, slot, item) : (double)NAN;
        if (part != in.value) { /* a school of one stage keeps the whole */
            in.whole = in.value;
            in.value = part;
            in.share = in.whole > 0 ? in.value / in.whole : (double)NAN;
        }
        in.stage = stage;
    }
    add(e, in, row);
}

/* At a school as a whole: its own figure, those of its parts, or the county's. */
static void school_input(struct jh_explain *e, int item, int school)
{
    const struct jh_pack *p = e->show->scene.pack;
    const struct jh_facts *f = &e->y->scene->facts;
    const struct jh_fact_row *own = e->y->attr[school];
    const struct jh_fact_row *county = jh_facts_row(f, f->county, e->y->year, -1);
    bool any = false;

    if (own && own->source[item]) {
        if (!map_inputs(e, item, school, -1, own))
            add(e, plain(e, own, item, school, -1), own);
        return;
    }
    for (int k = 0; k < (int)p->nstage; k++) {
        const struct jh_fact_row *row = jh_unit_row(e->y, school, k);
        if (!row || !p->stage[k].judged || !row->source[item])
            continue;
        if (!map_inputs(e, item, school, k, row))
            add(e, plain(e, row, item, school, k), row);
        any = true;
    }
    if (!any && county && county->source[item])
        add(e, plain(e, county, item, -1, -1), county);
    else if (!any)
        add(e, plain(e, NULL, item, school, -1), NULL);
}

/* In the county's formulas: its own figure, and with aggregates that of every part they run over.
 */
static void county_input(struct jh_explain *e, int item)
{
    const struct jh_facts *f = &e->y->scene->facts;
    const struct jh_fact_row *county = jh_facts_row(f, f->county, e->y->year, -1);
    size_t nstage = e->y->scene->pack->nstage;

    if (!e->aggregates || (county && county->source[item])) {
        add(e, plain(e, county && county->source[item] ? county : NULL, item, -1, -1), county);
        return;
    }
    for (size_t u = 0; u < e->y->b->nunit; u++) {
        const struct jh_unit *unit = &e->y->b->unit[u];
        if (!e->y->scene->at_stage[(size_t)item * nstage + (size_t)unit->stage])
            continue; /* figures of junior schools are not missing at primary ones */
        if (jh_unit_in_county(e->y, u) && (e->stage < 0 || e->stage == unit->stage))
            unit_input(e, item, unit->school, unit->stage);
    }
}

void jh_explain_inputs(struct jh_explain *e)
{
    const struct jh_pack *p = e->show->scene.pack;
    int slot[SLOTS_MOST];
    size_t n = jh_explain_slots(e->def, slot, SLOTS_MOST);
    bool *seen = jh_new(e->mem, bool, p->nitem);

    for (size_t i = 0; i < n; i++) {
        const struct jh_slot *d = &p->slot[slot[i]];
        if ((d->kind != JH_SLOT_ITEM && d->kind != JH_SLOT_CODE) || seen[d->item])
            continue;
        seen[d->item] = true;
        if (e->school < 0)
            county_input(e, d->item);
        else if (e->stage >= 0)
            unit_input(e, d->item, e->school, e->stage);
        else
            school_input(e, d->item, e->school);
    }
}
