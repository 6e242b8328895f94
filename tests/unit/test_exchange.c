/* tests/unit/test_exchange.c - files to a school without network and back: what is merged, what is
 * a conflict, and that no file that was touched is believed. */
#include "app/demo.h"
#include "app/imports.h"
#include "app/rights.h"
#include "app/submissions.h"
#include "base/embed.h"
#include "base/seal.h"
#include "t.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCHOOLS = 20, YEAR = 2025, ROOM = 64 << 20 };

static struct jh_err err;
static int made, counter;
static const char county[] = "990101", school[] = "2199000001";
static struct jh_arena packs_mem;
static struct jh_pack_set packs;

struct place { /* a data file */
    struct jh_app app;
    json_t *answer;
};

struct file {
    char *bytes;
    size_t n;
};

static void import_file(struct place *p, int year, const char *name)
{
    const struct jh_import_wish wish = {.reason = "合成数据"};
    struct jh_buf out = JH_BUF(ROOM);
    char path[900];

    snprintf(path, sizeof path, "%s/demo/990101/%d/%s", t_tmp(), year, name);
    const struct jh_upload upload = {.name = name, .path = path};
    CHECK(jh_app_import_run(&p->app, &upload, &wish, NULL, &out, &err) == JH_OK);
    jh_buf_release(&out);
}

static const char *key_path(void)
{
    static char path[500];
    struct jh_seal seal;

    if (!*path) {
        snprintf(path, sizeof path, "%s/key", t_tmp());
        CHECK(jh_seal_make(path, &seal, &err) == JH_OK);
    }
    return path;
}

static struct place open_place(void)
{
    struct place p = {.answer = NULL};
    struct jh_store *store;
    char name[40];

    if (!packs.n)
        CHECK(jh_packs_load(&packs_mem, &jh_embed_packs, NULL, &packs, &err) == JH_OK);
    snprintf(name, sizeof name, "place-%d", counter++);
    CHECK(jh_store_open(t_store(name), &store, &err) == JH_OK);
    p.app = (struct jh_app){store, &packs, "zh-CN", jh_actor_local()};
    return p;
}

static void close_place(struct place *p)
{
    json_decref(p->answer);
    jh_store_close(&p->app.store);
}

static enum jh_status keep(struct place *p, enum jh_status status, struct jh_buf *out)
{
    json_decref(p->answer);
    p->answer = status == JH_OK && out->data ? json_loadb(out->data, out->len, 0, NULL) : NULL;
    jh_buf_release(out);
    return status;
}

static struct place open_county(void)
{
    struct place p = open_place();
    struct jh_buf out = JH_BUF(ROOM);
    char path[500];
    const struct jh_round in = {.county = county, .year = YEAR, .due = "2199-10-15"};

    snprintf(path, sizeof path, "%s/demo", t_tmp());
    const struct jh_demo_in demo = {.folder = path, .counties = 1, .schools = SCHOOLS};
    if (!made++)
        CHECK(jh_app_demo(&p.app, &demo, NULL, &err) == JH_OK);
    import_file(&p, YEAR - 1, "01-学校名录.xlsx");
    import_file(&p, YEAR - 1, "02-学生与班额.xlsx");
    import_file(&p, YEAR - 1, "03-教师.xlsx");
    import_file(&p, YEAR - 1, "04-校舍与设备.xlsx");
    import_file(&p, YEAR, "01-学校名录.xlsx");
    CHECK(keep(&p, jh_app_round_open(&p.app, &in, &out, &err), &out) == JH_OK);
    return p;
}

static struct file take(struct place *p)
{
    struct jh_buf out = JH_BUF(ROOM);
    struct file f;

    CHECK(jh_app_exchange_take(&p->app, county, 1, school, key_path(), &out, &err) == JH_OK);
    f.bytes = jh_buf_detach(&out, &f.n);
    return f;
}

static struct place carry(const struct file *f)
{
    struct place p = open_place();
    struct jh_buf out = JH_BUF(ROOM);

    CHECK(keep(&p, jh_app_exchange_carry(&p.app, f->bytes, f->n, &out, &err), &out) == JH_OK);
    return p;
}

static void fill(struct place *p, const char *item, const char *text)
{
    struct jh_buf out = JH_BUF(ROOM);
    const struct jh_cell_in cell = {item, "", text, JH_CELL_ANY};
    const struct jh_cells_in in = {.cell = &cell, .n = 1};

    CHECK(keep(p, jh_app_submission_save(&p->app, county, 1, school, &in, &out, &err), &out) ==
          JH_OK);
    CHECK_INT(1, json_integer_value(json_object_get(p->answer, "saved")));
}

static void fill_last(struct place *p)
{
    struct jh_buf out = JH_BUF(ROOM);
    const struct jh_cells_in in = {.from_last = true};

    CHECK(keep(p, jh_app_submission_save(&p->app, county, 1, school, &in, &out, &err), &out) ==
          JH_OK);
}

static enum jh_status move(struct place *p, const char *kind)
{
    struct jh_buf out = JH_BUF(ROOM);
    const struct jh_move m = {.kind = kind, .note = "属实"};

    return keep(p, jh_app_submission_move(&p->app, county, 1, school, &m, &out, &err), &out);
}

static struct file hand_in(struct place *p)
{
    struct jh_buf out = JH_BUF(ROOM);
    struct file f;

    CHECK(jh_app_exchange_hand_in(&p->app, NULL, 0, NULL, &out, &err) == JH_OK);
    f.bytes = jh_buf_detach(&out, &f.n);
    return f;
}

static enum jh_status receive(struct place *p, const struct file *f)
{
    struct jh_buf out = JH_BUF(ROOM);

    return keep(p, jh_app_exchange_receive(&p->app, county, f->bytes, f->n, &out, &err), &out);
}

static long figure(const struct place *p, const char *name)
{
    return (long)json_integer_value(json_object_get(json_object_get(p->answer, "receipt"), name));
}

static const char *value(const struct place *p, const char *item)
{
    json_t *root = json_object_get(p->answer, "submission"), *form, *row;
    size_t i, k;

    json_array_foreach(json_object_get(root, "forms"), i, form)
    {
        json_array_foreach(json_object_get(form, "rows"), k, row)
        {
            if (strcmp(json_string_value(json_object_get(row, "item")), item) == 0)
                return json_string_value(
                    json_object_get(json_array_get(json_object_get(row, "cells"), 0), "text"));
        }
    }
    return "";
}

TEST(what_only_one_side_changed_is_merged)
{
    struct place at_county = open_county();
    struct file out = take(&at_county);
    struct place at_school = carry(&out);

    fill(&at_county, "computers", "55");
    fill(&at_school, "books", "1234");
    struct file back = hand_in(&at_school);
    CHECK(receive(&at_county, &back) == JH_OK);
    CHECK_INT(1, figure(&at_county, "applied"));
    CHECK_INT(0, figure(&at_county, "conflicts"));
    CHECK_STR("1234", value(&at_county, "books"));
    CHECK_STR("55", value(&at_county, "computers"));
    free(out.bytes), free(back.bytes);
    close_place(&at_county);
    close_place(&at_school);
}

TEST(the_same_school_hands_in_again_without_conflict)
{
    struct place at_county = open_county();
    struct file out = take(&at_county);
    struct place at_school = carry(&out);

    fill(&at_school, "books", "1");
    struct file first = hand_in(&at_school);
    CHECK(receive(&at_county, &first) == JH_OK);
    fill(&at_school, "books", "2");
    struct file second = hand_in(&at_school);
    CHECK(receive(&at_county, &second) == JH_OK);
    CHECK_INT(1, figure(&at_county, "applied"));
    CHECK_STR("2", value(&at_county, "books"));
    CHECK(receive(&at_county, &first) == JH_OK); /* the older one again: its receipt, no change */
    CHECK(json_is_true(json_object_get(at_county.answer, "again")));
    CHECK_INT(1, figure(&at_county, "receipt"));
    CHECK_STR("2", value(&at_county, "books"));
    free(out.bytes), free(first.bytes), free(second.bytes);
    close_place(&at_county);
    close_place(&at_school);
}

TEST(a_hand_in_that_never_came_costs_nothing)
{
    struct place at_county = open_county();
    struct file out = take(&at_county);
    struct place at_school = carry(&out);

    fill(&at_school, "books", "1");
    struct file lost = hand_in(&at_school);
    fill(&at_school, "books", "2");
    struct file came = hand_in(&at_school);
    CHECK(receive(&at_county, &came) == JH_OK);
    CHECK_INT(1, figure(&at_county, "applied"));
    CHECK_INT(0, figure(&at_county, "conflicts"));
    free(out.bytes), free(lost.bytes), free(came.bytes);
    close_place(&at_county);
    close_place(&at_school);
}

TEST(submitted_there_is_submitted_here_and_then_nothing_is_written)
{
    struct place at_county = open_county();
    struct file out = take(&at_county);
    struct place one = carry(&out), two = carry(&out);

    fill_last(&one);
    fill_last(&two);
    fill(&two, "licensed", "2");
    CHECK(move(&one, "submit") == JH_OK);
    struct file first = hand_in(&one), second = hand_in(&two);
    CHECK(receive(&at_county, &first) == JH_OK);
    json_t *receipt = json_object_get(at_county.answer, "receipt");
    CHECK(json_is_true(json_object_get(receipt, "submitted")));
    CHECK(receive(&at_county, &second) == JH_OK);
    CHECK_INT(0, figure(&at_county, "applied"));
    CHECK_INT(1, figure(&at_county, "conflicts"));
    CHECK(strcmp("2", value(&at_county, "licensed")) != 0);
    CHECK(move(&at_county, "approve") == JH_E_DATA);
    CHECK_STR("submission.conflicts_open", err.id);
    free(out.bytes), free(first.bytes), free(second.bytes);
    close_place(&at_county);
    close_place(&one);
    close_place(&two);
}

TEST(another_county_does_not_believe_the_file)
{
    struct place at_county = open_county(), other = open_county();
    struct file out = take(&at_county), same_number = take(&other);
    struct place at_school = carry(&out);

    fill(&at_school, "books", "1");
    struct file back = hand_in(&at_school);
    CHECK(receive(&other, &back) == JH_E_DATA); /* file 1 of the other one has another key */
    CHECK_STR("exchange.foreign", err.id);
    CHECK(receive(&at_county, &out) == JH_E_DATA);
    CHECK_STR("exchange.kind", err.id);
    free(out.bytes), free(back.bytes), free(same_number.bytes);
    close_place(&at_county);
    close_place(&other);
    close_place(&at_school);
}

/* Every cut and a thousand single changes: refused with a sentence, and nothing is kept. */
static void maul(struct place *p, const struct file *f,
                 enum jh_status (*read)(struct place *, const struct file *))
{
    for (int i = 0; i < 1000; i++) {
        struct file bad = {malloc(f->n), f->n};
        memcpy(bad.bytes, f->bytes, f->n);
        if (i % 4 == 0)
            bad.n = (size_t)(t_random() % f->n);
        else
            bad.bytes[t_random() % f->n] ^= (char)(1 << t_random() % 8);
        enum jh_status status = read(p, &bad);
        CHECK(status == JH_E_DATA);
        CHECK(strncmp(err.id, "exchange.", 9) == 0);
        free(bad.bytes);
    }
}

static enum jh_status read_take(struct place *p, const struct file *f)
{
    struct jh_buf out = JH_BUF(ROOM);

    return keep(p, jh_app_exchange_carry(&p->app, f->bytes, f->n, &out, &err), &out);
}

TEST(no_file_that_was_touched_is_believed)
{
    struct place at_county = open_county(), fresh = open_place();
    struct file out = take(&at_county);
    struct place at_school = carry(&out);

    fill(&at_school, "books", "1");
    struct file back = hand_in(&at_school);
    maul(&at_county, &back, receive);
    maul(&fresh, &out, read_take);
    CHECK(receive(&at_county, &back) == JH_OK);
    CHECK_INT(1, figure(&at_county, "receipt"));
    CHECK(jh_store_verify_audit(at_county.app.store, county, &err) == JH_OK);
    free(out.bytes), free(back.bytes);
    close_place(&at_county);
    close_place(&at_school);
    close_place(&fresh);
}

TEST(a_key_file_is_needed_to_give_a_file_out)
{
    struct place at_county = open_county();
    struct jh_buf out = JH_BUF(ROOM);

    CHECK(jh_app_exchange_take(&at_county.app, county, 1, school, "/nowhere/key", &out, &err) ==
          JH_E_NOTFOUND);
    CHECK_STR("key.missing", err.id);
    jh_buf_release(&out);
    close_place(&at_county);
}
