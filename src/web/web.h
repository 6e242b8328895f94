/* src/web/web.h - the HTTP server: pages and API. A data file without accounts is served to this
 * machine only, and whoever sits at it is the local actor. With accounts a login is asked for, and
 * the server may listen to others: over TLS, or behind a proxy that ends TLS. Requests that name
 * another host or come from another site are refused in any case. */
#pragma once
#include "app/app.h"
#include <stdint.h>

enum { JH_WEB_PORT = 8629 }; /* the default */

struct jh_web_config {
    const char *db;                  /* data file; opened once for each thread */
    const struct jh_pack_set *packs; /* shared, read only */
    uint16_t port;                   /* 0: any free one */
    unsigned threads;                /* 0: twice the processors, at least 4 */
    bool quiet;                      /* no line for each request on stderr */
    const char *listen;              /* IPv4 address; NULL: 127.0.0.1 */
    const char *hosts;      /* names, by commas, under which users reach it; NULL: this machine's */
    const char *cert, *key; /* PEM files; both or none */
    bool behind_proxy;      /* TLS ends there; X-Forwarded-For is believed */
};

struct jh_web;

/* Start serving. Errors: JH_E_STORE when the data file cannot be opened, JH_E_CONFLICT
 * "web.port_taken", JH_E_USAGE "web.listen_address", "web.listen_needs_accounts",
 * "web.listen_needs_tls", "web.cert", JH_E_BUG "web.start". */
JH_NODISCARD enum jh_status jh_web_start(const struct jh_web_config *config, struct jh_web **ret,
                                         struct jh_err *reterr);
bool jh_web_secure(const struct jh_web *web); /* https */
uint16_t jh_web_port(const struct jh_web *web);
void jh_web_stop(struct jh_web **web); /* waits for requests under way; NULL is fine */
