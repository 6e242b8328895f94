/* src/app/balance/json_parts.c - pieces of JSON that several answers share. */
#include "app/balance/work.h"
#include "app/rights.h"
#include <math.h>
#include <string.h>

void jh_put_status(struct jh_json *j, const char *key, enum jh_verdict v)
{
    jh_json_str(j, key, jh_verdict_id(v));
}

void jh_put_county(struct jh_json *j, const char *key, const struct jh_county *county)
{
    jh_json_object(j, key);
    jh_json_str(j, "id", county->id);
    jh_json_str(j, "name", county->name);
    jh_json_bool(j, "synthetic", county->synthetic);
    jh_json_end(j);
}

void jh_put_pack(struct jh_json *j, const char *key, const struct jh_app *app,
                 const struct jh_pack *pack)
{
    jh_json_object(j, key);
    jh_json_str(j, "id", pack->id);
    jh_json_str(j, "version", pack->version);
    jh_json_str(j, "title", jh_tr(app, pack->title));
    jh_json_end(j);
}

void jh_put_years(struct jh_json *j, const struct jh_scene *s)
{
    jh_json_array(j, "years");
    for (size_t i = 0; i < s->facts.nyear; i++)
        jh_json_int(j, NULL, s->facts.year[i]);
    jh_json_end(j);
}

/* Pupils of all parts that are judged; NaN when one is missing. */
static double pupils_of(const struct jh_balance *b, int school)
{
    double sum = 0;
    bool any = false;

    for (size_t u = 0; u < b->nunit; u++)
        if (b->unit[u].school == school) {
            sum += b->unit[u].pupils;
            any = true;
        }
    return any ? sum : (double)NAN;
}

void jh_put_school(struct jh_json *j, const char *key, const struct jh_balance *b, int school)
{
    const struct jh_school *s = &b->school[school];

    jh_json_object(j, key);
    jh_json_str(j, "school", s->code);
    jh_json_str(j, "name", s->name);
    jh_json_str(j, "type", s->type);
    jh_json_str(j, "type_name", s->type_name);
    jh_json_str(j, "locale", s->locale);
    jh_json_str(j, "locale_name", s->locale_name);
    jh_json_str(j, "run_by", s->run_by);
    jh_json_str(j, "run_by_name", s->run_by_name);
    jh_json_str(j, "town", s->town);
    jh_json_str(j, "area", s->area);
    jh_json_str(j, "community", s->community);
    jh_json_num(j, "lon", s->lon);
    jh_json_num(j, "lat", s->lat);
    jh_json_str(j, "crs", s->crs);
    jh_json_num(j, "pupils", pupils_of(b, school));
    jh_json_str(j, "status", jh_school_status(b, school));
    jh_json_end(j);
}

static void formula(struct jh_json *j, const char *key, const char *text)
{
    if (text && *text)
        jh_json_str(j, key, text);
}

void jh_put_indicator(struct jh_json *j, const char *key, const struct jh_app *app,
                      const struct jh_indicator *d)
{
    jh_json_object(j, key);
    jh_json_str(j, "id", d->id);
    jh_json_str(j, "group", d->group);
    jh_json_int(j, "no", d->no);
    jh_json_str(j, "stage", d->stage);
    jh_json_str(j, "name", jh_tr(app, d->name));
    jh_json_str(j, "kind", jh_kind_id(d->kind));
    jh_json_str(j, "level", jh_level_id(d->level));
    jh_json_str(j, "unit", d->unit);
    jh_json_str(j, "gap_unit", d->gap_unit);
    jh_json_str(j, "compare", jh_compare_sign(d->compare));
    formula(j, "amount", d->amount_text);
    formula(j, "per", d->per_text);
    formula(j, "line", d->line_text);
    formula(j, "applies", d->applies_text);
    jh_json_num(j, "scale", d->scale);
    jh_json_num(j, "cv_limit", d->cv_limit);
    jh_json_int(j, "decimals", d->decimals);
    jh_json_str(j, "mark", d->mark);
    jh_json_str(j, "note", jh_tr(app, d->note));
    jh_json_str(j, "source", d->source);
    jh_json_end(j);
}

void jh_put_switch(struct jh_json *j, const struct jh_app *app, const struct jh_switch_state *s)
{
    const struct jh_switch *d = s->def;

    jh_json_object(j, NULL);
    jh_json_str(j, "id", d->id);
    jh_json_str(j, "title", jh_tr(app, d->title));
    jh_json_str(j, "note", jh_tr(app, d->note));
    jh_json_num(j, "value", s->value);
    jh_json_num(j, "default", d->initial);
    jh_json_num(j, "min", d->nchoice ? (double)NAN : d->min);
    jh_json_num(j, "max", d->nchoice ? (double)NAN : d->max);
    jh_json_array(j, "choices");
    for (size_t i = 0; i < d->nchoice; i++) {
        jh_json_object(j, NULL);
        jh_json_num(j, "value", d->choice[i].value);
        jh_json_str(j, "label", jh_tr(app, d->choice[i].label));
        jh_json_end(j);
    }
    jh_json_end(j);
    jh_json_str(j, "mark", d->mark);
    jh_json_str(j, "source", d->source);
    jh_json_end(j);
}

double jh_common_line(const struct jh_year *y, size_t i, int stage)
{
    double line = (double)NAN;

    for (size_t u = y->first_unit[stage]; u < y->first_unit[stage + 1]; u++) {
        const struct jh_measure *m = &y->b->unit[u].measure[i];
        if (y->b->unit[u].excluded || !m->applies || isnan(m->line))
            continue;
        if (!isnan(line) && line != m->line)
            return (double)NAN;
        line = m->line;
    }
    return line;
}

const struct jh_stage_dispersion *jh_dispersion_at(const struct jh_balance *b, size_t i, int stage)
{
    return &b->dispersion[(size_t)stage * b->nunit_indicator + i];
}

void jh_put_dispersion_years(struct jh_json *j, const char *key, const struct jh_year *all,
                             size_t nyear, size_t i, int stage)
{
    jh_json_array(j, key);
    for (size_t k = 0; k < nyear; k++) {
        const struct jh_stage_dispersion *d = jh_dispersion_at(all[k].b, i, stage);
        jh_json_object(j, NULL);
        jh_json_int(j, "year", all[k].year);
        jh_json_num(j, "value", d->all.mean);
        jh_json_num(j, "cv", d->all.cv);
        jh_json_num(j, "line", jh_common_line(&all[k], i, stage));
        jh_put_status(j, "status", d->status);
        jh_json_end(j);
    }
    jh_json_end(j);
}

void jh_put_value_year(struct jh_json *j, int year, const struct jh_measure *m)
{
    jh_json_object(j, NULL);
    jh_json_int(j, "year", year);
    jh_json_num(j, "value", m->value);
    jh_json_num(j, "line", m->line);
    jh_put_status(j, "status", m->status);
    jh_json_end(j);
}

enum jh_status jh_show(const struct jh_app *app, struct jh_arena *mem, const struct jh_ask *ask,
                       struct jh_shown *ret, struct jh_err *reterr)
{
    int year;

    *ret = (struct jh_shown){0};
    JH_TRY(jh_may(app, "balance.read", ask->county, NULL, reterr));
    JH_TRY(jh_scene_load(app, mem, ask, &ret->scene, reterr));
    JH_TRY(jh_scene_year(&ret->scene, ask->year, &year, reterr));
    JH_TRY(jh_scene_all(&ret->scene, year, &ret->all, reterr));
    for (size_t i = 0; i < ret->scene.facts.nyear; i++)
        if (ret->all[i].year == year)
            ret->y = &ret->all[i];
    JH_TRY(jh_balance_visible(app, mem, ret->y->b, reterr));
    jh_year_finish(ret->y);
    return JH_OK;
}

int jh_find_school(const struct jh_balance *b, const char *text)
{
    int found = -1;

    for (int i = 0; i < (int)b->nschool; i++)
        if (strcmp(b->school[i].code, text) == 0 || strcmp(b->school[i].name, text) == 0)
            return i;
    for (int i = 0; i < (int)b->nschool; i++)
        if (*text && strstr(b->school[i].name, text)) {
            if (found >= 0)
                return -2; /* more than one */
            found = i;
        }
    return found;
}

enum jh_status jh_need_school(const struct jh_balance *b, const char *text, int *ret,
                              struct jh_err *reterr)
{
    *ret = jh_find_school(b, text);
    if (*ret == -2)
        return jh_fail(reterr, JH_E_USAGE, "balance.school_ambiguous", JH_NOWHERE, (double)NAN,
                       "%.120s", text);
    if (*ret < 0)
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_school", JH_NOWHERE, b->year, "%.120s",
                       text);
    return JH_OK;
}

enum jh_status jh_need_stage(const struct jh_pack *p, const char *text, int *ret,
                             struct jh_err *reterr)
{
    int n = 0;

    if (text && *text) {
        *ret = jh_pack_stage_text(p, text, strlen(text));
        if (*ret >= 0)
            return JH_OK;
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_stage", JH_NOWHERE, (double)NAN, "%.60s",
                       text);
    }
    for (int k = 0; k < (int)p->nstage; k++)
        if (p->stage[k].judged) {
            *ret = k;
            n++;
        }
    if (n == 1)
        return JH_OK;
    return jh_fail(reterr, JH_E_USAGE, "balance.stage_needed", JH_NOWHERE, n, "%s", "--stage");
}
