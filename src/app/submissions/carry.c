/* src/app/submissions/carry.c - at the school: a file of the county becomes a round in a data file
 * of the school's own, and what was filled in there becomes a file for the county. */
#include "app/submissions/exchange.h"
#include "base/hash.h"
#include <sodium.h>

struct carrying {
    const struct jh_app *app;
    struct jh_arena *mem;
    const json_t *root;
    const char *county, *school, *key;
    const struct jh_pack *pack;
    struct jh_collection c;
    int64_t org, county_org;
    const void *bytes;
    size_t n;
};

static enum jh_status same_pack(struct carrying *t, struct jh_err *reterr)
{
    const json_t *round = json_object_get(t->root, "round");

    t->c = (struct jh_collection){.id = json_integer_value(json_object_get(round, "id")),
                                  .title = jh_exchange_text(round, "title"),
                                  .pack = jh_exchange_text(round, "pack"),
                                  .pack_hash = jh_exchange_text(round, "pack_hash"),
                                  .forms = jh_exchange_text(round, "forms"),
                                  .year = (int)json_integer_value(json_object_get(round, "year")),
                                  .due = jh_exchange_text(round, "due")};
    t->county = jh_exchange_text(json_object_get(t->root, "county"), "id");
    t->school = jh_exchange_text(t->root, "school");
    t->pack = jh_pack_find(t->app->packs, t->c.pack);
    if (!t->pack || strcmp(t->pack->hash, t->c.pack_hash) != 0)
        return jh_fail(reterr, JH_E_DATA, "exchange.packs", JH_NOWHERE, (double)NAN, "%.80s",
                       t->c.pack);
    if (t->c.id < 1 || !*t->county || !*t->school)
        return jh_fail(reterr, JH_E_DATA, "exchange.tampered", JH_NOWHERE, (double)NAN,
                       "no round, county or school");
    return JH_OK;
}

/* Another county's key for the same county, or work that is not handed in yet, is not written
 * over. */
static enum jh_status may_carry(struct carrying *t, bool *ret_there, struct jh_err *reterr)
{
    struct jh_carried *all;
    const char **county;
    size_t n;

    *ret_there = false;
    JH_TRY(jh_store_all_carried(t->app->store, t->mem, &all, &county, &n, reterr));
    for (size_t i = 0; i < n; i++) {
        struct jh_submission s;
        if (strcmp(county[i], t->county) != 0)
            continue;
        if (strcmp(all[i].county_key, t->key) != 0)
            return jh_fail(reterr, JH_E_DATA, "exchange.foreign", JH_NOWHERE, (double)NAN,
                           "another key than before: %.16s", t->key);
        if (all[i].collection != t->c.id)
            continue;
        JH_TRY(
            jh_store_submission(t->app->store, t->mem, t->county, t->c.id, t->school, &s, reterr));
        *ret_there = true;
        const char *handed = jh_arena_printf(t->mem, "%lld", (long long)s.version);
        if (strcmp(handed, all[i].base) != 0)
            return jh_fail(reterr, JH_E_CONFLICT, "exchange.carried_already", JH_NOWHERE,
                           (double)t->c.id, "%.40s", t->school);
    }
    return JH_OK;
}

static enum jh_status put_fact(struct carrying *t, const struct jh_import *import, size_t i,
                               const json_t *fact, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(1 << 20);
    const json_t *values = json_object_get(fact, "values");
    struct jh_json j;

    jh_json_begin(&j, &out);
    jh_json_array(&j, NULL);
    for (size_t k = 0; k < t->pack->nitem; k++) {
        json_t *value = json_object_get(values, t->pack->item[k].id);
        char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
        jh_json_raw(&j, NULL, text ? text : "null");
        jh_bytes_free(text);
    }
    jh_json_end(&j);
    JH_TRY(jh_buf_check(&out, reterr));
    const struct jh_fact one = {.org = json_is_true(json_object_get(fact, "county")) ? t->county_org
                                                                                     : t->org,
                                .year = (int)json_integer_value(json_object_get(fact, "year")),
                                .stage = jh_exchange_text(fact, "stage"),
                                .import = import->id,
                                .sheet = 1,
                                .row = (long)i + 1,
                                .values = out.data,
                                .nvalues = out.len};
    return jh_store_add_fact(t->app->store, t->county, &one, reterr);
}

/* What the county knows, as a committed import: last year's values, the roster, the rules' other
 * figures. */
static enum jh_status put_facts(struct carrying *t, struct jh_err *reterr)
{
    const char **item = jh_new(t->mem, const char *, t->pack->nitem + 1);
    int *column = jh_new(t->mem, int, t->pack->nitem + 1);
    const json_t *facts = json_object_get(t->root, "facts"), *fact;
    struct jh_import import = {.file = jh_arena_printf(t->mem, "%s.jhx", t->school),
                               .format = "carried",
                               .mapping = "{}",
                               .report = "{}",
                               .reason = "",
                               .committed = "",
                               .undone = ""};
    const struct jh_fact_sheet sheet = {
        .sheet = 1, .name = "facts", .item = item, .column = column, .n = t->pack->nitem};
    size_t i;

    for (i = 0; i < t->pack->nitem; i++) {
        item[i] = t->pack->item[i].id;
        column[i] = (int)i;
    }
    JH_TRY(jh_store_add_import(t->app->store, t->county, &import, t->bytes, t->n, reterr));
    JH_TRY(jh_store_add_fact_sheet(t->app->store, t->county, import.id, &sheet, reterr));
    json_array_foreach(facts, i, fact) JH_TRY(put_fact(t, &import, i, fact, reterr));
    import.state = JH_IMPORT_COMMITTED;
    JH_TRY(jh_store_save_import(t->app->store, t->county, &import, reterr));
    return jh_app_log(t->app, t->county, "import:commit",
                      jh_arena_printf(t->mem, "import:%lld", (long long)import.id),
                      jh_arena_printf(t->mem, "{\"import\":%lld,\"file\":\"%.64s\"}",
                                      (long long)import.id, import.hash),
                      reterr);
}

static enum jh_status put_cells(struct carrying *t, struct jh_err *reterr)
{
    const json_t *cell;
    size_t i;

    json_array_foreach(json_object_get(t->root, "cells"), i, cell)
    {
        char *text = json_dumps(json_object_get(cell, "value"), JSON_ENCODE_ANY | JSON_COMPACT);
        const struct jh_submission_value v = {jh_exchange_text(cell, "stage"),
                                              jh_exchange_text(cell, "item"),
                                              jh_arena_strdup(t->mem, text ? text : "null"),
                                              jh_exchange_text(cell, "entered"),
                                              json_integer_value(json_object_get(cell, "version")),
                                              jh_exchange_text(cell, "who"),
                                              jh_exchange_text(cell, "at"),
                                              jh_exchange_text(cell, "how")};
        jh_bytes_free(text);
        JH_TRY(
            jh_store_put_submission_value(t->app->store, t->county, t->c.id, t->org, &v, reterr));
    }
    return JH_OK;
}

static enum jh_status put_event(struct carrying *t, const json_t *event, struct jh_err *reterr)
{
    char *detail = json_dumps(json_object_get(event, "detail"), JSON_COMPACT);
    const struct jh_submission_event e = {
        .kind = jh_exchange_text(event, "kind"),
        .version = json_integer_value(json_object_get(event, "version")),
        .who = jh_exchange_text(event, "who"),
        .at = jh_exchange_text(event, "at"),
        .detail = jh_arena_strdup(t->mem, detail ? detail : "{}")};

    jh_bytes_free(detail);
    return jh_store_add_submission_event(t->app->store, t->county, t->c.id, t->org, &e, reterr);
}

static enum jh_status put_round(struct carrying *t, bool there, struct jh_err *reterr)
{
    const json_t *event;
    size_t i;
    char *reasons = json_dumps(json_object_get(t->root, "reasons"), JSON_COMPACT);
    bool returned = strcmp(jh_exchange_text(t->root, "state"), "returned") == 0;
    const struct jh_submission one = {
        .collection = t->c.id,
        .org = t->org,
        .state = returned ? JH_SUBMISSION_RETURNED : JH_SUBMISSION_DRAFT,
        .version = json_integer_value(json_object_get(t->root, "version")),
        .reasons = jh_arena_strdup(t->mem, reasons ? reasons : "{}")};
    const struct jh_carried carried = {.collection = t->c.id,
                                       .org = t->org,
                                       .take = json_integer_value(json_object_get(t->root, "take")),
                                       .secret = jh_exchange_text(t->root, "answer_secret"),
                                       .county_key = t->key,
                                       .last_hand_in = "",
                                       .base =
                                           jh_arena_printf(t->mem, "%lld", (long long)one.version)};

    jh_bytes_free(reasons);
    if (!there) {
        JH_TRY(jh_store_add_collection(t->app->store, t->county, &t->c, reterr));
        JH_TRY(jh_store_add_submission(t->app->store, t->county, &one, reterr));
    } else {
        JH_TRY(jh_store_save_submission(t->app->store, t->county, &one, reterr));
    }
    JH_TRY(put_cells(t, reterr));
    json_array_foreach(json_object_get(t->root, "events"), i, event)
        JH_TRY(put_event(t, event, reterr));
    return jh_store_put_carried(t->app->store, t->county, &carried, reterr);
}

static enum jh_status carry_inside(struct carrying *t, struct jh_err *reterr)
{
    const json_t *county = json_object_get(t->root, "county");
    const struct jh_county one = {t->county, jh_exchange_text(county, "name"),
                                  json_is_true(json_object_get(county, "synthetic"))};
    const struct jh_submission_event e = {
        .kind = "carry", .who = jh_actor_account(t->app), .at = "", .detail = "{}"};
    bool there;

    JH_TRY(jh_store_put_county(t->app->store, &one, reterr));
    JH_TRY(jh_store_put_org(t->app->store, t->county, "", &t->county_org, reterr));
    JH_TRY(jh_store_put_org(t->app->store, t->county, t->school, &t->org, reterr));
    JH_TRY(may_carry(t, &there, reterr));
    JH_TRY(put_facts(t, reterr));
    JH_TRY(put_round(t, there, reterr));
    JH_TRY(jh_store_add_submission_event(t->app->store, t->county, t->c.id, t->org, &e, reterr));
    return jh_app_log(t->app, t->county, "submission:carry",
                      jh_arena_printf(t->mem, "submission:%lld/%s", (long long)t->c.id, t->school),
                      "{}", reterr);
}

enum jh_status jh_app_exchange_carry(const struct jh_app *app, const void *bytes, size_t n,
                                     struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_exchange_free) json_t *root = NULL;
    char key[JH_EXCHANGE_KEY_TEXT];
    struct carrying t = {.app = app, .mem = &mem, .key = key, .bytes = bytes, .n = n};
    struct jh_json j;

    JH_TRY(jh_exchange_read(app, JH_EXCHANGE_TAKE, bytes, n, &root, key, reterr));
    t.root = root;
    JH_TRY(same_pack(&t, reterr));
    JH_TRY(jh_may(app, "submission.fill", t.county, t.school, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    JH_TRY(jh_store_end(app->store, carry_inside(&t, reterr), reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "county", t.county);
    jh_json_int(&j, "round", t.c.id);
    jh_json_str(&j, "title", t.c.title);
    jh_json_str(&j, "school", t.school);
    jh_json_str(&j, "name", jh_exchange_text(root, "name"));
    jh_json_str(&j, "due", t.c.due);
    jh_json_str(&j, "key", jh_arena_strndup(&mem, key, 16));
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

static void answer(const struct jh_draft *d, const struct jh_carried *c, struct jh_buf *out)
{
    char now[JH_NOW_ROOM];
    struct jh_json j;

    jh_now_text(now);
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "county", d->county);
    jh_json_int(&j, "take", c->take);
    jh_json_int(&j, "round", d->round.id);
    jh_json_str(&j, "school", d->school);
    jh_json_str(&j, "made", now);
    jh_json_str(&j, "by", jh_actor_account(d->app));
    jh_json_str(&j, "previous", c->last_hand_in);
    jh_json_bool(&j, "submitted", d->sub.state == JH_SUBMISSION_SUBMITTED);
    jh_json_raw(&j, "reasons", d->sub.reasons);
    jh_exchange_cells(&j, "cells", d->own, d->nown);
    jh_json_end(&j);
}

static enum jh_status hand_in_inside(struct jh_draft *d, struct jh_carried *c, struct jh_buf *out,
                                     struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf json = JH_BUF(JH_EXCHANGE_MOST);
    unsigned char seed[JH_EXCHANGE_KEY];
    char hash[JH_HASH_TEXT];
    size_t got;

    JH_TRY(jh_may(d->app, "submission.fill", d->county, d->school, reterr));
    if (sodium_hex2bin(seed, sizeof seed, c->secret, strlen(c->secret), NULL, &got, NULL) != 0 ||
        got != sizeof seed)
        return jh_fail(reterr, JH_E_DATA, "exchange.nothing_carried", JH_NOWHERE, (double)NAN,
                       "no key to sign with");
    answer(d, c, &json);
    JH_TRY(jh_buf_check(&json, reterr));
    jh_exchange_write(out, JH_EXCHANGE_ANSWER, seed, json.data, json.len);
    sodium_memzero(seed, sizeof seed);
    JH_TRY(jh_buf_check(out, reterr));
    jh_hash_hex(out->data, out->len, hash);
    c->last_hand_in = jh_arena_strdup(d->mem, hash);
    c->base = jh_arena_printf(d->mem, "%lld", (long long)d->sub.version);
    JH_TRY(jh_store_put_carried(d->app->store, d->county, c, reterr));
    const char *detail = jh_arena_printf(d->mem, "{\"hash\":\"%s\"}", hash);
    JH_TRY(jh_draft_event(d, "hand_in", detail, reterr));
    return jh_app_log(
        d->app, d->county, "submission:hand_in",
        jh_arena_printf(d->mem, "submission:%lld/%s", (long long)d->round.id, d->school), detail,
        reterr);
}

/* The one that is meant among those carried here. */
static enum jh_status choose(const struct jh_app *app, struct jh_arena *mem, const char *wanted,
                             int64_t round, const char *school, struct jh_carried *ret,
                             const char **ret_county, const char **ret_school,
                             struct jh_err *reterr)
{
    struct jh_carried *all;
    struct jh_org *org;
    const char **county;
    size_t n, norg, found = 0;

    JH_TRY(jh_store_all_carried(app->store, mem, &all, &county, &n, reterr));
    for (size_t i = 0; i < n; i++) {
        const char *code = "";
        JH_TRY(jh_store_orgs(app->store, mem, county[i], &org, &norg, reterr));
        for (size_t k = 0; k < norg; k++)
            code = org[k].id == all[i].org ? org[k].code : code;
        if ((wanted && strcmp(wanted, county[i]) != 0) || (round && all[i].collection != round) ||
            (school && strcmp(school, code) != 0))
            continue;
        *ret = all[i];
        *ret_county = county[i];
        *ret_school = code;
        found++;
    }
    if (found == 1)
        return JH_OK;
    return jh_fail(reterr, found ? JH_E_USAGE : JH_E_NOTFOUND,
                   found ? "exchange.which" : "exchange.nothing_carried", JH_NOWHERE, (double)found,
                   "%zu carried", found);
}

enum jh_status jh_app_exchange_hand_in(const struct jh_app *app, const char *wanted, int64_t round,
                                       const char *school, struct jh_buf *out,
                                       struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *county = NULL, *code = NULL;
    struct jh_carried c = {.secret = ""};
    struct jh_draft d;

    if (wanted && school)
        JH_TRY(jh_may(app, "submission.fill", wanted, school, reterr));
    JH_TRY(choose(app, &mem, wanted, round, school, &c, &county, &code, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_draft_load(app, &mem, county, c.collection, code, &d, reterr);
    if (status == JH_OK)
        status = hand_in_inside(&d, &c, out, reterr);
    return jh_store_end(app->store, status, reterr);
}
