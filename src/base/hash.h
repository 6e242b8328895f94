/* src/base/hash.h - SHA-256, for naming files, packs and runs by their content. */
#pragma once
#include <sodium/crypto_hash_sha256.h>
#include <stddef.h>

enum { JH_HASH_TEXT = 65 }; /* 64 hex digits and the final 0 */

void jh_hash_hex(const void *bytes, size_t n, char ret[JH_HASH_TEXT]);

/* The same bit by bit. */
struct jh_hash {
    crypto_hash_sha256_state state;
};
void jh_hash_begin(struct jh_hash *h);
void jh_hash_add(struct jh_hash *h, const void *bytes, size_t n);
void jh_hash_end(struct jh_hash *h, char ret[JH_HASH_TEXT]);
