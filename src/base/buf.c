/* src/base/buf.c - see buf.h. */
#include "base/buf.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool grow(struct jh_buf *b, size_t more)
{
    if (b->full || more > b->max || b->len > b->max - more) {
        b->full = true;
        return false;
    }
    if (b->len + more + 1 <= b->room)
        return true;
    size_t room = b->room ? b->room : 256;
    while (room < b->len + more + 1)
        room *= 2;
    char *bigger = realloc(b->data, room);
    if (!bigger) {
        fputs("junheng: out of memory; nothing that was committed is lost\n", stderr);
        exit(71);
    }
    b->data = bigger;
    b->room = room;
    return true;
}

/* Room for `more` bytes and the 0; nearly always there is. `room` may pass `max`, but `len` not. */
static inline bool reserve(struct jh_buf *b, size_t more)
{
    return (more < b->room - b->len && more <= b->max - b->len && !b->full) || grow(b, more);
}

void jh_buf_add(struct jh_buf *b, const void *bytes, size_t n)
{
    if (!reserve(b, n))
        return;
    if (n)
        memcpy(b->data + b->len, bytes, n);
    b->len += n;
    b->data[b->len] = 0;
}

void jh_buf_adds(struct jh_buf *b, const char *text)
{
    jh_buf_add(b, text, strlen(text));
}

void jh_buf_addc(struct jh_buf *b, char c)
{
    if (!reserve(b, 1))
        return;
    b->data[b->len++] = c;
    b->data[b->len] = 0;
}

void jh_buf_addf(struct jh_buf *b, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n >= 0 && reserve(b, (size_t)n)) {
        vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

void jh_buf_clear(struct jh_buf *b)
{
    b->len = 0;
    b->full = false;
    if (b->data)
        b->data[0] = 0;
}

void jh_buf_release(struct jh_buf *b)
{
    free(b->data);
    *b = (struct jh_buf){.max = b->max};
}

char *jh_buf_detach(struct jh_buf *b, size_t *ret_len)
{
    char *bytes = b->data;
    if (ret_len)
        *ret_len = b->len;
    *b = (struct jh_buf){.max = b->max};
    return bytes;
}

void jh_bytes_free(void *bytes)
{
    free(bytes);
}

enum jh_status jh_buf_check(const struct jh_buf *b, struct jh_err *reterr)
{
    if (b->full)
        return jh_fail(reterr, JH_E_LIMIT, "base.buffer_full", JH_NOWHERE, (double)b->max,
                       "output larger than %zu bytes", b->max);
    return JH_OK;
}
