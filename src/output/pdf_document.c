/* src/output/pdf_document.c - see document.h: the blocks of a document, one after the other. */
#include "output/pdf.h"
#include <string.h>

static const struct jh_ink white = {1, 1, 1};

static enum jh_status put_title(struct jh_pdf *p, const char *text, struct jh_err *reterr)
{
    struct jh_pdf_style style = {
        .size = 21, .bold = true, .align = PANGO_ALIGN_CENTER, .ink = jh_ink_tone[0]};

    p->y += 14;
    JH_TRY(jh_pdf_flow(p, &style, 0, 0, text, reterr));
    p->y += 10;
    return JH_OK;
}

/* On the page of what follows: a heading does not stay behind alone. */
static enum jh_status put_heading(struct jh_pdf *p, const struct jh_block *b, bool last,
                                  struct jh_err *reterr)
{
    struct jh_pdf_style style = {.size = 13.5, .bold = true, .ink = jh_ink_tone[0]};
    double need = last || b[1].kind < JH_BLOCK_TABLE ? 90 : 200;
    bool lies = false;

    if (!last && b[1].kind == JH_BLOCK_TABLE)
        need = jh_pdf_table_need(p, b[1].table, &lies) + 38;
    JH_TRY(jh_pdf_room(p, need, lies, reterr));
    if (p->y > JH_PDF_TOP)
        p->y += 12;
    jh_pdf_box(p, JH_PDF_SIDE, p->y + 3, 3.5, 16, (struct jh_ink){0.13, 0.36, 0.61});
    JH_TRY(jh_pdf_flow(p, &style, 11, 0, b->text, reterr));
    p->y += 4;
    return JH_OK;
}

static enum jh_status put_text(struct jh_pdf *p, const struct jh_block *b, struct jh_err *reterr)
{
    struct jh_pdf_style style = {.size = 10.5, .ink = jh_ink_tone[b->tone]};

    if (p->landscape)
        JH_TRY(jh_pdf_page(p, false, reterr));
    JH_TRY(jh_pdf_flow(p, &style, 0, 21, b->text, reterr)); /* two characters in, as is usual */
    p->y += 3;
    return JH_OK;
}

static enum jh_status put_item(struct jh_pdf *p, const struct jh_block *b, struct jh_err *reterr)
{
    struct jh_pdf_style style = {.size = 10.5, .ink = jh_ink_tone[b->tone]};

    JH_TRY(jh_pdf_room(p, 20, false, reterr));
    cairo_new_path(p->cr);
    cairo_arc(p->cr, JH_PDF_SIDE + 14, p->y + 9.3, 2, 0, 6.2832);
    cairo_set_source_rgb(p->cr, style.ink.r, style.ink.g, style.ink.b);
    cairo_fill(p->cr);
    JH_TRY(jh_pdf_flow(p, &style, 24, 0, b->text, reterr));
    p->y += 1;
    return JH_OK;
}

static void rounded(cairo_t *cr, double x, double y, double w, double h, double r)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + w - r, y + r, r, -1.5708, 0);
    cairo_arc(cr, x + w - r, y + h - r, r, 0, 1.5708);
    cairo_arc(cr, x + r, y + h - r, r, 1.5708, 3.14159);
    cairo_arc(cr, x + r, y + r, r, 3.14159, 4.71239);
    cairo_close_path(cr);
}

static enum jh_status put_verdict(struct jh_pdf *p, const struct jh_block *b, struct jh_err *reterr)
{
    struct jh_pdf_style style = {
        .size = 17, .bold = true, .align = PANGO_ALIGN_CENTER, .ink = white};
    double inner = jh_pdf_inner(p), wide = jh_pdf_wide(p, &style, b->text) + 56;

    wide = wide > inner ? inner : wide;
    double high = jh_pdf_height(p, &style, wide - 24, b->text) + 18;
    JH_TRY(jh_pdf_room(p, high + 16, false, reterr));
    struct jh_ink fill = jh_ink_tone[b->tone];
    cairo_set_source_rgb(p->cr, fill.r, fill.g, fill.b);
    double x = JH_PDF_SIDE + (jh_pdf_inner(p) - wide) / 2;
    rounded(p->cr, x, p->y + 6, wide, high, 6);
    cairo_fill(p->cr);
    jh_pdf_put(p, &style, x + 12, p->y + 14, wide - 24, b->text);
    p->y += high + 18;
    return JH_OK;
}

static enum jh_status put_block(struct jh_pdf *p, size_t i, struct jh_err *reterr)
{
    const struct jh_block *b = &p->doc->block[i];

    switch (b->kind) {
    case JH_BLOCK_TITLE:
        return put_title(p, b->text, reterr);
    case JH_BLOCK_HEADING:
        return put_heading(p, b, i + 1 == p->doc->nblock, reterr);
    case JH_BLOCK_TEXT:
        return put_text(p, b, reterr);
    case JH_BLOCK_LIST:
        return put_item(p, b, reterr);
    case JH_BLOCK_VERDICT:
        return put_verdict(p, b, reterr);
    case JH_BLOCK_TABLE:
        return jh_pdf_table(p, b->table, reterr);
    case JH_BLOCK_DOTS:
        return jh_pdf_dots(p, b->dots, reterr);
    case JH_BLOCK_BARS:
        return jh_pdf_bars(p, b->bars, reterr);
    case JH_BLOCK_PAGE:
        return p->y > JH_PDF_TOP ? jh_pdf_page(p, false, reterr) : JH_OK;
    }
    return jh_fail(reterr, JH_E_BUG, "output.pdf", JH_NOWHERE, b->kind, "block %d", b->kind);
}

static enum jh_status draw(struct jh_pdf *p, struct jh_err *reterr)
{
    JH_TRY(jh_pdf_begin(p, reterr));
    for (size_t i = 0; i < p->doc->nblock; i++)
        JH_TRY(put_block(p, i, reterr));
    return jh_pdf_finish(p, reterr);
}

enum jh_status jh_document_pdf(const struct jh_document *document, struct jh_buf *out,
                               struct jh_err *reterr)
{
    JH_CLEANUP(jh_pdf_drop) struct jh_pdf p = {.doc = document, .out = out};

    JH_TRY(draw(&p, reterr));
    p.pages = p.page;
    return draw(&p, reterr);
}
