/* src/intake/annotate.h - the user's own workbook back, with the bad cells coloured. */
#pragma once
#include "base/buf.h"
#include "intake/sheet.h"

struct jh_mark {
    int sheet;
    long row;
    int column;       /* 0-based; -1: the whole row */
    int grade;        /* 0 error (red), 1 must explain (orange), 2 hint (yellow) */
    const char *text; /* value, rule and way out, in the user's language */
};

/* For .xlsx the original is edited: all else stays as it was (styles, formulas, widths, pictures,
 * other sheets). A column is added at the right of each sheet that has marks, headed `heading`,
 * with the texts of its row joined; each marked cell gets the grade's fill on top of its own style.
 * Other formats come back as an .xlsx with the same cells. marks[] must be sorted by sheet, row,
 * column. */
JH_NODISCARD enum jh_status jh_annotate(const struct jh_source *source, const struct jh_mark *mark,
                                        size_t n, const char *heading, struct jh_buf *out,
                                        struct jh_err *reterr);
