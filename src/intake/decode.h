/* src/intake/decode.h - text of unknown encoding as UTF-8, piece by piece. Inside intake only. */
#pragma once
#include "intake/reading.h"
#include <iconv.h>

struct jh_decode {
    struct jh_input in;
    uint64_t at;
    const char *encoding; /* "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE" */
    iconv_t converter;    /* NULL: UTF-8, checked here */
    long odd;             /* bytes shown as U+FFFD */
    char raw[32 * 1024];
    size_t raw_n; /* of the last piece, not yet decoded (a character's beginning) */
};

/* Look at all bytes (in pieces) and decide. False: this is no text. */
bool jh_decode_open(struct jh_decode *d, const struct jh_input *in);
void jh_decode_close(struct jh_decode *d);
/* The next piece, appended to out (which must have room for 128 KiB); false at the end. */
bool jh_decode_next(struct jh_decode *d, struct jh_buf *out);
