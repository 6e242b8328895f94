/* src/engine/outlier/outlier.h - figures that do not fit the others: to be looked at, never to be
 * changed by themselves. Pure. Missing is NaN and is passed over.
 *
 *   Z         z_i = (x_i - mean) / s, s with n - 1. Cannot exceed (n-1)/sqrt(n): with 10 values or
 *             fewer nothing reaches 3 (Shiffler, Am. Statistician 42 (1988) 79).
 *   MODIFIED  m_i = 0.6745 (x_i - median) / MAD; when MAD is 0, (x_i - median) / (1.253314 MeanAD).
 *             Usual threshold 3.5 (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993).
 *   RANGE     outside low..high, the smallest and largest of the years before, say.
 *   CHANGE    this year against the last, large schools sooner than small ones (Hidiroglou and
 *             Berthelot, Survey Methodology 12 (1986) 73): r_i = x_i / y_i, with R its median
 *               s_i = 1 - R / r_i  when r_i < R,  r_i / R - 1  else
 *               E_i = s_i max(x_i, y_i)^U
 *               below = max(E_M - E_Q1, |A E_M|), above = max(E_Q3 - E_M, |A E_M|)
 *             outside E_M - C below .. E_M + C above. Quartiles as R's type 7. Pairs with a value
 *             <= 0 have no ratio and are passed over. */
#pragma once
#include "base/arena.h"
#include "base/status.h"
#include <stddef.h>

#define JH_OUTLIER_MOST 1e15 /* values lie in -MOST .. MOST */

enum jh_outlier_method { JH_OUTLIER_Z, JH_OUTLIER_MODIFIED, JH_OUTLIER_RANGE, JH_OUTLIER_CHANGE };

struct jh_outlier_in {
    enum jh_outlier_method method;
    size_t n;
    const double *value;  /* [n] */
    const double *before; /* [n] CHANGE: the value of last year; else not read */
    const double *weight; /* [n] >= 0, NULL: 1; what a unit of deviation counts for in `effect` */
    double threshold;     /* Z, MODIFIED: |score| above it; > 0 */
    double low, high;     /* RANGE: low <= high */
    double a, c, u;       /* CHANGE: A >= 0 (usual 0.05), C > 0 (4), U 0, 0.5 or 1 (0.5) */
};

struct jh_outlier {
    size_t at;       /* index in value[] */
    double expected; /* mean; median; nearest bound; CHANGE: before[at] * R */
    double score;    /* Z, MODIFIED: as above. RANGE: distance from the bound / (high - low), the
                        distance itself when that is 0. CHANGE: (E - E_M) / below or / above, so
                        that |score| > C is outside */
    double effect;   /* weight * (value - expected): what the total would lose by mending it */
};

struct jh_outliers {
    size_t used;              /* values that were looked at */
    size_t n;                 /* found */
    struct jh_outlier *found; /* [n] by |effect| falling, then by index */
    double centre, spread;    /* mean, s; median, MAD (or MeanAD); low, high; R, E_M */
};

/* Find them. Errors: JH_E_USAGE "outlier.threshold" (threshold, bounds or A, C, U out of range),
 * JH_E_DATA "outlier.value" (infinite or beyond MOST, weight negative; at = field and row),
 * JH_E_NOSOLUTION "outlier.too_few": so few values that nothing could be found (Z: (n-1)/sqrt(n) <=
 * threshold; MODIFIED and CHANGE: fewer than 4). All equal: nothing found. O(n log n); result and
 * scratch from `mem`. Same input, same bits. */
JH_NODISCARD enum jh_status jh_outlier_find(const struct jh_outlier_in *in, struct jh_arena *mem,
                                            struct jh_outliers *ret, struct jh_err *reterr);

/* Check an answer from the definitions, in O(n^2): centre and spread by counting, each value in or
 * out as it should be, order and effects. JH_E_BUG "outlier.verify". For tests. */
JH_NODISCARD enum jh_status jh_outlier_verify(const struct jh_outlier_in *in,
                                              const struct jh_outliers *result, double tolerance,
                                              struct jh_arena *mem, struct jh_err *reterr);
