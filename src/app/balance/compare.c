/* src/app/balance/compare.c - Comparison: years, standards, or groups of schools side by side. */
#include "app/balance/todays_map.h"
#include "base/date.h"
#include "base/msg.h"
#include <math.h>
#include <string.h>

enum { SMALL_GROUP = 3, COLUMNS_MOST = 400 };

struct column {
    const char *id, *title;
    const struct jh_year *y;
    const int *of_school; /* NULL: every school */
    int group;
};

struct sheet {
    const struct jh_app *app;
    struct jh_arena *mem;
    struct column *column;
    int n;
    bool groups; /* columns are groups of schools of one year */
};

static bool inside(const struct column *c, const struct jh_unit *unit)
{
    return !unit->excluded && (!c->of_school || c->of_school[unit->school] == c->group);
}

/* The unit indicator of that id at that stage in the column's pack, or -1. */
static long find_unit(const struct column *c, const char *id, int stage)
{
    const struct jh_scene *s = c->y->scene;

    for (size_t i = 0; stage >= 0 && i < s->nunit_indicator; i++)
        if (strcmp(s->unit_indicator[i]->id, id) == 0 && jh_scene_at(s, i, stage))
            return (long)i;
    return -1;
}

static const struct jh_county_indicator *find_other(const struct column *c,
                                                    const struct jh_indicator *d)
{
    for (size_t i = 0; i < c->y->b->nother; i++) {
        const struct jh_indicator *e = c->y->b->other[i].indicator;
        if (strcmp(e->id, d->id) == 0 && strcmp(e->stage, d->stage) == 0)
            return &c->y->b->other[i];
    }
    return NULL;
}

static void put_cell(struct jh_json *j, double value, double line, const char *status)
{
    jh_json_object(j, NULL);
    jh_json_num(j, "value", value);
    jh_json_num(j, "line", line);
    jh_json_str(j, "status", status);
    jh_json_end(j);
}

/* The column's part of the engine's arrays. */
static struct jh_disparity_in part_of(const struct sheet *t, const struct column *c, size_t i,
                                      int stage)
{
    struct jh_disparity_in in;
    int *unit;
    size_t n = 0;

    jh_dispersion_in(c->y, i, stage, t->mem, &in, &unit);
    double *amount = jh_new(t->mem, double, in.n + 1), *pupils = jh_new(t->mem, double, in.n + 1);
    for (size_t k = 0; k < in.n; k++) {
        if (!inside(c, &c->y->b->unit[unit[k]]))
            continue;
        amount[n] = in.amount[k];
        pupils[n++] = in.pupils[k];
    }
    return (struct jh_disparity_in){n, amount, pupils};
}

enum measure { MEAN, CV, PASSED };

static void group_cell(struct jh_json *j, const struct sheet *t, const struct column *c, size_t i,
                       int stage, enum measure what)
{
    const struct jh_indicator *d = jh_scene_at(c->y->scene, i, stage);
    struct jh_disparity_in in = part_of(t, c, i, stage);
    struct jh_disparity all;
    double mean = (double)NAN, cv = (double)NAN;

    if (jh_disparity_compute(&in, &all, NULL) == JH_OK) {
        mean = all.mean * d->scale;
        cv = in.n >= SMALL_GROUP ? all.cv : (double)NAN; /* of two schools it says nothing */
    } else if (in.n) {
        mean = 0;
    }
    if (what == MEAN)
        put_cell(j, mean, jh_common_line(c->y, i, stage), NULL);
    else
        put_cell(j, cv, d->cv_limit, NULL);
}

static void passed_cell(struct jh_json *j, const struct column *c, size_t i, int stage)
{
    double passed = 0, of = 0;

    for (size_t u = c->y->first_unit[stage]; u < c->y->first_unit[stage + 1]; u++) {
        const struct jh_unit *unit = &c->y->b->unit[u];
        const struct jh_measure *m = &unit->measure[i];
        if (!inside(c, unit) || !m->applies || m->status == JH_UNKNOWN)
            continue;
        passed += m->status == JH_PASS;
        of++;
    }
    put_cell(j, of > 0 ? passed / of * 100 : (double)NAN, 100,
             of > 0 ? jh_verdict_id(passed < of ? JH_FAIL : JH_PASS) : NULL);
}

static void unit_cell(struct jh_json *j, const struct sheet *t, const struct column *c,
                      const char *id, int stage, enum measure what)
{
    long i = find_unit(c, id, stage);

    if (i < 0) {
        put_cell(j, (double)NAN, (double)NAN, NULL);
        return;
    }
    const struct jh_stage_dispersion *row = jh_dispersion_at(c->y->b, (size_t)i, stage);
    if (what == PASSED)
        passed_cell(j, c, (size_t)i, stage);
    else if (t->groups)
        group_cell(j, t, c, (size_t)i, stage, what);
    else if (what == MEAN)
        put_cell(j, row->all.mean, jh_common_line(c->y, (size_t)i, stage), NULL);
    else
        put_cell(j, row->all.cv, row->limit, jh_verdict_id(row->status));
}

static void row_head(struct jh_json *j, const struct sheet *t, const struct jh_indicator *d,
                     const char *stage, const char *measure)
{
    bool cv = strcmp(measure, "cv") == 0, passed = strcmp(measure, "passed") == 0;

    jh_json_object(j, NULL);
    jh_json_str(j, "id", d->id);
    jh_json_str(j, "stage", stage);
    jh_json_str(j, "name", jh_tr(t->app, d->name));
    jh_json_str(j, "unit", cv ? "" : passed ? "%" : d->unit);
    jh_json_int(j, "decimals", cv ? 3 : passed ? 1 : d->decimals);
    jh_json_str(j, "measure", measure);
    jh_json_array(j, "cells");
}

static void put_unit_rows(struct jh_json *j, const struct sheet *t, const struct jh_indicator *d,
                          const char *stage, int k)
{
    static const char *const name[] = {"mean", "cv", "passed"};

    for (int what = MEAN; what <= PASSED; what++) {
        row_head(j, t, d, stage, name[what]);
        for (int c = 0; c < t->n; c++)
            unit_cell(j, t, &t->column[c], d->id, k, (enum measure)what);
        jh_json_end(j);
        jh_json_end(j);
    }
}

static void put_other_row(struct jh_json *j, const struct sheet *t, const struct jh_indicator *d)
{
    row_head(j, t, d, d->stage, d->level == JH_LEVEL_SCHOOL ? "passed" : "value");
    for (int c = 0; c < t->n; c++) {
        const struct jh_county_indicator *o = find_other(&t->column[c], d);
        if (o)
            put_cell(j, o->county.value, o->county.line, jh_verdict_id(o->status));
        else
            put_cell(j, (double)NAN, (double)NAN, NULL);
    }
    jh_json_end(j);
    jh_json_end(j);
}

/* In how many columns an indicator occurs; of packs side by side only shared ones are shown. */
static int columns_with(const struct sheet *t, const struct jh_indicator *d, int stage)
{
    int n = 0;

    for (int c = 0; c < t->n; c++)
        n += d->level == JH_LEVEL_UNIT ? find_unit(&t->column[c], d->id, stage) >= 0
                                       : find_other(&t->column[c], d) != NULL;
    return n;
}

/* Rows are taken from the first column that has them; columns of one scene differ in nothing. */
static void put_rows(struct jh_json *j, const struct sheet *t, int least)
{
    const struct jh_scene *s = t->n ? t->column[0].y->scene : NULL;

    jh_json_array(j, "rows");
    for (int k = 0; s && k < (int)s->pack->nstage; k++)
        for (size_t i = 0; i < s->nunit_indicator; i++) {
            const struct jh_indicator *d = jh_scene_at(s, i, k);
            if (d && columns_with(t, d, k) >= least)
                put_unit_rows(j, t, d, s->pack->stage[k].id, k);
        }
    for (size_t i = 0; s && !t->groups && i < t->column[0].y->b->nother; i++) {
        const struct jh_indicator *d = t->column[0].y->b->other[i].indicator;
        if (columns_with(t, d, -1) >= least)
            put_other_row(j, t, d);
    }
    jh_json_end(j);
}

static void put_columns(struct jh_json *j, const struct sheet *t)
{
    jh_json_array(j, "columns");
    for (int k = 0; k < t->n; k++) {
        const struct column *c = &t->column[k];
        const struct jh_balance *b = c->y->b;
        int units = 0, passed = 0;
        double pupils = 0;
        for (size_t u = 0; u < b->nunit; u++) {
            if (!inside(c, &b->unit[u]))
                continue;
            units++;
            passed += b->unit[u].status == JH_PASS;
            pupils += isnan(b->unit[u].pupils) ? 0 : b->unit[u].pupils;
        }
        jh_json_object(j, NULL);
        jh_json_str(j, "id", c->id);
        jh_json_str(j, "title", c->title);
        jh_json_str(j, "verdict", t->groups ? NULL : jh_verdict_id(b->verdict));
        jh_json_int(j, "units", units);
        jh_json_int(j, "passed", passed);
        jh_json_num(j, "pupils", pupils);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void by_years(struct sheet *t, const struct jh_shown *show)
{
    for (size_t i = 0; i < show->scene.facts.nyear; i++) {
        char text[JH_YEAR_TEXT];
        jh_school_year_format(show->all[i].year, text);
        t->column[t->n++] = (struct column){jh_arena_printf(t->mem, "%d", show->all[i].year),
                                            jh_arena_strdup(t->mem, text), &show->all[i], NULL, 0};
    }
}

static bool in_force(const struct jh_pack *p, int year)
{
    return p->kind == JH_PACK_STANDARD && (!p->valid_from || p->valid_from <= year) &&
           (!p->valid_to || p->valid_to >= year);
}

/* The standard asked for first, then the others in force, each with the county's own settings. */
static enum jh_status by_packs(struct sheet *t, const struct jh_shown *show, struct jh_err *reterr)
{
    const struct jh_pack *first = show->scene.pack;

    t->column[t->n++] = (struct column){first->id, jh_tr(t->app, first->title), show->y, NULL, 0};
    for (size_t i = 0; i < t->app->packs->n && t->n < COLUMNS_MOST; i++) {
        const struct jh_pack *p = &t->app->packs->pack[i];
        if (p == first || !in_force(p, show->y->year))
            continue;
        struct jh_scene *s = jh_new(t->mem, struct jh_scene, 1);
        struct jh_year *y = jh_new(t->mem, struct jh_year, 1);
        const struct jh_ask ask = {.county = show->scene.county.id, .pack = p->id};
        JH_TRY(jh_scene_load(t->app, t->mem, &ask, s, reterr));
        JH_TRY(jh_year_make(s, show->y->year, true, y, reterr));
        if (y->b->nunit) /* else a standard for other data than this county's */
            t->column[t->n++] = (struct column){p->id, jh_tr(t->app, p->title), y, NULL, 0};
    }
    return JH_OK;
}

static enum jh_status by_groups(struct sheet *t, const struct jh_shown *show, const char *by,
                                struct jh_err *reterr)
{
    struct jh_school_group *group;
    int item = jh_facts_item(&show->scene.facts, by);

    if (item < 0)
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_grouping", JH_NOWHERE, (double)NAN,
                       "%.40s", by);
    int *of_school = jh_new(t->mem, int, show->y->b->nschool + 1);
    int n = jh_group_schools(show->y, item, t->mem, &group, of_school);
    if (n > COLUMNS_MOST)
        return jh_fail(reterr, JH_E_LIMIT, "balance.too_many_groups", JH_NOWHERE, n, "%.40s", by);
    t->groups = true;
    for (int g = 0; g < n; g++)
        if (jh_group_shown(show->y->b, of_school, g))
            t->column[t->n++] = (struct column){group[g].id, group[g].title, show->y, of_school, g};
    return JH_OK;
}

static enum jh_status columns(struct sheet *t, const struct jh_shown *show, const char *by,
                              struct jh_err *reterr)
{
    t->column = jh_new(t->mem, struct column, COLUMNS_MOST + show->scene.facts.nyear);
    if (strcmp(by, "years") == 0)
        by_years(t, show);
    else if (strcmp(by, "packs") == 0)
        JH_TRY(by_packs(t, show, reterr));
    else if (strcmp(by, "area") == 0 || strcmp(by, "community") == 0 || strcmp(by, "locale") == 0)
        JH_TRY(by_groups(t, show, by, reterr));
    else
        return jh_fail(reterr, JH_E_USAGE, "balance.compare_by", JH_NOWHERE, (double)NAN, "%.40s",
                       by);
    return JH_OK;
}

enum jh_status jh_app_compare_json(const struct jh_app *app, const struct jh_ask *ask,
                                   const char *by, struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct sheet t = {.app = app, .mem = &mem};
    struct jh_shown show;
    struct jh_json j;

    JH_TRY(jh_show(app, &mem, ask, &show, reterr));
    JH_TRY(columns(&t, &show, by, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_put_county(&j, "county", &show.scene.county);
    jh_map_json(&show.scene, &j, "map");
    jh_json_int(&j, "year", show.y->year);
    jh_json_str(&j, "by", by);
    put_columns(&j, &t);
    put_rows(&j, &t, strcmp(by, "packs") == 0 && t.n > 1 ? 2 : 1);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}
