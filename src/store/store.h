/* src/store/store.h - the one data file. SQL lives only behind this face; two drivers (SQLite now,
 * PostgreSQL next) stand behind store/db.h. All calls of one jh_store come from one thread at a
 * time; open one per thread.
 *
 * Facts are append-only. A row of a user's sheet becomes one row of table `fact`: the values it
 * gives for (school, school year, stage), tagged with import, sheet and row. What is true now is
 * the overlay of the committed imports in order of their commit: the later one wins value by value,
 * a blank says nothing. So commit and undo of an import change one row of `import`, nothing is ever
 * overwritten, and the past can be asked (docs/decisions/0002-facts-are-append-only.md). */
#pragma once
#include "base/arena.h"
#include "base/status.h"
#include <stdbool.h>
#include <stdint.h>

struct jh_store;

/* Open or create. `url` is a file name (or "sqlite:FILE"); migrations are applied. Errors:
 * JH_E_STORE "store.open", "store.newer" (made by a later version), "store.busy"; JH_E_USAGE
 * "store.scheme" for the address of a database that this program has no driver for. */
JH_NODISCARD enum jh_status jh_store_open(const char *url, struct jh_store **ret,
                                          struct jh_err *reterr);
void jh_store_close(struct jh_store **store); /* for JH_CLEANUP; NULL is fine; rolls back */

JH_NODISCARD enum jh_status jh_store_begin(struct jh_store *s, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_commit(struct jh_store *s, struct jh_err *reterr);
/* From here to jh_store_rollback() all reads see one state of the data, whatever others commit.
 * *ret_mine is false, and nothing is to be ended, when a transaction was open already. */
JH_NODISCARD enum jh_status jh_store_begin_read(struct jh_store *s, bool *ret_mine,
                                                struct jh_err *reterr);
/* End a transaction by what came of it: commit on JH_OK, else roll back and pass `status` up. */
JH_NODISCARD enum jh_status jh_store_end(struct jh_store *s, enum jh_status status,
                                         struct jh_err *reterr);
void jh_store_rollback(struct jh_store *s); /* nothing when no transaction is open */
JH_NODISCARD enum jh_status jh_store_check(struct jh_store *s,
                                           struct jh_err *reterr); /* integrity */

/* Counties. */
struct jh_county {
    const char *id, *name; /* id: 6-digit division code */
    bool synthetic;
};
JH_NODISCARD enum jh_status jh_store_counties(struct jh_store *s, struct jh_arena *mem,
                                              struct jh_county **ret, size_t *ret_n,
                                              struct jh_err *reterr);
/* Insert or update name and mark; a county once marked synthetic stays so. */
JH_NODISCARD enum jh_status jh_store_put_county(struct jh_store *s, const struct jh_county *county,
                                                struct jh_err *reterr);

/* Schools: identity only. Attributes (name, type, place ...) are facts of stage "" like all others.
 */
struct jh_org {
    int64_t id;
    const char *code; /* 10-digit school code; "" is the county itself */
};
JH_NODISCARD enum jh_status jh_store_orgs(struct jh_store *s, struct jh_arena *mem,
                                          const char *county, struct jh_org **ret, size_t *ret_n,
                                          struct jh_err *reterr); /* sorted by code */
/* The id of a code, made when new. */
JH_NODISCARD enum jh_status jh_store_put_org(struct jh_store *s, const char *county,
                                             const char *code, int64_t *ret, struct jh_err *reterr);

/* The ids of many new codes at once: none of them may be there already. */
JH_NODISCARD enum jh_status jh_store_add_orgs(struct jh_store *s, const char *county,
                                              const char *const *code, size_t n, int64_t *ret_id,
                                              struct jh_err *reterr);

/* Imports. */
enum jh_import_state {
    JH_IMPORT_UPLOADED,
    JH_IMPORT_CHECKED,
    JH_IMPORT_COMMITTED,
    JH_IMPORT_UNDONE,
    JH_IMPORT_DISCARDED
};
struct jh_import {
    int64_t id;       /* 1, 2, ... within the county */
    const char *file; /* the user's file name */
    const char *hash; /* of the bytes, key of table file */
    int64_t size;
    const char *format;
    enum jh_import_state state;
    int64_t order;       /* commit number within the county; 0 when not committed */
    int64_t basis;       /* data version (jh_store_version) against which it was checked */
    const char *mapping; /* JSON: how sheets and columns were understood */
    const char *report;  /* JSON: problems, reconciliation, preview */
    const char *reason;  /* given for problems of grade "explain"; "" */
    const char *created, *committed, *undone; /* UTC, ISO 8601; "" */
};
/* Adds file bytes once (by hash) and a new import in state UPLOADED; sets import->id, ->hash. */
JH_NODISCARD enum jh_status jh_store_add_import(struct jh_store *s, const char *county,
                                                struct jh_import *import, const void *bytes,
                                                size_t size, struct jh_err *reterr);
JH_NODISCARD enum jh_status
jh_store_import(struct jh_store *s, struct jh_arena *mem, const char *county, int64_t id,
                struct jh_import *ret, struct jh_err *reterr); /* JH_E_NOTFOUND "import.unknown" */
JH_NODISCARD enum jh_status jh_store_imports(struct jh_store *s, struct jh_arena *mem,
                                             const char *county, struct jh_import **ret,
                                             size_t *ret_n, struct jh_err *reterr); /* newest first;
                                                                 without mapping and report */
/* Save state, basis, mapping, report, reason; COMMITTED gives it the next order number. UNDONE and
 * DISCARDED keep the rows of `fact` for UNDONE and delete them for DISCARDED. */
JH_NODISCARD enum jh_status jh_store_save_import(struct jh_store *s, const char *county,
                                                 struct jh_import *import, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_file(struct jh_store *s, struct jh_arena *mem,
                                          const char *county, const char *hash, void **ret,
                                          size_t *ret_size, struct jh_err *reterr);
/* A number that changes with every commit and undo in the county (NULL: in any). Cheap: as long as
 * the file has not been touched it is not even asked. */
JH_NODISCARD enum jh_status jh_store_version(struct jh_store *s, const char *county, int64_t *ret,
                                             struct jh_err *reterr);

/* Facts. The columns of an import's sheet are kept once; each fact row is aligned to them. */
struct jh_fact_sheet {
    int sheet;               /* 1, 2, ... in the file */
    const char *name;        /* of the sheet */
    const char *const *item; /* [n] item ids */
    const int *column;       /* [n] 0-based column in the file; with layout list: 0-based row */
    size_t n;
};
struct jh_fact {
    int64_t org;
    int year;          /* school year */
    const char *stage; /* "" for the school as a whole and for the county */
    int64_t import;
    int sheet;
    long row;           /* 1-based in the sheet */
    const char *values; /* JSON array aligned to the sheet's items: number, string or null */
    size_t nvalues;     /* bytes of `values` */
};
JH_NODISCARD enum jh_status jh_store_add_fact_sheet(struct jh_store *s, const char *county,
                                                    int64_t import,
                                                    const struct jh_fact_sheet *sheet,
                                                    struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_add_fact(struct jh_store *s, const char *county,
                                              const struct jh_fact *fact, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_clear_facts(struct jh_store *s, const char *county,
                                                 int64_t import, struct jh_err *reterr);

/* Read facts in order of (order of commit, sheet, year, row), committed imports only (and `also`,
 * an import that is being checked, as the last; 0: none), of school years from..to (0, 0: all).
 * `each` returns false to stop. Pointers live until it returns. Sheets are given first, once each.
 */
struct jh_fact_reader {
    void (*sheet)(void *context, int64_t import, const struct jh_fact_sheet *sheet);
    bool (*fact)(void *context, const struct jh_fact *fact);
    void *context;
};
JH_NODISCARD enum jh_status jh_store_read_facts(struct jh_store *s, const char *county, int from,
                                                int to, int64_t also,
                                                const struct jh_fact_reader *reader,
                                                struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_years(struct jh_store *s, struct jh_arena *mem,
                                           const char *county, int **ret, size_t *ret_n,
                                           struct jh_err *reterr); /* ascending */

/* Remembered column headings: heading -> item, per form. */
struct jh_heading {
    const char *form, *heading, *item;
};
JH_NODISCARD enum jh_status jh_store_headings(struct jh_store *s, struct jh_arena *mem,
                                              const char *county, struct jh_heading **ret,
                                              size_t *ret_n, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_put_heading(struct jh_store *s, const char *county,
                                                 const struct jh_heading *heading,
                                                 struct jh_err *reterr);

/* Settings of a county: switches of packs ("cn-quality-balance-2017/private_in_cv" -> "0"). */
JH_NODISCARD enum jh_status jh_store_setting(struct jh_store *s, struct jh_arena *mem,
                                             const char *county, const char *key, const char **ret,
                                             struct jh_err *reterr); /* NULL when not set */
struct jh_setting {
    const char *key, *value;
};
JH_NODISCARD enum jh_status jh_store_settings(struct jh_store *s, struct jh_arena *mem,
                                              const char *county, struct jh_setting **ret,
                                              size_t *ret_n, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_put_setting(struct jh_store *s, const char *county,
                                                 const char *key, const char *value,
                                                 struct jh_err *reterr);

/* Places: boundaries and points, GeoJSON geometry as text with its coordinate system. */
struct jh_place {
    const char *id, *kind, *name, *crs,
        *geometry; /* kind: county, town; crs: CGCS2000, GCJ-02 ... */
    int64_t import;
};
JH_NODISCARD enum jh_status jh_store_add_place(struct jh_store *s, const char *county,
                                               const struct jh_place *place, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_places(struct jh_store *s, struct jh_arena *mem,
                                            const char *county, struct jh_place **ret,
                                            size_t *ret_n, struct jh_err *reterr);

/* Runs: a result with all that is needed to make it again. */
struct jh_run {
    const char *id; /* SHA-256 over pack hash, switches, county, year and data version's content */
    const char *pack, *pack_version, *pack_hash, *switches; /* switches: JSON */
    int year;
    int64_t version;    /* of the data */
    const char *result; /* canonical JSON */
    const char *created;
};
JH_NODISCARD enum jh_status jh_store_put_run(struct jh_store *s, const char *county,
                                             const struct jh_run *run, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_run(struct jh_store *s, struct jh_arena *mem,
                                         const char *county, const char *id, struct jh_run *ret,
                                         struct jh_err *reterr);

/* The ids of a county's kept runs, the oldest first. */
JH_NODISCARD enum jh_status jh_store_run_ids(struct jh_store *s, struct jh_arena *mem,
                                             const char *county, const char ***ret, size_t *ret_n,
                                             struct jh_err *reterr);

/* The log of what was done: append only, each entry holds the hash of the one before it. */
JH_NODISCARD enum jh_status jh_store_audit(struct jh_store *s, const char *county,
                                           const char *action, const char *detail,
                                           struct jh_err *reterr);
/* The same with who did it, whom or what it is about, and why a sealed thing was read; never NULL.
 * Use cases call jh_app_log() of app/rights.h, which knows them. */
struct jh_audit_who {
    const char *actor, *subject, *purpose;
};
JH_NODISCARD enum jh_status jh_store_audit_as(struct jh_store *s, const char *county,
                                              const struct jh_audit_who *who, const char *action,
                                              const char *detail, struct jh_err *reterr);
struct jh_audit_entry {
    int64_t number;                          /* 1, 2, ... within the county */
    const char *at, *action, *detail, *hash; /* detail: JSON */
    const char *actor, *subject, *purpose;
};
/* The newest `most` entries below number `before` (0: of all), newest first. */
JH_NODISCARD enum jh_status jh_store_audit_entries(struct jh_store *s, struct jh_arena *mem,
                                                   const char *county, int64_t before, size_t most,
                                                   struct jh_audit_entry **ret, size_t *ret_n,
                                                   struct jh_err *reterr);
/* Every county that the file says anything of, whether or not it has a row of its own. */
JH_NODISCARD enum jh_status jh_store_mentioned(struct jh_store *s, struct jh_arena *mem,
                                               const char ***ret, size_t *ret_n,
                                               struct jh_err *reterr);
/* The hashes under which a county's files are kept. */
JH_NODISCARD enum jh_status jh_store_file_hashes(struct jh_store *s, struct jh_arena *mem,
                                                 const char *county, const char ***ret,
                                                 size_t *ret_n, struct jh_err *reterr);
/* Entries up to a number go; who does it has logged the words of JH_AUDIT_TRIMMED before. */
#define JH_AUDIT_TRIM "audit:trim"
#define JH_AUDIT_TRIMMED "{\"through\":%lld,\"hash\":\"%s\""
JH_NODISCARD enum jh_status jh_store_trim_audit(struct jh_store *s, const char *county,
                                                int64_t through, struct jh_err *reterr);
/* JH_E_STORE "store.audit_broken" names the first entry that does not fit. A log whose beginning is
 * gone is whole when an entry of it says so and names the same hash. */
JH_NODISCARD enum jh_status jh_store_verify_audit(struct jh_store *s, const char *county,
                                                  struct jh_err *reterr);
