/* tests/unit/test_balance_explain.c - values and coefficients worked out a second time from what
 * the program itself gives as their origin, by plain sums that share no code with it. */
#include "county.h"
#include <stdlib.h>

static const char *code_of(int i)
{
    static char code[32];
    snprintf(code, sizeof code, "31430%05d", i + 1);
    return code;
}

static void random_unit(struct county *c, int i, int year, const char *stage)
{
    char text[400];
    int n = (int)t_uniform(20, 900);
    snprintf(text, sizeof text,
             "pupils=%d classes=%d largest_class=40 doctor=0 master=%d bachelor=%d college=%d "
             "backbone=%d pe=%d music=1 fine_art=%d art=0 visiting_pe_art=%d",
             n, n / 40 + 1, (int)t_uniform(0, 5), (int)t_uniform(1, 40), (int)t_uniform(0, 20),
             (int)t_uniform(0, 9), (int)t_uniform(0, 4), (int)t_uniform(0, 3),
             (int)t_uniform(0, 3));
    county_put(c, code_of(i), year, stage, text);
}

/* 40 schools of all kinds over two years; some report only half. */
static void random_county(struct county *c)
{
    static const char *const type[] = {"primary", "junior", "nine_year", "point"};
    static const char *const locale[] = {"urban", "town", "rural"};
    char text[300];

    county_open(c, NULL);
    for (int i = 0; i < 40; i++)
        for (int year = 2024; year < 2026; year++) {
            int k = i % 4;
            snprintf(text, sizeof text,
                     "name=校%d type=%s run_by=%s locale=%s area=片%d community=共%d", i, type[k],
                     i % 7 ? "county" : "private", locale[i % 3], i % 5, i % 20);
            county_put(c, code_of(i), year, "", text);
            if (k != 1)
                random_unit(c, i, year, "primary");
            if (k == 1 || k == 2)
                random_unit(c, i, year, "junior");
            snprintf(text, sizeof text,
                     "aux_area=%d indoor_sports=%d sports_ground=%d own_space_sports=50 "
                     "rented_sports=70 dense_center=%d equipment=%d multimedia=%d",
                     (int)t_uniform(700, 9000), (int)t_uniform(0, 600), (int)t_uniform(0, 9000),
                     i % 5 == 0, (int)t_uniform(0, 3e6), (int)t_uniform(0, 40));
            if (i % 13 != 12)
                county_put(c, code_of(i), year, "", text);
        }
    county_put(c, "", 2025, "", "eligible_exchange=200 exchanged=31 exchanged_backbone=9");
    county_done(c);
}

static json_t *explained(struct county *c, const char *indicator, const char *stage,
                         const char *school)
{
    struct jh_buf out = JH_BUF(1 << 26);
    const struct jh_ask ask = {.county = COUNTY};
    enum jh_status s = jh_app_explain_json(&c->app, &ask, indicator, stage, school, &out, &c->err);
    if (s != JH_OK)
        printf("%s %s %s: %s %s\n", indicator, stage, school ? school : "", c->err.id, c->err.text);
    CHECK(s == JH_OK);
    json_t *j = county_json(c, &out);
    jh_buf_release(&out);
    return j;
}

static double number(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : (double)NAN;
}

static const json_t *input(const json_t *j, const char *item)
{
    const json_t *in;
    size_t i;
    json_array_foreach(json_object_get(j, "inputs"), i,
                       in) if (strcmp(json_string_value(json_object_get(in, "item")), item) ==
                               0) return in;
    return NULL;
}

static double of(const json_t *j, const char *item)
{
    const json_t *in = input(j, item);
    return in ? number(in, "value") : (double)NAN;
}

static bool text_is(const json_t *j, const char *item, const char *text)
{
    const json_t *in = input(j, item);
    const char *own = in ? json_string_value(json_object_get(in, "text")) : NULL;
    return own && strcmp(own, text) == 0;
}

static double or_zero(double x)
{
    return isnan(x) ? 0 : x;
}

/* The seven indicators as standards.md writes them, from the inputs of the explanation. */
static double by_hand(const json_t *j, size_t i, bool junior)
{
    double pupils = of(j, "pupils");

    switch (i) {
    case 0:
        return (of(j, "doctor") + of(j, "master") + of(j, "bachelor") +
                (junior ? 0 : of(j, "college"))) /
               pupils * 100;
    case 1:
        return of(j, "backbone") / pupils * 100;
    case 2: {
        bool small = (text_is(j, "locale", "乡村") || text_is(j, "type", "小学教学点")) &&
                     pupils >= 50 && pupils < 100;
        return (of(j, "pe") + of(j, "music") + of(j, "fine_art") + of(j, "art") +
                (small ? or_zero(of(j, "visiting_pe_art")) : 0)) /
               pupils * 100;
    }
    case 3:
        return (of(j, "aux_area") - of(j, "indoor_sports")) / pupils;
    case 4: {
        bool dense = of(j, "dense_center") == 1;
        return (of(j, "sports_ground") + of(j, "indoor_sports") +
                (dense ? or_zero(of(j, "own_space_sports")) + or_zero(of(j, "rented_sports"))
                       : 0)) /
               pupils;
    }
    case 5:
        return of(j, "equipment") / pupils;
    default:
        return of(j, "multimedia") / pupils * 100;
    }
}

/* Shares of what belongs to the whole school: 1 : 1.1 by pupils. */
static void check_shares(const struct jh_balance *b, const struct jh_unit *u, const json_t *j)
{
    const json_t *in;
    size_t i;
    json_array_foreach(json_object_get(j, "inputs"), i, in)
    {
        if (isnan(number(in, "whole")))
            continue;
        const char *code = b->school[u->school].code;
        const struct jh_unit *p = unit_at(b, code, "primary"), *q = unit_at(b, code, "junior");
        double weight = (p ? p->pupils : 0) + (q ? 1.1 * q->pupils : 0);
        double own = u == q ? 1.1 * q->pupils : u->pupils;
        CHECK_NEAR(number(in, "whole") * own / weight, number(in, "value"), 1e-9);
    }
}

TEST(prop_every_value_comes_out_of_its_inputs)
{
    struct county c;
    random_county(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});
    CHECK_INT(7, b.nunit_indicator);
    for (size_t u = 0; u < b.nunit; u += 3)
        for (size_t i = 0; i < b.nunit_indicator; i++) {
            const char *stage = b.pack->stage[b.unit[u].stage].id;
            json_t *j =
                explained(&c, b.unit_indicator[i]->id, stage, b.school[b.unit[u].school].code);
            double value = b.unit[u].measure[i].value, told = number(j, "value");
            double again = by_hand(j, i, strcmp(stage, "junior") == 0);
            CHECK(isnan(value) == isnan(again) && isnan(value) == isnan(told));
            if (!isnan(value)) {
                CHECK_NEAR(again, value, 1e-12 * (1 + fabs(again)));
                CHECK_NEAR(told, value, 0);
            }
            check_shares(&b, &b.unit[u], j);
            json_decref(j);
        }
    county_close(&c);
}

TEST(prop_every_coefficient_comes_out_of_its_parts)
{
    struct county c;
    random_county(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});
    static const char *const stage[] = {"primary", "junior"};
    for (int s = 0; s < 2; s++)
        for (size_t i = 0; i < b.nunit_indicator; i++) {
            json_t *j = explained(&c, b.unit_indicator[i]->id, stage[s], NULL), *part;
            double pupils = 0, amount = 0, squares = 0;
            size_t k, have = 0;
            json_array_foreach(json_object_get(j, "parts"), k,
                               part) if (!isnan(number(part, "amount")))
            {
                pupils += number(part, "pupils");
                amount += number(part, "amount");
                have++;
            }
            json_array_foreach(json_object_get(j, "parts"), k,
                               part) if (!isnan(number(part, "amount")))
            {
                double d = number(part, "amount") / number(part, "pupils") - amount / pupils;
                squares += number(part, "pupils") / pupils * d * d;
            }
            const struct jh_stage_dispersion *d =
                dispersion_of(&b, stage[s], b.unit_indicator[i]->id);
            CHECK_INT(have, d->have);
            CHECK_INT(json_array_size(json_object_get(j, "parts")), d->of);
            CHECK_NEAR(sqrt(squares) / (amount / pupils), d->all.cv, 1e-12);
            CHECK(d->status == (d->have < d->of                  ? JH_UNKNOWN
                                : d->all.cv <= (s ? 0.45 : 0.50) ? JH_PASS
                                                                 : JH_FAIL));
            json_decref(j);
        }
    county_close(&c);
}

TEST(sources_name_the_cell)
{
    struct county c;
    county_open(&c, NULL);
    county_put(&c, "3243000001", 2025, "", "name=九年 type=nine_year locale=town run_by=county");
    county_put(&c, "3243000001", 2025, "primary", "pupils=200");
    county_put(&c, "3243000001", 2025, "junior", "pupils=100");
    county_put(&c, "3243000001", 2025, "", "books=1 equipment=310000");
    county_put(&c, "", 2025, "", "eligible_exchange=200 exchanged=31");
    county_done(&c);
    json_t *j = explained(&c, "equipment_value", "junior", "九年");
    const json_t *in = input(j, "equipment"), *source = json_object_get(in, "source");
    CHECK_NEAR(110000, number(in, "value"), 1e-9);
    CHECK_NEAR(310000, number(in, "whole"), 0);
    CHECK_STR("hand.xlsx", json_string_value(json_object_get(source, "file")));
    CHECK_STR("D4", json_string_value(json_object_get(source, "cell"))); /* the second item */
    CHECK_INT(1, json_integer_value(json_object_get(source, "import")));
    CHECK_STR("教学仪器设备资产值 ÷ 在校生数",
              json_string_value(json_object_get(j, "formula_text")));
    CHECK_STR("110000 ÷ 100 = 1100.00", json_string_value(json_object_get(j, "worked")));
    CHECK(strstr(json_string_value(json_array_get(json_object_get(j, "steps"), 0)),
                 "小学 200 人 × 1.00 : 初中 100 人 × 1.10") != NULL);
    json_decref(j);
    j = explained(&c, "gov_exchange", NULL, NULL);
    CHECK_STR("31 ÷ 200 × 100 = 15.50", json_string_value(json_object_get(j, "worked")));
    CHECK_INT(2, json_array_size(json_object_get(j, "inputs")));
    json_decref(j);

    struct jh_buf out = JH_BUF(1 << 20);
    const struct jh_ask ask = {.county = COUNTY};
    CHECK(jh_app_explain_json(&c.app, &ask, "no_such", "", NULL, &out, &c.err) == JH_E_NOTFOUND);
    CHECK_STR("balance.no_indicator", c.err.id);
    CHECK(jh_app_explain_json(&c.app, &ask, "equipment_value", "", "九年", &out, &c.err) ==
          JH_E_USAGE);
    CHECK_STR("balance.stage_needed", c.err.id);
    CHECK(jh_app_explain_json(&c.app, &ask, "equipment_value", "junior", "没有", &out, &c.err) ==
          JH_E_NOTFOUND);
    CHECK_STR("balance.no_school", c.err.id);
    jh_buf_release(&out);
    county_close(&c);
}

static json_t *compared(struct county *c, const char *by)
{
    struct jh_buf out = JH_BUF(1 << 26);
    const struct jh_ask ask = {.county = COUNTY};
    CHECK(jh_app_compare_json(&c->app, &ask, by, &out, &c->err) == JH_OK);
    json_t *j = county_json(c, &out);
    jh_buf_release(&out);
    return j;
}

TEST(side_by_side)
{
    struct county c;
    random_county(&c);
    json_t *j = compared(&c, "years"), *row;
    size_t i;
    CHECK_INT(2, json_array_size(json_object_get(j, "columns")));
    json_decref(j);
    j = compared(&c, "packs");
    CHECK(json_array_size(json_object_get(j, "columns")) >= 2);
    json_decref(j);
    j = compared(&c, "area");
    CHECK_INT(5, json_array_size(json_object_get(j, "columns")));
    json_decref(j);
    /* Communities of two schools: two say nothing about a coefficient. */
    j = compared(&c, "community");
    json_array_foreach(json_object_get(j, "rows"), i, row)
    {
        bool cv = strcmp(json_string_value(json_object_get(row, "measure")), "cv") == 0;
        CHECK_INT(20, json_array_size(json_object_get(row, "cells")));
        if (cv)
            CHECK(json_is_null(
                json_object_get(json_array_get(json_object_get(row, "cells"), 0), "value")));
    }
    json_decref(j);
    struct jh_buf out = JH_BUF(1000);
    const struct jh_ask ask = {.county = COUNTY};
    CHECK(jh_app_compare_json(&c.app, &ask, "colour", &out, &c.err) == JH_E_USAGE);
    jh_buf_release(&out);
    county_close(&c);
}

static void check_json(struct county *c, enum jh_status s, struct jh_buf *out)
{
    if (s != JH_OK)
        printf("%s %s\n", c->err.id, c->err.text);
    CHECK(s == JH_OK);
    json_decref(county_json(c, out));
    jh_buf_clear(out);
}

TEST(every_answer_is_json)
{
    struct county c;
    struct jh_buf out = JH_BUF(1 << 26);
    const struct jh_ask ask = {.county = COUNTY};
    random_county(&c);
    check_json(&c, jh_app_balance_json(&c.app, &ask, &out, &c.err), &out);
    check_json(&c, jh_app_indicator_json(&c.app, &ask, "pe_art", "junior", &out, &c.err), &out);
    check_json(&c, jh_app_school_json(&c.app, &ask, code_of(2), &out, &c.err), &out);
    check_json(&c, jh_app_counties_json(&c.app, &out, &c.err), &out);
    check_json(&c, jh_app_places_json(&c.app, COUNTY, &out, &c.err), &out);
    check_json(&c, jh_app_packs_json(&c.app, &out, &c.err), &out);
    check_json(&c, jh_app_pack_json(&c.app, QUALITY, COUNTY, &out, &c.err), &out);
    jh_buf_release(&out);
    county_close(&c);
}

/* A line of a CSV without quotes, cut at its commas. */
static int cut(char *line, char **cell, int most)
{
    int n = 0;
    line[strcspn(line, "\r\n")] = 0;
    for (char *at = line; at && n < most; n++) {
        cell[n] = at;
        at = strchr(at, ',');
        if (at)
            *at++ = 0;
    }
    return n;
}

static void load(struct county *c, const char *file, bool roster)
{
    char path[500], values[500], *cell[16];
    snprintf(path, sizeof path, "%s/tests/data/%s", t_root(), file);
    FILE *f = fopen(path, "r");
    char line[1000];
    CHECK(f != NULL);
    for (int n = 0; f && fgets(line, sizeof line, f); n++) {
        int k = cut(line, cell, 16);
        if (n == 0)
            continue;
        if (roster) {
            for (char *at = cell[2]; *at; at++)
                *at = *at == ' ' ? '_' : *at;
            snprintf(values, sizeof values, "area=%s grades=%s", cell[2], cell[3]);
        } else {
            CHECK(k >= 7);
            snprintf(values, sizeof values, "pupils=%s teachers=%s computers=%s expenditure=%s",
                     cell[3], cell[4], cell[5], cell[6]);
        }
        county_put(c, cell[0], 1998, roster ? "" : "elementary", values);
    }
    if (f)
        fclose(f);
}

static double scale_of(const char *indicator, const char *index)
{
    bool hundred = strcmp(indicator, "spending") != 0 && strcmp(index, "mean") == 0;
    return hundred ? 100 : 1;
}

static double below_line(const json_t *detail)
{
    const json_t *school;
    size_t i;
    double n = 0;
    json_array_foreach(json_object_get(detail, "schools"), i, school) n +=
        strcmp(json_string_value(json_object_get(school, "status")), "fail") == 0;
    return n;
}

static double index_of(const json_t *detail, const char *index)
{
    if (strcmp(index, "below_line") == 0)
        return below_line(detail);
    const json_t *split = json_array_get(json_object_get(detail, "decompositions"), 0);
    if (strcmp(index, "theil_between") == 0)
        return number(split, "between");
    if (strcmp(index, "theil_within") == 0)
        return number(split, "within");
    return number(json_object_get(detail, "indices"), index);
}

/* Another country's standard, another country's schools, R's results: no line of C is about them.
 */
TEST(californian_schools_agree_with_r)
{
    struct county c;
    char folder[400], path[400], line[300], indicator[64], index[64];
    double want;
    int checked = 0;
    snprintf(folder, sizeof folder, "%s/tests/data/packs", t_root());
    county_open(&c, folder);
    load(&c, "ca-schools.csv", false);
    load(&c, "ca-schools-roster.csv", true);
    county_done(&c);
    const struct jh_ask ask = {.county = COUNTY, .pack = "ca-schools"};
    snprintf(path, sizeof path, "%s/tests/data/ca-schools.golden.txt", t_root());
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f)) {
        if (sscanf(line, "expect %63s %63s %lf", indicator, index, &want) != 3)
            continue;
        struct jh_buf out = JH_BUF(1 << 26);
        CHECK(jh_app_indicator_json(&c.app, &ask, indicator, "elementary", &out, &c.err) == JH_OK);
        json_t *j = county_json(&c, &out);
        want *= scale_of(indicator, index);
        CHECK_NEAR(want, index_of(j, index), 1e-12 * (1 + fabs(want)));
        checked++;
        json_decref(j);
        jh_buf_release(&out);
    }
    if (f)
        fclose(f);
    CHECK_INT(21, checked);
    struct jh_balance b = county_ask(&c, (struct jh_ask){.pack = "ca-schools"});
    CHECK_INT(420, b.nunit);
    CHECK(b.verdict == JH_FAIL);
    county_close(&c);
}
