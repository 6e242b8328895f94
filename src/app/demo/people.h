/* src/app/demo/people.h - made-up pupils and teachers: their numbers carry the county's region
 * 99...., which is nobody's. Inside src/app/demo, and for benches. */
#pragma once
#include "app/demo/model.h"
#include "num/rng.h"

enum { DEMO_NAME = 24, DEMO_CELL = 48, DEMO_PUPIL_COLUMNS = 74, DEMO_TEACHER_COLUMNS = 24 };

/* A plausible name of a man (1) or woman (2). */
void demo_person_name(struct jh_rng *rng, int sex, char ret[DEMO_NAME]);

/* Columns of the two rosters, as the exports head them. */
extern const char *const demo_pupil_heading[DEMO_PUPIL_COLUMNS];
extern const char *const demo_teacher_heading[DEMO_TEACHER_COLUMNS];

struct demo_people { /* being made */
    const struct demo_writer *w;
    struct jh_rng rng;
    uint16_t *taken; /* [days of birth][2] sequence numbers given */
};
struct demo_roster { /* rows of one school; every cell is in `mem` */
    struct jh_arena *mem;
    const char *const *heading;
    size_t columns;
    const char **cell; /* [n * columns] */
    size_t n, room;
    int *grade; /* [n] of pupils */
};
void demo_people_begin(struct demo_people *d, const struct demo_writer *w);
/* The pupils of a school: by grade and class as the county's statistics say. */
void demo_pupil_roster(struct demo_people *d, const struct demo_school *s, struct demo_roster *ret);
void demo_teacher_roster(struct demo_people *d, const struct demo_school *s,
                         struct demo_roster *ret);
/* GB18030 with `separator`; numbers of 10 digits and more get a leading apostrophe. */
JH_NODISCARD enum jh_status demo_roster_text(const struct demo_roster *r, char separator,
                                             struct jh_buf *out, struct jh_err *reterr);
/* A workbook; pupils on a sheet a grade. */
JH_NODISCARD enum jh_status demo_roster_xlsx(const struct demo_roster *r, struct jh_buf *out,
                                             struct jh_err *reterr);
