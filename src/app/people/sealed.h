/* src/app/people/sealed.h - what is kept encrypted of a person: one JSON object, item id -> text
 * (codes by id, dates as 2015-09-01, yes and no as 1 and 0). Teachers' items lose their "t_". */
#pragma once
#include "app/app.h"
#include "base/seal.h"
#include "store/people.h"

enum { JH_SEALED_MOST = 64 * 1024, JH_FIELDS_MOST = 128 };

struct jh_sealed_field {
    const char *id, *value;
};
struct jh_fields { /* sorted by id */
    struct jh_sealed_field field[JH_FIELDS_MOST];
    size_t n;
};

/* The key, which must be the one that the county's data are sealed with; with `first`, a county
 * without any takes this one. JH_E_DATA "key.wrong", and those of jh_seal_load(). */
JH_NODISCARD enum jh_status jh_people_key(const struct jh_app *app, const char *county, bool first,
                                          struct jh_seal *ret, struct jh_err *reterr);
void jh_fields_put(struct jh_fields *f, const char *id, const char *value); /* replaces */
const char *jh_fields_get(const struct jh_fields *f, const char *id);       /* NULL */
void jh_fields_seal(const struct jh_seal *seal, const char *county, int64_t person,
                    const struct jh_fields *f, struct jh_buf *out);
/* Texts live in `mem`. */
JH_NODISCARD enum jh_status jh_fields_open(const struct jh_seal *seal, struct jh_arena *mem,
                                           const char *county, int64_t person, const void *sealed,
                                           size_t n, struct jh_fields *ret, struct jh_err *reterr);

/* A user's file of people at rest: sealed, with a mark at its head. */
void jh_file_seal(const struct jh_seal *seal, const char *county, const void *bytes, size_t n,
                  struct jh_buf *out);
bool jh_file_sealed(const void *bytes, size_t n);
JH_NODISCARD enum jh_status jh_file_open(const struct jh_seal *seal, struct jh_arena *mem,
                                         const char *county, void **bytes, size_t *n,
                                         struct jh_err *reterr);
