/* src/store/db.h - what a database driver gives to the store: sqlite.c and pg.c fill the same
 * table. SQL is written with ?1, ?2 ... for parameters and plain enough for both;
 * texts are ordered by their bytes. */
#pragma once
#include "base/arena.h"
#include "base/status.h"
#include <stdbool.h>
#include <stdint.h>

struct jh_db;   /* a connection */
struct jh_stmt; /* a prepared statement; belongs to its connection, which keeps it for reuse */

struct jh_db_driver {
    const char *scheme; /* "sqlite" */
    /* What databases say differently; everything else of src/store is plain SQL. The migrations
     * write $bytes and $in_key_order for the first two. */
    const char *bytes;        /* the type of bytes: "blob", "bytea" */
    const char *in_key_order; /* ends a table that lies in the order of its key; "" has no such */
    const char *begin_write;  /* a transaction that waits here, not later, for another writer */
    const char *begin_read;   /* one whose reads all see one state */
    const char *after_migration; /* SQL that arranges the new tables; NULL */
    /* The columns of all tables: table, column, type, place in the key (0: none); in order. */
    const char *columns;
    enum jh_status (*open)(const char *where, struct jh_db **ret, struct jh_err *reterr);
    void (*close)(struct jh_db *db);
    enum jh_status (*exec)(struct jh_db *db, const char *sql, struct jh_err *reterr); /* many */
    enum jh_status (*prepare)(struct jh_db *db, const char *sql, struct jh_stmt **ret,
                              struct jh_err *reterr);
    /* What cannot be bound is an error of the next step. Within a transaction a driver may put off
     * the error of a write to the next read or the commit. */
    void (*bind_int)(struct jh_stmt *s, int at, int64_t value);
    void (*bind_text)(struct jh_stmt *s, int at, const char *text, size_t n); /* borrowed */
    void (*bind_blob)(struct jh_stmt *s, int at, const void *bytes, size_t n);
    enum jh_status (*step)(struct jh_stmt *s, bool *ret_row, struct jh_err *reterr);
    int64_t (*get_int)(struct jh_stmt *s, int column);
    const char *(*get_text)(struct jh_stmt *s, int column, size_t *ret_n); /* until the next step */
    const void *(*get_blob)(struct jh_stmt *s, int column, size_t *ret_n);
    void (*reset)(struct jh_stmt *s);
    bool (*in_transaction)(struct jh_db *db);
    /* A number that is another one after anybody has written; 0 when that cannot be told. */
    uint64_t (*stamp)(struct jh_db *db);
    /* A long write begins (ends): more memory for pages, fewer syncs. NULL: makes no difference. */
    void (*bulk)(struct jh_db *db, bool on);
    /* Everything is as it was written: JH_E_STORE "store.damaged". */
    enum jh_status (*verify)(struct jh_db *db, struct jh_err *reterr);
    /* Make room for a county, before its rows come; NULL: none is needed. */
    enum jh_status (*add_county)(struct jh_db *db, const char *county, struct jh_err *reterr);
    /* Everything into a new data file, as of one moment; NULL: row by row then. */
    enum jh_status (*backup)(struct jh_db *db, const char *path, struct jh_err *reterr);
};

struct jh_db_base { /* the head of every driver's struct jh_db */
    const struct jh_db_driver *driver;
};

extern const struct jh_db_driver jh_db_sqlite, jh_db_pg;

/* Helpers over the driver of `db`; arguments by letters: i int64_t, t const char *, b bytes and
 * size. jh_db_run(db, err, "insert into x values(?1, ?2)", "it", (int64_t)5, "five") */
JH_NODISCARD enum jh_status jh_db_run(struct jh_db *db, struct jh_err *reterr, const char *sql,
                                      const char *letters, ...);
/* A statement with its arguments bound, to be stepped. */
JH_NODISCARD enum jh_status jh_db_query(struct jh_db *db, struct jh_err *reterr,
                                        struct jh_stmt **ret, const char *sql, const char *letters,
                                        ...);
JH_NODISCARD enum jh_status jh_db_next(struct jh_db *db, struct jh_stmt *s, bool *ret_row,
                                       struct jh_err *reterr);
int64_t jh_db_int(struct jh_db *db, struct jh_stmt *s, int column);
const char *jh_db_text(struct jh_db *db, struct jh_arena *mem, struct jh_stmt *s, int column);
/* One number of one row; `none` when there is no row. */
JH_NODISCARD enum jh_status jh_db_number(struct jh_db *db, struct jh_err *reterr, int64_t none,
                                         int64_t *ret, const char *sql, const char *letters, ...);
