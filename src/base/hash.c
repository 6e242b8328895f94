/* src/base/hash.c - see hash.h. */
#include "base/hash.h"
#include <sodium.h>

void jh_hash_hex(const void *bytes, size_t n, char ret[JH_HASH_TEXT])
{
    unsigned char digest[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(digest, bytes, n);
    sodium_bin2hex(ret, JH_HASH_TEXT, digest, sizeof digest);
}
