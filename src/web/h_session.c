/* src/web/h_session.c - in, out, who am I, second factor, password, looking through another. */
#include "web/handlers.h"
#include <math.h>

/* Who is logged in now; after a change, with the new token. */
static enum jh_status answer(struct jh_request *r, const char *token, struct jh_err *reterr)
{
    if (token) {
        jh_request_cookie(r, token);
        JH_TRY(jh_app_who(&r->app, &r->mem, token, jh_clock(), &r->who, reterr));
        r->app.actor = &r->who.actor;
    }
    return jh_app_session_json(&r->app, &r->who, r->accounts, jh_clock(), &r->out, reterr);
}

static enum jh_status need_accounts(const struct jh_request *r, struct jh_err *reterr)
{
    if (r->accounts)
        return JH_OK;
    return jh_fail(reterr, JH_E_CONFLICT, "session.no_accounts", JH_NOWHERE, (double)NAN,
                   "the data file has no account");
}

enum jh_status jh_h_session(struct jh_request *r, struct jh_err *reterr)
{
    return answer(r, NULL, reterr);
}

enum jh_status jh_h_login(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    struct jh_login in = {.address = jh_request_address(r)};
    char token[JH_TOKEN_TEXT];

    JH_TRY(need_accounts(r, reterr));
    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "account", true, &in.account, reterr));
    JH_TRY(jh_body_text(r, body, "password", true, &in.password, reterr));
    JH_TRY(jh_app_login(&r->app, &in, jh_clock(), token, reterr));
    if (r->who.found) /* the session that was there before ends */
        JH_TRY(jh_app_logout(&r->app, &r->who, reterr));
    return answer(r, token, reterr);
}

enum jh_status jh_h_logout(struct jh_request *r, struct jh_err *reterr)
{
    jh_request_cookie(r, NULL);
    r->status = MHD_HTTP_NO_CONTENT;
    return jh_app_logout(&r->app, &r->who, reterr);
}

enum jh_status jh_h_code(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    char token[JH_TOKEN_TEXT];
    const char *code;

    JH_TRY(need_accounts(r, reterr));
    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "code", true, &code, reterr));
    JH_TRY(jh_app_second_factor(&r->app, &r->who, code, jh_clock(), token, reterr));
    return answer(r, token, reterr);
}

enum jh_status jh_h_password(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    char token[JH_TOKEN_TEXT];
    const char *old, *fresh;

    JH_TRY(need_accounts(r, reterr));
    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "old", true, &old, reterr));
    JH_TRY(jh_body_text(r, body, "fresh", true, &fresh, reterr));
    JH_TRY(jh_app_change_password(&r->app, &r->who, old, fresh, jh_clock(), token, reterr));
    return answer(r, token, reterr);
}

enum jh_status jh_h_totp_offer(struct jh_request *r, struct jh_err *reterr)
{
    JH_TRY(need_accounts(r, reterr));
    return jh_app_totp_offer(&r->app, &r->who, &r->out, reterr);
}

enum jh_status jh_h_totp_keep(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    const char *password, *secret, *code;
    char token[JH_TOKEN_TEXT];

    JH_TRY(need_accounts(r, reterr));
    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "password", true, &password, reterr));
    JH_TRY(jh_body_text(r, body, "secret", true, &secret, reterr));
    JH_TRY(jh_body_text(r, body, "code", true, &code, reterr));
    JH_TRY(jh_app_totp_keep(&r->app, &r->who, password, secret, code, jh_clock(), token, reterr));
    return answer(r, token, reterr);
}

enum jh_status jh_h_view_as(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    const char *account;

    JH_TRY(need_accounts(r, reterr));
    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "account", true, &account, reterr));
    r->status = MHD_HTTP_NO_CONTENT;
    return jh_app_view_as(&r->app, &r->who, account, jh_clock(), reterr);
}

enum jh_status jh_h_view_end(struct jh_request *r, struct jh_err *reterr)
{
    JH_TRY(need_accounts(r, reterr));
    r->status = MHD_HTTP_NO_CONTENT;
    return jh_app_view_as(&r->app, &r->who, NULL, jh_clock(), reterr);
}
