/* src/web/request.h - one request on its way through a handler. Inside src/web only. */
#pragma once
#include "app/accounts.h"
#include "web/web.h"
#include <arpa/inet.h>
#include <jansson.h>
#include <microhttpd.h>
#include <stdint.h>
#include <stdio.h>

#define JH_CSRF_HEADER "X-Junheng-Token"

enum {
    JH_PATH_PARTS = 10,
    JH_BODY_SMALL = 64 * 1024,          /* JSON bodies */
    JH_BODY_UPLOAD = 200 * 1024 * 1024, /* workbooks */
    JH_BODY_IN_MEMORY = 1024 * 1024,    /* a larger body goes to a temporary file */
    JH_ANSWER_MOST = 512 * 1024 * 1024
};

struct jh_request {
    struct MHD_Connection *connection;
    const struct jh_route *route;
    struct jh_arena mem;
    struct jh_app app;
    const struct jh_web_config *config;
    uint16_t port;
    struct jh_who who; /* of the session, when there is one */
    bool accounts;     /* the data file has some: a login is needed */
    bool admitted;     /* who asks is known, and may come in */
    const char *set_cookie;
    long retry_after; /* seconds; 0 none */
    const char *method, *path;
    const char *part[JH_PATH_PARTS]; /* values of the {places} of the route, in order */

    struct jh_buf body;
    FILE *body_file; /* when it outgrew memory */
    const char *body_path;
    uint64_t body_size;

    int status; /* of the answer; 0: 200 */
    struct jh_buf out;
    const char *type;      /* NULL: application/json */
    const char *file_name; /* offered for saving; NULL: shown */
    struct timespec began;
};

typedef enum jh_status jh_handler(struct jh_request *r, struct jh_err *reterr);

struct jh_route {
    const char *method, *path; /* "/counties/{county}/balance", below /api/v1 */
    const char *action;        /* a row of data/rights.csv: nobody else comes in */
    jh_handler *handler;
    uint64_t body;  /* largest body; 0: none */
    bool cacheable; /* the same until the county's data or a switch changes */
};

extern const struct jh_route jh_routes[]; /* ends with {0} */

/* The route of a path, its {places} copied to part[]; NULL when there is none. *ret_known tells
 * that the path exists, perhaps with another method. */
const struct jh_route *jh_route_find(struct jh_arena *mem, const char *method, const char *path,
                                     const char **part, bool *ret_known);

const char *jh_query(const struct jh_request *r, const char *name); /* NULL when absent */
/* county, pack, year and set of the query; the county from part[0]. */
JH_NODISCARD enum jh_status jh_request_ask(struct jh_request *r, struct jh_ask *ret,
                                           struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_request_number(const char *text, const char *field, int64_t *ret,
                                              struct jh_err *reterr); /* "web.bad_number" */
/* May this request be served at all? JH_E_DENIED "web.foreign_host", "web.foreign_origin". */
JH_NODISCARD enum jh_status jh_request_guard(struct jh_request *r, struct jh_err *reterr);

/* session.c: find out who asks, and whether they may come in; r->app.actor is set. Errors are those
 * of jh_may_enter(), "session.csrf", "session.pending_*", "rights.viewing". */
JH_NODISCARD enum jh_status jh_request_admit(struct jh_request *r, struct jh_err *reterr);
void jh_request_cookie(struct jh_request *r, const char *token); /* NULL: take it away */
const char *jh_request_address(struct jh_request *r);            /* of who asks */

/* body.c: the JSON object of the body; JH_E_USAGE "web.bad_body". */
JH_NODISCARD enum jh_status jh_body_object(struct jh_request *r, json_t **ret,
                                           struct jh_err *reterr);
/* A text of it, copied to r->mem; NULL when absent or null, unless it is needed. */
JH_NODISCARD enum jh_status jh_body_text(struct jh_request *r, const json_t *body,
                                         const char *field, bool needed, const char **ret,
                                         struct jh_err *reterr);
void jh_body_free(json_t **body); /* for JH_CLEANUP */

struct MHD_Response *jh_answer_make(struct jh_request *r); /* of r->out, which it empties */
enum MHD_Result jh_answer(struct jh_request *r);
enum MHD_Result jh_answer_problem(struct jh_request *r, int http, const struct jh_err *err);
enum MHD_Result jh_answer_page(struct jh_request *r); /* page.c */
void jh_security_headers(struct MHD_Response *response);

/* Finished answers of cacheable routes, by path, query and language; valid for one data version. */
struct jh_cache;
struct jh_cache *jh_cache_new(void);
void jh_cache_free(struct jh_cache *cache);
/* Queue a kept answer; MHD_NO when there is none for this key and version. */
enum MHD_Result jh_cache_queue(struct jh_cache *cache, const char *key, int64_t version,
                               struct MHD_Connection *connection);
/* Keep an answer; true: the cache now owns it. */
bool jh_cache_put(struct jh_cache *cache, const char *key, int64_t version,
                  struct MHD_Response *response);
