/* src/app/balance/units.c - parts of schools: one a stage, with its share of what is common. */
#include "app/balance/work.h"
#include "engine/split/split.h"
#include <math.h>
#include <string.h>

const struct jh_fact_row *jh_unit_row(const struct jh_year *y, int school, int stage)
{
    return jh_facts_row(&y->scene->facts, y->org[school], y->year, stage);
}

static double pupils_at(const struct jh_year *y, int school, int year, int stage)
{
    int item = y->scene->item.size;
    const struct jh_fact_row *row = jh_facts_row(&y->scene->facts, y->org[school], year, stage);

    return row && item >= 0 ? row->value[item] : (double)NAN;
}

/* The split of this type of school. */
static const struct jh_split *split_of(const struct jh_pack *p, const char *type)
{
    for (size_t i = 0; i < p->nsplit; i++)
        if (strcmp(p->split[i].type, type) == 0)
            return &p->split[i];
    return NULL;
}

static bool covers(const struct jh_pack *p, const struct jh_split *split, const double *pupils)
{
    for (size_t k = 0; k < p->nstage; k++)
        if (pupils[k] > 0 && !(split->weight[k] > 0))
            return false;
    return true;
}

/* A stage that the school's type has no weight for (a primary school with junior classes) is shared
 * out by the first rule of the pack that knows all of its stages: their ratios agree. */
const struct jh_split *jh_unit_split(const struct jh_year *y, int school, double *pupils)
{
    const struct jh_pack *p = y->scene->pack;
    const struct jh_split *own = split_of(p, y->b->school[school].type);

    for (size_t k = 0; k < p->nstage; k++) {
        pupils[k] = pupils_at(y, school, y->year, (int)k);
        bool expected = own && own->weight[k] > 0;
        if (isnan(pupils[k]) && !expected && !jh_unit_row(y, school, (int)k))
            pupils[k] = 0; /* this kind of school has no such stage and reports none */
    }
    if (own && covers(p, own, pupils))
        return own;
    for (size_t i = 0; i < p->nsplit; i++)
        if (covers(p, &p->split[i], pupils))
            return &p->split[i];
    return NULL;
}

const struct jh_fact_row *jh_unit_source(const struct jh_year *y, int school, int stage, int item,
                                         bool *ret_shared)
{
    const struct jh_fact_row *own = jh_unit_row(y, school, stage), *whole = y->attr[school];
    const struct jh_facts *f = &y->scene->facts;
    const struct jh_fact_row *county = jh_facts_row(f, f->county, y->year, -1);

    *ret_shared = false;
    if (own && own->source[item])
        return own;
    if (whole && whole->source[item]) {
        *ret_shared = y->scene->pack->item[item].shared;
        return whole;
    }
    return county && county->source[item] ? county : NULL;
}

/* Stages at which the school had pupils in the newest earlier year that says so. */
static unsigned past_stages(const struct jh_year *y, int school)
{
    const struct jh_facts *f = &y->scene->facts;
    unsigned found = 0;

    for (size_t i = f->nyear; i > 0 && !found; i--)
        for (size_t k = 0; f->year[i - 1] < y->year && k < y->scene->pack->nstage; k++)
            if (pupils_at(y, school, f->year[i - 1], (int)k) > 0)
                found |= 1U << k;
    return found;
}

/* Stages that other schools of the same type report this year. */
static unsigned peer_stages(const struct jh_year *y, int school)
{
    unsigned found = 0;

    for (int i = 0; i < (int)y->b->nschool; i++)
        if (strcmp(y->b->school[i].type, y->b->school[school].type) == 0)
            for (size_t k = 0; k < y->scene->pack->nstage; k++)
                if (pupils_at(y, i, y->year, (int)k) > 0)
                    found |= 1U << k;
    return found;
}

/* The stages a school is expected to have: those that it reports, and those that its type always
 * has; when it reports nothing at all, those of earlier years, else of schools like it. */
unsigned jh_unit_stages(const struct jh_year *y, int school)
{
    const struct jh_pack *p = y->scene->pack;
    const struct jh_split *own = split_of(p, y->b->school[school].type);
    unsigned found = 0, rows = 0;

    for (size_t k = 0; k < p->nstage; k++) {
        double pupils = pupils_at(y, school, y->year, (int)k);
        if (jh_unit_row(y, school, (int)k))
            rows |= 1U << k;
        else if (own && own->weight[k] > 0)
            found |= 1U << k;
        if (jh_unit_row(y, school, (int)k) &&
            !(pupils <= 0)) /* NaN too: it is there, not counted */
            found |= 1U << k;
    }
    if (found || rows)
        return found;
    found = past_stages(y, school);
    return found ? found : peer_stages(y, school);
}

/* The first rule that fires names the reason. A missing value fires nothing. */
static const struct jh_exclusion *excluded(const struct jh_pack *p, const double *slot)
{
    for (size_t i = 0; i < p->nexclude; i++) {
        double fires = jh_expr_eval(p->exclude[i].when, slot, NULL);
        if (fires != 0 && !isnan(fires))
            return &p->exclude[i];
    }
    return NULL;
}

static void leave_out(struct jh_year *y)
{
    const struct jh_pack *p = y->scene->pack;
    const struct jh_exclusion **out =
        jh_new(y->scene->mem, const struct jh_exclusion *, y->b->nschool + 1);
    double *slot = jh_new(y->scene->mem, double, p->nslot);

    for (int i = 0; i < (int)y->b->nschool; i++) {
        jh_slots_school(y, i, true, slot);
        out[i] = excluded(p, slot);
    }
    y->left_out = out;
}

/* A teaching point with few pupils has no row in the school tables; its teachers are still teachers
 * of the county. A school that its roster leaves out is no part of the county's rates either. */
bool jh_unit_in_county(const struct jh_year *y, size_t u)
{
    return !y->left_out[y->b->unit[u].school];
}

static void add_units(struct jh_year *y, const unsigned *has, int stage, struct jh_unit *unit,
                      size_t *n)
{
    const struct jh_pack *p = y->scene->pack;

    for (int i = 0; i < (int)y->b->nschool; i++) {
        if (!(has[i] & 1U << stage))
            continue;
        double *slot = &y->unit_slot[*n * p->nslot];
        jh_slots_unit(y, i, stage, slot);
        unit[*n] = (struct jh_unit){.school = i,
                                    .stage = stage,
                                    .pupils = pupils_at(y, i, y->year, stage),
                                    .excluded = excluded(p, slot)};
        y->unit_at[(size_t)i * p->nstage + (size_t)stage] = (int)*n;
        (*n)++;
    }
}

/* Slots for that many units; a year of a trend takes over the room of the one before it. */
static void make_room(struct jh_year *y, size_t units)
{
    struct jh_slot_room *r = y->room;
    size_t width = y->scene->pack->nslot;

    if (units > r->units || !r->unit) {
        r->units = units;
        r->unit = jh_new(y->scene->mem, double, units *width + 1);
        r->table = jh_new(y->scene->mem, double, units *width + 1);
        r->parts = jh_new(y->scene->mem, double, units *width + 1);
    }
    if (y->b->nschool > r->schools || !r->school) {
        r->schools = y->b->nschool;
        r->school = jh_new(y->scene->mem, double, r->schools *width + 1);
    }
    y->unit_slot = r->unit;
    y->table = r->table;
    y->parts = r->parts;
    y->school_slot = r->school;
}

/* The parts of each school together, for formulas over one school. */
static void lay_parts(struct jh_year *y)
{
    size_t width = y->scene->pack->nslot, nstage = y->scene->pack->nstage, n = 0;

    y->part_from = jh_new(y->scene->mem, size_t, y->b->nschool + 1);
    for (size_t i = 0; i < y->b->nschool; i++) {
        y->part_from[i] = n;
        for (size_t k = 0; k < nstage; k++) {
            int u = y->unit_at[i * nstage + k];
            if (u >= 0)
                memcpy(&y->parts[n++ * width], &y->unit_slot[(size_t)u * width],
                       width * sizeof(double));
        }
    }
    y->part_from[y->b->nschool] = n;
}

/* Units one behind the other, for formulas of the county over all of them. */
static void lay_table(struct jh_year *y)
{
    const struct jh_balance *b = y->b;
    size_t width = b->pack->nslot, n = 0;

    for (size_t k = 0; k < b->pack->nstage; k++) {
        y->table_from[k] = n;
        for (size_t u = y->first_unit[k]; u < y->first_unit[k + 1]; u++)
            if (jh_unit_in_county(y, u))
                memcpy(&y->table[n++ * width], &y->unit_slot[u * width], width * sizeof(double));
    }
    y->table_from[b->pack->nstage] = n;
}

void jh_year_units(struct jh_year *y)
{
    const struct jh_scene *s = y->scene;
    size_t nschool = y->b->nschool, most = nschool * s->pack->nstage, n = 0;
    unsigned *has = jh_new(s->mem, unsigned, nschool + 1);
    struct jh_unit *unit = jh_new(s->mem, struct jh_unit, most + 1);
    size_t parts = 0;

    for (int i = 0; i < (int)nschool; i++) {
        has[i] = jh_unit_stages(y, i);
        for (size_t k = 0; k < s->pack->nstage; k++)
            parts += s->pack->stage[k].judged && (has[i] & 1U << k);
    }
    make_room(y, parts);
    y->unit_at = jh_new(s->mem, int, nschool * s->pack->nstage + 1);
    for (size_t i = 0; i < nschool * s->pack->nstage; i++)
        y->unit_at[i] = -1;
    for (size_t k = 0; k < s->pack->nstage; k++) {
        y->first_unit[k] = n;
        if (s->pack->stage[k].judged)
            add_units(y, has, (int)k, unit, &n);
    }
    y->first_unit[s->pack->nstage] = n;
    y->unit = unit;
    y->b->unit = unit;
    y->b->nunit = n;
    leave_out(y);
    lay_table(y);
    lay_parts(y);
}
