/* src/engine/compliance/gap.c - how far an amount is from its line. */
#include "engine/compliance/compliance.h"
#include <math.h>
#include <stdbool.h>

static const double UNITS[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
enum { DECIMALS_MOST = 9, TRIES = 8 };

struct question {
    double amount, per, scale, line, unit;
    enum jh_relation relation;
};

static bool takes_away(enum jh_relation relation)
{
    return relation == JH_REL_AT_MOST || relation == JH_REL_BELOW;
}

/* Would a change by k / unit reach the line? In units, because 98610 - 98607.26 would leave digits
 * that neither number has. */
static bool suffices(const struct question *q, double k)
{
    double units = q->amount * q->unit;
    double amount = (takes_away(q->relation) ? fmax(units - k, 0) : units + k) / q->unit;

    return jh_compliance_test(amount / q->per * q->scale, q->relation, q->line) == JH_OUT_PASS;
}

static bool usable(const struct question *q, int decimals)
{
    return isfinite(q->amount) && isfinite(q->line) && isfinite(q->per) && q->per > 0 &&
           isfinite(q->scale) && q->scale > 0 && decimals >= 0 && decimals <= DECIMALS_MOST;
}

/* The estimate is off by a step or two at most, because of rounding and of the slack of the test,
 * and for ABOVE and BELOW. The smallest k that suffices is found by trying; NaN when none near it
 * does. */
static double smallest(const struct question *q)
{
    double distance = q->line * q->per / q->scale - q->amount;
    double k = ceil((takes_away(q->relation) ? -distance : distance) * q->unit);

    if (!(k > 0))
        k = 0;
    for (int i = 0; i < TRIES && !suffices(q, k); i++)
        k++;
    for (int i = 0; i < TRIES && k > 0 && suffices(q, k - 1); i++)
        k--;
    return suffices(q, k) ? k : (double)NAN;
}

double jh_compliance_gap(double amount, double per, double scale, enum jh_relation relation,
                         double line, int decimals)
{
    struct question q = {amount, per, scale, line, 1, relation};

    if (!usable(&q, decimals))
        return (double)NAN;
    q.unit = UNITS[decimals];
    if (suffices(&q, 0))
        return 0;
    return smallest(&q) / q.unit;
}
