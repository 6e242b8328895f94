/* src/intake/value.c - see value.h. */
#include "intake/value.h"
#include "base/num.h"
#include "intake/text.h"
#include "intake/unit.h"
#include <math.h>
#include <string.h>

enum { TYPED = 256, GROUP_SPACE = 0x1F }; /* longest number text; a space that may part thousands */

/* One character of a typed number in plain form; 0 drops it. */
static uint32_t plain(uint32_t c, unsigned *notes)
{
    if (c == 0xA0 || c == 0x2009 || c == 0x202F)
        return GROUP_SPACE;
    if (jh_is_space(c))
        return ' ';
    if (c == 0x2212 || c == 0x2010 || c == 0x2011)
        return '-';
    if (c >= 0xFF01 && c <= 0xFF5E)
        *notes |= JH_VALUE_FULL_WIDTH;
    return jh_fold(c);
}

static size_t fold_typed(const char *text, size_t n, char ret[TYPED], unsigned *notes)
{
    size_t out = 0, bytes;

    for (size_t i = 0; i < n && out + 5 < TYPED; i += bytes)
        out += jh_utf8_put(plain(jh_utf8_get(text + i, n - i, &bytes, NULL), notes), ret + out);
    ret[out] = 0;
    return out;
}

size_t jh_value_text(const struct jh_cell *cell, const char **ret)
{
    size_t at = 0, n = cell->n;
    const char *text = cell->text;

    jh_trim(text, &at, &n);
    if (n - at >= 3 && text[at] == '=' && text[at + 1] == '"' && text[n - 1] == '"') {
        at += 2;
        n--;
    } else if (n > at && text[at] == '\'') {
        at++;
    }
    jh_trim(text, &at, &n);
    *ret = text + at;
    return n - at;
}

static bool says_nothing(const char *key)
{
    static const char *const words[] = {"无", "/", "\\", "n/a", "…", "……", "－"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(key, words[i]) == 0)
            return true;
    size_t bytes, n = strlen(key);
    for (size_t i = 0; i < n; i += bytes) { /* dashes, one or more */
        uint32_t c = jh_utf8_get(key + i, n - i, &bytes, NULL);
        if (c != '-' && !(c >= 0x2012 && c <= 0x2015) && c != 0x2500 && c != 0x30FC && c != 0x4E00)
            return false;
        if (c == 0x4E00 && n == bytes) /* 一 alone is the numeral one */
            return false;
    }
    return true;
}

/* Digits with thousands parted by commas or hard spaces: each group but the first has three, and
 * the first does not begin with 0 (0,123 is somebody's decimal comma). */
static bool join_groups(const char *s, size_t n, char *ret, size_t *ret_n, unsigned *notes)
{
    size_t out = 0, run = 0, groups = 0;
    char sep = 0;

    for (size_t i = 0; i < n; i++) {
        if (s[i] == ',' || s[i] == GROUP_SPACE) {
            if ((groups ? run != 3 : run < 1 || run > 3) || (sep && s[i] != sep))
                return false;
            sep = s[i];
            groups++;
            run = 0;
        } else {
            run++;
            ret[out++] = s[i];
        }
    }
    *ret_n = out;
    if (!groups)
        return true;
    *notes |= sep == ',' ? JH_VALUE_THOUSANDS : JH_VALUE_THOUSANDS | JH_VALUE_SPACES;
    return run == 3 && ret[0] != '0';
}

static size_t span(const char *s, const char *accept)
{
    return strspn(s, accept);
}

/* The number at the head of s; returns bytes read, 0 when there is none. */
static size_t take_number(const char *s, double *ret, unsigned *notes)
{
    char digits[TYPED + 8];
    size_t at = 0, out = 0, n = 0;

    if (s[0] == '+' || s[0] == '-')
        digits[out++] = s[at++];
    size_t whole = span(s + at, "0123456789,\x1f");
    while (whole && s[at + whole - 1] == GROUP_SPACE) /* "12 人" */
        whole--;
    if (!join_groups(s + at, whole, digits + out, &n, notes))
        return 0;
    out += n;
    at += whole;
    if (s[at] == '.') {
        size_t part = 1 + span(s + at + 1, "0123456789");
        memcpy(digits + out, s + at, part);
        out += part;
        at += part;
    }
    size_t sign = s[at] == 'e' && (s[at + 1] == '+' || s[at + 1] == '-') ? 2 : 1;
    size_t power = s[at] == 'e' ? span(s + at + sign, "0123456789") : 0;
    if (power) {
        memcpy(digits + out, s + at, sign + power);
        out += sign + power;
        at += sign + power;
    }
    if (!jh_num_parse(digits, out, ret))
        return 0;
    if (power && fabs(*ret) >= 1e11) /* 4.30112E+17: an identity number that became a number */
        *notes |= JH_VALUE_DIGITS_LOST;
    return at;
}

/* 万 亿 and their kin before a unit; 千克 and 千米 are units of their own. */
static size_t take_scale(const char *s, double *ret)
{
    static const struct {
        const char *text;
        double scale;
        bool alone; /* may stand without a unit */
    } scales[] = {{"万亿", 1e12, true}, {"千万", 1e7, true}, {"百万", 1e6, true},
                  {"万", 1e4, true},    {"亿", 1e8, true},   {"千元", 1e3, false},
                  {"百元", 1e2, false}};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        size_t n = strlen(scales[i].text);
        if (strncmp(s, scales[i].text, n) == 0) {
            *ret = scales[i].scale;
            return scales[i].alone ? n : n - strlen("元");
        }
    }
    return 0;
}

static size_t skip_spaces(const char *s, unsigned *notes)
{
    size_t n = span(s, " \x1f");
    if (n)
        *notes |= JH_VALUE_SPACES;
    return n;
}

/* What follows the number: percent, scale, unit. */
static bool take_unit(const char *s, double *value, double *scale, char ret_unit[16],
                      unsigned *notes)
{
    s += skip_spaces(s, notes);
    bool percent = s[0] == '%', thousandth = strncmp(s, "‰", strlen("‰")) == 0;
    if (percent || thousandth) {
        *value /= percent ? 100 : 1000;
        *notes |= JH_VALUE_PERCENT;
        return s[percent ? 1 : strlen("‰")] == 0;
    }
    size_t n = take_scale(s, scale);
    if (n)
        *notes |= JH_VALUE_UNIT;
    s += n;
    s += skip_spaces(s, notes);
    size_t length = strlen(s);
    if (!length)
        return true;
    if (length >= JH_UNIT_TEXT || !jh_unit_known(s, length))
        return false;
    *notes |= JH_VALUE_UNIT;
    memcpy(ret_unit, s, length + 1);
    return true;
}

static enum jh_value_result typed_number(const struct jh_cell *cell, double *ret, double *scale,
                                         char ret_unit[16], unsigned *notes)
{
    char key[TYPED];
    const char *text;
    size_t n = jh_value_text(cell, &text);

    if (text != cell->text || text + n != cell->text + cell->n)
        *notes |= text > cell->text && text[-1] == '\'' ? JH_VALUE_APOSTROPHE : JH_VALUE_SPACES;
    if (n > TYPED - 8)
        return JH_VALUE_BAD;
    fold_typed(text, n, key, notes);
    if (says_nothing(key)) {
        *notes = 0;
        return JH_VALUE_BLANK;
    }
    size_t at = take_number(key, ret, notes);
    if (!at || !take_unit(key + at, ret, scale, ret_unit, notes))
        return JH_VALUE_BAD;
    return JH_VALUE_OK;
}

enum jh_value_result jh_value_number(const struct jh_cell *cell, double *ret, double *ret_scale,
                                     char ret_unit[16], unsigned *ret_notes)
{
    double value = 0, scale = 1;
    char unit[JH_UNIT_TEXT] = "";
    unsigned notes = 0;
    enum jh_value_result result = JH_VALUE_BAD;

    if (cell->kind == JH_CELL_BLANK) {
        result = JH_VALUE_BLANK;
    } else if (cell->kind == JH_CELL_NUMBER && isfinite(cell->number)) {
        value = cell->number;
        notes = fabs(value) >= 1e15 ? JH_VALUE_DIGITS_LOST : 0;
        result = JH_VALUE_OK;
    } else if (cell->kind == JH_CELL_TEXT) {
        result = typed_number(cell, &value, &scale, unit, &notes);
    }
    if (result == JH_VALUE_OK)
        *ret = value;
    if (ret_scale)
        *ret_scale = scale;
    if (ret_unit)
        memcpy(ret_unit, unit, sizeof unit);
    if (ret_notes)
        *ret_notes = notes;
    return result;
}

enum jh_value_result jh_value_yesno(const struct jh_cell *cell, bool *ret)
{
    static const char *const yes[] = {"是", "有",   "√", "✓",  "✔",  "☑",  "y",    "yes",
                                      "1",  "true", "t", "对", "已", "真", "达标", "合格"};
    static const char *const no[] = {"否", "无", "没有", "×",    "✗",      "✘",
                                     "x",  "n",  "no",   "0",    "false",  "f",
                                     "错", "未", "假",   "不是", "不达标", "不合格"};
    char key[TYPED];
    const char *text;
    unsigned notes = 0;

    if (cell->kind == JH_CELL_BLANK)
        return JH_VALUE_BLANK;
    if (cell->kind == JH_CELL_BOOL || cell->kind == JH_CELL_NUMBER) {
        *ret = cell->number != 0;
        return cell->number == 0 || cell->number == 1 ? JH_VALUE_OK : JH_VALUE_BAD;
    }
    size_t n = jh_value_text(cell, &text);
    if (cell->kind != JH_CELL_TEXT || n > 32)
        return JH_VALUE_BAD;
    fold_typed(text, n, key, &notes);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (strcmp(key, yes[i]) == 0)
            return *ret = true, JH_VALUE_OK;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (strcmp(key, no[i]) == 0)
            return *ret = false, JH_VALUE_OK;
    return says_nothing(key) ? JH_VALUE_BLANK : JH_VALUE_BAD;
}
