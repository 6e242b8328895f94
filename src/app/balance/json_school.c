/* src/app/balance/json_school.c - SchoolDetail: one school, its parts and its years. */
#include "app/balance/todays_map.h"
#include "app/rights.h"
#include "base/msg.h"
#include <math.h>
#include <string.h>

struct page {
    const struct jh_shown *show;
    const struct jh_year *y;
    int school;
    const char *code;
};

/* The same part of the school in another year, or NULL. */
static const struct jh_unit *unit_in(const struct jh_year *y, const char *code, int stage)
{
    for (size_t u = y->first_unit[stage]; u < y->first_unit[stage + 1]; u++)
        if (strcmp(y->b->school[y->b->unit[u].school].code, code) == 0)
            return &y->b->unit[u];
    return NULL;
}

static void put_row(struct jh_json *j, const struct page *p, const struct jh_unit *unit, size_t i)
{
    const struct jh_app *app = p->show->scene.app;
    const struct jh_indicator *d = jh_scene_at(&p->show->scene, i, unit->stage);
    const struct jh_measure *m = &unit->measure[i];

    jh_json_object(j, NULL);
    jh_json_str(j, "indicator", d->id);
    jh_json_int(j, "no", d->no);
    jh_json_str(j, "name", jh_tr(app, d->name));
    jh_json_str(j, "unit", d->unit);
    jh_json_int(j, "decimals", d->decimals);
    jh_json_str(j, "compare", jh_compare_sign(jh_compare_of(&p->show->scene, d)));
    jh_json_num(j, "value", m->value);
    jh_json_num(j, "line", m->line);
    jh_put_status(j, "status", m->status);
    jh_json_num(j, "gap", m->gap);
    jh_json_str(j, "gap_unit", d->gap_unit);
    jh_json_str(j, "gap_text", jh_gap_text(app, p->show->scene.mem, d, m->gap));
    jh_json_num(j, "county_mean", jh_dispersion_at(p->y->b, i, unit->stage)->all.mean);
    jh_json_array(j, "years");
    for (size_t k = 0; k < p->show->scene.facts.nyear; k++) {
        const struct jh_unit *then = unit_in(&p->show->all[k], p->code, unit->stage);
        if (then)
            jh_put_value_year(j, p->show->all[k].year, &then->measure[i]);
    }
    jh_json_end(j);
    jh_json_end(j);
}

static const char *summary(const struct page *p, const struct jh_unit *unit)
{
    struct jh_arena *mem = p->show->scene.mem;
    const struct jh_app *app = p->show->scene.app;
    const struct jh_msg_arg args[] = {
        {"reached", jh_arena_printf(mem, "%d", unit->reached)},
        {"asked", jh_arena_printf(mem, "%d", unit->asked)},
        {"below", jh_arena_printf(mem, "%d", unit->below_floor)},
        {"missing", jh_arena_printf(mem, "%d", unit->missing)},
        {"floor", jh_number_text(mem, p->show->scene.rule_floor * 100, 0)}};

    if (unit->excluded)
        return jh_tr(app, unit->excluded->reason);
    return jh_say(app, mem,
                  unit->missing                             ? "balance.school.missing"
                  : unit->reached == unit->asked            ? "balance.school.all"
                  : unit->below_floor                       ? "balance.school.below"
                  : *p->show->scene.pack->rule_text.zh != 0 ? "balance.school.floor_ok"
                                                            : "balance.school.some",
                  args, 5);
}

static void put_stage(struct jh_json *j, const struct page *p, const struct jh_unit *unit)
{
    const struct jh_pack *pack = p->show->scene.pack;
    const struct jh_app *app = p->show->scene.app;

    jh_json_object(j, NULL);
    jh_json_str(j, "stage", pack->stage[unit->stage].id);
    jh_json_str(j, "title", jh_tr(app, pack->stage[unit->stage].name));
    jh_json_num(j, "pupils", unit->pupils);
    jh_json_str(j, "status", unit->excluded ? "excluded" : jh_verdict_id(unit->status));
    jh_json_str(j, "excluded", unit->excluded ? jh_tr(app, unit->excluded->reason) : NULL);
    jh_json_int(j, "reached", unit->reached);
    jh_json_int(j, "asked", unit->asked);
    jh_json_int(j, "below_floor", unit->below_floor);
    jh_json_str(j, "summary", summary(p, unit));
    jh_json_array(j, "rows");
    for (size_t i = 0; i < p->show->scene.nunit_indicator; i++)
        if (jh_scene_at(&p->show->scene, i, unit->stage))
            put_row(j, p, unit, i);
    jh_json_end(j);
    jh_json_end(j);
}

static void put_others(struct jh_json *j, const struct page *p)
{
    const struct jh_app *app = p->show->scene.app;

    jh_json_array(j, "others");
    for (size_t i = 0; i < p->y->b->nother; i++) {
        const struct jh_county_indicator *o = &p->y->b->other[i];
        if (!o->school)
            continue;
        const struct jh_measure *m = &o->school[p->school];
        jh_json_object(j, NULL);
        jh_json_str(j, "indicator", o->indicator->id);
        jh_json_str(j, "name", jh_tr(app, o->indicator->name));
        jh_json_str(j, "unit", o->indicator->unit);
        jh_json_int(j, "decimals", o->indicator->decimals);
        jh_json_str(j, "compare", jh_compare_sign(jh_compare_of(&p->show->scene, o->indicator)));
        jh_json_num(j, "value", m->value);
        jh_json_num(j, "line", m->line);
        jh_put_status(j, "status", m->status);
        jh_json_str(j, "gap_text", jh_gap_text(app, p->show->scene.mem, o->indicator, m->gap));
        jh_json_bool(j, "applies", m->applies);
        jh_json_end(j);
    }
    jh_json_end(j);
}

enum jh_status jh_app_school_json(const struct jh_app *app, const struct jh_ask *ask,
                                  const char *school, struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_shown show;
    struct page p = {.show = &show};
    struct jh_json j;

    JH_TRY(jh_show(app, &mem, ask, &show, reterr));
    p.y = show.y;
    JH_TRY(jh_need_school(p.y->b, school, &p.school, reterr));
    p.code = p.y->b->school[p.school].code;
    JH_TRY(jh_may(app, "balance.school", ask->county, p.code, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_put_county(&j, "county", &show.scene.county);
    jh_map_json(&show.scene, &j, "map");
    jh_put_pack(&j, "pack", app, show.scene.pack);
    jh_json_int(&j, "year", p.y->year);
    jh_put_years(&j, &show.scene);
    jh_json_str(&j, "run", p.y->b->run);
    jh_put_school(&j, "school", p.y->b, p.school);
    jh_json_str(&j, "rule", jh_tr(app, show.scene.pack->rule_text));
    jh_json_array(&j, "stages");
    for (size_t u = 0; u < p.y->b->nunit; u++)
        if (p.y->b->unit[u].school == p.school)
            put_stage(&j, &p, &p.y->b->unit[u]);
    jh_json_end(&j);
    put_others(&j, &p);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}
