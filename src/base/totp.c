/* src/base/totp.c - see totp.h. libsodium has no SHA-1, so the MAC is OpenSSL's. */
#include "base/totp.h"
#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { BESIDE = 1 }; /* steps before and after now that are taken too */

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

void jh_totp_new(unsigned char secret[JH_TOTP_SECRET])
{
    randombytes_buf(secret, JH_TOTP_SECRET);
}

void jh_totp_code(const void *secret, size_t n, int64_t step, int digits, char ret[JH_TOTP_TEXT])
{
    unsigned char message[8], mac[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    uint32_t power = 1;

    assert(digits >= 6 && digits <= 8);
    for (int i = 0; i < 8; i++)
        message[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    HMAC(EVP_sha1(), secret, (int)n, message, sizeof message, mac, &length);
    assert(length == 20);
    unsigned at = mac[length - 1] & 0xF; /* RFC 4226, 5.3: dynamic truncation */
    uint32_t number = (uint32_t)(mac[at] & 0x7F) << 24 | (uint32_t)mac[at + 1] << 16 |
                      (uint32_t)mac[at + 2] << 8 | mac[at + 3];
    for (int i = 0; i < digits; i++)
        power *= 10;
    snprintf(ret, JH_TOTP_TEXT, "%0*u", digits, (unsigned)(number % power));
    sodium_memzero(mac, sizeof mac);
}

/* The digits of what was typed; false when there are more or fewer than a code has. */
static bool digits_of(const char *code, char ret[JH_TOTP_DIGITS + 1])
{
    size_t n = 0;

    for (; *code; code++) {
        if (*code == ' ')
            continue;
        if (*code < '0' || *code > '9' || n == JH_TOTP_DIGITS)
            return false;
        ret[n++] = *code;
    }
    ret[n] = 0;
    return n == JH_TOTP_DIGITS;
}

bool jh_totp_fits(const void *secret, size_t n, const char *code, int64_t now, int64_t last,
                  int64_t *ret_step)
{
    char typed[JH_TOTP_DIGITS + 1], right[JH_TOTP_TEXT];
    bool fits = false;

    if (!digits_of(code, typed))
        return false;
    for (int64_t step = now / JH_TOTP_STEP - BESIDE; step <= now / JH_TOTP_STEP + BESIDE; step++) {
        jh_totp_code(secret, n, step, JH_TOTP_DIGITS, right);
        if (sodium_memcmp(typed, right, JH_TOTP_DIGITS) == 0 && step > last) {
            fits = true;
            *ret_step = step;
        }
    }
    return fits;
}

void jh_base32_write(const void *bytes, size_t n, char ret[JH_BASE32_TEXT])
{
    const unsigned char *from = bytes;
    uint32_t bits = 0;
    int have = 0;
    size_t at = 0;

    assert(n <= JH_TOTP_SECRET_MOST);
    for (size_t i = 0; i < n; i++) {
        bits = bits << 8 | from[i];
        for (have += 8; have >= 5; have -= 5)
            ret[at++] = alphabet[bits >> (have - 5) & 31];
    }
    if (have)
        ret[at++] = alphabet[bits << (5 - have) & 31];
    ret[at] = 0;
}

bool jh_base32_read(const char *text, unsigned char ret[JH_TOTP_SECRET_MOST], size_t *ret_n)
{
    uint32_t bits = 0;
    int have = 0;

    *ret_n = 0;
    for (; *text; text++) {
        char c = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;
        const char *found = strchr(alphabet, c);

        if (c == ' ' || c == '-' || c == '=')
            continue;
        if (!found)
            return false;
        bits = bits << 5 | (uint32_t)(found - alphabet);
        have += 5;
        if (have < 8)
            continue;
        if (*ret_n == JH_TOTP_SECRET_MOST)
            return false;
        have -= 8;
        ret[(*ret_n)++] = (unsigned char)(bits >> have & 0xFF);
    }
    return true;
}
