/* src/app/report/items.c - 校际差异系数, and the items of county and school level by group. */
#include "app/report/work.h"
#include <math.h>
#include <string.h>

static struct jh_column *number_column(struct jh_maker *m, const char *id, int decimals)
{
    struct jh_column *c = jh_make_column(m, id, JH_COL_NUMBER);

    c->decimals = decimals;
    return c;
}

static void dispersion_columns(struct jh_maker *m)
{
    jh_make_column(m, "report.col.stage", JH_COL_STATUS);
    jh_make_column(m, "report.col.indicator", JH_COL_TEXT);
    jh_make_column(m, "report.col.unit", JH_COL_STATUS);
    jh_make_column(m, "report.col.have_of", JH_COL_STATUS);
    number_column(m, "report.col.mean", 3);
    number_column(m, "report.col.sd", 3);
    number_column(m, "report.col.cv", 3);
    jh_make_column(m, "report.col.interval", JH_COL_STATUS);
    number_column(m, "report.col.limit", 2);
    jh_make_column(m, "report.col.verdict", JH_COL_STATUS);
    number_column(m, "report.col.failing", 0);
    const char *reference = jh_word(m->r, "report.band.reference");
    static const char *const more[] = {"report.col.gini", "report.col.theil", "report.col.mcloone",
                                       "report.col.low", "report.col.high"};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        number_column(m, more[i], 3)->band = reference;
}

static void dispersion_row(struct jh_maker *m, size_t i, int stage)
{
    const struct jh_stage_dispersion *d = jh_dispersion_at(m->r->b, i, stage);
    const struct jh_indicator *def = jh_indicator_at(m->r->b, i, stage);
    bool have = d->have > 0, cv = have && d->solved == JH_OK;
    const double value[] = {d->all.gini, d->all.theil, d->all.mcloone, d->all.low, d->all.high};
    const double none = (double)NAN;

    jh_make_row(m);
    jh_make_text(m, jh_stage_title(m->r, stage));
    jh_make_text(m, jh_in(m->r, def->name));
    jh_make_text(m, def->unit);
    jh_make_text(m, jh_arena_printf(m->r->mem, "%zu/%zu", d->have, d->of));
    jh_make_number(m, have ? d->all.mean : none, JH_TONE_PLAIN);
    jh_make_number(m, cv ? d->all.sd : none, JH_TONE_PLAIN);
    jh_make_number(m, cv ? d->all.cv : none, d->status == JH_FAIL ? JH_TONE_BAD : JH_TONE_PLAIN);
    if (cv && d->have > 2 && isfinite(d->all.cv_low))
        jh_make_text(m, jh_arena_printf(m->r->mem, "%s—%s",
                                        jh_number_text(m->r->mem, d->all.cv_low, 3),
                                        jh_number_text(m->r->mem, d->all.cv_high, 3)));
    else
        jh_make_skip(m);
    if (isnan(d->limit)) {
        jh_make_skip(m);
        jh_make_skip(m);
    } else {
        jh_make_number(m, d->limit, JH_TONE_PLAIN);
        jh_make_verdict(m, d->status);
    }
    jh_make_count(m, d->failing);
    for (size_t k = 0; k < sizeof value / sizeof *value; k++)
        if (cv && isfinite(value[k]))
            jh_make_number(m, value[k], JH_TONE_PLAIN);
        else
            jh_make_skip(m);
}

static void composite_row(struct jh_maker *m, int stage)
{
    double limit = m->r->b->pack->composite_limit[stage], cv = m->r->b->composite[stage];

    if (isnan(limit))
        return;
    jh_make_row(m);
    jh_make_text(m, jh_stage_title(m->r, stage));
    jh_make_text(m, jh_word(m->r, "report.composite"));
    for (int i = 0; i < 4; i++)
        jh_make_skip(m);
    enum jh_verdict v = isnan(cv) ? JH_UNKNOWN : cv <= limit ? JH_PASS : JH_FAIL;
    jh_make_number(m, cv, v == JH_FAIL ? JH_TONE_BAD : JH_TONE_PLAIN);
    jh_make_skip(m);
    jh_make_number(m, limit, JH_TONE_PLAIN);
    jh_make_verdict(m, v);
    for (int i = 0; i < 6; i++)
        jh_make_skip(m);
}

void jh_table_dispersion(struct jh_report *r, struct jh_tables *to)
{
    struct jh_maker m = {.r = r};
    static const char *const note[] = {"report.note.cv", "report.note.interval",
                                       "report.note.reference"};

    dispersion_columns(&m);
    for (int k = 0; k < (int)r->b->pack->nstage; k++) {
        if (!jh_stage_used(r->b, k))
            continue;
        for (size_t i = 0; i < r->b->nunit_indicator; i++)
            if (jh_indicator_at(r->b, i, k))
                dispersion_row(&m, i, k);
        composite_row(&m, k);
    }
    struct jh_table *t =
        jh_make_table(&m, jh_table_number(r, jh_word(r, "report.table.dispersion")), 2, to);
    jh_footnotes(r, t, note, 3);
}

/* Items of county and school level. A small group shares the sheet of its neighbour. */

enum { SMALL_GROUP = 8 };

static size_t group_size(const struct jh_report *r, const struct jh_group *g)
{
    size_t n = 0;

    for (size_t i = 0; i < r->b->nother; i++)
        n += strcmp(r->b->other[i].indicator->group, g->id) == 0;
    return n;
}

static const char *item_name(const struct jh_report *r, const struct jh_indicator *d)
{
    int stage = *d->stage ? jh_pack_stage(r->b->pack, d->stage) : -1;

    if (stage < 0)
        return jh_in(r, d->name);
    return jh_arena_printf(r->mem, "%s（%s）", jh_in(r, d->name), jh_stage_title(r, stage));
}

static const char *item_actual(const struct jh_report *r, const struct jh_county_indicator *o)
{
    if (!o->school)
        return jh_actual(r, o->indicator, &o->county);
    const struct jh_msg_arg args[] = {
        {"pass", jh_arena_printf(r->mem, "%zu", o->of - o->failing - o->missing)},
        {"of", jh_arena_printf(r->mem, "%zu", o->of)}};
    return jh_say(r->app, r->mem, "report.schools_reach", args, 2);
}

static void item_row(struct jh_maker *m, const struct jh_county_indicator *o, const char *group)
{
    const struct jh_indicator *d = o->indicator;

    jh_make_row(m);
    jh_make_text(m, group);
    jh_make_text(m, d->no > 0 ? jh_arena_printf(m->r->mem, "%d", d->no) : "");
    jh_make_text(m, item_name(m->r, d));
    jh_make_text(m, jh_requirement(m->r, d, o->school ? (double)NAN : o->county.line));
    jh_make_text(m, item_actual(m->r, o));
    jh_make_verdict(m, o->status);
    jh_make_text(m, o->school ? "" : jh_gap_text(m->r->app, m->r->mem, d, o->county.gap));
    if (o->school) {
        jh_make_count(m, o->of);
        jh_make_count(m, o->failing);
        jh_make_count(m, o->missing);
    } else {
        for (int i = 0; i < 3; i++)
            jh_make_skip(m);
    }
    jh_make_text(m, jh_in(m->r, d->note));
}

static void item_columns(struct jh_maker *m)
{
    jh_make_column(m, "report.col.group", JH_COL_TEXT);
    jh_make_column(m, "report.col.no", JH_COL_STATUS);
    jh_make_column(m, "report.col.indicator", JH_COL_TEXT)->width = 36;
    jh_make_column(m, "report.col.asked", JH_COL_STATUS);
    jh_make_column(m, "report.col.actual", JH_COL_STATUS);
    jh_make_column(m, "report.col.verdict", JH_COL_STATUS);
    jh_make_column(m, "report.col.gap", JH_COL_STATUS);
    number_column(m, "report.col.schools_asked", 0);
    number_column(m, "report.col.schools_failing", 0);
    number_column(m, "report.col.schools_missing", 0);
    jh_make_column(m, "report.col.note", JH_COL_TEXT)->width = 30;
}

static void item_sheet(struct jh_report *r, size_t from, size_t to_group, struct jh_tables *to)
{
    struct jh_maker m = {.r = r};
    const char *title = "";

    item_columns(&m);
    for (size_t g = from; g < to_group; g++) {
        const struct jh_group *group = &r->b->pack->group[g];
        if (!group_size(r, group))
            continue;
        title = jh_arena_printf(r->mem, "%s%s%s", title, *title ? jh_word(r, "report.and") : "",
                                jh_in(r, group->title));
        for (size_t i = 0; i < r->b->nother; i++)
            if (strcmp(r->b->other[i].indicator->group, group->id) == 0)
                item_row(&m, &r->b->other[i], jh_in(r, group->title));
    }
    if (m.nrow)
        jh_make_table(&m, jh_table_number(r, title), 3, to);
}

void jh_table_items(struct jh_report *r, struct jh_tables *to)
{
    const struct jh_pack *pack = r->b->pack;
    size_t from = 0;
    bool large = false; /* has the sheet begun at `from` a large group already? */

    for (size_t g = 0; g < pack->ngroup; g++) {
        bool here = group_size(r, &pack->group[g]) >= SMALL_GROUP;
        if (here && large) {
            item_sheet(r, from, g, to);
            from = g;
        }
        large |= here;
    }
    item_sheet(r, from, pack->ngroup, to);
}
