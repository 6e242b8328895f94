/* src/store/store.c - open, close, transactions. */
#include "store/inside.h"
#include "base/date.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SCHEME_MOST = 40 };

void jh_store_now(char text[JH_NOW_TEXT])
{
    struct timespec now;
    char day[JH_DATE_TEXT];

    clock_gettime(CLOCK_REALTIME, &now);
    long seconds = (long)(now.tv_sec % 86400);
    jh_date_format(jh_date_from_days((long)(now.tv_sec / 86400)), day);
    snprintf(text, JH_NOW_TEXT, "%sT%02ld:%02ld:%02ldZ", day, seconds / 3600 % 24,
             seconds / 60 % 60, seconds % 60);
}

/* The driver of "SCHEME:WHERE"; a plain file name is the first driver's. What looks like an address
 * of a database is not taken for a file name, and not told as it stands: it may hold a password. */
static enum jh_status driver_of(const char *url, const struct jh_db_driver **ret,
                                const char **ret_where, struct jh_err *reterr)
{
    static const struct {
        const char *scheme;
        const struct jh_db_driver *driver;
    } known[] = {{"sqlite", &jh_db_sqlite}, {"postgresql", &jh_db_pg}, {"postgres", &jh_db_pg}};
    size_t n = strspn(url, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

    *ret = known[0].driver;
    *ret_where = url;
    for (size_t i = 0; url[n] == ':' && i < sizeof known / sizeof *known; i++) {
        if (strlen(known[i].scheme) != n || strncmp(url, known[i].scheme, n) != 0)
            continue;
        *ret = known[i].driver;
        *ret_where = url + n + 1;
        return JH_OK;
    }
    if (n > 0 && strncmp(url + n, "://", 3) == 0)
        return jh_fail(reterr, JH_E_USAGE, "store.scheme", JH_NOWHERE, (double)NAN, "%.*s",
                       n < SCHEME_MOST ? (int)n : SCHEME_MOST, url);
    return JH_OK;
}

enum jh_status jh_store_open(const char *url, struct jh_store **ret, struct jh_err *reterr)
{
    const struct jh_db_driver *driver;
    const char *where;

    JH_TRY(driver_of(url, &driver, &where, reterr));
    return jh_store_open_by(driver, where, ret, reterr);
}

enum jh_status jh_store_open_by(const struct jh_db_driver *driver, const char *where,
                                struct jh_store **ret, struct jh_err *reterr)
{
    struct jh_store *s = calloc(1, sizeof *s);
    if (!s)
        return jh_fail(reterr, JH_E_STORE, "store.open", JH_NOWHERE, 0, "no memory");
    s->driver = driver;
    enum jh_status status = driver->open(where, &s->db, reterr);
    if (status == JH_OK)
        status = jh_store_migrate(s, reterr);
    if (status != JH_OK) {
        jh_store_close(&s);
        return status;
    }
    *ret = s;
    return JH_OK;
}

void jh_store_close(struct jh_store **store)
{
    struct jh_store *s = *store;

    if (!s)
        return;
    if (s->db) {
        jh_store_rollback(s);
        s->driver->close(s->db);
    }
    free(s);
    *store = NULL;
}

enum jh_status jh_store_begin(struct jh_store *s, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr, s->driver->begin_write, "");
}

enum jh_status jh_store_begin_read(struct jh_store *s, bool *ret_mine, struct jh_err *reterr)
{
    *ret_mine = !s->driver->in_transaction(s->db);
    return *ret_mine ? jh_db_run(s->db, reterr, s->driver->begin_read, "") : JH_OK;
}

enum jh_status jh_store_commit(struct jh_store *s, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr, "commit", "");
}

enum jh_status jh_store_end(struct jh_store *s, enum jh_status status, struct jh_err *reterr)
{
    if (status == JH_OK)
        status = jh_store_commit(s, reterr);
    jh_store_rollback(s); /* nothing after a commit that went well */
    return status;
}

void jh_store_rollback(struct jh_store *s)
{
    /* After some failures the database has rolled back by itself. A rollback that fails is tried
     * once more: an open transaction would stand in the way of all that comes after. */
    for (int i = 0; i < 2 && s->driver->in_transaction(s->db); i++)
        if (jh_db_run(s->db, NULL, "rollback", "") == JH_OK)
            return;
}

enum jh_status jh_store_check(struct jh_store *s, struct jh_err *reterr)
{
    return s->driver->verify(s->db, reterr);
}

enum jh_status jh_store_texts(struct jh_store *s, struct jh_arena *mem, struct jh_stmt *row,
                              const char ***ret, size_t *ret_n, struct jh_err *reterr)
{
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] = jh_db_text(s->db, mem, row, 0);
    }
}
