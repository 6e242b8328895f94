/* tests/unit/test_imports_steps.c - every failure import.* of a whole file or of a step, and that
 * nothing of it stays; then: has every id of the sources a test? */
#include "imports.h"
#include <dirent.h>

#define STAFF "学校标识码,学段,教职工\n4309990001,小学,100\n"
#define WRONG "学校标识码,学段,教职工\n4309990001,小学,很多\n4309990002,初中,90\n"
#define TO_EXPLAIN "学校标识码,学段,教职工\n4309990001,小学,100\n合计,,101\n"

static void fails(struct county *c, enum jh_status status, const char *id, enum jh_status got)
{
    CHECK_INT(status, got);
    CHECK_STR(id, c->err.id);
    c->err = (struct jh_err){0};
}

static long imports_of(struct county *c)
{
    struct jh_buf out = JH_BUF(IMPORT_JSON);

    CHECK(jh_app_imports_json(&c->app, COUNTY, &out, &c->err) == JH_OK);
    json_t *got = county_json(c, &out);
    long n = (long)json_array_size(json_object_get(got, "items"));
    json_decref(got);
    jh_buf_release(&out);
    return n;
}

/* A file that is refused as a whole: no import of it is kept either. */
static void refused(struct county *c, struct jh_upload upload, const struct jh_progress *progress,
                    enum jh_status status, const char *id)
{
    const struct jh_import_wish wish = {.reason = "已核实"};
    struct jh_buf out = JH_BUF(IMPORT_JSON);
    long facts = import_facts(c), imports = imports_of(c);

    fails(c, status, id, jh_app_import_run(&c->app, &upload, &wish, progress, &out, &c->err));
    CHECK_INT(facts, import_facts(c));
    CHECK_INT(imports, imports_of(c));
    jh_buf_release(&out);
}

static bool stop_at(void *context, int phase, long done, long total)
{
    (void)done;
    (void)total;
    return phase != *(const int *)context;
}

TEST(cancelled)
{
    int phase = JH_PROGRESS_READ;
    const struct jh_progress progress = {stop_at, &phase};
    struct jh_buf csv = JH_BUF(1 << 20);
    struct county c;

    jh_buf_adds(&csv, "学校标识码,学校名称,办学类型,停办日期,开办日期\n");
    for (int i = 0; i < 2100; i++)
        jh_buf_addf(&csv, "43099%05d,第%d小学,小学,,\n", 10000 + i, i);
    import_open(&c);
    refused(&c, import_csv("表.csv", csv.data), &progress, JH_E_CONFLICT, "import.cancelled");
    phase = JH_PROGRESS_CHECK;
    refused(&c, import_csv("表.csv", csv.data), &progress, JH_E_CONFLICT, "import.cancelled");
    jh_buf_release(&csv);
    county_close(&c);
}

TEST(county_unknown)
{
    struct county c;
    struct jh_upload upload = import_csv("表.csv", STAFF);
    struct jh_buf out = JH_BUF(IMPORT_JSON);

    upload.county = NULL;
    import_open(&c);
    refused(&c, upload, NULL, JH_E_DATA, "import.county_unknown");
    fails(&c, JH_E_DATA, "import.county_unknown",
          jh_app_import_upload(&c.app, &upload, &out, &c.err));
    upload = import_csv("边界.geojson", "{\"features\":[]}");
    upload.county = NULL;
    refused(&c, upload, NULL, JH_E_DATA, "import.county_unknown");
    jh_buf_release(&out);
    county_close(&c);
}

TEST(not_recognised)
{
    struct county c;

    import_open(&c);
    refused(&c, import_csv("信.csv", "甲,乙\n1,2\n"), NULL, JH_E_DATA, "import.not_recognised");
    county_close(&c);
}

TEST(geojson)
{
    struct county c;

    import_open(&c);
    refused(&c, import_csv("边界.geojson", "{\"features\":[}"), NULL, JH_E_DATA, "import.geojson");
    refused(&c, import_csv("边界.geojson", "{\"type\":1}"), NULL, JH_E_DATA, "import.geojson");
    county_close(&c);
}

TEST(geojson_large)
{
    struct county c;
    size_t n = 64 * 1024 * 1024 + 1;
    char *bytes = calloc(n, 1);
    struct jh_upload upload = import_csv("边界.geojson", "");

    if (!bytes)
        abort();
    bytes[0] = '{';
    upload.bytes = bytes;
    upload.size = n;
    import_open(&c);
    refused(&c, upload, NULL, JH_E_LIMIT, "import.geojson_large");
    free(bytes);
    county_close(&c);
}

/* The number of an import that was only uploaded. */
static int64_t uploaded(struct county *c, const char *name, const char *csv)
{
    struct jh_upload upload = import_csv(name, csv);
    struct jh_buf out = JH_BUF(IMPORT_JSON);

    CHECK(jh_app_import_upload(&c->app, &upload, &out, &c->err) == JH_OK);
    json_t *got = county_json(c, &out);
    int64_t id = json_integer_value(json_object_get(got, "import"));
    json_decref(got);
    jh_buf_release(&out);
    return id;
}

static enum jh_status check(struct county *c, int64_t id)
{
    struct jh_buf out = JH_BUF(IMPORT_JSON);
    enum jh_status status = jh_app_import_check(&c->app, COUNTY, id, NULL, &out, &c->err);

    jh_buf_release(&out);
    return status;
}

static enum jh_status commit(struct county *c, int64_t id, bool accept, const char *reason)
{
    struct jh_buf out = JH_BUF(IMPORT_JSON);
    enum jh_status status =
        jh_app_import_commit(&c->app, COUNTY, id, accept, reason, &out, &c->err);

    jh_buf_release(&out);
    return status;
}

static enum jh_status undo(struct county *c, int64_t id)
{
    struct jh_buf out = JH_BUF(IMPORT_JSON);
    enum jh_status status = jh_app_import_undo(&c->app, COUNTY, id, &out, &c->err);

    jh_buf_release(&out);
    return status;
}

static enum jh_status map(struct county *c, int64_t id, const char *mapping)
{
    struct jh_buf out = JH_BUF(IMPORT_JSON);
    enum jh_status status = jh_app_import_map(&c->app, COUNTY, id, mapping, &out, &c->err);

    jh_buf_release(&out);
    return status;
}

TEST(mapping)
{
    struct county c;

    import_open(&c);
    int64_t id = uploaded(&c, "表.csv", STAFF);
    fails(&c, JH_E_USAGE, "import.mapping", map(&c, id, "{oops"));
    fails(&c, JH_E_USAGE, "import.mapping", map(&c, id, "{\"sheets\":1}"));
    county_close(&c);
}

TEST(not_checked)
{
    struct county c;

    import_open(&c);
    long before = import_facts(&c);
    int64_t id = uploaded(&c, "表.csv", STAFF);
    fails(&c, JH_E_CONFLICT, "import.not_checked", commit(&c, id, false, NULL));
    CHECK_INT(before, import_facts(&c));
    county_close(&c);
}

/* Checked against data that another import has changed since; checked again it goes in. */
TEST(data_changed)
{
    struct county c;

    import_open(&c);
    int64_t id = uploaded(&c, "表.csv", STAFF);
    CHECK(check(&c, id) == JH_OK);
    json_t *other =
        import_run(&c, import_csv("别.csv", "学校标识码,学段,教职工\n4309990002,初中,90\n"), NULL);
    CHECK_STR("committed", import_text(other, "state"));
    json_decref(other);
    fails(&c, JH_E_CONFLICT, "import.data_changed", commit(&c, id, false, NULL));
    CHECK(isnan(import_fact(&c, "4309990001", "primary", "staff")));
    CHECK(check(&c, id) == JH_OK);
    CHECK(commit(&c, id, false, NULL) == JH_OK);
    CHECK_NEAR(100, import_fact(&c, "4309990001", "primary", "staff"), 0);
    county_close(&c);
}

TEST(has_errors)
{
    struct county c;

    import_open(&c);
    long before = import_facts(&c);
    int64_t id = uploaded(&c, "表.csv", WRONG);
    CHECK(check(&c, id) == JH_OK);
    fails(&c, JH_E_DATA, "import.has_errors", commit(&c, id, false, "已核实"));
    CHECK_INT(before, import_facts(&c));
    CHECK(commit(&c, id, true, "已核实") == JH_OK); /* the row that is wrong stays out, whole */
    CHECK_INT(before + 1, import_facts(&c));
    CHECK_NEAR(90, import_fact(&c, "4309990002", "junior", "staff"), 0);
    CHECK(isnan(import_fact(&c, "4309990001", "primary", "staff")));
    county_close(&c);
}

TEST(reason_needed)
{
    struct county c;

    import_open(&c);
    long before = import_facts(&c);
    int64_t id = uploaded(&c, "表.csv", TO_EXPLAIN);
    CHECK(check(&c, id) == JH_OK);
    fails(&c, JH_E_DATA, "import.reason_needed", commit(&c, id, false, ""));
    CHECK_INT(before, import_facts(&c));
    CHECK(commit(&c, id, false, "第三所学校另报") == JH_OK);
    CHECK_INT(before + 1, import_facts(&c));
    county_close(&c);
}

TEST(closed)
{
    struct county c;

    import_open(&c);
    int64_t id = uploaded(&c, "表.csv", STAFF);
    CHECK(check(&c, id) == JH_OK);
    CHECK(commit(&c, id, false, NULL) == JH_OK);
    fails(&c, JH_E_CONFLICT, "import.closed", check(&c, id));
    fails(&c, JH_E_CONFLICT, "import.closed", map(&c, id, "{\"sheets\":[]}"));
    fails(&c, JH_E_CONFLICT, "import.closed", jh_app_import_discard(&c.app, COUNTY, id, &c.err));
    fails(&c, JH_E_CONFLICT, "import.not_checked", commit(&c, id, false, NULL));
    CHECK_NEAR(100, import_fact(&c, "4309990001", "primary", "staff"), 0);
    county_close(&c);
}

TEST(not_committed)
{
    struct county c;

    import_open(&c);
    long before = import_facts(&c);
    int64_t id = uploaded(&c, "表.csv", STAFF);
    fails(&c, JH_E_CONFLICT, "import.not_committed", undo(&c, id));
    CHECK(check(&c, id) == JH_OK);
    CHECK(commit(&c, id, false, NULL) == JH_OK);
    CHECK_INT(before + 1, import_facts(&c));
    CHECK(undo(&c, id) == JH_OK);
    CHECK_INT(before, import_facts(&c));
    fails(&c, JH_E_CONFLICT, "import.not_committed", undo(&c, id));
    county_close(&c);
}

TEST(no_workbook)
{
    struct county c;
    struct jh_buf out = JH_BUF(IMPORT_JSON);

    import_open(&c);
    int64_t id = uploaded(&c, "边界.geojson", "{\"features\":[]}");
    fails(&c, JH_E_USAGE, "import.no_workbook",
          jh_app_import_annotated(&c.app, COUNTY, id, &out, &c.err));
    jh_buf_release(&out);
    county_close(&c);
}

/* All "import.…" of the sources of a folder whose names begin so, as lines. */
static void ids_of(const char *folder, const char *begins, struct jh_buf *out)
{
    char path[600];

    snprintf(path, sizeof path, "%s/%s", t_root(), folder);
    DIR *all = opendir(path);
    CHECK(all != NULL);
    for (struct dirent *e; all && (e = readdir(all)) != NULL;) {
        if (strncmp(e->d_name, begins, strlen(begins)) != 0 || !strstr(e->d_name, ".c"))
            continue;
        snprintf(path, sizeof path, "%s/%s/%s", t_root(), folder, e->d_name);
        char *text = t_slurp(path, NULL);
        for (char *at = text; at && (at = strstr(at, "\"import.")) != NULL; at++) {
            size_t n = strcspn(at + 1, "\"");
            jh_buf_addf(out, "%.*s\n", (int)n, at + 1);
        }
        free(text);
    }
    if (all)
        closedir(all);
}

TEST(of_submission)
{
    struct county c;
    struct jh_import approved = {
        .file = "填报", .format = "form", .mapping = "{}", .report = "{}", .reason = ""};

    import_open(&c);
    CHECK(jh_store_begin(c.store, &c.err) == JH_OK);
    CHECK(jh_store_add_import(c.store, COUNTY, &approved, "{}", 2, &c.err) == JH_OK);
    approved.state = JH_IMPORT_COMMITTED;
    CHECK(jh_store_save_import(c.store, COUNTY, &approved, &c.err) == JH_OK);
    CHECK(jh_store_commit(c.store, &c.err) == JH_OK);
    fails(&c, JH_E_CONFLICT, "import.of_submission", undo(&c, approved.id));
    county_close(&c);
}

TEST(every_id_of_the_sources_has_a_test)
{
    /* texts of a report, which say nothing against a file */
    static const char no_rule[] = "import.annotated_heading\nimport.reconciliation\n";
    struct jh_buf said = JH_BUF(1 << 20), tested = JH_BUF(1 << 20);
    long n = 0;

    ids_of("src/app/imports", "", &said);
    ids_of("src/intake", "", &said);
    ids_of("tests/unit", "test_imports", &tested);
    for (char *line = said.data, *end; line && (end = strchr(line, '\n')) != NULL; line = end + 1) {
        char want[120];
        snprintf(want, sizeof want, "%.*s\n", (int)(end - line), line);
        if (strstr(no_rule, want))
            continue;
        n++;
        if (!strstr(tested.data, want))
            printf("no test for %s", want);
        CHECK(strstr(tested.data, want) != NULL);
    }
    CHECK(n > 40);
    jh_buf_release(&said);
    jh_buf_release(&tested);
}
