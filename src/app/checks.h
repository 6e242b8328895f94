/* src/app/checks.h - what the rules say of the data that are in: broken rules (checks.csv) and
 * unusual figures (outliers.csv) of one school year, the heaviest first. The same rules run over a
 * file on its way in (imports.h). */
#pragma once
#include "app/app.h"

struct jh_finding {
    int school;                    /* index in checks.school; -1: the county */
    int stage;                     /* index in pack.stage; -1: as a whole */
    int item;                      /* the first of the rule's cells that has a value; -1: none */
    const char *shown;             /* that value as people read it, "" */
    const char *text;              /* the sentence with the numbers in it */
    double value, expected, score; /* of an unusual figure (engine/outlier); NaN else */
    double share;   /* what mending it would move of the county's total, 0..; NaN else */
    int64_t import; /* where the value came from; 0: nowhere */
    const char *sheet;
    long row;
    int column;
};

struct jh_finding_group { /* of one rule; findings by share falling, then by school and stage */
    const char *rule, *title, *way_out, *mark, *source;
    enum jh_grade grade;
    bool unusual;
    struct jh_finding *finding; /* [n] */
    size_t n;
};

struct jh_checked_school {
    const char *code, *name;
    bool visible; /* to who asks; what is found elsewhere stays out of lists and counts */
};

struct jh_checks {
    const struct jh_pack *pack;
    struct jh_county county;
    int year;
    size_t rules, units;            /* how many were run, over how many rows */
    struct jh_finding_group *group; /* [n] errors first, then by what they move, then by count */
    size_t n;
    long count[3]; /* findings by grade */
    const struct jh_checked_school *school;
    size_t nschool;
    bool whole; /* who asks sees every school, and the county's own findings */
};

/* Run every rule of the pack (and of the dictionaries it uses) over the committed data of a year.
 * Everything lives in `mem`. Errors as jh_app_balance. 150 schools: about 5 ms. */
JH_NODISCARD enum jh_status jh_app_checks(const struct jh_app *app, struct jh_arena *mem,
                                          const struct jh_ask *ask, struct jh_checks *ret,
                                          struct jh_err *reterr);
/* The Checks of api/openapi.yaml; as text for a terminal. school NULL: all. */
JH_NODISCARD enum jh_status jh_app_checks_json(const struct jh_app *app, const struct jh_ask *ask,
                                               const char *school, struct jh_buf *out,
                                               struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_checks_text(const struct jh_app *app, const struct jh_ask *ask,
                                               const char *school, struct jh_buf *out,
                                               struct jh_err *reterr);
