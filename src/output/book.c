/* src/output/book.c - see book.h. */
#include "output/book.h"
#include "base/msg.h"
#include "output/width.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Office fonts: the PC that opens the file has them; elsewhere the program falls back by itself. */
#define FONT "宋体"

static const char *temp_folder(void)
{
    const char *folder = getenv("TMPDIR");
    return folder && *folder ? folder : "/tmp";
}

enum jh_status jh_book_open(struct jh_book *x, const char *title, bool stream,
                            struct jh_err *reterr)
{
    *x = (struct jh_book){0};
    x->path = jh_arena_printf(&x->mem, "%s/junheng-XXXXXX", temp_folder());
    int fd = mkstemp(x->path); /* mode 0600; the library then truncates this same file */
    if (fd < 0) {
        x->path = NULL;
        return jh_fail(reterr, JH_E_STORE, "output.no_temp_file", JH_NOWHERE, 0, "%s",
                       temp_folder());
    }
    close(fd);
    lxw_workbook_options options = {.constant_memory = stream,
                                    .tmpdir = jh_arena_strdup(&x->mem, temp_folder())};
    x->book = workbook_new_opt(x->path, &options);
    if (!x->book)
        return jh_fail(reterr, JH_E_STORE, "output.no_temp_file", JH_NOWHERE, 0, "%s", x->path);
    /* The same input gives the same bytes: no clock in the properties (zip entries carry 1980). */
    lxw_doc_properties properties = {.title = jh_arena_strdup(&x->mem, title ? title : ""),
                                     .author = jh_arena_strdup(&x->mem, "Junheng 均衡"),
                                     .created = 946684800}; /* 2000-01-01 */
    jh_book_keep(x, workbook_set_properties(x->book, &properties));
    return JH_OK;
}

void jh_book_keep(struct jh_book *x, lxw_error e)
{
    if (x->error == LXW_NO_ERROR)
        x->error = e;
}

char *jh_book_text(struct jh_book *x, const char *id, const struct jh_msg_arg *arg, size_t n)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf b = JH_BUF(4000);

    jh_msg(&b, "zh-CN", id, arg, n);
    return jh_arena_strdup(&x->mem, b.data ? b.data : "");
}

/* At most `most` characters of `name`, those that Excel refuses replaced. */
static char *sheet_name(struct jh_arena *mem, const char *name, size_t most)
{
    char *ret = jh_arena_strdup(mem, name && *name ? name : "Sheet"), *end = ret;

    for (const char *p = ret; most && *p; most--) {
        if (strchr("[]:*?/\\'", *p))
            ret[p - ret] = '-';
        jh_utf8_next(&p);
        end = ret + (p - ret);
    }
    *end = 0;
    return ret;
}

enum jh_status jh_book_sheet(struct jh_book *x, const char *name, lxw_worksheet **ret,
                             struct jh_err *reterr)
{
    if (x->book->num_worksheets >= JH_BOOK_SHEETS)
        return jh_fail(reterr, JH_E_LIMIT, "output.too_many_sheets", JH_NOWHERE, JH_BOOK_SHEETS,
                       "more than %d sheets", JH_BOOK_SHEETS);
    char *unique = sheet_name(&x->mem, name, 31);
    for (int i = 2; workbook_get_worksheet_by_name(x->book, unique); i++)
        unique = jh_arena_printf(&x->mem, "%s (%d)", sheet_name(&x->mem, name, 25), i);
    *ret = workbook_add_worksheet(x->book, unique);
    if (!*ret)
        return jh_fail(reterr, JH_E_BUG, "output.xlsx", JH_NOWHERE, 0, "sheet %s", unique);
    return JH_OK;
}

static enum jh_status read_back(const char *path, struct jh_buf *out, struct jh_err *reterr)
{
    char chunk[1 << 14];
    size_t n;
    FILE *in = fopen(path, "rb");

    if (!in)
        return jh_fail(reterr, JH_E_STORE, "output.no_temp_file", JH_NOWHERE, 0, "%s", path);
    while ((n = fread(chunk, 1, sizeof chunk, in)) > 0)
        jh_buf_add(out, chunk, n);
    bool bad = ferror(in);
    fclose(in);
    if (bad)
        return jh_fail(reterr, JH_E_STORE, "output.no_temp_file", JH_NOWHERE, 0, "%s", path);
    return jh_buf_check(out, reterr);
}

enum jh_status jh_book_finish(struct jh_book *x, struct jh_buf *out, struct jh_err *reterr)
{
    if (x->error == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
        return jh_fail(reterr, JH_E_LIMIT, "output.text_too_long", JH_NOWHERE, JH_BOOK_TEXT,
                       "a text is longer than a cell");
    if (x->error != LXW_NO_ERROR)
        return jh_fail(reterr, JH_E_BUG, "output.xlsx", JH_NOWHERE, x->error, "%s",
                       lxw_strerror(x->error));
    lxw_error e = workbook_close(x->book); /* frees the workbook in any case */
    x->book = NULL;
    if (e != LXW_NO_ERROR)
        return jh_fail(reterr, JH_E_STORE, "output.no_temp_file", JH_NOWHERE, e, "%s",
                       lxw_strerror(e));
    return read_back(x->path, out, reterr);
}

void jh_book_drop(struct jh_book *x)
{
    if (x->book)
        lxw_workbook_free(x->book);
    if (x->path)
        unlink(x->path);
    jh_arena_free(&x->mem);
    *x = (struct jh_book){0};
}

lxw_format *jh_book_format(struct jh_book *x, double size, bool bold)
{
    lxw_format *f = workbook_add_format(x->book);

    format_set_font_name(f, FONT);
    format_set_font_charset(f, 134); /* GB2312: Excel then shows Chinese with the named font */
    format_set_font_size(f, size);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    if (bold)
        format_set_bold(f);
    return f;
}

void jh_book_boxed(lxw_format *f)
{
    format_set_border(f, LXW_BORDER_THIN);
    format_set_border_color(f, 0xA6A6A6);
}

const char *jh_book_number_format(int decimals, bool thousands)
{
    static const char *const plain[] = {"0",          "0.0",        "0.00",     "0.000",
                                        "0.0000",     "0.00000",    "0.000000", "0.0000000",
                                        "0.00000000", "0.000000000"};
    static const char *const grouped[] = {
        "#,##0",       "#,##0.0",      "#,##0.00",      "#,##0.000",      "#,##0.0000",
        "#,##0.00000", "#,##0.000000", "#,##0.0000000", "#,##0.00000000", "#,##0.000000000"};

    if (decimals < 0 || decimals > 9)
        return "General";
    return thousands ? grouped[decimals] : plain[decimals];
}

void jh_book_merge(struct jh_book *x, lxw_worksheet *s, lxw_row_t row, int first, int last,
                   const char *text, lxw_format *f)
{
    if (first == last)
        jh_book_keep(x, worksheet_write_string(s, row, (lxw_col_t)first, text, f));
    else
        jh_book_keep(
            x, worksheet_merge_range(s, row, (lxw_col_t)first, row, (lxw_col_t)last, text, f));
}
