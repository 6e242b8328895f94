/* src/output/document.h - a paged PDF with embedded Chinese fonts: vector, selectable, A4. */
#pragma once
#include "output/table.h"

enum jh_block_kind {
    JH_BLOCK_TITLE,
    JH_BLOCK_HEADING,
    JH_BLOCK_TEXT,
    JH_BLOCK_LIST,
    JH_BLOCK_VERDICT,
    JH_BLOCK_TABLE,
    JH_BLOCK_DOTS,
    JH_BLOCK_BARS,
    JH_BLOCK_PAGE
};

struct jh_dot_chart { /* one dot a school against the line and the mean */
    const char *title, *unit;
    const double *value, *size; /* [n] size: pupils, area of the dot */
    const enum jh_tone *tone;
    size_t n;
    double line, mean; /* NaN: not drawn */
    const char *line_label, *mean_label;
};

struct jh_bar_chart {
    const char *title, *unit;
    const char *const *label;
    const double *value;
    const enum jh_tone *tone;
    size_t n;
    double line;
    const char *line_label;
    int decimals;
};

struct jh_block {
    enum jh_block_kind kind;
    const char *text;  /* TITLE HEADING TEXT LIST(one item) VERDICT */
    enum jh_tone tone; /* VERDICT, TEXT */
    const struct jh_table *table;
    const struct jh_dot_chart *dots;
    const struct jh_bar_chart *bars;
};

struct jh_document {
    const char *title, *author;
    const char *header,
        *footer; /* of each page; the footer gets "第 n 页 / 共 m 页" by page_format */
    const char *page_format; /* "第 %d 页 / 共 %d 页" */
    const char *watermark;   /* "合成数据 SYNTHETIC"; NULL none */
    const struct jh_block *block;
    size_t nblock;
};

/* Long tables run over pages with repeated heads; wide ones are set on landscape pages and, when
 * still too wide, in parts that repeat the frozen columns. Errors: JH_E_BUG "output.no_font" when
 * no CJK font is installed, JH_E_LIMIT over 2,000 pages. Same input, same bytes (no time stamps
 * inside). */
JH_NODISCARD enum jh_status jh_document_pdf(const struct jh_document *document, struct jh_buf *out,
                                            struct jh_err *reterr);
