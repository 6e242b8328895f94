/* src/output/pdf_table.c - tables over pages: heads repeat; wide tables lie on landscape pages, in
 * parts that repeat the frozen columns when even that is too narrow. */
#include "base/msg.h"
#include "output/field.h"
#include "output/pdf.h"
#include "output/width.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

#define SIZE 8.5     /* of the text, in points */
#define PAD 3.0      /* left and right in a cell */
#define VPAD 2.2     /* above and below */
#define LATIN 0.565  /* width of a digit of Noto Sans CJK over the size; Chinese takes 1 */
#define WIDEST 170.0 /* a column of text wraps beyond this */
#define LOOSE 1.35   /* narrow tables are stretched at most so much */
#define NARROW 11.0  /* characters a column of text keeps, squeezed */

static const struct jh_pdf_style plain = {.size = SIZE}, strong = {.size = SIZE, .bold = true};

/* A table on its way: which columns, how wide, where. */
struct work {
    struct jh_pdf *p;
    const struct jh_table *t;
    double *natural, *least; /* [ncolumn] */
    double natural_sum, least_sum;
    double *width;  /* [n] of the part's columns */
    size_t *column; /* [n] */
    size_t n;
    bool landscape, bands;
    const char *title; /* of this part */
};

static char *heading_text(const struct work *w, const struct jh_column *c)
{
    bool unit = c->unit && *c->unit;
    return jh_arena_printf(&w->p->mem, "%s%s%s%s", c->heading, unit ? "\n（" : "",
                           unit ? c->unit : "", unit ? "）" : "");
}

static double text_width(double display)
{
    return display * SIZE * LATIN + 2 * PAD + 1;
}

/* How wide a column is when there is room, and how narrow it may become. */
static void column_widths(const struct work *w, size_t c, double *ret_natural, double *ret_least)
{
    const struct jh_column *column = &w->t->column[c];
    double heading = jh_display_width(heading_text(w, column));
    double content = jh_column_display(w->t, c);
    double half = ceil(heading / 4) * 2; /* in two lines, whole characters */
    bool text = column->kind == JH_COL_TEXT;

    heading = heading > 10 ? half + 1 : heading;
    bool wraps = text || (column->kind == JH_COL_STATUS && content > 2 * NARROW);
    double wide = text_width(column->width > 0 && wraps ? column->width
                             : content > heading        ? content
                                                        : heading);
    *ret_natural = wraps && wide > WIDEST && column->width <= 0 ? WIDEST : wide;
    double least = text_width(!wraps || content < NARROW ? content : NARROW);
    least = least > text_width(half) ? least : text_width(half);
    *ret_least = least < *ret_natural ? least : *ret_natural;
}

static bool has_bands(const struct jh_table *t)
{
    for (size_t c = 0; c < t->ncolumn; c++)
        if (t->column[c].band)
            return true;
    return false;
}

static bool same_band(const struct work *w, size_t i, size_t j)
{
    const char *a = w->t->column[w->column[i]].band, *b = w->t->column[w->column[j]].band;
    return a && b && strcmp(a, b) == 0;
}

/* The fields' heights */

static struct jh_pdf_style field_style(const struct jh_column *c, const struct jh_field *f)
{
    bool bold = f->tone == JH_TONE_BAD; /* seen on a black and white print too */
    PangoAlignment align = c->kind == JH_COL_NUMBER   ? PANGO_ALIGN_RIGHT
                           : c->kind == JH_COL_STATUS ? PANGO_ALIGN_CENTER
                                                      : PANGO_ALIGN_LEFT;
    return (struct jh_pdf_style){SIZE, bold, align, jh_ink_tone[f->tone]};
}

static double row_height(const struct work *w, size_t r)
{
    double most = SIZE * 1.45;

    for (size_t i = 0; i < w->n; i++) {
        const struct jh_column *c = &w->t->column[w->column[i]];
        const struct jh_field *f = &w->t->field[r * w->t->ncolumn + w->column[i]];
        char room[JH_FIELD_TEXT];
        const char *text = jh_field_text(c, f, true, room);
        if (text_width(jh_display_width(text)) <= w->width[i] && !strchr(text, '\n'))
            continue; /* one line for sure: most cells are not laid out twice */
        double high = jh_pdf_height(w->p, &plain, w->width[i] - 2 * PAD, text);
        most = high > most ? high : most;
    }
    return most + 2 * VPAD;
}

static double heading_height(const struct work *w)
{
    double most = 0;

    for (size_t i = 0; i < w->n; i++) {
        const char *text = heading_text(w, &w->t->column[w->column[i]]);
        double high = jh_pdf_height(w->p, &strong, w->width[i] - 2 * PAD, text);
        most = high > most ? high : most;
    }
    return most + 2 * VPAD;
}

/* Drawing */

static double all_width(const struct work *w)
{
    double sum = 0;

    for (size_t i = 0; i < w->n; i++)
        sum += w->width[i];
    return sum;
}

static double start(const struct work *w)
{
    return JH_PDF_SIDE + (jh_pdf_inner(w->p) - all_width(w)) / 2;
}

static void frame(const struct work *w, double y, double high)
{
    double x = start(w), right = x + all_width(w);

    for (size_t i = 0; i < w->n; i++) {
        jh_pdf_line(w->p, x, y, x, y + high, 0.4, jh_ink_rule);
        x += w->width[i];
    }
    jh_pdf_line(w->p, right, y, right, y + high, 0.4, jh_ink_rule);
    jh_pdf_line(w->p, start(w), y, right, y, 0.4, jh_ink_rule); /* this row's fill may hide it */
    jh_pdf_line(w->p, start(w), y + high, right, y + high, 0.4, jh_ink_rule);
}

static void draw_bands(const struct work *w, double y, double high)
{
    struct jh_pdf_style style = {SIZE, true, PANGO_ALIGN_CENTER, jh_ink_tone[0]};
    double x = start(w);

    for (size_t i = 0, end; i < w->n; i = end) {
        double wide = w->width[i];
        for (end = i + 1; end < w->n && same_band(w, i, end); end++)
            wide += w->width[end];
        const char *band = w->t->column[w->column[i]].band;
        if (band) {
            double text = jh_pdf_height(w->p, &style, wide - 2 * PAD, band);
            jh_pdf_put(w->p, &style, x + PAD, y + (high - text) / 2, wide - 2 * PAD, band);
            jh_pdf_line(w->p, x, y + high, x + wide, y + high, 0.4, jh_ink_rule);
        }
        jh_pdf_line(w->p, x, y, x, y + high, 0.4, jh_ink_rule);
        x += wide;
    }
    jh_pdf_line(w->p, x, y, x, y + high, 0.4, jh_ink_rule);
}

static double band_height(const struct work *w)
{
    double most = SIZE * 1.45, wide;

    for (size_t i = 0, end; i < w->n; i = end) {
        wide = w->width[i];
        for (end = i + 1; end < w->n && same_band(w, i, end); end++)
            wide += w->width[end];
        const char *band = w->t->column[w->column[i]].band;
        double high = band ? jh_pdf_height(w->p, &strong, wide - 2 * PAD, band) : 0;
        most = high > most ? high : most;
    }
    return most + 2 * VPAD;
}

static double head_height(const struct work *w)
{
    return heading_height(w) + (w->bands ? band_height(w) : 0);
}

static void draw_head(const struct work *w)
{
    struct jh_pdf_style style = {SIZE, true, PANGO_ALIGN_CENTER, jh_ink_tone[0]};
    double band = w->bands ? band_height(w) : 0, high = heading_height(w), x = start(w);

    jh_pdf_box(w->p, x, w->p->y, all_width(w), band + high, jh_ink_head);
    jh_pdf_line(w->p, x, w->p->y, x + all_width(w), w->p->y, 0.8, jh_ink_soft);
    if (w->bands)
        draw_bands(w, w->p->y, band);
    w->p->y += band;
    for (size_t i = 0; i < w->n; i++) {
        const char *text = heading_text(w, &w->t->column[w->column[i]]);
        double inner = w->width[i] - 2 * PAD, tall = jh_pdf_height(w->p, &style, inner, text);
        jh_pdf_put(w->p, &style, x + PAD, w->p->y + (high - tall) / 2, inner, text);
        x += w->width[i];
    }
    frame(w, w->p->y, high);
    w->p->y += high;
}

static void draw_row(const struct work *w, size_t r, double high)
{
    double x = start(w);

    if (r % 2)
        jh_pdf_box(w->p, x, w->p->y, all_width(w), high, (struct jh_ink){0.965, 0.975, 0.985});
    for (size_t i = 0; i < w->n; i++) {
        const struct jh_column *c = &w->t->column[w->column[i]];
        const struct jh_field *f = &w->t->field[r * w->t->ncolumn + w->column[i]];
        struct jh_pdf_style style = field_style(c, f);
        char room[JH_FIELD_TEXT];
        const char *text = jh_field_text(c, f, true, room);
        if (f->tone == JH_TONE_BAD || f->tone == JH_TONE_WARN)
            jh_pdf_box(w->p, x, w->p->y, w->width[i], high, jh_ink_fill[f->tone]);
        if (*text) {
            double inner = w->width[i] - 2 * PAD, tall = jh_pdf_height(w->p, &style, inner, text);
            jh_pdf_put(w->p, &style, x + PAD, w->p->y + (high - tall) / 2, inner, text);
        }
        x += w->width[i];
    }
    frame(w, w->p->y, high);
    w->p->y += high;
}

static void draw_totals(const struct work *w)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf label = JH_BUF(200);
    double x = start(w), high = SIZE * 1.45 + 2 * VPAD;

    jh_msg(&label, "zh-CN", "output.total", NULL, 0);
    jh_pdf_box(w->p, x, w->p->y, all_width(w), high, jh_ink_head);
    for (size_t i = 0; i < w->n; i++) {
        const struct jh_column *c = &w->t->column[w->column[i]];
        struct jh_field sum = {.value = c->total ? jh_column_sum(w->t, w->column[i]) : (double)NAN};
        struct jh_pdf_style style = {SIZE, true, c->total ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT,
                                     jh_ink_tone[0]};
        char room[JH_FIELD_TEXT];
        const char *text = c->total ? jh_field_text(c, &sum, true, room) : i ? "" : label.data;
        jh_pdf_put(w->p, &style, x + PAD, w->p->y + VPAD, w->width[i] - 2 * PAD, text);
        x += w->width[i];
    }
    frame(w, w->p->y, high);
    w->p->y += high;
}

/* Title (and subtitle on the first page) above the head. */
static void draw_title(const struct work *w, bool again)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(2000);
    struct jh_pdf_style style = {10.5, true, PANGO_ALIGN_CENTER, jh_ink_tone[0]};

    jh_buf_adds(&text, w->title);
    if (again)
        jh_msg(&text, "zh-CN", "output.continued", NULL, 0);
    w->p->y += again ? 0 : 6;
    w->p->y += jh_pdf_put(w->p, &style, JH_PDF_SIDE, w->p->y, jh_pdf_inner(w->p), text.data) + 2;
    if (!again && w->t->subtitle && *w->t->subtitle) {
        style = (struct jh_pdf_style){8.5, false, PANGO_ALIGN_CENTER, jh_ink_soft};
        w->p->y +=
            jh_pdf_put(w->p, &style, JH_PDF_SIDE, w->p->y, jh_pdf_inner(w->p), w->t->subtitle);
    }
    w->p->y += 3;
}

static enum jh_status draw_below(const struct work *w, struct jh_err *reterr)
{
    struct jh_pdf_style style = {8.5, true, PANGO_ALIGN_LEFT, jh_ink_tone[0]};

    w->p->y += 2;
    if (w->t->count_line)
        JH_TRY(jh_pdf_flow(w->p, &style, 0, 0, w->t->count_line, reterr));
    style = (struct jh_pdf_style){8, false, PANGO_ALIGN_LEFT, jh_ink_soft};
    for (size_t i = 0; i < w->t->nfootnote; i++)
        JH_TRY(jh_pdf_flow(w->p, &style, 0, 0, w->t->footnote[i], reterr));
    w->p->y += 8;
    return JH_OK;
}

/* Points that should be left before the part begins: all of it when a page holds it, else a few
 * rows. */
static double part_need(const struct work *w)
{
    double page = (w->landscape ? JH_PDF_SHORT : JH_PDF_LONG) - JH_PDF_TOP - JH_PDF_BOTTOM - 34;
    double few = head_height(w) + 34, all = few + 14 * (double)w->t->nfootnote + 16;

    for (size_t r = 0; r < w->t->nrow && all <= page; r++) {
        double high = row_height(w, r);
        all += high;
        few += r < 3 ? high : 0;
    }
    return all <= page ? all : few;
}

static enum jh_status draw_part(const struct work *w, bool last, struct jh_err *reterr)
{
    JH_TRY(jh_pdf_room(w->p, part_need(w), w->landscape, reterr));
    draw_title(w, false);
    draw_head(w);
    for (size_t r = 0; r < w->t->nrow; r++) {
        double high = row_height(w, r);
        if (high > jh_pdf_left(w->p)) {
            JH_TRY(jh_pdf_page(w->p, w->landscape, reterr));
            draw_title(w, true);
            draw_head(w);
            if (high > jh_pdf_left(w->p))
                return jh_fail(reterr, JH_E_LIMIT, "output.row_too_tall",
                               ((struct jh_at){w->t->title, (long)r + 1}), high,
                               "row %zu is taller than a page", r + 1);
        }
        draw_row(w, r, high);
    }
    if (jh_table_totals(w->t) && w->t->nrow) {
        JH_TRY(jh_pdf_room(w->p, 20, w->landscape, reterr));
        draw_totals(w);
    }
    if (last)
        return draw_below(w, reterr);
    w->p->y += 10;
    return JH_OK;
}

/* The next columns that fit beside the frozen ones; how many columns have been placed in all. */
static size_t choose(struct work *w, size_t from, double inner)
{
    size_t frozen = (size_t)w->t->frozen < w->t->ncolumn ? (size_t)w->t->frozen : 0;
    double sum = 0;

    w->n = 0;
    for (size_t c = 0; c < frozen && from > 0; c++) {
        w->column[w->n++] = c;
        sum += w->natural[c];
    }
    size_t fixed = w->n, c = from;
    for (; c < w->t->ncolumn; c++) {
        if (sum + w->natural[c] > inner + 0.5 && w->n > fixed)
            break;
        w->column[w->n++] = c;
        sum += w->natural[c];
    }
    double stretch = inner / sum;
    stretch = stretch > LOOSE ? LOOSE : stretch;
    for (size_t i = 0; i < w->n; i++)
        w->width[i] = w->natural[w->column[i]] * stretch;
    return c;
}

static void measure(struct work *w)
{
    struct jh_arena *mem = &w->p->mem;

    w->natural = jh_new(mem, double, w->t->ncolumn);
    w->least = jh_new(mem, double, w->t->ncolumn);
    w->width = jh_new(mem, double, 2 * w->t->ncolumn);
    w->column = jh_new(mem, size_t, 2 * w->t->ncolumn);
    w->natural_sum = w->least_sum = 0;
    for (size_t c = 0; c < w->t->ncolumn; c++) {
        column_widths(w, c, &w->natural[c], &w->least[c]);
        w->natural_sum += w->natural[c];
        w->least_sum += w->least[c];
    }
}

/* Narrower columns where that saves a page turned round, or a second part. */
static void squeeze(struct work *w, double inner)
{
    if (w->natural_sum <= inner || w->least_sum > inner)
        return;
    double keep = (inner - w->least_sum) / (w->natural_sum - w->least_sum);
    for (size_t c = 0; c < w->t->ncolumn; c++)
        w->natural[c] = w->least[c] + keep * (w->natural[c] - w->least[c]);
}

#define UPRIGHT (JH_PDF_SHORT - 2 * JH_PDF_SIDE)
#define LYING (JH_PDF_LONG - 2 * JH_PDF_SIDE)

static bool lies(const struct work *w)
{
    /* A little squeezing is better than turning the page; much is not. */
    return w->least_sum > UPRIGHT || w->natural_sum > UPRIGHT * 1.5;
}

double jh_pdf_table_need(struct jh_pdf *p, const struct jh_table *t, bool *ret_lies)
{
    struct work w = {.p = p, .t = t, .bands = has_bands(t), .title = t->title};

    measure(&w);
    *ret_lies = w.landscape = lies(&w);
    squeeze(&w, w.landscape ? LYING : UPRIGHT);
    choose(&w, 0, w.landscape ? LYING : UPRIGHT);
    return part_need(&w);
}

enum jh_status jh_pdf_table(struct jh_pdf *p, const struct jh_table *t, struct jh_err *reterr)
{
    struct work w = {.p = p, .t = t, .bands = has_bands(t), .title = t->title};
    int parts = 0, part = 1;

    measure(&w);
    w.landscape = lies(&w);
    double inner = w.landscape ? LYING : UPRIGHT;
    squeeze(&w, inner);
    for (size_t c = 0; c < t->ncolumn; parts++)
        c = choose(&w, c, inner);
    for (size_t c = 0; c < t->ncolumn; part++) {
        c = choose(&w, c, inner);
        if (parts > 1)
            w.title = jh_arena_printf(&p->mem, "%s（%d/%d）", t->title, part, parts);
        JH_TRY(draw_part(&w, c == t->ncolumn, reterr));
    }
    return JH_OK;
}
