/* src/web/h_checks.c - what the rules say of the data that are in. */
#include "app/checks.h"
#include "web/handlers.h"

enum jh_status jh_h_checks(struct jh_request *r, struct jh_err *reterr)
{
    struct jh_ask ask;

    JH_TRY(jh_request_ask(r, &ask, reterr));
    return jh_app_checks_json(&r->app, &ask, jh_query(r, "school"), &r->out, reterr);
}
