/* tests/unit/test_facts.c - rows laid out on demand say what rows held whole say. */
#include "app/facts.h"
#include "base/embed.h"
#include "t.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct jh_err err;
static const char county[] = "430101";

static void sheet(struct jh_store *s, int64_t import, int number, const char *const *item, size_t n)
{
    const int column[] = {2, 3, 4, 5, 6, 7};
    const struct jh_fact_sheet head = {number, "S", item, column, n};
    CHECK(jh_store_add_fact_sheet(s, county, import, &head, &err) == JH_OK);
}

static void fact(struct jh_store *s, int64_t import, int number, int64_t org, int year,
                 const char *stage, const char *values)
{
    const struct jh_fact f = {org, year, stage, import, number, 5 + org, values, strlen(values)};
    CHECK(jh_store_add_fact(s, county, &f, &err) == JH_OK);
}

/* Two schools and the county in four years; the second import corrects the first. */
static void fill(struct jh_store *s)
{
    static const char *const roster[] = {"name", "type", "built", "closed", "no_such_item"};
    static const char *const pupils[] = {"pupils", "classes"}, *const list[] = {"synthetic"};
    int64_t org[3];
    const char *const code[] = {"2143010001", "2143010002", ""};

    for (int i = 0; i < 3; i++)
        CHECK(jh_store_put_org(s, county, code[i], &org[i], &err) == JH_OK);
    for (int k = 0; k < 2; k++) {
        struct jh_import i = {.file = "f", .format = "csv", .mapping = "{}", .report = "{}"};
        i.reason = i.committed = i.undone = "";
        CHECK(jh_store_add_import(s, county, &i, k ? "b" : "a", 1, &err) == JH_OK);
        sheet(s, i.id, 1, roster, 5);
        sheet(s, i.id, 2, pupils, 2);
        sheet(s, i.id, 3, list, 1);
        if (k == 0) {
            fact(s, i.id, 1, org[0], 2020, "", "[\"甲\\\"\\\\校\\u0009\",\"primary\",1950,null,7]");
            fact(s, i.id, 1, org[1], 2021, "", "[\"乙校\",\"junior\",null,\"2023-08-31\",null]");
            fact(s, i.id, 2, org[0], 2021, "primary", "[310,12.5]");
            fact(s, i.id, 3, org[2], 2020, "", "[1]");
        } else {
            fact(s, i.id, 1, org[0], 2022, "", "[12345,null,-3e2,null,null]");
            fact(s, i.id, 2, org[0], 2021, "primary", "[null,13]");
            fact(s, i.id, 2, org[1], 2023, "junior", "[0,1234567890123456]");
        }
        i.state = JH_IMPORT_COMMITTED;
        CHECK(jh_store_save_import(s, county, &i, &err) == JH_OK);
    }
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static int compare(const struct jh_facts *whole, const struct jh_facts *thin, int org, int year,
                   int stage)
{
    const struct jh_fact_row *a = jh_facts_row(whole, org, year, stage);
    const struct jh_fact_row *b = jh_facts_row(thin, org, year, stage);
    int given = 0;

    CHECK((a == NULL) == (b == NULL));
    if (!a || !b)
        return 0;
    CHECK(b->org == org && b->year == year && b->stage == stage);
    for (size_t i = 0; i < whole->pack->nitem; i++) {
        const char *x = a->text ? a->text[i] : NULL, *y = b->text ? b->text[i] : NULL;
        struct jh_fact_origin from, there;
        bool has = jh_facts_origin(whole, a, (int)i, &from);
        CHECK(same(a->value[i], b->value[i]));
        CHECK_STR(x ? x : "-", y ? y : "-");
        CHECK(has == jh_facts_origin(thin, b, (int)i, &there));
        CHECK(!has || (from.import == there.import && from.row == there.row &&
                       from.year == there.year && from.column == there.column));
        given += has;
    }
    return given;
}

TEST(rows_on_demand_are_the_rows_held_whole)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_store_close) struct jh_store *s = NULL;
    struct jh_pack_set packs;
    struct jh_facts whole, thin;
    int given[2] = {0};

    CHECK(jh_packs_load(&mem, &jh_embed_packs, NULL, &packs, &err) == JH_OK);
    const struct jh_pack *pack = jh_pack_find(&packs, "cn-school-statistics");
    CHECK(jh_store_open(t_store("facts"), &s, &err) == JH_OK);
    fill(s);
    for (int carry = 0; carry < 2; carry++) {
        struct jh_facts_in in = {.county = county, .carry = carry != 0};
        CHECK(jh_facts_load(s, &mem, pack, &in, &whole, &err) == JH_OK);
        in.thin = true;
        CHECK(jh_facts_load(s, &mem, pack, &in, &thin, &err) == JH_OK);
        CHECK_INT(4, thin.nyear);
        CHECK_INT((int)whole.norg, (int)thin.norg);
        for (int org = 0; org < (int)whole.norg; org++)
            for (int year = 2019; year <= 2024; year++)
                for (int stage = -1; stage < (int)pack->nstage; stage++)
                    given[carry] += compare(&whole, &thin, org, year, stage);
    }
    CHECK_INT(13, given[0]);
    CHECK(given[1] > given[0]);
}
