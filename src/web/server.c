/* src/web/server.c - connections in, requests through guard, route and handler, answers out.
 * A pool of threads, each with its own epoll loop and its own opened data file. */
#include "app/accounts.h"
#include "app/audit.h"
#include "web/request.h"
#include "web/web.h"
#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

/* CONNECTIONS_EACH, for each thread: libmicrohttpd 0.9.75 takes 128 events at a time and, when it
 * gets exactly 128, waits for more before it serves any of them: a burst of that size stood still
 * until the idle limit. Fewer connections than that never fill the array. */
enum { STORES_MOST = 256, CONNECTIONS_EACH = 120, IDLE_SECONDS = 60, PEM_MOST = 64 * 1024 };

struct jh_web {
    struct MHD_Daemon *daemon;
    struct jh_web_config config;
    uint16_t port;
    struct jh_arena mem;
    const char *cert, *key; /* PEM; NULL: no TLS */
    struct jh_cache *cache;
    atomic_llong writes; /* requests that may have changed something: part of the cache's version */
    atomic_long anchored; /* the day on which the ends of the logs were noted last */
    pthread_key_t store_key;
    pthread_mutex_t lock;
    struct jh_store *stores[STORES_MOST]; /* one a thread, closed at the end */
    size_t nstores;
};

/* This thread's own opened data file. */
static enum jh_status own_store(struct jh_web *web, struct jh_store **ret, struct jh_err *reterr)
{
    *ret = pthread_getspecific(web->store_key);
    if (*ret)
        return JH_OK;
    JH_TRY(jh_store_open(web->config.db, ret, reterr));
    pthread_setspecific(web->store_key, *ret);
    pthread_mutex_lock(&web->lock);
    web->stores[web->nstores++] = *ret;
    pthread_mutex_unlock(&web->lock);
    return JH_OK;
}

static const char *language_of(const struct jh_request *r)
{
    const char *asked = jh_query(r, "lang");

    if (!asked)
        asked = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Accept-Language");
    return asked && strncmp(asked, "en", 2) == 0 ? "en" : "zh-CN";
}

/* With lengths: a decoded value may hold '&' and '=' and must not look like another question. */
static enum MHD_Result add_query(void *context, enum MHD_ValueKind kind, const char *key,
                                 const char *value)
{
    (void)kind;
    if (!value)
        value = "";
    jh_buf_addf(context, "&%zu:%s=%zu:%s", strlen(key), key, strlen(value), value);
    return MHD_YES;
}

/* Once a request: before its body is taken, or else when it is whole. */
static enum jh_status admit(struct jh_web *web, struct jh_request *r, struct jh_err *reterr)
{
    if (r->admitted)
        return JH_OK;
    JH_TRY(own_store(web, &r->app.store, reterr));
    JH_TRY(jh_request_admit(r, reterr));
    r->admitted = true;
    return JH_OK;
}

static enum jh_status run_handler(struct jh_request *r, struct jh_err *reterr)
{
    JH_TRY(r->route->handler(r, reterr));
    return jh_buf_check(&r->out, reterr);
}

/* Answer from the cache, or run the handler and keep what it says. */
static enum MHD_Result serve_cached(struct jh_web *web, struct jh_request *r)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf key = JH_BUF(8000);
    struct jh_err err;
    int64_t version;
    enum jh_status status = jh_store_version(r->app.store, r->part[0], &version, &err);

    if (status != JH_OK)
        return jh_answer_problem(r, jh_status_http(status), &err);
    version = version * 1000003 + atomic_load(&web->writes);
    jh_actor_key(r->app.actor, &key); /* an answer goes only to who may see the same */
    jh_buf_addf(&key, "%s %s", r->app.language, r->path);
    MHD_get_connection_values(r->connection, MHD_GET_ARGUMENT_KIND, add_query, &key);
    if (jh_query(r, "map")) { /* "today" is another day tomorrow */
        char today[JH_DATE_TEXT];
        jh_today(jh_clock(), today);
        jh_buf_addf(&key, " %s", today);
    }
    if (!key.full && jh_cache_queue(web->cache, key.data, version, r->connection) == MHD_YES)
        return MHD_YES;
    status = run_handler(r, &err);
    if (status != JH_OK)
        return jh_answer_problem(r, jh_status_http(status), &err);

    struct MHD_Response *response = jh_answer_make(r);
    if (!response)
        return MHD_NO;
    enum MHD_Result queued = MHD_queue_response(r->connection, MHD_HTTP_OK, response);
    if (key.full || !jh_cache_put(web->cache, key.data, version, response))
        MHD_destroy_response(response);
    return queued;
}

/* Once a day, by whoever asks first: the ends of the logs are noted outside the data file. A server
 * that cannot is still a server; `junheng audit anchor` says what is wrong. */
static void anchor(struct jh_web *web, struct jh_store *store)
{
    long day = (long)(jh_clock() / 86400), last = atomic_load(&web->anchored);
    struct jh_err err;
    size_t noted;

    if (day == last || !atomic_compare_exchange_strong(&web->anchored, &last, day))
        return;
    if (jh_audit_anchor(store, web->config.db, &noted, &err) != JH_OK)
        fprintf(stderr, "junheng: %s: %s\n", err.id, err.text);
}

static enum MHD_Result serve_api(struct jh_web *web, struct jh_request *r)
{
    struct jh_err err;
    enum jh_status status = admit(web, r, &err);

    if (r->app.store)
        anchor(web, r->app.store);
    if (status == JH_OK && r->route->cacheable)
        return serve_cached(web, r);
    if (status == JH_OK)
        status = run_handler(r, &err);
    if (r->app.store && strcmp(r->route->method, "GET") != 0) {
        jh_store_rollback(r->app.store); /* nothing, unless a use case stopped half way */
        atomic_fetch_add(&web->writes, 1);
    }
    if (status != JH_OK)
        return jh_answer_problem(r, jh_status_http(status), &err);
    return jh_answer(r);
}

static enum MHD_Result refuse(struct jh_request *r, unsigned http, enum jh_status status,
                              const char *id, const char *text)
{
    struct jh_err err;
    jh_fail(&err, status, id, JH_NOWHERE, (double)NAN, "%.200s", text);
    return jh_answer_problem(r, (int)http, &err);
}

/* Is the announced body small enough for the route? */
static bool body_fits(const struct jh_request *r)
{
    const char *length =
        MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Content-Length");
    int64_t size = 0;

    if (!length)
        return true; /* counted as it comes */
    return jh_request_number(length, "Content-Length", &size, NULL) == JH_OK && size >= 0 &&
           (uint64_t)size <= r->route->body;
}

/* The first call for a request. An answer here costs the connection, so only refusals are given. */
static enum MHD_Result begin(struct jh_web *web, struct jh_request *r)
{
    static const char api[] = "/api/v1";
    bool reads = strcmp(r->method, "GET") == 0 || strcmp(r->method, "HEAD") == 0, known;
    struct jh_err err;

    r->app.language = language_of(r);
    enum jh_status status = jh_request_guard(r, &err);
    if (status != JH_OK)
        return jh_answer_problem(r, jh_status_http(status), &err);
    if (strncmp(r->path, api, sizeof api - 1) != 0)
        return reads ? MHD_YES
                     : refuse(r, MHD_HTTP_METHOD_NOT_ALLOWED, JH_E_USAGE, "web.method", r->method);
    r->route = jh_route_find(&r->mem, r->method, r->path + sizeof api - 1, r->part, &known);
    if (!r->route && known)
        return refuse(r, MHD_HTTP_METHOD_NOT_ALLOWED, JH_E_USAGE, "web.method", r->method);
    if (!r->route)
        return refuse(r, MHD_HTTP_NOT_FOUND, JH_E_NOTFOUND, "web.not_found", r->path);
    if (!body_fits(r))
        return refuse(r, MHD_HTTP_CONTENT_TOO_LARGE, JH_E_LIMIT, "web.body_too_large", r->path);
    if (r->route->body && (status = admit(web, r, &err)) != JH_OK) /* no strangers' bytes */
        return jh_answer_problem(r, jh_status_http(status), &err);
    return MHD_YES;
}

static bool open_body_file(struct jh_request *r)
{
    const char *folder = getenv("TMPDIR");
    char *path = jh_arena_printf(&r->mem, "%s/junheng-XXXXXX", folder ? folder : "/tmp");
    int fd = mkstemp(path);

    if (fd < 0)
        return false;
    r->body_path = path;
    r->body_file = fdopen(fd, "wb");
    return r->body_file && fwrite(r->body.data, 1, r->body.len, r->body_file) == r->body.len;
}

/* Keep a piece of the body, in memory while small, else in a temporary file; the status to refuse
 * with, or 0. */
static unsigned take_body(struct jh_request *r, const char *piece, size_t n)
{
    r->body_size += n;
    if (!r->route || r->body_size > r->route->body)
        return MHD_HTTP_CONTENT_TOO_LARGE;
    if (!r->body_file && r->body_size <= JH_BODY_IN_MEMORY) {
        jh_buf_add(&r->body, piece, n);
        return 0;
    }
    if ((!r->body_file && !open_body_file(r)) || fwrite(piece, 1, n, r->body_file) != n)
        return MHD_HTTP_INSUFFICIENT_STORAGE;
    return 0;
}

static struct jh_request *new_request(struct jh_web *web, struct MHD_Connection *connection,
                                      const char *path, const char *method)
{
    struct jh_request *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    clock_gettime(CLOCK_MONOTONIC, &r->began);
    r->connection = connection;
    r->method = jh_arena_strdup(&r->mem, method);
    r->path = jh_arena_strdup(&r->mem, path);
    r->app.packs = web->config.packs;
    r->app.actor = jh_actor_nobody();
    r->config = &web->config;
    r->port = web->port;
    r->body = JH_BUF(JH_BODY_IN_MEMORY);
    r->out = JH_BUF(JH_ANSWER_MOST);
    return r;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
    struct jh_web *web = context;
    struct jh_request *r = *state;

    (void)version;
    if (!r) {
        *state = r = new_request(web, connection, path, method);
        return r ? begin(web, r) : MHD_NO;
    }
    if (*upload_size) {
        if (!r->status)
            r->status = (int)take_body(r, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    if (!r->status && r->body_file && fflush(r->body_file) != 0)
        r->status = MHD_HTTP_INSUFFICIENT_STORAGE;
    if (r->status == MHD_HTTP_INSUFFICIENT_STORAGE)
        return refuse(r, MHD_HTTP_INSUFFICIENT_STORAGE, JH_E_STORE, "web.disk", strerror(errno));
    if (r->status)
        return refuse(r, (unsigned)r->status, JH_E_LIMIT, "web.body_too_large", r->path);
    return r->route ? serve_api(web, r) : jh_answer_page(r);
}

static void log_line(const struct jh_request *r)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double ms = (double)(now.tv_sec - r->began.tv_sec) * 1e3 +
                (double)(now.tv_nsec - r->began.tv_nsec) * 1e-6;
    fprintf(stderr, "%s %.200s %d %.1f ms\n", r->method, r->path, r->status ? r->status : 200, ms);
}

static void done(void *context, struct MHD_Connection *connection, void **state,
                 enum MHD_RequestTerminationCode how)
{
    struct jh_web *web = context;
    struct jh_request *r = *state;

    (void)connection, (void)how;
    if (!r)
        return;
    if (!web->config.quiet)
        log_line(r);
    if (r->body_file)
        fclose(r->body_file);
    if (r->body_path)
        unlink(r->body_path);
    jh_buf_release(&r->body);
    jh_buf_release(&r->out);
    jh_arena_free(&r->mem);
    free(r);
    *state = NULL;
}

static unsigned threads_of(const struct jh_web_config *config)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned twice = processors > 2 ? (unsigned)processors * 2 : 4;
    unsigned n = config->threads ? config->threads : twice;
    return n > STORES_MOST ? STORES_MOST : n;
}

/* The address to listen to. */
static enum jh_status address_of(const struct jh_web *web, struct sockaddr_in *ret,
                                 struct jh_err *reterr)
{
    const char *listen = web->config.listen ? web->config.listen : "127.0.0.1";

    *ret = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(web->config.port)};
    if (inet_pton(AF_INET, listen, &ret->sin_addr) != 1)
        return jh_fail(reterr, JH_E_USAGE, "web.listen_address", ((struct jh_at){"listen", 0}),
                       (double)NAN, "%.60s", listen);
    return JH_OK;
}

/* One address never takes every place; behind a proxy, and here, all come from the same. */
static unsigned each_address(const struct jh_web *web, unsigned all)
{
    bool alone = !web->config.listen || strncmp(web->config.listen, "127.", 4) == 0;

    return web->config.behind_proxy || alone ? 0 : all / 2;
}

static enum jh_status listen_here(struct jh_web *web, struct jh_err *reterr)
{
    struct sockaddr_in address;
    unsigned threads = threads_of(&web->config);
    unsigned tls = web->cert ? MHD_USE_TLS : 0;

    JH_TRY(address_of(web, &address, reterr));
    /* Without TLS the list ends where the certificate would stand. */
    web->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | tls, web->config.port, NULL, NULL, handle, web,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address, MHD_OPTION_THREAD_POOL_SIZE, threads,
        MHD_OPTION_CONNECTION_LIMIT, threads * CONNECTIONS_EACH, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_SECONDS, MHD_OPTION_NOTIFY_COMPLETED, done, web,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, each_address(web, threads * CONNECTIONS_EACH),
        tls ? MHD_OPTION_HTTPS_MEM_CERT : MHD_OPTION_END, web->cert, MHD_OPTION_HTTPS_MEM_KEY,
        web->key, MHD_OPTION_END);
    if (!web->daemon)
        return jh_fail(reterr, tls && errno != EADDRINUSE ? JH_E_USAGE : JH_E_CONFLICT,
                       tls && errno != EADDRINUSE ? "web.cert" : "web.port_taken", JH_NOWHERE,
                       web->config.port, "%s", strerror(errno));
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(web->daemon, MHD_DAEMON_INFO_BIND_PORT);
    if (!info)
        return jh_fail(reterr, JH_E_BUG, "web.start", JH_NOWHERE, (double)NAN, "no port");
    web->port = info->port;
    return JH_OK;
}

/* A PEM file, into memory that lives as long as the server. */
static enum jh_status read_pem(struct jh_web *web, const char *path, const char **ret,
                               struct jh_err *reterr)
{
    FILE *file = fopen(path, "rb");
    char *text = jh_arena_alloc(&web->mem, PEM_MOST + 1, 1);
    size_t n = file ? fread(text, 1, PEM_MOST, file) : 0;

    if (file)
        fclose(file);
    if (n == 0 || !strstr(text, "-----BEGIN "))
        return jh_fail(reterr, JH_E_USAGE, "web.cert", ((struct jh_at){"cert", 0}), (double)NAN,
                       "%.150s", path);
    *ret = text;
    return JH_OK;
}

/* Others than this machine are let in only when they have to log in, and nobody can listen. */
static enum jh_status check_open(const struct jh_web_config *c, struct jh_store *store,
                                 struct jh_err *reterr)
{
    bool accounts;

    if ((c->cert != NULL) != (c->key != NULL))
        return jh_fail(reterr, JH_E_USAGE, "web.cert", ((struct jh_at){"cert-key", 0}), (double)NAN,
                       "--cert and --cert-key");
    if (!c->behind_proxy && (!c->listen || strncmp(c->listen, "127.", 4) == 0))
        return JH_OK;
    JH_TRY(jh_app_has_accounts(&(struct jh_app){.store = store}, &accounts, reterr));
    if (!accounts)
        return jh_fail(reterr, JH_E_USAGE, "web.listen_needs_accounts", JH_NOWHERE, (double)NAN,
                       "%.60s", c->listen ? c->listen : "");
    if (!c->cert && !c->behind_proxy)
        return jh_fail(reterr, JH_E_USAGE, "web.listen_needs_tls", JH_NOWHERE, (double)NAN, "%.60s",
                       c->listen ? c->listen : "");
    return JH_OK;
}

static enum jh_status begin_web(struct jh_web *web, struct jh_err *reterr)
{
    if (web->config.cert) {
        JH_TRY(read_pem(web, web->config.cert, &web->cert, reterr));
        JH_TRY(read_pem(web, web->config.key, &web->key, reterr));
    }
    return listen_here(web, reterr);
}

enum jh_status jh_web_start(const struct jh_web_config *config, struct jh_web **ret,
                            struct jh_err *reterr)
{
    struct jh_store *first;
    JH_TRY(jh_store_open(config->db, &first, reterr)); /* migrations run here, once */
    enum jh_status status = check_open(config, first, reterr);
    jh_store_close(&first);
    JH_TRY(status);

    struct jh_web *web = calloc(1, sizeof *web);
    if (!web || !(web->cache = jh_cache_new()) || pthread_key_create(&web->store_key, NULL) != 0) {
        if (web)
            jh_cache_free(web->cache);
        free(web);
        return jh_fail(reterr, JH_E_BUG, "web.start", JH_NOWHERE, (double)NAN, "no memory");
    }
    web->config = *config;
    pthread_mutex_init(&web->lock, NULL);
    status = begin_web(web, reterr);
    if (status != JH_OK)
        jh_web_stop(&web);
    *ret = web;
    return status;
}

bool jh_web_secure(const struct jh_web *web)
{
    return web->cert != NULL;
}

uint16_t jh_web_port(const struct jh_web *web)
{
    return web->port;
}

void jh_web_stop(struct jh_web **web)
{
    struct jh_web *w = *web;

    if (!w)
        return;
    if (w->daemon)
        MHD_stop_daemon(w->daemon);
    for (size_t i = 0; i < w->nstores; i++)
        jh_store_close(&w->stores[i]);
    jh_cache_free(w->cache);
    jh_arena_free(&w->mem);
    pthread_key_delete(w->store_key);
    pthread_mutex_destroy(&w->lock);
    free(w);
    *web = NULL;
}
