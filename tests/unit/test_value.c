/* tests/unit/test_value.c - what people type: numbers, yes/no, headings, units. */
#include "intake/value.h"
#include "t.h"
#include <string.h>

static double value, scale;
static char unit[16];
static unsigned notes;

static struct jh_cell text_cell(const char *text)
{
    return (struct jh_cell){.kind = JH_CELL_TEXT, .text = text, .n = strlen(text)};
}

static enum jh_value_result number(const char *text)
{
    const struct jh_cell cell = text_cell(text);
    return jh_value_number(&cell, &value, &scale, unit, &notes);
}

static void good(const char *text, double want, double want_scale, const char *want_unit,
                 unsigned want_notes)
{
    if (number(text) != JH_VALUE_OK) {
        CHECK_STR(text, "(was refused)");
        return;
    }
    CHECK_NEAR(want, value, 1e-15);
    CHECK_NEAR(want_scale, scale, 0);
    CHECK_STR(want_unit, unit);
    CHECK_INT(want_notes, notes);
}

TEST(plain_numbers)
{
    good("123", 123, 1, "", 0);
    good("-0.5", -0.5, 1, "", 0);
    good("+7", 7, 1, "", 0);
    good(".5", .5, 1, "", 0);
    good("0", 0, 1, "", 0);
    good("1.5e-3", 0.0015, 1, "", 0);
}

TEST(what_hands_do_to_numbers)
{
    good("１２３．５", 123.5, 1, "", JH_VALUE_FULL_WIDTH);
    good("1,234", 1234, 1, "", JH_VALUE_THOUSANDS);
    good("1，234，567.25", 1234567.25, 1, "", JH_VALUE_THOUSANDS | JH_VALUE_FULL_WIDTH);
    good("1\u00A0234", 1234, 1, "", JH_VALUE_THOUSANDS | JH_VALUE_SPACES);
    good("'123", 123, 1, "", JH_VALUE_APOSTROPHE);
    good("=\"0123\"", 123, 1, "", JH_VALUE_SPACES);
    good(" 12\u3000", 12, 1, "", JH_VALUE_SPACES);
    good("\u00A012", 12, 1, "", JH_VALUE_SPACES);
    good("−3", -3, 1, "", 0);
    good("95%", 0.95, 1, "", JH_VALUE_PERCENT);
    good("９５％", 0.95, 1, "", JH_VALUE_PERCENT | JH_VALUE_FULL_WIDTH);
    good("5‰", 0.005, 1, "", JH_VALUE_PERCENT);
}

TEST(units_and_scales)
{
    good("12.5万元", 12.5, 1e4, "元", JH_VALUE_UNIT);
    good("12.5 万", 12.5, 1e4, "", JH_VALUE_UNIT | JH_VALUE_SPACES);
    good("3亿", 3, 1e8, "", JH_VALUE_UNIT);
    good("3千元", 3, 1e3, "元", JH_VALUE_UNIT);
    good("3千克", 3, 1, "千克", JH_VALUE_UNIT);
    good("45人", 45, 1, "人", JH_VALUE_UNIT);
    good("30㎡", 30, 1, "㎡", JH_VALUE_UNIT);
    good("30 M²", 30, 1, "m2", JH_VALUE_UNIT | JH_VALUE_SPACES);
    good("1,200元/人", 1200, 1, "元/人", JH_VALUE_UNIT | JH_VALUE_THOUSANDS);
}

TEST(what_is_no_number_is_refused)
{
    static const char *const bad[] = {
        "1,23",      "1.234,5", "45人左右", "约45", "1 2",   "12,34,567", "0,123",
        "1,2345",    "12-15",   "1.2.3",    "三十", "abc",   "12a",       "(5)",
        "0x10",      "1e",      "1,,234",   ",123", "123,",  "5%%",       "12万万",
        "1,234 567", "nan",     "inf",      "--5",  "1e999", "45人人",    "12.5%人"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (number(bad[i]) != JH_VALUE_BAD)
            CHECK_STR("refused", bad[i]);
}

TEST(what_says_nothing_is_blank_and_never_zero)
{
    static const char *const blank[] = {"",   " ",  "-", "—",  "——", "－", "–",  "/",
                                        "／", "无", "…", "……", "　", "'",  "N/A"};
    for (size_t i = 0; i < sizeof blank / sizeof *blank; i++) {
        value = 77;
        CHECK_INT(JH_VALUE_BLANK, number(blank[i]));
        CHECK_NEAR(77, value, 0);
    }
    CHECK_INT(JH_VALUE_BLANK,
              jh_value_number(&(struct jh_cell){.text = ""}, &value, NULL, NULL, NULL));
}

TEST(cells_that_are_not_text)
{
    struct jh_cell cell = {.kind = JH_CELL_NUMBER, .text = "0.1", .n = 3, .number = 0.1};
    CHECK_INT(JH_VALUE_OK, jh_value_number(&cell, &value, &scale, unit, &notes));
    CHECK_NEAR(0.1, value, 0);
    cell = (struct jh_cell){
        .kind = JH_CELL_NUMBER, .text = "4.30112201309011e+17", .number = 430112201309011e3};
    CHECK_INT(JH_VALUE_OK, jh_value_number(&cell, &value, &scale, unit, &notes));
    CHECK_INT(JH_VALUE_DIGITS_LOST, notes);
    CHECK_INT(JH_VALUE_OK, number("4.30112E+17"));
    CHECK_INT(JH_VALUE_DIGITS_LOST, notes);
    cell = (struct jh_cell){.kind = JH_CELL_ERROR, .text = "#REF!", .n = 5};
    CHECK_INT(JH_VALUE_BAD, jh_value_number(&cell, &value, &scale, unit, &notes));
    cell = (struct jh_cell){.kind = JH_CELL_DATE, .text = "2025-09-01", .n = 10};
    CHECK_INT(JH_VALUE_BAD, jh_value_number(&cell, &value, &scale, unit, &notes));
}

TEST(a_very_long_text_is_refused)
{
    char digits[5000];
    memset(digits, '9', sizeof digits - 1);
    digits[sizeof digits - 1] = 0;
    CHECK_INT(JH_VALUE_BAD, number(digits));
}

TEST(yes_and_no)
{
    static const char *const yes[] = {"是", "有", "√", "Y", "yes", "1", "TRUE", "Ｙ", " 是 "};
    static const char *const no[] = {"否", "无", "×", "N", "no", "0", "false", "没有"};
    static const char *const blank[] = {"", "—", "/", " "};
    static const char *const bad[] = {"可能", "2", "是的吧", "是否"};
    struct jh_cell cell;
    bool got;

    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        CHECK((cell = text_cell(yes[i]), jh_value_yesno(&cell, &got) == JH_VALUE_OK && got));
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        CHECK((cell = text_cell(no[i]), jh_value_yesno(&cell, &got) == JH_VALUE_OK && !got));
    for (size_t i = 0; i < sizeof blank / sizeof *blank; i++)
        CHECK((cell = text_cell(blank[i]), jh_value_yesno(&cell, &got) == JH_VALUE_BLANK));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK((cell = text_cell(bad[i]), jh_value_yesno(&cell, &got) == JH_VALUE_BAD));
    cell = (struct jh_cell){.kind = JH_CELL_BOOL, .number = 1};
    CHECK(jh_value_yesno(&cell, &got) == JH_VALUE_OK && got);
}

static void heading(const char *text, const char *want, const char *want_unit)
{
    char key[256], got_unit[16];
    size_t n = jh_heading_key(text, strlen(text), key, sizeof key, got_unit);
    CHECK_STR(want, key);
    CHECK_STR(want_unit, got_unit);
    CHECK_INT(strlen(want), n);
}

TEST(headings_become_keys)
{
    heading("在校生数（人）", "在校生数", "人");
    heading("在校生数(人)", "在校生数", "人");
    heading(" 在 校\n生　数 ", "在校生数", "");
    heading("*学校名称", "学校名称", "");
    heading("建筑面积【㎡】", "建筑面积", "㎡");
    heading("建筑面积（M²）", "建筑面积", "m2");
    heading("建筑面积㎡", "建筑面积m2", "");
    heading("占地面积/亩", "占地面积", "亩");
    heading("金额（单位：万元）", "金额", "万元");
    heading("生均设备值（元/生）", "生均设备值", "元/生");
    heading("教师数（不含临聘）（人）", "教师数不含临聘", "人");
    heading("设备（台(套)）", "设备", "台(套)");
    heading("ＡＢＣ—1、计算机", "abc1计算机", "");
    heading("（", "", "");
    heading("", "", "");
}

TEST(heading_keys_fit_their_room)
{
    char key[8], got[16];
    CHECK_INT(6, jh_heading_key("在校生数", strlen("在校生数"), key, sizeof key, got));
    CHECK_STR("在校", key);
}

TEST(unit_factors)
{
    CHECK_NEAR(1e4, jh_unit_factor("万元", "元"), 0);
    CHECK_NEAR(1e-4, jh_unit_factor("元", "万元"), 1e-20);
    CHECK_NEAR(1e3, jh_unit_factor("千元", "元"), 0);
    CHECK_NEAR(2000.0 / 3, jh_unit_factor("亩", "㎡"), 1e-12);
    CHECK_NEAR(1, jh_unit_factor("m2", "平方米"), 0);
    CHECK_NEAR(1, jh_unit_factor("M²", "㎡"), 0);
    CHECK_NEAR(1e4, jh_unit_factor("公顷", "平米"), 0);
    CHECK_NEAR(1, jh_unit_factor("名", "人"), 0);
    CHECK_NEAR(1, jh_unit_factor("个", "间"), 0);
    CHECK_NEAR(0, jh_unit_factor("人", "间"), 0);
    CHECK_NEAR(0, jh_unit_factor("人", "㎡"), 0);
    CHECK_NEAR(0, jh_unit_factor("斗", "㎡"), 0);
    CHECK_NEAR(1, jh_unit_factor("斗", "斗"), 0);
    CHECK_NEAR(1e4, jh_unit_factor("万元/生", "元/人"), 0);
    CHECK_NEAR(1, jh_unit_factor("", "元"), 0);
}
