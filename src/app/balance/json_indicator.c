/* src/app/balance/json_indicator.c - IndicatorDetail: one unit indicator of one stage at every
 * school, what each does to the dispersion, and the dispersion taken apart by locale, area,
 * community. */
#include "app/balance/todays_map.h"
#include "base/msg.h"
#include <math.h>
#include <string.h>

struct detail {
    const struct jh_shown *show;
    const struct jh_year *y;
    size_t i; /* in unit_indicator */
    int stage;
    const struct jh_indicator *def;
    struct jh_disparity_in in;
    int *unit; /* [in.n] */
};

static void put_indices(struct jh_json *j, const struct jh_disparity_all *a)
{
    jh_json_object(j, "indices");
    jh_json_int(j, "n", (long long)a->n);
    jh_json_num(j, "pupils", a->pupils);
    jh_json_num(j, "mean", a->mean);
    jh_json_num(j, "sd", a->sd);
    jh_json_num(j, "cv", a->cv);
    jh_json_num(j, "cv_low", a->cv_low);
    jh_json_num(j, "cv_high", a->cv_high);
    jh_json_num(j, "cv_unweighted", a->cv_unweighted);
    jh_json_num(j, "gini", a->gini);
    jh_json_num(j, "theil", a->theil);
    jh_json_num(j, "theil_l", a->theil_l);
    jh_json_num(j, "mcloone", a->mcloone);
    jh_json_num(j, "median", a->median);
    jh_json_num(j, "low", a->low);
    jh_json_num(j, "high", a->high);
    jh_json_end(j);
}

static void put_lorenz(struct jh_json *j, const struct detail *d)
{
    struct jh_disparity_point *point;

    jh_json_array(j, "lorenz");
    if (d->in.n && jh_disparity_lorenz(&d->in, d->show->scene.mem, &point, NULL) == JH_OK)
        for (size_t k = 0; k <= d->in.n; k++) {
            jh_json_array(j, NULL);
            jh_json_num(j, NULL, point[k].pupils);
            jh_json_num(j, NULL, point[k].amount);
            jh_json_end(j);
        }
    jh_json_end(j);
}

int jh_group_schools(const struct jh_year *y, int item, struct jh_arena *mem,
                     struct jh_school_group **ret, int *ret_of_school)
{
    const struct jh_scene *s = y->scene;
    struct jh_school_group *group = jh_new(mem, struct jh_school_group, y->b->nschool + 1);
    const struct jh_item *def = &s->pack->item[item];
    int n = 0;

    for (size_t i = 0; i < y->b->nschool; i++) {
        const struct jh_fact_row *row = y->attr[i];
        const char *id = row && row->text && row->text[item] ? row->text[item] : "";
        const char *title = id;
        if (def->kind == JH_CODE && row && !isnan(row->value[item])) {
            id = def->code[(int)row->value[item]].id;
            title = jh_tr(s->app, def->code[(int)row->value[item]].name);
        }
        if (!*id)
            title = jh_say(s->app, mem, "balance.group_none", NULL, 0);
        int g = 0;
        while (g < n && strcmp(group[g].id, id) != 0)
            g++;
        if (g == n)
            group[n++] = (struct jh_school_group){id, title};
        ret_of_school[i] = g;
    }
    *ret = group;
    return n;
}

static void put_groups(struct jh_json *j, const struct detail *d,
                       const struct jh_disparity_group *part, const struct jh_school_group *group,
                       const int *of_school, int n)
{
    double scale = d->def->scale;

    jh_json_array(j, "groups");
    for (int g = 0; g < n; g++) {
        if (part[g].n == 0 || !jh_group_shown(d->y->b, of_school, g))
            continue;
        jh_json_object(j, NULL);
        jh_json_str(j, "group", group[g].id);
        jh_json_str(j, "title", group[g].title);
        jh_json_int(j, "n", (long long)part[g].n);
        jh_json_num(j, "pupils", part[g].pupils);
        jh_json_num(j, "mean", part[g].mean * scale);
        jh_json_num(j, "theil", part[g].theil);
        jh_json_num(j, "cv", part[g].cv);
        jh_json_num(j, "between", part[g].between);
        jh_json_num(j, "within", part[g].within);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void put_decomposition(struct jh_json *j, const struct detail *d, int item)
{
    struct jh_arena *mem = d->show->scene.mem;
    const struct jh_item *def = &d->show->scene.pack->item[item];
    int *of_school = jh_new(mem, int, d->y->b->nschool + 1);
    int *of_unit = jh_new(mem, int, d->in.n + 1);
    struct jh_school_group *group;
    struct jh_disparity_split split;
    int n = jh_group_schools(d->y, item, mem, &group, of_school);

    for (size_t k = 0; k < d->in.n; k++)
        of_unit[k] = of_school[d->y->b->unit[d->unit[k]].school];
    if (n < 1 || jh_disparity_decompose(&d->in, of_unit, (size_t)n, mem, &split, NULL) != JH_OK)
        return;
    jh_json_object(j, NULL);
    jh_json_str(j, "by", def->id);
    jh_json_str(j, "title", jh_tr(d->show->scene.app, def->name));
    jh_json_num(j, "theil", split.theil);
    jh_json_num(j, "between", split.between);
    jh_json_num(j, "within", split.within);
    put_groups(j, d, split.group, group, of_school, n);
    jh_json_end(j);
}

/* What each school does to the coefficient; NULL when it is undefined. */
static const struct jh_disparity_share *shares(const struct detail *d)
{
    struct jh_disparity_share *share;

    return jh_disparity_shares(&d->in, d->show->scene.mem, &share, NULL) == JH_OK ? share : NULL;
}

static void put_school(struct jh_json *j, const struct detail *d, size_t u,
                       const struct jh_disparity_share *share)
{
    const struct jh_unit *unit = &d->y->b->unit[u];
    const struct jh_school *s = &d->y->b->school[unit->school];
    const struct jh_measure *m = &unit->measure[d->i];

    jh_json_object(j, NULL);
    jh_json_str(j, "school", s->code);
    jh_json_str(j, "name", s->name);
    jh_json_str(j, "locale", s->locale);
    jh_json_str(j, "locale_name", s->locale_name);
    jh_json_str(j, "area", s->area);
    jh_json_str(j, "community", s->community);
    jh_json_num(j, "pupils", unit->pupils);
    jh_json_num(j, "amount", m->amount);
    jh_json_num(j, "value", m->value);
    jh_json_num(j, "line", m->line);
    jh_put_status(j, "status", m->status);
    jh_json_num(j, "gap", m->gap);
    jh_json_str(j, "gap_text", jh_gap_text(d->show->scene.app, d->show->scene.mem, d->def, m->gap));
    jh_json_num(j, "share", share ? share->share : (double)NAN);
    jh_json_num(j, "cv_at_mean", share ? share->cv_at_mean : (double)NAN);
    jh_json_num(j, "cv_without", share ? share->cv_without : (double)NAN);
    jh_json_num(j, "slope", share ? share->slope : (double)NAN);
    jh_json_end(j);
}

static void put_schools(struct jh_json *j, const struct detail *d)
{
    const struct jh_disparity_share *share = shares(d);
    size_t k = 0; /* units of the engine's arrays stand in the same order */

    jh_json_array(j, "schools");
    for (size_t u = d->y->first_unit[d->stage]; u < d->y->first_unit[d->stage + 1]; u++) {
        bool in = k < d->in.n && d->unit[k] == (int)u;
        if (!d->y->b->unit[u].excluded && d->y->b->unit[u].measure[d->i].applies &&
            jh_seen(d->y->b, d->y->b->unit[u].school))
            put_school(j, d, u, in && share ? &share[k] : NULL);
        k += in;
    }
    jh_json_end(j);
}

static void put_detail(struct jh_json *j, const struct detail *d)
{
    const struct jh_scene *s = &d->show->scene;
    const struct jh_stage_dispersion *row = jh_dispersion_at(d->y->b, d->i, d->stage);

    jh_json_object(j, NULL);
    jh_put_county(j, "county", &s->county);
    jh_map_json(s, j, "map");
    jh_put_pack(j, "pack", s->app, s->pack);
    jh_json_int(j, "year", d->y->year);
    jh_json_str(j, "run", d->y->b->run);
    jh_json_str(j, "stage", s->pack->stage[d->stage].id);
    jh_put_indicator(j, "indicator", s->app, d->def);
    jh_json_num(j, "line", jh_common_line(d->y, d->i, d->stage));
    jh_json_num(j, "cv_limit", row->limit);
    jh_put_status(j, "cv_status", row->status);
    put_indices(j, &row->all);
    put_lorenz(j, d);
    jh_json_array(j, "decompositions");
    for (size_t k = 0; k < s->pack->ndecompose; k++) {
        int item = jh_facts_item(&s->facts, s->pack->decompose[k]);
        if (item >= 0)
            put_decomposition(j, d, item);
    }
    jh_json_end(j);
    put_schools(j, d);
    jh_put_dispersion_years(j, "years", d->show->all, s->facts.nyear, d->i, d->stage);
    jh_json_end(j);
}

enum jh_status jh_need_unit_indicator(const struct jh_scene *s, const char *id, int stage,
                                      size_t *ret, struct jh_err *reterr)
{
    for (size_t i = 0; i < s->nunit_indicator; i++)
        if (strcmp(s->unit_indicator[i]->id, id) == 0 && jh_scene_at(s, i, stage)) {
            *ret = i;
            return JH_OK;
        }
    return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_indicator", JH_NOWHERE, (double)NAN, "%.80s",
                   id);
}

enum jh_status jh_app_indicator_json(const struct jh_app *app, const struct jh_ask *ask,
                                     const char *indicator, const char *stage, struct jh_buf *out,
                                     struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_shown show;
    struct detail d = {.show = &show};
    struct jh_json j;

    JH_TRY(jh_show(app, &mem, ask, &show, reterr));
    JH_TRY(jh_need_stage(show.scene.pack, stage, &d.stage, reterr));
    JH_TRY(jh_need_unit_indicator(&show.scene, indicator, d.stage, &d.i, reterr));
    d.y = show.y;
    d.def = jh_scene_at(&show.scene, d.i, d.stage);
    jh_dispersion_in(d.y, d.i, d.stage, &mem, &d.in, &d.unit);
    jh_json_begin(&j, out);
    put_detail(&j, &d);
    return jh_buf_check(out, reterr);
}
