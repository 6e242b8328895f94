/* src/num/sort.c - see sort.h. */
#include "num/sort.h"
#include <stdbool.h>
#include <stdint.h>

/* A key is looked at through a window of TOP + 2 * LOW bits. The numbers are measured: the top
 * digit scatters over few enough places for the address cache, its buckets of a million pairs then
 * fit the second-level cache, and more bits would cost more than the mending of the rest. */
enum { RADIX_FROM = 1024, RUN = 16, MEND = 4, TOP = 8, LOW = 9 };

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

/* The part of the key that is sorted by: the leading bits of key - lowest. */
struct window {
    uint64_t lowest;
    int shift;
};

static uint32_t part(const struct window *w, double key, int from, int bits)
{
    return (uint32_t)((bits_of(key) - w->lowest) >> (w->shift + from)) & ((1u << bits) - 1);
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
    while ((high - low) >> w.shift >> (TOP + 2 * LOW))
        w.shift++;
    return w;
}

/* Counts become the places where the first of each digit goes. */
static void places(uint32_t *count, size_t n)
{
    uint32_t sum = 0;

    for (size_t d = 0; d < n; d++) {
        uint32_t here = count[d];
        count[d] = sum;
        sum += here;
    }
}

/* One bucket by its two lower digits, the last one first: there and back. */
static void sort_bucket(const struct window *w, struct jh_pair *a, struct jh_pair *spare, size_t n)
{
    uint32_t last[1 << LOW] = {0}, middle[1 << LOW] = {0};

    for (size_t i = 0; i < n; i++) {
        last[part(w, a[i].key, 0, LOW)]++;
        middle[part(w, a[i].key, LOW, LOW)]++;
    }
    places(last, 1 << LOW);
    places(middle, 1 << LOW);
    for (size_t i = 0; i < n; i++)
        spare[last[part(w, a[i].key, 0, LOW)]++] = a[i];
    for (size_t i = 0; i < n; i++)
        a[middle[part(w, spare[i].key, LOW, LOW)]++] = spare[i];
}

/* By the top digit into `spare`, then each bucket there with `pair` as its spare. */
static void radix(struct jh_pair *pair, struct jh_pair *spare, size_t n)
{
    uint32_t count[1 << TOP] = {0}, place[1 << TOP];
    struct window w = window_of(pair, n);

    for (size_t i = 0; i < n; i++)
        count[part(&w, pair[i].key, 2 * LOW, TOP)]++;
    memcpy(place, count, sizeof place);
    places(place, 1 << TOP);
    for (size_t i = 0; i < n; i++)
        spare[place[part(&w, pair[i].key, 2 * LOW, TOP)]++] = pair[i];
    size_t begin = 0;
    for (size_t d = 0; d < 1 << TOP; d++) {
        if (count[d] > RUN)
            sort_bucket(&w, spare + begin, pair + begin, count[d]);
        begin += count[d];
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
