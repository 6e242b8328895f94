/* src/app/accounts/manage.c - accounts made, changed, locked; passwords given anew. */
#include "app/accounts/inside.h"
#include <math.h>

enum jh_status jh_account_to_manage(const struct jh_app *app, struct jh_arena *mem,
                                    const char *account, struct jh_account *ret,
                                    struct jh_err *reterr)
{
    bool found;

    JH_TRY(jh_may_enter(app, "accounts.manage", NULL, reterr));
    JH_TRY(jh_store_account(app->store, mem, account, ret, &found, reterr));
    if (!found)
        return jh_fail(reterr, JH_E_NOTFOUND, "account.unknown", JH_NOWHERE, (double)NAN, "%.60s",
                       account);
    return jh_may(app, "accounts.manage", ret->county, NULL, reterr);
}

/* Letters, digits and . _ - @: what can be typed on any keyboard, and stands in an address. */
static enum jh_status check_name(const char *account, struct jh_err *reterr)
{
    size_t n = strlen(account);
    static const char good[] = "abcdefghijklmnopqrstuvwxyz0123456789._-@";

    if (n < 2 || n > JH_ACCOUNT_NAME_MOST || strspn(account, good) != n || account[0] == '.' ||
        account[0] == '-')
        return jh_fail(reterr, JH_E_DATA, "account.name", ((struct jh_at){"account", 0}), (double)n,
                       "%.60s", account);
    return JH_OK;
}

static enum jh_status check_person(const char *name, struct jh_err *reterr)
{
    size_t n = strlen(name);

    for (const char *c = name; *c; c++)
        if ((unsigned char)*c < 0x20)
            n = 0;
    if (n == 0 || n > JH_ACCOUNT_TEXT_MOST)
        return jh_fail(reterr, JH_E_DATA, "account.person", ((struct jh_at){"name", 0}), (double)n,
                       "%.60s", name);
    return JH_OK;
}

/* The given password, or a new one to be changed at the first login. */
static enum jh_status choose_password(struct jh_account *a, const char *given, char hash[128],
                                      char ret_password[JH_NEW_PASSWORD_TEXT],
                                      struct jh_err *reterr)
{
    ret_password[0] = 0;
    if (given)
        JH_TRY(jh_password_check(a->account, given, reterr));
    else
        jh_password_make(ret_password);
    jh_password_hash(given ? given : ret_password, hash);
    a->hash = hash;
    a->must_change = !given;
    return JH_OK;
}

enum jh_status jh_app_account_add(const struct jh_app *app, const struct jh_new_account *in,
                                  char ret_password[JH_NEW_PASSWORD_TEXT], struct jh_err *reterr)
{
    struct jh_account a = {.county = in->county, .account = in->account, .name = in->name};
    char hash[128];

    JH_TRY(jh_may(app, "accounts.manage", in->county, NULL, reterr));
    JH_TRY(check_name(in->account, reterr));
    JH_TRY(check_person(in->name, reterr));
    JH_TRY(choose_password(&a, in->password, hash, ret_password, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_store_add_account(app->store, &a, reterr);
    if (status == JH_OK)
        status = jh_account_log(app, "account:add", &a, "{}", reterr);
    return jh_account_end(app, status, reterr);
}

static enum jh_status state_of(const char *text, enum jh_account_state *ret, struct jh_err *reterr)
{
    static const char *const states[] = {"active", "locked", "closed"};

    for (int i = 0; i < 3; i++)
        if (strcmp(text, states[i]) == 0) {
            *ret = (enum jh_account_state)i;
            return JH_OK;
        }
    return jh_fail(reterr, JH_E_USAGE, "account.state", ((struct jh_at){"state", 0}), (double)NAN,
                   "%.40s", text);
}

/* Keep the account, end its sessions, log it. */
static enum jh_status save(const struct jh_app *app, const struct jh_account *a, const char *action,
                           const char *detail, struct jh_err *reterr)
{
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_store_save_account(app->store, a, reterr);
    if (status == JH_OK)
        status = jh_store_end_sessions(app->store, a->county, a->account, NULL, reterr);
    if (status == JH_OK)
        status = jh_account_log(app, action, a, detail, reterr);
    return jh_account_end(app, status, reterr);
}

static bool is_self(const struct jh_app *app, const struct jh_account *a)
{
    return !app->actor->local && strcmp(app->actor->account, a->account) == 0;
}

enum jh_status jh_app_account_change(const struct jh_app *app, const char *account,
                                     const char *name, const char *state, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf detail = JH_BUF(JH_DETAIL_MOST);
    struct jh_account a;
    struct jh_json j;

    JH_TRY(jh_account_to_manage(app, &mem, account, &a, reterr));
    if (name)
        JH_TRY(check_person(name, reterr));
    if (state)
        JH_TRY(state_of(state, &a.state, reterr));
    if (state && is_self(app, &a)) /* nobody shuts the door behind oneself */
        return jh_fail(reterr, JH_E_CONFLICT, "account.own_state", JH_NOWHERE, (double)NAN, "%.60s",
                       account);
    a.name = name ? name : a.name;
    jh_json_begin(&j, &detail);
    jh_json_object(&j, NULL);
    if (name)
        jh_json_str(&j, "name", name);
    if (state)
        jh_json_str(&j, "state", state);
    jh_json_end(&j);
    JH_TRY(jh_buf_check(&detail, reterr));
    return save(app, &a, "account:change", detail.data, reterr);
}

enum jh_status jh_app_account_password(const struct jh_app *app, const char *account,
                                       const char *password,
                                       char ret_password[JH_NEW_PASSWORD_TEXT],
                                       struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    char hash[128], moment[JH_MOMENT_TEXT];
    struct jh_account a;

    JH_TRY(jh_account_to_manage(app, &mem, account, &a, reterr));
    JH_TRY(choose_password(&a, password, hash, ret_password, reterr));
    jh_moment(jh_clock(), moment);
    a.changed = moment;
    return save(app, &a, "account:new_password", "{}", reterr);
}

enum jh_status jh_app_account_no_totp(const struct jh_app *app, const char *account,
                                      struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_account a;

    JH_TRY(jh_account_to_manage(app, &mem, account, &a, reterr));
    a.totp = "";
    a.totp_size = 0;
    return save(app, &a, "account:no_second_factor", "{}", reterr);
}
