/* src/app/orgs/inside.h - a county's schools, groups and events, loaded once; shared by this
 * folder.
 */
#pragma once
#include "app/accounts.h"
#include "app/balance/work.h"
#include "app/orgs.h"
#include "base/date.h"
#include "store/links.h"

struct jh_orgs {
    const struct jh_app *app;
    struct jh_arena *mem;
    struct jh_scene scene; /* facts of all years, names of items */
    size_t nyear;          /* of which these have figures, not only a roster */
    struct jh_org_group *group;
    size_t ngroup;
    struct jh_org_link *link;
    size_t nlink;
    struct jh_org_event *event;
    size_t nevent;
};

JH_NODISCARD enum jh_status jh_orgs_load(const struct jh_app *app, struct jh_arena *mem,
                                         const char *county, struct jh_orgs *ret,
                                         struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_org_day(const char *text, struct jh_date *ret,
                                       struct jh_err *reterr); /* JH_E_DATA "org.day" */
/* The school year whose first day is `day` or the next after it: from when attributes show. */
int jh_org_year_from(struct jh_date day);
int jh_org_year_of(const char *day); /* the school year it falls in */
bool jh_org_within(const char *since, const char *until, const char *day);

/* A school's attribute in the newest roster up to a year; "" when none. Codes by name in words. */
const char *jh_org_word(const struct jh_orgs *o, int org, int year, int item);
/* A number, a day or a yes of the roster, as a clerk writes it; "" when none. */
const char *jh_org_number(const struct jh_orgs *o, int org, int year, int item);
/* The form that tells the type of a school; "" when the pack has none. */
const char *jh_org_roster_form(const struct jh_orgs *o);
/* The roster's group of a school: its community or area in the school year of `day`. */
const char *jh_org_roster_group(const struct jh_orgs *o, int org, const char *kind,
                                const char *day);
/* Is the school there on this day? Opened, not closed, and told of. */
bool jh_org_open(const struct jh_orgs *o, int org, const char *day);

struct jh_member {
    int org; /* index in scene.facts.org */
    const char *role, *since, *until;
    bool by_roster;
};
/* Members of a group on a day: links made by hand, and the roster's for schools that have no link
 * of this kind then. In order of code. */
size_t jh_org_members(const struct jh_orgs *o, const struct jh_org_group *g, const char *day,
                      struct jh_member **ret);
const struct jh_org_group *jh_org_group_of(const struct jh_orgs *o, const char *code);
