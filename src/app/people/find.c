/* src/app/people/find.c - search by name, pinyin or initials, in one county or all that the actor
 * may see. */
#include "app/people.h"
#include "app/people/show.h"
#include "base/idno.h"
#include "base/pinyin.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LIMIT = 50, MOST = 500, NAMED_COUNTIES = 3, LOOKED_AT_MOST = 200000 };

struct hit {
    const char *county;
    const struct jh_schools *schools;
    struct jh_person person;
};

struct search {
    const struct jh_people_query *query;
    struct jh_arena *mem;
    const char *county;
    const struct jh_schools *schools;
    int64_t school;  /* org; 0: any */
    struct hit *hit; /* [limit] */
    int n, limit;
    long looked;
    bool more;
};

static bool seen(const struct search *s, int64_t person)
{
    for (int i = s->n; i-- > 0 && s->hit[i].county == s->county;)
        if (s->hit[i].person.id == person)
            return true;
    return false;
}

static bool take(void *context, const struct jh_person *p)
{
    struct search *s = context;

    if (++s->looked > LOOKED_AT_MOST) {
        s->more = true;
        return false;
    }
    if ((s->query->kind && !(p->kind & s->query->kind)) || (s->school && p->org != s->school) ||
        !jh_schools_open(s->schools, p->org) || seen(s, p->id))
        return true;
    if (s->n == s->limit) {
        s->more = true;
        return false;
    }
    struct hit *h = &s->hit[s->n++];
    *h = (struct hit){s->county, s->schools, *p};
    h->person.name = jh_arena_strdup(s->mem, p->name);
    h->person.sealed = NULL;
    h->person.nsealed = 0;
    return true;
}

/* Those of a class that is not the actor's go again: a teacher of one class sees that class. */
static enum jh_status keep_own_classes(const struct jh_app *app, struct search *s, int from,
                                       struct jh_err *reterr)
{
    int kept = from;

    for (int i = from; i < s->n; i++) {
        const struct jh_school *school = jh_schools_find(s->schools, s->hit[i].person.org);
        enum jh_status status = JH_OK;
        if (school && school->class_only)
            status =
                jh_people_may(app, s->county, "people.read", s->schools, &s->hit[i].person, reterr);
        if (status == JH_OK)
            s->hit[kept++] = s->hit[i];
        else if (status != JH_E_DENIED)
            return status;
    }
    s->n = kept;
    return JH_OK;
}

/* The people that grants name, as far as the role reads them; all of them without a text. */
static enum jh_status own_people(const struct jh_app *app, struct search *s, struct jh_err *reterr)
{
    const struct jh_actor *a = app->actor ? app->actor : jh_actor_nobody();

    for (size_t i = 0; i < a->ngrant && s->n < s->limit; i++) {
        struct jh_person p;
        int64_t id = a->grant[i].person;
        if (!jh_may_own(app, "people.read", s->county, id) || seen(s, id))
            continue;
        enum jh_status status = jh_store_person(app->store, s->mem, s->county, id, &p, reterr);
        if (status == JH_E_NOTFOUND) /* the import that brought them was taken back */
            continue;
        JH_TRY(status);
        if ((s->query->text && !strstr(p.name, s->query->text)) ||
            (s->query->kind && !(p.kind & s->query->kind)))
            continue;
        s->hit[s->n++] = (struct hit){s->county, s->schools, p};
    }
    return JH_OK;
}

static bool chinese(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c >= 0xE3)
            return true;
    return false;
}

static enum jh_status search_county(const struct jh_app *app, struct search *s, const char *county,
                                    struct jh_err *reterr)
{
    struct jh_schools *schools = jh_new(s->mem, struct jh_schools, 1);
    char typed[JH_PINYIN_TEXT];
    bool by_name = s->query->text && chinese(s->query->text);
    int from = s->n;

    s->county = county;
    s->schools = schools;
    JH_TRY(jh_schools_load(app, s->mem, county, "people.read", false, schools, reterr));
    JH_TRY(own_people(app, s, reterr));
    if (!s->query->text)
        return JH_OK;
    if (s->query->school) {
        const struct jh_school *school = jh_schools_code(schools, s->query->school);
        if (!school)
            return JH_OK;
        s->school = school->org;
    }
    if (by_name)
        snprintf(typed, sizeof typed, "%s", s->query->text);
    else
        jh_pinyin_typed(s->query->text, typed);
    JH_TRY(jh_store_find_people(app->store, county, typed, by_name, take, s, reterr));
    return keep_own_classes(app, s, from, reterr);
}

/* All counties, or the one asked for; those that the actor may not enter are passed over. */
static enum jh_status search_all(const struct jh_app *app, struct search *s, struct jh_err *reterr)
{
    struct jh_county *county;
    size_t n;

    if (s->query->county)
        return search_county(app, s, s->query->county, reterr);
    JH_TRY(jh_store_counties(app->store, s->mem, &county, &n, reterr));
    for (size_t i = 0; i < n && !s->more; i++)
        if (jh_may_enter(app, "people.read", county[i].id, NULL) == JH_OK)
            JH_TRY(search_county(app, s, county[i].id, reterr));
    return JH_OK;
}

/* Write the hits; the schools' names are read for the first few counties only. */
static enum jh_status write_hits(const struct jh_app *app, const struct search *s,
                                 struct jh_buf *out, struct jh_err *reterr)
{
    const struct jh_schools *schools = NULL;
    struct jh_json j;
    int counties = 0;

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_array(&j, "people");
    for (int i = 0; i < s->n; i++) {
        const struct hit *h = &s->hit[i];
        if ((i == 0 || s->hit[i - 1].county != h->county) && counties++ < NAMED_COUNTIES) {
            struct jh_schools *named = jh_new(s->mem, struct jh_schools, 1);
            JH_TRY(jh_schools_load(app, s->mem, h->county, "people.read", true, named, reterr));
            schools = named;
        } else if (i == 0 || s->hit[i - 1].county != h->county) {
            schools = h->schools;
        }
        jh_json_object(&j, NULL);
        jh_show_person(app, h->county, schools, &h->person, &j);
        jh_json_end(&j);
    }
    jh_json_end(&j);
    jh_json_bool(&j, "more", s->more);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

/* One entry a county: how many were shown, to which question. */
static enum jh_status log_entries(const struct jh_app *app, const struct search *s,
                                  struct jh_err *reterr)
{
    for (int i = 0, from = 0; i < s->n; i++) {
        JH_CLEANUP(jh_buf_release) struct jh_buf detail = JH_BUF(64 * 1024);
        struct jh_json j;
        char masked[400];
        if (i + 1 < s->n && s->hit[i + 1].county == s->hit[i].county)
            continue;
        jh_json_begin(&j, &detail);
        jh_json_object(&j, NULL);
        jh_json_int(&j, "people", i + 1 - from);
        /* Who was seen, not what was typed: whoever reads the log may not know names. */
        jh_mask_name(s->query->text ? s->query->text : "", masked, sizeof masked);
        jh_json_str(&j, "text", masked);
        jh_json_array(&j, "ids");
        for (int k = from; k <= i; k++)
            jh_json_int(&j, NULL, s->hit[k].person.id);
        jh_json_end(&j);
        jh_json_end(&j);
        JH_TRY(jh_app_log(app, s->hit[i].county, "people:find", "", detail.data, reterr));
        from = i + 1;
    }
    return JH_OK;
}

/* All entries at once: each commit of its own would wait for the disk. */
static enum jh_status log_search(const struct jh_app *app, const struct search *s,
                                 struct jh_err *reterr)
{
    if (!s->n)
        return JH_OK;
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = log_entries(app, s, reterr);
    if (status == JH_OK)
        status = jh_store_commit(app->store, reterr);
    jh_store_rollback(app->store);
    return status;
}

static size_t signs(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

static bool has_own(const struct jh_app *app)
{
    bool some = false;
    for (size_t i = 0; app->actor && i < app->actor->ngrant; i++)
        some |= app->actor->grant[i].person != 0;
    return some;
}

static bool only_own(const struct jh_app *app, const char *county)
{
    return jh_may_reach(app, "people.read", county, NULL) == JH_REACH_OWN;
}

enum jh_status jh_app_people_find(const struct jh_app *app, const struct jh_people_query *query,
                                  struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct search s = {.query = query, .mem = &mem};

    if (query->text ? signs(query->text) < 2 : !has_own(app))
        return jh_fail(reterr, JH_E_USAGE, "people.too_short", JH_NOWHERE, (double)NAN,
                       "two signs at least");
    if (query->text && !only_own(app, query->county))
        JH_TRY(jh_people_purpose(app, reterr));
    s.limit = query->limit <= 0 ? LIMIT : query->limit > MOST ? MOST : query->limit;
    s.hit = jh_new(&mem, struct hit, (size_t)s.limit);
    JH_TRY(search_all(app, &s, reterr));
    JH_TRY(write_hits(app, &s, out, reterr));
    return log_search(app, &s, reterr);
}
