/* tests/unit/test_records.c - records of registers: kept whole or not at all, moved by who may,
 * found, counted; a changed definition loses nothing. */
#include "app/orgs.h"
#include "app/records.h"
#include "county.h"

#define EAST "3143000001"
#define WEST "3143000002"
#define FAR "3143000003"
#define REG "joint_activities"

static void school(struct county *c, const char *code, const char *name, const char *community)
{
    char text[300];

    snprintf(text, sizeof text, "name=%s type=primary locale=urban run_by=county community=%s",
             name, community);
    county_put(c, code, 2025, "", text);
    county_put(c, code, 2025, "primary", "pupils=100");
}

static void group(struct county *c, const char *code, const char *name)
{
    const struct jh_new_group g = {"community", code, name, "", "2025-09-01"};
    struct jh_buf out = JH_BUF(1 << 20);

    CHECK(jh_app_group_add(&c->app, COUNTY, &g, &out, &c->err) == JH_OK);
    jh_buf_release(&out);
}

static void open_county(struct county *c)
{
    county_open(c, NULL);
    school(c, EAST, "东小", "东片共同体");
    school(c, WEST, "西小", "东片共同体");
    school(c, FAR, "远小", "西片共同体");
    county_done(c);
    group(c, "G1", "东片共同体");
    group(c, "G2", "西片共同体");
}

static json_t *answer(struct county *c, enum jh_status status, struct jh_buf *out)
{
    json_t *root = status == JH_OK ? json_loads(out->data, 0, NULL) : NULL;

    if (status == JH_OK)
        c->err.id = "";
    jh_buf_release(out);
    return root;
}

static const char *text(const json_t *root, const char *name)
{
    const char *value = json_string_value(json_object_get(root, name));
    return value ? value : "";
}

static long number(const json_t *root, const char *name)
{
    return (long)json_integer_value(json_object_get(root, name));
}

/* "theme=一起教研;held=2026-03-05": the answer of a save. */
static json_t *save(struct county *c, int64_t id, int64_t version, const char *subject,
                    const char *fields)
{
    struct jh_record_text field[20];
    struct jh_buf out = JH_BUF(1 << 22);
    struct jh_record_in in = {REG, id, version, subject, field, 0, false};
    char *copy = jh_arena_strdup(&c->mem, fields);

    for (char *at = copy; *at; in.n++) {
        char *equals = strchr(at, '='), *end = at + strcspn(at, ";");
        field[in.n] = (struct jh_record_text){at, equals + 1};
        *equals = '\0';
        at = *end ? end + 1 : end;
        *end = '\0';
    }
    return answer(c, jh_app_record_save(&c->app, COUNTY, &in, &out, &c->err), &out);
}

static json_t *move(struct county *c, int64_t id, const char *name, const char *note)
{
    struct jh_buf out = JH_BUF(1 << 22);
    const struct jh_record_move in = {REG, name, note, id, -1};

    return answer(c, jh_app_record_move(&c->app, COUNTY, &in, &out, &c->err), &out);
}

static json_t *list(struct county *c, struct jh_record_ask ask)
{
    struct jh_buf out = JH_BUF(1 << 22);

    ask.reg = REG;
    return answer(c, jh_app_records_json(&c->app, COUNTY, &ask, &out, &c->err), &out);
}

static json_t *counts(struct county *c, struct jh_record_ask ask)
{
    struct jh_buf out = JH_BUF(1 << 22);

    ask.reg = REG;
    return answer(c, jh_app_record_counts_json(&c->app, COUNTY, &ask, &out, &c->err), &out);
}

#define FULL                                                                                              \
    "theme=分数教学;held=2026-03-05;sort=教研;host=东小;schools=2;teachers=１２人次;hours=3;" \
    "evidence=abc"

static int64_t one(struct county *c, const char *subject, const char *fields)
{
    json_t *saved = save(c, 0, 0, subject, fields);

    CHECK(json_is_true(json_object_get(saved, "saved")));
    int64_t id = number(json_object_get(saved, "record"), "id");
    json_decref(saved);
    return id;
}

static void expect(struct county *c, json_t *got, const char *id)
{
    CHECK(got == NULL);
    CHECK_STR(id, c->err.id);
    json_decref(got);
}

static void state_is(json_t *record, const char *state)
{
    CHECK_STR(state, text(record, "state"));
    json_decref(record);
}

TEST(a_record_from_draft_to_approved)
{
    struct county c;
    open_county(&c);

    json_t *saved = save(&c, 0, 0, "东片共同体", FULL);
    json_t *record = json_object_get(saved, "record"), *fields = json_object_get(record, "fields");
    CHECK(json_is_true(json_object_get(saved, "saved")));
    CHECK_STR("2026-03-05", text(record, "day"));
    CHECK_STR("分数教学", text(record, "name"));
    CHECK_STR("draft", text(record, "state"));
    CHECK_STR("G1", text(json_object_get(record, "subject"), "code"));
    CHECK_STR("research", text(json_object_get(fields, "sort"), "value"));
    CHECK_STR("联合教研", text(json_object_get(fields, "sort"), "text"));
    CHECK_STR(EAST, text(json_object_get(fields, "host"), "value"));
    CHECK_STR("东小", text(json_object_get(fields, "host"), "text"));
    CHECK_NEAR(
        36, json_number_value(json_object_get(json_object_get(fields, "teacher_hours"), "value")),
        0);
    CHECK_INT(0, (long)json_array_size(json_object_get(record, "findings")));
    int64_t id = number(record, "id");
    json_decref(saved);

    state_is(move(&c, id, "submit", NULL), "submitted");
    expect(&c, save(&c, id, -1, NULL, "hours=4"), "record.locked");
    expect(&c, move(&c, id, "submit", NULL), "record.move");
    expect(&c, move(&c, id, "return", NULL), "record.note_needed");
    state_is(move(&c, id, "return", "请补照片"), "returned");
    json_decref(save(&c, id, -1, NULL, "hours=4;teachers="));
    expect(&c, move(&c, id, "submit", NULL), "record.reason_needed");
    state_is(move(&c, id, "submit", "只有学生参加，人次未统计"), "submitted");
    record = move(&c, id, "approve", NULL);
    CHECK_STR("approved", text(record, "state"));
    const json_t *history = json_object_get(record, "history");
    CHECK_INT(6, (long)json_array_size(history));
    const json_t *change = json_object_get(json_array_get(history, 3), "changes");
    CHECK_INT(2, (long)json_array_size(change));
    CHECK_STR("12", text(json_array_get(change, 0), "before"));
    CHECK_STR("", text(json_array_get(change, 0), "after"));
    CHECK_STR("请补照片", text(json_array_get(history, 2), "note"));
    json_decref(record);
    county_close(&c);
}

TEST(what_is_wrong_is_told_field_by_field_and_nothing_is_kept)
{
    struct county c;
    open_county(&c);

    json_t *saved = save(&c, 0, 0, "G1", "theme=甲;held=某天;schools=很多;host=无此校;weather=晴");
    CHECK(!json_is_true(json_object_get(saved, "saved")));
    CHECK_INT(4, (long)json_array_size(json_object_get(saved, "faults")));
    json_decref(saved);
    json_t *all = list(&c, (struct jh_record_ask){0});
    CHECK_INT(0, number(all, "count"));
    json_decref(all);
    expect(&c, save(&c, 0, 0, "无此共同体", "theme=甲"), "record.subject");
    expect(&c, save(&c, 0, 0, NULL, "theme=甲"), "record.subject");
    expect(&c, save(&c, 99, -1, NULL, "theme=甲"), "record.unknown");

    int64_t id = one(&c, "G1", "theme=甲;schools=1");
    expect(&c, move(&c, id, "submit", NULL), "record.incomplete");
    expect(&c, save(&c, id, 7, NULL, "theme=乙"), "record.changed");
    json_t *again = save(&c, id, 1, NULL, "theme=甲");
    CHECK_INT(1, number(json_object_get(again, "record"), "version")); /* nothing changed */
    json_decref(again);
    county_close(&c);
}

static void found(struct county *c, struct jh_record_ask ask, long n, const char *first)
{
    json_t *got = list(c, ask);

    CHECK(got != NULL);
    CHECK_INT(n, number(got, "count"));
    CHECK_STR(first, text(json_array_get(json_object_get(got, "records"), 0), "name"));
    json_decref(got);
}

TEST(records_are_found_and_counted)
{
    struct county c;
    open_county(&c);
    int64_t a = one(
        &c, "G1",
        "theme=甲;held=2026-03-05;sort=教研;host=东小;schools=2;teachers=10;hours=2;evidence=x");
    int64_t b = one(
        &c, "G1",
        "theme=乙;held=2026-05-06;sort=training;host=西小;schools=2;teachers=5;hours=4;evidence=x");
    one(&c, "G2", "theme=丙;held=2025-10-07;sort=教研;host=远小;schools=3;teachers=9;hours=1");

    found(&c, (struct jh_record_ask){0}, 3, "乙");
    found(&c, (struct jh_record_ask){.subject = "西片共同体"}, 1, "丙");
    found(&c, (struct jh_record_ask){.from = "2026-02-01", .to = "2026-04-30"}, 1, "甲");
    found(&c, (struct jh_record_ask){.item = "sort", .value = "联合教研"}, 2, "甲");
    found(&c, (struct jh_record_ask){.item = "host", .value = "远小"}, 1, "丙");
    found(&c, (struct jh_record_ask){.state = "approved"}, 0, "");
    expect(&c, list(&c, (struct jh_record_ask){.item = "hours", .value = "2"}), "record.no_filter");
    expect(&c, list(&c, (struct jh_record_ask){.from = "昨天"}), "record.day");
    expect(&c, list(&c, (struct jh_record_ask){.state = "happy"}), "record.state");

    json_t *page = list(&c, (struct jh_record_ask){.most = 2});
    const char *after = jh_arena_strdup(&c.mem, text(page, "after"));
    CHECK_INT(2, (long)json_array_size(json_object_get(page, "records")));
    json_decref(page);
    page = list(&c, (struct jh_record_ask){.most = 2, .after = after});
    CHECK_INT(1, (long)json_array_size(json_object_get(page, "records")));
    CHECK_STR("丙", text(json_array_get(json_object_get(page, "records"), 0), "name"));
    json_decref(page);

    json_decref(move(&c, a, "submit", NULL));
    json_decref(move(&c, a, "approve", NULL));
    json_decref(move(&c, b, "submit", NULL));
    found(&c, (struct jh_record_ask){.state = "approved"}, 1, "甲");
    found(&c, (struct jh_record_ask){.state = "submitted", .item = "sort", .value = "training"}, 1,
          "乙");
    json_t *got = counts(&c, (struct jh_record_ask){0});
    const json_t *count = json_object_get(got, "counts");
    CHECK_INT(3, number(got, "records"));
    CHECK_INT(3, (long)json_array_size(json_object_get(got, "months")));
    CHECK_NEAR(1, json_number_value(json_object_get(json_array_get(count, 0), "value")), 0);
    CHECK_NEAR(20, json_number_value(json_object_get(json_array_get(count, 1), "value")), 0);
    CHECK_NEAR(100, json_number_value(json_object_get(json_array_get(count, 2), "value")), 0);
    json_decref(got);
    county_close(&c);
}

/* A field added, one retired, a code added: old records stay as they are, and so do counts. */
TEST(a_changed_definition_loses_nothing)
{
    struct county c;
    struct jh_buf out = JH_BUF(1 << 22);
    open_county(&c);
    int64_t id = one(&c, "G1", FULL);
    json_decref(move(&c, id, "submit", NULL));
    json_decref(move(&c, id, "approve", NULL));

    const char *definition = jh_register_find(&c.packs, REG)->definition;
    json_t *root = json_loads(definition, 0, NULL);
    json_t *fields = json_object_get(root, "fields");
    json_object_set_new(json_array_get(fields, 6), "retired", json_true());
    json_array_append_new(fields, json_loads("{\"id\":\"place\",\"name\":{\"zh\":\"地点\",\"en\":"
                                             "\"Place\"},\"kind\":\"words\"}",
                                             0, NULL));
    char *next = json_dumps(root, 0);
    json_t *made = answer(
        &c, jh_app_register_define(&c.app, COUNTY, next, strlen(next), false, &out, &c.err), &out);
    CHECK_INT(0, (long)json_array_size(json_object_get(made, "faults")));
    CHECK_INT(2, number(made, "edition"));
    json_decref(made);

    json_t *got = counts(&c, (struct jh_record_ask){0});
    CHECK_NEAR(1,
               json_number_value(
                   json_object_get(json_array_get(json_object_get(got, "counts"), 0), "value")),
               0);
    json_decref(got);
    struct jh_buf shown = JH_BUF(1 << 22);
    got = answer(&c, jh_app_record_json(&c.app, COUNTY, REG, id, &shown, &c.err), &shown);
    CHECK_STR("分数教学", text(got, "name"));
    json_decref(got);
    id = one(&c, "G1", "theme=戊;place=礼堂");
    json_t *refused = save(&c, id, -1, NULL, "pupils_there=5");
    CHECK(!json_is_true(json_object_get(refused, "saved"))); /* retired */
    json_decref(refused);

    json_array_remove(fields, 0); /* a field that records have cannot go */
    char *less = json_dumps(root, 0);
    struct jh_buf told = JH_BUF(1 << 22);
    made =
        answer(&c, jh_app_register_define(&c.app, COUNTY, less, strlen(less), false, &told, &c.err),
               &told);
    CHECK(json_array_size(json_object_get(made, "faults")) > 0);
    json_decref(made);
    free(next);
    free(less);
    json_decref(root);
    county_close(&c);
}
