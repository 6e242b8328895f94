/* src/web/h_orgs.c - groups of schools, and what becomes of schools. */
#include "app/orgs.h"
#include "web/handlers.h"
#include <jansson.h>

enum jh_status jh_h_orgs(struct jh_request *r, struct jh_err *reterr)
{
    return jh_app_orgs_json(&r->app, r->part[0], jh_query(r, "day"), &r->out, reterr);
}

enum jh_status jh_h_org_history(struct jh_request *r, struct jh_err *reterr)
{
    return jh_app_org_history_json(&r->app, r->part[0], r->part[1], &r->out, reterr);
}

static const char *body_text(const struct jh_request *r)
{
    return r->body.data ? r->body.data : "";
}

enum jh_status jh_h_org_preview(struct jh_request *r, struct jh_err *reterr)
{
    struct jh_org_step step;

    JH_TRY(jh_org_step_read(&r->mem, body_text(r), &step, reterr));
    return jh_app_org_preview(&r->app, r->part[0], &step, &r->out, reterr);
}

enum jh_status jh_h_org_step(struct jh_request *r, struct jh_err *reterr)
{
    struct jh_org_step step;

    JH_TRY(jh_org_step_read(&r->mem, body_text(r), &step, reterr));
    return jh_app_org_commit(&r->app, r->part[0], &step, &r->out, reterr);
}

enum jh_status jh_h_groups_from_roster(struct jh_request *r, struct jh_err *reterr)
{
    size_t made;

    JH_TRY(jh_app_groups_from_roster(&r->app, r->part[0], &made, reterr));
    return jh_app_orgs_json(&r->app, r->part[0], NULL, &r->out, reterr);
}

static const char *text_of(struct jh_request *r, json_t *body, const char *name)
{
    return jh_arena_strdup(&r->mem, json_string_value(json_object_get(body, name)));
}

enum jh_status jh_h_group_add(struct jh_request *r, struct jh_err *reterr)
{
    json_t *body = json_loadb(body_text(r), r->body.len, JSON_REJECT_DUPLICATES, NULL);
    const struct jh_new_group g = {text_of(r, body, "kind"), text_of(r, body, "code"),
                                   text_of(r, body, "name"), text_of(r, body, "type"),
                                   text_of(r, body, "since")};

    json_decref(body);
    return jh_app_group_add(&r->app, r->part[0], &g, &r->out, reterr);
}

enum jh_status jh_h_group_member(struct jh_request *r, struct jh_err *reterr)
{
    json_t *body = json_loadb(body_text(r), r->body.len, JSON_REJECT_DUPLICATES, NULL);
    const char *role = text_of(r, body, "role"), *day = text_of(r, body, "day");

    json_decref(body);
    JH_TRY(jh_app_group_member(&r->app, r->part[0], r->part[1], r->part[2], role, day, reterr));
    return jh_app_orgs_json(&r->app, r->part[0], day, &r->out, reterr);
}
