/* src/store/pg.c - the driver for PostgreSQL 15 and later, through libpq: connection, transactions,
 * errors, and the queue of writes. Statements and their results are in pg_stmt.c, partitions by
 * county in pg_layout.c.
 *
 * Within a transaction inserts, updates and deletes are sent without waiting for the answer (libpq
 * calls it a pipeline): an import is bound by the server's speed, not by the way there and back. An
 * error among them comes up with the next read, the commit, or the QUEUED_MOSTth write. */
#include "store/pg.h"
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Answers that nobody has read yet must fit into the socket, or both sides would wait. */
enum { QUEUED_MOST = 500, TEXT_MOST = 200, SERVER_LEAST = 150000 };

static const struct {
    const char *state, *id; /* the beginning of SQLSTATE */
} known[] = {
    {"55P03", "store.busy"},    {"40001", "store.busy"},     {"40P01", "store.busy"},
    {"57014", "store.busy"},    {"53300", "store.busy"},     {"57P03", "store.busy"},
    {"53100", "store.full"},    {"42501", "store.readonly"}, {"25006", "store.readonly"},
    {"XX001", "store.damaged"}, {"XX002", "store.damaged"},  {"58030", "store.io"},
    {"57P", "store.lost"},      {"08", "store.lost"},
};

static const char *id_of(const char *state)
{
    for (size_t i = 0; state && i < sizeof known / sizeof *known; i++)
        if (strncmp(state, known[i].state, strlen(known[i].state)) == 0)
            return known[i].id;
    return "store.failed";
}

/* The first line of what libpq says. */
static enum jh_status fail_text(const char *id, const char *text, struct jh_err *reterr)
{
    size_t n = strcspn(text, "\n");
    return jh_fail(reterr, JH_E_STORE, id, JH_NOWHERE, (double)NAN, "%.*s",
                   n < TEXT_MOST ? (int)n : TEXT_MOST, text);
}

bool jh_pg_lost(const struct jh_db *db)
{
    return PQstatus(db->link) == CONNECTION_BAD;
}

enum jh_status jh_pg_fail(struct jh_db *db, const PGresult *r, struct jh_err *reterr)
{
    const char *text = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    enum jh_status status;
    struct jh_err err;

    if (state && strcmp(state, "22021") == 0) /* no UTF-8, or a zero byte: of a request, say */
        status = jh_fail(&err, JH_E_USAGE, "store.text", JH_NOWHERE, (double)NAN, "not UTF-8");
    else
        status = fail_text(jh_pg_lost(db) ? "store.lost" : id_of(state),
                           text ? text : PQerrorMessage(db->link), &err);
    if (db->first.status == JH_OK)
        db->first = err;
    if (reterr)
        *reterr = err;
    return status;
}

static void no_notice(void *unused, const PGresult *r)
{
    (void)unused;
    (void)r;
}

static enum jh_status set_up(struct jh_db *db, struct jh_err *reterr)
{
    const char *encoding = PQparameterStatus(db->link, "server_encoding");

    if (PQserverVersion(db->link) < SERVER_LEAST)
        return fail_text("store.open", "PostgreSQL 15 or later is needed", reterr);
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return fail_text("store.open", "the database must have the encoding UTF8", reterr);
    PGresult *r =
        PQexec(db->link, "set standard_conforming_strings = on; set client_min_messages = warning; "
                         "select set_config('lock_timeout', '10s', false) "
                         "where current_setting('lock_timeout') = '0'");
    enum jh_status status =
        PQresultStatus(r) == PGRES_TUPLES_OK ? JH_OK : jh_pg_fail(db, r, reterr);
    PQclear(r);
    db->generation++;
    return status;
}

void jh_pg_close(struct jh_db *db)
{
    if (!db)
        return;
    jh_pg_stmts_free(db);
    PQfinish(db->link);
    free(db);
}

/* The address may hold a password: when libpq cannot read it, what it says is not passed on. */
static enum jh_status open_link(struct jh_db *db, const char *url, struct jh_err *reterr)
{
    static const char *const key[] = {"dbname",          "fallback_application_name",
                                      "client_encoding", "connect_timeout",
                                      "keepalives_idle", NULL};
    const char *const value[] = {url, "junheng", "UTF8", "10", "60", NULL};
    PQconninfoOption *parsed = PQconninfoParse(url, NULL);

    if (!parsed)
        return fail_text("store.open", "this is no address of a database", reterr);
    PQconninfoFree(parsed);
    db->link = PQconnectdbParams(key, value, 1);
    if (PQstatus(db->link) != CONNECTION_OK)
        return fail_text("store.open", PQerrorMessage(db->link), reterr);
    PQsetNoticeReceiver(db->link, no_notice, NULL);
    return set_up(db, reterr);
}

enum jh_status jh_pg_open(const char *where, struct jh_db **ret, struct jh_err *reterr)
{
    static const char scheme[] = "postgresql:";
    size_t n = sizeof scheme + strlen(where);
    struct jh_db *db = calloc(1, sizeof *db);
    char *url = malloc(n);
    enum jh_status status = JH_E_STORE;

    if (db && url) {
        db->base.driver = &jh_db_pg;
        snprintf(url, n, "%s%s", scheme, where);
        status = open_link(db, url, reterr);
    } else {
        jh_fail(reterr, JH_E_STORE, "store.open", JH_NOWHERE, (double)NAN, "no memory");
    }
    if (url)
        sodium_memzero(url, n);
    free(url);
    if (status != JH_OK) {
        jh_pg_close(db);
        return status;
    }
    *ret = db;
    return JH_OK;
}

/* The answers of what was queued; the first error among them. */
static enum jh_status read_queued(struct jh_db *db, struct jh_err *reterr)
{
    enum jh_status status = JH_OK;

    for (bool synced = false; !synced && !jh_pg_lost(db);) {
        PGresult *r = PQgetResult(db->link);
        ExecStatusType said = r ? PQresultStatus(r) : PGRES_COMMAND_OK;
        synced = said == PGRES_PIPELINE_SYNC;
        if (status == JH_OK && (said == PGRES_FATAL_ERROR || said == PGRES_BAD_RESPONSE))
            status = jh_pg_fail(db, r, reterr);
        PQclear(r);
    }
    if (status == JH_OK && jh_pg_lost(db))
        status = jh_pg_fail(db, NULL, reterr);
    return status;
}

enum jh_status jh_pg_settle(struct jh_db *db, struct jh_err *reterr)
{
    if (!db->queued)
        return JH_OK;
    db->queued = 0;
    if (!PQpipelineSync(db->link))
        return jh_pg_fail(db, NULL, reterr);
    enum jh_status status = read_queued(db, reterr);
    if (!PQexitPipelineMode(db->link) && status == JH_OK)
        status = jh_pg_fail(db, NULL, reterr);
    return status;
}

enum jh_status jh_pg_queued(struct jh_db *db, struct jh_err *reterr)
{
    return ++db->queued < QUEUED_MOST ? JH_OK : jh_pg_settle(db, reterr);
}

enum jh_status jh_pg_ready(struct jh_db *db, struct jh_err *reterr)
{
    JH_TRY(jh_pg_gather(db, reterr));
    if (db->inside)
        return jh_pg_lost(db) ? jh_pg_fail(db, NULL, reterr) : JH_OK;
    /* A server that ends a connection says why, and then closes it: two pieces of news. */
    if (!jh_pg_lost(db) && PQconsumeInput(db->link) && PQconsumeInput(db->link) && !jh_pg_lost(db))
        return JH_OK;
    return jh_pg_again(db, reterr);
}

enum jh_status jh_pg_again(struct jh_db *db, struct jh_err *reterr)
{
    PQreset(db->link);
    if (PQstatus(db->link) != CONNECTION_OK)
        return fail_text("store.open", PQerrorMessage(db->link), reterr);
    return set_up(db, reterr);
}

/* Run SQL that has no parameters; *ret_tag, when wanted, is what the server says it did. */
static enum jh_status run(struct jh_db *db, const char *sql, char tag[16], struct jh_err *reterr)
{
    PGresult *r = PQexec(db->link, sql);
    ExecStatusType said = PQresultStatus(r);
    enum jh_status status =
        said == PGRES_COMMAND_OK || said == PGRES_TUPLES_OK ? JH_OK : jh_pg_fail(db, r, reterr);

    if (tag)
        snprintf(tag, 16, "%s", r ? PQcmdStatus(r) : "");
    PQclear(r);
    return status;
}

/* What is prepared does not outlive a change of its tables. */
enum jh_status jh_pg_exec(struct jh_db *db, const char *sql, struct jh_err *reterr)
{
    JH_TRY(jh_pg_ready(db, reterr));
    JH_TRY(jh_pg_settle(db, reterr));
    JH_TRY(run(db, sql, NULL, reterr));
    db->generation++;
    return run(db, "deallocate all", NULL, reterr);
}

enum jh_status jh_pg_begin(struct jh_db *db, const char *sql, struct jh_err *reterr)
{
    if (db->inside)
        return fail_text("store.failed", "a transaction within a transaction", reterr);
    db->first.status = JH_OK;
    JH_TRY(jh_pg_ready(db, reterr));
    enum jh_status status = run(db, sql, NULL, reterr);
    if (status != JH_OK && jh_pg_lost(db)) { /* nothing was done yet */
        JH_TRY(jh_pg_again(db, reterr));
        status = run(db, sql, NULL, reterr);
    }
    if (status != JH_OK && PQtransactionStatus(db->link) != PQTRANS_IDLE)
        PQclear(PQexec(db->link, "rollback"));
    db->inside = status == JH_OK;
    return status;
}

/* A transaction in which something has failed answers a commit with a rollback, and no error: then
 * what failed first is told, which may have come up where nobody passed it on. */
enum jh_status jh_pg_commit(struct jh_db *db, struct jh_err *reterr)
{
    char tag[16];

    JH_TRY(jh_pg_ready(db, reterr));
    JH_TRY(jh_pg_settle(db, reterr));
    JH_TRY(run(db, "commit", tag, reterr));
    db->inside = false;
    if (strcmp(tag, "COMMIT") == 0)
        return JH_OK;
    if (db->first.status == JH_OK)
        return fail_text("store.failed", "the transaction had failed and was rolled back", reterr);
    if (reterr)
        *reterr = db->first;
    return db->first.status;
}

/* With the connection goes the transaction. */
enum jh_status jh_pg_rollback(struct jh_db *db, struct jh_err *reterr)
{
    enum jh_status status = JH_OK;

    jh_pg_drop(db);
    if (jh_pg_settle(db, NULL) == JH_OK || !jh_pg_lost(db))
        status = jh_pg_lost(db) ? JH_OK : run(db, "rollback", NULL, reterr);
    if (status != JH_OK && !jh_pg_lost(db))
        return status;
    db->inside = false;
    return JH_OK;
}
