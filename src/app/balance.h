/* src/app/balance.h - one standard applied to one county and school year: the scorecard.
 * The numbers of pages, command line, .xlsx and PDF all come from this struct. */
#pragma once
#include "app/app.h"
#include "engine/disparity/disparity.h"

enum jh_verdict {
    JH_PASS,
    JH_FAIL,
    JH_UNKNOWN
};                                            /* UNKNOWN: data are missing; never "fail" for that */
const char *jh_verdict_id(enum jh_verdict v); /* "pass" "fail" "unknown" */

/* One indicator at one unit (school part), school or county. */
struct jh_measure {
    double amount, per, value, line; /* unrounded; NaN: missing */
    enum jh_verdict status;
    double gap; /* what `amount` still lacks to reach the line, in indicator.gap_unit, rounded up as
                   the indicator says; 0 when reached; NaN when unknown. For AT_MOST: what is too
                   much. */
    bool applies; /* false: this indicator is not asked of this unit */
};

struct jh_school { /* attributes as of the year asked */
    int64_t org;
    const char *code, *name, *type, *type_name, *locale, *locale_name, *run_by, *run_by_name;
    const char *town, *area, *community;
    double lon, lat; /* NaN: not given */
    const char *crs;
    bool open;               /* in this school year */
    const char *merged_into; /* code, "" */
};

struct jh_unit { /* a school at one stage, after splitting: the row of the CV */
    int school;  /* index in balance.school */
    int stage;   /* index in pack.stage */
    double pupils;
    const struct jh_exclusion *excluded;      /* NULL: it counts */
    enum jh_verdict status;                   /* the school rule */
    int reached, asked, below_floor, missing; /* indicators of the rule group */
    const struct jh_measure *measure; /* [balance.nunit_indicator], same order as unit_indicator */
};

struct jh_stage_dispersion {     /* one unit indicator over all counted units of one stage */
    struct jh_disparity_all all; /* engine/disparity: cv, gini, theil, mcloone, intervals ...; */
    enum jh_status solved;       /* JH_OK, or JH_E_NOSOLUTION: mean 0, cv undefined */
    double limit;                /* NaN none */
    enum jh_verdict status;
    size_t have, of; /* units with data, units that count */
    size_t failing;  /* units below the line */
};

struct jh_county_indicator { /* indicators of school and county level */
    const struct jh_indicator *indicator;
    struct jh_measure county; /* county level; or share of schools that pass (school level) */
    const struct jh_measure *school; /* [balance.nschool] school level, else NULL */
    size_t failing, missing, of;     /* schools */
    enum jh_verdict status;
};

enum jh_reason_kind {
    JH_REASON_SCHOOLS,
    JH_REASON_CV,
    JH_REASON_COMPOSITE,
    JH_REASON_INDICATOR,
    JH_REASON_VETO,
    JH_REASON_ENTRY,
    JH_REASON_MISSING
};
struct jh_reason {
    enum jh_reason_kind kind;
    enum jh_verdict status;               /* FAIL or UNKNOWN */
    const struct jh_indicator *indicator; /* NULL for the school rule and the composite */
    int stage;                            /* index, or -1 */
    const int *school;                    /* indices of schools concerned */
    size_t nschool;
    const char *text; /* the sentence, in app.language */
};

struct jh_switch_state {
    const struct jh_switch *def;
    double value;
};

struct jh_balance {
    const struct jh_pack *pack;
    struct jh_county county;
    int year;
    int64_t version; /* of the data */
    const char *map; /* NULL: the schools of the year; a day: those of that day (ask.map) */
    size_t mapped;   /* schools whose past is reckoned with another one */
    char run[65];    /* id of this run: same inputs, same id */
    enum jh_verdict verdict;
    const struct jh_reason *reason;
    size_t nreason;
    const struct jh_switch_state *switches; /* [pack.nswitch] */
    const struct jh_school *school;
    size_t nschool;
    const struct jh_unit *unit; /* sorted by stage, then school code; excluded ones too */
    size_t nunit;
    const struct jh_indicator *const *unit_indicator; /* distinct ids of unit level, pack order */
    size_t nunit_indicator; /* by id; the stage's own definition is in indicator_at() */
    const struct jh_stage_dispersion *dispersion; /* [nstage * nunit_indicator] */
    double composite[JH_STAGES_MAX];              /* NaN: none */
    const struct jh_county_indicator *other;      /* school and county level, pack order */
    size_t nother;
    const bool *seen; /* [nschool] may the asker see this school's own rows? NULL: all of them */
    size_t hidden;    /* how many schools are not seen */
};

static inline bool jh_seen(const struct jh_balance *b, int school)
{
    return !b->seen || b->seen[school];
}

/* The definition of unit indicator `i` for a stage (thresholds differ by stage), or NULL. */
const struct jh_indicator *jh_indicator_at(const struct jh_balance *b, size_t i, int stage);

/* Compute. Everything lives in `mem`. Errors: JH_E_NOTFOUND "balance.no_county", "balance.no_pack",
 * "balance.no_year" (no facts for that year); JH_E_USAGE "balance.unknown_switch",
 * "balance.switch_range". 150 schools, all indicators: about 1 ms and 1 MB a year. */
JH_NODISCARD enum jh_status jh_app_balance(const struct jh_app *app, struct jh_arena *mem,
                                           const struct jh_ask *ask, struct jh_balance *ret,
                                           struct jh_err *reterr);

/* JSON as api/openapi.yaml says: BalanceOverview, IndicatorDetail, SchoolDetail, Comparison,
 * Explanation, SchoolList, CountyList. */
JH_NODISCARD enum jh_status jh_app_balance_json(const struct jh_app *app, const struct jh_ask *ask,
                                                struct jh_buf *out, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_indicator_json(const struct jh_app *app,
                                                  const struct jh_ask *ask, const char *indicator,
                                                  const char *stage, struct jh_buf *out,
                                                  struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_school_json(const struct jh_app *app, const struct jh_ask *ask,
                                               const char *school, struct jh_buf *out,
                                               struct jh_err *reterr);
JH_NODISCARD enum jh_status
jh_app_compare_json(const struct jh_app *app, const struct jh_ask *ask,
                    const char *by, /* years packs area community locale */
                    struct jh_buf *out, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_explain_json(const struct jh_app *app, const struct jh_ask *ask,
                                                const char *indicator, const char *stage,
                                                const char *school, /* NULL: the county's value */
                                                struct jh_buf *out, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_counties_json(const struct jh_app *app, struct jh_buf *out,
                                                 struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_places_json(const struct jh_app *app, const char *county,
                                               struct jh_buf *out, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_packs_json(const struct jh_app *app, struct jh_buf *out,
                                              struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_pack_json(const struct jh_app *app, const char *pack,
                                             const char *county, struct jh_buf *out,
                                             struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_set_switch(const struct jh_app *app, const char *county,
                                              const char *pack, const char *id, double value,
                                              struct jh_err *reterr);
/* Store the run (idempotent) and check that a stored one comes out again, bit for bit:
 * JH_E_CONFLICT "balance.not_reproduced". */
JH_NODISCARD enum jh_status jh_app_keep_run(const struct jh_app *app, const struct jh_balance *b,
                                            struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_verify_run(const struct jh_app *app, const char *county,
                                              const char *run, struct jh_err *reterr);
