/* tests/store/test_failing.c - every single call of the database failing once, and every one from
 * some moment on: the error comes up, nothing leaks, and the file holds whole steps only. A driver
 * that fails stands in front of the first one. */
#include "app/audit.h"
#include "app/balance.h"
#include "app/demo.h"
#include "app/imports.h"
#include "app/rights.h"
#include "store/inside.h"
#include "base/embed.h"
#include "t.h"
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { STEPS = 4, PATH = 300, DIGEST_MOST = 1 << 24 };

static const char county[] = "990101", standard[] = "cn-quality-balance-2017";
static struct jh_arena mem;
static struct jh_pack_set packs;
static char file[PATH]; /* the workbook that comes in */

/* The driver: calls are counted; number `fail_at` fails, and with `for_good` all after it. */
static long calls, fail_at;
static bool for_good;
static struct jh_db_driver failing;

static bool refuse(struct jh_err *reterr)
{
    calls++;
    if (!fail_at || calls < fail_at || (calls > fail_at && !for_good))
        return false;
    jh_fail(reterr, JH_E_STORE, "store.failed", JH_NOWHERE, 0, "call %ld", calls);
    return true;
}

static enum jh_status f_open(const char *where, struct jh_db **ret, struct jh_err *reterr)
{
    if (refuse(reterr))
        return JH_E_STORE;
    JH_TRY(jh_db_sqlite.open(where, ret, reterr));
    ((struct jh_db_base *)*ret)->driver = &failing;
    return jh_db_sqlite.exec(*ret, "pragma synchronous=off", reterr); /* nobody pulls the plug */
}

static enum jh_status f_exec(struct jh_db *db, const char *sql, struct jh_err *reterr)
{
    return refuse(reterr) ? JH_E_STORE : jh_db_sqlite.exec(db, sql, reterr);
}

static enum jh_status f_prepare(struct jh_db *db, const char *sql, struct jh_stmt **ret,
                                struct jh_err *reterr)
{
    return refuse(reterr) ? JH_E_STORE : jh_db_sqlite.prepare(db, sql, ret, reterr);
}

static enum jh_status f_step(struct jh_stmt *s, bool *ret_row, struct jh_err *reterr)
{
    return refuse(reterr) ? JH_E_STORE : jh_db_sqlite.step(s, ret_row, reterr);
}

/* Empty the file, or make it anew. */
static void fresh(const char *path)
{
    char side[PATH + 8];

    for (const char *const *end = (const char *const[]){"", "-wal", "-shm", NULL}; *end; end++) {
        snprintf(side, sizeof side, "%s%s", path, *end);
        unlink(side);
    }
}

static enum jh_status import(const struct jh_app *app, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(1 << 26);
    const struct jh_upload upload = {.name = "a.xlsx", .path = file};
    const struct jh_import_wish wish = {.reason = "x", .accept_rejected = true};

    return jh_app_import_run(app, &upload, &wish, NULL, &out, reterr);
}

static enum jh_status keep(const struct jh_app *app, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena own = {0};
    const struct jh_ask ask = {.county = county};
    struct jh_balance b;

    JH_TRY(jh_app_balance(app, &own, &ask, &b, reterr));
    return jh_app_keep_run(app, &b, reterr);
}

static enum jh_status undo(const struct jh_app *app, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(1 << 26);
    return jh_app_import_undo(app, county, 1, &out, reterr);
}

/* What a user does: each step is one transaction. */
static enum jh_status step(const struct jh_app *app, int i, struct jh_err *reterr)
{
    switch (i) {
    case 0:
        return import(app, reterr);
    case 1:
        return jh_app_set_switch(app, county, standard, "floor", 0.9, reterr);
    case 2:
        return keep(app, reterr);
    default:
        return undo(app, reterr);
    }
}

/* All rows of all tables, without what the clock says. */
static void digest(const char *path, char ret[JH_HASH_TEXT])
{
    static const char *const query[] = {
        "select * from county order by 1",
        "select * from org order by 1, 2",
        "select county, hash, size, content from file order by 1, 2",
        "select county, import, file, hash, state, commit_order, basis, report, reason from import",
        "select * from fact_sheet order by 1, 2, 3",
        "select * from fact order by 1, 2, 3, 4, 5, 6, 7",
        "select * from heading order by 1, 2, 3",
        "select * from setting order by 1, 2",
        "select * from place order by 1, 2, 3",
        "select county, run, result from run order by 1, 2",
        "select * from data_version order by 1",
        "select county, number, action, detail from audit order by 1, 2"};
    JH_CLEANUP(jh_buf_release) struct jh_buf all = JH_BUF(DIGEST_MOST);
    sqlite3 *db = NULL;

    CHECK(sqlite3_open(path, &db) == SQLITE_OK);
    for (size_t i = 0; i < sizeof query / sizeof *query; i++) {
        sqlite3_stmt *s = NULL;
        CHECK(sqlite3_prepare_v2(db, query[i], -1, &s, NULL) == SQLITE_OK);
        while (sqlite3_step(s) == SQLITE_ROW)
            for (int c = 0; c < sqlite3_column_count(s); c++) {
                jh_buf_add(&all, sqlite3_column_blob(s, c), (size_t)sqlite3_column_bytes(s, c));
                jh_buf_addc(&all, '|');
            }
        sqlite3_finalize(s);
    }
    sqlite3_close(db);
    CHECK(!all.full);
    jh_hash_hex(all.data ? all.data : "", all.len, ret);
}

/* Open by the failing driver and go through the steps as far as they go; how many were done. */
static int go(const char *path, enum jh_status *ret, struct jh_err *reterr)
{
    struct jh_app app = {.packs = &packs, .language = "zh-CN", .actor = jh_actor_local()};
    int done = 0;

    *ret = jh_store_open_by(&failing, path, &app.store, reterr);
    while (*ret == JH_OK && done < STEPS) {
        *ret = step(&app, done, reterr);
        done += *ret == JH_OK;
        if (app.store && !for_good)
            CHECK(!failing.in_transaction(app.store->db));
    }
    jh_store_close(&app.store);
    return done;
}

/* After a failure: sound, whole, and in the state of `done` steps; or of one more, when it was the
 * answer that failed and not the deed. */
static void check_after(const char *path, char state[STEPS + 1][JH_HASH_TEXT], int done)
{
    struct jh_app app = {.packs = &packs, .language = "zh-CN", .actor = jh_actor_local()};
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(1 << 20);
    struct jh_err err;
    char found[JH_HASH_TEXT];
    size_t faults = 0;

    CHECK(jh_store_open(path, &app.store, &err) == JH_OK);
    enum jh_status status = jh_app_audit_verify(&app, NULL, NULL, false, &out, &faults, &err);
    CHECK(status == JH_OK || strcmp(err.id, "cli.no_county_yet") == 0);
    CHECK_INT(0, faults);
    jh_store_close(&app.store);
    digest(path, found);
    bool fits =
        strcmp(found, state[done]) == 0 || (done < STEPS && strcmp(found, state[done + 1]) == 0);
    if (!fits)
        printf("call %ld of %s: half a state after %d steps\n", fail_at,
               for_good ? "all from there" : "one", done);
    CHECK(fits);
}

static void make_ready(void)
{
    struct jh_app app = {.packs = &packs, .language = "zh-CN", .actor = jh_actor_local()};
    char demo[PATH];
    struct jh_err err;

    if (packs.n)
        return;
    failing = jh_db_sqlite;
    failing.open = f_open;
    failing.exec = f_exec;
    failing.prepare = f_prepare;
    failing.step = f_step;
    CHECK(jh_packs_load(&mem, &jh_embed_packs, NULL, &packs, &err) == JH_OK);
    snprintf(demo, sizeof demo, "%.200s/demo", t_tmp());
    const struct jh_demo_in in = {.folder = demo, .counties = 1, .schools = 12};
    CHECK(jh_app_demo(&app, &in, NULL, &err) == JH_OK);
    snprintf(file, sizeof file, "%.200s/990101/2021/01-学校名录.xlsx", demo);
}

/* Fail at the first call, the second, ... until all went through; those for good in steps of three,
 * to save time. */
static void fail_everywhere(bool all_after)
{
    char path[PATH], state[STEPS + 1][JH_HASH_TEXT];
    struct jh_app app = {.packs = &packs, .language = "zh-CN", .actor = jh_actor_local()};
    struct jh_err err;
    enum jh_status status = JH_E_STORE;

    make_ready();
    snprintf(path, sizeof path, "%.200s/failing.db", t_tmp());
    fresh(path);
    CHECK(jh_store_open(path, &app.store, &err) == JH_OK);
    for (int i = 0; i <= STEPS; i++) { /* the states between the steps, undisturbed */
        digest(path, state[i]);
        if (i < STEPS)
            CHECK(step(&app, i, &err) == JH_OK);
    }
    jh_store_close(&app.store);

    for_good = all_after;
    for (fail_at = 1; status != JH_OK; fail_at += all_after ? 3 : 1) {
        err = (struct jh_err){0};
        calls = 0;
        fresh(path);
        int done = go(path, &status, &err);
        if (status != JH_OK)
            CHECK(status == JH_E_STORE && strncmp(err.text, "call ", 5) == 0);
        else
            CHECK(calls < fail_at || !all_after);
        check_after(path, state, done);
        if (status == JH_OK && calls >= fail_at) /* a failure that does no harm: go on */
            status = JH_E_STORE;
    }
    printf("%ld calls\n", calls);
    CHECK(fail_at > 100);
    fail_at = 0;
}

static void check_last(const struct jh_app *app, size_t limit, const char *want)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(1 << 20);
    struct jh_err err;

    CHECK(jh_app_audit_list(app, county, 0, limit, false, &out, &err) == JH_OK);
    if (!strstr(out.data, want))
        printf("%s", out.data);
    CHECK(strstr(out.data, want));
}

TEST(what_was_done_stands_in_the_log)
{
    struct jh_app app = {.language = "zh-CN", .packs = &packs, .actor = jh_actor_local()};
    char path[PATH];
    struct jh_err err;

    make_ready();
    snprintf(path, sizeof path, "%.200s/log.db", t_tmp());
    CHECK(jh_store_open(path, &app.store, &err) == JH_OK);
    CHECK(import(&app, &err) == JH_OK);
    check_last(&app, 1, "    1  20");
    check_last(&app, 1, "第 1 次导入生效：a.xlsx\n");
    for (int i = 0; i < 2; i++) { /* what is said already is not said again */
        CHECK(jh_app_set_switch(&app, county, standard, "floor", 0.9, &err) == JH_OK);
        check_last(&app, 1, "    2  20");
        check_last(&app, 1, "开关 floor 由 默认值 改为 0.9\n另有 1 条");
    }
    CHECK(jh_app_set_switch(&app, county, standard, "floor", 0.8, &err) == JH_OK);
    check_last(&app, 1, "开关 floor 由 0.9 改为 0.8\n");
    CHECK(jh_app_set_switch(&app, county, standard, "floor", 7, &err) == JH_E_USAGE);
    for (int i = 0; i < 2; i++) {
        CHECK(keep(&app, &err) == JH_OK);
        check_last(&app, 1, "    4  20");
        check_last(&app, 1, "保存运行 ");
    }
    CHECK(undo(&app, &err) == JH_OK);
    check_last(&app, 1, "撤销第 1 次导入：a.xlsx\n");
    CHECK(jh_store_audit(app.store, county, "later:thing", "{\"a\":1}", &err) == JH_OK);
    check_last(&app, 9, "later:thing {\"a\":1}\n");
    jh_store_close(&app.store);
}

/* How many faults audit verify finds after a change behind the store's back. */
static size_t faults_after(const struct jh_app *app, const char *path, const char *change)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(1 << 20);
    size_t faults = 0;
    struct jh_err err;
    sqlite3 *db = NULL;

    CHECK(sqlite3_open(path, &db) == SQLITE_OK);
    CHECK(sqlite3_exec(db, change, NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_close(db);
    CHECK(jh_app_audit_verify(app, NULL, county, false, &out, &faults, &err) == JH_OK);
    return faults;
}

TEST(a_switch_stands_where_the_log_says)
{
    struct jh_app app = {.language = "en", .packs = &packs, .actor = jh_actor_local()};
    char path[PATH];
    struct jh_err err;

    make_ready();
    snprintf(path, sizeof path, "%.200s/switch.db", t_tmp());
    CHECK(jh_store_open(path, &app.store, &err) == JH_OK);
    CHECK(import(&app, &err) == JH_OK);
    CHECK(jh_app_set_switch(&app, county, standard, "floor", 0.9, &err) == JH_OK);
    CHECK(jh_app_set_switch(&app, county, standard, "floor", 0.8, &err) == JH_OK);
    CHECK_INT(0, faults_after(&app, path, ""));
    CHECK_INT(1, faults_after(&app, path, "update setting set content = '0.9'"));
    CHECK_INT(1, faults_after(&app, path, "delete from setting"));
    CHECK(jh_app_set_switch(&app, county, standard, "floor", 0.7, &err) == JH_OK);
    CHECK_INT(0, faults_after(&app, path, ""));
    jh_store_close(&app.store);
}

TEST(any_call_may_fail_once)
{
    fail_everywhere(false);
}

TEST(all_calls_may_fail_from_any_moment_on)
{
    fail_everywhere(true);
    jh_arena_free(&mem);
    packs = (struct jh_pack_set){0};
}
