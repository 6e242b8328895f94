/* tests/unit/test_sort.c - num/sort and num/sum: every path, hostile keys. */
#include "num/sort.h"
#include "num/sum.h"
#include "t.h"
#include <math.h>

enum { MOST = 20000 };

/* Sorted, stable (with is the original index), and the same pairs as before. */
static void check_sort(const double *key, size_t n)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_pair *pair = jh_new(&mem, struct jh_pair, n);
    char *seen = jh_new(&mem, char, n);

    for (size_t i = 0; i < n; i++)
        pair[i] = (struct jh_pair){key[i], (double)i};
    const struct jh_pair *p = jh_sort_pairs(&mem, pair, n);
    for (size_t k = 0; k < n; k++) {
        size_t i = (size_t)p[k].with;
        CHECK(i < n && !seen[i] && memcmp(&key[i], &p[k].key, sizeof(double)) == 0);
        seen[i] = 1;
        if (k)
            CHECK(p[k - 1].key < p[k].key ||
                  (p[k - 1].key == p[k].key &&
                   (p[k - 1].with < p[k].with || signbit(p[k - 1].key) > signbit(p[k].key))));
    }
}

static double like(int kind, size_t i)
{
    switch (kind) {
    case 0:
        return t_uniform(-1e3, 1e3);
    case 1:
        return exp(t_uniform(-300, 300));
    case 2: /* one far away: all others share their leading bits, in falling order */
        return i == 7 ? 1e300 : 1 + (double)(MOST - i) * 0x1p-52;
    case 3:
        return (double)(t_random() % 3);
    case 4:
        return i % 2 ? 0.0 : -0.0;
    case 5:
        return i % 5 == 0 ? HUGE_VAL : i % 5 == 1 ? -HUGE_VAL : 0x1p-1074 * (double)(i % 11);
    case 6:
        return (double)i;
    default:
        return -(double)i;
    }
}

TEST(sorts_whatever_comes)
{
    static double key[MOST];
    static const size_t size[] = {0, 1, 2, 15, 16, 17, 100, 1023, 1024, 1500, MOST};

    for (int kind = 0; kind < 8; kind++)
        for (size_t s = 0; s < sizeof size / sizeof *size; s++) {
            for (size_t i = 0; i < size[s]; i++)
                key[i] = like(kind, i);
            check_sort(key, size[s]);
        }
}

TEST(sums_keep_what_addition_drops)
{
    struct jh_sum s = {0}, tenth = {0};

    jh_sum_add(&s, 1);
    jh_sum_add(&s, 1e100);
    jh_sum_add(&s, 1);
    jh_sum_add(&s, -1e100);
    CHECK(jh_sum_value(&s) == 2);
    for (int i = 0; i < 1000000; i++)
        jh_sum_add(&tenth, 0.1);
    CHECK_NEAR(100000, jh_sum_value(&tenth), 2e-11); /* 0.1 itself is off by 5.6e-18 */
}
