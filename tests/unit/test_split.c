/* tests/unit/test_split.c - engine/split. */
#include "engine/split/split.h"
#include "t.h"
#include <math.h>

static struct jh_err err;

TEST(a_missing_figure_stays_missing)
{
    const double pupils[] = {100, 50}, weight[] = {1, 1.1}, gap[] = {100, (double)NAN};
    double part[2] = {1, 1};

    CHECK(jh_split_compute((double)NAN, 2, pupils, weight, part, &err) == JH_OK);
    CHECK(isnan(part[0]) && isnan(part[1]));
    CHECK(jh_split_compute(5, 2, gap, weight, part, &err) == JH_OK);
    CHECK(isnan(part[0]) && isnan(part[1]));
}

TEST(a_stage_without_pupils_gets_nothing)
{
    const double pupils[] = {100, 0}, weight[] = {1, 1.1};
    double part[2];

    CHECK(jh_split_compute(77, 2, pupils, weight, part, &err) == JH_OK);
    CHECK(part[0] == 77 && part[1] == 0);
}

TEST(faults_of_a_split_are_named)
{
    const double none[] = {0, 0}, less[] = {1, -1}, one[] = {1, 1}, bad[] = {1, (double)NAN};
    double part[2];

    CHECK(jh_split_compute(77, 2, none, one, part, &err) == JH_E_NOSOLUTION);
    CHECK_STR("split.no_pupils", err.id);
    CHECK(jh_split_compute(77, 2, less, one, part, &err) == JH_E_DATA);
    CHECK_STR("split.pupils_range", err.id);
    CHECK_INT(2, err.at.row);
    CHECK(jh_split_compute(77, 2, one, bad, part, &err) == JH_E_DATA);
    CHECK_STR("split.weight_range", err.id);
}

TEST(prop_parts_add_up_and_are_in_proportion)
{
    for (int trial = 0; trial < 20000; trial++) {
        size_t n = 1 + (size_t)(t_random() % 8);
        double pupils[8], weight[8], part[8], whole = exp(t_uniform(-5, 30));

        for (size_t k = 0; k < n; k++) {
            pupils[k] = k && t_random() % 5 == 0 ? 0 : floor(t_uniform(1, 3000));
            weight[k] = t_uniform(0.5, 2);
        }
        CHECK(jh_split_compute(whole, n, pupils, weight, part, &err) == JH_OK);
        CHECK(jh_split_verify(whole, n, pupils, weight, part, 1e-14, &err) == JH_OK);
        part[0] *= 1.001;
        CHECK(jh_split_verify(whole, n, pupils, weight, part, 1e-14, &err) == JH_E_BUG);
    }
}
