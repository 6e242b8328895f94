/* src/output/pdf.h - the pen that the parts of a document are drawn with. Inside output/ only.
 * A document is drawn twice: first to count the pages, then with "page n of m". */
#pragma once
#include "base/arena.h"
#include "output/document.h"
#include <pango/pangocairo.h>

enum { JH_PDF_PAGES = 2000 };
#define JH_PDF_BYTES ((size_t)256 << 20)

/* A4 in points, and the margins; the header and footer stand inside the margins. */
#define JH_PDF_SHORT 595.28
#define JH_PDF_LONG 841.89
#define JH_PDF_SIDE 48.0
#define JH_PDF_TOP 62.0
#define JH_PDF_BOTTOM 54.0

struct jh_ink {
    double r, g, b;
};
extern const struct jh_ink jh_ink_tone[],
    jh_ink_fill[]; /* by jh_tone: of text; behind it (paler) */
extern const struct jh_ink jh_ink_rule, jh_ink_soft, jh_ink_head;

struct jh_pdf_style {
    double size;
    bool bold;
    PangoAlignment align;
    struct jh_ink ink;
};

struct jh_pdf {
    const struct jh_document *doc;
    struct jh_arena mem;
    const char *family; /* the face that has Chinese */
    PangoFontMap *map;
    PangoContext *context;
    PangoLayout *layout; /* one, set anew for every text */
    cairo_surface_t *surface;
    cairo_t *cr;
    int page, pages; /* this one; in all (0 while counting) */
    bool landscape;
    double width, height; /* of this page */
    double y;             /* where the next thing goes */
    struct jh_buf *out;
};

JH_NODISCARD enum jh_status jh_pdf_begin(struct jh_pdf *p, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_pdf_finish(struct jh_pdf *p, struct jh_err *reterr);
void jh_pdf_drop(struct jh_pdf *p);

/* A new page; errors: JH_E_LIMIT "output.too_many_pages". */
JH_NODISCARD enum jh_status jh_pdf_page(struct jh_pdf *p, bool landscape, struct jh_err *reterr);
/* A new page unless `need` points are left on this one, which must be of the wanted orientation. */
JH_NODISCARD enum jh_status jh_pdf_room(struct jh_pdf *p, double need, bool landscape,
                                        struct jh_err *reterr);
double jh_pdf_inner(const struct jh_pdf *p); /* width between the margins */
double jh_pdf_left(const struct jh_pdf *p);  /* points left on this page */

/* Set the layout to a text; width 0: one line. */
void jh_pdf_set(struct jh_pdf *p, const struct jh_pdf_style *style, double width, const char *text);
double jh_pdf_height(struct jh_pdf *p, const struct jh_pdf_style *style, double width,
                     const char *text);
double jh_pdf_wide(struct jh_pdf *p, const struct jh_pdf_style *style, const char *text);
/* Draw at x, y (top); the height. */
double jh_pdf_put(struct jh_pdf *p, const struct jh_pdf_style *style, double x, double y,
                  double width, const char *text);
/* A paragraph at p->y, line by line over pages; `hang` points from the left, first line `first`. */
JH_NODISCARD enum jh_status jh_pdf_flow(struct jh_pdf *p, const struct jh_pdf_style *style,
                                        double hang, double first, const char *text,
                                        struct jh_err *reterr);
void jh_pdf_line(struct jh_pdf *p, double x1, double y1, double x2, double y2, double wide,
                 struct jh_ink ink);
void jh_pdf_box(struct jh_pdf *p, double x, double y, double w, double h, struct jh_ink fill);

/* Points that should be left on a page before the table begins, and whether that page lies. */
double jh_pdf_table_need(struct jh_pdf *p, const struct jh_table *t, bool *ret_lies);
JH_NODISCARD enum jh_status jh_pdf_table(struct jh_pdf *p, const struct jh_table *t,
                                         struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_pdf_dots(struct jh_pdf *p, const struct jh_dot_chart *d,
                                        struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_pdf_bars(struct jh_pdf *p, const struct jh_bar_chart *b,
                                        struct jh_err *reterr);
/* The name of a font family with Chinese in it, in `mem`, or NULL. */
const char *jh_pdf_family(struct jh_arena *mem, PangoFontMap *map);
