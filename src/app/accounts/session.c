/* src/app/accounts/session.c - tokens, and whose they are. */
#include "app/accounts/inside.h"
#include "base/date.h"
#include "base/hash.h"
#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <time.h>

enum { TOKEN_BYTES = 32, CSRF_BYTES = 16, SEEN_EACH = 60, CHINA = 8 * 60 * 60, DAY = 86400 };

int64_t jh_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

void jh_today(int64_t now, char ret[JH_DATE_TEXT])
{
    jh_date_format(jh_date_from_days((long)((now + CHINA) / DAY)), ret);
}

void jh_moment(int64_t now, char ret[JH_MOMENT_TEXT])
{
    char day[JH_DATE_TEXT];
    long seconds = (long)(now % DAY);

    jh_date_format(jh_date_from_days((long)(now / DAY)), day);
    snprintf(ret, JH_MOMENT_TEXT, "%sT%02ld:%02ld:%02ldZ", day, seconds / 3600, seconds / 60 % 60,
             seconds % 60);
}

void jh_token_hash(const char *token, char ret[65])
{
    jh_hash_hex(token, strlen(token), ret);
}

enum jh_status jh_app_has_accounts(const struct jh_app *app, bool *ret, struct jh_err *reterr)
{
    return jh_store_any_account(app->store, ret, reterr);
}

enum jh_status jh_session_start(const struct jh_app *app, const struct jh_session *like,
                                const char *old, int64_t now, char ret_token[JH_TOKEN_TEXT],
                                struct jh_err *reterr)
{
    unsigned char bytes[TOKEN_BYTES];
    char hash[65], csrf[2 * CSRF_BYTES + 1];
    struct jh_session s = *like;

    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(ret_token, JH_TOKEN_TEXT, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    randombytes_buf(bytes, CSRF_BYTES);
    sodium_bin2hex(csrf, sizeof csrf, bytes, CSRF_BYTES);
    jh_token_hash(ret_token, hash);
    s.token = hash;
    s.csrf = csrf;
    s.seen = now;
    if (old)
        JH_TRY(jh_store_end_session(app->store, like->county, old, reterr));
    return jh_store_put_session(app->store, &s, reterr);
}

enum jh_status jh_grants_on(const struct jh_app *app, struct jh_arena *mem, const char *county,
                            const char *account, const char *day, const struct jh_grant **ret,
                            size_t *ret_n, struct jh_err *reterr)
{
    struct jh_account_grant *all;
    size_t n, kept = 0;

    JH_TRY(jh_store_grants(app->store, mem, county, account, &all, &n, reterr));
    struct jh_grant *list = jh_new(mem, struct jh_grant, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(all[i].since, day) > 0 || (*all[i].until && strcmp(all[i].until, day) <= 0))
            continue;
        list[kept++] = (struct jh_grant){.county = *all[i].place ? all[i].place : NULL,
                                         .role = all[i].role,
                                         .org = *all[i].org ? all[i].org : NULL,
                                         .class_ = *all[i].class_ ? all[i].class_ : NULL,
                                         .person = all[i].person};
    }
    *ret = list;
    *ret_n = kept;
    return JH_OK;
}

static bool still_good(const struct jh_session *s, int64_t now)
{
    return s->expires > now && s->seen + JH_SESSION_IDLE > now;
}

/* What has to be done before anything else. */
static const char *pending_of(const struct jh_who *w)
{
    if (w->account.totp_size && !w->session.second_factor)
        return "second_factor";
    return w->account.must_change ? "password" : NULL;
}

/* The rights that hold today: one's own, or those of the account that is looked through. */
static enum jh_status rights_of(const struct jh_app *app, struct jh_arena *mem, struct jh_who *w,
                                int64_t now, struct jh_err *reterr)
{
    const char *county = w->account.county, *account = w->account.account;
    char today[JH_DAY_TEXT];
    struct jh_account other = {0};
    bool found = false;

    jh_today(now, today);
    if (*w->session.viewing_as && w->session.viewing_until > now)
        JH_TRY(jh_store_account(app->store, mem, w->session.viewing_as, &other, &found, reterr));
    if (found) {
        w->actor.viewing_as = other.account;
        county = other.county;
        account = other.account;
    }
    return jh_grants_on(app, mem, county, account, today, &w->actor.grant, &w->actor.ngrant,
                        reterr);
}

enum jh_status jh_app_who(const struct jh_app *app, struct jh_arena *mem, const char *token,
                          int64_t now, struct jh_who *ret, struct jh_err *reterr)
{
    char hash[65];
    bool found = false;

    *ret = (struct jh_who){.actor = *jh_actor_nobody()};
    if (!token || strlen(token) != JH_TOKEN_TEXT - 1)
        return JH_OK;
    jh_token_hash(token, hash);
    JH_TRY(jh_store_session(app->store, mem, hash, &ret->session, &found, reterr));
    if (!found || !still_good(&ret->session, now))
        return JH_OK;
    JH_TRY(jh_store_account(app->store, mem, ret->session.account, &ret->account, &found, reterr));
    if (!found || ret->account.state != JH_ACCOUNT_ACTIVE ||
        strcmp(ret->account.county, ret->session.county) != 0)
        return JH_OK;
    ret->found = true;
    ret->pending = pending_of(ret);
    ret->actor.account = ret->account.account;
    ret->actor.second_factor = ret->session.second_factor;
    if (!ret->pending)
        JH_TRY(rights_of(app, mem, ret, now, reterr));
    if (now - ret->session.seen >= SEEN_EACH)
        JH_TRY(jh_store_see_session(app->store, ret->session.county, hash, now, reterr));
    return JH_OK;
}
