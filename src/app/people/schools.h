/* src/app/people/schools.h - the schools of a county as this area needs them: code and name by id,
 * and which of them the actor may look into. */
#pragma once
#include "app/app.h"
#include "store/people.h"

struct jh_school {
    int64_t org;
    const char *code, *name; /* name "" when no roster tells it or names were not wanted */
    bool open;               /* to the actor */
    bool class_only;         /* open, but only the classes that grants name */
};
struct jh_schools {
    struct jh_school *school; /* sorted by org */
    size_t n;
    bool all; /* the actor may see every one, and people who are at none */
};

/* Those to which the actor may do `action`; JH_E_DENIED when there is none at all. */
JH_NODISCARD enum jh_status jh_schools_load(const struct jh_app *app, struct jh_arena *mem,
                                            const char *county, const char *action, bool names,
                                            struct jh_schools *ret, struct jh_err *reterr);
const struct jh_school *jh_schools_find(const struct jh_schools *s, int64_t org); /* or NULL */
const struct jh_school *jh_schools_code(const struct jh_schools *s, const char *code);
bool jh_schools_open(const struct jh_schools *s, int64_t org);
const char *jh_schools_name(const struct jh_schools *s, int64_t org); /* name, else code, "" */
/* May the actor do `action` to this person: at the school where the person is, and where a grant
 * reaches a class only, in that class? */
JH_NODISCARD enum jh_status jh_people_may(const struct jh_app *app, const char *county,
                                          const char *action, const struct jh_schools *schools,
                                          const struct jh_person *p, struct jh_err *reterr);
