/* src/engine/split/split.c - see split.h. */
#include "engine/split/split.h"
#include "num/sum.h"
#include <math.h>
#include <stdbool.h>

/* Written so that a weight of NaN fails too; pupils of NaN are missing and not wrong. */
static enum jh_status check(size_t n, const double *pupils, const double *weight, bool *ret_missing,
                            struct jh_err *reterr)
{
    *ret_missing = false;
    for (size_t k = 0; k < n; k++) {
        long row = (long)k + 1;

        if (pupils[k] < 0 || pupils[k] > JH_SPLIT_MAX)
            return jh_fail(reterr, JH_E_DATA, "split.pupils_range", ((struct jh_at){"pupils", row}),
                           pupils[k], "pupils out of range");
        if (!(weight[k] >= 0 && weight[k] <= JH_SPLIT_MAX))
            return jh_fail(reterr, JH_E_DATA, "split.weight_range", ((struct jh_at){"weight", row}),
                           weight[k], "weight out of range");
        *ret_missing = *ret_missing || pupils[k] != pupils[k];
    }
    return JH_OK;
}

/* Give the largest part what rounding has left over, so that the parts add up to the whole. */
static void mend(double whole, size_t n, double *part)
{
    struct jh_sum sum = {0};
    size_t largest = 0;

    for (size_t k = 0; k < n; k++) {
        jh_sum_add(&sum, part[k]);
        if (fabs(part[k]) > fabs(part[largest]))
            largest = k;
    }
    jh_sum_add(&sum, -whole);
    part[largest] -= jh_sum_value(&sum);
}

enum jh_status jh_split_compute(double whole, size_t n, const double *pupils, const double *weight,
                                double *ret_part, struct jh_err *reterr)
{
    struct jh_sum sum = {0};
    bool missing;

    JH_TRY(check(n, pupils, weight, &missing, reterr));
    if (missing || whole != whole) {
        for (size_t k = 0; k < n; k++)
            ret_part[k] = (double)NAN;
        return JH_OK;
    }
    for (size_t k = 0; k < n; k++)
        jh_sum_add(&sum, weight[k] * pupils[k]);
    double total = jh_sum_value(&sum);
    if (!(total > 0))
        return jh_fail(reterr, JH_E_NOSOLUTION, "split.no_pupils", JH_NOWHERE, total,
                       "no stage has pupils to share by");
    for (size_t k = 0; k < n; k++)
        ret_part[k] = whole * (weight[k] * pupils[k] / total);
    mend(whole, n, ret_part);
    return JH_OK;
}

/* part_k * total = whole * w_k P_k for all k, and the sum. */
enum jh_status jh_split_verify(double whole, size_t n, const double *pupils, const double *weight,
                               const double *part, double tolerance, struct jh_err *reterr)
{
    struct jh_sum total = {0}, sum = {0};

    for (size_t k = 0; k < n; k++) {
        jh_sum_add(&total, weight[k] * pupils[k]);
        jh_sum_add(&sum, part[k]);
    }
    for (size_t k = 0; k < n; k++) {
        double left = part[k] * jh_sum_value(&total), right = whole * (weight[k] * pupils[k]);
        if (!(fabs(left - right) <= tolerance * fabs(whole) * jh_sum_value(&total)))
            return jh_fail(reterr, JH_E_BUG, "split.verify", ((struct jh_at){"part", (long)k + 1}),
                           part[k], "not in proportion");
    }
    double off = fabs(jh_sum_value(&sum) - whole);
    if (!(off <= 0x1p-52 * fabs(whole)))
        return jh_fail(reterr, JH_E_BUG, "split.verify", ((struct jh_at){"whole", 0}), off,
                       "parts add up to %.17g, not %.17g", jh_sum_value(&sum), whole);
    return JH_OK;
}
