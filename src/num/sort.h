/* src/num/sort.h - sort of numbers that carry something with them. */
#pragma once
#include "base/arena.h"
#include <stddef.h>

struct jh_pair {
    double key;  /* any number but NaN; -0 comes before +0 */
    double with; /* carried along: a weight, or an index (exact up to 2^53) */
};

/* Sort by key, ascending and stable; returns the sorted array, which is `pair` itself or scratch of
 * the same size from `mem` (the other holds nothing useful then). From 1,024 pairs on: radix sort
 * of the 26 leading bits that differ, then a pass that mends what is left; when that would be long
 * (nearly all keys alike in those bits), a merge sort. O(n) on measured data, O(n log n) at worst.
 * The result does not depend on the path taken. */
struct jh_pair *jh_sort_pairs(struct jh_arena *mem, struct jh_pair *pair, size_t n);
