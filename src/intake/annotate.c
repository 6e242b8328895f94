/* src/intake/annotate.c - see annotate.h: which way a workbook is marked; what both ways share. */
#include "intake/annotate_part.h"
#include "intake/text.h"

enum { CELL_TEXT = 32000 }; /* Excel holds 32,767 characters */

int jh_mark_grade(int grade)
{
    return grade < 0 ? 0 : grade >= JH_GRADES ? JH_GRADES - 1 : grade;
}

long jh_restyle_get(struct jh_restyle *r, long xf, int grade)
{
    const struct jh_restyled *want = (const struct jh_restyled *)(const void *)r->want.data;
    size_t n = r->want.len / sizeof *want;
    const struct jh_restyled added = {xf < 0 || (size_t)xf >= r->base ? 0 : xf,
                                      jh_mark_grade(grade)};

    for (size_t i = 0; i < n; i++)
        if (want[i].xf == added.xf && want[i].grade == added.grade)
            return (long)(r->base + i);
    if (r->base + n >= JH_MOST_XF)
        return added.xf; /* no format left: the text alone has to tell */
    jh_buf_add(&r->want, &added, sizeof added);
    return (long)(r->base + n);
}

void jh_xml_escape(struct jh_buf *out, const char *text, size_t n)
{
    size_t bytes;

    for (size_t i = 0; i < n; i += bytes) {
        uint32_t c = jh_utf8_get(text + i, n - i, &bytes, NULL);
        if (c == '&')
            jh_buf_adds(out, "&amp;");
        else if (c == '<')
            jh_buf_adds(out, "&lt;");
        else if (c == '>')
            jh_buf_adds(out, "&gt;");
        else if ((c < 0x20 && c != '\n' && c != '\t') || c == 0xFFFE || c == 0xFFFF)
            jh_buf_addc(out, ' '); /* not allowed in XML */
        else if (c == JH_BAD_CHAR)
            jh_buf_adds(out, "\xEF\xBF\xBD");
        else
            jh_buf_add(out, text + i, bytes);
    }
}

void jh_mark_texts(struct jh_buf *out, const struct jh_mark *mark, size_t n)
{
    size_t start = out->len, bytes;

    for (size_t i = 0; i < n; i++) {
        const char *text = mark[i].text ? mark[i].text : "";
        if (i && out->len > start)
            jh_buf_addc(out, ' ');
        for (size_t k = 0, m = strlen(text); k < m && out->len - start < CELL_TEXT; k += bytes) {
            jh_utf8_get(text + k, m - k, &bytes, NULL);
            jh_buf_add(out, text + k, bytes);
        }
    }
}

static enum jh_status check_marks(const struct jh_mark *mark, size_t n, struct jh_err *reterr)
{
    for (size_t i = 0; i < n; i++) {
        const struct jh_mark *m = &mark[i], *last = i ? m - 1 : m;
        bool ordered = m->sheet != last->sheet ? m->sheet > last->sheet
                       : m->row != last->row   ? m->row > last->row
                                               : m->column >= last->column;
        if (m->sheet < 1 || m->row < 1 || m->row > JH_EXCEL_ROWS || m->column < -1 ||
            m->column >= JH_EXCEL_COLUMNS - 1 || !ordered)
            return jh_fail(reterr, JH_E_DATA, "intake.marks_beside", ((struct jh_at){NULL, m->row}),
                           (double)NAN, "sheet %d row %ld column %d", m->sheet, m->row, m->column);
    }
    return JH_OK;
}

static bool take_none(void *context, int sheet, const char *name, bool hidden)
{
    (void)context, (void)sheet, (void)name, (void)hidden;
    return false;
}

enum jh_status jh_annotate(const struct jh_source *source, const struct jh_mark *mark, size_t n,
                           const char *heading, struct jh_buf *out, struct jh_err *reterr)
{
    const struct jh_row_reader none = {.sheet = take_none};
    struct jh_source_info info;
    bool done = false;

    JH_TRY(check_marks(mark, n, reterr));
    JH_TRY(jh_intake_read(source, NULL, &none, &info, reterr)); /* what is it? */
    if (n && mark[n - 1].sheet > info.sheets)
        return jh_fail(reterr, JH_E_DATA, "intake.marks_beside", JH_NOWHERE, (double)NAN,
                       "sheet %d of %d", mark[n - 1].sheet, info.sheets);
    if (strcmp(info.format, "xlsx") == 0)
        JH_TRY(jh_annotate_xlsx(source, mark, n, heading, out, &done, reterr));
    if (!done)
        JH_TRY(jh_annotate_new(source, mark, n, heading, out, reterr));
    return jh_buf_check(out, reterr);
}
