/* src/engine/compliance/verify.c - any answer checked from the definitions alone. */
#include "engine/compliance/compliance.h"
#include <math.h>
#include <stdbool.h>

enum { MOST = 12 };

static enum jh_status wrong(struct jh_err *reterr, const char *what, double got)
{
    return jh_fail(reterr, JH_E_BUG, "compliance.verify", JH_NOWHERE, got, "%s", what);
}

enum jh_status jh_compliance_gap_verify(double amount, double per, double scale,
                                        enum jh_relation relation, double line, int decimals,
                                        double gap, struct jh_err *reterr)
{
    bool less = relation == JH_REL_AT_MOST || relation == JH_REL_BELOW;
    double unit = pow(10, decimals), sign = less ? -1 : 1, k = floor(gap * unit + 0.5);
    double after = fmax(amount * unit + sign * k, 0) / unit;
    double nearly = fmax(amount * unit + sign * (k - 1), 0) / unit;

    if (gap != gap)
        return JH_OK; /* that nothing suffices is for the caller to know */
    if (!(gap >= 0 && fabs(k / unit - gap) <= 1e-15 * gap))
        return wrong(reterr, "not a number of steps", gap);
    if (jh_compliance_test(after / per * scale, relation, line) != JH_OUT_PASS)
        return wrong(reterr, "the gap does not suffice", gap);
    if (gap > 0 && jh_compliance_test(amount / per * scale, relation, line) == JH_OUT_PASS)
        return wrong(reterr, "reached already", gap);
    if (k > 0 && jh_compliance_test(nearly / per * scale, relation, line) == JH_OUT_PASS)
        return wrong(reterr, "less would do", gap);
    return JH_OK;
}

/* What one indicator may be: reached, short but above the floor, below it. */
enum { REACHED, SHORT, BELOW };

static int known(const struct jh_compliance_in *in, size_t i)
{
    double v = in->value[i], line = in->line[i];
    bool up = in->relation[i] == JH_REL_AT_LEAST || in->relation[i] == JH_REL_ABOVE;
    bool down = in->relation[i] == JH_REL_AT_MOST || in->relation[i] == JH_REL_BELOW;
    double slack = JH_COMPLIANCE_EQUAL;

    if (jh_compliance_test(v, in->relation[i], line) == JH_OUT_PASS)
        return REACHED;
    bool low = v<in->floor * line *(1 - slack), high = v * in->floor> line * (1 + slack);
    return (low && !down) || (high && !up) ? BELOW : SHORT;
}

/* The rule itself, with nothing missing. */
static bool passes(const struct jh_compliance_in *in, const int *state)
{
    size_t reached = 0;

    for (size_t i = 0; i < in->n; i++) {
        if (state[i] == BELOW)
            return false;
        reached += state[i] == REACHED;
    }
    return reached >= in->pass_at_least;
}

enum jh_status jh_compliance_verify(const struct jh_compliance_in *in,
                                    const struct jh_compliance *result, struct jh_err *reterr)
{
    int state[MOST];
    bool missing[MOST], always = true, ever = false;
    size_t ways = 1, outcomes = in->floor > 0 ? 3 : 2; /* no floor: nothing is below it */

    if (in->n > MOST)
        return jh_fail(reterr, JH_E_USAGE, "compliance.verify", JH_NOWHERE, (double)in->n,
                       "too many to try them all");
    for (size_t i = 0; i < in->n; i++) {
        missing[i] = in->value[i] != in->value[i] || in->line[i] != in->line[i];
        ways *= missing[i] ? outcomes : 1;
        state[i] = missing[i] ? REACHED : known(in, i);
    }
    for (size_t way = 0; way < ways; way++) {
        size_t rest = way;
        for (size_t i = 0; i < in->n; i++)
            if (missing[i]) {
                state[i] = (int)(rest % outcomes);
                rest /= outcomes;
            }
        bool pass = passes(in, state);
        always = always && pass;
        ever = ever || pass;
    }
    enum jh_outcome want = always ? JH_OUT_PASS : ever ? JH_OUT_UNKNOWN : JH_OUT_FAIL;
    return want == result->status ? JH_OK : wrong(reterr, "status", (double)result->status);
}
