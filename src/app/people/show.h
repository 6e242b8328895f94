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
/* One field of class `privacy` of somebody at `school`; true when something was written. */
bool jh_show_field(const struct jh_app *app, const char *county, const char *school,
                   const char *privacy, const char *key, const char *value, struct jh_json *j);
void jh_show_date(struct jh_json *j, const char *key, int date); /* 0 gives null */
int jh_show_today(void);                                         /* 20250901 */
/* An element of an array of stays. */
void jh_show_enrolment(const struct jh_schools *schools, const struct jh_enrolment *e,
                       struct jh_json *j);
