/* src/store/migrate.c - numbered SQL files, each applied once, in one transaction. */
#include "base/embed.h"
#include "base/hash.h"
#include "store/inside.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "0001_init.sql" is migration 1. */
static int64_t number_of(const struct jh_embed *file)
{
    return strtol(file->path, NULL, 10);
}

static enum jh_status apply(struct jh_store *s, const struct jh_embed *file, const char *hash,
                            struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    char now[JH_NOW_TEXT];

    jh_store_now(now);
    JH_TRY(s->driver->exec(s->db, jh_arena_strndup(&mem, (const char *)file->data, file->size),
                           reterr));
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

/* Is the newest migration of this program already there? Then nothing is written on opening. */
static bool up_to_date(struct jh_store *s)
{
    int64_t newest = 0;
    char hash[JH_HASH_TEXT];
    const struct jh_embed *last = &jh_embed_sql.file[jh_embed_sql.n - 1];
    bool applied = false;

    if (jh_db_number(s->db, NULL, 0, &newest, "select max(number) from migration", "") != JH_OK ||
        newest != number_of(last))
        return false;
    jh_hash_hex(last->data, last->size, hash);
    return compare(s, last, hash, &applied, NULL) == JH_OK && applied;
}

enum jh_status jh_store_migrate(struct jh_store *s, struct jh_err *reterr)
{
    if (up_to_date(s))
        return JH_OK;
    JH_TRY(jh_store_begin(s, reterr));
    enum jh_status status = apply_missing(s, reterr);
    if (status == JH_OK)
        status = jh_store_commit(s, reterr);
    jh_store_rollback(s);
    return status;
}
