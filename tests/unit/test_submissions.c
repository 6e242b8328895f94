/* tests/unit/test_submissions.c - a round of reporting from opening to facts: the demo county with
 * last year whole and only the roster of this year. */
#include "app/facts.h"
#include "app/demo.h"
#include "app/imports.h"
#include "app/rights.h"
#include "app/submissions.h"
#include "base/embed.h"
#include "t.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCHOOLS = 20, YEAR = 2025, ROOM = 64 << 20 };

static struct jh_err err;
static int made; /* the demo is made once */

struct world {
    struct jh_arena mem;
    struct jh_pack_set packs;
    struct jh_app app;
    json_t *answer; /* of the last call */
    char school[12];
};

static const char county[] = "990101";

static void import_file(struct world *w, int year, const char *name)
{
    const struct jh_import_wish wish = {.reason = "合成数据"};
    struct jh_buf out = JH_BUF(ROOM);
    char path[900];

    snprintf(path, sizeof path, "%s/demo/990101/%d/%s", t_tmp(), year, name);
    const struct jh_upload upload = {.name = name, .path = path};
    bool went = jh_app_import_run(&w->app, &upload, &wish, NULL, &out, &err) == JH_OK;
    if (!went)
        fprintf(stderr, "%s: %s %s\n", path, err.id, err.text);
    CHECK(went && strstr(out.data, "\"state\":\"committed\"") != NULL);
    jh_buf_release(&out);
}

static void keep(struct world *w, enum jh_status status, struct jh_buf *out)
{
    json_decref(w->answer);
    w->answer = status == JH_OK && out->data ? json_loadb(out->data, out->len, 0, NULL) : NULL;
    jh_buf_release(out);
}

static void open_world(struct world *w, const char *db)
{
    char path[500];
    struct jh_store *store;

    *w = (struct world){.answer = NULL};
    CHECK(jh_packs_load(&w->mem, &jh_embed_packs, NULL, &w->packs, &err) == JH_OK);
    CHECK(jh_store_open(t_store(db), &store, &err) == JH_OK);
    w->app = (struct jh_app){store, &w->packs, "zh-CN", jh_actor_local()};
    snprintf(path, sizeof path, "%s/demo", t_tmp());
    const struct jh_demo_in in = {.folder = path, .counties = 1, .schools = SCHOOLS};
    if (!made++)
        CHECK(jh_app_demo(&w->app, &in, NULL, &err) == JH_OK);
}

static void fill_world(struct world *w)
{
    import_file(w, YEAR - 1, "01-学校名录.xlsx");
    import_file(w, YEAR - 1, "02-学生与班额.xlsx");
    import_file(w, YEAR - 1, "03-教师.xlsx");
    import_file(w, YEAR - 1, "04-校舍与设备.xlsx");
    import_file(w, YEAR, "01-学校名录.xlsx");
}

static void close_world(struct world *w)
{
    json_decref(w->answer);
    jh_store_close(&w->app.store);
    jh_arena_free(&w->mem);
}

static void open_round(struct world *w)
{
    struct jh_buf out = JH_BUF(ROOM);
    const struct jh_round in = {.county = county, .year = YEAR, .due = "2199-10-15"};

    enum jh_status status = jh_app_round_open(&w->app, &in, &out, &err);
    CHECK(status == JH_OK);
    keep(w, status, &out);
    json_t *schools = json_object_get(w->answer, "schools"), *one;
    size_t i;
    CHECK(json_array_size(schools) > 0);
    json_array_foreach(schools, i, one)
    {
        const char *name = json_string_value(json_object_get(one, "name"));
        if (!*w->school && strstr(name, "小学"))
            snprintf(w->school, sizeof w->school, "%s",
                     json_string_value(json_object_get(one, "school")));
    }
    CHECK(*w->school != 0);
}

static enum jh_status look(struct world *w)
{
    struct jh_buf out = JH_BUF(ROOM);
    enum jh_status status = jh_app_submission_json(&w->app, county, 1, w->school, &out, &err);
    keep(w, status, &out);
    return status;
}

static enum jh_status save(struct world *w, const char *item, const char *text, int64_t version)
{
    struct jh_buf out = JH_BUF(ROOM);
    const struct jh_cell_in cell = {item, "", text, version};
    const struct jh_cells_in in = {.cell = &cell, .n = 1};
    enum jh_status status = jh_app_submission_save(&w->app, county, 1, w->school, &in, &out, &err);
    keep(w, status, &out);
    return status;
}

static enum jh_status take_last(struct world *w)
{
    struct jh_buf out = JH_BUF(ROOM);
    const struct jh_cells_in in = {.from_last = true};
    enum jh_status status = jh_app_submission_save(&w->app, county, 1, w->school, &in, &out, &err);
    keep(w, status, &out);
    return status;
}

static enum jh_status move(struct world *w, const char *kind, const char *note,
                           const struct jh_note_in *comment)
{
    struct jh_buf out = JH_BUF(ROOM);
    const struct jh_move m = {
        .kind = kind, .note = note, .comment = comment, .ncomment = comment != NULL};
    enum jh_status status = jh_app_submission_move(&w->app, county, 1, w->school, &m, &out, &err);
    keep(w, status, &out);
    return status;
}

/* The cell of an item in the grid that was answered last (a submission, or one inside an answer to
 * a save). */
static json_t *cell(const struct world *w, const char *item)
{
    json_t *root = json_object_get(w->answer, "submission"), *form, *row;
    size_t i, k;

    json_array_foreach(json_object_get(root ? root : w->answer, "forms"), i, form)
    {
        json_array_foreach(json_object_get(form, "rows"), k, row)
        {
            if (strcmp(json_string_value(json_object_get(row, "item")), item) == 0)
                return json_array_get(json_object_get(row, "cells"), 0);
        }
    }
    return NULL;
}

static const char *text(json_t *from, const char *key)
{
    const char *value = json_string_value(json_object_get(from, key));
    return value ? value : "";
}

static const char *outcome(const struct world *w)
{
    return text(json_array_get(json_object_get(w->answer, "outcomes"), 0), "state");
}

static void ready(struct world *w)
{
    CHECK(take_last(w) == JH_OK);
}

TEST(a_grid_knows_last_year_and_asks_nothing_twice)
{
    struct world w;

    open_world(&w, "grid");
    fill_world(&w);
    open_round(&w);
    CHECK(look(&w) == JH_OK);
    CHECK_STR("draft", text(w.answer, "state"));
    json_t *c = cell(&w, "grade1");
    CHECK_STR("last", text(c, "state"));
    CHECK(*text(c, "last") && !*text(c, "text"));
    c = cell(&w, "pupils");
    CHECK(json_is_true(json_object_get(c, "locked")));
    CHECK(strstr(text(c, "formula"), "一年级 + ") != NULL);
    CHECK(cell(&w, "grade7") == NULL); /* not of a primary school */
    CHECK(cell(&w, "type") == NULL);   /* the roster is not asked */
    json_t *counts = json_object_get(w.answer, "counts");
    CHECK(json_integer_value(json_object_get(counts, "cells")) > 50);
    CHECK_INT(0, json_integer_value(json_object_get(counts, "filled")));
    close_world(&w);
}

TEST(cells_are_read_saved_computed_and_refused_one_by_one)
{
    struct world w;

    open_world(&w, "cells");
    fill_world(&w);
    open_round(&w);
    CHECK(save(&w, "grade1", "４５人", 0) == JH_OK);
    CHECK_STR("saved", outcome(&w));
    CHECK_STR("45", text(cell(&w, "grade1"), "text"));
    CHECK_STR("45", text(cell(&w, "entrants"), "text")); /* a rule says it is the same */
    CHECK_STR("computed", text(cell(&w, "entrants"), "state"));
    CHECK(save(&w, "一年级", "45", 1) == JH_OK);
    CHECK_STR("same", outcome(&w));
    CHECK(save(&w, "grade1", "很多", 1) == JH_OK);
    CHECK_STR("wrong", outcome(&w));
    CHECK(save(&w, "grade1", "-3", 1) == JH_OK);
    CHECK_STR("wrong", outcome(&w));
    CHECK(save(&w, "entrants", "46", 0) == JH_OK);
    CHECK_STR("locked", outcome(&w));
    CHECK(save(&w, "grade7", "46", 0) == JH_OK);
    CHECK_STR("not_asked", outcome(&w));
    CHECK(save(&w, "grade1", "50", 0) == JH_OK); /* somebody who saw it empty */
    CHECK_STR("conflict", outcome(&w));
    CHECK_STR("45", text(cell(&w, "grade1"), "text"));
    CHECK(save(&w, "grade1", "50", 1) == JH_OK);
    CHECK_STR("saved", outcome(&w));
    CHECK(save(&w, "grade1", "", 2) == JH_OK); /* emptied again */
    CHECK_STR("saved", outcome(&w));
    CHECK_STR("", text(cell(&w, "grade1"), "text"));
    CHECK(save(&w, "equipment", "12.5", 0) == JH_OK);
    CHECK_STR("12.5", text(cell(&w, "equipment"), "text"));
    CHECK_NEAR(125000, json_number_value(json_object_get(cell(&w, "equipment"), "value")), 0);
    close_world(&w);
}

TEST(rules_stop_a_submission_and_reasons_let_it_pass)
{
    struct world w;

    open_world(&w, "rules");
    fill_world(&w);
    open_round(&w);
    CHECK(move(&w, "submit", NULL, NULL) == JH_E_DATA);
    CHECK_STR("submission.reason_needed", err.id); /* required cells are empty */
    ready(&w);
    CHECK(save(&w, "licensed", "2999", JH_CELL_ANY) == JH_OK);
    CHECK(move(&w, "submit", "属实", NULL) == JH_E_DATA);
    CHECK_STR("submission.has_errors", err.id);
    CHECK(strstr(err.text, "2999") != NULL);
    CHECK(look(&w) == JH_OK);
    CHECK(json_integer_value(json_object_get(w.answer, "errors")) >= 1);
    CHECK(json_array_size(json_object_get(cell(&w, "licensed"), "findings")) >= 1);
    CHECK(save(&w, "licensed", "1", JH_CELL_ANY) == JH_OK);
    CHECK(move(&w, "submit", "属实", NULL) == JH_OK);
    CHECK_STR("submitted", text(w.answer, "state"));
    CHECK(save(&w, "licensed", "2", JH_CELL_ANY) == JH_E_CONFLICT);
    CHECK_STR("submission.locked", err.id);
    close_world(&w);
}

static double fact_of(struct world *w, const char *item)
{
    struct jh_arena mem = {0};
    struct jh_facts f;
    const struct jh_facts_in in = {.county = county};
    const struct jh_pack *pack = jh_pack_find(&w->packs, "cn-school-statistics");
    CHECK(jh_facts_load(w->app.store, &mem, pack, &in, &f, &err) == JH_OK);
    const struct jh_fact_row *row =
        jh_facts_row(&f, jh_facts_org(&f, w->school), YEAR, jh_pack_stage(pack, "primary"));
    double value = row ? row->value[jh_facts_item(&f, item)] : -1;
    jh_arena_free(&mem);
    return value;
}

TEST(returned_with_a_comment_mended_approved_and_facts)
{
    struct world w;
    const struct jh_note_in comment = {.item = "licensed", .stage = "小学", .text = "请核对"};

    open_world(&w, "whole");
    fill_world(&w);
    open_round(&w);
    ready(&w);
    CHECK(save(&w, "licensed", "1", JH_CELL_ANY) == JH_OK);
    CHECK(move(&w, "submit", "属实", NULL) == JH_OK);
    CHECK(move(&w, "return", NULL, NULL) == JH_E_DATA);
    CHECK_STR("submission.note_needed", err.id);
    CHECK(move(&w, "return", NULL, &comment) == JH_OK);
    CHECK_STR("returned", text(w.answer, "state"));
    json_t *c = json_array_get(json_object_get(cell(&w, "licensed"), "comments"), 0);
    CHECK_STR("请核对", text(c, "text"));
    CHECK(json_is_false(json_object_get(c, "mended")));
    CHECK(save(&w, "licensed", "2", JH_CELL_ANY) == JH_OK);
    c = json_array_get(json_object_get(cell(&w, "licensed"), "comments"), 0);
    CHECK(json_is_true(json_object_get(c, "mended")));
    CHECK(move(&w, "approve", NULL, NULL) == JH_E_CONFLICT);
    CHECK(move(&w, "submit", NULL, NULL) == JH_OK); /* the reasons were given before */
    CHECK(move(&w, "pass", NULL, NULL) == JH_OK);
    CHECK(fact_of(&w, "licensed") != 2);
    CHECK(move(&w, "approve", NULL, NULL) == JH_OK);
    CHECK_STR("approved", text(w.answer, "state"));
    CHECK_NEAR(2, fact_of(&w, "licensed"), 0);
    CHECK(fact_of(&w, "pupils") > 0); /* computed */
    close_world(&w);
}

TEST(reopened_and_approved_again_replaces_the_first)
{
    struct world w;
    struct jh_buf out = JH_BUF(ROOM);

    open_world(&w, "again");
    fill_world(&w);
    open_round(&w);
    ready(&w);
    CHECK(move(&w, "submit", "属实", NULL) == JH_OK);
    CHECK(move(&w, "approve", NULL, NULL) == JH_OK);
    int64_t first = json_integer_value(json_object_get(w.answer, "import"));
    CHECK(jh_app_import_undo(&w.app, county, first, &out, &err) == JH_E_CONFLICT);
    CHECK_STR("import.of_submission", err.id);
    CHECK(move(&w, "reopen", "数据有误", NULL) == JH_OK);
    CHECK_STR("returned", text(w.answer, "state"));
    CHECK(save(&w, "licensed", "3", JH_CELL_ANY) == JH_OK);
    CHECK(move(&w, "submit", NULL, NULL) == JH_OK);
    CHECK(move(&w, "approve", NULL, NULL) == JH_OK);
    CHECK(json_integer_value(json_object_get(w.answer, "import")) != first);
    CHECK_NEAR(3, fact_of(&w, "licensed"), 0);
    CHECK(jh_store_verify_audit(w.app.store, county, &err) == JH_OK);
    jh_buf_release(&out);
    close_world(&w);
}

TEST(the_due_list_is_red_where_somebody_waits)
{
    struct world w;
    struct jh_buf out = JH_BUF(ROOM);

    open_world(&w, "due");
    fill_world(&w);
    open_round(&w);
    ready(&w);
    CHECK(move(&w, "submit", "属实", NULL) == JH_OK);
    enum jh_status status = jh_app_due_json(&w.app, county, &out, &err);
    CHECK(status == JH_OK);
    keep(&w, status, &out);
    json_t *first = json_array_get(json_object_get(w.answer, "items"), 0);
    CHECK_STR("approve", text(first, "kind"));
    CHECK(json_is_true(json_object_get(first, "red")));
    CHECK(strstr(text(first, "page"), w.school) != NULL);
    close_world(&w);
}
