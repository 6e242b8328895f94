/* src/app/report/units.c - school by school: reached or not (表2), what is lacking, who is left
 * out. */
#include "app/report/work.h"
#include <math.h>
#include <string.h>

static void school_columns(struct jh_maker *m, bool stage)
{
    jh_make_column(m, "report.col.code", JH_COL_TEXT);
    jh_make_column(m, "report.col.school", JH_COL_TEXT);
    if (stage)
        jh_make_column(m, "report.col.stage", JH_COL_STATUS);
    jh_make_column(m, "report.col.type", JH_COL_STATUS);
    jh_make_column(m, "report.col.locale", JH_COL_STATUS);
}

static void school_fields(struct jh_maker *m, const struct jh_school *s, const char *stage)
{
    jh_make_text(m, s->code);
    jh_make_text(m, s->name);
    if (stage)
        jh_make_text(m, stage);
    jh_make_text(m, s->type_name);
    jh_make_text(m, s->locale_name);
}

static struct jh_column *people(struct jh_maker *m)
{
    struct jh_column *c = jh_make_column(m, "report.col.pupils", JH_COL_NUMBER);

    c->unit = jh_word(m->r, "report.unit.people");
    return c;
}

/* 表2: every counted school part with each indicator. */

static void indicator_columns(struct jh_maker *m, int stage, bool brief)
{
    for (size_t i = 0; i < m->r->b->nunit_indicator; i++) {
        const struct jh_indicator *d = jh_indicator_at(m->r->b, i, stage);
        if (!d)
            continue;
        const char *band =
            jh_arena_printf(m->r->mem, "%s\n%s", jh_in(m->r, d->name),
                            jh_requirement(m->r, d, jh_stage_line(m->r->b, i, stage)));
        struct jh_column *c = jh_make_column(m, "report.col.value", JH_COL_NUMBER);
        c->decimals = d->decimals;
        if (brief) {
            c->heading = band;
            continue;
        }
        c->band = band;
        jh_make_column(m, "report.col.reached", JH_COL_STATUS)->band = band;
    }
}

static void measure_fields(struct jh_maker *m, const struct jh_measure *measure, bool brief)
{
    if (measure->applies)
        jh_make_number(m, measure->value, measure->status == JH_FAIL ? JH_TONE_BAD : JH_TONE_PLAIN);
    else
        jh_make_skip(m);
    if (!brief && measure->applies)
        jh_make_verdict(m, measure->status);
    else if (!brief)
        jh_make_skip(m);
}

static void unit_row(struct jh_maker *m, const struct jh_unit *u, bool brief)
{
    const struct jh_balance *b = m->r->b;
    const struct jh_school *s = &b->school[u->school];

    jh_make_row(m);
    if (brief)
        jh_make_text(m, s->name);
    else
        school_fields(m, s, NULL);
    jh_make_number(m, u->pupils, JH_TONE_PLAIN);
    for (size_t i = 0; i < b->nunit_indicator; i++)
        if (jh_indicator_at(b, i, u->stage))
            measure_fields(m, &u->measure[i], brief);
    jh_make_text(m, jh_arena_printf(m->r->mem, "%d/%d", u->reached, u->asked));
    if (!brief)
        jh_make_number(m, u->below_floor, u->below_floor ? JH_TONE_BAD : JH_TONE_PLAIN);
    jh_make_verdict(m, u->status);
}

void jh_table_units(struct jh_report *r, int stage, bool brief, struct jh_tables *to)
{
    struct jh_maker m = {.r = r};
    static const char *const note[] = {"report.note.parts", "report.note.unknown"};
    const struct jh_msg_arg args[] = {{"stage", jh_stage_title(r, stage)}};

    if (brief)
        jh_make_column(&m, "report.col.school", JH_COL_TEXT);
    else
        school_columns(&m, false);
    people(&m)->total = true;
    indicator_columns(&m, stage, brief);
    jh_make_column(&m, "report.col.reached_count", JH_COL_STATUS);
    if (!brief)
        jh_make_column(&m, "report.col.below_floor", JH_COL_NUMBER);
    jh_make_column(&m, "report.col.conclusion", JH_COL_STATUS);
    for (size_t u = 0; u < r->b->nunit; u++)
        if (r->b->unit[u].stage == stage && !r->b->unit[u].excluded &&
            jh_seen(r->b, r->b->unit[u].school))
            unit_row(&m, &r->b->unit[u], brief);
    struct jh_table *t =
        jh_make_table(&m, jh_table_part(r, jh_say(r->app, r->mem, "report.table.units", args, 1)),
                      brief ? 1 : 2, to);
    jh_footnotes(r, t, note, 2);
}

/* What the schools that fail still lack. */

static void lacking_row(struct jh_maker *m, const struct jh_school *s, const char *stage,
                        const struct jh_indicator *d, const struct jh_measure *measure)
{
    jh_make_row(m);
    school_fields(m, s, stage);
    jh_make_text(m, jh_in(m->r, d->name));
    jh_make_text(m, jh_actual(m->r, d, measure));
    jh_make_text(m, jh_requirement(m->r, d, measure->line));
    if (measure->status == JH_UNKNOWN) {
        jh_make_number(m, (double)NAN, JH_TONE_WARN);
        jh_make_text(m, "");
    } else if (measure->gap > 0) {
        jh_make_text(m, jh_gap_text(m->r->app, m->r->mem, d, measure->gap));
        jh_make_text(m, jh_number_text(m->r->mem, measure->amount, d->gap_decimals));
    }
}

static void unit_lacking(struct jh_maker *m, const struct jh_unit *u)
{
    const struct jh_balance *b = m->r->b;

    for (size_t i = 0; i < b->nunit_indicator; i++) {
        const struct jh_indicator *d = jh_indicator_at(b, i, u->stage);
        if (d && u->measure[i].applies && u->measure[i].status != JH_PASS)
            lacking_row(m, &b->school[u->school], jh_stage_title(m->r, u->stage), d,
                        &u->measure[i]);
    }
}

static void other_lacking(struct jh_maker *m, const struct jh_county_indicator *o)
{
    for (size_t s = 0; o->school && s < m->r->b->nschool; s++)
        if (o->school[s].applies && o->school[s].status != JH_PASS && jh_seen(m->r->b, (int)s))
            lacking_row(m, &m->r->b->school[s], "", o->indicator, &o->school[s]);
}

void jh_table_lacking(struct jh_report *r, struct jh_tables *to)
{
    struct jh_maker m = {.r = r};
    static const char *const note[] = {"report.note.gap"};

    school_columns(&m, true);
    jh_make_column(&m, "report.col.indicator", JH_COL_TEXT);
    jh_make_column(&m, "report.col.actual", JH_COL_STATUS);
    jh_make_column(&m, "report.col.asked", JH_COL_STATUS);
    jh_make_column(&m, "report.col.gap", JH_COL_STATUS);
    jh_make_column(&m, "report.col.has", JH_COL_STATUS);
    for (size_t u = 0; u < r->b->nunit; u++)
        if (!r->b->unit[u].excluded && r->b->unit[u].status != JH_PASS &&
            jh_seen(r->b, r->b->unit[u].school))
            unit_lacking(&m, &r->b->unit[u]);
    for (size_t i = 0; i < r->b->nother; i++)
        other_lacking(&m, &r->b->other[i]);
    struct jh_table *t =
        jh_make_table(&m, jh_table_number(r, jh_word(r, "report.table.lacking")), 2, to);
    jh_footnotes(r, t, note, 1);
}

void jh_table_excluded(struct jh_report *r, struct jh_tables *to)
{
    struct jh_maker m = {.r = r};

    school_columns(&m, true);
    people(&m);
    jh_make_column(&m, "report.col.reason", JH_COL_TEXT);
    jh_make_column(&m, "report.col.rule", JH_COL_TEXT);
    jh_make_column(&m, "report.col.source", JH_COL_TEXT);
    for (size_t u = 0; u < r->b->nunit; u++) {
        const struct jh_unit *unit = &r->b->unit[u];
        if (!unit->excluded || !jh_seen(r->b, unit->school))
            continue;
        jh_make_row(&m);
        school_fields(&m, &r->b->school[unit->school], jh_stage_title(r, unit->stage));
        jh_make_number(&m, unit->pupils, JH_TONE_PLAIN);
        jh_make_text(&m, jh_in(r, unit->excluded->reason));
        jh_make_text(&m, unit->excluded->when_text);
        jh_make_text(&m, unit->excluded->source);
    }
    jh_make_table(&m, jh_table_number(r, jh_word(r, "report.table.excluded")), 2, to);
}
