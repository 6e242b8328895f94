/* src/app/checks/history.c - the rules over what is committed. See checks.h. */
#include "app/checks/history.h"
#include "app/rights.h"
#include <math.h>
#include <stdlib.h>

enum { LAYER_COUNTY = 1, LAYER_SCHOOL, LAYER_STAGE }; /* jh_rule_row.from: which row gave it */

static const struct jh_fact_row *row_at(const struct jh_history *h, struct jh_rule_at at)
{
    int org = at.school < 0 ? h->scene.facts.county : h->org[at.school];
    return org < 0 ? NULL : jh_facts_row(&h->scene.facts, org, at.year, at.stage);
}

static bool lay(void *context, struct jh_rule_at at, bool summed, const struct jh_rule_row *to)
{
    const struct jh_history *h = context;
    const struct jh_fact_row *row = row_at(h, at);
    size_t layer = at.school < 0 ? LAYER_COUNTY : at.stage < 0 ? LAYER_SCHOOL : LAYER_STAGE;

    (void)summed;
    for (size_t i = 0; row && i < h->scene.pack->nitem; i++) {
        if (!row->source[i])
            continue;
        to->value[i] = row->value[i];
        to->text[i] = row->text ? row->text[i] : NULL;
        to->from[i] = layer;
    }
    return row != NULL;
}

struct jh_finding_group *jh_history_group(struct jh_history *h, const char *rule,
                                          enum jh_grade grade)
{
    struct jh_checks *out = h->out;

    for (size_t i = 0; i < out->n; i++)
        if (strcmp(out->group[i].rule, rule) == 0)
            return &out->group[i];
    if (out->n == h->room) {
        size_t room = h->room ? 2 * h->room : 16;
        out->group = jh_arena_grow(h->mem, out->group, out->n, room, sizeof *out->group);
        h->room = room;
    }
    struct jh_finding_group *g = &out->group[out->n++];
    *g = (struct jh_finding_group){.rule = rule, .grade = grade};
    return g;
}

static struct jh_finding *room_for_one(struct jh_history *h, struct jh_finding_group *g)
{
    size_t n = g->n;

    if ((n & (n - 1)) == 0) /* full at every power of two */
        g->finding = jh_arena_grow(h->mem, g->finding, n, n ? 2 * n : 1, sizeof *g->finding);
    h->out->count[g->grade]++;
    return &g->finding[g->n++];
}

static const struct jh_fact_row *source_row(const struct jh_history *h, struct jh_rule_at at,
                                            int item)
{
    const struct jh_rule_at layer[] = {at, {at.school, -1, at.year}, {-1, -1, at.year}};

    for (size_t i = 0; i < 3; i++) {
        const struct jh_fact_row *row = row_at(h, layer[i]);
        if (row && row->source[item])
            return row;
    }
    return NULL;
}

/* The first of the cells that has a value, where it came from and how it is shown. */
static void point_at(struct jh_history *h, const char *cells, struct jh_rule_at at,
                     struct jh_finding *f)
{
    const struct jh_pack *p = h->scene.pack;
    struct jh_fact_origin origin;

    f->item = -1;
    f->shown = f->sheet = "";
    for (const char *cell = cells; *cell && f->item < 0;) {
        size_t n = strcspn(cell, " ");
        const struct jh_item *item = jh_pack_item(p, jh_arena_strndup(h->mem, cell, n));
        const struct jh_fact_row *row = item ? source_row(h, at, (int)(item - p->item)) : NULL;
        cell += n + (cell[n] == ' ');
        if (!row)
            continue;
        f->item = (int)(item - p->item);
        f->shown = jh_item_shown(h->app, h->mem, item, row->value[f->item],
                                 row->text ? row->text[f->item] : NULL);
        if (jh_facts_origin(&h->scene.facts, row, f->item, &origin)) {
            f->import = origin.import;
            f->sheet = origin.sheet_name;
            f->row = origin.row;
            f->column = origin.column;
        }
    }
}

struct jh_finding *jh_history_add(struct jh_history *h, const char *rule, const char *cells,
                                  struct jh_rule_at at, const char *text)
{
    struct jh_finding *f = room_for_one(h, jh_history_group(h, rule, JH_GRADE_HINT));

    *f = (struct jh_finding){.school = at.school,
                             .stage = at.stage,
                             .text = jh_arena_strdup(h->mem, text),
                             .value = (double)NAN,
                             .expected = (double)NAN,
                             .score = (double)NAN,
                             .share = (double)NAN};
    point_at(h, cells, at, f);
    return f;
}

static void broken(void *context, const struct jh_check *check, struct jh_rule_at at,
                   const struct jh_rule_row *row, const char *sentence)
{
    struct jh_history *h = context;
    struct jh_finding_group *g = jh_history_group(h, check->id, check->grade);

    (void)row;
    if (!g->title) {
        g->title = jh_rule_title(h->app, h->mem, h->scene.pack, jh_tr(h->app, check->message));
        g->way_out = jh_tr(h->app, check->way_out);
        g->mark = check->mark;
        g->source = check->source;
    }
    jh_history_add(h, check->id, check->cells, at, sentence);
}

/* Has the school said anything for this very year? Attributes alone go on from the years before. */
static bool reported(const struct jh_history *h, int school, int year)
{
    struct jh_fact_origin origin;
    const struct jh_fact_row *row = row_at(h, (struct jh_rule_at){school, -1, year});

    for (int stage = 0; stage < (int)h->scene.pack->nstage; stage++)
        if (row_at(h, (struct jh_rule_at){school, stage, year}))
            return true;
    for (size_t i = 0; row && i < h->scene.pack->nitem; i++)
        if (row->source[i] && jh_facts_origin(&h->scene.facts, row, (int)i, &origin) &&
            origin.year == year)
            return true;
    return false;
}

/* Schools that who asks may see; codes are sorted on both sides. */
static enum jh_status mark_visible(struct jh_history *h, struct jh_checked_school *school,
                                   struct jh_err *reterr)
{
    const char *const *code;
    size_t n, at = 0;

    JH_TRY(jh_may_schools(h->app, "checks.read", h->scene.county.id, h->mem, &h->out->whole, &code,
                          &n, reterr));
    for (size_t i = 0; i < h->nschool; i++) {
        while (!h->out->whole && at < n && strcmp(code[at], school[i].code) < 0)
            at++;
        school[i].visible = h->out->whole || (at < n && strcmp(code[at], school[i].code) == 0);
    }
    return JH_OK;
}

static enum jh_status name_schools(struct jh_history *h, int year, struct jh_err *reterr)
{
    const struct jh_facts *f = &h->scene.facts;
    int *org = jh_new(h->mem, int, f->norg + 1);
    struct jh_checked_school *school = jh_new(h->mem, struct jh_checked_school, f->norg + 1);
    int name = h->scene.item.name;

    for (size_t i = 0; i < f->norg; i++) {
        if (!*f->org[i].code)
            continue;
        const struct jh_fact_row *row = jh_facts_row(f, (int)i, year, -1);
        const char *called = row && row->text && name >= 0 ? row->text[name] : NULL;
        org[h->nschool] = (int)i;
        school[h->nschool++] =
            (struct jh_checked_school){f->org[i].code, called ? called : "", true};
    }
    h->org = org;
    h->out->school = school;
    h->out->nschool = h->nschool;
    return mark_visible(h, school, reterr);
}

static void run_rules(struct jh_history *h, int year)
{
    for (size_t s = 0; s < h->nschool; s++) {
        if (!reported(h, (int)s, year))
            continue;
        jh_rules_run(h->rules, (struct jh_rule_at){(int)s, -1, year});
        h->out->units++;
        for (int stage = 0; stage < (int)h->scene.pack->nstage; stage++)
            if (row_at(h, (struct jh_rule_at){(int)s, stage, year})) {
                jh_rules_run(h->rules, (struct jh_rule_at){(int)s, stage, year});
                h->out->units++;
            }
    }
    jh_rules_county(h->rules, year); /* more units than a county has: a province is not one */
}

static double moved(const struct jh_finding_group *g)
{
    double most = 0;

    for (size_t i = 0; i < g->n; i++)
        most = isnan(g->finding[i].share) ? most : fmax(most, g->finding[i].share);
    return most;
}

static int compare_findings(const void *a, const void *b)
{
    const struct jh_finding *x = a, *y = b;
    double p = isnan(x->share) ? 0 : x->share, q = isnan(y->share) ? 0 : y->share;

    if (p != q)
        return p > q ? -1 : 1;
    if (x->school != y->school)
        return x->school < y->school ? -1 : 1;
    return (x->stage > y->stage) - (x->stage < y->stage);
}

static int compare_groups(const void *a, const void *b)
{
    const struct jh_finding_group *x = a, *y = b;
    double p = moved(x), q = moved(y);

    if (x->grade != y->grade)
        return x->grade < y->grade ? -1 : 1;
    if (p != q)
        return p > q ? -1 : 1;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return strcmp(x->rule, y->rule);
}

static void order(struct jh_checks *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->group[i].n)
            qsort(c->group[i].finding, c->group[i].n, sizeof *c->group[i].finding,
                  compare_findings);
    if (c->n)
        qsort(c->group, c->n, sizeof *c->group, compare_groups);
}

enum jh_status jh_app_checks(const struct jh_app *app, struct jh_arena *mem,
                             const struct jh_ask *ask, struct jh_checks *ret, struct jh_err *reterr)
{
    struct jh_history h = {.app = app, .mem = mem, .out = ret};
    const struct jh_rule_figures figures = {&h, 0, lay, broken};

    *ret = (struct jh_checks){0};
    JH_TRY(jh_may_enter(app, "checks.read", ask->county, reterr));
    JH_TRY(jh_scene_load(app, mem, ask, &h.scene, reterr));
    JH_TRY(jh_scene_year(&h.scene, ask->year, &ret->year, reterr));
    ret->pack = h.scene.pack;
    ret->county = h.scene.county;
    JH_TRY(name_schools(&h, ret->year, reterr));
    struct jh_rule_figures f = figures;
    f.nschool = h.nschool;
    h.rules = jh_rules_new(app, mem, h.scene.pack, &f, NULL);
    ret->rules = h.scene.pack->ncheck + h.scene.pack->nunusual;
    run_rules(&h, ret->year);
    JH_TRY(jh_history_unusual(&h, reterr));
    order(ret);
    return JH_OK;
}
