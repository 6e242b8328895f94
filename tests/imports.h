/* tests/imports.h - a county with a roster of three schools (one closed), and files offered to it:
 * what is told of them, and whether anything of them became visible. */
#pragma once
#include "app/facts.h"
#include "app/imports.h"
#include "county.h"
#include <stdlib.h>

enum { IMPORT_YEAR = 2025, IMPORT_JSON = 64 << 20 };
#define IMPORT_PACK "cn-school-statistics"
#define ROSTER                                                                                     \
    "学校标识码,学校名称,办学类型,举办者,城乡类型,停办日期\n"              \
    "4309990001,示例县第一小学,小学,县级教育部门,镇区,\n"                         \
    "4309990002,示例县第二初级中学,初级中学,县级教育部门,乡村,\n"             \
    "4309990003,示例县老街小学,小学,县级教育部门,镇区,2020-08-31\n"

static inline const char *import_text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static inline struct jh_upload import_csv(const char *name, const char *csv)
{
    return (struct jh_upload){.county = COUNTY,
                              .name = name,
                              .bytes = csv,
                              .size = strlen(csv),
                              .year = IMPORT_YEAR,
                              .pack = IMPORT_PACK};
}

/* The Import of the API, which the caller drops; NULL when it failed (then c->err tells). */
static inline json_t *import_run(struct county *c, struct jh_upload upload, const char *reason)
{
    const struct jh_import_wish wish = {.reason = reason};
    struct jh_buf out = JH_BUF(IMPORT_JSON);
    json_t *got = NULL;

    c->err = (struct jh_err){0};
    if (jh_app_import_run(&c->app, &upload, &wish, NULL, &out, &c->err) == JH_OK)
        got = county_json(c, &out);
    jh_buf_release(&out);
    return got;
}

/* How many values the county's committed facts hold. */
static inline long import_facts(struct county *c)
{
    struct jh_arena mem = {0};
    struct jh_facts facts;
    const struct jh_facts_in in = {.county = COUNTY};
    const struct jh_pack *pack = jh_pack_find(&c->packs, IMPORT_PACK);
    long n = 0;

    CHECK(jh_facts_load(c->store, &mem, pack, &in, &facts, &c->err) == JH_OK);
    for (int org = 0; org < (int)facts.norg; org++)
        for (size_t y = 0; y < facts.nyear; y++)
            for (int stage = -1; stage < (int)pack->nstage; stage++) {
                const struct jh_fact_row *row = jh_facts_row(&facts, org, facts.year[y], stage);
                for (size_t i = 0; row && i < pack->nitem; i++)
                    n += row->source[i] != 0;
            }
    jh_arena_free(&mem);
    return n;
}

/* One value of the committed facts; NaN: none. */
static inline double import_fact(struct county *c, const char *code, const char *stage,
                                 const char *item)
{
    struct jh_arena mem = {0};
    struct jh_facts facts;
    const struct jh_facts_in in = {.county = COUNTY};
    const struct jh_pack *pack = jh_pack_find(&c->packs, IMPORT_PACK);

    CHECK(jh_facts_load(c->store, &mem, pack, &in, &facts, &c->err) == JH_OK);
    int org = jh_facts_org(&facts, code);
    const struct jh_fact_row *row =
        org < 0 ? NULL : jh_facts_row(&facts, org, IMPORT_YEAR, jh_pack_stage(pack, stage));
    double value = row ? row->value[jh_facts_item(&facts, item)] : (double)NAN;
    jh_arena_free(&mem);
    return value;
}

static inline void import_open(struct county *c)
{
    county_open(c, NULL);
    county_done(c);
    json_t *got = import_run(c, import_csv("名录.csv", ROSTER), NULL);
    CHECK_STR("committed", import_text(got, "state"));
    json_decref(got);
}

static inline json_t *import_group(json_t *got, const char *rule)
{
    json_t *groups = json_object_get(json_object_get(got, "problems"), "groups"), *group;
    size_t i;

    json_array_foreach(groups, i, group)
    {
        if (strcmp(import_text(group, "rule"), rule) == 0)
            return group;
    }
    return NULL;
}
