/* src/engine/compliance/compliance.c - values against lines, and the rule of a school. */
#include "engine/compliance/compliance.h"
#include <math.h>
#include <stdbool.h>

static bool holds(double value, enum jh_relation relation, double line)
{
    double slack = JH_COMPLIANCE_EQUAL * fabs(line);

    switch (relation) {
    case JH_REL_AT_LEAST:
        return value >= line - slack;
    case JH_REL_AT_MOST:
        return value <= line + slack;
    case JH_REL_BELOW:
        return value < line - slack;
    case JH_REL_ABOVE:
        return value > line + slack;
    case JH_REL_EQUAL:
        return fabs(value - line) <= slack;
    }
    return false;
}

enum jh_outcome jh_compliance_test(double value, enum jh_relation relation, double line)
{
    if (value != value || line != line)
        return JH_OUT_UNKNOWN;
    return holds(value, relation, line) ? JH_OUT_PASS : JH_OUT_FAIL;
}

/* Has a value that misses its line come near enough to it? */
static bool above_floor(double value, enum jh_relation relation, double line, double floor)
{
    bool enough = holds(value, JH_REL_AT_LEAST, floor * line);
    bool not_too_much = floor == 0 || holds(value, JH_REL_AT_MOST, line / floor);

    switch (relation) {
    case JH_REL_AT_LEAST:
    case JH_REL_ABOVE:
        return enough;
    case JH_REL_AT_MOST:
    case JH_REL_BELOW:
        return not_too_much;
    case JH_REL_EQUAL:
        return enough && not_too_much;
    }
    return false;
}

enum jh_status jh_compliance_school(const struct jh_compliance_in *in, struct jh_compliance *ret,
                                    struct jh_err *reterr)
{
    struct jh_compliance c = {0};

    if (in->pass_at_least > in->n || !(in->floor >= 0 && in->floor <= 1))
        return jh_fail(reterr, JH_E_USAGE, "compliance.rule", JH_NOWHERE, in->floor,
                       "at least %zu of %zu, floor %g", in->pass_at_least, in->n, in->floor);
    for (size_t i = 0; i < in->n; i++) {
        switch (jh_compliance_test(in->value[i], in->relation[i], in->line[i])) {
        case JH_OUT_PASS:
            c.reached++;
            break;
        case JH_OUT_UNKNOWN:
            c.missing++;
            break;
        case JH_OUT_FAIL:
            c.below_floor += !above_floor(in->value[i], in->relation[i], in->line[i], in->floor);
            break;
        }
    }
    /* The missing ones reach their line at best. At worst they are below the floor; if there is
     * none, they are at worst one more that does not reach. */
    bool worst_passes = in->floor == 0 && c.reached >= in->pass_at_least;
    if (c.below_floor > 0 || c.reached + c.missing < in->pass_at_least)
        c.status = JH_OUT_FAIL;
    else if (c.missing == 0 || worst_passes)
        c.status = JH_OUT_PASS;
    else
        c.status = JH_OUT_UNKNOWN;
    *ret = c;
    return JH_OK;
}

enum jh_outcome jh_compliance_all(const enum jh_outcome *outcome, size_t n)
{
    enum jh_outcome all = JH_OUT_PASS;

    for (size_t i = 0; i < n; i++) {
        if (outcome[i] == JH_OUT_FAIL)
            return JH_OUT_FAIL;
        if (outcome[i] == JH_OUT_UNKNOWN)
            all = JH_OUT_UNKNOWN;
    }
    return all;
}
