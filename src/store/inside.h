/* src/store/inside.h - shared by the files of src/store. */
#pragma once
#include "store/db.h"
#include "store/store.h"

struct jh_store {
    struct jh_db *db;
    const struct jh_db_driver *driver;
    bool many; /* one long write comes after the other: memory stays with them */
    struct {   /* the answer of jh_store_version, good while nobody writes */
        uint64_t stamp;
        char county[16];
        int64_t version;
    } last;
};

enum { JH_NOW_TEXT = 24 };
void jh_store_now(char text[JH_NOW_TEXT]); /* UTC, "2025-09-01T08:30:00Z" */

/* Open by a driver: jh_store_open() finds it by the address; tests put one in front that fails. */
JH_NODISCARD enum jh_status jh_store_open_by(const struct jh_db_driver *driver, const char *where,
                                             struct jh_store **ret, struct jh_err *reterr);

/* The texts of the first column of a query. */
JH_NODISCARD enum jh_status jh_store_texts(struct jh_store *s, struct jh_arena *mem,
                                           struct jh_stmt *row, const char ***ret, size_t *ret_n,
                                           struct jh_err *reterr);

/* Apply what is missing of the numbered migrations. JH_E_STORE "store.newer", "store.migration". */
JH_NODISCARD enum jh_status jh_store_migrate(struct jh_store *s, struct jh_err *reterr);
