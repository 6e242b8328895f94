/* src/web/h_balance.c - the scorecard, its parts, its documents. */
#include "app/balance.h"
#include "app/report.h"
#include "web/handlers.h"
#include <jansson.h>
#include <math.h>

enum jh_status jh_h_balance(struct jh_request *r, struct jh_err *reterr)
{
    struct jh_ask ask;
    JH_TRY(jh_request_ask(r, &ask, reterr));
    return jh_app_balance_json(&r->app, &ask, &r->out, reterr);
}

enum jh_status jh_h_indicator(struct jh_request *r, struct jh_err *reterr)
{
    struct jh_ask ask;
    const char *stage = jh_query(r, "stage");

    JH_TRY(jh_request_ask(r, &ask, reterr));
    return jh_app_indicator_json(&r->app, &ask, r->part[1], stage ? stage : "", &r->out, reterr);
}

enum jh_status jh_h_school(struct jh_request *r, struct jh_err *reterr)
{
    struct jh_ask ask;
    JH_TRY(jh_request_ask(r, &ask, reterr));
    return jh_app_school_json(&r->app, &ask, r->part[1], &r->out, reterr);
}

enum jh_status jh_h_compare(struct jh_request *r, struct jh_err *reterr)
{
    struct jh_ask ask;
    const char *by = jh_query(r, "by");

    JH_TRY(jh_request_ask(r, &ask, reterr));
    return jh_app_compare_json(&r->app, &ask, by ? by : "years", &r->out, reterr);
}

enum jh_status jh_h_explain(struct jh_request *r, struct jh_err *reterr)
{
    struct jh_ask ask;
    const char *indicator = jh_query(r, "indicator");

    JH_TRY(jh_request_ask(r, &ask, reterr));
    return jh_app_explain_json(&r->app, &ask, indicator ? indicator : "", jh_query(r, "stage"),
                               jh_query(r, "school"), &r->out, reterr);
}

enum jh_status jh_h_places(struct jh_request *r, struct jh_err *reterr)
{
    r->type = "application/geo+json";
    return jh_app_places_json(&r->app, r->part[0], &r->out, reterr);
}

enum jh_status jh_h_set_switch(struct jh_request *r, struct jh_err *reterr)
{
    json_t *body =
        json_loadb(r->body.data ? r->body.data : "", r->body.len, JSON_REJECT_DUPLICATES, NULL);
    json_t *value = json_object_get(body, "value");
    double number = json_is_number(value) ? json_number_value(value) : (double)NAN;

    json_decref(body);
    if (!isfinite(number))
        return jh_fail(reterr, JH_E_USAGE, "web.bad_body", ((struct jh_at){"value", 0}),
                       (double)NAN, "want {\"value\": number}");
    r->status = MHD_HTTP_NO_CONTENT;
    return jh_app_set_switch(&r->app, r->part[0], r->part[1], r->part[2], number, reterr);
}

enum jh_status jh_h_report(struct jh_request *r, struct jh_err *reterr)
{
    struct jh_report_file file;
    struct jh_ask ask;

    JH_TRY(jh_request_ask(r, &ask, reterr));
    JH_TRY(jh_app_report(&r->app, &ask, r->part[1], &r->out, &file, reterr));
    r->type = file.type;
    r->file_name = jh_arena_strdup(&r->mem, file.name);
    return JH_OK;
}
