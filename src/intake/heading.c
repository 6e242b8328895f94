/* src/intake/heading.c - headings as keys; see value.h. */
#include "intake/text.h"
#include "intake/unit.h"
#include "intake/value.h"
#include <string.h>

enum { FOLDED = 1024 };

static bool is_mark(uint32_t c) /* punctuation and ornaments that carry no meaning in a heading */
{
    if (c < 0x80)
        return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
    return (c >= 0x80 && c <= 0xBF) || (c >= 0x2010 && c <= 0x206F) ||
           (c >= 0x2190 && c <= 0x21FF) || (c >= 0x2500 && c <= 0x27BF) ||
           (c >= 0x3001 && c <= 0x303F && c != 0x3005 && c != 0x3007) ||
           (c >= 0xFE10 && c <= 0xFE6F) || c == 0xD7 || c == JH_BAD_CHAR;
}

static bool opens(uint32_t c)
{
    return c == '(' || c == '[' || c == '{' || c == 0x3010 || c == 0x3014 || c == 0x300A;
}

static bool closes(uint32_t c)
{
    return c == ')' || c == ']' || c == '}' || c == 0x3011 || c == 0x3015 || c == 0x300B;
}

static size_t fold_all(const char *text, size_t n, char ret[FOLDED])
{
    size_t out = 0, bytes;

    for (size_t i = 0; i < n && out + 5 < FOLDED; i += bytes) {
        uint32_t c = jh_fold(jh_utf8_get(text + i, n - i, &bytes, NULL));
        if (opens(c))
            c = '(';
        else if (closes(c))
            c = ')';
        if (!jh_is_space(c))
            out += jh_utf8_put(c, ret + out);
    }
    ret[out] = 0;
    return out;
}

/* s[0..n) as a unit, with "单位:" before it or not. */
static bool take_unit(const char *s, size_t n, char ret_unit[16])
{
    static const char *const lead[] = {"单位:", "单位", "计量单位:"};
    for (size_t i = 0; i < sizeof lead / sizeof *lead; i++) {
        size_t m = strlen(lead[i]);
        if (n > m && memcmp(s, lead[i], m) == 0) {
            s += m;
            n -= m;
            break;
        }
    }
    if (n >= JH_UNIT_TEXT || !jh_unit_known(s, n))
        return false;
    memcpy(ret_unit, s, n);
    ret_unit[n] = 0;
    return true;
}

/* Cut the first bracket that holds a unit, or a unit behind a slash. Returns the new length. */
static size_t cut_unit(char *s, size_t n, char ret_unit[16])
{
    for (size_t open = 0; open < n; open++) {
        if (s[open] != '(')
            continue;
        size_t close = open + 1;
        int depth = 1;
        for (; close < n && depth; close++)
            depth += (s[close] == '(') - (s[close] == ')');
        if (depth || !take_unit(s + open + 1, close - open - 2, ret_unit))
            continue;
        memmove(s + open, s + close, n - close);
        return n - (close - open);
    }
    for (size_t slash = n; slash-- > 1;)
        if ((s[slash] == '/' || s[slash] == ':') &&
            take_unit(s + slash + 1, n - slash - 1, ret_unit))
            return slash;
    return n;
}

size_t jh_heading_key(const char *text, size_t n, char *ret, size_t room, char ret_unit[16])
{
    char folded[FOLDED], unit[JH_UNIT_TEXT] = "";
    size_t out = 0, bytes;

    n = cut_unit(folded, fold_all(text, n, folded), unit);
    for (size_t i = 0; i < n; i += bytes) {
        uint32_t c = jh_utf8_get(folded + i, n - i, &bytes, NULL);
        if (c == 0x33A1) { /* ㎡ */
            if (out + 3 > room)
                break;
            ret[out++] = 'm';
            ret[out++] = '2';
            continue;
        }
        if (is_mark(c))
            continue;
        if (out + bytes + 1 > room)
            break;
        memcpy(ret + out, folded + i, bytes);
        out += bytes;
    }
    if (room)
        ret[out] = 0;
    if (ret_unit)
        memcpy(ret_unit, unit, sizeof unit);
    return out;
}
