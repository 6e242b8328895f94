/* src/app/balance/schools.c - which schools there are in a year, and their attributes then. */
#include "app/balance/work.h"
#include "base/date.h"
#include <math.h>
#include <string.h>

static const char *text_of(const struct jh_fact_row *row, int item)
{
    return row && item >= 0 && row->text && row->text[item] ? row->text[item] : "";
}

static double value_of(const struct jh_fact_row *row, int item)
{
    return row && item >= 0 ? row->value[item] : (double)NAN;
}

/* The name of the code that stands in `item`, "" when there is none. */
static const char *code_name(const struct jh_scene *s, const struct jh_fact_row *row, int item)
{
    double code = value_of(row, item);

    return isnan(code) ? text_of(row, item)
                       : jh_tr(s->app, s->pack->item[item].code[(int)code].name);
}

static const char *code_id(const struct jh_scene *s, const struct jh_fact_row *row, int item)
{
    double code = value_of(row, item);

    return isnan(code) ? "" : s->pack->item[item].code[(int)code].id;
}

/* Has the school reported figures of a stage in this very year? */
static bool reported(const struct jh_scene *s, int org, int year)
{
    for (int k = 0; k < (int)s->pack->nstage; k++)
        if (jh_facts_row(&s->facts, org, year, k))
            return true;
    return false;
}

/* Closed by the first day of the school year: gone. Opened after it: not yet there, unless it has
 * reported figures for the year all the same. */
static bool there(const struct jh_scene *s, int org, int year, const struct jh_fact_row *attr)
{
    double first = (double)jh_date_to_days(jh_school_year_start(year));
    double closed = value_of(attr, s->item.closed), opened = value_of(attr, s->item.opened);

    if (closed <= first) /* false for NaN */
        return false;
    if (opened > first)
        return reported(s, org, year);
    return attr || reported(s, org, year);
}

static struct jh_school school_of(const struct jh_scene *s, int org, const struct jh_fact_row *attr)
{
    struct jh_school school = {.org = s->facts.org[org].id, .code = s->facts.org[org].code};
    const char *name = text_of(attr, s->item.name);

    school.name = *name ? name : school.code;
    school.type = code_id(s, attr, s->item.type);
    school.type_name = code_name(s, attr, s->item.type);
    school.locale = code_id(s, attr, s->item.locale);
    school.locale_name = code_name(s, attr, s->item.locale);
    school.run_by = code_id(s, attr, s->item.run_by);
    school.run_by_name = code_name(s, attr, s->item.run_by);
    school.town = text_of(attr, s->item.town);
    school.area = text_of(attr, s->item.area);
    school.community = text_of(attr, s->item.community);
    school.lon = value_of(attr, s->item.lon);
    school.lat = value_of(attr, s->item.lat);
    school.crs = code_id(s, attr, s->item.crs);
    school.open = true;
    school.merged_into = text_of(attr, s->item.merged_into);
    return school;
}

size_t jh_scene_schools(const struct jh_scene *s, int year)
{
    size_t n = 0;

    for (int i = 0; i < (int)s->facts.norg; i++)
        n += i != s->facts.county && there(s, i, year, jh_facts_row(&s->facts, i, year, -1));
    return n;
}

void jh_year_schools(struct jh_year *y)
{
    const struct jh_scene *s = y->scene;
    size_t most = s->facts.norg ? s->facts.norg : 1, n = 0;
    struct jh_school *school = jh_new(s->mem, struct jh_school, most);
    int *org = jh_new(s->mem, int, most);
    const struct jh_fact_row **attr = jh_new(s->mem, const struct jh_fact_row *, most);

    for (int i = 0; i < (int)s->facts.norg; i++) {
        const struct jh_fact_row *row = jh_facts_row(&s->facts, i, y->year, -1);
        if (i == s->facts.county || !there(s, i, y->year, row))
            continue;
        school[n] = school_of(s, i, row);
        org[n] = i;
        attr[n++] = row;
    }
    y->b->school = school;
    y->b->nschool = n;
    y->org = org;
    y->attr = attr;
}
