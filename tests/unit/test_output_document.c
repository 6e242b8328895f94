/* tests/unit/test_output_document.c - PDF: pages, text, fonts, same bytes. JH_SHOW=FOLDER keeps the
 * files. */
#include "output/document.h"
#include "t.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCHOOLS = 150, WIDE = 22 };
static struct jh_err err;
static char name[SCHOOLS][48];
static struct jh_field narrow_field[SCHOOLS * 5], wide_field[SCHOOLS * WIDE];
static double value[SCHOOLS], size[SCHOOLS];
static enum jh_tone tone[SCHOOLS];
static const char *label[SCHOOLS];

static const struct jh_column narrow[] = {
    {.heading = "学校", .unit = ""},
    {.heading = "在校生", .unit = "人", .kind = JH_COL_NUMBER, .total = true},
    {.heading = "数值", .unit = "册", .kind = JH_COL_NUMBER, .decimals = 2, .band = "生均图书"},
    {.heading = "判定", .unit = "", .kind = JH_COL_STATUS, .band = "生均图书"},
    {.heading = "说明", .unit = ""}};
static struct jh_column wide[WIDE];
static const char *const footnote[] = {"注：生均图书＝图书册数÷在校生数。"};

static void make_schools(void)
{
    for (size_t i = 0; i < SCHOOLS; i++) {
        snprintf(name[i], sizeof name[i], "示范县第%zu小学", i + 1);
        value[i] = 18 + (double)(i * 7919 % 1000) / 50;
        size[i] = 80 + (double)(i * 104729 % 2400);
        tone[i] = value[i] < 25 ? JH_TONE_BAD : JH_TONE_GOOD;
        label[i] = name[i];
        struct jh_field *f = &narrow_field[i * 5];
        f[0] = (struct jh_field){name[i], NAN, JH_TONE_PLAIN};
        f[1] = (struct jh_field){NULL, size[i], JH_TONE_PLAIN};
        f[2] = (struct jh_field){NULL, value[i], tone[i]};
        f[3] = (struct jh_field){value[i] < 25 ? "未达标" : "达标", NAN, tone[i]};
        f[4] = (struct jh_field){
            i % 9 ? "" : "校区正在改扩建，预计下学年投入使用，届时图书数将重新核定并补充到位。",
            NAN, JH_TONE_PLAIN};
        for (size_t c = 0; c < WIDE; c++)
            wide_field[i * WIDE + c] =
                c ? (struct jh_field){NULL, value[i] + (double)c, JH_TONE_PLAIN}
                  : (struct jh_field){name[i], NAN, JH_TONE_PLAIN};
    }
    for (size_t c = 0; c < WIDE; c++)
        wide[c] = c ? (struct jh_column){.heading = "体育运动场馆面积",
                                         .unit = "㎡",
                                         .kind = JH_COL_NUMBER,
                                         .decimals = 2}
                    : (struct jh_column){.heading = "学校名称", .unit = ""};
}

static struct jh_document report(void)
{
    static struct jh_table tables[2];
    static struct jh_dot_chart dots;
    static struct jh_bar_chart bars;
    static struct jh_block block[9];

    make_schools();
    tables[0] = (struct jh_table){.title = "表2-1 小学资源配置达标情况",
                                  .subtitle = "示范县　2025-2026学年",
                                  .column = narrow,
                                  .ncolumn = 5,
                                  .field = narrow_field,
                                  .nrow = SCHOOLS,
                                  .frozen = 1,
                                  .footnote = footnote,
                                  .nfootnote = 1,
                                  .count_line = "共 150 行"};
    tables[1] = (struct jh_table){.title = "表9 很宽的表",
                                  .column = wide,
                                  .ncolumn = WIDE,
                                  .field = wide_field,
                                  .nrow = SCHOOLS,
                                  .frozen = 1};
    dots = (struct jh_dot_chart){"生均图书", "册", value, size,         tone,
                                 SCHOOLS,    25,   27.9,  "标准 25 册", "全县均值 27.90 册"};
    bars = (struct jh_bar_chart){"各校生均图书", "册", label, value, tone, 12, 25, "标准 25 册", 2};
    block[0] = (struct jh_block){.kind = JH_BLOCK_TITLE, .text = "示范县义务教育优质均衡监测报告"};
    block[1] =
        (struct jh_block){.kind = JH_BLOCK_VERDICT, .text = "未达到优质均衡", .tone = JH_TONE_BAD};
    block[2] = (struct jh_block){.kind = JH_BLOCK_HEADING, .text = "一、判定理由"};
    block[3] = (struct jh_block){.kind = JH_BLOCK_TEXT,
                                 .text = "本县小学“生均图书”的差异系数为 0.52，高于 0.50 "
                                         "的限值；另有 37 所学校未达到资源配置要求，"
                                         "需按《县域义务教育优质均衡发展督导评估办法》补齐。数据缺"
                                         "失的学校不作判定，也不按零计算。"};
    block[4] = (struct jh_block){.kind = JH_BLOCK_LIST, .text = "第一小学还差图书 1,204 册。"};
    block[5] = (struct jh_block){.kind = JH_BLOCK_DOTS, .dots = &dots};
    block[6] = (struct jh_block){.kind = JH_BLOCK_BARS, .bars = &bars};
    block[7] = (struct jh_block){.kind = JH_BLOCK_TABLE, .table = &tables[0]};
    block[8] = (struct jh_block){.kind = JH_BLOCK_TABLE, .table = &tables[1]};
    return (struct jh_document){.title = "示范县报告",
                                .author = "均衡",
                                .header = "示范县　2025-2026学年　合成数据",
                                .footer = "运行编号 0123456789ab",
                                .page_format = "第 %d 页 / 共 %d 页",
                                .watermark = "合成数据 SYNTHETIC",
                                .block = block,
                                .nblock = 9};
}

/* What a tool of poppler says about the PDF, or NULL when it is not installed; free it. */
static char *ask(const struct jh_buf *pdf, const char *tool, const char *options)
{
    char path[600], command[1400];
    snprintf(path, sizeof path, "%s/a.pdf", t_tmp());
    FILE *file = fopen(path, "wb");

    CHECK(file && fwrite(pdf->data, 1, pdf->len, file) == pdf->len);
    fclose(file);
    snprintf(command, sizeof command,
             "command -v %s >/dev/null && %s %s '%s' %s >'%s.txt' 2>/dev/null", tool, tool, options,
             path, strcmp(tool, "pdftotext") == 0 ? "-" : "", path);
    if (system(command) != 0)
        return NULL;
    snprintf(path, sizeof path, "%s/a.pdf.txt", t_tmp());
    return t_slurp(path, NULL);
}

static size_t count(const char *in, const char *what)
{
    size_t n = 0;

    for (const char *p = in; (p = strstr(p, what)) != NULL; p++)
        n++;
    return n;
}

static void keep(const struct jh_buf *pdf, const char *file)
{
    char path[600];
    const char *folder = getenv("JH_SHOW");
    if (!folder)
        return;
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *out = fopen(path, "wb");
    if (out) {
        fwrite(pdf->data, 1, pdf->len, out);
        fclose(out);
    }
}

TEST(a_report_has_pages_text_and_embedded_fonts)
{
    struct jh_document d = report();
    struct jh_buf out = JH_BUF(1 << 24), again = JH_BUF(1 << 24);

    CHECK(jh_document_pdf(&d, &out, &err) == JH_OK);
    CHECK(out.len > 1000 && memcmp(out.data, "%PDF-1.5", 8) == 0);
    keep(&out, "document.pdf");
    CHECK(jh_document_pdf(&d, &again, &err) == JH_OK);
    CHECK(out.len == again.len && memcmp(out.data, again.data, out.len) == 0);

    char *text = ask(&out, "pdftotext", "-layout");
    if (text) {
        CHECK(strstr(text, "示范县义务教育优质均衡监测报告") != NULL);
        CHECK(strstr(text, "未达到优质均衡") != NULL);
        CHECK(strstr(text, "全县均值 27.90 册") != NULL);
        CHECK(strstr(text, "表2-1 小学资源配置达标情况（续）") != NULL);
        CHECK(strstr(text, "表9 很宽的表（2/2）") != NULL);
        CHECK(strstr(text, "SYNTHETIC") == NULL); /* the watermark does not get into copied text */
        CHECK(count(text, "示范县第150小学") >=
              3); /* the narrow table, and both parts of the wide */
        size_t pages = count(text, "\f");
        char last[64];
        snprintf(last, sizeof last, "第 %zu 页 / 共 %zu 页", pages, pages);
        CHECK(pages > 8 && strstr(text, last) != NULL);
    }
    free(text);
    char *fonts = ask(&out, "pdffonts", "");
    if (fonts)
        CHECK(strstr(fonts, "NotoSansCJK") == NULL || strstr(fonts, "yes yes yes") != NULL);
    free(fonts);
    jh_buf_release(&out);
    jh_buf_release(&again);
}

TEST(a_chart_without_any_value_is_drawn_empty)
{
    static const double none[] = {NAN, NAN}, same[] = {3, 3};
    static const char *const names[] = {"甲", "乙"};
    struct jh_dot_chart dots = {"空", "", none, NULL, NULL, 2, NAN, NAN, NULL, NULL};
    struct jh_dot_chart one = {"同", "", same, NULL, NULL, 2, 3, 3, "线", "均值"};
    struct jh_bar_chart bars = {"空", "", names, none, NULL, 2, NAN, NULL, 0};
    struct jh_block block[] = {{.kind = JH_BLOCK_DOTS, .dots = &dots},
                               {.kind = JH_BLOCK_DOTS, .dots = &one},
                               {.kind = JH_BLOCK_BARS, .bars = &bars}};
    struct jh_document d = {.title = "空", .block = block, .nblock = 3};
    struct jh_buf out = JH_BUF(1 << 22);

    CHECK(jh_document_pdf(&d, &out, &err) == JH_OK);
    keep(&out, "empty.pdf");
    jh_buf_release(&out);
}

TEST(too_many_pages_and_too_tall_rows_are_refused)
{
    static struct jh_block block[2100];
    struct jh_document d = {.title = "长", .block = block, .nblock = 2100};
    struct jh_buf out = JH_BUF(1 << 24);

    for (size_t i = 0; i < 2100; i += 2) {
        block[i] = (struct jh_block){.kind = JH_BLOCK_TEXT, .text = "页"};
        block[i + 1] = (struct jh_block){.kind = JH_BLOCK_PAGE};
    }
    CHECK(jh_document_pdf(&d, &out, &err) == JH_OK); /* 1,051 pages: the last one is empty */
    for (size_t i = 0; i < 2100; i++)
        block[i] = (struct jh_block){.kind = i % 2 ? JH_BLOCK_PAGE : JH_BLOCK_DOTS};
    jh_buf_clear(&out);

    char *long_text = calloc(1, 60001);
    for (size_t i = 0; i + 3 <= 60000; i += 3)
        memcpy(long_text + i, "均", 3);
    struct jh_column column = {.heading = "说明"};
    struct jh_field field = {long_text, NAN, JH_TONE_PLAIN};
    struct jh_table t = {
        .title = "表", .column = &column, .ncolumn = 1, .field = &field, .nrow = 1};
    block[0] = (struct jh_block){.kind = JH_BLOCK_TABLE, .table = &t};
    d.nblock = 1;
    CHECK(jh_document_pdf(&d, &out, &err) == JH_E_LIMIT);
    CHECK_STR("output.row_too_tall", err.id);
    CHECK_INT(1, err.at.row);
    CHECK_INT(0, out.len);
    free(long_text);
    jh_buf_release(&out);
}

TEST(an_output_over_its_limit_is_refused)
{
    struct jh_document d = report();
    struct jh_buf out = JH_BUF(5000);

    CHECK(jh_document_pdf(&d, &out, &err) == JH_E_LIMIT);
    CHECK_STR("base.buffer_full", err.id);
    jh_buf_release(&out);
}
