/* tests/unit/test_imports.c - every rule import.* that is told of a cell, a row or a sheet: where
 * it is told, how it is graded, and what became of the file. Failures of a whole file or of a step
 * are in test_imports_steps.c. */
#include "imports.h"
#include "base/msg.h"
#include "zips.h"

#define STAFF "学校标识码,学段,教职工,中级及以上职称教师\n"
#define FIRST "4309990001,小学,100,5\n"

struct told { /* of one problem */
    const char *rule, *grade, *sheet, *cell, *value;
    long count;
};

static void check_told(json_t *got, const struct told *want)
{
    json_t *group = import_group(got, want->rule);
    json_t *first = json_array_get(json_object_get(group, "first"), 0);

    if (!group) {
        char *text = json_dumps(json_object_get(got, "problems"), JSON_INDENT(1));
        printf("%s is not told of: %s\n", want->rule, text ? text : "");
        free(text);
    }
    CHECK_STR(want->rule, import_text(group, "rule"));
    CHECK_STR(want->grade, import_text(group, "grade"));
    CHECK_INT(want->count, json_integer_value(json_object_get(group, "count")));
    CHECK_STR(want->sheet, import_text(first, "sheet"));
    CHECK_STR(want->cell, import_text(first, "cell"));
    CHECK_STR(want->value, import_text(first, "value"));
    CHECK(*import_text(first, "text") && !strchr(import_text(first, "text"), '{'));
    CHECK(*import_text(group, "title") && *import_text(group, "way_out"));
}

/* An error keeps the whole file out, what must be explained does so without a reason, a hint never.
 */
static void offer(struct county *c, struct jh_upload upload, struct told want)
{
    long before = import_facts(c);
    json_t *got = import_run(c, upload, NULL);

    if (!got)
        printf("%s: %s %s\n", want.rule, c->err.id, c->err.text);
    check_told(got, &want);
    if (strcmp(want.grade, "hint") == 0) {
        CHECK_STR("committed", import_text(got, "state"));
    } else {
        CHECK_STR("checked", import_text(got, "state"));
        CHECK_INT(before, import_facts(c));
    }
    json_decref(got);
    if (strcmp(want.grade, "explain") != 0)
        return;
    got = import_run(c, upload, "已核实");
    CHECK_STR("committed", import_text(got, "state"));
    CHECK(import_facts(c) > before);
    json_decref(got);
}

static void one(const char *csv, struct told want)
{
    struct county c;

    import_open(&c);
    want.sheet = want.sheet ? want.sheet : "表";
    want.count = want.count ? want.count : 1;
    offer(&c, import_csv("表.csv", csv), want);
    county_close(&c);
}

TEST(bad_choice)
{
    one("学校标识码,校园网\n4309990001,也许\n",
        (struct told){"import.bad_choice", "error", NULL, "B2", "也许", 1});
    one("学校标识码,学校名称,办学类型\n4309990001,示例县第一小学,菜场\n",
        (struct told){"import.bad_choice", "error", NULL, "C2", "菜场", 1});
}

TEST(bad_date)
{
    one("学校标识码,学校名称,开办日期\n4309990001,示例县第一小学,很久以前\n",
        (struct told){"import.bad_date", "error", NULL, "C2", "很久以前", 1});
}

TEST(bad_number)
{
    one(STAFF FIRST "4309990002,初中,很多,5\n",
        (struct told){"import.bad_number", "error", NULL, "C3", "很多", 1});
}

TEST(cleaned)
{
    struct county c;

    import_open(&c);
    offer(&c, import_csv("表.csv", STAFF "4309990001,小学,\"１,２００人\",5\n"),
          (struct told){"import.cleaned", "hint", "表", "C2", "１,２００人", 1});
    CHECK_NEAR(1200, import_fact(&c, "4309990001", "primary", "staff"), 0);
    county_close(&c);
}

TEST(closed_school)
{
    one(STAFF FIRST "4309990003,小学,10,1\n",
        (struct told){"import.closed_school", "error", NULL, "A3", "4309990003", 1});
}

TEST(code_format)
{
    one(STAFF FIRST "12,小学,10,1\n",
        (struct told){"import.code_format", "error", NULL, "A3", "12", 1});
}

TEST(code_missing)
{
    one(STAFF FIRST ",小学,10,1\n",
        (struct told){"import.code_missing", "error", NULL, "A3", "", 1});
}

TEST(code_of_other)
{
    one("学校标识码,学校名称,学段,教职工\n4309990009,示例县第一小学,小学,100\n",
        (struct told){"import.code_of_other", "error", NULL, "A2", "4309990009", 1});
}

TEST(unknown_school)
{
    one(STAFF FIRST "4309990009,小学,10,1\n",
        (struct told){"import.unknown_school", "error", NULL, "A3", "4309990009", 1});
}

static void proposes(const char *row, const char *code, const char *name)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf proposal = JH_BUF(1000);
    const struct jh_msg_arg args[] = {{"code", code}, {"name", name}};
    struct county c;
    char csv[400];

    import_open(&c);
    snprintf(csv, sizeof csv, "学校标识码,学校名称,学段,教职工\n4309990001,,小学,100\n%s\n", row);
    json_t *got = import_run(&c, import_csv("表.csv", csv), NULL);
    json_t *group = import_group(got, "import.unknown_school");
    json_t *first = json_array_get(json_object_get(group, "first"), 0);
    const char *told = strstr(import_text(first, "text"), "。");
    CHECK(told != NULL);
    if (*code)
        jh_msg(&proposal, "zh-CN", "import.near_school", args, 2);
    CHECK_STR(*code ? proposal.data : "", told ? told + strlen("。") : "?");
    json_decref(got);
    county_close(&c);
}

/* A slip in the name is told by the name. A code that one school alone is near to; one that several
 * are near to; a name and a code of nobody: nothing is proposed. */
TEST(nearest_school)
{
    proposes("4309990008,示例县老街小学校,小学,100", "4309990003", "示例县老街小学");
    proposes("4309999992,示例县第二初中学,小学,100", "4309990002", "示例县第二初级中学");
    proposes("4309900002,,小学,100", "4309990002", "示例县第二初级中学");
    proposes("4309990020,,小学,100", "4309990002", "示例县第二初级中学");
    proposes("4309990009,,小学,100", "", "");
    proposes("5109870000,金沙江畔中学,小学,100", "", "");
}

TEST(name_differs)
{
    one("学校标识码,学校名称,学段,教职工\n4309990001,一小,小学,100\n",
        (struct told){"import.name_differs", "hint", NULL, "2", "一小", 1});
}

TEST(duplicate_row)
{
    one(STAFF FIRST "4309990002,初中,10,1\n" FIRST,
        (struct told){"import.duplicate_row", "error", NULL, "A2", "4309990001", 2});
}

TEST(error_cell)
{
    one(STAFF "4309990001,小学,#REF!,5\n",
        (struct told){"import.error_cell", "error", NULL, "C2", "#REF!", 1});
}

TEST(range)
{
    one(STAFF "4309990001,小学,-5,5\n",
        (struct told){"import.range", "error", NULL, "C2", "-5", 1});
    one(STAFF "4309990001,小学,3001,5\n",
        (struct told){"import.range", "error", NULL, "C2", "3001", 1});
}

TEST(whole_number)
{
    one(STAFF "4309990001,小学,100,1.5\n",
        (struct told){"import.whole_number", "error", NULL, "D2", "1.5", 1});
}

TEST(stage_missing)
{
    one(STAFF FIRST "4309990002,,10,1\n",
        (struct told){"import.stage_missing", "error", NULL, "B3", "", 1});
}

TEST(stage_unknown)
{
    one(STAFF FIRST "4309990002,夜校,10,1\n",
        (struct told){"import.stage_unknown", "error", NULL, "B3", "夜校", 1});
}

TEST(stage_wrong)
{
    one("学校标识码,学段,一年级,寄宿生\n4309990002,初中,5,0\n",
        (struct told){"import.stage_wrong", "error", NULL, "C2", "5", 1});
}

TEST(total_mismatch)
{
    one(STAFF FIRST "4309990002,初中,10,1\n合计,,999,6\n",
        (struct told){"import.total_mismatch", "explain", NULL, "C4", "999", 1});
}

TEST(unit_mismatch)
{
    one("学校标识码,学段,教职工（元）,中级及以上职称教师\n" FIRST,
        (struct told){"import.unit_mismatch", "error", NULL, "C1", "教职工（元）", 2});
    one(STAFF "4309990001,小学,100元,5\n",
        (struct told){"import.unit_mismatch", "error", NULL, "C2", "100元", 1});
}

TEST(unknown_column)
{
    one("学校标识码,学段,教职工,中级及以上职称教师,心情\n4309990001,小学,100,5,好\n",
        (struct told){"import.unknown_column", "hint", NULL, "E1", "心情", 1});
}

TEST(required_blank)
{
    one("学校标识码,学段,教职工,专任教师\n4309990001,小学,100,\n",
        (struct told){"import.required_blank", "explain", NULL, "D2", "", 1});
}

TEST(year_mismatch)
{
    one("县（市、区）：示例县 430999　学年：2024-2025,,,\n" STAFF FIRST,
        (struct told){"import.year_mismatch", "error", NULL, "A1", "2024-2025", 1});
}

TEST(year_unknown)
{
    struct county c;
    struct jh_upload upload = import_csv("表.csv", STAFF FIRST);

    upload.year = 0;
    import_open(&c);
    offer(&c, upload, (struct told){"import.year_unknown", "error", "表", "1", "", 1});
    county_close(&c);
}

#define CELL(at, text) "<c r=\"" at "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define NUMBER(at, text) "<c r=\"" at "\"><v>" text "</v></c>"
#define SHEET(staff)                                                                               \
    "<worksheet" ZIP_NS "><sheetData><row r=\"1\">" CELL("A1", "学校标识码") CELL("B1", "学段")    \
        CELL("C1", "教职工")                                                                       \
            CELL("D1", "中级及以上职称教师") "</row><row r=\"2\">" CELL("A2", "4309990001")        \
                CELL("B2", "小学") NUMBER("C2", staff)                                             \
                    NUMBER("D2", "5") "</row></sheetData></worksheet>"

TEST(hidden_sheet)
{
    const struct zip_text parts[] = {
        ZIP_TYPES,
        ZIP_ROOT,
        ZIP_BOOK("<sheets><sheet name=\"明\" sheetId=\"1\" r:id=\"rId1\"/>"
                 "<sheet name=\"暗\" sheetId=\"2\" state=\"hidden\" r:id=\"rId2\"/></sheets>"),
        ZIP_BOOK_RELS(ZIP_REL("rId1", "worksheet", "worksheets/sheet1.xml")
                          ZIP_REL("rId2", "worksheet", "worksheets/sheet2.xml")),
        {"xl/worksheets/sheet1.xml", SHEET("100"), 0},
        {"xl/worksheets/sheet2.xml", SHEET("999"), 0},
        {NULL, NULL, 0}};
    struct county c;
    struct jh_upload upload = import_csv("表.xlsx", "");

    unsigned char *bytes = zip_of(parts, &upload.size);
    upload.bytes = bytes;
    import_open(&c);
    offer(&c, upload, (struct told){"import.hidden_sheet", "hint", "暗", "1", "暗", 1});
    CHECK_NEAR(100, import_fact(&c, "4309990001", "primary", "staff"), 0);
    county_close(&c);
    free(bytes);
}

TEST(too_many_units)
{
    enum { SCHOOLS = 6700 }; /* of three stages: over 20,000 */
    struct jh_buf csv = JH_BUF(1 << 22);
    struct county c;

    jh_buf_adds(&csv, "学校标识码,学校名称,办学类型\n");
    for (int i = 0; i < SCHOOLS; i++)
        jh_buf_addf(&csv, "43099%05d,第%d小学,小学\n", 10000 + i, i);
    import_open(&c);
    json_t *got = import_run(&c, import_csv("大名录.csv", csv.data), "大");
    CHECK_STR("committed", import_text(got, "state"));
    json_decref(got);
    jh_buf_release(&csv);
    offer(&c, import_csv("表.csv", "学校标识码,学段,寄宿生,本学年毕业生\n4309910000,小学,0,100\n"),
          (struct told){"import.too_many_units", "hint", "表", "", "", 1});
    CHECK_NEAR(100, import_fact(&c, "4309910000", "primary", "graduates"), 0);
    county_close(&c);
}

#define PLACE(name, geometry)                                                                      \
    "{\"type\":\"Feature\",\"properties\":{" name "},\"geometry\":" geometry "}"
#define GOOD PLACE("\"name\":\"好镇\"", "{\"type\":\"Point\",\"coordinates\":[110.5,28.1]}")

static void place(const char *bad, const char *rule)
{
    struct county c;
    struct jh_buf text = JH_BUF(10000);
    struct jh_arena mem = {0};
    struct jh_place *places;
    size_t n;

    jh_buf_addf(&text, "{\"type\":\"FeatureCollection\",\"features\":[" GOOD ",%s]}", bad);
    import_open(&c);
    offer(&c, import_csv("边界.geojson", text.data), (struct told){rule, "error", "", "2", "", 1});
    CHECK(jh_store_places(c.store, &mem, COUNTY, &places, &n, &c.err) == JH_OK);
    CHECK_INT(0, n); /* the good one is not applied alone */
    jh_arena_free(&mem);
    jh_buf_release(&text);
    county_close(&c);
}

TEST(place_name)
{
    place(PLACE("", "{\"type\":\"Point\",\"coordinates\":[110.5,28.1]}"), "import.place_name");
}

TEST(place_geometry)
{
    place(PLACE("\"name\":\"圆镇\"", "{\"type\":\"Circle\",\"coordinates\":[110.5,28.1]}"),
          "import.place_geometry");
}

TEST(place_position)
{
    place(PLACE("\"name\":\"倒镇\"", "{\"type\":\"Point\",\"coordinates\":[28.1,110.5]}"),
          "import.place_position");
}
