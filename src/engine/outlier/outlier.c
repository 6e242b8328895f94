/* src/engine/outlier/outlier.c - checks of the input, centre and spread, and what lies outside. */
#include "engine/outlier/outlier.h"
#include "num/sort.h"
#include "num/sum.h"
#include <math.h>
#include <stdbool.h>

/* Both from Iglewicz and Hoaglin: 0.6745 s.d. is the MAD of a normal, s.d. / 1.253314 its MeanAD.
 */
#define MAD_SHARE 0.6745
#define MEAN_AD_SHARE 1.253314
enum { LEAST = 4 };

/* The values that are there, in a row; `key` sorted when asked for by jh_sort_pairs(). */
struct seen {
    struct jh_pair *pair; /* key: value, score or ratio; with: index */
    size_t n;
};

static bool value_ok(double x)
{
    return isnan(x) || fabs(x) <= JH_OUTLIER_MOST;
}

static enum jh_status check_values(const struct jh_outlier_in *in, struct jh_err *reterr)
{
    for (size_t i = 0; i < in->n; i++) {
        long row = (long)i + 1;

        if (!value_ok(in->value[i]))
            return jh_fail(reterr, JH_E_DATA, "outlier.value", ((struct jh_at){"value", row}),
                           in->value[i], "value out of range");
        if (in->method == JH_OUTLIER_CHANGE && !value_ok(in->before[i]))
            return jh_fail(reterr, JH_E_DATA, "outlier.value", ((struct jh_at){"before", row}),
                           in->before[i], "value out of range");
        if (in->weight && !(in->weight[i] >= 0 && in->weight[i] <= JH_OUTLIER_MOST))
            return jh_fail(reterr, JH_E_DATA, "outlier.value", ((struct jh_at){"weight", row}),
                           in->weight[i], "weight out of range");
    }
    return JH_OK;
}

static bool settings_ok(const struct jh_outlier_in *in)
{
    switch (in->method) {
    case JH_OUTLIER_Z:
    case JH_OUTLIER_MODIFIED:
        return in->threshold > 0 && in->threshold <= JH_OUTLIER_MOST;
    case JH_OUTLIER_RANGE:
        return in->low <= in->high && in->low >= -JH_OUTLIER_MOST && in->high <= JH_OUTLIER_MOST;
    case JH_OUTLIER_CHANGE:
        return in->a >= 0 && in->a <= 1 && in->c > 0 && in->c <= JH_OUTLIER_MOST &&
               (in->u == 0 || in->u == 0.5 || in->u == 1);
    }
    return false;
}

static enum jh_status too_few(size_t n, struct jh_err *reterr)
{
    return jh_fail(reterr, JH_E_NOSOLUTION, "outlier.too_few", JH_NOWHERE, (double)n,
                   "%zu values: nothing could be found", n);
}

/* Does value i take part? A change needs two numbers above 0. */
static bool takes_part(const struct jh_outlier_in *in, size_t i)
{
    if (in->method == JH_OUTLIER_CHANGE)
        return in->value[i] > 0 && in->before[i] > 0;
    return !isnan(in->value[i]);
}

static struct seen gather(const struct jh_outlier_in *in, struct jh_arena *mem)
{
    struct seen s = {jh_new(mem, struct jh_pair, in->n ? in->n : 1), 0};

    for (size_t i = 0; i < in->n; i++)
        if (takes_part(in, i))
            s.pair[s.n++] = (struct jh_pair){
                in->method == JH_OUTLIER_CHANGE ? in->value[i] / in->before[i] : in->value[i],
                (double)i};
    return s;
}

/* Quantile of sorted pairs, linear between order statistics (R's type 7); n >= 1. */
static double quantile(const struct jh_pair *sorted, size_t n, double p)
{
    double h = (double)(n - 1) * p, whole = floor(h);
    size_t i = (size_t)whole;

    if (i + 1 >= n)
        return sorted[n - 1].key;
    return sorted[i].key + (h - whole) * (sorted[i + 1].key - sorted[i].key);
}

static void add(const struct jh_outlier_in *in, struct jh_outliers *r, size_t at, double expected,
                double score)
{
    double weight = in->weight ? in->weight[at] : 1;

    r->found[r->n++] =
        (struct jh_outlier){at, expected, score, weight * (in->value[at] - expected)};
}

static enum jh_status find_z(const struct jh_outlier_in *in, const struct seen *s,
                             struct jh_outliers *r, struct jh_err *reterr)
{
    struct jh_sum total = {0}, squares = {0};
    double n = (double)s->n;

    if (s->n < 2 || (n - 1) / sqrt(n) <= in->threshold)
        return too_few(s->n, reterr);
    for (size_t i = 0; i < s->n; i++)
        jh_sum_add(&total, s->pair[i].key);
    r->centre = jh_sum_value(&total) / n;
    for (size_t i = 0; i < s->n; i++) {
        double d = s->pair[i].key - r->centre;
        jh_sum_add(&squares, d * d);
    }
    r->spread = sqrt(jh_sum_value(&squares) / (n - 1));
    for (size_t i = 0; i < s->n && r->spread > 0; i++) {
        double z = (s->pair[i].key - r->centre) / r->spread;
        if (fabs(z) > in->threshold)
            add(in, r, (size_t)s->pair[i].with, r->centre, z);
    }
    return JH_OK;
}

static enum jh_status find_modified(const struct jh_outlier_in *in, const struct seen *s,
                                    struct jh_arena *mem, struct jh_outliers *r,
                                    struct jh_err *reterr)
{
    struct jh_sum total = {0};
    double share = MAD_SHARE;

    if (s->n < LEAST)
        return too_few(s->n, reterr);
    const struct jh_pair *sorted = jh_sort_pairs(mem, s->pair, s->n);
    struct jh_pair *off = jh_new(mem, struct jh_pair, s->n),
                   *kept = jh_new(mem, struct jh_pair, s->n);

    r->centre = quantile(sorted, s->n, 0.5);
    for (size_t i = 0; i < s->n; i++) {
        kept[i] = sorted[i];
        off[i] = (struct jh_pair){fabs(sorted[i].key - r->centre), 0};
        jh_sum_add(&total, off[i].key);
    }
    r->spread = quantile(jh_sort_pairs(mem, off, s->n), s->n, 0.5);
    if (!(r->spread > 0)) { /* more than half are alike */
        r->spread = jh_sum_value(&total) / (double)s->n;
        share = 1 / MEAN_AD_SHARE;
    }
    for (size_t i = 0; i < s->n && r->spread > 0; i++) {
        double m = share * (kept[i].key - r->centre) / r->spread;
        if (fabs(m) > in->threshold)
            add(in, r, (size_t)kept[i].with, r->centre, m);
    }
    return JH_OK;
}

static void find_range(const struct jh_outlier_in *in, const struct seen *s, struct jh_outliers *r)
{
    double width = in->high > in->low ? in->high - in->low : 1;

    r->centre = in->low, r->spread = in->high;
    for (size_t i = 0; i < s->n; i++) {
        double x = s->pair[i].key, bound = x < in->low ? in->low : in->high;
        if (x < in->low || x > in->high)
            add(in, r, (size_t)s->pair[i].with, bound, (x - bound) / width);
    }
}

static double size_part(double size, double u)
{
    return u == 0 ? 1 : u == 1 ? size : sqrt(size);
}

/* E of Hidiroglou and Berthelot for the pair at `at`, of ratio r. */
static double change_of(const struct jh_outlier_in *in, size_t at, double r, double middle)
{
    double s = r < middle ? 1 - middle / r : r / middle - 1;

    return s * size_part(fmax(in->value[at], in->before[at]), in->u);
}

static enum jh_status find_change(const struct jh_outlier_in *in, const struct seen *s,
                                  struct jh_arena *mem, struct jh_outliers *r,
                                  struct jh_err *reterr)
{
    if (s->n < LEAST)
        return too_few(s->n, reterr);
    const struct jh_pair *ratio = jh_sort_pairs(mem, s->pair, s->n);
    struct jh_pair *e = jh_new(mem, struct jh_pair, s->n);

    r->centre = quantile(ratio, s->n, 0.5);
    for (size_t i = 0; i < s->n; i++)
        e[i] = (struct jh_pair){change_of(in, (size_t)ratio[i].with, ratio[i].key, r->centre),
                                ratio[i].with};
    e = jh_sort_pairs(mem, e, s->n);
    double middle = r->spread = quantile(e, s->n, 0.5), least = fabs(in->a * middle);
    double below = fmax(middle - quantile(e, s->n, 0.25), least);
    double above = fmax(quantile(e, s->n, 0.75) - middle, least);

    for (size_t i = 0; i < s->n; i++) {
        size_t at = (size_t)e[i].with;
        double d = e[i].key - middle, unit = d < 0 ? below : above;
        if (fabs(d) > in->c * unit) /* unit 0: more than half changed alike, so any other counts */
            add(in, r, at, in->before[at] * r->centre, unit > 0 ? d / unit : d);
    }
    return JH_OK;
}

/* By |effect| falling, then by index: sort by index first, the sort by effect is stable. */
static void order(struct jh_outliers *r, struct jh_arena *mem)
{
    struct jh_pair *by = jh_new(mem, struct jh_pair, r->n ? r->n : 1);
    struct jh_outlier *sorted = jh_new(mem, struct jh_outlier, r->n ? r->n : 1);

    for (size_t i = 0; i < r->n; i++)
        by[i] = (struct jh_pair){(double)r->found[i].at, (double)i};
    by = jh_sort_pairs(mem, by, r->n);
    for (size_t i = 0; i < r->n; i++)
        by[i].key = -fabs(r->found[(size_t)by[i].with].effect);
    by = jh_sort_pairs(mem, by, r->n);
    for (size_t i = 0; i < r->n; i++)
        sorted[i] = r->found[(size_t)by[i].with];
    r->found = sorted;
}

enum jh_status jh_outlier_find(const struct jh_outlier_in *in, struct jh_arena *mem,
                               struct jh_outliers *ret, struct jh_err *reterr)
{
    struct jh_outliers r = {0};

    if (!settings_ok(in))
        return jh_fail(reterr, JH_E_USAGE, "outlier.threshold", JH_NOWHERE, in->threshold,
                       "threshold, bounds or constants out of range");
    JH_TRY(check_values(in, reterr));
    struct seen s = gather(in, mem);
    r.used = s.n;
    r.found = jh_new(mem, struct jh_outlier, s.n ? s.n : 1);
    if (in->method == JH_OUTLIER_Z)
        JH_TRY(find_z(in, &s, &r, reterr));
    if (in->method == JH_OUTLIER_MODIFIED)
        JH_TRY(find_modified(in, &s, mem, &r, reterr));
    if (in->method == JH_OUTLIER_RANGE)
        find_range(in, &s, &r);
    if (in->method == JH_OUTLIER_CHANGE)
        JH_TRY(find_change(in, &s, mem, &r, reterr));
    order(&r, mem);
    *ret = r;
    return JH_OK;
}
