/* src/output/form.h - workbooks to be filled in, as a bureau hands them out: title, head block,
 * headings with units, notes, drop-downs, checks, last year's values in grey, locked keys. The
 * caller (app) makes the neutral description from a pack's forms; `junheng form` and `junheng demo`
 * both write through here. */
#pragma once
#include "base/buf.h"
#include "base/status.h"
#include <stdbool.h>
#include <stddef.h>

struct jh_form_column {
    const char *heading, *unit, *note; /* note: comment on the heading cell */
    const char *const *choice;         /* drop-down; [nchoice] */
    size_t nchoice;
    bool number, whole;
    double min, max; /* NaN none: data validation */
    bool key;        /* code, name, stage: locked, bold */
    bool required;
    bool no_total; /* a year, a largest size: not added up in the row 合计 */
    int decimals;
};

struct jh_form_value {
    const char *text; /* NULL and NaN: an empty cell */
    double value;
    const char
        *last; /* last year's value; NULL none. A column in which it occurs gets a grey, locked
                  neighbour headed "上年·HEADING": an import leaves columns that begin so alone */
};

struct jh_form_sheet {
    const char *name;  /* sheet name */
    const char *title; /* merged first row */
    const char *head; /* second row: "县（市、区）：… 430999  学年：2025-2026  填报单位：…" */
    bool list; /* one item a line (the county form): each of column[] becomes a line with
                  项目, 数值, 单位, (上年·数值,) 说明; nrow is 1, value[ncolumn] */
    const struct jh_form_column *column;
    size_t ncolumn;
    const struct jh_form_value *value; /* [nrow * ncolumn] */
    size_t nrow;
    bool total_row;          /* a last row 合计 with formulas, as bureaus have */
    const char *const *note; /* lines below the table */
    size_t nnote;
    bool hidden;    /* not the first sheet */
    int spare_rows; /* empty prepared rows, between the rows and 合计; their keys are not locked */
};

/* Rows: title, head, headings, rows, spare rows, 合计, notes. Sheets are protected without a
 * password, so that headings and keys are not overwritten by accident. A hidden sheet 选项 holds
 * choices that are too long for Excel's own list (255 characters). The same input gives the same
 * bytes. Errors: JH_E_LIMIT "output.too_many_rows", "output.too_many_columns",
 * "output.too_many_sheets", "output.text_too_long"; JH_E_STORE "output.no_temp_file". */
JH_NODISCARD enum jh_status jh_form_xlsx(const struct jh_form_sheet *sheet, size_t n,
                                         struct jh_buf *out, struct jh_err *reterr);
