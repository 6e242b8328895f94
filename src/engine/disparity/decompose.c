/* src/engine/disparity/decompose.c - Theil T, between groups and within them. */
#include "engine/disparity/inside.h"
#include "num/sum.h"
#include <math.h>

/* Sums of one group while they are taken; arrays of all groups lie in `mem`. */
struct sums {
    struct jh_sum amount, pupils, squares, theil;
    double mean;
};

static enum jh_status check(const struct jh_disparity_in *in, const int *group, size_t ngroup,
                            struct jh_err *reterr)
{
    for (size_t i = 0; i < in->n; i++)
        if (group[i] < 0 || (size_t)group[i] >= ngroup)
            return jh_fail(reterr, JH_E_DATA, "disparity.group_range",
                           ((struct jh_at){"group", (long)i + 1}), group[i], "group %d of %zu",
                           group[i], ngroup);
    return JH_OK;
}

static void take_sums(const struct jh_disparity_in *in, const int *group, struct sums *sum,
                      size_t ngroup, struct jh_disparity_group *ret)
{
    for (size_t i = 0; i < in->n; i++) {
        jh_sum_add(&sum[group[i]].amount, in->amount[i]);
        jh_sum_add(&sum[group[i]].pupils, in->pupils[i]);
        ret[group[i]].n++;
    }
    for (size_t g = 0; g < ngroup; g++)
        sum[g].mean = jh_sum_value(&sum[g].amount) / jh_sum_value(&sum[g].pupils);
    for (size_t i = 0; i < in->n; i++) {
        struct sums *s = &sum[group[i]];
        double x = in->amount[i] / in->pupils[i], d = x - s->mean, t, l;
        if (!(s->mean > 0))
            continue;
        jh_disparity_theil_terms(x / s->mean, &t, &l);
        jh_sum_add(&s->squares, in->pupils[i] * d * d);
        jh_sum_add(&s->theil, in->pupils[i] * t);
    }
}

/* Fill one group; gives its part of `between` as a term that is >= 0 (see inside.h). */
static double finish(const struct sums *s, const struct jh_disparity_base *b,
                     struct jh_disparity_group *ret)
{
    double t, l;

    ret->pupils = jh_sum_value(&s->pupils);
    ret->mean = ret->n ? s->mean : (double)NAN;
    ret->theil = ret->cv = (double)NAN;
    if (ret->n == 0)
        return 0;
    double r = s->mean / b->mean, p = ret->pupils / b->pupils;
    jh_disparity_theil_terms(r, &t, &l);
    if (s->mean > 0) {
        ret->theil = jh_sum_value(&s->theil) / ret->pupils;
        ret->cv = sqrt(jh_sum_value(&s->squares) / ret->pupils) / s->mean;
        ret->between = p * r * log(r);
        ret->within = p * r * ret->theil;
    }
    return p * t;
}

enum jh_status jh_disparity_decompose(const struct jh_disparity_in *in, const int *group,
                                      size_t ngroup, struct jh_arena *mem,
                                      struct jh_disparity_split *ret, struct jh_err *reterr)
{
    struct jh_disparity_base b = {0};
    struct jh_sum between = {0}, within = {0};

    JH_TRY(jh_disparity_totals(in, &b, reterr));
    JH_TRY(check(in, group, ngroup, reterr));
    struct sums *sum = jh_new(mem, struct sums, ngroup);
    struct jh_disparity_group *out = jh_new(mem, struct jh_disparity_group, ngroup);
    take_sums(in, group, sum, ngroup, out);
    for (size_t g = 0; g < ngroup; g++) {
        jh_sum_add(&between, finish(&sum[g], &b, &out[g]));
        jh_sum_add(&within, out[g].within);
    }
    *ret = (struct jh_disparity_split){
        .between = jh_sum_value(&between), .within = jh_sum_value(&within), .group = out};
    ret->theil = ret->between + ret->within;
    return JH_OK;
}
