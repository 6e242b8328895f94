/* tests/unit/test_todays_map.c - past years with the schools of today: merged, split, moved and
 * recoded schools, by hand and by chance; sums never change, and every part can be asked. */
#include "app/imports.h"
#include "app/orgs.h"
#include "county.h"

#define A "3143000001"
#define B "3143000002"
#define NINE "3143000003"
#define P "3143000004"
#define J "3143000005"
#define BASIC "cn-basic-balance-2012"
#define DAY "2026-09-02"

static void school(struct county *c, const char *code, const char *name, const char *type,
                   const char *community, int primary, int junior, double books)
{
    for (int year = 2024; year <= 2025; year++) {
        char text[400];
        snprintf(text, sizeof text, "name=%s type=%s locale=urban run_by=county community=%s", name,
                 type, community);
        county_put(c, code, year, "", text);
        snprintf(text, sizeof text, "books=%.17g computers=%d campus_net=1 public_funds=50000",
                 books, primary + junior);
        county_put(c, code, year, "", text);
        snprintf(text, sizeof text, "pupils=%d teachers=%d largest_class=%d", primary, primary / 10,
                 primary / 5);
        if (primary)
            county_put(c, code, year, "primary", text);
        snprintf(text, sizeof text, "pupils=%d teachers=%d largest_class=%d", junior, junior / 10,
                 junior / 5);
        if (junior)
            county_put(c, code, year, "junior", text);
    }
}

static void open_county(struct county *c)
{
    county_open(c, NULL);
    school(c, A, "甲小", "primary", "东片", 100, 0, 1000);
    school(c, B, "乙小", "primary", "东片", 200, 0, 3000);
    school(c, NINE, "九年校", "nine_year", "西片", 166, 210, 23226);
    county_done(c);
}

static void step(struct county *c, const char *json)
{
    struct jh_buf out = JH_BUF(1 << 24);
    struct jh_org_step s;

    CHECK(jh_org_step_read(&c->mem, json, &s, &c->err) == JH_OK);
    enum jh_status status = jh_app_org_commit(&c->app, COUNTY, &s, &out, &c->err);
    if (status != JH_OK)
        printf("%s %s\n", c->err.id, c->err.text);
    CHECK(status == JH_OK);
    CHECK(out.data && strstr(out.data, "\"state\":\"committed\""));
    jh_buf_release(&out);
}

static const struct jh_measure *measure(const struct jh_balance *b, const char *code,
                                        const char *stage, const char *indicator)
{
    const struct jh_unit *u = unit_at(b, code, stage);

    for (size_t i = 0; u && i < b->nunit_indicator; i++)
        if (strcmp(b->unit_indicator[i]->id, indicator) == 0)
            return &u->measure[i];
    return NULL;
}

static double amount(const struct jh_balance *b, const char *code, const char *stage)
{
    const struct jh_measure *m = measure(b, code, stage, "books_rate");
    return m ? m->amount : (double)NAN;
}

static double pupils(const struct jh_balance *b, const char *code, const char *stage)
{
    const struct jh_unit *u = unit_at(b, code, stage);
    return u ? u->pupils : (double)NAN;
}

static struct jh_balance ask(struct county *c, int year, const char *map)
{
    return county_ask(c, (struct jh_ask){.pack = BASIC, .year = year, .map = map});
}

TEST(a_merged_school_brings_its_past)
{
    struct county c;
    open_county(&c);
    step(&c, "{\"kind\":\"merge\",\"day\":\"2026-05-10\",\"school\":\"" A "\",\"into\":\"" B "\"}");

    struct jh_balance was = ask(&c, 2024, NULL), now = ask(&c, 2024, DAY);
    CHECK_NEAR(100, pupils(&was, A, "primary"), 0);
    CHECK_NEAR(200, pupils(&was, B, "primary"), 0);
    CHECK(!unit_at(&now, A, "primary"));
    CHECK_NEAR(300, pupils(&now, B, "primary"), 0);
    CHECK_NEAR(4000, amount(&now, B, "primary"), 0);
    CHECK_STR(DAY, now.map);
    CHECK_INT(1, (long)now.mapped);
    CHECK(strcmp(was.run, now.run) != 0);
    CHECK_NEAR(166, pupils(&now, NINE, "primary"), 0);

    /* Before the day of the merger the map of that day has both. */
    struct jh_balance before = ask(&c, 2024, "2026-05-09");
    CHECK_NEAR(100, pupils(&before, A, "primary"), 0);
    CHECK_INT(0, (long)before.mapped);
    county_close(&c);
}

TEST(a_split_school_leaves_each_stage_to_the_part_that_has_it)
{
    struct county c;
    open_county(&c);
    step(&c, "{\"kind\":\"split\",\"day\":\"2026-05-20\",\"reason\":\"校舍另建\",\"school\":\"" NINE
             "\",\"parts\":["
             "{\"code\":\"" P "\",\"name\":\"西小\",\"type\":\"primary\"},"
             "{\"code\":\"" J "\",\"name\":\"西中\",\"type\":\"junior\"}]}");

    struct jh_balance was = ask(&c, 2025, NULL), now = ask(&c, 2025, DAY);
    CHECK(!unit_at(&now, NINE, "primary") && !unit_at(&now, NINE, "junior"));
    CHECK_NEAR(166, pupils(&now, P, "primary"), 0);
    CHECK_NEAR(210, pupils(&now, J, "junior"), 0);
    CHECK_NEAR(9711.6, amount(&now, P, "primary"), 0.05); /* standards.md 1.3 */
    CHECK_NEAR(13514.4, amount(&now, J, "junior"), 0.05);
    CHECK_NEAR(amount(&was, NINE, "primary"), amount(&now, P, "primary"), 0);
    CHECK_STR("西小", now.school[unit_at(&now, P, "primary")->school].name);
    county_close(&c);
}

TEST(chains_undone_steps_and_moves)
{
    struct county c;
    open_county(&c);
    step(&c, "{\"kind\":\"merge\",\"day\":\"2026-05-10\",\"school\":\"" A "\",\"into\":\"" B "\"}");
    step(&c, "{\"kind\":\"recode\",\"day\":\"2026-06-01\",\"reason\":\"编码调整\",\"school\":\"" B
             "\",\"code\":\"" P "\"}");
    step(&c, "{\"kind\":\"move\",\"day\":\"2026-07-01\",\"school\":\"" NINE
             "\",\"community\":\"东片\"}");

    struct jh_balance now = ask(&c, 2024, DAY);
    CHECK_NEAR(300, pupils(&now, P, "primary"), 0);
    CHECK(!unit_at(&now, A, "primary") && !unit_at(&now, B, "primary"));
    CHECK_STR("东片", now.school[unit_at(&now, NINE, "primary")->school].community);
    struct jh_balance was = ask(&c, 2024, NULL);
    CHECK_STR("西片", was.school[unit_at(&was, NINE, "primary")->school].community);
    county_close(&c);
}

static json_t *explain(struct county *c, const char *school, const char *stage)
{
    struct jh_buf out = JH_BUF(1 << 22);
    const struct jh_ask in = {.county = COUNTY, .pack = BASIC, .year = 2024, .map = DAY};
    enum jh_status s =
        jh_app_explain_json(&c->app, &in, "books_rate", stage, school, &out, &c->err);

    CHECK(s == JH_OK);
    json_t *root = s == JH_OK ? json_loads(out.data, 0, NULL) : NULL;
    jh_buf_release(&out);
    return root;
}

TEST(every_part_can_be_asked_where_it_came_from)
{
    struct county c;
    open_county(&c);
    step(&c, "{\"kind\":\"merge\",\"day\":\"2026-05-10\",\"school\":\"" A "\",\"into\":\"" B "\"}");
    json_t *root = explain(&c, B, "primary"), *one;
    double books = 0;
    int from_a = 0;
    size_t i;

    json_array_foreach(json_object_get(root, "inputs"), i, one)
    {
        const char *item = json_string_value(json_object_get(one, "item"));
        const char *code = json_string_value(json_object_get(one, "school"));
        if (strcmp(item ? item : "", "books") == 0)
            books += json_number_value(json_object_get(one, "value"));
        from_a += code && strcmp(code, A) == 0;
    }
    CHECK_NEAR(4000, books, 0);
    CHECK(from_a >= 2); /* books and pupils */
    json_decref(root);
    county_close(&c);
}

TEST(a_part_that_does_not_tell_leaves_the_sum_missing)
{
    struct county c;
    county_open(&c, NULL);
    school(&c, B, "乙小", "primary", "东片", 200, 0, 3000);
    county_put(&c, A, 2025, "", "name=甲小 type=primary locale=urban run_by=county");
    county_put(&c, A, 2025, "primary", "pupils=100 largest_class=60");
    county_done(&c);
    step(&c, "{\"kind\":\"merge\",\"day\":\"2026-05-10\",\"school\":\"" A "\",\"into\":\"" B "\"}");
    struct jh_balance now = ask(&c, 2025, DAY);
    CHECK_NEAR(300, pupils(&now, B, "primary"), 0);
    CHECK(isnan(amount(&now, B, "primary")));
    CHECK(measure(&now, B, "primary", "books_rate")->status == JH_UNKNOWN);
    county_close(&c);
}

static unsigned below(unsigned n)
{
    return (unsigned)(t_random() % n);
}

/* Sums over all units of every additive amount. */
static void sums(const struct jh_balance *b, double *ret)
{
    for (size_t i = 0; i < b->nunit_indicator; i++) {
        ret[i] = 0;
        for (size_t u = 0; u < b->nunit; u++)
            ret[i] += b->unit[u].measure[i].amount;
    }
}

TEST(whatever_happens_no_total_changes)
{
    for (int round = 0; round < 12; round++) {
        struct county c;
        char code[24][11], text[300];
        bool open[24] = {0};
        int n = 10;
        county_open(&c, NULL);
        for (int i = 0; i < n; i++) {
            snprintf(code[i], sizeof code[i], "31430001%02d", i);
            bool nine = below(3) == 0;
            snprintf(text, sizeof text, "校%d", i);
            school(&c, code[i], text, nine ? "nine_year" : "primary", "片", 100 + (int)below(300),
                   nine ? 100 + (int)below(200) : 0, 1000.0 * (double)(1 + below(30)));
            open[i] = true;
        }
        county_done(&c);
        struct jh_balance was[2] = {ask(&c, 2024, NULL), ask(&c, 2025, NULL)};
        for (int k = 0; k < 5; k++) {
            int from = (int)below((unsigned)n), into = (int)below((unsigned)n);
            if (from == into || !open[from] || !open[into])
                continue;
            snprintf(
                text, sizeof text,
                "{\"kind\":\"merge\",\"day\":\"2026-0%d-10\",\"school\":\"%s\",\"into\":\"%s\"}",
                k + 2, code[from], code[into]);
            step(&c, text);
            open[from] = false;
        }
        for (int y = 0; y < 2; y++) {
            struct jh_balance now = ask(&c, 2024 + y, DAY);
            double a[64], b[64];
            sums(&was[y], a);
            sums(&now, b);
            for (size_t i = 0; i < now.nunit_indicator; i++) {
                CHECK((isnan(a[i]) && isnan(b[i])) || fabs(a[i] - b[i]) <= 1e-9 * fabs(a[i]));
            }
            CHECK(now.nschool <= was[y].nschool);
        }
        county_close(&c);
    }
}
