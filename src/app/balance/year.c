/* src/app/balance/year.c - one school year, worked out from the facts to the verdict. */
#include "app/balance/todays_map.h"
#include "app/rights.h"

enum jh_status jh_year_make(const struct jh_scene *s, int year, bool keep, struct jh_year *ret,
                            struct jh_err *reterr)
{
    struct jh_balance *b = jh_new(s->mem, struct jh_balance, 1);
    struct jh_slot_room own = {0};
    struct jh_year y = {.scene = s, .b = b, .year = year, .room = keep ? &own : s->room};

    b->pack = s->pack;
    b->county = s->county;
    b->year = year;
    b->version = s->version;
    b->map = s->map ? s->map->day : NULL;
    b->mapped = s->map ? s->map->nfrom : 0;
    b->switches = s->switches;
    b->unit_indicator = s->unit_indicator;
    b->nunit_indicator = s->nunit_indicator;
    y.scratch = jh_new(s->mem, double, s->pack->nitem);
    jh_year_schools(&y);
    jh_year_units(&y);
    JH_TRY(jh_year_measures(&y, reterr));
    JH_TRY(jh_year_dispersion(&y, reterr));
    jh_year_others(&y);
    jh_year_judge(&y);
    y.room = NULL;
    *ret = y;
    return JH_OK;
}

enum jh_status jh_scene_all(const struct jh_scene *s, int keep, struct jh_year **ret,
                            struct jh_err *reterr)
{
    *ret = jh_new(s->mem, struct jh_year, s->facts.nyear + 1);
    for (size_t i = 0; i < s->facts.nyear; i++)
        JH_TRY(jh_year_make(s, s->facts.year[i], s->facts.year[i] == keep, &(*ret)[i], reterr));
    return JH_OK;
}

void jh_year_finish(struct jh_year *y)
{
    jh_run_name(y, y->b->run);
    jh_year_reasons(y);
}

enum jh_status jh_app_balance(const struct jh_app *app, struct jh_arena *mem,
                              const struct jh_ask *ask, struct jh_balance *ret,
                              struct jh_err *reterr)
{
    struct jh_scene *s = jh_new(mem, struct jh_scene, 1);
    struct jh_year y;
    int year;

    JH_TRY(jh_may(app, "balance.read", ask->county, NULL, reterr));
    JH_TRY(jh_scene_load(app, mem, ask, s, reterr));
    JH_TRY(jh_scene_year(s, ask->year, &year, reterr));
    JH_TRY(jh_year_make(s, year, true, &y, reterr));
    JH_TRY(jh_balance_visible(app, mem, y.b, reterr));
    jh_year_finish(&y);
    *ret = *y.b;
    return JH_OK;
}
