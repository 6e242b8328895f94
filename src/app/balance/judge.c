/* src/app/balance/judge.c - from all results to one verdict: it fails when anything fails, is
 * unknown when nothing fails but something is missing, and passes otherwise. */
#include "app/balance/work.h"
#include <math.h>
#include <string.h>

enum jh_verdict jh_worst(enum jh_verdict a, enum jh_verdict b)
{
    if (a == JH_FAIL || b == JH_FAIL)
        return JH_FAIL;
    return a == JH_UNKNOWN || b == JH_UNKNOWN ? JH_UNKNOWN : JH_PASS;
}

const char *jh_school_status(const struct jh_balance *b, int school)
{
    enum jh_verdict worst = JH_PASS;
    bool counted = false;

    for (size_t u = 0; u < b->nunit; u++)
        if (b->unit[u].school == school && !b->unit[u].excluded) {
            counted = true;
            worst = jh_worst(worst, b->unit[u].status);
        }
    return counted ? jh_verdict_id(worst) : "excluded";
}

struct list {
    struct jh_arena *mem;
    struct jh_reason *reason;
    size_t n, room;
};

static struct jh_reason *add(struct list *l, struct jh_reason reason)
{
    if (l->n == l->room) {
        size_t room = l->room ? 2 * l->room : 32;
        l->reason = jh_arena_grow(l->mem, l->reason, l->n, room, sizeof *l->reason);
        l->room = room;
    }
    /* What is not known is of kind "missing", whatever it is about. */
    if (reason.status == JH_UNKNOWN)
        reason.kind = JH_REASON_MISSING;
    l->reason[l->n] = reason;
    return &l->reason[l->n++];
}

static void schools_reason(const struct jh_year *y, struct list *l, int stage,
                           enum jh_verdict status)
{
    const struct jh_balance *b = y->b;
    size_t from = y->first_unit[stage], to = y->first_unit[stage + 1], n = 0;
    int *school = jh_new(l->mem, int, to - from + 1);

    for (size_t u = from; u < to; u++)
        if (!b->unit[u].excluded && b->unit[u].status == status)
            school[n++] = b->unit[u].school;
    if (n)
        add(l, (struct jh_reason){JH_REASON_SCHOOLS, status, NULL, stage, school, n, NULL});
}

/* Units without data for an indicator, for a coefficient that cannot be judged. */
static void cv_reason(const struct jh_year *y, struct list *l, size_t i, int stage)
{
    const struct jh_balance *b = y->b;
    const struct jh_stage_dispersion *d = &b->dispersion[(size_t)stage * b->nunit_indicator + i];
    const struct jh_indicator *def = jh_scene_at(y->scene, i, stage);

    if (!def || isnan(d->limit) || d->status == JH_PASS)
        return;
    size_t from = y->first_unit[stage], to = y->first_unit[stage + 1], n = 0;
    int *school = jh_new(l->mem, int, to - from + 1);
    for (size_t u = from; d->status == JH_UNKNOWN && u < to; u++)
        if (!b->unit[u].excluded && b->unit[u].measure[i].applies &&
            isnan(b->unit[u].measure[i].value))
            school[n++] = b->unit[u].school;
    add(l, (struct jh_reason){JH_REASON_CV, d->status, def, stage, school, n, NULL});
}

static enum jh_verdict composite_status(const struct jh_year *y, int stage)
{
    const struct jh_balance *b = y->b;
    enum jh_verdict worst = JH_PASS;

    for (size_t i = 0; i < b->nunit_indicator; i++) {
        const struct jh_indicator *d = jh_scene_at(y->scene, i, stage);
        const struct jh_stage_dispersion *row =
            &b->dispersion[(size_t)stage * b->nunit_indicator + i];
        if (d && d->in_composite && (row->have < row->of || row->solved != JH_OK))
            worst = JH_UNKNOWN;
    }
    if (worst == JH_UNKNOWN)
        return worst;
    return b->composite[stage] <= b->pack->composite_limit[stage] ? JH_PASS : JH_FAIL;
}

static void stage_reasons(const struct jh_year *y, struct list *l, int stage,
                          enum jh_verdict status)
{
    schools_reason(y, l, stage, status);
    for (size_t i = 0; i < y->b->nunit_indicator; i++)
        if (y->b->dispersion[(size_t)stage * y->b->nunit_indicator + i].status == status)
            cv_reason(y, l, i, stage);
    if (!isnan(y->b->pack->composite_limit[stage]) && composite_status(y, stage) == status)
        add(l, (struct jh_reason){JH_REASON_COMPOSITE, status, NULL, stage, NULL, 0, NULL});
}

static void other_reason(const struct jh_year *y, struct list *l,
                         const struct jh_county_indicator *o)
{
    const struct jh_indicator *d = o->indicator;
    size_t n = 0;
    int *school = jh_new(l->mem, int, y->b->nschool + 1);
    enum jh_reason_kind kind = d->kind == JH_VETO    ? JH_REASON_VETO
                               : d->kind == JH_ENTRY ? JH_REASON_ENTRY
                                                     : JH_REASON_INDICATOR;

    for (int i = 0; o->school && i < (int)y->b->nschool; i++)
        if (o->school[i].applies && o->school[i].status == o->status)
            school[n++] = i;
    add(l,
        (struct jh_reason){kind, o->status, d, *d->stage ? jh_pack_stage(y->b->pack, d->stage) : -1,
                           school, n, NULL});
}

/* Vetoes first, then what must hold before anything else, then the rest. */
static void all_reasons(const struct jh_year *y, struct list *l, enum jh_verdict status)
{
    const struct jh_balance *b = y->b;
    static const enum jh_indicator_kind first[] = {JH_VETO, JH_ENTRY};

    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < b->nother; i++)
            if (b->other[i].status == status && b->other[i].indicator->kind == first[k])
                other_reason(y, l, &b->other[i]);
    for (int k = 0; k < (int)b->pack->nstage; k++)
        if (b->pack->stage[k].judged)
            stage_reasons(y, l, k, status);
    for (size_t i = 0; i < b->nother; i++) {
        enum jh_indicator_kind kind = b->other[i].indicator->kind;
        if (b->other[i].status == status && kind != JH_VETO && kind != JH_ENTRY)
            other_reason(y, l, &b->other[i]);
    }
}

void jh_year_judge(struct jh_year *y)
{
    struct list l = {.mem = y->scene->mem};
    enum jh_verdict verdict = JH_PASS;

    all_reasons(y, &l, JH_FAIL);
    all_reasons(y, &l, JH_UNKNOWN);
    for (size_t i = 0; i < l.n; i++)
        verdict = jh_worst(verdict, l.reason[i].status);
    y->b->reason = l.reason;
    y->reason = l.reason;
    y->b->nreason = l.n;
    y->b->verdict = verdict;
}
