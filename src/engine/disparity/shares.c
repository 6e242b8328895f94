/* src/engine/disparity/shares.c - what each school does to the coefficient, and the Lorenz curve.
 */
#include "engine/disparity/inside.h"
#include "num/sort.h"
#include "num/sum.h"
#include <math.h>

/* cv with school `at` at `mean` instead of where it is, by the definition. */
static double cv_moved(const struct jh_disparity_in *in, size_t at, double mean)
{
    struct jh_sum amount = {0}, pupils = {0}, squares = {0};

    for (size_t i = 0; i < in->n; i++) {
        jh_sum_add(&amount, i == at ? mean * in->pupils[i] : in->amount[i]);
        jh_sum_add(&pupils, in->pupils[i]);
    }
    double now = jh_sum_value(&amount) / jh_sum_value(&pupils);
    for (size_t i = 0; i < in->n; i++) {
        double d = (i == at ? mean : in->amount[i] / in->pupils[i]) - now;
        jh_sum_add(&squares, in->pupils[i] * d * d);
    }
    return sqrt(jh_sum_value(&squares) / jh_sum_value(&pupils)) / now;
}

/* d cv / d amount to the right, where all schools are alike and cv has its kink. */
static double slope_alike(double p, const struct jh_disparity_base *b)
{
    double w = p / b->pupils;

    return sqrt(w * (1 - w)) / (p * b->mean);
}

/* One school's part. The sums of all give the others' in O(1), with d = x - mean and w = p / P:
 *     without it   squares - p d^2 / (1 - w)       at the mean   squares - p d^2 (1 + w)
 *     slope        (d / sd - cv) / (P mean), which is d cv / d amount; at sd 0 the slope to the
 * right */
static struct jh_disparity_share share_of(const struct jh_disparity_in *in,
                                          const struct jh_disparity_base *b, size_t i)
{
    double p = in->pupils[i], d = in->amount[i] / p - b->mean, w = p / b->pupils;
    double sd = sqrt(b->squares / b->pupils), q = b->pupils - p;
    double left = b->squares - p * d * d * b->pupils / q;
    double moved = b->squares - p * d * d * (1 + w);
    struct jh_disparity_share s = {.share = b->squares > 0 ? p * d * d / b->squares : 0};

    if (in->n < 2)
        s.cv_without = (double)NAN;
    else if (left > JH_DISPARITY_REFIT * b->squares)
        s.cv_without = sqrt(left / q) / (b->mean - p * d / q);
    else
        s.cv_without = jh_disparity_cv_without(in, i);
    if (moved > JH_DISPARITY_REFIT * b->squares)
        s.cv_at_mean = sqrt(moved / b->pupils) / (b->mean - w * d);
    else
        s.cv_at_mean = cv_moved(in, i, b->mean);
    if (sd > 1e-13 * b->mean)
        s.slope = (d / sd - sd / b->mean) / (b->pupils * b->mean);
    else
        s.slope = slope_alike(p, b);
    return s;
}

/* All are alike: nothing to share, and any change makes it worse. */
static struct jh_disparity_share share_alike(const struct jh_disparity_in *in,
                                             const struct jh_disparity_base *b, size_t i)
{
    return (struct jh_disparity_share){.cv_without = in->n < 2 ? (double)NAN : 0,
                                       .slope = slope_alike(in->pupils[i], b)};
}

enum jh_status jh_disparity_shares(const struct jh_disparity_in *in, struct jh_arena *mem,
                                   struct jh_disparity_share **ret, struct jh_err *reterr)
{
    struct jh_disparity_base b = {0};

    JH_TRY(jh_disparity_base(in, &b, reterr));
    struct jh_disparity_share *share = jh_new(mem, struct jh_disparity_share, in->n);
    for (size_t i = 0; i < in->n; i++)
        share[i] = b.squares > 0 ? share_of(in, &b, i) : share_alike(in, &b, i);
    *ret = share;
    return JH_OK;
}

enum jh_status jh_disparity_lorenz(const struct jh_disparity_in *in, struct jh_arena *mem,
                                   struct jh_disparity_point **ret, struct jh_err *reterr)
{
    struct jh_disparity_base b = {0};
    struct jh_sum pupils = {0}, amount = {0};

    JH_TRY(jh_disparity_base(in, &b, reterr));
    struct jh_pair *pair = jh_new(mem, struct jh_pair, in->n);
    for (size_t i = 0; i < in->n; i++)
        pair[i] = (struct jh_pair){in->amount[i] / in->pupils[i], (double)i};
    pair = jh_sort_pairs(mem, pair, in->n);

    struct jh_disparity_point *point = jh_new(mem, struct jh_disparity_point, in->n + 1);
    for (size_t k = 0; k < in->n; k++) {
        size_t i = (size_t)pair[k].with;
        jh_sum_add(&pupils, in->pupils[i]);
        jh_sum_add(&amount, in->amount[i]);
        point[k + 1].pupils = jh_sum_value(&pupils) / b.pupils;
        point[k + 1].amount = jh_sum_value(&amount) / b.amount;
    }
    *ret = point;
    return JH_OK;
}
