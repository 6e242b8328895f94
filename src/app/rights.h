/* src/app/rights.h - who may do what. data/rights.csv is the one table: a row an action or a class
 * of fields, a column a role, a cell how far it reaches. Pages, API, command line and tests all
 * read it; nothing else decides. A use case asks jh_may() before it reads or writes; the server
 * only finds out who asks.
 *
 * Reach of a grant: "county" is the whole county, whatever unit the grant names; "group" and
 * "school" are the unit it names (a group is opened to its members as of today); "class" is the
 * class it names, a part of the school; "own" is nobody's rows but one's own, and of people the one
 * that the grant names. Law: whose file it is may see it (PIPL art. 45), whatever else the role. */
#pragma once
#include "app/app.h"

enum { JH_PURPOSE_MOST = 200 }; /* bytes */

enum jh_reach {
    JH_REACH_NONE,
    JH_REACH_OWN,
    JH_REACH_CLASS,
    JH_REACH_SCHOOL,
    JH_REACH_GROUP,
    JH_REACH_COUNTY
};

enum jh_field_view { JH_FIELD_SEALED, JH_FIELD_MASKED, JH_FIELD_PLAIN };

struct jh_grant {
    const char *county; /* NULL: every county */
    const char *role;   /* a column of data/rights.csv */
    const char *org;    /* code of a school or group; NULL: the whole county */
    const char *class_; /* NULL: every class */
    int64_t person;     /* whose file is one's own (oneself, one's child); 0: nobody's */
};

struct jh_actor {
    const char *account; /* "zhang.wei"; "local:root" on the command line; NULL: nobody */
    const struct jh_grant *grant;
    size_t ngrant;
    const char *purpose;    /* why a sealed thing is read; NULL */
    const char *viewing_as; /* the account whose rights these are, when another one looks through
                               them; NULL */
    bool second_factor;     /* has been given in this session */
    bool local;             /* command line, or a server whose data file has no account */
};

const struct jh_actor *jh_actor_local(void);            /* may do everything; "local" */
const char *jh_actor_account(const struct jh_app *app); /* who asks; "" nobody */
const struct jh_actor *jh_actor_nobody(void);           /* not logged in: what the public may do */

/* May the actor do `action` to this school (NULL: to the county as a whole)? Errors: JH_E_LOGIN
 * "rights.login" when nobody is logged in, JH_E_DENIED "rights.denied" (text: the action),
 * "rights.second_factor" when only the second factor is missing, JH_E_BUG "rights.unknown_action".
 * `county` NULL asks for something that belongs to no county. */
JH_NODISCARD enum jh_status jh_may(const struct jh_app *app, const char *action, const char *county,
                                   const char *school, struct jh_err *reterr);
/* May the actor do `action` to anything in the county at all? For routes and lists, whose rows are
 * then filtered. Errors as above. */
JH_NODISCARD enum jh_status jh_may_enter(const struct jh_app *app, const char *action,
                                         const char *county, struct jh_err *reterr);
/* To which schools: *ret_all, or their codes, sorted (a class counts as its school). None at all is
 * an error as above; reach "own" alone gives no code. */
JH_NODISCARD enum jh_status jh_may_schools(const struct jh_app *app, const char *action,
                                           const char *county, struct jh_arena *mem, bool *ret_all,
                                           const char *const **ret, size_t *ret_n,
                                           struct jh_err *reterr);
/* How far the action reaches in the county, or, with a school, at that school. */
enum jh_reach jh_may_reach(const struct jh_app *app, const char *action, const char *county,
                           const char *school);
/* Is a class of this school open to the action? `class_` as in the grant. */
bool jh_may_class(const struct jh_app *app, const char *action, const char *county,
                  const char *school, const char *class_);

/* Is the person the one whom a grant of the actor names, and does its role do `action` to them? */
bool jh_may_own(const struct jh_app *app, const char *action, const char *county, int64_t person);

/* How a class of fields ("field.name") of somebody at `school` is shown. */
enum jh_field_view jh_field_view(const struct jh_app *app, const char *field_class,
                                 const char *county, const char *school);
/* The same of a person (0: nobody in particular): one's own file is shown at least as the column of
 * the role "parent" says. */
enum jh_field_view jh_field_view_of(const struct jh_app *app, const char *field_class,
                                    const char *county, const char *school, int64_t person);

/* Two people are needed: jh_request_take() of app/accounts.h. */
bool jh_right_two_person(const char *action);
bool jh_right_second_factor(const char *action);
bool jh_right_known(const char *action); /* a row of the table */
/* The reach that a grant of this role needs: NONE when there is no such role. */
enum jh_reach jh_role_reach(const char *role);
size_t jh_role_count(void);
const char *jh_role_id(size_t i);
/* Does the role do the action anywhere at all? */
bool jh_role_does(const char *role, const char *action);
/* Something of this role needs the second factor. */
bool jh_role_second_factor(const char *role);
/* All that these grants may do, by action, for a page's menu: {"balance.read":"county", ...}. */
void jh_rights_json(const struct jh_app *app, const char *county, struct jh_json *j,
                    const char *key);

/* What the answers to this actor depend on: two actors with the same text see the same. */
void jh_actor_key(const struct jh_actor *actor, struct jh_buf *out);

/* One entry of the log, in the transaction of what it tells. `subject`: whom or what it is about
 * ("school:3412", "person:77", ""); `detail`: JSON. */
JH_NODISCARD enum jh_status jh_app_log(const struct jh_app *app, const char *county,
                                       const char *action, const char *subject, const char *detail,
                                       struct jh_err *reterr);
