/* src/web/session.c - who asks: cookie, token against forged writes, address. */
#include "web/handlers.h"
#include <math.h>
#include <sodium.h>

static bool secure(const struct jh_request *r)
{
    return r->config->cert || r->config->behind_proxy;
}

/* With TLS the browser itself sees to it that nobody else can set it. */
static const char *cookie_name(const struct jh_request *r)
{
    return secure(r) ? "__Host-junheng" : "junheng_session";
}

void jh_request_cookie(struct jh_request *r, const char *token)
{
    r->set_cookie = jh_arena_printf(&r->mem, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
                                    cookie_name(r), token ? token : "", secure(r) ? "; Secure" : "",
                                    token ? "" : "; Max-Age=0");
}

/* What the proxy has added last; before it anybody can write anything. */
static const char *forwarded(struct jh_request *r)
{
    const char *list =
        MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "X-Forwarded-For");
    const char *last = list ? strrchr(list, ',') : NULL;

    last = last ? last + 1 : list;
    while (last && *last == ' ')
        last++;
    return last && *last ? jh_arena_strndup(&r->mem, last, strcspn(last, " ")) : NULL;
}

const char *jh_request_address(struct jh_request *r)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const char *address = r->config->behind_proxy ? forwarded(r) : NULL;

    if (address && strlen(address) < INET6_ADDRSTRLEN)
        return address;
    if (!info || info->client_addr->sa_family != AF_INET)
        return "";
    char *text = jh_arena_alloc(&r->mem, INET_ADDRSTRLEN, 1);
    const struct sockaddr_in *in = (const void *)info->client_addr;
    return inet_ntop(AF_INET, &in->sin_addr, text, INET_ADDRSTRLEN) ? text : "";
}

/* Why people's data are read: kept with every entry of the log that this request makes. */
static const char *purpose_of(struct jh_request *r)
{
    const char *text = jh_query(r, "purpose");
    size_t n = text ? strlen(text) : 0;

    if (n > JH_PURPOSE_MOST)
        n = JH_PURPOSE_MOST;
    while (n && n < strlen(text) && ((unsigned char)text[n] & 0xC0) == 0x80)
        n--; /* whole signs */
    return n ? jh_arena_strndup(&r->mem, text, n) : NULL;
}

/* The county of a route below /counties/{county}; NULL: it has none. "auto" is told by the file. */
static const char *county_of(const struct jh_request *r)
{
    static const char counties[] = "/counties/{county}";
    bool has = strncmp(r->route->path, counties, sizeof counties - 1) == 0;

    return has && strcmp(r->part[0], "auto") != 0 ? r->part[0] : NULL;
}

static bool reads(const struct jh_request *r)
{
    return strcmp(r->method, "GET") == 0 || strcmp(r->method, "HEAD") == 0;
}

static bool own_session(const struct jh_request *r)
{
    return strcmp(r->route->action, "session.own") == 0;
}

/* A form on another site can send the cookie along, but cannot know this token. */
static enum jh_status check_csrf(const struct jh_request *r, struct jh_err *reterr)
{
    const char *given = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, JH_CSRF_HEADER);
    const char *right = r->who.session.csrf;

    if (given && strlen(given) == strlen(right) && sodium_memcmp(given, right, strlen(right)) == 0)
        return JH_OK;
    return jh_fail(reterr, JH_E_DENIED, "session.csrf", ((struct jh_at){JH_CSRF_HEADER, 0}),
                   (double)NAN, "no or another " JH_CSRF_HEADER);
}

/* What stands before everything else: password, second factor; or looking through another. */
static enum jh_status check_state(const struct jh_request *r, struct jh_err *reterr)
{
    bool away = own_session(r) && strcmp(r->method, "DELETE") == 0;

    if (r->who.pending && !own_session(r) && strcmp(r->route->action, "server.health") != 0)
        return jh_fail(reterr, JH_E_DENIED,
                       *r->who.pending == 'p' ? "session.pending_password"
                                              : "session.pending_second_factor",
                       JH_NOWHERE, (double)NAN, "%s", r->who.pending);
    if (r->who.actor.viewing_as && !reads(r) && !away)
        return jh_fail(reterr, JH_E_DENIED, "rights.viewing", JH_NOWHERE, (double)NAN, "%.60s",
                       r->who.actor.viewing_as);
    return JH_OK;
}

enum jh_status jh_request_admit(struct jh_request *r, struct jh_err *reterr)
{
    JH_TRY(jh_app_has_accounts(&r->app, &r->accounts, reterr));
    if (!r->accounts) {
        r->app.actor = jh_actor_local();
    } else {
        const char *token =
            MHD_lookup_connection_value(r->connection, MHD_COOKIE_KIND, cookie_name(r));
        JH_TRY(jh_app_who(&r->app, &r->mem, token, jh_clock(), &r->who, reterr));
        r->who.actor.purpose = purpose_of(r);
        r->app.actor = &r->who.actor;
        if (r->who.found && !reads(r) && r->route->handler != jh_h_login)
            JH_TRY(check_csrf(r, reterr));
        JH_TRY(check_state(r, reterr));
    }
    return jh_may_enter(&r->app, r->route->action, county_of(r), reterr);
}
