/* src/app/backup.c - see move.h: a backup, and what comes back from it. */
#include "app/audit.h"
#include "app/move.h"
#include "app/move_inside.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { AUDIT_MOST = 64 << 20, BLOCK = 1 << 16 };

/* The control totals of all that a store holds. */
static enum jh_status totals(struct jh_arena *mem, struct jh_store *s, struct jh_moved *ret,
                             struct jh_err *reterr)
{
    struct jh_table *table;
    size_t n;

    *ret = (struct jh_moved){0};
    JH_TRY(jh_store_tables(s, mem, &table, &n, reterr));
    JH_TRY(jh_store_present(s, mem, table, n, &ret->county, &ret->ncounty, reterr));
    ret->sum = jh_new(mem, struct jh_table_sum, n * ret->ncounty + 1);
    for (size_t c = 0; c < ret->ncounty; c++) {
        for (size_t t = 0; t < n; t++) {
            struct jh_table_sum *sum = &ret->sum[ret->nsum];
            JH_TRY(jh_store_sum(s, &table[t], ret->county[c], NULL, sum, reterr));
            ret->rows += sum->rows;
            ret->nsum += sum->rows > 0;
        }
    }
    return JH_OK;
}

/* A new data file with everything; by the database's own means where it has some. */
static enum jh_status copy_all(struct jh_arena *mem, struct jh_store *from, const char *path,
                               const struct jh_progress *progress, struct jh_moved *moved,
                               struct jh_err *reterr)
{
    JH_CLEANUP(jh_store_close) struct jh_store *to = NULL;
    bool done;

    JH_TRY(jh_store_snapshot(from, path, &done, reterr));
    JH_TRY(jh_store_open(path, &to, reterr));
    if (!done)
        JH_TRY(jh_move(mem, from, to, NULL, progress, moved, reterr));
    JH_TRY(totals(mem, to, moved, reterr));
    return jh_store_put_totals(to, moved->sum, moved->nsum, reterr);
}

static void remove_file(struct jh_arena *mem, const char *path)
{
    unlink(path);
    unlink(jh_arena_printf(mem, "%s-wal", path));
    unlink(jh_arena_printf(mem, "%s-shm", path));
}

enum jh_status jh_app_backup(const struct jh_app *app, const char *db, const char *file,
                             const struct jh_progress *progress, bool json, struct jh_buf *out,
                             struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_store_close) struct jh_store *from = NULL;
    char *beside = jh_arena_printf(&mem, "%s.%ld.tmp", file, (long)getpid());
    char seal[JH_HASH_TEXT];
    struct jh_moved moved;

    if (access(file, F_OK) == 0)
        return jh_fail(reterr, JH_E_CONFLICT, "backup.exists", JH_NOWHERE, (double)NAN, "%.200s",
                       file);
    JH_TRY(jh_store_open(db, &from, reterr));
    enum jh_status status = copy_all(&mem, from, beside, progress, &moved, reterr);
    if (status == JH_OK && rename(beside, file) != 0)
        status =
            jh_fail(reterr, JH_E_STORE, "store.io", JH_NOWHERE, (double)NAN, "%s", strerror(errno));
    if (status != JH_OK) {
        remove_file(&mem, beside);
        return status;
    }
    JH_TRY(jh_moved_log(app, from, &moved, "backup:make", reterr));
    size_t anchored;
    JH_TRY(jh_audit_anchor(from, db, &anchored, reterr));
    jh_store_seal(moved.sum, moved.nsum, seal);
    return jh_moved_say(app, &moved, "backup.done", file, seal, json, out, reterr);
}

static const struct jh_table *table_named(const struct jh_table *table, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

/* One table as the backup told it; an older backup lacks the columns that were added at the end. */
static enum jh_status check_sum(struct jh_store *s, const struct jh_table *table, size_t n,
                                const struct jh_table_sum *told, struct jh_err *reterr)
{
    const struct jh_table *now = table_named(table, n, told->table);
    struct jh_table_sum sum = {0};

    if (now && strncmp(now->columns, told->columns, strlen(told->columns)) == 0) {
        struct jh_table then = *now;
        then.columns = told->columns;
        then.n = 1;
        for (const char *c = told->columns; *c; c++)
            then.n += *c == ',';
        if (then.n > now->n)
            then.n = now->n;
        JH_TRY(jh_store_sum(s, &then, told->county, NULL, &sum, reterr));
    }
    if (!now || sum.rows != told->rows || strcmp(sum.hash, told->hash) != 0)
        return jh_fail(reterr, JH_E_STORE, "backup.changed", JH_NOWHERE, (double)sum.rows,
                       "%.20s %s", told->county, told->table);
    return JH_OK;
}

/* Every table is what was told, and there is nothing besides. */
static enum jh_status check_totals(struct jh_arena *mem, struct jh_store *s, const char *expect,
                                   char seal[JH_HASH_TEXT], struct jh_err *reterr)
{
    struct jh_table_sum *told;
    struct jh_table *table;
    struct jh_moved now;
    const char *said;
    size_t ntold, n;

    JH_TRY(jh_store_totals(s, mem, &told, &ntold, seal, reterr));
    JH_TRY(jh_store_told_seal(s, mem, &said, reterr));
    if (strcmp(said, seal) != 0 || (expect && strcmp(expect, seal) != 0))
        return jh_fail(reterr, JH_E_STORE, "backup.changed", JH_NOWHERE, (double)NAN, "%.64s",
                       seal);
    JH_TRY(jh_store_tables(s, mem, &table, &n, reterr));
    for (size_t i = 0; i < ntold; i++)
        JH_TRY(check_sum(s, table, n, &told[i], reterr));
    JH_TRY(totals(mem, s, &now, reterr));
    if (now.nsum != ntold)
        return jh_fail(reterr, JH_E_STORE, "backup.changed", JH_NOWHERE, (double)now.nsum,
                       "%zu tables, not %zu", now.nsum, ntold);
    return JH_OK;
}

static enum jh_status check_log(const struct jh_app *app, struct jh_store *s, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(AUDIT_MOST);
    struct jh_app with = *app;
    size_t faults = 0;

    with.store = s;
    JH_TRY(jh_app_audit_verify(&with, NULL, NULL, false, &text, &faults, reterr));
    if (faults)
        return jh_fail(reterr, JH_E_STORE, "backup.audit", JH_NOWHERE, (double)faults, "%zu",
                       faults);
    return JH_OK;
}

static bool copy_bytes(FILE *from, FILE *to)
{
    char block[BLOCK];
    size_t n;

    while ((n = fread(block, 1, sizeof block, from)) > 0)
        if (fwrite(block, 1, n, to) != n)
            return false;
    return !ferror(from) && fflush(to) == 0;
}

/* A copy that may be written to; for its owner's eyes only. */
static enum jh_status own_copy(struct jh_arena *mem, const char *file, char **ret,
                               struct jh_err *reterr)
{
    const char *folder = getenv("TMPDIR");
    FILE *from = fopen(file, "rb");

    *ret = NULL;
    if (!from)
        return jh_fail(reterr, JH_E_STORE, "store.open", JH_NOWHERE, (double)NAN, "%.150s: %s",
                       file, strerror(errno));
    *ret = jh_arena_printf(mem, "%s/junheng-XXXXXX", folder && *folder ? folder : "/tmp");
    int handle = mkstemp(*ret);
    FILE *to = handle < 0 ? NULL : fdopen(handle, "wb");
    bool ok = to && copy_bytes(from, to);
    int reason = errno;
    fclose(from);
    if (to && fclose(to) != 0)
        ok = false;
    return ok ? JH_OK
              : jh_fail(reterr, JH_E_STORE, "store.io", JH_NOWHERE, (double)NAN, "%s",
                        strerror(reason));
}

static enum jh_status restore(const struct jh_app *app, struct jh_arena *mem, const char *copy,
                              const struct jh_restore_in *in, const struct jh_progress *progress,
                              bool json, struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_store_close) struct jh_store *from = NULL;
    JH_CLEANUP(jh_store_close) struct jh_store *to = NULL;
    struct jh_moved moved;
    char seal[JH_HASH_TEXT];

    JH_TRY(jh_store_open(copy, &from, reterr));
    JH_TRY(jh_store_check(from, reterr));
    JH_TRY(check_totals(mem, from, in->expect, seal, reterr));
    JH_TRY(check_log(app, from, reterr));
    if (!in->to) {
        JH_TRY(totals(mem, from, &moved, reterr));
        return jh_moved_say(app, &moved, "backup.sound", in->file, seal, json, out, reterr);
    }
    JH_TRY(jh_store_open(in->to, &to, reterr));
    JH_TRY(jh_move(mem, from, to, NULL, progress, &moved, reterr));
    return jh_moved_say(app, &moved, "backup.restored", in->file, seal, json, out, reterr);
}

enum jh_status jh_app_restore(const struct jh_app *app, const struct jh_restore_in *in,
                              const struct jh_progress *progress, bool json, struct jh_buf *out,
                              struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    char *copy;
    enum jh_status status = own_copy(&mem, in->file, &copy, reterr);

    if (status == JH_OK)
        status = restore(app, &mem, copy, in, progress, json, out, reterr);
    if (copy)
        remove_file(&mem, copy);
    return status;
}
