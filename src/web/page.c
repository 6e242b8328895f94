/* src/web/page.c - the pages, built in and compressed. */
#include "base/embed.h"
#include "base/msg.h"
#include "web/request.h"
#include <math.h>
#include <zlib.h>

enum { PAGE_MOST = 64 * 1024 * 1024 };

static const char *media_type(const char *path)
{
    static const char *const types[][2] = {{".html", "text/html; charset=utf-8"},
                                           {".js", "text/javascript; charset=utf-8"},
                                           {".css", "text/css; charset=utf-8"},
                                           {".svg", "image/svg+xml"},
                                           {".json", "application/json"},
                                           {".png", "image/png"},
                                           {".ico", "image/x-icon"},
                                           {".woff2", "font/woff2"},
                                           {".txt", "text/plain; charset=utf-8"},
                                           {".webmanifest", "application/manifest+json"}};
    size_t n = strlen(path);

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        size_t m = strlen(types[i][0]);
        if (n >= m && strcmp(path + n - m, types[i][0]) == 0)
            return types[i][1];
    }
    return "application/octet-stream";
}

/* The pages are kept compressed; who does not take gzip gets them plain. */
static bool inflate_page(const struct jh_embed *file, struct jh_buf *out)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)file->data, .avail_in = (uInt)file->size};
    unsigned char piece[16384];
    int state = inflateInit2(&z, 15 + 16); /* 16: a gzip header */

    while (state == Z_OK) {
        z.next_out = piece;
        z.avail_out = sizeof piece;
        state = inflate(&z, Z_NO_FLUSH);
        jh_buf_add(out, piece, sizeof piece - z.avail_out);
    }
    inflateEnd(&z);
    return state == Z_STREAM_END && !out->full;
}

static enum MHD_Result no_pages(struct jh_request *r)
{
    jh_buf_adds(&r->out, "<!doctype html><meta charset=utf-8><title>Junheng</title><p>");
    jh_msg(&r->out, "zh-CN", "web.no_pages", NULL, 0);
    jh_buf_adds(&r->out, "<p>");
    jh_msg(&r->out, "en", "web.no_pages", NULL, 0);
    r->type = "text/html; charset=utf-8";
    return jh_answer(r);
}

static enum MHD_Result send_page(struct jh_request *r, const struct jh_embed *file, bool hashed)
{
    const char *accept =
        MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Accept-Encoding");
    const char *known =
        MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "If-None-Match");
    const char *etag = jh_arena_printf(&r->mem, "\"%s\"", file->etag);
    bool gzip = accept && strstr(accept, "gzip"), same = known && strcmp(known, etag) == 0;
    JH_CLEANUP(jh_buf_release) struct jh_buf plain = JH_BUF(PAGE_MOST);
    struct MHD_Response *response;

    if (same)
        response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    else if (gzip)
        response = MHD_create_response_from_buffer(file->size, (void *)(uintptr_t)file->data,
                                                   MHD_RESPMEM_PERSISTENT);
    else if (inflate_page(file, &plain))
        response = MHD_create_response_from_buffer(plain.len, plain.data, MHD_RESPMEM_MUST_COPY);
    else
        return MHD_NO;
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, "Content-Type", media_type(file->path));
    MHD_add_response_header(response, "ETag", etag);
    MHD_add_response_header(response, "Vary", "Accept-Encoding");
    MHD_add_response_header(response, "Cache-Control",
                            hashed ? "public, max-age=31536000, immutable" : "no-cache");
    if (gzip && !same)
        MHD_add_response_header(response, "Content-Encoding", "gzip");
    jh_security_headers(response);
    r->status = same ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK;
    enum MHD_Result queued = MHD_queue_response(r->connection, (unsigned)r->status, response);
    MHD_destroy_response(response);
    return queued;
}

enum MHD_Result jh_answer_page(struct jh_request *r)
{
    const char *path = r->path + (r->path[0] == '/');
    const struct jh_embed *file = jh_embed_find(&jh_embed_ui, path);
    struct jh_err err;

    if (!file && !strchr(path, '.')) { /* a page's own route: the shell finds it */
        if (jh_embed_ui.n == 0)
            return no_pages(r);
        file = jh_embed_find(&jh_embed_ui, "index.html");
    }
    if (file)
        return send_page(r, file, strncmp(path, "assets/", 7) == 0);
    jh_fail(&err, JH_E_NOTFOUND, "web.not_found", JH_NOWHERE, (double)NAN, "%.100s", r->path);
    return jh_answer_problem(r, MHD_HTTP_NOT_FOUND, &err);
}
