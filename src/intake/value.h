/* src/intake/value.h - what people type, understood: numbers, yes/no, headings. */
#pragma once
#include "intake/sheet.h"

enum jh_value_note {                          /* what had to be cleaned, ORed; shown as hints */
                     JH_VALUE_APOSTROPHE = 1, /* '123 */
                     JH_VALUE_FULL_WIDTH = 2, /* １２３ */
                     JH_VALUE_THOUSANDS = 4,  /* 1,234 and 1，234 */
                     JH_VALUE_SPACES = 8,
                     JH_VALUE_UNIT = 16,    /* 12.5万元, 45人, 30㎡ */
                     JH_VALUE_PERCENT = 32, /* 95% gives 0.95 */
                     JH_VALUE_DIGITS_LOST =
                         64 /* more than 15 digits kept as a number by the spreadsheet */
};

enum jh_value_result { JH_VALUE_OK, JH_VALUE_BLANK, JH_VALUE_BAD };

/* A cell as a number. Blank: empty, spaces, "-", "—", "/", "无", "…" (they say nothing; they are
 * not zero). `*ret_scale` is what a scale word in the cell multiplies by (万 gives 1e4, 亿 1e8),
 * else 1; *ret_unit is the unit behind it ("" none), so that the caller can refuse 人 where ㎡ is
 * due: "12.5万元" gives *ret 12.5, scale 1e4, unit "元"; the amount is *ret * *ret_scale of that
 * unit. The last three may be NULL; *ret is set only on JH_VALUE_OK. */
enum jh_value_result jh_value_number(const struct jh_cell *cell, double *ret, double *ret_scale,
                                     char ret_unit[16], unsigned *ret_notes);
/* The text that is meant: no spaces at the ends, no leading apostrophe, ="0012" without its
 * wrapping. *ret points into the cell and is not 0-terminated; returns its bytes. */
size_t jh_value_text(const struct jh_cell *cell, const char **ret);
/* 是 否 有 无 √ × Y N 1 0 true false; "无" is no here. */
enum jh_value_result jh_value_yesno(const struct jh_cell *cell, bool *ret);

/* A heading as a key: NFKC-like folding of width, no spaces and punctuation, unit in brackets cut
 * off and given apart: "在校生数（人）" -> "在校生数", "人"; a bracket that holds no unit stays in
 * the key. Lower case, 0-terminated when room > 0, cut between characters. Returns bytes written.
 */
size_t jh_heading_key(const char *text, size_t n, char *ret, size_t room, char ret_unit[16]);
/* Unit of an amount: factor from `from` to `to` (万元 to 元: 1e4; 亩 to ㎡: 2000/3; same: 1), or 0
 * when they are of different kinds or unknown. Spellings fold: m2, m², 平方米, ㎡. 个 counts
 * anything; 人, 间, 台, 册 ... are counts of different kinds. "" (not told) converts as 1. */
double jh_unit_factor(const char *from, const char *to);
