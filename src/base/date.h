/* src/base/date.h - calendar dates and school years. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct jh_date {
    int year, month, day; /* 0,0,0: none */
};

enum { JH_DATE_TEXT = 11, JH_YEAR_TEXT = 16 };

bool jh_date_valid(struct jh_date d); /* a real day of 1900..2199 */

/* "2025-09-01", "2025/9/1", "2025.9.1", "20250901", "2025年9月1日"; also "2025-09" and "202509"
 * and "2025年9月", which give day 1. */
bool jh_date_parse(const char *text, size_t n, struct jh_date *ret);
void jh_date_format(struct jh_date d, char text[JH_DATE_TEXT]); /* ISO, "" when none */
int jh_date_compare(struct jh_date a, struct jh_date b);        /* <0, 0, >0 */
struct jh_date jh_date_from_days(long days);                    /* days since 1970-01-01 */
long jh_date_to_days(struct jh_date d);

/* A school year is named by the calendar year in which it begins: 2025 is 1 Sep 2025 to 31 Aug
 * 2026, shown as "2025-2026". Stock figures are those of its first day. */
int jh_school_year_of(struct jh_date d);
struct jh_date jh_school_year_start(int year);
void jh_school_year_format(int year, char text[JH_YEAR_TEXT]);
/* "2025", "2025-2026", "2025学年", "2025—2026学年度"; 1990..2099. */
bool jh_school_year_parse(const char *text, size_t n, int *ret);
