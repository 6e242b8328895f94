/* src/output/table_xlsx.c - see table.h. Rows are written in order, so that a large table streams
 * to disk. */
#include "output/field.h"
#include "output/width.h"
#include "output/book.h"
#include <math.h>
#include <string.h>

enum {
    TONES = JH_TONE_MUTED + 1,
    STREAM_CELLS =
        200000, /* more than this: rows go to disk as they come, strings are not shared */
    COLOUR_HEADING = 0xDDEBF7
};

struct work {
    struct jh_book *x;
    lxw_worksheet *s;
    const struct jh_table *t;
    lxw_format **format; /* [ncolumn * TONES] */
    lxw_format *heading, *heading_top, *heading_low, *band;
    double *width; /* [ncolumn] in characters */
    double room;   /* all of them together, for the height of footnotes */
};

static int last_column(const struct work *w)
{
    return (int)w->t->ncolumn - 1;
}

static lxw_format *cell_format(const struct work *w, const struct jh_column *c, enum jh_tone tone)
{
    static const lxw_color_t ink[TONES] = {0x000000, 0x00612E, 0xB00020, 0x8A5A00, 0x7F7F7F};
    static const lxw_color_t fill[TONES] = {0, 0xE2F0D9, 0xFBE3E4, 0xFFF2CC, 0};
    lxw_format *f = jh_book_format(w->x, 10.5, tone == JH_TONE_BAD && c->kind == JH_COL_STATUS);

    jh_book_boxed(f);
    format_set_font_color(f, ink[tone]);
    if (fill[tone]) {
        format_set_pattern(f, LXW_PATTERN_SOLID);
        format_set_bg_color(f, fill[tone]);
    }
    if (c->kind == JH_COL_NUMBER) {
        format_set_num_format(f, jh_book_number_format(c->decimals, true));
        format_set_align(f, LXW_ALIGN_RIGHT);
    } else if (c->kind == JH_COL_STATUS) {
        format_set_align(f, LXW_ALIGN_CENTER);
    } else {
        format_set_text_wrap(f);
        format_set_align(f, LXW_ALIGN_LEFT);
        format_set_indent(f, 1); /* not glued to a number at its left */
    }
    return f;
}

static lxw_format *heading_format(const struct work *w)
{
    lxw_format *f = jh_book_format(w->x, 10.5, true);

    jh_book_boxed(f);
    format_set_align(f, LXW_ALIGN_CENTER);
    format_set_text_wrap(f);
    format_set_pattern(f, LXW_PATTERN_SOLID);
    format_set_bg_color(f, COLOUR_HEADING);
    return f;
}

/* A made-up merge: the upper cell has no lower border and the lower one no upper. */
static void make_formats(struct work *w)
{
    w->format = jh_new(&w->x->mem, lxw_format *, w->t->ncolumn * TONES);
    for (size_t c = 0; c < w->t->ncolumn; c++)
        for (int tone = 0; tone < TONES; tone++)
            w->format[c * TONES + (size_t)tone] =
                cell_format(w, &w->t->column[c], (enum jh_tone)tone);
    w->heading = heading_format(w);
    w->band = heading_format(w);
    w->heading_top = heading_format(w);
    format_set_bottom(w->heading_top, LXW_BORDER_NONE);
    w->heading_low = heading_format(w);
    format_set_top(w->heading_low, LXW_BORDER_NONE);
}

static char *heading_text(const struct work *w, const struct jh_column *c)
{
    bool unit = c->unit && *c->unit;
    return jh_arena_printf(&w->x->mem, "%s%s%s%s", c->heading, unit ? "\n（" : "",
                           unit ? c->unit : "", unit ? "）" : "");
}

static double column_width(const struct work *w, size_t c)
{
    const struct jh_column *column = &w->t->column[c];
    double heading = jh_display_width(heading_text(w, column)),
           content = jh_column_display(w->t, c);

    if (column->width > 0)
        return column->width > 250 ? 250 : column->width;
    heading = heading > 8 ? ceil(heading / 4) * 2 : heading; /* long headings run over two lines */
    content = (heading > content ? heading : content) + 2.5;
    return content < 7 ? 7 : content > 60 ? 60 : content;
}

static void set_widths(struct work *w)
{
    w->width = jh_new(&w->x->mem, double, w->t->ncolumn);
    for (size_t c = 0; c < w->t->ncolumn; c++) {
        lxw_col_t at = (lxw_col_t)c;
        w->width[c] = column_width(w, c);
        jh_book_keep(w->x, worksheet_set_column(w->s, at, at, w->width[c], NULL));
        w->room += w->width[c];
    }
}

static bool has_bands(const struct jh_table *t)
{
    for (size_t c = 0; c < t->ncolumn; c++)
        if (t->column[c].band)
            return true;
    return false;
}

static bool same_band(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* Lines that the bands need in the columns they stretch over. */
static double band_lines(const struct work *w)
{
    double most = 1;

    for (int c = 0, end; c <= last_column(w); c = end + 1) {
        const char *band = w->t->column[c].band;
        double room = w->width[c], lines = 1;
        for (end = c; end < last_column(w) && same_band(band, w->t->column[end + 1].band); end++)
            room += w->width[end + 1];
        for (const char *p = band; p && *p; p++)
            lines += *p == '\n';
        if (band)
            lines += ceil(jh_display_width(band) / (room - 1)) - 1;
        most = lines > most ? lines : most;
    }
    return most;
}

static void write_bands(const struct work *w, lxw_row_t row)
{
    for (int c = 0, end; c <= last_column(w); c = end + 1) {
        const char *band = w->t->column[c].band;
        for (end = c; end < last_column(w) && same_band(band, w->t->column[end + 1].band); end++)
            ;
        if (band)
            jh_book_merge(w->x, w->s, row, c, end, band, w->band);
        else
            jh_book_keep(w->x, worksheet_write_blank(w->s, row, (lxw_col_t)c, w->heading_top));
    }
}

/* Height of a row of headings, from the column that needs most lines. */
static double heading_height(const struct work *w)
{
    double lines = 1;

    for (size_t c = 0; c < w->t->ncolumn; c++) {
        const struct jh_column *column = &w->t->column[c];
        double need = ceil(jh_display_width(column->heading) / (w->width[c] - 1));
        need += column->unit && *column->unit ? 1 : 0;
        lines = need > lines ? need : lines;
    }
    return 15 * lines + 6;
}

static lxw_row_t write_top(const struct work *w)
{
    lxw_format *title = jh_book_format(w->x, 16, true), *sub = jh_book_format(w->x, 10, false);
    lxw_row_t row = 0;

    format_set_align(title, LXW_ALIGN_CENTER);
    format_set_align(sub, LXW_ALIGN_CENTER);
    format_set_font_color(sub, 0x595959);
    worksheet_set_row(w->s, row, 30, NULL);
    jh_book_merge(w->x, w->s, row++, 0, last_column(w), w->t->title, title);
    worksheet_set_row(w->s, row, 18, NULL);
    jh_book_merge(w->x, w->s, row++, 0, last_column(w), w->t->subtitle ? w->t->subtitle : "", sub);
    bool bands = has_bands(w->t);
    if (bands) {
        worksheet_set_row(w->s, row, 14 * band_lines(w) + 6, NULL);
        write_bands(w, row++);
    }
    worksheet_set_row(w->s, row, heading_height(w), NULL);
    for (size_t c = 0; c < w->t->ncolumn; c++)
        jh_book_keep(w->x, worksheet_write_string(
                               w->s, row, (lxw_col_t)c, heading_text(w, &w->t->column[c]),
                               bands && !w->t->column[c].band ? w->heading_low : w->heading));
    return row;
}

static double row_lines(const struct work *w, size_t r)
{
    double lines = 1;

    for (size_t c = 0; c < w->t->ncolumn; c++) {
        const struct jh_column *column = &w->t->column[c];
        const struct jh_field *f = &w->t->field[r * w->t->ncolumn + c];
        if (column->kind != JH_COL_TEXT || !f->text)
            continue;
        double need = ceil(jh_display_width(f->text) / (w->width[c] - 1));
        lines = need > lines ? need : lines;
    }
    return lines > 20 ? 20 : lines;
}

static void write_row(const struct work *w, lxw_row_t row, size_t r, bool wraps)
{
    double lines = wraps ? row_lines(w, r) : 1;

    if (lines > 1)
        worksheet_set_row(w->s, row, 14.5 * lines + 4, NULL);
    for (size_t c = 0; c < w->t->ncolumn; c++) {
        const struct jh_field *f = &w->t->field[r * w->t->ncolumn + c];
        lxw_format *format = w->format[c * TONES + (size_t)f->tone];
        lxw_col_t at = (lxw_col_t)c;
        if (jh_field_number(&w->t->column[c], f))
            jh_book_keep(w->x, worksheet_write_number(w->s, row, at, f->value, format));
        else
            jh_book_keep(w->x,
                         worksheet_write_string(w->s, row, at, f->text ? f->text : "", format));
    }
}

/* Control totals: a formula, so that they follow when rows are mended, with today's value inside.
 */
static void write_totals(const struct work *w, lxw_row_t row, lxw_row_t first)
{
    for (size_t c = 0; c < w->t->ncolumn; c++) {
        lxw_col_t at = (lxw_col_t)c;
        char name[LXW_MAX_COL_NAME_LENGTH];
        if (!w->t->column[c].total) {
            const char *text = c == 0 ? jh_book_text(w->x, "output.total", NULL, 0) : "";
            jh_book_keep(w->x, worksheet_write_string(w->s, row, at, text, w->heading));
            continue;
        }
        lxw_format *f = jh_book_format(w->x, 10.5, true);
        jh_book_boxed(f);
        format_set_bg_color(f, COLOUR_HEADING);
        format_set_num_format(f, jh_book_number_format(w->t->column[c].decimals, true));
        lxw_col_to_name(name, at, LXW_FALSE);
        const char *formula =
            jh_arena_printf(&w->x->mem, "=SUM(%s%u:%s%u)", name, first + 1, name, row);
        jh_book_keep(
            w->x, worksheet_write_formula_num(w->s, row, at, formula, f, jh_column_sum(w->t, c)));
    }
}

static void write_line(const struct work *w, lxw_row_t row, const char *text, lxw_format *f)
{
    double lines = ceil(jh_display_width(text) / (w->room > 22 ? w->room * 0.95 : 20));

    worksheet_set_row(w->s, row, 15 * (lines < 1 ? 1 : lines) + 2, NULL);
    jh_book_merge(w->x, w->s, row, 0, last_column(w), text, f);
}

static void write_below(const struct work *w, lxw_row_t row)
{
    lxw_format *strong = jh_book_format(w->x, 10, true), *small = jh_book_format(w->x, 9.5, false);

    format_set_text_wrap(strong);
    format_set_text_wrap(small);
    format_set_font_color(small, 0x404040);
    if (w->t->count_line)
        write_line(w, row++, w->t->count_line, strong);
    for (size_t i = 0; i < w->t->nfootnote; i++)
        write_line(w, row++, w->t->footnote[i], small);
}

static void set_page(const struct work *w, lxw_row_t heading)
{
    lxw_worksheet *s = w->s;

    worksheet_freeze_panes(s, heading + 1, (lxw_col_t)w->t->frozen);
    if (w->t->nrow > 1)
        worksheet_autofilter(s, heading, 0, heading + (lxw_row_t)w->t->nrow,
                             (lxw_col_t)last_column(w));
    worksheet_set_paper(s, 9); /* A4 */
    worksheet_set_landscape(s);
    worksheet_fit_to_pages(s, 1, 0);
    worksheet_repeat_rows(s, 0, heading);
    worksheet_set_margins(s, 0.4, 0.4, 0.5, 0.6);
    worksheet_center_horizontally(s);
    jh_book_keep(w->x, worksheet_set_footer(s, jh_book_text(w->x, "output.xlsx_page", NULL, 0)));
}

static void write_sheet(struct work *w)
{
    bool wraps = w->t->nrow < 20000; /* heights of more rows are left to the spreadsheet */

    make_formats(w);
    set_widths(w);
    lxw_row_t heading = write_top(w), row = heading + 1;
    for (size_t r = 0; r < w->t->nrow; r++)
        write_row(w, row++, r, wraps);
    if (w->t->nrow && jh_table_totals(w->t))
        write_totals(w, row++, heading + 1);
    write_below(w, row);
    set_page(w, heading);
}

static enum jh_status check_limits(const struct jh_table *t, struct jh_err *reterr)
{
    const struct jh_at at = {t->title, 0};

    if (t->nrow > JH_BOOK_ROWS)
        return jh_fail(reterr, JH_E_LIMIT, "output.too_many_rows", at, (double)t->nrow, "%d",
                       JH_BOOK_ROWS);
    if (t->ncolumn == 0 || t->ncolumn > JH_BOOK_COLUMNS)
        return jh_fail(reterr, JH_E_LIMIT, "output.too_many_columns", at, (double)t->ncolumn, "%d",
                       JH_BOOK_COLUMNS);
    return JH_OK;
}

enum jh_status jh_table_xlsx(const struct jh_table *table, size_t n, struct jh_buf *out,
                             struct jh_err *reterr)
{
    JH_CLEANUP(jh_book_drop) struct jh_book x = {0};
    size_t cells = 0;

    for (size_t i = 0; i < n; i++) {
        JH_TRY(check_limits(&table[i], reterr));
        cells += table[i].nrow * table[i].ncolumn;
    }
    JH_TRY(jh_book_open(&x, n ? table[0].title : "", cells > STREAM_CELLS, reterr));
    for (size_t i = 0; i < n; i++) {
        struct work w = {.x = &x, .t = &table[i]};
        JH_TRY(jh_book_sheet(&x, table[i].title, &w.s, reterr));
        write_sheet(&w);
    }
    return jh_book_finish(&x, out, reterr);
}
