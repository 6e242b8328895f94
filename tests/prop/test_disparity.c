/* tests/prop/test_disparity.c - what must hold for every county. */
#include "engine/disparity/disparity.h"
#include "t.h"
#include <math.h>

enum { MOST = 60, TRIALS = 400 };

static struct jh_err err;

struct made {
    size_t n;
    double amount[MOST], pupils[MOST];
    int group[MOST];
};

/* Counties of 2 to 58 schools; some schools have nothing, some values repeat. */
static struct made make(void)
{
    struct made m = {.n = 2 + (size_t)(t_random() % (MOST - 4))};

    for (size_t i = 0; i < m.n; i++) {
        m.pupils[i] = floor(exp(t_uniform(2, 8)));
        m.amount[i] = i > 1 && t_random() % 9 == 0 ? 0 : m.pupils[i] * exp(t_uniform(-2, 2));
        if (i && t_random() % 7 == 0)
            m.amount[i] = m.amount[i - 1] / m.pupils[i - 1] * m.pupils[i];
        m.group[i] = (int)(t_random() % 4);
    }
    return m;
}

static struct jh_disparity_in in_of(const struct made *m)
{
    return (struct jh_disparity_in){m->n, m->amount, m->pupils};
}

static struct jh_disparity_all solve(const struct made *m)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_disparity_in in = in_of(m);
    struct jh_disparity_all a = {0};

    CHECK(jh_disparity_all(&in, &mem, &a, &err) == JH_OK);
    return a;
}

static void same(const struct jh_disparity_all *a, const struct jh_disparity_all *b)
{
    const double tol = 1e-12;

    CHECK_NEAR(a->cv, b->cv, tol);
    CHECK_NEAR(a->gini, b->gini, tol);
    CHECK_NEAR(a->theil, b->theil, tol);
    CHECK((isinf(a->theil_l) && isinf(b->theil_l)) || fabs(a->theil_l - b->theil_l) <= tol);
    CHECK((isnan(a->mcloone) && isnan(b->mcloone)) || fabs(a->mcloone - b->mcloone) <= tol);
}

TEST(any_result_passes_verify)
{
    for (int trial = 0; trial < TRIALS; trial++) {
        struct made m = make();
        struct jh_disparity_in in = in_of(&m);
        struct jh_disparity_all a = solve(&m);
        struct jh_disparity d;

        if (jh_disparity_verify(&in, &a, 1e-11, &err) != JH_OK)
            CHECK_STR("no fault", err.text);
        CHECK(jh_disparity_compute(&in, &d, &err) == JH_OK);
        CHECK(d.mean == a.mean && d.sd == a.sd && d.cv == a.cv); /* the same bits */
    }
}

TEST(units_do_not_matter)
{
    for (int trial = 0; trial < TRIALS; trial++) {
        struct made m = make(), other = m;
        double money = exp(t_uniform(-5, 5));

        for (size_t i = 0; i < m.n; i++)
            other.amount[i] = m.amount[i] * money;
        struct jh_disparity_all a = solve(&m), b = solve(&other);
        same(&a, &b);
        /* a part of itself: of three schools the limit may lie at 10 times the cv */
        CHECK((isnan(a.cv_high) && isnan(b.cv_high)) ||
              fabs(a.cv_high - b.cv_high) < 1e-10 * (1 + fabs(a.cv_high)));
        CHECK_NEAR(a.cv_unweighted, b.cv_unweighted, 1e-12);
    }
}

TEST(order_does_not_matter)
{
    for (int trial = 0; trial < TRIALS; trial++) {
        struct made m = make(), other = m;

        for (size_t i = m.n - 1; i > 0; i--) {
            size_t j = (size_t)(t_random() % (i + 1));
            double x = other.amount[i], p = other.pupils[i];
            other.amount[i] = other.amount[j], other.pupils[i] = other.pupils[j];
            other.amount[j] = x, other.pupils[j] = p;
        }
        struct jh_disparity_all a = solve(&m), b = solve(&other);
        same(&a, &b);
        CHECK(a.median == b.median && a.low == b.low && a.high == b.high);
    }
}

/* Splitting a school in two that are alike changes nobody's share. */
TEST(splitting_a_school_changes_nothing)
{
    for (int trial = 0; trial < TRIALS; trial++) {
        struct made m = make(), other = m;
        size_t at = (size_t)(t_random() % m.n);

        m.pupils[at] = other.pupils[at] = 2 * m.pupils[at];
        other.pupils[other.n] = other.pupils[at] /= 2;
        other.amount[other.n] = other.amount[at] /= 2;
        other.n++;
        struct jh_disparity_all a = solve(&m), b = solve(&other);
        same(&a, &b);
        CHECK(a.median == b.median);
    }
}

TEST(from_a_rich_school_to_a_poor_one_lowers_all)
{
    for (int trial = 0; trial < TRIALS; trial++) {
        struct made m = make(), other = m;
        size_t i = (size_t)(t_random() % m.n), j = (size_t)(t_random() % m.n);
        double xi = m.amount[i] / m.pupils[i], xj = m.amount[j] / m.pupils[j];

        if (!(xi > 1.1 * xj))
            continue;
        double gift = 0.3 * (xi - xj) * fmin(m.pupils[i], m.pupils[j]);
        other.amount[i] -= gift;
        other.amount[j] += gift;
        struct jh_disparity_all a = solve(&m), b = solve(&other);
        CHECK(b.cv < a.cv && b.gini < a.gini && b.theil < a.theil);
    }
}

TEST(shares_agree_with_doing_it)
{
    for (int trial = 0; trial < TRIALS; trial++) {
        JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
        struct made m = make(), other;
        struct jh_disparity_in in = in_of(&m);
        struct jh_disparity_share *share;
        struct jh_disparity_all a = solve(&m);
        double sum = 0;

        CHECK(jh_disparity_shares(&in, &mem, &share, &err) == JH_OK);
        for (size_t i = 0; i < m.n; i++) {
            sum += share[i].share;
            other = m;
            other.amount[i] = a.mean * m.pupils[i];
            CHECK_NEAR(solve(&other).cv, share[i].cv_at_mean, 1e-10);

            double h = 1e-4 * m.pupils[i]; /* slope by a small step to both sides */
            if (m.amount[i] > h && a.cv > 0.01) {
                other.amount[i] = m.amount[i] + h;
                double up = solve(&other).cv;
                other.amount[i] = m.amount[i] - h;
                CHECK_NEAR((up - solve(&other).cv) / (2 * h), share[i].slope,
                           1e-3 * fabs(share[i].slope) + 1e-4 / m.pupils[i]);
            }
            other = m;
            other.n--;
            other.amount[i] = m.amount[m.n - 1], other.pupils[i] = m.pupils[m.n - 1];
            CHECK_NEAR(solve(&other).cv, share[i].cv_without, 1e-10);
        }
        CHECK_NEAR(a.cv > 0, sum, 1e-12); /* two schools may be equal */
    }
}

TEST(between_and_within_add_up)
{
    for (int trial = 0; trial < TRIALS; trial++) {
        JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
        struct made m = make();
        struct jh_disparity_in in = in_of(&m);
        struct jh_disparity_all a = solve(&m);
        struct jh_disparity_split s;
        double between = 0, within = 0;

        CHECK(jh_disparity_decompose(&in, m.group, 5, &mem, &s, &err) == JH_OK);
        CHECK_NEAR(a.theil, s.theil, 1e-13);
        CHECK(s.between >= 0 && s.within >= 0);
        for (size_t g = 0; g < 5; g++) {
            between += s.group[g].between;
            within += s.group[g].within;
        }
        CHECK_NEAR(s.between, between, 1e-13);
        CHECK_NEAR(s.within, within, 1e-13);
    }
}

/* The curve lies below the diagonal, bends one way, and holds Gini as twice the area between. */
TEST(the_lorenz_curve_and_gini_agree)
{
    for (int trial = 0; trial < TRIALS; trial++) {
        JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
        struct made m = make();
        struct jh_disparity_in in = in_of(&m);
        struct jh_disparity_point *p;
        double area = 0;

        CHECK(jh_disparity_lorenz(&in, &mem, &p, &err) == JH_OK);
        for (size_t i = 1; i <= m.n; i++) {
            CHECK(p[i].amount <= p[i].pupils + 1e-15 && p[i].pupils > p[i - 1].pupils);
            area += (p[i].pupils - p[i - 1].pupils) * (p[i].amount + p[i - 1].amount);
        }
        CHECK(p[m.n].pupils == 1 && p[m.n].amount == 1);
        CHECK_NEAR(solve(&m).gini, 1 - area, 1e-12);
    }
}
