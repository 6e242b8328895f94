/* tests/unit/test_orgs.c - groups with dates, and what becomes of schools: previews store nothing,
 * what is done shows from the day it holds, undo takes all of it back. */
#include "app/imports.h"
#include "app/orgs.h"
#include "county.h"

#define EAST "3143000001"
#define WEST "3143000002"
#define NINE "3143000003"

static void school(struct county *c, const char *code, const char *name, const char *type,
                   const char *community)
{
    const int years[] = {2024, 2025};

    for (int i = 0; i < 2; i++) {
        char text[300];
        snprintf(text, sizeof text, "name=%s type=%s locale=urban run_by=county community=%s", name,
                 type, community);
        county_put(c, code, years[i], "", text);
        county_put(c, code, years[i], "primary", "pupils=100");
        if (strcmp(type, "nine_year") == 0)
            county_put(c, code, years[i], "junior", "pupils=60");
    }
}

static void open_county(struct county *c)
{
    county_open(c, NULL);
    school(c, EAST, "东小", "primary", "东片共同体");
    school(c, WEST, "西小", "primary", "东片共同体");
    school(c, NINE, "九年校", "nine_year", "西片共同体");
    county_done(c);
}

/* The answer of a call as parsed JSON; NULL after a failure, whose id is in c->err. */
static json_t *answer(struct county *c, enum jh_status status, struct jh_buf *out)
{
    json_t *root = status == JH_OK ? json_loads(out->data, 0, NULL) : NULL;

    if (status == JH_OK)
        c->err.id = "";
    jh_buf_release(out);
    return root;
}

static json_t *preview(struct county *c, const char *json)
{
    struct jh_buf out = JH_BUF(1 << 24);
    struct jh_org_step step;
    enum jh_status status = jh_org_step_read(&c->mem, json, &step, &c->err);

    if (status == JH_OK)
        status = jh_app_org_preview(&c->app, COUNTY, &step, &out, &c->err);
    return answer(c, status, &out);
}

static json_t *commit(struct county *c, const char *json)
{
    struct jh_buf out = JH_BUF(1 << 24);
    struct jh_org_step step;
    enum jh_status status = jh_org_step_read(&c->mem, json, &step, &c->err);

    if (status == JH_OK)
        status = jh_app_org_commit(&c->app, COUNTY, &step, &out, &c->err);
    return answer(c, status, &out);
}

static json_t *orgs(struct county *c, const char *day)
{
    struct jh_buf out = JH_BUF(1 << 24);
    return answer(c, jh_app_orgs_json(&c->app, COUNTY, day, &out, &c->err), &out);
}

static const char *text(json_t *root, const char *name)
{
    const char *value = json_string_value(json_object_get(root, name));
    return value ? value : "";
}

/* "CODE role, CODE role": the members of the group of this name on this day. */
static const char *members(struct county *c, const char *name, const char *day)
{
    json_t *root = orgs(c, day), *group, *member;
    const char *list = "";
    size_t i, k;

    json_array_foreach(json_object_get(root, "groups"), i, group)
    {
        if (strcmp(text(group, "name"), name) != 0)
            continue;
        json_array_foreach(json_object_get(group, "members"), k, member) list =
            jh_arena_printf(&c->mem, "%s%s%s %s", list, k ? ", " : "", text(member, "school"),
                            text(member, "role"));
    }
    json_decref(root);
    return list;
}

static bool open_in(struct county *c, const char *code, int year)
{
    struct jh_buf out = JH_BUF(1 << 24);
    json_t *root = answer(c, jh_app_org_history_json(&c->app, COUNTY, code, &out, &c->err), &out);
    json_t *one;
    bool open = false;
    size_t i;

    json_array_foreach(json_object_get(root, "years"), i,
                       one) if (json_integer_value(json_object_get(one, "year")) == year) open =
        json_is_true(json_object_get(one, "open"));
    json_decref(root);
    return open;
}

static int64_t imports_of(struct county *c)
{
    struct jh_import *list;
    size_t n = 0;

    CHECK(jh_store_imports(c->store, &c->mem, COUNTY, &list, &n, &c->err) == JH_OK);
    return (int64_t)n;
}

TEST(groups_of_the_roster_and_by_hand)
{
    struct county c;
    size_t made;

    open_county(&c);
    CHECK(jh_app_groups_from_roster(&c.app, COUNTY, &made, &c.err) == JH_OK);
    CHECK_INT(2, made);
    CHECK(jh_app_groups_from_roster(&c.app, COUNTY, &made, &c.err) == JH_OK);
    CHECK_INT(0, made);
    CHECK_STR(EAST " member, " WEST " member", members(&c, "东片共同体", "2025-10-01"));
    /* the turn of a convener: by hand, with days; the others stay as the roster says */
    CHECK(jh_app_group_member(&c.app, COUNTY, "GT01", WEST, "convener", "2025-11-01", &c.err) ==
          JH_OK);
    CHECK(jh_app_group_member(&c.app, COUNTY, "GT01", WEST, "member", "2026-02-01", &c.err) ==
          JH_OK);
    CHECK_STR(EAST " member, " WEST " member", members(&c, "东片共同体", "2025-10-31"));
    CHECK_STR(EAST " member, " WEST " convener", members(&c, "东片共同体", "2025-11-01"));
    CHECK_STR(EAST " member, " WEST " member", members(&c, "东片共同体", "2026-02-01"));
    county_close(&c);
}

TEST(what_a_group_cannot_be)
{
    struct county c;
    struct jh_buf out = JH_BUF(1 << 24);
    struct jh_new_group g = {"community", "GT09", "南片", "协作型", "2025-09-01"};

    open_county(&c);
    CHECK(jh_app_group_add(&c.app, COUNTY, &g, &out, &c.err) == JH_OK);
    CHECK(jh_app_group_add(&c.app, COUNTY, &g, &out, &c.err) == JH_E_CONFLICT);
    CHECK_STR("org.code_taken", c.err.id);
    g = (struct jh_new_group){"club", "X1", "x", NULL, "2025-09-01"};
    CHECK(jh_app_group_add(&c.app, COUNTY, &g, &out, &c.err) == JH_E_USAGE);
    g = (struct jh_new_group){"area", "X1", "x", NULL, "2025-13-01"};
    CHECK(jh_app_group_add(&c.app, COUNTY, &g, &out, &c.err) == JH_E_DATA);
    CHECK(jh_app_group_member(&c.app, COUNTY, "GT08", EAST, "core", "2025-09-01", &c.err) ==
          JH_E_NOTFOUND);
    CHECK(jh_app_group_member(&c.app, COUNTY, "GT09", EAST, "boss", "2025-09-01", &c.err) ==
          JH_E_DATA);
    CHECK(jh_app_group_member(&c.app, COUNTY, "GT09", EAST, "core", "2025-08-31", &c.err) ==
          JH_E_NOTFOUND); /* the group does not exist yet on that day */
    CHECK(jh_app_group_member(&c.app, COUNTY, "GT09", EAST, NULL, "2025-09-01", &c.err) ==
          JH_E_CONFLICT);
    CHECK_STR("org.not_linked", c.err.id);
    jh_buf_release(&out);
    county_close(&c);
}

TEST(a_merger_in_may)
{
    static const char step[] = "{\"kind\":\"merge\",\"day\":\"2026-05-10\",\"school\":\"" WEST
                               "\",\"into\":\"" EAST "\",\"reason\":\"批复1号\"}";
    struct county c;
    struct jh_buf out = JH_BUF(1 << 24);

    open_county(&c);
    int64_t before = imports_of(&c);
    json_t *seen = preview(&c, step);
    CHECK_INT(2026, json_integer_value(json_object_get(seen, "year")));
    CHECK_INT(2, json_array_size(json_object_get(seen, "schools")));
    CHECK_INT(before, imports_of(&c)); /* a preview stores nothing */
    json_decref(seen);

    json_t *done = commit(&c, step);
    CHECK_STR("committed", text(done, "state"));
    int64_t import = json_integer_value(json_object_get(done, "import"));
    json_decref(done);
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});
    CHECK_INT(2025, b.year); /* the coming year has no figures yet: it is not the latest */
    CHECK(unit_at(&b, WEST, "primary") != NULL); /* and in this one the school was there */
    CHECK(open_in(&c, WEST, 2025) && !open_in(&c, WEST, 2026));
    CHECK(open_in(&c, EAST, 2026));

    /* what is closed can neither merge again nor take a school in */
    CHECK(commit(&c, step) == NULL);
    CHECK_STR("org.closed", c.err.id);
    json_t *root = orgs(&c, "2026-06-01"), *event;
    event = json_array_get(json_object_get(root, "events"), 0);
    CHECK_STR("merge", text(event, "kind"));
    CHECK(json_is_false(json_object_get(event, "undone")));
    json_decref(root);

    CHECK(jh_app_import_undo(&c.app, COUNTY, import, &out, &c.err) == JH_OK);
    CHECK(open_in(&c, WEST, 2025));
    root = orgs(&c, "2026-06-01");
    event = json_array_get(json_object_get(root, "events"), 0);
    CHECK(json_is_true(json_object_get(event, "undone")));
    json_decref(root);
    jh_buf_release(&out);
    county_close(&c);
}

TEST(a_nine_year_school_is_split)
{
    struct county c;

    open_county(&c);
    json_t *done = commit(
        &c, "{\"kind\":\"split\",\"day\":\"2026-09-01\",\"school\":\"" NINE
            "\",\"reason\":\"批复\",\"parts\":[{\"code\":\"3143000011\",\"name\":\"新小\",\"type\":"
            "\"primary\"},{\"code\":\"3143000012\",\"name\":\"新中\",\"type\":\"junior\"}]}");
    CHECK_STR("committed", text(done, "state"));
    json_decref(done);
    CHECK(open_in(&c, NINE, 2025) && !open_in(&c, NINE, 2026));
    CHECK(open_in(&c, "3143000011", 2026) && open_in(&c, "3143000012", 2026));
    CHECK(!open_in(&c, "3143000011", 2025));
    county_close(&c);
}

TEST(names_types_and_codes)
{
    struct county c;
    struct jh_buf out = JH_BUF(1 << 24);

    open_county(&c);
    json_decref(commit(&c, "{\"kind\":\"rename\",\"day\":\"2026-03-01\",\"school\":\"" EAST
                           "\",\"name\":\"东门小学\",\"reason\":\"x\"}"));
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});
    CHECK_STR("东小", b.school[unit_at(&b, EAST, "primary")->school].name);
    json_t *root = answer(&c, jh_app_org_history_json(&c.app, COUNTY, EAST, &out, &c.err), &out);
    CHECK_STR("东门小学", text(root, "name"));
    json_decref(root);

    /* a new type needs a new code, and no code is given twice */
    CHECK(commit(&c, "{\"kind\":\"retype\",\"day\":\"2026-09-01\",\"school\":\"" EAST
                     "\",\"type\":\"nine_year\",\"code\":\"" WEST "\"}") == NULL);
    CHECK_STR("org.code_taken", c.err.id);
    json_t *done =
        commit(&c, "{\"kind\":\"retype\",\"day\":\"2026-09-01\",\"school\":\"" EAST
                   "\",\"type\":\"nine_year\",\"code\":\"3143000021\",\"reason\":\"x\"}");
    CHECK_STR("committed", text(done, "state"));
    json_decref(done);
    CHECK(!open_in(&c, EAST, 2026) && open_in(&c, "3143000021", 2026));
    county_close(&c);
}

TEST(a_move_between_communities_holds_from_its_day)
{
    struct county c;
    size_t made;

    open_county(&c);
    CHECK(jh_app_groups_from_roster(&c.app, COUNTY, &made, &c.err) == JH_OK);
    json_t *done = commit(&c, "{\"kind\":\"move\",\"day\":\"2026-03-15\",\"school\":\"" WEST
                              "\",\"community\":\"西片共同体\",\"reason\":\"x\"}");
    CHECK_STR("committed", text(done, "state"));
    json_decref(done);
    CHECK_STR(EAST " member, " WEST " member", members(&c, "东片共同体", "2026-03-14"));
    CHECK_STR(EAST " member", members(&c, "东片共同体", "2026-03-15"));
    CHECK_STR(WEST " member, " NINE " member", members(&c, "西片共同体", "2026-03-15"));
    CHECK_STR(WEST " member, " NINE " member", members(&c, "西片共同体", "2026-10-01"));
    county_close(&c);
}

TEST(what_is_wrong_is_told_and_nothing_is_done)
{
    static const char *const bad[][2] = {
        {"{\"kind\":\"merge\",\"day\":\"2026-05-10\",\"school\":\"" WEST "\"}", "org.bad_step"},
        {"{\"kind\":\"merge\",\"day\":\"2026-05-10\",\"school\":\"" WEST "\",\"into\":\"" WEST
         "\"}",
         "org.bad_step"},
        {"{\"kind\":\"close\",\"day\":\"gestern\",\"school\":\"" WEST "\"}", "org.day"},
        {"{\"kind\":\"close\",\"day\":\"2026-05-10\",\"school\":\"9\"}", "org.unknown_school"},
        {"{\"kind\":\"eat\",\"day\":\"2026-05-10\",\"school\":\"" WEST "\"}", "org.bad_step"},
        {"{\"kind\":\"open\",\"day\":\"2026-05-10\",\"code\":\"12\",\"name\":\"x\",\"type\":"
         "\"primary\"}",
         "org.bad_code"},
        {"{\"kind\":\"close\",\"day\":\"2026-05-10\",\"school\":5}", "org.bad_step"},
        {"{\"colour\":\"red\"}", "org.bad_step"},
        {"[]", "org.bad_step"},
    };
    struct county c;

    open_county(&c);
    int64_t before = imports_of(&c);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CHECK(commit(&c, bad[i][0]) == NULL);
        CHECK_STR(bad[i][1], c.err.id);
    }
    CHECK_INT(before, imports_of(&c));
    county_close(&c);
}
