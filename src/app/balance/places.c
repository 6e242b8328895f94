/* src/app/balance/places.c - counties of the file; boundaries and points as GeoJSON. */
#include "app/balance/work.h"
#include "app/rights.h"
#include "base/date.h"
#include <math.h>
#include <string.h>

/* Any standard serves to read the roster; NULL when no pack is loaded. */
static const struct jh_pack *any_standard(const struct jh_pack_set *set)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->pack[i].kind == JH_PACK_STANDARD && set->pack[i].type_item)
            return &set->pack[i];
    return NULL;
}

/* How many schools there are in the latest year that has figures; 0: none has. */
static enum jh_status open_schools(const struct jh_app *app, struct jh_arena *mem,
                                   const char *county, size_t *ret, int *ret_latest,
                                   struct jh_err *reterr)
{
    struct jh_ask ask = {.county = county};
    struct jh_scene s;
    const struct jh_pack *pack = any_standard(app->packs);

    *ret = 0;
    *ret_latest = 0;
    if (!pack)
        return JH_OK;
    ask.pack = pack->id;
    JH_TRY(jh_scene_glance(app, mem, &ask, &s, reterr));
    if (s.facts.nyear) {
        *ret_latest = s.facts.year[s.facts.nyear - 1];
        *ret = jh_scene_schools(&s, *ret_latest);
    }
    return JH_OK;
}

static enum jh_status put_county(const struct jh_app *app, struct jh_json *j,
                                 const struct jh_county *county, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    size_t nyear, schools;
    int *year, latest;

    JH_TRY(jh_store_years(app->store, &mem, county->id, &year, &nyear, reterr));
    JH_TRY(open_schools(app, &mem, county->id, &schools, &latest, reterr));
    jh_json_object(j, NULL);
    jh_json_str(j, "id", county->id);
    jh_json_str(j, "name", county->name);
    jh_json_bool(j, "synthetic", county->synthetic);
    jh_json_array(j, "years");
    for (size_t i = 0; i < nyear; i++)
        if (!latest || year[i] <= latest)
            jh_json_int(j, NULL, year[i]);
    jh_json_end(j);
    jh_json_int(j, "schools", (long long)schools);
    jh_json_end(j);
    return JH_OK;
}

/* Those that the asker has to do with, moved to the front; how many. */
static size_t own_counties(const struct jh_app *app, struct jh_county *county, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++)
        if (jh_may_reach(app, "counties.list", county[i].id, NULL) != JH_REACH_NONE)
            county[kept++] = county[i];
    return kept;
}

enum jh_status jh_app_counties_json(const struct jh_app *app, struct jh_buf *out,
                                    struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_county *county;
    struct jh_json j;
    size_t n;

    JH_TRY(jh_may_enter(app, "counties.list", NULL, reterr));
    JH_TRY(jh_store_counties(app->store, &mem, &county, &n, reterr));
    n = own_counties(app, county, n);
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "total", (long long)n);
    jh_json_array(&j, "items");
    for (size_t i = 0; i < n; i++)
        JH_TRY(put_county(app, &j, &county[i], reterr));
    jh_json_end(&j);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

enum jh_status jh_app_places_json(const struct jh_app *app, const char *county, struct jh_buf *out,
                                  struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_county found;
    struct jh_place *place;
    struct jh_json j;
    size_t n;

    JH_TRY(jh_may(app, "places.read", county, NULL, reterr));
    JH_TRY(jh_find_county(app, &mem, county, &found, reterr));
    JH_TRY(jh_store_places(app->store, &mem, found.id, &place, &n, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "type", "FeatureCollection");
    jh_json_array(&j, "features");
    for (size_t i = 0; i < n; i++) {
        jh_json_object(&j, NULL);
        jh_json_str(&j, "type", "Feature");
        jh_json_str(&j, "id", place[i].id);
        jh_json_object(&j, "properties");
        jh_json_str(&j, "kind", place[i].kind);
        jh_json_str(&j, "name", place[i].name);
        jh_json_str(&j, "crs", place[i].crs);
        jh_json_end(&j);
        jh_json_raw(&j, "geometry", place[i].geometry);
        jh_json_end(&j);
    }
    jh_json_end(&j);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}
