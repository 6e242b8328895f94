/* src/web/h_imports.c - a workbook on its way in, and the forms to fill in. */
#include "app/imports.h"
#include "web/handlers.h"
#include <jansson.h>

static const char xlsx[] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

static const char *body_text(const struct jh_request *r)
{
    return r->body.data ? r->body.data : "";
}

enum jh_status jh_h_form(struct jh_request *r, struct jh_err *reterr)
{
    struct jh_ask ask;
    const char *form = strcmp(r->part[1], "all") == 0 ? NULL : r->part[1];

    JH_TRY(jh_request_ask(r, &ask, reterr));
    r->type = xlsx;
    r->file_name = jh_arena_printf(&r->mem, "%s-%s.xlsx", ask.county, r->part[1]);
    return jh_app_form_xlsx(&r->app, ask.pack, form, ask.county, ask.year, &r->out, reterr);
}

enum jh_status jh_h_imports(struct jh_request *r, struct jh_err *reterr)
{
    return jh_app_imports_json(&r->app, r->part[0], &r->out, reterr);
}

enum jh_status jh_h_upload(struct jh_request *r, struct jh_err *reterr)
{
    const char *county = strcmp(r->part[0], "auto") == 0 ? NULL : r->part[0];
    const char *name = jh_query(r, "name"), *year = jh_query(r, "year");
    int64_t number = 0;

    if (!name || !*name)
        return jh_fail(reterr, JH_E_USAGE, "web.name_needed", ((struct jh_at){"name", 0}), 0,
                       "the query needs name=FILE");
    if (year && *year)
        JH_TRY(jh_request_number(year, "year", &number, reterr));
    const struct jh_upload upload = {.county = county,
                                     .name = name,
                                     .path = r->body_path,
                                     .bytes = body_text(r),
                                     .size = r->body.len,
                                     .year = (int)number,
                                     .form = jh_query(r, "form")};
    r->status = MHD_HTTP_CREATED;
    return jh_app_import_upload(&r->app, &upload, &r->out, reterr);
}

enum jh_status jh_h_import(struct jh_request *r, struct jh_err *reterr)
{
    int64_t id;
    JH_TRY(jh_request_number(r->part[1], "import", &id, reterr));
    return jh_app_import_json(&r->app, r->part[0], id, &r->out, reterr);
}

enum jh_status jh_h_discard(struct jh_request *r, struct jh_err *reterr)
{
    int64_t id;
    JH_TRY(jh_request_number(r->part[1], "import", &id, reterr));
    r->status = MHD_HTTP_NO_CONTENT;
    return jh_app_import_discard(&r->app, r->part[0], id, reterr);
}

enum jh_status jh_h_map(struct jh_request *r, struct jh_err *reterr)
{
    int64_t id;
    JH_TRY(jh_request_number(r->part[1], "import", &id, reterr));
    return jh_app_import_map(&r->app, r->part[0], id, body_text(r), &r->out, reterr);
}

enum jh_status jh_h_check(struct jh_request *r, struct jh_err *reterr)
{
    int64_t id;
    JH_TRY(jh_request_number(r->part[1], "import", &id, reterr));
    return jh_app_import_check(&r->app, r->part[0], id, NULL, &r->out, reterr);
}

enum jh_status jh_h_commit(struct jh_request *r, struct jh_err *reterr)
{
    int64_t id;
    json_t *body = json_loadb(body_text(r), r->body.len, JSON_REJECT_DUPLICATES, NULL);
    bool accept = json_is_true(json_object_get(body, "accept_rejected"));
    const char *reason =
        jh_arena_strdup(&r->mem, json_string_value(json_object_get(body, "reason")));
    bool wrong = r->body.len > 0 && !json_is_object(body);

    json_decref(body);
    if (wrong)
        return jh_fail(reterr, JH_E_USAGE, "web.bad_body", JH_NOWHERE, 0, "want a JSON object");
    JH_TRY(jh_request_number(r->part[1], "import", &id, reterr));
    return jh_app_import_commit(&r->app, r->part[0], id, accept, reason ? reason : "", &r->out,
                                reterr);
}

enum jh_status jh_h_undo(struct jh_request *r, struct jh_err *reterr)
{
    int64_t id;
    JH_TRY(jh_request_number(r->part[1], "import", &id, reterr));
    return jh_app_import_undo(&r->app, r->part[0], id, &r->out, reterr);
}

enum jh_status jh_h_annotated(struct jh_request *r, struct jh_err *reterr)
{
    int64_t id;
    JH_TRY(jh_request_number(r->part[1], "import", &id, reterr));
    r->type = xlsx;
    r->file_name = jh_arena_printf(&r->mem, "import-%s-%s-annotated.xlsx", r->part[0], r->part[1]);
    return jh_app_import_annotated(&r->app, r->part[0], id, &r->out, reterr);
}
