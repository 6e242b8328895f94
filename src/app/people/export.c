/* src/app/people/export.c - everybody of a school or county as a table. It takes two people: one
 * asks for it with a reason, another one agrees (app/accounts.h). */
#include "app/accounts.h"
#include "app/people.h"
#include "app/people/sealed.h"
#include "app/people/show.h"
#include "base/msg.h"
#include "output/table.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLUMNS_MOST = 128,
    OWN_COLUMNS = 3,
};

struct row {
    struct jh_person person;
    const char *school, *school_name, *cohort, *class_;
    struct jh_fields *fields;
};
struct leaving {
    const struct jh_app *app;
    const struct jh_people_export *in;
    struct jh_arena *mem;
    struct jh_schools schools;
    struct jh_seal seal;
    int kind;
    int64_t org; /* 0: all */
    struct row *row;
    size_t n, room;
    bool many;
    const struct jh_item *item[COLUMNS_MOST];
    size_t nitem;
};

static bool take_person(void *context, const struct jh_person *p)
{
    struct leaving *x = context;
    const struct jh_school *school = jh_schools_find(&x->schools, p->org);

    if (!(p->kind & x->kind) || p->state != JH_PERSON_HERE || !school || !school->open ||
        school->class_only)
        return true;
    if (x->n == JH_EXPORT_MOST) {
        x->many = true;
        return false;
    }
    x->row = jh_arena_room(x->mem, x->row, x->n, &x->room, sizeof *x->row);
    struct row *r = &x->row[x->n++];
    char *sealed = jh_arena_alloc(x->mem, p->nsealed + 1, 1);
    if (p->nsealed)
        memcpy(sealed, p->sealed, p->nsealed);
    *r = (struct row){.person = *p,
                      .school = school->code,
                      .school_name = jh_schools_name(&x->schools, p->org),
                      .cohort = "",
                      .class_ = ""};
    r->person.name = jh_arena_strdup(x->mem, p->name);
    r->person.sealed = sealed;
    return true;
}

static int by_person(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    return x->person.id < y->person.id ? -1 : x->person.id > y->person.id;
}

static bool take_enrolment(void *context, const struct jh_enrolment *e)
{
    struct leaving *x = context;
    const struct row key = {.person = {.id = e->person}};
    struct row *r = x->n ? bsearch(&key, x->row, x->n, sizeof key, by_person) : NULL;
    char cohort[32];

    if (!r || e->to)
        return true;
    jh_cohort_format(jh_stage_of_id(e->stage), e->entry_year, cohort);
    r->cohort = jh_arena_strdup(x->mem, cohort);
    r->class_ = jh_arena_strdup(x->mem, e->class_);
    return true;
}

static enum jh_status find_school(struct leaving *x, struct jh_err *reterr)
{
    const struct jh_school *school;

    if (!x->in->school)
        return JH_OK;
    school = jh_schools_code(&x->schools, x->in->school);
    if (!school)
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_school", JH_NOWHERE, (double)NAN, "%.40s",
                       x->in->school);
    x->org = school->org;
    return JH_OK;
}

/* People, where they are, and what is sealed about them. */
static enum jh_status load(struct leaving *x, struct jh_err *reterr)
{
    const struct jh_app *app = x->app;
    const char *county = x->in->county;

    JH_TRY(jh_schools_load(app, x->mem, county, "people.export", true, &x->schools, reterr));
    JH_TRY(find_school(x, reterr));
    JH_TRY(jh_people_key(app, county, false, &x->seal, reterr));
    JH_TRY(jh_store_people_at(app->store, county, x->org, take_person, x, reterr));
    if (x->many)
        return jh_fail(reterr, JH_E_LIMIT, "people.export_many", JH_NOWHERE, JH_EXPORT_MOST,
                       "%d people", JH_EXPORT_MOST);
    if (x->n)
        qsort(x->row, x->n, sizeof *x->row, by_person);
    JH_TRY(jh_store_enrolments(app->store, county, 0, x->org, take_enrolment, x, reterr));
    for (size_t i = 0; i < x->n; i++) {
        struct row *r = &x->row[i];
        r->fields = jh_new(x->mem, struct jh_fields, 1);
        JH_TRY(jh_fields_open(&x->seal, x->mem, county, r->person.id, r->person.sealed,
                              r->person.nsealed, r->fields, reterr));
    }
    return JH_OK;
}

static const char *field_id(const struct jh_item *item)
{
    return strncmp(item->id, "t_", 2) == 0 ? item->id + 2 : item->id;
}

static const char *value_of(const struct leaving *x, const struct row *r,
                            const struct jh_item *item)
{
    const char *id = field_id(item);
    bool name = strcmp(id, "full_name") == 0; /* stands beside the sealed fields */
    const char *value = name ? r->person.name : jh_fields_get(r->fields, id);

    return !value ? NULL
                  : jh_show_value(x->app, x->mem, x->in->county, r->school, r->person.id,
                                  item->privacy, jh_show_word(x->app, item, value));
}

/* Columns in which anything is shown at all. */
static void choose_columns(struct leaving *x)
{
    const struct jh_pack *pack = jh_pack_find(x->app->packs, "cn-people-rosters");
    const char *form = x->kind == JH_PERSON_PUPIL ? "pupil_roster" : "teacher_roster";

    for (size_t i = 0; pack && i < pack->nitem && x->nitem < COLUMNS_MOST; i++) {
        bool some = false;
        for (size_t k = 0; k < x->n && !some && strcmp(pack->item[i].form, form) == 0; k++)
            some = value_of(x, &x->row[k], &pack->item[i]) != NULL;
        if (some)
            x->item[x->nitem++] = &pack->item[i];
    }
}

static const char *word(struct leaving *x, const char *id, const struct jh_msg_arg *arg, size_t n)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(4000);

    jh_msg(&text, x->app->language, id, arg, n);
    return jh_arena_strdup(x->mem, text.data ? text.data : id);
}

static enum jh_status write_table(struct leaving *x, struct jh_buf *out, struct jh_err *reterr)
{
    bool english = strcmp(x->app->language, "en") == 0, pupils = x->kind == JH_PERSON_PUPIL;
    size_t width = x->nitem + OWN_COLUMNS;
    struct jh_column *column = jh_new(x->mem, struct jh_column, width);
    struct jh_field *field = jh_new(x->mem, struct jh_field, width * x->n + 1);
    char count[24];

    snprintf(count, sizeof count, "%zu", x->n);
    const struct jh_msg_arg rows = {"n", count};
    for (size_t c = 0; c < width; c++)
        column[c] = (struct jh_column){.kind = JH_COL_TEXT, .unit = ""};
    column[0].heading = word(x, "people.export.code", NULL, 0);
    column[1].heading = word(x, "people.export.school", NULL, 0);
    column[2].heading = word(x, "people.export.class", NULL, 0);
    for (size_t c = 0; c < x->nitem; c++)
        column[c + OWN_COLUMNS].heading = english ? x->item[c]->name.en : x->item[c]->name.zh;
    for (size_t i = 0; i < x->n; i++) {
        struct jh_field *f = &field[i * width];
        const struct row *r = &x->row[i];
        f[0].text = r->school;
        f[1].text = r->school_name;
        f[2].text = pupils ? jh_arena_printf(x->mem, "%s%s", r->cohort, r->class_) : "";
        for (size_t c = 0; c < x->nitem; c++) {
            const char *text = value_of(x, r, x->item[c]);
            f[c + OWN_COLUMNS].text = text ? text : "";
        }
    }
    const struct jh_table table = {
        .title = word(x, pupils ? "people.export.pupils" : "people.export.teachers", NULL, 0),
        .subtitle = x->in->county,
        .column = column,
        .ncolumn = width,
        .field = field,
        .nrow = x->n,
        .frozen = OWN_COLUMNS,
        .count_line = word(x, "people.export.count", &rows, 1)};
    return strcmp(x->in->format, "csv") == 0 ? jh_table_csv(&table, out, reterr)
                                             : jh_table_xlsx(&table, 1, out, reterr);
}

static enum jh_status log_export(const struct leaving *x, const char *subject,
                                 struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf detail = JH_BUF(64 * 1024);
    struct jh_json j;

    jh_json_begin(&j, &detail);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "people", (long long)x->n);
    jh_json_str(&j, "format", x->in->format);
    jh_json_array(&j, "columns");
    for (size_t c = 0; c < x->nitem; c++)
        jh_json_str(&j, NULL, x->item[c]->id);
    jh_json_end(&j);
    jh_json_end(&j);
    JH_TRY(jh_buf_check(&detail, reterr));
    return jh_app_log(x->app, x->in->county, "people:export", subject, detail.data, reterr);
}

static enum jh_status check(struct leaving *x, struct jh_err *reterr)
{
    const struct jh_people_export *in = x->in;

    x->kind = !in->kind                          ? 0
              : strcmp(in->kind, "pupil") == 0   ? JH_PERSON_PUPIL
              : strcmp(in->kind, "teacher") == 0 ? JH_PERSON_TEACHER
                                                 : 0;
    if (!x->kind)
        return jh_fail(reterr, JH_E_USAGE, "people.export_kind", ((struct jh_at){"kind", 0}),
                       (double)NAN, "%.40s", in->kind ? in->kind : "");
    if (!in->format || (strcmp(in->format, "csv") != 0 && strcmp(in->format, "xlsx") != 0))
        return jh_fail(reterr, JH_E_USAGE, "people.export_format", ((struct jh_at){"format", 0}),
                       (double)NAN, "%.40s", in->format ? in->format : "");
    if (in->school)
        JH_TRY(jh_may(x->app, "people.export", in->county, in->school, reterr));
    else
        JH_TRY(jh_may_enter(x->app, "people.export", in->county, reterr));
    return jh_people_purpose(x->app, reterr);
}

static enum jh_status export_now(struct leaving *x, struct jh_buf *out, struct jh_err *reterr)
{
    const char *subject =
        jh_arena_printf(x->mem, "%s/%.40s", x->in->kind, x->in->school ? x->in->school : "all");

    JH_TRY(jh_request_take(x->app, x->in->county, "people.export", subject, jh_clock(), reterr));
    JH_TRY(load(x, reterr));
    choose_columns(x);
    JH_TRY(write_table(x, out, reterr));
    JH_TRY(log_export(x, subject, reterr));
    return jh_store_commit(x->app->store, reterr);
}

enum jh_status jh_app_people_export(const struct jh_app *app, const struct jh_people_export *in,
                                    struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct leaving x = {.app = app, .in = in, .mem = &mem};

    JH_TRY(check(&x, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = export_now(&x, out, reterr);
    jh_seal_wipe(&x.seal);
    jh_store_rollback(app->store);
    return status;
}
