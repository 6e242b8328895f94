/* src/app/people/steps.c - steps of one person: transfer, leave, return, end, death; and taking any
 * step back. */
#include "app/people.h"
#include "app/people/grade.h"
#include "app/people/show.h"
#include "app/people/write.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum jh_status jh_people_date(const char *text, int *ret, struct jh_err *reterr)
{
    struct jh_date d = {0};

    if (text && *text && !jh_date_parse(text, strlen(text), &d))
        return jh_fail(reterr, JH_E_USAGE, "people.step_date", JH_NOWHERE, (double)NAN, "%.40s",
                       text);
    *ret = d.year * 10000 + d.month * 100 + d.day;
    return JH_OK;
}

static const char *const kinds[] = {"transfer", "leave", "return", "end", "death"};

struct stays { /* of the person, before and after */
    struct jh_enrolment *enrolment, *open;
    size_t nenrolment;
    struct jh_post *post, *open_post;
    size_t npost;
};

struct doing {
    const struct jh_app *app;
    const struct jh_person_step_in *in;
    struct jh_arena *mem;
    struct jh_schools schools;
    struct jh_person person;
    struct stays stays;
    struct jh_enrolment ended, begun; /* what the step makes; id 0 of `begun`: new */
    struct jh_post ended_post, begun_post;
    bool ends, begins, ends_post, begins_post;
    int64_t to; /* org; 0: out of the county */
    int date;
    int state;
};

static bool known_kind(const char *kind)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i], kind) == 0)
            return true;
    return false;
}

static enum jh_status load(struct doing *d, struct jh_err *reterr)
{
    const struct jh_person_step_in *in = d->in;
    struct stays *s = &d->stays;

    JH_TRY(jh_schools_load(d->app, d->mem, in->county, "people.write", true, &d->schools, reterr));
    JH_TRY(jh_store_person(d->app->store, d->mem, in->county, in->person, &d->person, reterr));
    JH_TRY(jh_people_may(d->app, in->county, "people.write", &d->schools, &d->person, reterr));
    JH_TRY(jh_enrolments_of(d->app, d->mem, in->county, in->person, &s->enrolment, &s->nenrolment,
                            reterr));
    JH_TRY(jh_posts_of(d->app, d->mem, in->county, in->person, &s->post, &s->npost, reterr));
    for (size_t i = 0; i < s->nenrolment; i++)
        if (!s->enrolment[i].to)
            s->open = &s->enrolment[i];
    for (size_t i = 0; i < s->npost; i++)
        if (!s->post[i].to)
            s->open_post = &s->post[i];
    return JH_OK;
}

static enum jh_status unfit(const char *what, struct jh_err *reterr)
{
    return jh_fail(reterr, JH_E_CONFLICT, "people.step_state", JH_NOWHERE, (double)NAN, "%s", what);
}

/* The stays that are open end on the day. */
static void end_stays(struct doing *d, const char *how)
{
    if (d->stays.open) {
        d->ended = *d->stays.open;
        d->ended.to = d->date;
        d->ended.how_out = how;
        d->ends = true;
    }
    if (d->stays.open_post) {
        d->ended_post = *d->stays.open_post;
        d->ended_post.to = d->date;
        d->ended_post.how_out = how;
        d->ends_post = true;
    }
}

/* A stay like the one before, at another school or in another cohort. */
static void begin_stay(struct doing *d, const struct jh_enrolment *like, const char *how)
{
    d->begun = *like;
    d->begun.id = 0;
    d->begun.org = d->to ? d->to : like->org;
    d->begun.class_ = d->in->class_ ? d->in->class_ : d->to ? "" : like->class_;
    d->begun.from = d->date;
    d->begun.to = 0;
    d->begun.how_in = how;
    d->begun.how_out = "";
    if (d->in->entry)
        d->begun.entry_year = d->in->entry;
    d->begins = true;
}

static enum jh_status plan_transfer(struct doing *d, struct jh_err *reterr)
{
    if (!d->stays.open && !d->stays.open_post)
        return unfit("not here", reterr);
    if (d->to && d->to == d->person.org)
        return unfit("the same school", reterr);
    end_stays(d, d->to ? "transfer" : "out");
    d->state = d->to ? JH_PERSON_HERE : JH_PERSON_GONE;
    if (d->to && d->stays.open)
        begin_stay(d, d->stays.open, "transfer");
    if (d->to && d->stays.open_post) {
        d->begun_post = *d->stays.open_post;
        d->begun_post.id = 0;
        d->begun_post.org = d->to;
        d->begun_post.from = d->date;
        d->begun_post.how_in = "transfer";
        d->begins_post = true;
    }
    return JH_OK;
}

static enum jh_status plan_return(struct doing *d, struct jh_err *reterr)
{
    const struct stays *s = &d->stays;

    if (s->open || s->nenrolment == 0)
        return unfit("not away", reterr);
    d->state = JH_PERSON_HERE;
    begin_stay(d, &s->enrolment[s->nenrolment - 1], "return");
    if (d->begun.from < s->enrolment[s->nenrolment - 1].to)
        return jh_fail(reterr, JH_E_USAGE, "people.step_date", JH_NOWHERE, d->date,
                       "before the leave");
    return JH_OK;
}

static enum jh_status plan(struct doing *d, struct jh_err *reterr)
{
    const char *kind = d->in->kind;

    if (strcmp(kind, "transfer") == 0)
        return plan_transfer(d, reterr);
    if (strcmp(kind, "return") == 0)
        return plan_return(d, reterr);
    if (!d->stays.open && !d->stays.open_post)
        return unfit("not here", reterr);
    end_stays(d, kind);
    d->state = strcmp(kind, "leave") == 0 ? JH_PERSON_HERE : JH_PERSON_GONE;
    return JH_OK;
}

static enum jh_status check(struct doing *d, struct jh_err *reterr)
{
    const struct jh_person_step_in *in = d->in;

    if (!in->kind || !known_kind(in->kind))
        return jh_fail(reterr, JH_E_USAGE, "people.step_kind", JH_NOWHERE, (double)NAN, "%.60s",
                       in->kind ? in->kind : "");
    if (!in->preview && (!in->reason || !*in->reason))
        return jh_fail(reterr, JH_E_USAGE, "people.step_reason", JH_NOWHERE, (double)NAN,
                       "no reason");
    JH_TRY(load(d, reterr));
    if (in->school && *in->school) {
        const struct jh_school *school = jh_schools_code(&d->schools, in->school);
        if (!school)
            return jh_fail(reterr, JH_E_NOTFOUND, "people.step_school", JH_NOWHERE, (double)NAN,
                           "%.20s", in->school);
        d->to = school->org;
    }
    d->date = in->date ? in->date : jh_show_today();
    const struct jh_date day = {d->date / 10000, d->date / 100 % 100, d->date % 100};
    int since = d->stays.open        ? d->stays.open->from
                : d->stays.open_post ? d->stays.open_post->from
                                     : 0;
    if (!jh_date_valid(day) || d->date < since)
        return jh_fail(reterr, JH_E_USAGE, "people.step_date", JH_NOWHERE, d->date, "%d", d->date);
    return JH_OK;
}

static enum jh_status write_step(struct doing *d, int64_t *ret_step, struct jh_err *reterr)
{
    JH_CLEANUP(jh_seal_wipe) struct jh_seal seal = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf detail = JH_BUF(4000);
    struct jh_person next = d->person;
    struct jh_step_out w;
    struct jh_json j;
    char subject[60];

    jh_json_begin(&j, &detail);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "reason", d->in->reason);
    jh_json_end(&j);
    JH_TRY(jh_buf_check(&detail, reterr));
    JH_TRY(jh_people_key(d->app, d->in->county, true, &seal, reterr));
    JH_TRY(jh_step_begin(&w, d->app, d->in->county, &seal, d->in->kind, d->date, 0, detail.data,
                         reterr));
    if (d->ends)
        JH_TRY(jh_step_enrolment(&w, &d->ended, d->stays.open, reterr));
    if (d->begins)
        JH_TRY(jh_step_enrolment(&w, &d->begun, NULL, reterr));
    if (d->ends_post)
        JH_TRY(jh_step_post(&w, &d->ended_post, d->stays.open_post, reterr));
    if (d->begins_post)
        JH_TRY(jh_step_post(&w, &d->begun_post, NULL, reterr));
    next.state = d->state;
    if (d->begins || d->begins_post)
        next.org = d->begins ? d->begun.org : d->begun_post.org;
    JH_TRY(jh_step_person(&w, &next, &d->person, reterr));
    *ret_step = w.step;
    snprintf(subject, sizeof subject, "person:%lld", (long long)d->in->person);
    const char *action = jh_arena_printf(d->mem, "people:%s", d->in->kind);
    return jh_app_log(d->app, d->in->county, action, subject, detail.data, reterr);
}

static void stays_json(const struct doing *d, bool after, struct jh_json *j)
{
    jh_json_array(j, after ? "after" : "before");
    for (size_t i = 0; i < d->stays.nenrolment; i++) {
        const struct jh_enrolment *e = &d->stays.enrolment[i];
        jh_show_enrolment(&d->schools, after && d->ends && e->id == d->ended.id ? &d->ended : e, j);
    }
    if (after && d->begins)
        jh_show_enrolment(&d->schools, &d->begun, j);
    jh_json_end(j);
}

static enum jh_status answer(const struct doing *d, int64_t step, struct jh_buf *out,
                             struct jh_err *reterr)
{
    struct jh_json j;

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "person", d->in->person);
    jh_json_str(&j, "kind", d->in->kind);
    jh_json_bool(&j, "preview", d->in->preview);
    if (step)
        jh_json_int(&j, "step", step);
    jh_show_date(&j, "date", d->date);
    stays_json(d, false, &j);
    stays_json(d, true, &j);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

static enum jh_status in_transaction(const struct jh_app *app, enum jh_status status,
                                     struct jh_err *reterr)
{
    if (status == JH_OK)
        status = jh_store_commit(app->store, reterr);
    jh_store_rollback(app->store);
    return status;
}

enum jh_status jh_app_person_step(const struct jh_app *app, const struct jh_person_step_in *in,
                                  struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct doing d = {.app = app, .in = in, .mem = &mem};
    int64_t step = 0;

    JH_TRY(jh_may_enter(app, "people.write", in->county, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = check(&d, reterr);
    if (status == JH_OK)
        status = plan(&d, reterr);
    if (status == JH_OK && !in->preview)
        status = write_step(&d, &step, reterr);
    JH_TRY(in_transaction(app, status, reterr));
    return answer(&d, step, out, reterr);
}

enum jh_status jh_app_people_undo(const struct jh_app *app, const char *county, int64_t step,
                                  struct jh_buf *out, struct jh_err *reterr)
{
    char subject[60];

    JH_TRY(jh_may(app, "people.write", county, NULL, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_step_undo(app, county, step, reterr);
    snprintf(subject, sizeof subject, "step:%lld", (long long)step);
    if (status == JH_OK)
        status = jh_app_log(app, county, "people:undo", subject, "{}", reterr);
    JH_TRY(in_transaction(app, status, reterr));
    return jh_app_people_steps(app, county, out, reterr);
}

enum jh_status jh_app_people_steps(const struct jh_app *app, const char *county, struct jh_buf *out,
                                   struct jh_err *reterr)
{
    enum { SHOWN = 500 };
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_person_step *list;
    struct jh_json j;
    size_t n;

    JH_TRY(jh_may(app, "people.write", county, NULL, reterr));
    JH_TRY(jh_store_person_steps(app->store, &mem, county, &list, &n, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "total", (long long)n);
    jh_json_array(&j, "steps");
    for (size_t i = 0; i < n && i < SHOWN; i++) {
        jh_json_object(&j, NULL);
        jh_json_int(&j, "step", list[i].id);
        jh_json_str(&j, "kind", list[i].kind);
        jh_show_date(&j, "date", list[i].date);
        jh_json_str(&j, "at", list[i].at);
        if (list[i].import)
            jh_json_int(&j, "import", list[i].import);
        jh_json_bool(&j, "undone", list[i].undone != 0);
        jh_json_end(&j);
    }
    jh_json_end(&j);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}
