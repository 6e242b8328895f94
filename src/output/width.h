/* src/output/width.h - how wide a text is on the screen: Chinese characters count two. */
#pragma once
#include <stddef.h>

/* The code point at *text, which moves behind it; 0 at the end; U+FFFD for bytes that are no UTF-8.
 */
unsigned jh_utf8_next(const char **text);
size_t jh_utf8_count(const char *text);    /* code points; NULL gives 0 */
double jh_display_width(const char *text); /* of the widest line, in Latin characters */
