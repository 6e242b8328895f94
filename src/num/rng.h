/* src/num/rng.h - random numbers from a seed: the same sequence on every machine. Pure.
 * xoshiro256** (Blackman and Vigna, ACM TOMS 47(4), 2021), seeded by splitmix64. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct jh_rng {
    uint64_t s[4];
};

void jh_rng_seed(struct jh_rng *r, uint64_t seed);
uint64_t jh_rng_next(struct jh_rng *r);
double jh_rng_uniform(struct jh_rng *r); /* [0, 1), 53 bits */
double jh_rng_between(struct jh_rng *r, double low, double high);
size_t jh_rng_below(struct jh_rng *r, size_t n); /* 0 .. n-1 without bias; n >= 1 */
/* Mean 0, s.d. 1: the sum of 12 uniforms less 6, which needs no logarithm and so gives the same
 * bits everywhere; the tails end at 6. Good for made-up data, not for inference. */
double jh_rng_normalish(struct jh_rng *r);
