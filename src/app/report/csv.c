/* src/app/report/csv.c - the scorecard for other programs: full digits, no lines but headings and
 * rows. */
#include "app/report/work.h"
#include <math.h>
#include <string.h>

static enum jh_status write(struct jh_maker *m, struct jh_buf *out, struct jh_err *reterr)
{
    struct jh_tables one = {0};
    struct jh_table *t = jh_make_table(m, "", 0, &one);

    t->count_line = NULL;
    return jh_table_csv(t, out, reterr);
}

static void full_column(struct jh_maker *m, const char *id, const char *unit)
{
    struct jh_column *c = jh_make_column(m, id, JH_COL_NUMBER);

    c->decimals = -1;
    c->unit = unit;
}

/* A value that is not known leaves its cell empty. */
static void full(struct jh_maker *m, double value)
{
    if (isfinite(value))
        jh_make_number(m, value, JH_TONE_PLAIN);
    else
        jh_make_text(m, "");
}

static void school_columns(struct jh_maker *m)
{
    static const char *const id[] = {
        "report.col.code", "report.col.school", "report.col.stage",
        "report.col.type", "report.col.run_by", "report.col.locale",
        "report.col.town", "report.col.area",   "report.col.community"};
    for (size_t i = 0; i < sizeof id / sizeof *id; i++)
        jh_make_column(m, id[i], JH_COL_TEXT);
    full_column(m, "report.col.pupils", jh_word(m->r, "report.unit.people"));
    jh_make_column(m, "report.col.conclusion", JH_COL_TEXT);
    full_column(m, "report.col.reached_items", "");
    full_column(m, "report.col.asked_items", "");
    jh_make_column(m, "report.col.reason", JH_COL_TEXT);
    for (size_t i = 0; i < m->r->b->nunit_indicator; i++) {
        const struct jh_indicator *d = m->r->b->unit_indicator[i];
        full_column(m, "report.col.value", d->unit);
        m->column[m->ncolumn - 1].band = jh_in(m->r, d->name);
        jh_make_column(m, "report.col.reached", JH_COL_TEXT)->band = jh_in(m->r, d->name);
        full_column(m, "report.col.gap", d->gap_unit);
        m->column[m->ncolumn - 1].band = jh_in(m->r, d->name);
    }
}

static void school_row(struct jh_maker *m, const struct jh_unit *u)
{
    const struct jh_balance *b = m->r->b;
    const struct jh_school *s = &b->school[u->school];
    const char *const text[] = {s->code,      s->name,        jh_stage_title(m->r, u->stage),
                                s->type_name, s->run_by_name, s->locale_name,
                                s->town,      s->area,        s->community};

    jh_make_row(m);
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        jh_make_text(m, text[i]);
    full(m, u->pupils);
    jh_make_text(m,
                 u->excluded ? jh_word(m->r, "report.excluded") : jh_verdict_word(m->r, u->status));
    full(m, u->excluded ? (double)NAN : u->reached);
    full(m, u->excluded ? (double)NAN : u->asked);
    jh_make_text(m, u->excluded ? jh_in(m->r, u->excluded->reason) : "");
    for (size_t i = 0; i < b->nunit_indicator; i++) {
        bool asked = u->measure && jh_indicator_at(b, i, u->stage) && u->measure[i].applies;
        full(m, asked ? u->measure[i].value : (double)NAN);
        jh_make_text(m, asked ? jh_verdict_word(m->r, u->measure[i].status) : "");
        full(m, asked ? u->measure[i].gap : (double)NAN);
    }
}

enum jh_status jh_report_schools_csv(struct jh_report *r, struct jh_buf *out, struct jh_err *reterr)
{
    struct jh_maker m = {.r = r};

    school_columns(&m);
    for (size_t u = 0; u < r->b->nunit; u++)
        if (jh_seen(r->b, r->b->unit[u].school))
            school_row(&m, &r->b->unit[u]);
    return write(&m, out, reterr);
}

/* One row an indicator and stage. */

static void indicator_columns(struct jh_maker *m)
{
    static const char *const number[] = {
        "report.col.value",   "report.col.line",          "report.col.gap",
        "report.col.cv",      "report.col.cv_low",        "report.col.cv_high",
        "report.col.limit",   "report.col.gini",          "report.col.theil",
        "report.col.mcloone", "report.col.units_counted", "report.col.units_have",
        "report.col.failing"};

    jh_make_column(m, "report.col.id", JH_COL_TEXT);
    jh_make_column(m, "report.col.group", JH_COL_TEXT);
    jh_make_column(m, "report.col.indicator", JH_COL_TEXT);
    jh_make_column(m, "report.col.stage", JH_COL_TEXT);
    jh_make_column(m, "report.col.unit", JH_COL_TEXT);
    jh_make_column(m, "report.col.verdict", JH_COL_TEXT);
    for (size_t i = 0; i < sizeof number / sizeof *number; i++)
        full_column(m, number[i], "");
}

static void indicator_head(struct jh_maker *m, const struct jh_indicator *d, int stage,
                           const char *verdict)
{
    jh_make_row(m);
    jh_make_text(m, d->id);
    jh_make_text(m, d->group);
    jh_make_text(m, jh_in(m->r, d->name));
    jh_make_text(m, jh_stage_title(m->r, stage));
    jh_make_text(m, d->unit);
    jh_make_text(m, verdict);
}

static void dispersion_row(struct jh_maker *m, size_t i, int stage)
{
    const struct jh_stage_dispersion *d = jh_dispersion_at(m->r->b, i, stage);
    bool cv = d->have && d->solved == JH_OK;
    const double none = (double)NAN;
    const double number[] = {d->have ? d->all.mean : none,
                             jh_stage_line(m->r->b, i, stage),
                             none,
                             cv ? d->all.cv : none,
                             cv ? d->all.cv_low : none,
                             cv ? d->all.cv_high : none,
                             d->limit,
                             cv ? d->all.gini : none,
                             cv ? d->all.theil : none,
                             cv ? d->all.mcloone : none,
                             (double)d->of,
                             (double)d->have,
                             (double)d->failing};

    indicator_head(m, jh_indicator_at(m->r->b, i, stage), stage,
                   isnan(d->limit) ? "" : jh_verdict_word(m->r, d->status));
    for (size_t k = 0; k < sizeof number / sizeof *number; k++)
        full(m, number[k]);
}

static void other_row(struct jh_maker *m, const struct jh_county_indicator *o)
{
    int stage = *o->indicator->stage ? jh_pack_stage(m->r->b->pack, o->indicator->stage) : -1;

    indicator_head(m, o->indicator, stage, jh_verdict_word(m->r, o->status));
    full(m, o->county.value);
    full(m, o->county.line);
    full(m, o->county.gap);
    for (int i = 0; i < 7; i++)
        jh_make_text(m, "");
    full(m, (double)o->of);
    full(m, (double)(o->of - o->missing));
    full(m, (double)o->failing);
}

enum jh_status jh_report_indicators_csv(struct jh_report *r, struct jh_buf *out,
                                        struct jh_err *reterr)
{
    struct jh_maker m = {.r = r};

    indicator_columns(&m);
    for (int k = 0; k < (int)r->b->pack->nstage; k++)
        for (size_t i = 0; i < r->b->nunit_indicator; i++)
            if (jh_indicator_at(r->b, i, k))
                dispersion_row(&m, i, k);
    for (size_t i = 0; i < r->b->nother; i++)
        other_row(&m, &r->b->other[i]);
    return write(&m, out, reterr);
}
