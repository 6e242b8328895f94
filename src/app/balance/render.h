/* src/app/balance/render.h - a pack's formula written for people: with the names of items, or with
 * the numbers of one school filled in. */
#pragma once
#include "app/balance/work.h"

struct jh_render {
    const struct jh_app *app;
    struct jh_arena *mem;
    const struct jh_pack *pack;
    const double *slot;               /* values; NULL: write names */
    const struct jh_expr_table *rows; /* for aggregates; may be NULL */
    bool parts; /* aggregates run over the stages of one school, not over schools */
    /* Called for each condition of an if() that was looked at while filling in numbers: its text
     * with names, and the text of the branch taken (NULL when that is a choice again). May be
     * NULL. */
    void (*branch)(void *context, const char *condition, bool holds, const char *taken);
    void *context;
};

/* Text in mem. Operators become × ÷ − ≥ ≤; an if() becomes the branch that was taken; an aggregate
 * becomes its value; what is missing is called missing. */
const char *jh_render(const struct jh_render *r, const char *formula);
/* The number as it is filled in: at most four decimals. */
const char *jh_render_number(const struct jh_app *app, struct jh_arena *mem, double value);
