/* tests/unit/test_output_form.c - workbooks to fill in, looked at part by part. */
#include "intake/value.h"
#include "output/form.h"
#include "output/width.h"
#include "t.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

static struct jh_err err;

/* One part of the workbook as text; free it. NULL when absent. */
static char *part(const struct jh_buf *book, const char *name)
{
    zip_error_t e;
    zip_source_t *source = zip_source_buffer_create(book->data, book->len, 0, &e);
    zip_t *z = zip_open_from_source(source, ZIP_RDONLY, &e);
    zip_stat_t stat;
    char *text = NULL;

    CHECK(z != NULL);
    if (z && zip_stat(z, name, 0, &stat) == 0) {
        zip_file_t *file = zip_fopen(z, name, 0);
        text = calloc(stat.size + 1, 1);
        CHECK(file && text && zip_fread(file, text, stat.size) == (zip_int64_t)stat.size);
        zip_fclose(file);
    }
    zip_close(z);
    return text;
}

static void has(const struct jh_buf *book, const char *name, const char *want, bool yes)
{
    char *text = part(book, name);
    bool found = text && strstr(text, want);

    if (found != yes)
        fprintf(stderr, "%s: %s %s\n", name, yes ? "lacks" : "must not hold", want);
    CHECK(found == yes);
    free(text);
}

static const char *const stage[] = {"小学", "初中"};
static const struct jh_form_column column[] = {
    {.heading = "学校标识码", .key = true, .required = true, .min = NAN, .max = NAN},
    {.heading = "学段", .key = true, .choice = stage, .nchoice = 2, .min = NAN, .max = NAN},
    {.heading = "在校生数",
     .unit = "人",
     .number = true,
     .whole = true,
     .required = true,
     .min = 0,
     .max = 20000,
     .note = "按 9 月 1 日在籍人数填写。"},
    {.heading = "图书", .unit = "册", .number = true, .decimals = 2, .min = 0, .max = NAN},
};
static const struct jh_form_value value[] = {
    {.text = "2143000001"}, {.text = "小学"}, {.value = 1250, .last = "1201"}, {.value = 31250.5},
    {.text = "2143000002"}, {.text = "初中"}, {.value = 800, .last = "795"},   {.value = NAN},
};
static const char *const note[] = {"数据来源：教育事业统计报表。"};

static struct jh_form_sheet pupils_form(void)
{
    return (struct jh_form_sheet){.name = "学生与班额",
                                  .title = "学生与班额统计表",
                                  .head = "县（市、区）：示范县 430999　学年：2025-2026",
                                  .column = column,
                                  .ncolumn = 4,
                                  .value = value,
                                  .nrow = 2,
                                  .total_row = true,
                                  .note = note,
                                  .nnote = 1,
                                  .spare_rows = 3};
}

TEST(a_form_has_what_a_bureau_hands_out)
{
    struct jh_form_sheet form = pupils_form();
    struct jh_buf out = JH_BUF(1 << 22);
    const char *sheet = "xl/worksheets/sheet1.xml", *words = "xl/sharedStrings.xml";

    CHECK(jh_form_xlsx(&form, 1, &out, &err) == JH_OK);
    has(&out, "xl/workbook.xml", "name=\"学生与班额\"", true);
    has(&out, words, "*在校生数\n（人）", true);
    has(&out, words, "上年·在校生数", true);
    has(&out, words, "上年·图书", false); /* nothing of last year is known */
    has(&out, words, "2143000001", true); /* codes are text */
    has(&out, words, "合计", true);
    has(&out, "xl/comments1.xml", "按 9 月 1 日在籍人数填写。", true);
    has(&out, sheet, "<mergeCell ref=\"A1:E1\"/>", true);
    has(&out, sheet, "<pane xSplit=\"2\" ySplit=\"3\" topLeftCell=\"C4\"", true);
    has(&out, sheet, "<sheetProtection sheet=\"1\"", true);
    has(&out, sheet, "password", false);
    has(&out, sheet, "<formula1>\"小学,初中\"</formula1>", true);
    has(&out, sheet, "type=\"whole\"", true);
    has(&out, sheet, "「在校生数」应为 0 至 20000 之间的整数。", true);
    has(&out, sheet, "「图书」应为不小于 0 的数字。", true);
    has(&out, sheet, "sqref=\"C4:C8\"", true); /* two rows and three spare ones */
    has(&out, sheet, "<f>SUM(C4:C8)</f><v>2050</v>", true);
    has(&out, sheet, "<f>SUM(E4:E8)</f><v>31250.5</v>", true);
    has(&out, sheet, "orientation=\"landscape\"", true);
    jh_buf_release(&out);
}

/* What an import sees of the form. */
struct seen {
    char text[4000];
    int sheets;
};

static bool see_sheet(void *context, int sheet, const char *name, bool hidden)
{
    struct seen *s = context;
    (void)sheet, (void)name;
    s->sheets++;
    return !hidden;
}

static bool see_row(void *context, const struct jh_row *row)
{
    struct seen *s = context;
    size_t used = strlen(s->text);

    used += (size_t)snprintf(s->text + used, sizeof s->text - used, "%ld:", row->row);
    for (size_t i = 0; i < row->n && used < sizeof s->text; i++)
        used += (size_t)snprintf(s->text + used, sizeof s->text - used, " %s%s",
                                 row->cell[i].formula ? "=" : "",
                                 row->cell[i].kind == JH_CELL_BLANK ? "_" : row->cell[i].text);
    if (used < sizeof s->text)
        snprintf(s->text + used, sizeof s->text - used, "\n");
    return true;
}

static void keep(const struct jh_buf *book, const char *name)
{
    char path[600];
    const char *folder = getenv("JH_SHOW"); /* to look at it in a spreadsheet */
    if (!folder)
        return;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    fwrite(book->data, 1, book->len, file);
    fclose(file);
}

TEST(a_form_comes_back_through_the_intake)
{
    struct jh_form_sheet form = pupils_form();
    struct jh_buf out = JH_BUF(1 << 22);
    struct seen seen = {0};
    struct jh_source_info info;

    CHECK(jh_form_xlsx(&form, 1, &out, &err) == JH_OK);
    keep(&out, "form.xlsx");
    const struct jh_source source = {.bytes = out.data, .size = out.len, .name = "a.xlsx"};
    const struct jh_row_reader reader = {see_sheet, see_row, &seen};
    CHECK(jh_intake_read(&source, NULL, &reader, &info, &err) == JH_OK);
    CHECK_STR("xlsx", info.format);
    CHECK_INT(1, seen.sheets);
    char *rows = strstr(seen.text, "3:");
    CHECK_STR(
        "3: *学校标识码 学段 *在校生数\n（人） 上年·在校生数 图书\n（册）\n"
        "4: 2143000001 小学 1250 1201 31250.5\n"
        "5: 2143000002 初中 800 795\n"
        "9: 合计 _ =2050 _ =31250.5\n"
        "10: 数据来源：教育事业统计报表。\n"
        "11: 标 * "
        "的为必填项；灰色单元格为学校代码、名称等，已锁定（无密码，可在“审阅”中撤销保护）。\n",
        rows ? rows : "");
    char key[64] = "", unit[16] = "";
    const char *heading = "*在校生数\n（人）"; /* mark, line break and unit do not hide the name */
    size_t n = jh_heading_key(heading, strlen(heading), key, sizeof key - 1, unit);
    key[n < sizeof key ? n : 0] = 0;
    CHECK_STR("在校生数", key);
    CHECK_STR("人", unit);
    jh_buf_release(&out);
}

TEST(the_same_form_gives_the_same_bytes)
{
    struct jh_form_sheet form = pupils_form();
    struct jh_buf one = JH_BUF(1 << 22), two = JH_BUF(1 << 22);

    CHECK(jh_form_xlsx(&form, 1, &one, &err) == JH_OK);
    CHECK(jh_form_xlsx(&form, 1, &two, &err) == JH_OK);
    CHECK(one.len == two.len && memcmp(one.data, two.data, one.len) == 0);
    jh_buf_release(&one);
    jh_buf_release(&two);
}

TEST(a_county_form_has_an_item_a_line)
{
    static const char *const yesno[] = {"是", "否"};
    const struct jh_form_column line[] = {
        {.heading = "常住人口", .unit = "人", .number = true, .whole = true, .min = 0, .max = NAN},
        {.heading = "是否合成数据", .choice = yesno, .nchoice = 2, .min = NAN, .max = NAN}};
    const struct jh_form_value given[] = {{.value = 512000}, {.text = "是"}};
    struct jh_form_sheet form = {.name = "县级",
                                 .title = "县级保障与质量",
                                 .head = "",
                                 .list = true,
                                 .column = line,
                                 .ncolumn = 2,
                                 .value = given,
                                 .nrow = 1};
    struct jh_buf out = JH_BUF(1 << 22);

    CHECK(jh_form_xlsx(&form, 1, &out, &err) == JH_OK);
    has(&out, "xl/sharedStrings.xml", "项目", true);
    has(&out, "xl/sharedStrings.xml", "是否合成数据", true);
    has(&out, "xl/worksheets/sheet1.xml", "<v>512000</v>", true);
    has(&out, "xl/worksheets/sheet1.xml", "sqref=\"B5\"", true);
    jh_buf_release(&out);
}

TEST(long_lists_go_to_a_hidden_sheet)
{
    static char name[100][32];
    static const char *many[100];
    for (int i = 0; i < 100; i++) {
        snprintf(name[i], sizeof name[i], "第%d号乡镇街道办", i);
        many[i] = name[i];
    }
    const struct jh_form_column town = {
        .heading = "乡镇", .choice = many, .nchoice = 100, .min = NAN, .max = NAN};
    struct jh_form_sheet form = {.name = "名录",
                                 .title = "学校名录",
                                 .head = "",
                                 .column = &town,
                                 .ncolumn = 1,
                                 .spare_rows = 5};
    struct jh_buf out = JH_BUF(1 << 22);

    CHECK(jh_form_xlsx(&form, 1, &out, &err) == JH_OK);
    has(&out, "xl/workbook.xml", "name=\"选项\" sheetId=\"2\" state=\"hidden\"", true);
    has(&out, "xl/worksheets/sheet1.xml", "<formula1>'选项'!$A$1:$A$100</formula1>", true);
    jh_buf_release(&out);
}

TEST(sheet_names_are_made_acceptable)
{
    struct jh_form_sheet form[2] = {pupils_form(), pupils_form()};
    struct jh_buf out = JH_BUF(1 << 22);

    form[0].name = form[1].name =
        "小学/初中：在校生、班额、班数、寄宿生、随迁子女、留守儿童情况统计表";
    CHECK(jh_form_xlsx(form, 2, &out, &err) == JH_OK);
    has(&out, "xl/workbook.xml", "name=\"小学-初中：在校生、班额、班数、寄宿生、随迁子女、", true);
    has(&out, "xl/workbook.xml", "(2)", true);
    jh_buf_release(&out);
}

TEST(too_many_rows_are_refused)
{
    struct jh_form_sheet form = pupils_form();
    struct jh_buf out = JH_BUF(1 << 22);

    form.nrow = 2000000;
    CHECK(jh_form_xlsx(&form, 1, &out, &err) == JH_E_LIMIT);
    CHECK_STR("output.too_many_rows", err.id);
    CHECK_INT(0, out.len);
}

TEST(no_temporary_folder_is_an_error_that_says_so)
{
    struct jh_form_sheet form = pupils_form();
    struct jh_buf out = JH_BUF(1 << 22);
    char *old = getenv("TMPDIR");

    setenv("TMPDIR", "/nowhere/at/all", 1);
    CHECK(jh_form_xlsx(&form, 1, &out, &err) == JH_E_STORE);
    CHECK_STR("output.no_temp_file", err.id);
    if (old)
        setenv("TMPDIR", old, 1);
    else
        unsetenv("TMPDIR");
}

TEST(chinese_counts_two)
{
    CHECK_NEAR(8, jh_display_width("在校生数"), 0);
    CHECK_NEAR(6, jh_display_width("ab\n在校1"), 1);
    CHECK_NEAR(0, jh_display_width(NULL), 0);
    CHECK_INT(3, jh_utf8_count("a均\xF0\xA0\x80\x80"));
    CHECK_INT(2, jh_utf8_count("\xFFz")); /* broken bytes count as one character each */
}
