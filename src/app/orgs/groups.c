/* src/app/orgs/groups.c - groups made, schools that join and leave. */
#include "app/orgs/inside.h"
#include "app/rights.h"
#include <math.h>

static enum jh_status refuse(enum jh_status status, const char *id, const char *text,
                             struct jh_err *reterr)
{
    return jh_fail(reterr, status, id, ((struct jh_at){text, 0}), (double)NAN, "%.60s",
                   text ? text : "");
}

static bool one_of(const char *text, const char *const *list)
{
    for (size_t i = 0; text && list[i]; i++)
        if (strcmp(list[i], text) == 0)
            return true;
    return false;
}

static const char *const kinds[] = {"area", "community", "campus", "partner", NULL};
static const char *const roles[] = {"core", "member", "convener", "campus", "partner", NULL};

static enum jh_status keep_group(const struct jh_app *app, const char *county,
                                 struct jh_org_group *g, struct jh_err *reterr)
{
    char subject[80];

    snprintf(subject, sizeof subject, "group:%.60s", g->code);
    JH_TRY(jh_store_put_group(app->store, county, g, reterr));
    return jh_app_log(app, county, "org:group", subject, "{}", reterr);
}

enum jh_status jh_app_group_add(const struct jh_app *app, const char *county,
                                const struct jh_new_group *in, struct jh_buf *out,
                                struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    char since[JH_DATE_TEXT];
    struct jh_date day;
    struct jh_orgs o;

    JH_TRY(jh_may(app, "orgs.write", county, NULL, reterr));
    if (!one_of(in->kind, kinds))
        return refuse(JH_E_USAGE, "org.group_kind", in->kind, reterr);
    if (!in->code || !*in->code || strlen(in->code) > 32 || !in->name || !*in->name)
        return refuse(JH_E_USAGE, "org.group_name", in->code, reterr);
    JH_TRY(jh_org_day(in->since, &day, reterr));
    jh_date_format(day, since);
    JH_TRY(jh_orgs_load(app, &mem, county, &o, reterr));
    if (jh_org_group_of(&o, in->code) || jh_facts_org(&o.scene.facts, in->code) >= 0)
        return refuse(JH_E_CONFLICT, "org.code_taken", in->code, reterr);
    struct jh_org_group g = {.kind = in->kind,
                             .code = in->code,
                             .name = in->name,
                             .type = in->type ? in->type : "",
                             .since = since,
                             .until = "",
                             .detail = "{}"};
    JH_TRY(jh_store_begin(app->store, reterr));
    JH_TRY(jh_store_end(app->store, keep_group(app, county, &g, reterr), reterr));
    return jh_app_orgs_json(app, county, NULL, out, reterr);
}

static bool group_named(const struct jh_orgs *o, const char *kind, const char *name)
{
    for (size_t i = 0; i < o->ngroup; i++)
        if (strcmp(o->group[i].kind, kind) == 0 && strcmp(o->group[i].name, name) == 0)
            return true;
    return false;
}

/* The groups of a kind that the newest roster names; `since` is its first day. */
static enum jh_status from_roster(struct jh_orgs *o, const char *county, const char *kind,
                                  const char *prefix, size_t *made, struct jh_err *reterr)
{
    const struct jh_facts *f = &o->scene.facts;
    int year = f->nyear ? f->year[f->nyear - 1] : 0;
    char since[JH_DATE_TEXT];
    size_t number = 0;

    jh_date_format(jh_school_year_start(f->nyear ? f->year[0] : 2000), since);
    for (size_t i = 0; i < f->norg; i++) {
        int item = strcmp(kind, "area") == 0 ? o->scene.item.area : o->scene.item.community;
        const char *name = *f->org[i].code ? jh_org_word(o, (int)i, year, item) : "";
        if (!*name || group_named(o, kind, name))
            continue;
        char code[16];
        do
            snprintf(code, sizeof code, "%s%02zu", prefix, ++number);
        while (jh_org_group_of(o, code));
        struct jh_org_group g = {.kind = kind,
                                 .code = jh_arena_strdup(o->mem, code),
                                 .name = name,
                                 .type = "",
                                 .since = since,
                                 .until = "",
                                 .detail = "{}"};
        JH_TRY(keep_group(o->app, county, &g, reterr));
        JH_TRY(jh_store_groups(o->app->store, o->mem, county, &o->group, &o->ngroup, reterr));
        ++*made;
    }
    return JH_OK;
}

static enum jh_status both(struct jh_orgs *o, const char *county, size_t *made,
                           struct jh_err *reterr)
{
    JH_TRY(from_roster(o, county, "community", "GT", made, reterr));
    return from_roster(o, county, "area", "PQ", made, reterr);
}

enum jh_status jh_app_groups_from_roster(const struct jh_app *app, const char *county,
                                         size_t *ret_made, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_orgs o;

    *ret_made = 0;
    JH_TRY(jh_may(app, "orgs.write", county, NULL, reterr));
    JH_TRY(jh_orgs_load(app, &mem, county, &o, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    return jh_store_end(app->store, both(&o, county, ret_made, reterr), reterr);
}

/* The school's link to the group that runs on this day ends on it. */
static enum jh_status leave(struct jh_orgs *o, const char *county, const struct jh_org_group *g,
                            int64_t org, const char *day, bool *ret_left, struct jh_err *reterr)
{
    *ret_left = false;
    for (size_t i = 0; i < o->nlink; i++) {
        struct jh_org_link *l = &o->link[i];
        if (l->group != g->id || l->org != org || !jh_org_within(l->since, l->until, day))
            continue;
        l->until = day;
        *ret_left = true;
        JH_TRY(jh_store_put_link(o->app->store, county, l, reterr));
    }
    return JH_OK;
}

static enum jh_status change_member(struct jh_orgs *o, const char *county,
                                    const struct jh_org_group *g, const char *school,
                                    const char *role, const char *day, struct jh_err *reterr)
{
    int org = jh_facts_org(&o->scene.facts, school);
    int64_t id = o->scene.facts.org[org].id;
    char subject[80], detail[200];
    bool left;

    JH_TRY(leave(o, county, g, id, day, &left, reterr));
    if (!role && !left) /* the roster says so: there the school is moved */
        return refuse(JH_E_CONFLICT, "org.not_linked", school, reterr);
    if (role) {
        struct jh_org_link link = {
            .group = g->id, .org = id, .role = role, .since = day, .until = ""};
        JH_TRY(jh_store_put_link(o->app->store, county, &link, reterr));
    }
    snprintf(subject, sizeof subject, "group:%.60s", g->code);
    snprintf(detail, sizeof detail, "{\"school\":\"%.32s\",\"role\":\"%s\",\"day\":\"%s\"}", school,
             role ? role : "", day);
    return jh_app_log(o->app, county, "org:member", subject, detail, reterr);
}

enum jh_status jh_app_group_member(const struct jh_app *app, const char *county, const char *group,
                                   const char *school, const char *role, const char *day,
                                   struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    char iso[JH_DATE_TEXT];
    struct jh_date date;
    struct jh_orgs o;

    JH_TRY(jh_may(app, "orgs.write", county, NULL, reterr));
    JH_TRY(jh_org_day(day, &date, reterr));
    jh_date_format(date, iso);
    if (role && !one_of(role, roles))
        return refuse(JH_E_DATA, "org.role", role, reterr);
    JH_TRY(jh_orgs_load(app, &mem, county, &o, reterr));
    const struct jh_org_group *g = jh_org_group_of(&o, group);
    if (!g || !jh_org_within(g->since, g->until, iso))
        return refuse(JH_E_NOTFOUND, "org.unknown_group", group, reterr);
    int org = jh_facts_org(&o.scene.facts, school);
    if (org < 0 || !*school)
        return refuse(JH_E_NOTFOUND, "org.unknown_school", school, reterr);
    if (role && !jh_org_open(&o, org, iso))
        return refuse(JH_E_CONFLICT, "org.closed", school, reterr);
    JH_TRY(jh_store_begin(app->store, reterr));
    return jh_store_end(app->store, change_member(&o, county, g, school, role, iso, reterr),
                        reterr);
}
