/* src/app/balance/work.h - inside of the scorecard: what the files of this folder share.
 * A scene is a county under a pack, all years read at once; a year is one of them worked out. */
#pragma once
#include "app/balance.h"
#include "app/facts.h"
#include "base/msg.h"
#include "engine/compliance/compliance.h"

struct jh_scene {
    const struct jh_app *app;
    struct jh_arena *mem;
    const struct jh_pack *pack;
    struct jh_county county;
    int64_t version;
    struct jh_facts facts;
    size_t nyear_told; /* years in facts.year, those behind facts.nyear have no figures yet */
    struct jh_switch_state *switches; /* [pack.nswitch] */
    struct {                          /* items that describe a school; -1: the pack has none */
        int name, type, locale, run_by, town, area, community, lon, lat, crs, opened, closed,
            merged_into, size;
    } item;
    const bool *roster; /* [pack.nitem] is it in the form of the school's type? */
    const struct jh_indicator **unit_indicator;
    size_t nunit_indicator;
    const struct jh_indicator **at; /* [nunit_indicator * nstage], NULL: not asked at this stage */
    const int *used_item, *used_slot; /* those that the pack's formulas look at */
    size_t nused_item, nused_slot;
    const bool *at_stage;            /* [nitem * nstage] is the item asked at that stage? */
    struct jh_slot_room *room;       /* for years of which only results are kept */
    const struct jh_todays_map *map; /* NULL: each year with its own schools; todays_map.h */
    int rule_pass;                   /* the school rule under the switches in force */
    double rule_floor;
};

/* Memory for the slots of a year, used again for the next one. */
struct jh_slot_room {
    double *unit, *school, *table, *parts;
    size_t units, schools; /* how many there is room for */
};

/* Everything that was needed for one year, kept for explain. */
struct jh_year {
    const struct jh_scene *scene;
    struct jh_balance *b;
    struct jh_slot_room *room; /* while it is being made */
    struct jh_unit *unit;      /* b->unit and b->reason, while they are being made */
    struct jh_reason *reason;
    int year;
    const int *org;                        /* [nschool] index in facts.org */
    const struct jh_fact_row *const *attr; /* [nschool] row of the school as a whole; may be NULL */
    const struct jh_exclusion *const *left_out; /* [nschool] by its roster alone; else NULL */
    double *unit_slot;                          /* [nunit * nslot] */
    double *school_slot;                        /* [nschool * nslot] */
    double *county_slot;                        /* [nslot] */
    double *parts;                              /* units again, school by school: [* nslot] */
    size_t *part_from;                          /* [nschool + 1] */
    int *unit_at;    /* [nschool * nstage] index in b.unit, -1: no such part */
    double *scratch; /* [nitem] of the function at work */
    double *table;   /* units of the county's formulas, stage by stage: [* nslot] */
    size_t table_from[JH_STAGES_MAX + 1];
    size_t first_unit[JH_STAGES_MAX + 1]; /* in b.unit, by stage */
};

/* scene.c */
JH_NODISCARD enum jh_status jh_scene_load(const struct jh_app *app, struct jh_arena *mem,
                                          const struct jh_ask *ask, struct jh_scene *ret,
                                          struct jh_err *reterr);
/* The same in a quarter of the time, with rows that do not last (facts.h, thin): to count. */
JH_NODISCARD enum jh_status jh_scene_glance(const struct jh_app *app, struct jh_arena *mem,
                                            const struct jh_ask *ask, struct jh_scene *ret,
                                            struct jh_err *reterr);
/* The year asked for, or the latest (0): JH_E_NOTFOUND "balance.no_year". */
JH_NODISCARD enum jh_status jh_scene_year(const struct jh_scene *s, int asked, int *ret,
                                          struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_scene_switches(const struct jh_app *app, struct jh_arena *mem,
                                              const struct jh_pack *pack, const char *county,
                                              const struct jh_set *set, size_t nset,
                                              struct jh_switch_state **ret, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_find_county(const struct jh_app *app, struct jh_arena *mem,
                                           const char *id, struct jh_county *ret,
                                           struct jh_err *reterr);
const struct jh_indicator *jh_scene_at(const struct jh_scene *s, size_t i, int stage);

/* year.c: the whole of one year. */
/* With `keep` the slots stay, for explanations; without, only `b` is good afterwards. */
JH_NODISCARD enum jh_status jh_year_make(const struct jh_scene *s, int year, bool keep,
                                         struct jh_year *ret, struct jh_err *reterr);

/* visible.c: fill b->seen by the rights of app->actor. */
JH_NODISCARD enum jh_status jh_balance_visible(const struct jh_app *app, struct jh_arena *mem,
                                               struct jh_balance *b, struct jh_err *reterr);
/* May the figures of group `g` be shown? Of fewer than three schools only when all are seen. */
bool jh_group_shown(const struct jh_balance *b, const int *of_school, int g);

/* Run id and the sentences: only for the year that is shown, not for those of a trend. */
void jh_year_finish(struct jh_year *y);

/* schools.c, units.c: who is there. */
void jh_year_schools(struct jh_year *y);
/* How many schools there are in a year; a glance at the scene is enough. */
size_t jh_scene_schools(const struct jh_scene *s, int year);
void jh_year_units(struct jh_year *y);
/* Is b->unit[u] in the aggregates of county level? All are, but those of schools that their roster
 * alone leaves out. */
bool jh_unit_in_county(const struct jh_year *y, size_t u);
/* Weights by which a school's shared figures go to its stages, NULL: no rule fits. */
const struct jh_split *jh_unit_split(const struct jh_year *y, int school, double *ret_pupils);
/* The school's share of a figure of the whole at one of its stages; NaN when it cannot be told. */
double jh_unit_share(const struct jh_year *y, int school, int stage, double whole);
/* The stages that a school has in the year: bit k for stage k. */
unsigned jh_unit_stages(const struct jh_year *y, int school);
const struct jh_fact_row *jh_unit_row(const struct jh_year *y, int school, int stage);
/* Where unit item `item` comes from: the part's own row, the school's (shared out or not), the
 * county's; NULL when nobody gave it. *ret_shared: it was shared out. */
const struct jh_fact_row *jh_unit_source(const struct jh_year *y, int school, int stage, int item,
                                         bool *ret_shared);

/* slots.c: names of formulas filled with values. */
void jh_slots_county(struct jh_year *y);
void jh_slots_school(struct jh_year *y, int school, bool roster_only, double *slot);
void jh_slots_unit(struct jh_year *y, int school, int stage, double *slot);
void jh_slots_stage(const struct jh_pack *pack, int stage, double *slot);

/* measure.c: values, lines, dispersion. */
struct jh_measure jh_measure_of(const struct jh_scene *s, const struct jh_indicator *d,
                                const double *slot, const struct jh_expr_table *rows);
/* >= and <= become > and < while the indicator's switch says so. */
enum jh_compare jh_compare_of(const struct jh_scene *s, const struct jh_indicator *d);
JH_NODISCARD enum jh_status jh_year_measures(struct jh_year *y, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_year_dispersion(struct jh_year *y, struct jh_err *reterr);
/* The counted units of a stage that have data for unit indicator `i`: their numbers for the engine.
 * unit[k] is the index in b.unit. */
void jh_dispersion_in(const struct jh_year *y, size_t i, int stage, struct jh_arena *mem,
                      struct jh_disparity_in *ret, int **ret_unit);

/* others.c: indicators of school and county level. */
void jh_year_others(struct jh_year *y);
struct jh_expr_table jh_table_of(const struct jh_year *y, const struct jh_indicator *d);
struct jh_expr_table jh_table_of_school(const struct jh_year *y, const struct jh_indicator *d,
                                        int school);
/* The slots a school level indicator sees at a school; NULL: it has no such stage. */
const double *jh_school_slots(const struct jh_year *y, const struct jh_indicator *d, int school);

/* judge.c */
void jh_year_judge(struct jh_year *y);
enum jh_verdict jh_worst(enum jh_verdict a, enum jh_verdict b);
/* pass, fail, unknown, or excluded when no part of it counts. */
const char *jh_school_status(const struct jh_balance *b, int school);

/* reasons.c: the sentences, from what judge.c decided. */
void jh_year_reasons(struct jh_year *y);

/* text.c */
const char *jh_tr(const struct jh_app *app, struct jh_text text);
/* "还差 3 人", "多出 120 人", "" when reached or not known. */
const char *jh_gap_text(const struct jh_app *app, struct jh_arena *mem,
                        const struct jh_indicator *d, double gap);
const char *jh_number_text(struct jh_arena *mem, double value, int decimals); /* "—" when missing */
const char *jh_say(const struct jh_app *app, struct jh_arena *mem, const char *id,
                   const struct jh_msg_arg *args, size_t n);
const char *jh_compare_sign(enum jh_compare c);  /* ">=" */
const char *jh_relation_sign(enum jh_compare c); /* "≥", for people */
const char *jh_level_id(enum jh_level level);
const char *jh_kind_id(enum jh_indicator_kind kind);

/* runs.c */
void jh_run_name(const struct jh_year *y, char ret[65]);

/* json_parts.c: pieces that several answers share. */
void jh_put_county(struct jh_json *j, const char *key, const struct jh_county *county);
void jh_put_pack(struct jh_json *j, const char *key, const struct jh_app *app,
                 const struct jh_pack *pack);
void jh_put_years(struct jh_json *j, const struct jh_scene *s);
void jh_put_school(struct jh_json *j, const char *key, const struct jh_balance *b, int school);
void jh_put_indicator(struct jh_json *j, const char *key, const struct jh_app *app,
                      const struct jh_indicator *d);
void jh_put_switch(struct jh_json *j, const struct jh_app *app, const struct jh_switch_state *s);
void jh_put_status(struct jh_json *j, const char *key, enum jh_verdict v);
/* All years of a scene worked out, for trends; [facts.nyear]. The slots of `keep` stay. */
JH_NODISCARD enum jh_status jh_scene_all(const struct jh_scene *s, int keep, struct jh_year **ret,
                                         struct jh_err *reterr);
/* The line of a unit indicator when all counted units of the stage have the same, else NaN. */
double jh_common_line(const struct jh_year *y, size_t i, int stage);
const struct jh_stage_dispersion *jh_dispersion_at(const struct jh_balance *b, size_t i, int stage);
void jh_put_dispersion_years(struct jh_json *j, const char *key, const struct jh_year *all,
                             size_t nyear, size_t i, int stage);
void jh_put_value_year(struct jh_json *j, int year, const struct jh_measure *m);

/* A scene with all its years, `y` the one asked for and finished. `ret` must not move afterwards.
 */
struct jh_shown {
    struct jh_scene scene;
    struct jh_year *all; /* [scene.facts.nyear] */
    struct jh_year *y;
};
JH_NODISCARD enum jh_status jh_show(const struct jh_app *app, struct jh_arena *mem,
                                    const struct jh_ask *ask, struct jh_shown *ret,
                                    struct jh_err *reterr);

/* By code, name, or a part of the name that only one school has: index, -1 none, -2 several. */
int jh_find_school(const struct jh_balance *b, const char *text);
/* The same, JH_E_NOTFOUND "balance.no_school", JH_E_USAGE "balance.school_ambiguous". */
JH_NODISCARD enum jh_status jh_need_school(const struct jh_balance *b, const char *text, int *ret,
                                           struct jh_err *reterr);
/* By id or Chinese name; NULL or "": the only one that is judged. JH_E_NOTFOUND "balance.no_stage",
 * JH_E_USAGE "balance.stage_needed". */
JH_NODISCARD enum jh_status jh_need_stage(const struct jh_pack *p, const char *text, int *ret,
                                          struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_need_unit_indicator(const struct jh_scene *s, const char *id,
                                                   int stage, size_t *ret, struct jh_err *reterr);

/* Schools by an attribute (locale, area, community): groups in order of first occurrence, and the
 * group of each school. Schools without the attribute form the group "". */
struct jh_school_group {
    const char *id, *title;
};
int jh_group_schools(const struct jh_year *y, int item, struct jh_arena *mem,
                     struct jh_school_group **ret, int *ret_of_school);
