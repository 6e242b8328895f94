/* src/base/date.c - see date.h. */
#include "base/date.h"
#include <stdio.h>

static bool leap(int y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

bool jh_date_valid(struct jh_date d)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (d.year < 1900 || d.year > 2199 || d.month < 1 || d.month > 12 || d.day < 1)
        return false;
    return d.day <= days[d.month - 1] + (d.month == 2 && leap(d.year));
}

/* The runs of digits in a text, at most `most`; false when there are more. */
static bool digit_runs(const char *s, size_t n, int most, int *run, int *width, int *ret_count)
{
    int count = 0;

    for (size_t i = 0; i < n;) {
        if (s[i] < '0' || s[i] > '9') {
            i++;
            continue;
        }
        if (count == most)
            return false;
        run[count] = width[count] = 0;
        for (; i < n && s[i] >= '0' && s[i] <= '9'; i++) {
            if (++width[count] > 8)
                return false;
            run[count] = run[count] * 10 + (s[i] - '0');
        }
        count++;
    }
    *ret_count = count;
    return true;
}

bool jh_date_parse(const char *text, size_t n, struct jh_date *ret)
{
    int run[3], width[3], count;
    struct jh_date d;

    if (n == 0 || n > 32 || text[0] < '0' || text[0] > '9' ||
        !digit_runs(text, n, 3, run, width, &count))
        return false;
    if (count == 1 && width[0] == 8)
        d = (struct jh_date){run[0] / 10000, run[0] / 100 % 100, run[0] % 100};
    else if (count == 1 && width[0] == 6)
        d = (struct jh_date){run[0] / 100, run[0] % 100, 1};
    else if (count >= 2 && width[0] == 4)
        d = (struct jh_date){run[0], run[1], count == 3 ? run[2] : 1};
    else
        return false;
    if (!jh_date_valid(d))
        return false;
    *ret = d;
    return true;
}

void jh_date_format(struct jh_date d, char text[JH_DATE_TEXT])
{
    if (!jh_date_valid(d))
        text[0] = 0;
    else
        snprintf(text, JH_DATE_TEXT, "%04u-%02u-%02u", (unsigned)d.year % 10000u,
                 (unsigned)d.month % 100u, (unsigned)d.day % 100u);
}

int jh_date_compare(struct jh_date a, struct jh_date b)
{
    if (a.year != b.year)
        return a.year < b.year ? -1 : 1;
    if (a.month != b.month)
        return a.month < b.month ? -1 : 1;
    return a.day < b.day ? -1 : a.day > b.day;
}

/* Days by the usual shift of the year to begin in March (H. Hinnant, "chrono-compatible low-level
 * date algorithms", days_from_civil). */
long jh_date_to_days(struct jh_date d)
{
    long y = d.year - (d.month <= 2), era = y / 400, of_era = y - era * 400;
    long of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct jh_date jh_date_from_days(long days)
{
    /* A year that is not too late; the loops go forward from it. */
    struct jh_date d = {(int)(1970 + (days < 0 ? days / 365 - 1 : days / 366)), 1, 1};

    while (jh_date_to_days((struct jh_date){d.year + 1, 1, 1}) <= days)
        d.year++;
    while (d.month < 12 && jh_date_to_days((struct jh_date){d.year, d.month + 1, 1}) <= days)
        d.month++;
    d.day += (int)(days - jh_date_to_days(d));
    return d;
}

int jh_school_year_of(struct jh_date d)
{
    return d.month >= 9 ? d.year : d.year - 1;
}

struct jh_date jh_school_year_start(int year)
{
    return (struct jh_date){year, 9, 1};
}

void jh_school_year_format(int year, char text[JH_YEAR_TEXT])
{
    snprintf(text, JH_YEAR_TEXT, "%d-%d", year % 10000, (year + 1) % 10000);
}

bool jh_school_year_parse(const char *text, size_t n, int *ret)
{
    int run[2], width[2], count;

    if (n == 0 || n > 40 || !digit_runs(text, n, 2, run, width, &count) || count == 0)
        return false;
    if (width[0] != 4 || run[0] < 1990 || run[0] > 2099)
        return false;
    if (count == 2 && run[1] != run[0] + 1)
        return false;
    *ret = run[0];
    return true;
}
