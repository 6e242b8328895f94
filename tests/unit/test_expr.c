/* tests/unit/test_expr.c - formulas: grammar, missing values, aggregates, limits, positions. */
#include "base/expr.h"
#include "base/buf.h"
#include "t.h"
#include <math.h>
#include <string.h>

static const char *const names[] = {"a", "b", "c", "type.nine_year", "switch.private", "gone"};
static const double values[] = {2, 3, 5, 1, 0, (double)NAN};

static int slot_of(void *context, const char *name, size_t n)
{
    (void)context;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == n && memcmp(names[i], name, n) == 0)
            return (int)i;
    return -1;
}

static const struct jh_expr_names known = {slot_of, NULL};

static double value_of(const char *text, const struct jh_expr_table *rows)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const struct jh_expr *e;
    struct jh_err err;

    if (jh_expr_parse(&mem, text, &known, &e, &err) != JH_OK) {
        CHECK_STR(text, err.text);
        return -12345;
    }
    return jh_expr_eval(e, values, rows);
}

TEST(operators_bind_as_in_school)
{
    CHECK_NEAR(17, value_of("a + b * c", NULL), 0);
    CHECK_NEAR(-3, value_of("-b", NULL), 0);
    CHECK_NEAR(-6, value_of("a - b - c", NULL), 0);
    CHECK_NEAR(4, value_of("a - (b - c)", NULL), 0);
    CHECK_NEAR(10.0 / 3 / 5, value_of("10/b/c", NULL), 0);
    CHECK_NEAR(6, value_of("10/(c/b)", NULL), 1e-15);
    CHECK_NEAR(1, value_of("a + b = c", NULL), 0);
    CHECK_NEAR(1, value_of("not a > b and c >= 5", NULL), 0);
    CHECK_NEAR(1, value_of("a > b and gone or c != 4", NULL), 0);
    CHECK_NEAR(1, value_of("type.nine_year and not switch.private", NULL), 0);
    CHECK_NEAR(1500, value_of("1.5e+3", NULL), 0);
    CHECK_NEAR(5, value_of("--c", NULL), 0);
}

TEST(calls)
{
    CHECK_NEAR(3, value_of("ceil(25 / 12)", NULL), 0);
    CHECK_NEAR(2, value_of("floor(2.9)", NULL), 0);
    CHECK_NEAR(1, value_of("abs(a - b)", NULL), 0);
    CHECK_NEAR(2, value_of("min(c, a, b)", NULL), 0);
    CHECK_NEAR(5, value_of("max(c, a, b)", NULL), 0);
    CHECK_NEAR(7, value_of("if(a < b, 7, gone)", NULL), 0);
    CHECK_NEAR(0, value_of("has(gone)", NULL), 0);
    CHECK_NEAR(9, value_of("or_else(gone, 9)", NULL), 0);
}

TEST(missing_spreads_and_is_never_zero)
{
    const char *missing[] = {"gone",           "a + gone",   "gone * 0",     "gone > 1",
                             "not gone",       "a / 0",      "min(a, gone)", "max(gone, a)",
                             "if(gone, 1, 2)", "1 and gone", "gone or 0",    "1e300 * 1e300",
                             "total(a)",       "-gone",      "ceil(gone)"};
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++)
        CHECK(isnan(value_of(missing[i], NULL)));
    CHECK_NEAR(0, value_of("0 and gone", NULL), 0);
    CHECK_NEAR(0, value_of("gone and 0", NULL), 0);
    CHECK_NEAR(1, value_of("1 or gone", NULL), 0);
    CHECK_NEAR(1, value_of("gone or 1", NULL), 0);
}

TEST(aggregates_run_over_the_rows)
{
    double nan = (double)NAN;
    const double cell[] = {1, 10, nan, 0, 0, 0, 2, 20, nan, 0, 0, 0, 6, 60, 1, 0, 0, 0};
    struct jh_expr_table t = {3, 6, cell}, none = {0, 6, cell};

    CHECK_NEAR(9, value_of("total(a)", &t), 0);
    CHECK_NEAR(90, value_of("total(a * b) / total(a) - total(a * b) / 9 + 90", &t), 1e-12);
    CHECK_NEAR(2, value_of("count(a <= 2)", &t), 0);
    CHECK_NEAR(2.0 / 3, value_of("share(a <= 2)", &t), 0);
    CHECK_NEAR(3, value_of("mean(a)", &t), 0);
    CHECK_NEAR(1, value_of("lowest(a)", &t), 0);
    CHECK_NEAR(60, value_of("highest(b)", &t), 0);
    CHECK(isnan(value_of("total(c)", &t)));
    CHECK_NEAR(1, value_of("count(has(c))", &t), 0);
    CHECK_NEAR(0, value_of("total(a) + count(a)", &none), 0);
    CHECK(isnan(value_of("mean(a)", &none)));
    CHECK(isnan(value_of("highest(a)", &none)));
}

static void refuse(const char *text, const char *id, long at)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const struct jh_expr *e;
    struct jh_err err = {0};

    CHECK(jh_expr_parse(&mem, text, &known, &e, &err) == JH_E_DATA);
    CHECK_STR(id, err.id);
    CHECK_INT(at, err.at.row);
}

TEST(faults_have_their_place)
{
    refuse("", "expr.syntax", 1);
    refuse("a +", "expr.syntax", 4);
    refuse("a b", "expr.syntax", 3);
    refuse("(a", "expr.syntax", 3);
    refuse("1 < a < 3", "expr.syntax", 7);
    refuse("a + pupil", "expr.unknown_name", 5);
    refuse("sum(a)", "expr.unknown_name", 1);
    refuse("if(a, b)", "expr.wrong_arguments", 1);
    refuse("ceil()", "expr.syntax", 6);
    refuse("total(mean(a))", "expr.wrong_arguments", 7);
    refuse("1..2", "expr.syntax", 1);
    refuse("a \xe5\xad\xa6", "expr.syntax", 3);
}

TEST(depth_and_length_are_limited)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf b = JH_BUF(10000);

    for (int i = 0; i < JH_EXPR_DEPTH; i++)
        jh_buf_addc(&b, '(');
    refuse(b.data, "expr.too_deep", JH_EXPR_DEPTH + 1);
    jh_buf_clear(&b);
    for (int i = 0; i < 100; i++)
        jh_buf_adds(&b, "- ");
    refuse(b.data, "expr.too_deep", 2 * JH_EXPR_DEPTH);
    jh_buf_clear(&b);
    for (int i = 0; i < JH_EXPR_TEXT; i++)
        jh_buf_adds(&b, "1+");
    refuse(b.data, "expr.too_deep", JH_EXPR_TEXT);
    jh_buf_clear(&b);
    jh_buf_adds(&b, "1");
    for (int i = 0; i < 1900; i++)
        jh_buf_adds(&b, "+1");
    CHECK_NEAR(1901, value_of(b.data, NULL), 0); /* long, not deep */
}

TEST(names_that_occur_are_listed_once)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const struct jh_expr *e;
    struct jh_err err;
    int slot[2];

    CHECK(jh_expr_parse(&mem, "c + a * c + b", &known, &e, &err) == JH_OK);
    CHECK_INT(3, jh_expr_slots(e, slot, 2));
    CHECK_INT(2, slot[0]);
    CHECK_INT(0, slot[1]);
    CHECK(!jh_expr_aggregates(e));
    CHECK(jh_expr_parse(&mem, "total(a)", &known, &e, &err) == JH_OK);
    CHECK(jh_expr_aggregates(e));
}
