/* src/app/people/show.h - a person's fields as the actor may see them. What is sealed for the actor
 * is left out, what is masked is masked here. */
#pragma once
#include "app/people/schools.h"
#include "app/rights.h"
#include "app/people/grade.h"
#include "base/json.h"
#include "store/people.h"

/* "id", "name", "sex", "birth", "kind", "state", "school", "school_name", "county". */
void jh_show_person(const struct jh_app *app, const char *county, const struct jh_schools *schools,
                    const struct jh_person *p, struct jh_json *j);
/* One field of class `privacy` of somebody (0: nobody in
 * particular) at `school`; true when something was written. */
bool jh_show_field(const struct jh_app *app, const char *county, const char *school, int64_t person,
                   const char *privacy, const char *key, const char *value, struct jh_json *j);
/* The same as a text in `mem`; NULL: sealed. */
const char *jh_show_value(const struct jh_app *app, struct jh_arena *mem, const char *county,
                          const char *school, int64_t person, const char *privacy,
                          const char *value);
/* A stored value in words: the name of a code, yes or no. */
const char *jh_show_word(const struct jh_app *app, const struct jh_item *item, const char *value);
void jh_show_date(struct jh_json *j, const char *key, int date); /* 0 gives null */
int jh_show_today(void);                                         /* 20250901 */
/* An element of an array of stays. */
void jh_show_enrolment(const struct jh_schools *schools, const struct jh_enrolment *e,
                       struct jh_json *j);
