/* src/base/seal.h - fields that are stored encrypted, with a key outside the data file.
 * libsodium: XChaCha20-Poly1305 with a random nonce; the additional data ("county/person/field")
 * binds a sealed value to its place, so that it cannot be moved to another person. Equal values are
 * found by a keyed BLAKE2b mark, made with a second key; both are derived from the 32 bytes of the
 * file, which is never in the data file nor in a backup of it.
 * docs/internals/people.md, docs/decisions/0008-people.md. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"

enum {
    JH_SEAL_KEY = 32,
    JH_SEAL_MORE = 24 + 16, /* bytes that a sealed value is longer than the plain one */
    JH_SEAL_MARK_TEXT = 33, /* 16 bytes in hex and the final 0 */
    JH_SEAL_ID_TEXT = 17
};

struct jh_seal {
    unsigned char box[JH_SEAL_KEY], mark[JH_SEAL_KEY];
    char id[JH_SEAL_ID_TEXT]; /* tells one key from another; stored with the data */
};

/* Where the key lies: `path`, else $JUNHENG_KEY_FILE, else $XDG_CONFIG_HOME/junheng/key, else
 * ~/.config/junheng/key. */
const char *jh_seal_path(struct jh_arena *mem, const char *path);
/* Read the key. JH_E_NOTFOUND "key.missing"; JH_E_DATA "key.damaged" (not 32 bytes in hex) and
 * "key.open" (others may read the file: chmod 600); the text is the path. */
JH_NODISCARD enum jh_status jh_seal_load(const char *path, struct jh_seal *ret,
                                         struct jh_err *reterr);
/* Make a new key file, 0600, folders too. JH_E_CONFLICT "key.exists" rather than write over one. */
JH_NODISCARD enum jh_status jh_seal_make(const char *path, struct jh_seal *ret,
                                         struct jh_err *reterr);
void jh_seal_wipe(struct jh_seal *seal); /* for JH_CLEANUP */
/* Keys from 32 bytes. */
void jh_seal_from(const unsigned char master[JH_SEAL_KEY], struct jh_seal *ret);

/* Append the sealed form of plain[0..n) to `out`. */
void jh_seal_write(const struct jh_seal *seal, const char *place, const void *plain, size_t n,
                   struct jh_buf *out);
/* Append the plain form. JH_E_STORE "key.unreadable" when key, place or bytes do not fit. */
JH_NODISCARD enum jh_status jh_seal_read(const struct jh_seal *seal, const char *place,
                                         const void *sealed, size_t n, struct jh_buf *out,
                                         struct jh_err *reterr);
/* The mark of a value of one kind ("id", "roll"): equal values of a kind, equal marks. */
void jh_seal_mark(const struct jh_seal *seal, const char *kind, const char *value,
                  char ret[JH_SEAL_MARK_TEXT]);
