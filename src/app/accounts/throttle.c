/* src/app/accounts/throttle.c - wrong attempts cost time. The first few are free; from then on the
 * wait doubles with each, up to a quarter of an hour, and is forgotten after a day without any. */
#include "app/accounts/inside.h"
#include <string.h>

enum {
    WAIT_FIRST = 2,
    WAIT_MOST = 15 * 60,
    FORGET = 24 * 60 * 60,
    FREE_NAME = 4,
    FREE_ADDRESS = 20
};

/* Many people sit behind one address. */
static int64_t wait_of(const char *kind, int64_t failed)
{
    int64_t over = failed - (strcmp(kind, "address") == 0 ? FREE_ADDRESS : FREE_NAME), wait;

    if (over <= 0)
        return 0;
    wait = over > 20 ? WAIT_MOST : (int64_t)WAIT_FIRST << (over - 1);
    return wait < WAIT_MOST ? wait : WAIT_MOST;
}

enum jh_status jh_throttle_open(const struct jh_app *app, const char *kind, const char *name,
                                int64_t now, struct jh_err *reterr)
{
    struct jh_throttle t;

    JH_TRY(jh_store_throttle(app->store, kind, name, &t, reterr));
    if (t.open > now)
        return jh_fail(reterr, JH_E_DENIED, "session.wait", JH_NOWHERE, (double)(t.open - now),
                       "%s", kind);
    return JH_OK;
}

enum jh_status jh_throttle_failed(const struct jh_app *app, const char *kind, const char *name,
                                  int64_t now, struct jh_err *reterr)
{
    struct jh_throttle t;

    JH_TRY(jh_store_sweep_throttles(app->store, now - FORGET, reterr));
    JH_TRY(jh_store_throttle(app->store, kind, name, &t, reterr));
    t.failed++;
    t.last = now;
    t.open = now + wait_of(kind, t.failed);
    return jh_store_put_throttle(app->store, kind, name, &t, reterr);
}

enum jh_status jh_throttle_clear(const struct jh_app *app, const char *kind, const char *name,
                                 struct jh_err *reterr)
{
    return jh_store_clear_throttle(app->store, kind, name, reterr);
}
