/* src/pack/csv.h - the tables of packs: RFC 4180, UTF-8 with or without BOM. Internal to pack/. */
#pragma once
#include "base/arena.h"
#include <stdbool.h>
#include <stddef.h>

struct jh_csv {
    size_t n, width;         /* rows behind the headings; columns */
    const char *const *head; /* [width] */
    const char *const *cell; /* [n * width], never NULL */
    const long *line;        /* [n] where the row begins, 1-based */
};

struct jh_csv_fault {
    const char *id; /* "pack.csv_quote", "pack.csv_ragged", "pack.not_utf8", "pack.too_large" */
    long line;
};

/* Cells may be quoted and then hold commas, "" and line ends; CRLF or LF; empty lines are passed
 * over. Every row has as many cells as the headings. False, with what and where, at the first fault
 * (behind it nothing could be trusted). */
bool jh_csv_read(struct jh_arena *mem, const char *bytes, size_t n, struct jh_csv *ret,
                 struct jh_csv_fault *ret_fault);

bool jh_csv_utf8(const char *bytes, size_t n); /* well-formed, and without NUL */
