/* src/base/near.h - how far apart two short texts are, for "did you mean". */
#ifndef JH_BASE_NEAR_H
#define JH_BASE_NEAR_H

#include <stddef.h>

enum { JH_NEAR_MOST = 64 }; /* characters; longer texts are as far apart as can be */

/* The edit distance of two UTF-8 texts in characters: put in, left out, changed, or two neighbours
 * that changed places (optimal string alignment). JH_NEAR_MOST when either is longer or no UTF-8.
 * O(n m). Source: Damerau, F. J. (1964), Commun. ACM 7(3), doi:10.1145/363958.363994. */
size_t jh_near_distance(const char *a, const char *b);

/* The index of the candidate that is nearest to what was typed, and only if it is nearer than
 * `within`; n: none. The first of equals. */
size_t jh_near_best(const char *typed, const char *(*name)(const void *list, size_t i),
                    const void *list, size_t n, size_t within);

#endif
