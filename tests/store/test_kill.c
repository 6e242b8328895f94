/* tests/store/test_kill.c - killing the program at any moment of an import loses no committed work:
 * the data file is as it was before a file of the import or as it is after it, never in between. A
 * child imports the last year of a demo county file by file; the parent kills it at 200 random
 * moments. With JH_TEST_STORE=pg fewer times, for a database is not copied as fast as a file; and
 * there the server's own process is killed too. */
#include "app/demo.h"
#include "app/imports.h"
#include "app/move.h"
#include "base/hash.h"
#include "store/inside.h"
#include "t.h"
#include "app/rights.h"
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { KILLS = 200, KILLS_PG = 12, FILES = 5, YEARS = 5, PATH = 700 };

static struct jh_arena mem;
static struct jh_pack_set packs;
static struct jh_err err;
static char files[YEARS][FILES][PATH]; /* of the county, by year and form */

static struct jh_app opened(const char *db)
{
    struct jh_app app = {.packs = &packs, .language = "zh-CN", .actor = jh_actor_local()};
    if (jh_store_open(db, &app.store, &err) != JH_OK) {
        printf("%s %s\n", err.id, err.text);
        CHECK(false);
    }
    return app;
}

static void import(const struct jh_app *app, const char *path)
{
    struct jh_buf out = JH_BUF(1 << 26);
    struct jh_upload upload = {.name = path, .path = path};
    struct jh_import_wish wish = {.reason = "x"};

    CHECK(jh_app_import_run(app, &upload, &wish, NULL, &out, &err) == JH_OK);
    jh_buf_release(&out);
}

static bool add_fact(void *context, const struct jh_fact *f)
{
    jh_buf_addf(context, "%lld %d %s %lld %d %ld ", (long long)f->org, f->year, f->stage,
                (long long)f->import, f->sheet, f->row);
    jh_buf_add(context, f->values, f->nvalues);
    return true;
}

/* Everything that is visible, as one hash. */
static void digest(const struct jh_app *app, char ret[JH_HASH_TEXT])
{
    struct jh_buf all = JH_BUF(1 << 28);
    const struct jh_fact_reader reader = {NULL, add_fact, &all};
    int64_t version = 0;

    CHECK(jh_store_read_facts(app->store, "990101", 0, 0, 0, &reader, &err) == JH_OK);
    CHECK(jh_store_version(app->store, "990101", &version, &err) == JH_OK);
    jh_buf_addf(&all, "version %lld", (long long)version);
    jh_hash_hex(all.data ? all.data : "", all.len, ret);
    jh_buf_release(&all);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* The demo's workbooks, in the order in which they go in. */
static void find_files(const char *folder)
{
    for (int y = 0; y < YEARS; y++) {
        char year[PATH];
        int n = 0;
        snprintf(year, sizeof year, "%.300s/990101/%d", folder, 2021 + y);
        DIR *d = opendir(year);
        CHECK(d != NULL);
        for (struct dirent *e; d && n < FILES && (e = readdir(d)) != NULL;)
            if (e->d_name[0] != '.')
                snprintf(files[y][n++], PATH, "%.300s/%.90s", year, e->d_name);
        if (d)
            closedir(d);
        CHECK_INT(FILES, n);
        qsort(files[y], FILES, PATH, by_name);
    }
}

/* A database is copied by the program's own means, into a new schema each time. */
static const char *copy_pg(const char *from)
{
    static int n;
    char name[40];
    struct jh_app a = opened(from), b;
    struct jh_moved moved;

    snprintf(name, sizeof name, "trial-%d", n++);
    const char *to = t_store(name);
    b = opened(to);
    CHECK(jh_move(&mem, a.store, b.store, NULL, NULL, &moved, &err) == JH_OK);
    jh_store_close(&a.store);
    jh_store_close(&b.store);
    return to;
}

static void copy(const char *from, const char *to)
{
    size_t n;
    char side[PATH];
    char *bytes = t_slurp(from, &n);
    FILE *f = fopen(to, "wb");

    CHECK(bytes && f && fwrite(bytes, 1, n, f) == n);
    if (f)
        fclose(f);
    free(bytes);
    snprintf(side, sizeof side, "%s-wal", to);
    unlink(side);
    snprintf(side, sizeof side, "%s-shm", to);
    unlink(side);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* A child that imports the last year into `db`; killed after `delay` seconds. */
static void kill_import(const char *db, double delay)
{
    pid_t child = fork();
    if (child == 0) {
        struct jh_app app = {.packs = &packs, .language = "zh-CN", .actor = jh_actor_local()};
        if (jh_store_open(db, &app.store, &err) != JH_OK)
            _exit(1);
        for (int i = 0; i < FILES; i++)
            import(&app, files[YEARS - 1][i]);
        _exit(0);
    }
    struct timespec wait = {(time_t)delay, (long)((delay - (double)(time_t)delay) * 1e9)};
    nanosleep(&wait, NULL);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

/* After a kill: sound, chained, and one of the states between files; -1 when it is none of them. */
static int state_of(const char *db, char state[FILES + 1][JH_HASH_TEXT])
{
    struct jh_app app = opened(db);
    char found[JH_HASH_TEXT];
    int at = -1;

    CHECK(jh_store_check(app.store, &err) == JH_OK);
    CHECK(jh_store_verify_audit(app.store, "990101", &err) == JH_OK);
    digest(&app, found);
    for (int i = 0; i <= FILES; i++)
        if (strcmp(found, state[i]) == 0)
            at = i;
    jh_store_close(&app.store);
    return at;
}

/* A fresh trial of the base; its address. */
static const char *trial(const char *base)
{
    static char db[PATH];

    if (t_store_pg())
        return copy_pg(base);
    snprintf(db, sizeof db, "%.200s/trial.db", t_tmp());
    copy(base, db);
    return db;
}

TEST(killed_at_any_moment_the_data_are_old_or_new)
{
    const int kills = t_store_pg() ? KILLS_PG : KILLS;
    char demo[PATH], state[FILES + 1][JH_HASH_TEXT];
    int seen[FILES + 1] = {0};

    CHECK(jh_packs_load(&mem, &jh_embed_packs, NULL, &packs, &err) == JH_OK);
    snprintf(demo, sizeof demo, "%.200s/demo", t_tmp());
    const char *base = t_store("base");
    const struct jh_demo_in in = {.folder = demo, .counties = 1, .schools = 30};
    struct jh_app app = {.packs = &packs, .language = "zh-CN", .actor = jh_actor_local()};
    CHECK(jh_app_demo(&app, &in, NULL, &err) == JH_OK);
    find_files(demo);

    app = opened(base);
    for (int y = 0; y < YEARS - 1; y++)
        for (int i = 0; i < FILES; i++)
            import(&app, files[y][i]);
    jh_store_close(&app.store);

    const char *db = trial(base); /* the undisturbed import: its states and how long it takes */
    double began = seconds();
    app = opened(db);
    for (int i = 0; i <= FILES; i++) {
        digest(&app, state[i]);
        if (i < FILES)
            import(&app, files[YEARS - 1][i]);
    }
    jh_store_close(&app.store);
    double whole = seconds() - began;

    for (int k = 0; k < kills; k++) {
        db = trial(base);
        kill_import(db, t_uniform(0, whole * 1.05));
        int at = state_of(db, state);
        CHECK(at >= 0);
        if (at >= 0)
            seen[at]++;
    }
    printf("files that had gone in when it was killed:");
    for (int i = 0; i <= FILES; i++)
        printf(" %d:%d", i, seen[i]);
    printf("\n");
    CHECK(seen[0] > 0 && seen[FILES] < kills); /* the moments were spread over the import */
    jh_arena_free(&mem);
}

/* kill -9 of the process that serves this connection: the server ends all others and recovers. */
TEST(a_killed_process_of_the_server_takes_one_step_with_it)
{
    if (!t_store_pg())
        return;
    const char *url = t_store("backend");
    struct jh_app app = opened(url);
    const struct jh_county one = {"990101", "甲", true};
    int64_t org, process = 0, n = -1;

    CHECK(jh_store_put_county(app.store, &one, &err) == JH_OK);
    CHECK(jh_db_number(app.store->db, &err, 0, &process, "select pg_backend_pid()", "") == JH_OK);
    CHECK(jh_store_begin(app.store, &err) == JH_OK);
    CHECK(jh_store_put_org(app.store, "990101", "1", &org, &err) == JH_OK);
    CHECK(process > 1 && kill((pid_t)process, SIGKILL) == 0);
    CHECK(jh_store_commit(app.store, &err) == JH_E_STORE);
    CHECK_STR("store.lost", err.id);
    jh_store_rollback(app.store);
    for (int i = 0; i < 100 && n < 0; i++) { /* until it has recovered */
        nanosleep(&(struct timespec){0, 100000000}, NULL);
        if (jh_db_number(app.store->db, &err, 0, &n, "select count(*) from org", "") != JH_OK)
            n = -1;
    }
    CHECK_INT(0, n);
    CHECK(jh_db_number(app.store->db, &err, 0, &n, "select count(*) from county", "") == JH_OK);
    CHECK_INT(1, n);
    CHECK(jh_store_put_org(app.store, "990101", "1", &org, &err) == JH_OK);
    CHECK(jh_store_check(app.store, &err) == JH_OK);
    jh_store_close(&app.store);
}
