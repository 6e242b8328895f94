/* src/app/demo/text_copies.c - a form as the text tables that other programs export: GB18030 with
 * commas as Excel saves it in China, UTF-8 with a byte order mark and tabs. */
#include "app/demo/dirty.h"
#include "base/num.h"
#include <iconv.h>
#include <math.h>
#include <string.h>

static void add_field(struct jh_buf *out, const char *text, char separator)
{
    bool wrap = strchr(text, separator) || strpbrk(text, "\"\r\n");

    if (wrap)
        jh_buf_addc(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            jh_buf_addc(out, '"');
        jh_buf_addc(out, *text);
    }
    if (wrap)
        jh_buf_addc(out, '"');
}

static void add_heading(struct jh_arena *mem, struct jh_buf *out, const struct jh_form_column *c,
                        char separator)
{
    const char *text =
        *c->unit ? jh_arena_printf(mem, "%s（%s）", c->heading, c->unit) : c->heading;
    add_field(out, text, separator);
}

static void as_text(const struct demo_writer *w, const struct jh_form_sheet *sheet, char separator,
                    struct jh_buf *out)
{
    char number[JH_NUM_TEXT];

    add_field(out, sheet->title, separator);
    jh_buf_adds(out, "\r\n");
    add_field(out, sheet->head, separator);
    jh_buf_adds(out, "\r\n");
    for (size_t c = 0; c < sheet->ncolumn; c++) {
        if (c)
            jh_buf_addc(out, separator);
        add_heading(w->mem, out, &sheet->column[c], separator);
    }
    for (size_t i = 0; i < sheet->nrow * sheet->ncolumn; i++) {
        const struct jh_form_value *v = &sheet->value[i];
        if (i % sheet->ncolumn)
            jh_buf_addc(out, separator);
        else
            jh_buf_adds(out, "\r\n");
        if (!v->text && isfinite(v->value)) {
            jh_num_format(v->value, number);
            jh_buf_adds(out, number);
        } else if (v->text) {
            add_field(out, v->text, separator);
        }
    }
    jh_buf_adds(out, "\r\n");
}

enum jh_status demo_gb18030(const struct jh_buf *from, struct jh_buf *to, struct jh_err *reterr)
{
    iconv_t converter = iconv_open("GB18030", "UTF-8");
    char *in = from->data, piece[4096];
    size_t left = from->len;
    bool ok = converter != (iconv_t)-1;

    while (ok && left) {
        char *at = piece;
        size_t room = sizeof piece, before = left;
        iconv(converter, &in, &left, &at, &room);
        jh_buf_add(to, piece, sizeof piece - room);
        ok = left < before;
    }
    if (converter != (iconv_t)-1)
        iconv_close(converter);
    return ok ? jh_buf_check(to, reterr)
              : jh_fail(reterr, JH_E_STORE, "demo.folder", ((struct jh_at){"GB18030", 0}),
                        (double)NAN, "iconv");
}

static enum jh_status write_copy(const struct demo_writer *w, const char *folder, const char *name,
                                 const struct jh_buf *bytes, struct jh_err *reterr)
{
    JH_TRY(demo_write_file(jh_arena_printf(w->mem, "%s/%s", folder, name), bytes, reterr));
    return demo_write_file(jh_arena_printf(w->mem, "%s/corrected/%s", folder, name), bytes, reterr);
}

enum jh_status demo_text_copies(const struct demo_writer *w, const char *folder,
                                struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf commas = JH_BUF(JH_DEMO_BYTES);
    JH_CLEANUP(jh_buf_release) struct jh_buf chinese = JH_BUF(JH_DEMO_BYTES);
    JH_CLEANUP(jh_buf_release) struct jh_buf tabs = JH_BUF(JH_DEMO_BYTES);
    const struct jh_form *form = jh_pack_form(w->pack, "teachers");
    struct jh_form_columns columns;
    struct jh_form_sheet sheet;

    demo_sheet(w, form, &columns, &sheet);
    as_text(w, &sheet, ',', &commas);
    JH_TRY(jh_buf_check(&commas, reterr));
    JH_TRY(demo_gb18030(&commas, &chinese, reterr));
    JH_TRY(write_copy(w, folder, "13-教师-GB18030.csv", &chinese, reterr));
    jh_buf_adds(&tabs, "\xEF\xBB\xBF");
    as_text(w, &sheet, '\t', &tabs);
    return write_copy(w, folder, "14-教师-制表符.txt", &tabs, reterr);
}
