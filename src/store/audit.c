/* src/store/audit.c - the chained log. */
#include "base/buf.h"
#include "base/hash.h"
#include "store/inside.h"
#include <string.h>

enum { ENTRY_MOST = 1024 * 1024 };

static enum jh_status entry_hash(const char *county, int64_t number, const char *at,
                                 const char *action, const char *detail, const char *before,
                                 const struct jh_audit_who *who, char ret[JH_HASH_TEXT],
                                 struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(ENTRY_MOST);

    if (*who->actor || *who->subject || *who->purpose) {
        /* In front, and with lengths: no entry without them can have the same text. */
        jh_buf_addf(&text, "who %zu %zu %zu\n%s\n%s\n%s\n", strlen(who->actor),
                    strlen(who->subject), strlen(who->purpose), who->actor, who->subject,
                    who->purpose);
    }
    jh_buf_addf(&text, "%s\n%lld\n%s\n%s\n%s\n%s", county, (long long)number, at, action, before,
                detail);
    JH_TRY(jh_buf_check(&text, reterr));
    jh_hash_hex(text.data, text.len, ret);
    return JH_OK;
}

enum jh_status jh_store_audit(struct jh_store *s, const char *county, const char *action,
                              const char *detail, struct jh_err *reterr)
{
    return jh_store_audit_as(s, county, &(struct jh_audit_who){"", "", ""}, action, detail, reterr);
}

enum jh_status jh_store_audit_as(struct jh_store *s, const char *county,
                                 const struct jh_audit_who *who, const char *action,
                                 const char *detail, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_stmt *row;
    char now[JH_NOW_TEXT], hash[JH_HASH_TEXT];
    const char *before = "";
    int64_t number = 1;
    bool found;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select number, hash from audit where county = ?1 "
                       "order by number desc limit 1",
                       "t", county));
    JH_TRY(jh_db_next(s->db, row, &found, reterr));
    if (found) {
        number = jh_db_int(s->db, row, 0) + 1;
        before = jh_db_text(s->db, &mem, row, 1);
        s->driver->reset(row);
    }
    jh_store_now(now);
    JH_TRY(entry_hash(county, number, now, action, detail, before, who, hash, reterr));
    return jh_db_run(s->db, reterr,
                     "insert into audit (county, number, at, action, detail, before, hash, actor, "
                     "subject, purpose) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                     "titttttttt", county, number, now, action, detail, before, hash, who->actor,
                     who->subject, who->purpose);
}

/* One entry against the one before it; *before becomes its hash. */
static enum jh_status verify_entry(struct jh_store *s, struct jh_arena *mem, const char *county,
                                   struct jh_stmt *row, int64_t expected, const char **before,
                                   struct jh_err *reterr)
{
    char hash[JH_HASH_TEXT];
    const char *text[8];

    for (int i = 0; i < 8; i++)
        text[i] = jh_db_text(s->db, mem, row, i + 1);
    const struct jh_audit_who who = {text[5], text[6], text[7]};
    JH_TRY(entry_hash(county, expected, text[0], text[1], text[2], text[3], &who, hash, reterr));
    if (jh_db_int(s->db, row, 0) != expected || strcmp(text[3], *before) != 0 ||
        strcmp(text[4], hash) != 0)
        return jh_fail(reterr, JH_E_STORE, "store.audit_broken", JH_NOWHERE, (double)expected,
                       "entry %lld", (long long)expected);
    *before = text[4];
    return JH_OK;
}

/* Does an entry of the log say that it was shortened up to here? */
static enum jh_status check_trim(struct jh_store *s, struct jh_arena *mem, const char *county,
                                 int64_t through, const char *hash, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf want = JH_BUF(1000);
    struct jh_stmt *row;
    bool more, said = false;

    jh_buf_addf(&want, JH_AUDIT_TRIMMED, (long long)through, hash);
    JH_TRY(jh_buf_check(&want, reterr));
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select detail from audit where county = ?1 and action = ?2", "tt", county,
                       JH_AUDIT_TRIM));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            break;
        said |= strncmp(jh_db_text(s->db, mem, row, 0), want.data, want.len) == 0;
    }
    return said ? JH_OK
                : jh_fail(reterr, JH_E_STORE, "store.audit_broken", JH_NOWHERE, (double)through,
                          "entry %lld", (long long)through);
}

enum jh_status jh_store_verify_audit(struct jh_store *s, const char *county, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *before = "", *first_before = "";
    int64_t expected = 0, first = 1;
    struct jh_stmt *row;
    bool more;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select number, at, action, detail, before, hash, actor, subject, purpose "
                       "from audit "
                       "where county = ?1 order by number",
                       "t", county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            break;
        if (!expected) {
            first = expected = jh_db_int(s->db, row, 0);
            if (first > 1)
                before = first_before = jh_db_text(s->db, &mem, row, 4);
        }
        enum jh_status status = verify_entry(s, &mem, county, row, expected++, &before, reterr);
        if (status != JH_OK) {
            s->driver->reset(row);
            return status;
        }
    }
    return first == 1 ? JH_OK : check_trim(s, &mem, county, first - 1, first_before, reterr);
}

enum jh_status jh_store_trim_audit(struct jh_store *s, const char *county, int64_t through,
                                   struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr, "delete from audit where county = ?1 and number <= ?2", "ti",
                     county, through);
}

enum jh_status jh_store_audit_entries(struct jh_store *s, struct jh_arena *mem, const char *county,
                                      int64_t before, size_t most, struct jh_audit_entry **ret,
                                      size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select number, at, action, detail, hash, actor, subject, purpose "
                       "from audit where county = ?1 and number < ?2 "
                       "order by number desc limit ?3",
                       "tii", county, before > 0 ? before : INT64_MAX,
                       (int64_t)(most < INT32_MAX ? most : INT32_MAX)));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] =
            (struct jh_audit_entry){jh_db_int(s->db, row, 0),       jh_db_text(s->db, mem, row, 1),
                                    jh_db_text(s->db, mem, row, 2), jh_db_text(s->db, mem, row, 3),
                                    jh_db_text(s->db, mem, row, 4), jh_db_text(s->db, mem, row, 5),
                                    jh_db_text(s->db, mem, row, 6), jh_db_text(s->db, mem, row, 7)};
    }
}

enum jh_status jh_store_mentioned(struct jh_store *s, struct jh_arena *mem, const char ***ret,
                                  size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select county from county union select county from audit "
                       "union select county from import union select county from file "
                       "union select county from run order by 1",
                       ""));
    return jh_store_texts(s, mem, row, ret, ret_n, reterr);
}
