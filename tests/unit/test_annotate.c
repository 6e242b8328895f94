/* tests/unit/test_annotate.c - workbooks come back marked, and otherwise as they were. */
#include "base/buf.h"
#include "intake/annotate.h"
#include "t.h"
#include "zips.h"
#include <stdio.h>

static struct jh_source_info info;
static struct jh_err err;
static struct jh_buf seen, out;

static bool note_sheet(void *context, int sheet, const char *name, bool hidden)
{
    (void)context;
    jh_buf_addf(&seen, "[%d %s%s]\n", sheet, name, hidden ? " hidden" : "");
    return true;
}

static bool note_row(void *context, const struct jh_row *row)
{
    (void)context;
    jh_buf_addf(&seen, "%ld:", row->row);
    for (size_t i = 0; i < row->n; i++)
        jh_buf_addf(&seen, " %s%c:%s", row->cell[i].formula ? "f" : "", "_TNDBE"[row->cell[i].kind],
                    row -> cell[i].text);
    jh_buf_addc(&seen, '\n');
    return true;
}

static void read_back(void)
{
    const struct jh_row_reader reader = {note_sheet, note_row, NULL};
    jh_buf_release(&seen);
    seen = JH_BUF(1 << 24);
    jh_buf_adds(&seen, "");
    CHECK_INT(JH_OK, jh_intake_read(&(struct jh_source){.bytes = out.data, .size = out.len}, NULL,
                                    &reader, &info, &err));
    CHECK_STR("xlsx", info.format);
}

static enum jh_status annotate(const struct jh_source *source, const struct jh_mark *mark, size_t n)
{
    jh_buf_release(&out);
    out = JH_BUF(1 << 26);
    return jh_annotate(source, mark, n, "问题说明", &out, &err);
}

static enum jh_status annotate_bytes(const void *bytes, size_t size, const struct jh_mark *mark,
                                     size_t n)
{
    return annotate(&(struct jh_source){.bytes = bytes, .size = size, .name = "名册"}, mark, n);
}

/* A part of the marked copy, malloc'ed. */
static char *part_of(const char *name, size_t *ret_n)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(out.data, out.len, 0, &error);
    zip_t *archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    zip_stat_t st;
    char *text = NULL;
    if (archive && zip_stat(archive, name, 0, &st) == 0) {
        zip_file_t *f = zip_fopen(archive, name, 0);
        text = calloc(1, st.size + 1);
        CHECK(zip_fread(f, text, st.size) == (zip_int64_t)st.size);
        *ret_n = st.size;
        zip_fclose(f);
    }
    zip_discard(archive);
    zip_error_fini(&error);
    return text;
}

static void part_is(const char *name, const char *want)
{
    size_t n = 0;
    char *got = part_of(name, &n);
    CHECK_STR(want, got);
    free(got);
}

static const char styles[] =
    "<styleSheet" ZIP_NS "><fonts count=\"1\"><font/></fonts><fills count=\"2\"><fill>"
    "<patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>"
    "</fills><borders count=\"1\"><border/></borders><cellXfs count=\"2\"><xf numFmtId=\"0\" "
    "fontId=\"0\" fillId=\"0\" borderId=\"0\"/><xf numFmtId=\"14\" fontId=\"0\" fillId=\"1\" "
    "borderId=\"0\" applyFill='1'><alignment horizontal=\"left\"/></xf></cellXfs></styleSheet>";

#define HEAD "<worksheet" ZIP_NS ">"
#define MARK_R "<c r=\"D2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"

TEST(xlsx_is_edited_where_the_marks_are)
{
    const char *sheet = HEAD
        "<dimension ref=\"A1:C3\"/><sheetData><row r=\"1\" spans=\"1:3\" ht=\"20\"><c r=\"A1\" "
        "t=\"s\"><v>0</v></c><c r=\"B1\"><v>2</v></c></row><row r=\"3\"><c r=\"A3\" "
        "s=\"1\"><v>45901"
        "</v></c><c r=\"C3\"><f>A3&amp;\"x\"</f><v>7</v></c><c r=\"D3\" s=\"1\"/></row>"
        "<row r=\"4\" spans=\"1:3\"><c r=\"A4\"><v>9</v></c></row></sheetData>"
        "<mergeCells count=\"1\"><mergeCell ref=\"A1:C1\"/></mergeCells></worksheet>";
    const struct jh_mark marks[] = {{1, 2, 1, 0, "B2 空着"},
                                    {1, 3, 0, 1, "日期 <晚>"},
                                    {1, 3, 1, 2, "缺"},
                                    {1, 3, 1, 0, "必填"},
                                    {1, 6, -1, 0, "少一行"}};
    size_t n;
    unsigned char *bytes = xlsx_of(sheet, "<sst" ZIP_NS "><si><t>校</t></si></sst>", styles, &n);
    CHECK_INT(JH_OK, annotate_bytes(bytes, n, marks, 5));
    part_is("xl/worksheets/sheet1.xml", HEAD
            "<dimension ref=\"A1:D6\"/><cols><col min=\"4\" max=\"4\" width=\"60\" "
            "customWidth=\"1\"/></cols><sheetData><row r=\"1\" ht=\"20\"><c r=\"A1\" t=\"s\"><v>0"
            "</v></c><c r=\"B1\"><v>2</v></c><c r=\"D1\" t=\"inlineStr\"><is><t "
            "xml:space=\"preserve\">问题说明</t></is></c></row><row r=\"2\"><c r=\"B2\" s=\"2\"/>"
            "<c r=\"D2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">B2 空着</t></is></c></row>"
            "<row r=\"3\"><c r=\"A3\" s=\"3\"><v>45901</v></c><c r=\"B3\" s=\"2\"/><c r=\"C3\"><f>"
            "A3&amp;\"x\"</f><v>7</v></c><c r=\"D3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
            "日期 &lt;晚&gt; 缺 必填</t></is></c></row><row r=\"4\" spans=\"1:3\"><c r=\"A4\"><v>9"
            "</v></c></row><row r=\"6\"><c r=\"D6\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"
            "少一行</t></is></c></row></sheetData><mergeCells count=\"1\"><mergeCell "
            "ref=\"A1:C1\"/></mergeCells></worksheet>");
    read_back();
    CHECK_STR("[1 表]\n1: T:校 N:2 _: T:问题说明\n2: _: _: _: T:B2 空着\n"
              "3: D:2025-09-01 _: fN:7 T:日期 <晚> 缺 必填\n4: N:9\n6: _: _: _: T:少一行\n",
              seen.data);
    free(bytes);
}

TEST(formats_are_the_cells_own_with_a_fill)
{
    const struct jh_mark marks[] = {{1, 1, 0, 1, "a"}, {1, 1, 1, 0, "b"}};
    size_t n;
    unsigned char *bytes = xlsx_of(
        HEAD "<sheetData><row><c s=\"1\"><v>1</v></c><c><v>2</v></c></row></sheetData></worksheet>",
        "", styles, &n);
    CHECK_INT(JH_OK, annotate_bytes(bytes, n, marks, 2));
    char *got = part_of("xl/styles.xml", &n);
    CHECK(got && strstr(got, "<fills count=\"5\">") && strstr(got, "<cellXfs count=\"4\">"));
    CHECK(got && strstr(got, "<xf numFmtId=\"14\" fontId=\"0\" borderId=\"0\" fillId=\"3\" "
                             "applyFill=\"1\"><alignment horizontal=\"left\"/></xf><xf "
                             "numFmtId=\"0\" fontId=\"0\" borderId=\"0\" fillId=\"2\" "
                             "applyFill=\"1\"/></cellXfs>"));
    free(got);
    part_is("xl/worksheets/sheet1.xml",
            HEAD "<cols><col min=\"3\" max=\"3\" width=\"60\" customWidth=\"1\"/></cols><sheetData>"
                 "<row><c s=\"2\"><v>1</v></c><c s=\"3\"><v>2</v></c><c r=\"C1\" t=\"inlineStr\">"
                 "<is><t xml:space=\"preserve\">问题说明: a b</t></is></c></row></sheetData>"
                 "</worksheet>");
    free(bytes);
}

TEST(empty_and_prefixed_sheets)
{
    const struct jh_mark marks[] = {{1, 2, 1, 0, "空"}};
    size_t n;
    unsigned char *bytes =
        xlsx_of("<x:worksheet xmlns:x=\"y\"><x:sheetData/></x:worksheet>", "", styles, &n);
    CHECK_INT(JH_OK, annotate_bytes(bytes, n, marks, 1));
    part_is("xl/worksheets/sheet1.xml",
            "<x:worksheet xmlns:x=\"y\"><x:cols><x:col min=\"3\" max=\"3\" width=\"60\" "
            "customWidth=\"1\"/></x:cols><x:sheetData><x:row r=\"1\"><x:c r=\"C1\" "
            "t=\"inlineStr\"><x:is><x:t xml:space=\"preserve\">问题说明</x:t></x:is></x:c></x:row>"
            "<x:row r=\"2\"><x:c r=\"B2\" s=\"2\"/><x:c r=\"C2\" t=\"inlineStr\"><x:is><x:t "
            "xml:space=\"preserve\">空</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>");
    free(bytes);
    bytes = xlsx_of(HEAD "<cols><col min=\"1\" max=\"2\" width=\"9\"/></cols><sheetData>"
                         "<row r=\"2\"/></sheetData></worksheet>",
                    "", styles, &n);
    CHECK_INT(JH_OK, annotate_bytes(bytes, n, marks, 1));
    part_is("xl/worksheets/sheet1.xml", HEAD
            "<cols><col min=\"1\" max=\"2\" width=\"9\"/><col min=\"3\" max=\"3\" width=\"60\" "
            "customWidth=\"1\"/></cols><sheetData><row r=\"1\"><c r=\"C1\" t=\"inlineStr\"><is>"
            "<t xml:space=\"preserve\">问题说明</t></is></c></row><row r=\"2\"><c r=\"B2\" "
            "s=\"2\"/>"
            "<c r=\"C2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">空</t></is>"
            "</c></row></sheetData></worksheet>");
    free(bytes);
}

#define SAMPLE(f, error)                                                                           \
    "[1 在校生]\n1: T:学校 T:人数 T:日期 _: _: _: T:问题说明\n"                       \
    "2: T:第一小学 N:1234 D:2025-09-01 N:12.345 N:-0.25 N:99999999999 T:人数太多\n"        \
    "4: _: _: _: _: _: _: T:空行\n"                                                              \
    "6: T:𠀀中心校 (abc) " f "N:2468 " f "T:第一小学甲 " error ":#DIV/0! _: N:1\n"                 \
    "[2 隐藏 hidden]\n1: N:7 T:问题说明: 七\n"

static void sample(const char *name, bool edited)
{
    const struct jh_mark marks[] = {
        {1, 2, 1, 0, "人数太多"}, {1, 4, 0, 2, "空行"}, {2, 1, -1, 1, "七"}};
    char path[512];

    snprintf(path, sizeof path, "%s/tests/data/%s", t_root(), name);
    CHECK_INT(JH_OK, annotate(&(struct jh_source){.path = path}, marks, 3));
    read_back();
    CHECK_STR(edited ? SAMPLE("f", "fE") : SAMPLE("", "T"), seen.data);
}

TEST(every_format_comes_back)
{
    sample("sample.xlsx", true);
    sample("sample.ods", false);
    sample("sample.xls", false);
}

TEST(csv_comes_back_as_a_workbook)
{
    const char *text = "学校,人数\n甲,1\n\n乙,x\n";
    const struct jh_mark marks[] = {{1, 4, 1, 0, "不是数"}, {1, 9, 0, 0, "文件完"}};
    CHECK_INT(JH_OK, annotate_bytes(text, strlen(text), marks, 2));
    read_back();
    CHECK_STR("[1 名册]\n1: T:学校 T:人数 T:问题说明\n2: T:甲 T:1\n4: T:乙 T:x T:不是数\n"
              "9: _: _: T:文件完\n",
              seen.data);
}

TEST(other_parts_keep_their_bytes_and_the_result_is_the_same_each_time)
{
    const struct jh_mark marks[] = {{1, 1, 0, 0, "a"}};
    char binary[3000];
    for (size_t i = 0; i < sizeof binary; i++)
        binary[i] = (char)t_random();
    const struct zip_text parts[] = {
        ZIP_TYPES,
        ZIP_ROOT,
        ZIP_BOOK("<sheets><sheet name=\"a\" r:id=\"r1\"/></sheets>"),
        ZIP_BOOK_RELS(ZIP_REL("r1", "worksheet", "s.xml") ZIP_REL("r2", "styles", "t.xml")),
        {"xl/s.xml", HEAD "<sheetData><row><c><v>1</v></c></row></sheetData></worksheet>", 0},
        {"xl/t.xml", styles, 0},
        {"xl/media/image1.png", binary, sizeof binary},
        {NULL, NULL, 0}};
    size_t n, m = 0;
    unsigned char *bytes = zip_of(parts, &n);
    CHECK_INT(JH_OK, annotate_bytes(bytes, n, marks, 1));
    char *image = part_of("xl/media/image1.png", &m);
    CHECK(image && m == sizeof binary && memcmp(image, binary, m) == 0);
    free(image);
    char *first = malloc(out.len);
    size_t first_n = out.len;
    memcpy(first, out.data, out.len);
    CHECK_INT(JH_OK, annotate_bytes(bytes, n, marks, 1));
    CHECK(first_n == out.len && memcmp(first, out.data, first_n) == 0);
    free(first);
    free(bytes);
}

TEST(marks_beside_the_table_are_refused)
{
    const char *text = "a,b\n";
    const struct jh_mark cases[][2] = {{{2, 1, 0, 0, ""}, {2, 1, 0, 0, ""}},
                                       {{1, 0, 0, 0, ""}, {1, 1, 0, 0, ""}},
                                       {{1, 2, 0, 0, ""}, {1, 1, 0, 0, ""}},
                                       {{1, 1, 16384, 0, ""}, {1, 2, 0, 0, ""}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_INT(JH_E_DATA, annotate_bytes(text, strlen(text), cases[i], 2));
        CHECK_STR("intake.marks_beside", err.id);
    }
    CHECK_INT(JH_E_DATA, annotate_bytes("", 0, NULL, 0));
    CHECK_STR("intake.empty", err.id);
}

/* Whatever the sheet looks like: its cells are all there afterwards, marked or not. */
TEST(prop_no_cell_is_lost)
{
    for (int trial = 0; trial < 60; trial++) {
        JH_CLEANUP(jh_buf_release) struct jh_buf sheet = JH_BUF(1 << 20);
        struct jh_mark marks[40];
        size_t n, nmarks = 0, cells = 0, found = 0;
        jh_buf_adds(&sheet, HEAD "<sheetData>");
        for (long row = 1; row < 12; row++) {
            if (t_random() % 4 == 0)
                continue;
            jh_buf_addf(&sheet, "<row r=\"%ld\">", row);
            for (int k = 0; k < 8; k++)
                if (t_random() % 3) {
                    jh_buf_addf(&sheet, "<c r=\"%c%ld\"><v>%zu</v></c>", 'A' + k, row, ++cells);
                }
            jh_buf_adds(&sheet, "</row>");
        }
        jh_buf_adds(&sheet, "</sheetData></worksheet>");
        for (long row = 1; row < 15 && cells; row++)
            for (int k = -1; k < 10; k++)
                if (t_random() % 9 == 0 && nmarks < 40)
                    marks[nmarks++] = (struct jh_mark){1, row, k, (int)(t_random() % 3), "m"};
        if (!nmarks)
            continue;
        unsigned char *bytes = xlsx_of(sheet.data, "", styles, &n);
        CHECK_INT(JH_OK, annotate_bytes(bytes, n, marks, nmarks));
        read_back();
        for (const char *p = seen.data; (p = strstr(p, " N:")) != NULL; p++)
            found++;
        CHECK_INT(cells, found);
        free(bytes);
    }
    jh_buf_release(&seen);
    jh_buf_release(&out);
}
