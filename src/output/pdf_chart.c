/* src/output/pdf_chart.c - one dot a school, and bars; drawn as vectors with their figures as text.
 */
#include "base/num.h"
#include "output/field.h"
#include "output/pdf.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PLOT 96.0 /* height of the band of dots */
enum { TICKS = 7 };

/* Two inks that also differ for people who do not see red and green apart (Okabe and Ito). */
static const struct jh_ink good = {0.00, 0.45, 0.70}, bad = {0.84, 0.37, 0.00},
                           other = {0.55, 0.55, 0.55}, line_ink = {0.72, 0.05, 0.10},
                           mean_ink = {0.15, 0.15, 0.15};

static struct jh_ink dot_ink(enum jh_tone tone)
{
    return tone == JH_TONE_GOOD ? good : tone == JH_TONE_BAD ? bad : other;
}

/* 1, 2 or 5 times a power of ten, so that about TICKS steps cover the span. */
static double tick_step(double span)
{
    double raw = span / TICKS, power = pow(10, floor(log10(raw))), part = raw / power;

    return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

struct axis {
    double low, high, step, x, wide;
    int decimals;
};

static double at(const struct axis *a, double value)
{
    return a->x + (value - a->low) / (a->high - a->low) * a->wide;
}

static void widen(struct axis *a, double value)
{
    if (!isfinite(value))
        return;
    a->low = value < a->low ? value : a->low;
    a->high = value > a->high ? value : a->high;
}

static struct axis make_axis(const double *value, size_t n, double line, double mean, double x,
                             double wide)
{
    struct axis a = {.low = INFINITY, .high = -INFINITY, .x = x, .wide = wide};

    for (size_t i = 0; i < n; i++)
        widen(&a, value[i]);
    widen(&a, line);
    widen(&a, mean);
    if (!(a.low <= a.high))
        a.low = 0, a.high = 1;
    if (a.low >= 0 && a.low < 0.4 * a.high)
        a.low = 0;
    double span = a.high - a.low;
    if (!(span > 0))
        span = fabs(a.high) > 0 ? fabs(a.high) : 1;
    a.step = tick_step(span);
    a.low = floor(a.low / a.step) * a.step;
    a.high = (floor(a.high / a.step) + 1) * a.step;
    a.decimals = a.step >= 1 ? 0 : (int)ceil(-log10(a.step) - 1e-9);
    a.decimals = a.decimals > 9 ? 9 : a.decimals;
    return a;
}

static const char *number(double value, int decimals, char room[JH_FIELD_TEXT])
{
    struct jh_column c = {.kind = JH_COL_NUMBER, .decimals = decimals};

    return jh_field_text(&c, &(struct jh_field){.value = value}, true, room);
}

static void draw_axis(struct jh_pdf *p, const struct axis *a, double top, double bottom)
{
    struct jh_pdf_style style = {7.5, false, PANGO_ALIGN_CENTER, jh_ink_soft};
    int steps = (int)lround((a->high - a->low) / a->step);

    for (int i = 0; i <= steps; i++) {
        char room[JH_FIELD_TEXT];
        double value = a->low + i * a->step, x = at(a, value);
        jh_pdf_line(p, x, top, x, bottom, 0.3, (struct jh_ink){0.88, 0.88, 0.90});
        jh_pdf_put(p, &style, x - 30, bottom + 2, 60,
                   number(fabs(value) < a->step / 1e6 ? 0 : value, a->decimals, room));
    }
    jh_pdf_line(p, a->x, bottom, a->x + a->wide, bottom, 0.6, jh_ink_soft);
}

/* A mark with its label above the plot, pushed inwards at the edges. */
static void draw_mark(struct jh_pdf *p, const struct axis *a, double value, const char *label,
                      struct jh_ink ink, double top, double bottom, bool dashed)
{
    struct jh_pdf_style style = {7.5, false, PANGO_ALIGN_LEFT, ink};

    if (!isfinite(value))
        return;
    double x = at(a, value), wide = jh_pdf_wide(p, &style, label ? label : "");
    if (dashed)
        cairo_set_dash(p->cr, (const double[]){4, 2.5}, 2, 0);
    jh_pdf_line(p, x, top + 10, x, bottom, 1.1, ink);
    cairo_set_dash(p->cr, NULL, 0, 0);
    double left = x - wide / 2;
    left = left < a->x ? a->x : left + wide > a->x + a->wide ? a->x + a->wide - wide : left;
    jh_pdf_put(p, &style, left, top, 0, label ? label : "");
}

struct dot {
    double x, y, r;
    size_t index;
};

static int by_x(const void *a, const void *b)
{
    const struct dot *one = a, *two = b;

    if (one->x < two->x || one->x > two->x)
        return one->x < two->x ? -1 : 1;
    return one->index < two->index ? -1 : 1;
}

static bool clear(const struct dot *d, size_t n, double y)
{
    const struct dot *new = &d[n];

    for (size_t i = n; i-- > 0 && new->x - d[i].x < 14;) {
        double dx = new->x - d[i].x, dy = y - d[i].y, reach = 0.85 * (new->r + d[i].r);
        if (dx * dx + dy * dy < reach * reach)
            return false;
    }
    return true;
}

/* Move dots up and down so that they lie side by side; where a place is full they overlap. */
static void spread(struct dot *d, size_t n, double half)
{
    for (size_t i = 0; i < n; i++) {
        d[i].y = 0;
        for (int step = 0; step * 1.5 <= half - d[i].r; step++) {
            double off = step * 1.5;
            bool up = clear(d, i, off), down = !up && clear(d, i, -off);
            if (up || down) {
                d[i].y = up ? off : -off;
                break;
            }
        }
    }
}

static size_t make_dots(const struct jh_dot_chart *c, const struct axis *a, struct dot *d)
{
    double largest = 0;
    size_t n = 0;

    for (size_t i = 0; c->size && i < c->n; i++)
        largest = c->size[i] > largest ? c->size[i] : largest;
    for (size_t i = 0; i < c->n; i++) {
        if (!isfinite(c->value[i]))
            continue;
        double size = c->size && largest > 0 && c->size[i] > 0 ? c->size[i] / largest : 0.25;
        d[n++] = (struct dot){.x = at(a, c->value[i]), .r = 1.6 + 4.4 * sqrt(size), .index = i};
    }
    qsort(d, n, sizeof *d, by_x);
    return n;
}

static void draw_dots(struct jh_pdf *p, const struct jh_dot_chart *c, const struct dot *d, size_t n,
                      double middle)
{
    for (size_t i = 0; i < n; i++) {
        struct jh_ink ink = dot_ink(c->tone ? c->tone[d[i].index] : JH_TONE_PLAIN);
        cairo_new_path(p->cr);
        cairo_arc(p->cr, d[i].x, middle + d[i].y, d[i].r, 0, 6.2832);
        cairo_set_source_rgba(p->cr, ink.r, ink.g, ink.b, 0.72);
        cairo_fill_preserve(p->cr);
        cairo_set_source_rgb(p->cr, 1, 1, 1);
        cairo_set_line_width(p->cr, 0.4);
        cairo_stroke(p->cr);
    }
}

static enum jh_status chart_title(struct jh_pdf *p, const char *title, const char *unit,
                                  double need, struct jh_err *reterr)
{
    struct jh_pdf_style style = {10, true, PANGO_ALIGN_LEFT, jh_ink_tone[0]};
    bool has = unit && *unit;

    JH_TRY(jh_pdf_room(p, need, false, reterr));
    const char *text = jh_arena_printf(&p->mem, "%s%s%s%s", title, has ? "（" : "", has ? unit : "",
                                       has ? "）" : "");
    p->y += 4;
    p->y += jh_pdf_put(p, &style, JH_PDF_SIDE, p->y, jh_pdf_inner(p), text) + 3;
    return JH_OK;
}

enum jh_status jh_pdf_dots(struct jh_pdf *p, const struct jh_dot_chart *c, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena tmp = {0};

    JH_TRY(chart_title(p, c->title, c->unit, PLOT + 70, reterr));
    struct axis a =
        make_axis(c->value, c->n, c->line, c->mean, JH_PDF_SIDE + 12, jh_pdf_inner(p) - 24);
    struct dot *d = jh_new(&tmp, struct dot, c->n + 1);
    size_t n = make_dots(c, &a, d);
    double top = p->y, plot = top + 24, bottom = plot + PLOT;

    spread(d, n, PLOT / 2 - 2);
    draw_axis(p, &a, plot, bottom);
    draw_dots(p, c, d, n, (plot + bottom) / 2);
    draw_mark(p, &a, c->mean, c->mean_label, mean_ink, top + 11, bottom, true);
    draw_mark(p, &a, c->line, c->line_label, line_ink, top, bottom, false);
    p->y = bottom + 22;
    return JH_OK;
}

/* Bars: a row each, label left, figure right */

static double label_width(struct jh_pdf *p, const struct jh_bar_chart *c)
{
    struct jh_pdf_style style = {.size = 8.5};
    double most = 40;

    for (size_t i = 0; i < c->n; i++) {
        double wide = jh_pdf_wide(p, &style, c->label[i]);
        most = wide > most ? wide : most;
    }
    return most > 180 ? 180 : most;
}

static void draw_bar(struct jh_pdf *p, const struct jh_bar_chart *c, size_t i, const struct axis *a)
{
    struct jh_pdf_style style = {8.5, false, PANGO_ALIGN_RIGHT, jh_ink_tone[0]};
    double zero = at(a, a->low > 0 ? a->low : 0);

    jh_pdf_put(p, &style, JH_PDF_SIDE, p->y + 1, a->x - JH_PDF_SIDE - 6, c->label[i]);
    if (isfinite(c->value[i])) {
        char room[JH_FIELD_TEXT];
        double end = at(a, c->value[i]);
        jh_pdf_box(p, zero < end ? zero : end, p->y + 2.5, fabs(end - zero), 9,
                   dot_ink(c->tone ? c->tone[i] : JH_TONE_PLAIN));
        const char *text = number(c->value[i], c->decimals, room);
        double x = (zero < end ? end : zero) + 4;
        style.align = PANGO_ALIGN_LEFT;
        jh_pdf_box(p, x - 1, p->y + 2, jh_pdf_wide(p, &style, text) + 2, 10,
                   (struct jh_ink){1, 1, 1}); /* the line does not run through the figure */
        jh_pdf_put(p, &style, x, p->y + 1, 0, text);
    } else {
        style = (struct jh_pdf_style){8.5, false, PANGO_ALIGN_LEFT, jh_ink_soft};
        jh_pdf_put(p, &style, zero + 4, p->y + 1, 0, "—");
    }
    p->y += 15;
}

enum jh_status jh_pdf_bars(struct jh_pdf *p, const struct jh_bar_chart *c, struct jh_err *reterr)
{
    double most = JH_PDF_LONG - JH_PDF_TOP - JH_PDF_BOTTOM;
    size_t fit = (size_t)((most - 70) / 15);

    for (size_t from = 0; from < c->n;
         from += fit) { /* more bars than a page holds: another page */
        struct jh_bar_chart some = *c;
        some.n = c->n - from < fit ? c->n - from : fit;
        some.label += from, some.value += from;
        some.tone = c->tone ? c->tone + from : NULL;
        JH_TRY(chart_title(p, c->title, c->unit, 60 + 15 * (double)some.n, reterr));
        double x = JH_PDF_SIDE + label_width(p, c) + 8;
        struct axis a = make_axis(c->value, c->n, c->line, 0, x, p->width - JH_PDF_SIDE - 44 - x);
        double top = p->y, bottom = top + 16 + 15 * (double)some.n;
        draw_axis(p, &a, top + 12, bottom);
        draw_mark(p, &a, c->line, c->line_label, line_ink, top, bottom, true);
        p->y += 14;
        for (size_t i = 0; i < some.n; i++)
            draw_bar(p, &some, i, &a);
        p->y = bottom + 20;
    }
    return JH_OK;
}
