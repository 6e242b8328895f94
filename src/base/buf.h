/* src/base/buf.h - a growing byte buffer with a maximum; always 0-terminated behind its bytes. */
#pragma once
#include "base/status.h"
#include <stdbool.h>
#include <stddef.h>

struct jh_buf {
    char *data; /* NULL while empty */
    size_t len, room, max;
    bool full; /* an append would have passed `max`; later appends do nothing */
};

#define JH_BUF(limit) ((struct jh_buf){.max = (limit)})

void jh_buf_add(struct jh_buf *b, const void *bytes, size_t n);
void jh_buf_adds(struct jh_buf *b, const char *text);
void jh_buf_addc(struct jh_buf *b, char c);
void jh_buf_addf(struct jh_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void jh_buf_clear(struct jh_buf *b); /* keeps the memory */
void jh_buf_release(struct jh_buf *b);

/* The bytes leave the buffer and now belong to the caller, who frees them with jh_bytes_free(). */
char *jh_buf_detach(struct jh_buf *b, size_t *ret_len);
void jh_bytes_free(void *bytes);

/* JH_E_LIMIT "base.buffer_full" when an append did not fit. Check once, at the end. */
JH_NODISCARD enum jh_status jh_buf_check(const struct jh_buf *b, struct jh_err *reterr);
