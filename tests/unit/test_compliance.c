/* tests/unit/test_compliance.c - engine/compliance. */
#include "engine/compliance/compliance.h"
#include "t.h"
#include <math.h>

static struct jh_err err;
static const enum jh_relation at_least[8] = {0};

static enum jh_outcome school(size_t n, const double *value, const double *line)
{
    const struct jh_compliance_in in = {n, value, line, at_least, n - 1, 0.85};
    struct jh_compliance c = {0};

    CHECK(jh_compliance_school(&in, &c, &err) == JH_OK);
    CHECK(jh_compliance_verify(&in, &c, &err) == JH_OK);
    return c.status;
}

TEST(relations)
{
    CHECK(jh_compliance_test(4.2, JH_REL_AT_LEAST, 4.2) == JH_OUT_PASS);
    CHECK(jh_compliance_test(4.19, JH_REL_AT_LEAST, 4.2) == JH_OUT_FAIL);
    CHECK(jh_compliance_test(0.5, JH_REL_AT_MOST, 0.5) == JH_OUT_PASS);
    CHECK(jh_compliance_test(0.5, JH_REL_BELOW, 0.5) == JH_OUT_FAIL);
    CHECK(jh_compliance_test(0.5, JH_REL_ABOVE, 0.5) == JH_OUT_FAIL);
    CHECK(jh_compliance_test(1, JH_REL_EQUAL, 1) == JH_OUT_PASS);
    CHECK(jh_compliance_test((double)NAN, JH_REL_AT_LEAST, 1) == JH_OUT_UNKNOWN);
    CHECK(jh_compliance_test(1, JH_REL_AT_LEAST, (double)NAN) == JH_OUT_UNKNOWN);
}

/* Every whole k and n with k / n * 100 exactly on a line with one decimal counts as on it. */
TEST(binary_division_fails_nobody)
{
    for (int line = 1; line <= 60; line++)
        for (int pupils = 1; pupils <= 3000; pupils++)
            if (line * pupils % 1000 == 0) {
                double value = (double)(line * pupils / 1000) / pupils * 100;
                CHECK(jh_compliance_test(value, JH_REL_AT_LEAST, line / 10.0) == JH_OUT_PASS);
                CHECK(jh_compliance_test(value, JH_REL_AT_MOST, line / 10.0) == JH_OUT_PASS);
            }
}

TEST(six_of_seven_and_the_other_not_below_85_percent)
{
    const double line[] = {1, 1, 1, 1, 1, 1, 1};
    const double all[] = {1, 1, 1, 1, 1, 1, 1}, six[] = {1, 1, 1, 1, 1, 1, 0.85};
    const double low[] = {1, 1, 1, 1, 1, 1, 0.84}, five[] = {1, 1, 1, 1, 1, 0.9, 0.9};
    const double one_gone[] = {1, 1, 1, 1, 1, 1, (double)NAN};
    const double gone_and_low[] = {1, 1, 1, 1, 1, (double)NAN, 0.5};
    const double gone_and_short[] = {1, 1, 1, 1, 1, (double)NAN, 0.9};

    CHECK(school(7, all, line) == JH_OUT_PASS);
    CHECK(school(7, six, line) == JH_OUT_PASS);
    CHECK(school(7, low, line) == JH_OUT_FAIL);
    CHECK(school(7, five, line) == JH_OUT_FAIL);
    CHECK(school(7, one_gone, line) == JH_OUT_UNKNOWN); /* it may be below the floor */
    CHECK(school(7, gone_and_low, line) == JH_OUT_FAIL);
    CHECK(school(7, gone_and_short, line) == JH_OUT_UNKNOWN);
}

TEST(a_rule_that_cannot_be_is_refused)
{
    struct jh_compliance_in in = {1, (double[]){1}, (double[]){1}, at_least, 2, 0.85};
    struct jh_compliance c;

    CHECK(jh_compliance_school(&in, &c, &err) == JH_E_USAGE);
    CHECK_STR("compliance.rule", err.id);
    in.pass_at_least = 1, in.floor = (double)NAN;
    CHECK(jh_compliance_school(&in, &c, &err) == JH_E_USAGE);
}

TEST(all_of_outcomes)
{
    const enum jh_outcome o[] = {JH_OUT_PASS, JH_OUT_UNKNOWN, JH_OUT_FAIL};

    CHECK(jh_compliance_all(o, 0) == JH_OUT_PASS);
    CHECK(jh_compliance_all(o, 1) == JH_OUT_PASS);
    CHECK(jh_compliance_all(o, 2) == JH_OUT_UNKNOWN);
    CHECK(jh_compliance_all(o, 3) == JH_OUT_FAIL);
}

static double one_of(double a, double b, double c, double d)
{
    const double all[] = {a, b, c, d};

    return all[t_random() % 4];
}

/* Against every way the missing ones could turn out. */
TEST(prop_three_values_agree_with_trying_all)
{
    for (int trial = 0; trial < 20000; trial++) {
        size_t n = 1 + (size_t)(t_random() % 7);
        double value[7], line[7];
        enum jh_relation relation[7];
        for (size_t i = 0; i < n; i++) {
            value[i] = one_of((double)NAN, 1, 0.9, t_uniform(0.5, 1.5));
            line[i] = t_random() % 20 ? 1 : (double)NAN;
            relation[i] = (enum jh_relation)(t_random() % 5);
        }
        const struct jh_compliance_in in = {
            n, value, line, relation, (size_t)(t_random() % (n + 1)), one_of(0, 0.85, 0.5, 1)};
        struct jh_compliance c;
        CHECK(jh_compliance_school(&in, &c, &err) == JH_OK);
        CHECK(jh_compliance_verify(&in, &c, &err) == JH_OK);
    }
}

TEST(prop_the_gap_suffices_and_less_does_not)
{
    for (int trial = 0; trial < 50000; trial++) {
        enum jh_relation relation = (enum jh_relation)(t_random() % 4);
        int decimals = (int)(t_random() % 3);
        double amount = floor(t_uniform(0, 5000) * 100) / one_of(100, 100, 1, 7);
        double per = floor(t_uniform(1, 3000)), scale = one_of(1, 100, 1, 1000);
        double line = floor(t_uniform(1, 120)) / one_of(10, 10, 1, 100);
        double gap = jh_compliance_gap(amount, per, scale, relation, line, decimals);
        CHECK(gap >= 0);
        if (jh_compliance_gap_verify(amount, per, scale, relation, line, decimals, gap, &err) ==
            JH_OK)
            continue;
        printf("%s: %.17g / %.17g * %g, relation %d, line %.17g, %d decimals, gap %.17g\n",
               err.text, amount, per, scale, (int)relation, line, decimals, gap);
        CHECK(!"verified");
    }
}

TEST(gaps_that_cannot_be_named)
{
    CHECK(isnan(jh_compliance_gap((double)NAN, 1, 1, JH_REL_AT_LEAST, 1, 0)));
    CHECK(isnan(jh_compliance_gap(1, 0, 1, JH_REL_AT_LEAST, 1, 0)));
    CHECK(isnan(jh_compliance_gap(1, 1, 1, JH_REL_AT_LEAST, (double)NAN, 0)));
    CHECK(isnan(jh_compliance_gap(1, 1, 1, JH_REL_BELOW, 0, 0)));
    CHECK(isnan(jh_compliance_gap(3, 1, 1, JH_REL_EQUAL, 2, 0)));
    CHECK(jh_compliance_gap(1, 1, 1, JH_REL_EQUAL, 2, 0) == 1);
    CHECK(jh_compliance_gap(3.5, 1, 1, JH_REL_AT_MOST, 0, 0) == 4);
}
