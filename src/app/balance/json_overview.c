/* src/app/balance/json_overview.c - BalanceOverview of api/openapi.yaml. */
#include "app/balance/todays_map.h"
#include <math.h>
#include <string.h>

static void put_reasons(struct jh_json *j, const struct jh_balance *b)
{
    static const char *const kind[] = {"schools", "cv",    "composite", "indicator",
                                       "veto",    "entry", "missing"};

    jh_json_array(j, "reasons");
    for (size_t i = 0; i < b->nreason; i++) {
        const struct jh_reason *r = &b->reason[i];
        jh_json_object(j, NULL);
        jh_json_str(j, "kind", kind[r->kind]);
        jh_put_status(j, "status", r->status);
        jh_json_str(j, "group", r->indicator ? r->indicator->group : b->pack->rule_group);
        jh_json_str(j, "indicator", r->indicator ? r->indicator->id : NULL);
        jh_json_str(j, "stage", r->stage >= 0 ? b->pack->stage[r->stage].id : NULL);
        jh_json_str(j, "text", r->text);
        jh_json_int(j, "count", (long long)r->nschool);
        jh_json_array(j, "schools");
        for (size_t k = 0; k < r->nschool; k++) {
            if (!jh_seen(b, r->school[k]))
                continue;
            jh_json_object(j, NULL);
            jh_json_str(j, "school", b->school[r->school[k]].code);
            jh_json_str(j, "name", b->school[r->school[k]].name);
            jh_json_end(j);
        }
        jh_json_end(j);
        jh_json_end(j);
    }
    jh_json_end(j);
}

struct tally {
    enum jh_verdict status;
    size_t passed, of;
};

static void tally(struct tally *t, enum jh_verdict v)
{
    t->status = jh_worst(t->status, v);
    t->passed += v == JH_PASS;
    t->of++;
}

/* Is the item asked of this county at all (a switch may say no, or no school may be of the kind)?
 */
static bool asked(const struct jh_county_indicator *o)
{
    return o->indicator->level == JH_LEVEL_SCHOOL ? o->of > 0 : o->county.applies;
}

/* Of a unit level group the coefficients are counted (without limits: whether every school reaches
 * the line); the school rule adds to its status. */
static struct tally group_tally(const struct jh_year *y, const char *group)
{
    const struct jh_balance *b = y->b;
    struct tally t = {JH_PASS, 0, 0};

    for (int k = 0; k < (int)b->pack->nstage; k++)
        for (size_t i = 0; i < b->nunit_indicator; i++) {
            const struct jh_indicator *d = jh_scene_at(y->scene, i, k);
            const struct jh_stage_dispersion *row = jh_dispersion_at(b, i, k);
            if (!d || strcmp(d->group, group) != 0)
                continue;
            if (isnan(d->cv_limit))
                tally(&t, row->failing ? JH_FAIL : row->status);
            else
                tally(&t, row->status);
        }
    for (size_t i = 0; i < b->nother; i++)
        if (strcmp(b->other[i].indicator->group, group) == 0 && asked(&b->other[i]))
            tally(&t, b->other[i].status);
    if (b->pack->rule_group && strcmp(b->pack->rule_group, group) == 0)
        for (size_t u = 0; u < b->nunit; u++)
            if (!b->unit[u].excluded)
                t.status = jh_worst(t.status, b->unit[u].status);
    return t;
}

static void put_groups(struct jh_json *j, const struct jh_year *y)
{
    const struct jh_pack *p = y->b->pack;

    jh_json_array(j, "groups");
    for (size_t i = 0; i < p->ngroup; i++) {
        struct tally t = group_tally(y, p->group[i].id);
        jh_json_object(j, NULL);
        jh_json_str(j, "id", p->group[i].id);
        jh_json_str(j, "title", jh_tr(y->scene->app, p->group[i].title));
        jh_put_status(j, "status", t.status);
        jh_json_int(j, "passed", (long long)t.passed);
        jh_json_int(j, "of", (long long)t.of);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void put_stage(struct jh_json *j, const struct jh_year *y, int k)
{
    const struct jh_balance *b = y->b;
    int n = 0, excluded = 0, by[3] = {0};
    double pupils = 0;

    for (size_t u = y->first_unit[k]; u < y->first_unit[k + 1]; u++) {
        if (b->unit[u].excluded) {
            excluded++;
            continue;
        }
        n++;
        by[b->unit[u].status]++;
        pupils += isnan(b->unit[u].pupils) ? 0 : b->unit[u].pupils;
    }
    jh_json_object(j, NULL);
    jh_json_str(j, "id", b->pack->stage[k].id);
    jh_json_str(j, "title", jh_tr(y->scene->app, b->pack->stage[k].name));
    jh_json_int(j, "units", n);
    jh_json_int(j, "passed", by[JH_PASS]);
    jh_json_int(j, "failed", by[JH_FAIL]);
    jh_json_int(j, "unknown", by[JH_UNKNOWN]);
    jh_json_int(j, "excluded", excluded);
    jh_json_num(j, "pupils", pupils);
    jh_json_num(j, "composite", b->composite[k]);
    jh_json_num(j, "composite_limit", b->pack->composite_limit[k]);
    jh_json_end(j);
}

static void put_indicator_row(struct jh_json *j, const struct jh_shown *show, size_t i, int k)
{
    const struct jh_app *app = show->scene.app;
    const struct jh_indicator *d = jh_scene_at(&show->scene, i, k);
    const struct jh_stage_dispersion *row = jh_dispersion_at(show->y->b, i, k);

    jh_json_object(j, NULL);
    jh_json_str(j, "id", d->id);
    jh_json_str(j, "group", d->group);
    jh_json_int(j, "no", d->no);
    jh_json_str(j, "stage", show->scene.pack->stage[k].id);
    jh_json_str(j, "name", jh_tr(app, d->name));
    jh_json_str(j, "unit", d->unit);
    jh_json_int(j, "decimals", d->decimals);
    jh_json_str(j, "compare", jh_compare_sign(jh_compare_of(&show->scene, d)));
    jh_json_num(j, "line", jh_common_line(show->y, i, k));
    jh_json_num(j, "mean", row->all.mean);
    jh_json_num(j, "cv", row->all.cv);
    jh_json_num(j, "cv_low", row->all.cv_low);
    jh_json_num(j, "cv_high", row->all.cv_high);
    jh_json_num(j, "cv_limit", d->cv_limit);
    jh_put_status(j, "cv_status", row->status);
    jh_json_int(j, "have", (long long)row->have);
    jh_json_int(j, "of", (long long)row->of);
    jh_json_int(j, "failing", (long long)row->failing);
    jh_json_num(j, "low", row->all.low);
    jh_json_num(j, "high", row->all.high);
    jh_put_dispersion_years(j, "trend", show->all, show->scene.facts.nyear, i, k);
    jh_json_str(j, "mark", d->mark);
    jh_json_str(j, "note", jh_tr(app, d->note));
    jh_json_end(j);
}

static void put_failing(struct jh_json *j, const struct jh_year *y,
                        const struct jh_county_indicator *o)
{
    jh_json_array(j, "schools");
    for (int i = 0; o->school && i < (int)y->b->nschool; i++) {
        const struct jh_measure *m = &o->school[i];
        if (!m->applies || m->status != JH_FAIL || !jh_seen(y->b, i))
            continue;
        jh_json_object(j, NULL);
        jh_json_str(j, "school", y->b->school[i].code);
        jh_json_str(j, "name", y->b->school[i].name);
        jh_json_num(j, "value", m->value);
        jh_json_num(j, "line", m->line);
        jh_json_str(j, "gap_text", jh_gap_text(y->scene->app, y->scene->mem, o->indicator, m->gap));
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void put_other(struct jh_json *j, const struct jh_shown *show, size_t i)
{
    const struct jh_year *y = show->y;
    const struct jh_app *app = show->scene.app;
    const struct jh_county_indicator *o = &y->b->other[i];
    const struct jh_indicator *d = o->indicator;

    jh_json_object(j, NULL);
    jh_json_str(j, "id", d->id);
    jh_json_str(j, "group", d->group);
    jh_json_int(j, "no", d->no);
    jh_json_str(j, "stage", d->stage);
    jh_json_str(j, "name", jh_tr(app, d->name));
    jh_json_str(j, "kind", jh_kind_id(d->kind));
    jh_json_str(j, "level", jh_level_id(d->level));
    jh_json_str(j, "unit", d->unit);
    jh_json_int(j, "decimals", d->decimals);
    jh_json_str(j, "compare", jh_compare_sign(jh_compare_of(&show->scene, d)));
    jh_json_num(j, "value", o->county.value);
    jh_json_num(j, "line", o->county.line);
    jh_put_status(j, "status", o->status);
    jh_json_num(j, "gap", o->county.gap);
    jh_json_str(j, "gap_unit", d->gap_unit);
    jh_json_str(j, "gap_text",
                o->school ? "" : jh_gap_text(app, show->scene.mem, d, o->county.gap));
    jh_json_int(j, "failing", (long long)o->failing);
    jh_json_int(j, "missing", (long long)o->missing);
    jh_json_int(j, "of", (long long)o->of);
    jh_json_bool(j, "applies", asked(o));
    put_failing(j, y, o);
    jh_json_array(j, "trend");
    for (size_t k = 0; k < show->scene.facts.nyear; k++)
        jh_put_value_year(j, show->all[k].year, &show->all[k].b->other[i].county);
    jh_json_end(j);
    jh_json_str(j, "mark", d->mark);
    jh_json_str(j, "note", jh_tr(app, d->note));
    jh_json_end(j);
}

static void put_cells(struct jh_json *j, const struct jh_year *y, const struct jh_unit *unit)
{
    jh_json_array(j, "cells");
    for (size_t i = 0; i < y->b->nunit_indicator; i++) {
        const struct jh_indicator *d = jh_scene_at(y->scene, i, unit->stage);
        const struct jh_measure *m = &unit->measure[i];
        if (!d)
            continue;
        jh_json_object(j, NULL);
        jh_json_str(j, "indicator", d->id);
        jh_json_num(j, "value", m->value);
        jh_json_num(j, "line", m->line);
        jh_put_status(j, "status", m->status);
        jh_json_bool(j, "applies", m->applies);
        jh_json_num(j, "gap", m->gap);
        jh_json_str(j, "gap_unit", d->gap_unit);
        jh_json_str(j, "gap_text", jh_gap_text(y->scene->app, y->scene->mem, d, m->gap));
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void put_units(struct jh_json *j, const struct jh_year *y)
{
    const struct jh_balance *b = y->b;

    jh_json_array(j, "units");
    for (size_t u = 0; u < b->nunit; u++) {
        const struct jh_unit *unit = &b->unit[u];
        if (unit->excluded || !jh_seen(b, unit->school))
            continue;
        jh_json_object(j, NULL);
        jh_json_str(j, "school", b->school[unit->school].code);
        jh_json_str(j, "name", b->school[unit->school].name);
        jh_json_str(j, "stage", b->pack->stage[unit->stage].id);
        jh_json_num(j, "pupils", unit->pupils);
        jh_put_status(j, "status", unit->status);
        jh_json_int(j, "reached", unit->reached);
        jh_json_int(j, "asked", unit->asked);
        jh_json_int(j, "below_floor", unit->below_floor);
        jh_json_int(j, "missing", unit->missing);
        put_cells(j, y, unit);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void put_excluded(struct jh_json *j, const struct jh_year *y)
{
    const struct jh_balance *b = y->b;

    jh_json_array(j, "excluded");
    for (size_t u = 0; u < b->nunit; u++) {
        const struct jh_unit *unit = &b->unit[u];
        if (!unit->excluded || !jh_seen(b, unit->school))
            continue;
        jh_json_object(j, NULL);
        jh_json_str(j, "school", b->school[unit->school].code);
        jh_json_str(j, "name", b->school[unit->school].name);
        jh_json_str(j, "stage", b->pack->stage[unit->stage].id);
        jh_json_str(j, "reason", jh_tr(y->scene->app, unit->excluded->reason));
        jh_json_str(j, "rule", unit->excluded->when_text);
        jh_json_str(j, "mark", unit->excluded->mark);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void put_head(struct jh_json *j, const struct jh_shown *show)
{
    const struct jh_balance *b = show->y->b;
    const struct jh_app *app = show->scene.app;

    jh_put_county(j, "county", &b->county);
    jh_map_json(&show->scene, j, "map");
    jh_put_pack(j, "pack", app, b->pack);
    jh_json_int(j, "year", b->year);
    jh_put_years(j, &show->scene);
    jh_json_str(j, "run", b->run);
    jh_json_int(j, "data_version", b->version);
    jh_put_status(j, "verdict", b->verdict);
    jh_json_str(j, "rule", jh_tr(app, b->pack->rule_text));
}

static void put_tables(struct jh_json *j, const struct jh_shown *show)
{
    const struct jh_balance *b = show->y->b;

    jh_json_array(j, "stages");
    for (int k = 0; k < (int)b->pack->nstage; k++)
        if (b->pack->stage[k].judged)
            put_stage(j, show->y, k);
    jh_json_end(j);
    jh_json_array(j, "indicators");
    for (int k = 0; k < (int)b->pack->nstage; k++)
        for (size_t i = 0; i < b->nunit_indicator; i++)
            if (jh_scene_at(&show->scene, i, k))
                put_indicator_row(j, show, i, k);
    jh_json_end(j);
    jh_json_array(j, "others");
    for (size_t i = 0; i < b->nother; i++)
        put_other(j, show, i);
    jh_json_end(j);
}

enum jh_status jh_app_balance_json(const struct jh_app *app, const struct jh_ask *ask,
                                   struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_shown show;
    struct jh_json j;

    JH_TRY(jh_show(app, &mem, ask, &show, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    put_head(&j, &show);
    put_groups(&j, show.y);
    put_reasons(&j, show.y->b);
    jh_json_array(&j, "switches");
    for (size_t i = 0; i < show.scene.pack->nswitch; i++)
        jh_put_switch(&j, app, &show.scene.switches[i]);
    jh_json_end(&j);
    put_tables(&j, &show);
    put_units(&j, show.y);
    jh_json_array(&j, "schools");
    for (int i = 0; i < (int)show.y->b->nschool; i++)
        if (jh_seen(show.y->b, i))
            jh_put_school(&j, NULL, show.y->b, i);
    jh_json_end(&j);
    jh_json_int(&j, "hidden_schools", (long long)show.y->b->hidden);
    put_excluded(&j, show.y);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}
