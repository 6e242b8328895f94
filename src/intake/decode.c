/* src/intake/decode.c - see decode.h. UTF-8 if it is UTF-8, else GB18030: never "GBK", which lacks
 * rare characters of names. iconv stops at a byte it cannot read; we show U+FFFD and go on. */
#include "intake/decode.h"
#include "intake/text.h"
#include <errno.h>
#include <string.h>

struct census { /* what the bytes look like */
    uint64_t nul, control, good, bad;
};

static void count_piece(struct census *c, const char *s, size_t n, bool last, size_t *ret_rest)
{
    size_t bytes;
    bool is_short;

    *ret_rest = 0;
    for (size_t i = 0; i < n; i += bytes) {
        unsigned char b = (unsigned char)s[i];
        bytes = 1;
        if (b < 0x80) {
            c->nul += b == 0;
            c->control += b < 0x20 && !(b >= 9 && b <= 13) && b != 0x1A;
            continue;
        }
        uint32_t got = jh_utf8_get(s + i, n - i, &bytes, &is_short);
        if (is_short && !last) {
            *ret_rest = n - i;
            return;
        }
        if (got == JH_BAD_CHAR && bytes == 1)
            c->bad++;
        else
            c->good++;
    }
}

static struct census take_census(struct jh_decode *d)
{
    struct census c = {0};
    size_t rest = 0, n;
    uint64_t at = 0;

    do {
        n = jh_input_read(&d->in, at, d->raw, sizeof d->raw);
        at += n;
        count_piece(&c, d->raw, n, at >= d->in.size, &rest);
        at -= rest; /* a character cut in two comes again with the next piece */
    } while (n && at < d->in.size);
    return c;
}

static size_t byte_order_mark(struct jh_decode *d)
{
    unsigned char b[3] = {0};
    size_t n = jh_input_read(&d->in, 0, b, 3);

    if (n == 3 && b[0] == 0xEF && b[1] == 0xBB && b[2] == 0xBF) {
        d->encoding = "UTF-8";
        return 3;
    }
    if (n >= 2 && b[0] == 0xFF && b[1] == 0xFE)
        d->encoding = "UTF-16LE";
    else if (n >= 2 && b[0] == 0xFE && b[1] == 0xFF)
        d->encoding = "UTF-16BE";
    return d->encoding ? 2 : 0;
}

/* UTF-16 is told by its first two bytes alone, which noise may have too: real text has no control
 * characters and no half of a surrogate pair. */
static bool is_utf16_text(struct jh_decode *d)
{
    bool little = strcmp(d->encoding, "UTF-16LE") == 0, high = false;
    uint64_t bad = 0, units = 0, at = 2;
    size_t n;

    while ((n = jh_input_read(&d->in, at, d->raw, sizeof d->raw) & ~(size_t)1) > 0) {
        for (size_t i = 0; i < n; i += 2, units++) {
            unsigned a = (unsigned char)d->raw[i], b = (unsigned char)d->raw[i + 1];
            unsigned unit = little ? b << 8 | a : a << 8 | b;
            bool low = unit >= 0xDC00 && unit <= 0xDFFF;
            bad += low != high || (unit < 0x20 && !(unit >= 9 && unit <= 13));
            high = unit >= 0xD800 && unit <= 0xDBFF;
        }
        at += n;
    }
    return bad * 500 <= units;
}

bool jh_decode_open(struct jh_decode *d, const struct jh_input *in)
{
    d->in = *in;
    d->encoding = NULL;
    d->converter = NULL;
    d->odd = 0;
    d->raw_n = 0;
    d->at = byte_order_mark(d);
    if (!d->encoding || strcmp(d->encoding, "UTF-8") == 0) {
        struct census c = take_census(d);
        if (c.nul || c.control * 500 > in->size)
            return false;
        if (!d->encoding) /* GB text is almost never UTF-8 by chance */
            d->encoding = c.bad == 0 || c.good > 20 * c.bad ? "UTF-8" : "GB18030";
    } else if (!is_utf16_text(d)) {
        return false;
    }
    if (strcmp(d->encoding, "UTF-8") != 0) {
        iconv_t made = iconv_open("UTF-8", d->encoding);
        if (made == (iconv_t)-1)
            return false;
        d->converter = made;
    }
    return true;
}

void jh_decode_close(struct jh_decode *d)
{
    if (d->converter)
        iconv_close(d->converter);
    d->converter = NULL;
}

static void odd_byte(struct jh_decode *d, struct jh_buf *out)
{
    d->odd++;
    jh_buf_adds(out, "\xEF\xBF\xBD");
}

/* Returns how many bytes were used; the rest begins a character that is not whole yet. */
static size_t decode_utf8(struct jh_decode *d, size_t n, bool last, struct jh_buf *out)
{
    size_t bytes, plain = 0, i = 0;
    bool is_short;

    for (; i < n; i += bytes) {
        bytes = 1;
        if ((unsigned char)d->raw[i] < 0x80 && d->raw[i])
            continue;
        uint32_t c = jh_utf8_get(d->raw + i, n - i, &bytes, &is_short);
        if (is_short && !last)
            break;
        if (c && !(c == JH_BAD_CHAR && bytes == 1))
            continue;
        jh_buf_add(out, d->raw + plain, i - plain);
        odd_byte(d, out);
        plain = i + 1;
    }
    jh_buf_add(out, d->raw + plain, i - plain);
    return i;
}

static size_t decode_other(struct jh_decode *d, size_t n, bool last, struct jh_buf *out)
{
    char piece[4096], *in = d->raw;
    size_t left = n, step = d->encoding[0] == 'U' ? 2 : 1;

    while (left) {
        char *to = piece;
        size_t room = sizeof piece;
        size_t done = iconv(d->converter, &in, &left, &to, &room);
        int why = done == (size_t)-1 ? errno : 0;
        for (char *p = piece; p < to; p++) /* a 0 would end the cell's text */
            *p = *p ? *p : ' ';
        jh_buf_add(out, piece, (size_t)(to - piece));
        if (why == EINVAL && !last)
            break;
        if (why != EILSEQ && why != EINVAL)
            continue;
        odd_byte(d, out);
        step = step < left ? step : left;
        in += step;
        left -= step;
        iconv(d->converter, NULL, NULL, NULL, NULL);
    }
    return n - left;
}

bool jh_decode_next(struct jh_decode *d, struct jh_buf *out)
{
    size_t got = jh_input_read(&d->in, d->at, d->raw + d->raw_n, sizeof d->raw - d->raw_n);
    size_t n = d->raw_n + got;

    if (!n)
        return false;
    d->at += got;
    bool last = d->at >= d->in.size || !got;
    if (last && d->raw[n - 1] == 0x1A) /* the end mark of old programs */
        n--;
    size_t used = d->converter ? decode_other(d, n, last, out) : decode_utf8(d, n, last, out);
    memmove(d->raw, d->raw + used, n - used);
    d->raw_n = last ? 0 : n - used;
    return true;
}
