/* src/store/backup.c - a copy of a data file with its control totals inside; see move.h. */
#include "base/buf.h"
#include "store/inside.h"
#include "store/move.h"
#include <math.h>
#include <string.h>

enum { SEAL_MOST = 1 << 24 };

enum jh_status jh_store_snapshot(struct jh_store *s, const char *path, bool *ret_done,
                                 struct jh_err *reterr)
{
    *ret_done = s->driver->backup != NULL;
    return *ret_done ? s->driver->backup(s->db, path, reterr) : JH_OK;
}

void jh_store_seal(const struct jh_table_sum *sum, size_t n, char ret[JH_HASH_TEXT])
{
    struct jh_hash hash;

    jh_hash_begin(&hash);
    for (size_t i = 0; i < n; i++) {
        char rows[32];
        const char *part[] = {sum[i].county, "\n", sum[i].table, "\n",        sum[i].columns,
                              "\n",          rows, "\n",         sum[i].hash, "\n"};
        snprintf(rows, sizeof rows, "%lld", (long long)sum[i].rows);
        for (size_t k = 0; k < sizeof part / sizeof *part; k++)
            jh_hash_add(&hash, part[k], strlen(part[k]));
    }
    jh_hash_end(&hash, ret);
}

static enum jh_status write_totals(struct jh_store *s, const struct jh_table_sum *sum, size_t n,
                                   struct jh_err *reterr)
{
    char seal[JH_HASH_TEXT], now[JH_NOW_TEXT];

    jh_store_seal(sum, n, seal);
    jh_store_now(now);
    JH_TRY(s->driver->exec(s->db,
                           "drop table if exists backup_sum; drop table if exists backup_made; "
                           "create table backup_made (made text not null, seal text not null); "
                           "create table backup_sum (number integer not null primary key, "
                           "place text not null, name text not null, columns text not null, "
                           "rows bigint not null, hash text not null); "
                           "delete from session; delete from throttle;",
                           reterr));
    JH_TRY(jh_db_run(s->db, reterr, "insert into backup_made (made, seal) values (?1, ?2)", "tt",
                     now, seal));
    for (size_t i = 0; i < n; i++)
        JH_TRY(jh_db_run(s->db, reterr,
                         "insert into backup_sum (number, place, name, columns, rows, hash) "
                         "values (?1, ?2, ?3, ?4, ?5, ?6)",
                         "itttit", (int64_t)i + 1, sum[i].county, sum[i].table, sum[i].columns,
                         sum[i].rows, sum[i].hash));
    return JH_OK;
}

enum jh_status jh_store_put_totals(struct jh_store *s, const struct jh_table_sum *sum, size_t n,
                                   struct jh_err *reterr)
{
    JH_TRY(jh_store_begin(s, reterr));
    return jh_store_end(s, write_totals(s, sum, n, reterr), reterr);
}

enum jh_status jh_store_totals(struct jh_store *s, struct jh_arena *mem, struct jh_table_sum **ret,
                               size_t *ret_n, char ret_seal[JH_HASH_TEXT], struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    if (jh_db_query(s->db, NULL, &row,
                    "select place, name, columns, rows, hash from backup_sum order by number",
                    "") != JH_OK)
        return jh_fail(reterr, JH_E_STORE, "backup.none", JH_NOWHERE, (double)NAN, "no totals");
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            break;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        struct jh_table_sum *sum = &(*ret)[(*ret_n)++];
        *sum = (struct jh_table_sum){.county = jh_db_text(s->db, mem, row, 0),
                                     .table = jh_db_text(s->db, mem, row, 1),
                                     .columns = jh_db_text(s->db, mem, row, 2),
                                     .rows = jh_db_int(s->db, row, 3)};
        snprintf(sum->hash, sizeof sum->hash, "%s", jh_db_text(s->db, mem, row, 4));
    }
    jh_store_seal(*ret, *ret_n, ret_seal);
    return JH_OK;
}

enum jh_status jh_store_told_seal(struct jh_store *s, struct jh_arena *mem, const char **ret,
                                  struct jh_err *reterr)
{
    struct jh_stmt *row;
    const char **seal;
    size_t n;

    JH_TRY(jh_db_query(s->db, reterr, &row, "select seal from backup_made", ""));
    JH_TRY(jh_store_texts(s, mem, row, &seal, &n, reterr));
    *ret = n ? seal[0] : "";
    return JH_OK;
}
