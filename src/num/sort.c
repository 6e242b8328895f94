/* src/num/sort.c - see sort.h. */
#include "num/sort.h"
#include <stdbool.h>
#include <stdint.h>

enum { RADIX_FROM = 1024, DIGIT = 11, BUCKETS = 1 << DIGIT, PASSES = 3, RUN = 16, MEND = 4 };

/* The bits of a double in an order that an unsigned comparison follows. */
static uint64_t bits_of(double x)
{
    uint64_t u;

    memcpy(&u, &x, sizeof u);
    return u ^ (u >> 63 ? UINT64_MAX : UINT64_C(1) << 63);
}

static bool after(const struct jh_pair *a, const struct jh_pair *b)
{
    return a->key > b->key || (a->key == 0 && b->key == 0 && bits_of(a->key) > bits_of(b->key));
}

/* Insertion sort that gives up (false) after `budget` moves; then the array holds the same pairs.
 */
static bool insertion(struct jh_pair *a, size_t n, size_t budget)
{
    for (size_t i = 1; i < n; i++) {
        if (!after(&a[i - 1], &a[i]))
            continue;
        struct jh_pair x = a[i];
        size_t j = i;
        for (; j > 0 && after(&a[j - 1], &x) && budget; j--, budget--)
            a[j] = a[j - 1];
        a[j] = x;
        if (!budget)
            return false;
    }
    return true;
}

static void merge(const struct jh_pair *a, size_t na, const struct jh_pair *b, size_t nb,
                  struct jh_pair *to)
{
    while (na && nb) {
        if (after(a, b)) {
            *to++ = *b++;
            nb--;
        } else {
            *to++ = *a++;
            na--;
        }
    }
    memcpy(to, na ? a : b, (na + nb) * sizeof *to);
}

static void merge_sort(struct jh_pair *a, struct jh_pair *spare, size_t n)
{
    struct jh_pair *from = a, *to = spare;

    for (size_t i = 0; i < n; i += RUN)
        insertion(a + i, n - i < RUN ? n - i : RUN, SIZE_MAX);
    for (size_t width = RUN; width < n; width *= 2) {
        for (size_t i = 0; i < n; i += 2 * width) {
            size_t left = n - i < width ? n - i : width;
            size_t right = n - i - left < width ? n - i - left : width;
            merge(from + i, left, from + i + left, right, to + i);
        }
        struct jh_pair *swap = from;
        from = to;
        to = swap;
    }
    if (from != a)
        memcpy(a, from, n * sizeof *a);
}

/* The part of the key that is sorted by: the leading PASSES * DIGIT bits of key - lowest. */
struct window {
    uint64_t lowest;
    int shift;
};

static uint32_t digit(const struct window *w, double key, int pass)
{
    return (uint32_t)((bits_of(key) - w->lowest) >> w->shift >> (pass * DIGIT)) & (BUCKETS - 1);
}

static struct window window_of(const struct jh_pair *pair, size_t n)
{
    uint64_t low = UINT64_MAX, high = 0;

    for (size_t i = 0; i < n; i++) {
        uint64_t u = bits_of(pair[i].key);
        low = u < low ? u : low;
        high = u > high ? u : high;
    }
    struct window w = {.lowest = low};
    while ((high - low) >> w.shift >> (PASSES * DIGIT))
        w.shift++;
    return w;
}

static void count(const struct window *w, const struct jh_pair *pair, size_t n,
                  uint32_t start[PASSES][BUCKETS])
{
    memset(start, 0, sizeof(uint32_t[PASSES][BUCKETS]));
    for (size_t i = 0; i < n; i++)
        for (int pass = 0; pass < PASSES; pass++)
            start[pass][digit(w, pair[i].key, pass)]++;
    for (int pass = 0; pass < PASSES; pass++) {
        uint32_t sum = 0;
        for (size_t d = 0; d < BUCKETS; d++) {
            uint32_t here = start[pass][d];
            start[pass][d] = sum;
            sum += here;
        }
    }
}

/* Three passes from the last digit to the first: an odd number, so the result is in `spare`. */
static void radix(struct jh_pair *pair, struct jh_pair *spare, size_t n)
{
    uint32_t start[PASSES][BUCKETS];
    struct jh_pair *from = pair, *to = spare;
    struct window w = window_of(pair, n);

    count(&w, pair, n, start);
    for (int pass = 0; pass < PASSES; pass++) {
        for (size_t i = 0; i < n; i++)
            to[start[pass][digit(&w, from[i].key, pass)]++] = from[i];
        struct jh_pair *swap = from;
        from = to;
        to = swap;
    }
}

struct jh_pair *jh_sort_pairs(struct jh_arena *mem, struct jh_pair *pair, size_t n)
{
    if (n < 2)
        return pair;
    struct jh_pair *spare = jh_new(mem, struct jh_pair, n);
    if (n < RADIX_FROM || n > UINT32_MAX) {
        merge_sort(pair, spare, n);
        return pair;
    }
    radix(pair, spare, n);
    if (!insertion(spare, n, MEND * n))
        merge_sort(spare, pair, n);
    return spare;
}
