/* src/store/imports.c - files that came in, their state, and the version of the data. */
#include "base/hash.h"
#include "store/inside.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum jh_status jh_store_version(struct jh_store *s, const char *county, int64_t *ret,
                                struct jh_err *reterr)
{
    uint64_t stamp = s->driver->stamp(s->db); /* first: what is asked after it is no older */

    if (stamp && stamp == s->last.stamp && strcmp(s->last.county, county ? county : "") == 0) {
        *ret = s->last.version;
        return JH_OK;
    }
    JH_TRY(jh_db_number(s->db, reterr, 0, ret,
                        county ? "select version from data_version where county = ?1"
                               : "select coalesce(sum(version), 0) from data_version",
                        county ? "t" : "", county));
    if (!county || strlen(county) < sizeof s->last.county) {
        s->last.stamp = stamp;
        s->last.version = *ret;
        snprintf(s->last.county, sizeof s->last.county, "%s", county ? county : "");
    }
    return JH_OK;
}

static enum jh_status next_version(struct jh_store *s, const char *county, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr,
                     "insert into data_version (county, version) values (?1, 1) on conflict "
                     "(county) do update set version = data_version.version + 1",
                     "t", county);
}

enum jh_status jh_store_add_import(struct jh_store *s, const char *county, struct jh_import *import,
                                   const void *bytes, size_t size, struct jh_err *reterr)
{
    static _Thread_local char hash[JH_HASH_TEXT], now[JH_NOW_TEXT];

    jh_hash_hex(bytes, size, hash);
    jh_store_now(now);
    JH_TRY(jh_db_run(s->db, reterr,
                     "insert into file (county, hash, size, content) values (?1, ?2, ?3, ?4) "
                     "on conflict (county, hash) do nothing",
                     "ttib", county, hash, (int64_t)size, bytes, size));
    JH_TRY(jh_db_number(s->db, reterr, 1, &import->id,
                        "select coalesce(max(import), 0) + 1 from import where county = ?1", "t",
                        county));
    import->hash = hash;
    import->size = (int64_t)size;
    import->state = JH_IMPORT_UPLOADED;
    import->created = now;
    return jh_db_run(s->db, reterr,
                     "insert into import (county, import, file, hash, size, format, state, "
                     "commit_order, basis, mapping, report, reason, created, committed, undone) "
                     "values (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 0, ?7, ?8, '', ?9, '', '')",
                     "titt"
                     "itttt",
                     county, import->id, import->file, hash, (int64_t)size, import->format,
                     import->mapping, import->report, now);
}

static void read_import(struct jh_store *s, struct jh_arena *mem, struct jh_stmt *row, bool whole,
                        struct jh_import *ret)
{
    struct jh_db *db = s->db;
    *ret = (struct jh_import){
        .id = jh_db_int(db, row, 0),
        .file = jh_db_text(db, mem, row, 1),
        .hash = jh_db_text(db, mem, row, 2),
        .size = jh_db_int(db, row, 3),
        .format = jh_db_text(db, mem, row, 4),
        .state = (enum jh_import_state)jh_db_int(db, row, 5),
        .order = jh_db_int(db, row, 6),
        .basis = jh_db_int(db, row, 7),
        .reason = jh_db_text(db, mem, row, 8),
        .created = jh_db_text(db, mem, row, 9),
        .committed = jh_db_text(db, mem, row, 10),
        .undone = jh_db_text(db, mem, row, 11),
        .mapping = whole ? jh_db_text(db, mem, row, 12) : "",
        .report = whole ? jh_db_text(db, mem, row, 13) : "",
    };
}

#define COLUMNS                                                                                    \
    "import, file, hash, size, format, state, commit_order, basis, reason, created, committed, "   \
    "undone"

enum jh_status jh_store_import(struct jh_store *s, struct jh_arena *mem, const char *county,
                               int64_t id, struct jh_import *ret, struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool found;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select " COLUMNS
                       ", mapping, report from import where county = ?1 and import = ?2",
                       "ti", county, id));
    JH_TRY(jh_db_next(s->db, row, &found, reterr));
    if (!found)
        return jh_fail(reterr, JH_E_NOTFOUND, "import.unknown", JH_NOWHERE, (double)id,
                       "no import %lld in %s", (long long)id, county);
    read_import(s, mem, row, true, ret);
    s->driver->reset(row);
    return JH_OK;
}

enum jh_status jh_store_imports(struct jh_store *s, struct jh_arena *mem, const char *county,
                                struct jh_import **ret, size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select " COLUMNS " from import where county = ?1 order by import desc", "t",
                       county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        read_import(s, mem, row, false, &(*ret)[(*ret_n)++]);
    }
}

/* Moves of the state that change what is true: commit and undo. */
static enum jh_status change_state(struct jh_store *s, const char *county, struct jh_import *import,
                                   enum jh_import_state before, struct jh_err *reterr)
{
    static _Thread_local char now[JH_NOW_TEXT];

    if (import->state == before)
        return JH_OK;
    jh_store_now(now);
    if (import->state == JH_IMPORT_COMMITTED) {
        JH_TRY(jh_db_number(s->db, reterr, 1, &import->order,
                            "select coalesce(max(commit_order), 0) + 1 from import "
                            "where county = ?1",
                            "t", county));
        import->committed = now;
        return next_version(s, county, reterr);
    }
    if (import->state == JH_IMPORT_UNDONE) {
        import->undone = now;
        return next_version(s, county, reterr);
    }
    if (import->state == JH_IMPORT_DISCARDED)
        return jh_store_clear_facts(s, county, import->id, reterr);
    return JH_OK;
}

enum jh_status jh_store_save_import(struct jh_store *s, const char *county,
                                    struct jh_import *import, struct jh_err *reterr)
{
    int64_t before;

    JH_TRY(jh_db_number(s->db, reterr, -1, &before,
                        "select state from import where county = ?1 and import = ?2", "ti", county,
                        import->id));
    if (before < 0)
        return jh_fail(reterr, JH_E_NOTFOUND, "import.unknown", JH_NOWHERE, (double)import->id,
                       "no import %lld in %s", (long long)import->id, county);
    JH_TRY(change_state(s, county, import, (enum jh_import_state)before, reterr));
    return jh_db_run(s->db, reterr,
                     "update import set state = ?3, commit_order = ?4, basis = ?5, mapping = ?6, "
                     "report = ?7, reason = ?8, committed = ?9, undone = ?10, format = ?11 "
                     "where county = ?1 and import = ?2",
                     "tiiiittttt"
                     "t",
                     county, import->id, (int64_t)import->state, import->order, import->basis,
                     import->mapping, import->report, import->reason, import->committed,
                     import->undone, import->format);
}

enum jh_status jh_store_file_hashes(struct jh_store *s, struct jh_arena *mem, const char *county,
                                    const char ***ret, size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;

    JH_TRY(jh_db_query(s->db, reterr, &row, "select hash from file where county = ?1 order by hash",
                       "t", county));
    return jh_store_texts(s, mem, row, ret, ret_n, reterr);
}

enum jh_status jh_store_file(struct jh_store *s, struct jh_arena *mem, const char *county,
                             const char *hash, void **ret, size_t *ret_size, struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool found;
    size_t n;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select content from file where county = ?1 and hash = ?2", "tt", county,
                       hash));
    JH_TRY(jh_db_next(s->db, row, &found, reterr));
    if (!found)
        return jh_fail(reterr, JH_E_NOTFOUND, "import.file_gone", JH_NOWHERE, (double)NAN, "%s",
                       hash);
    const void *bytes = s->driver->get_blob(row, 0, &n);
    *ret = jh_arena_alloc(mem, n + 1, 1);
    if (n)
        memcpy(*ret, bytes, n);
    *ret_size = n;
    s->driver->reset(row);
    return JH_OK;
}
