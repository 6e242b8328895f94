/* src/store/pg_stmt.c - prepared statements, their parameters, and rows one by one as they come:
 * a result never lies in memory as a whole unless another statement runs while it is read. */
#include "store/pg.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OID_NUMERIC = 1700, NUMERIC_HEAD = 8, NUMERIC_BASE = 10000 };

static bool starts(const char *sql, const char *word)
{
    return strncmp(sql, word, strlen(word)) == 0;
}

static enum jh_pg_kind kind_of(const char *sql)
{
    if (starts(sql, "begin"))
        return JH_PG_BEGIN;
    if (starts(sql, "commit"))
        return JH_PG_COMMIT;
    if (starts(sql, "rollback"))
        return JH_PG_ROLLBACK;
    if ((starts(sql, "insert") || starts(sql, "update") || starts(sql, "delete")) &&
        !strstr(sql, " returning "))
        return JH_PG_WRITE;
    return JH_PG_READ;
}

/* ?1 becomes $1, outside of quotes; the highest number is how many there are. */
static char *with_dollars(const char *sql, int *ret_n)
{
    char *out = strdup(sql);
    char quote = 0;

    *ret_n = 0;
    for (char *at = out; at && *at; at++) {
        if (quote ? *at == quote : *at == '\'' || *at == '"')
            quote = quote ? 0 : *at;
        if (quote || *at != '?')
            continue;
        *at = '$';
        int n = (int)strtol(at + 1, NULL, 10);
        *ret_n = n > *ret_n ? n : *ret_n;
    }
    return out;
}

static void name_of(const struct jh_stmt *s, char name[16])
{
    snprintf(name, 16, "s%d", s->number);
}

static void forget(struct jh_stmt *s)
{
    for (size_t i = s->at; i < s->nwaiting; i++)
        PQclear(s->waiting[i]);
    PQclear(s->row);
    s->row = NULL;
    s->at = s->nwaiting = 0;
}

static void free_stmt(struct jh_stmt *s)
{
    forget(s);
    free(s->waiting);
    free(s->sql);
    free(s->dollars);
    free(s);
}

void jh_pg_stmts_free(struct jh_db *db)
{
    for (int i = 0; i < db->nkept; i++)
        free_stmt(db->kept[i]);
}

void jh_pg_drop(struct jh_db *db)
{
    if (!db->reading)
        return;
    db->reading = NULL;
    for (PGresult *r; (r = PQgetResult(db->link)) != NULL;)
        PQclear(r);
}

static bool keep_waiting(struct jh_stmt *s, PGresult *r)
{
    if (s->nwaiting == s->room) {
        size_t room = s->room ? s->room * 2 : 64;
        PGresult **grown = realloc(s->waiting, room * sizeof(PGresult *));
        if (!grown)
            return false;
        s->waiting = grown;
        s->room = room;
    }
    s->waiting[s->nwaiting++] = r;
    return true;
}

/* The next row from the wire; NULL behind the last one. */
static enum jh_status receive(struct jh_stmt *s, PGresult **ret, struct jh_err *reterr)
{
    PGresult *r = PQgetResult(s->db->link);
    enum jh_status status = JH_OK;

    *ret = NULL;
    if (r && PQresultStatus(r) == PGRES_SINGLE_TUPLE) {
        *ret = r;
        return JH_OK;
    }
    if (!r || (PQresultStatus(r) != PGRES_TUPLES_OK && PQresultStatus(r) != PGRES_COMMAND_OK))
        status = jh_pg_fail(s->db, r, reterr);
    PQclear(r);
    jh_pg_drop(s->db);
    return status;
}

enum jh_status jh_pg_gather(struct jh_db *db, struct jh_err *reterr)
{
    struct jh_stmt *s = db->reading;
    PGresult *r;

    while (db->reading) {
        JH_TRY(receive(s, &r, reterr));
        if (r && !keep_waiting(s, r)) {
            PQclear(r);
            jh_pg_drop(db);
            return jh_fail(reterr, JH_E_STORE, "store.failed", JH_NOWHERE, (double)NAN,
                           "no memory");
        }
    }
    return JH_OK;
}

static void reset(struct jh_stmt *s)
{
    if (s->db->reading == s)
        jh_pg_drop(s->db);
    forget(s);
    s->started = s->unbound = false;
    for (int i = 0; i < s->nparam; i++)
        s->value[i] = NULL;
}

static enum jh_status make(struct jh_db *db, const char *sql, struct jh_stmt **ret,
                           struct jh_err *reterr)
{
    struct jh_stmt *s = calloc(1, sizeof *s);

    if (s) {
        *s = (struct jh_stmt){.db = db, .given = sql, .sql = strdup(sql), .kind = kind_of(sql)};
        s->dollars = with_dollars(sql, &s->nparam);
        s->number = db->nkept;
    }
    if (s && s->sql && s->dollars && s->nparam <= JH_PG_PARAMS && db->nkept < JH_PG_KEPT) {
        *ret = s;
        return JH_OK;
    }
    if (s)
        free_stmt(s);
    return jh_fail(reterr, JH_E_BUG, "store.failed", JH_NOWHERE, JH_PG_KEPT, "no room: %.100s",
                   sql);
}

/* Prepare on this connection, unless it is. */
static enum jh_status prepare_there(struct jh_stmt *s, struct jh_err *reterr)
{
    struct jh_db *db = s->db;
    char name[16];

    if (s->kind > JH_PG_WRITE || s->generation == db->generation)
        return JH_OK;
    JH_TRY(jh_pg_settle(db, reterr));
    name_of(s, name);
    PGresult *r = PQprepare(db->link, name, s->dollars, 0, NULL);
    enum jh_status status =
        PQresultStatus(r) == PGRES_COMMAND_OK ? JH_OK : jh_pg_fail(db, r, reterr);
    PQclear(r);
    if (status == JH_OK)
        s->generation = db->generation;
    return status;
}

static struct jh_stmt *find(struct jh_db *db, const char *sql)
{
    for (int i = 0; i < db->nkept; i++)
        if (db->kept[i]->given == sql && strcmp(db->kept[i]->sql, sql) == 0)
            return db->kept[i];
    for (int i = 0; i < db->nkept; i++)
        if (strcmp(db->kept[i]->sql, sql) == 0)
            return db->kept[i];
    return NULL;
}

static enum jh_status p_prepare(struct jh_db *db, const char *sql, struct jh_stmt **ret,
                                struct jh_err *reterr)
{
    *ret = find(db, sql);
    if (*ret) {
        reset(*ret);
        return JH_OK;
    }
    JH_TRY(make(db, sql, ret, reterr));
    assert(*ret); /* given whenever make succeeds */
    enum jh_status status = JH_OK;
    if ((*ret)->kind <= JH_PG_WRITE)
        status = jh_pg_ready(db, reterr);
    if (status == JH_OK)
        status = prepare_there(*ret, reterr);
    if (status == JH_OK)
        db->kept[db->nkept++] = *ret;
    else
        free_stmt(*ret);
    return status;
}

static bool fits(struct jh_stmt *s, int at, size_t n)
{
    bool ok = at >= 1 && at <= s->nparam && n <= INT32_MAX;
    s->unbound = s->unbound || !ok;
    return ok;
}

static void p_bind_int(struct jh_stmt *s, int at, int64_t value)
{
    if (!fits(s, at, 0))
        return;
    snprintf(s->digits[at - 1], JH_PG_DIGITS, "%lld", (long long)value);
    s->value[at - 1] = s->digits[at - 1];
    s->format[at - 1] = 0;
}

static void p_bind_bytes(struct jh_stmt *s, int at, const void *bytes, size_t n)
{
    if (!fits(s, at, n))
        return;
    s->value[at - 1] = n ? bytes : "";
    s->length[at - 1] = (int)n;
    s->format[at - 1] = 1;
}

static void p_bind_text(struct jh_stmt *s, int at, const char *text, size_t n)
{
    p_bind_bytes(s, at, text, n);
}

static bool send(struct jh_stmt *s)
{
    char name[16];

    name_of(s, name);
    return PQsendQueryPrepared(s->db->link, name, s->nparam, s->value, s->length, s->format, 1);
}

/* A write within a transaction: not waited for. */
static enum jh_status enqueue(struct jh_stmt *s, struct jh_err *reterr)
{
    struct jh_db *db = s->db;

    if (!db->queued && !PQenterPipelineMode(db->link))
        return jh_pg_fail(db, NULL, reterr);
    if (!send(s))
        return jh_pg_fail(db, NULL, reterr);
    return jh_pg_queued(db, reterr);
}

static enum jh_status ask(struct jh_stmt *s, struct jh_err *reterr)
{
    struct jh_db *db = s->db;

    JH_TRY(jh_pg_settle(db, reterr));
    JH_TRY(prepare_there(s, reterr));
    if (!send(s) || !PQsetSingleRowMode(db->link))
        return jh_pg_fail(db, NULL, reterr);
    db->reading = s;
    return receive(s, &s->row, reterr);
}

/* A read outside of a transaction whose connection is found to be gone is asked once more on a new
 * one; a write is not, for it may have been done. */
static enum jh_status start(struct jh_stmt *s, struct jh_err *reterr)
{
    struct jh_db *db = s->db;

    JH_TRY(jh_pg_ready(db, reterr));
    if (s->kind == JH_PG_WRITE && db->inside) {
        JH_TRY(prepare_there(s, reterr));
        return enqueue(s, reterr);
    }
    enum jh_status status = ask(s, reterr);
    if (status != JH_OK && jh_pg_lost(db) && !db->inside && s->kind == JH_PG_READ) {
        JH_TRY(jh_pg_again(db, reterr));
        status = ask(s, reterr);
    }
    return status;
}

static enum jh_status next(struct jh_stmt *s, struct jh_err *reterr)
{
    PQclear(s->row);
    s->row = NULL;
    if (s->at < s->nwaiting) {
        s->row = s->waiting[s->at++];
        return JH_OK;
    }
    return s->db->reading == s ? receive(s, &s->row, reterr) : JH_OK;
}

static enum jh_status p_step(struct jh_stmt *s, bool *ret_row, struct jh_err *reterr)
{
    enum jh_status status;

    *ret_row = false;
    switch (s->kind) {
    case JH_PG_BEGIN:
        return jh_pg_begin(s->db, s->sql, reterr);
    case JH_PG_COMMIT:
        return jh_pg_commit(s->db, reterr);
    case JH_PG_ROLLBACK:
        return jh_pg_rollback(s->db, reterr);
    default:
        break;
    }
    if (s->unbound)
        return jh_fail(reterr, JH_E_BUG, "store.failed", JH_NOWHERE, (double)NAN,
                       "a parameter does not fit");
    status = s->started ? next(s, reterr) : start(s, reterr);
    s->started = true;
    *ret_row = status == JH_OK && s->row;
    return status;
}

static uint64_t big_endian(const unsigned char *bytes, int n)
{
    uint64_t value = 0;

    for (int i = 0; i < n; i++)
        value = value << 8 | bytes[i];
    return value;
}

/* The whole part of a numeric (a sum of bigint is one): digits of base 10000, the first has the
 * given weight. */
static int64_t whole_numeric(const unsigned char *b, int n)
{
    int digits = (int)big_endian(b, 2), weight = (int16_t)big_endian(b + 2, 2);
    uint64_t value = 0;

    for (int i = 0; i <= weight; i++)
        value = value * NUMERIC_BASE + (i < digits && NUMERIC_HEAD + i * 2 + 2 <= n
                                            ? big_endian(b + NUMERIC_HEAD + (size_t)i * 2, 2)
                                            : 0);
    return big_endian(b + 4, 2) ? -(int64_t)value : (int64_t)value;
}

static int64_t p_get_int(struct jh_stmt *s, int column)
{
    int n = PQgetlength(s->row, 0, column);
    const unsigned char *b = (const unsigned char *)PQgetvalue(s->row, 0, column);

    if (PQgetisnull(s->row, 0, column))
        return 0;
    if (PQftype(s->row, column) == OID_NUMERIC)
        return n >= NUMERIC_HEAD ? whole_numeric(b, n) : 0;
    uint64_t value = big_endian(b, n < 8 ? n : 8);
    if (n == 4)
        return (int32_t)value;
    return n == 2 ? (int16_t)value : (int64_t)value;
}

static const void *p_get_blob(struct jh_stmt *s, int column, size_t *ret_n)
{
    *ret_n = (size_t)PQgetlength(s->row, 0, column);
    return *ret_n ? PQgetvalue(s->row, 0, column) : NULL;
}

static const char *p_get_text(struct jh_stmt *s, int column, size_t *ret_n)
{
    *ret_n = (size_t)PQgetlength(s->row, 0, column);
    return PQgetvalue(s->row, 0, column); /* libpq ends it with a 0 */
}

static bool p_in_transaction(struct jh_db *db)
{
    return db->inside;
}

/* Nothing tells another one's commit without asking the server, and then the question itself can be
 * asked as well. */
static uint64_t p_stamp(struct jh_db *db)
{
    (void)db;
    return 0;
}

/* Every row of every table is read, with all that lies outside of it; a page that is not as it was
 * written ends that (checksums of pages are the server's matter: initdb --data-checksums). */
static enum jh_status p_verify(struct jh_db *db, struct jh_err *reterr)
{
    return jh_pg_exec(db,
                      "do $$ declare t regclass; begin "
                      "for t in select oid from pg_class where relkind = 'r' and "
                      "relnamespace = current_schema()::regnamespace loop "
                      "execute format('select sum(octet_length(t::text)) from only %s t', t); "
                      "end loop; end $$",
                      reterr);
}

const struct jh_db_driver jh_db_pg = {
    .scheme = "postgresql",
    .bytes = "bytea",
    .in_key_order = "",
    .begin_write =
        "begin; select pg_advisory_xact_lock(27240, current_schema()::regnamespace::oid::int)",
    .begin_read = "begin isolation level repeatable read",
    .columns = "select c.relname::text, a.attname::text, t.typname::text, "
               "coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) from pg_class c "
               "join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped "
               "join pg_type t on t.oid = a.atttypid "
               "left join pg_index i on i.indrelid = c.oid and i.indisprimary "
               "where c.relnamespace = current_schema()::regnamespace "
               "and c.relkind in ('r', 'p') and not c.relispartition "
               "order by c.relname, a.attnum",
    .after_migration = jh_pg_after_migration,
    .open = jh_pg_open,
    .close = jh_pg_close,
    .exec = jh_pg_exec,
    .prepare = p_prepare,
    .bind_int = p_bind_int,
    .bind_text = p_bind_text,
    .bind_blob = p_bind_bytes,
    .step = p_step,
    .get_int = p_get_int,
    .get_text = p_get_text,
    .get_blob = p_get_blob,
    .reset = reset,
    .in_transaction = p_in_transaction,
    .stamp = p_stamp,
    .verify = p_verify,
    .add_county = jh_pg_add_county,
};
