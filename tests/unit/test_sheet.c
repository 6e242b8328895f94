/* tests/unit/test_sheet.c - .xlsx, .ods and .xls, cell by cell. */
#include "base/buf.h"
#include "intake/sheet.h"
#include "t.h"
#include "zips.h"
#include <stdio.h>

static struct jh_source_info info;
static struct jh_err err;
static struct jh_buf seen;

static bool note_sheet(void *context, int sheet, const char *name, bool hidden)
{
    (void)context;
    jh_buf_addf(&seen, "[%d %s%s]\n", sheet, name, hidden ? " hidden" : "");
    return strcmp(name, "跳过") != 0;
}

/* "row: T:text N:digits D:date B:1 E:#REF!", f before the kind of a formula's result. */
static bool note_row(void *context, const struct jh_row *row)
{
    (void)context;
    jh_buf_addf(&seen, "%ld:", row->row);
    for (size_t i = 0; i < row->n; i++) {
        const struct jh_cell *c = &row->cell[i];
        CHECK(strlen(c->text) == c->n);
        jh_buf_addf(&seen, " %s%c:%s", c->formula ? "f" : "", "_TNDBE"[c->kind], c -> text);
    }
    jh_buf_addc(&seen, '\n');
    return true;
}

static const struct jh_row_reader reader = {note_sheet, note_row, NULL};

static void start(void)
{
    jh_buf_release(&seen);
    seen = JH_BUF(1 << 24);
    jh_buf_adds(&seen, "");
    err = (struct jh_err){0};
}

static enum jh_status read_bytes(unsigned char *bytes, size_t n)
{
    start();
    enum jh_status status =
        jh_intake_read(&(struct jh_source){.bytes = bytes, .size = n}, NULL, &reader, &info, &err);
    free(bytes);
    return status;
}

/* Plain rows are read by hand, all others by the parser: both ways must say the same. */
static enum jh_status read_both(const char *sheet, const char *strings, const char *styles)
{
    static const struct jh_intake_limits alone = {.parser_alone = true};
    size_t n;
    unsigned char *bytes = xlsx_of(sheet, strings, styles, &n);
    struct jh_err other = {0};

    start();
    enum jh_status status = jh_intake_read(&(struct jh_source){.bytes = bytes, .size = n}, &alone,
                                           &reader, &info, &other);
    char *rows = jh_buf_detach(&seen, NULL);
    CHECK_INT(status, read_bytes(bytes, n));
    CHECK_STR(rows, seen.data);
    CHECK_STR(other.id ? other.id : "", err.id ? err.id : "");
    CHECK_INT(other.at.row, err.at.row);
    jh_bytes_free(rows);
    return status;
}

#define SHEET(rows) "<worksheet" ZIP_NS "><sheetData>" rows "</sheetData></worksheet>"

static void gives(const char *sheet, const char *strings, const char *styles, const char *want)
{
    CHECK_INT(JH_OK, read_both(sheet, strings, styles));
    if (err.id)
        CHECK_STR("", err.id);
    CHECK_STR(want, seen.data);
}

static void refuses(const char *sheet, const char *strings, const char *want_id, long want_row)
{
    CHECK(read_both(sheet, strings, "") != JH_OK);
    CHECK_STR(want_id, err.id);
    CHECK_INT(want_row, err.at.row);
}

TEST(kinds_of_cells)
{
    gives(SHEET("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\"><v>1.50</v></c>"
                "<c r=\"D2\" t=\"b\"><v>1</v></c><c r=\"E2\" t=\"e\"><v>#REF!</v></c>"
                "<c r=\"F2\" t=\"inlineStr\"><is><t>内</t></is></c>"
                "<c r=\"G2\" t=\"str\"><f>A1</f><v>x_x000D_y</v></c>"
                "<c r=\"H2\"><f>1+1</f><v>2</v></c><c r=\"I2\"><f>1+1</f></c></row>"
                "<row r=\"3\"><c r=\"A3\" s=\"1\"/></row>"),
          "<sst" ZIP_NS "><si><t>名</t></si></sst>", "",
          "[1 表]\n2: T:名 _: N:1.50 B:1 E:#REF! T:内 fT:x\ry fN:2 f_:\n");
    CHECK_INT(1, info.rows);
    CHECK_STR("xlsx", info.format);
}

TEST(shared_strings_join_runs_and_skip_phonetics)
{
    gives(SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\" t=\"s\"><v>0</v></c>"
                "<c r=\"C1\" t=\"s\"><v>2</v></c></row>"),
          "<sst" ZIP_NS "><si><t>a &amp; b</t></si><si><r><t>粗</t></r><r><rPr><b/></rPr>"
          "<t xml:space=\"preserve\"> 细</t></r><rPh sb=\"0\" eb=\"1\"><t>cu</t></rPh></si>"
          "<si><t/></si></sst>",
          "", "[1 表]\n1: T:粗 细 T:a & b\n");
}

TEST(addresses_may_be_missing)
{
    gives(SHEET("<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c r=\"C3\"><v>3</v></c>"
                "<c><v>4</v></c></row><row r=\"9\"><c><v>5</v></c></row>"),
          "", "", "[1 表]\n1: N:1 N:2\n3: _: _: N:3 N:4\n9: N:5\n");
}

/* Between two plain rows, one that only the parser can judge. */
TEST(rows_that_are_not_plain)
{
    static const char *const cells[][2] = {
        {"<c t=\"str\"><v>a&amp;b&#20013;</v></c>", "T:a&b中"},
        {"<c t=\"str\"><v>&lt;a&gt;&quot;]]&apos;&amp;lt;</v></c>", "T:<a>\"]]'&lt;"},
        {"<c t=\"str\"><v><![CDATA[</row><row>]]></v></c>", "T:</row><row>"},
        {"<!-- </row> --><c><v>1</v></c>", "N:1"},
        {"<?a </row>?><c><v>1</v></c>", "N:1"},
        {"<c r='A2'><v>1</v></c>", "N:1"},
        {"<c\nt = \"b\" ><v >1</v ></c >", "B:1"},
        {"<c new=\"1\"><v>1</v></c>", "N:1"},
        {"<c t=\"inlineStr\"><is><r><t>粗</t></r><rPh><t>cu</t></rPh><t>细</t></is></c>", "T:粗细"},
        {"<c t=\"str\"><f>A1&lt;\"]\"</f><v>1\r\n2</v></c>", "fT:1\n2"},
        {"<c><v>1</v><v>2</v></c><c><f/><v/></c>", "N:12 f_:"},
        {"<row><c><v>3</v></c></row><c><v>4</v></c>", "N:3"},
        {"<c><c><v>5</v></c><v>6</v></c><c><v>7</v></c>", "_: N:5 N:7"},
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        char sheet[600], want[300];
        snprintf(sheet, sizeof sheet,
                 SHEET("\n<row r=\"1\"> <c r=\"A1\"><v>1</v> </c></row>\n<row r=\"2\">%s</row>"
                       "<row r=\"9\"><c><v>2</v></c></row>"),
                 cells[i][0]);
        snprintf(want, sizeof want, "[1 表]\n1: N:1\n%s%s\n9: N:2\n",
                 i == 11 ? "3: " : "2: ", cells[i][1]);
        gives(sheet, "", "", want);
    }
}

TEST(rows_that_are_no_xml)
{
    static const char *const cells[] = {
        "<c t=\"s\" t=\"s\"/>",
        "<c t=\"a<b\"/>",
        "<c t=\"a&b\"/>",
        "<c><v>a]]>b</v></c>",
        "<c><v>\x01</v></c>",
        "<c><v>\xC3</v></c>",
        "<c><v>&b;</v></c>",
        "<c><v>&amp</v></c>",
        "<c><v>1</c></v>",
        "<c><v>\xED\xA0\x80</v></c>",
        "<c><v>\xEF\xBF\xBF</v></c>",
        "<c><v>1</v>",
        "<c r=\"A1\"s=\"1\"/>",
        "<c / >",
        "<c><f>&</f></c>",
        "<c r=\"\x01\"/>",
        "<c><v>a<</v></c>",
    };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        char sheet[600];
        snprintf(sheet, sizeof sheet, SHEET("<row r=\"1\"><c/></row><row r=\"2\">%s</row>"),
                 cells[i]);
        refuses(sheet, "", "intake.damaged", 2);
    }
    refuses("<?xml version=\"1.0\" encoding=\"US-ASCII\"?>" SHEET(
                "<row r=\"1\"><c t=\"str\"><v>中</v></c></row>"),
            "", "intake.damaged", 1);
    refuses("<?xml version=\"1.0\"?><worksheet><sheetData><row r=\"3\"><c><v>1</v></c></row>"
            "</sheetDate></worksheet>",
            "", "intake.damaged", 3);
}

/* Rows lie across the ends of the pieces in which a part is read, at every place of a row. */
TEST(rows_across_pieces)
{
    for (int shift = 0; shift < 80; shift++) {
        struct jh_buf sheet = JH_BUF(1 << 20), want = JH_BUF(1 << 20);
        jh_buf_addf(&sheet, "<worksheet><!--%*s--><sheetData>", shift, "");
        jh_buf_adds(&want, "[1 表]\n");
        for (int row = 1; row <= 2500; row++) {
            jh_buf_addf(&sheet, "<row r=\"%d\"><c r=\"A%d\" t=\"str\"><v>%s%d</v></c></row>", row,
                        row, row % 900 == 899 ? "&lt;" : "甲", row);
            jh_buf_addf(&want, "%d: T:%s%d\n", row, row % 900 == 899 ? "<" : "甲", row);
        }
        jh_buf_adds(&sheet, "</sheetData></worksheet>");
        gives(sheet.data, "", "", want.data);
        jh_buf_release(&sheet);
        jh_buf_release(&want);
    }
}

TEST(prefixes_and_strict_namespaces)
{
    const struct zip_text parts[] = {
        ZIP_TYPES,
        {"_rels/.rels",
         "<p:Relationships xmlns:p=\"x\"><p:Relationship Id=\"a\" Target=\"/book/main.xml\" "
         "Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument\"/>"
         "</p:Relationships>",
         0},
        {"book/main.xml",
         "<x:workbook xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" xmlns:q=\"r\">"
         "<x:sheets><x:sheet name=\"甲\" sheetId=\"7\" q:id=\"s2\"/>"
         "<x:sheet name=\"跳过\" sheetId=\"9\" state=\"veryHidden\" q:id=\"s1\"/>"
         "<x:sheet name=\"图\" sheetId=\"8\" q:id=\"s3\"/>"
         "<x:sheet name=\"乙\" sheetId=\"4\" state=\"hidden\" q:id=\"s4\"/></x:sheets>"
         "</x:workbook>",
         0},
        {"book/_rels/main.xml.rels",
         "<Relationships><Relationship Id=\"s1\" Type=\"o/worksheet\" Target=\"one.xml\"/>"
         "<Relationship Id=\"s2\" Type=\"o/worksheet\" Target=\"../other/./two.xml\"/>"
         "<Relationship Id=\"s3\" Type=\"o/chartsheet\" Target=\"c.xml\"/>"
         "<Relationship Id=\"s4\" Type=\"o/worksheet\" Target=\"one.xml\"/></Relationships>",
         0},
        {"book\\one.xml", "<sheetData><row><c><v>1</v></c></row></sheetData>", 0},
        {"other/TWO.xml",
         "<x:w xmlns:x=\"y\"><x:sheetData><x:row><x:c t=\"d\">"
         "<x:v>2025-09-01T08:00:00</x:v></x:c></x:row></x:sheetData></x:w>",
         0},
        {NULL, NULL, 0}};
    size_t n;
    unsigned char *bytes = zip_of(parts, &n);
    CHECK_INT(JH_OK, read_bytes(bytes, n));
    CHECK_STR("[1 甲]\n1: D:2025-09-01 08:00:00\n[2 跳过 hidden]\n[4 乙 hidden]\n1: N:1\n",
              seen.data);
    CHECK_INT(4, info.sheets);
}

#define XF(id) "<xf numFmtId=\"" id "\"/>"
#define CELL(s, v) "<c s=\"" s "\"><v>" v "</v></c>"
#define STYLES                                                                                     \
    "<styleSheet" ZIP_NS "><numFmts><numFmt numFmtId=\"164\" "                                     \
    "formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/>"                                         \
    "<numFmt numFmtId=\"165\" formatCode=\"0.00E+00\"/>"                                           \
    "<numFmt numFmtId=\"166\" formatCode=\"[h]:mm\"/>"                                             \
    "<numFmt numFmtId=\"167\" formatCode=\"0&quot;day&quot;\"/>"                                   \
    "<numFmt numFmtId=\"168\" formatCode=\"[$-804]yyyy/m/d h:mm;@\"/></numFmts><cellStyleXfs>" XF( \
        "14") "</cellStyleXfs><cellXfs>" XF("0") XF("14") XF("164") XF("165") XF("166") XF("167")  \
        XF("168") XF("20") XF("31") "</cellXfs></styleSheet>"

TEST(dates_are_told_by_style)
{
    gives(SHEET("<row>" CELL("0", "45901") CELL("1", "45901") CELL("2", "45901") CELL("3", "45901")
                    CELL("4", "45901") CELL("5", "45901") CELL("6", "45901.5")
                        CELL("7", "0.3541666667") CELL("8", "1") CELL("1", "60") CELL("1", "61")
                            CELL("1", "-1") CELL("1", "59") "</row>"),
          "", STYLES,
          "[1 表]\n1: N:45901 D:2025-09-01 D:2025-09-01 N:45901 N:45901 N:45901 "
          "D:2025-09-01 12:00:00 D:08:30:00 D:1900-01-01 N:60 D:1900-03-01 N:-1 D:1900-02-28\n");
}

TEST(dates_since_1904)
{
    const struct zip_text parts[] = {
        ZIP_TYPES,
        ZIP_ROOT,
        ZIP_BOOK("<workbookPr date1904=\"1\"/><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets>"
                 "<extLst><x14:workbookPr xmlns:x14=\"x\" defaultImageDpi=\"32767\"/></extLst>"),
        ZIP_BOOK_RELS(ZIP_REL("r1", "worksheet", "s.xml") ZIP_REL("r2", "styles", "t.xml")),
        {"xl/s.xml", SHEET("<row>" CELL("1", "0") CELL("1", "44439") "</row>"), 0},
        {"xl/t.xml", STYLES, 0},
        {NULL, NULL, 0}};
    size_t n;
    unsigned char *bytes = zip_of(parts, &n);
    CHECK_INT(JH_OK, read_bytes(bytes, n));
    CHECK_STR("[1 a]\n1: D:1904-01-01 D:2025-09-01\n", seen.data);
}

TEST(damage_is_told_with_its_row)
{
    refuses(SHEET("<row r=\"4\"><c t=\"s\"><v>7</v></c></row>"), "", "intake.damaged", 4);
    refuses(SHEET("<row r=\"x\"/>"), "", "intake.damaged", 0);
    refuses("<worksheet><sheetData><row><c><v>1</v>", "", "intake.damaged", 1);
    refuses("<!DOCTYPE x [<!ENTITY a \"b\">]><worksheet/>", "", "intake.entities", 0);
    refuses(SHEET("<row r=\"5\"><c r=\"ZZZ5\"><v>1</v></c></row>"), "", "intake.too_many_columns",
            5);
    refuses(SHEET("<row r=\"5\"><c r=\"5\"><v>1</v></c></row>"), "", "intake.damaged", 5);
    refuses(SHEET(""), "", "intake.empty", 0);
}

static bool stop_at_two(void *context, const struct jh_row *row)
{
    ++*(int *)context;
    return row->row < 2;
}

TEST(a_reader_may_stop)
{
    size_t n;
    int calls = 0;
    unsigned char *bytes = xlsx_of(
        SHEET("<row><c><v>1</v></c></row><row><c><v>2</v></c></row><row><c><v>3</v></c></row>"), "",
        "", &n);
    const struct jh_row_reader two = {NULL, stop_at_two, &calls};
    CHECK_INT(JH_OK, jh_intake_read(&(struct jh_source){.bytes = bytes, .size = n}, NULL, &two,
                                    &info, &err));
    CHECK_INT(2, calls);
    free(bytes);
}

TEST(reading_a_path_gives_the_same)
{
    size_t n;
    char path[256];
    unsigned char *bytes = xlsx_of(SHEET("<row><c><v>1</v></c></row>"), "", "", &n);
    snprintf(path, sizeof path, "%s/名册.csv", t_tmp()); /* the content decides */
    FILE *f = fopen(path, "wb");
    CHECK(f && fwrite(bytes, 1, n, f) == n);
    fclose(f);
    free(bytes);
    start();
    CHECK_INT(JH_OK, jh_intake_read(&(struct jh_source){.path = path}, NULL, &reader, &info, &err));
    CHECK_STR("[1 表]\n1: N:1\n", seen.data);
}

#define ODS(inner)                                                                                 \
    "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" "              \
    "xmlns:style=\"s\" xmlns:calcext=\"c\" xmlns:draw=\"d\"><office:automatic-styles>"             \
    "<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties "              \
    "table:display=\"false\"/></style:style></office:automatic-styles><office:body>"               \
    "<office:spreadsheet>" inner "</office:spreadsheet></office:body></office:document-content>"
#define ODS_FLOAT(v) "<table:table-cell office:value-type=\"float\" office:value=\"" v "\"/>"

static enum jh_status read_ods(const char *content)
{
    const struct zip_text parts[] = {
        {"mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0},
        {"content.xml", content, 0},
        {NULL, NULL, 0}};
    size_t n;
    unsigned char *bytes = zip_of(parts, &n);
    return read_bytes(bytes, n);
}

TEST(ods_kinds_repeats_and_hidden_tables)
{
    CHECK_INT(
        JH_OK,
        read_ods(ODS(
            "<table:table table:name=\"一\"><table:table-row table:number-rows-repeated=\"2\">"
            "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>注</text:p>"
            "</office:annotation><text:p>a<text:s text:c=\"2\"/>b</text:p><text:p>c</text:p>"
            "</table:table-cell><table:table-cell table:number-columns-repeated=\"2\"/>"
            "<table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" "
            "office:value=\"1.5\"><text:p>1,5</text:p></table:table-cell></table:table-row>"
            "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell "
            "table:number-columns-repeated=\"16384\"/></table:table-row><table:table-row>"
            "<table:table-cell office:value-type=\"date\" office:date-value=\"2025-09-01\"/>"
            "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"/>"
            "<table:table-cell office:value-type=\"time\" office:time-value=\"PT08H30M00S\"/>"
            "<table:table-cell table:formula=\"of:=1/0\" office:value-type=\"string\" "
            "calcext:value-type=\"error\"><text:p>#DIV/0!</text:p></table:table-cell>"
            "</table:table-row></table:table><table:table table:name=\"二\" "
            "table:style-name=\"ta2\"><table:table-row>" ODS_FLOAT("7") "</table:table-row>"
                                                                        "</table:table>")));
    CHECK_STR("[1 一]\n1: T:a  b\nc _: _: N:1.5 N:1.5\n2: T:a  b\nc _: _: N:1.5 N:1.5\n"
              "1000003: D:2025-09-01 B:1 D:08:30:00 fE:#DIV/0!\n[2 二 hidden]\n1: N:7\n",
              seen.data);
    CHECK_STR("ods", info.format);
}

/* One workbook, saved by LibreOffice in three formats. */
static void sample(const char *name, const char *format)
{
    char path[512];
    snprintf(path, sizeof path, "%s/tests/data/%s", t_root(), name);
    start();
    CHECK_INT(JH_OK, jh_intake_read(&(struct jh_source){.path = path}, NULL, &reader, &info, &err));
    CHECK_STR(format, info.format);
    const char *want = "[1 在校生]\n1: T:学校 T:人数 T:日期\n"
                       "2: T:第一小学 N:1234 D:2025-09-01 N:12.345 N:-0.25 N:99999999999\n"
                       "6: T:𠀀中心校 (abc) fN:2468 fT:第一小学甲 fE:#DIV/0! _: N:1\n"
                       "[2 隐藏 hidden]\n1: N:7\n";
    CHECK_STR(want, seen.data);
}

TEST(samples_of_three_formats_say_the_same)
{
    sample("sample.xlsx", "xlsx");
    sample("sample.ods", "ods");
    sample("sample.xls", "xls");
}

TEST(ods_floods_are_refused)
{
    CHECK_INT(JH_E_LIMIT,
              read_ods(ODS(
                  "<table:table><table:table-row table:number-rows-repeated=\"9999999\">" ODS_FLOAT(
                      "1") "</table:table-row></table:table>")));
    CHECK_STR("intake.too_many_rows", err.id);
    CHECK_INT(JH_E_DATA,
              read_ods(ODS("<table:table><table:table-row><table:table-cell "
                           "table:number-columns-repeated=\"99999\" office:value-type=\"float\" "
                           "office:value=\"1\"/></table:table-row></table:table>")));
    CHECK_STR("intake.too_many_columns", err.id);
    jh_buf_release(&seen);
}
