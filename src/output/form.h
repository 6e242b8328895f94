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
    int decimals;
};

struct jh_form_value {
    const char *text; /* NULL and NaN: an empty cell */
    double value;
    const char *last; /* last year's value, shown in grey under or as an input hint; NULL none */
};

struct jh_form_sheet {
    const char *name;  /* sheet name */
    const char *title; /* merged first row */
    const char *head; /* second row: "县（市、区）：… 430999  学年：2025-2026  填报单位：…" */
    bool list; /* one item a line: item, value, unit, note (the county form) */
    const struct jh_form_column *column;
    size_t ncolumn;
    const struct jh_form_value *value; /* [nrow * ncolumn] */
    size_t nrow;
    bool total_row;          /* a last row 合计 with formulas, as bureaus have */
    const char *const *note; /* lines below the table */
    size_t nnote;
    int spare_rows; /* empty prepared rows below */
};

JH_NODISCARD enum jh_status jh_form_xlsx(const struct jh_form_sheet *sheet, size_t n,
                                         struct jh_buf *out, struct jh_err *reterr);
