/* src/app/accounts/json.c - Session, Account and AccountList of api/openapi.yaml. */
#include "app/accounts/inside.h"
#include "base/msg.h"
#include "output/width.h"

static const char *role_title(const struct jh_app *app, struct jh_arena *mem, const char *role)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(1000);

    jh_msg(&text, app->language, jh_arena_printf(mem, "role.%s", role), NULL, 0);
    return jh_arena_strdup(mem, text.data ? text.data : role);
}

static const char *const states[] = {"active", "locked", "closed"};
static const char *const reaches[] = {"none", "own", "class", "school", "group", "county"};

static void put_own_grants(struct jh_json *j, const struct jh_app *app, struct jh_arena *mem,
                           const struct jh_actor *a)
{
    jh_json_array(j, "grants");
    for (size_t i = 0; i < a->ngrant; i++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "role", a->grant[i].role);
        jh_json_str(j, "title", role_title(app, mem, a->grant[i].role));
        jh_json_str(j, "county", a->grant[i].county);
        jh_json_str(j, "org", a->grant[i].org);
        jh_json_str(j, "class", a->grant[i].class_);
        if (a->grant[i].person)
            jh_json_int(j, "person", a->grant[i].person);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static bool wants_second_factor(const struct jh_who *w)
{
    bool wants = false;

    for (size_t i = 0; i < w->actor.ngrant; i++)
        wants |= jh_role_second_factor(w->actor.grant[i].role);
    return wants;
}

static void put_login(struct jh_json *j, const struct jh_who *w, int64_t now)
{
    const struct jh_session *s = &w->session;
    int64_t idle = s->seen + JH_SESSION_IDLE, end = idle < s->expires ? idle : s->expires;

    jh_json_str(j, "account", w->account.account);
    jh_json_str(j, "name", w->account.name);
    jh_json_str(j, "county", w->account.county);
    jh_json_str(j, "pending", w->pending);
    jh_json_bool(j, "second_factor", s->second_factor);
    jh_json_bool(j, "has_second_factor", w->account.totp_size > 0);
    jh_json_bool(j, "wants_second_factor", wants_second_factor(w));
    jh_json_str(j, "last_login", *w->account.last_login ? w->account.last_login : NULL);
    jh_json_str(j, "csrf", s->csrf);
    jh_json_int(j, "seconds_left", (long long)(end > now ? end - now : 0));
    jh_json_str(j, "viewing_as", w->actor.viewing_as);
    jh_json_int(j, "viewing_seconds",
                (long long)(w->actor.viewing_as ? s->viewing_until - now : 0));
}

enum jh_status jh_app_session_json(const struct jh_app *app, const struct jh_who *who,
                                   bool accounts, int64_t now, struct jh_buf *out,
                                   struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_json j;

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_bool(&j, "accounts", accounts);
    jh_json_bool(&j, "logged_in", !accounts || who->found);
    if (who->found)
        put_login(&j, who, now);
    put_own_grants(&j, app, &mem, app->actor);
    jh_rights_json(app, NULL, &j, "rights");
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

static void put_grant(struct jh_json *j, const struct jh_app *app, struct jh_arena *mem,
                      const struct jh_account_grant *g)
{
    jh_json_object(j, NULL);
    jh_json_int(j, "number", g->number);
    jh_json_str(j, "role", g->role);
    jh_json_str(j, "title", role_title(app, mem, g->role));
    jh_json_str(j, "county", *g->place ? g->place : NULL);
    jh_json_str(j, "org", *g->org ? g->org : NULL);
    jh_json_str(j, "class", *g->class_ ? g->class_ : NULL);
    if (g->person)
        jh_json_int(j, "person", g->person);
    jh_json_str(j, "since", g->since);
    jh_json_str(j, "until", *g->until ? g->until : NULL);
    jh_json_str(j, "given_by", g->given_by);
    jh_json_end(j);
}

static enum jh_status put_account(struct jh_json *j, const struct jh_app *app, struct jh_arena *mem,
                                  const struct jh_account *a, const char *password,
                                  struct jh_err *reterr)
{
    struct jh_account_grant *grant;
    size_t n;

    JH_TRY(jh_store_grants(app->store, mem, a->county, a->account, &grant, &n, reterr));
    jh_json_object(j, NULL);
    jh_json_str(j, "account", a->account);
    jh_json_str(j, "county", a->county);
    jh_json_str(j, "name", a->name);
    jh_json_str(j, "state", states[a->state]);
    jh_json_bool(j, "must_change", a->must_change);
    jh_json_bool(j, "has_second_factor", a->totp_size > 0);
    jh_json_str(j, "created", a->created);
    jh_json_str(j, "last_login", *a->last_login ? a->last_login : NULL);
    if (password && *password)
        jh_json_str(j, "password", password);
    jh_json_array(j, "grants");
    for (size_t i = 0; i < n; i++)
        put_grant(j, app, mem, &grant[i]);
    jh_json_end(j);
    jh_json_end(j);
    return JH_OK;
}

enum jh_status jh_app_account_json(const struct jh_app *app, const char *account,
                                   const char *password, struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_account a;
    struct jh_json j;

    JH_TRY(jh_account_to_manage(app, &mem, account, &a, reterr));
    jh_json_begin(&j, out);
    JH_TRY(put_account(&j, app, &mem, &a, password, reterr));
    return jh_buf_check(out, reterr);
}

/* Those that the actor may manage. */
static enum jh_status managed(const struct jh_app *app, struct jh_arena *mem, const char *county,
                              struct jh_account **ret, size_t *ret_n, struct jh_err *reterr)
{
    size_t n, kept = 0;

    JH_TRY(jh_may_enter(app, "accounts.manage", county, reterr));
    JH_TRY(jh_store_accounts(app->store, mem, county, ret, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (jh_may(app, "accounts.manage", (*ret)[i].county, NULL, NULL) == JH_OK)
            (*ret)[kept++] = (*ret)[i];
    *ret_n = kept;
    return JH_OK;
}

/* For the form that gives one: which roles there are, and what each has to name. */
static void put_roles(struct jh_json *j, const struct jh_app *app, struct jh_arena *mem)
{
    jh_json_array(j, "roles");
    for (size_t i = 0; i < jh_role_count(); i++) {
        const char *role = jh_role_id(i);
        if (strcmp(role, "operator") == 0 || strcmp(role, "public") == 0)
            continue;
        jh_json_object(j, NULL);
        jh_json_str(j, "role", role);
        jh_json_str(j, "title", role_title(app, mem, role));
        jh_json_str(j, "reach", reaches[jh_role_reach(role)]);
        jh_json_bool(j, "second_factor", jh_role_second_factor(role));
        jh_json_end(j);
    }
    jh_json_end(j);
}

enum jh_status jh_app_accounts_json(const struct jh_app *app, const char *county,
                                    struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_account *list;
    struct jh_json j;
    size_t n;

    JH_TRY(managed(app, &mem, county, &list, &n, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "total", (long long)n);
    jh_json_array(&j, "items");
    for (size_t i = 0; i < n; i++)
        JH_TRY(put_account(&j, app, &mem, &list[i], NULL, reterr));
    jh_json_end(&j);
    put_roles(&j, app, &mem);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

static void padded(struct jh_buf *out, const char *text, size_t width)
{
    size_t own = (size_t)(jh_display_width(text) + 0.5);

    jh_buf_adds(out, text);
    for (; own < width; own++)
        jh_buf_addc(out, ' ');
    jh_buf_adds(out, "  ");
}

/* One line an account and one, indented, a grant that has not ended. */
enum jh_status jh_app_accounts_text(const struct jh_app *app, const char *county,
                                    struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_account *list;
    size_t n, ngrant;

    JH_TRY(managed(app, &mem, county, &list, &n, reterr));
    for (size_t i = 0; i < n; i++) {
        struct jh_account_grant *g;
        const char *id = jh_arena_printf(&mem, "account.is_%s", states[list[i].state]);

        padded(out, list[i].account, 20);
        padded(out, *list[i].county ? list[i].county : "-", 6);
        padded(out, list[i].name, 12);
        jh_msg(out, app->language, id, NULL, 0);
        jh_buf_adds(out, "\n");
        JH_TRY(jh_store_grants(app->store, &mem, list[i].county, list[i].account, &g, &ngrant,
                               reterr));
        for (size_t k = 0; k < ngrant; k++)
            jh_buf_addf(out, "    %d. %s %s %s %s %s - %s\n", g[k].number,
                        role_title(app, &mem, g[k].role), *g[k].place ? g[k].place : "*", g[k].org,
                        g[k].class_, g[k].since, g[k].until);
    }
    return jh_buf_check(out, reterr);
}
