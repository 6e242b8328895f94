/* src/engine/disparity/inside.h - shared by the files of this folder, not for callers. */
#pragma once
#include "engine/disparity/disparity.h"
#include <math.h>
#include <stdbool.h>

/* Below this part of the squares, what a deletion leaves has lost too many digits to subtraction
 * and is taken anew from the definition. At most three schools can be so dominant, so that stays
 * O(n). */
#define JH_DISPARITY_REFIT 1e-6

struct jh_disparity_base {
    double amount, pupils, mean;
    double squares; /* sum pupils_i * (x_i - mean)^2 */
};

/* Check the input and take the totals; squares is left 0. */
JH_NODISCARD enum jh_status jh_disparity_totals(const struct jh_disparity_in *in,
                                                struct jh_disparity_base *ret,
                                                struct jh_err *reterr);
/* The same and the squares: the sums that every index starts from. */
JH_NODISCARD enum jh_status jh_disparity_base(const struct jh_disparity_in *in,
                                              struct jh_disparity_base *ret, struct jh_err *reterr);

/* cv of all schools but `skip`, from the definition in O(n); NaN when they have nothing. */
double jh_disparity_cv_without(const struct jh_disparity_in *in, size_t skip);

/* r ln r - (r - 1) and (r - 1) - ln r: the terms of Theil T and L. As sum p_i (r_i - 1) is 0, the
 * sums are those of r ln r and -ln r; but each term is >= 0, and a rounding error of r counts only
 * by its square, so that nearly equal schools keep their digits. r = 0: 1 and +inf. */
static inline void jh_disparity_theil_terms(double r, double *ret_t, double *ret_l)
{
    double ln = log(r), d = r - 1;

    *ret_t = r > 0 ? r * ln - d : 1;
    *ret_l = d - ln;
}
