/* src/app/people/roster_apply.c - what the commit of a roster writes: people, enrolments, posts. A
 * blank clears nothing; somebody at another school moves; nobody is taken away. */
#include "app/people/roster.h"
#include "app/people/write.h"
#include "base/pinyin.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct apply {
    struct jh_roster *r;
    struct jh_step_out w;
    struct jh_pinyin pinyin;
    int today;
};

static int to_int(struct jh_date d)
{
    return d.year * 10000 + d.month * 100 + d.day;
}

static double value_of(const struct jh_roster *r, const struct jh_roster_row *p,
                       enum jh_roster_field field)
{
    int column = r->at[p->row->sheet][field];
    return column < 0 ? (double)NAN : p->row->value[column];
}

static const char *code_of(const struct jh_roster *r, const struct jh_roster_row *p,
                           enum jh_roster_field field)
{
    const struct jh_in_sheet *s = &r->f->sheet[p->row->sheet];
    int column = r->at[p->row->sheet][field];
    double value = value_of(r, p, field);
    return isfinite(value) ? r->f->pack->item[s->column[column].item].code[(size_t)value].id : "";
}

/* The day from which a roster's word holds: the first of its school year; when somebody is known to
 * have come somewhere else since, today. */
static int day_of(const struct apply *a, const struct jh_roster_row *p, int since)
{
    int start = to_int(jh_school_year_start(a->r->f->sheet[p->row->sheet].year));
    return since < start ? start : a->today > since ? a->today : since;
}

static int came(const struct apply *a, const struct jh_roster_row *p)
{
    double value = value_of(a->r, p, JH_R_ENTERED);

    if (isfinite(value))
        return to_int(jh_date_from_days((long)value));
    return day_of(a, p, 0);
}

static bool same_enrolment(const struct jh_enrolment *x, const struct jh_enrolment *y)
{
    return x->entry_year == y->entry_year && strcmp(x->class_, y->class_) == 0;
}

static enum jh_status new_enrolment(struct apply *a, const struct jh_roster_row *p, int64_t person,
                                    int64_t org, int from, const char *how, struct jh_err *reterr)
{
    return jh_step_enrolment(&a->w,
                             &(struct jh_enrolment){.person = person,
                                                    .org = org,
                                                    .stage = jh_stage_id(p->cohort.stage),
                                                    .entry_year = p->cohort.entry,
                                                    .class_ = p->class_,
                                                    .from = from,
                                                    .how_in = how,
                                                    .how_out = ""},
                             NULL, reterr);
}

static enum jh_status put_enrolment(struct apply *a, const struct jh_roster_row *p, int64_t person,
                                    int64_t org, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_enrolment *list = NULL, *open = NULL;
    size_t n = 0;

    if (p->person)
        JH_TRY(jh_enrolments_of(a->r->f->app, &mem, a->r->f->county, person, &list, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (!list[i].to)
            open = &list[i];
    if (!open)
        return new_enrolment(a, p, person, org, n ? day_of(a, p, list[n - 1].to) : came(a, p),
                             n == 0 ? "roster"
                             : strcmp(list[n - 1].stage, jh_stage_id(p->cohort.stage)) != 0
                                 ? "enter"
                                 : "return",
                             reterr);
    struct jh_enrolment next = *open;
    if (open->org == org && strcmp(open->stage, jh_stage_id(p->cohort.stage)) == 0) {
        next.entry_year = p->cohort.entry;
        if (*p->class_)
            next.class_ = p->class_;
        return same_enrolment(open, &next) ? JH_OK : jh_step_enrolment(&a->w, &next, open, reterr);
    }
    bool promoted = strcmp(open->stage, jh_stage_id(p->cohort.stage)) != 0;
    next.to = day_of(a, p, open->from);
    next.how_out = promoted ? "graduate" : "transfer";
    JH_TRY(jh_step_enrolment(&a->w, &next, open, reterr));
    return new_enrolment(a, p, person, org, next.to, promoted ? "enter" : "transfer", reterr);
}

static enum jh_status put_post(struct apply *a, const struct jh_roster_row *p, int64_t person,
                               int64_t org, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *stage = code_of(a->r, p, JH_R_STAGE), *duty = code_of(a->r, p, JH_R_POST);
    const char *subject = code_of(a->r, p, JH_R_SUBJECT);
    struct jh_post *list = NULL, *open = NULL;
    size_t n = 0;

    stage = strncmp(stage, "stage_", 6) == 0 ? stage + 6 : stage;
    if (p->person)
        JH_TRY(jh_posts_of(a->r->f->app, &mem, a->r->f->county, person, &list, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (!list[i].to)
            open = &list[i];
    struct jh_post next = {.person = person,
                           .org = org,
                           .stage = stage,
                           .subject = subject,
                           .duty = duty,
                           .from = open ? day_of(a, p, open->from) : came(a, p),
                           .how_in = open ? "transfer" : "roster",
                           .how_out = ""};
    if (open && open->org == org) {
        struct jh_post same = *open;
        same.stage = *stage ? stage : open->stage;
        same.subject = *subject ? subject : open->subject;
        same.duty = *duty ? duty : open->duty;
        bool differs = strcmp(same.stage, open->stage) != 0 ||
                       strcmp(same.subject, open->subject) != 0 ||
                       strcmp(same.duty, open->duty) != 0;
        return differs ? jh_step_post(&a->w, &same, open, reterr) : JH_OK;
    }
    if (open) {
        struct jh_post ended = *open;
        ended.to = next.from;
        ended.how_out = "transfer";
        JH_TRY(jh_step_post(&a->w, &ended, open, reterr));
    }
    return jh_step_post(&a->w, &next, NULL, reterr);
}

/* The person of a row: all that was known, and what the row gives laid over it. */
static enum jh_status put_person(struct apply *a, const struct jh_roster_row *p, int64_t id,
                                 int64_t org, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf sealed = JH_BUF(2 * JH_SEALED_MOST);
    struct jh_fields *fields = jh_new(&mem, struct jh_fields, 2), *given = fields + 1;
    const struct jh_person *old = p->person ? &p->before : NULL;
    char pinyin[JH_PINYIN_TEXT];

    if (old)
        JH_TRY(jh_fields_open(&a->r->seal, &mem, a->r->f->county, id, old->sealed, old->nsealed,
                              fields, reterr));
    jh_roster_fields(a->r, p, given);
    for (size_t i = 0; i < given->n; i++)
        jh_fields_put(fields, given->field[i].id, given->field[i].value);
    jh_fields_seal(&a->r->seal, a->r->f->county, id, fields, &sealed);
    JH_TRY(jh_buf_check(&sealed, reterr));
    jh_pinyin_read(&a->pinyin, p->name, pinyin);
    struct jh_person next = {.id = id,
                             .kind = (old ? old->kind : 0) |
                                     (p->teacher ? JH_PERSON_TEACHER : JH_PERSON_PUPIL),
                             .state = JH_PERSON_HERE,
                             .name = p->name,
                             .pinyin = pinyin,
                             .sex = p->sex || !old ? p->sex : old->sex,
                             .birth = p->birth || !old ? p->birth : old->birth,
                             .org = org,
                             .id_mark = *p->id_mark || !old ? p->id_mark : old->id_mark,
                             .roll_mark = *p->roll_mark || !old ? p->roll_mark : old->roll_mark,
                             .sealed = sealed.data,
                             .nsealed = sealed.len};
    return jh_step_person(&a->w, &next, old, reterr);
}

static enum jh_status apply_row(struct apply *a, struct jh_roster_row *p, struct jh_err *reterr)
{
    struct jh_file_in *f = a->r->f;
    int64_t org = f->facts.org[f->school[p->row->school].org].id;
    int64_t id = p->person ? p->person : a->w.next.person++;

    a->w.sheet = f->sheet[p->row->sheet].number;
    a->w.row = p->row->row;
    if (p->row->outcome != JH_ROW_SAME)
        JH_TRY(put_person(a, p, id, org, reterr));
    return p->teacher ? put_post(a, p, id, org, reterr) : put_enrolment(a, p, id, org, reterr);
}

static int newest_year(const struct jh_file_in *f)
{
    int year = 0;
    for (size_t i = 0; i < f->nsheet; i++)
        year = f->sheet[i].year > year ? f->sheet[i].year : year;
    return year;
}

enum jh_status jh_roster_apply(struct jh_file_in *f, int64_t import, struct jh_err *reterr)
{
    struct apply *a = jh_new(f->mem, struct apply, 1);
    int year = newest_year(f);

    a->r = f->roster;
    a->today = to_int(jh_date_from_days((long)(time(NULL) / 86400)));
    jh_pinyin_open(f->mem, &a->pinyin);
    JH_TRY(jh_people_key(f->app, f->county, true, &a->r->seal, reterr));
    JH_TRY(jh_step_begin(&a->w, f->app, f->county, &a->r->seal, "import",
                         to_int(jh_school_year_start(year)), import, "{}", reterr));
    for (size_t i = 0; i < a->r->n; i++) {
        struct jh_roster_row *p = &a->r->row[i];
        if (p->row->rejected || p->row->school < 0)
            continue;
        JH_TRY(apply_row(a, p, reterr));
        if (f->progress && i % 4096 == 0 &&
            !f->progress->step(f->progress->context, JH_PROGRESS_WRITE, (long)i, (long)a->r->n))
            return jh_fail(reterr, JH_E_CONFLICT, "import.cancelled", JH_NOWHERE, (double)NAN,
                           "cancelled");
    }
    return JH_OK;
}

enum jh_status jh_roster_undo(const struct jh_app *app, const char *county, int64_t import,
                              struct jh_err *reterr)
{
    int64_t step;

    JH_TRY(jh_store_step_of_import(app->store, county, import, &step, reterr));
    return step ? jh_step_undo(app, county, step, reterr) : JH_OK;
}
