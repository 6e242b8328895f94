/* src/engine/disparity/all.c - all indices from one sort and two passes. */
#include "engine/disparity/inside.h"
#include "num/sort.h"
#include "num/sum.h"
#include <math.h>

static struct jh_pair *sorted(const struct jh_disparity_in *in, struct jh_arena *mem)
{
    struct jh_pair *pair = jh_new(mem, struct jh_pair, in->n);

    for (size_t i = 0; i < in->n; i++)
        pair[i] = (struct jh_pair){in->amount[i] / in->pupils[i], in->pupils[i]};
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

    for (size_t i = 0; i < a->n; i++) {
        double p = pair[i].with, d = pair[i].key - a->mean, term_t, term_l;
        double rank = (cumulated - a->pupils) + (cumulated + p);
        cumulated += p;
        jh_sum_add(&gini, p * d * (rank / a->pupils));
        jh_sum_add(&deviation, d);
        jh_disparity_theil_terms(pair[i].key * inverse, &term_t, &term_l);
        jh_sum_add(&t, p * term_t);
        if (term_l < HUGE_VAL)
            jh_sum_add(&l, p * term_l);
    }
    a->gini = jh_sum_value(&gini) / (a->pupils * a->mean);
    a->theil = jh_sum_value(&t) / a->pupils;
    a->theil_l = pair[0].key > 0 ? jh_sum_value(&l) / a->pupils : HUGE_VAL;
    *ret_plain_mean = a->mean + jh_sum_value(&deviation) / (double)a->n;
}

/* cv without school i, from the sums of all: with d = x_i - mean and Q = P - p,
 *     mean' = mean - p d / Q        squares' = squares - p d^2 P / Q
 * Returns NaN in *ret_lost when too little is left for that. */
static double without(const struct jh_disparity_base *b, double x, double p, bool *ret_lost)
{
    double d = x - b->mean, rest = 1 / (b->pupils - p);
    double squares = b->squares - p * d * d * b->pupils * rest;

    *ret_lost = !(squares > JH_DISPARITY_REFIT * b->squares);
    return sqrt(squares * rest) / (b->mean - p * d * rest);
}

/* The delete-one-school jackknife: var = (n-1)/n sum (cv_i - mean of cv_i)^2, with cv_i - cv summed
 * so that nothing cancels. */
static double jackknife(const struct jh_disparity_in *in, const struct jh_disparity_base *b,
                        double cv)
{
    struct jh_sum sum = {0}, square = {0};
    double n = (double)in->n;

    if (in->n < 2)
        return (double)NAN;
    for (size_t i = 0; i < in->n; i++) {
        bool lost;
        double one = without(b, in->amount[i] / in->pupils[i], in->pupils[i], &lost);
        if (lost && b->squares > 0)
            one = jh_disparity_cv_without(in, i);
        double d = b->squares > 0 ? one - cv : 0;
        jh_sum_add(&sum, d);
        jh_sum_add(&square, d * d);
    }
    double s = jh_sum_value(&sum), var = (jh_sum_value(&square) - s * s / n) * (n - 1) / n;
    return var > 0 ? sqrt(var) : var == var ? 0 : (double)NAN;
}

static double unweighted(const struct jh_pair *pair, size_t n, double mean)
{
    struct jh_sum squares = {0};

    if (n < 2)
        return (double)NAN;
    for (size_t i = 0; i < n; i++)
        jh_sum_add(&squares, (pair[i].key - mean) * (pair[i].key - mean));
    return sqrt(jh_sum_value(&squares) / (double)(n - 1)) / mean;
}

enum jh_status jh_disparity_all(const struct jh_disparity_in *in, struct jh_arena *mem,
                                struct jh_disparity_all *ret, struct jh_err *reterr)
{
    struct jh_disparity_base b;
    double plain_mean;

    JH_TRY(jh_disparity_base(in, &b, reterr));
    struct jh_disparity_all a = {.n = in->n, .pupils = b.pupils, .amount = b.amount};
    const struct jh_pair *pair = sorted(in, mem);
    a.mean = b.mean;
    a.sd = sqrt(b.squares / b.pupils);
    a.cv = a.sd / a.mean;
    a.low = pair[0].key;
    a.high = pair[in->n - 1].key;
    sums(pair, &a, &plain_mean);
    lower_half(pair, &a);
    a.cv_unweighted = unweighted(pair, in->n, plain_mean);

    double reach = 1.96 * jackknife(in, &b, a.cv);
    a.cv_low = a.cv - reach < 0 ? 0 : a.cv - reach;
    a.cv_high = a.cv + reach;
    *ret = a;
    return JH_OK;
}
