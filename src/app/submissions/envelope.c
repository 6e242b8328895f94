/* src/app/submissions/envelope.c - the head and the signature of exchange files. */
#include "app/submissions/exchange.h"
#include <sodium.h>
#include <stdlib.h>

enum { HEAD_MOST = 400, SIGNATURE = 64, SIGNATURE_TEXT = 129, KIND_MOST = 16 };

static const char magic[] = "junheng-exchange ";

struct head {
    long version, length;
    char kind[KIND_MOST], key[JH_EXCHANGE_KEY_TEXT], signature[SIGNATURE_TEXT];
    size_t n; /* bytes of the line */
};

static void hex(const unsigned char *bytes, size_t n, char *ret)
{
    sodium_bin2hex(ret, 2 * n + 1, bytes, n);
}

static bool unhex(const char *text, unsigned char *ret, size_t n)
{
    size_t got;
    return sodium_hex2bin(ret, n, text, strlen(text), NULL, &got, NULL) == 0 && got == n;
}

void jh_exchange_public(const unsigned char seed[JH_EXCHANGE_KEY], char ret[JH_EXCHANGE_KEY_TEXT])
{
    unsigned char open[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];

    crypto_sign_seed_keypair(open, secret, seed);
    sodium_memzero(secret, sizeof secret);
    hex(open, sizeof open, ret);
}

/* What is signed: the head without key and signature, and the JSON. */
static void signed_part(struct jh_buf *out, const char *kind, const char *json, size_t n)
{
    jh_buf_addf(out, "%s%d %s %zu\n", magic, JH_EXCHANGE_VERSION, kind, n);
    jh_buf_add(out, json, n);
}

void jh_exchange_write(struct jh_buf *out, const char *kind,
                       const unsigned char seed[JH_EXCHANGE_KEY], const char *json, size_t n)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf part = JH_BUF(JH_EXCHANGE_MOST + HEAD_MOST);
    unsigned char open[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    unsigned char signature[SIGNATURE];
    char key[JH_EXCHANGE_KEY_TEXT], text[SIGNATURE_TEXT];

    signed_part(&part, kind, json, n);
    crypto_sign_seed_keypair(open, secret, seed);
    crypto_sign_detached(signature, NULL, (const unsigned char *)part.data, part.len, secret);
    sodium_memzero(secret, sizeof secret);
    hex(open, sizeof open, key);
    hex(signature, sizeof signature, text);
    jh_buf_addf(out, "%s%d %s %zu %s %s\n", magic, JH_EXCHANGE_VERSION, kind, n, key, text);
    jh_buf_add(out, json, n);
}

/* The next word of the head, at most room - 1 bytes. */
static bool word(const char **at, const char *end, char *ret, size_t room)
{
    size_t n = 0;

    while (*at + n < end && (*at)[n] != ' ')
        n++;
    if (n == 0 || n >= room)
        return false;
    memcpy(ret, *at, n);
    ret[n] = 0;
    *at += n + (*at + n < end);
    return true;
}

static bool read_head(const char *bytes, size_t n, struct head *h)
{
    const char *line = memchr(bytes, '\n', n < HEAD_MOST ? n : HEAD_MOST), *at = bytes;
    char number[24];

    if (!line || strncmp(bytes, magic, sizeof magic - 1) != 0)
        return false;
    at += sizeof magic - 1;
    h->n = (size_t)(line - bytes) + 1;
    if (!word(&at, line, number, sizeof number))
        return false;
    h->version = strtol(number, NULL, 10);
    if (h->version != JH_EXCHANGE_VERSION)
        return true; /* what follows may be otherwise there */
    if (!word(&at, line, h->kind, sizeof h->kind) || !word(&at, line, number, sizeof number))
        return false;
    h->length = strtol(number, NULL, 10);
    return word(&at, line, h->key, sizeof h->key) &&
           word(&at, line, h->signature, sizeof h->signature);
}

static enum jh_status refuse(const struct jh_app *app, const char *kind, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    bool take = strcmp(kind, JH_EXCHANGE_TAKE) == 0;

    return jh_fail(
        reterr, JH_E_DATA, "exchange.kind", JH_NOWHERE, (double)NAN, "%s",
        jh_say(app, &mem, take ? "exchange.kind_take" : "exchange.kind_answer", NULL, 0));
}

/* The head has one spelling: no other zeros, spaces or capitals. */
static bool plain_head(const struct head *h, const char *line)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(2 * HEAD_MOST);

    jh_buf_addf(&out, "%s%ld %s %ld %s %s\n", magic, h->version, h->kind, h->length, h->key,
                h->signature);
    return out.len == h->n && memcmp(out.data, line, h->n) == 0 &&
           strspn(h->key, "0123456789abcdef") == strlen(h->key) &&
           strspn(h->signature, "0123456789abcdef") == strlen(h->signature);
}

static enum jh_status fits(const struct head *h, const char *line, const char *json, size_t n,
                           struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf part = JH_BUF(JH_EXCHANGE_MOST + HEAD_MOST);
    unsigned char key[JH_EXCHANGE_KEY], signature[SIGNATURE];

    if (h->length < 0 || n < (size_t)h->length)
        return jh_fail(reterr, JH_E_DATA, "exchange.truncated", JH_NOWHERE, (double)n,
                       "%zu of %ld bytes", n, h->length);
    signed_part(&part, h->kind, json, n);
    if (n > (size_t)h->length || !plain_head(h, line) || !unhex(h->key, key, sizeof key) ||
        !unhex(h->signature, signature, sizeof signature) ||
        crypto_sign_verify_detached(signature, (const unsigned char *)part.data, part.len, key) !=
            0)
        return jh_fail(reterr, JH_E_DATA, "exchange.tampered", JH_NOWHERE, (double)NAN,
                       "the signature does not fit");
    return JH_OK;
}

enum jh_status jh_exchange_read(const struct jh_app *app, const char *kind, const void *bytes,
                                size_t n, json_t **ret, char ret_key[JH_EXCHANGE_KEY_TEXT],
                                struct jh_err *reterr)
{
    struct head h = {0};

    if (n > JH_EXCHANGE_MOST)
        return jh_fail(reterr, JH_E_LIMIT, "intake.too_large", JH_NOWHERE, (double)n, "%zu bytes",
                       n);
    if (!bytes || !read_head(bytes, n, &h))
        return refuse(app, kind, reterr);
    if (h.version != JH_EXCHANGE_VERSION)
        return jh_fail(reterr, JH_E_DATA, "exchange.version", JH_NOWHERE, (double)h.version,
                       "format %ld", h.version);
    if (strcmp(h.kind, kind) != 0)
        return refuse(app, kind, reterr);
    JH_TRY(fits(&h, bytes, (const char *)bytes + h.n, n - h.n, reterr));
    *ret = json_loadb((const char *)bytes + h.n, n - h.n, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(*ret))
        return refuse(app, kind, reterr);
    memcpy(ret_key, h.key, sizeof h.key);
    return JH_OK;
}

void jh_exchange_free(json_t **root)
{
    json_decref(*root);
    *root = NULL;
}

const char *jh_exchange_text(const json_t *from, const char *key)
{
    const char *text = json_string_value(json_object_get(from, key));
    return text ? text : "";
}

void jh_exchange_cells(struct jh_json *j, const char *key, const struct jh_submission_value *v,
                       size_t n)
{
    jh_json_array(j, key);
    for (size_t i = 0; i < n; i++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "stage", v[i].stage);
        jh_json_str(j, "item", v[i].item);
        jh_json_raw(j, "value", v[i].value);
        jh_json_str(j, "entered", v[i].entered);
        jh_json_int(j, "version", v[i].version);
        jh_json_str(j, "who", v[i].who);
        jh_json_str(j, "at", v[i].at);
        jh_json_str(j, "how", v[i].how);
        jh_json_end(j);
    }
    jh_json_end(j);
}
