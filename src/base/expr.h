/* src/base/expr.h - formulas of packs: parsed once, evaluated many times, no side effects.
 *
 *   sum      := product (("+" | "-") product)*          compare  := sum [("<=" ">=" "<" ">" "="
 * "!=") sum] product  := unary (("*" | "/") unary)*              not      := "not" not | compare
 *   unary    := "-" unary | atom                        and      := not ("and" not)*
 *   atom     := number | name | call | "(" or ")"       or       := and ("or" and)*
 *   name     := letter (letter | digit | "_" | ".")*    e.g. pupils, type.nine_year, switch.private
 *   call     := if(c,a,b) ceil(x) floor(x) abs(x) min(a,b,...) max(a,b,...) has(x) or_else(x,y)
 *             | total(x) count(c) share(c) mean(x) lowest(x) highest(x)      (over the table's
 * rows)
 *
 * Missing is NaN and spreads: any missing operand gives missing, except that a false operand
 * decides `and` and a true one decides `or` (Kleene), if() looks only at the branch taken, has(x)
 * asks (1 or 0), or_else(x,y) replaces. x/0 and a result beyond the range of double are missing.
 * Truth is 1 and 0; a number other than 0 is true. An aggregate is missing when x is missing in any
 * row, and over no rows (but count and total give 0). Inside an aggregate, names are those of the
 * row; aggregates do not nest. */
#pragma once
#include "base/arena.h"
#include "base/status.h"
#include <stdbool.h>

enum { JH_EXPR_DEPTH = 64, JH_EXPR_TEXT = 4000 }; /* limits on nesting and on bytes of text */

struct jh_expr;

struct jh_expr_names {
    int (*slot)(void *context, const char *name, size_t n); /* >= 0, or -1: no such name */
    void *context;
};

/* Compile. Errors, JH_E_DATA: "expr.syntax", "expr.unknown_name", "expr.too_deep",
 * "expr.wrong_arguments"; at.row is the byte where it went wrong (from 1), text quotes it. */
JH_NODISCARD enum jh_status jh_expr_parse(struct jh_arena *mem, const char *text,
                                          const struct jh_expr_names *names,
                                          const struct jh_expr **ret, struct jh_err *reterr);

/* Rows for aggregates: cell[row * width + slot]. */
struct jh_expr_table {
    size_t n, width;
    const double *cell;
};

/* slots[] are the values of the names; `rows` may be NULL when no aggregate occurs. O(nodes), with
 * aggregates O(nodes * rows). Same input, same bits. */
double jh_expr_eval(const struct jh_expr *e, const double *slots, const struct jh_expr_table *rows);

/* The distinct slots that occur, in order of first occurrence; returns how many there are in all
 * (writes at most `most`). */
size_t jh_expr_slots(const struct jh_expr *e, int *ret_slots, size_t most);
bool jh_expr_is_name(char c);                     /* may it stand within a name? */
bool jh_expr_aggregates(const struct jh_expr *e); /* does an aggregate occur? */
