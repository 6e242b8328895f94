/* src/app/balance/todays_map.c - see todays_map.h. */
#include "app/balance/todays_map.h"
#include "app/accounts.h"
#include "base/date.h"
#include "store/links.h"
#include <jansson.h>
#include <math.h>
#include <string.h>
#include <time.h>

struct mapping {
    struct jh_scene *s;
    struct jh_todays_map *map;
    struct jh_org_event *event;
    size_t nevent;
    double day; /* days since 1970 */
    int newest; /* year of the newest roster */
    int *to;    /* [norg * nstage] */
};

/* What the newest roster says of a school. */
static const struct jh_fact_row *today_of(const struct mapping *m, int org)
{
    return jh_facts_row(&m->map->then, org, m->newest, -1);
}

static double number_at(const struct jh_fact_row *row, int item)
{
    return row && item >= 0 ? row->value[item] : (double)NAN;
}

static bool closed(const struct mapping *m, int org)
{
    return number_at(today_of(m, org), m->s->item.closed) <= m->day; /* false for NaN */
}

/* Has the school, or has its type, this stage? */
static bool has_stage(const struct mapping *m, int org, int stage)
{
    const struct jh_facts *f = &m->map->then;
    const struct jh_pack *p = m->s->pack;
    const struct jh_fact_row *attr = today_of(m, org);
    int size = m->s->item.size, type = m->s->item.type;

    for (size_t y = 0; y < f->nyear; y++)
        if (number_at(jh_facts_row(f, org, f->year[y], stage), size) > 0)
            return true;
    double code = number_at(attr, type);
    const char *id = isnan(code) ? "" : p->item[type].code[(int)code].id;
    if (strcmp(id, p->stage[stage].id) == 0)
        return true; /* a primary school has the primary stage */
    for (size_t i = 0; i < p->nsplit; i++)
        if (strcmp(p->split[i].type, id) == 0)
            return p->split[i].weight[stage] > 0;
    for (int other = 0; other < (int)f->norg && !isnan(code); other++)
        if (number_at(today_of(m, other), type) == code)
            for (size_t y = 0; y < f->nyear; y++)
                if (number_at(jh_facts_row(f, other, f->year[y], stage), size) > 0)
                    return true;
    return false;
}

/* The part of a split school that has the stage; -1 when none or several have it. */
static int part_with(const struct mapping *m, const json_t *parts, int stage)
{
    const json_t *one;
    int found = -1;
    size_t i;

    json_array_foreach(parts, i, one)
    {
        const char *code = json_string_value(one);
        int org = code ? jh_facts_org(&m->map->then, code) : -1;
        if (org < 0 || !has_stage(m, org, stage))
            continue;
        if (found >= 0)
            return -1;
        found = org;
    }
    return found;
}

static bool names(const json_t *list, const char *code)
{
    const json_t *one;
    size_t i;

    json_array_foreach(list, i, one) if (json_is_string(one) &&
                                         strcmp(json_string_value(one), code) == 0) return true;
    return false;
}

static int by_split(const struct mapping *m, int org, int stage)
{
    int found = -1;

    for (size_t i = 0; i < m->nevent; i++) {
        const struct jh_org_event *e = &m->event[i];
        if (e->undone || strcmp(e->kind, "split") != 0)
            continue;
        json_t *root = json_loads(e->schools, 0, NULL);
        if (names(json_object_get(root, "from"), m->map->then.org[org].code))
            found = part_with(m, json_object_get(root, "to"), stage);
        json_decref(root);
    }
    return found;
}

/* One step on: the school itself while it is open, -1 when nobody goes on from it. */
static int successor(const struct mapping *m, int org, int stage)
{
    const struct jh_fact_row *attr = today_of(m, org);
    int item = m->s->item.merged_into;
    const char *into = attr && attr->text && item >= 0 ? attr->text[item] : NULL;

    if (!closed(m, org))
        return org;
    if (into && *into)
        return jh_facts_org(&m->map->then, into);
    return by_split(m, org, stage);
}

/* Step by step to a school that is open; a circle, or an end in nobody, leaves it where it is. */
static int find_heir(const struct mapping *m, int org, int stage)
{
    int at = org;

    for (size_t steps = 0; steps <= m->map->then.norg; steps++) {
        int next = successor(m, at, stage);
        if (next < 0)
            return org;
        if (next == at)
            return at;
        at = next;
    }
    return org;
}

static void find_heirs(struct mapping *m)
{
    const struct jh_facts *f = &m->map->then;
    size_t nstage = m->s->pack->nstage, most = f->norg * nstage + 1;
    struct jh_moved *moved = jh_new(m->s->mem, struct jh_moved, most);
    int *lost = jh_new(m->s->mem, int, f->norg + 1);
    char day[JH_DATE_TEXT];

    m->to = jh_new(m->s->mem, int, most);
    for (int org = 0; org < (int)f->norg; org++) {
        bool gone = org != f->county && closed(m, org), goes_on = !gone;
        for (int k = 0; k < (int)nstage; k++) {
            int to = gone ? find_heir(m, org, k) : org;
            m->to[(size_t)org * nstage + (size_t)k] = to;
            if (to == org)
                continue;
            double closed_on = number_at(today_of(m, org), m->s->item.closed);
            jh_date_format(jh_date_from_days((long)closed_on), day);
            moved[m->map->nmoved++] =
                (struct jh_moved){org, k, to, jh_arena_strdup(m->s->mem, day)};
            goes_on = true;
        }
        if (!goes_on)
            lost[m->map->nlost++] = org;
    }
    m->map->to = m->to;
    m->map->moved = moved;
    m->map->lost = lost;
}

/* Had the school this stage in any year? Else nothing of it went anywhere. */
static bool ever(const struct jh_facts *then, int org, int stage)
{
    for (size_t y = 0; y < then->nyear; y++)
        if (jh_facts_row(then, org, then->year[y], stage))
            return true;
    return false;
}

/* How many schools' past is another's. */
static size_t count_from(const struct jh_todays_map *map)
{
    size_t n = 0;
    int last = -1;

    for (size_t i = 0; i < map->nmoved; i++)
        if (map->moved[i].from != last &&
            ever(&map->then, map->moved[i].from, map->moved[i].stage)) {
            last = map->moved[i].from;
            n++;
        }
    return n;
}

static int heir(const struct jh_todays_map *map, size_t nstage, int org, int stage)
{
    return map->to[(size_t)org * nstage + (size_t)stage];
}

/* The unit's figure then: its own or its share of the school's; a county's figure is nobody's. */
static bool part_of_unit(const struct jh_year *then, int school, int stage, int item,
                         struct jh_map_part *ret)
{
    const struct jh_facts *f = &then->scene->facts;
    bool shared;
    const struct jh_fact_row *row = jh_unit_source(then, school, stage, item, &shared);

    *ret = (struct jh_map_part){school, then, NULL, (double)NAN, (double)NAN};
    if (!row || row->org == f->county)
        return false;
    ret->row = row;
    ret->value = row->value[item];
    if (shared) {
        ret->whole = ret->value;
        ret->value = jh_unit_share(then, school, stage, ret->whole);
        if (ret->value == ret->whole)
            ret->whole = (double)NAN;
    }
    return true;
}

static bool is_amount(const struct jh_item *item)
{
    return item->kind == JH_NUMBER || item->kind == JH_INTEGER;
}

/* What a school as a whole gives to `to`: its own figure when all of it goes there, the shares of
 * its stages when a part does. A figure that cannot be shared out is missing then. */
static bool part_of_school(const struct jh_year *then, int school, int to, int item,
                           struct jh_map_part *ret)
{
    const struct jh_scene *s = then->scene;
    const struct jh_fact_row *own = then->attr[school];
    unsigned has = jh_unit_stages(then, school);
    bool all = true;

    *ret = (struct jh_map_part){school, then, NULL, (double)NAN, (double)NAN};
    for (int k = 0; k < (int)s->pack->nstage; k++)
        if (has >> k & 1 && heir(s->map, s->pack->nstage, then->org[school], k) != to)
            all = false;
    if (!own || !own->source[item])
        return false;
    ret->row = own;
    ret->value = own->value[item];
    if (all || !is_amount(&s->pack->item[item]))
        return true;
    ret->whole = ret->value;
    ret->value = s->pack->item[item].shared ? 0 : (double)NAN;
    for (int k = 0; k < (int)s->pack->nstage; k++)
        if (has >> k & 1 && heir(s->map, s->pack->nstage, then->org[school], k) == to)
            ret->value += jh_unit_share(then, school, k, ret->whole);
    return true;
}

/* What the school gives by stages, for those that go to `to`. */
static double over_parts(const struct jh_year *then, int school, int to, int item)
{
    const struct jh_scene *s = then->scene;
    double sum = 0;
    bool any = false;

    for (int k = 0; k < (int)s->pack->nstage; k++) {
        const struct jh_fact_row *row = jh_unit_row(then, school, k);
        if (!row || heir(s->map, s->pack->nstage, then->org[school], k) != to)
            continue;
        sum += row->value[item];
        any = true;
    }
    return any ? sum : (double)NAN;
}

/* All that figures of today at (org, stage) are put together from; stage -1: the school. */
static size_t parts_of(const struct jh_year *then, int org, int stage, int item,
                       struct jh_map_part **ret)
{
    const struct jh_scene *s = then->scene;
    size_t nstage = s->pack->nstage, n = 0;
    struct jh_map_part *part = jh_new(s->mem, struct jh_map_part, then->b->nschool + 1);
    bool any = false;

    for (int i = 0; i < (int)then->b->nschool; i++) {
        unsigned has = jh_unit_stages(then, i);
        bool takes = false;
        for (int k = 0; k < (int)nstage; k++)
            takes |= (stage < 0 || stage == k) && has >> k & 1 &&
                     heir(s->map, nstage, then->org[i], k) == org;
        if (!takes)
            continue;
        if (stage >= 0)
            any |= part_of_unit(then, i, stage, item, &part[n]);
        else
            any |= part_of_school(then, i, org, item, &part[n]);
        n++;
    }
    for (size_t i = 0; stage < 0 && any && i < n; i++)
        if (!part[i].row && is_amount(&s->pack->item[item]))
            part[i].value = over_parts(then, part[i].school, org, item);
    *ret = part;
    return any ? n : 0;
}

/* Amounts are added, a yes holds in all, the largest stays the largest; a code or words hold when
 * all say the same. NaN when one of them does not tell. */
static double together(const struct jh_item *item, const struct jh_map_part *part, size_t n)
{
    double value = part[0].value;

    for (size_t i = 1; i < n; i++) {
        double other = part[i].value;
        if (isnan(value) || isnan(other))
            return (double)NAN;
        if (item->together == JH_TOGETHER_HIGHEST)
            value = other > value ? other : value;
        else if (item->together == JH_TOGETHER_LOWEST || item->kind == JH_YESNO)
            value = other < value ? other : value;
        else if (is_amount(item))
            value += other;
        else if (value != other)
            return (double)NAN;
    }
    return value;
}

static const char *same_words(const struct jh_map_part *part, size_t n, int item)
{
    const char *text = NULL;

    for (size_t i = 0; i < n; i++) {
        const char *own = part[i].row && part[i].row->text ? part[i].row->text[item] : NULL;
        if (!own || !*own)
            return NULL; /* one of them has none */
        text = text ? text : own;
    }
    return text;
}

static struct jh_fact_row *new_row(const struct jh_scene *s, int org, int year, int stage)
{
    struct jh_fact_row *row = jh_new(s->mem, struct jh_fact_row, 1);
    size_t n = s->pack->nitem;

    *row = (struct jh_fact_row){org,
                                year,
                                stage,
                                jh_new(s->mem, double, n + 1),
                                jh_new(s->mem, const char *, n + 1),
                                jh_new(s->mem, uint32_t, n + 1)};
    for (size_t i = 0; i < n; i++)
        row->value[i] = (double)NAN;
    return row;
}

static void put_together(const struct jh_year *then, int org, int item, struct jh_fact_row *row)
{
    const struct jh_item *def = &then->scene->pack->item[item];
    struct jh_map_part *part;
    size_t n = parts_of(then, org, row->stage, item, &part);

    if (!n)
        return;
    row->source[item] = JH_FACT_TOGETHER;
    if (def->kind == JH_WORDS)
        row->text[item] = same_words(part, n, item);
    else
        row->value[item] = together(def, part, n);
    if (def->kind == JH_WORDS && !row->text[item])
        row->source[item] = 0;
}

static void copy_item(const struct jh_fact_row *from, size_t i, struct jh_fact_row *to)
{
    to->value[i] = from->value[i];
    to->text[i] = from->text ? from->text[i] : NULL;
    to->source[i] = from->source[i];
}

/* The school as a whole: attributes of today, and the rest of the year. A school that others went
 * into was there before it opened under this code. */
static struct jh_fact_row *whole_row(const struct mapping *m, const struct jh_year *then, int org,
                                     bool mixed)
{
    const struct jh_scene *s = m->s;
    const struct jh_fact_row *today = today_of(m, org);
    const struct jh_fact_row *own = jh_facts_row(&m->map->then, org, then->year, -1);
    struct jh_fact_row *row = new_row(s, org, then->year, -1);

    for (size_t i = 0; i < s->pack->nitem; i++) {
        if (s->roster[i] && today && today->source[i])
            copy_item(today, i, row);
        else if (!s->roster[i] && mixed)
            put_together(then, org, (int)i, row);
        else if (!s->roster[i] && own && own->source[i])
            copy_item(own, i, row);
    }
    if (mixed && s->item.opened >= 0) {
        row->value[s->item.opened] = (double)NAN;
        row->source[s->item.opened] = 0;
    }
    return row;
}

static struct jh_fact_row *stage_row(const struct jh_year *then, int org, int stage)
{
    const struct jh_scene *s = then->scene;
    struct jh_fact_row *row = new_row(s, org, then->year, stage);

    for (size_t i = 0; i < s->pack->nitem; i++)
        if (!s->roster[i])
            put_together(then, org, (int)i, row);
    return row;
}

/* Which schools of today are put together in this year, and at which stages. */
static void find_mixed(const struct jh_year *then, bool *mixed, unsigned *stages)
{
    const struct jh_scene *s = then->scene;
    size_t nstage = s->pack->nstage;

    for (int i = 0; i < (int)then->b->nschool; i++) {
        unsigned has = jh_unit_stages(then, i);
        for (int k = 0; k < (int)nstage; k++) {
            int to = heir(s->map, nstage, then->org[i], k);
            if (!(has >> k & 1))
                continue;
            stages[to] |= 1u << k;
            mixed[to] |= to != then->org[i];
            mixed[then->org[i]] |= to != then->org[i];
        }
    }
}

/* One year laid out again; its rows as they were stay in map->then. */
static void map_year(struct mapping *m, struct jh_year *then)
{
    struct jh_scene *s = m->s;
    size_t norg = s->facts.norg, nstage = s->pack->nstage;
    bool *mixed = jh_new(s->mem, bool, norg + 1);
    unsigned *stages = jh_new(s->mem, unsigned, norg + 1);

    find_mixed(then, mixed, stages);
    for (int org = 0; org < (int)norg; org++) {
        if (org == s->facts.county)
            continue;
        bool went = mixed[org] && !stages[org]; /* all of it is another's */
        bool was_there = jh_facts_row(&m->map->then, org, then->year, -1) || stages[org];
        bool open = !closed(m, org);
        for (int k = 0; k < (int)nstage && mixed[org]; k++)
            jh_facts_put(&s->facts, org, then->year, k,
                         stages[org] >> k & 1 ? stage_row(then, org, k) : NULL);
        if (went)
            jh_facts_put(&s->facts, org, then->year, -1, NULL);
        else if (was_there && open)
            jh_facts_put(&s->facts, org, then->year, -1, whole_row(m, then, org, mixed[org]));
    }
}

static enum jh_status read_day(struct mapping *m, const char *day, struct jh_err *reterr)
{
    char today[JH_DATE_TEXT];
    struct jh_date d;

    if (strcmp(day, "today") == 0) {
        jh_today((int64_t)time(NULL), today);
        day = jh_arena_strdup(m->s->mem, today);
    }
    if (strlen(day) != 10 || !jh_date_parse(day, strlen(day), &d))
        return jh_fail(reterr, JH_E_USAGE, "balance.map", ((struct jh_at){"map", 0}), (double)NAN,
                       "%.40s", day);
    m->map->day = day;
    m->day = (double)jh_date_to_days(d);
    return JH_OK;
}

enum jh_status jh_scene_map(struct jh_scene *s, const char *day, struct jh_err *reterr)
{
    struct jh_todays_map *map = jh_new(s->mem, struct jh_todays_map, 1);
    struct mapping m = {.s = s, .map = map};
    struct jh_scene *as_was = jh_new(s->mem, struct jh_scene, 1);

    JH_TRY(read_day(&m, day, reterr));
    JH_TRY(jh_store_org_events(s->app->store, s->mem, s->county.id, &m.event, &m.nevent, reterr));
    map->then = s->facts;
    map->then.nyear = s->nyear_told;
    m.newest = s->nyear_told ? s->facts.year[s->nyear_told - 1] : 0;
    find_heirs(&m);
    map->nfrom = count_from(map);
    jh_facts_own(&s->facts, s->mem);
    *as_was = *s;
    as_was->facts = map->then;
    as_was->map = map;
    s->map = map;
    map->year = jh_new(s->mem, struct jh_year, s->facts.nyear + 1);
    for (size_t y = 0; y < s->facts.nyear; y++) {
        struct jh_year *then = &map->year[y];
        *then = (struct jh_year){.scene = as_was, .year = s->facts.year[y]};
        then->b = jh_new(s->mem, struct jh_balance, 1);
        jh_year_schools(then);
        map_year(&m, then);
    }
    return JH_OK;
}

size_t jh_map_parts(const struct jh_year *y, int school, int stage, int item,
                    struct jh_map_part **ret)
{
    const struct jh_todays_map *map = y->scene->map;

    for (size_t i = 0; map && i < y->scene->facts.nyear; i++)
        if (map->year[i].year == y->year)
            return parts_of(&map->year[i], y->org[school], stage, item, ret);
    return 0;
}

static const char *name_of(const struct jh_scene *s, int org)
{
    const struct jh_todays_map *map = s->map;

    for (size_t y = map->then.nyear; y-- > 0;) {
        const struct jh_fact_row *row = jh_facts_row(&map->then, org, map->then.year[y], -1);
        if (row && s->item.name >= 0 && row->text && row->text[s->item.name])
            return row->text[s->item.name];
    }
    return map->then.org[org].code;
}

static void put_school(const struct jh_scene *s, int org, struct jh_json *j, const char *key)
{
    jh_json_object(j, key);
    jh_json_str(j, "code", s->facts.org[org].code);
    jh_json_str(j, "name", name_of(s, org));
    jh_json_end(j);
}

void jh_map_json(const struct jh_scene *s, struct jh_json *j, const char *key)
{
    const struct jh_todays_map *map = s->map;

    if (!map) {
        jh_json_null(j, key);
        return;
    }
    jh_json_object(j, key);
    jh_json_str(j, "day", map->day);
    jh_json_array(j, "moved");
    for (size_t i = 0; i < map->nmoved; i++) {
        const struct jh_moved *m = &map->moved[i];
        if (!ever(&map->then, m->from, m->stage))
            continue;
        jh_json_object(j, NULL);
        put_school(s, m->from, j, "from");
        put_school(s, m->to, j, "to");
        jh_json_str(j, "stage", s->pack->stage[m->stage].id);
        jh_json_str(j, "stage_name", jh_tr(s->app, s->pack->stage[m->stage].name));
        jh_json_str(j, "day", m->day);
        jh_json_end(j);
    }
    jh_json_end(j);
    jh_json_array(j, "gone");
    for (size_t i = 0; i < map->nlost; i++)
        put_school(s, map->lost[i], j, NULL);
    jh_json_end(j);
    jh_json_end(j);
}
