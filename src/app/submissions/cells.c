/* src/app/submissions/cells.c - saving a block of cells: what can be saved is, the rest is told
 * cell by cell. */
#include "app/submissions/inside.h"

struct outcome {
    const char *item, *stage, *state, *text; /* text: what to do about it, "" */
    const char *yours, *current, *who, *at;
    int64_t version;
};

struct saving {
    struct jh_draft *d;
    const struct jh_cells_in *in;
    struct outcome *out; /* [in->n] */
    struct jh_json changes;
    long saved;
};

static const struct jh_item *find_item(const struct jh_draft *d, const char *text)
{
    const struct jh_item *item = jh_pack_item(d->pack, text);

    for (size_t i = 0; !item && i < d->pack->nitem; i++) {
        const struct jh_item *one = &d->pack->item[i];
        const struct jh_form *form = jh_pack_form(d->pack, one->form);
        if (!form || !d->form[form - d->pack->form])
            continue;
        bool same = strcmp(one->name.zh, text) == 0 || strcmp(one->name.en, text) == 0;
        for (size_t k = 0; k < one->nsynonym && !same; k++)
            same = strcmp(one->synonym[k], text) == 0;
        item = same ? one : NULL;
    }
    return item;
}

/* The stage as it is given; not given, the only one at which the item is asked. -2: none fits. */
static int find_stage(const struct jh_draft *d, const struct jh_item *item, const char *text)
{
    size_t i = (size_t)(item - d->pack->item);
    int found = -2, n = 0;

    if (text && *text) {
        int stage = jh_pack_stage_text(d->pack, text, strlen(text));
        return stage >= 0 && jh_draft_at(d, stage, i)->asked ? stage : -2;
    }
    for (int s = -1; s < (int)d->pack->nstage; s++)
        if (jh_draft_at(d, s, i)->asked) {
            found = s;
            n++;
        }
    return n == 1 ? found : -2;
}

static void tell(struct outcome *o, const char *state, const char *text)
{
    o->state = state;
    o->text = text;
}

static void tell_conflict(struct saving *s, struct outcome *o, const struct jh_draft_cell *c,
                          const struct jh_item *item)
{
    const char *current = jh_value_shown(s->d->app, s->d->mem, item, c->typed);
    const char *who = c->own ? c->own->who : "", *at = c->own ? c->own->at : "";
    const struct jh_msg_arg args[] = {{"item", jh_tr(s->d->app, item->name)},
                                      {"who", who},
                                      {"at", at},
                                      {"current", current},
                                      {"yours", o->yours}};

    o->current = current;
    o->who = who;
    o->at = at;
    tell(o, "conflict", jh_say(s->d->app, s->d->mem, "submission.cell_conflict", args, 5));
}

static void note_change(struct saving *s, const struct jh_draft_cell *c, const struct jh_item *item,
                        int stage, struct jh_value v, const char *entered)
{
    jh_json_object(&s->changes, NULL);
    jh_json_str(&s->changes, "stage", jh_draft_stage(s->d, stage));
    jh_json_str(&s->changes, "item", item->id);
    jh_value_json(&s->changes, "before", item, c->typed);
    jh_value_json(&s->changes, "after", item, v);
    jh_json_str(&s->changes, "entered", entered);
    jh_json_end(&s->changes);
}

static enum jh_status put(struct saving *s, struct outcome *o, struct jh_draft_cell *c,
                          const struct jh_item *item, int stage, struct jh_value v, const char *how,
                          struct jh_err *reterr)
{
    struct jh_draft *d = s->d;
    char now[JH_NOW_ROOM];

    jh_now_text(now);
    const struct jh_submission_value row = {.stage = jh_draft_stage(d, stage),
                                            .item = item->id,
                                            .value = jh_value_json_text(d->mem, item, v),
                                            .entered = o->yours,
                                            .version = d->sub.version + 1,
                                            .who = jh_actor_account(d->app),
                                            .at = now,
                                            .how = how};
    note_change(s, c, item, stage, v, o->yours);
    s->saved++;
    o->version = row.version;
    o->current = jh_value_shown(d->app, d->mem, item, v);
    tell(o, "saved", "");
    return jh_store_put_submission_value(d->app->store, d->county, d->round.id, d->sub.org, &row,
                                         reterr);
}

/* Did somebody else change the cell since it was looked at? */
static bool changed_since(const struct saving *s, const struct jh_draft_cell *c,
                          const struct jh_cell_in *in)
{
    int64_t version = c->own ? c->own->version : 0;

    if (in->version == JH_CELL_ANY || version == in->version)
        return false;
    return !s->in->own_last || strcmp(c->own ? c->own->who : "", jh_actor_account(s->d->app)) != 0;
}

static enum jh_status save_one(struct saving *s, const struct jh_cell_in *in, struct outcome *o,
                               struct jh_err *reterr)
{
    struct jh_draft *d = s->d;
    const struct jh_item *item = find_item(d, in->item);
    int stage = item ? find_stage(d, item, in->stage) : -2;
    struct jh_value v;
    const char *fault;

    *o = (struct outcome){in->item, in->stage ? in->stage : "", "", "", in->text, "", "", "", 0};
    if (stage == -2) {
        const struct jh_msg_arg args[] = {{"item", in->item}, {"stage", o->stage}};
        tell(o, "not_asked", jh_say(d->app, d->mem, "submission.cell_not_asked", args, 2));
        return JH_OK;
    }
    struct jh_draft_cell *c = jh_draft_at(d, stage, (size_t)(item - d->pack->item));
    o->item = item->id;
    o->stage = jh_draft_stage(d, stage);
    o->version = c->own ? c->own->version : 0;
    o->current = jh_value_shown(d->app, d->mem, item, c->now);
    if (!jh_value_read(d->app, d->mem, d->pack, item, stage, in->text, &v, &fault)) {
        tell(o, "wrong", fault);
        return JH_OK;
    }
    if (jh_value_same(item, v, c->typed.some || !v.some ? c->typed : c->now)) {
        tell(o, "same", "");
        return JH_OK;
    }
    if (c->sum) {
        const struct jh_msg_arg args[] = {{"item", jh_tr(d->app, item->name)}};
        tell(o, "locked", jh_say(d->app, d->mem, "submission.cell_locked", args, 1));
        return JH_OK;
    }
    if (changed_since(s, c, in)) {
        tell_conflict(s, o, c, item);
        return JH_OK;
    }
    return put(s, o, c, item, stage, v, s->in->how ? s->in->how : "typed", reterr);
}

/* Last year's value into a cell that is still empty. */
static enum jh_status save_last(struct saving *s, struct jh_err *reterr)
{
    struct jh_draft *d = s->d;

    for (int stage = -1; stage < (int)d->pack->nstage; stage++)
        for (size_t i = 0; i < d->pack->nitem; i++) {
            struct jh_draft_cell *c = jh_draft_at(d, stage, i);
            const struct jh_item *item = &d->pack->item[i];
            struct outcome o = {0};
            if (!c->asked || c->now.some || c->sum || !c->last.some ||
                (s->in->form && strcmp(s->in->form, item->form) != 0))
                continue;
            o.yours = jh_value_shown(d->app, d->mem, item, c->last);
            JH_TRY(put(s, &o, c, item, stage, c->last, "last", reterr));
        }
    return JH_OK;
}

static enum jh_status may_save(const struct jh_draft *d, struct jh_err *reterr)
{
    JH_TRY(jh_may(d->app, "submission.fill", d->county, d->school, reterr));
    if (*d->round.closed)
        return jh_fail(reterr, JH_E_CONFLICT, "submission.round_closed", JH_NOWHERE,
                       (double)d->round.id, "round %lld is closed", (long long)d->round.id);
    if (!jh_draft_open_state(d))
        return jh_draft_locked(d, reterr);
    return JH_OK;
}

static enum jh_status save_all(struct saving *s, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf detail = JH_BUF(JH_SUBMISSION_JSON);

    JH_TRY(may_save(s->d, reterr));
    jh_json_begin(&s->changes, &detail);
    jh_json_object(&s->changes, NULL);
    jh_json_array(&s->changes, "cells");
    for (size_t i = 0; i < s->in->n; i++)
        JH_TRY(save_one(s, &s->in->cell[i], &s->out[i], reterr));
    if (s->in->from_last)
        JH_TRY(save_last(s, reterr));
    jh_json_end(&s->changes);
    jh_json_end(&s->changes);
    JH_TRY(jh_buf_check(&detail, reterr));
    if (!s->saved)
        return JH_OK;
    s->d->sub.version++;
    JH_TRY(jh_draft_event(s->d, "save", detail.data, reterr));
    return jh_store_save_submission(s->d->app->store, s->d->county, &s->d->sub, reterr);
}

static void put_outcome(struct jh_json *j, const struct outcome *o)
{
    jh_json_object(j, NULL);
    jh_json_str(j, "item", o->item);
    jh_json_str(j, "stage", o->stage);
    jh_json_str(j, "state", o->state);
    jh_json_str(j, "text", o->text);
    jh_json_str(j, "yours", o->yours);
    jh_json_str(j, "current", o->current);
    jh_json_str(j, "who", o->who);
    jh_json_str(j, "at", o->at);
    jh_json_int(j, "version", o->version);
    jh_json_end(j);
}

static long count_state(const struct saving *s, const char *state)
{
    long n = 0;

    for (size_t i = 0; i < s->in->n; i++)
        n += strcmp(s->out[i].state, state) == 0;
    return n;
}

/* What came of it, and the grid as it now stands. */
static enum jh_status answer(const struct saving *s, struct jh_buf *out, struct jh_err *reterr)
{
    struct jh_draft *old = s->d, d;
    struct jh_json j;

    JH_TRY(jh_draft_load(old->app, old->mem, old->county, old->round.id, old->school, &d, reterr));
    JH_TRY(jh_draft_check(&d, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "saved", s->saved);
    jh_json_int(&j, "conflicts", count_state(s, "conflict"));
    jh_json_int(&j, "refused",
                count_state(s, "wrong") + count_state(s, "locked") + count_state(s, "not_asked"));
    jh_json_bool(&j, "dry_run", s->in->dry_run);
    jh_json_array(&j, "outcomes");
    for (size_t i = 0; i < s->in->n; i++)
        put_outcome(&j, &s->out[i]);
    jh_json_end(&j);
    jh_draft_json(&d, &j, "submission");
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

enum jh_status jh_app_submission_save(const struct jh_app *app, const char *county, int64_t round,
                                      const char *school, const struct jh_cells_in *in,
                                      struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_draft d;
    struct saving s = {.d = &d, .in = in};

    if (in->n > JH_SUBMISSION_CELLS)
        return jh_fail(reterr, JH_E_LIMIT, "submission.too_many_cells", JH_NOWHERE, (double)in->n,
                       "%zu cells", in->n);
    s.out = jh_new(&mem, struct outcome, in->n + 1);
    JH_TRY(jh_store_begin(app->store, reterr)); /* what is compared must not change meanwhile */
    enum jh_status status = jh_draft_load(app, &mem, county, round, school, &d, reterr);
    if (status == JH_OK)
        status = save_all(&s, reterr);
    if (status == JH_OK)
        status = answer(&s, out, reterr);
    if (in->dry_run && status == JH_OK) {
        jh_store_rollback(app->store);
        return JH_OK;
    }
    return jh_store_end(app->store, status, reterr);
}
