/* src/store/links.h - groups of schools, memberships with dates, and what happened to schools. Days
 * are ISO texts, which sort as they run; `until` is the first day without it, "" open. */
#pragma once
#include "store/store.h"

struct jh_org_group {
    int64_t id;
    const char *kind; /* "area" "community" "campus" "partner" */
    const char *code, *name, *type, *since, *until, *detail;
};
struct jh_org_link {
    int64_t id, group, org;
    const char *role; /* "core" "member" "convener" "campus" "partner" */
    const char *since, *until;
};
struct jh_org_event {
    int64_t id;
    const char *kind, *day, *schools; /* schools: JSON {"from":[codes],"to":[{code,stages}]} */
    int64_t import;
    const char *reason, *made, *made_by;
    bool undone; /* its import is not committed any more */
};

/* In order of kind and code; of link number; of day and number. */
JH_NODISCARD enum jh_status jh_store_groups(struct jh_store *s, struct jh_arena *mem,
                                            const char *county, struct jh_org_group **ret,
                                            size_t *ret_n, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_links(struct jh_store *s, struct jh_arena *mem,
                                           const char *county, struct jh_org_link **ret,
                                           size_t *ret_n, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_org_events(struct jh_store *s, struct jh_arena *mem,
                                                const char *county, struct jh_org_event **ret,
                                                size_t *ret_n, struct jh_err *reterr);
/* Id 0: a new one, which gets its number; else changed. */
JH_NODISCARD enum jh_status jh_store_put_group(struct jh_store *s, const char *county,
                                               struct jh_org_group *group, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_put_link(struct jh_store *s, const char *county,
                                              struct jh_org_link *link, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_add_org_event(struct jh_store *s, const char *county,
                                                   struct jh_org_event *event,
                                                   struct jh_err *reterr); /* sets id, made */
