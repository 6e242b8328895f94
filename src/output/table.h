/* src/output/table.h - a table as people receive it: in .xlsx, .csv or PDF, whole or not at all. */
#pragma once
#include "base/buf.h"
#include "base/status.h"
#include <stdbool.h>
#include <stddef.h>

enum jh_column_kind { JH_COL_TEXT, JH_COL_NUMBER, JH_COL_STATUS };

struct jh_column {
    const char *heading, *unit; /* unit "" when there is none */
    enum jh_column_kind kind;
    int decimals;
    double width;     /* in characters; 0: from the content */
    bool total;       /* its sum is printed as the control total */
    const char *band; /* a heading above neighbouring columns of the same band; NULL none */
};

enum jh_tone { JH_TONE_PLAIN, JH_TONE_GOOD, JH_TONE_BAD, JH_TONE_WARN, JH_TONE_MUTED };

struct jh_field {
    const char *text; /* TEXT and STATUS; for NUMBER only when value is NaN ("—", "缺报") */
    double value;
    enum jh_tone tone;
};

struct jh_table {
    const char *title, *subtitle; /* subtitle: county, year, pack, run */
    const struct jh_column *column;
    size_t ncolumn;
    const struct jh_field *field; /* [nrow * ncolumn] */
    size_t nrow;
    int frozen; /* leading columns that stay in view and repeat on every page */
    const char *const *footnote;
    size_t nfootnote;
    const char
        *count_line; /* "共 {rows} 行；在校生合计 {total}": made by the caller, printed below */
};

/* A workbook, one sheet a table: frozen heads, number formats, filters, print set-up A4 landscape
 * with repeated heads, row count and control totals below. Text that begins with = + - @ is written
 * as text. Errors: JH_E_LIMIT "output.too_many_rows" over 1,048,000 rows: nothing is ever cut off
 * silently. */
JH_NODISCARD enum jh_status jh_table_xlsx(const struct jh_table *table, size_t n,
                                          struct jh_buf *out, struct jh_err *reterr);
/* UTF-8 with BOM, CRLF, RFC 4180 quoting; opens right in Excel and WPS. */
JH_NODISCARD enum jh_status jh_table_csv(const struct jh_table *table, struct jh_buf *out,
                                         struct jh_err *reterr);
