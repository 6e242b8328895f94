/* src/app/people/write.c - see write.h. What was there before is sealed as a list of texts: the
 * columns with a dot before their name, then the fields. */
#include "app/people/write.h"
#include "base/num.h"
#include <stdio.h>
#include <string.h>

enum { BEFORE_MOST = 2 * JH_SEALED_MOST };

enum jh_status jh_step_begin(struct jh_step_out *w, const struct jh_app *app, const char *county,
                             const struct jh_seal *seal, const char *kind, int date, int64_t import,
                             const char *detail, struct jh_err *reterr)
{
    *w = (struct jh_step_out){.app = app, .county = county, .seal = seal};
    JH_TRY(jh_store_people_ids(app->store, county, &w->next, reterr));
    w->step = w->next.step;
    return jh_store_add_person_step(
        app->store, county,
        &(struct jh_person_step){
            .id = w->step, .kind = kind, .date = date, .import = import, .detail = detail},
        reterr);
}

static void put_number(struct jh_arena *mem, struct jh_fields *f, const char *id, int64_t value)
{
    jh_fields_put(f, id, jh_arena_printf(mem, "%lld", (long long)value));
}

static int64_t number_of(const struct jh_fields *f, const char *id)
{
    const char *text = jh_fields_get(f, id);
    return text ? strtoll(text, NULL, 10) : 0;
}

static const char *text_of(const struct jh_fields *f, const char *id)
{
    const char *text = jh_fields_get(f, id);
    return text ? text : "";
}

static enum jh_status note(struct jh_step_out *w, enum jh_person_table table, int64_t person,
                           int64_t key, const struct jh_fields *before, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf sealed = JH_BUF(BEFORE_MOST);

    if (before)
        jh_fields_seal(w->seal, w->county, person, before, &sealed);
    JH_TRY(jh_buf_check(&sealed, reterr));
    return jh_store_add_person_change(w->app->store, w->county,
                                      &(struct jh_person_change){.step = w->step,
                                                                 .number = ++w->number,
                                                                 .person = person,
                                                                 .key = key,
                                                                 .table = table,
                                                                 .sheet = w->sheet,
                                                                 .row = w->row,
                                                                 .before = sealed.data,
                                                                 .nbefore = sealed.len},
                                      reterr);
}

static enum jh_status note_person(struct jh_step_out *w, const struct jh_person *old,
                                  struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_fields *f = jh_new(&mem, struct jh_fields, 1);

    JH_TRY(jh_fields_open(w->seal, &mem, w->county, old->id, old->sealed, old->nsealed, f, reterr));
    put_number(&mem, f, ".kind", old->kind);
    put_number(&mem, f, ".state", old->state);
    jh_fields_put(f, ".name", old->name);
    jh_fields_put(f, ".pinyin", old->pinyin);
    put_number(&mem, f, ".sex", old->sex);
    put_number(&mem, f, ".birth", old->birth);
    put_number(&mem, f, ".org", old->org);
    jh_fields_put(f, ".id_mark", old->id_mark);
    jh_fields_put(f, ".roll_mark", old->roll_mark);
    put_number(&mem, f, ".changed", old->changed);
    return note(w, JH_IN_PERSON, old->id, old->id, f, reterr);
}

enum jh_status jh_step_person(struct jh_step_out *w, struct jh_person *p,
                              const struct jh_person *old, struct jh_err *reterr)
{
    p->changed = w->step;
    if (old)
        JH_TRY(note_person(w, old, reterr));
    else
        JH_TRY(note(w, JH_IN_PERSON, p->id, p->id, NULL, reterr));
    return jh_store_put_person(w->app->store, w->county, p, old, reterr);
}

enum jh_status jh_step_enrolment(struct jh_step_out *w, struct jh_enrolment *e,
                                 const struct jh_enrolment *old, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_fields *f = old ? jh_new(&mem, struct jh_fields, 1) : NULL;

    if (!e->id)
        e->id = w->next.enrolment++;
    e->changed = w->step;
    if (old) {
        put_number(&mem, f, ".org", old->org);
        jh_fields_put(f, ".stage", old->stage);
        put_number(&mem, f, ".entry_year", old->entry_year);
        jh_fields_put(f, ".class", old->class_);
        put_number(&mem, f, ".from", old->from);
        put_number(&mem, f, ".to", old->to);
        jh_fields_put(f, ".how_in", old->how_in);
        jh_fields_put(f, ".how_out", old->how_out);
        put_number(&mem, f, ".changed", old->changed);
    }
    JH_TRY(note(w, JH_IN_ENROLMENT, e->person, e->id, f, reterr));
    return jh_store_put_enrolment(w->app->store, w->county, e, reterr);
}

enum jh_status jh_step_post(struct jh_step_out *w, struct jh_post *p, const struct jh_post *old,
                            struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_fields *f = old ? jh_new(&mem, struct jh_fields, 1) : NULL;

    if (!p->id)
        p->id = w->next.post++;
    p->changed = w->step;
    if (old) {
        put_number(&mem, f, ".org", old->org);
        jh_fields_put(f, ".stage", old->stage);
        jh_fields_put(f, ".subject", old->subject);
        jh_fields_put(f, ".duty", old->duty);
        put_number(&mem, f, ".from", old->from);
        put_number(&mem, f, ".to", old->to);
        jh_fields_put(f, ".how_in", old->how_in);
        jh_fields_put(f, ".how_out", old->how_out);
        put_number(&mem, f, ".changed", old->changed);
    }
    JH_TRY(note(w, JH_IN_POST, p->person, p->id, f, reterr));
    return jh_store_put_post(w->app->store, w->county, p, reterr);
}

struct enrolments {
    struct jh_arena *mem;
    struct jh_enrolment *list;
    size_t n, room;
};

static bool keep_enrolment(void *context, const struct jh_enrolment *e)
{
    struct enrolments *l = context;

    l->list = jh_arena_room(l->mem, l->list, l->n, &l->room, sizeof *l->list);
    struct jh_enrolment *k = &l->list[l->n++];
    *k = *e;
    k->stage = jh_arena_strdup(l->mem, e->stage);
    k->class_ = jh_arena_strdup(l->mem, e->class_);
    k->how_in = jh_arena_strdup(l->mem, e->how_in);
    k->how_out = jh_arena_strdup(l->mem, e->how_out);
    return true;
}

enum jh_status jh_enrolments_of(const struct jh_app *app, struct jh_arena *mem, const char *county,
                                int64_t person, struct jh_enrolment **ret, size_t *ret_n,
                                struct jh_err *reterr)
{
    struct enrolments l = {.mem = mem};

    JH_TRY(jh_store_enrolments(app->store, county, person, 0, keep_enrolment, &l, reterr));
    *ret = l.list;
    *ret_n = l.n;
    return JH_OK;
}

struct posts {
    struct jh_arena *mem;
    struct jh_post *list;
    size_t n, room;
};

static bool keep_post(void *context, const struct jh_post *p)
{
    struct posts *l = context;

    l->list = jh_arena_room(l->mem, l->list, l->n, &l->room, sizeof *l->list);
    struct jh_post *k = &l->list[l->n++];
    *k = *p;
    k->stage = jh_arena_strdup(l->mem, p->stage);
    k->subject = jh_arena_strdup(l->mem, p->subject);
    k->duty = jh_arena_strdup(l->mem, p->duty);
    k->how_in = jh_arena_strdup(l->mem, p->how_in);
    k->how_out = jh_arena_strdup(l->mem, p->how_out);
    return true;
}

enum jh_status jh_posts_of(const struct jh_app *app, struct jh_arena *mem, const char *county,
                           int64_t person, struct jh_post **ret, size_t *ret_n,
                           struct jh_err *reterr)
{
    struct posts l = {.mem = mem};

    JH_TRY(jh_store_posts(app->store, county, person, 0, keep_post, &l, reterr));
    *ret = l.list;
    *ret_n = l.n;
    return JH_OK;
}

/* Taking back. */
struct changes {
    struct jh_arena *mem;
    struct jh_person_change *list;
    size_t n, room;
};

static bool keep_change(void *context, const struct jh_person_change *c)
{
    struct changes *l = context;

    l->list = jh_arena_room(l->mem, l->list, l->n, &l->room, sizeof *l->list);
    l->list[l->n] = *c;
    if (c->nbefore) {
        char *copy = jh_arena_alloc(l->mem, c->nbefore, 1);
        memcpy(copy, c->before, c->nbefore);
        l->list[l->n].before = copy;
    }
    l->n++;
    return true;
}

static enum jh_status written_again(int64_t changed, int64_t step, struct jh_err *reterr)
{
    if (changed == step)
        return JH_OK;
    return jh_fail(reterr, JH_E_CONFLICT, "people.changed_since", JH_NOWHERE, (double)changed,
                   "written again by step %lld", (long long)changed);
}

static enum jh_status undo_person(const struct jh_app *app, const char *county,
                                  const struct jh_seal *seal, const struct jh_person_change *c,
                                  struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf sealed = JH_BUF(BEFORE_MOST);
    struct jh_fields *f = jh_new(&mem, struct jh_fields, 2), *plain = f + 1;
    struct jh_person now;

    JH_TRY(jh_store_person(app->store, &mem, county, c->key, &now, reterr));
    JH_TRY(written_again(now.changed, c->step, reterr));
    if (!c->nbefore)
        return jh_store_drop_person(app->store, county, &now, reterr);
    JH_TRY(jh_fields_open(seal, &mem, county, c->person, c->before, c->nbefore, f, reterr));
    for (size_t i = 0; i < f->n; i++)
        if (f->field[i].id[0] != '.')
            jh_fields_put(plain, f->field[i].id, f->field[i].value);
    jh_fields_seal(seal, county, c->person, plain, &sealed);
    const struct jh_person p = {.id = c->key,
                                .kind = (int)number_of(f, ".kind"),
                                .state = (int)number_of(f, ".state"),
                                .name = text_of(f, ".name"),
                                .pinyin = text_of(f, ".pinyin"),
                                .sex = (int)number_of(f, ".sex"),
                                .birth = (int)number_of(f, ".birth"),
                                .org = number_of(f, ".org"),
                                .id_mark = text_of(f, ".id_mark"),
                                .roll_mark = text_of(f, ".roll_mark"),
                                .changed = number_of(f, ".changed"),
                                .sealed = sealed.data,
                                .nsealed = sealed.len};
    return jh_store_put_person(app->store, county, &p, &now, reterr);
}

static enum jh_status undo_enrolment(const struct jh_app *app, const char *county,
                                     const struct jh_seal *seal, const struct jh_person_change *c,
                                     struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_fields *f = jh_new(&mem, struct jh_fields, 1);
    struct jh_enrolment *list;
    size_t n;

    JH_TRY(jh_enrolments_of(app, &mem, county, c->person, &list, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (list[i].id == c->key)
            JH_TRY(written_again(list[i].changed, c->step, reterr));
    if (!c->nbefore)
        return jh_store_drop_enrolment(app->store, county, c->key, reterr);
    JH_TRY(jh_fields_open(seal, &mem, county, c->person, c->before, c->nbefore, f, reterr));
    return jh_store_put_enrolment(
        app->store, county,
        &(struct jh_enrolment){.id = c->key,
                               .person = c->person,
                               .org = number_of(f, ".org"),
                               .stage = text_of(f, ".stage"),
                               .entry_year = (int)number_of(f, ".entry_year"),
                               .class_ = text_of(f, ".class"),
                               .from = (int)number_of(f, ".from"),
                               .to = (int)number_of(f, ".to"),
                               .how_in = text_of(f, ".how_in"),
                               .how_out = text_of(f, ".how_out"),
                               .changed = number_of(f, ".changed")},
        reterr);
}

static enum jh_status undo_post(const struct jh_app *app, const char *county,
                                const struct jh_seal *seal, const struct jh_person_change *c,
                                struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_fields *f = jh_new(&mem, struct jh_fields, 1);
    struct jh_post *list;
    size_t n;

    JH_TRY(jh_posts_of(app, &mem, county, c->person, &list, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (list[i].id == c->key)
            JH_TRY(written_again(list[i].changed, c->step, reterr));
    if (!c->nbefore)
        return jh_store_drop_post(app->store, county, c->key, reterr);
    JH_TRY(jh_fields_open(seal, &mem, county, c->person, c->before, c->nbefore, f, reterr));
    return jh_store_put_post(app->store, county,
                             &(struct jh_post){.id = c->key,
                                               .person = c->person,
                                               .org = number_of(f, ".org"),
                                               .stage = text_of(f, ".stage"),
                                               .subject = text_of(f, ".subject"),
                                               .duty = text_of(f, ".duty"),
                                               .from = (int)number_of(f, ".from"),
                                               .to = (int)number_of(f, ".to"),
                                               .how_in = text_of(f, ".how_in"),
                                               .how_out = text_of(f, ".how_out"),
                                               .changed = number_of(f, ".changed")},
                             reterr);
}

static enum jh_status may_undo(const struct jh_app *app, struct jh_arena *mem, const char *county,
                               int64_t step, struct jh_err *reterr)
{
    struct jh_person_step *list;
    size_t n;

    JH_TRY(jh_store_person_steps(app->store, mem, county, &list, &n, reterr));
    for (size_t i = 0; i < n; i++) {
        if (list[i].id != step)
            continue;
        if (list[i].undone || strcmp(list[i].kind, "undo") == 0)
            return jh_fail(reterr, JH_E_CONFLICT, "people.undone", JH_NOWHERE, (double)step,
                           "step %lld", (long long)step);
        return JH_OK;
    }
    return jh_fail(reterr, JH_E_NOTFOUND, "people.no_step", JH_NOWHERE, (double)step, "step %lld",
                   (long long)step);
}

enum jh_status jh_step_undo(const struct jh_app *app, const char *county, int64_t step,
                            struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_seal_wipe) struct jh_seal seal = {0};
    struct changes l = {.mem = &mem};
    struct jh_step_out w;
    char detail[60];

    JH_TRY(may_undo(app, &mem, county, step, reterr));
    JH_TRY(jh_people_key(app, county, false, &seal, reterr));
    JH_TRY(jh_store_person_changes(app->store, county, step, 0, keep_change, &l, reterr));
    for (size_t i = 0; i < l.n; i++) {
        const struct jh_person_change *c = &l.list[i];
        JH_TRY(c->table == JH_IN_PERSON      ? undo_person(app, county, &seal, c, reterr)
               : c->table == JH_IN_ENROLMENT ? undo_enrolment(app, county, &seal, c, reterr)
                                             : undo_post(app, county, &seal, c, reterr));
    }
    snprintf(detail, sizeof detail, "{\"step\":%lld}", (long long)step);
    JH_TRY(jh_step_begin(&w, app, county, &seal, "undo", 0, 0, detail, reterr));
    return jh_store_end_person_step(app->store, county, step, w.step, reterr);
}
