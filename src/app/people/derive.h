/* src/app/people/derive.h - what rosters count at each school and stage on 1 September. */
#pragma once
#include "app/people/schools.h"

enum {
    JH_D_PUPILS,
    JH_D_GRADE1,
    JH_D_CLASSES = 10,
    JH_D_BAND0 = 11,
    JH_D_LARGEST = 21,
    JH_D_STAFF,
    JH_D_TEACHERS,
    JH_D_DOCTOR,
    JH_D_BACKBONE = 29,
    JH_D_PE,
    JH_D_MUSIC,
    JH_D_FINE_ART,
    JH_D_ART,
    JH_D_LICENSED,
    JH_D_MID_TITLE,
    JH_D_ITEMS
};
enum { JH_D_STAGES = 2 };

struct jh_derived { /* a school and stage */
    int value[JH_D_ITEMS];
    int boys, girls;
    bool pupils, staff; /* there are rosters of them */
};

/* [schools->n * JH_D_STAGES], of the schools to which the actor may do `action`; *year 0: the
 * newest, and told back. The asker sees to who may see the counts: counts.c. */
JH_NODISCARD enum jh_status jh_derive(const struct jh_app *app, struct jh_arena *mem,
                                      const char *county, const char *action, int *year,
                                      struct jh_schools *schools, struct jh_derived **ret,
                                      struct jh_err *reterr);
