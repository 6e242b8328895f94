/* src/app/report.h - the scorecard as documents. */
#pragma once
#include "app/balance.h"

/* What the document is to be kept as. The name says when its data are invented: a text table has no
 * other place for that. */
struct jh_report_file {
    const char *type; /* media type */
    char name[200];   /* "junheng-990101-2025-2026-schools-合成数据.csv" */
};

/* kind: "tables.xlsx" (the inspection's own tables: schools x indicators by stage, CV table, county
 * items, reasons, excluded units, sources), "report.pdf", "schools.csv", "indicators.csv". Errors:
 * JH_E_NOTFOUND "report.unknown_kind" and those of jh_app_balance. */
JH_NODISCARD enum jh_status jh_app_report(const struct jh_app *app, const struct jh_ask *ask,
                                          const char *kind, struct jh_buf *out,
                                          struct jh_report_file *ret, struct jh_err *reterr);
