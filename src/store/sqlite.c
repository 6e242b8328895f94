/* src/store/sqlite.c - the driver for one data file. */
#include "store/db.h"
#include <assert.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { KEPT = 256, BUSY_MS = 10000, SETTLED_SECONDS = 3 };

struct jh_stmt {
    sqlite3_stmt *s;
    const char *given; /* the caller's literal: the same text is nearly always the same pointer */
    char *sql;
    struct jh_db *db;
    int bind; /* the first bind that failed, told by the next step */
};

struct jh_db {
    struct jh_db_base base;
    sqlite3 *handle;
    char *path, *log;          /* the data file and its write-ahead log */
    struct jh_stmt kept[KEPT]; /* prepared once; searched by text, for there are few */
    int nkept;
};

static enum jh_status fail(struct jh_db *db, int code, struct jh_err *reterr)
{
    const char *id = "store.failed";

    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        id = "store.busy";
        break;
    case SQLITE_FULL:
        id = "store.full";
        break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
        id = "store.readonly";
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        id = "store.damaged";
        break;
    case SQLITE_CANTOPEN:
        id = "store.open";
        break;
    case SQLITE_IOERR:
        id = "store.io";
        break;
    default:
        break;
    }
    return jh_fail(reterr, JH_E_STORE, id, JH_NOWHERE, (double)NAN, "%s",
                   db && db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code));
}

static enum jh_status s_exec(struct jh_db *db, const char *sql, struct jh_err *reterr)
{
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? JH_OK : fail(db, code, reterr);
}

static void s_close(struct jh_db *db)
{
    if (!db)
        return;
    for (int i = 0; i < db->nkept; i++) {
        sqlite3_finalize(db->kept[i].s);
        free(db->kept[i].sql);
    }
    sqlite3_close(db->handle);
    free(db->path);
    free(db->log);
    free(db);
}

/* WAL lets readers go on while an import is written; synchronous=FULL: what was committed survives
 * a loss of power; foreign files are read with a distrustful schema and without double-quoted
 * strings. */
static enum jh_status set_up(struct jh_db *db, struct jh_err *reterr)
{
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return s_exec(db,
                  "pragma journal_mode=wal; pragma synchronous=full;"
                  "pragma cache_size=-3000; pragma temp_store=memory;",
                  reterr);
}

static enum jh_status s_open(const char *where, struct jh_db **ret, struct jh_err *reterr)
{
    struct jh_db *db = calloc(1, sizeof *db);
    if (!db)
        return fail(NULL, SQLITE_NOMEM, reterr);
    db->base.driver = &jh_db_sqlite;
    db->path = strdup(where);
    db->log = malloc(strlen(where) + 5);
    if (db->log)
        snprintf(db->log, strlen(where) + 5, "%s-wal", where);
    int code = sqlite3_open_v2(where, &db->handle,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX |
                                   SQLITE_OPEN_EXRESCODE,
                               NULL);
    enum jh_status status = code == SQLITE_OK ? set_up(db, reterr) : fail(db, code, reterr);
    if (status != JH_OK) {
        s_close(db);
        return status;
    }
    *ret = db;
    return JH_OK;
}

static enum jh_status s_prepare(struct jh_db *db, const char *sql, struct jh_stmt **ret,
                                struct jh_err *reterr)
{
    for (int i = 0; i < db->nkept; i++) {
        if ((db->kept[i].given == sql || *db->kept[i].sql == *sql) &&
            strcmp(db->kept[i].sql, sql) == 0) {
            sqlite3_reset(db->kept[i].s);
            db->kept[i].bind = SQLITE_OK;
            *ret = &db->kept[i];
            return JH_OK;
        }
    }
    if (db->nkept == KEPT)
        return jh_fail(reterr, JH_E_BUG, "store.failed", JH_NOWHERE, KEPT, "too many statements");
    struct jh_stmt *s = &db->kept[db->nkept];
    int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->s, NULL);
    if (code != SQLITE_OK)
        return fail(db, code, reterr);
    char *copy = strdup(sql);
    if (!copy) {
        sqlite3_finalize(s->s);
        return fail(NULL, SQLITE_NOMEM, reterr);
    }
    *s = (struct jh_stmt){.s = s->s, .given = sql, .sql = copy, .db = db};
    db->nkept++;
    *ret = s;
    return JH_OK;
}

static void bound(struct jh_stmt *s, int code)
{
    if (s->bind == SQLITE_OK)
        s->bind = code;
}

static void s_bind_int(struct jh_stmt *s, int at, int64_t value)
{
    bound(s, sqlite3_bind_int64(s->s, at, value));
}

static void s_bind_text(struct jh_stmt *s, int at, const char *text, size_t n)
{
    bound(s, sqlite3_bind_text64(s->s, at, text, n, SQLITE_STATIC, SQLITE_UTF8));
}

static void s_bind_blob(struct jh_stmt *s, int at, const void *bytes, size_t n)
{
    bound(s, n ? sqlite3_bind_blob64(s->s, at, bytes, n, SQLITE_STATIC)
               : sqlite3_bind_zeroblob(s->s, at, 0));
}

static enum jh_status s_step(struct jh_stmt *s, bool *ret_row, struct jh_err *reterr)
{
    int code = s->bind == SQLITE_OK ? sqlite3_step(s->s) : s->bind;

    *ret_row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? JH_OK : fail(s->db, code, reterr);
}

static int64_t s_get_int(struct jh_stmt *s, int column)
{
    return sqlite3_column_int64(s->s, column);
}

static const char *s_get_text(struct jh_stmt *s, int column, size_t *ret_n)
{
    const unsigned char *text = sqlite3_column_text(s->s, column);
    *ret_n = (size_t)sqlite3_column_bytes(s->s, column);
    return text ? (const char *)text : "";
}

static const void *s_get_blob(struct jh_stmt *s, int column, size_t *ret_n)
{
    const void *bytes = sqlite3_column_blob(s->s, column);
    *ret_n = (size_t)sqlite3_column_bytes(s->s, column);
    return bytes;
}

static void s_reset(struct jh_stmt *s)
{
    sqlite3_reset(s->s);
    sqlite3_clear_bindings(s->s);
    s->bind = SQLITE_OK;
}

static bool s_in_transaction(struct jh_db *db)
{
    return !sqlite3_get_autocommit(db->handle);
}

/* Every commit writes to the log, whose time tells it, if only the clock of files has ticked since:
 * a file touched in the last seconds could be touched again at the same time. */
static bool mix(uint64_t *stamp, const char *path, time_t now)
{
    struct stat st;

    if (!path || stat(path, &st) != 0)
        return false;
    const uint64_t part[] = {(uint64_t)st.st_ino, (uint64_t)st.st_size, (uint64_t)st.st_mtim.tv_sec,
                             (uint64_t)st.st_mtim.tv_nsec};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        *stamp = (*stamp ^ part[i]) * UINT64_C(0x9E3779B97F4A7C15) >> 1;
    return st.st_mtim.tv_sec + SETTLED_SECONDS < now;
}

static uint64_t s_stamp(struct jh_db *db)
{
    uint64_t stamp = 1;
    time_t now = time(NULL);

    if (!sqlite3_get_autocommit(db->handle) || !mix(&stamp, db->path, now) ||
        !mix(&stamp, db->log, now))
        return 0;
    return stamp;
}

/* Keys at random places: with the usual 3 MB every row would read and write pages again. */
static void s_bulk(struct jh_db *db, bool on)
{
    sqlite3_exec(db->handle,
                 on ? "pragma cache_size=-64000; pragma wal_autocheckpoint=30000;"
                    : "pragma cache_size=-3000; pragma wal_autocheckpoint=1000;",
                 NULL, NULL, NULL);
}

static enum jh_status s_verify(struct jh_db *db, struct jh_err *reterr)
{
    struct jh_stmt *s = NULL;
    bool row;
    size_t n;

    JH_TRY(s_prepare(db, "pragma integrity_check", &s, reterr));
    assert(s); /* given whenever prepare succeeds */
    enum jh_status status = s_step(s, &row, reterr);
    if (status == JH_OK && (!row || strcmp(s_get_text(s, 0, &n), "ok") != 0))
        status = jh_fail(reterr, JH_E_STORE, "store.damaged", JH_NOWHERE, (double)NAN, "%s",
                         row ? s_get_text(s, 0, &n) : "");
    s_reset(s);
    return status;
}

/* In one step, so that no writer in between makes it begin anew; in a write-ahead log a reader
 * stands in nobody's way. */
static enum jh_status s_backup(struct jh_db *db, const char *path, struct jh_err *reterr)
{
    sqlite3 *to = NULL;
    int code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);

    sqlite3_backup *b =
        code == SQLITE_OK ? sqlite3_backup_init(to, "main", db->handle, "main") : NULL;
    if (b) {
        code = sqlite3_backup_step(b, -1);
        int finished = sqlite3_backup_finish(b);
        code = code == SQLITE_DONE ? finished : code;
    } else if (code == SQLITE_OK) {
        code = sqlite3_errcode(to);
    }
    enum jh_status status = code == SQLITE_OK ? JH_OK : fail(NULL, code, reterr);
    sqlite3_close(to);
    return status;
}

const struct jh_db_driver jh_db_sqlite = {
    .scheme = "sqlite",
    .bytes = "blob",
    .in_key_order = "without rowid",
    .begin_write = "begin immediate",
    .begin_read = "begin",
    .columns = "select m.name, p.name, lower(p.type), p.pk from sqlite_master m "
               "join pragma_table_info(m.name) p where m.type = 'table' "
               "and m.name not like 'sqlite%' order by m.name, p.cid",
    .open = s_open,
    .close = s_close,
    .exec = s_exec,
    .prepare = s_prepare,
    .bind_int = s_bind_int,
    .bind_text = s_bind_text,
    .bind_blob = s_bind_blob,
    .step = s_step,
    .get_int = s_get_int,
    .get_text = s_get_text,
    .get_blob = s_get_blob,
    .reset = s_reset,
    .in_transaction = s_in_transaction,
    .stamp = s_stamp,
    .bulk = s_bulk,
    .verify = s_verify,
    .backup = s_backup,
};
