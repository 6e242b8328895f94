/* src/output/width.c - see width.h. */
#include "output/width.h"
#include <stdbool.h>

enum { BROKEN = 0xFFFD };

static int tail_bytes(unsigned char lead)
{
    if (lead < 0x80)
        return 0;
    if (lead >= 0xC2 && lead < 0xE0)
        return 1;
    if (lead >= 0xE0 && lead < 0xF0)
        return 2;
    return lead >= 0xF0 && lead < 0xF5 ? 3 : -1;
}

unsigned jh_utf8_next(const char **text)
{
    const unsigned char *p = (const unsigned char *)*text;
    int tail = tail_bytes(*p);

    if (*p == 0)
        return 0;
    if (tail <= 0) {
        (*text)++;
        return tail == 0 ? *p : BROKEN;
    }
    unsigned code = *p & (0x3Fu >> tail);
    for (int i = 1; i <= tail; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            *text += i;
            return BROKEN;
        }
        code = code << 6 | (p[i] & 0x3Fu);
    }
    *text += tail + 1;
    return code;
}

size_t jh_utf8_count(const char *text)
{
    size_t n = 0;

    while (text && jh_utf8_next(&text))
        n++;
    return n;
}

/* East Asian Width W and F, and the quotes and dashes that Chinese fonts draw a full square wide.
 */
static bool wide(unsigned c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x20000 && c <= 0x3FFFD) ||
           (c >= 0x2460 && c <= 0x24FF) || (c >= 0x2014 && c <= 0x2026);
}

double jh_display_width(const char *text)
{
    double widest = 0, line = 0;

    for (unsigned c; text && (c = jh_utf8_next(&text)) != 0;) {
        if (c == '\n')
            line = 0;
        else
            line += wide(c) ? 2 : 1;
        if (line > widest)
            widest = line;
    }
    return widest;
}
