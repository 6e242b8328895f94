/* src/app/balance/others.c - indicators of school level (every school as a whole) and county level.
 */
#include "app/balance/work.h"
#include <math.h>
#include <string.h>

static int stage_index(const struct jh_pack *p, const struct jh_indicator *d)
{
    return *d->stage ? jh_pack_stage(p, d->stage) : -1;
}

struct jh_expr_table jh_table_of(const struct jh_year *y, const struct jh_indicator *d)
{
    const struct jh_pack *p = y->scene->pack;
    int stage = stage_index(p, d);
    size_t from = stage < 0 ? 0 : y->table_from[stage];
    size_t to = y->table_from[stage < 0 ? p->nstage : (size_t)stage + 1];

    return (struct jh_expr_table){to - from, p->nslot, &y->table[from * p->nslot]};
}

/* The unit of a school at a stage, or -1. */
static int unit_of(const struct jh_year *y, int school, int stage)
{
    return y->unit_at[(size_t)school * y->scene->pack->nstage + (size_t)stage];
}

struct jh_expr_table jh_table_of_school(const struct jh_year *y, const struct jh_indicator *d,
                                        int school)
{
    size_t width = y->scene->pack->nslot, from = y->part_from[school];
    int only = stage_index(y->scene->pack, d);

    if (only < 0)
        return (struct jh_expr_table){y->part_from[school + 1] - from, width,
                                      &y->parts[from * width]};
    int u = unit_of(y, school, only);
    return (struct jh_expr_table){u >= 0, width, u < 0 ? NULL : &y->unit_slot[(size_t)u * width]};
}

const double *jh_school_slots(const struct jh_year *y, const struct jh_indicator *d, int school)
{
    size_t width = y->scene->pack->nslot;
    int stage = stage_index(y->scene->pack, d);

    if (stage < 0)
        return &y->school_slot[(size_t)school * width];
    int u = unit_of(y, school, stage);
    return u < 0 ? NULL : &y->unit_slot[(size_t)u * width];
}

static bool aggregates(const struct jh_indicator *d)
{
    return jh_expr_aggregates(d->amount) || (d->per && jh_expr_aggregates(d->per)) ||
           (d->line && jh_expr_aggregates(d->line)) ||
           (d->applies && jh_expr_aggregates(d->applies));
}

static struct jh_measure at_school(const struct jh_year *y, const struct jh_indicator *d,
                                   const bool *judged, int school)
{
    const double none = (double)NAN;
    struct jh_measure not_asked = {none, none, none, none, JH_PASS, none, false};

    if (!judged[school])
        return not_asked;
    const double *slot = jh_school_slots(y, d, school);
    if (!slot)
        return not_asked;
    if (!aggregates(d))
        return jh_measure_of(y->scene, d, slot, NULL);
    struct jh_expr_table rows = jh_table_of_school(y, d, school);
    return jh_measure_of(y->scene, d, slot, &rows);
}

/* Every school that is asked must pass; the county's value is the percentage that do. */
static void school_level(const struct jh_year *y, const bool *judged,
                         struct jh_county_indicator *ret)
{
    const struct jh_balance *b = y->b;
    struct jh_measure *m = jh_new(y->scene->mem, struct jh_measure, b->nschool + 1);

    for (int i = 0; i < (int)b->nschool; i++) {
        m[i] = at_school(y, ret->indicator, judged, i);
        ret->of += m[i].applies;
        ret->failing += m[i].applies && m[i].status == JH_FAIL;
        ret->missing += m[i].applies && m[i].status == JH_UNKNOWN;
    }
    ret->school = m;
    ret->status = ret->failing ? JH_FAIL : ret->missing ? JH_UNKNOWN : JH_PASS;
    double passed = (double)(ret->of - ret->failing - ret->missing);
    ret->county =
        (struct jh_measure){.amount = passed,
                            .per = (double)ret->of,
                            .value = ret->of ? passed / (double)ret->of * 100 : (double)NAN,
                            .line = 100,
                            .status = ret->status,
                            .gap = (double)ret->failing,
                            .applies = ret->of > 0};
}

static void county_level(const struct jh_year *y, struct jh_county_indicator *ret)
{
    const struct jh_indicator *d = ret->indicator;
    struct jh_expr_table rows = jh_table_of(y, d);

    jh_slots_stage(y->scene->pack, stage_index(y->scene->pack, d), y->county_slot);
    ret->county = jh_measure_of(y->scene, d, y->county_slot, &rows);
    ret->status = ret->county.status;
    ret->of = ret->county.applies;
    ret->failing = ret->status == JH_FAIL;
    ret->missing = ret->status == JH_UNKNOWN;
}

/* A rule that needs only the roster (special schools, a switch against private ones) leaves the
 * whole school out; one that needs figures (a point with fewer than 50 pupils) leaves the unit out
 * of the dispersion and of the school rule, but the county still owes that school its funds and
 * classes. */
static void fill_schools(struct jh_year *y, bool *judged)
{
    const struct jh_scene *s = y->scene;
    size_t n = y->b->nschool;

    for (size_t u = 0; u < y->b->nunit; u++)
        judged[y->b->unit[u].school] = true;
    for (int i = 0; i < (int)n; i++) {
        judged[i] = judged[i] && !y->left_out[i];
        jh_slots_school(y, i, false, &y->school_slot[(size_t)i * s->pack->nslot]);
    }
}

void jh_year_others(struct jh_year *y)
{
    const struct jh_scene *s = y->scene;
    struct jh_county_indicator *other =
        jh_new(s->mem, struct jh_county_indicator, s->pack->nindicator + 1);
    bool *judged = jh_new(s->mem, bool, y->b->nschool + 1);
    size_t n = 0;

    fill_schools(y, judged);
    jh_slots_county(y);
    for (size_t i = 0; i < s->pack->nindicator; i++) {
        const struct jh_indicator *d = &s->pack->indicator[i];
        if (d->level == JH_LEVEL_UNIT)
            continue;
        other[n].indicator = d;
        if (d->level == JH_LEVEL_SCHOOL)
            school_level(y, judged, &other[n]);
        else
            county_level(y, &other[n]);
        n++;
    }
    y->b->other = other;
    y->b->nother = n;
}
