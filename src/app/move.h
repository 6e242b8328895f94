/* src/app/move.h - counties carried from one store to another, backups, and what comes back. */
#pragma once
#include "app/app.h"
#include "store/move.h"

/* What was carried: the control totals, equal on both sides. */
struct jh_moved {
    const char **county;
    struct jh_table_sum *sum; /* of every county and table that has rows */
    size_t ncounty, nsum;
    int64_t rows;
};

/* Carry one county (NULL: all, and what belongs to none) from one open store to another, in one
 * transaction there and one state of the data here. JH_E_CONFLICT "move.exists" when the target has
 * the county, JH_E_STORE "move.different" when the two have other tables, "move.unequal" when a
 * table there is not what was read here; then nothing is changed. */
JH_NODISCARD enum jh_status jh_move(struct jh_arena *mem, struct jh_store *from,
                                    struct jh_store *to, const char *county,
                                    const struct jh_progress *progress, struct jh_moved *ret,
                                    struct jh_err *reterr);

/* The same by addresses (app->store is not used); `out` says it in words or as JSON. The source's
 * log tells it. */
struct jh_move_in {
    const char *from, *to, *county;
};
JH_NODISCARD enum jh_status jh_app_move(const struct jh_app *app, const struct jh_move_in *in,
                                        const struct jh_progress *progress, bool json,
                                        struct jh_buf *out, struct jh_err *reterr);

/* All rows as lines of JSON, sorted by county, table and key: two stores that hold the same give
 * the same bytes. */
JH_NODISCARD enum jh_status jh_app_dump(const struct jh_app *app, const char *from,
                                        const char *county, const struct jh_dump_sink *sink,
                                        struct jh_err *reterr);

/* A copy of everything in one new data file, while others read and write. It holds the control
 * totals of its tables, and `out` their hash, to be noted elsewhere. JH_E_CONFLICT "backup.exists"
 * when the file is there. */
JH_NODISCARD enum jh_status jh_app_backup(const struct jh_app *app, const char *db,
                                          const char *file, const struct jh_progress *progress,
                                          bool json, struct jh_buf *out, struct jh_err *reterr);

struct jh_restore_in {
    const char *file;
    const char *to;     /* NULL: only check */
    const char *expect; /* the hash that the backup told; NULL */
};
/* Check a backup (pages, control totals, the log's chain and what it says) and carry it over. It is
 * read from a copy: the backup itself is never written. Errors: JH_E_STORE "backup.none",
 * "backup.changed", "backup.audit", "store.damaged". */
JH_NODISCARD enum jh_status jh_app_restore(const struct jh_app *app, const struct jh_restore_in *in,
                                           const struct jh_progress *progress, bool json,
                                           struct jh_buf *out, struct jh_err *reterr);
