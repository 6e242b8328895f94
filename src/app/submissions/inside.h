/* src/app/submissions/inside.h - one school's part of a round as it stands; shared by the files of
 * this folder. */
#pragma once
#include "app/balance/work.h"
#include "app/checks/rules.h"
#include "app/facts.h"
#include "app/rights.h"
#include "app/submissions.h"
#include "app/values.h"
#include "base/date.h"
#include "base/msg.h"
#include "base/num.h"
#include "intake/sheet.h"
#include "store/submissions.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { JH_NOW_ROOM = 24 };

/* A sum that a rule of grade error states: the cell is computed. */
struct jh_draft_sum {
    const struct jh_check *check;
    const int *item; /* [n] what it is the sum of */
    size_t n;
};

struct jh_draft_cell {
    bool asked;
    const struct jh_submission_value *own; /* NULL: never touched */
    struct jh_value typed, known, last, now;
    int known_year; /* of an attribute that goes on from an earlier year: that year */
    const struct jh_draft_sum *sum;
    bool computed;
};

struct jh_draft_finding {
    const char *rule, *text, *title, *way_out, *mark, *source, *reason; /* reason "": none */
    const char *cells;                                                  /* ids of items */
    enum jh_grade grade;
    int stage, item;
};

struct jh_draft {
    const struct jh_app *app;
    struct jh_arena *mem;
    const char *county, *school, *name;
    struct jh_collection round;
    struct jh_submission sub;
    const struct jh_pack *pack;
    bool *form;  /* [pack.nform] asked */
    bool *stage; /* [pack.nstage] the school has it */
    struct jh_facts facts;
    int org;                    /* index in facts.org, -1 */
    struct jh_draft_cell *cell; /* [(nstage + 1) * nitem]; see jh_draft_at() */
    struct jh_submission_value *own;
    size_t nown;
    struct jh_submission_event *event;
    size_t nevent;
    struct jh_submission_conflict *conflict;
    size_t nconflict;
    struct jh_draft_finding *finding;
    size_t nfinding, finding_room;
    long count[3], unexplained;
};

static inline struct jh_draft_cell *jh_draft_at(const struct jh_draft *d, int stage, size_t item)
{
    return &d->cell[(size_t)(stage + 1) * d->pack->nitem + item];
}
static inline const char *jh_draft_stage(const struct jh_draft *d, int stage)
{
    return stage < 0 ? "" : d->pack->stage[stage].id;
}

/* draft.c: everything but findings; asks "submission.read" of the school. */
JH_NODISCARD enum jh_status jh_draft_load(const struct jh_app *app, struct jh_arena *mem,
                                          const char *county, int64_t round, const char *school,
                                          struct jh_draft *ret, struct jh_err *reterr);
/* What stands in each cell, after its own values changed. */
void jh_draft_settle(struct jh_draft *d);
bool jh_draft_open_state(const struct jh_draft *d); /* may cells be changed? */
/* JH_E_CONFLICT "submission.locked". */
JH_NODISCARD enum jh_status jh_draft_locked(const struct jh_draft *d, struct jh_err *reterr);
/* The pack of a round: JH_E_NOTFOUND "submission.no_pack". */
JH_NODISCARD enum jh_status jh_round_pack(const struct jh_app *app, const struct jh_collection *c,
                                          const struct jh_pack **ret, struct jh_err *reterr);
void jh_round_forms(struct jh_arena *mem, const struct jh_pack *pack, const char *forms,
                    bool **ret);
const char *jh_school_name(const struct jh_facts *f, int org, int year);
bool jh_school_open(const struct jh_facts *f, int org, int year);

/* sums.c */
const struct jh_draft_sum *jh_draft_sum_of(const struct jh_draft *d, size_t item, int stage);

/* findings.c: the rules over the draft. */
JH_NODISCARD enum jh_status jh_draft_check(struct jh_draft *d, struct jh_err *reterr);
const char *jh_reason_key(struct jh_arena *mem, const char *rule, const char *stage,
                          const char *item);

/* grid.c: the Submission of api/openapi.yaml as one member. */
void jh_draft_json(struct jh_draft *d, struct jh_json *j, const char *key);

/* events and states */
extern const char *const jh_submission_states[];
JH_NODISCARD enum jh_status jh_draft_event(struct jh_draft *d, const char *kind, const char *detail,
                                           struct jh_err *reterr);
/* approve.c: the values as a committed import; the one before it is undone. Inside a transaction.
 */
JH_NODISCARD enum jh_status jh_draft_to_facts(struct jh_draft *d, struct jh_err *reterr);

/* A second person has agreed to this act; the local actor needs none. Inside a transaction. */
JH_NODISCARD enum jh_status jh_submission_second(const struct jh_draft *d, const char *subject,
                                                 struct jh_err *reterr);
/* decide.c: one conflict of a hand-in. Inside a transaction. */
JH_NODISCARD enum jh_status jh_draft_decide(struct jh_draft *d, int64_t conflict,
                                            const char *choice, const char *reason,
                                            struct jh_err *reterr);

void jh_local_day(char text[JH_DATE_TEXT]);
void jh_now_text(char text[JH_NOW_ROOM]);
