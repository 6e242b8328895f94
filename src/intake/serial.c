/* src/intake/serial.c - days of spreadsheets: which numbers are dates, and which day they mean. */
#include "base/date.h"
#include "intake/reading.h"
#include <strings.h>

enum { EPOCH_1900 = -25569, EPOCH_1904 = -24107, FAKE_LEAP_DAY = 60 }; /* days to 1970-01-01 */

/* Ids below 164 have no text in the file; 27-58 are those of Chinese Excel. */
static enum jh_date_kind built_in(long id)
{
    if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) ||
        id == 57 || id == 58)
        return JH_DATE;
    if (id == 22)
        return JH_DATE_TIME;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id == 55 || id == 56 || id == 45 ||
        id == 47)
        return JH_TIME;
    return JH_NO_DATE;
}

/* Behind a quoted text, an escaped character, a bracket; or `p` itself when it is plain. */
static const char *skip_literal(const char *p)
{
    if (*p == '"') {
        const char *close = strchr(p + 1, '"');
        return close ? close + 1 : p + strlen(p);
    }
    if ((*p == '\\' || *p == '_' || *p == '*') && p[1])
        return p + 2;
    if (*p == '[') {
        const char *close = strchr(p, ']');
        return close ? close + 1 : p + strlen(p);
    }
    static const char *const noon[] = {"AM/PM", "A/P", "上午/下午", "General", "G/通用格式"};
    for (size_t i = 0; i < sizeof noon / sizeof *noon; i++)
        if (strncasecmp(p, noon[i], strlen(noon[i])) == 0)
            return p + strlen(noon[i]);
    return p;
}

static bool is_elapsed(const char *p) /* [h] [mm] [ss]: hours beyond a day, a number for us */
{
    return *p == '[' && strchr("hHmMsS", p[1]) && p[1];
}

enum jh_date_kind jh_format_kind(long id, const char *code)
{
    bool day = false, month = false, time = false;

    if (!code)
        return built_in(id);
    for (const char *p = code; *p && *p != ';';) {
        if (is_elapsed(p))
            return JH_NO_DATE;
        const char *behind = skip_literal(p);
        if (behind != p) {
            p = behind;
            continue;
        }
        if ((*p == 'E' || *p == 'e') && (p[1] == '+' || p[1] == '-'))
            return JH_NO_DATE;
        day |= strchr("yYdDeE", *p) != NULL;
        month |= *p == 'm' || *p == 'M';
        time |= strchr("hHsS", *p) != NULL;
        p++;
    }
    if (day)
        return time ? JH_DATE_TIME : JH_DATE;
    return time ? JH_TIME : month ? JH_DATE : JH_NO_DATE;
}

static long seconds_of(double serial, double *ret_day)
{
    double day = floor(serial), seconds = floor((serial - day) * 86400 + 0.5);

    if (seconds >= 86400) {
        day++;
        seconds = 0;
    }
    *ret_day = day;
    return (long)seconds;
}

size_t jh_serial_text(double serial, bool from_1904, enum jh_date_kind kind, char ret[32])
{
    double day;

    ret[0] = 0;
    if (kind == JH_NO_DATE || !(serial >= 0 && serial < 2958466)) /* to 9999-12-31 */
        return 0;
    long seconds = seconds_of(serial, &day), number = (long)day;
    int h = (int)(seconds / 3600), m = (int)(seconds / 60 % 60), s = (int)(seconds % 60);
    if (kind == JH_TIME && number == 0)
        return (size_t)snprintf(ret, 32, "%02d:%02d:%02d", h, m, s);
    if (!from_1904 && (number == 0 || number == FAKE_LEAP_DAY))
        return 0; /* 1900-02-29 was no day */
    if (!from_1904 && number < FAKE_LEAP_DAY)
        number++;
    struct jh_date d = jh_date_from_days(number + (from_1904 ? EPOCH_1904 : EPOCH_1900));
    int n = snprintf(ret, 32, "%04d-%02d-%02d", d.year % 10000, d.month, d.day);
    if (kind != JH_DATE && seconds)
        n += snprintf(ret + n, 32 - (size_t)n, " %02d:%02d:%02d", h, m, s);
    return (size_t)n;
}
