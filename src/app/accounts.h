/* src/app/accounts.h - who may log in, and who is asking now. Passwords are kept as argon2id, of a
 * session only the hash of its token, of a second factor the sealed secret. Wrong attempts cost
 * time that doubles, by account and by address. Everything that changes rights is logged.
 * `now` is seconds since 1970; jh_clock() gives it. docs/decisions/0006-accounts.md */
#pragma once
#include "app/rights.h"
#include "base/date.h"
#include "store/accounts.h"

enum {
    JH_SESSION_IDLE = 30 * 60,      /* seconds without a request */
    JH_SESSION_MOST = 12 * 60 * 60, /* however busy */
    JH_VIEW_MOST = 2 * 60 * 60,     /* looking through another account */
    JH_REQUEST_DAYS = 7,            /* until an undecided or unused request lapses */
    JH_TOKEN_TEXT = 44,             /* 32 random bytes, base64url, and the final 0 */
    JH_PASSWORD_LEAST = 10,
    JH_PASSWORD_MOST = 200,
    JH_ACCOUNT_NAME_MOST = 60,
    JH_ACCOUNT_TEXT_MOST = 200,
    JH_NEW_PASSWORD_TEXT = 15 /* "abcd-efgh-ijkm" */
};

int64_t jh_clock(void);
/* The day in China, ISO: a school's day begins at its own midnight. */
void jh_today(int64_t now, char ret[JH_DATE_TEXT]);

/* Who is asking. Everything lives in the arena it was found with. */
struct jh_who {
    bool found; /* a session that is still good */
    struct jh_actor actor;
    struct jh_session session;
    struct jh_account account;
    const char *pending; /* "password" or "second_factor": has to be done before anything else;
                            until then the actor may do what nobody may. NULL: nothing */
};

/* Does the data file have accounts? If not, whoever reaches the program is the local actor. */
JH_NODISCARD enum jh_status jh_app_has_accounts(const struct jh_app *app, bool *ret,
                                                struct jh_err *reterr);
/* The session of a token (NULL: none); an actor in any case, that of nobody when none is good. */
JH_NODISCARD enum jh_status jh_app_who(const struct jh_app *app, struct jh_arena *mem,
                                       const char *token, int64_t now, struct jh_who *ret,
                                       struct jh_err *reterr);

/* Errors: JH_E_LOGIN "session.wrong" (whatever was wrong), JH_E_DENIED "session.locked" (after the
 * right password), "session.wait" (got: seconds; told before anything is tried). */
struct jh_login {
    const char *account, *password, *address;
};
JH_NODISCARD enum jh_status jh_app_login(const struct jh_app *app, const struct jh_login *login,
                                         int64_t now, char ret_token[JH_TOKEN_TEXT],
                                         struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_logout(const struct jh_app *app, const struct jh_who *who,
                                          struct jh_err *reterr);
/* The second step: a new token takes the place of the old one. "session.wrong_code",
 * "session.wait", "session.no_second_factor". */
JH_NODISCARD enum jh_status jh_app_second_factor(const struct jh_app *app, struct jh_who *who,
                                                 const char *code, int64_t now,
                                                 char ret_token[JH_TOKEN_TEXT],
                                                 struct jh_err *reterr);
/* Ends every other session of the account; a new token. "session.wrong", "account.password_*". */
JH_NODISCARD enum jh_status jh_app_change_password(const struct jh_app *app, struct jh_who *who,
                                                   const char *old, const char *fresh, int64_t now,
                                                   char ret_token[JH_TOKEN_TEXT],
                                                   struct jh_err *reterr);
/* A secret to be shown once, as JSON {secret, uri}; nothing is kept. */
JH_NODISCARD enum jh_status jh_app_totp_offer(const struct jh_app *app, const struct jh_who *who,
                                              struct jh_buf *out, struct jh_err *reterr);
/* Keep it, after the password and a code of it were right; a new token. */
JH_NODISCARD enum jh_status jh_app_totp_keep(const struct jh_app *app, struct jh_who *who,
                                             const char *password, const char *secret,
                                             const char *code, int64_t now,
                                             char ret_token[JH_TOKEN_TEXT], struct jh_err *reterr);
/* Look through another account, for JH_VIEW_MOST at the longest; NULL: back. Nothing can be changed
 * meanwhile, and no field is plain. */
JH_NODISCARD enum jh_status jh_app_view_as(const struct jh_app *app, struct jh_who *who,
                                           const char *account, int64_t now, struct jh_err *reterr);
/* Session of api/openapi.yaml: who, roles, rights, what is pending, banner. */
JH_NODISCARD enum jh_status jh_app_session_json(const struct jh_app *app, const struct jh_who *who,
                                                bool accounts, int64_t now, struct jh_buf *out,
                                                struct jh_err *reterr);

/* Managing accounts, by who may do "accounts.manage" in their county ("" needs a grant for every
 * county). password NULL: one is made up and given back in ret_password, to be changed at the first
 * login. Errors: "account.taken", "account.name", "account.unknown", "account.password_*". */
struct jh_new_account {
    const char *county, *account, *name, *password;
};
JH_NODISCARD enum jh_status jh_app_account_add(const struct jh_app *app,
                                               const struct jh_new_account *in,
                                               char ret_password[JH_NEW_PASSWORD_TEXT],
                                               struct jh_err *reterr);
/* state: "active", "locked", "closed" or NULL; name or NULL. */
JH_NODISCARD enum jh_status jh_app_account_change(const struct jh_app *app, const char *account,
                                                  const char *name, const char *state,
                                                  struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_account_password(const struct jh_app *app, const char *account,
                                                    const char *password,
                                                    char ret_password[JH_NEW_PASSWORD_TEXT],
                                                    struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_account_no_totp(const struct jh_app *app, const char *account,
                                                   struct jh_err *reterr);
/* since, until: ISO days or NULL (today, open). "account.role_unknown", "account.role_needs_org",
 * "account.role_needs_class", "account.role_needs_person", "account.role_no_person",
 * "account.role_local", "account.org_unknown", "account.own_grant", "account.place",
 * "people.unknown". */
struct jh_new_grant {
    const char *role, *place, *org, *class_, *since, *until;
    int64_t person; /* whose file is the account's own; 0: nobody's */
};
JH_NODISCARD enum jh_status jh_app_account_grant(const struct jh_app *app, const char *account,
                                                 const struct jh_new_grant *in,
                                                 struct jh_err *reterr);
/* Could it be given to an account of this county? For who makes the account and gives it at once.
 */
JH_NODISCARD enum jh_status jh_app_account_grant_fits(const struct jh_app *app, const char *county,
                                                      const struct jh_new_grant *in,
                                                      struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_account_revoke(const struct jh_app *app, const char *account,
                                                  int number, struct jh_err *reterr);
/* AccountList (county NULL: all that the actor may manage) and Account of api/openapi.yaml. */
JH_NODISCARD enum jh_status jh_app_accounts_json(const struct jh_app *app, const char *county,
                                                 struct jh_buf *out, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_account_json(const struct jh_app *app, const char *account,
                                                const char *password, struct jh_buf *out,
                                                struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_accounts_text(const struct jh_app *app, const char *county,
                                                 struct jh_buf *out, struct jh_err *reterr);

/* Two people: one asks with a reason, another one who may do "requests.decide" agrees, then the
 * asker does it, once. */
struct jh_new_request {
    const char *action, *subject, *detail, *reason; /* detail: JSON or NULL */
};
JH_NODISCARD enum jh_status jh_request_ask_two(const struct jh_app *app, const char *county,
                                               const struct jh_new_request *in, int64_t now,
                                               int64_t *ret, struct jh_err *reterr);
/* decision: "approve", "refuse", "withdraw" (by the asker). "request.own", "request.closed". */
JH_NODISCARD enum jh_status jh_request_decide(const struct jh_app *app, const char *county,
                                              int64_t id, const char *decision, const char *remark,
                                              int64_t now, struct jh_err *reterr);
/* Inside the transaction of what was asked for: use up an approved request of this actor for this
 * action and subject. JH_E_DENIED "request.needed". The local actor needs none. */
JH_NODISCARD enum jh_status jh_request_take(const struct jh_app *app, const char *county,
                                            const char *action, const char *subject, int64_t now,
                                            struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_requests_json(const struct jh_app *app, const char *county,
                                                 int64_t now, struct jh_buf *out,
                                                 struct jh_err *reterr);
