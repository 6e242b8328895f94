/* src/app/balance_text.h - the scorecard for a terminal or as CSV, the same figures as everywhere.
 */
#pragma once
#include "app/balance.h"

struct jh_text_style {
    bool colour; /* only when a person looks at a terminal */
    bool csv;    /* the main table as CSV (UTF-8 with BOM) instead of text */
};

/* The county: verdict, reasons, indicators by stage, other items, worst schools with their gaps. */
JH_NODISCARD enum jh_status jh_app_balance_text(const struct jh_app *app, const struct jh_ask *ask,
                                                const struct jh_text_style *style,
                                                struct jh_buf *out, struct jh_err *reterr);
/* One school, by code, name or a part of the name that only one school has. */
JH_NODISCARD enum jh_status jh_app_school_text(const struct jh_app *app, const struct jh_ask *ask,
                                               const char *school,
                                               const struct jh_text_style *style,
                                               struct jh_buf *out, struct jh_err *reterr);
/* One indicator of resources at every school of a stage, and its dispersion taken apart by groups
 * of schools. stage NULL: the only one that the pack judges. CSV: the table of schools. */
JH_NODISCARD enum jh_status jh_app_indicator_text(const struct jh_app *app,
                                                  const struct jh_ask *ask, const char *indicator,
                                                  const char *stage,
                                                  const struct jh_text_style *style,
                                                  struct jh_buf *out, struct jh_err *reterr);
/* Where a number comes from: formula, numbers, steps, cells. */
JH_NODISCARD enum jh_status jh_app_explain_text(const struct jh_app *app, const struct jh_ask *ask,
                                                const char *indicator, const char *stage,
                                                const char *school, struct jh_buf *out,
                                                struct jh_err *reterr);

/* One line a county of the file, then the totals. `line` gets each line as soon as it is worked out
 * (with its line end, at first the heading); with `json` objects of one array. A county without
 * data for the year says so in its line. */
JH_NODISCARD enum jh_status jh_app_province_text(const struct jh_app *app, const struct jh_ask *ask,
                                                 const struct jh_text_style *style, bool json,
                                                 void (*line)(void *context, const char *text,
                                                              size_t n),
                                                 void *context, struct jh_err *reterr);

/* A pack's indicators, switches and forms with their ids; JH_E_NOTFOUND "balance.no_pack". */
JH_NODISCARD enum jh_status jh_app_pack_text(const struct jh_app *app, const char *pack,
                                             struct jh_buf *out, struct jh_err *reterr);
