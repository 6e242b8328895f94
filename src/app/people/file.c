/* src/app/people/file.c - one person's file: who, where and since when, and where each word came
 * from. */
#include "app/people.h"
#include "app/people/sealed.h"
#include "app/people/show.h"
#include "app/people/write.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { CHANGES_MOST = 500 };

struct change {
    int64_t step;
    int sheet;
    long row;
    bool person;              /* of the person itself, not of a stay */
    struct jh_fields *before; /* NULL: the person was new */
};

struct file {
    const struct jh_app *app;
    const char *county;
    struct jh_arena mem;
    struct jh_seal seal;
    bool have_key;
    struct jh_person person;
    struct jh_schools schools;
    const char *school; /* code, NULL */
    struct jh_fields *fields;
    struct change change[CHANGES_MOST];
    size_t nchange;
    struct jh_person_step *step;
    size_t nstep;
    struct jh_err *err;
    enum jh_status failed;
};

static bool take_change(void *context, const struct jh_person_change *c)
{
    struct file *f = context;

    if (f->nchange == CHANGES_MOST)
        return false;
    struct change *k = &f->change[f->nchange++];
    *k = (struct change){c->step, c->sheet, c->row, c->table == JH_IN_PERSON, NULL};
    if (c->table != JH_IN_PERSON || !c->nbefore || !f->have_key)
        return true;
    k->before = jh_new(&f->mem, struct jh_fields, 1);
    f->failed = jh_fields_open(&f->seal, &f->mem, f->county, c->person, c->before, c->nbefore,
                               k->before, f->err);
    return f->failed == JH_OK;
}

static const struct jh_person_step *step_of(const struct file *f, int64_t id)
{
    for (size_t i = 0; i < f->nstep; i++)
        if (f->step[i].id == id)
            return &f->step[i];
    return NULL;
}

static bool undone(const struct file *f, const struct change *c)
{
    const struct jh_person_step *step = step_of(f, c->step);
    return step && step->undone;
}

/* The change that gave a field the value it has now; NULL when that is not known. */
static const struct change *source_of(const struct file *f, const char *id)
{
    const char *now = jh_fields_get(f->fields, id);
    const struct change *first = NULL;

    for (size_t i = f->nchange; i-- > 0;) {
        const struct change *c = &f->change[i];
        if (!c->person || undone(f, c))
            continue;
        first = c;
        const char *before = c->before ? jh_fields_get(c->before, id) : NULL;
        if (!before || strcmp(before, now) != 0)
            return c;
    }
    return first;
}

static const struct jh_item *item_of(const struct file *f, const char *id)
{
    const struct jh_pack *pack = jh_pack_find(f->app->packs, "cn-people-rosters");
    char name[80];

    if (!pack)
        return NULL;
    if (f->person.kind & JH_PERSON_PUPIL) {
        const struct jh_item *item = jh_pack_item(pack, id);
        if (item)
            return item;
    }
    snprintf(name, sizeof name, "t_%s", id);
    return jh_pack_item(pack, name);
}

/* Sheet and cell of an import, out of how it was understood. */
static void cell_of(struct file *f, const struct change *c, const struct jh_import *import,
                    const char *item, struct jh_json *j)
{
    json_t *mapping = json_loads(import->mapping, 0, NULL), *sheet, *column;
    size_t i, k;

    (void)f;
    json_array_foreach(json_object_get(mapping, "sheets"), i, sheet)
    {
        if (json_integer_value(json_object_get(sheet, "sheet")) != c->sheet)
            continue;
        jh_json_str(j, "sheet", json_string_value(json_object_get(sheet, "name")));
        json_array_foreach(json_object_get(sheet, "columns"), k, column)
        {
            const char *id = json_string_value(json_object_get(column, "item"));
            char cell[40];
            if (!id || strcmp(id, item) != 0)
                continue;
            snprintf(cell, sizeof cell, "%s%ld",
                     json_string_value(json_object_get(column, "column")), c->row);
            jh_json_str(j, "cell", cell);
        }
    }
    json_decref(mapping);
}

static void source_json(struct file *f, const struct jh_item *item, const char *id,
                        struct jh_json *j)
{
    const struct change *c = source_of(f, id);
    const struct jh_person_step *step = c ? step_of(f, c->step) : NULL;
    struct jh_import import;
    struct jh_err none;

    if (!step || !step->import ||
        jh_store_import(f->app->store, &f->mem, f->county, step->import, &import, &none) != JH_OK)
        return;
    jh_json_object(j, "source");
    jh_json_int(j, "import", import.id);
    jh_json_str(j, "file", import.file);
    cell_of(f, c, &import, item->id, j);
    jh_json_end(j);
}

static void field_json(struct file *f, const struct jh_item *item, const char *id,
                       struct jh_json *j)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf one = JH_BUF(8000);
    bool english = strcmp(f->app->language, "en") == 0;
    const char *value = jh_fields_get(f->fields, id);
    struct jh_json k;

    jh_json_begin(&k, &one);
    jh_json_object(&k, NULL);
    if (!value || !jh_show_field(f->app, f->county, f->school, f->person.id, item->privacy, "value",
                                 jh_show_word(f->app, item, value), &k))
        return;
    jh_json_str(&k, "id", id);
    jh_json_str(&k, "name", english ? item->name.en : item->name.zh);
    jh_json_str(&k, "class", item->privacy);
    source_json(f, item, id, &k);
    jh_json_end(&k);
    if (jh_buf_check(&one, NULL) == JH_OK)
        jh_json_raw(j, NULL, one.data);
}

/* In the order of the roster's columns; somebody who is both is shown as a pupil first. */
static void fields_json(struct file *f, struct jh_json *j)
{
    const struct jh_pack *pack = jh_pack_find(f->app->packs, "cn-people-rosters");

    jh_json_array(j, "fields");
    for (size_t i = 0; pack && i < pack->nitem; i++) {
        const struct jh_item *item = &pack->item[i];
        const char *id = strncmp(item->id, "t_", 2) == 0 ? item->id + 2 : item->id;
        if (item_of(f, id) == item)
            field_json(f, item, id, j);
    }
    jh_json_end(j);
}

struct listing {
    struct file *f;
    struct jh_json *j;
};

static void place_json(const struct file *f, int64_t org, struct jh_json *j)
{
    const struct jh_school *school = jh_schools_find(&f->schools, org);

    jh_json_str(j, "school", school ? school->code : NULL);
    jh_json_str(j, "school_name", school ? jh_schools_name(&f->schools, org) : NULL);
}

void jh_show_enrolment(const struct jh_schools *schools, const struct jh_enrolment *e,
                       struct jh_json *j)
{
    const struct jh_school *school = jh_schools_find(schools, e->org);
    char cohort[32];

    jh_cohort_format(jh_stage_of_id(e->stage), e->entry_year, cohort);
    jh_json_object(j, NULL);
    jh_json_int(j, "enrolment", e->id);
    jh_json_str(j, "school", school ? school->code : NULL);
    jh_json_str(j, "school_name", jh_schools_name(schools, e->org));
    jh_json_str(j, "stage", e->stage);
    jh_json_int(j, "entry", e->entry_year);
    jh_json_str(j, "cohort", cohort);
    jh_json_str(j, "class", e->class_);
    jh_show_date(j, "from", e->from);
    jh_show_date(j, "to", e->to);
    jh_json_str(j, "how_in", e->how_in);
    jh_json_str(j, "how_out", e->how_out);
    jh_json_end(j);
}

static bool enrolment_json(void *context, const struct jh_enrolment *e)
{
    struct listing *l = context;
    jh_show_enrolment(&l->f->schools, e, l->j);
    return true;
}

static bool post_json(void *context, const struct jh_post *p)
{
    struct listing *l = context;
    const struct jh_item *subject = item_of(l->f, "subject"), *duty = item_of(l->f, "post");

    jh_json_object(l->j, NULL);
    jh_json_int(l->j, "post", p->id);
    place_json(l->f, p->org, l->j);
    jh_json_str(l->j, "stage", p->stage);
    jh_json_str(l->j, "subject",
                subject ? jh_show_word(l->f->app, subject, p->subject) : p->subject);
    jh_json_str(l->j, "duty", duty ? jh_show_word(l->f->app, duty, p->duty) : p->duty);
    jh_show_date(l->j, "from", p->from);
    jh_show_date(l->j, "to", p->to);
    jh_json_str(l->j, "how_in", p->how_in);
    jh_json_str(l->j, "how_out", p->how_out);
    jh_json_end(l->j);
    return true;
}

static void changes_json(struct file *f, struct jh_json *j)
{
    jh_json_array(j, "changes");
    for (size_t i = 0; i < f->nchange; i++) {
        const struct jh_person_step *step = step_of(f, f->change[i].step);
        if (!step || (i && f->change[i - 1].step == f->change[i].step))
            continue;
        jh_json_object(j, NULL);
        jh_json_int(j, "step", step->id);
        jh_json_str(j, "kind", step->kind);
        jh_show_date(j, "date", step->date);
        jh_json_str(j, "at", step->at);
        if (step->import)
            jh_json_int(j, "import", step->import);
        jh_json_bool(j, "undone", step->undone != 0);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static enum jh_status load(struct file *f, int64_t id, struct jh_err *reterr)
{
    struct jh_err none;

    JH_TRY(jh_may_enter(f->app, "people.read", f->county, reterr));
    JH_TRY(jh_store_person(f->app->store, &f->mem, f->county, id, &f->person, reterr));
    JH_TRY(jh_schools_load(f->app, &f->mem, f->county, "people.read", true, &f->schools, reterr));
    const struct jh_school *school = jh_schools_find(&f->schools, f->person.org);
    f->school = school ? school->code : NULL;
    JH_TRY(jh_people_may(f->app, f->county, "people.read", &f->schools, &f->person, reterr));
    if (!jh_may_own(f->app, "people.read", f->county, id))
        JH_TRY(jh_people_purpose(f->app, reterr));
    f->have_key = jh_people_key(f->app, f->county, false, &f->seal, &none) == JH_OK;
    f->fields = jh_new(&f->mem, struct jh_fields, 1);
    if (f->have_key)
        JH_TRY(jh_fields_open(&f->seal, &f->mem, f->county, id, f->person.sealed, f->person.nsealed,
                              f->fields, reterr));
    JH_TRY(jh_store_person_steps(f->app->store, &f->mem, f->county, &f->step, &f->nstep, reterr));
    JH_TRY(jh_store_person_changes(f->app->store, f->county, 0, id, take_change, f, reterr));
    return f->failed;
}

static enum jh_status write(struct file *f, struct jh_buf *out, struct jh_err *reterr)
{
    struct jh_json j;
    struct listing l = {f, &j};

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_show_person(f->app, f->county, &f->schools, &f->person, &j);
    jh_json_bool(&j, "key", f->have_key);
    fields_json(f, &j);
    jh_json_array(&j, "enrolments");
    JH_TRY(
        jh_store_enrolments(f->app->store, f->county, f->person.id, 0, enrolment_json, &l, reterr));
    jh_json_end(&j);
    jh_json_array(&j, "posts");
    JH_TRY(jh_store_posts(f->app->store, f->county, f->person.id, 0, post_json, &l, reterr));
    jh_json_end(&j);
    changes_json(f, &j);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

enum jh_status jh_app_person_json(const struct jh_app *app, const char *county, int64_t person,
                                  struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena own = {0};
    struct file *f = jh_new(&own, struct file, 1);
    char subject[60];

    f->app = app;
    f->county = county;
    f->err = reterr;
    enum jh_status status = load(f, person, reterr);
    if (status == JH_OK)
        status = write(f, out, reterr);
    snprintf(subject, sizeof subject, "person:%lld", (long long)person);
    if (status == JH_OK)
        status = jh_app_log(app, county, "people:read", subject, "{}", reterr);
    jh_seal_wipe(&f->seal);
    jh_arena_free(&f->mem);
    return status;
}
