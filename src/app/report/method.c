/* src/app/report/method.c - 口径与开关, 指标来源: how the numbers came about, and what is our own
 * choice. */
#include "app/report/work.h"
#include <math.h>
#include <string.h>

static void setting(struct jh_maker *m, const char *kind, const char *name, const char *value,
                    const char *initial)
{
    jh_make_row(m);
    jh_make_text(m, jh_word(m->r, kind));
    jh_make_text(m, name);
    jh_make_text(m, value);
    jh_make_text(m, initial);
}

static void setting_more(struct jh_maker *m, const char *note, const char *mark, const char *source)
{
    jh_make_text(m, note);
    jh_make_text(m, mark);
    jh_make_text(m, source);
}

static const char *switch_value(const struct jh_report *r, const struct jh_switch *s, double value)
{
    for (size_t i = 0; i < s->nchoice; i++)
        if (!(s->choice[i].value < value || s->choice[i].value > value))
            return jh_in(r, s->choice[i].label);
    return jh_number_text(r->mem, value, value > floor(value) ? 4 : 0);
}

static void run_lines(struct jh_maker *m)
{
    const struct jh_balance *b = m->r->b;
    const char *kind = "report.kind.run";

    setting(m, kind, jh_word(m->r, "report.run.county"),
            jh_arena_printf(m->r->mem, "%s（%s）", b->county.name, b->county.id), "");
    setting(m, kind, jh_word(m->r, "report.run.pack"),
            jh_arena_printf(m->r->mem, "%s %s", b->pack->id, b->pack->version), "");
    setting(m, kind, jh_word(m->r, "report.run.hash"), b->pack->hash, "");
    setting(m, kind, jh_word(m->r, "report.run.id"), b->run, "");
    setting(m, kind, jh_word(m->r, "report.run.data"),
            jh_arena_printf(m->r->mem, "%lld", (long long)b->version), "");
    if (b->county.synthetic)
        setting(m, kind, jh_word(m->r, "report.run.synthetic"), jh_word(m->r, "report.yes"), "");
}

static void switch_lines(struct jh_maker *m)
{
    for (size_t i = 0; i < m->r->b->pack->nswitch; i++) {
        const struct jh_switch_state *s = &m->r->b->switches[i];
        setting(m, "report.kind.switch", jh_in(m->r, s->def->title),
                switch_value(m->r, s->def, s->value), switch_value(m->r, s->def, s->def->initial));
        setting_more(m, jh_in(m->r, s->def->note), s->def->mark, s->def->source);
    }
}

static void exclusion_lines(struct jh_maker *m)
{
    for (size_t i = 0; i < m->r->b->pack->nexclude; i++) {
        const struct jh_exclusion *e = &m->r->b->pack->exclude[i];
        setting(m, "report.kind.exclusion", jh_in(m->r, e->reason), e->when_text, "");
        setting_more(m, "", e->mark, e->source);
    }
}

static void split_lines(struct jh_maker *m)
{
    const struct jh_pack *p = m->r->b->pack;

    for (size_t i = 0; i < p->nsplit; i++) {
        const char *text = "";
        for (size_t k = 0; k < p->nstage; k++)
            if (p->split[i].weight[k] > 0)
                text = jh_arena_printf(m->r->mem, "%s%s%s %s", text, *text ? " : " : "",
                                       jh_in(m->r, p->stage[k].name),
                                       jh_number_text(m->r->mem, p->split[i].weight[k], 2));
        const struct jh_item *type = p->type_item ? jh_pack_item(p, p->type_item) : NULL;
        int code = type ? jh_item_code(type, p->split[i].type, strlen(p->split[i].type)) : -1;
        setting(m, "report.kind.split",
                code >= 0 ? jh_in(m->r, type->code[code].name) : p->split[i].type, text, "");
    }
}

void jh_table_settings(struct jh_report *r, struct jh_tables *to)
{
    struct jh_maker m = {.r = r};
    static const char *const note[] = {"report.note.marks", "report.note.run"};

    jh_make_column(&m, "report.col.kind", JH_COL_TEXT);
    jh_make_column(&m, "report.col.name", JH_COL_TEXT)->width = 34;
    jh_make_column(&m, "report.col.setting", JH_COL_TEXT)->width = 26;
    jh_make_column(&m, "report.col.initial", JH_COL_TEXT)->width = 16;
    jh_make_column(&m, "report.col.note", JH_COL_TEXT)->width = 30;
    jh_make_column(&m, "report.col.mark", JH_COL_STATUS);
    jh_make_column(&m, "report.col.source", JH_COL_TEXT)->width = 28;
    run_lines(&m);
    switch_lines(&m);
    exclusion_lines(&m);
    split_lines(&m);
    struct jh_table *t =
        jh_make_table(&m, jh_table_number(r, jh_word(r, "report.table.settings")), 2, to);
    jh_footnotes(r, t, note, 2);
}

/* 指标来源 */

static const char *formula(const struct jh_report *r, const struct jh_indicator *d)
{
    const char *text = d->amount_text ? d->amount_text : "";

    if (d->per_text && *d->per_text)
        text = jh_arena_printf(r->mem, "(%s) / (%s)", text, d->per_text);
    if (d->scale < 1 || d->scale > 1)
        text = jh_arena_printf(r->mem, "%s * %s", text, jh_number_text(r->mem, d->scale, 0));
    return text;
}

static const char *group_title(const struct jh_report *r, const char *id)
{
    for (size_t i = 0; i < r->b->pack->ngroup; i++)
        if (strcmp(r->b->pack->group[i].id, id) == 0)
            return jh_in(r, r->b->pack->group[i].title);
    return id;
}

static void source_row(struct jh_maker *m, const struct jh_indicator *d)
{
    int stage = *d->stage ? jh_pack_stage(m->r->b->pack, d->stage) : -1;

    jh_make_row(m);
    jh_make_text(m, group_title(m->r, d->group));
    jh_make_text(m, d->no > 0 ? jh_arena_printf(m->r->mem, "%d", d->no) : "");
    jh_make_text(m, jh_in(m->r, d->name));
    jh_make_text(m, jh_stage_title(m->r, stage));
    jh_make_text(m, formula(m->r, d));
    jh_make_text(m, jh_arena_printf(m->r->mem, "%s %s %s", jh_compare_sign(d->compare),
                                    d->line_text ? d->line_text : "", d->unit));
    if (isnan(d->cv_limit))
        jh_make_skip(m);
    else
        jh_make_number(m, d->cv_limit, JH_TONE_PLAIN);
    jh_make_text(m, d->mark);
    jh_make_text(m, d->source);
}

void jh_table_sources(struct jh_report *r, struct jh_tables *to)
{
    struct jh_maker m = {.r = r};
    static const char *const note[] = {"report.note.marks"};

    jh_make_column(&m, "report.col.group", JH_COL_TEXT)->width = 14;
    jh_make_column(&m, "report.col.no", JH_COL_STATUS);
    jh_make_column(&m, "report.col.indicator", JH_COL_TEXT)->width = 30;
    jh_make_column(&m, "report.col.stage", JH_COL_STATUS);
    jh_make_column(&m, "report.col.formula", JH_COL_TEXT)->width = 34;
    jh_make_column(&m, "report.col.asked", JH_COL_TEXT)->width = 22;
    jh_make_column(&m, "report.col.limit", JH_COL_NUMBER)->decimals = 2;
    jh_make_column(&m, "report.col.mark", JH_COL_STATUS);
    jh_make_column(&m, "report.col.source", JH_COL_TEXT)->width = 28;
    for (size_t i = 0; i < r->b->pack->nindicator; i++)
        source_row(&m, &r->b->pack->indicator[i]);
    struct jh_table *t =
        jh_make_table(&m, jh_table_number(r, jh_word(r, "report.table.sources")), 3, to);
    jh_footnotes(r, t, note, 1);
}
