/* tests/unit/test_disparity.c - engine/disparity: faults, edges, and results known by hand. */
#include "engine/disparity/disparity.h"
#include "t.h"
#include <math.h>

static struct jh_err err;
static struct jh_arena mem;

static struct jh_disparity_all all_of(size_t n, const double *amount, const double *pupils)
{
    const struct jh_disparity_in in = {n, amount, pupils};
    struct jh_disparity_all all = {0};

    CHECK(jh_disparity_all(&in, &mem, &all, &err) == JH_OK);
    CHECK(jh_disparity_verify(&in, &all, 1e-12, &err) == JH_OK);
    jh_arena_free(&mem);
    return all;
}

TEST(a_school_without_pupils_is_named)
{
    const double books[] = {10, 10}, pupils[] = {5, 0};
    struct jh_disparity d;

    CHECK(jh_disparity_compute(&(struct jh_disparity_in){2, books, pupils}, &d, &err) == JH_E_DATA);
    CHECK_STR("disparity.pupils_range", err.id);
    CHECK_STR("pupils", err.at.field);
    CHECK_INT(2, err.at.row);
}

TEST(a_missing_amount_is_named_and_is_not_zero)
{
    const double books[] = {10, 20, (double)NAN}, pupils[] = {5, 5, 5}, negative[] = {1, -1, 1};
    struct jh_disparity_all all;

    CHECK(jh_disparity_all(&(struct jh_disparity_in){3, books, pupils}, &mem, &all, &err) ==
          JH_E_DATA);
    CHECK_STR("disparity.amount_range", err.id);
    CHECK_INT(3, err.at.row);
    CHECK(jh_disparity_all(&(struct jh_disparity_in){3, negative, pupils}, &mem, &all, &err) ==
          JH_E_DATA);
    CHECK_INT(2, err.at.row);
    jh_arena_free(&mem);
}

TEST(nobody_has_any)
{
    const double books[] = {0, 0}, pupils[] = {5, 6};
    struct jh_disparity d = {1, 2, 3};

    CHECK(jh_disparity_compute(&(struct jh_disparity_in){2, books, pupils}, &d, &err) ==
          JH_E_NOSOLUTION);
    CHECK_STR("disparity.mean_zero", err.id);
    CHECK(d.mean == 1 && d.cv == 3); /* untouched */
    CHECK(jh_disparity_compute(&(struct jh_disparity_in){0, NULL, NULL}, &d, &err) ==
          JH_E_NOSOLUTION);
}

TEST(one_school)
{
    const double books[] = {70}, pupils[] = {10};
    struct jh_disparity_all a = all_of(1, books, pupils);

    CHECK(a.cv == 0 && a.gini == 0 && a.theil == 0 && a.theil_l == 0 && a.mcloone == 1);
    CHECK(a.median == 7 && a.low == 7 && a.high == 7 && a.mean == 7);
    CHECK(isnan(a.cv_low) && isnan(a.cv_high) && isnan(a.cv_unweighted));
}

TEST(equal_schools_differ_by_nothing)
{
    double books[40], pupils[40];

    for (int i = 0; i < 40; i++) {
        pupils[i] = 3 + i * 7;
        books[i] = pupils[i] * 0.1; /* 0.1 is not exact: rounding may show, not more */
    }
    struct jh_disparity_all a = all_of(40, books, pupils);
    CHECK(a.cv < 1e-15 && a.gini < 1e-15 && fabs(a.theil) < 1e-30 && fabs(a.theil_l) < 1e-30);
    CHECK_NEAR(1, a.mcloone, 1e-15);
    CHECK(a.cv_high < 1e-14);
}

TEST(a_school_with_none_makes_theil_l_infinite)
{
    const double books[] = {0, 10, 10}, pupils[] = {10, 10, 10};
    struct jh_disparity_all a = all_of(3, books, pupils);

    CHECK(isinf(a.theil_l) && a.theil_l > 0);
    CHECK_NEAR(log(1.5), a.theil, 1e-15);
    CHECK_NEAR(1.0 / 3, a.gini, 1e-15);
    CHECK(a.low == 0);
}

/* Half of 100 pupils: 30 have 1, 20 of the median's 40 have 2. (30 + 40) / (50 * 2) = 0.7. */
TEST(mcloone_by_hand)
{
    const double amount[] = {30, 80, 150}, pupils[] = {30, 40, 30};
    struct jh_disparity_all a = all_of(3, amount, pupils);

    CHECK(a.median == 2);
    CHECK_NEAR(0.7, a.mcloone, 1e-15);
}

/* Values 0 and 2 with equal weights: mean 1, cv 1. Without either school cv is 0 (or nobody has
 * any); moved to the mean: values 1 and 2, mean 1.5, sd 0.5. */
TEST(shares_by_hand)
{
    const double amount[] = {0, 20}, pupils[] = {10, 10};
    struct jh_disparity_share *share;

    CHECK(jh_disparity_shares(&(struct jh_disparity_in){2, amount, pupils}, &mem, &share, &err) ==
          JH_OK);
    CHECK_NEAR(0.5, share[0].share, 1e-15);
    CHECK_NEAR(0.5, share[1].share, 1e-15);
    CHECK(share[0].cv_without == 0);
    CHECK(isnan(share[1].cv_without)); /* the other has nothing */
    CHECK_NEAR(1.0 / 3, share[0].cv_at_mean, 1e-15);
    CHECK_NEAR(1, share[1].cv_at_mean, 1e-15); /* 0 and 1: mean 0.5, sd 0.5 */
    CHECK_NEAR(-0.1, share[0].slope, 1e-15);   /* (-1/1 - 1) / (20 * 1) */
    CHECK_NEAR(0, share[1].slope, 1e-15);
    jh_arena_free(&mem);
}

TEST(lorenz_of_three)
{
    const double amount[] = {60, 10, 30}, pupils[] = {20, 20, 20};
    struct jh_disparity_point *p;

    CHECK(jh_disparity_lorenz(&(struct jh_disparity_in){3, amount, pupils}, &mem, &p, &err) ==
          JH_OK);
    CHECK(p[0].pupils == 0 && p[0].amount == 0);
    CHECK_NEAR(0.1, p[1].amount, 1e-16);
    CHECK_NEAR(0.4, p[2].amount, 1e-16);
    CHECK(p[3].pupils == 1 && p[3].amount == 1);
    jh_arena_free(&mem);
}

TEST(groups_may_be_empty_or_have_nothing)
{
    const double amount[] = {60, 10, 0}, pupils[] = {20, 20, 20};
    const int group[] = {0, 0, 2}, outside[] = {0, 3, 0};
    const struct jh_disparity_in in = {3, amount, pupils};
    struct jh_disparity_split s;
    struct jh_disparity_all a;

    CHECK(jh_disparity_decompose(&in, group, 3, &mem, &s, &err) == JH_OK);
    CHECK(jh_disparity_all(&in, &mem, &a, &err) == JH_OK);
    CHECK_NEAR(a.theil, s.theil, 1e-15);
    CHECK(s.group[1].n == 0 && isnan(s.group[1].mean) && s.group[1].between == 0);
    CHECK(s.group[2].mean == 0 && isnan(s.group[2].cv) && isnan(s.group[2].theil));
    CHECK_NEAR(log(1.5), s.between, 1e-15);
    CHECK(jh_disparity_decompose(&in, outside, 3, &mem, &s, &err) == JH_E_DATA);
    CHECK_STR("disparity.group_range", err.id);
    CHECK_INT(2, err.at.row);
    jh_arena_free(&mem);
}

TEST(verify_finds_a_wrong_number)
{
    const double amount[] = {60, 10, 33}, pupils[] = {20, 20, 20};
    const struct jh_disparity_in in = {3, amount, pupils};
    struct jh_disparity_all a, bad;
    double *field[] = {&bad.pupils,  &bad.amount,  &bad.mean, &bad.sd,    &bad.cv,
                       &bad.cv_low,  &bad.cv_high, &bad.gini, &bad.theil, &bad.theil_l,
                       &bad.mcloone, &bad.median,  &bad.low,  &bad.high,  &bad.cv_unweighted};

    CHECK(jh_disparity_all(&in, &mem, &a, &err) == JH_OK);
    CHECK(jh_disparity_verify(&in, &a, 1e-12, &err) == JH_OK);
    for (size_t i = 0; i < sizeof field / sizeof *field; i++) {
        bad = a;
        *field[i] = *field[i] * 1.0001 + 1e-4;
        CHECK(jh_disparity_verify(&in, &bad, 1e-12, &err) == JH_E_BUG);
        CHECK_STR("disparity.verify", err.id);
    }
    jh_arena_free(&mem);
}
