/* src/app/accounts/grants.c - roles given and ended. */
#include "app/accounts/inside.h"
#include "base/date.h"
#include "store/links.h"
#include "store/people.h"
#include <math.h>

/* A day of the grant in ISO form; NULL gives `none`. */
static enum jh_status day_of(struct jh_arena *mem, const char *text, const char *none,
                             const char *field, const char **ret, struct jh_err *reterr)
{
    struct jh_date day;
    char iso[JH_DATE_TEXT];

    *ret = none;
    if (!text || !*text)
        return JH_OK;
    if (!jh_date_parse(text, strlen(text), &day) || !jh_date_valid(day))
        return jh_fail(reterr, JH_E_DATA, "account.day", ((struct jh_at){field, 0}), (double)NAN,
                       "%.40s", text);
    jh_date_format(day, iso);
    *ret = jh_arena_strdup(mem, iso);
    return JH_OK;
}

static enum jh_status refuse(const char *id, const char *field, const char *text,
                             struct jh_err *reterr)
{
    return jh_fail(reterr, JH_E_DATA, id, ((struct jh_at){field, 0}), (double)NAN, "%.60s", text);
}

/* Does the grant name what its role needs? */
static enum jh_status check_role(const struct jh_app *app, const struct jh_new_grant *in,
                                 struct jh_err *reterr)
{
    enum jh_reach reach = jh_role_reach(in->role);
    bool org = in->org && *in->org, class_ = in->class_ && *in->class_;

    if (reach == JH_REACH_NONE)
        return refuse("account.role_unknown", "role", in->role, reterr);
    if (strcmp(in->role, "operator") == 0 && !app->actor->local)
        return refuse("account.role_local", "role", in->role, reterr);
    if (reach == JH_REACH_COUNTY && org)
        return refuse("account.role_whole_county", "org", in->role, reterr);
    if (reach != JH_REACH_COUNTY && reach != JH_REACH_OWN && !org)
        return refuse("account.role_needs_org", "org", in->role, reterr);
    if (reach == JH_REACH_CLASS && !class_)
        return refuse("account.role_needs_class", "class", in->role, reterr);
    if (reach == JH_REACH_OWN && !in->person)
        return refuse("account.role_needs_person", "person", in->role, reterr);
    if (in->person && !jh_role_does(in->role, "people.read"))
        return refuse("account.role_no_person", "person", in->role, reterr);
    return JH_OK;
}

/* Is the unit a school or group that the county knows? A slip of a digit would open another school
 * when it comes to be, or nothing. */
static enum jh_status check_unit(const struct jh_app *app, struct jh_arena *mem,
                                 const struct jh_account_grant *g, struct jh_err *reterr)
{
    struct jh_org_group *group;
    struct jh_org *org;
    size_t n;

    if (!*g->org)
        return JH_OK;
    JH_TRY(jh_store_orgs(app->store, mem, g->place, &org, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (strcmp(org[i].code, g->org) == 0)
            return JH_OK;
    JH_TRY(jh_store_groups(app->store, mem, g->place, &group, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (strcmp(group[i].code, g->org) == 0)
            return JH_OK;
    return refuse("account.org_unknown", "org", g->org, reterr);
}

static enum jh_status check_person(const struct jh_app *app, struct jh_arena *mem,
                                   const struct jh_account_grant *g, struct jh_err *reterr)
{
    struct jh_person person;

    return g->person ? jh_store_person(app->store, mem, g->place, g->person, &person, reterr)
                     : JH_OK;
}

/* Of the account's own county; every county only for accounts that belong to none. */
static enum jh_status check_place(const struct jh_app *app, const struct jh_account *a,
                                  const char *place, struct jh_err *reterr)
{
    if (*a->county && strcmp(place, a->county) != 0)
        return refuse("account.place", "county", place, reterr);
    return jh_may(app, "accounts.manage", place, NULL, reterr);
}

static enum jh_status log_grant(const struct jh_app *app, const char *action,
                                const struct jh_account *a, const struct jh_account_grant *g,
                                struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf detail = JH_BUF(JH_DETAIL_MOST);
    struct jh_json j;

    jh_json_begin(&j, &detail);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "number", g->number);
    jh_json_str(&j, "role", g->role);
    jh_json_str(&j, "county", g->place);
    jh_json_str(&j, "org", g->org);
    jh_json_str(&j, "class", g->class_);
    jh_json_str(&j, "since", g->since);
    jh_json_str(&j, "until", g->until);
    if (g->person)
        jh_json_int(&j, "person", g->person);
    jh_json_end(&j);
    JH_TRY(jh_buf_check(&detail, reterr));
    return jh_account_log(app, action, a, detail.data, reterr);
}

/* Rights that changed ask for a new login. */
static enum jh_status add(const struct jh_app *app, const struct jh_account *a,
                          struct jh_account_grant *g, struct jh_err *reterr)
{
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_store_add_grant(app->store, a->county, a->account, g, reterr);
    if (status == JH_OK)
        status = jh_store_end_sessions(app->store, a->county, a->account, NULL, reterr);
    if (status == JH_OK)
        status = log_grant(app, "account:grant", a, g, reterr);
    return jh_account_end(app, status, reterr);
}

/* The grant that is meant, when everything that it names is there. */
static enum jh_status plan_grant(const struct jh_app *app, struct jh_arena *mem,
                                 const struct jh_account *a, const struct jh_new_grant *in,
                                 struct jh_account_grant *g, struct jh_err *reterr)
{
    char today[JH_DAY_TEXT];

    JH_TRY(check_role(app, in, reterr));
    *g = (struct jh_account_grant){.role = in->role,
                                   .place = in->place ? in->place : a->county,
                                   .org = in->org ? in->org : "",
                                   .class_ = in->class_ ? in->class_ : "",
                                   .given_by = app->actor->account,
                                   .person = in->person};
    JH_TRY(check_place(app, a, g->place, reterr));
    JH_TRY(check_unit(app, mem, g, reterr));
    JH_TRY(check_person(app, mem, g, reterr));
    jh_today(jh_clock(), today);
    JH_TRY(day_of(mem, in->since, jh_arena_strdup(mem, today), "since", &g->since, reterr));
    JH_TRY(day_of(mem, in->until, "", "until", &g->until, reterr));
    if (*g->until && strcmp(g->until, g->since) <= 0)
        return refuse("account.days", "until", g->until, reterr);
    return JH_OK;
}

enum jh_status jh_app_account_grant(const struct jh_app *app, const char *account,
                                    const struct jh_new_grant *in, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_account_grant g;
    struct jh_account a;

    JH_TRY(jh_account_to_manage(app, &mem, account, &a, reterr));
    if (!app->actor->local && strcmp(app->actor->account, account) == 0)
        return refuse("account.own_grant", "account", account, reterr);
    JH_TRY(plan_grant(app, &mem, &a, in, &g, reterr));
    return add(app, &a, &g, reterr);
}

enum jh_status jh_app_account_grant_fits(const struct jh_app *app, const char *county,
                                         const struct jh_new_grant *in, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const struct jh_account a = {.county = county};
    struct jh_account_grant g;

    return plan_grant(app, &mem, &a, in, &g, reterr);
}

enum jh_status jh_app_account_revoke(const struct jh_app *app, const char *account, int number,
                                     struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_account_grant *list, *g = NULL;
    struct jh_account a;
    char today[JH_DAY_TEXT];
    size_t n;

    JH_TRY(jh_account_to_manage(app, &mem, account, &a, reterr));
    JH_TRY(jh_store_grants(app->store, &mem, a.county, account, &list, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (list[i].number == number)
            g = &list[i];
    if (!g)
        return jh_fail(reterr, JH_E_NOTFOUND, "account.no_grant", JH_NOWHERE, number, "%.60s",
                       account);
    jh_today(jh_clock(), today);
    g->until = today;
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status =
        jh_store_end_grant(app->store, a.county, account, number, today, reterr);
    if (status == JH_OK)
        status = jh_store_end_sessions(app->store, a.county, account, NULL, reterr);
    if (status == JH_OK)
        status = log_grant(app, "account:revoke", &a, g, reterr);
    return jh_account_end(app, status, reterr);
}
