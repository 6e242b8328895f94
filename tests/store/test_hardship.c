/* tests/store/test_hardship.c - what can befall a data file: a full disk, a second writer, a file
 * that may not be written, that another version made, or that was changed or damaged. */
#include "base/hash.h"
#include "store/inside.h"
#include "t.h"
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATH = 300, WAIT_MS = 400, NOBODY = 65534, PAGE = 4096 };

static const char county[] = "430101";
static struct jh_err err;

static const char *fresh(void)
{
    static int counter;
    char name[40];

    snprintf(name, sizeof name, "hard-%d", counter++);
    return t_store(name);
}

static struct jh_store *opened(const char *path)
{
    struct jh_store *s = NULL;

    if (jh_store_open(path, &s, &err) != JH_OK)
        printf("%s: %s\n", err.id, err.text);
    CHECK(s != NULL);
    return s;
}

static enum jh_status put(struct jh_store *s, size_t size, struct jh_err *reterr)
{
    static int seed;
    struct jh_import i = {.file = "f.csv", .format = "csv", .mapping = "{}", .report = "{}"};
    char *bytes = calloc(1, size + 1);

    memset(bytes, 'a' + seed++ % 26, size);
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    enum jh_status status = jh_store_add_import(s, county, &i, bytes, size, reterr);
    free(bytes);
    JH_TRY(status);
    return jh_store_audit(s, county, "import:test", "{}", reterr);
}

/* A file and its entry in the log, in one transaction. */
static enum jh_status add(struct jh_store *s, size_t size, struct jh_err *reterr)
{
    JH_TRY(jh_store_begin(s, reterr));
    return jh_store_end(s, put(s, size, reterr), reterr);
}

static int count(struct jh_store *s)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_import *list;
    size_t n = 0;

    CHECK(jh_store_imports(s, &mem, county, &list, &n, &err) == JH_OK);
    return (int)n;
}

static void check_sound(struct jh_store *s, int imports)
{
    CHECK_INT(imports, count(s));
    CHECK(jh_store_check(s, &err) == JH_OK);
    CHECK(jh_store_verify_audit(s, county, &err) == JH_OK);
}

TEST(a_full_disk_changes_nothing)
{
    T_FILE_ONLY("the limit is one of a file");
    struct jh_store *s = opened(fresh());

    CHECK(add(s, 1000, &err) == JH_OK);
    CHECK(s->driver->exec(s->db, "pragma max_page_count=60", &err) == JH_OK);
    CHECK(add(s, 1000000, &err) == JH_E_STORE);
    CHECK_STR("store.full", err.id);
    check_sound(s, 1);
    CHECK(s->driver->exec(s->db, "pragma max_page_count=100000", &err) == JH_OK);
    CHECK(add(s, 1000000, &err) == JH_OK);
    check_sound(s, 2);
    jh_store_close(&s);
}

/* In a child: files may not grow past a megabyte, so the write itself is refused by the system. */
static int limited_child(const char *path)
{
    const struct rlimit limit = {1000000, 1000000};
    struct jh_store *s = NULL;

    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0 || jh_store_open(path, &s, &err) != JH_OK)
        return 1;
    int code = add(s, 3000000, &err) == JH_E_STORE && strcmp(err.id, "store.io") == 0 ? 0 : 2;
    if (code == 0 && (add(s, 1000, &err) != JH_OK || count(s) != 2))
        code = 3; /* what fits still goes in */
    jh_store_close(&s);
    return code;
}

/* Run in a child, as a user who may not do everything; its exit code. */
static int in_child(int (*what)(const char *path), const char *path)
{
    int code = 0;
    pid_t child = fork();

    if (child == 0) {
        if (geteuid() == 0 && what != limited_child && setuid(NOBODY) != 0)
            _exit(99);
        int got = what(path);
        if (got)
            fprintf(stderr, "%d: %s %s\n", got, err.id ? err.id : "", err.text);
        _exit(got);
    }
    waitpid(child, &code, 0);
    return WIFEXITED(code) ? WEXITSTATUS(code) : 98;
}

TEST(a_write_that_the_system_refuses_changes_nothing)
{
    T_FILE_ONLY("the server writes, not we");
    const char *path = fresh();
    struct jh_store *s = opened(path);

    CHECK(add(s, 1000, &err) == JH_OK);
    jh_store_close(&s);
    CHECK_INT(0, in_child(limited_child, path));
    s = opened(path);
    check_sound(s, 2);
    jh_store_close(&s);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void *commit_soon(void *store)
{
    const struct timespec pause = {0, WAIT_MS / 2 * 1000000L};

    nanosleep(&pause, NULL);
    CHECK(jh_store_commit(store, &err) == JH_OK);
    return NULL;
}

TEST(a_second_writer_waits_and_readers_go_on)
{
    const char *path = fresh();
    struct jh_store *first = opened(path), *second = opened(path), *reader = opened(path);
    struct jh_err own;
    pthread_t thread;
    int64_t patience;

    const char *asked = t_store_pg() ? "select setting::bigint from pg_settings "
                                       "where name = 'lock_timeout'"
                                     : "pragma busy_timeout";
    const char *shorter = t_store_pg() ? "set lock_timeout = 400" : "pragma busy_timeout=400";

    CHECK(jh_db_number(second->db, &err, 0, &patience, asked, "") == JH_OK);
    CHECK_INT(10000, patience);
    CHECK(second->driver->exec(second->db, shorter, &err) == JH_OK);
    CHECK(add(first, 1000, &err) == JH_OK);

    CHECK(jh_store_begin(first, &err) == JH_OK);
    CHECK(put(first, 1000, &err) == JH_OK);
    double began = seconds();
    CHECK(add(second, 1000, &own) == JH_E_STORE);
    CHECK_STR("store.busy", own.id);
    CHECK(seconds() - began > WAIT_MS * 0.0009);
    CHECK_INT(1, count(reader)); /* neither waits nor sees the half */

    CHECK(pthread_create(&thread, NULL, commit_soon, first) == 0);
    CHECK(add(second, 1000, &own) == JH_OK); /* waits until the first is done */
    pthread_join(thread, NULL);
    check_sound(reader, 3);
    jh_store_close(&reader);
    jh_store_close(&second);
    jh_store_close(&first);
}

TEST(a_file_of_a_later_version_is_left_alone)
{
    const char *path = fresh();
    struct jh_store *s = opened(path);

    jh_store_close(&s);
    t_store_sql(path, "insert into migration values (9999, 'x', 'later')");
    CHECK(jh_store_open(path, &s, &err) == JH_E_STORE);
    CHECK_STR("store.newer", err.id);
    CHECK(!s);
    CHECK_INT(9999, err.got);
}

TEST(an_edited_migration_is_refused)
{
    const char *path = fresh();
    struct jh_store *s = opened(path);

    jh_store_close(&s);
    t_store_sql(path, "update migration set hash = 'x' where number = 1");
    CHECK(jh_store_open(path, &s, &err) == JH_E_STORE);
    CHECK_STR("store.migration", err.id);
    CHECK(!s);
}

TEST(a_table_that_is_already_there_stops_the_start)
{
    const char *path = fresh();
    struct jh_store *s = NULL;

    t_store_sql(path, "create table fact (x int); insert into fact values (1)");
    CHECK(jh_store_open(path, &s, &err) == JH_E_STORE);
    CHECK_STR("store.failed", err.id);
    CHECK(!s);
    t_store_sql(path, "insert into fact values (2)"); /* as it was, not half ours */
}

TEST(an_address_of_a_database_is_no_file_name)
{
    T_FILE_ONLY("names of files only");
    struct jh_store *s = NULL;

    CHECK(jh_store_open("mysql://me:secret@host/db", &s, &err) == JH_E_USAGE);
    CHECK_STR("store.scheme", err.id);
    CHECK_STR("mysql", err.text);
    char named[PATH];
    snprintf(named, sizeof named, "sqlite:%.250s", fresh());
    s = opened(named);
    jh_store_close(&s);
    CHECK(access(named + 7, F_OK) == 0);
}

static void overwrite(const char *path, long page, long pages)
{
    char junk[PAGE];
    FILE *f = fopen(path, "r+b");

    memset(junk, 0xA5, sizeof junk);
    CHECK(f && fseek(f, page * PAGE, SEEK_SET) == 0);
    for (long i = 0; f && i < pages; i++)
        CHECK(fwrite(junk, 1, sizeof junk, f) == sizeof junk);
    if (f)
        fclose(f);
}

/* Every page of the file in turn: noticed when opening, or by the check; never a crash. */
TEST(every_damaged_page_is_noticed)
{
    T_FILE_ONLY("pages are the server's matter (initdb --data-checksums)");
    const char *path = fresh();
    struct jh_store *s = opened(path);
    size_t size;

    for (int i = 0; i < 3; i++)
        CHECK(add(s, 6000, &err) == JH_OK);
    jh_store_close(&s);
    char *whole = t_slurp(path, &size);
    for (long page = 0; page < (long)size / PAGE; page++) {
        FILE *f = fopen(path, "wb");
        CHECK(f && fwrite(whole, 1, size, f) == size);
        if (f)
            fclose(f);
        overwrite(path, page, 1);
        enum jh_status status = jh_store_open(path, &s, &err);
        if (status == JH_OK)
            status = jh_store_check(s, &err);
        if (status == JH_OK) { /* a page of a blob alone: its hash tells, see audit verify */
            JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
            const char **hash;
            size_t n, changed = 0;
            CHECK(jh_store_file_hashes(s, &mem, county, &hash, &n, &err) == JH_OK);
            for (size_t i = 0; i < n; i++) {
                void *bytes;
                size_t length;
                char again[JH_HASH_TEXT];
                CHECK(jh_store_file(s, &mem, county, hash[i], &bytes, &length, &err) == JH_OK);
                jh_hash_hex(bytes, length, again);
                changed += strcmp(again, hash[i]) != 0;
            }
            CHECK_INT(1, changed);
        } else {
            CHECK(status == JH_E_STORE);
            CHECK_STR("store.damaged", err.id);
        }
        jh_store_close(&s);
    }
    free(whole);
}

TEST(a_changed_log_names_its_first_wrong_entry)
{
    static const struct {
        const char *change;
        int entry;
    } trial[] = {{"update audit set detail = '{\"a\":1}' where number = 3", 3},
                 {"update audit set action = 'x' where number = 1", 1},
                 {"update audit set hash = before where number = 5", 5},
                 {"update audit set before = '' where number = 2", 2},
                 {"delete from audit where number = 2", 2},
                 {"delete from audit where number = 1", 1},
                 {"update audit set number = number + 1 where number = 5", 5}};

    for (size_t i = 0; i < sizeof trial / sizeof *trial; i++) {
        const char *path = fresh();
        struct jh_store *s = opened(path);
        for (int k = 0; k < 5; k++)
            CHECK(jh_store_audit(s, county, "import:commit", "{}", &err) == JH_OK);
        CHECK(jh_store_verify_audit(s, county, &err) == JH_OK);
        t_store_sql(path, trial[i].change);
        CHECK(jh_store_verify_audit(s, county, &err) == JH_E_STORE);
        CHECK_STR("store.audit_broken", err.id);
        CHECK_INT(trial[i].entry, err.got);
        CHECK(jh_store_verify_audit(s, "430102", &err) == JH_OK); /* another county's is its own */
        jh_store_close(&s);
    }
}

/* A file that may be read only: read it, and be told when writing. */
static int read_only_child(const char *path)
{
    struct jh_store *s = NULL;

    if (jh_store_open(path, &s, &err) != JH_OK)
        return 1;
    int code = count(s) != 1                                                             ? 2
               : add(s, 10, &err) != JH_E_STORE || strcmp(err.id, "store.readonly") != 0 ? 3
                                                                                         : 0;
    jh_store_close(&s);
    return code;
}

static bool refused(const char *path, const char *id)
{
    struct jh_store *s = NULL;
    enum jh_status status = jh_store_open(path, &s, &err);

    jh_store_close(&s);
    return status == JH_E_STORE && strcmp(err.id, id) == 0;
}

static int closed_folder_child(const char *path)
{
    return refused(path, "store.readonly") ? 0 : 1;
}

static int no_new_file_child(const char *path)
{
    return refused(path, "store.open") ? 0 : 1;
}

TEST(a_file_that_may_only_be_read)
{
    T_FILE_ONLY("the rights are those of a file");
    char folder[PATH], path[PATH + 20], none[PATH + 20];

    snprintf(folder, sizeof folder, "%.200s/folder", t_tmp());
    snprintf(path, sizeof path, "%s/a.db", folder);
    snprintf(none, sizeof none, "%s/none.db", folder);
    CHECK(mkdir(folder, 0777) == 0 && chmod(folder, 0777) == 0);
    CHECK(chmod(t_tmp(), 0755) == 0);
    struct jh_store *s = opened(path);
    CHECK(add(s, 1000, &err) == JH_OK);
    jh_store_close(&s);
    CHECK(chmod(path, 0444) == 0);
    CHECK_INT(0, in_child(read_only_child, path));
    for (int i = 0; i < 2; i++) { /* who may only read cannot take the log away either */
        char side[PATH + 30];
        snprintf(side, sizeof side, "%s%s", path, i ? "-wal" : "-shm");
        unlink(side);
    }
    CHECK(chmod(folder, 0555) == 0);
    CHECK_INT(0, in_child(closed_folder_child, path)); /* no place for the log beside it */
    CHECK_INT(0, in_child(no_new_file_child, none));
    CHECK(chmod(folder, 0755) == 0 && chmod(path, 0644) == 0);
    s = opened(path);
    check_sound(s, 1);
    jh_store_close(&s);
}
