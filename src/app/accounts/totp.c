/* src/app/accounts/totp.c - the secret of the second factor, sealed with the key of the site. */
#include "app/accounts/inside.h"
#include "base/seal.h"
#include "base/totp.h"
#include <math.h>

static enum jh_status key_of(struct jh_seal *ret, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};

    return jh_seal_load(jh_seal_path(&mem, NULL), ret, reterr);
}

static const char *place_of(struct jh_arena *mem, const struct jh_account *a)
{
    return jh_arena_printf(mem, "%s/account:%s/totp", a->county, a->account);
}

enum jh_status jh_totp_secret(const struct jh_account *a, unsigned char *ret, size_t *ret_n,
                              struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf plain = JH_BUF(JH_TOTP_SECRET_MOST);
    JH_CLEANUP(jh_seal_wipe) struct jh_seal seal = {0};

    JH_TRY(key_of(&seal, reterr));
    JH_TRY(jh_seal_read(&seal, place_of(&mem, a), a->totp, a->totp_size, &plain, reterr));
    memcpy(ret, plain.data, plain.len);
    *ret_n = plain.len;
    return JH_OK;
}

/* The user has shown that the phone has it: a code of it fits. */
enum jh_status jh_totp_seal(const struct jh_account *a, const char *secret, const char *code,
                            int64_t now, int64_t *ret_step, struct jh_buf *out,
                            struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_seal_wipe) struct jh_seal seal = {0};
    unsigned char bytes[JH_TOTP_SECRET_MOST];
    size_t n;

    if (!jh_base32_read(secret, bytes, &n) || n < JH_TOTP_SECRET_LEAST)
        return jh_fail(reterr, JH_E_USAGE, "session.secret", ((struct jh_at){"secret", 0}),
                       (double)NAN, "want %d bytes in Base32", JH_TOTP_SECRET);
    if (!jh_totp_fits(bytes, n, code, now, 0, ret_step))
        return jh_fail(reterr, JH_E_LOGIN, "session.wrong_code", JH_NOWHERE, (double)NAN, "code");
    JH_TRY(key_of(&seal, reterr));
    jh_seal_write(&seal, place_of(&mem, a), bytes, n, out);
    return jh_buf_check(out, reterr);
}

enum jh_status jh_app_totp_offer(const struct jh_app *app, const struct jh_who *who,
                                 struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_seal_wipe) struct jh_seal seal = {0};
    unsigned char secret[JH_TOTP_SECRET];
    char text[JH_BASE32_TEXT];
    struct jh_json j;

    (void)app;
    if (!who->found)
        return jh_fail(reterr, JH_E_LOGIN, "rights.login", JH_NOWHERE, (double)NAN, "login");
    JH_TRY(key_of(&seal, reterr)); /* told now, not after the phone has it */
    jh_totp_new(secret);
    jh_base32_write(secret, sizeof secret, text);
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "secret", text);
    jh_json_str(&j, "uri",
                jh_arena_printf(&mem, "otpauth://totp/Junheng:%s?secret=%s&issuer=Junheng",
                                who->account.account, text));
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}
