/* src/app/audit_anchor.c - see audit.h: the newest entry of each log, noted outside the data file.
 * A chain proves that nothing inside it was changed; that its end was cut off shows only against a
 * note made elsewhere. Notes are lines "TIME FILE COUNTY NUMBER HASH" beside the key. */
#include "app/accounts/inside.h"
#include "app/audit.h"
#include "base/seal.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 400, PATH_MOST = 4096, ID = 16 };

static const char *path_of(struct jh_arena *mem)
{
    return jh_arena_printf(mem, "%s.anchors", jh_seal_path(mem, NULL));
}

/* Which data file: its place, hashed, for an address of a database may hold a password. */
static void file_id(struct jh_arena *mem, const char *db, char ret[ID + 1])
{
    char here[PATH_MOST], hash[JH_HASH_TEXT];

    if (*db != '/' && !strstr(db, "://") && getcwd(here, sizeof here))
        db = jh_arena_printf(mem, "%s/%s", here, db);
    jh_hash_hex(db, strlen(db), hash);
    snprintf(ret, ID + 1, "%.*s", ID, hash);
}

struct anchor {
    char at[32], file[32], county[32], hash[JH_HASH_TEXT];
    long long number;
};

static bool read_line(const char *text, struct anchor *ret)
{
    return sscanf(text, "%31s %31s %31s %lld %64s", ret->at, ret->file, ret->county, &ret->number,
                  ret->hash) == 5 &&
           ret->number > 0 && strlen(ret->hash) == JH_HASH_TEXT - 1;
}

/* "-" stands for the county "", that of the site's own accounts. */
static const char *name_of(const char *county)
{
    return *county ? county : "-";
}

static bool noted(struct jh_arena *mem, const char *id, const char *county, const char *hash)
{
    FILE *in = fopen(path_of(mem), "re");
    char line[LINE];
    struct anchor a;
    bool last = false;

    while (in && fgets(line, sizeof line, in))
        if (read_line(line, &a) && strcmp(a.file, id) == 0 &&
            strcmp(a.county, name_of(county)) == 0)
            last = strcmp(a.hash, hash) == 0;
    if (in)
        fclose(in);
    return last;
}

static enum jh_status append(struct jh_arena *mem, const char *text, struct jh_err *reterr)
{
    const char *path = path_of(mem);
    int out = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    size_t n = strlen(text);
    bool good = out >= 0 && write(out, text, n) == (ssize_t)n && fsync(out) == 0;
    int reason = errno;

    if (out >= 0)
        close(out);
    return good ? JH_OK
                : jh_fail(reterr, JH_E_STORE, "audit.anchor_file", JH_NOWHERE, (double)NAN,
                          "%.150s: %s", path, strerror(reason));
}

enum jh_status jh_audit_anchor(struct jh_store *store, const char *db, size_t *ret_noted,
                               struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    char id[ID + 1], now[JH_MOMENT_TEXT];
    const char **county;
    size_t n;

    *ret_noted = 0;
    if (access(jh_seal_path(&mem, NULL), R_OK) != 0)
        return JH_OK; /* no key, no place outside the data file */
    file_id(&mem, db, id);
    jh_moment(jh_clock(), now);
    JH_TRY(jh_store_mentioned(store, &mem, &county, &n, reterr));
    for (size_t i = 0; i < n; i++) {
        struct jh_audit_entry *entry;
        size_t some;
        JH_TRY(jh_store_audit_entries(store, &mem, county[i], 0, 1, &entry, &some, reterr));
        if (!some || noted(&mem, id, county[i], entry->hash))
            continue;
        const char *line = jh_arena_printf(&mem, "%s %s %s %lld %s\n", now, id, name_of(county[i]),
                                           (long long)entry->number, entry->hash);
        JH_TRY(append(&mem, line, reterr));
        ++*ret_noted;
    }
    return JH_OK;
}

/* One note against the log as it is now. */
static enum jh_status check_anchor(struct jh_store *store, struct jh_arena *mem, const char *county,
                                   const struct anchor *a, int64_t first, struct jh_err *reterr)
{
    struct jh_audit_entry *entry;
    size_t n;

    if (a->number < first)
        return JH_OK; /* taken out when it was old enough; the chain of the rest tells of it */
    JH_TRY(jh_store_audit_entries(store, mem, county, a->number + 1, 1, &entry, &n, reterr));
    if (!n || entry->number != a->number)
        return jh_fail(reterr, JH_E_STORE, "audit.cut_off", JH_NOWHERE, (double)a->number, "%.20s",
                       a->at);
    if (strcmp(entry->hash, a->hash) != 0)
        return jh_fail(reterr, JH_E_STORE, "audit.anchor_differs", JH_NOWHERE, (double)a->number,
                       "%.20s", a->at);
    return JH_OK;
}

enum jh_status jh_audit_check_anchors(struct jh_store *store, const char *db, const char *county,
                                      int64_t first, size_t *ret_n, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    FILE *in = db ? fopen(path_of(&mem), "re") : NULL;
    enum jh_status status = JH_OK;
    char id[ID + 1], line[LINE];
    struct anchor a;

    *ret_n = 0;
    if (!in)
        return JH_OK;
    file_id(&mem, db, id);
    while (status == JH_OK && fgets(line, sizeof line, in)) {
        if (!read_line(line, &a))
            status = jh_fail(reterr, JH_E_STORE, "audit.anchor_line", JH_NOWHERE, (double)NAN,
                             "%.40s", line);
        else if (strcmp(a.file, id) == 0 && strcmp(a.county, name_of(county)) == 0)
            status = check_anchor(store, &mem, county, &a, first, reterr);
        *ret_n +=
            status == JH_OK && strcmp(a.file, id) == 0 && strcmp(a.county, name_of(county)) == 0;
    }
    fclose(in);
    return status;
}
