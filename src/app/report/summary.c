/* src/app/report/summary.c - 表1: the verdict of the county, group by group, and its reasons. */
#include "app/report/work.h"
#include <math.h>
#include <string.h>

static const char *counts(const struct jh_report *r, const char *id, struct jh_tally t)
{
    const struct jh_msg_arg args[] = {{"of", jh_arena_printf(r->mem, "%zu", t.of)},
                                      {"pass", jh_arena_printf(r->mem, "%zu", t.pass)},
                                      {"fail", jh_arena_printf(r->mem, "%zu", t.fail)},
                                      {"unknown", jh_arena_printf(r->mem, "%zu", t.unknown)}};
    return jh_say(r->app, r->mem, id, args, 4);
}

static const char *named(const struct jh_report *r, const char *id, const char *stage)
{
    return jh_say(r->app, r->mem, id, &(struct jh_msg_arg){"stage", stage}, 1);
}

static void line(struct jh_maker *m, const char *what, const char *asked, const char *found,
                 enum jh_verdict v)
{
    jh_make_row(m);
    jh_make_text(m, what);
    jh_make_text(m, asked);
    jh_make_text(m, found);
    jh_make_verdict(m, v);
}

static void school_line(struct jh_maker *m, int stage)
{
    struct jh_tally t = jh_tally_units(m->r->b, stage);
    const char *rule = jh_in(m->r, m->r->b->pack->rule_text);

    line(m, named(m->r, "report.row.schools", jh_stage_title(m->r, stage)),
         *rule ? rule : jh_word(m->r, "report.rule_all"), counts(m->r, "report.schools_found", t),
         jh_tally_verdict(t));
}

static void tally_add(struct jh_tally *t, enum jh_verdict v)
{
    t->of++;
    t->pass += v == JH_PASS;
    t->fail += v == JH_FAIL;
    t->unknown += v == JH_UNKNOWN;
}

static const char *limits_text(const struct jh_report *r, double low, double high)
{
    const char *a = jh_number_text(r->mem, low, 2), *b = jh_number_text(r->mem, high, 2);

    return low < high ? jh_arena_printf(r->mem, "≤ %s—%s", a, b)
                      : jh_arena_printf(r->mem, "≤ %s", a);
}

static void cv_line(struct jh_maker *m, int stage)
{
    const struct jh_balance *b = m->r->b;
    struct jh_tally t = {0};
    double low = INFINITY, high = -INFINITY;

    for (size_t i = 0; i < b->nunit_indicator; i++) {
        const struct jh_stage_dispersion *d = jh_dispersion_at(b, i, stage);
        if (!jh_indicator_at(b, i, stage) || isnan(d->limit))
            continue;
        tally_add(&t, d->status);
        low = fmin(low, d->limit);
        high = fmax(high, d->limit);
    }
    if (t.of)
        line(m, named(m->r, "report.row.cv", jh_stage_title(m->r, stage)),
             limits_text(m->r, low, high), counts(m->r, "report.items_found", t),
             jh_tally_verdict(t));
}

static void composite_line(struct jh_maker *m, int stage)
{
    const struct jh_balance *b = m->r->b;
    double limit = b->pack->composite_limit[stage], cv = b->composite[stage];

    if (isnan(limit))
        return;
    line(m, named(m->r, "report.row.composite", jh_stage_title(m->r, stage)),
         limits_text(m->r, limit, limit),
         isnan(cv) ? jh_word(m->r, "report.missing") : jh_number_text(m->r->mem, cv, 3),
         isnan(cv)     ? JH_UNKNOWN
         : cv <= limit ? JH_PASS
                       : JH_FAIL);
}

static void group_line(struct jh_maker *m, const struct jh_group *g)
{
    const struct jh_balance *b = m->r->b;
    struct jh_tally t = {0};

    for (size_t i = 0; i < b->nother; i++)
        if (strcmp(b->other[i].indicator->group, g->id) == 0)
            tally_add(&t, b->other[i].status);
    if (t.of)
        line(m, jh_in(m->r, g->title), jh_word(m->r, "report.all_items"),
             counts(m->r, "report.items_found", t), jh_tally_verdict(t));
}

static void reason_lines(struct jh_maker *m)
{
    for (size_t i = 0; i < m->r->b->nreason; i++) {
        const char *number = jh_arena_printf(m->r->mem, "%zu", i + 1);
        const struct jh_reason *reason = &m->r->b->reason[i];
        line(m,
             jh_say(m->r->app, m->r->mem, "report.row.reason",
                    &(struct jh_msg_arg){"number", number}, 1),
             "", reason->text, reason->status);
    }
}

void jh_table_summary(struct jh_report *r, struct jh_tables *to, bool reasons)
{
    struct jh_maker m = {.r = r};
    const struct jh_pack *pack = r->b->pack;
    static const char *const note[] = {"report.note.unknown"};

    jh_make_column(&m, "report.col.item", JH_COL_TEXT)->width = 26;
    jh_make_column(&m, "report.col.asked", JH_COL_TEXT)->width = 34;
    jh_make_column(&m, "report.col.found", JH_COL_TEXT)->width = 58;
    jh_make_column(&m, "report.col.verdict", JH_COL_STATUS)->width = 12;
    line(&m, jh_word(r, "report.row.county"), jh_in(r, pack->title),
         jh_word(r, r->b->verdict == JH_PASS   ? "report.verdict.pass"
                    : r->b->verdict == JH_FAIL ? "report.verdict.fail"
                                               : "report.verdict.unknown"),
         r->b->verdict);
    for (int k = 0; k < (int)pack->nstage; k++) {
        if (!jh_stage_used(r->b, k))
            continue;
        school_line(&m, k);
        cv_line(&m, k);
        composite_line(&m, k);
    }
    for (size_t g = 0; g < pack->ngroup; g++)
        group_line(&m, &pack->group[g]);
    if (reasons)
        reason_lines(&m);
    struct jh_table *t =
        jh_make_table(&m, jh_table_number(r, jh_word(r, "report.table.summary")), 1, to);
    t->count_line = NULL;
    jh_footnotes(r, t, note, 1);
}
