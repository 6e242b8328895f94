/* src/app/audit_trim.c - see audit.h: what is old enough leaves the data file for a file of its
 * own. The entry that tells of it is under the chain, and names the hash of the last one that left:
 * so the rest still proves itself, and the file can be laid in front of it again. */
#include "app/accounts.h"
#include "app/audit.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

enum { ARCHIVE_MOST = 1 << 30, CHINA = 8 * 60 * 60 };

/* The day six months before today; 31 August gives 28 February. */
static struct jh_date six_months_ago(int64_t now)
{
    struct jh_date d = jh_date_from_days((long)((now + CHINA) / 86400));

    d.year -= d.month <= 6;
    d.month += d.month <= 6 ? 6 : -6;
    while (!jh_date_valid(d))
        d.day--;
    return d;
}

static int number_of(struct jh_date d)
{
    return d.year * 10000 + d.month * 100 + d.day;
}

static void put_entry(struct jh_buf *out, const char *county, const struct jh_audit_entry *e)
{
    struct jh_json j;

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "county", county);
    jh_json_int(&j, "number", e->number);
    jh_json_str(&j, "at", e->at);
    jh_json_str(&j, "action", e->action);
    jh_json_str(&j, "detail", e->detail); /* as it stood: it is under the hash */
    jh_json_str(&j, "actor", e->actor);
    jh_json_str(&j, "subject", e->subject);
    jh_json_str(&j, "purpose", e->purpose);
    jh_json_str(&j, "hash", e->hash);
    jh_json_end(&j);
    jh_buf_addc(out, '\n');
}

/* A file that was not there before, for its owner's eyes, on the disk before anything is deleted.
 */
static enum jh_status write_archive(const char *path, const struct jh_buf *text,
                                    struct jh_err *reterr)
{
    int out = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    size_t done = 0;
    ssize_t n = out < 0 ? -1 : 0;

    while (n >= 0 && done < text->len) {
        n = write(out, text->data + done, text->len - done);
        done += n > 0 ? (size_t)n : 0;
    }
    bool good = n >= 0 && fsync(out) == 0;
    int reason = errno;
    if (out >= 0)
        close(out);
    return good ? JH_OK
                : jh_fail(reterr, reason == EEXIST ? JH_E_CONFLICT : JH_E_STORE,
                          reason == EEXIST ? "audit.archive_exists" : "store.io", JH_NOWHERE,
                          (double)NAN, "%.150s: %s", path, strerror(reason));
}

static enum jh_status log_trim(const struct jh_app *app, const char *county,
                               const struct jh_audit_entry *last, const char *archive_hash,
                               struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf detail = JH_BUF(2000);

    /* jh_store_verify_audit() looks for these first words. */
    jh_buf_addf(&detail, JH_AUDIT_TRIMMED ",\"archive\":\"%s\"}", (long long)last->number,
                last->hash, archive_hash);
    JH_TRY(jh_buf_check(&detail, reterr));
    return jh_app_log(app, county, JH_AUDIT_TRIM, "", detail.data, reterr);
}

static enum jh_status trim(const struct jh_app *app, struct jh_arena *mem, const char *county,
                           const char *before, const char *path, size_t *ret_n,
                           struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(ARCHIVE_MOST);
    struct jh_audit_entry *entry;
    const struct jh_audit_entry *last = NULL;
    char hash[JH_HASH_TEXT];
    size_t n;

    *ret_n = 0;
    JH_TRY(jh_store_verify_audit(app->store, county, reterr)); /* what is broken stays */
    JH_TRY(jh_store_audit_entries(app->store, mem, county, 0, SIZE_MAX, &entry, &n, reterr));
    for (size_t i = n; i-- > 0 && strcmp(entry[i].at, before) < 0; last = &entry[i], ++*ret_n)
        put_entry(&text, county, &entry[i]);
    if (!last)
        return JH_OK;
    JH_TRY(jh_buf_check(&text, reterr));
    jh_hash_hex(text.data, text.len, hash);
    JH_TRY(write_archive(path, &text, reterr));
    JH_TRY(log_trim(app, county, last, hash, reterr));
    return jh_store_trim_audit(app->store, county, last->number, reterr);
}

enum jh_status jh_app_audit_trim(const struct jh_app *app, const char *county, const char *before,
                                 const char *path, size_t *ret_n, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_date day, newest = six_months_ago(jh_clock());
    char iso[JH_DATE_TEXT];

    JH_TRY(jh_may(app, "audit.trim", county, NULL, reterr));
    jh_date_format(newest, iso);
    if (!before || !jh_date_parse(before, strlen(before), &day) || !jh_date_valid(day))
        return jh_fail(reterr, JH_E_USAGE, "account.day", ((struct jh_at){"before", 0}),
                       (double)NAN, "%.40s", before ? before : "");
    if (number_of(day) > number_of(newest))
        return jh_fail(reterr, JH_E_USAGE, "audit.too_young", ((struct jh_at){"before", 0}),
                       (double)NAN, "%s", iso);
    jh_date_format(day, iso);
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = trim(app, &mem, county, iso, path, ret_n, reterr);
    if (status == JH_OK)
        status = jh_store_commit(app->store, reterr);
    jh_store_rollback(app->store);
    return status;
}
