/* src/app/people/schools.c - see schools.h. */
#include "app/people/schools.h"
#include "app/facts.h"
#include "app/people.h"
#include "app/rights.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_org(const void *a, const void *b)
{
    const struct jh_school *x = a, *y = b;
    return x->org < y->org ? -1 : x->org > y->org;
}

static const struct jh_pack *dictionary(const struct jh_app *app)
{
    for (size_t i = 0; i < app->packs->n; i++) {
        const struct jh_pack *p = &app->packs->pack[i];
        if (p->kind == JH_PACK_DICTIONARY && p->type_item && *p->type_item)
            return p;
    }
    return NULL;
}

static enum jh_status load_names(const struct jh_app *app, struct jh_arena *mem, const char *county,
                                 struct jh_schools *s, struct jh_err *reterr)
{
    const struct jh_pack *pack = dictionary(app);
    struct jh_facts facts;
    size_t n;
    int *year;

    JH_TRY(jh_store_years(app->store, mem, county, &year, &n, reterr));
    if (!pack || !n)
        return JH_OK;
    const struct jh_facts_in in = {.county = county, .carry = true, .thin = true};
    JH_TRY(jh_facts_load(app->store, mem, pack, &in, &facts, reterr));
    int name = jh_facts_item(&facts, "name");
    for (size_t i = 0; name >= 0 && i < s->n; i++) {
        int org = jh_facts_org(&facts, s->school[i].code);
        for (size_t y = facts.nyear; org >= 0 && y-- > 0 && !*s->school[i].name;) {
            const struct jh_fact_row *row = jh_facts_row(&facts, org, facts.year[y], -1);
            if (row && row->text && row->text[name])
                s->school[i].name = jh_arena_strdup(mem, row->text[name]);
        }
    }
    return JH_OK;
}

enum jh_status jh_schools_load(const struct jh_app *app, struct jh_arena *mem, const char *county,
                               const char *action, bool names, struct jh_schools *ret,
                               struct jh_err *reterr)
{
    const char *const *code = NULL;
    struct jh_org *org;
    size_t n, ncode = 0;

    *ret = (struct jh_schools){0};
    JH_TRY(jh_may_schools(app, action, county, mem, &ret->all, &code, &ncode, reterr));
    JH_TRY(jh_store_orgs(app->store, mem, county, &org, &n, reterr));
    ret->school = jh_new(mem, struct jh_school, n + 1);
    for (size_t i = 0, k = 0; i < n; i++) {
        if (!*org[i].code)
            continue;
        while (k < ncode && strcmp(code[k], org[i].code) < 0)
            k++;
        ret->school[ret->n++] =
            (struct jh_school){org[i].id, org[i].code, "",
                               ret->all || (k < ncode && strcmp(code[k], org[i].code) == 0), false};
        struct jh_school *last = &ret->school[ret->n - 1];
        last->class_only = !ret->all && last->open &&
                           jh_may_reach(app, action, county, last->code) == JH_REACH_CLASS;
    }
    if (names)
        JH_TRY(load_names(app, mem, county, ret, reterr));
    qsort(ret->school, ret->n, sizeof *ret->school, by_org);
    return JH_OK;
}

const struct jh_school *jh_schools_find(const struct jh_schools *s, int64_t org)
{
    const struct jh_school key = {.org = org};
    return s->n ? bsearch(&key, s->school, s->n, sizeof key, by_org) : NULL;
}

const struct jh_school *jh_schools_code(const struct jh_schools *s, const char *code)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->school[i].code, code) == 0)
            return &s->school[i];
    return NULL;
}

bool jh_schools_open(const struct jh_schools *s, int64_t org)
{
    const struct jh_school *school = jh_schools_find(s, org);
    return s->all || (school && school->open);
}

const char *jh_schools_name(const struct jh_schools *s, int64_t org)
{
    const struct jh_school *school = jh_schools_find(s, org);
    return !school ? "" : *school->name ? school->name : school->code;
}

enum jh_status jh_people_purpose(const struct jh_app *app, struct jh_err *reterr)
{
    const struct jh_actor *a = app->actor ? app->actor : jh_actor_nobody();

    if (a->local || (a->purpose && *a->purpose))
        return JH_OK;
    return jh_fail(reterr, JH_E_USAGE, "people.purpose", ((struct jh_at){"purpose", 0}),
                   (double)NAN, "no purpose");
}

struct own_class {
    const struct jh_app *app;
    const char *county, *action, *school;
    bool open;
};

static bool look_at_class(void *context, const struct jh_enrolment *e)
{
    struct own_class *c = context;

    char class_[80]; /* as grants name it: "2021/3", year of entry and class */

    snprintf(class_, sizeof class_, "%d/%.60s", e->entry_year, e->class_);
    size_t n = strlen(class_);
    if (n > 3 && strcmp(class_ + n - 3, "班") == 0)
        class_[n - 3] = 0;
    if (!e->to && jh_may_class(c->app, c->action, c->county, c->school, class_))
        c->open = true;
    return true;
}

enum jh_status jh_people_may(const struct jh_app *app, const char *county, const char *action,
                             const struct jh_schools *schools, const struct jh_person *p,
                             struct jh_err *reterr)
{
    const struct jh_school *school = jh_schools_find(schools, p->org);
    struct own_class c = {app, county, action, school ? school->code : "", false};

    if (jh_may_own(app, action, county, p->id))
        return JH_OK;
    JH_TRY(jh_may(app, action, county, school ? school->code : NULL, reterr));
    if (!school || jh_may_reach(app, action, county, school->code) != JH_REACH_CLASS)
        return JH_OK;
    JH_TRY(jh_store_enrolments(app->store, county, p->id, 0, look_at_class, &c, reterr));
    return c.open ? JH_OK
                  : jh_fail(reterr, JH_E_DENIED, "rights.denied", JH_NOWHERE, (double)p->id, "%s",
                            action);
}
