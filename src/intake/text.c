/* src/intake/text.c - see text.h. */
#include "intake/text.h"

static uint32_t bad(size_t *ret_bytes)
{
    *ret_bytes = 1;
    return JH_BAD_CHAR;
}

uint32_t jh_utf8_get(const char *text, size_t n, size_t *ret_bytes, bool *ret_short)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t more = s[0] >= 0xF0 ? 3 : s[0] >= 0xE0 ? 2 : s[0] >= 0xC2 ? 1 : 0;

    if (ret_short)
        *ret_short = false;
    if (s[0] < 0x80) {
        *ret_bytes = 1;
        return s[0];
    }
    if (!more || s[0] > 0xF4)
        return bad(ret_bytes);
    uint32_t c = s[0] & (0x3Fu >> more);
    for (size_t i = 1; i <= more; i++) {
        if (i >= n) {
            if (ret_short)
                *ret_short = true;
            return bad(ret_bytes);
        }
        if ((s[i] & 0xC0) != 0x80)
            return bad(ret_bytes);
        c = c << 6 | (s[i] & 0x3F);
    }
    if ((more == 2 && (c < 0x800 || (c >= 0xD800 && c < 0xE000))) ||
        (more == 3 && (c < 0x10000 || c > 0x10FFFF)))
        return bad(ret_bytes);
    *ret_bytes = more + 1;
    return c;
}

size_t jh_utf8_put(uint32_t c, char ret[4])
{
    if (c < 0x80) {
        ret[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        ret[0] = (char)(0xC0 | c >> 6);
        ret[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        ret[0] = (char)(0xE0 | c >> 12);
        ret[1] = (char)(0x80 | (c >> 6 & 0x3F));
        ret[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    ret[0] = (char)(0xF0 | c >> 18);
    ret[1] = (char)(0x80 | (c >> 12 & 0x3F));
    ret[2] = (char)(0x80 | (c >> 6 & 0x3F));
    ret[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

bool jh_is_space(uint32_t c)
{
    return (c >= 9 && c <= 13) || c == ' ' || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) || c == 0x205F ||
           c == 0x2060 || c == 0x3000 || c == 0xFEFF;
}

uint32_t jh_fold(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        c -= 0xFEE0;
    if (c == 0xB2 || c == 0xB3)
        c = c - 0xB0 + '0';
    else if (c == 0xB9)
        c = '1';
    else if (c >= 'A' && c <= 'Z')
        c += 'a' - 'A';
    return c;
}

static size_t char_before(const char *text, size_t at, size_t n)
{
    size_t start = n - 1;
    while (start > at && ((unsigned char)text[start] & 0xC0) == 0x80)
        start--;
    return start;
}

void jh_trim(const char *text, size_t *at, size_t *n)
{
    size_t bytes;

    while (*at < *n && jh_is_space(jh_utf8_get(text + *at, *n - *at, &bytes, NULL)))
        *at += bytes;
    while (*at < *n) {
        size_t last = char_before(text, *at, *n);
        if (!jh_is_space(jh_utf8_get(text + last, *n - last, &bytes, NULL)))
            break;
        *n = last;
    }
}
