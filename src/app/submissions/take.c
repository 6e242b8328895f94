/* src/app/submissions/take.c - at the county: one school's part of a round as a file. */
#include "app/submissions/exchange.h"
#include "base/hash.h"
#include "base/seal.h"
#include <sodium.h>

enum { YEARS = 10, COUNTY_YEARS = 2 }; /* of facts that go along */

/* The county's signing key, from its key file. */
static enum jh_status county_seed(const char *path, unsigned char ret[JH_EXCHANGE_KEY],
                                  struct jh_err *reterr)
{
    JH_CLEANUP(jh_seal_wipe) struct jh_seal seal = {0};
    char half[JH_SEAL_MARK_TEXT];
    size_t got;

    JH_TRY(jh_seal_load(path, &seal, reterr));
    for (int i = 0; i < 2; i++) { /* a mark has 16 bytes */
        jh_seal_mark(&seal, "exchange", i ? "signing key, second half" : "signing key, first half",
                     half);
        sodium_hex2bin(ret + i * 16, 16, half, strlen(half), NULL, &got, NULL);
    }
    sodium_memzero(half, sizeof half);
    return JH_OK;
}

static void put_row(struct jh_json *j, const struct jh_draft *d, const struct jh_fact_row *row,
                    bool county)
{
    jh_json_object(j, NULL);
    jh_json_bool(j, "county", county);
    jh_json_int(j, "year", row->year);
    jh_json_str(j, "stage", jh_draft_stage(d, row->stage));
    jh_json_object(j, "values");
    for (size_t i = 0; i < d->pack->nitem; i++) {
        struct jh_value v = {row->value[i], row->text ? row->text[i] : NULL, row->source[i] != 0};
        if (v.some)
            jh_value_json(j, d->pack->item[i].id, &d->pack->item[i], v);
    }
    jh_json_end(j);
    jh_json_end(j);
}

/* What is known of the school, year by year, and of the county, for its rules. */
static enum jh_status put_facts(struct jh_json *j, const struct jh_draft *d, struct jh_err *reterr)
{
    const struct jh_facts_in in = {
        .county = d->county, .from = d->round.year - YEARS, .to = d->round.year, .thin = true};
    struct jh_facts f;

    JH_TRY(jh_facts_load(d->app->store, d->mem, d->pack, &in, &f, reterr));
    int school = jh_facts_org(&f, d->school);
    jh_json_array(j, "facts");
    for (size_t y = 0; y < f.nyear; y++) {
        const struct jh_fact_row *row = f.county >= 0 && f.year[y] > d->round.year - COUNTY_YEARS
                                            ? jh_facts_row(&f, f.county, f.year[y], -1)
                                            : NULL;
        if (row)
            put_row(j, d, row, true);
        for (int s = -1; school >= 0 && s < (int)d->pack->nstage; s++)
            if ((row = jh_facts_row(&f, school, f.year[y], s)) != NULL)
                put_row(j, d, row, false);
    }
    jh_json_end(j);
    return JH_OK;
}

static void put_round(struct jh_json *j, const struct jh_draft *d)
{
    jh_json_object(j, "round");
    jh_json_int(j, "id", d->round.id);
    jh_json_str(j, "title", d->round.title);
    jh_json_str(j, "pack", d->round.pack);
    jh_json_str(j, "pack_hash", d->pack->hash);
    jh_json_str(j, "forms", d->round.forms);
    jh_json_int(j, "year", d->round.year);
    jh_json_str(j, "due", d->round.due);
    jh_json_end(j);
}

static enum jh_status put_county(struct jh_json *j, const struct jh_draft *d, struct jh_err *reterr)
{
    struct jh_county *all;
    size_t n;

    JH_TRY(jh_store_counties(d->app->store, d->mem, &all, &n, reterr));
    jh_json_object(j, "county");
    jh_json_str(j, "id", d->county);
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].id, d->county) == 0) {
            jh_json_str(j, "name", all[i].name);
            jh_json_bool(j, "synthetic", all[i].synthetic);
        }
    jh_json_end(j);
    return JH_OK;
}

static void put_events(struct jh_json *j, const struct jh_draft *d)
{
    jh_json_array(j, "events");
    for (size_t i = 0; i < d->nevent; i++) {
        if (strcmp(d->event[i].kind, "comment") != 0 && strcmp(d->event[i].kind, "return") != 0)
            continue;
        jh_json_object(j, NULL);
        jh_json_str(j, "kind", d->event[i].kind);
        jh_json_int(j, "version", d->event[i].version);
        jh_json_str(j, "who", d->event[i].who);
        jh_json_str(j, "at", d->event[i].at);
        jh_json_raw(j, "detail", d->event[i].detail);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static enum jh_status content(const struct jh_draft *d, const struct jh_take *take,
                              const char *secret, struct jh_buf *out, struct jh_err *reterr)
{
    char now[JH_NOW_ROOM];
    struct jh_json j;

    jh_now_text(now);
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    JH_TRY(put_county(&j, d, reterr));
    jh_json_int(&j, "take", take->id);
    jh_json_str(&j, "made", now);
    put_round(&j, d);
    jh_json_str(&j, "school", d->school);
    jh_json_str(&j, "name", d->name);
    jh_json_str(&j, "state", jh_submission_states[d->sub.state]);
    jh_json_int(&j, "version", d->sub.version);
    jh_json_str(&j, "answer_secret", secret);
    jh_json_raw(&j, "reasons", d->sub.reasons);
    jh_exchange_cells(&j, "cells", d->own, d->nown);
    put_events(&j, d);
    JH_TRY(put_facts(&j, d, reterr));
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

static enum jh_status may_take(const struct jh_draft *d, struct jh_err *reterr)
{
    struct jh_err ignored;

    if (jh_may(d->app, "submission.approve_county", d->county, d->school, &ignored) != JH_OK)
        JH_TRY(jh_may(d->app, "submission.fill", d->county, d->school, reterr));
    if (*d->round.closed)
        return jh_fail(reterr, JH_E_CONFLICT, "submission.round_closed", JH_NOWHERE,
                       (double)d->round.id, "round %lld is closed", (long long)d->round.id);
    if (!jh_draft_open_state(d))
        return jh_draft_locked(d, reterr);
    return JH_OK;
}

static enum jh_status take_inside(struct jh_draft *d, const unsigned char seed[JH_EXCHANGE_KEY],
                                  struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf base = JH_BUF(JH_EXCHANGE_MOST);
    JH_CLEANUP(jh_buf_release) struct jh_buf json = JH_BUF(JH_EXCHANGE_MOST);
    unsigned char own[JH_EXCHANGE_KEY];
    char secret[JH_EXCHANGE_KEY_TEXT], open[JH_EXCHANGE_KEY_TEXT];
    struct jh_json j;

    JH_TRY(may_take(d, reterr));
    randombytes_buf(own, sizeof own);
    sodium_bin2hex(secret, sizeof secret, own, sizeof own);
    jh_exchange_public(own, open);
    jh_json_begin(&j, &base);
    jh_exchange_cells(&j, NULL, d->own, d->nown);
    struct jh_take take = {.collection = d->round.id,
                           .org = d->sub.org,
                           .version = d->sub.version,
                           .answer_key = open,
                           .base = base.data,
                           .who = jh_actor_account(d->app)};
    JH_TRY(jh_store_add_take(d->app->store, d->county, &take, reterr));
    JH_TRY(content(d, &take, secret, &json, reterr));
    jh_exchange_write(out, JH_EXCHANGE_TAKE, seed, json.data, json.len);
    sodium_memzero(secret, sizeof secret);
    const char *detail = jh_arena_printf(d->mem, "{\"take\":%lld}", (long long)take.id);
    JH_TRY(jh_draft_event(d, "take", detail, reterr));
    return jh_app_log(
        d->app, d->county, "submission:take",
        jh_arena_printf(d->mem, "submission:%lld/%s", (long long)d->round.id, d->school), detail,
        reterr);
}

enum jh_status jh_app_exchange_take(const struct jh_app *app, const char *county, int64_t round,
                                    const char *school, const char *key, struct jh_buf *out,
                                    struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    unsigned char seed[JH_EXCHANGE_KEY];
    struct jh_draft d;

    JH_TRY(jh_may(app, "submission.read", county, school, reterr));
    JH_TRY(county_seed(key, seed, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_draft_load(app, &mem, county, round, school, &d, reterr);
    if (status == JH_OK)
        status = take_inside(&d, seed, out, reterr);
    sodium_memzero(seed, sizeof seed);
    if (status == JH_OK)
        status = jh_buf_check(out, reterr);
    return jh_store_end(app->store, status, reterr);
}
