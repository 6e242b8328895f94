/* src/output/table_csv.c - see table.h. Only headings and rows (and the count line, when the caller
 * gives one), so that the file can be read by programs too. */
#include "base/arena.h"
#include "output/field.h"
#include <string.h>

/* A spreadsheet would run a text that begins so as a formula, a Chinese one also with the wide
 * signs. A lone "-" is harmless and common. */
static bool looks_like_formula(const char *text)
{
    static const char *const wide[] = {"＝", "＋", "－", "＠"};

    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (strncmp(text, wide[i], strlen(wide[i])) == 0 && text[strlen(wide[i])])
            return true;
    return *text && strchr("=+-@\t\r\n", *text) && text[1];
}

static void add_text(struct jh_buf *out, const char *text)
{
    bool guard = looks_like_formula(text);

    if (!guard && !strpbrk(text, ",\"\r\n") && *text != ' ') {
        jh_buf_adds(out, text);
        return;
    }
    jh_buf_addc(out, '"');
    if (guard)
        jh_buf_addc(out, '\'');
    for (; *text; text++) {
        if (*text == '"')
            jh_buf_addc(out, '"');
        jh_buf_addc(out, *text);
    }
    jh_buf_addc(out, '"');
}

static void add_heading(struct jh_buf *out, const struct jh_column *c)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf b = JH_BUF(4000);

    if (c->band)
        jh_buf_addf(&b, "%s·", c->band);
    jh_buf_adds(&b, c->heading);
    if (c->unit && *c->unit)
        jh_buf_addf(&b, "（%s）", c->unit);
    add_text(out, b.data ? b.data : "");
}

enum jh_status jh_table_csv(const struct jh_table *t, struct jh_buf *out, struct jh_err *reterr)
{
    char room[JH_FIELD_TEXT];

    jh_buf_adds(out, "\xEF\xBB\xBF");
    for (size_t c = 0; c < t->ncolumn; c++) {
        if (c)
            jh_buf_addc(out, ',');
        add_heading(out, &t->column[c]);
    }
    jh_buf_adds(out, "\r\n");
    for (size_t r = 0; r < t->nrow; r++) {
        for (size_t c = 0; c < t->ncolumn; c++) {
            const struct jh_field *f = &t->field[r * t->ncolumn + c];
            if (c)
                jh_buf_addc(out, ',');
            if (jh_field_number(&t->column[c], f)) /* a negative number is no formula */
                jh_buf_adds(out, jh_field_text(&t->column[c], f, false, room));
            else
                add_text(out, f->text ? f->text : "");
        }
        jh_buf_adds(out, "\r\n");
    }
    if (t->count_line) {
        add_text(out, t->count_line);
        jh_buf_adds(out, "\r\n");
    }
    return jh_buf_check(out, reterr);
}
