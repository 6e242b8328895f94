/* src/app/people.h - pupils and teachers: search, files, steps, roll-over, facts from rosters.
 * Every function asks app/rights.h, shows each field as the actor may see it (what is sealed for
 * the actor is absent) and writes the log. docs/internals/people.md. */
#pragma once
#include "app/app.h"

enum { JH_PEOPLE_PUPILS = 1, JH_PEOPLE_TEACHERS = 2 };
/* Whoever logs in says why people are looked at: struct jh_actor, purpose. Their own file needs no
 * reason. JH_E_USAGE "people.purpose". */
JH_NODISCARD enum jh_status jh_people_purpose(const struct jh_app *app, struct jh_err *reterr);
struct jh_people_query {
    const char *county; /* NULL: every county that the actor may see */
    const char *text;   /* name, part of it, pinyin or initials; two signs at least. Not needed of
                           who sees only their own: all of those are given */
    const char *school; /* code; NULL: all */
    int kind;           /* JH_PEOPLE_PUPILS, JH_PEOPLE_TEACHERS, 0: both */
    int limit;          /* 0: 50; at most 500 */
};
/* {"people": [...], "more": true}. Errors: JH_E_USAGE "people.too_short". */
JH_NODISCARD enum jh_status jh_app_people_find(const struct jh_app *app,
                                               const struct jh_people_query *query,
                                               struct jh_buf *out, struct jh_err *reterr);

/* One person's file: fields as the actor may see them, each with the cell it came from, stays and
 * posts in order, and what changed when. Logged with the purpose of the actor. */
JH_NODISCARD enum jh_status jh_app_person_json(const struct jh_app *app, const char *county,
                                               int64_t person, struct jh_buf *out,
                                               struct jh_err *reterr);

/* A step of one person. kind: "transfer" (to `school`; NULL: out of the county), "leave" (休学),
 * "return", "end" (leaves for good), "death". */
struct jh_person_step_in {
    const char *county, *kind, *school, *class_, *reason;
    int64_t person;
    int date;     /* 20250901; 0: today */
    int entry;    /* return: year of entry of the cohort now; 0: as before */
    bool preview; /* tell what would change and write nothing */
};
/* {"step": n, "before": [...], "after": [...]}. JH_E_USAGE "people.step_kind", "people.step_date",
 * "people.step_reason"; JH_E_CONFLICT "people.step_state" when it does not fit what is known. */
JH_NODISCARD enum jh_status jh_app_person_step(const struct jh_app *app,
                                               const struct jh_person_step_in *in,
                                               struct jh_buf *out, struct jh_err *reterr);
/* The county's year begins: cohorts whose stage is over graduate, or go on inside a school that has
 * the next stage; all others are in the next grade by themselves. With a preview the counts of
 * every school, which balance, else JH_E_BUG. Done again it does nothing. */
JH_NODISCARD enum jh_status jh_app_roll_over(const struct jh_app *app, const char *county, int year,
                                             bool preview, struct jh_buf *out,
                                             struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_people_steps(const struct jh_app *app, const char *county,
                                                struct jh_buf *out, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_people_undo(const struct jh_app *app, const char *county,
                                               int64_t step, struct jh_buf *out,
                                               struct jh_err *reterr);
/* What rosters give of a school year beside what reports state: pupils by grade and sex, classes by
 * size, teachers by degree, subject, backbone. */
JH_NODISCARD enum jh_status jh_app_people_compare(const struct jh_app *app, const char *county,
                                                  int year, struct jh_buf *out,
                                                  struct jh_err *reterr);
/* Counts from rosters as tables of schools: pupils by grade and sex, teachers by degree, subject,
 * backbone; JSON or a workbook. Who may not see the people of every school in it gets no count from
 * which one could tell who is meant: those below `people.least` (a setting, 5) are hidden, and
 * others that would give them away. */
JH_NODISCARD enum jh_status jh_app_people_counts(const struct jh_app *app, const char *county,
                                                 int year, bool workbook, struct jh_buf *out,
                                                 struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_people_least(const struct jh_app *app, const char *county,
                                                int least, struct jh_buf *out,
                                                struct jh_err *reterr);
/* Which of the two holds: "report" or "roster" (a setting of the county). */
JH_NODISCARD enum jh_status jh_app_people_source(const struct jh_app *app, const char *county,
                                                 const char *source, struct jh_buf *out,
                                                 struct jh_err *reterr);
/* Everybody of a kind who is at a school (NULL: at every school that the actor may export), as a
 * table; two people are needed: the request's subject is "pupil/2143000001", "teacher/all". What is
 * sealed for the actor stays out, what is masked is masked. Logged with purpose and count.
 * JH_E_USAGE "people.export_kind", "people.export_format"; JH_E_LIMIT "people.export_many". */
enum { JH_EXPORT_MOST = 20000 };
struct jh_people_export {
    const char *county, *school, *kind, *format; /* "pupil", "teacher"; "csv", "xlsx" */
};
JH_NODISCARD enum jh_status jh_app_people_export(const struct jh_app *app,
                                                 const struct jh_people_export *in,
                                                 struct jh_buf *out, struct jh_err *reterr);
/* A date as people type it, as a number; NULL and "" give 0. JH_E_USAGE "people.step_date". */
JH_NODISCARD enum jh_status jh_people_date(const char *text, int *ret, struct jh_err *reterr);
