/* src/engine/disparity/all.c - all indices from one sort and two passes. */
#include "engine/disparity/inside.h"
#include "num/sort.h"
#include "num/sum.h"
#include <math.h>

/* x with its weight in order of x; takes the squares on the way, in the order of jh_disparity_base,
 * so that both give the same bits. */
static struct jh_pair *sorted(const struct jh_disparity_in *in, struct jh_arena *mem,
                              struct jh_disparity_base *b)
{
    struct jh_pair *pair = jh_new(mem, struct jh_pair, in->n);
    struct jh_sum squares = {0};

    for (size_t i = 0; i < in->n; i++) {
        double x = in->amount[i] / in->pupils[i], d = x - b->mean;
        pair[i] = (struct jh_pair){x, in->pupils[i]};
        jh_sum_add(&squares, in->pupils[i] * d * d);
    }
    b->squares = jh_sum_value(&squares);
    return jh_sort_pairs(mem, pair, in->n);
}

/* The lower half of the pupils: their median, and what they have over what they would have at it.
 */
static void lower_half(const struct jh_pair *pair, struct jh_disparity_all *a)
{
    struct jh_sum pupils = {0}, amount = {0};
    double half = a->pupils / 2;

    for (size_t i = 0; i < a->n; i++) {
        double before = jh_sum_value(&pupils);
        jh_sum_add(&pupils, pair[i].with);
        if (jh_sum_value(&pupils) < half && i + 1 < a->n) {
            jh_sum_add(&amount, pair[i].key * pair[i].with);
            continue;
        }
        a->median = pair[i].key;
        jh_sum_add(&amount, pair[i].key * (half - before)); /* the median school up to the half */
        break;
    }
    a->mcloone = a->median > 0 ? jh_sum_value(&amount) / (half * a->median) : (double)NAN;
    if (a->mcloone > 1)
        a->mcloone = 1; /* by a rounding error */
}

/* Gini is written with deviations: sum p_i (x_i - mu) (F_i + F_{i-1} - 1) / mu with cumulated
 * shares F is 1 - sum p_i (L_i + L_{i-1}), and is exact where pupils are whole and schools alike.
 */
static void sums(const struct jh_pair *pair, struct jh_disparity_all *a, double *ret_plain_mean)
{
    struct jh_sum gini = {0}, t = {0}, l = {0}, deviation = {0};
    double cumulated = 0, inverse = 1 / a->mean;
    size_t i = 0;

    for (; i < a->n && !(pair[i].key > 0); i++) { /* schools that have nothing: T's term is 1 */
        jh_sum_add(&gini, pair[i].with * -a->mean * (2 * cumulated + pair[i].with - a->pupils));
        jh_sum_add(&deviation, -a->mean);
        jh_sum_add(&t, pair[i].with);
        cumulated += pair[i].with;
    }
    bool none = i > 0;
    for (; i < a->n; i++) {
        double p = pair[i].with, d = pair[i].key - a->mean, term_t, term_l;
        jh_sum_add(&gini, p * d * ((cumulated - a->pupils) + (cumulated + p)));
        cumulated += p;
        jh_sum_add(&deviation, d);
        jh_disparity_theil_terms(pair[i].key * inverse, &term_t, &term_l);
        jh_sum_add(&t, p * term_t);
        jh_sum_add(&l, p * term_l);
    }
    a->gini = jh_sum_value(&gini) / a->pupils / a->pupils / a->mean;
    a->theil = jh_sum_value(&t) / a->pupils;
    a->theil_l = none ? HUGE_VAL : jh_sum_value(&l) / a->pupils;
    *ret_plain_mean = a->mean + jh_sum_value(&deviation) / (double)a->n;
}

/* cv of the others, the slow way, for a school known by its value and pupils (any such will do). */
static double refit(const struct jh_disparity_in *in, const struct jh_pair *school)
{
    for (size_t i = 0; i < in->n; i++)
        if (in->pupils[i] == school->with && in->amount[i] / in->pupils[i] == school->key)
            return jh_disparity_cv_without(in, i);
    return (double)NAN;
}

/* What the last pass takes: squares about the plain mean, and the jackknife. */
struct last {
    struct jh_sum plain, sum, square;
};

/* cv without one school from the sums of all; with d = x - mean and Q = P - p,
 *     mean' = mean - p d / Q        squares' = squares - p d^2 P / Q
 * and cv' - cv is summed, so that nothing cancels. */
static struct last last_pass(const struct jh_disparity_in *in, const struct jh_pair *pair,
                             const struct jh_disparity_base *b, double cv, double plain_mean)
{
    struct last s = {0};
    double least = JH_DISPARITY_REFIT * b->squares;

    for (size_t i = 0; i < in->n; i++) {
        double p = pair[i].with, d = pair[i].key - b->mean, e = pair[i].key - plain_mean;
        double rest = 1 / (b->pupils - p), moved = p * d * rest;
        double squares = b->squares - moved * d * b->pupils;
        double one = sqrt(squares * rest) / (b->mean - moved);
        if (!(squares > least))
            one = refit(in, &pair[i]);
        jh_sum_add(&s.plain, e * e);
        jh_sum_add(&s.sum, one - cv);
        jh_sum_add(&s.square, (one - cv) * (one - cv));
    }
    return s;
}

/* Interval and variant: NaN for one school. The delete-one-school jackknife:
 *     var = (n-1)/n sum (cv_i - mean of cv_i)^2 */
static void spread(const struct jh_disparity_in *in, const struct jh_pair *pair,
                   const struct jh_disparity_base *b, double plain_mean, struct jh_disparity_all *a)
{
    double n = (double)in->n, reach = 0;

    a->cv_unweighted = a->cv_low = a->cv_high = (double)NAN;
    if (in->n < 2)
        return;
    if (!(b->squares > 0)) { /* all alike, whoever is left out */
        a->cv_unweighted = a->cv_low = a->cv_high = 0;
        return;
    }
    struct last s = last_pass(in, pair, b, a->cv, plain_mean);
    double sum = jh_sum_value(&s.sum);
    double var = (jh_sum_value(&s.square) - sum * sum / n) * (n - 1) / n;
    reach = var < 0 ? 0 : 1.96 * sqrt(var); /* NaN stays */
    a->cv_unweighted = sqrt(jh_sum_value(&s.plain) / (n - 1)) / plain_mean;
    a->cv_low = a->cv - reach < 0 ? 0 : a->cv - reach;
    a->cv_high = a->cv + reach;
}

enum jh_status jh_disparity_all(const struct jh_disparity_in *in, struct jh_arena *mem,
                                struct jh_disparity_all *ret, struct jh_err *reterr)
{
    struct jh_disparity_base b = {0};
    double plain_mean;

    JH_TRY(jh_disparity_totals(in, &b, reterr));
    struct jh_disparity_all a = {.n = in->n, .pupils = b.pupils, .amount = b.amount};
    const struct jh_pair *pair = sorted(in, mem, &b);
    a.mean = b.mean;
    a.sd = sqrt(b.squares / b.pupils);
    a.cv = a.sd / a.mean;
    a.low = pair[0].key;
    a.high = pair[in->n - 1].key;
    sums(pair, &a, &plain_mean);
    lower_half(pair, &a);
    spread(in, pair, &b, plain_mean, &a);
    *ret = a;
    return JH_OK;
}
