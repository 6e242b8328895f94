/* src/app/balance/measure.c - unit indicators: value against line, the school rule, dispersion. */
#include "app/balance/work.h"
#include <math.h>
#include <string.h>

enum jh_compare jh_compare_of(const struct jh_scene *s, const struct jh_indicator *d)
{
    if (d->strict_switch < 0 || s->switches[d->strict_switch].value != 1)
        return d->compare;
    return d->compare == JH_AT_LEAST ? JH_ABOVE : d->compare == JH_AT_MOST ? JH_BELOW : d->compare;
}

static enum jh_relation relation_of(const struct jh_scene *s, const struct jh_indicator *d)
{
    static const enum jh_relation relation[] = {[JH_AT_LEAST] = JH_REL_AT_LEAST,
                                                [JH_AT_MOST] = JH_REL_AT_MOST,
                                                [JH_BELOW] = JH_REL_BELOW,
                                                [JH_ABOVE] = JH_REL_ABOVE,
                                                [JH_EQUAL] = JH_REL_EQUAL};
    return relation[jh_compare_of(s, d)];
}

static enum jh_verdict verdict_of(enum jh_outcome outcome)
{
    return outcome == JH_OUT_PASS ? JH_PASS : outcome == JH_OUT_FAIL ? JH_FAIL : JH_UNKNOWN;
}

struct jh_measure jh_measure_of(const struct jh_scene *s, const struct jh_indicator *d,
                                const double *slot, const struct jh_expr_table *rows)
{
    double applies = d->applies ? jh_expr_eval(d->applies, slot, rows) : 1;
    struct jh_measure m = {.applies = applies != 0, /* NaN: it may, so its status is unknown */
                           .amount = jh_expr_eval(d->amount, slot, rows),
                           .per = d->per ? jh_expr_eval(d->per, slot, rows) : 1,
                           .line = jh_expr_eval(d->line, slot, rows),
                           .status = JH_UNKNOWN};

    m.value = m.per != 0 ? m.amount / m.per * d->scale : (double)NAN;
    m.gap = (double)NAN;
    if (isnan(applies))
        return m;
    if (!m.applies) {
        m.status = JH_PASS;
        return m;
    }
    enum jh_relation relation = relation_of(s, d);
    m.status = verdict_of(jh_compliance_test(m.value, relation, m.line));
    m.gap = jh_compliance_gap(m.amount, m.per, d->scale, relation, m.line, d->gap_decimals);
    return m;
}

static const struct jh_measure *measures_of(const struct jh_year *y, size_t u)
{
    const struct jh_scene *s = y->scene;
    struct jh_measure *m = jh_new(s->mem, struct jh_measure, s->nunit_indicator);

    for (size_t i = 0; i < s->nunit_indicator; i++) {
        const struct jh_indicator *d = jh_scene_at(s, i, y->b->unit[u].stage);
        double none = (double)NAN;
        if (d)
            m[i] = jh_measure_of(s, d, &y->unit_slot[u * s->pack->nslot], NULL);
        else
            m[i] = (struct jh_measure){none, none, none, none, JH_PASS, none, false};
    }
    return m;
}

/* "At least 6 of 7, the others at least 85 %": an indicator that is not asked of a school takes
 * nothing from the number of those it may miss. */
static enum jh_status judge_unit(const struct jh_scene *s, struct jh_unit *unit,
                                 struct jh_err *reterr)
{
    double value[64], line[64];
    enum jh_relation relation[64];
    struct jh_compliance_in in = {0, value, line, relation, 0, 0};
    size_t all = 0;

    for (size_t i = 0; i < s->nunit_indicator && in.n < 64; i++) {
        const struct jh_indicator *d = jh_scene_at(s, i, unit->stage);
        if (!d || (s->pack->rule_group && strcmp(d->group, s->pack->rule_group) != 0))
            continue;
        all++;
        if (!unit->measure[i].applies)
            continue;
        bool open = unit->measure[i].status == JH_UNKNOWN; /* also: not known whether it applies */
        value[in.n] = open ? (double)NAN : unit->measure[i].value;
        line[in.n] = unit->measure[i].line;
        relation[in.n++] = relation_of(s, d);
    }
    size_t may_miss = 0;
    if (s->pack->rule_group && (size_t)s->rule_pass < all)
        may_miss = all - (size_t)s->rule_pass;
    in.pass_at_least = in.n > may_miss ? in.n - may_miss : 0;
    in.floor = s->pack->rule_group ? s->rule_floor : 0;

    struct jh_compliance out;
    JH_TRY(jh_compliance_school(&in, &out, reterr));
    unit->status = verdict_of(out.status);
    if (isnan(unit->pupils) && unit->status == JH_PASS)
        unit->status = JH_UNKNOWN;
    unit->reached = (int)out.reached;
    unit->asked = (int)in.n;
    unit->below_floor = (int)out.below_floor;
    unit->missing = (int)out.missing;
    return JH_OK;
}

enum jh_status jh_year_measures(struct jh_year *y, struct jh_err *reterr)
{
    struct jh_unit *unit = y->unit;

    for (size_t u = 0; u < y->b->nunit; u++) {
        unit[u].measure = measures_of(y, u);
        JH_TRY(judge_unit(y->scene, &unit[u], reterr));
    }
    return JH_OK;
}

static bool usable(const struct jh_measure *m)
{
    return m->applies && m->amount >= 0 && m->amount <= JH_DISPARITY_MAX && m->per >= 1 &&
           m->per <= JH_DISPARITY_MAX; /* written so that NaN is not */
}

void jh_dispersion_in(const struct jh_year *y, size_t i, int stage, struct jh_arena *mem,
                      struct jh_disparity_in *ret, int **ret_unit)
{
    size_t from = y->first_unit[stage], to = y->first_unit[stage + 1];
    double *amount = jh_new(mem, double, to - from + 1);
    double *per = jh_new(mem, double, to - from + 1);
    int *index = jh_new(mem, int, to - from + 1);
    size_t n = 0;

    for (size_t u = from; u < to; u++) {
        const struct jh_measure *m = &y->b->unit[u].measure[i];
        if (y->b->unit[u].excluded || !usable(m))
            continue;
        amount[n] = m->amount;
        per[n] = m->per;
        index[n++] = (int)u;
    }
    *ret = (struct jh_disparity_in){n, amount, per};
    *ret_unit = index;
}

static void count(const struct jh_year *y, size_t i, int stage, struct jh_stage_dispersion *d)
{
    for (size_t u = y->first_unit[stage]; u < y->first_unit[stage + 1]; u++) {
        const struct jh_unit *unit = &y->b->unit[u];
        if (unit->excluded || !unit->measure[i].applies)
            continue;
        d->of++;
        d->failing += unit->measure[i].status == JH_FAIL;
    }
}

/* The engine works on the raw amounts; what it says in units of the value is scaled afterwards, so
 * that lowest and highest are the schools' own values to the last bit. */
static void scaled(struct jh_disparity_all *all, double scale)
{
    all->mean *= scale;
    all->sd *= scale;
    all->median *= scale;
    all->low *= scale;
    all->high *= scale;
}

static struct jh_disparity_all no_dispersion(void)
{
    const double none = (double)NAN;
    return (struct jh_disparity_all){.mean = none,
                                     .sd = none,
                                     .cv = none,
                                     .cv_low = none,
                                     .cv_high = none,
                                     .cv_unweighted = none,
                                     .gini = none,
                                     .theil = none,
                                     .theil_l = none,
                                     .mcloone = none,
                                     .median = none,
                                     .low = none,
                                     .high = none};
}

/* Nobody has any (mean 0): the mean is known, the coefficient is not. */
static void zero_mean(const struct jh_disparity_in *in, struct jh_disparity_all *all)
{
    all->n = in->n;
    for (size_t k = 0; k < in->n; k++)
        all->pupils += in->pupils[k];
    if (in->n)
        all->mean = all->sd = all->low = all->high = all->median = 0;
}

static enum jh_status one(struct jh_year *y, size_t i, int stage, struct jh_stage_dispersion *ret,
                          struct jh_err *reterr)
{
    const struct jh_indicator *d = jh_scene_at(y->scene, i, stage);
    struct jh_disparity_in in;
    int *unit;

    *ret = (struct jh_stage_dispersion){.all = no_dispersion(), .limit = (double)NAN};
    if (!d)
        return JH_OK;
    ret->limit = d->cv_limit;
    count(y, i, stage, ret);
    jh_dispersion_in(y, i, stage, y->scene->mem, &in, &unit);
    ret->have = in.n;
    ret->solved = jh_disparity_all(&in, y->scene->mem, &ret->all, reterr);
    if (ret->solved != JH_OK && ret->solved != JH_E_NOSOLUTION)
        return ret->solved;
    if (ret->solved == JH_OK)
        scaled(&ret->all, d->scale);
    else
        zero_mean(&in, &ret->all);
    if (isnan(d->cv_limit))
        ret->status = ret->have == ret->of ? JH_PASS : JH_UNKNOWN;
    else if (ret->solved != JH_OK || ret->have < ret->of)
        ret->status = JH_UNKNOWN;
    else
        ret->status = ret->all.cv <= d->cv_limit ? JH_PASS : JH_FAIL;
    return JH_OK;
}

static double composite(const struct jh_year *y, const struct jh_stage_dispersion *row, int stage)
{
    double sum = 0, n = 0;

    for (size_t i = 0; i < y->scene->nunit_indicator; i++) {
        const struct jh_indicator *d = jh_scene_at(y->scene, i, stage);
        if (!d || !d->in_composite)
            continue;
        sum += row[i].all.cv;
        n++;
    }
    return n > 0 ? sum / n : (double)NAN;
}

enum jh_status jh_year_dispersion(struct jh_year *y, struct jh_err *reterr)
{
    const struct jh_scene *s = y->scene;
    size_t n = s->nunit_indicator;
    struct jh_stage_dispersion *row =
        jh_new(s->mem, struct jh_stage_dispersion, n * s->pack->nstage + 1);

    for (size_t k = 0; k < s->pack->nstage; k++) {
        for (size_t i = 0; i < n; i++)
            JH_TRY(one(y, i, (int)k, &row[k * n + i], reterr));
        y->b->composite[k] = composite(y, &row[k * n], (int)k);
    }
    y->b->dispersion = row;
    return JH_OK;
}
