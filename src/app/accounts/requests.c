/* src/app/accounts/requests.c - what one person may not do alone. */
#include "app/accounts/inside.h"
#include <jansson.h>
#include <math.h>

static const char *const states[] = {"asked", "approved", "refused", "used", "withdrawn"};

static enum jh_status log_request(const struct jh_app *app, const char *county, const char *action,
                                  const struct jh_request_two *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf detail = JH_BUF(JH_DETAIL_MOST);
    struct jh_json j;

    jh_json_begin(&j, &detail);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "action", r->action);
    jh_json_str(&j, "subject", r->subject);
    jh_json_str(&j, "reason", r->reason);
    jh_json_end(&j);
    JH_TRY(jh_buf_check(&detail, reterr));
    return jh_app_log(app, county, action, jh_arena_printf(&mem, "request:%lld", (long long)r->id),
                      detail.data, reterr);
}

static enum jh_status check_new(const struct jh_new_request *in, struct jh_err *reterr)
{
    if (!jh_right_two_person(in->action))
        return jh_fail(reterr, JH_E_USAGE, "request.not_two", ((struct jh_at){"action", 0}),
                       (double)NAN, "%.60s", in->action);
    if (!*in->reason || strlen(in->reason) > 1000)
        return jh_fail(reterr, JH_E_DATA, "request.reason", ((struct jh_at){"reason", 0}),
                       (double)strlen(in->reason), "a reason");
    if (strlen(in->subject) > JH_ACCOUNT_TEXT_MOST || (in->detail && strlen(in->detail) > 1000))
        return jh_fail(reterr, JH_E_LIMIT, "request.too_long", ((struct jh_at){"subject", 0}), 1000,
                       "subject or detail");
    return JH_OK;
}

enum jh_status jh_request_ask_two(const struct jh_app *app, const char *county,
                                  const struct jh_new_request *in, int64_t now, int64_t *ret,
                                  struct jh_err *reterr)
{
    struct jh_request_two r = {.action = in->action,
                               .subject = in->subject,
                               .detail = in->detail ? in->detail : "{}",
                               .reason = in->reason,
                               .asked_by = app->actor->account,
                               .expires = now + (int64_t)JH_REQUEST_DAYS * 86400};

    JH_TRY(check_new(in, reterr));
    JH_TRY(jh_may_enter(app, in->action, county, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_store_add_request(app->store, county, &r, reterr);
    if (status == JH_OK)
        status = log_request(app, county, "request:ask", &r, reterr);
    *ret = r.id;
    return jh_account_end(app, status, reterr);
}

static enum jh_status decision_of(const char *text, enum jh_request_state *ret,
                                  struct jh_err *reterr)
{
    if (strcmp(text, "approve") == 0)
        *ret = JH_REQUEST_APPROVED;
    else if (strcmp(text, "refuse") == 0)
        *ret = JH_REQUEST_REFUSED;
    else if (strcmp(text, "withdraw") == 0)
        *ret = JH_REQUEST_WITHDRAWN;
    else
        return jh_fail(reterr, JH_E_USAGE, "request.decision", ((struct jh_at){"decision", 0}),
                       (double)NAN, "%.40s", text);
    return JH_OK;
}

/* The asker may only take it back; anybody else who decides may only say yes or no. */
static enum jh_status may_decide(const struct jh_app *app, const char *county,
                                 const struct jh_request_two *r, enum jh_request_state state,
                                 int64_t now, struct jh_err *reterr)
{
    bool own = strcmp(r->asked_by, app->actor->account) == 0;

    if (r->state != JH_REQUEST_ASKED || r->expires <= now)
        return jh_fail(reterr, JH_E_CONFLICT, "request.closed", JH_NOWHERE, (double)r->id, "%s",
                       states[r->state]);
    if (own != (state == JH_REQUEST_WITHDRAWN))
        return jh_fail(reterr, JH_E_DENIED, own ? "request.own" : "request.not_own", JH_NOWHERE,
                       (double)r->id, "%.60s", r->asked_by);
    return own ? JH_OK : jh_may(app, "requests.decide", county, NULL, reterr);
}

enum jh_status jh_request_decide(const struct jh_app *app, const char *county, int64_t id,
                                 const char *decision, const char *remark, int64_t now,
                                 struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_request_two r;
    enum jh_request_state state = JH_REQUEST_ASKED;
    char moment[JH_MOMENT_TEXT];

    JH_TRY(decision_of(decision, &state, reterr));
    JH_TRY(jh_may_enter(app, "requests.read", county, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_store_request(app->store, &mem, county, id, &r, reterr);
    if (status == JH_OK)
        status = may_decide(app, county, &r, state, now, reterr);
    if (status == JH_OK) {
        jh_moment(now, moment);
        r.state = state;
        r.decided_by = app->actor->account;
        r.decided = moment;
        r.remark = remark && strlen(remark) <= 1000 ? remark : "";
        status = jh_store_save_request(app->store, county, &r, reterr);
    }
    if (status == JH_OK)
        status = log_request(app, county, jh_arena_printf(&mem, "request:%s", states[state]), &r,
                             reterr);
    return jh_account_end(app, status, reterr);
}

enum jh_status jh_request_take(const struct jh_app *app, const char *county, const char *action,
                               const char *subject, int64_t now, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_request_two *list;
    size_t n;

    if (app->actor->local)
        return JH_OK;
    JH_TRY(jh_store_requests(app->store, &mem, county, &list, &n, reterr));
    for (size_t i = 0; i < n; i++) {
        struct jh_request_two *r = &list[i];
        if (r->state != JH_REQUEST_APPROVED || r->expires <= now ||
            strcmp(r->asked_by, app->actor->account) != 0 || strcmp(r->action, action) != 0 ||
            strcmp(r->subject, subject) != 0)
            continue;
        r->state = JH_REQUEST_USED;
        JH_TRY(jh_store_save_request(app->store, county, r, reterr));
        return log_request(app, county, "request:use", r, reterr);
    }
    return jh_fail(reterr, JH_E_DENIED, "request.needed", ((struct jh_at){action, 0}), (double)NAN,
                   "%.60s %.100s", action, subject);
}

static void put_request(struct jh_json *j, const struct jh_request_two *r, int64_t now)
{
    bool over = r->expires <= now && r->state <= JH_REQUEST_APPROVED;
    char moment[JH_MOMENT_TEXT];

    jh_moment(r->expires, moment);
    jh_json_object(j, NULL);
    jh_json_int(j, "request", r->id);
    jh_json_str(j, "action", r->action);
    jh_json_str(j, "subject", r->subject);
    jh_json_str(j, "reason", r->reason);
    jh_json_str(j, "asked_by", r->asked_by);
    jh_json_str(j, "asked", r->asked);
    jh_json_str(j, "decided_by", *r->decided_by ? r->decided_by : NULL);
    jh_json_str(j, "decided", *r->decided ? r->decided : NULL);
    jh_json_str(j, "remark", r->remark);
    jh_json_str(j, "state", over ? "expired" : states[r->state]);
    jh_json_str(j, "expires", moment);
    jh_json_end(j);
}

enum jh_status jh_app_requests_json(const struct jh_app *app, const char *county, int64_t now,
                                    struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_request_two *list;
    struct jh_json j;
    size_t n, shown = 0;

    JH_TRY(jh_may_enter(app, "requests.read", county, reterr));
    bool all = jh_may_reach(app, "requests.read", county, NULL) == JH_REACH_COUNTY;
    JH_TRY(jh_store_requests(app->store, &mem, county, &list, &n, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_array(&j, "items");
    for (size_t i = 0; i < n; i++)
        if (all || strcmp(list[i].asked_by, app->actor->account) == 0) {
            put_request(&j, &list[i], now);
            shown++;
        }
    jh_json_end(&j);
    jh_json_int(&j, "total", (long long)shown);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}
