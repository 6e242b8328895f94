/* src/store/store.c - open, close, transactions. */
#include "store/inside.h"
#include "base/date.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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

static const struct jh_db_driver *driver_of(const char *url, const char **ret_where)
{
    static const char scheme[] = "sqlite:";

    *ret_where = strncmp(url, scheme, sizeof scheme - 1) == 0 ? url + sizeof scheme - 1 : url;
    return &jh_db_sqlite;
}

enum jh_status jh_store_open(const char *url, struct jh_store **ret, struct jh_err *reterr)
{
    const char *where;
    struct jh_store *s = calloc(1, sizeof *s);
    if (!s)
        return jh_fail(reterr, JH_E_STORE, "store.open", JH_NOWHERE, 0, "no memory");
    s->driver = driver_of(url, &where);
    enum jh_status status = s->driver->open(where, &s->db, reterr);
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
    return jh_db_run(s->db, reterr, "begin immediate", "");
}

enum jh_status jh_store_begin_read(struct jh_store *s, bool *ret_mine, struct jh_err *reterr)
{
    *ret_mine = !s->driver->in_transaction(s->db);
    return *ret_mine ? jh_db_run(s->db, reterr, "begin", "") : JH_OK;
}

enum jh_status jh_store_commit(struct jh_store *s, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr, "commit", "");
}

void jh_store_rollback(struct jh_store *s)
{
    if (s->driver->in_transaction(s->db) && jh_db_run(s->db, NULL, "rollback", "") != JH_OK)
        return; /* the database has rolled back by itself */
}

enum jh_status jh_store_check(struct jh_store *s, struct jh_err *reterr)
{
    return s->driver->verify(s->db, reterr);
}
