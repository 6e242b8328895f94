/* src/num/rng.c - see rng.h. */
#include "num/rng.h"

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void jh_rng_seed(struct jh_rng *r, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        r->s[i] = splitmix(&seed);
}

static uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

uint64_t jh_rng_next(struct jh_rng *r)
{
    uint64_t *s = r->s, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

double jh_rng_uniform(struct jh_rng *r)
{
    return (double)(jh_rng_next(r) >> 11) * 0x1p-53;
}

double jh_rng_between(struct jh_rng *r, double low, double high)
{
    return low + (high - low) * jh_rng_uniform(r);
}

size_t jh_rng_below(struct jh_rng *r, size_t n)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % n, x;

    do
        x = jh_rng_next(r);
    while (x >= limit);
    return (size_t)(x % n);
}

double jh_rng_normalish(struct jh_rng *r)
{
    double sum = 0;

    for (int i = 0; i < 12; i++)
        sum += jh_rng_uniform(r);
    return sum - 6;
}
