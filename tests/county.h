/* tests/county.h - a small county made by hand: put rows of facts, then ask the scorecard. */
#pragma once
#include "app/balance.h"
#include "base/embed.h"
#include "base/json.h"
#include "base/num.h"
#include "t.h"
#include "app/rights.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct county {
    struct jh_arena mem;
    struct jh_pack_set packs;
    struct jh_store *store;
    struct jh_app app;
    struct jh_err err;
    struct jh_import import;
    int sheet;
    char name[40];
};

#define COUNTY "430999"
#define QUALITY "cn-quality-balance-2017"

static inline void county_begin(struct county *c)
{
    static const char bytes[] = "made by hand";
    c->import = (struct jh_import){
        .file = "hand.xlsx", .format = "xlsx", .mapping = "{}", .report = "{}", .reason = ""};
    c->import.committed = c->import.undone = "";
    c->sheet = 0;
    CHECK(jh_store_begin(c->store, &c->err) == JH_OK);
    CHECK(jh_store_add_import(c->store, COUNTY, &c->import, bytes, sizeof bytes - 1, &c->err) ==
          JH_OK);
}

static inline void county_open(struct county *c, const char *folder)
{
    static int counter;
    *c = (struct county){0};
    CHECK(jh_packs_load(&c->mem, &jh_embed_packs, folder, &c->packs, &c->err) == JH_OK);
    for (size_t i = 0; i < c->packs.nfault; i++)
        printf("pack fault: %s %s %s\n", c->packs.fault[i].file, c->packs.fault[i].id,
               c->packs.fault[i].text);
    snprintf(c->name, sizeof c->name, "county-%d", counter++);
    CHECK(jh_store_open(t_store(c->name), &c->store, &c->err) == JH_OK);
    c->app = (struct jh_app){c->store, &c->packs, "zh-CN", jh_actor_local()};
    const struct jh_county county = {COUNTY, "示例县", true};
    CHECK(jh_store_put_county(c->store, &county, &c->err) == JH_OK);
    county_begin(c);
}

/* "pupils=120 name=一小 closed=2024-08-31": a number, or else a string. */
static inline void county_put(struct county *c, const char *code, int year, const char *stage,
                              const char *values)
{
    const char *item[200];
    int column[200];
    size_t n = 0;
    struct jh_buf out = JH_BUF(1 << 20);
    struct jh_json j;

    jh_json_begin(&j, &out);
    jh_json_array(&j, NULL);
    for (const char *at = values; *at; n++) {
        const char *equals = strchr(at, '=');
        const char *end = equals + strcspn(equals, " ");
        double number;
        item[n] = jh_arena_strndup(&c->mem, at, (size_t)(equals - at));
        column[n] = (int)n + 2;
        if (jh_num_parse(equals + 1, (size_t)(end - equals - 1), &number))
            jh_json_num(&j, NULL, number);
        else
            jh_json_strn(&j, NULL, equals + 1, (size_t)(end - equals - 1));
        at = end + strspn(end, " ");
    }
    jh_json_end(&j);
    const struct jh_fact_sheet sheet = {++c->sheet, "手工", item, column, n};
    struct jh_fact fact = {0, year, stage, c->import.id, c->sheet, 4, out.data, out.len};
    CHECK(jh_store_put_org(c->store, COUNTY, code, &fact.org, &c->err) == JH_OK);
    CHECK(jh_store_add_fact_sheet(c->store, COUNTY, c->import.id, &sheet, &c->err) == JH_OK);
    CHECK(jh_store_add_fact(c->store, COUNTY, &fact, &c->err) == JH_OK);
    jh_buf_release(&out);
}

static inline void county_done(struct county *c)
{
    c->import.state = JH_IMPORT_COMMITTED;
    CHECK(jh_store_save_import(c->store, COUNTY, &c->import, &c->err) == JH_OK);
    CHECK(jh_store_commit(c->store, &c->err) == JH_OK);
}

static inline void county_close(struct county *c)
{
    jh_store_close(&c->store);
    jh_arena_free(&c->mem);
}

static inline struct jh_balance county_ask(struct county *c, struct jh_ask ask)
{
    struct jh_balance b = {0};
    ask.county = COUNTY;
    enum jh_status s = jh_app_balance(&c->app, &c->mem, &ask, &b, &c->err);
    if (s != JH_OK)
        printf("%s: %s\n", c->err.id, c->err.text);
    CHECK(s == JH_OK);
    return b;
}

static inline const struct jh_unit *unit_at(const struct jh_balance *b, const char *code,
                                            const char *stage)
{
    for (size_t u = 0; u < b->nunit; u++)
        if (strcmp(b->school[b->unit[u].school].code, code) == 0 &&
            strcmp(b->pack->stage[b->unit[u].stage].id, stage) == 0)
            return &b->unit[u];
    return NULL;
}

static inline size_t indicator_of(const struct jh_balance *b, const char *id)
{
    for (size_t i = 0; i < b->nunit_indicator; i++)
        if (strcmp(b->unit_indicator[i]->id, id) == 0)
            return i;
    CHECK(false);
    return 0;
}

static inline const struct jh_measure *measure_at(const struct jh_balance *b, const char *code,
                                                  const char *stage, const char *indicator)
{
    const struct jh_unit *u = unit_at(b, code, stage);
    CHECK(u != NULL);
    return &u->measure[indicator_of(b, indicator)];
}

static inline const struct jh_stage_dispersion *
dispersion_of(const struct jh_balance *b, const char *stage, const char *indicator)
{
    return &b->dispersion[(size_t)jh_pack_stage(b->pack, stage) * b->nunit_indicator +
                          indicator_of(b, indicator)];
}

static inline const struct jh_county_indicator *other_at(const struct jh_balance *b, const char *id)
{
    for (size_t i = 0; i < b->nother; i++)
        if (strcmp(b->other[i].indicator->id, id) == 0)
            return &b->other[i];
    CHECK(false);
    return NULL;
}

static inline const struct jh_reason *reason_at(const struct jh_balance *b,
                                                enum jh_reason_kind kind, const char *id)
{
    for (size_t i = 0; i < b->nreason; i++)
        if (b->reason[i].kind == kind &&
            (!id || (b->reason[i].indicator && strcmp(b->reason[i].indicator->id, id) == 0)))
            return &b->reason[i];
    return NULL;
}

static inline json_t *county_json(struct county *c, const struct jh_buf *out)
{
    json_error_t fault;
    json_t *j = json_loadb(out->data, out->len, 0, &fault);
    (void)c;
    if (!j)
        printf("JSON: %s at %d\n", fault.text, fault.position);
    CHECK(j != NULL);
    return j;
}
