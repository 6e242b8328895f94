/* src/base/totp.h - one-time codes of RFC 6238 (HMAC-SHA1, 30 seconds, 6 digits: what every phone's
 * authenticator shows), and the Base32 (RFC 4648) in which their secret is written. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    JH_TOTP_SECRET = 20, /* bytes of a new secret */
    JH_TOTP_SECRET_LEAST = 16,
    JH_TOTP_SECRET_MOST = 64,
    JH_TOTP_STEP = 30, /* seconds */
    JH_TOTP_DIGITS = 6,
    JH_TOTP_TEXT = 12,
    JH_BASE32_TEXT = 113 /* of the longest secret, with the final 0 */
};

void jh_totp_new(unsigned char secret[JH_TOTP_SECRET]); /* random */
/* The code of a time step with 6 to 8 digits. */
void jh_totp_code(const void *secret, size_t n, int64_t step, int digits, char ret[JH_TOTP_TEXT]);
/* Is `code` the one of now, or of a step beside it (clocks differ), and of a step after `last`
 * (each serves once)? *ret_step is its step. Compares in constant time; blanks in it are passed
 * over. */
bool jh_totp_fits(const void *secret, size_t n, const char *code, int64_t now, int64_t last,
                  int64_t *ret_step);

void jh_base32_write(const void *bytes, size_t n, char ret[JH_BASE32_TEXT]); /* n <= SECRET_MOST */
/* Blanks and the case do not matter. False when something else does not belong. */
bool jh_base32_read(const char *text, unsigned char ret[JH_TOTP_SECRET_MOST], size_t *ret_n);
