/* src/intake/reading.h - one file being read: input, limits, the row under construction. Inside
 * intake only. A format reads its bytes, puts cells into the row and ends it; everything that is
 * counted is counted here. */
#pragma once
#include "base/buf.h"
#include "intake/sheet.h"
#include <math.h>

struct jh_input { /* a file or memory, read at any offset */
    int fd;       /* -1: memory */
    const unsigned char *bytes;
    uint64_t size;
};

struct jh_reading {
    struct jh_input in;
    const char *name;
    struct jh_intake_limits limits;
    const struct jh_row_reader *reader;
    struct jh_source_info info;
    struct jh_err *err;
    enum jh_status status; /* the first failure inside a parser's callback */
    bool stopped;          /* the user of the rows wants no more: no error */
    bool skipped;          /* some sheet was not wanted */
    uint64_t inflated;     /* bytes out of all parts of a zip so far */

    long row;            /* the row under construction */
    size_t n;            /* its cells so far, blanks between included */
    struct jh_buf cells; /* struct jh_cell[]; text NULL: at `from` in `text` */
    struct jh_buf from;  /* size_t[] */
    struct jh_buf text;
};

/* Fill *r from the source: limits, input. jh_reading_close() in any case. */
JH_NODISCARD enum jh_status jh_reading_open(struct jh_reading *r, const struct jh_source *source,
                                            const struct jh_intake_limits *limits,
                                            const struct jh_row_reader *reader,
                                            struct jh_err *reterr);
void jh_reading_close(struct jh_reading *r);

/* Bytes read at `offset`, fewer than n only at the end. */
size_t jh_input_read(const struct jh_input *in, uint64_t offset, void *ret, size_t n);

/* Remember the first failure of a callback; its status is then in r->status. */
#define jh_reading_fail(r, status_, id, ...)                                                       \
    ((r)->status = (r)->status != JH_OK                                                            \
                       ? (r)->status                                                               \
                       : jh_fail((r)->err, (status_), (id), ((struct jh_at){NULL, (r)->row}),      \
                                 (double)NAN, __VA_ARGS__))

/* Announce the next sheet; false: skip it. Counts them all. */
bool jh_reading_sheet(struct jh_reading *r, const char *name, bool hidden);
/* One more sheet, of which only the number is used (a chart). */
void jh_reading_count_sheet(struct jh_reading *r);
void jh_row_begin(struct jh_reading *r, long row);
/* Put a cell. text NULL: cell.n bytes that were added to r->text, from `from`; otherwise the text
 * lives until the row's end. Blank cells may be left out. */
void jh_row_put(struct jh_reading *r, int column, struct jh_cell cell, size_t from);
/* Give the row if it holds anything. False: stop (r->status or r->stopped says why). */
bool jh_row_end(struct jh_reading *r);
/* A serial day of a spreadsheet as ISO text. kind 1 date, 2 date and time, 3 time of day. Empty
 * when it is no such thing. */
enum jh_date_kind { JH_NO_DATE, JH_DATE, JH_DATE_TIME, JH_TIME };
size_t jh_serial_text(double serial, bool from_1904, enum jh_date_kind kind, char ret[32]);
/* What a number format makes of a number. Built-in formats by their id, others by their text. */
enum jh_date_kind jh_format_kind(long id, const char *code);

/* The formats. Each gives the rows of all its sheets. */
JH_NODISCARD enum jh_status jh_read_csv(struct jh_reading *r);
JH_NODISCARD enum jh_status jh_read_zip(struct jh_reading *r); /* .xlsx and .ods */
JH_NODISCARD enum jh_status jh_read_ole(struct jh_reading *r); /* .xls */
