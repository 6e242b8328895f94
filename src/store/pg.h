/* src/store/pg.h - shared by the files of the PostgreSQL driver. */
#pragma once
#include "store/db.h"
#include <libpq-fe.h>

enum { JH_PG_KEPT = 256, JH_PG_PARAMS = 64, JH_PG_DIGITS = 24 };

enum jh_pg_kind { JH_PG_READ, JH_PG_WRITE, JH_PG_BEGIN, JH_PG_COMMIT, JH_PG_ROLLBACK };

struct jh_stmt {
    struct jh_db *db;
    const char *given;   /* the caller's literal: the same text is nearly always the same pointer */
    char *sql, *dollars; /* as it was given; with $1 for ?1 */
    enum jh_pg_kind kind;
    int generation; /* of the connection on which it is prepared; 0: on none */
    int number, nparam;
    const char *value[JH_PG_PARAMS]; /* ints as digits, all else as bytes */
    int length[JH_PG_PARAMS], format[JH_PG_PARAMS];
    char digits[JH_PG_PARAMS][JH_PG_DIGITS];
    bool unbound;       /* something could not be bound */
    bool started;       /* sent, and not reset since */
    PGresult *row;      /* the row that is looked at */
    PGresult **waiting; /* rows read ahead because another statement needed the connection */
    size_t nwaiting, at, room;
};

struct jh_db {
    struct jh_db_base base;
    PGconn *link;
    int generation;          /* counts connections */
    bool inside;             /* a transaction is open */
    int queued;              /* writes whose answers were not read */
    struct jh_err first;     /* what went wrong first in the transaction */
    struct jh_stmt *reading; /* the statement whose rows are still coming */
    struct jh_stmt *kept[JH_PG_KEPT];
    int nkept;
};

enum jh_status jh_pg_open(const char *where, struct jh_db **ret, struct jh_err *reterr);
void jh_pg_close(struct jh_db *db);
enum jh_status jh_pg_fail(struct jh_db *db, const PGresult *r, struct jh_err *reterr);
bool jh_pg_lost(const struct jh_db *db);

/* The connection is free for another command; a new connection when the old one is lost and no
 * transaction was on it. */
enum jh_status jh_pg_ready(struct jh_db *db, struct jh_err *reterr);
enum jh_status jh_pg_again(struct jh_db *db, struct jh_err *reterr); /* connect anew */
/* Wait for the answers of all queued writes. */
enum jh_status jh_pg_settle(struct jh_db *db, struct jh_err *reterr);
enum jh_status jh_pg_queued(struct jh_db *db, struct jh_err *reterr); /* one more */

enum jh_status jh_pg_exec(struct jh_db *db, const char *sql, struct jh_err *reterr);
enum jh_status jh_pg_begin(struct jh_db *db, const char *sql, struct jh_err *reterr);
enum jh_status jh_pg_commit(struct jh_db *db, struct jh_err *reterr);
enum jh_status jh_pg_rollback(struct jh_db *db, struct jh_err *reterr);

/* Read ahead what the statement on the wire still gives; or throw it away. */
enum jh_status jh_pg_gather(struct jh_db *db, struct jh_err *reterr);
void jh_pg_drop(struct jh_db *db);
void jh_pg_stmts_free(struct jh_db *db);

/* Give a county partitions of its own (pg_layout.c). */
enum jh_status jh_pg_add_county(struct jh_db *db, const char *county, struct jh_err *reterr);
extern const char jh_pg_after_migration[];
