/* src/app/balance/runs.c - the name of a run, and runs kept so that they can be made again.
 * A run is named by everything that goes into it: pack, switches, county, year and each fact used.
 * What was typed twice alike gives the same name; a changed figure gives another. */
#include "app/audit.h"
#include "app/balance/work.h"
#include "app/rights.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define MAP_KEY "map of" /* beside the switches; no switch can be called so */

enum { RUN_BYTES = 64 << 20, DETAIL_MOST = 200 };

static void put_double(struct jh_buf *out, double value)
{
    uint64_t bits;
    char byte[8];

    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; i++)
        byte[i] = (char)(bits >> 8 * i & 0xFF);
    jh_buf_add(out, byte, sizeof byte);
}

static void put_row(struct jh_buf *out, const struct jh_scene *s, const struct jh_fact_row *row)
{
    if (!row)
        return;
    jh_buf_adds(out, s->facts.org[row->org].code);
    jh_buf_addc(out, '/');
    if (row->stage >= 0)
        jh_buf_adds(out, s->pack->stage[row->stage].id);
    jh_buf_addc(out, '\n');
    for (size_t i = 0; i < s->pack->nitem; i++) {
        if (!row->source[i])
            continue;
        jh_buf_adds(out, s->pack->item[i].id);
        jh_buf_addc(out, '=');
        if (row->text && row->text[i])
            jh_buf_adds(out, row->text[i]);
        else
            put_double(out, row->value[i]);
        jh_buf_addc(out, '\n');
    }
}

void jh_run_name(const struct jh_year *y, char ret[65])
{
    const struct jh_scene *s = y->scene;
    struct jh_buf out = JH_BUF(RUN_BYTES);

    jh_buf_addf(&out, "run 1\n%s %s %s\n%s %d\n", s->pack->id, s->pack->version, s->pack->hash,
                s->county.id, y->year);
    if (y->b->map)
        jh_buf_addf(&out, "map %s\n", y->b->map);
    for (size_t i = 0; i < s->pack->nswitch; i++) {
        jh_buf_adds(&out, s->switches[i].def->id);
        put_double(&out, s->switches[i].value);
    }
    for (int org = 0; org < (int)s->facts.norg; org++)
        for (int k = -1; k < (int)s->pack->nstage; k++)
            put_row(&out, s, jh_facts_row(&s->facts, org, y->year, k));
    jh_hash_hex(out.data, out.len, ret);
    jh_buf_release(&out);
}

static void put_measure(struct jh_json *j, const char *key, const struct jh_measure *m)
{
    jh_json_array(j, key);
    jh_json_num(j, NULL, m->amount);
    jh_json_num(j, NULL, m->per);
    jh_json_num(j, NULL, m->value);
    jh_json_num(j, NULL, m->line);
    jh_json_str(j, NULL, m->applies ? jh_verdict_id(m->status) : "none");
    jh_json_end(j);
}

static void put_dispersion(struct jh_json *j, const struct jh_balance *b)
{
    jh_json_array(j, "dispersion");
    for (size_t k = 0; k < b->pack->nstage; k++)
        for (size_t i = 0; i < b->nunit_indicator; i++) {
            const struct jh_stage_dispersion *d = &b->dispersion[k * b->nunit_indicator + i];
            if (!jh_indicator_at(b, i, (int)k))
                continue;
            jh_json_array(j, NULL);
            jh_json_str(j, NULL, b->pack->stage[k].id);
            jh_json_str(j, NULL, b->unit_indicator[i]->id);
            jh_json_num(j, NULL, d->all.mean);
            jh_json_num(j, NULL, d->all.cv);
            jh_json_num(j, NULL, d->all.cv_low);
            jh_json_num(j, NULL, d->all.cv_high);
            jh_json_int(j, NULL, (long long)d->have);
            jh_json_int(j, NULL, (long long)d->of);
            jh_json_str(j, NULL, jh_verdict_id(d->status));
            jh_json_end(j);
        }
    jh_json_end(j);
    jh_json_array(j, "composite");
    for (size_t k = 0; k < b->pack->nstage; k++)
        jh_json_num(j, NULL, b->composite[k]);
    jh_json_end(j);
}

static void put_units(struct jh_json *j, const struct jh_balance *b)
{
    jh_json_array(j, "units");
    for (size_t u = 0; u < b->nunit; u++) {
        const struct jh_unit *unit = &b->unit[u];
        jh_json_array(j, NULL);
        jh_json_str(j, NULL, b->school[unit->school].code);
        jh_json_str(j, NULL, b->pack->stage[unit->stage].id);
        jh_json_str(j, NULL, unit->excluded ? unit->excluded->id : jh_verdict_id(unit->status));
        for (size_t i = 0; i < b->nunit_indicator; i++)
            put_measure(j, NULL, &unit->measure[i]);
        jh_json_end(j);
    }
    jh_json_end(j);
}

/* Everything that was computed, numbers with all 17 digits. */
static void put_result(struct jh_buf *out, const struct jh_balance *b)
{
    struct jh_json j;

    jh_json_begin(&j, out);
    j.full_digits = true;
    jh_json_object(&j, NULL);
    jh_json_str(&j, "verdict", jh_verdict_id(b->verdict));
    put_dispersion(&j, b);
    put_units(&j, b);
    jh_json_array(&j, "others");
    for (size_t i = 0; i < b->nother; i++) {
        jh_json_array(&j, NULL);
        jh_json_str(&j, NULL, b->other[i].indicator->id);
        jh_json_str(&j, NULL, b->other[i].indicator->stage);
        put_measure(&j, NULL, &b->other[i].county);
        for (size_t k = 0; b->other[i].school && k < b->nschool; k++)
            put_measure(&j, NULL, &b->other[i].school[k]);
        jh_json_end(&j);
    }
    jh_json_end(&j);
    jh_json_end(&j);
}

static void put_switches(struct jh_buf *out, const struct jh_balance *b)
{
    struct jh_json j;

    jh_json_begin(&j, out);
    j.full_digits = true;
    jh_json_object(&j, NULL);
    for (size_t i = 0; i < b->pack->nswitch; i++)
        jh_json_num(&j, b->switches[i].def->id, b->switches[i].value);
    if (b->map)
        jh_json_str(&j, MAP_KEY, b->map);
    jh_json_end(&j);
}

/* The run and its entry in the log; nothing when it is kept already. */
static enum jh_status keep(const struct jh_app *app, const char *county, const struct jh_run *run,
                           struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_run kept;
    char hash[JH_HASH_TEXT], detail[DETAIL_MOST];
    enum jh_status status = jh_store_run(app->store, &mem, county, run->id, &kept, reterr);

    if (status != JH_E_NOTFOUND)
        return status;
    jh_audit_run_hash(run, hash);
    snprintf(detail, sizeof detail, "{\"run\":\"%s\",\"hash\":\"%s\"}", run->id, hash);
    JH_TRY(jh_store_put_run(app->store, county, run, reterr));
    return jh_app_log(app, county, "run:keep", "", detail, reterr);
}

enum jh_status jh_app_keep_run(const struct jh_app *app, const struct jh_balance *b,
                               struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf result = JH_BUF(RUN_BYTES), set = JH_BUF(1 << 20);

    put_result(&result, b);
    put_switches(&set, b);
    JH_TRY(jh_buf_check(&result, reterr));
    JH_TRY(jh_buf_check(&set, reterr));
    const struct jh_run run = {.id = b->run,
                               .pack = b->pack->id,
                               .pack_version = b->pack->version,
                               .pack_hash = b->pack->hash,
                               .switches = set.data,
                               .year = b->year,
                               .version = b->version,
                               .result = result.data,
                               .created = ""};
    JH_TRY(jh_store_begin(app->store, reterr));
    return jh_store_end(app->store, keep(app, b->county.id, &run, reterr), reterr);
}

static void read_switches(struct jh_arena *mem, const char *text, struct jh_ask *ret)
{
    json_t *all = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *value;
    struct jh_set *set = jh_new(mem, struct jh_set, json_object_size(all) + 1);
    const char *key;

    ret->set = set;
    json_object_foreach(all, key, value)
    {
        if (strcmp(key, MAP_KEY) == 0)
            ret->map = jh_arena_strdup(mem, json_string_value(value));
        else
            set[ret->nset++] = (struct jh_set){jh_arena_strdup(mem, key), json_number_value(value)};
    }
    json_decref(all);
}

enum jh_status jh_app_verify_run(const struct jh_app *app, const char *county, const char *run,
                                 struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf result = JH_BUF(RUN_BYTES);
    struct jh_run kept;
    struct jh_balance again;

    JH_TRY(jh_store_run(app->store, &mem, county, run, &kept, reterr));
    struct jh_ask ask = {.county = county, .pack = kept.pack, .year = kept.year};
    read_switches(&mem, kept.switches, &ask);
    JH_TRY(jh_app_balance(app, &mem, &ask, &again, reterr));
    const char *changed = strcmp(again.pack->hash, kept.pack_hash) != 0 ? "pack"
                          : strcmp(again.run, kept.id) != 0             ? "data"
                                                                        : NULL;
    if (changed)
        return jh_fail(reterr, JH_E_CONFLICT, "balance.inputs_changed",
                       ((struct jh_at){.field = changed}), (double)again.version,
                       "version %lld -> %lld", (long long)kept.version, (long long)again.version);
    put_result(&result, &again);
    JH_TRY(jh_buf_check(&result, reterr));
    if (strcmp(result.data, kept.result) != 0)
        return jh_fail(reterr, JH_E_CONFLICT, "balance.not_reproduced", JH_NOWHERE, (double)NAN,
                       "%.16s", run);
    return JH_OK;
}
