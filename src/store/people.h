/* src/store/people.h - pupils and teachers, their enrolments and posts, the steps that changed
 * them. Dates are integers 20250901; 0: none, or an open end. What is not needed to list and match
 * is in `sealed` (base/seal.h), which this floor neither makes nor opens. */
#pragma once
#include "store/store.h"

enum { JH_PERSON_PUPIL = 1, JH_PERSON_TEACHER = 2 };
enum { JH_PERSON_HERE, JH_PERSON_GONE };

struct jh_person {
    int64_t id;
    int kind, state;
    const char *name, *pinyin; /* pinyin: "zeng xiao ming" */
    int sex, birth;
    int64_t org; /* where the person is now; 0: nowhere in the county */
    const char *id_mark, *roll_mark;
    int64_t changed; /* step that wrote the row last */
    const void *sealed;
    size_t nsealed;
};

struct jh_enrolment {
    int64_t id, person, org;
    const char *stage; /* "primary" ... */
    int entry_year;
    const char *class_;
    int from, to; /* [from, to) */
    const char *how_in, *how_out;
    int64_t changed;
};

struct jh_post {
    int64_t id, person, org;
    const char *stage, *subject, *duty;
    int from, to;
    const char *how_in, *how_out;
    int64_t changed;
};

struct jh_person_step {
    int64_t id;
    const char *kind; /* "import" "transfer" "leave" "return" "end" "death" "roll_over" */
    int date;
    int64_t import; /* 0: none */
    const char *at, *detail;
    int64_t undone; /* the step that took it back; 0 */
};

enum jh_person_table { JH_IN_PERSON, JH_IN_ENROLMENT, JH_IN_POST };
struct jh_person_change {
    int64_t step, number, person, key;
    enum jh_person_table table;
    int sheet;
    long row;
    const void *before; /* sealed; NULL and 0: the row was not there */
    size_t nbefore;
};

/* Many people are about to be written (have been); only about speed. */
void jh_store_bulk(struct jh_store *s, bool on);
/* Many of them one after the other: the memory is kept from the first to the last. */
void jh_store_many(struct jh_store *s, bool on);
/* The next free id of each table; count on from there within the transaction. */
struct jh_people_ids {
    int64_t person, enrolment, post, step;
};
JH_NODISCARD enum jh_status jh_store_people_ids(struct jh_store *s, const char *county,
                                                struct jh_people_ids *ret, struct jh_err *reterr);

/* Insert, or write over the row of this id. With a person go the beginnings it is found by; `old`
 * is the row that was there, NULL when it is new. */
JH_NODISCARD enum jh_status jh_store_put_person(struct jh_store *s, const char *county,
                                                const struct jh_person *p,
                                                const struct jh_person *old, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_put_enrolment(struct jh_store *s, const char *county,
                                                   const struct jh_enrolment *e,
                                                   struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_put_post(struct jh_store *s, const char *county,
                                              const struct jh_post *p, struct jh_err *reterr);
/* Take a row away that a step had made; `p` as it is now. */
JH_NODISCARD enum jh_status jh_store_drop_person(struct jh_store *s, const char *county,
                                                 const struct jh_person *p, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_drop_enrolment(struct jh_store *s, const char *county,
                                                    int64_t id, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_drop_post(struct jh_store *s, const char *county, int64_t id,
                                               struct jh_err *reterr);

/* JH_E_NOTFOUND "people.unknown". Texts and bytes are copied into `mem`. */
JH_NODISCARD enum jh_status jh_store_person(struct jh_store *s, struct jh_arena *mem,
                                            const char *county, int64_t id, struct jh_person *ret,
                                            struct jh_err *reterr);
/* By mark of the identity number, or of the roll number; *ret_found false when there is none. */
enum jh_person_by { JH_BY_ID, JH_BY_ROLL };
JH_NODISCARD enum jh_status jh_store_person_by(struct jh_store *s, struct jh_arena *mem,
                                               const char *county, enum jh_person_by by,
                                               const char *mark, struct jh_person *ret,
                                               bool *ret_found, struct jh_err *reterr);

/* What `each` gets lives until it returns; false stops. */
typedef bool jh_each_person(void *context, const struct jh_person *p);
typedef bool jh_each_enrolment(void *context, const struct jh_enrolment *e);
typedef bool jh_each_post(void *context, const struct jh_post *p);
/* People of exactly this name and birth. */
JH_NODISCARD enum jh_status jh_store_people_named(struct jh_store *s, const char *county,
                                                  const char *name, int birth, jh_each_person *each,
                                                  void *context, struct jh_err *reterr);
/* People now at a school (org 0: all of the county, by id). */
JH_NODISCARD enum jh_status jh_store_people_at(struct jh_store *s, const char *county, int64_t org,
                                               jh_each_person *each, void *context,
                                               struct jh_err *reterr);
/* People whose name begins with `text` (by name), then those found by another beginning: part of
 * the name behind its first sign, pinyin, initials. One may be given twice. */
JH_NODISCARD enum jh_status jh_store_find_people(struct jh_store *s, const char *county,
                                                 const char *text, bool by_name,
                                                 jh_each_person *each, void *context,
                                                 struct jh_err *reterr);
/* Of a person, or (person 0) the open ones of a school, or (org 0 too) all open ones. */
JH_NODISCARD enum jh_status jh_store_enrolments(struct jh_store *s, const char *county,
                                                int64_t person, int64_t org,
                                                jh_each_enrolment *each, void *context,
                                                struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_posts(struct jh_store *s, const char *county, int64_t person,
                                           int64_t org, jh_each_post *each, void *context,
                                           struct jh_err *reterr);
/* All enrolments of the county that were open on a day. */
JH_NODISCARD enum jh_status jh_store_enrolments_on(struct jh_store *s, const char *county, int day,
                                                   jh_each_enrolment *each, void *context,
                                                   struct jh_err *reterr);

JH_NODISCARD enum jh_status jh_store_add_person_step(struct jh_store *s, const char *county,
                                                     const struct jh_person_step *step,
                                                     struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_person_steps(struct jh_store *s, struct jh_arena *mem,
                                                  const char *county, struct jh_person_step **ret,
                                                  size_t *ret_n, struct jh_err *reterr); /* newest
                                                                                            first */
/* The step of an import that is not undone; 0 when there is none. */
JH_NODISCARD enum jh_status jh_store_step_of_import(struct jh_store *s, const char *county,
                                                    int64_t import, int64_t *ret,
                                                    struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_end_person_step(struct jh_store *s, const char *county,
                                                     int64_t step, int64_t undone_by,
                                                     struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_store_add_person_change(struct jh_store *s, const char *county,
                                                       const struct jh_person_change *c,
                                                       struct jh_err *reterr);
/* Of a step, last first (`step`), or of a person, first first (`person`, step 0). */
typedef bool jh_each_change(void *context, const struct jh_person_change *c);
JH_NODISCARD enum jh_status jh_store_person_changes(struct jh_store *s, const char *county,
                                                    int64_t step, int64_t person,
                                                    jh_each_change *each, void *context,
                                                    struct jh_err *reterr);

struct jh_people_count {
    int64_t pupils, teachers; /* here */
};
JH_NODISCARD enum jh_status jh_store_count_people(struct jh_store *s, const char *county,
                                                  struct jh_people_count *ret,
                                                  struct jh_err *reterr);
