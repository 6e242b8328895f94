/* src/engine/outlier/verify.c - any result checked from the definitions alone, the slow way. */
#include "engine/outlier/outlier.h"
#include <math.h>
#include <stdbool.h>

struct checks {
    const struct jh_outlier_in *in;
    double *x, *e; /* [n] what is compared, and E of CHANGE; both of the values that take part */
    size_t *at;    /* [n] their indices */
    size_t n;
    double tolerance;
    struct jh_err *reterr;
};

static enum jh_status wrong(const struct checks *c, const char *what, size_t row, double got)
{
    return jh_fail(c->reterr, JH_E_BUG, "outlier.verify", ((struct jh_at){what, (long)row + 1}),
                   got, "%s of value %zu does not follow from the definition", what, row);
}

static bool near(const struct checks *c, double a, double b)
{
    return a == b || fabs(a - b) <= c->tolerance * (1 + fabs(a) + fabs(b));
}

/* The k-th smallest (from 0), by counting. */
static double ranked(const double *x, size_t n, size_t k)
{
    for (size_t i = 0; i < n; i++) {
        size_t below = 0, same = 0;
        for (size_t j = 0; j < n; j++) {
            below += x[j] < x[i];
            same += x[j] == x[i];
        }
        if (below <= k && k < below + same)
            return x[i];
    }
    return (double)NAN;
}

static double quantile(const double *x, size_t n, double p)
{
    double h = (double)(n - 1) * p, whole = floor(h);
    size_t i = (size_t)whole;
    double low = ranked(x, n, i);

    return i + 1 < n ? low + (h - whole) * (ranked(x, n, i + 1) - low) : low;
}

static double mean_off(const double *x, size_t n, double centre)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += fabs(x[i] - centre);
    return sum / (double)n;
}

/* Centre and spread as the answer gives them, and the unit of a score to either side. */
struct rule {
    double centre, spread, below, above;
};

static struct rule rule_z(const struct checks *c)
{
    struct rule r = {0};

    for (size_t i = 0; i < c->n; i++)
        r.centre += c->x[i] / (double)c->n;
    for (size_t i = 0; i < c->n; i++)
        r.spread += (c->x[i] - r.centre) * (c->x[i] - r.centre) / (double)(c->n - 1);
    r.spread = sqrt(r.spread);
    r.below = r.above = r.spread;
    return r;
}

static struct rule rule_modified(const struct checks *c, struct jh_arena *mem)
{
    struct rule r = {.centre = quantile(c->x, c->n, 0.5)};
    double *off = jh_new(mem, double, c->n);

    for (size_t i = 0; i < c->n; i++)
        off[i] = fabs(c->x[i] - r.centre);
    r.spread = quantile(off, c->n, 0.5);
    r.below = r.spread / 0.6745;
    if (!(r.spread > 0)) {
        r.spread = mean_off(c->x, c->n, r.centre);
        r.below = r.spread * 1.253314;
    }
    r.above = r.below;
    return r;
}

static struct rule rule_change(const struct checks *c)
{
    struct rule r = {.centre = quantile(c->x, c->n, 0.5)};

    for (size_t i = 0; i < c->n; i++) {
        double now = c->in->value[c->at[i]], old = c->in->before[c->at[i]];
        double s = now / old < r.centre ? 1 - r.centre * old / now : now / old / r.centre - 1;
        c->e[i] = s * pow(fmax(now, old), c->in->u);
    }
    r.spread = quantile(c->e, c->n, 0.5);
    r.below = fmax(r.spread - quantile(c->e, c->n, 0.25), fabs(c->in->a * r.spread));
    r.above = fmax(quantile(c->e, c->n, 0.75) - r.spread, fabs(c->in->a * r.spread));
    return r;
}

/* The score of value i, and what it was expected to be. */
static double score_of(const struct checks *c, const struct rule *r, size_t i, double *ret_expected)
{
    double d;

    if (c->in->method == JH_OUTLIER_RANGE) {
        double x = c->x[i], width = c->in->high > c->in->low ? c->in->high - c->in->low : 1;
        *ret_expected = x < c->in->low ? c->in->low : c->in->high;
        return x >= c->in->low && x <= c->in->high ? 0 : (x - *ret_expected) / width;
    }
    if (c->in->method == JH_OUTLIER_CHANGE) {
        *ret_expected = c->in->before[c->at[i]] * r->centre;
        d = c->e[i] - r->spread;
    } else {
        *ret_expected = r->centre;
        d = c->x[i] - r->centre;
    }
    double unit = d < 0 ? r->below : r->above;
    return unit > 0 ? d / unit : c->in->method == JH_OUTLIER_CHANGE ? d : 0;
}

static double limit_of(const struct jh_outlier_in *in, const struct rule *r)
{
    if (in->method == JH_OUTLIER_RANGE)
        return 0;
    if (in->method == JH_OUTLIER_CHANGE)
        return r->below > 0 && r->above > 0 ? in->c : 0;
    return in->threshold;
}

static const struct jh_outlier *found_at(const struct jh_outliers *a, size_t at)
{
    for (size_t i = 0; i < a->n; i++)
        if (a->found[i].at == at)
            return &a->found[i];
    return NULL;
}

/* Every value is in or out as its score says; what lies on the limit may be either. */
static enum jh_status check_each(const struct checks *c, const struct rule *r,
                                 const struct jh_outliers *a)
{
    double limit = limit_of(c->in, r);
    size_t listed = 0;

    for (size_t i = 0; i < c->n; i++) {
        double expected, score = score_of(c, r, i, &expected);
        const struct jh_outlier *o = found_at(a, c->at[i]);
        double weight = c->in->weight ? c->in->weight[c->at[i]] : 1;

        listed += o != NULL;
        if (!o != !(fabs(score) > limit) && !near(c, fabs(score), limit))
            return wrong(c, "score", c->at[i], score);
        if (!o)
            continue;
        if (!near(c, score, o->score))
            return wrong(c, "score", c->at[i], o->score);
        if (!near(c, expected, o->expected))
            return wrong(c, "expected", c->at[i], o->expected);
        if (!near(c, weight * (c->in->value[c->at[i]] - expected), o->effect))
            return wrong(c, "effect", c->at[i], o->effect);
    }
    return listed == a->n ? JH_OK : wrong(c, "found", 0, (double)a->n);
}

static enum jh_status check_order(const struct checks *c, const struct jh_outliers *a)
{
    for (size_t i = 1; i < a->n; i++) {
        double before = fabs(a->found[i - 1].effect), now = fabs(a->found[i].effect);
        if (before < now || (before == now && a->found[i - 1].at >= a->found[i].at))
            return wrong(c, "order", a->found[i].at, now);
    }
    return JH_OK;
}

enum jh_status jh_outlier_verify(const struct jh_outlier_in *in, const struct jh_outliers *result,
                                 double tolerance, struct jh_arena *mem, struct jh_err *reterr)
{
    size_t room = in->n ? in->n : 1;
    struct checks c = {.in = in,
                       .x = jh_new(mem, double, room),
                       .e = jh_new(mem, double, room),
                       .at = jh_new(mem, size_t, room),
                       .tolerance = tolerance,
                       .reterr = reterr};
    bool change = in->method == JH_OUTLIER_CHANGE;

    for (size_t i = 0; i < in->n; i++) {
        if (change ? !(in->value[i] > 0 && in->before[i] > 0) : isnan(in->value[i]))
            continue;
        c.x[c.n] = change ? in->value[i] / in->before[i] : in->value[i];
        c.at[c.n++] = i;
    }
    if (c.n != result->used)
        return wrong(&c, "used", 0, (double)result->used);
    struct rule r = {.centre = in->low, .spread = in->high};
    if (c.n && in->method == JH_OUTLIER_Z)
        r = rule_z(&c);
    if (c.n && in->method == JH_OUTLIER_MODIFIED)
        r = rule_modified(&c, mem);
    if (c.n && change)
        r = rule_change(&c);
    if (!near(&c, r.centre, result->centre) || !near(&c, r.spread, result->spread))
        return wrong(&c, "centre", 0, result->centre);
    JH_TRY(check_each(&c, &r, result));
    return check_order(&c, result);
}
