/* src/app/people/roster.h - rosters of people on their way in: the part of the five steps that is
 * not the same as for figures of schools. app/imports reads and recognises the file; the checks,
 * the difference, what commit writes and what undo takes back are here. */
#pragma once
#include "app/imports/inside.h"
#include "app/people/grade.h"
#include "app/people/sealed.h"
#include "base/idno.h"

/* The forms of this pack are rows of people. */
bool jh_pack_of_people(const struct jh_pack *pack);
/* The county of a file that names none: that of its first school. */
JH_NODISCARD enum jh_status jh_roster_county(struct jh_file_in *f, struct jh_err *reterr);
/* Every problem, and what would change. */
JH_NODISCARD enum jh_status jh_roster_check(struct jh_file_in *f, struct jh_err *reterr);
/* Write the accepted rows as one step; inside the transaction of the commit. */
JH_NODISCARD enum jh_status jh_roster_apply(struct jh_file_in *f, int64_t import,
                                            struct jh_err *reterr);
/* Take back what an import wrote. JH_E_CONFLICT "people.changed_since" when a later step has
 * written over it. */
JH_NODISCARD enum jh_status jh_roster_undo(const struct jh_app *app, const char *county,
                                           int64_t import, struct jh_err *reterr);

/* Inside the area: one row of a roster, understood. */
enum jh_roster_field {
    JH_R_NAME,
    JH_R_SEX,
    JH_R_BIRTH,
    JH_R_ID_TYPE,
    JH_R_ID,
    JH_R_ROLL,
    JH_R_GRADE,
    JH_R_CLASS,
    JH_R_ENTERED, /* pupil: of the stage; teacher: came to the school */
    JH_R_HOW,
    JH_R_STAGE,
    JH_R_SUBJECT,
    JH_R_POST,
    JH_R_FIELDS
};

struct jh_roster_row {
    struct jh_in_row *row;
    bool teacher;
    const char *name, *class_;
    struct jh_idno id; /* number "" when there is none, or a wrong one */
    char roll[JH_ROLLNO_TEXT];
    int birth, sex; /* birth: 20150901 */
    struct jh_cohort cohort;
    int grade; /* 0 for teachers, and when it is not known */
    char id_mark[JH_SEAL_MARK_TEXT], roll_mark[JH_SEAL_MARK_TEXT];
    int64_t person; /* who it is in the store; 0: somebody new */
    struct jh_person before;
};

struct jh_roster { /* of a file; hangs on jh_file_in.roster */
    struct jh_file_in *f;
    struct jh_seal seal;
    bool have_key;
    int (*at)[JH_R_FIELDS];    /* [nsheet] column in sheet.column, -1 */
    struct jh_roster_row *row; /* [n] */
    size_t n;
};

/* roster_rows.c */
JH_NODISCARD enum jh_status jh_roster_rows(struct jh_roster *r, struct jh_err *reterr);
struct jh_where jh_roster_where(const struct jh_roster *r, const struct jh_roster_row *p,
                                enum jh_roster_field field);
void jh_roster_problem(struct jh_roster *r, struct jh_roster_row *p, enum jh_grade grade,
                       const char *rule, enum jh_roster_field field, const char *a, const char *b);
/* roster_twins.c: the same person twice, or nearly. */
void jh_roster_twins(struct jh_roster *r);
/* roster_match.c: who is there already, what changes, who does not appear. */
JH_NODISCARD enum jh_status jh_roster_match(struct jh_roster *r, struct jh_err *reterr);
/* The fields a row gives, by the ids they are stored under; texts in f->mem. */
void jh_roster_fields(const struct jh_roster *r, const struct jh_roster_row *p,
                      struct jh_fields *ret);
