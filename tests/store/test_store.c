/* tests/store/test_store.c - what the store promises, whatever driver stands behind it. */
#include "store/store.h"
#include "t.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct jh_err err;
static int counter;

static const char *fresh(void)
{
    char name[40];
    snprintf(name, sizeof name, "store-%d", counter++);
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

/* An import of one sheet with items a, b and one row for `org` in 2025; committed when asked. */
static int64_t add(struct jh_store *s, int64_t org, const char *values, bool commit)
{
    const char *const items[] = {"a", "b"};
    const int columns[] = {2, 3};
    struct jh_import i = {.file = "f.xlsx", .format = "xlsx", .mapping = "{}", .report = "{}"};
    struct jh_fact_sheet sheet = {1, "S", items, columns, 2};

    CHECK(jh_store_begin(s, &err) == JH_OK);
    CHECK(jh_store_add_import(s, "430101", &i, values, strlen(values), &err) == JH_OK);
    CHECK(jh_store_add_fact_sheet(s, "430101", i.id, &sheet, &err) == JH_OK);
    struct jh_fact f = {org, 2025, "primary", i.id, 1, 5, values, strlen(values)};
    CHECK(jh_store_add_fact(s, "430101", &f, &err) == JH_OK);
    i.state = commit ? JH_IMPORT_COMMITTED : JH_IMPORT_CHECKED;
    i.reason = i.committed = i.undone = "";
    CHECK(jh_store_save_import(s, "430101", &i, &err) == JH_OK);
    CHECK(jh_store_commit(s, &err) == JH_OK);
    return i.id;
}

static char seen[1000];

static void take_sheet(void *context, int64_t import, const struct jh_fact_sheet *sheet)
{
    (void)context;
    snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%lld:%s@%d ", (long long)import,
             sheet->item[1], sheet->column[1]);
}

static bool take_fact(void *context, const struct jh_fact *f)
{
    (void)context;
    snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%lld=%.*s ", (long long)f->import,
             (int)f->nvalues, f->values);
    return true;
}

static const char *all_facts(struct jh_store *s, int64_t also)
{
    const struct jh_fact_reader reader = {NULL, take_fact, NULL};
    seen[0] = 0;
    CHECK(jh_store_read_facts(s, "430101", 0, 0, also, &reader, &err) == JH_OK);
    return seen;
}

static void set_state(struct jh_store *s, int64_t id, enum jh_import_state state)
{
    struct jh_arena mem = {0};
    struct jh_import i;
    CHECK(jh_store_import(s, &mem, "430101", id, &i, &err) == JH_OK);
    i.state = state;
    CHECK(jh_store_save_import(s, "430101", &i, &err) == JH_OK);
    jh_arena_free(&mem);
}

TEST(facts_come_in_the_order_of_commit)
{
    struct jh_store *s = opened(fresh());
    int64_t org, again, version;
    CHECK(jh_store_put_org(s, "430101", "2143010001", &org, &err) == JH_OK);
    CHECK(jh_store_put_org(s, "430101", "2143010001", &again, &err) == JH_OK);
    CHECK_INT(org, again);

    int64_t first = add(s, org, "[1,2]", false), second = add(s, org, "[3,null]", true);
    CHECK_STR("2=[3,null] ", all_facts(s, 0));
    CHECK_STR("2=[3,null] 1=[1,2] ", all_facts(s, first)); /* what is being checked comes last */
    set_state(s, first, JH_IMPORT_COMMITTED);
    CHECK_STR("2=[3,null] 1=[1,2] ", all_facts(s, 0));
    CHECK(jh_store_version(s, "430101", &version, &err) == JH_OK);
    CHECK_INT(2, version);
    set_state(s, second, JH_IMPORT_UNDONE);
    CHECK_STR("1=[1,2] ", all_facts(s, 0));
    CHECK(jh_store_version(s, "430101", &version, &err) == JH_OK);
    CHECK_INT(3, version);

    const struct jh_fact_reader heads = {take_sheet, take_fact, NULL};
    seen[0] = 0;
    CHECK(jh_store_read_facts(s, "430101", 2025, 2025, 0, &heads, &err) == JH_OK);
    CHECK_STR("1:b@3 1=[1,2] ", seen);
    seen[0] = 0;
    CHECK(jh_store_read_facts(s, "430101", 2020, 2024, 0, &heads, &err) == JH_OK);
    CHECK_STR("1:b@3 ", seen);
    jh_store_close(&s);
}

/* As if nobody had written for long: then the version is not asked again. */
static void age(const char *path)
{
    char log[300];
    const struct timespec old[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};

    if (t_store_pg())
        return;
    snprintf(log, sizeof log, "%s-wal", path);
    CHECK(utimensat(AT_FDCWD, path, old, 0) == 0 && utimensat(AT_FDCWD, log, old, 0) == 0);
}

TEST(a_version_asked_before_is_given_up_when_another_one_writes)
{
    const char *path = fresh();
    struct jh_store *reader = opened(path), *writer = opened(path);
    int64_t org, version;

    CHECK(jh_store_put_org(writer, "430101", "2143010001", &org, &err) == JH_OK);
    add(writer, org, "[1,2]", true);
    age(path);
    for (int i = 0; i < 2; i++) {
        CHECK(jh_store_version(reader, "430101", &version, &err) == JH_OK);
        CHECK_INT(1, version);
    }
    CHECK(jh_store_version(reader, NULL, &version, &err) == JH_OK);
    CHECK_INT(1, version);
    CHECK(jh_store_version(reader, "430102", &version, &err) == JH_OK);
    CHECK_INT(0, version);
    CHECK(jh_store_version(reader, "430101", &version, &err) == JH_OK);
    add(writer, org, "[3,4]", true);
    CHECK(jh_store_version(reader, "430101", &version, &err) == JH_OK);
    CHECK_INT(2, version);
    jh_store_close(&reader);
    jh_store_close(&writer);
}

TEST(what_is_discarded_leaves_nothing)
{
    struct jh_store *s = opened(fresh());
    int64_t org;
    CHECK(jh_store_put_org(s, "430101", "", &org, &err) == JH_OK);
    int64_t id = add(s, org, "[1,2]", false);
    set_state(s, id, JH_IMPORT_DISCARDED);
    CHECK_STR("", all_facts(s, id));
    jh_store_close(&s);
}

TEST(a_rolled_back_import_was_never_there_and_a_committed_one_survives)
{
    const char *path = fresh();
    struct jh_store *s = opened(path);
    struct jh_import i = {.file = "f", .format = "csv", .mapping = "", .report = ""};
    struct jh_import *list;
    struct jh_arena mem = {0};
    size_t n;

    CHECK(jh_store_begin(s, &err) == JH_OK);
    CHECK(jh_store_add_import(s, "430101", &i, "x", 1, &err) == JH_OK);
    jh_store_close(&s); /* rolls back */
    s = opened(path);
    CHECK(jh_store_imports(s, &mem, "430101", &list, &n, &err) == JH_OK);
    CHECK_INT(0, n);
    add(s, 1, "[1,2]", true);
    jh_store_close(&s);
    s = opened(path);
    CHECK(jh_store_imports(s, &mem, "430101", &list, &n, &err) == JH_OK);
    CHECK_INT(1, n);
    CHECK_INT(JH_IMPORT_COMMITTED, list[0].state);
    void *bytes;
    size_t size;
    CHECK(jh_store_file(s, &mem, "430101", list[0].hash, &bytes, &size, &err) == JH_OK);
    CHECK(size == 5 && memcmp(bytes, "[1,2]", 5) == 0);
    CHECK(jh_store_check(s, &err) == JH_OK);
    jh_arena_free(&mem);
    jh_store_close(&s);
}

TEST(counties_settings_headings_places_and_runs)
{
    struct jh_store *s = opened(fresh());
    struct jh_arena mem = {0};
    struct jh_county *county;
    const char *value;
    size_t n;

    CHECK(jh_store_put_county(s, &(struct jh_county){"430101", "甲县", true}, &err) == JH_OK);
    CHECK(jh_store_put_county(s, &(struct jh_county){"430101", "乙县", false}, &err) == JH_OK);
    CHECK(jh_store_counties(s, &mem, &county, &n, &err) == JH_OK);
    CHECK(n == 1 && county[0].synthetic); /* once synthetic, always so */
    CHECK_STR("乙县", county[0].name);

    CHECK(jh_store_setting(s, &mem, "430101", "p/x", &value, &err) == JH_OK && !value);
    CHECK(jh_store_put_setting(s, "430101", "p/x", "1", &err) == JH_OK);
    CHECK(jh_store_put_setting(s, "430101", "p/x", "2", &err) == JH_OK);
    CHECK(jh_store_setting(s, &mem, "430101", "p/x", &value, &err) == JH_OK);
    CHECK_STR("2", value);

    struct jh_heading *heading, h = {"pupils", "学生数", "pupils"};
    CHECK(jh_store_put_heading(s, "430101", &h, &err) == JH_OK);
    CHECK(jh_store_headings(s, &mem, "430101", &heading, &n, &err) == JH_OK);
    CHECK(n == 1 && strcmp(heading[0].item, "pupils") == 0);

    struct jh_place *place, p = {"x", "town", "镇", "CGCS2000", "{}", add(s, 1, "[1,2]", true)};
    CHECK(jh_store_add_place(s, "430101", &p, &err) == JH_OK);
    p.import = add(s, 1, "[1,3]", true);
    p.name = "新镇";
    CHECK(jh_store_add_place(s, "430101", &p, &err) == JH_OK);
    CHECK(jh_store_places(s, &mem, "430101", &place, &n, &err) == JH_OK);
    CHECK(n == 1 && strcmp(place[0].name, "新镇") == 0);

    struct jh_run run = {.id = "r",
                         .pack = "p",
                         .pack_version = "1",
                         .pack_hash = "h",
                         .switches = "{}",
                         .year = 2025,
                         .version = 1,
                         .result = "{\"a\":1}"};
    CHECK(jh_store_put_run(s, "430101", &run, &err) == JH_OK);
    CHECK(jh_store_put_run(s, "430101", &run, &err) == JH_OK);
    CHECK(jh_store_run(s, &mem, "430101", "r", &run, &err) == JH_OK);
    CHECK_STR("{\"a\":1}", run.result);
    CHECK(jh_store_run(s, &mem, "430101", "q", &run, &err) == JH_E_NOTFOUND);
    jh_arena_free(&mem);
    jh_store_close(&s);
}

TEST(reads_of_one_answer_see_one_state)
{
    const char *path = fresh();
    struct jh_store *s = opened(path), *other = opened(path);
    bool mine, again;

    add(s, 1, "[1,2]", true);
    CHECK(jh_store_begin_read(s, &mine, &err) == JH_OK && mine);
    CHECK(jh_store_begin_read(s, &again, &err) == JH_OK && !again);
    CHECK_STR("1=[1,2] ", all_facts(s, 0));
    add(other, 1, "[3,4]", true);
    CHECK_STR("1=[1,2] ",
              all_facts(s, 0)); /* what was committed in between is not seen by halves */
    jh_store_rollback(s);
    CHECK_STR("1=[1,2] 2=[3,4] ", all_facts(s, 0));
    jh_store_close(&other);
    jh_store_close(&s);
}

TEST(the_log_is_chained)
{
    struct jh_store *s = opened(fresh());
    for (int i = 0; i < 5; i++)
        CHECK(jh_store_audit(s, "430101", "import.commit", "{}", &err) == JH_OK);
    CHECK(jh_store_verify_audit(s, "430101", &err) == JH_OK);
    jh_store_close(&s);
}

TEST(a_file_that_is_no_database_is_refused)
{
    char path[200];
    struct jh_store *s = NULL;
    snprintf(path, sizeof path, "%s/none.db", t_tmp());
    FILE *f = fopen(path, "wb");
    for (int i = 0; i < 4000; i++)
        fputs("not a database. ", f);
    fclose(f);
    CHECK(jh_store_open(path, &s, &err) == JH_E_STORE);
    CHECK_STR("store.damaged", err.id);
    CHECK(jh_store_open("/no/such/folder/x.db", &s, &err) == JH_E_STORE);
    CHECK_STR("store.open", err.id);
}
