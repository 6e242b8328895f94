/* src/base/num.c - see num.h. The program never calls setlocale (banned.h), so the C library's
 * own conversions work in the "C" locale; this file is the only one that may call them. */
#include "base/num.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double power10[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/* Is the text of the promised form? Gives digit count and decimals for the quick path. */
static bool scan(const char *s, size_t n, int *ret_digits, int *ret_decimals, bool *ret_exponent)
{
    size_t i = 0;
    int digits = 0, decimals = 0;
    bool dot = false;

    *ret_exponent = false;
    if (i < n && (s[i] == '+' || s[i] == '-'))
        i++;
    for (; i < n; i++) {
        if (s[i] >= '0' && s[i] <= '9') {
            digits++;
            decimals += dot;
        } else if (s[i] == '.' && !dot) {
            dot = true;
        } else {
            break;
        }
    }
    *ret_digits = digits;
    *ret_decimals = decimals;
    if (!digits)
        return false;
    if (i == n)
        return true;
    if (s[i] != 'e' && s[i] != 'E')
        return false;
    *ret_exponent = true;
    i++;
    if (i < n && (s[i] == '+' || s[i] == '-'))
        i++;
    size_t first = i;
    while (i < n && s[i] >= '0' && s[i] <= '9')
        i++;
    return i == n && i > first;
}

bool jh_num_parse(const char *text, size_t n, double *ret)
{
    int digits, decimals;
    bool exponent;
    char copy[408];

    if (n == 0 || n > 400 || !scan(text, n, &digits, &decimals, &exponent))
        return false;
    if (digits <= 15 && !exponent) { /* both operands exact, so one correctly rounded division */
        int64_t whole = 0;
        for (size_t i = 0; i < n; i++)
            if (text[i] >= '0' && text[i] <= '9')
                whole = whole * 10 + (text[i] - '0');
        double value = (double)whole / power10[decimals];
        *ret = text[0] == '-' ? -value : value;
        return true;
    }
    memcpy(copy, text, n);
    copy[n] = 0;
    double value = strtod(copy, NULL);
    if (!isfinite(value))
        return false;
    *ret = value;
    return true;
}

static size_t format_integer(double value, char *text)
{
    char back[24];
    size_t n = 0, out = 0;
    uint64_t whole = (uint64_t)fabs(value);

    if (value < 0)
        text[out++] = '-';
    do
        back[n++] = (char)('0' + whole % 10);
    while (whole /= 10);
    while (n)
        text[out++] = back[--n];
    text[out] = 0;
    return out;
}

size_t jh_num_format(double value, char text[JH_NUM_TEXT])
{
    if (!isfinite(value))
        return (size_t)snprintf(text, JH_NUM_TEXT, "null");
    if (fabs(value) < 1e15 && value == trunc(value))
        return format_integer(value == 0 ? 0 : value, text);
    for (int digits = 15; digits < 17; digits++) {
        int n = snprintf(text, JH_NUM_TEXT, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            return (size_t)n;
    }
    return jh_num_format17(value, text);
}

size_t jh_num_format17(double value, char text[JH_NUM_TEXT])
{
    if (!isfinite(value))
        return (size_t)snprintf(text, JH_NUM_TEXT, "null");
    return (size_t)snprintf(text, JH_NUM_TEXT, "%.17g", value);
}

size_t jh_num_round(double value, int decimals, char text[JH_NUM_TEXT])
{
    if (!isfinite(value))
        return (size_t)snprintf(text, JH_NUM_TEXT, "null");
    if (fabs(value) >= 1e15)
        return jh_num_format(value, text);
    /* 15 significant digits are what a clerk's spreadsheet shows; the half is decided on them. */
    char shown[JH_NUM_TEXT];
    snprintf(shown, sizeof shown, "%.15g", value);
    double near = strtod(shown, NULL);
    double scaled = fabs(near) * power10[decimals];
    double whole = floor(scaled);
    if (scaled - whole >= 0.5 - 1e-9 * (1 + whole * 1e-6))
        whole += 1;
    double rounded = whole / power10[decimals];
    int n =
        snprintf(text, JH_NUM_TEXT, "%s%.*f", near < 0 && whole > 0 ? "-" : "", decimals, rounded);
    return (size_t)n;
}
