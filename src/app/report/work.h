/* src/app/report/work.h - inside of the reports: tables made from a scorecard, for workbook, PDF
 * and CSV. */
#pragma once
#include "app/balance/work.h"
#include "output/table.h"

struct jh_report {
    const struct jh_app *app;
    struct jh_arena *mem;
    const struct jh_balance *b;
    const char *subtitle; /* county, year, standard, run */
    int number, part;     /* of the table made last: 表1, 表2-1, 表2-2, 表3 ... */
};

struct jh_tables {
    struct jh_table *table;
    size_t n, room;
};

/* maker.c: a table under construction. Columns first, then rows. */
struct jh_maker {
    struct jh_report *r;
    struct jh_column *column;
    struct jh_field *field;
    size_t ncolumn, column_room, nrow, row_room;
    size_t next; /* column that the next field goes to */
};

/* A column headed by message `id` ("report.col.school"); in place further properties can be set. */
struct jh_column *jh_make_column(struct jh_maker *m, const char *id, enum jh_column_kind kind);
void jh_make_row(struct jh_maker *m); /* the next row, empty */
void jh_make_text(struct jh_maker *m, const char *text);
void jh_make_number(struct jh_maker *m, double value, enum jh_tone tone); /* NaN: 缺报 */
void jh_make_count(struct jh_maker *m, size_t n);
void jh_make_skip(struct jh_maker *m); /* "—": not asked here */
void jh_make_verdict(struct jh_maker *m, enum jh_verdict v);
/* The finished table: title "表n NAME" from message `id`; it is added to `to`. */
struct jh_table *jh_make_table(struct jh_maker *m, const char *title, int frozen,
                               struct jh_tables *to);
const char *jh_table_number(struct jh_report *r, const char *name); /* "表3 NAME" */
const char *jh_table_part(struct jh_report *r, const char *name);   /* "表2-1 NAME" */
void jh_footnotes(struct jh_report *r, struct jh_table *t, const char *const *id, size_t n);

const char *jh_word(const struct jh_report *r, const char *id);
const char *jh_verdict_word(const struct jh_report *r, enum jh_verdict v);
enum jh_tone jh_verdict_tone(enum jh_verdict v);
const char *jh_in(const struct jh_report *r, struct jh_text text);
const char *jh_stage_title(const struct jh_report *r, int stage); /* "" for -1 */
/* "≥ 24 册", "无" for a veto, "是" for a document; NaN line: the formula's text. */
const char *jh_requirement(const struct jh_report *r, const struct jh_indicator *d, double line);
/* The value with its unit, "是", "否", "缺报"; with more decimals than usual when rounding would
 * make a value that fails look as if it reached the line. */
const char *jh_actual(const struct jh_report *r, const struct jh_indicator *d,
                      const struct jh_measure *m);
/* The line when it is the same for all counted units of the stage, else NaN. */
double jh_stage_line(const struct jh_balance *b, size_t i, int stage);
bool jh_stage_used(const struct jh_balance *b, int stage); /* judged and asked something */
/* School rule over a stage: how many counted units pass, fail, are not known. */
struct jh_tally {
    size_t of, pass, fail, unknown;
};
struct jh_tally jh_tally_units(const struct jh_balance *b, int stage);
enum jh_verdict jh_tally_verdict(struct jh_tally t);

/* The tables, in their order. */
void jh_table_summary(struct jh_report *r, struct jh_tables *to, bool reasons);
/* brief, for paper: values only, what is below the line in bold red. */
void jh_table_units(struct jh_report *r, int stage, bool brief, struct jh_tables *to);
void jh_table_dispersion(struct jh_report *r, struct jh_tables *to);
void jh_table_items(struct jh_report *r, struct jh_tables *to); /* one or more */
void jh_table_lacking(struct jh_report *r, struct jh_tables *to);
void jh_table_excluded(struct jh_report *r, struct jh_tables *to);
void jh_table_settings(struct jh_report *r, struct jh_tables *to);
void jh_table_sources(struct jh_report *r, struct jh_tables *to);

/* The documents, from a scorecard that is there already. */
void jh_report_begin(struct jh_report *r, const struct jh_app *app, struct jh_arena *mem,
                     const struct jh_balance *b);
JH_NODISCARD enum jh_status jh_report_tables(struct jh_report *r, struct jh_buf *out,
                                             struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_report_pdf(struct jh_report *r, struct jh_buf *out,
                                          struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_report_schools_csv(struct jh_report *r, struct jh_buf *out,
                                                  struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_report_indicators_csv(struct jh_report *r, struct jh_buf *out,
                                                     struct jh_err *reterr);
