/* src/app/people/derive.c - what rosters give beside what reports state: pupils by grade and sex,
 * classes by size, staff by degree, subject, backbone. Both are shown with the difference; a
 * setting of the county says which of them holds. */
#include "app/facts.h"
#include "app/people.h"
#include "app/people/derive.h"
#include "app/people/grade.h"
#include "app/people/sealed.h"
#include "app/rights.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BANDS = 10 };
static const char setting[] = "people.source";

/* Items of the statistics that rosters give; the order of `value`. */
static const char *const item_id[] = {
    "pupils",      "grade1",      "grade2",      "grade3",        "grade4",        "grade5",
    "grade6",      "grade7",      "grade8",      "grade9",        "classes",       "class_le25",
    "class_26_30", "class_31_35", "class_36_40", "class_41_45",   "class_46_50",   "class_51_55",
    "class_56_60", "class_61_65", "class_ge66",  "largest_class", "staff",         "teachers",
    "doctor",      "master",      "bachelor",    "college",       "below_college", "backbone",
    "pe",          "music",       "fine_art",    "art",           "licensed",      "mid_title"};
struct seat { /* a pupil in a class */
    size_t school;
    int grade, person;
    const char *class_;
};
struct derive {
    const struct jh_app *app;
    const char *county, *action;
    struct jh_arena *mem;
    int year, day;
    struct jh_schools schools;
    struct jh_derived *unit; /* [schools.n * JH_D_STAGES] */
    struct seat *seat;
    size_t nseat, room;
    struct jh_seal seal;
    int8_t *sex; /* [npeople] by id */
    int64_t npeople;
    enum jh_status failed;
    struct jh_err *err;
};

static struct jh_derived *unit_of(struct derive *d, int64_t org, int stage)
{
    const struct jh_school *school = jh_schools_find(&d->schools, org);
    if (!school || !school->open || school->class_only || stage < 0 || stage >= JH_D_STAGES)
        return NULL;
    return &d->unit[(size_t)(school - d->schools.school) * JH_D_STAGES + (size_t)stage];
}

static bool note_sex(void *context, const struct jh_person *p)
{
    struct derive *d = context;
    if (p->id < d->npeople)
        d->sex[p->id] = (int8_t)p->sex;
    return true;
}

static bool take_pupil(void *context, const struct jh_enrolment *e)
{
    struct derive *d = context;
    enum jh_step step = jh_stage_of_id(e->stage);
    int grade = jh_cohort_grade(step, e->entry_year, d->year);
    struct jh_derived *u = unit_of(d, e->org, (int)step - 1);

    if (!u || grade < 1 || grade > 9)
        return true;
    u->pupils = true;
    u->value[JH_D_PUPILS]++;
    u->value[JH_D_GRADE1 + grade - 1]++;
    u->boys += e->person < d->npeople && d->sex[e->person] == 1;
    u->girls += e->person < d->npeople && d->sex[e->person] == 2;
    d->seat = jh_arena_room(d->mem, d->seat, d->nseat, &d->room, sizeof *d->seat);
    d->seat[d->nseat++] = (struct seat){(size_t)(u - d->unit) / JH_D_STAGES, grade, 0,
                                        jh_arena_strdup(d->mem, *e->class_ ? e->class_ : "")};
    return true;
}

static int by_class(const void *a, const void *b)
{
    const struct seat *x = a, *y = b;
    if (x->school != y->school)
        return x->school < y->school ? -1 : 1;
    if (x->grade != y->grade)
        return x->grade < y->grade ? -1 : 1;
    return strcmp(x->class_, y->class_);
}

static void count_classes(struct derive *d)
{
    if (d->nseat)
        qsort(d->seat, d->nseat, sizeof *d->seat, by_class);
    for (size_t i = 0, from = 0; i < d->nseat; i++) {
        if (i + 1 < d->nseat && by_class(&d->seat[i], &d->seat[i + 1]) == 0)
            continue;
        struct jh_derived *u = &d->unit[d->seat[i].school * JH_D_STAGES + (d->seat[i].grade > 6)];
        int size = (int)(i + 1 - from);
        from = i + 1;
        if (!*d->seat[i].class_)
            continue; /* of no class */
        u->value[JH_D_CLASSES]++;
        u->value[JH_D_BAND0 + (size <= 25 ? 0 : size > 65 ? BANDS - 1 : (size - 21) / 5)]++;
        if (size > u->value[JH_D_LARGEST])
            u->value[JH_D_LARGEST] = size;
    }
}

static bool is(const struct jh_fields *f, const char *id, const char *value)
{
    const char *given = jh_fields_get(f, id);
    return given && strcmp(given, value) == 0;
}

/* What is counted of one member of staff, from the sealed fields. */
static void count_teacher(struct jh_derived *u, const struct jh_fields *f, const char *subject)
{
    static const char *const degree[] = {"doctor", "master", "bachelor", "college", "below"};
    static const char *const special[] = {"pe", "music", "fine_art", "art"};
    const char *backbone = jh_fields_get(f, "backbone");

    u->value[JH_D_TEACHERS]++;
    for (int i = 0; i < 5; i++)
        u->value[JH_D_DOCTOR + i] += is(f, "degree", degree[i]);
    for (int i = 0; i < 4; i++)
        u->value[JH_D_PE + i] += strcmp(subject, special[i]) == 0;
    u->value[JH_D_BACKBONE] +=
        backbone && strcmp(backbone, "none") != 0 && strcmp(backbone, "school") != 0;
    u->value[JH_D_LICENSED] += is(f, "licensed", "1");
    u->value[JH_D_MID_TITLE] +=
        is(f, "title", "first") || is(f, "title", "senior") || is(f, "title", "full_senior");
}

struct teacher { /* kept while the list is read; looked up afterwards */
    int64_t person, org;
    int stage;
    const char *duty, *subject;
};
struct teachers {
    struct derive *d;
    struct teacher *list;
    size_t n, room;
};

static bool take_post(void *context, const struct jh_post *p)
{
    struct teachers *t = context;

    if (p->from > t->d->day + 10000)
        return true;
    t->list = jh_arena_room(t->d->mem, t->list, t->n, &t->room, sizeof *t->list);
    t->list[t->n++] = (struct teacher){p->person, p->org, (int)jh_stage_of_id(p->stage) - 1,
                                       jh_arena_strdup(t->d->mem, p->duty),
                                       jh_arena_strdup(t->d->mem, p->subject)};
    return true;
}

static enum jh_status count_staff(struct derive *d, struct jh_err *reterr)
{
    struct teachers t = {.d = d};

    JH_TRY(jh_store_posts(d->app->store, d->county, 0, 0, take_post, &t, reterr));
    for (size_t i = 0; i < t.n; i++) {
        JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
        struct jh_derived *u = unit_of(d, t.list[i].org, t.list[i].stage);
        struct jh_fields *f = jh_new(&mem, struct jh_fields, 1);
        struct jh_person p;
        if (!u)
            continue;
        u->staff = true;
        u->value[JH_D_STAFF]++;
        if (strcmp(t.list[i].duty, "teacher") != 0)
            continue;
        JH_TRY(jh_store_person(d->app->store, &mem, d->county, t.list[i].person, &p, reterr));
        JH_TRY(jh_fields_open(&d->seal, &mem, d->county, p.id, p.sealed, p.nsealed, f, reterr));
        count_teacher(u, f, t.list[i].subject);
    }
    return JH_OK;
}

static const struct jh_pack *dictionary(const struct jh_app *app)
{
    return jh_pack_find(app->packs, "cn-school-statistics");
}

static void items_json(const struct derive *d, const struct jh_facts *facts,
                       const struct jh_fact_row *row, const struct jh_derived *u, int *differ,
                       struct jh_json *j)
{
    bool english = strcmp(d->app->language, "en") == 0;

    jh_json_array(j, "items");
    for (int i = 0; i < JH_D_ITEMS; i++) {
        int item = jh_facts_item(facts, item_id[i]);
        double stated = row && item >= 0 ? row->value[item] : (double)NAN;
        bool derived = i < JH_D_STAFF ? u->pupils : u->staff;
        if (item < 0 || (!derived && !isfinite(stated)) || (!u->value[i] && !isfinite(stated)))
            continue;
        double own = derived ? u->value[i] : (double)NAN;
        const struct jh_item *def = &facts->pack->item[item];
        jh_json_object(j, NULL);
        jh_json_str(j, "item", def->id);
        jh_json_str(j, "name", english ? def->name.en : def->name.zh);
        jh_json_num(j, "stated", stated);
        jh_json_num(j, "derived", own);
        jh_json_num(j, "difference", own - stated);
        jh_json_end(j);
        *differ += isfinite(stated) && isfinite(own) && stated != own;
    }
    jh_json_end(j);
}

static enum jh_status write(struct derive *d, struct jh_buf *out, struct jh_err *reterr)
{
    const struct jh_facts_in in = {.county = d->county, .from = d->year, .to = d->year};
    const struct jh_pack *pack = dictionary(d->app);
    const char *source;
    struct jh_facts facts;
    struct jh_json j;
    int differ = 0;

    if (!pack)
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_pack", JH_NOWHERE, (double)NAN,
                       "cn-school-statistics");
    JH_TRY(jh_facts_load(d->app->store, d->mem, pack, &in, &facts, reterr));
    JH_TRY(jh_store_setting(d->app->store, d->mem, d->county, setting, &source, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "year", d->year);
    jh_json_str(&j, "source", source ? source : "report");
    jh_json_array(&j, "units");
    for (size_t i = 0; i < d->schools.n * JH_D_STAGES; i++) {
        const struct jh_derived *u = &d->unit[i];
        const struct jh_school *school = &d->schools.school[i / JH_D_STAGES];
        const char *stage = jh_stage_id((enum jh_step)(i % JH_D_STAGES + 1));
        int org = jh_facts_org(&facts, school->code);
        if (!u->pupils && !u->staff)
            continue;
        jh_json_object(&j, NULL);
        jh_json_str(&j, "school", school->code);
        jh_json_str(&j, "school_name", jh_schools_name(&d->schools, school->org));
        jh_json_str(&j, "stage", stage);
        jh_json_int(&j, "boys", u->boys);
        jh_json_int(&j, "girls", u->girls);
        items_json(d, &facts, jh_facts_row(&facts, org, d->year, jh_pack_stage(pack, stage)), u,
                   &differ, &j);
        jh_json_end(&j);
    }
    jh_json_end(&j);
    jh_json_int(&j, "differences", differ);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

static enum jh_status count_all(struct derive *d, struct jh_err *reterr)
{
    struct jh_people_ids ids;

    JH_TRY(jh_schools_load(d->app, d->mem, d->county, d->action, true, &d->schools, reterr));
    JH_TRY(jh_people_key(d->app, d->county, false, &d->seal, reterr));
    JH_TRY(jh_store_people_ids(d->app->store, d->county, &ids, reterr));
    d->npeople = ids.person;
    d->sex = jh_new(d->mem, int8_t, (size_t)ids.person + 1);
    d->unit = jh_new(d->mem, struct jh_derived, d->schools.n * JH_D_STAGES + 1);
    JH_TRY(jh_store_people_at(d->app->store, d->county, 0, note_sex, d, reterr));
    JH_TRY(jh_store_enrolments_on(d->app->store, d->county, d->day, take_pupil, d, reterr));
    count_classes(d);
    return count_staff(d, reterr);
}

/* The year that is asked for, else the newest. */
static enum jh_status count_year(struct derive *d, struct jh_err *reterr)
{
    int *years;
    size_t n;

    JH_TRY(jh_store_years(d->app->store, d->mem, d->county, &years, &n, reterr));
    if (!d->year && n)
        d->year = years[n - 1];
    d->day = d->year * 10000 + 901;
    return count_all(d, reterr);
}

enum jh_status jh_derive(const struct jh_app *app, struct jh_arena *mem, const char *county,
                         const char *action, int *year, struct jh_schools *schools,
                         struct jh_derived **ret, struct jh_err *reterr)
{
    struct derive d = {
        .app = app, .county = county, .action = action, .mem = mem, .year = *year, .err = reterr};
    enum jh_status status = count_year(&d, reterr);

    jh_seal_wipe(&d.seal);
    *year = d.year;
    *schools = d.schools;
    *ret = d.unit;
    return status;
}

enum jh_status jh_app_people_compare(const struct jh_app *app, const char *county, int year,
                                     struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct derive d = {.app = app,
                       .county = county,
                       .action = "people.read",
                       .mem = &mem,
                       .year = year,
                       .err = reterr};

    JH_TRY(jh_may_enter(app, "people.read", county, reterr));
    enum jh_status status = count_year(&d, reterr);
    if (status == JH_OK)
        status = write(&d, out, reterr);
    jh_seal_wipe(&d.seal);
    if (status == JH_OK)
        status = jh_app_log(app, county, "people:compare", "", "{}", reterr);
    return status;
}

enum jh_status jh_app_people_source(const struct jh_app *app, const char *county,
                                    const char *source, struct jh_buf *out, struct jh_err *reterr)
{
    char detail[120];

    JH_TRY(jh_may(app, "settings.write", county, NULL, reterr));
    if (!source || (strcmp(source, "report") != 0 && strcmp(source, "roster") != 0))
        return jh_fail(reterr, JH_E_USAGE, "people.source", JH_NOWHERE, (double)NAN, "%.40s",
                       source ? source : "");
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_store_put_setting(app->store, county, setting, source, reterr);
    snprintf(detail, sizeof detail, "{\"source\":\"%s\",\"setting\":\"%s\",\"value\":\"%s\"}",
             source, setting, source);
    if (status == JH_OK)
        status = jh_app_log(app, county, "people:source", "", detail, reterr);
    if (status == JH_OK)
        status = jh_store_commit(app->store, reterr);
    jh_store_rollback(app->store);
    if (status == JH_OK)
        jh_buf_addf(out, "{\"source\":\"%s\"}", source);
    return status;
}
