/* src/store/accounts.h - accounts, grants, sessions, throttles and two-person requests.
 * county "" is what belongs to no county. Times as seconds since 1970 are given by the caller. */
#pragma once
#include "store/store.h"

enum jh_account_state { JH_ACCOUNT_ACTIVE, JH_ACCOUNT_LOCKED, JH_ACCOUNT_CLOSED };

struct jh_account {
    const char *county, *account; /* the name one logs in with is one in the whole file */
    const char *name;             /* of the person */
    const char *hash;             /* argon2id */
    enum jh_account_state state;
    bool must_change;
    const void *totp; /* sealed secret; size 0: none */
    size_t totp_size;
    int64_t totp_step;
    const char *created, *changed, *last_login; /* changed: of the password */
};

JH_NODISCARD enum jh_status jh_store_any_account(struct jh_store *s, bool *ret,
                                                 struct jh_err *reterr);
/* By the name one logs in with; *ret_found false when there is none. */
JH_NODISCARD enum jh_status jh_store_account(struct jh_store *s, struct jh_arena *mem,
                                             const char *account, struct jh_account *ret,
                                             bool *ret_found, struct jh_err *reterr);
/* Those of a county (NULL: all), by name; without hash and totp bytes. */
JH_NODISCARD enum jh_status jh_store_accounts(struct jh_store *s, struct jh_arena *mem,
                                              const char *county, struct jh_account **ret,
                                              size_t *ret_n, struct jh_err *reterr);
/* JH_E_CONFLICT "account.taken" when anybody in the file has the name. */
JH_NODISCARD enum jh_status
jh_store_add_account(struct jh_store *s, const struct jh_account *account, struct jh_err *reterr);
/* Everything but the key. */
JH_NODISCARD enum jh_status
jh_store_save_account(struct jh_store *s, const struct jh_account *account, struct jh_err *reterr);

struct jh_account_grant {
    int number; /* 1, 2, ... within the account */
    const char *role, *place, *org, *class_, *since, *until, *given_by;
    int64_t person; /* whose file is the account's own; 0: nobody's */
};
JH_NODISCARD enum jh_status jh_store_grants(struct jh_store *s, struct jh_arena *mem,
                                            const char *county, const char *account,
                                            struct jh_account_grant **ret, size_t *ret_n,
                                            struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_add_grant(struct jh_store *s, const char *county,
                                               const char *account, struct jh_account_grant *grant,
                                               struct jh_err *reterr); /* sets number */
JH_NODISCARD enum jh_status jh_store_end_grant(struct jh_store *s, const char *county,
                                               const char *account, int number, const char *until,
                                               struct jh_err *reterr);

struct jh_session {
    const char *county, *token, *account; /* token: its hash */
    const char *csrf;
    int64_t created, seen, expires;
    const char *address;
    bool second_factor;
    const char *viewing_as; /* "" none */
    int64_t viewing_until;
};
JH_NODISCARD enum jh_status jh_store_put_session(struct jh_store *s, const struct jh_session *one,
                                                 struct jh_err *reterr); /* new or changed */
JH_NODISCARD enum jh_status jh_store_session(struct jh_store *s, struct jh_arena *mem,
                                             const char *token, struct jh_session *ret,
                                             bool *ret_found, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_see_session(struct jh_store *s, const char *county,
                                                 const char *token, int64_t now,
                                                 struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_end_session(struct jh_store *s, const char *county,
                                                 const char *token, struct jh_err *reterr);
/* All of an account, but `keep` (NULL: none is kept). */
JH_NODISCARD enum jh_status jh_store_end_sessions(struct jh_store *s, const char *county,
                                                  const char *account, const char *keep,
                                                  struct jh_err *reterr);
/* What has expired or was not seen since `idle`. */
JH_NODISCARD enum jh_status jh_store_sweep_sessions(struct jh_store *s, int64_t now, int64_t idle,
                                                    struct jh_err *reterr);

struct jh_throttle {
    int64_t failed, last, open;
};
JH_NODISCARD enum jh_status jh_store_throttle(struct jh_store *s, const char *kind,
                                              const char *name, struct jh_throttle *ret,
                                              struct jh_err *reterr); /* zeroes when none */
JH_NODISCARD enum jh_status jh_store_put_throttle(struct jh_store *s, const char *kind,
                                                  const char *name, const struct jh_throttle *t,
                                                  struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_clear_throttle(struct jh_store *s, const char *kind,
                                                    const char *name, struct jh_err *reterr);
/* Those whose last failure is older: so that guessing names does not fill the file. */
JH_NODISCARD enum jh_status jh_store_sweep_throttles(struct jh_store *s, int64_t before,
                                                     struct jh_err *reterr);

enum jh_request_state {
    JH_REQUEST_ASKED,
    JH_REQUEST_APPROVED,
    JH_REQUEST_REFUSED,
    JH_REQUEST_USED,
    JH_REQUEST_WITHDRAWN
};
struct jh_request_two {
    int64_t id; /* 1, 2, ... within the county */
    const char *action, *subject, *detail, *reason, *asked_by, *asked;
    const char *decided_by, *decided, *remark;
    enum jh_request_state state;
    int64_t expires;
};
JH_NODISCARD enum jh_status jh_store_add_request(struct jh_store *s, const char *county,
                                                 struct jh_request_two *request,
                                                 struct jh_err *reterr); /* sets id, asked */
JH_NODISCARD enum jh_status jh_store_save_request(struct jh_store *s, const char *county,
                                                  const struct jh_request_two *request,
                                                  struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_request(struct jh_store *s, struct jh_arena *mem,
                                             const char *county, int64_t id,
                                             struct jh_request_two *ret,
                                             struct jh_err *reterr); /* "request.unknown" */
JH_NODISCARD enum jh_status jh_store_requests(struct jh_store *s, struct jh_arena *mem,
                                              const char *county, struct jh_request_two **ret,
                                              size_t *ret_n, struct jh_err *reterr); /* newest
                                                                                        first */
