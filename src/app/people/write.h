/* src/app/people/write.h - a step: everything that is written to people, with what was there
 * before, so that it can be taken back. Inside a transaction. */
#pragma once
#include "app/people/sealed.h"

struct jh_step_out {
    const struct jh_app *app;
    const char *county;
    const struct jh_seal *seal;
    struct jh_people_ids next; /* free ids */
    int64_t step, number;
    int sheet; /* of the row that is being written; 0: none */
    long row;
};

JH_NODISCARD enum jh_status jh_step_begin(struct jh_step_out *w, const struct jh_app *app,
                                          const char *county, const struct jh_seal *seal,
                                          const char *kind, int date, int64_t import,
                                          const char *detail, struct jh_err *reterr);
/* Write a row; `old` is what is there now, NULL for a new one, whose id is 0 and is given. */
JH_NODISCARD enum jh_status jh_step_person(struct jh_step_out *w, struct jh_person *p,
                                           const struct jh_person *old, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_step_enrolment(struct jh_step_out *w, struct jh_enrolment *e,
                                              const struct jh_enrolment *old,
                                              struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_step_post(struct jh_step_out *w, struct jh_post *p,
                                         const struct jh_post *old, struct jh_err *reterr);
/* Take a step back, as a new step. JH_E_CONFLICT "people.changed_since" (got: the later step) when
 * something it wrote was written again; JH_E_CONFLICT "people.undone" when it is taken back
 * already; JH_E_NOTFOUND "people.no_step". */
JH_NODISCARD enum jh_status jh_step_undo(const struct jh_app *app, const char *county, int64_t step,
                                         struct jh_err *reterr);

/* The stays of a person, copied into `mem`. */
JH_NODISCARD enum jh_status jh_enrolments_of(const struct jh_app *app, struct jh_arena *mem,
                                             const char *county, int64_t person,
                                             struct jh_enrolment **ret, size_t *ret_n,
                                             struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_posts_of(const struct jh_app *app, struct jh_arena *mem,
                                        const char *county, int64_t person, struct jh_post **ret,
                                        size_t *ret_n, struct jh_err *reterr);
