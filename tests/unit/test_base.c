/* tests/unit/test_base.c - status, arena, buffer, numbers, dates, JSON writer, messages. */
#include "base/arena.h"
#include "base/date.h"
#include "base/json.h"
#include "base/near.h"
#include "base/num.h"
#include "t.h"
#include <math.h>
#include <string.h>

static double parsed(const char *text)
{
    double value;
    if (!jh_num_parse(text, strlen(text), &value))
        value = (double)NAN;
    return value;
}

TEST(numbers_are_read_whole_or_not_at_all)
{
    CHECK_NEAR(123.25, parsed("123.25"), 0);
    CHECK_NEAR(-0.1, parsed("-0.1"), 0);
    CHECK_NEAR(1e300, parsed("1e300"), 0);
    CHECK_NEAR(12345678901234567890.0, parsed("12345678901234567890"), 0);
    CHECK_NEAR(.5, parsed(".5"), 0);
    const char *bad[] = {"", "-", ".", "1 ", " 1", "0x10", "inf", "nan", "1e", "1,000", "1..2"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(isnan(parsed(bad[i])));
}

TEST(prop_numbers_survive_their_text)
{
    char text[JH_NUM_TEXT];
    for (int i = 0; i < 20000; i++) {
        double value = t_uniform(-1, 1) * pow(10, t_uniform(-20, 20)), back;
        size_t n = jh_num_format(value, text);
        CHECK(jh_num_parse(text, n, &back) && back == value);
    }
}

/* The shortest of 15 to 17 digits as the C library prints them. */
static void check_format(double value)
{
    char text[JH_NUM_TEXT], want[JH_NUM_TEXT];
    double back;

    for (int digits = 15; digits <= 17; digits++) {
        int n = snprintf(want, sizeof want, "%.*g", digits, value);
        if (jh_num_parse(want, (size_t)n, &back) && back == value)
            break;
    }
    CHECK_INT(strlen(want), jh_num_format(value, text));
    CHECK_STR(want, text);
}

static void check_round(double value, int decimals)
{
    char text[JH_NUM_TEXT], want[JH_NUM_TEXT];
    double near;

    if (fabs(value) >= 1e15)
        return;
    int n = snprintf(want, sizeof want, "%.15g", value);
    CHECK(jh_num_parse(want, (size_t)n, &near));
    double scaled = fabs(near) * pow(10, decimals), whole = floor(scaled);
    if (scaled - whole >= 0.5 - 1e-9 * (1 + whole * 1e-6))
        whole += 1;
    snprintf(want, sizeof want, "%s%.*f", near < 0 && whole > 0 ? "-" : "", decimals,
             whole / pow(10, decimals));
    jh_num_round(value, decimals, text);
    CHECK_STR(want, text);
}

TEST(prop_numbers_look_as_the_library_prints_them)
{
    const double odd[] = {0.1,
                          0.5,
                          1e-4,
                          0.00099999999999999999,
                          0.30000000000000004,
                          1e14,
                          0.0625,
                          1.5,
                          999999999999999.9,
                          9.9999999999999991e-5,
                          123e-7,
                          1e15,
                          2.5,
                          0.01,
                          4503599627370495.5,
                          0.001,
                          1e16,
                          1e22,
                          100000000000000.02,
                          562949953421311.94};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        for (int step = -2; step <= 2; step++) {
            double value = odd[i];
            for (int k = 0; k < abs(step); k++)
                value = nextafter(value, step < 0 ? 0 : 1e300);
            check_format(step & 1 ? value : -value);
            check_round(value, 2);
        }
    for (int i = 0; i < 100000; i++) {
        double value = t_uniform(-1, 1) * pow(10, t_uniform(-6, 17));
        double whole = floor(fabs(value));
        int decimals = (int)t_uniform(0, 9.99);
        check_format(value);
        check_format(whole / pow(10, decimals));
        check_format(whole / floor(t_uniform(1, 3000)));
        check_round(value, decimals);
        check_round(whole / pow(10, decimals + 1) * 5, decimals);
        check_round(ldexp(whole, -decimals), decimals);
    }
}

TEST(rounding_is_what_a_clerk_expects)
{
    char text[JH_NUM_TEXT];
    jh_num_round(2.675, 2, text);
    CHECK_STR("2.68", text);
    jh_num_round(0.515305, 2, text);
    CHECK_STR("0.52", text);
    jh_num_round(-0.001, 2, text);
    CHECK_STR("0.00", text);
    jh_num_round(9711.627906976744, 1, text);
    CHECK_STR("9711.6", text);
}

TEST(prop_days_and_dates_agree_before_1970_too)
{
    struct jh_date last = jh_date_from_days(-25568); /* 1899-12-31 */
    CHECK_INT(1899, last.year);
    for (long days = -25567; days < 84006; days++) { /* to 2199-12-31 */
        struct jh_date d = jh_date_from_days(days);
        CHECK(jh_date_valid(d) && jh_date_to_days(d) == days && jh_date_compare(last, d) < 0);
        last = d;
    }
}

TEST(dates_and_school_years)
{
    struct jh_date d;
    char text[JH_DATE_TEXT];
    CHECK(jh_date_parse("2025年9月1日", strlen("2025年9月1日"), &d));
    jh_date_format(d, text);
    CHECK_STR("2025-09-01", text);
    CHECK(jh_date_parse("20240229", 8, &d));
    CHECK(!jh_date_parse("20250229", 8, &d));
    CHECK_INT(2024, jh_school_year_of((struct jh_date){2025, 8, 31}));
    CHECK_INT(2025, jh_school_year_of((struct jh_date){2025, 9, 1}));
    for (long day = -20000; day < 40000; day += 13)
        CHECK_INT(day, jh_date_to_days(jh_date_from_days(day)));
    int year = 0;
    const char *form = "2025—2026学年度";
    CHECK(jh_school_year_parse(form, strlen(form), &year) && year == 2025);
    CHECK(!jh_school_year_parse("2025-2027", 9, &year));
}

TEST(json_is_written_with_its_commas)
{
    struct jh_buf out = JH_BUF(1000);
    struct jh_json j;
    jh_json_begin(&j, &out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "name", "a\"b\n");
    jh_json_array(&j, "v");
    jh_json_num(&j, NULL, 0.1);
    jh_json_num(&j, NULL, NAN);
    jh_json_end(&j);
    jh_json_bool(&j, "ok", true);
    jh_json_end(&j);
    CHECK_STR("{\"name\":\"a\\\"b\\n\",\"v\":[0.1,null],\"ok\":true}", out.data);
    jh_buf_release(&out);
}

TEST(a_buffer_stops_at_its_maximum)
{
    struct jh_buf out = JH_BUF(5);
    struct jh_err err;
    jh_buf_adds(&out, "12345");
    CHECK(jh_buf_check(&out, &err) == JH_OK);
    jh_buf_addc(&out, '6');
    CHECK(jh_buf_check(&out, &err) == JH_E_LIMIT);
    CHECK_STR("12345", out.data);
    jh_buf_release(&out);
}

TEST(an_arena_keeps_what_it_gave)
{
    struct jh_arena mem = {0};
    char *kept[500];
    for (int i = 0; i < 500; i++)
        kept[i] = jh_arena_printf(&mem, "%d:%0*d", i, i * 13 % 900 + 1, i);
    for (int i = 0; i < 500; i++)
        CHECK(strncmp(kept[i], jh_arena_printf(&mem, "%d:", i), 2) == 0);
    jh_arena_free(&mem);
    jh_arena_free(&mem);
}

/* Damerau's cases: put in, left out, changed, changed places; characters, not bytes. */
TEST(distance_of_texts)
{
    char longer[JH_NEAR_MOST + 2];

    CHECK_INT(0, (long)jh_near_distance("balance", "balance"));
    CHECK_INT(1, (long)jh_near_distance("blance", "balance"));
    CHECK_INT(1, (long)jh_near_distance("balannce", "balance"));
    CHECK_INT(1, (long)jh_near_distance("balamce", "balance"));
    CHECK_INT(1, (long)jh_near_distance("balacne", "balance"));
    CHECK_INT(3, (long)jh_near_distance("kitten", "sitting"));
    CHECK_INT(3, (long)jh_near_distance("ca", "abc")); /* optimal string alignment, not 2 */
    CHECK_INT(1, (long)jh_near_distance("清河县一小", "清河县二小"));
    CHECK_INT(1, (long)jh_near_distance("清河县一小", "清河县小一"));
    CHECK_INT(5, (long)jh_near_distance("", "清河县一小"));
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    CHECK_INT(JH_NEAR_MOST, (long)jh_near_distance(longer, "a"));
}
