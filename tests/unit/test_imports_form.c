/* tests/unit/test_imports_form.c - a form that comes back as it was handed out: every form of the
 * pack is written from a county's data and read into an empty data file; nothing is wrong with it,
 * and the same is known there, value by value. */
#include "app/demo.h"
#include "imports.h"

enum { SCHOOLS = 20 };
#define DEMO "990101"

static json_t *import_file(struct county *c, struct jh_upload upload)
{
    upload.county = NULL; /* the head block tells county and school year */
    upload.year = 0;
    upload.pack = QUALITY;
    json_t *got = import_run(c, upload, "合成数据");
    if (!got)
        printf("%s: %s %s\n", upload.name, c->err.id, c->err.text);
    CHECK(got != NULL);
    return got;
}

static void open_empty(struct county *c, const char *name)
{
    *c = (struct county){0};
    CHECK(jh_packs_load(&c->mem, &jh_embed_packs, NULL, &c->packs, &c->err) == JH_OK);
    CHECK(jh_store_open(t_store(name), &c->store, &c->err) == JH_OK);
    c->app = (struct jh_app){c->store, &c->packs, "zh-CN", jh_actor_local()};
}

/* The demo county's last two years. */
static void open_demo(struct county *c)
{
    static const char *const file[] = {"01-学校名录.xlsx", "02-学生与班额.xlsx", "03-教师.xlsx",
                                       "04-校舍与设备.xlsx", "05-县级保障与质量.xlsx"};
    char folder[400], path[900];

    open_empty(c, "demo");
    snprintf(folder, sizeof folder, "%s/demo", t_tmp());
    const struct jh_demo_in in = {.folder = folder, .counties = 1, .schools = SCHOOLS};
    CHECK(jh_app_demo(&c->app, &in, NULL, &c->err) == JH_OK);
    for (int year = IMPORT_YEAR - 1; year <= IMPORT_YEAR; year++)
        for (size_t i = 0; i < sizeof file / sizeof *file; i++) {
            snprintf(path, sizeof path, "%s/990101/%d/%s", folder, year, file[i]);
            json_t *got = import_file(c, (struct jh_upload){.name = file[i], .path = path});
            CHECK_STR("committed", import_text(got, "state"));
            json_decref(got);
        }
}

static const struct jh_pack *pack_of(const struct county *c)
{
    return jh_pack_find(&c->packs, QUALITY);
}

static json_t *send_back(struct county *from, struct county *to, const char *form, int year)
{
    struct jh_buf book = JH_BUF(64 << 20);

    CHECK(jh_app_form_xlsx(&from->app, QUALITY, form, DEMO, year, &book, &from->err) == JH_OK);
    json_t *got = import_file(
        to, (struct jh_upload){.name = "填报表.xlsx", .bytes = book.data, .size = book.len});
    jh_buf_release(&book);
    return got;
}

static void no_problems(json_t *got, const char *form)
{
    json_t *groups = json_object_get(json_object_get(got, "problems"), "groups"), *group;
    size_t i;

    json_array_foreach(groups, i, group)
    {
        json_t *first = json_array_get(json_object_get(group, "first"), 0);
        printf("%s: %s %s!%s %s\n", form, import_text(group, "rule"), import_text(first, "sheet"),
               import_text(first, "cell"), import_text(first, "text"));
    }
    CHECK_INT(0, json_array_size(groups));
    CHECK_STR("committed", import_text(got, "state"));
}

static void load(struct county *c, struct jh_arena *mem, struct jh_facts *ret)
{
    const struct jh_facts_in in = {.county = DEMO, .from = IMPORT_YEAR, .to = IMPORT_YEAR};

    CHECK(jh_facts_load(c->store, mem, pack_of(c), &in, ret, &c->err) == JH_OK);
}

static long same_row(const struct jh_pack *pack, const struct jh_fact_row *a,
                     const struct jh_fact_row *b, const char *code)
{
    long n = 0;

    for (size_t i = 0; i < pack->nitem; i++) {
        bool here = a && a->source[i], there = b && b->source[i];
        const char *x = here && a->text ? a->text[i] : NULL;
        const char *y = there && b->text ? b->text[i] : NULL;
        bool same = here == there && (!x || (y && strcmp(x, y) == 0)) &&
                    (x || !here || a->value[i] == b->value[i]);
        if (!same)
            printf("%s %s: %s %.17g, came back as %s %.17g\n", code, pack->item[i].id, x ? x : "",
                   here ? a->value[i] : (double)NAN, y ? y : "", there ? b->value[i] : (double)NAN);
        CHECK(same);
        n += here;
    }
    return n;
}

static bool closed(const struct jh_facts *f, int org)
{
    const struct jh_fact_row *row = jh_facts_row(f, org, IMPORT_YEAR, -1);
    return row && row->source[jh_facts_item(f, "closed")];
}

/* The number of values that were compared; a school that was closed before has no line any more. */
static long compare(struct county *a, struct county *b)
{
    struct jh_arena mem = {0};
    const struct jh_pack *pack = pack_of(a);
    struct jh_facts x, y;
    long n = 0;

    load(a, &mem, &x);
    load(b, &mem, &y);
    for (int org = 0; org < (int)x.norg; org++) {
        if (org != x.county && closed(&x, org))
            continue;
        int other = jh_facts_org(&y, x.org[org].code);
        if (org == x.county)
            other = y.county;
        for (int stage = -1; stage < (int)pack->nstage; stage++) {
            const struct jh_fact_row *from = jh_facts_row(&x, org, IMPORT_YEAR, stage);
            if (from)
                n += same_row(pack, from,
                              other < 0 ? NULL : jh_facts_row(&y, other, IMPORT_YEAR, stage),
                              x.org[org].code);
        }
    }
    jh_arena_free(&mem);
    return n;
}

TEST(a_form_comes_back_as_it_was)
{
    struct county from, to;

    open_demo(&from);
    open_empty(&to, "copy");
    const struct jh_pack *pack = pack_of(&from);
    CHECK(pack->nform >= 5);
    for (size_t i = 0; i < pack->nform; i++) {
        const char *form = pack->form[i].id;
        json_t *got = send_back(&from, &to, form, IMPORT_YEAR);
        no_problems(got, form);
        json_decref(got);
    }
    CHECK(compare(&from, &to) > 1000);
    for (size_t i = 0; i < pack->nform; i++) { /* and where it came from it changes nothing */
        json_t *got = send_back(&from, &from, pack->form[i].id, IMPORT_YEAR);
        json_t *sums = json_object_get(got, "reconciliation");
        CHECK_INT(0, json_integer_value(json_object_get(sums, "added")));
        CHECK_INT(0, json_integer_value(json_object_get(sums, "changed")));
        CHECK_INT(0, json_integer_value(json_object_get(sums, "rejected")));
        CHECK(json_integer_value(json_object_get(sums, "same")) > 0);
        json_decref(got);
    }
    county_close(&from);
    county_close(&to);
}

/* Next year's forms show this year's values in grey; untouched they say nothing. */
TEST(last_years_values_are_not_taken_for_this_years)
{
    struct county c;

    open_demo(&c);
    const struct jh_pack *pack = pack_of(&c);
    for (size_t i = 0; i < pack->nform; i++) {
        json_t *got = send_back(&c, &c, pack->form[i].id, IMPORT_YEAR + 1);
        json_t *sums = json_object_get(got, "reconciliation");
        no_problems(got, pack->form[i].id);
        CHECK_INT(0, json_integer_value(json_object_get(sums, "values")));
        json_decref(got);
    }
    county_close(&c);
}
