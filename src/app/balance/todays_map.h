/* src/app/balance/todays_map.h - past years with the schools of today: whose figures would be
 * whose.
 *
 * A school that was merged, renamed, retyped or given another code hands its past to the school
 * that goes on; one that was split hands each stage to the part that has it. Shared figures are
 * shared out first, as the school was then; amounts are added, a yes holds when it held in every
 * part, and what one of them did not tell is missing. Attributes (type, place, community) are those
 * of today. Our own reckoning [D]: docs/internals/balance.md */
#pragma once
#include "app/balance/work.h"

struct jh_moved {        /* a school whose past is another's, at one stage */
    int from, stage, to; /* index in facts.org; index in pack.stage */
    const char *day;     /* when it closed */
};

struct jh_todays_map {
    const char *day;      /* of the map, ISO */
    struct jh_facts then; /* each year with its own schools */
    const int *to;        /* [norg * nstage] index in facts.org: whose it is today */
    const struct jh_moved *moved;
    size_t nmoved, nfrom; /* nfrom: distinct schools among them that had figures */
    const int *lost; /* schools that closed and that nobody goes on from; they stay as they were */
    size_t nlost;
    struct jh_year *year; /* [facts.nyear] schools of each year as they were, for parts */
};

/* Lay the years of the scene out on the map of a day ("today" or ISO). JH_E_USAGE "balance.map". */
JH_NODISCARD enum jh_status jh_scene_map(struct jh_scene *s, const char *day,
                                         struct jh_err *reterr);

struct jh_map_part { /* what one school of then gives to a unit of today */
    int school;      /* index in year->b->school of then */
    const struct jh_year *then;
    const struct jh_fact_row *row; /* where its figure stands; NULL: it did not tell */
    double value, whole;           /* whole: before sharing out; NaN when nothing was shared */
};
/* The parts of an item's figure at a school of today (stage -1: as a whole), when it was put
 * together; 0: it is the school's own. */
size_t jh_map_parts(const struct jh_year *y, int school, int stage, int item,
                    struct jh_map_part **ret);

/* The "map" of a scorecard: its day, who went where, who is gone; null without one. */
void jh_map_json(const struct jh_scene *s, struct jh_json *j, const char *key);
