/* src/base/hash.c - see hash.h. */
#include "base/hash.h"
#include <sodium.h>

void jh_hash_hex(const void *bytes, size_t n, char ret[JH_HASH_TEXT])
{
    unsigned char digest[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(digest, bytes, n);
    sodium_bin2hex(ret, JH_HASH_TEXT, digest, sizeof digest);
}

void jh_hash_begin(struct jh_hash *h)
{
    crypto_hash_sha256_init(&h->state);
}

void jh_hash_add(struct jh_hash *h, const void *bytes, size_t n)
{
    if (n)
        crypto_hash_sha256_update(&h->state, bytes, n);
}

void jh_hash_end(struct jh_hash *h, char ret[JH_HASH_TEXT])
{
    unsigned char hash[crypto_hash_sha256_BYTES];

    crypto_hash_sha256_final(&h->state, hash);
    sodium_bin2hex(ret, JH_HASH_TEXT, hash, sizeof hash);
}
