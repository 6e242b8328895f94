/* src/intake/xlsx.h - the parts of a .xlsx that its sheets refer to. Inside intake only. */
#pragma once
#include "intake/xml.h"

struct jh_xlsx_sheet {
    const char *name, *relation;
    const struct jh_part *part; /* NULL: no worksheet (a chart) */
    bool hidden;
};

struct jh_xlsx {
    struct jh_reading *r;
    struct jh_zip *z;
    struct jh_arena mem;
    const char *workbook; /* path of the main part */
    struct jh_xlsx_sheet *sheet;
    size_t n, room;
    const struct jh_part *strings, *styles;
    bool from_1904;

    struct jh_buf text;   /* all shared strings, 0 behind each */
    struct jh_buf offset; /* uint32_t[nstrings] into text */
    size_t nstrings;
    struct jh_buf xf; /* unsigned char[]: enum jh_date_kind of each cell format */
};

/* Workbook and relations; then strings and styles. */
JH_NODISCARD enum jh_status jh_xlsx_open(struct jh_xlsx *x, struct jh_zip *z);
JH_NODISCARD enum jh_status jh_xlsx_load_strings(struct jh_xlsx *x);
JH_NODISCARD enum jh_status jh_xlsx_load_styles(struct jh_xlsx *x);
/* The rows of one sheet, already announced. */
JH_NODISCARD enum jh_status jh_xlsx_read_sheet(struct jh_xlsx *x,
                                               const struct jh_xlsx_sheet *sheet);
void jh_xlsx_close(struct jh_xlsx *x);

/* "_x000D_" and its like back to characters, in place; returns the new length. */
size_t jh_xlsx_unescape(char *text, size_t n);
/* "C5" to 2; -1 without letters. */
int jh_xlsx_column(const char *address);
/* A decimal number that may not be wrong: -1 when it is. */
long jh_xlsx_index(const char *text);
long jh_xlsx_index_n(const char *text, size_t n);
/* The relations part of a part: "xl/workbook.xml" -> "xl/_rels/workbook.xml.rels". */
char *jh_xlsx_relations(struct jh_arena *mem, const char *part);
/* Every sheet of an .xlsx or .ods through the reading's reader. */
JH_NODISCARD enum jh_status jh_read_xlsx(struct jh_zip *z);
JH_NODISCARD enum jh_status jh_read_ods(struct jh_zip *z);
