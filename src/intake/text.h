/* src/intake/text.h - UTF-8 and character folding for what people type. Inside intake only. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JH_BAD_CHAR = 0xFFFD };

/* The character at text[0..n), n >= 1, and its bytes (1..4); a byte that begins nothing valid gives
 * JH_BAD_CHAR and 1 byte. *ret_short (may be NULL): the bytes end inside a character. */
uint32_t jh_utf8_get(const char *text, size_t n, size_t *ret_bytes, bool *ret_short);
size_t jh_utf8_put(uint32_t c, char ret[4]);

/* Any of the spaces, tabs, line ends and invisible marks that office files contain. */
bool jh_is_space(uint32_t c);
/* Full-width forms to ASCII, superscript digits to digits, capitals to lower case. */
uint32_t jh_fold(uint32_t c);
/* text[*at..*n) without spaces at both ends. */
void jh_trim(const char *text, size_t *at, size_t *n);
