/* src/app/orgs/json.c - groups on a day, and what became of a school. */
#include "app/orgs/inside.h"
#include "app/rights.h"
#include <jansson.h>

static void put_member(struct jh_json *j, const struct jh_orgs *o, const struct jh_member *m,
                       const char *day)
{
    int year = jh_org_year_of(day);

    jh_json_object(j, NULL);
    jh_json_str(j, "school", o->scene.facts.org[m->org].code);
    jh_json_str(j, "name", jh_org_word(o, m->org, year + 1, o->scene.item.name));
    jh_json_str(j, "type", jh_org_word(o, m->org, year + 1, o->scene.item.type));
    jh_json_str(j, "role", m->role);
    jh_json_str(j, "since", m->since);
    jh_json_str(j, "until", m->until);
    jh_json_bool(j, "by_roster", m->by_roster);
    jh_json_end(j);
}

static void put_group(struct jh_json *j, const struct jh_orgs *o, const struct jh_org_group *g,
                      const char *day, bool *grouped)
{
    struct jh_member *member;
    size_t n = jh_org_members(o, g, day, &member);

    jh_json_object(j, NULL);
    jh_json_str(j, "kind", g->kind);
    jh_json_str(j, "code", g->code);
    jh_json_str(j, "name", g->name);
    jh_json_str(j, "type", g->type);
    jh_json_str(j, "since", g->since);
    jh_json_str(j, "until", g->until);
    jh_json_bool(j, "running", jh_org_within(g->since, g->until, day));
    jh_json_array(j, "members");
    for (size_t i = 0; i < n; i++) {
        put_member(j, o, &member[i], day);
        if (strcmp(g->kind, "community") == 0)
            grouped[member[i].org] = true;
    }
    jh_json_end(j);
    jh_json_end(j);
}

/* Schools that are open on the day and in no community. */
static void put_alone(struct jh_json *j, const struct jh_orgs *o, const char *day,
                      const bool *grouped)
{
    const struct jh_facts *f = &o->scene.facts;

    jh_json_array(j, "alone");
    for (size_t i = 0; i < f->norg; i++)
        if (*f->org[i].code && !grouped[i] && jh_org_open(o, (int)i, day))
            put_member(j, o, &(struct jh_member){(int)i, "", "", "", true}, day);
    jh_json_end(j);
}

static void put_event(struct jh_json *j, const struct jh_org_event *e)
{
    jh_json_object(j, NULL);
    jh_json_int(j, "event", e->id);
    jh_json_str(j, "kind", e->kind);
    jh_json_str(j, "day", e->day);
    jh_json_raw(j, "schools", e->schools);
    jh_json_int(j, "import", e->import);
    jh_json_str(j, "reason", e->reason);
    jh_json_str(j, "made", e->made);
    jh_json_str(j, "made_by", e->made_by);
    jh_json_bool(j, "undone", e->undone);
    jh_json_end(j);
}

enum jh_status jh_app_orgs_json(const struct jh_app *app, const char *county, const char *day,
                                struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    char iso[JH_DATE_TEXT];
    struct jh_date date;
    struct jh_orgs o;
    struct jh_json j;

    JH_TRY(jh_may(app, "orgs.read", county, NULL, reterr));
    jh_today(jh_clock(), iso);
    if (day && *day) {
        JH_TRY(jh_org_day(day, &date, reterr));
        jh_date_format(date, iso);
    }
    JH_TRY(jh_orgs_load(app, &mem, county, &o, reterr));
    bool *grouped = jh_new(&mem, bool, o.scene.facts.norg + 1);
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "county", county);
    jh_json_str(&j, "day", iso);
    jh_json_array(&j, "groups");
    for (size_t i = 0; i < o.ngroup; i++)
        put_group(&j, &o, &o.group[i], iso, grouped);
    jh_json_end(&j);
    put_alone(&j, &o, iso, grouped);
    jh_json_array(&j, "events");
    for (size_t i = 0; i < o.nevent; i++)
        put_event(&j, &o.event[i]);
    jh_json_end(&j);
    jh_json_end(&j);
    return JH_OK;
}

/* Is the school among those of an event? */
static bool concerns(const struct jh_org_event *e, const char *code)
{
    json_t *root = json_loads(e->schools, 0, NULL), *list, *one;
    const char *key;
    bool found = false;
    size_t i;

    json_object_foreach(root, key, list) json_array_foreach(list, i, one) found |=
        json_is_string(one) && strcmp(json_string_value(one), code) == 0;
    json_decref(root);
    return found;
}

static void put_year(struct jh_json *j, const struct jh_orgs *o, int org, int year)
{
    char first[JH_DATE_TEXT];

    jh_date_format(jh_school_year_start(year), first);
    jh_json_object(j, NULL);
    jh_json_int(j, "year", year);
    jh_json_bool(j, "open", jh_org_open(o, org, first));
    jh_json_str(j, "name", jh_org_word(o, org, year, o->scene.item.name));
    jh_json_str(j, "type", jh_org_word(o, org, year, o->scene.item.type));
    jh_json_array(j, "groups");
    for (size_t g = 0; g < o->ngroup; g++) {
        struct jh_member *member;
        size_t n = jh_org_members(o, &o->group[g], first, &member);
        for (size_t i = 0; i < n; i++)
            if (member[i].org == org) {
                jh_json_object(j, NULL);
                jh_json_str(j, "kind", o->group[g].kind);
                jh_json_str(j, "code", o->group[g].code);
                jh_json_str(j, "name", o->group[g].name);
                jh_json_str(j, "role", member[i].role);
                jh_json_end(j);
            }
    }
    jh_json_end(j);
    jh_json_end(j);
}

enum jh_status jh_app_org_history_json(const struct jh_app *app, const char *county,
                                       const char *school, struct jh_buf *out,
                                       struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_orgs o;
    struct jh_json j;

    JH_TRY(jh_may(app, "orgs.read", county, NULL, reterr));
    JH_TRY(jh_orgs_load(app, &mem, county, &o, reterr));
    const struct jh_facts *f = &o.scene.facts;
    int org = *school ? jh_facts_org(f, school) : -1;
    if (org < 0)
        return jh_fail(reterr, JH_E_NOTFOUND, "org.unknown_school", ((struct jh_at){school, 0}), 0,
                       "%.40s", school);
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "school", school);
    jh_json_str(&j, "name", jh_org_word(&o, org, 9999, o.scene.item.name));
    jh_json_array(&j, "events");
    for (size_t i = 0; i < o.nevent; i++)
        if (concerns(&o.event[i], school))
            put_event(&j, &o.event[i]);
    jh_json_end(&j);
    jh_json_array(&j, "years");
    for (size_t y = 0; y < f->nyear; y++)
        put_year(&j, &o, org, f->year[y]);
    jh_json_end(&j);
    jh_json_end(&j);
    return JH_OK;
}
