/* src/web/h_accounts.c - accounts managed, the log, and what needs two people. */
#include "app/audit.h"
#include "web/handlers.h"
#include <math.h>

enum { JH_AUDIT_PAGE = 200 };

enum jh_status jh_h_accounts(struct jh_request *r, struct jh_err *reterr)
{
    return jh_app_accounts_json(&r->app, jh_query(r, "county"), &r->out, reterr);
}

enum jh_status jh_h_account(struct jh_request *r, struct jh_err *reterr)
{
    return jh_app_account_json(&r->app, r->part[0], NULL, &r->out, reterr);
}

enum jh_status jh_h_account_add(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    char password[JH_NEW_PASSWORD_TEXT];
    struct jh_new_account in = {0};

    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "county", true, &in.county, reterr));
    JH_TRY(jh_body_text(r, body, "account", true, &in.account, reterr));
    JH_TRY(jh_body_text(r, body, "name", true, &in.name, reterr));
    JH_TRY(jh_app_account_add(&r->app, &in, password, reterr));
    r->status = MHD_HTTP_CREATED;
    return jh_app_account_json(&r->app, in.account, password, &r->out, reterr);
}

enum jh_status jh_h_account_change(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    const char *name, *state;

    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "name", false, &name, reterr));
    JH_TRY(jh_body_text(r, body, "state", false, &state, reterr));
    JH_TRY(jh_app_account_change(&r->app, r->part[0], name, state, reterr));
    return jh_app_account_json(&r->app, r->part[0], NULL, &r->out, reterr);
}

enum jh_status jh_h_account_password(struct jh_request *r, struct jh_err *reterr)
{
    char password[JH_NEW_PASSWORD_TEXT];

    JH_TRY(jh_app_account_password(&r->app, r->part[0], NULL, password, reterr));
    return jh_app_account_json(&r->app, r->part[0], password, &r->out, reterr);
}

enum jh_status jh_h_account_no_totp(struct jh_request *r, struct jh_err *reterr)
{
    r->status = MHD_HTTP_NO_CONTENT;
    return jh_app_account_no_totp(&r->app, r->part[0], reterr);
}

enum jh_status jh_h_account_grant(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    struct jh_new_grant in = {0};

    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "role", true, &in.role, reterr));
    JH_TRY(jh_body_text(r, body, "county", false, &in.place, reterr));
    JH_TRY(jh_body_text(r, body, "org", false, &in.org, reterr));
    JH_TRY(jh_body_text(r, body, "class", false, &in.class_, reterr));
    JH_TRY(jh_body_text(r, body, "since", false, &in.since, reterr));
    JH_TRY(jh_body_text(r, body, "until", false, &in.until, reterr));
    in.person = json_integer_value(json_object_get(body, "person"));
    JH_TRY(jh_app_account_grant(&r->app, r->part[0], &in, reterr));
    r->status = MHD_HTTP_CREATED;
    return jh_app_account_json(&r->app, r->part[0], NULL, &r->out, reterr);
}

enum jh_status jh_h_account_revoke(struct jh_request *r, struct jh_err *reterr)
{
    int64_t number;

    JH_TRY(jh_request_number(r->part[1], "grant", &number, reterr));
    if (number < 1 || number > INT32_MAX)
        number = 0; /* there is none of it */
    JH_TRY(jh_app_account_revoke(&r->app, r->part[0], (int)number, reterr));
    return jh_app_account_json(&r->app, r->part[0], NULL, &r->out, reterr);
}

enum jh_status jh_h_audit(struct jh_request *r, struct jh_err *reterr)
{
    const char *text = jh_query(r, "before");
    int64_t before = 0;

    if (text && *text)
        JH_TRY(jh_request_number(text, "before", &before, reterr));
    return jh_app_audit_list(&r->app, r->part[0], before, JH_AUDIT_PAGE, true, &r->out, reterr);
}

enum jh_status jh_h_requests(struct jh_request *r, struct jh_err *reterr)
{
    return jh_app_requests_json(&r->app, r->part[0], jh_clock(), &r->out, reterr);
}

enum jh_status jh_h_request_ask(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    struct jh_new_request in = {0};
    struct jh_json j;
    int64_t id;

    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "action", true, &in.action, reterr));
    JH_TRY(jh_body_text(r, body, "subject", true, &in.subject, reterr));
    JH_TRY(jh_body_text(r, body, "reason", true, &in.reason, reterr));
    JH_TRY(jh_request_ask_two(&r->app, r->part[0], &in, jh_clock(), &id, reterr));
    r->status = MHD_HTTP_CREATED;
    jh_json_begin(&j, &r->out);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "request", id);
    jh_json_end(&j);
    return JH_OK;
}

enum jh_status jh_h_request_decide(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    const char *decision, *remark;
    int64_t id;

    JH_TRY(jh_request_number(r->part[1], "request", &id, reterr));
    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "decision", true, &decision, reterr));
    JH_TRY(jh_body_text(r, body, "remark", false, &remark, reterr));
    r->status = MHD_HTTP_NO_CONTENT;
    return jh_request_decide(&r->app, r->part[0], id, decision, remark, jh_clock(), reterr);
}
