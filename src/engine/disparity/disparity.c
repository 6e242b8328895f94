/* src/engine/disparity/disparity.c - checks, sums, and the coefficient itself. */
#include "engine/disparity/inside.h"
#include "num/sum.h"
#include <math.h>

/* Written so that NaN fails too. */
static bool amount_ok(double x)
{
    return x >= 0 && x <= JH_DISPARITY_MAX;
}

static bool pupils_ok(double x)
{
    return x >= 1 && x <= JH_DISPARITY_MAX;
}

static enum jh_status fault(const struct jh_disparity_in *in, size_t i, struct jh_err *reterr)
{
    long row = (long)i + 1;

    if (!amount_ok(in->amount[i]))
        return jh_fail(reterr, JH_E_DATA, "disparity.amount_range", ((struct jh_at){"amount", row}),
                       in->amount[i], "amount out of range");
    return jh_fail(reterr, JH_E_DATA, "disparity.pupils_range", ((struct jh_at){"pupils", row}),
                   in->pupils[i], "pupils out of range");
}

enum jh_status jh_disparity_totals(const struct jh_disparity_in *in, struct jh_disparity_base *ret,
                                   struct jh_err *reterr)
{
    struct jh_sum amount = {0}, pupils = {0};

    for (size_t i = 0; i < in->n; i++) {
        if (!amount_ok(in->amount[i]) || !pupils_ok(in->pupils[i]))
            return fault(in, i, reterr);
        jh_sum_add(&amount, in->amount[i]);
        jh_sum_add(&pupils, in->pupils[i]);
    }
    struct jh_disparity_base b = {.amount = jh_sum_value(&amount), .pupils = jh_sum_value(&pupils)};
    if (!(b.amount > 0)) /* also n == 0 */
        return jh_fail(reterr, JH_E_NOSOLUTION, "disparity.mean_zero", JH_NOWHERE, b.amount,
                       "no school has any; the coefficient is undefined");
    b.mean = b.amount / b.pupils;
    *ret = b;
    return JH_OK;
}

enum jh_status jh_disparity_base(const struct jh_disparity_in *in, struct jh_disparity_base *ret,
                                 struct jh_err *reterr)
{
    struct jh_sum squares = {0};

    JH_TRY(jh_disparity_totals(in, ret, reterr));
    /* The second pass subtracts first: sum(x^2) - mean^2 would cancel when schools are alike. */
    for (size_t i = 0; i < in->n; i++) {
        double d = in->amount[i] / in->pupils[i] - ret->mean;
        jh_sum_add(&squares, in->pupils[i] * d * d);
    }
    ret->squares = jh_sum_value(&squares);
    return JH_OK;
}

enum jh_status jh_disparity_compute(const struct jh_disparity_in *in, struct jh_disparity *ret,
                                    struct jh_err *reterr)
{
    struct jh_disparity_base b = {0};

    JH_TRY(jh_disparity_base(in, &b, reterr));
    double sd = sqrt(b.squares / b.pupils);
    *ret = (struct jh_disparity){.mean = b.mean, .sd = sd, .cv = sd / b.mean};
    return JH_OK;
}

double jh_disparity_cv_without(const struct jh_disparity_in *in, size_t skip)
{
    struct jh_sum amount = {0}, pupils = {0}, squares = {0};

    for (size_t i = 0; i < in->n; i++) {
        if (i == skip)
            continue;
        jh_sum_add(&amount, in->amount[i]);
        jh_sum_add(&pupils, in->pupils[i]);
    }
    if (!(jh_sum_value(&amount) > 0))
        return (double)NAN;
    double mean = jh_sum_value(&amount) / jh_sum_value(&pupils);
    for (size_t i = 0; i < in->n; i++) {
        if (i == skip)
            continue;
        double d = in->amount[i] / in->pupils[i] - mean;
        jh_sum_add(&squares, in->pupils[i] * d * d);
    }
    return sqrt(jh_sum_value(&squares) / jh_sum_value(&pupils)) / mean;
}
