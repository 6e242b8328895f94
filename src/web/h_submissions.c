/* src/web/h_submissions.c - rounds of reporting, grids, moves, and what is due. */
#include "app/submissions.h"
#include "web/handlers.h"
#include <math.h>

enum { NOTES_MOST = 2000 };

enum jh_status jh_h_due(struct jh_request *r, struct jh_err *reterr)
{
    return jh_app_due_json(&r->app, r->part[0], &r->out, reterr);
}

enum jh_status jh_h_rounds(struct jh_request *r, struct jh_err *reterr)
{
    return jh_app_rounds_json(&r->app, r->part[0], &r->out, reterr);
}

enum jh_status jh_h_round(struct jh_request *r, struct jh_err *reterr)
{
    int64_t round;
    JH_TRY(jh_request_number(r->part[1], "round", &round, reterr));
    return jh_app_round_json(&r->app, r->part[0], round, &r->out, reterr);
}

enum jh_status jh_h_round_open(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    struct jh_round in = {.county = r->part[0]};

    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "title", false, &in.title, reterr));
    JH_TRY(jh_body_text(r, body, "pack", false, &in.pack, reterr));
    JH_TRY(jh_body_text(r, body, "forms", false, &in.forms, reterr));
    JH_TRY(jh_body_text(r, body, "due", true, &in.due, reterr));
    JH_TRY(jh_body_text(r, body, "schools", false, &in.schools, reterr));
    in.year = (int)json_integer_value(json_object_get(body, "year"));
    r->status = MHD_HTTP_CREATED;
    return jh_app_round_open(&r->app, &in, &r->out, reterr);
}

enum jh_status jh_h_round_close(struct jh_request *r, struct jh_err *reterr)
{
    int64_t round;
    JH_TRY(jh_request_number(r->part[1], "round", &round, reterr));
    return jh_app_round_close(&r->app, r->part[0], round, &r->out, reterr);
}

enum jh_status jh_h_submission(struct jh_request *r, struct jh_err *reterr)
{
    int64_t round;
    JH_TRY(jh_request_number(r->part[1], "round", &round, reterr));
    return jh_app_submission_json(&r->app, r->part[0], round, r->part[2], &r->out, reterr);
}

static enum jh_status wrong(const char *field, struct jh_err *reterr)
{
    return jh_fail(reterr, JH_E_USAGE, "web.bad_body", ((struct jh_at){field, 0}), (double)NAN,
                   "\"%s\" is not as it should be", field);
}

static enum jh_status read_cells(struct jh_request *r, const json_t *list, struct jh_cells_in *ret,
                                 struct jh_err *reterr)
{
    size_t n = json_array_size(list), i;
    struct jh_cell_in *cell = jh_new(&r->mem, struct jh_cell_in, n + 1);
    const json_t *one;

    if (list && !json_is_array(list))
        return wrong("cells", reterr);
    json_array_foreach(list, i, one)
    {
        const json_t *version = json_object_get(one, "version");
        JH_TRY(jh_body_text(r, one, "item", true, &cell[i].item, reterr));
        JH_TRY(jh_body_text(r, one, "stage", false, &cell[i].stage, reterr));
        JH_TRY(jh_body_text(r, one, "text", true, &cell[i].text, reterr));
        cell[i].version = json_integer_value(version);
        if (!json_is_integer(version) || cell[i].version < 0)
            return wrong("version", reterr);
    }
    ret->cell = cell;
    ret->n = n;
    return JH_OK;
}

enum jh_status jh_h_submission_save(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    struct jh_cells_in in = {0};
    int64_t round;

    JH_TRY(jh_request_number(r->part[1], "round", &round, reterr));
    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(read_cells(r, json_object_get(body, "cells"), &in, reterr));
    JH_TRY(jh_body_text(r, body, "form", false, &in.form, reterr));
    in.dry_run = json_is_true(json_object_get(body, "dry_run"));
    in.from_last = json_is_true(json_object_get(body, "from_last"));
    return jh_app_submission_save(&r->app, r->part[0], round, r->part[2], &in, &r->out, reterr);
}

static enum jh_status read_notes(struct jh_request *r, const json_t *body, const char *field,
                                 const struct jh_note_in **ret, size_t *ret_n,
                                 struct jh_err *reterr)
{
    const json_t *list = json_object_get(body, field), *one;
    size_t n = json_array_size(list), i;
    struct jh_note_in *note = jh_new(&r->mem, struct jh_note_in, n + 1);

    if ((list && !json_is_array(list)) || n > NOTES_MOST)
        return wrong(field, reterr);
    json_array_foreach(list, i, one)
    {
        JH_TRY(jh_body_text(r, one, "rule", false, &note[i].rule, reterr));
        JH_TRY(jh_body_text(r, one, "item", false, &note[i].item, reterr));
        JH_TRY(jh_body_text(r, one, "stage", false, &note[i].stage, reterr));
        JH_TRY(jh_body_text(r, one, "text", true, &note[i].text, reterr));
    }
    *ret = note;
    *ret_n = n;
    return JH_OK;
}

enum jh_status jh_h_submission_move(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    struct jh_move m = {0};
    int64_t round;

    JH_TRY(jh_request_number(r->part[1], "round", &round, reterr));
    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "kind", true, &m.kind, reterr));
    JH_TRY(jh_body_text(r, body, "note", false, &m.note, reterr));
    JH_TRY(read_notes(r, body, "reasons", &m.reason, &m.nreason, reterr));
    JH_TRY(read_notes(r, body, "comments", &m.comment, &m.ncomment, reterr));
    return jh_app_submission_move(&r->app, r->part[0], round, r->part[2], &m, &r->out, reterr);
}

enum jh_status jh_h_submission_decide(struct jh_request *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_body_free) json_t *body = NULL;
    int64_t round, conflict;
    const char *choice, *reason;

    JH_TRY(jh_request_number(r->part[1], "round", &round, reterr));
    JH_TRY(jh_request_number(r->part[3], "conflict", &conflict, reterr));
    JH_TRY(jh_body_object(r, &body, reterr));
    JH_TRY(jh_body_text(r, body, "choice", true, &choice, reterr));
    JH_TRY(jh_body_text(r, body, "reason", false, &reason, reterr));
    return jh_app_submission_decide(&r->app, r->part[0], round, r->part[2], conflict, choice,
                                    reason, &r->out, reterr);
}

enum jh_status jh_h_submission_take(struct jh_request *r, struct jh_err *reterr)
{
    int64_t round;

    JH_TRY(jh_request_number(r->part[1], "round", &round, reterr));
    r->type = "application/octet-stream";
    r->file_name = jh_arena_printf(&r->mem, "%s-%s.jhx", r->part[2], r->part[1]);
    return jh_app_exchange_take(&r->app, r->part[0], round, r->part[2], NULL, &r->out, reterr);
}

/* At a school without network: what goes back to the county. */
enum jh_status jh_h_submission_hand_in(struct jh_request *r, struct jh_err *reterr)
{
    int64_t round;

    JH_TRY(jh_request_number(r->part[1], "round", &round, reterr));
    r->type = "application/octet-stream";
    r->file_name = jh_arena_printf(&r->mem, "%s-%s-answer.jhx", r->part[2], r->part[1]);
    return jh_app_exchange_hand_in(&r->app, r->part[0], round, r->part[2], &r->out, reterr);
}

enum jh_status jh_h_hand_in(struct jh_request *r, struct jh_err *reterr)
{
    return jh_app_exchange_receive(&r->app, r->part[0], r->body.data ? r->body.data : "",
                                   r->body.len, &r->out, reterr);
}
