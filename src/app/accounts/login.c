/* src/app/accounts/login.c - in, out, second factor, password, looking through another account. */
#include "app/accounts/inside.h"
#include "base/totp.h"
#include <math.h>

enum jh_status jh_account_end(const struct jh_app *app, enum jh_status status,
                              struct jh_err *reterr)
{
    if (status == JH_OK)
        status = jh_store_commit(app->store, reterr);
    jh_store_rollback(app->store);
    return status;
}

enum jh_status jh_account_log(const struct jh_app *app, const char *action,
                              const struct jh_account *about, const char *detail,
                              struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *subject = jh_arena_printf(&mem, "account:%s", about->account);

    return jh_app_log(app, about->county, action, subject, detail, reterr);
}

static enum jh_status wrong(const char *id, struct jh_err *reterr)
{
    return jh_fail(reterr, JH_E_LOGIN, id, JH_NOWHERE, (double)NAN, "login");
}

/* As the account itself: it is not the actor yet. */
static struct jh_app as_account(const struct jh_app *app, const struct jh_account *a,
                                struct jh_actor *actor)
{
    struct jh_app as = *app;

    *actor = (struct jh_actor){.account = a->account};
    as.actor = actor;
    return as;
}

static enum jh_status log_failure(const struct jh_app *app, const struct jh_login *in,
                                  const struct jh_account *a, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf detail = JH_BUF(JH_DETAIL_MOST);
    struct jh_app as = *app;
    struct jh_json j;

    as.actor = jh_actor_nobody();
    jh_json_begin(&j, &detail);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "address", in->address);
    jh_json_end(&j);
    return jh_account_log(&as, "session:failed", a, detail.data, reterr);
}

/* Written whether or not the attempt was right, so in a transaction of its own. */
static enum jh_status count_failure(const struct jh_app *app, const struct jh_login *in,
                                    const struct jh_account *a, int64_t now, struct jh_err *reterr)
{
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_throttle_failed(app, "account", in->account, now, reterr);
    if (status == JH_OK)
        status = jh_throttle_failed(app, "address", in->address, now, reterr);
    if (status == JH_OK && a)
        status = log_failure(app, in, a, reterr);
    return jh_account_end(app, status, reterr);
}

static enum jh_status let_in(const struct jh_app *app, struct jh_arena *mem,
                             const struct jh_login *in, struct jh_account *a, int64_t now,
                             char ret_token[JH_TOKEN_TEXT], struct jh_err *reterr)
{
    struct jh_actor actor;
    struct jh_app as = as_account(app, a, &actor);
    const struct jh_session s = {.county = a->county,
                                 .account = a->account,
                                 .created = now,
                                 .expires = now + JH_SESSION_MOST,
                                 .address = in->address,
                                 .viewing_as = ""};
    char moment[JH_MOMENT_TEXT];

    jh_moment(now, moment);
    a->last_login = jh_arena_strdup(mem, moment);
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_throttle_clear(app, "account", a->account, reterr);
    if (status == JH_OK)
        status = jh_store_sweep_sessions(app->store, now, now - JH_SESSION_IDLE, reterr);
    if (status == JH_OK)
        status = jh_store_save_account(app->store, a, reterr);
    if (status == JH_OK)
        status = jh_session_start(app, &s, NULL, now, ret_token, reterr);
    if (status == JH_OK)
        status = jh_account_log(&as, "session:login", a, "{}", reterr);
    return jh_account_end(app, status, reterr);
}

/* An unknown name takes as long as a wrong password. */
static bool fits(const struct jh_account *a, bool found, const char *password)
{
    if (found)
        return jh_password_fits(a->hash, password);
    jh_password_nothing(password);
    return false;
}

enum jh_status jh_app_login(const struct jh_app *app, const struct jh_login *in, int64_t now,
                            char ret_token[JH_TOKEN_TEXT], struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_account a;
    bool found;

    if (strlen(in->account) > JH_ACCOUNT_NAME_MOST || strlen(in->password) > JH_PASSWORD_MOST)
        return wrong("session.wrong", reterr);
    JH_TRY(jh_throttle_open(app, "account", in->account, now, reterr));
    JH_TRY(jh_throttle_open(app, "address", in->address, now, reterr));
    JH_TRY(jh_store_account(app->store, &mem, in->account, &a, &found, reterr));
    if (!fits(&a, found, in->password) || a.state == JH_ACCOUNT_CLOSED) {
        JH_TRY(count_failure(app, in, found ? &a : NULL, now, reterr));
        return wrong("session.wrong", reterr);
    }
    if (a.state == JH_ACCOUNT_LOCKED)
        return jh_fail(reterr, JH_E_DENIED, "session.locked", JH_NOWHERE, (double)NAN, "%.60s",
                       a.account);
    return let_in(app, &mem, in, &a, now, ret_token, reterr);
}

enum jh_status jh_app_logout(const struct jh_app *app, const struct jh_who *who,
                             struct jh_err *reterr)
{
    if (!who->found)
        return JH_OK;
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status =
        jh_store_end_session(app->store, who->session.county, who->session.token, reterr);
    if (status == JH_OK)
        status = jh_account_log(app, "session:logout", &who->account, "{}", reterr);
    return jh_account_end(app, status, reterr);
}

static enum jh_status need_session(const struct jh_who *who, struct jh_err *reterr)
{
    return who->found ? JH_OK : wrong("rights.login", reterr);
}

static enum jh_status take_code(const struct jh_app *app, struct jh_who *who, const char *code,
                                int64_t now, struct jh_err *reterr)
{
    unsigned char secret[JH_TOTP_SECRET_MOST];
    size_t n = 0;
    int64_t step;

    JH_TRY(jh_throttle_open(app, "code", who->account.account, now, reterr));
    JH_TRY(jh_totp_secret(&who->account, secret, &n, reterr));
    if (jh_totp_fits(secret, n, code, now, who->account.totp_step, &step)) {
        who->account.totp_step = step;
        return JH_OK;
    }
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_throttle_failed(app, "code", who->account.account, now, reterr);
    if (status == JH_OK)
        status = jh_account_log(app, "session:failed_code", &who->account, "{}", reterr);
    JH_TRY(jh_account_end(app, status, reterr));
    return wrong("session.wrong_code", reterr);
}

/* The account as it is now, and a new token in place of the old one; all in one transaction. */
static enum jh_status renew(const struct jh_app *app, struct jh_who *who, const char *action,
                            bool others_end, int64_t now, char ret_token[JH_TOKEN_TEXT],
                            struct jh_err *reterr)
{
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_store_save_account(app->store, &who->account, reterr);
    if (status == JH_OK)
        status = jh_throttle_clear(app, "code", who->account.account, reterr);
    if (status == JH_OK && others_end)
        status = jh_store_end_sessions(app->store, who->account.county, who->account.account,
                                       who->session.token, reterr);
    if (status == JH_OK)
        status = jh_session_start(app, &who->session, who->session.token, now, ret_token, reterr);
    if (status == JH_OK)
        status = jh_account_log(app, action, &who->account, "{}", reterr);
    return jh_account_end(app, status, reterr);
}

enum jh_status jh_app_second_factor(const struct jh_app *app, struct jh_who *who, const char *code,
                                    int64_t now, char ret_token[JH_TOKEN_TEXT],
                                    struct jh_err *reterr)
{
    JH_TRY(need_session(who, reterr));
    if (!who->account.totp_size)
        return jh_fail(reterr, JH_E_CONFLICT, "session.no_second_factor", JH_NOWHERE, (double)NAN,
                       "%s", who->account.account);
    JH_TRY(take_code(app, who, code, now, reterr));
    who->session.second_factor = true;
    return renew(app, who, "session:second_factor", false, now, ret_token, reterr);
}

static enum jh_status own_password(const struct jh_app *app, const struct jh_who *who,
                                   const char *password, int64_t now, struct jh_err *reterr)
{
    const char *account = who->account.account;

    JH_TRY(jh_throttle_open(app, "account", account, now, reterr));
    if (strlen(password) <= JH_PASSWORD_MOST && jh_password_fits(who->account.hash, password))
        return JH_OK;
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_throttle_failed(app, "account", account, now, reterr);
    JH_TRY(jh_account_end(app, status, reterr));
    return wrong("session.wrong_password", reterr);
}

enum jh_status jh_app_change_password(const struct jh_app *app, struct jh_who *who, const char *old,
                                      const char *fresh, int64_t now, char ret_token[JH_TOKEN_TEXT],
                                      struct jh_err *reterr)
{
    char hash[128], moment[JH_MOMENT_TEXT];

    JH_TRY(need_session(who, reterr));
    JH_TRY(own_password(app, who, old, now, reterr));
    if (strcmp(old, fresh) == 0)
        return jh_fail(reterr, JH_E_DATA, "account.password_same", ((struct jh_at){"fresh", 0}),
                       (double)NAN, "the same");
    JH_TRY(jh_password_check(who->account.account, fresh, reterr));
    jh_password_hash(fresh, hash);
    jh_moment(now, moment);
    who->account.hash = hash;
    who->account.changed = moment;
    who->account.must_change = false;
    enum jh_status status = renew(app, who, "account:password", true, now, ret_token, reterr);
    who->account.hash = "";
    who->account.changed = "";
    return status;
}

enum jh_status jh_app_totp_keep(const struct jh_app *app, struct jh_who *who, const char *password,
                                const char *secret, const char *code, int64_t now,
                                char ret_token[JH_TOKEN_TEXT], struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf sealed = JH_BUF(JH_ACCOUNT_TEXT_MOST * 2);
    int64_t step;

    JH_TRY(need_session(who, reterr));
    JH_TRY(own_password(app, who, password, now, reterr));
    JH_TRY(jh_totp_seal(&who->account, secret, code, now, &step, &sealed, reterr));
    who->account.totp = sealed.data;
    who->account.totp_size = sealed.len;
    who->account.totp_step = step;
    who->session.second_factor = true;
    enum jh_status status = renew(app, who, "account:second_factor", true, now, ret_token, reterr);
    who->account.totp = "";
    return status;
}

/* Only of an account whose rights the actor could have given. */
static enum jh_status may_view(const struct jh_app *app, struct jh_arena *mem,
                               const struct jh_who *who, const char *account,
                               struct jh_account *ret, struct jh_err *reterr)
{
    bool found;

    JH_TRY(jh_store_account(app->store, mem, account, ret, &found, reterr));
    if (!found || ret->state == JH_ACCOUNT_CLOSED || strcmp(account, who->account.account) == 0)
        return jh_fail(reterr, JH_E_NOTFOUND, "account.unknown", JH_NOWHERE, (double)NAN, "%.60s",
                       account);
    return jh_may(app, "accounts.view_as", ret->county, NULL, reterr);
}

enum jh_status jh_app_view_as(const struct jh_app *app, struct jh_who *who, const char *account,
                              int64_t now, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_account other = who->account;

    JH_TRY(need_session(who, reterr));
    if (account)
        JH_TRY(may_view(app, &mem, who, account, &other, reterr));
    who->session.viewing_as = account ? other.account : "";
    who->session.viewing_until = account ? now + JH_VIEW_MOST : 0;
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_store_put_session(app->store, &who->session, reterr);
    if (status == JH_OK)
        status = jh_account_log(app, account ? "session:view_as" : "session:view_end", &other, "{}",
                                reterr);
    return jh_account_end(app, status, reterr);
}
