/* tests/golden/test_report.c - the report tables of a tiny county, as text against
 * report_tables.txt. JH_SHOW=FOLDER keeps the workbook and the PDF; JH_GOLDEN=write writes the text
 * anew. */
#include "app/report/work.h"
#include "t.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct jh_err err;

static const struct jh_stage stage[] = {
    {.id = "primary", .name = {"小学", "primary"}, .judged = true},
    {.id = "junior", .name = {"初中", "junior"}, .judged = true},
    {.id = "senior", .name = {"高中", "senior"}}};
static const struct jh_group group[] = {{"resource", {"资源配置", "Resources"}},
                                        {"government", {"政府保障程度", "Government"}},
                                        {"veto", {"一票否决", "Veto"}}};
#define UNIT_INDICATOR(ID, STAGE, ZH, EN, LINE, LIMIT, UNIT, GAP, DECIMALS)                        \
    {                                                                                              \
        .id = ID, .group = "resource", .no = 1, .stage = STAGE, .name = {ZH, EN},                  \
        .kind = JH_VALUE, .level = JH_LEVEL_UNIT, .amount_text = ID, .per_text = "pupils",         \
        .line_text = LINE, .scale = 1, .compare = JH_AT_LEAST, .strict_switch = -1,                \
        .cv_limit = LIMIT, .unit = UNIT, .gap_unit = GAP, .decimals = DECIMALS, .mark = "M",       \
        .note = {"", ""}, .source = "督导评估办法"                                           \
    }
static const struct jh_indicator indicator[] = {
    UNIT_INDICATOR("books", "primary", "生均图书", "Books per pupil", "25", 0.5, "册", "册", 1),
    UNIT_INDICATOR("books", "junior", "生均图书", "Books per pupil", "35", 0.45, "册", "册", 1),
    UNIT_INDICATOR("area", "primary", "生均教学及辅助用房面积", "Rooms per pupil", "4.5", 0.5, "㎡",
                   "㎡", 2),
    {.id = "class_size",
     .group = "government",
     .no = 5,
     .stage = "",
     .name = {"小学、初中班额不超过45人、50人", "Class size"},
     .kind = JH_VALUE,
     .level = JH_LEVEL_SCHOOL,
     .amount_text = "large_classes",
     .line_text = "0",
     .scale = 1,
     .compare = JH_AT_MOST,
     .strict_switch = -1,
     .cv_limit = (double)NAN,
     .unit = "个",
     .gap_unit = "个",
     .mark = "P",
     .note = {"", ""},
     .source = "督导评估办法"},
    {.id = "layout",
     .group = "government",
     .no = 1,
     .stage = "",
     .name = {"规划布局合理", "Layout"},
     .kind = JH_DOCUMENT,
     .level = JH_LEVEL_COUNTY,
     .amount_text = "doc_layout",
     .line_text = "1",
     .scale = 1,
     .compare = JH_AT_LEAST,
     .strict_switch = -1,
     .cv_limit = (double)NAN,
     .unit = "",
     .gap_unit = "",
     .mark = "P",
     .note = {"以正式文件为准。", ""},
     .source = "督导评估办法"},
    {.id = "fraud",
     .group = "veto",
     .no = 6,
     .stage = "",
     .name = {"弄虚作假", "Fraud"},
     .kind = JH_VETO,
     .level = JH_LEVEL_COUNTY,
     .amount_text = "veto_fraud",
     .line_text = "0",
     .scale = 1,
     .compare = JH_EQUAL,
     .strict_switch = -1,
     .cv_limit = (double)NAN,
     .unit = "",
     .gap_unit = "",
     .mark = "P",
     .note = {"", ""},
     .source = "督导评估办法"},
};
static const struct jh_choice choice[] = {{0, {"不计入", "left out"}}, {1, {"计入", "counted"}}};
static const struct jh_switch switches[] = {
    {.id = "private",
     .title = {"民办学校是否计入差异系数", "Private schools"},
     .note = {"", ""},
     .initial = 0,
     .choice = choice,
     .nchoice = 2,
     .mark = "D",
     .source = "自定"}};
static const struct jh_exclusion exclude[] = {{.id = "point",
                                               .when_text = "type.point and pupils < 100",
                                               .reason = {"不足100人的教学点", "Small point"},
                                               .mark = "M",
                                               .source = "督导评估办法"}};
static const struct jh_split split[] = {{"nine_year", {1, 1.1}}};
static const struct jh_pack pack = {
    .id = "test-pack",
    .version = "1",
    .hash = "00ff",
    .kind = JH_PACK_STANDARD,
    .title = {"县域义务教育优质均衡（试）", "Quality balance (test)"},
    .stage = stage,
    .nstage = 3,
    .group = group,
    .ngroup = 3,
    .indicator = indicator,
    .nindicator = 6,
    .switches = switches,
    .nswitch = 1,
    .split = split,
    .nsplit = 1,
    .exclude = exclude,
    .nexclude = 1,
    .rule_text = {"至少1项达标，其余不低于85%", "one item reached"},
    .composite_limit = {(double)NAN, (double)NAN, (double)NAN}};

/* school, stage, pupils, books, rooms (NaN: missing, only primary) */
static const struct {
    int school, stage;
    double pupils, books, area;
} given[] = {{0, 0, 1200, 31200, 5520},       {1, 0, 640, 12800, 2560},
             {2, 0, 310, 9300, (double)NAN},  {3, 0, 48, 960, 240},
             {2, 1, 450, 18000, (double)NAN}, {4, 1, 980, 30870, (double)NAN}};
enum { UNITS = 6, SCHOOLS = 5, INDICATORS = 2 };

static struct jh_measure measure(double amount, double per, double line)
{
    struct jh_measure m = {amount, per, amount / per, line, JH_UNKNOWN, (double)NAN, true};

    if (!isnan(m.value)) {
        m.status = m.value >= line ? JH_PASS : JH_FAIL;
        m.gap = m.status == JH_PASS ? 0 : ceil(line * per - amount);
    }
    return m;
}

static void make_units(struct jh_unit *unit, struct jh_measure *m)
{
    for (size_t u = 0; u < UNITS; u++) {
        struct jh_measure *mine = &m[u * INDICATORS];
        mine[0] = measure(given[u].books, given[u].pupils, given[u].stage ? 35 : 25);
        mine[1] = measure(given[u].area, given[u].pupils, 4.5);
        mine[1].applies = given[u].stage == 0;
        unit[u] = (struct jh_unit){.school = given[u].school,
                                   .stage = given[u].stage,
                                   .pupils = given[u].pupils,
                                   .measure = mine,
                                   .excluded = u == 3 ? exclude : NULL};
        for (size_t i = 0; i < INDICATORS; i++) {
            unit[u].asked += mine[i].applies;
            unit[u].reached += mine[i].applies && mine[i].status == JH_PASS;
            unit[u].missing += mine[i].applies && mine[i].status == JH_UNKNOWN;
        }
        unit[u].below_floor = u == 1;
        unit[u].status = u == 1 || u == 5 ? JH_FAIL : unit[u].missing ? JH_UNKNOWN : JH_PASS;
    }
}

static struct jh_stage_dispersion disperse(struct jh_arena *mem, const struct jh_unit *unit,
                                           size_t i, int k)
{
    double amount[UNITS], pupils[UNITS];
    struct jh_stage_dispersion d = {.limit = k ? 0.45 : 0.5, .status = JH_UNKNOWN};
    struct jh_disparity_in in = {0, amount, pupils};

    for (size_t u = 0; u < UNITS; u++) {
        const struct jh_measure *m = &unit[u].measure[i];
        if (unit[u].stage != k || unit[u].excluded || !m->applies)
            continue;
        d.of++;
        d.failing += m->status == JH_FAIL;
        if (!isnan(m->value))
            amount[in.n] = m->amount, pupils[in.n++] = unit[u].pupils;
    }
    d.have = in.n;
    d.solved = in.n ? jh_disparity_all(&in, mem, &d.all, &err) : JH_E_NOSOLUTION;
    if (d.solved == JH_OK && d.have == d.of)
        d.status = d.all.cv <= d.limit ? JH_PASS : JH_FAIL;
    return d;
}

static const char *const school_name[] = {"示范县第一小学", "示范县第二小学",
                                          "示范县九年一贯制学校", "示范县河湾教学点",
                                          "示范县第三中学"};
static const int reason_school[] = {1};

static void make_balance(struct jh_arena *mem, struct jh_balance *b)
{
    struct jh_unit *unit = jh_new(mem, struct jh_unit, UNITS);
    struct jh_school *school = jh_new(mem, struct jh_school, SCHOOLS);
    struct jh_stage_dispersion *d = jh_new(mem, struct jh_stage_dispersion, 3 * INDICATORS);
    struct jh_measure *at = jh_new(mem, struct jh_measure, SCHOOLS);
    static struct jh_county_indicator other[3];
    static const struct jh_indicator *unit_indicator[] = {&indicator[0], &indicator[2]};
    static const struct jh_switch_state state[] = {{switches, 1}};
    static struct jh_reason reason[2];

    make_units(unit, jh_new(mem, struct jh_measure, UNITS * INDICATORS));
    for (int s = 0; s < SCHOOLS; s++) {
        school[s] = (struct jh_school){.code = jh_arena_printf(mem, "214399900%d", s + 1),
                                       .name = school_name[s],
                                       .type_name = s == 2 ? "九年一贯制学校" : "小学",
                                       .locale_name = "镇区",
                                       .run_by_name = "县级教育部门",
                                       .town = "城关镇",
                                       .area = "",
                                       .community = "",
                                       .open = true,
                                       .merged_into = ""};
        at[s] = measure(s == 4 ? 2 : 0, 1, 0);
        at[s].status = s == 4 ? JH_FAIL : JH_PASS;
        at[s].gap = s == 4 ? 2 : 0;
        at[s].applies = s != 3;
    }
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < INDICATORS; i++)
            if (k == 0 || i == 0)
                d[(size_t)k * INDICATORS + i] = disperse(mem, unit, i, k);
    other[0] = (struct jh_county_indicator){
        &indicator[3], {3, 4, 75, 100, JH_FAIL, 1, true}, at, 1, 0, 4, JH_FAIL};
    other[1] = (struct jh_county_indicator){
        &indicator[4], {1, 1, 1, 1, JH_PASS, 0, true}, NULL, 0, 0, 1, JH_PASS};
    other[2] = (struct jh_county_indicator){
        &indicator[5],
        {(double)NAN, 1, (double)NAN, 0, JH_UNKNOWN, (double)NAN, true},
        NULL,
        0,
        1,
        1,
        JH_UNKNOWN};
    reason[0] = (struct jh_reason){JH_REASON_SCHOOLS,
                                   JH_FAIL,
                                   NULL,
                                   0,
                                   reason_school,
                                   1,
                                   "小学有 1 所学校未达标：示范县第二小学。"};
    reason[1] = (struct jh_reason){JH_REASON_MISSING,     JH_UNKNOWN, &indicator[5], -1, NULL, 0,
                                   "“弄虚作假”尚无数据。"};
    *b = (struct jh_balance){.pack = &pack,
                             .county = {"430999", "示范县", true},
                             .year = 2025,
                             .version = 7,
                             .run =
                                 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                             .verdict = JH_FAIL,
                             .reason = reason,
                             .nreason = 2,
                             .switches = state,
                             .school = school,
                             .nschool = SCHOOLS,
                             .unit = unit,
                             .nunit = UNITS,
                             .unit_indicator = unit_indicator,
                             .nunit_indicator = INDICATORS,
                             .dispersion = d,
                             .composite = {(double)NAN, (double)NAN, (double)NAN},
                             .other = other,
                             .nother = 3};
}

static void print_table(struct jh_buf *out, const struct jh_table *t)
{
    jh_buf_addf(out, "## %s\n", t->title);
    for (size_t c = 0; c < t->ncolumn; c++)
        jh_buf_addf(out, "%s%s%s%s%s", c ? " | " : "", t->column[c].band ? t->column[c].band : "",
                    t->column[c].band ? "·" : "", t->column[c].heading, t->column[c].unit);
    jh_buf_adds(out, "\n");
    for (size_t r = 0; r < t->nrow; r++) {
        for (size_t c = 0; c < t->ncolumn; c++) {
            const struct jh_field *f = &t->field[r * t->ncolumn + c];
            jh_buf_adds(out, c ? " | " : "");
            if (t->column[c].kind == JH_COL_NUMBER && isfinite(f->value))
                jh_buf_addf(out, "%.6g", f->value);
            else
                jh_buf_adds(out, f->text ? f->text : "");
            jh_buf_adds(out, f->tone == JH_TONE_BAD ? "!" : f->tone == JH_TONE_WARN ? "?" : "");
        }
        jh_buf_adds(out, "\n");
    }
    for (size_t i = 0; i < t->nfootnote; i++)
        jh_buf_addf(out, "%s\n", t->footnote[i]);
    jh_buf_adds(out, "\n");
}

static void all_tables(struct jh_report *r, struct jh_tables *t)
{
    jh_table_summary(r, t, true);
    for (int k = 0; k < 3; k++)
        if (jh_stage_used(r->b, k))
            jh_table_units(r, k, false, t);
    jh_table_dispersion(r, t);
    jh_table_items(r, t);
    jh_table_lacking(r, t);
    jh_table_excluded(r, t);
    jh_table_settings(r, t);
    jh_table_sources(r, t);
}

static const struct jh_app app = {.language = "zh-CN"};

TEST(tables_of_a_tiny_county)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(1 << 20);
    struct jh_balance b;
    struct jh_report r;
    struct jh_tables t = {0};
    char path[600];

    make_balance(&mem, &b);
    jh_report_begin(&r, &app, &mem, &b);
    all_tables(&r, &t);
    for (size_t i = 0; i < t.n; i++)
        print_table(&out, &t.table[i]);
    snprintf(path, sizeof path, "%s/tests/golden/report_tables.txt", t_root());
    if (getenv("JH_GOLDEN")) {
        FILE *file = fopen(path, "w");
        fputs(out.data, file);
        fclose(file);
    }
    char *want = t_slurp(path, NULL);
    CHECK_STR(want ? want : "", out.data);
    free(want);
}

static void keep(const struct jh_buf *bytes, const char *name)
{
    char path[600];
    const char *folder = getenv("JH_SHOW");
    if (!folder)
        return;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    fwrite(bytes->data, 1, bytes->len, file);
    fclose(file);
}

TEST(documents_are_made_and_are_the_same_twice)
{
    static enum jh_status (*const make[])(struct jh_report *, struct jh_buf *, struct jh_err *) = {
        jh_report_tables, jh_report_pdf, jh_report_schools_csv, jh_report_indicators_csv};
    static const char *const name[] = {"tables.xlsx", "report.pdf", "schools.csv",
                                       "indicators.csv"};
    static const char *const begin[] = {"PK", "%PDF", "\xEF\xBB\xBF", "\xEF\xBB\xBF"};
    const char *languages[] = {"zh-CN", "en"};

    for (size_t i = 0; i < 4; i++)
        for (size_t l = 0; l < 2; l++) {
            JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
            JH_CLEANUP(jh_buf_release) struct jh_buf one = JH_BUF(1 << 24), two = JH_BUF(1 << 24);
            struct jh_app here = {.language = languages[l]};
            struct jh_balance b;
            struct jh_report r;

            make_balance(&mem, &b);
            jh_report_begin(&r, &here, &mem, &b);
            CHECK(make[i](&r, &one, &err) == JH_OK);
            jh_report_begin(&r, &here, &mem, &b);
            CHECK(make[i](&r, &two, &err) == JH_OK);
            CHECK(one.len > 100 && memcmp(one.data, begin[i], strlen(begin[i])) == 0);
            CHECK(one.len == two.len && memcmp(one.data, two.data, one.len) == 0);
            jh_buf_release(&two);
            if (l == 0)
                keep(&one, name[i]);
        }
}

TEST(csv_of_schools_has_full_digits_and_empty_cells_for_missing)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(1 << 20);
    struct jh_balance b;
    struct jh_report r;

    make_balance(&mem, &b);
    jh_report_begin(&r, &app, &mem, &b);
    CHECK(jh_report_schools_csv(&r, &out, &err) == JH_OK);
    CHECK(
        strstr(out.data,
               "2143999003,示范县九年一贯制学校,小学,九年一贯制学校,县级教育部门,镇区,城关镇,,,310,"
               "待补数据,1,2,,30,达标,0,,待补数据,\r\n") != NULL);
    CHECK(strstr(out.data,
                 "2143999004,示范县河湾教学点,小学,小学,县级教育部门,镇区,城关镇,,,48,不计入,,,"
                 "不足100人的教学点,") != NULL);
}
