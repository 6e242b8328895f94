/* src/app/accounts/inside.h - what the files of this folder share. */
#pragma once
#include "app/accounts.h"

enum { JH_DETAIL_MOST = 4000, JH_DAY_TEXT = 11, JH_MOMENT_TEXT = 40 };

/* password.c */
void jh_password_hash(const char *password, char ret[128]);
bool jh_password_fits(const char *hash, const char *password);
void jh_password_nothing(const char *password); /* as long as jh_password_fits takes */
JH_NODISCARD enum jh_status jh_password_check(const char *account, const char *password,
                                              struct jh_err *reterr);
void jh_password_make(char ret[JH_NEW_PASSWORD_TEXT]);

/* throttle.c: how long, in seconds, nothing is tried for this name; a failure more; a success. */
JH_NODISCARD enum jh_status jh_throttle_open(const struct jh_app *app, const char *kind,
                                             const char *name, int64_t now, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_throttle_failed(const struct jh_app *app, const char *kind,
                                               const char *name, int64_t now,
                                               struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_throttle_clear(const struct jh_app *app, const char *kind,
                                              const char *name, struct jh_err *reterr);

/* session.c */
/* A session of the account under a new token; `old` ends. */
JH_NODISCARD enum jh_status jh_session_start(const struct jh_app *app,
                                             const struct jh_session *like, const char *old,
                                             int64_t now, char ret_token[JH_TOKEN_TEXT],
                                             struct jh_err *reterr);
void jh_token_hash(const char *token, char ret[65]);
/* The day in China, where the counties are: grants begin and end with it. */
void jh_moment(int64_t now, char ret[JH_MOMENT_TEXT]); /* UTC, "2025-09-01T08:30:00Z" */
/* The grants of an account that hold on a day. */
JH_NODISCARD enum jh_status jh_grants_on(const struct jh_app *app, struct jh_arena *mem,
                                         const char *county, const char *account, const char *day,
                                         const struct jh_grant **ret, size_t *ret_n,
                                         struct jh_err *reterr);

/* totp.c: the secret of an account; errors of base/seal.h when the key is missing or another. */
JH_NODISCARD enum jh_status jh_totp_secret(const struct jh_account *a, unsigned char *ret,
                                           size_t *ret_n, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_totp_seal(const struct jh_account *a, const char *secret,
                                         const char *code, int64_t now, int64_t *ret_step,
                                         struct jh_buf *out, struct jh_err *reterr);

/* manage.c: the account, when the actor may manage it; "account.unknown". */
JH_NODISCARD enum jh_status jh_account_to_manage(const struct jh_app *app, struct jh_arena *mem,
                                                 const char *account, struct jh_account *ret,
                                                 struct jh_err *reterr);
/* The end of a transaction: commit when all went well. */
enum jh_status jh_account_end(const struct jh_app *app, enum jh_status status,
                              struct jh_err *reterr);
/* One entry of the log about an account. */
JH_NODISCARD enum jh_status jh_account_log(const struct jh_app *app, const char *action,
                                           const struct jh_account *about, const char *detail,
                                           struct jh_err *reterr);
