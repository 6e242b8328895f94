/* src/store/move.h - whole counties from one store to another, whatever databases they are; and
 * what they hold, as control totals and as text. Works on all tables that have a column `county`,
 * as the database lists them: a new migration needs nothing here. Sessions and throttles stay
 * behind: who is logged in is no record. */
#pragma once
#include "base/hash.h"
#include "store/store.h"

struct jh_table {
    const char *name;
    const char *const *column; /* [n] */
    const char *type;          /* [n] i number, t text, b bytes */
    const char *columns;       /* "\"county\", \"org\"": in the order of the table */
    const char *order;         /* "\"county\", \"org\"": its key */
    size_t n;
};

struct jh_table_sum { /* of one county's rows of a table */
    const char *county, *table, *columns;
    int64_t rows;
    char hash[JH_HASH_TEXT]; /* SHA-256 over the rows in the order of the key */
};

/* The tables that hold rows of counties, by name. */
JH_NODISCARD enum jh_status jh_store_tables(struct jh_store *s, struct jh_arena *mem,
                                            struct jh_table **ret, size_t *ret_n,
                                            struct jh_err *reterr);
/* Every county that has a row in any of them; "" holds what belongs to no county. */
JH_NODISCARD enum jh_status jh_store_present(struct jh_store *s, struct jh_arena *mem,
                                             const struct jh_table *table, size_t ntable,
                                             const char ***ret, size_t *ret_n,
                                             struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_count(struct jh_store *s, const struct jh_table *table,
                                           const char *county, int64_t *ret, struct jh_err *reterr);

/* Called for every row that was read; false cancels (JH_E_CONFLICT "move.cancelled"). */
struct jh_rows_step {
    bool (*step)(void *context, int64_t rows);
    void *context;
};
/* The control totals of a county's rows. */
JH_NODISCARD enum jh_status jh_store_sum(struct jh_store *s, const struct jh_table *table,
                                         const char *county, const struct jh_rows_step *step,
                                         struct jh_table_sum *ret, struct jh_err *reterr);
/* Copy them into the same table of another store; *ret is what was read. */
JH_NODISCARD enum jh_status jh_store_copy(struct jh_store *from, struct jh_store *to,
                                          const struct jh_table *table, const char *county,
                                          const struct jh_rows_step *step, struct jh_table_sum *ret,
                                          struct jh_err *reterr);
/* Each row as a line of JSON (bytes as hexadecimal digits), without the line's end. */
struct jh_dump_sink {
    enum jh_status (*line)(void *context, const char *line, size_t n, struct jh_err *reterr);
    void *context;
};
JH_NODISCARD enum jh_status jh_store_dump(struct jh_store *s, const struct jh_table *table,
                                          const char *county, const struct jh_dump_sink *sink,
                                          struct jh_table_sum *ret, struct jh_err *reterr);
/* Room for a county before its rows are copied. */
JH_NODISCARD enum jh_status jh_store_expect(struct jh_store *s, const char *county,
                                            struct jh_err *reterr);
/* An account whose name is there twice, for names are unique over all counties; NULL: none. */
JH_NODISCARD enum jh_status jh_store_account_twice(struct jh_store *s, struct jh_arena *mem,
                                                   const char **ret, struct jh_err *reterr);

/* Backups. Copy the whole database into a new data file while others read and write; *ret_done is
 * false where the database has no such thing. */
JH_NODISCARD enum jh_status jh_store_snapshot(struct jh_store *s, const char *path, bool *ret_done,
                                              struct jh_err *reterr);
/* Keep the control totals of everything within the copy; sessions and throttles are taken out. */
JH_NODISCARD enum jh_status jh_store_put_totals(struct jh_store *s, const struct jh_table_sum *sum,
                                                size_t n, struct jh_err *reterr);
/* What was kept, its hash as it is now and as it was told. JH_E_STORE "backup.none". */
JH_NODISCARD enum jh_status jh_store_totals(struct jh_store *s, struct jh_arena *mem,
                                            struct jh_table_sum **ret, size_t *ret_n,
                                            char ret_seal[JH_HASH_TEXT], struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_told_seal(struct jh_store *s, struct jh_arena *mem,
                                               const char **ret, struct jh_err *reterr);
void jh_store_seal(const struct jh_table_sum *sum, size_t n, char ret[JH_HASH_TEXT]);
