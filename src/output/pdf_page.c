/* src/output/pdf_page.c - pages, their heads and feet, and text on them. */
#include "output/pdf.h"
#include <cairo-pdf.h>
#include <math.h>
#include <string.h>

const struct jh_ink jh_ink_tone[] = {
    {0.07, 0.07, 0.07}, {0, 0.38, 0.18}, {0.72, 0.05, 0.10}, {0.55, 0.35, 0}, {0.45, 0.45, 0.45}};
const struct jh_ink jh_ink_fill[] = {
    {1, 1, 1}, {0.89, 0.95, 0.87}, {0.99, 0.90, 0.90}, {1, 0.96, 0.84}, {0.96, 0.96, 0.96}};
const struct jh_ink jh_ink_rule = {0.62, 0.65, 0.70}, jh_ink_soft = {0.35, 0.37, 0.40},
                    jh_ink_head = {0.87, 0.92, 0.97};

static cairo_status_t take_bytes(void *context, const unsigned char *bytes, unsigned n)
{
    struct jh_pdf *p = context;

    jh_buf_add(p->out, bytes, n);
    return p->out->full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* Places of letters as exact as the paper allows, not those of a screen's dots. */
static void set_font_options(PangoContext *context)
{
    cairo_font_options_t *options = cairo_font_options_create();

    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(context, FALSE);
}

static void open_pdf(struct jh_pdf *p)
{
    p->surface = cairo_pdf_surface_create_for_stream(take_bytes, p, JH_PDF_SHORT, JH_PDF_LONG);
    cairo_pdf_surface_restrict_to_version(p->surface, CAIRO_PDF_VERSION_1_5);
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, p->doc->title);
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_AUTHOR,
                                   p->doc->author ? p->doc->author : "");
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "Junheng");
    /* Same input, same bytes: without this cairo writes the clock. */
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   "2000-01-01T00:00:00Z");
}

enum jh_status jh_pdf_begin(struct jh_pdf *p, struct jh_err *reterr)
{
    if (!p->map) {
        p->map = pango_cairo_font_map_new(); /* of this document: no state shared by threads */
        p->family = jh_pdf_family(&p->mem, p->map);
        if (!p->family)
            return jh_fail(reterr, JH_E_BUG, "output.no_font", JH_NOWHERE, 0, "Noto Sans CJK SC");
        p->context = pango_font_map_create_context(p->map);
        pango_cairo_context_set_resolution(p->context, 72);
        set_font_options(p->context);
        pango_context_set_language(p->context, pango_language_from_string("zh-cn"));
        p->layout = pango_layout_new(p->context);
    }
    p->page = 0;
    if (p->pages)
        open_pdf(p);
    else /* only counting: a surface without a place to draw on costs nothing */
        p->surface = cairo_image_surface_create(CAIRO_FORMAT_A8, 0, 0);
    p->cr = cairo_create(p->surface);
    return jh_pdf_page(p, false, reterr);
}

static void close_surface(struct jh_pdf *p)
{
    if (p->cr)
        cairo_destroy(p->cr);
    if (p->surface)
        cairo_surface_destroy(p->surface);
    p->cr = NULL;
    p->surface = NULL;
}

enum jh_status jh_pdf_finish(struct jh_pdf *p, struct jh_err *reterr)
{
    cairo_show_page(p->cr);
    cairo_surface_finish(p->surface);
    cairo_status_t status = cairo_surface_status(p->surface);
    close_surface(p);
    if (p->pages)
        JH_TRY(jh_buf_check(p->out, reterr));
    if (status != CAIRO_STATUS_SUCCESS)
        return jh_fail(reterr, JH_E_BUG, "output.pdf", JH_NOWHERE, status, "%s",
                       cairo_status_to_string(status));
    return JH_OK;
}

void jh_pdf_drop(struct jh_pdf *p)
{
    close_surface(p);
    if (p->layout)
        g_object_unref(p->layout);
    if (p->context)
        g_object_unref(p->context);
    if (p->map)
        g_object_unref(p->map);
    jh_arena_free(&p->mem);
    *p = (struct jh_pdf){0};
}

double jh_pdf_inner(const struct jh_pdf *p)
{
    return p->width - 2 * JH_PDF_SIDE;
}

double jh_pdf_left(const struct jh_pdf *p)
{
    return p->height - JH_PDF_BOTTOM - p->y;
}

/* "第 %d 页 / 共 %d 页": a text of the catalogue is no format for printf. */
static const char *page_text(struct jh_pdf *p)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf b = JH_BUF(400);
    const char *text = p->doc->page_format ? p->doc->page_format : "%d / %d";
    int number[] = {p->page, p->pages ? p->pages : p->page}, next = 0;

    for (; *text; text++) {
        if (text[0] == '%' && text[1] == 'd' && next < 2) {
            jh_buf_addf(&b, "%d", number[next++]);
            text++;
        } else {
            jh_buf_addc(&b, *text);
        }
    }
    return jh_arena_strdup(&p->mem, b.data ? b.data : "");
}

static void draw_watermark(struct jh_pdf *p)
{
    int wide, high;

    if (!p->doc->watermark || !*p->doc->watermark)
        return;
    jh_pdf_set(p, &(struct jh_pdf_style){.size = 54, .bold = true}, 0, p->doc->watermark);
    pango_layout_get_pixel_size(p->layout, &wide, &high);
    cairo_save(p->cr);
    cairo_translate(p->cr, p->width / 2, p->height / 2);
    cairo_rotate(p->cr, -atan2(p->height, p->width));
    cairo_move_to(p->cr, -wide / 2.0, -high / 2.0);
    cairo_set_source_rgb(p->cr, 0.93, 0.93, 0.93);
    pango_cairo_layout_path(p->cr,
                            p->layout); /* outlines: it does not come along when text is copied */
    cairo_fill(p->cr);
    cairo_restore(p->cr);
}

static void draw_frame(struct jh_pdf *p)
{
    struct jh_pdf_style small = {.size = 8.5, .ink = jh_ink_soft};
    double inner = jh_pdf_inner(p), foot = p->height - 38;

    draw_watermark(p);
    jh_pdf_put(p, &small, JH_PDF_SIDE, 30, inner, p->doc->header ? p->doc->header : "");
    jh_pdf_line(p, JH_PDF_SIDE, 45, p->width - JH_PDF_SIDE, 45, 0.6, jh_ink_rule);
    jh_pdf_line(p, JH_PDF_SIDE, foot - 4, p->width - JH_PDF_SIDE, foot - 4, 0.4, jh_ink_rule);
    jh_pdf_put(p, &small, JH_PDF_SIDE, foot, inner * 0.8, p->doc->footer ? p->doc->footer : "");
    small.align = PANGO_ALIGN_RIGHT;
    jh_pdf_put(p, &small, JH_PDF_SIDE, foot, inner, page_text(p));
}

enum jh_status jh_pdf_page(struct jh_pdf *p, bool landscape, struct jh_err *reterr)
{
    if (p->page > 0)
        cairo_show_page(p->cr);
    if (++p->page > JH_PDF_PAGES)
        return jh_fail(reterr, JH_E_LIMIT, "output.too_many_pages", JH_NOWHERE, JH_PDF_PAGES,
                       "more than %d pages", JH_PDF_PAGES);
    p->landscape = landscape;
    p->width = landscape ? JH_PDF_LONG : JH_PDF_SHORT;
    p->height = landscape ? JH_PDF_SHORT : JH_PDF_LONG;
    if (p->pages)
        cairo_pdf_surface_set_size(p->surface, p->width, p->height);
    draw_frame(p);
    p->y = JH_PDF_TOP;
    return JH_OK;
}

enum jh_status jh_pdf_room(struct jh_pdf *p, double need, bool landscape, struct jh_err *reterr)
{
    bool fresh = p->y <= JH_PDF_TOP;

    if (p->landscape == landscape && (need <= jh_pdf_left(p) || fresh))
        return JH_OK;
    return jh_pdf_page(p, landscape, reterr);
}

void jh_pdf_set(struct jh_pdf *p, const struct jh_pdf_style *style, double width, const char *text)
{
    PangoFontDescription *font = pango_font_description_new();

    pango_font_description_set_family_static(font, p->family);
    pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
    pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(p->layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(p->layout, width > 0 ? (int)(width * PANGO_SCALE) : -1);
    pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(p->layout, style->align);
    pango_layout_set_indent(p->layout, 0);
    pango_layout_set_text(p->layout, text, -1);
}

double jh_pdf_height(struct jh_pdf *p, const struct jh_pdf_style *style, double width,
                     const char *text)
{
    int high;

    jh_pdf_set(p, style, width, text);
    pango_layout_get_size(p->layout, NULL, &high);
    return (double)high / PANGO_SCALE;
}

double jh_pdf_wide(struct jh_pdf *p, const struct jh_pdf_style *style, const char *text)
{
    int wide;

    jh_pdf_set(p, style, 0, text);
    pango_layout_get_size(p->layout, &wide, NULL);
    return (double)wide / PANGO_SCALE;
}

static void set_ink(struct jh_pdf *p, struct jh_ink ink)
{
    cairo_set_source_rgb(p->cr, ink.r, ink.g, ink.b);
}

double jh_pdf_put(struct jh_pdf *p, const struct jh_pdf_style *style, double x, double y,
                  double width, const char *text)
{
    double high = jh_pdf_height(p, style, width, text);

    set_ink(p, style->ink);
    cairo_move_to(p->cr, x, y);
    pango_cairo_show_layout(p->cr, p->layout);
    return high;
}

enum jh_status jh_pdf_flow(struct jh_pdf *p, const struct jh_pdf_style *style, double hang,
                           double first, const char *text, struct jh_err *reterr)
{
    double lead = style->size * 1.65;
    /* Lines are taken from a layout of their own: a new page draws its head with the shared one. */
    jh_pdf_set(p, style, jh_pdf_inner(p) - hang, text);
    pango_layout_set_indent(p->layout, (int)(first * PANGO_SCALE));
    PangoLayout *whole = pango_layout_copy(p->layout);
    int lines = pango_layout_get_line_count(whole);
    enum jh_status status = JH_OK;

    for (int i = 0; i < lines && status == JH_OK; i++) {
        status = jh_pdf_room(p, lead, p->landscape, reterr);
        PangoLayoutLine *line = pango_layout_get_line_readonly(whole, i);
        double x = JH_PDF_SIDE + hang + (i == 0 ? first : 0);
        if (style->align == PANGO_ALIGN_CENTER) {
            PangoRectangle box;
            pango_layout_line_get_extents(line, NULL, &box);
            x = JH_PDF_SIDE + (jh_pdf_inner(p) - (double)box.width / PANGO_SCALE) / 2;
        }
        set_ink(p, style->ink);
        cairo_move_to(p->cr, x, p->y + style->size * 1.25);
        pango_cairo_show_layout_line(p->cr, line);
        p->y += lead;
    }
    g_object_unref(whole);
    return status;
}

void jh_pdf_line(struct jh_pdf *p, double x1, double y1, double x2, double y2, double wide,
                 struct jh_ink ink)
{
    set_ink(p, ink);
    cairo_set_line_width(p->cr, wide);
    cairo_move_to(p->cr, x1, y1);
    cairo_line_to(p->cr, x2, y2);
    cairo_stroke(p->cr);
}

void jh_pdf_box(struct jh_pdf *p, double x, double y, double w, double h, struct jh_ink fill)
{
    set_ink(p, fill);
    cairo_rectangle(p->cr, x, y, w, h);
    cairo_fill(p->cr);
}
