/* src/engine/suppress/suppress.h - which counts of a table must not be told, so that nobody can
 * tell from it who is meant. Pure.
 *
 * The table is published with the sums of its rows, which are known from elsewhere and stay, the
 * sums of its columns, and the whole. A cell or column sum of 1 .. least-1 is hidden (primary).
 * That alone hides nothing: what is left of a sum tells it. So more is hidden (complementary) until
 * for every hidden number there is another table of counts with the same published numbers in which
 * it is another one.
 *
 * How: numbers are flows, rows -> columns -> the whole; what is published fixes the balance of each
 * node, what is hidden is an edge. Another table differs by a circulation over hidden edges,
 * against an edge only where its count is at least 1. So a hidden number is safe exactly when its
 * edge lies on a cycle of that residual graph (flows with whole balances have whole solutions);
 * where it does not, the cheapest cycle through it is hidden, counts being the cost. What was safe
 * stays safe when more is hidden, so one pass is enough. Sources: Cox, JASA 75 (1980) 377 (the
 * problem); Gusfield, SIAM J. Comput. 17 (1988) 552 (two-way tables by paths in the residual
 * graph). */
#pragma once
#include "base/arena.h"
#include "base/status.h"
#include <stdbool.h>
#include <stddef.h>

struct jh_suppress_in {
    size_t rows, columns;
    const int *count; /* [rows * columns], >= 0 */
    int least;        /* 1 .. least-1 are hidden; 0 and 1 hide nothing */
};
struct jh_suppress_out {
    bool *cell;   /* [rows * columns] hidden */
    bool *column; /* [columns] its sum is hidden */
    size_t hidden;
};
/* JH_E_DATA "suppress.count" for a count below 0; JH_E_NOSOLUTION "suppress.one_column" when a
 * small count is the only column: it is the sum of its row. */
JH_NODISCARD enum jh_status jh_suppress(const struct jh_suppress_in *in, struct jh_arena *mem,
                                        struct jh_suppress_out *ret, struct jh_err *reterr);
