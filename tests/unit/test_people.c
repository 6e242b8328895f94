/* tests/unit/test_people.c - rosters go in whole or not at all, every planted fault is told, what
 * is blank clears nothing, an undo leaves what was there. */
#include "app/demo.h"
#include "app/imports.h"
#include "app/people.h"
#include "app/rights.h"
#include "base/seal.h"
#include "intake/sheet.h"
#include "store/people.h"
#include "t.h"
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { YEAR = 2025, SCHOOLS = 14 };

static struct world {
    struct jh_arena mem;
    struct jh_pack_set packs;
    struct jh_app app;
    char folder[300];
} w;
static struct jh_err err;

static json_t *import_path(const char *path, const char *name, const char *reason)
{
    const struct jh_import_wish wish = {.reason = reason};
    struct jh_buf out = JH_BUF(64 << 20);
    const struct jh_upload upload = {.name = name, .path = path};

    enum jh_status status = jh_app_import_run(&w.app, &upload, &wish, NULL, &out, &err);
    if (status != JH_OK)
        fprintf(stderr, "%s: %s %s\n", name, err.id, err.text);
    CHECK(status == JH_OK);
    json_t *ret = json_loads(out.data ? out.data : "{}", 0, NULL);
    jh_buf_release(&out);
    return ret;
}

static const char *state_of(json_t *import)
{
    const char *s = json_string_value(json_object_get(import, "state"));
    return s ? s : "";
}

static void import_folder(const char *below)
{
    char path[900];
    struct dirent **list;

    snprintf(path, sizeof path, "%s/%s", w.folder, below);
    int n = scandir(path, &list, NULL, alphasort);
    CHECK(n > 2);
    for (int i = 0; i < n; i++) {
        if (list[i]->d_name[0] != '.') {
            snprintf(path, sizeof path, "%s/%s/%s", w.folder, below, list[i]->d_name);
            json_t *got = import_path(path, list[i]->d_name, "合成数据");
            CHECK_STR("committed", state_of(got));
            json_decref(got);
        }
        free(list[i]);
    }
    free(list);
}

/* Once: a county, its schools, their rosters. */
static void open_world(void)
{
    static char path[400];
    struct jh_seal seal;

    if (w.app.store)
        return;
    snprintf(path, sizeof path, "%s/key", t_tmp());
    setenv("JUNHENG_KEY_FILE", path, 1);
    CHECK(jh_seal_make(NULL, &seal, &err) == JH_OK);
    CHECK(jh_packs_load(&w.mem, &jh_embed_packs, NULL, &w.packs, &err) == JH_OK);
    w.app = (struct jh_app){.packs = &w.packs, .language = "zh-CN", .actor = jh_actor_local()};
    CHECK(jh_store_open(t_store("people"), &w.app.store, &err) == JH_OK);
    snprintf(w.folder, sizeof w.folder, "%s/demo", t_tmp());
    const struct jh_demo_in in = {
        .folder = w.folder, .counties = 1, .schools = SCHOOLS, .dirty = true, .people = true};
    CHECK(jh_app_demo(&w.app, &in, NULL, &err) == JH_OK);
    import_folder("990101/2025");
}

__attribute__((destructor)) static void close_world(void)
{
    jh_store_close(&w.app.store);
    jh_arena_free(&w.mem);
}

enum which { PUPILS, TEACHERS };
static int64_t count(enum which which)
{
    struct jh_people_count n = {0};
    CHECK(jh_store_count_people(w.app.store, "990101", &n, &err) == JH_OK);
    return which == PUPILS ? n.pupils : n.teachers;
}

static void undo(json_t *import)
{
    struct jh_buf out = JH_BUF(64 << 20);
    CHECK(jh_app_import_undo(&w.app, "990101",
                             json_integer_value(json_object_get(import, "import")), &out,
                             &err) == JH_OK);
    jh_buf_release(&out);
}

struct faults {
    json_t *import;
    int planted, found;
};

static bool told(json_t *import, const char *rule, const char *cell)
{
    json_t *group, *p;
    size_t i, k;

    json_array_foreach(json_object_get(json_object_get(import, "problems"), "groups"), i, group)
    {
        const char *id = json_string_value(json_object_get(group, "rule"));
        json_array_foreach(json_object_get(group, "first"), k, p)
        {
            const char *text = json_string_value(json_object_get(p, "text"));
            CHECK(text && !strchr(text, '{') && strncmp(text, "people.", 7) != 0);
            if (strcmp(id, rule) == 0 &&
                strcmp(json_string_value(json_object_get(p, "cell")), cell) == 0)
                return true;
        }
    }
    return false;
}

static bool on_fault(void *context, const struct jh_row *row)
{
    struct faults *f = context;

    if (row->row == 1 || row->n < 6)
        return true;
    f->planted++;
    if (told(f->import, row->cell[4].text, row->cell[2].text))
        f->found++;
    else
        fprintf(stderr, "not told: %s %s\n", row->cell[4].text, row->cell[2].text);
    return true;
}

TEST(every_planted_fault_is_told_and_nothing_goes_in)
{
    char path[900];
    struct faults f = {0};
    const struct jh_row_reader reader = {NULL, on_fault, &f};
    struct jh_source_info info;

    open_world();
    snprintf(path, sizeof path, "%s/dirty-people/学籍-有错.txt", w.folder);
    f.import = import_path(path, "学籍-有错.txt", "合成数据");
    CHECK_STR("checked", state_of(f.import));
    CHECK_INT(0, count(PUPILS));
    snprintf(path, sizeof path, "%s/dirty-people/FAULTS.csv", w.folder);
    const struct jh_source source = {.path = path, .name = "FAULTS.csv"};
    CHECK(jh_intake_read(&source, NULL, &reader, &info, &err) == JH_OK);
    CHECK(f.planted > 24);
    CHECK_INT(f.planted, f.found);
    char *all = json_dumps(f.import, 0);
    CHECK(strstr(all, "99010120") == NULL); /* no number stands in a report */
    free(all);
    json_decref(f.import);
    snprintf(path, sizeof path, "%s/dirty-people/corrected/学籍-有错.txt", w.folder);
    json_t *good = import_path(path, "学籍.txt", "");
    CHECK_STR("committed", state_of(good));
    CHECK(count(PUPILS) > 100);
    undo(good);
    CHECK_INT(0, count(PUPILS));
    json_decref(good);
}

static int64_t found(const char *text, const char *school)
{
    struct jh_buf out = JH_BUF(1 << 20);
    const struct jh_people_query q = {.county = "990101", .text = text, .school = school};

    CHECK(jh_app_people_find(&w.app, &q, &out, &err) == JH_OK);
    json_t *root = json_loads(out.data, 0, NULL);
    int64_t n = (int64_t)json_array_size(json_object_get(root, "people"));
    json_decref(root);
    jh_buf_release(&out);
    return n;
}

/* One pupil, all sorts of files. The name is one that the demo does not make. */
static json_t *one_pupil(const char *school, const char *class_, const char *address)
{
    struct jh_buf text = JH_BUF(10000), out = JH_BUF(1 << 20);
    const struct jh_import_wish wish = {.reason = "转学已核实"};

    jh_buf_addf(&text,
                "学校标识码,姓名,性别,出生日期,身份证件号,学籍号,年级,班级,入学年月,现住址\n"
                "'%s,曾䶮明,男,20150305,'990101201503050010,G990101201503050010,"
                "小学2021级,%s,202109,%s\n",
                school, class_, address);
    const struct jh_upload u = {
        .name = "一人.csv", .bytes = text.data, .size = text.len, .county = "990101"};
    enum jh_status status = jh_app_import_run(&w.app, &u, &wish, NULL, &out, &err);
    if (status != JH_OK)
        fprintf(stderr, "%s %s\n", err.id, err.text);
    CHECK(status == JH_OK);
    json_t *ret = json_loads(out.data ? out.data : "{}", 0, NULL);
    jh_buf_release(&text);
    jh_buf_release(&out);
    return ret;
}

TEST(a_pupil_moves_is_found_and_an_undo_brings_all_back)
{
    open_world();
    json_t *first = one_pupil("2199000002", "1班", "东门1号");
    CHECK_STR("committed", state_of(first));
    CHECK_INT(1, found("曾䶮明", NULL));
    CHECK_INT(1, found("䶮明", NULL));
    CHECK_INT(1, found("zengyanming", NULL));
    CHECK_INT(1, found("zym", NULL));
    CHECK_INT(0, found("曾䶮明", "2199000003"));

    json_t *same = one_pupil("2199000002", "", ""); /* blank clears nothing */
    CHECK_INT(1,
              json_integer_value(json_object_get(json_object_get(same, "reconciliation"), "same")));

    json_t *moved = one_pupil("2199000003", "2班", "");
    CHECK_STR("committed", state_of(moved));
    CHECK(told(moved, "people.elsewhere", "B2"));
    CHECK_INT(1, found("曾䶮明", "2199000003"));
    CHECK_INT(0, found("曾䶮明", "2199000002"));

    struct jh_buf out = JH_BUF(1 << 20); /* the first cannot be taken back before the second */
    CHECK(jh_app_import_undo(&w.app, "990101", json_integer_value(json_object_get(first, "import")),
                             &out, &err) == JH_E_CONFLICT);
    CHECK_STR("people.changed_since", err.id);
    jh_buf_release(&out);
    undo(moved);
    CHECK_INT(1, found("曾䶮明", "2199000002"));
    undo(same);
    undo(first);
    CHECK_INT(0, found("曾䶮明", NULL));
    json_decref(first);
    json_decref(same);
    json_decref(moved);
}

static bool note_file(void *context, const void *bytes, size_t n)
{
    const char *needle = context;
    for (size_t i = 0; i + strlen(needle) <= n; i++)
        if (memcmp((const char *)bytes + i, needle, strlen(needle)) == 0)
            return true;
    return false;
}

TEST(no_number_stands_in_the_store)
{
    char text[] = "990101201503050010", code[] = "2199000002";
    size_t n;

    open_world();
    json_t *one = one_pupil("2199000002", "1班", "东门1号");
    CHECK_STR("committed", state_of(one));
    json_decref(one);
    char *bytes = t_store_bytes("people", &n);
    CHECK(bytes && !note_file(text, bytes, n));
    CHECK(bytes && note_file(code, bytes, n));
    free(bytes);
}

/* Rosters of three schools, one of them with both stages, and their teachers. */
static void import_rosters(void)
{
    char path[900];
    static const char *const codes[] = {"2199000002", "2199000004", "3199000014"};
    static const char *const endings[] = {"txt", "csv", "xlsx"};
    static bool done;

    open_world();
    for (size_t i = 0; !done && i < 3; i++) {
        for (size_t k = 0; k < 6; k++) {
            const char *kind = k < 3 ? "学籍" : "教师";
            snprintf(path, sizeof path, "%s/990101/people/%s-%s.%s", w.folder, kind, codes[i],
                     endings[k % 3]);
            FILE *file = fopen(path, "rb");
            if (!file)
                continue;
            fclose(file);
            json_t *got = import_path(path, strrchr(path, '/') + 1, "合成数据");
            CHECK_STR("committed", state_of(got));
            json_decref(got);
        }
    }
    done = true;
    CHECK(count(PUPILS) > 300);
    CHECK(count(TEACHERS) > 20);
}

static json_t *answer(enum jh_status status, struct jh_buf *out)
{
    if (status != JH_OK)
        fprintf(stderr, "%s %s\n", err.id, err.text);
    CHECK(status == JH_OK);
    json_t *root = json_loads(out->data ? out->data : "{}", 0, NULL);
    jh_buf_release(out);
    return root;
}

static long long figure(json_t *root, const char *object, const char *key)
{
    return (long long)json_integer_value(json_object_get(json_object_get(root, object), key));
}

TEST(the_year_rolls_over_balanced_repeatably_and_back)
{
    struct jh_buf out = JH_BUF(1 << 24);

    import_rosters();
    json_t *preview = answer(jh_app_roll_over(&w.app, "990101", 2026, true, &out, &err), &out);
    out = JH_BUF(1 << 24);
    long long before = figure(preview, "total", "before");
    CHECK_INT(count(PUPILS), before);
    CHECK(figure(preview, "total", "graduated") > 10);
    CHECK_INT(before, figure(preview, "total", "promoted") + figure(preview, "total", "graduated") +
                          figure(preview, "total", "continued"));
    json_t *done = answer(jh_app_roll_over(&w.app, "990101", 2026, false, &out, &err), &out);
    out = JH_BUF(1 << 24);
    int64_t step = (int64_t)json_integer_value(json_object_get(done, "step"));
    CHECK(step > 0);
    CHECK_INT(figure(preview, "total", "after"), count(PUPILS));
    json_t *again = answer(jh_app_roll_over(&w.app, "990101", 2026, false, &out, &err), &out);
    out = JH_BUF(1 << 24);
    CHECK_INT(0, figure(again, "total", "graduated")); /* done already */
    CHECK(json_object_get(again, "step") == NULL);
    json_decref(answer(jh_app_people_undo(&w.app, "990101", step, &out, &err), &out));
    CHECK_INT(before, count(PUPILS));
    out = JH_BUF(1 << 24);
    CHECK(jh_app_people_undo(&w.app, "990101", step, &out, &err) == JH_E_CONFLICT);
    CHECK_STR("people.undone", err.id);
    jh_buf_release(&out);
    json_decref(preview);
    json_decref(done);
    json_decref(again);
}

TEST(rosters_give_what_the_reports_state)
{
    struct jh_buf out = JH_BUF(1 << 24);
    size_t i, k, compared = 0;
    json_t *unit, *item;

    import_rosters();
    json_t *root = answer(jh_app_people_compare(&w.app, "990101", YEAR, &out, &err), &out);
    json_array_foreach(json_object_get(root, "units"), i, unit)
    {
        const char *school = json_string_value(json_object_get(unit, "school"));
        json_array_foreach(json_object_get(unit, "items"), k, item)
        {
            json_t *difference = json_object_get(item, "difference");
            if (!json_is_number(difference) || strcmp(school, "2199000002") == 0)
                continue; /* one more pupil came to that school in another test */
            compared++;
            if (json_number_value(difference) != 0)
                fprintf(stderr, "%s: %s\n", school,
                        json_string_value(json_object_get(item, "item")));
            CHECK(json_number_value(difference) == 0);
        }
    }
    CHECK(compared > 30);
    json_decref(root);
}

static struct jh_person_step_in step_in(const char *kind, int64_t person, int date)
{
    return (struct jh_person_step_in){
        .county = "990101", .kind = kind, .reason = "测试", .person = person, .date = date};
}

TEST(a_pupil_leaves_returns_and_goes)
{
    struct jh_buf out = JH_BUF(1 << 24);
    int64_t id = 5;

    import_rosters();
    struct jh_person_step_in in = step_in("leave", id, 20251008);
    in.preview = true;
    json_decref(answer(jh_app_person_step(&w.app, &in, &out, &err), &out));
    in.preview = false;
    out = JH_BUF(1 << 24);
    json_t *left = answer(jh_app_person_step(&w.app, &in, &out, &err), &out);
    CHECK(json_integer_value(json_object_get(left, "step")) > 0);
    out = JH_BUF(1 << 24);
    CHECK(jh_app_person_step(&w.app, &in, &out, &err) == JH_E_CONFLICT);
    CHECK_STR("people.step_state", err.id);
    in = step_in("return", id, 20250930); /* before the leave */
    CHECK(jh_app_person_step(&w.app, &in, &out, &err) == JH_E_USAGE);
    in = step_in("return", id, 20260301);
    in.entry = 2026;
    json_decref(answer(jh_app_person_step(&w.app, &in, &out, &err), &out));
    out = JH_BUF(1 << 24);
    in = step_in("transfer", id, 20260401);
    in.school = "2199000004";
    json_decref(answer(jh_app_person_step(&w.app, &in, &out, &err), &out));
    out = JH_BUF(1 << 24);
    int64_t before = count(PUPILS);
    in = step_in("end", id, 20260501);
    json_decref(answer(jh_app_person_step(&w.app, &in, &out, &err), &out));
    CHECK_INT(before - 1, count(PUPILS));
    out = JH_BUF(1 << 24);
    json_t *file = answer(jh_app_person_json(&w.app, "990101", id, &out, &err), &out);
    CHECK_INT(3, json_array_size(json_object_get(file, "enrolments")));
    CHECK(json_array_size(json_object_get(file, "fields")) > 20);
    json_t *source = json_object_get(json_array_get(json_object_get(file, "fields"), 3), "source");
    CHECK(json_string_value(json_object_get(source, "cell")) != NULL);
    CHECK(jh_store_verify_audit(w.app.store, "990101", &err) == JH_OK);
    json_decref(left);
    json_decref(file);
}
