/* src/web/answer.c - what a handler wrote, and problems, as HTTP answers. */
#include "base/msg.h"
#include "web/request.h"

void jh_security_headers(struct MHD_Response *response)
{
    static const char *const headers[][2] = {
        {"Content-Security-Policy",
         "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
         "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        MHD_add_response_header(response, headers[i][0], headers[i][1]);
}

/* A file name in a header: ASCII as it is, the rest percent-encoded (RFC 6266, RFC 8187). */
static void offer_file(const struct jh_request *r, struct MHD_Response *response)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf value = JH_BUF(4000);

    jh_buf_adds(&value, "attachment; filename*=UTF-8''");
    for (const char *c = r->file_name; *c; c++) {
        bool plain = (*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') ||
                     (*c >= 'A' && *c <= 'Z') || strchr(".-_", *c);
        if (plain)
            jh_buf_addc(&value, *c);
        else
            jh_buf_addf(&value, "%%%02X", (unsigned char)*c);
    }
    MHD_add_response_header(response, "Content-Disposition", value.data);
}

struct MHD_Response *jh_answer_make(struct jh_request *r)
{
    size_t n;
    char *bytes = jh_buf_detach(&r->out, &n);
    struct MHD_Response *response = MHD_create_response_from_buffer(
        n, bytes, bytes ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);

    if (!response) {
        jh_bytes_free(bytes);
        return NULL;
    }
    if (r->status != MHD_HTTP_NO_CONTENT)
        MHD_add_response_header(response, "Content-Type",
                                r->type ? r->type : "application/json; charset=utf-8");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    if (r->file_name)
        offer_file(r, response);
    if (r->set_cookie)
        MHD_add_response_header(response, "Set-Cookie", r->set_cookie);
    if (r->retry_after)
        MHD_add_response_header(response, "Retry-After",
                                jh_arena_printf(&r->mem, "%ld", r->retry_after));
    jh_security_headers(response);
    return response;
}

enum MHD_Result jh_answer(struct jh_request *r)
{
    struct MHD_Response *response = jh_answer_make(r);
    if (!response)
        return MHD_NO;
    enum MHD_Result queued =
        MHD_queue_response(r->connection, (unsigned)(r->status ? r->status : 200), response);
    MHD_destroy_response(response);
    return queued;
}

enum MHD_Result jh_answer_problem(struct jh_request *r, int http, const struct jh_err *err)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf title = JH_BUF(16 * 1024);
    struct jh_json j;

    if (strcmp(err->id, "session.wait") == 0) {
        http = MHD_HTTP_TOO_MANY_REQUESTS;
        r->retry_after = (long)err->got;
    }
    jh_msg_err(&title, r->app.language ? r->app.language : "zh-CN", err);
    jh_buf_release(&r->out);
    r->out = JH_BUF(64 * 1024);
    jh_json_begin(&j, &r->out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "type", err->id);
    jh_json_str(&j, "title", title.data ? title.data : err->id);
    jh_json_int(&j, "status", http);
    jh_json_str(&j, "detail", err->text);
    jh_json_str(&j, "field", err->at.field);
    if (err->at.row)
        jh_json_int(&j, "row", err->at.row);
    else
        jh_json_null(&j, "row");
    jh_json_num(&j, "value", err->got);
    jh_json_end(&j);
    r->type = "application/problem+json";
    r->file_name = NULL;
    r->status = http;
    return jh_answer(r);
}
