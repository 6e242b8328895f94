/* src/intake/sheet.h - rows of spreadsheets from outside: .xlsx .xls .ods and text tables,
 * streamed. The bytes are hostile until shown otherwise: every size has a limit, nothing is
 * executed, entities and DTDs are refused, macros and passwords are told apart from plain damage.
 * docs/internals/intake.md. */
#pragma once
#include "base/arena.h"
#include "base/status.h"
#include <stdbool.h>
#include <stdint.h>

enum jh_cell_kind {
    JH_CELL_BLANK,
    JH_CELL_TEXT,
    JH_CELL_NUMBER,
    JH_CELL_DATE,
    JH_CELL_BOOL,
    JH_CELL_ERROR
};

struct jh_cell {
    enum jh_cell_kind kind;
    const char *text; /* UTF-8, 0-terminated; of numbers the raw digits of the file; dates ISO */
    size_t n;
    double number; /* NUMBER and BOOL */
    bool formula;
};

struct jh_row {
    int sheet;                  /* 1, 2, ... in the file */
    long row;                   /* 1-based, as the user sees it; empty rows are not given */
    const struct jh_cell *cell; /* [n]; cell[0] is column A; live until the call returns */
    size_t n;
};

struct jh_row_reader {
    /* Before the rows of each sheet; false skips it. */
    bool (*sheet)(void *context, int sheet, const char *name, bool hidden);
    bool (*row)(void *context, const struct jh_row *row); /* false stops reading: no error */
    void *context;
};

/* What may not be exceeded; {0} takes the defaults in brackets. */
struct jh_intake_limits {
    uint64_t file_bytes;     /* [200 MiB] */
    uint64_t inflated_bytes; /* all parts of a zip together [2 GiB] */
    double ratio;            /* inflated to compressed, of a part over 1 MiB [200] */
    long rows;               /* in all sheets [1,100,000] */
    int columns;             /* [2,000] */
    int sheets;              /* [200] */
    uint64_t string_bytes;   /* shared strings [256 MiB] */
    uint64_t cell_bytes;     /* one cell [32,767] */
    bool parser_alone;       /* no short cuts for plain XML: tests compare both ways */
};

struct jh_source { /* either a file or bytes in memory */
    const char *path;
    const void *bytes;
    size_t size;
    const char *name; /* the user's file name: only its ending is a hint, the content decides */
};

struct jh_source_info {
    const char *format;   /* "xlsx", "xls", "ods", "csv" */
    const char *encoding; /* csv: "UTF-8", "GB18030"; else "" */
    char separator;       /* csv: ',' '\t' ';' */
    long rows;
    int sheets;
    long odd_bytes; /* csv: bytes that the encoding cannot hold, shown as U+FFFD */
};

/* Read all of it. Errors, JH_E_DATA unless said: "intake.unknown_format" (random bytes, PDF ...),
 * "intake.truncated", "intake.damaged", "intake.password", "intake.macro" (.xlsm and .xls with
 * macros), "intake.bomb" (JH_E_LIMIT), "intake.too_many_rows" (JH_E_LIMIT),
 * "intake.too_many_columns", "intake.too_many_sheets", "intake.too_large" (JH_E_LIMIT),
 * "intake.entities", "intake.xls_unread" (opened, but the library read no sheet: save as .xlsx),
 * "intake.empty", "intake.not_found". at.row is the sheet's row where known. Memory: the shared
 * strings plus 1 MiB, whatever the number of rows. */
JH_NODISCARD enum jh_status jh_intake_read(const struct jh_source *source,
                                           const struct jh_intake_limits *limits,
                                           const struct jh_row_reader *reader,
                                           struct jh_source_info *ret, struct jh_err *reterr);

/* "C5" for column 2, row 5. */
void jh_cell_name(int column, long row, char ret[16]);
