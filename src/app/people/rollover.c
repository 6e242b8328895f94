/* src/app/people/rollover.c - the school year begins. A cohort's grade follows from its year of
 * entry, so whoever stays in a stage needs no write at all; what is written is the end of a stage:
 * graduates go, or go on inside a school that has the next stage. */
#include "app/people.h"
#include "app/people/grade.h"
#include "app/people/show.h"
#include "app/people/write.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { JUNIOR = JH_STEP_JUNIOR, STAGES = 4 };

struct counts { /* of one school and stage */
    int before, promoted, graduated, continued, arrived, after;
};
struct roll {
    const struct jh_app *app;
    const char *county;
    int year, day; /* day: 1 September */
    struct jh_arena *mem;
    struct jh_schools schools;
    struct counts (*count)[STAGES]; /* [schools.n] */
    bool (*has)[STAGES];            /* the school has pupils of this stage */
    struct jh_enrolment *list;      /* open on the last day before */
    size_t n, room;
};

static size_t index_of(const struct roll *r, int64_t org)
{
    const struct jh_school *school = jh_schools_find(&r->schools, org);
    return school ? (size_t)(school - r->schools.school) : r->schools.n;
}

static bool keep(void *context, const struct jh_enrolment *e)
{
    struct roll *r = context;

    if (e->to || index_of(r, e->org) == r->schools.n)
        return true;
    r->list = jh_arena_room(r->mem, r->list, r->n, &r->room, sizeof *r->list);
    struct jh_enrolment *k = &r->list[r->n++];
    *k = *e;
    k->stage = jh_stage_id(jh_stage_of_id(e->stage));
    k->class_ = jh_arena_strdup(r->mem, e->class_);
    k->how_in = jh_arena_strdup(r->mem, e->how_in);
    k->how_out = "";
    return true;
}

enum fate { PROMOTED, GRADUATED, CONTINUED };

static enum fate fate_of(const struct roll *r, const struct jh_enrolment *e)
{
    enum jh_step stage = jh_stage_of_id(e->stage);

    if (r->year - e->entry_year < jh_stage_years(stage))
        return PROMOTED;
    return stage == JH_STEP_PRIMARY && r->has[index_of(r, e->org)][JUNIOR] ? CONTINUED : GRADUATED;
}

static void tally(struct roll *r)
{
    for (size_t i = 0; i < r->n; i++)
        r->has[index_of(r, r->list[i].org)][jh_stage_of_id(r->list[i].stage)] = true;
    for (size_t i = 0; i < r->n; i++) {
        const struct jh_enrolment *e = &r->list[i];
        struct counts *c = r->count[index_of(r, e->org)];
        enum jh_step stage = jh_stage_of_id(e->stage);
        enum fate fate = fate_of(r, e);
        c[stage].before++;
        c[stage].promoted += fate == PROMOTED;
        c[stage].graduated += fate == GRADUATED;
        c[stage].continued += fate == CONTINUED;
        c[JUNIOR].arrived += fate == CONTINUED;
    }
    for (size_t s = 0; s < r->schools.n; s++)
        for (int k = 0; k < STAGES; k++)
            r->count[s][k].after = r->count[s][k].promoted + r->count[s][k].arrived;
}

/* Before = promoted + graduated + continued, for every school and stage; and who continues arrives.
 */
static enum jh_status balance(const struct roll *r, struct counts *ret, struct jh_err *reterr)
{
    *ret = (struct counts){0};
    for (size_t s = 0; s < r->schools.n; s++) {
        for (int k = 0; k < STAGES; k++) {
            const struct counts *c = &r->count[s][k];
            ret->before += c->before;
            ret->promoted += c->promoted;
            ret->graduated += c->graduated;
            ret->continued += c->continued;
            ret->arrived += c->arrived;
            ret->after += c->after;
            if (c->before != c->promoted + c->graduated + c->continued)
                return jh_fail(reterr, JH_E_BUG, "people.roll_unbalanced", JH_NOWHERE, c->before,
                               "%s", r->schools.school[s].code);
        }
    }
    if (ret->continued != ret->arrived || ret->before - ret->graduated != ret->after)
        return jh_fail(reterr, JH_E_BUG, "people.roll_unbalanced", JH_NOWHERE, ret->before,
                       "the county");
    return JH_OK;
}

static enum jh_status end_stage(struct roll *r, struct jh_step_out *w, const struct jh_enrolment *e,
                                bool goes_on, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_enrolment ended = *e, next = *e;
    struct jh_person person, gone;

    ended.to = r->day;
    ended.how_out = "graduate";
    JH_TRY(jh_step_enrolment(w, &ended, e, reterr));
    if (goes_on) {
        next.id = 0;
        next.stage = jh_stage_id(JH_STEP_JUNIOR);
        next.entry_year = r->year;
        next.class_ = "";
        next.from = r->day;
        next.how_in = "enter";
        return jh_step_enrolment(w, &next, NULL, reterr);
    }
    JH_TRY(jh_store_person(r->app->store, &mem, r->county, e->person, &person, reterr));
    gone = person;
    gone.state = JH_PERSON_GONE;
    return jh_step_person(w, &gone, &person, reterr);
}

static enum jh_status write_all(struct roll *r, const struct counts *total, int64_t *ret_step,
                                struct jh_err *reterr)
{
    JH_CLEANUP(jh_seal_wipe) struct jh_seal seal = {0};
    struct jh_step_out w;
    char detail[200], subject[40];

    *ret_step = 0;
    if (!total->graduated && !total->continued)
        return JH_OK; /* done already, or nobody's stage ends */
    snprintf(detail, sizeof detail, "{\"year\":%d,\"before\":%d,\"graduated\":%d,\"continued\":%d}",
             r->year, total->before, total->graduated, total->continued);
    jh_store_bulk(r->app->store, true);
    JH_TRY(jh_people_key(r->app, r->county, true, &seal, reterr));
    JH_TRY(jh_step_begin(&w, r->app, r->county, &seal, "roll_over", r->day, 0, detail, reterr));
    for (size_t i = 0; i < r->n; i++) {
        enum fate fate = fate_of(r, &r->list[i]);
        if (fate != PROMOTED)
            JH_TRY(end_stage(r, &w, &r->list[i], fate == CONTINUED, reterr));
    }
    *ret_step = w.step;
    snprintf(subject, sizeof subject, "step:%lld", (long long)w.step);
    return jh_app_log(r->app, r->county, "people:roll-over", subject, detail, reterr);
}

static void counts_json(const struct counts *c, struct jh_json *j)
{
    jh_json_int(j, "before", c->before);
    jh_json_int(j, "promoted", c->promoted);
    jh_json_int(j, "graduated", c->graduated);
    jh_json_int(j, "continued", c->continued);
    jh_json_int(j, "arrived", c->arrived);
    jh_json_int(j, "after", c->after);
}

static enum jh_status answer(const struct roll *r, const struct counts *total, bool preview,
                             int64_t step, struct jh_buf *out, struct jh_err *reterr)
{
    struct jh_json j;
    char year[JH_YEAR_TEXT];

    jh_school_year_format(r->year, year);
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "year", r->year);
    jh_json_str(&j, "year_text", year);
    jh_json_bool(&j, "preview", preview);
    if (step)
        jh_json_int(&j, "step", step);
    jh_json_object(&j, "total");
    counts_json(total, &j);
    jh_json_end(&j);
    jh_json_array(&j, "schools");
    for (size_t s = 0; s < r->schools.n; s++) {
        for (int k = 0; k < STAGES; k++) {
            if (!r->count[s][k].before && !r->count[s][k].arrived)
                continue;
            jh_json_object(&j, NULL);
            jh_json_str(&j, "school", r->schools.school[s].code);
            jh_json_str(&j, "school_name", jh_schools_name(&r->schools, r->schools.school[s].org));
            jh_json_str(&j, "stage", jh_stage_id((enum jh_step)k));
            counts_json(&r->count[s][k], &j);
            jh_json_end(&j);
        }
    }
    jh_json_end(&j);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

static enum jh_status run(struct roll *r, bool preview, struct counts *total, int64_t *ret_step,
                          struct jh_err *reterr)
{
    *ret_step = 0;
    JH_TRY(jh_schools_load(r->app, r->mem, r->county, "people.write", true, &r->schools, reterr));
    r->count = jh_arena_alloc(r->mem, r->schools.n + 1, sizeof *r->count);
    r->has = jh_arena_alloc(r->mem, r->schools.n + 1, sizeof *r->has);
    JH_TRY(jh_store_enrolments(r->app->store, r->county, 0, 0, keep, r, reterr));
    tally(r);
    JH_TRY(balance(r, total, reterr));
    return preview ? JH_OK : write_all(r, total, ret_step, reterr);
}

enum jh_status jh_app_roll_over(const struct jh_app *app, const char *county, int year,
                                bool preview, struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct roll r = {.app = app, .county = county, .year = year, .mem = &mem};
    struct counts total = {0};
    int64_t step;

    JH_TRY(jh_may(app, "people.write", county, NULL, reterr));
    if (year < 1990 || year > 2099)
        return jh_fail(reterr, JH_E_USAGE, "people.roll_year", JH_NOWHERE, year, "%d", year);
    r.day = year * 10000 + 901;
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = run(&r, preview, &total, &step, reterr);
    if (status == JH_OK)
        status = jh_store_commit(app->store, reterr);
    jh_store_rollback(app->store);
    jh_store_bulk(app->store, false);
    JH_TRY(status);
    return answer(&r, &total, preview, step, out, reterr);
}
