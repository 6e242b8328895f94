/* src/app/balance/explain.h - inside of explanations: what is gathered before it is written. */
#pragma once
#include "app/balance/origin.h"
#include "app/balance/render.h"

struct jh_explain_input {
    int item;
    int school, stage; /* -1: the county's own; stage -1: the school as a whole */
    double value, whole, share;
    const char *text;
    long origin;                  /* see origin.h; -1 none */
    const struct jh_school *then; /* on today's map: whose figure it was; NULL */
};

struct jh_explain {
    const struct jh_shown *show;
    const struct jh_year *y;
    struct jh_arena *mem;
    const struct jh_indicator *def;
    int school, stage; /* -1 none */
    size_t i;          /* in unit_indicator, for the unit level */
    const struct jh_measure *m;
    const double *slot;
    struct jh_expr_table rows;
    bool aggregates;
    struct jh_explain_input *input;
    size_t ninput, input_room;
    const char **step;
    size_t nstep, step_room;
    struct jh_origins origins;
};

/* inputs.c: every item the formulas of `def` look at, with its cell. */
void jh_explain_inputs(struct jh_explain *e);
/* steps.c: special cases, splitting, switches, scope, in sentences. */
void jh_explain_steps(struct jh_explain *e);
void jh_explain_step(struct jh_explain *e, const char *text);
/* The line and its status as a sentence. */
const char *jh_explain_judgement(struct jh_explain *e, double value, double line, int decimals,
                                 enum jh_compare compare, enum jh_verdict status);
/* slots of def's formulas, distinct; returns how many (at most `most`). */
size_t jh_explain_slots(const struct jh_indicator *d, int *slot, size_t most);
