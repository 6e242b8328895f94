/* src/engine/disparity/disparity.h - how unevenly a resource is spread over schools (差异系数), by
 * every usual index. Pure: reads its arguments, writes *ret or *reterr, touches nothing else. The
 * limits (小学 0.50, 初中 0.45) are not here: they are data, in packs/. */
#pragma once
#include "base/arena.h"
#include "base/status.h"
#include <stddef.h>

#define JH_DISPARITY_MAX 1e15 /* far above any county; keeps every sum finite */

/* One indicator at n schools of one stage. Arrays are the caller's and are not changed. */
struct jh_disparity_in {
    size_t n;             /* schools, n >= 1 */
    const double *amount; /* [n] what school i has: books, m2, yuan, teachers; 0 .. MAX */
    const double *pupils; /* [n] its enrolled pupils, in persons; 1 .. MAX */
};

struct jh_disparity {
    double mean; /* sum(amount) / sum(pupils): amount per pupil in the county */
    double sd;   /* pupil-weighted population s.d. of amount[i]/pupils[i]; unit of mean */
    double cv;   /* sd / mean; no unit, >= 0; 0 when all schools are equal, up to rounding */
};

/* Compute mean, sd and cv of `in`:
 *     X_i = amount_i / pupils_i        P = sum_i pupils_i
 *     sd  = sqrt( sum_i pupils_i/P * (X_i - mean)^2 )
 * Errors (then *ret is untouched and *reterr is filled):
 *   JH_E_DATA        "disparity.amount_range", "disparity.pupils_range": NaN or out of range; at =
 * field and row JH_E_NOSOLUTION  "disparity.mean_zero": mean is 0 (or n is 0): nobody has any, cv
 * is undefined O(n) time, no allocation. Two passes; the absolute error of cv is of the order n *
 * 1e-16. Same input, same bits: no threads, no reordering, only + - * / and sqrt. Source:
 * packs/cn-quality-balance-2017/SOURCES.md, section 差异系数. */
JH_NODISCARD enum jh_status jh_disparity_compute(const struct jh_disparity_in *in,
                                                 struct jh_disparity *ret, struct jh_err *reterr);

/* All indices of the same distribution, p_i = pupils_i / P, x_i = X_i, mu = mean. */
struct jh_disparity_all {
    size_t n;
    double pupils, amount; /* totals */
    double mean, sd, cv;   /* as published: weighted by pupils */
    double cv_low,
        cv_high;          /* 95 % interval: delete-one-school jackknife, cv -+ 1.96 se, low >= 0 */
    double cv_unweighted; /* VARIANT, not the official formula: sample s.d. (n-1) of x_i / plain
                             mean */
    double gini;          /* 1 - sum p_i (L_i + L_{i-1}), sorted by x; 0 .. 1 */
    double theil;         /* T = sum p_i x_i/mu ln(x_i/mu); x = 0 adds 0 */
    double theil_l;       /* L = sum p_i ln(mu/x_i); +inf when a school has none */
    double mcloone; /* amount of the pupils below the weighted median / what they would have at the
                       median; 0 .. 1, 1 when the lower half is equal; NaN when the median is 0 */
    double median;  /* pupil-weighted */
    double low, high; /* smallest and largest x_i */
};

/* O(n log n) (one sort); scratch in `mem`. Errors as jh_disparity_compute.
 * Sources: Gini, Theil: Cowell, Measuring Inequality (2011) ch. 3; McLoone: Berne & Stiefel (1984);
 * jackknife: Efron & Tibshirani (1993) ch. 11. */
JH_NODISCARD enum jh_status jh_disparity_all(const struct jh_disparity_in *in, struct jh_arena *mem,
                                             struct jh_disparity_all *ret, struct jh_err *reterr);

/* The part of each school in the index. Arrays of n from `mem`. */
struct jh_disparity_share {
    double share; /* of the variance: p_i (x_i - mu)^2 / sd^2; they add up to 1, or are all 0 when
                     all schools are equal */
    double cv_at_mean; /* cv when this school alone gets mean * pupils instead of its amount (the
                          county's mean then moves too: recomputed, not approximated) */
    double cv_without; /* cv of the others (NaN when n is 1) */
    double slope; /* d cv / d amount_i: what one more unit at this school does to the cv; where all
                     schools are equal, cv has a kink and this is the slope upwards */
};
JH_NODISCARD enum jh_status jh_disparity_shares(const struct jh_disparity_in *in,
                                                struct jh_arena *mem,
                                                struct jh_disparity_share **ret,
                                                struct jh_err *reterr);

/* Points of the Lorenz curve: (0,0) first, then n points in order of x; cumulated share of pupils
 * and of amount. */
struct jh_disparity_point {
    double pupils, amount;
};
JH_NODISCARD enum jh_status jh_disparity_lorenz(const struct jh_disparity_in *in,
                                                struct jh_arena *mem,
                                                struct jh_disparity_point **ret, /* [n+1] */
                                                struct jh_err *reterr);

/* Theil T split by groups (town/village, area, community, stage): T = between + within, exactly.
 * group[i] in 0 .. ngroup-1, else JH_E_DATA "disparity.group_range"; empty groups are allowed. */
struct jh_disparity_group {
    size_t n;
    double pupils, mean;
    double theil;   /* inside the group; NaN when its mean is 0 or it is empty */
    double cv;      /* inside the group; NaN likewise */
    double between; /* s_g ln(mean_g/mean): its part in `between` */
    double within;  /* s_g theil_g: its part in `within`; s_g = share of the amount */
};
struct jh_disparity_split {
    double theil, between, within;
    struct jh_disparity_group *group; /* [ngroup], from mem */
};
JH_NODISCARD enum jh_status
jh_disparity_decompose(const struct jh_disparity_in *in, const int *group, size_t ngroup,
                       struct jh_arena *mem, struct jh_disparity_split *ret, struct jh_err *reterr);

/* Check any result from the definitions alone (O(n^2) Gini by pairs, jackknife by refitting, ...),
 * to a relative tolerance: JH_E_BUG "disparity.verify" names the index that is wrong. For tests. */
JH_NODISCARD enum jh_status jh_disparity_verify(const struct jh_disparity_in *in,
                                                const struct jh_disparity_all *result,
                                                double tolerance, struct jh_err *reterr);
