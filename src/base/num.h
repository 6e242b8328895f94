/* src/base/num.h - numbers to and from text, the same on every machine and in every locale. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { JH_NUM_TEXT = 32 }; /* enough for any double as jh_num_format writes it */

/* Read all of text[0..n) as a plain decimal: [+-]digits[.digits][e[+-]digits]; ASCII only, no
 * spaces, no hex, no inf or nan, at most 400 bytes. True and *ret on success; *ret is correctly
 * rounded. Human input (full-width digits, separators) is cleaned by intake before it comes here.
 * A text of up to 15 digits without exponent takes about 10 ns. */
bool jh_num_parse(const char *text, size_t n, double *ret);

/* Write the shortest decimal that reads back to the same bits: 0.1, 1e+300, 12345. NaN and
 * infinities give "null", because the text goes into JSON. Returns the length. */
size_t jh_num_format(double value, char text[JH_NUM_TEXT]);

/* Write all 17 significant digits ("%.17g"), for interfaces that promise them. */
size_t jh_num_format17(double value, char text[JH_NUM_TEXT]);

/* Write with exactly `decimals` (0..9) decimals, half away from zero on the decimal text of the
 * value (so 0.125 at 2 gives 0.13 and 2.675, stored below itself, gives 2.68 as a clerk expects).
 */
size_t jh_num_round(double value, int decimals, char text[JH_NUM_TEXT]);
