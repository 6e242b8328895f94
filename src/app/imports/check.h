/* src/app/imports/check.h - what the checks of rows (check.c) and the pack's rules (rules.c) share.
 */
#pragma once
#include "app/imports/inside.h"

/* Rows by (year, school, stage, form): equal ones are neighbours. */
struct jh_in_order {
    int year, school, stage, form;
    size_t row;
};

static inline struct jh_in_sheet *jh_import_sheet_of(const struct jh_file_in *f,
                                                     const struct jh_in_row *row)
{
    return &f->sheet[row->sheet];
}

/* Index in s.column[] of the column of an item or key; -1: none. */
int jh_import_column_of(const struct jh_in_sheet *s, int item);
/* The place of a row, at the column of `key` if it has one. */
struct jh_where jh_import_at_row(const struct jh_file_in *f, const struct jh_in_row *row, int key);
/* rules.c: `list` is sorted, so rows of one school are neighbours. */
JH_NODISCARD enum jh_status jh_import_run_rules(struct jh_file_in *f,
                                                const struct jh_in_order *list, size_t n,
                                                struct jh_err *reterr);
