/* src/web/h_packs.c - health, counties, packs. */
#include "app/balance.h"
#include "base/version.h"
#include "web/handlers.h"

enum jh_status jh_h_health(struct jh_request *r, struct jh_err *reterr)
{
    struct jh_county *county;
    size_t n;
    struct jh_json j;

    JH_TRY(jh_store_counties(r->app.store, &r->mem, &county, &n, reterr));
    jh_json_begin(&j, &r->out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "status", "ok");
    jh_json_str(&j, "version", jh_version());
    jh_json_int(&j, "counties", (long long)n);
    jh_json_int(&j, "packs", (long long)r->app.packs->n);
    jh_json_int(&j, "pack_faults", (long long)r->app.packs->nfault);
    jh_json_end(&j);
    return JH_OK;
}

enum jh_status jh_h_counties(struct jh_request *r, struct jh_err *reterr)
{
    return jh_app_counties_json(&r->app, &r->out, reterr);
}

enum jh_status jh_h_packs(struct jh_request *r, struct jh_err *reterr)
{
    return jh_app_packs_json(&r->app, &r->out, reterr);
}

enum jh_status jh_h_pack(struct jh_request *r, struct jh_err *reterr)
{
    return jh_app_pack_json(&r->app, r->part[0], jh_query(r, "county"), &r->out, reterr);
}
