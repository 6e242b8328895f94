/* src/app/submissions/decide.c - both values of a conflict are kept; somebody chooses. */
#include "app/accounts.h"
#include "app/submissions/inside.h"

enum jh_status jh_submission_second(const struct jh_draft *d, const char *subject,
                                    struct jh_err *reterr)
{
    if (!jh_right_two_person("submission.reopen"))
        return JH_OK;
    return jh_request_take(d->app, d->county, "submission.reopen", subject, jh_clock(), reterr);
}

static enum jh_status take_theirs(struct jh_draft *d, const struct jh_submission_conflict *c,
                                  struct jh_err *reterr)
{
    char now[JH_NOW_ROOM];

    if (!jh_draft_open_state(d))
        return jh_draft_locked(d, reterr);
    jh_now_text(now);
    const struct jh_submission_value row = {
        c->stage,           c->item,       c->theirs, c->theirs_entered,
        d->sub.version + 1, c->theirs_who, now,       "decided"};
    d->sub.version++;
    JH_TRY(jh_store_put_submission_value(d->app->store, d->county, d->round.id, d->sub.org, &row,
                                         reterr));
    return jh_store_save_submission(d->app->store, d->county, &d->sub, reterr);
}

static enum jh_status tell(struct jh_draft *d, const struct jh_submission_conflict *c,
                           const char *reason, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf detail = JH_BUF(64 * 1024);
    struct jh_json j;

    jh_json_begin(&j, &detail);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "conflict", c->id);
    jh_json_str(&j, "stage", c->stage);
    jh_json_str(&j, "item", c->item);
    jh_json_str(&j, "choice", c->choice);
    jh_json_str(&j, "reason", reason);
    jh_json_raw(&j, "ours", c->ours);
    jh_json_raw(&j, "theirs", c->theirs);
    jh_json_end(&j);
    JH_TRY(jh_buf_check(&detail, reterr));
    JH_TRY(jh_draft_event(d, "decide", detail.data, reterr));
    return jh_app_log(
        d->app, d->county, "submission:decide",
        jh_arena_printf(d->mem, "submission:%lld/%s", (long long)d->round.id, d->school),
        detail.data, reterr);
}

enum jh_status jh_draft_decide(struct jh_draft *d, int64_t conflict, const char *choice,
                               const char *reason, struct jh_err *reterr)
{
    struct jh_submission_conflict *c = NULL;
    struct jh_err ignored;

    if (jh_may(d->app, "submission.approve_county", d->county, d->school, &ignored) != JH_OK)
        JH_TRY(jh_may(d->app, "submission.fill", d->county, d->school, reterr));
    for (size_t i = 0; i < d->nconflict; i++)
        if (d->conflict[i].id == conflict)
            c = &d->conflict[i];
    if (!c || *c->decided)
        return jh_fail(reterr, c ? JH_E_CONFLICT : JH_E_NOTFOUND,
                       c ? "submission.conflict_decided" : "submission.no_conflict", JH_NOWHERE,
                       (double)conflict, "conflict %lld", (long long)conflict);
    if (strcmp(choice, "ours") != 0 && strcmp(choice, "theirs") != 0)
        return jh_fail(reterr, JH_E_USAGE, "submission.choice", JH_NOWHERE, (double)NAN, "%.40s",
                       choice);
    if (strlen(reason) > JH_SUBMISSION_TEXT)
        return jh_fail(reterr, JH_E_LIMIT, "submission.text_long", JH_NOWHERE,
                       (double)JH_SUBMISSION_TEXT, "%zu bytes", strlen(reason));
    if (strcmp(choice, "theirs") == 0)
        JH_TRY(take_theirs(d, c, reterr));
    c->choice = choice;
    c->decided_by = jh_actor_account(d->app);
    JH_TRY(jh_store_decide_submission_conflict(d->app->store, d->county, d->round.id, d->sub.org, c,
                                               reterr));
    return tell(d, c, reason, reterr);
}
