/* src/app/submissions/receive.c - at the county: a school's answer, merged cell by cell. Three
 * values are compared: what the school was given (or handed in the last time), what stands here
 * now, and what it brings. Where both sides changed a cell differently both values are kept, and
 * somebody decides. */
#include "app/submissions/exchange.h"
#include "base/hash.h"

struct receiving {
    struct jh_draft *d;
    const json_t *root, *base; /* base: list of cells */
    struct jh_hand_in in;
    bool locked; /* submitted or approved here: nothing is written, differences become conflicts */
    long cells, applied, same, kept, conflicts, known_conflicts;
    struct jh_json refused;
    long refusals;
    const char *not_submitted; /* why it was not submitted here as it was there; NULL */
    bool submitted;
};

static const json_t *find_cell(const json_t *list, const char *stage, const char *item)
{
    const json_t *cell;
    size_t i;

    json_array_foreach(list, i, cell)
    {
        if (strcmp(jh_exchange_text(cell, "stage"), stage) == 0 &&
            strcmp(jh_exchange_text(cell, "item"), item) == 0)
            return cell;
    }
    return NULL;
}

static const char *value_text(struct jh_arena *mem, const json_t *cell)
{
    json_t *value = json_object_get(cell, "value");
    char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    const char *copy = jh_arena_strdup(mem, text ? text : "null");

    jh_bytes_free(text);
    return copy;
}

static void refuse(struct receiving *r, const json_t *cell, const char *why)
{
    jh_json_object(&r->refused, NULL);
    jh_json_str(&r->refused, "stage", jh_exchange_text(cell, "stage"));
    jh_json_str(&r->refused, "item", jh_exchange_text(cell, "item"));
    jh_json_str(&r->refused, "entered", jh_exchange_text(cell, "entered"));
    jh_json_str(&r->refused, "text", why);
    jh_json_end(&r->refused);
    r->refusals++;
}

static enum jh_status apply(struct receiving *r, const json_t *cell, const struct jh_item *item,
                            struct jh_value theirs, struct jh_err *reterr)
{
    struct jh_draft *d = r->d;
    const struct jh_submission_value row = {.stage = jh_exchange_text(cell, "stage"),
                                            .item = item->id,
                                            .value = jh_value_json_text(d->mem, item, theirs),
                                            .entered = jh_exchange_text(cell, "entered"),
                                            .version = d->sub.version + 1,
                                            .who = jh_exchange_text(cell, "who"),
                                            .at = jh_exchange_text(cell, "at"),
                                            .how = "offline"};

    r->applied++;
    return jh_store_put_submission_value(d->app->store, d->county, d->round.id, d->sub.org, &row,
                                         reterr);
}

static enum jh_status clash(struct receiving *r, const json_t *cell, const struct jh_item *item,
                            const struct jh_draft_cell *ours, struct jh_value base,
                            struct jh_value theirs, struct jh_err *reterr)
{
    struct jh_draft *d = r->d;
    const char *stage = jh_exchange_text(cell, "stage");
    struct jh_submission_conflict c = {.hand_in = r->in.id,
                                       .stage = stage,
                                       .item = item->id,
                                       .base = jh_value_json_text(d->mem, item, base),
                                       .ours = jh_value_json_text(d->mem, item, ours->typed),
                                       .ours_who = ours->own ? ours->own->who : "",
                                       .ours_at = ours->own ? ours->own->at : "",
                                       .theirs = jh_value_json_text(d->mem, item, theirs),
                                       .theirs_entered = jh_exchange_text(cell, "entered"),
                                       .theirs_who = jh_exchange_text(cell, "who"),
                                       .theirs_at = jh_exchange_text(cell, "at")};

    for (size_t i = 0; i < d->nconflict; i++)
        if (!*d->conflict[i].decided && strcmp(d->conflict[i].stage, stage) == 0 &&
            strcmp(d->conflict[i].item, item->id) == 0 &&
            strcmp(d->conflict[i].theirs, c.theirs) == 0) {
            r->known_conflicts++; /* told before, and still open */
            return JH_OK;
        }
    r->conflicts++;
    return jh_store_add_submission_conflict(d->app->store, d->county, d->round.id, d->sub.org, &c,
                                            reterr);
}

/* A value has to pass here as it passed there. */
static bool valid(struct receiving *r, const json_t *cell, const struct jh_item *item, int stage,
                  struct jh_value *v)
{
    const char *fault = NULL;

    if (!v->some) {
        if (json_is_null(json_object_get(cell, "value")))
            return true;
        refuse(r, cell, "");
        return false;
    }
    const char *shown = jh_value_shown(r->d->app, r->d->mem, item, *v);
    if (jh_value_read(r->d->app, r->d->mem, r->d->pack, item, stage, shown, v, &fault))
        return true;
    refuse(r, cell, fault ? fault : "");
    return false;
}

static enum jh_status merge_cell(struct receiving *r, const json_t *cell, struct jh_err *reterr)
{
    struct jh_draft *d = r->d;
    const char *id = jh_exchange_text(cell, "item"), *at = jh_exchange_text(cell, "stage");
    const struct jh_item *item = jh_pack_item(d->pack, id);
    int stage = *at ? jh_pack_stage(d->pack, at) : -1;

    r->cells++;
    if (!item || (*at && stage < 0) ||
        !jh_draft_at(d, stage, (size_t)(item - d->pack->item))->asked) {
        const struct jh_msg_arg args[] = {{"item", id}, {"stage", at}};
        refuse(r, cell, jh_say(d->app, d->mem, "submission.cell_not_asked", args, 2));
        return JH_OK;
    }
    const struct jh_draft_cell *ours = jh_draft_at(d, stage, (size_t)(item - d->pack->item));
    const json_t *old = find_cell(r->base, at, id);
    struct jh_value theirs = jh_value_parse(d->mem, item, value_text(d->mem, cell));
    struct jh_value base = jh_value_parse(d->mem, item, old ? value_text(d->mem, old) : "null");
    if (!valid(r, cell, item, stage, &theirs))
        return JH_OK;
    if (jh_value_same(item, theirs, ours->typed)) {
        r->same++;
        return JH_OK;
    }
    if (jh_value_same(item, theirs, base)) { /* only we changed it */
        r->kept++;
        return JH_OK;
    }
    if (!r->locked && jh_value_same(item, ours->typed, base))
        return apply(r, cell, item, theirs, reterr);
    return clash(r, cell, item, ours, base, theirs, reterr);
}

/* The file must belong to a file that was given out here, for this school, with its key. */
static enum jh_status belongs(struct receiving *r, const char *key, const struct jh_take *take,
                              struct jh_err *reterr)
{
    const struct jh_draft *d = r->d;

    if (strcmp(key, take->answer_key) != 0 || take->collection != d->round.id ||
        take->org != d->sub.org)
        return jh_fail(reterr, JH_E_DATA, "exchange.foreign", JH_NOWHERE, (double)take->id,
                       "%.20s, round %lld", d->school, (long long)d->round.id);
    return JH_OK;
}

static void put_figures(struct receiving *r, struct jh_json *j)
{
    struct jh_draft *d = r->d;
    const char *number[5] = {jh_arena_printf(d->mem, "%lld", (long long)r->in.id),
                             jh_arena_printf(d->mem, "%ld", r->cells),
                             jh_arena_printf(d->mem, "%ld", r->applied),
                             jh_arena_printf(d->mem, "%ld", r->same + r->kept),
                             jh_arena_printf(d->mem, "%ld", r->conflicts + r->known_conflicts)};
    const struct jh_msg_arg args[] = {{"number", number[0]},
                                      {"school", d->name},
                                      {"cells", number[1]},
                                      {"applied", number[2]},
                                      {"same", number[3]},
                                      {"conflicts", number[4]},
                                      {"hash", jh_arena_strndup(d->mem, r->in.hash, 16)}};

    jh_json_int(j, "receipt", r->in.id);
    jh_json_str(j, "hash", r->in.hash);
    jh_json_str(j, "county", d->county);
    jh_json_int(j, "round", d->round.id);
    jh_json_str(j, "school", d->school);
    jh_json_str(j, "name", d->name);
    jh_json_str(j, "received", r->in.at);
    jh_json_str(j, "by", r->in.who);
    jh_json_int(j, "cells", r->cells);
    jh_json_int(j, "applied", r->applied);
    jh_json_int(j, "same", r->same);
    jh_json_int(j, "kept", r->kept);
    jh_json_int(j, "conflicts", r->conflicts + r->known_conflicts);
    jh_json_bool(j, "submitted", r->submitted);
    jh_json_str(j, "not_submitted", r->not_submitted);
    jh_json_str(j, "text", jh_say(d->app, d->mem, "exchange.receipt", args, 7));
}

/* The school had submitted it; the same rules decide here. What stands against it is told. */
static enum jh_status submit_too(struct receiving *r, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf why = JH_BUF(64 * 1024);
    struct jh_draft *d = r->d;
    struct jh_err err;

    if (!json_is_true(json_object_get(r->root, "submitted")) || r->locked)
        return JH_OK;
    char *reasons = json_dumps(json_object_get(r->root, "reasons"), JSON_COMPACT);
    const char *text = jh_arena_strdup(d->mem, reasons ? reasons : "{}");
    jh_bytes_free(reasons);
    JH_TRY(jh_draft_load(d->app, d->mem, d->county, d->round.id, d->school, d, reterr));
    enum jh_status status = jh_draft_submit(d, text, &err);
    r->submitted = status == JH_OK;
    if (status == JH_OK)
        return JH_OK;
    if (status != JH_E_DATA) {
        if (reterr)
            *reterr = err;
        return status;
    }
    jh_msg_err(&why, d->app->language, &err);
    r->not_submitted = jh_arena_strdup(d->mem, why.data);
    return JH_OK;
}

static enum jh_status keep(struct receiving *r, const char *refused, struct jh_buf *receipt,
                           struct jh_err *reterr)
{
    struct jh_draft *d = r->d;
    struct jh_json j;
    char *cells = json_dumps(json_object_get(r->root, "cells"), JSON_COMPACT);

    jh_json_begin(&j, receipt);
    jh_json_object(&j, NULL);
    put_figures(r, &j);
    jh_json_raw(&j, "refused", refused);
    jh_json_end(&j);
    r->in.cells = jh_arena_strdup(d->mem, cells ? cells : "[]");
    r->in.receipt = receipt->data;
    jh_bytes_free(cells);
    JH_TRY(jh_buf_check(receipt, reterr));
    JH_TRY(jh_store_add_hand_in(d->app->store, d->county, &r->in, reterr));
    JH_TRY(jh_draft_event(d, "receive", receipt->data, reterr));
    return jh_app_log(
        d->app, d->county, "submission:receive",
        jh_arena_printf(d->mem, "submission:%lld/%s", (long long)d->round.id, d->school),
        jh_arena_printf(d->mem, "{\"receipt\":%lld,\"hash\":\"%s\"}", (long long)r->in.id,
                        r->in.hash),
        reterr);
}

static enum jh_status merge(struct receiving *r, struct jh_buf *receipt, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf refused = JH_BUF(JH_EXCHANGE_MOST);
    struct jh_draft *d = r->d;
    const json_t *cells = json_object_get(r->root, "cells"), *cell;
    size_t i;

    if (json_array_size(cells) > JH_SUBMISSION_CELLS)
        return jh_fail(reterr, JH_E_LIMIT, "submission.too_many_cells", JH_NOWHERE,
                       (double)json_array_size(cells), "%zu cells", json_array_size(cells));
    r->locked = !jh_draft_open_state(d);
    jh_json_begin(&r->refused, &refused);
    jh_json_array(&r->refused, NULL);
    json_array_foreach(cells, i, cell) JH_TRY(merge_cell(r, cell, reterr));
    jh_json_end(&r->refused);
    if (r->applied) {
        d->sub.version++;
        JH_TRY(jh_store_save_submission(d->app->store, d->county, &d->sub, reterr));
    }
    JH_TRY(submit_too(r, reterr));
    return keep(r, refused.data, receipt, reterr);
}

/* What the school had when it began: what it handed in before, if that came, else what it was
 * given. */
static enum jh_status find_base(struct receiving *r, const struct jh_take *take, json_t **ret,
                                struct jh_err *reterr)
{
    const char *previous = jh_exchange_text(r->root, "previous");
    struct jh_hand_in before = {0};
    bool found = false;

    if (*previous)
        JH_TRY(jh_store_hand_in(r->d->app->store, r->d->mem, r->d->county, previous, &before,
                                &found, reterr));
    found = found && before.take == take->id;
    *ret = json_loads(found ? before.cells : take->base, 0, NULL);
    r->base = *ret;
    return JH_OK;
}

static enum jh_status may_receive(const struct jh_app *app, const char *county, const char *school,
                                  struct jh_err *reterr)
{
    struct jh_err ignored;

    if (jh_may(app, "submission.approve_county", county, school, &ignored) == JH_OK)
        return JH_OK;
    return jh_may(app, "submission.fill", county, school, reterr);
}

/* Inside the transaction; *ret_again: it was here before. */
static enum jh_status receive(struct receiving *r, const char *county, const char *key,
                              struct jh_buf *receipt, bool *ret_again, struct jh_err *reterr)
{
    JH_CLEANUP(jh_exchange_free) json_t *base = NULL;
    const struct jh_app *app = r->d->app;
    struct jh_arena *mem = r->d->mem;
    const char *school = jh_exchange_text(r->root, "school");
    int64_t round = json_integer_value(json_object_get(r->root, "round"));
    struct jh_hand_in before;
    struct jh_take take;

    JH_TRY(may_receive(app, county, school, reterr));
    JH_TRY(jh_store_take(app->store, mem, county,
                         json_integer_value(json_object_get(r->root, "take")), &take, reterr));
    JH_TRY(jh_draft_load(app, mem, county, round, school, r->d, reterr));
    JH_TRY(belongs(r, key, &take, reterr));
    JH_TRY(jh_store_hand_in(app->store, mem, county, r->in.hash, &before, ret_again, reterr));
    if (*ret_again) {
        jh_buf_adds(receipt, before.receipt);
        return JH_OK;
    }
    r->in.take = take.id;
    r->in.collection = round;
    r->in.org = r->d->sub.org;
    r->in.who = jh_actor_account(app);
    JH_TRY(jh_store_next_hand_in(app->store, county, &r->in.id, reterr));
    JH_TRY(find_base(r, &take, &base, reterr));
    return merge(r, receipt, reterr);
}

static enum jh_status tell(const struct jh_app *app, struct jh_arena *mem, const char *county,
                           const struct jh_draft *d, const char *receipt, bool again,
                           struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf grid = JH_BUF(JH_SUBMISSION_JSON);
    struct jh_json j;

    JH_TRY(jh_app_submission_json(app, county, d->round.id, d->school, &grid, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_bool(&j, "again", again);
    jh_json_str(&j, "again_text",
                again ? jh_say(app, mem, "exchange.receipt_again", NULL, 0) : NULL);
    jh_json_raw(&j, "receipt", receipt);
    jh_json_raw(&j, "submission", grid.data);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

enum jh_status jh_app_exchange_receive(const struct jh_app *app, const char *county,
                                       const void *bytes, size_t n, struct jh_buf *out,
                                       struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_exchange_free) json_t *root = NULL;
    JH_CLEANUP(jh_buf_release) struct jh_buf receipt = JH_BUF(JH_EXCHANGE_MOST);
    char key[JH_EXCHANGE_KEY_TEXT], hash[JH_HASH_TEXT], now[JH_NOW_ROOM];
    struct jh_draft d = {.app = app, .mem = &mem};
    struct receiving r = {.d = &d};
    bool again = false;

    JH_TRY(jh_exchange_read(app, JH_EXCHANGE_ANSWER, bytes, n, &root, key, reterr));
    if (strcmp(jh_exchange_text(root, "county"), county) != 0)
        return jh_fail(reterr, JH_E_DATA, "exchange.foreign", JH_NOWHERE, (double)NAN, "%.20s",
                       jh_exchange_text(root, "county"));
    jh_hash_hex(bytes, n, hash);
    jh_now_text(now);
    r.root = root;
    r.in = (struct jh_hand_in){.hash = hash, .at = now};
    JH_TRY(jh_store_begin(app->store, reterr));
    JH_TRY(jh_store_end(app->store, receive(&r, county, key, &receipt, &again, reterr), reterr));
    return tell(app, &mem, county, &d, receipt.data, again, out, reterr);
}
