/* src/app/checks/rules.h - the pack's rules over figures, wherever these come from: a file on its
 * way in, a form that is being filled, the data of all years. One mechanism, so that a rule says
 * the same everywhere. */
#pragma once
#include "app/app.h"
#include "base/msg.h"

enum { JH_RULE_UNITS_MOST = 20000 }; /* more units than any county has; sums stop here */

/* What is known of a school (or the county) at a stage: [pack.nitem] each. */
struct jh_rule_row {
    double *value;     /* NaN: nothing; codes by index, dates in days */
    const char **text; /* of words; NULL */
    size_t *from;      /* the caller's own mark of where the value came from; 0: none */
};

struct jh_rule_at {
    int school, stage, year; /* -1: the county; -1: as a whole */
};

/* Where figures come from. Schools are 0 .. nschool-1 of the caller. */
struct jh_rule_figures {
    void *context;
    size_t nschool;
    /* Put what is known over what stands in `row`; false: nothing is known there. `summed`: for a
     * sum over units, what is not going to count stays out. */
    bool (*lay)(void *context, struct jh_rule_at at, bool summed, const struct jh_rule_row *row);
    /* A rule does not hold; `sentence` has the values in its places. All live until it returns. */
    void (*broken)(void *context, const struct jh_check *check, struct jh_rule_at at,
                   const struct jh_rule_row *row, const char *sentence);
};

struct jh_rules;

/* The rules that look at one of the items touched[pack.nitem] (NULL: all rules). */
struct jh_rules *jh_rules_new(const struct jh_app *app, struct jh_arena *mem,
                              const struct jh_pack *pack, const struct jh_rule_figures *figures,
                              const bool *touched);
bool jh_rules_any(const struct jh_rules *r);
/* Run those of a unit (stage >= 0) or of a school as a whole (stage -1). */
void jh_rules_run(struct jh_rules *r, struct jh_rule_at at);
/* Run those of the county; false: they sum up over more than JH_RULE_UNITS_MOST units and were not
 * run. */
bool jh_rules_county(struct jh_rules *r, int year);

/* Lay out what rules see at `at`: county, school and stage over one another, for a school as a
 * whole also its units; and evaluate a formula of one's own there. */
void jh_rules_lay(struct jh_rules *r, struct jh_rule_at at);
double jh_rules_eval(const struct jh_rules *r, const struct jh_expr *e);
/* One record of a register (its pack has one form of key record; its rules are made without
 * figures): lay out its values, run its rules (only figures->broken is called), look at the slots
 * that were laid (for counts). */
void jh_rules_lay_record(struct jh_rules *r, const struct jh_rule_row *values, int state, long day);
void jh_rules_run_record(struct jh_rules *r, const struct jh_rule_figures *figures);
const double *jh_rules_slots(const struct jh_rules *r); /* [pack.nslot] until the next is laid */

/* A text with {item} and {last.item} places, filled with the row that was laid last, and with
 * `more`. */
const char *jh_rules_say(struct jh_rules *r, struct jh_arena *mem, const char *text,
                         const struct jh_msg_arg *more, size_t n);

/* A value of an item as a user writes or reads it. */
const char *jh_item_shown(const struct jh_app *app, struct jh_arena *mem,
                          const struct jh_item *item, double value, const char *text);
/* A rule's sentence with the names of its items in place of values. */
const char *jh_rule_title(const struct jh_app *app, struct jh_arena *mem,
                          const struct jh_pack *pack, const char *text);
