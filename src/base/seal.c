/* src/base/seal.c - see seal.h. */
#include "base/seal.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEX = 2 * JH_SEAL_KEY, PATH_MOST = 4000 };

const char *jh_seal_path(struct jh_arena *mem, const char *path)
{
    const char *env = getenv("JUNHENG_KEY_FILE"), *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");

    if (path && *path)
        return path;
    if (env && *env)
        return jh_arena_strdup(mem, env);
    if (config && *config)
        return jh_arena_printf(mem, "%s/junheng/key", config);
    return jh_arena_printf(mem, "%s/.config/junheng/key", home ? home : "");
}

void jh_seal_from(const unsigned char master[JH_SEAL_KEY], struct jh_seal *ret)
{
    unsigned char id[16];

    crypto_kdf_derive_from_key(ret->box, sizeof ret->box, 1, "jh-seal.", master);
    crypto_kdf_derive_from_key(ret->mark, sizeof ret->mark, 2, "jh-seal.", master);
    crypto_generichash(id, sizeof id, ret->mark, sizeof ret->mark, NULL, 0);
    sodium_bin2hex(ret->id, sizeof ret->id, id, sizeof id / 2);
}

static enum jh_status fail(enum jh_status status, const char *id, const char *path,
                           struct jh_err *reterr)
{
    return jh_fail(reterr, status, id, JH_NOWHERE, (double)NAN, "%.200s", path);
}

enum jh_status jh_seal_load(const char *path, struct jh_seal *ret, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    char hex[HEX + 2] = "";
    unsigned char master[JH_SEAL_KEY];
    size_t got = 0;
    struct stat st;

    path = jh_seal_path(&mem, path);
    FILE *file = fopen(path, "rbe");
    if (!file)
        return fail(JH_E_NOTFOUND, "key.missing", path, reterr);
    bool open = fstat(fileno(file), &st) != 0 || (st.st_mode & (S_IRWXG | S_IRWXO)) != 0;
    size_t n = fread(hex, 1, sizeof hex, file);
    fclose(file);
    if (open)
        return fail(JH_E_DATA, "key.open", path, reterr);
    while (n && (hex[n - 1] == '\n' || hex[n - 1] == '\r'))
        n--;
    if (n != HEX || sodium_hex2bin(master, sizeof master, hex, HEX, NULL, &got, NULL) != 0 ||
        got != 32)
        return fail(JH_E_DATA, "key.damaged", path, reterr);
    jh_seal_from(master, ret);
    sodium_memzero(master, sizeof master);
    sodium_memzero(hex, sizeof hex);
    return JH_OK;
}

static void make_folders(const char *path)
{
    char part[PATH_MOST];

    for (const char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
        int n = snprintf(part, sizeof part, "%.*s", (int)(p - path), path);
        if (n > 0 && (size_t)n < sizeof part)
            (void)mkdir(part, 0700); /* what fails here is told when the file is made */
    }
}

enum jh_status jh_seal_make(const char *path, struct jh_seal *ret, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    unsigned char master[JH_SEAL_KEY];
    char hex[HEX + 1];

    if (sodium_init() < 0)
        return fail(JH_E_BUG, "key.unreadable", "sodium_init", reterr);
    path = jh_seal_path(&mem, path);
    make_folders(path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(errno == EEXIST ? JH_E_CONFLICT : JH_E_STORE,
                    errno == EEXIST ? "key.exists" : "key.unwritten", path, reterr);
    randombytes_buf(master, sizeof master);
    sodium_bin2hex(hex, sizeof hex, master, sizeof master);
    jh_seal_from(master, ret);
    hex[HEX] = '\n';
    bool written = write(fd, hex, HEX + 1) == HEX + 1 && fsync(fd) == 0;
    written &= close(fd) == 0;
    sodium_memzero(master, sizeof master);
    sodium_memzero(hex, sizeof hex);
    if (!written) {
        (void)unlink(path);
        return fail(JH_E_STORE, "key.unwritten", path, reterr);
    }
    return JH_OK;
}

void jh_seal_wipe(struct jh_seal *seal)
{
    sodium_memzero(seal, sizeof *seal);
}

void jh_seal_write(const struct jh_seal *seal, const char *place, const void *plain, size_t n,
                   struct jh_buf *out)
{
    enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    unsigned char *bytes = jh_arena_alloc(&mem, n + JH_SEAL_MORE, 1);

    randombytes_buf(bytes, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + NONCE, NULL, plain, n,
                                               (const unsigned char *)place, strlen(place), NULL,
                                               bytes, seal->box);
    jh_buf_add(out, bytes, n + JH_SEAL_MORE);
}

enum jh_status jh_seal_read(const struct jh_seal *seal, const char *place, const void *sealed,
                            size_t n, struct jh_buf *out, struct jh_err *reterr)
{
    enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const unsigned char *bytes = sealed;

    if (n < JH_SEAL_MORE)
        return fail(JH_E_STORE, "key.unreadable", place, reterr);
    unsigned char *plain = jh_arena_alloc(&mem, n, 1);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, bytes + NONCE, n - NONCE,
                                                   (const unsigned char *)place, strlen(place),
                                                   bytes, seal->box) != 0)
        return fail(JH_E_STORE, "key.unreadable", place, reterr);
    jh_buf_add(out, plain, n - JH_SEAL_MORE);
    sodium_memzero(plain, n);
    return JH_OK;
}

void jh_seal_mark(const struct jh_seal *seal, const char *kind, const char *value,
                  char ret[JH_SEAL_MARK_TEXT])
{
    crypto_generichash_state state;
    unsigned char mark[16];

    crypto_generichash_init(&state, seal->mark, sizeof seal->mark, sizeof mark);
    crypto_generichash_update(&state, (const unsigned char *)kind, strlen(kind) + 1);
    crypto_generichash_update(&state, (const unsigned char *)value, strlen(value));
    crypto_generichash_final(&state, mark, sizeof mark);
    sodium_bin2hex(ret, JH_SEAL_MARK_TEXT, mark, sizeof mark);
}
