/* src/app/submissions/moves.c - the way up and back: who may move what from which state. */
#include "app/submissions/exchange.h"

struct step {
    const char *kind, *action; /* action: "" is told below */
    unsigned from;             /* bits of states */
    enum jh_submission_state to;
};

#define BIT(state) (1u << JH_SUBMISSION_##state)

static const struct step steps[] = {
    {"submit", "submission.fill", BIT(DRAFT) | BIT(RETURNED), JH_SUBMISSION_SUBMITTED},
    {"return", "", BIT(SUBMITTED) | BIT(PASSED), JH_SUBMISSION_RETURNED},
    {"pass", "submission.approve_area", BIT(SUBMITTED), JH_SUBMISSION_PASSED},
    {"approve", "submission.approve_county", BIT(SUBMITTED) | BIT(PASSED), JH_SUBMISSION_APPROVED},
    {"reopen", "submission.reopen", BIT(APPROVED), JH_SUBMISSION_RETURNED},
    {"comment", "", BIT(DRAFT) | BIT(RETURNED) | BIT(SUBMITTED) | BIT(PASSED), 0},
};

static const struct step *find_step(const char *kind)
{
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (strcmp(steps[i].kind, kind) == 0)
            return &steps[i];
    return NULL;
}

/* What the area has passed only the county sends back; a comment may be given by whoever works on
 * it. */
static enum jh_status may_move(const struct jh_draft *d, const struct step *step,
                               struct jh_err *reterr)
{
    struct jh_err ignored;
    bool area = jh_may(d->app, "submission.approve_area", d->county, d->school, &ignored) == JH_OK;

    if (*step->action)
        return jh_may(d->app, step->action, d->county, d->school, reterr);
    if (area && d->sub.state != JH_SUBMISSION_PASSED)
        return JH_OK;
    if (strcmp(step->kind, "comment") == 0 &&
        jh_may(d->app, "submission.fill", d->county, d->school, &ignored) == JH_OK)
        return JH_OK;
    return jh_may(d->app, "submission.approve_county", d->county, d->school, reterr);
}

static enum jh_status fits_state(const struct jh_draft *d, const struct step *step,
                                 struct jh_err *reterr)
{
    if (*d->round.closed)
        return jh_fail(reterr, JH_E_CONFLICT, "submission.round_closed", JH_NOWHERE,
                       (double)d->round.id, "round %lld is closed", (long long)d->round.id);
    if (!(step->from & 1u << d->sub.state))
        return jh_fail(reterr, JH_E_CONFLICT, "submission.state", JH_NOWHERE, (double)d->round.id,
                       "%s: %s, %s", d->name, step->kind,
                       jh_say(d->app, d->mem,
                              jh_arena_printf(d->mem, "submission.state.%s",
                                              jh_submission_states[d->sub.state]),
                              NULL, 0));
    return JH_OK;
}

static enum jh_status short_text(const char *text, struct jh_err *reterr)
{
    if (text && strlen(text) > JH_SUBMISSION_TEXT)
        return jh_fail(reterr, JH_E_LIMIT, "submission.text_long", JH_NOWHERE,
                       (double)JH_SUBMISSION_TEXT, "%zu bytes", strlen(text));
    return JH_OK;
}

/* The reasons given now, over those given before; `note` stands for all that have none. */
static enum jh_status take_reasons(struct jh_draft *d, const struct jh_move *m,
                                   struct jh_err *reterr)
{
    json_t *all = json_loads(d->sub.reasons, 0, NULL);

    if (!all)
        all = json_object();
    for (size_t i = 0; i < m->nreason; i++) {
        const struct jh_note_in *r = &m->reason[i];
        if (!r->rule || !r->text || strlen(r->text) > JH_SUBMISSION_TEXT)
            continue;
        json_object_set_new(
            all, jh_reason_key(d->mem, r->rule, r->stage ? r->stage : "", r->item ? r->item : ""),
            json_string(r->text));
    }
    for (size_t i = 0; m->note && *m->note && i < d->nfinding; i++) {
        const struct jh_draft_finding *f = &d->finding[i];
        const char *key = jh_reason_key(d->mem, f->rule, jh_draft_stage(d, f->stage),
                                        f->item < 0 ? "" : d->pack->item[f->item].id);
        if (f->grade == JH_GRADE_EXPLAIN && !json_object_get(all, key))
            json_object_set_new(all, key, json_string(m->note));
    }
    char *text = json_dumps(all, JSON_COMPACT | JSON_SORT_KEYS);
    d->sub.reasons = jh_arena_strdup(d->mem, text ? text : "{}");
    jh_bytes_free(text);
    json_decref(all);
    return jh_draft_check(d, reterr);
}

static enum jh_status sound(struct jh_draft *d, bool reasons, struct jh_err *reterr)
{
    for (size_t i = 0; i < d->nconflict; i++)
        if (!*d->conflict[i].decided)
            return jh_fail(reterr, JH_E_DATA, "submission.conflicts_open", JH_NOWHERE,
                           (double)d->conflict[i].id, "%.200s", d->name);
    for (size_t i = 0; i < d->nfinding; i++)
        if (d->finding[i].grade == JH_GRADE_ERROR)
            return jh_fail(reterr, JH_E_DATA, "submission.has_errors",
                           ((struct jh_at){d->pack->item[d->finding[i].item].id, 0}),
                           (double)d->count[JH_GRADE_ERROR], "%.200s", d->finding[i].text);
    for (size_t i = 0; reasons && i < d->nfinding; i++)
        if (d->finding[i].grade == JH_GRADE_EXPLAIN && !*d->finding[i].reason)
            return jh_fail(reterr, JH_E_DATA, "submission.reason_needed",
                           ((struct jh_at){d->pack->item[d->finding[i].item].id, 0}),
                           (double)d->unexplained, "%.200s", d->finding[i].text);
    return JH_OK;
}

static enum jh_status add_comments(struct jh_draft *d, const struct jh_move *m,
                                   struct jh_err *reterr)
{
    for (size_t i = 0; i < m->ncomment; i++) {
        JH_CLEANUP(jh_buf_release) struct jh_buf detail = JH_BUF(64 * 1024);
        const struct jh_note_in *c = &m->comment[i];
        const struct jh_item *item = c->item ? jh_pack_item(d->pack, c->item) : NULL;
        int stage =
            c->stage && *c->stage ? jh_pack_stage_text(d->pack, c->stage, strlen(c->stage)) : -1;
        struct jh_json j;
        if (!item || !c->text || !*c->text || (c->stage && *c->stage && stage < 0) ||
            !jh_draft_at(d, stage, (size_t)(item - d->pack->item))->asked)
            return jh_fail(reterr, JH_E_USAGE, "submission.comment_cell", JH_NOWHERE, (double)NAN,
                           "%.60s %.60s", c->item ? c->item : "", c->stage ? c->stage : "");
        JH_TRY(short_text(c->text, reterr));
        jh_json_begin(&j, &detail);
        jh_json_object(&j, NULL);
        jh_json_str(&j, "stage", jh_draft_stage(d, stage));
        jh_json_str(&j, "item", item->id);
        jh_json_str(&j, "text", c->text);
        jh_json_end(&j);
        JH_TRY(jh_draft_event(d, "comment", detail.data, reterr));
    }
    return JH_OK;
}

static const char *subject_of(const struct jh_draft *d)
{
    return jh_arena_printf(d->mem, "submission:%lld/%s", (long long)d->round.id, d->school);
}

static enum jh_status record(struct jh_draft *d, const struct step *step, const struct jh_move *m,
                             struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf detail = JH_BUF(1 << 20);
    struct jh_json j;

    jh_json_begin(&j, &detail);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "note", m->note ? m->note : "");
    jh_json_int(&j, "comments", (long long)m->ncomment);
    jh_json_int(&j, "facts", d->sub.import); /* the number of the import */
    jh_json_raw(&j, "reasons", d->sub.reasons);
    jh_json_end(&j);
    JH_TRY(jh_buf_check(&detail, reterr));
    JH_TRY(jh_draft_event(d, step->kind, detail.data, reterr));
    return jh_app_log(d->app, d->county, jh_arena_printf(d->mem, "submission:%s", step->kind),
                      subject_of(d), detail.data, reterr);
}

static enum jh_status move(struct jh_draft *d, const struct step *step, const struct jh_move *m,
                           struct jh_err *reterr)
{
    bool submit = strcmp(step->kind, "submit") == 0, approve = strcmp(step->kind, "approve") == 0;

    JH_TRY(may_move(d, step, reterr));
    JH_TRY(fits_state(d, step, reterr));
    JH_TRY(short_text(m->note, reterr));
    if (strcmp(step->kind, "return") == 0 && (!m->note || !*m->note) && m->ncomment == 0)
        return jh_fail(reterr, JH_E_DATA, "submission.note_needed", JH_NOWHERE, (double)NAN,
                       "%.200s", d->name);
    JH_TRY(jh_draft_check(d, reterr));
    if (submit)
        JH_TRY(take_reasons(d, m, reterr));
    if (submit || approve)
        JH_TRY(sound(d, submit, reterr));
    if (strcmp(step->kind, "reopen") == 0)
        JH_TRY(jh_submission_second(d, subject_of(d), reterr));
    JH_TRY(add_comments(d, m, reterr));
    if (strcmp(step->kind, "comment") == 0)
        return JH_OK;
    d->sub.state = step->to;
    if (approve)
        JH_TRY(jh_draft_to_facts(d, reterr));
    JH_TRY(record(d, step, m, reterr));
    return jh_store_save_submission(d->app->store, d->county, &d->sub, reterr);
}

enum jh_status jh_draft_submit(struct jh_draft *d, const char *reasons, struct jh_err *reterr)
{
    const struct step *step = find_step("submit");
    const struct jh_move m = {.kind = "submit"};

    d->sub.reasons = reasons;
    JH_TRY(fits_state(d, step, reterr));
    JH_TRY(jh_draft_check(d, reterr));
    JH_TRY(sound(d, true, reterr));
    d->sub.state = step->to;
    JH_TRY(record(d, step, &m, reterr));
    return jh_store_save_submission(d->app->store, d->county, &d->sub, reterr);
}

enum jh_status jh_app_submission_move(const struct jh_app *app, const char *county, int64_t round,
                                      const char *school, const struct jh_move *m,
                                      struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const struct step *step = m->kind ? find_step(m->kind) : NULL;
    struct jh_draft d;

    if (!step)
        return jh_fail(reterr, JH_E_USAGE, "submission.move", JH_NOWHERE, (double)NAN, "%.40s",
                       m->kind ? m->kind : "");
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_draft_load(app, &mem, county, round, school, &d, reterr);
    if (status == JH_OK)
        status = move(&d, step, m, reterr);
    JH_TRY(jh_store_end(app->store, status, reterr));
    return jh_app_submission_json(app, county, round, school, out, reterr);
}

enum jh_status jh_app_submission_decide(const struct jh_app *app, const char *county, int64_t round,
                                        const char *school, int64_t conflict, const char *choice,
                                        const char *reason, struct jh_buf *out,
                                        struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_draft d;

    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_draft_load(app, &mem, county, round, school, &d, reterr);
    if (status == JH_OK)
        status = jh_draft_decide(&d, conflict, choice ? choice : "", reason ? reason : "", reterr);
    JH_TRY(jh_store_end(app->store, status, reterr));
    return jh_app_submission_json(app, county, round, school, out, reterr);
}
