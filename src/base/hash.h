/* src/base/hash.h - SHA-256, for naming files, packs and runs by their content. */
#pragma once
#include <stddef.h>

enum { JH_HASH_TEXT = 65 }; /* 64 hex digits and the final 0 */

void jh_hash_hex(const void *bytes, size_t n, char ret[JH_HASH_TEXT]);
