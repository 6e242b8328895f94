/* tests/unit/test_output_table.c - tables as workbook and as text. */
#include "output/table.h"
#include "t.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

static struct jh_err err;

static const struct jh_column column[] = {
    {.heading = "学校名称", .unit = "", .kind = JH_COL_TEXT},
    {.heading = "在校生数", .unit = "人", .kind = JH_COL_NUMBER, .total = true},
    {.heading = "值", .unit = "册", .kind = JH_COL_NUMBER, .decimals = 2, .band = "生均图书"},
    {.heading = "达标", .unit = "", .kind = JH_COL_STATUS, .band = "生均图书"},
};
static const struct jh_field field[] = {
    {"示范县第一小学", NAN, 0},
    {NULL, 1250, 0},
    {NULL, 31.125, 0},
    {"达标", NAN, JH_TONE_GOOD},
    {"=HYPERLINK(\"x\")", NAN, 0},
    {NULL, 800, 0},
    {"缺报", NAN, JH_TONE_WARN},
    {"未判定", NAN, JH_TONE_WARN},
    {"东街,\"老\"校", NAN, 0},
    {NULL, 64, 0},
    {NULL, -0.5, JH_TONE_BAD},
    {"未达标", NAN, JH_TONE_BAD},
};
static const char *const footnote[] = {"注：缺报不等于零。"};

static struct jh_table table(void)
{
    return (struct jh_table){.title = "表2-1 小学资源配置",
                             .subtitle = "示范县　2025-2026 学年",
                             .column = column,
                             .ncolumn = 4,
                             .field = field,
                             .nrow = 3,
                             .frozen = 1,
                             .footnote = footnote,
                             .nfootnote = 1,
                             .count_line = "共 3 行"};
}

static void has(const struct jh_buf *book, const char *name, const char *want)
{
    zip_error_t e;
    zip_source_t *source = zip_source_buffer_create(book->data, book->len, 0, &e);
    zip_t *z = zip_open_from_source(source, ZIP_RDONLY, &e);
    zip_stat_t stat;
    bool found = false;

    if (z && zip_stat(z, name, 0, &stat) == 0) {
        zip_file_t *file = zip_fopen(z, name, 0);
        char *text = calloc(stat.size + 1, 1);
        zip_fread(file, text, stat.size);
        found = strstr(text, want) != NULL;
        zip_fclose(file);
        free(text);
    }
    zip_close(z);
    t_check(found, name, 0, want);
}

TEST(csv_is_what_excel_and_wps_open)
{
    struct jh_table t = table();
    struct jh_buf out = JH_BUF(1 << 16);

    CHECK(jh_table_csv(&t, &out, &err) == JH_OK);
    CHECK_STR("\xEF\xBB\xBF学校名称,在校生数（人）,生均图书·值（册）,生均图书·达标\r\n"
              "示范县第一小学,1250,31.13,达标\r\n"
              "\"'=HYPERLINK(\"\"x\"\")\",800,缺报,未判定\r\n"
              "\"东街,\"\"老\"\"校\",64,-0.50,未达标\r\n"
              "共 3 行\r\n",
              out.data);
    jh_buf_release(&out);
}

TEST(csv_over_its_limit_is_refused)
{
    struct jh_table t = table();
    struct jh_buf out = JH_BUF(100);

    CHECK(jh_table_csv(&t, &out, &err) == JH_E_LIMIT);
    CHECK_STR("base.buffer_full", err.id);
    jh_buf_release(&out);
}

TEST(a_workbook_keeps_full_values_and_control_totals)
{
    struct jh_table t = table();
    struct jh_buf out = JH_BUF(1 << 22), again = JH_BUF(1 << 22);
    const char *sheet = "xl/worksheets/sheet1.xml", *words = "xl/sharedStrings.xml";

    CHECK(jh_table_xlsx(&t, 1, &out, &err) == JH_OK);
    has(&out, "xl/workbook.xml", "name=\"表2-1 小学资源配置\"");
    has(&out, sheet, "<v>31.125</v>"); /* shown with two decimals, stored whole */
    has(&out, sheet, "<f>SUM(B5:B7)</f><v>2114</v>");
    has(&out, sheet, "<autoFilter ref=\"A4:D7\"/>");
    has(&out, sheet, "<mergeCell ref=\"C3:D3\"/>"); /* the band */
    has(&out, sheet, "ySplit=\"4\"");
    has(&out, words, "<t>=HYPERLINK(\"x\")</t>"); /* a text, not a formula */
    has(&out, words, "共 3 行");
    has(&out, words, "注：缺报不等于零。");
    CHECK(jh_table_xlsx(&t, 1, &again, &err) == JH_OK);
    CHECK(out.len == again.len && memcmp(out.data, again.data, out.len) == 0);
    jh_buf_release(&out);
    jh_buf_release(&again);
}

TEST(a_large_table_streams_with_every_row)
{
    enum { ROWS = 60000 };
    struct jh_table t = table();
    struct jh_field *many = calloc((size_t)ROWS * 4, sizeof *many);
    struct jh_buf out = JH_BUF(1 << 24);

    for (size_t i = 0; i < (size_t)ROWS * 4; i++)
        many[i] = field[i % 12];
    t.field = many, t.nrow = ROWS;
    CHECK(jh_table_xlsx(&t, 1, &out, &err) == JH_OK);
    has(&out, "xl/worksheets/sheet1.xml", "<row r=\"60004\"");
    has(&out, "xl/worksheets/sheet1.xml", "<f>SUM(B5:B60004)</f><v>42280000</v>");
    jh_buf_release(&out);
    free(many);
}

TEST(more_rows_than_a_sheet_holds_are_refused_whole)
{
    struct jh_table t = table();
    struct jh_buf out = JH_BUF(1 << 16);

    t.nrow = 1048001;
    CHECK(jh_table_xlsx(&t, 1, &out, &err) == JH_E_LIMIT);
    CHECK_STR("output.too_many_rows", err.id);
    CHECK_INT(0, out.len);
    t = table();
    t.ncolumn = 0;
    CHECK(jh_table_xlsx(&t, 1, &out, &err) == JH_E_LIMIT);
    jh_buf_release(&out);
}
