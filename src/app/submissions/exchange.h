/* src/app/submissions/exchange.h - the file that goes to a school without network and the one that
 * comes back. A line of head, then JSON:
 *
 *     junheng-exchange 1 take 12345 <public key, hex> <signature, hex>
 *     {...}                                            12345 bytes
 *
 * Signed with Ed25519 over kind, length and JSON. The county's key is derived from its key file
 * (base/seal.h). A file given out carries a key of its own, made for it alone, with which the
 * school's answer is signed; the county keeps its public half. */
#pragma once
#include "app/submissions/inside.h"

enum {
    JH_EXCHANGE_VERSION = 1,
    JH_EXCHANGE_KEY = 32,
    JH_EXCHANGE_KEY_TEXT = 65,
    JH_EXCHANGE_MOST = 16 * 1024 * 1024
};

#define JH_EXCHANGE_TAKE "take"
#define JH_EXCHANGE_ANSWER "answer"

/* A signing key from 32 bytes. */
void jh_exchange_public(const unsigned char seed[JH_EXCHANGE_KEY], char ret[JH_EXCHANGE_KEY_TEXT]);
void jh_exchange_write(struct jh_buf *out, const char *kind,
                       const unsigned char seed[JH_EXCHANGE_KEY], const char *json, size_t n);
/* The JSON inside, when the signature fits; *ret_key is the public key in the head. */
JH_NODISCARD enum jh_status jh_exchange_read(const struct jh_app *app, const char *kind,
                                             const void *bytes, size_t n, json_t **ret,
                                             char ret_key[JH_EXCHANGE_KEY_TEXT],
                                             struct jh_err *reterr);
void jh_exchange_free(json_t **root);                              /* for JH_CLEANUP */
const char *jh_exchange_text(const json_t *from, const char *key); /* "" when absent */

/* The school's own values as a list of JSON. */
void jh_exchange_cells(struct jh_json *j, const char *key, const struct jh_submission_value *v,
                       size_t n);
/* moves.c: submit as the school did, with its reasons; inside a transaction. */
JH_NODISCARD enum jh_status jh_draft_submit(struct jh_draft *d, const char *reasons,
                                            struct jh_err *reterr);
