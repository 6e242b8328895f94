/* bench/disparity.c - every index of a million rows, timed inside the process; the best of several
 * runs, each with memory of its own, as a program that asks once would have it. bench_disparity
 * ROWS RUNS FILE      FILE: the numbers, for bench/disparity.R Prints lines "name seconds VALUE"
 * and "digits name VALUE". */
#include "base/num.h"
#include "engine/disparity/disparity.h"
#include "num/sort.h"
#include <math.h>
#include <stdint.h>

enum { GROUPS = 100 };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double uniform(uint64_t *state) /* splitmix64 */
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

/* Schools of 20 to 2,000 pupils; per pupil log-normal by Box and Muller, groups of unequal means.
 */
static void make(size_t n, double *amount, double *pupils, int *group)
{
    uint64_t state = 20250901;

    for (size_t i = 0; i < n; i++) {
        double u = 1 - uniform(&state), angle = 6.283185307179586 * uniform(&state);
        pupils[i] = floor(20 * pow(100, uniform(&state)));
        group[i] = (int)(uniform(&state) * GROUPS);
        amount[i] = pupils[i] * exp(sqrt(-2 * log(u)) * cos(angle) + group[i] * 0.002);
    }
}

static bool save(const char *path, size_t n, const double *amount, const double *pupils,
                 const int *group)
{
    FILE *f = fopen(path, "wb");

    if (!f)
        return false;
    bool ok = fwrite(amount, sizeof *amount, n, f) == n &&
              fwrite(pupils, sizeof *pupils, n, f) == n && fwrite(group, sizeof *group, n, f) == n;
    return fclose(f) == 0 && ok;
}

static void keep_best(double *best, double began)
{
    double seconds = now() - began;

    if (*best == 0 || seconds < *best)
        *best = seconds;
}

static void digits(const char *name, double value)
{
    char text[JH_NUM_TEXT];

    jh_num_format17(value, text);
    printf("digits %s %s\n", name, text);
}

static bool run(const struct jh_disparity_in *in, const int *group, double best[4], bool last)
{
    struct jh_disparity d;
    struct jh_disparity_all a;
    struct jh_disparity_split s;
    struct jh_err err;
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0}, other = {0}, third = {0};
    double began = now();

    if (jh_disparity_compute(in, &d, &err) != JH_OK)
        return false;
    keep_best(&best[0], began);
    began = now();
    if (jh_disparity_all(in, &mem, &a, &err) != JH_OK)
        return false;
    keep_best(&best[1], began);
    if (jh_disparity_decompose(in, group, GROUPS, &other, &s, &err) != JH_OK)
        return false;
    keep_best(&best[2], began);
    struct jh_pair *pair = jh_new(&third, struct jh_pair, in->n);
    for (size_t i = 0; i < in->n; i++)
        pair[i] = (struct jh_pair){in->amount[i] / in->pupils[i], in->pupils[i]};
    began = now();
    jh_sort_pairs(&third, pair, in->n);
    keep_best(&best[3], began);
    if (last) {
        digits("cv", a.cv);
        digits("gini", a.gini);
        digits("theil", a.theil);
        digits("theil_l", a.theil_l);
        digits("between", s.between);
        digits("within", s.within);
    }
    return true;
}

int main(int argc, char **argv)
{
    static const char *const name[] = {"cv", "all", "all+groups", "sort"};
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    double rows = 1e6, runs = 9, best[4] = {0};

    if (argc > 2 && (!jh_num_parse(argv[1], strlen(argv[1]), &rows) ||
                     !jh_num_parse(argv[2], strlen(argv[2]), &runs)))
        return 2;
    size_t n = (size_t)rows;
    double *amount = jh_new(&mem, double, n), *pupils = jh_new(&mem, double, n);
    int *group = jh_new(&mem, int, n);
    make(n, amount, pupils, group);
    if (argc > 3 && !save(argv[3], n, amount, pupils, group))
        return 2;
    const struct jh_disparity_in in = {n, amount, pupils};
    for (int i = 1; i <= (int)runs; i++)
        if (!run(&in, group, best, i == (int)runs))
            return 1;
    for (int i = 0; i < 4; i++)
        printf("%s seconds %.6f\n", name[i], best[i]);
    return 0;
}
