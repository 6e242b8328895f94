/* src/app/orgs.h - what becomes of schools, and which groups they belong to, with dates.
 *
 * What happens to a school (opened, closed, merged, split, renamed, other type or code, moved) is
 * written as rows of the roster, an import of its own: preview, rules, log, undo and "where from"
 * are those of every import. Attributes are those of 1 September, so a change in May shows from the
 * next school year on; a closing day stands in the year it falls in.
 * docs/internals/orgs.md */
#pragma once
#include "app/app.h"

/* One guided step. Texts are the user's; what a kind does not use is NULL. */
struct jh_org_part {                /* of a split */
    const char *code, *name, *type; /* type: as in the roster, by id or name */
};
struct jh_org_step {
    const char *kind;                   /* open close merge split rename retype recode move */
    const char *day;                    /* ISO */
    const char *school;                 /* code */
    const char *into;                   /* merge: code of the school that goes on */
    const char *code, *name, *type;     /* open, rename, retype, recode */
    const char *locale, *run_by, *town; /* open */
    const char *community, *community_role, *area; /* open, move */
    const struct jh_org_part *part;                /* split */
    size_t npart;
    const char *reason;
};

/* Read a step from JSON with these names ("parts" for part). The texts live in `mem`. JH_E_USAGE
 * "org.bad_step". */
JH_NODISCARD enum jh_status jh_org_step_read(struct jh_arena *mem, const char *json,
                                             struct jh_org_step *ret, struct jh_err *reterr);
/* What the step would do: {"step", "year", "schools":[...], "file", "rows", "report"}; nothing is
 * stored. Errors: JH_E_USAGE "org.bad_step" (field), JH_E_NOTFOUND "org.unknown_school",
 * JH_E_CONFLICT "org.code_taken", "org.code_kept" (the code must change with the type, and only
 * with it). */
JH_NODISCARD enum jh_status jh_app_org_preview(const struct jh_app *app, const char *county,
                                               const struct jh_org_step *step, struct jh_buf *out,
                                               struct jh_err *reterr);
/* Do it: the Import JSON; state "checked" when rules stand against it. Undo: that of the import. */
JH_NODISCARD enum jh_status jh_app_org_commit(const struct jh_app *app, const char *county,
                                              const struct jh_org_step *step, struct jh_buf *out,
                                              struct jh_err *reterr);

/* Groups. */
struct jh_new_group {
    const char *kind, *code, *name, *type, *since;
};
JH_NODISCARD enum jh_status jh_app_group_add(const struct jh_app *app, const char *county,
                                             const struct jh_new_group *in, struct jh_buf *out,
                                             struct jh_err *reterr);
/* One group for every community and area that the newest roster names and that has none yet. */
JH_NODISCARD enum jh_status jh_app_groups_from_roster(const struct jh_app *app, const char *county,
                                                      size_t *ret_made, struct jh_err *reterr);
/* A school joins (or changes its role) on a day, or leaves (role NULL). JH_E_NOTFOUND
 * "org.unknown_group", JH_E_DATA "org.day", "org.role". */
JH_NODISCARD enum jh_status jh_app_group_member(const struct jh_app *app, const char *county,
                                                const char *group, const char *school,
                                                const char *role, const char *day,
                                                struct jh_err *reterr);
/* Groups with their members on a day (NULL: today), the Orgs of api/openapi.yaml; as text. */
JH_NODISCARD enum jh_status jh_app_orgs_json(const struct jh_app *app, const char *county,
                                             const char *day, struct jh_buf *out,
                                             struct jh_err *reterr);
/* What became of a school: events, names, types and groups by school year. */
JH_NODISCARD enum jh_status jh_app_org_history_json(const struct jh_app *app, const char *county,
                                                    const char *school, struct jh_buf *out,
                                                    struct jh_err *reterr);
/* Codes of a group's schools on a day, sorted; empty when there is no such group. */
JH_NODISCARD enum jh_status jh_orgs_members(const struct jh_app *app, struct jh_arena *mem,
                                            const char *county, const char *group, const char *day,
                                            const char *const **ret, size_t *ret_n,
                                            struct jh_err *reterr);
