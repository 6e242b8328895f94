/* src/app/report.h - the scorecard as documents. */
#pragma once
#include "app/balance.h"

/* kind: "tables.xlsx" (the inspection's own tables: schools x indicators by stage, CV table, county
 * items, reasons, excluded units, sources), "report.pdf", "schools.csv", "indicators.csv". Errors:
 * JH_E_NOTFOUND "report.unknown_kind" and those of jh_app_balance. *ret_type is the media type. */
JH_NODISCARD enum jh_status jh_app_report(const struct jh_app *app, const struct jh_ask *ask,
                                          const char *kind, struct jh_buf *out,
                                          const char **ret_type, struct jh_err *reterr);
