/* src/engine/compliance/compliance.h - values against lines: reached or not, how far, and the rules
 * that judge a school by several of them. Pure. Missing is NaN and never counts as failed. */
#pragma once
#include "base/status.h"
#include <stddef.h>

enum jh_relation { JH_REL_AT_LEAST, JH_REL_AT_MOST, JH_REL_BELOW, JH_REL_ABOVE, JH_REL_EQUAL };
enum jh_outcome { JH_OUT_PASS, JH_OUT_FAIL, JH_OUT_UNKNOWN };

/* Numbers that differ by less than this part of the line are equal: 23 teachers of 460 pupils are 5
 * per hundred, whatever binary division makes of it. Real differences are at least 1e-9 of the
 * line. */
#define JH_COMPLIANCE_EQUAL 1e-12

/* value REL line, unrounded; UNKNOWN when either is NaN. */
enum jh_outcome jh_compliance_test(double value, enum jh_relation relation, double line);

/* What `amount` lacks so that amount / per * scale reaches the line (AT_LEAST, ABOVE, EQUAL), or is
 * too much (AT_MOST, BELOW); 0 when reached. `decimals` 0: people and rooms, the smallest whole
 * number that suffices, found by testing it (never by rounding alone); else rounded away from 0 to
 * that many decimals, and again sufficient. NaN when something is missing, or nothing suffices
 * (BELOW line 0). */
double jh_compliance_gap(double amount, double per, double scale, enum jh_relation relation,
                         double line, int decimals);

struct jh_compliance_in { /* indicators of one school under an "at least k of n" rule */
    size_t n;
    const double *value, *line;       /* [n] */
    const enum jh_relation *relation; /* [n] */
    size_t pass_at_least;             /* 6 of 7 */
    double floor; /* the others at least floor * line (AT_LEAST) or at most line / floor */
};
struct jh_compliance {
    enum jh_outcome status;
    size_t reached, missing, below_floor;
};
/* PASS: reached >= pass_at_least and none below the floor, whatever the missing ones turn out to
 * be. FAIL: no way to pass whatever the missing ones turn out to be. Else UNKNOWN. Errors:
 * JH_E_USAGE "compliance.rule" (pass_at_least > n, floor outside 0..1). O(n). Source:
 * packs/cn-quality-balance-2017/SOURCES.md, section 学校达标规则. */
JH_NODISCARD enum jh_status jh_compliance_school(const struct jh_compliance_in *in,
                                                 struct jh_compliance *ret, struct jh_err *reterr);

/* Three-valued "and" of outcomes: FAIL wins, then UNKNOWN, else PASS (also for n 0). */
enum jh_outcome jh_compliance_all(const enum jh_outcome *outcome, size_t n);

/* Check any answer from the definitions: the gap suffices and one step less does not; the school's
 * status against every way the missing ones could turn out (3^missing, so n <= 12). JH_E_BUG
 * "compliance.verify". For tests. */
JH_NODISCARD enum jh_status jh_compliance_gap_verify(double amount, double per, double scale,
                                                     enum jh_relation relation, double line,
                                                     int decimals, double gap,
                                                     struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_compliance_verify(const struct jh_compliance_in *in,
                                                 const struct jh_compliance *result,
                                                 struct jh_err *reterr);
