/* src/app/report/report.c - see app/report.h. */
#include "app/report.h"
#include "app/report/work.h"
#include "app/rights.h"
#include "base/date.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* All tables, in the order in which an inspection office signs them. */
enum jh_status jh_report_tables(struct jh_report *r, struct jh_buf *out, struct jh_err *reterr)
{
    struct jh_tables all = {0};

    jh_table_summary(r, &all, true);
    for (int k = 0; k < (int)r->b->pack->nstage; k++)
        if (jh_stage_used(r->b, k))
            jh_table_units(r, k, false, &all);
    jh_table_dispersion(r, &all);
    jh_table_items(r, &all);
    jh_table_lacking(r, &all);
    jh_table_excluded(r, &all);
    jh_table_settings(r, &all);
    jh_table_sources(r, &all);
    return jh_table_xlsx(all.table, all.n, out, reterr);
}

static const struct {
    const char *kind, *type;
    enum jh_status (*make)(struct jh_report *r, struct jh_buf *out, struct jh_err *reterr);
} kinds[] = {
    {"tables.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     jh_report_tables},
    {"report.pdf", "application/pdf", jh_report_pdf},
    {"schools.csv", "text/csv; charset=utf-8", jh_report_schools_csv},
    {"indicators.csv", "text/csv; charset=utf-8", jh_report_indicators_csv},
};

static void name_file(const struct jh_report *r, const char *kind, struct jh_report_file *ret)
{
    const char *dot = strchr(kind, '.');
    char year[JH_YEAR_TEXT];

    jh_school_year_format(r->b->year, year);
    snprintf(ret->name, sizeof ret->name, "junheng-%.20s-%s-%.*s%s%s", r->b->county.id, year,
             (int)(dot - kind), kind, r->b->county.synthetic ? jh_word(r, "report.name_mark") : "",
             dot);
}

enum jh_status jh_app_report(const struct jh_app *app, const struct jh_ask *ask, const char *kind,
                             struct jh_buf *out, struct jh_report_file *ret, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_balance b;
    struct jh_report r;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].kind, kind) != 0)
            continue;
        JH_TRY(jh_may(app, "report.read", ask->county, NULL, reterr));
        JH_TRY(jh_app_balance(app, &mem, ask, &b, reterr));
        jh_report_begin(&r, app, &mem, &b);
        JH_TRY(kinds[i].make(&r, out, reterr));
        ret->type = kinds[i].type;
        name_file(&r, kind, ret);
        return JH_OK;
    }
    return jh_fail(reterr, JH_E_NOTFOUND, "report.unknown_kind", JH_NOWHERE, (double)NAN, "%.80s",
                   kind);
}
