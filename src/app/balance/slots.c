/* src/app/balance/slots.c - the names of a pack's formulas filled for a unit, a school, the county.
 */
#include "app/balance/work.h"
#include "engine/split/split.h"
#include <math.h>
#include <string.h>

/* Codes, stages, switches and the year, once the items' own values are in `item`. */
static void fill(const struct jh_year *y, const double *item, int stage, double *slot)
{
    const struct jh_pack *p = y->scene->pack;

    for (size_t k = 0; k < y->scene->nused_slot; k++) {
        size_t i = (size_t)y->scene->used_slot[k];
        const struct jh_slot *d = &p->slot[i];
        switch (d->kind) {
        case JH_SLOT_ITEM:
            slot[i] = item[d->item];
            break;
        case JH_SLOT_CODE:
            slot[i] = isnan(item[d->item]) ? (double)NAN : item[d->item] == d->index;
            break;
        case JH_SLOT_STAGE:
            slot[i] = d->index == stage;
            break;
        case JH_SLOT_SWITCH:
            slot[i] = y->scene->switches[d->index].value;
            break;
        case JH_SLOT_YEAR:
            slot[i] = y->year;
            break;
        case JH_SLOT_LAST: /* of checks; a standard does not ask for it */
        case JH_SLOT_STATE:
        case JH_SLOT_DAY: /* of registers */
            slot[i] = (double)NAN;
            break;
        }
    }
}

/* What a row says of an item in a formula: of words only that they were given. */
static double value_of(const struct jh_pack *p, const struct jh_fact_row *row, size_t item)
{
    if (p->item[item].kind == JH_WORDS)
        return row->text && row->text[item] && *row->text[item] ? 1 : (double)NAN;
    return row->value[item];
}

void jh_slots_stage(const struct jh_pack *pack, int stage, double *slot)
{
    for (size_t i = 0; i < pack->nslot; i++)
        if (pack->slot[i].kind == JH_SLOT_STAGE)
            slot[i] = pack->slot[i].index == stage;
}

static const struct jh_fact_row *county_row(const struct jh_year *y)
{
    const struct jh_facts *f = &y->scene->facts;
    return jh_facts_row(f, f->county, y->year, -1);
}

static void lay_over(const struct jh_scene *s, const struct jh_fact_row *row, double *item)
{
    for (size_t k = 0; row && k < s->nused_item; k++) {
        size_t i = (size_t)s->used_item[k];
        if (row->source[i])
            item[i] = value_of(s->pack, row, i);
    }
}

static void nothing(const struct jh_scene *s, double *item)
{
    for (size_t k = 0; k < s->nused_item; k++)
        item[s->used_item[k]] = (double)NAN;
}

void jh_slots_county(struct jh_year *y)
{
    const struct jh_scene *s = y->scene;
    double *item = y->scratch;

    nothing(s, item);
    lay_over(s, county_row(y), item);
    y->county_slot = jh_new(s->mem, double, s->pack->nslot);
    fill(y, item, -1, y->county_slot);
}

/* The rows of a school's judged stages that have pupils, NULL for the others. */
static void stage_rows(const struct jh_year *y, int school, const struct jh_fact_row **ret)
{
    const struct jh_pack *p = y->scene->pack;
    int size = y->scene->item.size;

    for (size_t k = 0; k < p->nstage; k++) {
        const struct jh_fact_row *row = p->stage[k].judged ? jh_unit_row(y, school, (int)k) : NULL;
        ret[k] = row && size >= 0 && row->value[size] == 0 ? NULL : row;
    }
}

/* A figure that is counted by stage, for the school as a whole: the sum over its judged stages. */
static double over_stages(const struct jh_year *y, const struct jh_fact_row *const *row, int item)
{
    size_t nstage = y->scene->pack->nstage;
    double sum = 0;
    bool any = false;

    for (size_t k = 0; k < nstage; k++) {
        if (!row[k] || !y->scene->at_stage[(size_t)item * nstage + k])
            continue;
        sum += row[k]->value[item];
        any = true;
    }
    return any ? sum : (double)NAN;
}

void jh_slots_school(struct jh_year *y, int school, bool roster_only, double *slot)
{
    const struct jh_scene *s = y->scene;
    const struct jh_fact_row *own = y->attr[school], *county = county_row(y);
    const struct jh_fact_row *part[JH_STAGES_MAX];
    double *item = y->scratch;

    stage_rows(y, school, part);
    for (size_t k = 0; k < s->nused_item; k++) {
        size_t i = (size_t)s->used_item[k];
        enum jh_item_kind kind = s->pack->item[i].kind;
        item[i] = (double)NAN;
        if (roster_only && !s->roster[i])
            continue;
        if (own && own->source[i])
            item[i] = value_of(s->pack, own, i);
        else if (kind == JH_NUMBER || kind == JH_INTEGER)
            item[i] = over_stages(y, part, (int)i);
        if (isnan(item[i]) && county && county->source[i])
            item[i] = value_of(s->pack, county, i);
    }
    fill(y, item, -1, slot);
}

/* The part's share of a common figure; NaN when a number of pupils is missing or no rule fits. */
static double share_of(const struct jh_split *split, size_t n, const double *pupils, double whole,
                       int stage)
{
    double part[JH_STAGES_MAX];
    size_t alive = 0;

    for (size_t k = 0; k < n; k++)
        alive += !(pupils[k] <= 0);
    if (alive == 1 && !(pupils[stage] <= 0))
        return whole; /* one stage only: nothing to share, its size need not even be known */
    if (!split || jh_split_compute(whole, n, pupils, split->weight, part, NULL) != JH_OK)
        return (double)NAN;
    return part[stage];
}

double jh_unit_share(const struct jh_year *y, int school, int stage, double whole)
{
    double pupils[JH_STAGES_MAX];
    const struct jh_split *split = jh_unit_split(y, school, pupils);

    return share_of(split, y->scene->pack->nstage, pupils, whole, stage);
}

void jh_slots_unit(struct jh_year *y, int school, int stage, double *slot)
{
    const struct jh_scene *s = y->scene;
    const struct jh_fact_row *own = jh_unit_row(y, school, stage), *whole = y->attr[school];
    double pupils[JH_STAGES_MAX];
    const struct jh_split *split = jh_unit_split(y, school, pupils);
    double *item = y->scratch;

    nothing(s, item);
    lay_over(s, county_row(y), item);
    for (size_t k = 0; whole && k < s->nused_item; k++) {
        size_t i = (size_t)s->used_item[k];
        if (whole->source[i])
            item[i] = s->pack->item[i].shared
                          ? share_of(split, s->pack->nstage, pupils, whole->value[i], stage)
                          : value_of(s->pack, whole, i);
    }
    lay_over(s, own, item);
    fill(y, item, stage, slot);
}
