/* src/app/orgs/load.c - what is known of a county's schools and groups, and days. */
#include "app/checks/rules.h"
#include "app/orgs/inside.h"
#include "app/rights.h"
#include <math.h>

enum jh_status jh_orgs_load(const struct jh_app *app, struct jh_arena *mem, const char *county,
                            struct jh_orgs *ret, struct jh_err *reterr)
{
    const struct jh_ask ask = {.county = county};

    *ret = (struct jh_orgs){.app = app, .mem = mem};
    JH_TRY(jh_scene_load(app, mem, &ask, &ret->scene, reterr));
    ret->nyear = ret->scene.facts.nyear;
    ret->scene.facts.nyear = ret->scene.nyear_told; /* the coming year's roster counts here */
    JH_TRY(jh_store_groups(app->store, mem, county, &ret->group, &ret->ngroup, reterr));
    JH_TRY(jh_store_links(app->store, mem, county, &ret->link, &ret->nlink, reterr));
    return jh_store_org_events(app->store, mem, county, &ret->event, &ret->nevent, reterr);
}

enum jh_status jh_org_day(const char *text, struct jh_date *ret, struct jh_err *reterr)
{
    if (text && jh_date_parse(text, strlen(text), ret) && jh_date_valid(*ret))
        return JH_OK;
    return jh_fail(reterr, JH_E_DATA, "org.day", ((struct jh_at){"day", 0}), (double)NAN, "%.40s",
                   text ? text : "");
}

int jh_org_year_from(struct jh_date day)
{
    int year = jh_school_year_of(day);
    return jh_date_compare(jh_school_year_start(year), day) < 0 ? year + 1 : year;
}

bool jh_org_within(const char *since, const char *until, const char *day)
{
    return strcmp(since, day) <= 0 && (!*until || strcmp(day, until) < 0);
}

/* The newest row of a school as a whole up to a year that gives the item. */
static const struct jh_fact_row *newest(const struct jh_orgs *o, int org, int year, int item)
{
    const struct jh_facts *f = &o->scene.facts;

    for (size_t y = f->nyear; item >= 0 && y-- > 0;) {
        const struct jh_fact_row *row =
            f->year[y] <= year ? jh_facts_row(f, org, f->year[y], -1) : NULL;
        if (row && row->source[item])
            return row;
    }
    return NULL;
}

const char *jh_org_word(const struct jh_orgs *o, int org, int year, int item)
{
    const struct jh_fact_row *row = newest(o, org, year, item);

    if (!row)
        return "";
    const struct jh_item *def = &o->scene.pack->item[item];
    if (def->kind == JH_CODE)
        return jh_tr(o->app, def->code[(size_t)row->value[item]].name);
    return row->text && row->text[item] ? row->text[item] : "";
}

int jh_org_year_of(const char *day)
{
    struct jh_date d = {0};

    jh_date_parse(day, strlen(day), &d);
    return jh_school_year_of(d);
}

const char *jh_org_roster_group(const struct jh_orgs *o, int org, const char *kind, const char *day)
{
    int item = strcmp(kind, "area") == 0        ? o->scene.item.area
               : strcmp(kind, "community") == 0 ? o->scene.item.community
                                                : -1;
    return jh_org_word(o, org, jh_org_year_of(day), item);
}

const char *jh_org_number(const struct jh_orgs *o, int org, int year, int item)
{
    const struct jh_fact_row *row = newest(o, org, year, item);

    return row ? jh_item_shown(o->app, o->mem, &o->scene.pack->item[item], row->value[item], NULL)
               : "";
}

/* A change in May stands in the roster of the next school year. */
bool jh_org_open(const struct jh_orgs *o, int org, const char *day)
{
    int year = jh_org_year_of(day), opened = o->scene.item.opened, closed = o->scene.item.closed;
    const struct jh_fact_row *begin = newest(o, org, year + 1, opened);
    const struct jh_fact_row *end = newest(o, org, year + 1, closed);
    bool told = newest(o, org, year, o->scene.item.name) != NULL;
    struct jh_date d = {0};

    jh_date_parse(day, strlen(day), &d);
    double days = (double)jh_date_to_days(d);
    if (begin && begin->value[opened] > days)
        return false;
    return (told || begin) && !(end && end->value[closed] <= days);
}

const char *jh_org_roster_form(const struct jh_orgs *o)
{
    return o->scene.item.type < 0 ? "" : o->scene.pack->item[o->scene.item.type].form;
}
