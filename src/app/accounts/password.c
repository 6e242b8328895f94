/* src/app/accounts/password.c - argon2id by libsodium, and what a password has to be. */
#include "app/accounts/inside.h"
#include <assert.h>
#include <math.h>
#include <sodium.h>
#include <string.h>

enum { LONG_ENOUGH = 16, KINDS_LEAST = 3 };

static void start(void)
{
    int begun = sodium_init();
    assert(begun >= 0); /* 1: was begun before */
    (void)begun;
}

void jh_password_hash(const char *password, char ret[128])
{
    start();
    int made =
        crypto_pwhash_str_alg(ret, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
    if (made != 0) /* no memory: nobody may log in with this hash, and nothing is said of it */
        snprintf(ret, 128, "-");
}

bool jh_password_fits(const char *hash, const char *password)
{
    start();
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

void jh_password_nothing(const char *password)
{
    char hash[128];
    jh_password_hash(password, hash);
}

/* Letters small and large, digits, anything else. */
static int kinds_of(const char *password)
{
    bool small = false, large = false, digit = false, other = false;

    for (const char *c = password; *c; c++) {
        if (*c >= 'a' && *c <= 'z')
            small = true;
        else if (*c >= 'A' && *c <= 'Z')
            large = true;
        else if (*c >= '0' && *c <= '9')
            digit = true;
        else
            other = true;
    }
    return small + large + digit + other;
}

/* Characters, not bytes: a sentence in Chinese is a good password. */
static size_t characters(const char *text)
{
    size_t n = 0;

    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

static size_t different(const char *text)
{
    bool seen[256] = {false};
    size_t n = 0;

    for (; *text; text++) {
        n += !seen[(unsigned char)*text];
        seen[(unsigned char)*text] = true;
    }
    return n;
}

enum jh_status jh_password_check(const char *account, const char *password, struct jh_err *reterr)
{
    size_t n = characters(password);
    const char *id = NULL;

    if (n < JH_PASSWORD_LEAST)
        id = "account.password_short";
    else if (strlen(password) > JH_PASSWORD_MOST)
        id = "account.password_long";
    else if (strstr(password, account))
        id = "account.password_name";
    else if (different(password) < 5 || (n < LONG_ENOUGH && kinds_of(password) < KINDS_LEAST))
        id = "account.password_simple";
    if (id)
        return jh_fail(reterr, JH_E_DATA, id, ((struct jh_at){"password", 0}), (double)n, "%d",
                       JH_PASSWORD_LEAST);
    return JH_OK;
}

/* Of 31 letters and digits that are not taken for one another: 59 bits. */
void jh_password_make(char ret[JH_NEW_PASSWORD_TEXT])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";

    start();
    for (size_t i = 0; i + 1 < JH_NEW_PASSWORD_TEXT; i++)
        ret[i] = i % 5 == 4 ? '-' : letters[randombytes_uniform(sizeof letters - 1)];
    ret[JH_NEW_PASSWORD_TEXT - 1] = 0;
}
