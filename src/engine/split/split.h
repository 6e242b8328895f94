/* src/engine/split/split.h - one figure of a school of several stages, shared out to its stages
 * (九年一贯制, 完全中学, 十二年一贯制). Pure. */
#pragma once
#include "base/status.h"
#include <stddef.h>

#define JH_SPLIT_MAX 1e15

/* part[k] = whole * w_k P_k / sum_j w_j P_j. Weights 1 : 1.1 : 1.32 are data, in packs.
 * whole may be NaN (missing): all parts are NaN. A pupils[k] of NaN: missing, all parts are NaN; of
 * 0: that stage gets 0. Errors: JH_E_DATA "split.pupils_range", "split.weight_range" (at.row =
 * stage from 1); JH_E_NOSOLUTION "split.no_pupils" when all w_k P_k are 0. The parts add up to the
 * whole within 1 ulp. Source: packs/cn-quality-balance-2017/SOURCES.md, section 一贯制学校. */
JH_NODISCARD enum jh_status jh_split_compute(double whole, size_t n, const double *pupils,
                                             const double *weight, double *ret_part,
                                             struct jh_err *reterr);

/* Check any answer from the definition: parts in proportion to w_k P_k and adding up to the whole.
 * JH_E_BUG "split.verify" names the stage. For tests. */
JH_NODISCARD enum jh_status jh_split_verify(double whole, size_t n, const double *pupils,
                                            const double *weight, const double *part,
                                            double tolerance, struct jh_err *reterr);
