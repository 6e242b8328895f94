/* src/store/migrate.c - numbered SQL files, each applied once, in one transaction. */
#include "base/buf.h"
#include "base/embed.h"
#include "base/hash.h"
#include "store/inside.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SQL_MOST = 1024 * 1024 };

/* "0001_init.sql" is migration 1. */
static int64_t number_of(const struct jh_embed *file)
{
    return strtol(file->path, NULL, 10);
}

/* The SQL of a migration with the words of this database. */
static enum jh_status fill_in(const struct jh_db_driver *d, const struct jh_embed *file,
                              struct jh_buf *out, struct jh_err *reterr)
{
    const struct {
        const char *name, *sql;
    } word[] = {{"$bytes", d->bytes}, {"$in_key_order", d->in_key_order}};
    const char *text = (const char *)file->data, *end = text + file->size;

    for (const char *at; (at = memchr(text, '$', (size_t)(end - text))) != NULL;) {
        size_t i = 0, n = sizeof word / sizeof *word;
        while (i < n && ((size_t)(end - at) < strlen(word[i].name) ||
                         memcmp(at, word[i].name, strlen(word[i].name)) != 0))
            i++;
        if (i == n)
            return jh_fail(reterr, JH_E_BUG, "store.migration", JH_NOWHERE, (double)NAN,
                           "%s: no such word: %.20s", file->path, at);
        jh_buf_add(out, text, (size_t)(at - text));
        jh_buf_adds(out, word[i].sql);
        text = at + strlen(word[i].name);
    }
    jh_buf_add(out, text, (size_t)(end - text));
    return jh_buf_check(out, reterr);
}

static enum jh_status apply(struct jh_store *s, const struct jh_embed *file, const char *hash,
                            struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf sql = JH_BUF(SQL_MOST);
    char now[JH_NOW_TEXT];

    jh_store_now(now);
    JH_TRY(fill_in(s->driver, file, &sql, reterr));
    JH_TRY(s->driver->exec(s->db, sql.data, reterr));
    if (s->driver->after_migration)
        JH_TRY(s->driver->exec(s->db, s->driver->after_migration, reterr));
    return jh_db_run(s->db, reterr, "insert into migration values (?1, ?2, ?3)", "itt",
                     number_of(file), hash, now);
}

/* An applied migration must be the one this program knows. */
static enum jh_status compare(struct jh_store *s, const struct jh_embed *file, const char *hash,
                              bool *ret_applied, struct jh_err *reterr)
{
    struct jh_stmt *row;

    JH_TRY(jh_db_query(s->db, reterr, &row, "select hash from migration where number = ?1", "i",
                       number_of(file)));
    JH_TRY(jh_db_next(s->db, row, ret_applied, reterr));
    if (!*ret_applied)
        return JH_OK;
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    bool same = strcmp(jh_db_text(s->db, &mem, row, 0), hash) == 0;
    s->driver->reset(row);
    if (!same)
        return jh_fail(reterr, JH_E_STORE, "store.migration", JH_NOWHERE, (double)number_of(file),
                       "migration %s was edited after it had been applied", file->path);
    return JH_OK;
}

static enum jh_status apply_missing(struct jh_store *s, struct jh_err *reterr)
{
    int64_t newest, known = 0;

    JH_TRY(s->driver->exec(s->db,
                           "create table if not exists migration (number bigint not null primary "
                           "key, hash text not null, applied text not null)",
                           reterr));
    for (size_t i = 0; i < jh_embed_sql.n; i++) {
        const struct jh_embed *file = &jh_embed_sql.file[i];
        char hash[JH_HASH_TEXT];
        bool applied;

        jh_hash_hex(file->data, file->size, hash);
        known = number_of(file);
        JH_TRY(compare(s, file, hash, &applied, reterr));
        if (!applied)
            JH_TRY(apply(s, file, hash, reterr));
    }
    JH_TRY(jh_db_number(s->db, reterr, 0, &newest, "select max(number) from migration", ""));
    if (newest > known)
        return jh_fail(reterr, JH_E_STORE, "store.newer", JH_NOWHERE, (double)newest,
                       "made by a later version");
    return JH_OK;
}

/* Are the migrations of this program already there, and no other? Then nothing is written on
 * opening. */
static bool up_to_date(struct jh_store *s)
{
    int64_t newest = 0, known = 0;

    if (jh_db_number(s->db, NULL, 0, &newest, "select max(number) from migration", "") != JH_OK)
        return false;
    for (size_t i = 0; i < jh_embed_sql.n; i++) {
        const struct jh_embed *file = &jh_embed_sql.file[i];
        char hash[JH_HASH_TEXT];
        bool applied = false;

        jh_hash_hex(file->data, file->size, hash);
        known = number_of(file);
        if (compare(s, file, hash, &applied, NULL) != JH_OK || !applied)
            return false;
    }
    return newest == known;
}

enum jh_status jh_store_migrate(struct jh_store *s, struct jh_err *reterr)
{
    if (!jh_embed_sql.n)
        return jh_fail(reterr, JH_E_BUG, "store.migration", JH_NOWHERE, (double)NAN,
                       "no migrations are built in");
    if (up_to_date(s))
        return JH_OK;
    JH_TRY(jh_store_begin(s, reterr));
    return jh_store_end(s, apply_missing(s, reterr), reterr);
}
