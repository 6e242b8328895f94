/* tests/unit/test_csv.c - text tables: encodings, separators, quotes, line ends. */
#include "base/buf.h"
#include "intake/sheet.h"
#include "t.h"
#include <string.h>

static struct jh_source_info info;
static struct jh_err err;
static struct jh_buf seen;

/* Rows as "row:cell|cell" with a line each. */
static bool note_row(void *context, const struct jh_row *row)
{
    (void)context;
    jh_buf_addf(&seen, "%ld:", row->row);
    for (size_t i = 0; i < row->n; i++) {
        CHECK(strlen(row->cell[i].text) == row->cell[i].n);
        jh_buf_addf(&seen, "%s%s", i ? "|" : "", row->cell[i].text);
    }
    jh_buf_addc(&seen, '\n');
    return true;
}

static enum jh_status read_bytes(const void *bytes, size_t n)
{
    const struct jh_row_reader reader = {NULL, note_row, NULL};
    jh_buf_release(&seen);
    seen = JH_BUF(1 << 24);
    jh_buf_adds(&seen, "");
    return jh_intake_read(&(struct jh_source){.bytes = bytes, .size = n, .name = "名册.csv"}, NULL,
                          &reader, &info, &err);
}

static enum jh_status read_text(const char *text)
{
    return read_bytes(text, strlen(text));
}

static void gives(const char *text, const char *want)
{
    CHECK_INT(JH_OK, read_text(text));
    CHECK_STR(want, seen.data);
}

TEST(quotes_line_ends_and_blanks)
{
    gives("a,b\nc,d", "1:a|b\n2:c|d\n");
    gives("a,b\r\n\r\nc,d\r\n", "1:a|b\n3:c|d\n");
    gives("a,b\rc,d\r", "1:a|b\n2:c|d\n");
    gives("\"a,1\",\"b\"\"2\"\n", "1:a,1|b\"2\n");
    gives("\"a\r\nb\",c\n", "1:a\r\nb|c\n");
    gives("a,,c,\n,,,\nd", "1:a||c\n3:d\n");
    gives("12\" tube,x\n", "1:12\" tube|x\n");
    gives("\"ab\"cd,x\n", "1:abcd|x\n");
    gives("'00123,x\n", "1:'00123|x\n");
    gives("\"\",x\n", "1:|x\n");
}

TEST(separators_are_found)
{
    gives("a\tb,c\n1\t2,3\n", "1:a|b,c\n2:1|2,3\n");
    CHECK_INT('\t', info.separator);
    gives("a;b\n1,5;2\n", "1:a|b\n2:1,5|2\n");
    CHECK_INT(';', info.separator);
    gives("一列\n二\n", "1:一列\n2:二\n");
    gives("sep=;\na,1;b\n", "1:a,1|b\n");
}

TEST(encodings)
{
    gives("\xEF\xBB\xBF学校,数\n", "1:学校|数\n");
    CHECK_STR("UTF-8", info.encoding);
    CHECK_INT(JH_OK, read_bytes("\xD1\xA7\xD0\xA3,\xCA\xFD\n", 8)); /* GB: 学校,数 */
    CHECK_STR("1:学校|数\n", seen.data);
    CHECK_STR("GB18030", info.encoding);
    CHECK_INT(JH_OK, read_bytes("\xFE\x9F,\x81\x39\xEF\x31\n", 8)); /* 䶮 and a four-byte one */
    CHECK_STR("1:䶮|㐂\n", seen.data);
    CHECK_INT(JH_OK, read_bytes("\xFF\xFE\x66\x5B,\0\x31\0\n\0", 10));
    CHECK_STR("1:学|1\n", seen.data);
    CHECK_STR("UTF-16LE", info.encoding);
    CHECK_INT(JH_OK, read_bytes("\xFE\xFF\x5B\x66\0,\0\x31\0\n", 10));
    CHECK_STR("1:学|1\n", seen.data);
}

TEST(bytes_that_cannot_be_are_shown_and_counted)
{
    CHECK_INT(JH_OK, read_bytes("\xD1\xA7\x80,\xFF\xD0\xA3\n", 8));
    CHECK_STR("1:学\xEF\xBF\xBD|\xEF\xBF\xBD校\n", seen.data);
    CHECK_INT(2, info.odd_bytes);
    CHECK_INT(JH_OK, read_bytes("\xEF\xBB\xBF\x61\xC3,b\n", 8));
    CHECK_STR("1:a\xEF\xBF\xBD|b\n", seen.data);
    CHECK_INT(1, info.odd_bytes);
}

/* Pieces of 32 KiB cut characters and CRLF anywhere; nothing may change. */
TEST(prop_pieces_do_not_show)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(1 << 22);
    JH_CLEANUP(jh_buf_release) struct jh_buf want = JH_BUF(1 << 22);
    for (int trial = 0; trial < 4; trial++) {
        jh_buf_clear(&text);
        jh_buf_clear(&want);
        for (int i = 0; i < 9000; i++) {
            const char *end = i % 2 ? "\r\n" : "\n", *pad = i % 7 == trial ? "x" : "";
            jh_buf_addf(&text, "第%d小学%s,\"%s𠀀\"\"\",%d%s", i, pad, i % 3 ? "a,b" : "", i, end);
            jh_buf_addf(&want, "%d:第%d小学%s|%s𠀀\"|%d\n", i + 1, i, pad, i % 3 ? "a,b" : "", i);
        }
        CHECK_INT(JH_OK, read_bytes(text.data, text.len));
        CHECK(seen.len == want.len && memcmp(seen.data, want.data, want.len) == 0);
    }
}

TEST(refusals)
{
    CHECK_INT(JH_E_DATA, read_text(""));
    CHECK_STR("intake.empty", err.id);
    CHECK_INT(JH_E_DATA, read_text("\xEF\xBB\xBF\n\n,,\n"));
    CHECK_STR("intake.empty", err.id);
    CHECK_INT(JH_E_DATA, read_text("a,\"b\nc,d\n"));
    CHECK_STR("intake.quote_open", err.id);
    CHECK_INT(1, err.at.row);
    CHECK_INT(JH_E_DATA, read_bytes("a\0b,c\n", 6));
    CHECK_STR("intake.unknown_format", err.id);
    CHECK_INT(JH_E_DATA, read_text("%PDF-1.7\n..."));
    CHECK_STR("intake.unknown_format", err.id);
    CHECK_STR("PDF", err.text);
    CHECK_INT(JH_E_DATA, read_text("\n<html xmlns=x><table><tr><td>1</td></tr></table></html>"));
    CHECK_STR("intake.html_as_xls", err.id);
    CHECK_INT(JH_E_DATA, read_text("<?xml version=\"1.0\"?><Workbook "
                                   "xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"));
    CHECK_STR("intake.xml_as_xls", err.id);
    CHECK_INT(JH_E_DATA, jh_intake_read(&(struct jh_source){.path = "/nonexistent/a.csv"}, NULL,
                                        &(struct jh_row_reader){0}, &info, &err));
    CHECK_STR("intake.not_found", err.id);
    CHECK_INT(JH_E_DATA, jh_intake_read(&(struct jh_source){.path = "/tmp"}, NULL,
                                        &(struct jh_row_reader){0}, &info, &err));
    CHECK_STR("intake.not_found", err.id);
}

TEST(limits_are_kept)
{
    const struct jh_intake_limits limits = {.rows = 2, .columns = 3, .cell_bytes = 10};
    const struct jh_row_reader reader = {NULL, note_row, NULL};
    struct {
        const char *text, *id;
        long row;
    } cases[] = {{"a\nb\nc\n", "intake.too_many_rows", 3},
                 {"a\na,b,c,d\n", "intake.too_many_columns", 2},
                 {"a,12345678901\n", "intake.cell_too_long", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct jh_source s = {.bytes = cases[i].text, .size = strlen(cases[i].text)};
        CHECK(jh_intake_read(&s, &limits, &reader, &info, &err) != JH_OK);
        CHECK_STR(cases[i].id, err.id);
        CHECK_INT(cases[i].row, err.at.row);
    }
    jh_buf_release(&seen);
}

TEST(cell_names)
{
    char name[16];
    jh_cell_name(2, 5, name);
    CHECK_STR("C5", name);
    jh_cell_name(26, 1048576, name);
    CHECK_STR("AA1048576", name);
    jh_cell_name(16383, 1, name);
    CHECK_STR("XFD1", name);
}
