/* src/web/web.h - the HTTP server: pages and API on this machine only (no accounts yet, so it binds
 * to the loopback address and refuses requests that name another host or come from another site).
 */
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
};

struct jh_web;

/* Start serving. Errors: JH_E_STORE when the data file cannot be opened, JH_E_CONFLICT
 * "web.port_taken", JH_E_BUG "web.start". */
JH_NODISCARD enum jh_status jh_web_start(const struct jh_web_config *config, struct jh_web **ret,
                                         struct jh_err *reterr);
uint16_t jh_web_port(const struct jh_web *web);
void jh_web_stop(struct jh_web **web); /* waits for requests under way; NULL is fine */
