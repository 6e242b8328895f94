/* src/app/checks/history.h - committed data under the rules; shared by the files of this folder. */
#pragma once
#include "app/balance/work.h"
#include "app/checks.h"
#include "app/checks/rules.h"

struct jh_history {
    const struct jh_app *app;
    struct jh_arena *mem;
    struct jh_scene scene;
    const int *org; /* [nschool] index in scene.facts.org */
    size_t nschool;
    struct jh_rules *rules;
    struct jh_checks *out;
    size_t room; /* of out->group */
};

/* A finding at `at`, in the group of its rule; its item and origin are those of the rule's cells in
 * the row that was laid last. */
struct jh_finding *jh_history_add(struct jh_history *h, const char *rule, const char *cells,
                                  struct jh_rule_at at, const char *text);
struct jh_finding_group *jh_history_group(struct jh_history *h, const char *rule,
                                          enum jh_grade grade);
/* unusual.c: outliers.csv over all schools of the year. */
JH_NODISCARD enum jh_status jh_history_unusual(struct jh_history *h, struct jh_err *reterr);
