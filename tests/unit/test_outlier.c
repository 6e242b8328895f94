/* tests/unit/test_outlier.c - expected numbers are plain R's (4.2), to 15 digits:
 *   change    r<-x/y; R<-median(r); s<-ifelse(r<R,1-R/r,r/R-1); E<-s*pmax(x,y)^.5;
 *             q<-quantile(E,c(.25,.5,.75)); b<-max(q[2]-q[1],abs(.05*q[2])); a likewise above
 *   modified  .6745*(x-median(x))/median(abs(x-median(x)))
 *   z         (x-mean(x))/sd(x) */
#include "engine/outlier/outlier.h"
#include "t.h"
#include <math.h>

static struct jh_err err;

static struct jh_outliers find(const struct jh_outlier_in *in, struct jh_arena *mem)
{
    struct jh_outliers r = {0};

    CHECK(jh_outlier_find(in, mem, &r, &err) == JH_OK);
    CHECK(jh_outlier_verify(in, &r, 1e-11, mem, &err) == JH_OK);
    return r;
}

TEST(change_as_hidiroglou_and_berthelot)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const double last[] = {120, 450, 980, 60, 1500, 33, 720, 640, 210, 88, 1200, 305};
    const double now[] = {118, 455, 1500, 95, 1490, 31, 731, 300, 214, 90, 1196, 152.5};
    const struct jh_outlier_in in = {JH_OUTLIER_CHANGE, 12, now, last, .a = 0.05, .c = 4, .u = 0.5};
    const struct jh_outliers r = find(&in, &mem);

    CHECK(r.used == 12 && r.n == 4);
    CHECK_NEAR(1.00388888888889, r.centre, 1e-14);
    CHECK_NEAR(-0.0377664348277643, r.spread, 1e-15);
    /* by effect: 1500 against 984, 300 against 642, 152.5 against 306, 95 against 60 */
    CHECK(r.found[0].at == 2 && r.found[1].at == 7 && r.found[2].at == 11 && r.found[3].at == 3);
    CHECK_NEAR(72.678529288874699, r.found[0].score, 1e-9);
    CHECK_NEAR(-79.916000516433130, r.found[1].score, 1e-9);
    CHECK_NEAR(-48.659605151286691, r.found[2].score, 1e-9);
    CHECK_NEAR(20.218588241786854, r.found[3].score, 1e-9);
    CHECK_NEAR(980 * 1.00388888888889, r.found[0].expected, 1e-9);
}

TEST(modified_z_sees_what_hides_from_z)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const double x[] = {2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3};
    struct jh_outlier_in in = {JH_OUTLIER_MODIFIED, 10, x, .threshold = 3.5};
    const struct jh_outliers r = find(&in, &mem);

    CHECK(r.n == 2 && r.found[0].at == 9 && r.found[1].at == 8);
    CHECK_NEAR(2.45, r.centre, 1e-15);
    CHECK_NEAR(26.305499999999938, r.found[0].score, 1e-9);
    in.method = JH_OUTLIER_Z, in.threshold = 2.5;
    CHECK(find(&in, &mem).n == 0); /* the two wild ones hide each other */
}

TEST(z_with_one_wild_value)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const double x[] = {3, 3.2, 2.9, 3.1, 3, 3.05, 2.95, 3.3, 2.8, 3, 3.1, 9};
    const struct jh_outliers r =
        find(&(struct jh_outlier_in){JH_OUTLIER_Z, 12, x, .threshold = 3}, &mem);

    CHECK(r.n == 1 && r.found[0].at == 11);
    CHECK_NEAR(3.166191587002877, r.found[0].score, 1e-12);
    CHECK_NEAR(1.72657481913197, r.spread, 1e-13);
}

TEST(more_than_half_alike_takes_the_mean_deviation)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const double x[] = {5, 5, 5, 5, 5, 5, 9, 1}, same[] = {7, 7, 7, 7, 7};
    const struct jh_outliers r =
        find(&(struct jh_outlier_in){JH_OUTLIER_MODIFIED, 8, x, .threshold = 3}, &mem);

    CHECK(r.n == 2 && r.found[0].at == 6 && r.found[1].at == 7);
    CHECK_NEAR(3.19153859288255, r.found[0].score, 1e-13);
    CHECK(find(&(struct jh_outlier_in){JH_OUTLIER_MODIFIED, 5, same, .threshold = 3}, &mem).n == 0);
}

TEST(range_counts_from_the_bound)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const double x[] = {9, (double)NAN, 10, 20, 31}, weight[] = {100, 1, 1, 1, 1};
    const struct jh_outliers r = find(
        &(struct jh_outlier_in){JH_OUTLIER_RANGE, 5, x, .weight = weight, .low = 10, .high = 20},
        &mem);

    CHECK(r.used == 4 && r.n == 2 && r.found[0].at == 0 && r.found[1].at == 4);
    CHECK_NEAR(-100, r.found[0].effect, 0);
    CHECK_NEAR(1.1, r.found[1].score, 1e-15);
    CHECK_NEAR(20, r.found[1].expected, 0);
}

TEST(what_cannot_find_anything_says_so)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const double x[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 1000}, wild[] = {1, 2, 3, HUGE_VAL};
    struct jh_outliers r;

    CHECK(jh_outlier_find(&(struct jh_outlier_in){JH_OUTLIER_Z, 10, x, .threshold = 3}, &mem, &r,
                          &err) == JH_E_NOSOLUTION);
    CHECK_STR("outlier.too_few", err.id);
    CHECK(jh_outlier_find(&(struct jh_outlier_in){JH_OUTLIER_MODIFIED, 3, x, .threshold = 3}, &mem,
                          &r, &err) == JH_E_NOSOLUTION);
    CHECK(jh_outlier_find(&(struct jh_outlier_in){JH_OUTLIER_MODIFIED, 4, wild, .threshold = 3},
                          &mem, &r, &err) == JH_E_DATA);
    CHECK(err.at.row == 4);
    CHECK(jh_outlier_find(&(struct jh_outlier_in){.method = JH_OUTLIER_Z, .n = 10, .value = x},
                          &mem, &r, &err) == JH_E_USAGE);
    CHECK(jh_outlier_find(&(struct jh_outlier_in){JH_OUTLIER_RANGE, 4, x, .low = 2, .high = 1},
                          &mem, &r, &err) == JH_E_USAGE);
}

/* Made-up schools, some wild, some missing, some without a year before. */
static void fill(double *x, double *y, double *w, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        y[i] = t_uniform(0, 1) < 0.05 ? 0 : t_uniform(20, 2000);
        x[i] = y[i] * t_uniform(0.9, 1.15);
        if (t_uniform(0, 1) < 0.08)
            x[i] *= t_uniform(0.2, 4);
        if (t_uniform(0, 1) < 0.05)
            x[i] = (double)NAN;
        w[i] = t_uniform(0, 3);
    }
}

TEST(prop_every_method_follows_its_definition)
{
    enum { MOST = 120 };
    double x[MOST], y[MOST], w[MOST];

    for (int trial = 0; trial < 400; trial++) {
        JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
        size_t n = 20 + (size_t)t_uniform(0, MOST - 20);

        fill(x, y, w, n);
        for (int method = JH_OUTLIER_Z; method <= JH_OUTLIER_CHANGE; method++)
            find(&(struct jh_outlier_in){.method = (enum jh_outlier_method)method,
                                         .n = n,
                                         .value = x,
                                         .before = y,
                                         .weight = trial % 2 ? w : NULL,
                                         .threshold = 2,
                                         .low = 100,
                                         .high = 1500,
                                         .a = 0.05,
                                         .c = 4,
                                         .u = trial % 3 * 0.5},
                 &mem);
    }
}

/* Counting in thousands instead of ones, or in another order of schools, finds the same schools. */
TEST(prop_unit_and_order_do_not_matter)
{
    enum { N = 60 };
    double x[N], y[N], w[N], x2[N], y2[N];

    for (int trial = 0; trial < 200; trial++) {
        JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
        fill(x, y, w, N);
        for (size_t i = 0; i < N; i++)
            x2[N - 1 - i] = x[i] * 1024, y2[N - 1 - i] = y[i] * 1024;
        struct jh_outlier_in in = {JH_OUTLIER_CHANGE, N, x, y, .a = 0.05, .c = 4, .u = 0.5};
        const struct jh_outliers a = find(&in, &mem);
        in.value = x2, in.before = y2;
        const struct jh_outliers b = find(&in, &mem);
        CHECK(a.n == b.n);
        for (size_t i = 0; i < a.n && i < b.n; i++)
            CHECK(a.found[i].at == N - 1 - b.found[i].at);
    }
}
