/* src/engine/disparity/verify.c - any result checked from the definitions alone, the slow way. */
#include "engine/disparity/disparity.h"
#include "num/sum.h"
#include <math.h>
#include <stdbool.h>

struct checks {
    double tolerance;
    struct jh_err *reterr;
};

/* `unit`: what the tolerance is a part of, beside the value itself. Both NaN, or both infinite,
 * agree. */
static enum jh_status agree(const struct checks *c, const char *name, double want, double got,
                            double unit)
{
    bool same = want == got || (want != want && got != got) ||
                fabs(want - got) <= c->tolerance * (fabs(want) + unit);

    if (same)
        return JH_OK;
    return jh_fail(c->reterr, JH_E_BUG, "disparity.verify", ((struct jh_at){name, 0}), got,
                   "%s: %.17g by definition, %.17g given", name, want, got);
}

static double x_of(const struct jh_disparity_in *in, size_t i)
{
    return in->amount[i] / in->pupils[i];
}

/* cv of the schools but `skip` (n: of all), straight from its definition. */
static double cv_by_definition(const struct jh_disparity_in *in, size_t skip, double *ret_mean)
{
    struct jh_sum amount = {0}, pupils = {0}, square = {0};

    for (size_t i = 0; i < in->n; i++)
        if (i != skip) {
            jh_sum_add(&amount, in->amount[i]);
            jh_sum_add(&pupils, in->pupils[i]);
        }
    double mean = jh_sum_value(&amount) / jh_sum_value(&pupils);
    for (size_t i = 0; i < in->n; i++)
        if (i != skip) {
            double d = x_of(in, i) - mean;
            jh_sum_add(&square, in->pupils[i] / jh_sum_value(&pupils) * d * d);
        }
    *ret_mean = mean;
    return sqrt(jh_sum_value(&square)) / mean;
}

static enum jh_status check_cv(const struct jh_disparity_in *in, const struct jh_disparity_all *a,
                               const struct checks *c)
{
    double mean, other, n = (double)in->n;
    double cv = cv_by_definition(in, in->n, &mean);
    struct jh_sum plain = {0}, square = {0}, deleted = {0}, spread = {0};

    JH_TRY(agree(c, "mean", mean, a->mean, 0));
    JH_TRY(agree(c, "cv", cv, a->cv, 1));
    JH_TRY(agree(c, "sd", cv * mean, a->sd, mean));
    for (size_t i = 0; i < in->n; i++) {
        jh_sum_add(&plain, x_of(in, i) / n);
        jh_sum_add(&deleted, cv_by_definition(in, i, &other) / n);
    }
    for (size_t i = 0; i < in->n; i++) {
        double d = x_of(in, i) - jh_sum_value(&plain);
        double e = cv_by_definition(in, i, &other) - jh_sum_value(&deleted);
        jh_sum_add(&square, d * d / (n - 1));
        jh_sum_add(&spread, e * e * (n - 1) / n);
    }
    double reach = in->n > 1 ? 1.96 * sqrt(jh_sum_value(&spread)) : (double)NAN;
    JH_TRY(agree(c, "cv_low", cv - reach < 0 ? 0 : cv - reach, a->cv_low, 1));
    JH_TRY(agree(c, "cv_high", cv + reach, a->cv_high, 1));
    return agree(c, "cv_unweighted", sqrt(jh_sum_value(&square)) / jh_sum_value(&plain),
                 a->cv_unweighted, 1);
}

/* Gini by pairs, Theil by its two formulas. */
static enum jh_status check_entropy(const struct jh_disparity_in *in,
                                    const struct jh_disparity_all *a, const struct checks *c)
{
    struct jh_sum pairs = {0}, t = {0}, l = {0};

    for (size_t i = 0; i < in->n; i++) {
        double p = in->pupils[i] / a->pupils, r = x_of(in, i) / a->mean;
        for (size_t j = 0; j < in->n; j++)
            jh_sum_add(&pairs, p * (in->pupils[j] / a->pupils) * fabs(r - x_of(in, j) / a->mean));
        jh_sum_add(&t, r > 0 ? p * r * log(r) : 0);
        jh_sum_add(&l, r > 0 ? -p * log(r) : 0);
    }
    JH_TRY(agree(c, "gini", jh_sum_value(&pairs) / 2, a->gini, 1));
    JH_TRY(agree(c, "theil", jh_sum_value(&t), a->theil, 1));
    return agree(c, "theil_l", a->low > 0 ? jh_sum_value(&l) : HUGE_VAL, a->theil_l, 1);
}

/* The median is a value with at least half of the pupils at or below it and fewer than half below.
 */
static enum jh_status check_order(const struct jh_disparity_in *in,
                                  const struct jh_disparity_all *a, const struct checks *c)
{
    struct jh_sum below = {0}, up_to = {0}, amount = {0};
    double low = HUGE_VAL, high = 0;
    bool among = false;

    for (size_t i = 0; i < in->n; i++) {
        double x = x_of(in, i);
        low = fmin(low, x), high = fmax(high, x);
        among = among || x == a->median;
        if (x < a->median) {
            jh_sum_add(&below, in->pupils[i]);
            jh_sum_add(&amount, in->amount[i]);
        }
        if (x <= a->median)
            jh_sum_add(&up_to, in->pupils[i]);
    }
    JH_TRY(agree(c, "low", low, a->low, 0));
    JH_TRY(agree(c, "high", high, a->high, 0));
    double half = a->pupils / 2, under = jh_sum_value(&below);
    bool ok = among && under < half && jh_sum_value(&up_to) >= half * (1 - c->tolerance);
    JH_TRY(agree(c, "median", 1, ok, 0));
    double have = jh_sum_value(&amount) + (half - under) * a->median;
    double want = a->median > 0 ? have / (half * a->median) : (double)NAN;
    return agree(c, "mcloone", want, a->mcloone, 1);
}

enum jh_status jh_disparity_verify(const struct jh_disparity_in *in,
                                   const struct jh_disparity_all *result, double tolerance,
                                   struct jh_err *reterr)
{
    const struct checks c = {tolerance, reterr};
    struct jh_sum amount = {0}, pupils = {0};

    for (size_t i = 0; i < in->n; i++) {
        jh_sum_add(&amount, in->amount[i]);
        jh_sum_add(&pupils, in->pupils[i]);
    }
    JH_TRY(agree(&c, "n", (double)in->n, (double)result->n, 0));
    JH_TRY(agree(&c, "amount", jh_sum_value(&amount), result->amount, 0));
    JH_TRY(agree(&c, "pupils", jh_sum_value(&pupils), result->pupils, 0));
    JH_TRY(check_cv(in, result, &c));
    JH_TRY(check_entropy(in, result, &c));
    return check_order(in, result, &c);
}
