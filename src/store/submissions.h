/* src/store/submissions.h - rounds of reporting: what each school fills in, every move of it, and
 * the files that go to schools without network and come back. Use cases: app/submissions.h. */
#pragma once
#include "store/store.h"

struct jh_collection {
    int64_t id; /* 1, 2, ... within the county */
    const char *title, *pack, *pack_hash;
    const char *forms; /* ids, space-separated */
    int year;
    const char *due;             /* ISO day */
    const char *opened, *closed; /* closed: "" while open */
};
/* id 0 takes the next number; else (a round carried to a school) that number. */
JH_NODISCARD enum jh_status jh_store_add_collection(struct jh_store *s, const char *county,
                                                    struct jh_collection *c, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_close_collection(struct jh_store *s, const char *county,
                                                      int64_t id, struct jh_err *reterr);
JH_NODISCARD enum jh_status
jh_store_collection(struct jh_store *s, struct jh_arena *mem, const char *county, int64_t id,
                    struct jh_collection *ret,
                    struct jh_err *reterr); /* JH_E_NOTFOUND "submission.no_round" */
JH_NODISCARD enum jh_status jh_store_collections(struct jh_store *s, struct jh_arena *mem,
                                                 const char *county, struct jh_collection **ret,
                                                 size_t *ret_n,
                                                 struct jh_err *reterr); /* newest first */

enum jh_submission_state {
    JH_SUBMISSION_DRAFT,
    JH_SUBMISSION_SUBMITTED,
    JH_SUBMISSION_RETURNED,
    JH_SUBMISSION_PASSED,
    JH_SUBMISSION_APPROVED
};
struct jh_submission {
    int64_t collection, org;
    const char *school; /* its code */
    enum jh_submission_state state;
    int64_t version; /* counts saves */
    int64_t import;  /* the facts it became; 0: none */
    const char *reasons, *changed;
};
JH_NODISCARD enum jh_status jh_store_add_submission(struct jh_store *s, const char *county,
                                                    const struct jh_submission *one,
                                                    struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_save_submission(struct jh_store *s, const char *county,
                                                     const struct jh_submission *one,
                                                     struct jh_err *reterr); /* sets changed */
JH_NODISCARD enum jh_status
jh_store_submission(struct jh_store *s, struct jh_arena *mem, const char *county,
                    int64_t collection, const char *school, struct jh_submission *ret,
                    struct jh_err *reterr); /* JH_E_NOTFOUND "submission.no_school" */
/* Those of a round (0: of all open rounds), by round and code. */
JH_NODISCARD enum jh_status jh_store_submissions(struct jh_store *s, struct jh_arena *mem,
                                                 const char *county, int64_t collection,
                                                 struct jh_submission **ret, size_t *ret_n,
                                                 struct jh_err *reterr);

struct jh_submission_value {
    const char *stage, *item, *value, *entered; /* value: JSON, "null" for an emptied cell */
    int64_t version;
    const char *who, *at, *how;
};
JH_NODISCARD enum jh_status
jh_store_submission_values(struct jh_store *s, struct jh_arena *mem, const char *county,
                           int64_t collection, int64_t org, struct jh_submission_value **ret,
                           size_t *ret_n, struct jh_err *reterr); /* by stage and item */
JH_NODISCARD enum jh_status jh_store_put_submission_value(struct jh_store *s, const char *county,
                                                          int64_t collection, int64_t org,
                                                          const struct jh_submission_value *value,
                                                          struct jh_err *reterr);

struct jh_submission_event {
    int64_t id, version;
    const char *kind, *who, *at, *detail; /* detail: JSON */
};
JH_NODISCARD enum jh_status
jh_store_add_submission_event(struct jh_store *s, const char *county, int64_t collection,
                              int64_t org, const struct jh_submission_event *event,
                              struct jh_err *reterr); /* sets id; at "" is now */
JH_NODISCARD enum jh_status
jh_store_submission_events(struct jh_store *s, struct jh_arena *mem, const char *county,
                           int64_t collection, int64_t org, struct jh_submission_event **ret,
                           size_t *ret_n, struct jh_err *reterr); /* oldest first */

/* Without network. */
struct jh_take {
    int64_t id, collection, org, version;
    const char *answer_key, *base, *who;
};
JH_NODISCARD enum jh_status jh_store_add_take(struct jh_store *s, const char *county,
                                              struct jh_take *take,
                                              struct jh_err *reterr); /* sets id */
/* JH_E_NOTFOUND "exchange.unknown_take" */
JH_NODISCARD enum jh_status jh_store_take(struct jh_store *s, struct jh_arena *mem,
                                          const char *county, int64_t id, struct jh_take *ret,
                                          struct jh_err *reterr);
struct jh_carried {
    int64_t collection, org, take;
    const char *secret, *county_key, *last_hand_in, *base;
};
JH_NODISCARD enum jh_status jh_store_put_carried(struct jh_store *s, const char *county,
                                                 const struct jh_carried *carried,
                                                 struct jh_err *reterr);
/* What has been carried into this data file, of all counties; *ret_county[i] beside it. */
JH_NODISCARD enum jh_status jh_store_all_carried(struct jh_store *s, struct jh_arena *mem,
                                                 struct jh_carried **ret, const char ***ret_county,
                                                 size_t *ret_n, struct jh_err *reterr);
struct jh_hand_in {
    int64_t id, collection, org, take;
    const char *hash, *cells, *receipt, *who, *at; /* cells: JSON, the values it came with */
};
JH_NODISCARD enum jh_status jh_store_next_hand_in(struct jh_store *s, const char *county,
                                                  int64_t *ret, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_add_hand_in(struct jh_store *s, const char *county,
                                                 const struct jh_hand_in *in,
                                                 struct jh_err *reterr);
/* By the file's hash; *ret_found false when it has not come yet. */
JH_NODISCARD enum jh_status jh_store_hand_in(struct jh_store *s, struct jh_arena *mem,
                                             const char *county, const char *hash,
                                             struct jh_hand_in *ret, bool *ret_found,
                                             struct jh_err *reterr);
struct jh_submission_conflict {
    int64_t id, hand_in;
    const char *stage, *item, *base, *ours, *ours_who, *ours_at; /* values: JSON */
    const char *theirs, *theirs_entered, *theirs_who, *theirs_at;
    const char *choice, *decided_by, *decided; /* "" while open */
};
JH_NODISCARD enum jh_status
jh_store_add_submission_conflict(struct jh_store *s, const char *county, int64_t collection,
                                 int64_t org, struct jh_submission_conflict *conflict,
                                 struct jh_err *reterr); /* sets id */
JH_NODISCARD enum jh_status
jh_store_decide_submission_conflict(struct jh_store *s, const char *county, int64_t collection,
                                    int64_t org, const struct jh_submission_conflict *conflict,
                                    struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_submission_conflicts(struct jh_store *s, struct jh_arena *mem,
                                                          const char *county, int64_t collection,
                                                          int64_t org,
                                                          struct jh_submission_conflict **ret,
                                                          size_t *ret_n, struct jh_err *reterr);
