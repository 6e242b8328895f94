/* src/app/imports/rest.c - the user's file at rest: in plain, or sealed when it tells of people. */
#include "app/accounts.h"
#include "app/imports/places.h"
#include "app/people/roster.h"
#include <stdio.h>

/* The bytes as they are kept: those of rosters, and of a file that nobody has recognised yet where
 * there is a key, sealed. */
enum jh_status jh_import_at_rest(struct jh_file_in *f, const void **bytes, size_t *n,
                                 struct jh_buf *sealed, struct jh_err *reterr)
{
    JH_CLEANUP(jh_seal_wipe) struct jh_seal seal = {0};
    struct jh_err none;
    bool people = jh_pack_of_people(f->pack);

    if ((f->pack && !people) || jh_import_is_places(*bytes, *n))
        return JH_OK;
    enum jh_status status = jh_people_key(f->app, f->county, false, &seal, people ? reterr : &none);
    if (status != JH_OK)
        return people ? status : JH_OK;
    jh_file_seal(&seal, f->county, *bytes, *n, sealed);
    JH_TRY(jh_buf_check(sealed, reterr));
    *bytes = sealed->data;
    *n = sealed->len;
    return JH_OK;
}

enum jh_status jh_import_open_file(const struct jh_app *app, struct jh_arena *mem,
                                   const char *county, void **bytes, size_t *n,
                                   struct jh_err *reterr)
{
    JH_CLEANUP(jh_seal_wipe) struct jh_seal seal = {0};

    if (!jh_file_sealed(*bytes, *n))
        return JH_OK;
    JH_TRY(jh_people_key(app, county, false, &seal, reterr));
    return jh_file_open(&seal, mem, county, bytes, n, reterr);
}

enum jh_status jh_import_give_people(const struct jh_app *app, const char *county, int64_t id,
                                     struct jh_err *reterr)
{
    char subject[40];

    snprintf(subject, sizeof subject, "import/%lld", (long long)id);
    JH_TRY(jh_may(app, "people.export", county, NULL, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status =
        jh_request_take(app, county, "people.export", subject, jh_clock(), reterr);
    if (status == JH_OK)
        status = jh_app_log(app, county, "people:export", subject, "{}", reterr);
    if (status == JH_OK)
        status = jh_store_commit(app->store, reterr);
    jh_store_rollback(app->store);
    return status;
}
