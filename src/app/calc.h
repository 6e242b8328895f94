/* src/app/calc.h - one index of one plain table, without a data file: for a clerk who has a sheet
 * and a question, and for checking the program against others. */
#pragma once
#include "app/app.h"

struct jh_calc_disparity {
    const char *path;  /* the file (.xlsx .xls .ods .csv) ... */
    const void *bytes; /* ... or its bytes, when path is NULL */
    size_t size;
    const char *amount; /* heading of the column with what each school has; or */
    const char
        *value; /* heading of the column with what it has per pupil; exactly one of the two */
    const char *pupils; /* heading of the column of pupils */
    const char *group;  /* heading of the column to split by; NULL: none */
};

/* The first sheet; its first row that is not empty has the headings (matched exactly, else as
 * folded by jh_heading_key). Every row below counts, but those that are empty in all columns asked
 * for. Writes the indices of engine/disparity as JSON with 17 digits; "groups" when `group` is
 * given. Errors: JH_E_USAGE "calc.no_column" (text lists the columns there are), "calc.columns";
 * JH_E_DATA "calc.blank", "calc.no_number" (row, field, text), "calc.no_rows"; those of
 * jh_intake_read and of jh_disparity_all, with the file's row and heading. */
JH_NODISCARD enum jh_status jh_app_calc_disparity(const struct jh_calc_disparity *in,
                                                  struct jh_buf *out, struct jh_err *reterr);

enum { JH_CALC_STAGES = 16 };

/* `whole` shared out by "166,210" pupils at "1,1.1" weights. JSON {"whole":..,"parts":[..]}.
 * Errors: JH_E_USAGE "calc.list" (field), "calc.lists_differ"; those of jh_split_compute. */
JH_NODISCARD enum jh_status jh_app_calc_split(double whole, const char *pupils, const char *weights,
                                              struct jh_buf *out, struct jh_err *reterr);
