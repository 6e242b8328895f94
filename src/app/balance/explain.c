/* src/app/balance/explain.c - Explanation: where a number comes from, down to the cells of the
 * files. */
#include "app/balance/explain.h"
#include "app/rights.h"
#include <math.h>
#include <string.h>

static const char *say(const struct jh_explain *e, const char *id, const struct jh_msg_arg *args,
                       size_t n)
{
    return jh_say(e->show->scene.app, e->mem, id, args, n);
}

static bool compound(const char *text)
{
    return strpbrk(text, "+-/<>=") != NULL || strstr(text, " and ") || strstr(text, " or ");
}

/* amount ÷ per × scale of texts that are already rendered. */
static const char *quotient(struct jh_explain *e, const char *amount, const char *per, bool wide)
{
    const struct jh_indicator *d = e->def;
    bool brackets = (per || d->scale != 1) && compound(d->amount_text) && wide;
    const char *text = jh_arena_printf(e->mem, brackets ? "(%s)" : "%s", amount);

    if (per)
        text = jh_arena_printf(e->mem, compound(d->per_text) ? "%s ÷ (%s)" : "%s ÷ %s", text, per);
    if (d->scale != 1)
        text = jh_arena_printf(e->mem, "%s × %s", text,
                               jh_render_number(e->show->scene.app, e->mem, d->scale));
    return text;
}

static const char *formula(struct jh_explain *e)
{
    const struct jh_indicator *d = e->def;
    const char *text = d->amount_text;
    bool per = d->per && d->per_text && *d->per_text;

    if ((per || d->scale != 1) && compound(text))
        text = jh_arena_printf(e->mem, "(%s)", text);
    if (per)
        text = jh_arena_printf(e->mem, compound(d->per_text) ? "%s / (%s)" : "%s / %s", text,
                               d->per_text);
    if (d->scale != 1)
        text = jh_arena_printf(e->mem, "%s * %s", text,
                               jh_render_number(e->show->scene.app, e->mem, d->scale));
    return text;
}

static void on_branch(void *context, const char *condition, bool holds, const char *taken)
{
    struct jh_explain *e = context;
    const char *then = taken ? jh_say(e->show->scene.app, e->mem, "balance.explain.then",
                                      (const struct jh_msg_arg[]){{"taken", taken}}, 1)
                             : "";
    const struct jh_msg_arg args[] = {{"condition", condition}, {"then", then}};

    jh_explain_step(e,
                    say(e, holds ? "balance.explain.case" : "balance.explain.case_not", args, 2));
}

static struct jh_render renderer(struct jh_explain *e, bool numbers)
{
    return (struct jh_render){.app = e->show->scene.app,
                              .mem = e->mem,
                              .pack = e->show->scene.pack,
                              .slot = numbers ? e->slot : NULL,
                              .rows = e->aggregates ? &e->rows : NULL,
                              .parts = e->def->level == JH_LEVEL_SCHOOL,
                              .branch = numbers ? on_branch : NULL,
                              .context = e};
}

static const char *rendered(struct jh_explain *e, bool numbers)
{
    struct jh_render r = renderer(e, numbers);
    const char *amount = jh_render(&r, e->def->amount_text);
    const char *per = e->def->per ? jh_render(&r, e->def->per_text) : NULL;

    /* What became one number or one name needs no brackets any more. */
    return quotient(e, amount, per, strchr(amount, ' ') != NULL);
}

static const char *worked(struct jh_explain *e)
{
    const char *numbers = rendered(e, true);

    if (e->def->line_text && *e->def->line_text && strchr(e->def->line_text, '(')) {
        struct jh_render r = renderer(e, true);
        jh_render(&r, e->def->line_text); /* for the cases that decide the line */
    }
    return jh_arena_printf(e->mem, "%s = %s", numbers,
                           jh_number_text(e->mem, e->m->value, e->def->decimals));
}

static void put_inputs(struct jh_json *j, const struct jh_explain *e)
{
    const struct jh_app *app = e->show->scene.app;
    const struct jh_pack *p = e->show->scene.pack;

    jh_json_array(j, "inputs");
    for (size_t i = 0; i < e->ninput; i++) {
        const struct jh_explain_input *in = &e->input[i];
        const struct jh_item *d = &p->item[in->item];
        if (in->school >= 0 && !jh_seen(e->y->b, in->school))
            continue;
        const char *name = jh_tr(app, d->name);
        if (e->school >= 0 && e->stage < 0 && in->stage >= 0)
            name = jh_arena_printf(e->mem, "%s (%s)", name, jh_tr(app, p->stage[in->stage].name));
        jh_json_object(j, NULL);
        jh_json_str(j, "item", d->id);
        jh_json_str(j, "name", name);
        jh_json_str(j, "unit", d->unit);
        jh_json_num(j, "value", in->value);
        jh_json_str(j, "text", in->text);
        jh_json_num(j, "whole", in->whole);
        jh_json_num(j, "share", in->share);
        const struct jh_school *whose = in->then         ? in->then
                                        : in->school < 0 ? NULL
                                                         : &e->y->b->school[in->school];
        jh_json_str(j, "school", whose ? whose->code : NULL);
        jh_json_str(j, "school_name", whose ? whose->name : NULL);
        jh_origins_put(j, "source", &e->origins, in->origin);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static const char *title(const struct jh_explain *e, const char *id)
{
    const struct jh_app *app = e->show->scene.app;
    const struct jh_msg_arg args[] = {
        {"place", e->school < 0 ? e->show->scene.county.name : e->y->b->school[e->school].name},
        {"stage", e->stage < 0 ? "" : jh_tr(app, e->show->scene.pack->stage[e->stage].name)},
        {"name", jh_tr(app, e->def->name)}};
    return say(e, id, args, 3);
}

static void put_head(struct jh_json *j, const struct jh_explain *e, const char *title_id)
{
    const struct jh_scene *s = &e->show->scene;

    jh_json_object(j, NULL);
    jh_json_str(j, "title", title(e, title_id));
    jh_put_county(j, "county", &s->county);
    jh_put_pack(j, "pack", s->app, s->pack);
    jh_json_int(j, "year", e->y->year);
    jh_json_str(j, "run", e->y->b->run);
    jh_json_str(j, "school", e->school < 0 ? NULL : e->y->b->school[e->school].code);
    jh_json_str(j, "school_name", e->school < 0 ? NULL : e->y->b->school[e->school].name);
    jh_json_str(j, "stage", e->stage < 0 ? NULL : s->pack->stage[e->stage].id);
}

static void put_tail(struct jh_json *j, const struct jh_explain *e)
{
    const struct jh_scene *s = &e->show->scene;

    jh_json_str(j, "rule", jh_tr(s->app, s->pack->rule_text));
    jh_json_str(j, "note", jh_tr(s->app, e->def->note));
    jh_json_str(j, "mark", e->def->mark);
    jh_json_str(j, "source", e->def->source ? e->def->source : "");
    jh_json_array(j, "steps");
    for (size_t i = 0; i < e->nstep; i++)
        jh_json_str(j, NULL, e->step[i]);
    jh_json_end(j);
}

/* A value that a formula gave: of a part, a school, or the county. */
static enum jh_status put_value(struct jh_explain *e, struct jh_json *j, struct jh_err *reterr)
{
    const char *text = worked(e);

    jh_explain_inputs(e);
    jh_explain_steps(e);
    if (e->m->applies)
        jh_explain_step(e,
                        jh_explain_judgement(e, e->m->value, e->m->line, e->def->decimals,
                                             jh_compare_of(&e->show->scene, e->def), e->m->status));
    JH_TRY(jh_origins_read(&e->origins, reterr));
    put_head(j, e, "balance.explain.title");
    jh_json_num(j, "value", e->m->value);
    jh_json_str(j, "unit", e->def->unit);
    jh_json_int(j, "decimals", e->def->decimals);
    jh_json_num(j, "line", e->m->line);
    jh_put_status(j, "status", e->m->status);
    jh_json_str(j, "formula", formula(e));
    jh_json_str(j, "formula_text", rendered(e, false));
    jh_json_str(j, "worked", text);
    put_tail(j, e);
    put_inputs(j, e);
    jh_json_end(j);
    return JH_OK;
}

static void put_parts(struct jh_json *j, const struct jh_explain *e)
{
    jh_json_array(j, "parts");
    for (size_t u = e->y->first_unit[e->stage]; u < e->y->first_unit[e->stage + 1]; u++) {
        const struct jh_unit *unit = &e->y->b->unit[u];
        const struct jh_measure *m = &unit->measure[e->i];
        if (unit->excluded || !m->applies || !jh_seen(e->y->b, unit->school))
            continue;
        jh_json_object(j, NULL);
        jh_json_str(j, "school", e->y->b->school[unit->school].code);
        jh_json_str(j, "name", e->y->b->school[unit->school].name);
        if (!isnan(m->per))
            jh_json_num(j, "pupils", m->per);
        jh_json_num(j, "amount", m->amount);
        jh_json_num(j, "value", m->value);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void cv_steps(struct jh_explain *e, const struct jh_stage_dispersion *d)
{
    char count[2][24];
    const struct jh_msg_arg interval[] = {{"low", jh_number_text(e->mem, d->all.cv_low, 3)},
                                          {"high", jh_number_text(e->mem, d->all.cv_high, 3)}};

    snprintf(count[0], sizeof *count, "%zu", d->have);
    snprintf(count[1], sizeof *count, "%zu", d->of);
    const struct jh_msg_arg cover[] = {{"have", count[0]}, {"of", count[1]}};
    jh_explain_step(e, say(e, "balance.explain.coverage", cover, 2));
    if (!isnan(d->all.cv_low))
        jh_explain_step(e, say(e, "balance.explain.interval", interval, 2));
    if (!isnan(d->limit))
        jh_explain_step(e, jh_explain_judgement(e, d->all.cv, d->limit, 3, JH_AT_MOST, d->status));
}

/* The county's value of a unit indicator: its coefficient of dispersion, from every counted part.
 */
static enum jh_status put_cv(struct jh_explain *e, struct jh_json *j)
{
    const struct jh_app *app = e->show->scene.app;
    const struct jh_stage_dispersion *d = jh_dispersion_at(e->y->b, e->i, e->stage);
    const struct jh_msg_arg args[] = {{"amount", jh_render_number(app, e->mem, d->all.amount)},
                                      {"pupils", jh_render_number(app, e->mem, d->all.pupils)},
                                      {"scale", jh_render_number(app, e->mem, e->def->scale)},
                                      {"mean", jh_render_number(app, e->mem, d->all.mean)},
                                      {"sd", jh_render_number(app, e->mem, d->all.sd)},
                                      {"cv", jh_number_text(e->mem, d->all.cv, 3)}};

    cv_steps(e, d);
    put_head(j, e, "balance.explain.cv_title");
    jh_json_num(j, "value", d->all.cv);
    jh_json_str(j, "unit", "");
    jh_json_int(j, "decimals", 3);
    jh_json_num(j, "line", d->limit);
    jh_put_status(j, "status", d->status);
    jh_json_str(j, "formula", "CV = S / X; S = sqrt(sum(P_i / P * (X_i - X)^2)); X = sum(x_i) / P");
    jh_json_str(j, "formula_text", say(e, "balance.explain.cv_formula", NULL, 0));
    jh_json_str(j, "worked", say(e, "balance.explain.cv_worked", args, 6));
    put_tail(j, e);
    jh_json_array(j, "inputs");
    jh_json_end(j);
    put_parts(j, e);
    jh_json_end(j);
    return JH_OK;
}

static enum jh_status at_unit(struct jh_explain *e, struct jh_err *reterr)
{
    for (size_t u = 0; u < e->y->b->nunit; u++) {
        const struct jh_unit *unit = &e->y->b->unit[u];
        if (unit->school != e->school || unit->stage != e->stage)
            continue;
        e->m = &unit->measure[e->i];
        e->slot = &e->y->unit_slot[u * e->show->scene.pack->nslot];
        return JH_OK;
    }
    return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_unit", JH_NOWHERE, (double)NAN, "%.100s",
                   e->y->b->school[e->school].name);
}

/* The only stage of the school when none is named. */
static enum jh_status stage_of(struct jh_explain *e, const char *stage, struct jh_err *reterr)
{
    int found = -1, n = 0;

    if (stage && *stage)
        return jh_need_stage(e->show->scene.pack, stage, &e->stage, reterr);
    for (size_t u = 0; e->school >= 0 && u < e->y->b->nunit; u++)
        if (e->y->b->unit[u].school == e->school) {
            found = e->y->b->unit[u].stage;
            n++;
        }
    if (n != 1)
        return jh_need_stage(e->show->scene.pack, NULL, &e->stage, reterr);
    e->stage = found;
    return JH_OK;
}

static enum jh_status explain_unit(struct jh_explain *e, const char *stage, struct jh_json *j,
                                   struct jh_err *reterr)
{
    JH_TRY(stage_of(e, stage, reterr));
    JH_TRY(jh_need_unit_indicator(&e->show->scene, e->def->id, e->stage, &e->i, reterr));
    e->def = jh_scene_at(&e->show->scene, e->i, e->stage);
    if (e->school < 0)
        return put_cv(e, j);
    JH_TRY(at_unit(e, reterr));
    return put_value(e, j, reterr);
}

static void failing_steps(struct jh_explain *e, const struct jh_county_indicator *o)
{
    char count[3][24];

    snprintf(count[0], sizeof *count, "%zu", o->of);
    snprintf(count[1], sizeof *count, "%zu", o->failing);
    snprintf(count[2], sizeof *count, "%zu", o->missing);
    const struct jh_msg_arg args[] = {
        {"of", count[0]}, {"failing", count[1]}, {"missing", count[2]}};
    jh_explain_step(e, say(e, "balance.explain.schools", args, 3));
}

static void put_schools(struct jh_json *j, const struct jh_explain *e,
                        const struct jh_county_indicator *o)
{
    jh_json_array(j, "parts");
    for (int i = 0; i < (int)e->y->b->nschool; i++) {
        const struct jh_measure *m = &o->school[i];
        if (!m->applies || !jh_seen(e->y->b, i))
            continue;
        jh_json_object(j, NULL);
        jh_json_str(j, "school", e->y->b->school[i].code);
        jh_json_str(j, "name", e->y->b->school[i].name);
        jh_json_num(j, "amount", m->amount);
        jh_json_num(j, "value", m->value);
        jh_json_end(j);
    }
    jh_json_end(j);
}

/* The county's row of a school level indicator: how many of its schools pass. */
static enum jh_status put_passing(struct jh_explain *e, const struct jh_county_indicator *o,
                                  struct jh_json *j)
{
    failing_steps(e, o);
    put_head(j, e, "balance.explain.title");
    jh_json_num(j, "value", o->county.value);
    jh_json_str(j, "unit", "%");
    jh_json_int(j, "decimals", 1);
    jh_json_num(j, "line", o->county.line);
    jh_put_status(j, "status", o->status);
    jh_json_str(j, "formula", formula(e));
    jh_json_str(j, "formula_text", rendered(e, false));
    jh_json_str(j, "worked",
                jh_arena_printf(e->mem, "%.0f ÷ %.0f × 100 = %s", o->county.amount, o->county.per,
                                jh_number_text(e->mem, o->county.value, 1)));
    put_tail(j, e);
    jh_json_array(j, "inputs");
    jh_json_end(j);
    put_schools(j, e, o);
    jh_json_end(j);
    return JH_OK;
}

static enum jh_status explain_other(struct jh_explain *e, const struct jh_county_indicator *o,
                                    struct jh_json *j, struct jh_err *reterr)
{
    const struct jh_indicator *d = o->indicator;

    e->def = d;
    e->stage = *d->stage ? jh_pack_stage(e->show->scene.pack, d->stage) : -1;
    if (!o->school)
        e->school = -1; /* the county has one value */
    else if (e->school < 0)
        return put_passing(e, o, j);
    e->m = o->school ? &o->school[e->school] : &o->county;
    e->slot = o->school ? jh_school_slots(e->y, d, e->school) : e->y->county_slot;
    if (!e->slot)
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_unit", JH_NOWHERE, (double)NAN, "%.100s",
                       e->y->b->school[e->school].name);
    if (!o->school)
        jh_slots_stage(e->show->scene.pack, e->stage, e->y->county_slot);
    e->rows = o->school ? jh_table_of_school(e->y, d, e->school) : jh_table_of(e->y, d);
    e->aggregates = true;
    return put_value(e, j, reterr);
}

/* Indicators of school and county level by id and, where there are several, stage. */
static const struct jh_county_indicator *find_other(const struct jh_year *y, const char *id,
                                                    const char *stage)
{
    const struct jh_county_indicator *found = NULL;

    for (size_t i = 0; i < y->b->nother; i++) {
        const struct jh_indicator *d = y->b->other[i].indicator;
        if (strcmp(d->id, id) != 0)
            continue;
        if (!found || (stage && strcmp(d->stage, stage) == 0))
            found = &y->b->other[i];
    }
    return found;
}

enum jh_status jh_app_explain_json(const struct jh_app *app, const struct jh_ask *ask,
                                   const char *indicator, const char *stage, const char *school,
                                   struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_shown show;
    struct jh_explain e = {.show = &show, .mem = &mem, .school = -1, .stage = -1};
    struct jh_json j;

    JH_TRY(jh_show(app, &mem, ask, &show, reterr));
    e.y = show.y;
    e.origins = (struct jh_origins){
        .app = app, .mem = &mem, .county = show.scene.county.id, .facts = &show.scene.facts};
    if (school && *school)
        JH_TRY(jh_need_school(e.y->b, school, &e.school, reterr));
    if (e.school >= 0)
        JH_TRY(jh_may(app, "balance.school", ask->county, e.y->b->school[e.school].code, reterr));
    jh_json_begin(&j, out);
    for (size_t i = 0; i < show.scene.nunit_indicator; i++)
        if (strcmp(show.scene.unit_indicator[i]->id, indicator) == 0) {
            e.def = show.scene.unit_indicator[i];
            JH_TRY(explain_unit(&e, stage, &j, reterr));
            return jh_buf_check(out, reterr);
        }
    const struct jh_county_indicator *o = find_other(e.y, indicator, stage);
    if (!o)
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_indicator", JH_NOWHERE, (double)NAN,
                       "%.80s", indicator);
    JH_TRY(explain_other(&e, o, &j, reterr));
    return jh_buf_check(out, reterr);
}
