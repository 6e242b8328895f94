/* src/app/demo/model.h - the made-up county behind the demo's workbooks. Inside src/app/demo only.
 * Everything follows from a seed: who there is (schools.c), how pupils move through the grades
 * (pupils.c), what schools have (resources.c), where they lie (geography.c). */
#pragma once
#include "app/demo.h"
#include "app/form_columns.h"
#include "num/rng.h"

enum {
    JH_DEMO_YEARS = 5,
    JH_DEMO_PAST = 4, /* years simulated before the first one that is written: cohorts need them */
    JH_DEMO_SPAN = JH_DEMO_YEARS + JH_DEMO_PAST,
    JH_DEMO_TOWNS = 14,
    JH_DEMO_AREAS = 5,
    JH_DEMO_COMMUNITIES = 24,
    JH_DEMO_BYTES = 64 * 1024 * 1024, /* of one file */
    JH_DEMO_CORNERS = 64              /* of a town's outline before it is roughened */
};

enum demo_type {
    DEMO_PRIMARY,
    DEMO_POINT,
    DEMO_JUNIOR,
    DEMO_NINE_YEAR,
    DEMO_COMPLETE,
    DEMO_TWELVE_YEAR,
    DEMO_SENIOR,
    DEMO_SPECIAL,
    DEMO_VOCATIONAL,
    DEMO_TYPES
};
enum demo_locale { DEMO_URBAN, DEMO_TOWN, DEMO_RURAL };
enum demo_resource {
    DEMO_DEGREE,
    DEMO_BACKBONE,
    DEMO_PE_ART,
    DEMO_AUX_AREA,
    DEMO_SPORTS,
    DEMO_EQUIPMENT,
    DEMO_MULTIMEDIA,
    DEMO_RESOURCES
};

struct demo_school {
    char code[16];
    const char *name, *later_name; /* later_name: since year `renamed` */
    int renamed;                   /* 0: never */
    enum demo_type type;
    enum demo_locale locale;
    bool private_, boarding;
    int town, community, built, rooms_short; /* rooms_short: a room too few until that year */
    bool core;
    int first_year, last_year; /* school years in which it has pupils */
    int merged_into;           /* index, -1 */
    double lon, lat;
    double quality[2][DEMO_RESOURCES]; /* value / line in the last year, by stage */
    double size[3];                    /* pupils aimed at in the last year, by stage */
    int grade[JH_DEMO_SPAN][10];       /* [year][1..9] */
    int senior[JH_DEMO_SPAN];
};

struct demo_point {
    double lon, lat;
};

struct demo_town {
    const char *name;
    enum demo_locale locale;
    int area;
    struct demo_point site, corner[JH_DEMO_CORNERS];
    size_t ncorner;
};

struct demo_county {
    char code[8];
    const char *name;
    int first_year; /* of the five; year index 0 of grade[] is first_year - JH_DEMO_PAST */
    struct jh_rng rng;
    struct demo_town town[JH_DEMO_TOWNS];
    struct demo_point outline[JH_DEMO_CORNERS];
    size_t noutline;
    const char *community[JH_DEMO_COMMUNITIES];
    struct demo_school *school;
    size_t nschool;
    double level; /* how well off the county is; 1 the first demo county */
};

/* names.c */
const char *demo_county_name(size_t number);
const char *demo_town_name(size_t town);
const char *demo_village_name(size_t county, size_t number);
/* geography.c */
void demo_lay_out(struct demo_county *c, size_t number);
struct demo_point demo_point_in_town(struct demo_county *c, int town);
void demo_boundaries(struct jh_arena *mem, const struct demo_county *c, struct jh_buf *out);
/* schools.c */
void demo_found(struct jh_arena *mem, struct demo_county *c, size_t number, size_t schools);
bool demo_open(const struct demo_school *s, int year);
/* pupils.c */
void demo_enrol(struct demo_county *c);
int demo_pupils(const struct demo_county *c, const struct demo_school *s, int year, int stage);
int demo_grade(const struct demo_county *c, const struct demo_school *s, int year, int grade);
int demo_classes(const struct demo_county *c, const struct demo_school *s, int year, int stage,
                 int band[10], int *ret_largest);
/* A number that belongs to (school, what), the same in every year: 0 .. 1. */
double demo_trait(const struct demo_school *s, unsigned what);

/* write.c: the cells of one line */
struct demo_line {
    struct jh_arena *mem;
    const struct jh_form_columns *columns;
    struct jh_form_value *value; /* [columns->n] */
};
void demo_set(struct demo_line *line, const char *item, double value); /* in stored units */
void demo_say(struct demo_line *line, const char *item, const char *text);
void demo_yes(struct demo_line *line, const char *item, bool yes);
/* forms.c: what each form says of a school, a unit, the county */
void demo_roster_line(struct demo_line *line, const struct demo_county *c,
                      const struct demo_school *s, int year);
void demo_pupils_line(struct demo_line *line, const struct demo_county *c,
                      const struct demo_school *s, int year, int stage);
/* resources.c */
void demo_teachers_line(struct demo_line *line, const struct demo_county *c,
                        const struct demo_school *s, int year, int stage);
void demo_premises_line(struct demo_line *line, const struct demo_county *c,
                        const struct demo_school *s, int year);
void demo_county_line(struct demo_line *line, const struct demo_county *c, int year);

/* demo.c: one county being written */
struct demo_writer {
    const struct jh_app *app;
    struct jh_arena *mem; /* of one county */
    const struct jh_pack *pack;
    const struct demo_county *county;
    const char *folder;
    int year;
};
enum jh_status demo_make_folder(const char *path, struct jh_err *reterr);
enum jh_status demo_write_file(const char *path, const struct jh_buf *bytes, struct jh_err *reterr);
/* A form of the writer's county and year, filled in; its values are the caller's to change. */
void demo_sheet(const struct demo_writer *w, const struct jh_form *form,
                struct jh_form_columns *columns, struct jh_form_sheet *ret);
/* text_copies.c */
JH_NODISCARD enum jh_status demo_gb18030(const struct jh_buf *from, struct jh_buf *to,
                                         struct jh_err *reterr);
/* people.c: rosters of the last year's pupils and teachers, school by school. */
JH_NODISCARD enum jh_status demo_people(const struct demo_writer *w, const char *folder,
                                        struct jh_err *reterr);
/* people_dirty.c: the roster of one school with planted faults, their list, and put right. */
JH_NODISCARD enum jh_status demo_people_dirty(const struct demo_writer *w, const char *folder,
                                              struct jh_err *reterr);
/* dirty.c: the last year's forms with planted faults, their list and the corrected files. */
JH_NODISCARD enum jh_status demo_dirty(const struct demo_writer *w, const char *folder,
                                       struct jh_err *reterr);
