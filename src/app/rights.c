/* src/app/rights.c - see rights.h. */
#include "app/rights.h"
#include "app/rights_groups.h"
#include "app/rights_table.h"
#include <math.h>
#include <stdlib.h>

const struct jh_actor *jh_actor_local(void)
{
    static const struct jh_grant everything = {.role = "operator"};
    static const struct jh_actor local = {.account = "local",
                                          .grant = &everything,
                                          .ngrant = 1,
                                          .second_factor = true,
                                          .local = true};
    return &local;
}

const struct jh_actor *jh_actor_nobody(void)
{
    static const struct jh_grant open = {.role = "public"};
    static const struct jh_actor nobody = {.grant = &open, .ngrant = 1};
    return &nobody;
}

static const struct jh_actor *actor_of(const struct jh_app *app)
{
    return app->actor ? app->actor : jh_actor_nobody();
}

const char *jh_actor_account(const struct jh_app *app)
{
    const char *account = actor_of(app)->account;

    return account ? account : "";
}

/* How far one grant reaches; NONE when it is for another county. */
static enum jh_reach reach_of(const struct jh_right *right, const struct jh_grant *g,
                              const char *county)
{
    int role = jh_role_index(jh_rights(), g->role);

    if (role < 0 || (g->county && county && strcmp(g->county, county) != 0))
        return JH_REACH_NONE;
    return (enum jh_reach)right->cell[role];
}

static enum jh_status refuse(const struct jh_app *app, const struct jh_right *right,
                             struct jh_err *reterr)
{
    const struct jh_actor *a = actor_of(app);

    if (!a->account)
        return jh_fail(reterr, JH_E_LOGIN, "rights.login", JH_NOWHERE, (double)NAN, "%s",
                       right->id);
    return jh_fail(reterr, JH_E_DENIED, "rights.denied", ((struct jh_at){right->id, 0}),
                   (double)NAN, "%.60s (%s)", right->id, a->ngrant ? a->grant[0].role : "-");
}

static enum jh_status find_action(const char *action, const struct jh_right **ret,
                                  struct jh_err *reterr)
{
    *ret = jh_right_find(jh_rights(), action);
    if (!*ret || (*ret)->field)
        return jh_fail(reterr, JH_E_BUG, "rights.unknown_action", JH_NOWHERE, (double)NAN, "%.60s",
                       action);
    return JH_OK;
}

static enum jh_status second_factor(const struct jh_app *app, const struct jh_right *right,
                                    struct jh_err *reterr)
{
    if (right->second_factor && !actor_of(app)->second_factor)
        return jh_fail(reterr, JH_E_DENIED, "rights.second_factor", ((struct jh_at){right->id, 0}),
                       (double)NAN, "%s", right->id);
    return JH_OK;
}

/* Is the school the unit that the grant names, or one of its members? */
static bool in_unit(const struct jh_app *app, const struct jh_grant *g, const char *county,
                    const char *school)
{
    if (!g->org)
        return false;
    return strcmp(g->org, school) == 0 || jh_group_has(app, county, g->org, school);
}

static enum jh_reach reach_at(const struct jh_app *app, const struct jh_right *right,
                              const struct jh_grant *g, const char *county, const char *school)
{
    enum jh_reach reach = reach_of(right, g, county);

    if (reach == JH_REACH_COUNTY || reach <= JH_REACH_OWN || !school)
        return reach;
    return in_unit(app, g, county, school) ? reach : JH_REACH_NONE;
}

enum jh_reach jh_may_reach(const struct jh_app *app, const char *action, const char *county,
                           const char *school)
{
    const struct jh_right *right = jh_right_find(jh_rights(), action);
    const struct jh_actor *a = actor_of(app);
    enum jh_reach most = JH_REACH_NONE;

    for (size_t i = 0; right && !right->field && i < a->ngrant; i++) {
        enum jh_reach reach = reach_at(app, right, &a->grant[i], county, school);
        if (reach > most)
            most = reach;
    }
    return most;
}

enum jh_status jh_may(const struct jh_app *app, const char *action, const char *county,
                      const char *school, struct jh_err *reterr)
{
    const struct jh_right *right;

    JH_TRY(find_action(action, &right, reterr));
    enum jh_reach reach = jh_may_reach(app, action, county, school);
    bool enough = reach == JH_REACH_COUNTY || (school && reach >= JH_REACH_CLASS) ||
                  (!county && reach > JH_REACH_NONE);
    if (!enough)
        return refuse(app, right, reterr);
    return second_factor(app, right, reterr);
}

enum jh_status jh_may_enter(const struct jh_app *app, const char *action, const char *county,
                            struct jh_err *reterr)
{
    const struct jh_right *right;

    JH_TRY(find_action(action, &right, reterr));
    if (jh_may_reach(app, action, county, NULL) == JH_REACH_NONE)
        return refuse(app, right, reterr);
    return second_factor(app, right, reterr);
}

bool jh_may_class(const struct jh_app *app, const char *action, const char *county,
                  const char *school, const char *class_)
{
    const struct jh_right *right = jh_right_find(jh_rights(), action);
    const struct jh_actor *a = actor_of(app);

    if (!right || (right->second_factor && !a->second_factor))
        return false;
    for (size_t i = 0; i < a->ngrant; i++) {
        const struct jh_grant *g = &a->grant[i];
        enum jh_reach reach = reach_at(app, right, g, county, school);
        if (reach > JH_REACH_CLASS ||
            (reach == JH_REACH_CLASS && g->class_ && class_ && strcmp(g->class_, class_) == 0))
            return true;
    }
    return false;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The codes of all units named by grants, groups opened, each once. */
static enum jh_status units(const struct jh_app *app, const struct jh_right *right,
                            const char *county, struct jh_arena *mem, const char ***ret,
                            size_t *ret_n, struct jh_err *reterr)
{
    const struct jh_actor *a = actor_of(app);
    const char **list = jh_new(mem, const char *, a->ngrant + 1);
    size_t n = 0, kept = 0;

    for (size_t i = 0; i < a->ngrant; i++) {
        const char *const *member;
        size_t m;

        if (!a->grant[i].org || reach_of(right, &a->grant[i], county) < JH_REACH_CLASS)
            continue;
        JH_TRY(jh_group_members(app, county, a->grant[i].org, mem, &member, &m, reterr));
        list = jh_arena_grow(mem, list, n, n + m + a->ngrant + 1, sizeof *list);
        list[n++] = a->grant[i].org;
        for (size_t k = 0; k < m; k++)
            list[n++] = member[k];
    }
    qsort(list, n, sizeof *list, by_text);
    for (size_t i = 0; i < n; i++)
        if (!kept || strcmp(list[kept - 1], list[i]) != 0)
            list[kept++] = list[i];
    *ret = list;
    *ret_n = kept;
    return JH_OK;
}

enum jh_status jh_may_schools(const struct jh_app *app, const char *action, const char *county,
                              struct jh_arena *mem, bool *ret_all, const char *const **ret,
                              size_t *ret_n, struct jh_err *reterr)
{
    const struct jh_right *right;
    const char **list = NULL;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_may_enter(app, action, county, reterr));
    JH_TRY(find_action(action, &right, reterr));
    *ret_all = jh_may_reach(app, action, county, NULL) == JH_REACH_COUNTY;
    if (*ret_all)
        return JH_OK;
    JH_TRY(units(app, right, county, mem, &list, ret_n, reterr));
    *ret = list;
    return JH_OK;
}

/* Which rows a role's grant reaches when nothing more is said: row "role" of the table. */
static enum jh_field_view view_by(const struct jh_app *app, const struct jh_right *right,
                                  const struct jh_grant *g, const char *county, const char *school)
{
    const struct jh_rights *t = jh_rights();
    const struct jh_right *roles = jh_right_find(t, "role");
    int role = jh_role_index(t, g->role);

    if (role < 0 || (g->county && county && strcmp(g->county, county) != 0))
        return JH_FIELD_SEALED;
    bool inside = roles->cell[role] == JH_REACH_COUNTY ||
                  (roles->cell[role] != JH_REACH_OWN && school && in_unit(app, g, county, school));
    return (enum jh_field_view)(inside ? right->cell[role] : right->outside[role]);
}

enum jh_field_view jh_field_view(const struct jh_app *app, const char *field_class,
                                 const char *county, const char *school)
{
    const struct jh_right *right = jh_right_find(jh_rights(), field_class);
    const struct jh_actor *a = actor_of(app);
    enum jh_field_view best = JH_FIELD_SEALED;

    for (size_t i = 0; right && right->field && i < a->ngrant; i++) {
        enum jh_field_view view = view_by(app, right, &a->grant[i], county, school);
        if (view > best)
            best = view;
    }
    /* Support looks through another account at how pages look, not at people. */
    return a->viewing_as && best == JH_FIELD_PLAIN ? JH_FIELD_MASKED : best;
}

static bool own(const struct jh_actor *a, const char *county, int64_t person,
                const struct jh_grant **ret)
{
    for (size_t i = 0; person && i < a->ngrant; i++) {
        *ret = &a->grant[i];
        if ((*ret)->person == person && (*ret)->county && strcmp((*ret)->county, county) == 0)
            return true;
    }
    return false;
}

bool jh_may_own(const struct jh_app *app, const char *action, const char *county, int64_t person)
{
    const struct jh_right *right = jh_right_find(jh_rights(), action);
    const struct jh_actor *a = actor_of(app);
    const struct jh_grant *g;

    return right && !right->field && (!right->second_factor || a->second_factor) &&
           own(a, county, person, &g) && reach_of(right, g, county) >= JH_REACH_OWN;
}

enum jh_field_view jh_field_view_of(const struct jh_app *app, const char *field_class,
                                    const char *county, const char *school, int64_t person)
{
    const struct jh_right *right = jh_right_find(jh_rights(), field_class);
    enum jh_field_view best = jh_field_view(app, field_class, county, school);
    const struct jh_actor *a = actor_of(app);
    int parent = jh_role_index(jh_rights(), "parent");
    const struct jh_grant *g;

    if (!right || parent < 0 || !own(a, county, person, &g))
        return best;
    enum jh_field_view view = (enum jh_field_view)right->cell[parent];
    if (a->viewing_as && view == JH_FIELD_PLAIN)
        view = JH_FIELD_MASKED;
    return view > best ? view : best;
}
