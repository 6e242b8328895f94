/* src/store/records.h - registers: definitions, records, counts, history. Days are ISO texts. */
#pragma once
#include "store/store.h"

struct jh_edition { /* a definition that is or was in force */
    const char *reg;
    int64_t edition;
    const char *home, *hash, *definition, *who, *made, *ended; /* ended "": in force */
};
/* Those in force, in order of id; with `all` also the ones before. `reg` NULL: of every register.
 */
JH_NODISCARD enum jh_status jh_store_editions(struct jh_store *s, struct jh_arena *mem,
                                              const char *county, const char *reg, bool all,
                                              struct jh_edition **ret, size_t *ret_n,
                                              struct jh_err *reterr);
/* A new edition takes the place of the one in force; sets edition. */
JH_NODISCARD enum jh_status jh_store_add_edition(struct jh_store *s, const char *county,
                                                 struct jh_edition *edition, struct jh_err *reterr);

struct jh_record {
    int64_t id;
    const char *subject, *day, *state;
    int64_t version, edition;
    const char *fields; /* JSON */
    int64_t import;
    const char *who, *changed;
};
struct jh_record_key { /* a field that the list is narrowed by, and its value */
    const char *item, *value;
};

/* One record; *ret_found. */
JH_NODISCARD enum jh_status jh_store_record(struct jh_store *s, struct jh_arena *mem,
                                            const char *county, const char *reg, int64_t id,
                                            struct jh_record *ret, bool *ret_found,
                                            struct jh_err *reterr);
/* Write a record whole: `old` as it stands now (NULL: it is new and gets the next number), with the
 * keys of both. Counts follow. Sets id. */
JH_NODISCARD enum jh_status jh_store_put_record(struct jh_store *s, const char *county,
                                                const char *reg, const struct jh_record *old,
                                                const struct jh_record_key *old_key, size_t nold,
                                                struct jh_record *record,
                                                const struct jh_record_key *key, size_t nkey,
                                                struct jh_err *reterr);

/* Which records: "" and 0 ask for everything. */
struct jh_record_query {
    const char *reg;
    const char *const *subject; /* [nsubject]; nsubject 0 and !all: none */
    size_t nsubject;
    bool all;                 /* every subject */
    const char *from, *to;    /* days, both within; "" open */
    const char *state;        /* id; "" any */
    const char *item, *value; /* a filtering field; item "" none */
    int64_t before; /* go on behind this record (with before_day), newest first; 0: begin */
    const char *before_day;
    size_t most;
};
/* Newest day first, then the highest number. */
JH_NODISCARD enum jh_status jh_store_records(struct jh_store *s, struct jh_arena *mem,
                                             const char *county, const struct jh_record_query *q,
                                             struct jh_record **ret, size_t *ret_n,
                                             struct jh_err *reterr);
/* How many there are of each subject, day and state, in that order. With a filtering field they are
 * counted one by one; without, sums are read. */
typedef enum jh_status jh_each_record_sum(void *context, const char *subject, const char *day,
                                          const char *state, int64_t n, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_record_sums(struct jh_store *s, const char *county,
                                                 const struct jh_record_query *q,
                                                 jh_each_record_sum *each, void *context,
                                                 struct jh_err *reterr);

struct jh_record_event {
    int64_t record, version;
    const char *kind; /* "made" "changed" "moved" "import" "undone" */
    int64_t import;
    const char *who, *at, *detail;
};
JH_NODISCARD enum jh_status jh_store_add_record_event(struct jh_store *s, const char *county,
                                                      const char *reg,
                                                      const struct jh_record_event *event,
                                                      struct jh_err *reterr);
/* In order of version. */
JH_NODISCARD enum jh_status jh_store_record_events(struct jh_store *s, struct jh_arena *mem,
                                                   const char *county, const char *reg, int64_t id,
                                                   struct jh_record_event **ret, size_t *ret_n,
                                                   struct jh_err *reterr);
