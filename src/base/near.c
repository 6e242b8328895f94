/* src/base/near.c - how far apart two short texts are. */
#include "base/near.h"
#include <stdint.h>

/* A character as its bytes in one number; the first byte tells how many follow. Returns the count,
 * or JH_NEAR_MOST + 1. */
static size_t characters(const char *text, uint32_t ret[JH_NEAR_MOST])
{
    size_t n = 0;

    for (const unsigned char *p = (const unsigned char *)text; *p; n++) {
        if (n == JH_NEAR_MOST)
            return n + 1;
        uint32_t c = *p++;
        while ((*p & 0xC0) == 0x80)
            c = c << 8 | *p++;
        ret[n] = c;
    }
    return n;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t jh_near_distance(const char *a, const char *b)
{
    uint32_t s[JH_NEAR_MOST], t[JH_NEAR_MOST];
    size_t row[3][JH_NEAR_MOST + 1], n = characters(a, s), m = characters(b, t);

    if (n > JH_NEAR_MOST || m > JH_NEAR_MOST)
        return JH_NEAR_MOST;
    for (size_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            now[j] = least(last[j - 1] + (s[i - 1] != t[j - 1]), least(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && s[i - 1] == t[j - 2] && s[i - 2] == t[j - 1])
                now[j] = least(now[j], before[j - 2] + 1);
        }
    }
    return row[n % 3][m];
}

size_t jh_near_best(const char *typed, const char *(*name)(const void *list, size_t i),
                    const void *list, size_t n, size_t within)
{
    size_t best = n;

    for (size_t i = 0; i < n; i++) {
        size_t d = jh_near_distance(typed, name(list, i));
        if (d < within) {
            within = d;
            best = i;
        }
    }
    return best;
}
