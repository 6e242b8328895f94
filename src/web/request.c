/* src/web/request.c - arguments of a request, and who may ask at all. */
#include "web/request.h"
#include "app/ask.h"
#include "base/num.h"
#include <math.h>
#include <strings.h>

const char *jh_query(const struct jh_request *r, const char *name)
{
    return MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, name);
}

enum jh_status jh_request_ask(struct jh_request *r, struct jh_ask *ret, struct jh_err *reterr)
{
    *ret = (struct jh_ask){.county = r->part[0], .pack = jh_query(r, "pack")};
    if (ret->pack && !*ret->pack)
        ret->pack = NULL;
    ret->map = jh_query(r, "map");
    if (ret->map && (!*ret->map || strcmp(ret->map, "then") == 0))
        ret->map = NULL;
    JH_TRY(jh_ask_year(jh_query(r, "year"), &ret->year, reterr));
    return jh_ask_set(&r->mem, jh_query(r, "set"), &ret->set, &ret->nset, reterr);
}

enum jh_status jh_request_number(const char *text, const char *field, int64_t *ret,
                                 struct jh_err *reterr)
{
    double value;

    if (!jh_num_parse(text, strlen(text), &value) || value != floor(value) || fabs(value) > 1e15)
        return jh_fail(reterr, JH_E_USAGE, "web.bad_number", ((struct jh_at){field, 0}),
                       (double)NAN, "%.60s", text);
    *ret = (int64_t)value;
    return JH_OK;
}

/* Is `host` ("127.0.0.1:8629", "localhost", "[::1]:8629") this machine and this port? */
static bool own_host(const struct jh_request *r, const char *host)
{
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    unsigned usual = r->config->cert ? 443 : 80;
    char with_port[40];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(with_port, sizeof with_port, "%s:%u", names[i], (unsigned)r->port);
        if (strcasecmp(host, with_port) == 0 ||
            (r->port == usual && strcasecmp(host, names[i]) == 0))
            return true;
    }
    return false;
}

/* Is it one of the names that the operator has given? A proxy may stand at another port. */
static bool given_host(const struct jh_request *r, const char *host)
{
    const char *colon = strrchr(host, ':');
    size_t n = colon ? (size_t)(colon - host) : strlen(host);

    for (const char *name = r->config->hosts; name && *name;) {
        size_t length = strcspn(name, ",");
        if (length && length == n && strncasecmp(name, host, n) == 0)
            return true;
        name += length + (name[length] == ',');
    }
    return false;
}

static bool known_host(const struct jh_request *r, const char *host)
{
    return own_host(r, host) || given_host(r, host);
}

static const char *header(const struct jh_request *r, const char *name)
{
    return MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name);
}

/* Does the page that sends this come from here? */
static bool own_origin(const struct jh_request *r, const char *origin)
{
    static const char *const schemes[] = {"http://", "https://"};
    bool tls = r->config->cert || r->config->behind_proxy;

    for (size_t i = 0; i < 2; i++) {
        size_t n = strlen(schemes[i]);
        if (strncmp(origin, schemes[i], n) == 0 && (i == 1 || !r->config->cert) && (i == 0 || tls))
            return known_host(r, origin + n);
    }
    return false;
}

/* A page on the web may make this machine's browser send requests here. Reading is stopped by the
 * name it has to use (DNS rebinding), writing also by where it comes from. */
enum jh_status jh_request_guard(struct jh_request *r, struct jh_err *reterr)
{
    const char *host = header(r, "Host"), *origin = header(r, "Origin");
    const char *site = header(r, "Sec-Fetch-Site");
    bool reads = strcmp(r->method, "GET") == 0 || strcmp(r->method, "HEAD") == 0;

    if (!host || !known_host(r, host))
        return jh_fail(reterr, JH_E_DENIED, "web.foreign_host", ((struct jh_at){"Host", 0}),
                       (double)NAN, "%.80s", host ? host : "");
    if (reads)
        return JH_OK;
    if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
        return jh_fail(reterr, JH_E_DENIED, "web.foreign_origin", JH_NOWHERE, (double)NAN, "%.80s",
                       site);
    if (origin && !own_origin(r, origin))
        return jh_fail(reterr, JH_E_DENIED, "web.foreign_origin", ((struct jh_at){"Origin", 0}),
                       (double)NAN, "%.80s", origin);
    return JH_OK;
}
