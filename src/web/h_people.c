/* src/web/h_people.c - pupils and teachers: search, files, steps, the year's roll-over. */
#include "app/people.h"
#include "web/handlers.h"
#include <string.h>

enum jh_status jh_h_people(struct jh_request *r, struct jh_err *reterr)
{
    const char *kind = jh_query(r, "kind"), *limit = jh_query(r, "limit"), *text = jh_query(r, "q");
    int64_t most = 0;

    if (limit && *limit)
        JH_TRY(jh_request_number(limit, "limit", &most, reterr));
    const struct jh_people_query q = {.county = r->part[0],
                                      .text = text && *text ? text : NULL,
                                      .school = jh_query(r, "school"),
                                      .kind = !kind                          ? 0
                                              : strcmp(kind, "pupil") == 0   ? JH_PEOPLE_PUPILS
                                              : strcmp(kind, "teacher") == 0 ? JH_PEOPLE_TEACHERS
                                                                             : 0,
                                      .limit = most > 0 && most < 10000 ? (int)most : 0};
    return jh_app_people_find(&r->app, &q, &r->out, reterr);
}

enum jh_status jh_h_person(struct jh_request *r, struct jh_err *reterr)
{
    int64_t id;
    JH_TRY(jh_request_number(r->part[1], "person", &id, reterr));
    return jh_app_person_json(&r->app, r->part[0], id, &r->out, reterr);
}

static int whole(const json_t *body, const char *field)
{
    json_int_t value = json_integer_value(json_object_get(body, field));
    return value > 0 && value < 100000000 ? (int)value : 0;
}

enum jh_status jh_h_person_step(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    struct jh_person_step_in in = {.county = r->part[0]};
    const char *date;

    JH_TRY(jh_request_number(r->part[1], "person", &in.person, reterr));
    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "kind", true, &in.kind, reterr));
    JH_TRY(jh_body_text(r, body, "school", false, &in.school, reterr));
    JH_TRY(jh_body_text(r, body, "class", false, &in.class_, reterr));
    JH_TRY(jh_body_text(r, body, "reason", false, &in.reason, reterr));
    JH_TRY(jh_body_text(r, body, "date", false, &date, reterr));
    JH_TRY(jh_people_date(date, &in.date, reterr));
    in.entry = whole(body, "entry");
    in.preview = json_is_true(json_object_get(body, "preview"));
    return jh_app_person_step(&r->app, &in, &r->out, reterr);
}

enum jh_status jh_h_people_steps(struct jh_request *r, struct jh_err *reterr)
{
    return jh_app_people_steps(&r->app, r->part[0], &r->out, reterr);
}

enum jh_status jh_h_people_undo(struct jh_request *r, struct jh_err *reterr)
{
    int64_t id;
    JH_TRY(jh_request_number(r->part[1], "step", &id, reterr));
    return jh_app_people_undo(&r->app, r->part[0], id, &r->out, reterr);
}

enum jh_status jh_h_roll_over(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;

    JH_TRY(jh_body_object(r, &body, reterr));
    return jh_app_roll_over(&r->app, r->part[0], whole(body, "year"),
                            !json_is_false(json_object_get(body, "preview")), &r->out, reterr);
}

enum jh_status jh_h_people_compare(struct jh_request *r, struct jh_err *reterr)
{
    const char *year = jh_query(r, "year");
    int64_t number = 0;

    if (year && *year)
        JH_TRY(jh_request_number(year, "year", &number, reterr));
    return jh_app_people_compare(&r->app, r->part[0], (int)number, &r->out, reterr);
}

enum jh_status jh_h_people_source(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    const char *source;

    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "source", true, &source, reterr));
    return jh_app_people_source(&r->app, r->part[0], source, &r->out, reterr);
}

enum jh_status jh_h_people_export(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    struct jh_people_export in = {.county = r->part[0]};
    const char *purpose;

    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "kind", true, &in.kind, reterr));
    JH_TRY(jh_body_text(r, body, "school", false, &in.school, reterr));
    JH_TRY(jh_body_text(r, body, "format", true, &in.format, reterr));
    JH_TRY(jh_body_text(r, body, "purpose", false, &purpose, reterr));
    if (purpose && *purpose && r->app.actor == &r->who.actor)
        r->who.actor.purpose = purpose;
    JH_TRY(jh_app_people_export(&r->app, &in, &r->out, reterr));
    bool csv = strcmp(in.format, "csv") == 0;
    r->type = csv ? "text/csv; charset=utf-8"
                  : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    r->file_name = jh_arena_printf(&r->mem, "%s-%s.%s", in.kind, r->part[0], csv ? "csv" : "xlsx");
    return JH_OK;
}

enum jh_status jh_h_people_counts(struct jh_request *r, struct jh_err *reterr)
{
    const char *year = jh_query(r, "year"), *format = jh_query(r, "format");
    bool workbook = format && strcmp(format, "xlsx") == 0;
    int64_t number = 0;

    if (year && *year)
        JH_TRY(jh_request_number(year, "year", &number, reterr));
    if (workbook) {
        r->type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        r->file_name = jh_arena_printf(&r->mem, "people-counts-%s.xlsx", r->part[0]);
    }
    return jh_app_people_counts(&r->app, r->part[0], (int)number, workbook, &r->out, reterr);
}

enum jh_status jh_h_people_least(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;

    JH_TRY(jh_body_object(r, &body, reterr));
    return jh_app_people_least(&r->app, r->part[0], whole(body, "least"), &r->out, reterr);
}
