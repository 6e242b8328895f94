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

/* A double from 1e-4 to 1e15, exactly: m / 2^shift. Up to 10^21 times m fits into 128 bits, so the
 * digits that printf would find by long arithmetic are one multiplication away. */
__extension__ typedef unsigned __int128 wide;

struct binary {
    uint64_t m;
    int shift, decimals; /* of its 17 significant digits, how many are behind the point */
};

static wide times_power10(uint64_t m, int power)
{
    static const uint64_t whole[] = {1,           10,           100,          1000,      10000,
                                     100000,      1000000,      10000000,     100000000, 1000000000,
                                     10000000000, 100000000000, 1000000000000};
    return power <= 12 ? (wide)m * whole[power] : (wide)m * whole[12] * whole[power - 12];
}

static bool take_apart(double value, struct binary *ret)
{
    static const uint64_t least = 10000000000000000; /* of 17 digits */
    int exponent, x = 0;

    value = fabs(value);
    if (!(value >= 1e-4 && value < 1e15))
        return false;
    ret->m = (uint64_t)ldexp(frexp(value, &exponent), 53);
    ret->shift = 53 - exponent;
    for (x = 0; value >= power10[x + 1]; x++)
        ;
    ret->decimals = 16 - x;
    while (times_power10(ret->m, ret->decimals) >> ret->shift < least)
        ret->decimals++;
    return true;
}

/* Rounded as "%.*g" does it, to a whole number of 10^-decimals; *ret_back: does it read back to the
 * same double? (Within half of its last bit; a power of two, whose lower neighbour is nearer, is
 * left to the C library.) */
static uint64_t round_to(const struct binary *b, int digits, int *ret_decimals, bool *ret_back)
{
    *ret_decimals = b->decimals - (17 - digits);
    wide scaled = times_power10(b->m, *ret_decimals), one = (wide)1 << b->shift;
    wide rest = scaled & (one - 1), bit = times_power10(1, *ret_decimals);
    uint64_t whole = (uint64_t)(scaled >> b->shift);

    if (rest > one / 2 || (rest == one / 2 && whole & 1)) {
        whole++;
        rest = one - rest;
    }
    *ret_back = 2 * rest < bit || (2 * rest == bit && !(b->m & 1));
    return whole;
}

static size_t put_decimal(bool negative, uint64_t whole, int decimals, char *text)
{
    char back[JH_NUM_TEXT] = {0};
    size_t n = 0, out = 0;

    if (negative)
        text[out++] = '-';
    for (int i = 0; i < decimals || whole || i == decimals; i++) {
        if (i == decimals && i > 0)
            back[n++] = '.';
        back[n++] = (char)('0' + whole % 10);
        whole /= 10;
    }
    while (n)
        text[out++] = back[--n];
    text[out] = 0;
    return out;
}

static size_t format_by_library(double value, char *text)
{
    for (int digits = 15; digits < 17; digits++) {
        int n = snprintf(text, JH_NUM_TEXT, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            return (size_t)n;
    }
    return jh_num_format17(value, text);
}

size_t jh_num_format(double value, char text[JH_NUM_TEXT])
{
    struct binary b;
    uint64_t whole = 0;
    bool back = false;
    int decimals = 0;

    if (!isfinite(value))
        return (size_t)snprintf(text, JH_NUM_TEXT, "null");
    if (fabs(value) < 1e15 && value == trunc(value))
        return format_integer(value == 0 ? 0 : value, text);
    if (!take_apart(value, &b) || b.m == 1ull << 52)
        return format_by_library(value, text);
    for (int digits = 15; digits <= 17 && !back; digits++)
        whole = round_to(&b, digits, &decimals, &back);
    while (decimals > 0 && whole % 10 == 0) {
        whole /= 10;
        decimals--;
    }
    return put_decimal(value < 0, whole, decimals, text);
}

size_t jh_num_format17(double value, char text[JH_NUM_TEXT])
{
    if (!isfinite(value))
        return (size_t)snprintf(text, JH_NUM_TEXT, "null");
    return (size_t)snprintf(text, JH_NUM_TEXT, "%.17g", value);
}

/* The double nearest to the value's 15 significant digits. */
static double nearest15(double value)
{
    char shown[JH_NUM_TEXT];
    struct binary b;
    int decimals;
    bool back;

    if (take_apart(value, &b)) {
        uint64_t whole = round_to(&b, 15, &decimals, &back);
        if (decimals <= 15) /* both exact, so one correctly rounded division */
            return (value < 0 ? -1 : 1) * ((double)whole / power10[decimals]);
    }
    snprintf(shown, sizeof shown, "%.15g", value);
    return strtod(shown, NULL);
}

size_t jh_num_round(double value, int decimals, char text[JH_NUM_TEXT])
{
    if (!isfinite(value))
        return (size_t)snprintf(text, JH_NUM_TEXT, "null");
    if (fabs(value) >= 1e15)
        return jh_num_format(value, text);
    /* 15 significant digits are what a clerk's spreadsheet shows; the half is decided on them. */
    double near = nearest15(value);
    double scaled = fabs(near) * power10[decimals];
    double whole = floor(scaled);
    if (scaled - whole >= 0.5 - 1e-9 * (1 + whole * 1e-6))
        whole += 1;
    if (whole < 1e15)
        return put_decimal(near < 0 && whole > 0, (uint64_t)whole, decimals, text);
    return (size_t)snprintf(text, JH_NUM_TEXT, "%s%.*f", near < 0 && whole > 0 ? "-" : "", decimals,
                            whole / power10[decimals]);
}
