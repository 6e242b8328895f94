/* What is old enough leaves the log for a file; the rest still proves itself, and a beginning taken
 * out without a word is found. */
#include "app/audit.h"
#include "app/rights.h"
#include "store/inside.h"
#include "t.h"
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct jh_err err;
static const char county[] = "430101";

/* An entry of long ago, with a right hash. */
static void old_entry(struct jh_store *s, int number, const char *at, char before[JH_HASH_TEXT])
{
    char text[400], hash[JH_HASH_TEXT];

    int n = snprintf(text, sizeof text, "%s\n%d\n%s\n%s\n%s\n%s", county, number, at, "test:old",
                     before, "{}");
    jh_hash_hex(text, (size_t)n, hash);
    CHECK(jh_db_run(s->db, &err,
                    "insert into audit (county, number, at, action, detail, before, hash) "
                    "values (?1, ?2, ?3, 'test:old', '{}', ?4, ?5)",
                    "titt"
                    "t",
                    county, (int64_t)number, at, before, hash) == JH_OK);
    snprintf(before, JH_HASH_TEXT, "%s", hash);
}

static struct jh_store *open_log(const char *name)
{
    static const char *const at[] = {"2019-03-01T08:00:00Z", "2019-12-31T23:59:59Z",
                                     "2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z"};
    char before[JH_HASH_TEXT] = "";
    struct jh_store *s;

    CHECK(jh_store_open(t_store(name), &s, &err) == JH_OK);
    for (int i = 0; i < 4; i++)
        old_entry(s, i + 1, at[i], before);
    CHECK(jh_store_audit(s, county, "test:now", "{}", &err) == JH_OK);
    CHECK(jh_store_verify_audit(s, county, &err) == JH_OK);
    return s;
}

static size_t lines_of(const char *path)
{
    FILE *in = fopen(path, "rb");
    size_t n = 0;
    int c;

    CHECK(in != NULL);
    while (in && (c = fgetc(in)) != EOF)
        n += c == '\n';
    if (in)
        fclose(in);
    return n;
}

TEST(old_entries_leave_and_the_rest_proves_itself)
{
    struct jh_store *s = open_log("trim");
    const struct jh_app app = {.store = s, .language = "en", .actor = jh_actor_local()};
    char path[400];
    struct stat st;
    size_t gone;

    snprintf(path, sizeof path, "%s/archive.jsonl", t_tmp());
    CHECK(jh_app_audit_trim(&app, county, "2020-01-01", path, &gone, &err) == JH_OK && gone == 2);
    CHECK(lines_of(path) == 2 && stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
    CHECK(jh_store_verify_audit(s, county, &err) == JH_OK);
    CHECK(jh_app_audit_trim(&app, county, "2020-01-15", path, &gone, &err) == JH_E_CONFLICT);
    CHECK_STR("audit.archive_exists", err.id);
    snprintf(path, sizeof path, "%s/archive2.jsonl", t_tmp());
    CHECK(jh_app_audit_trim(&app, county, "2020-01-15", path, &gone, &err) == JH_OK && gone == 1);
    CHECK(jh_store_verify_audit(s, county, &err) == JH_OK);
    jh_store_close(&s);
}

TEST(what_is_young_or_broken_stays)
{
    struct jh_store *s = open_log("young");
    const struct jh_app app = {.store = s, .language = "en", .actor = jh_actor_local()};
    size_t gone;

    CHECK(jh_app_audit_trim(&app, county, "2098-01-01", "never", &gone, &err) == JH_E_USAGE);
    CHECK_STR("audit.too_young", err.id);
    CHECK(s->driver->exec(s->db, "update audit set detail = '{\"x\":1}' where number = 2", &err) ==
          JH_OK);
    CHECK(jh_app_audit_trim(&app, county, "2020-01-01", "never", &gone, &err) == JH_E_STORE);
    CHECK(access("never", F_OK) != 0);
    jh_store_close(&s);
}

TEST(a_beginning_taken_out_in_silence_is_found)
{
    static const char *const harm[] = {"delete from audit where number <= 2",
                                       "delete from audit where number <= 4"};
    for (int i = 0; i < 2; i++) {
        char name[20];
        snprintf(name, sizeof name, "silent-%d", i);
        struct jh_store *s = open_log(name);
        CHECK(s->driver->exec(s->db, harm[i], &err) == JH_OK);
        CHECK(jh_store_verify_audit(s, county, &err) == JH_E_STORE);
        jh_store_close(&s);
    }
}
