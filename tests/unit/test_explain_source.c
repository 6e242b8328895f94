/* tests/unit/test_explain_source.c - the demo county as workbooks, imported as a bureau would:
 * every number of an explanation names a file, a sheet, a cell and its heading, and that cell holds
 * it. */
#include "app/demo.h"
#include "app/imports.h"
#include "county.h"
#include "intake/sheet.h"
#include "app/rights.h"
#include <dirent.h>
#include <stdlib.h>

enum { FILES = 6, SCHOOLS = 20, YEAR = 2025 };

struct world {
    struct county c; /* packs, store and app; its county is made by the imports */
    char folder[400];
    int compared, shared;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void import_file(struct world *w, const char *name)
{
    const struct jh_import_wish wish = {.reason = "合成数据"};
    struct jh_buf out = JH_BUF(64 << 20);
    char path[900];

    snprintf(path, sizeof path, "%s/990101/%d/%s", w->folder, YEAR, name);
    const struct jh_upload upload = {.name = name, .path = path};
    CHECK(jh_app_import_run(&w->c.app, &upload, &wish, NULL, &out, &w->c.err) == JH_OK);
    CHECK(strstr(out.data, "\"state\":\"committed\"") != NULL);
    jh_buf_release(&out);
}

static void world_open(struct world *w)
{
    static char name[FILES][300];
    struct county *c = &w->c;
    char path[900];
    int n = 0;

    *w = (struct world){.folder = ""};
    CHECK(jh_packs_load(&c->mem, &jh_embed_packs, NULL, &c->packs, &c->err) == JH_OK);
    CHECK(jh_store_open(t_store("source"), &c->store, &c->err) == JH_OK);
    c->app = (struct jh_app){c->store, &c->packs, "zh-CN", jh_actor_local()};
    snprintf(w->folder, sizeof w->folder, "%s/demo", t_tmp());
    const struct jh_demo_in in = {.folder = w->folder, .counties = 1, .schools = SCHOOLS};
    CHECK(jh_app_demo(&c->app, &in, NULL, &c->err) == JH_OK);
    snprintf(path, sizeof path, "%s/990101/%d", w->folder, YEAR);
    DIR *folder = opendir(path);
    CHECK(folder != NULL);
    for (struct dirent *e; folder && (e = readdir(folder)) != NULL;)
        if (e->d_name[0] != '.' && n < FILES)
            snprintf(name[n++], sizeof name[0], "%s", e->d_name);
    closedir(folder);
    CHECK_INT(5, n);
    qsort(name, (size_t)n, sizeof name[0], by_name);
    for (int i = 0; i < n; i++)
        import_file(w, name[i]);
}

/* One cell of a workbook, and whatever stands in its column, or left of it, as a heading would. */
struct look {
    const char *sheet, *cell, *heading;
    int number; /* of the sheet */
    char text[400];
    bool headed;
};

static bool on_sheet(void *context, int sheet, const char *name, bool hidden)
{
    struct look *l = context;

    (void)hidden;
    if (strcmp(name, l->sheet) == 0)
        l->number = sheet;
    return l->number == sheet;
}

static bool on_row(void *context, const struct jh_row *row)
{
    struct look *l = context;
    char name[16];

    for (size_t i = 0; i < row->n; i++) {
        jh_cell_name((int)i, row->row, name);
        bool here = strcmp(name, l->cell) == 0;
        bool same_column = strcspn(name, "0123456789") == strcspn(l->cell, "0123456789") &&
                           strncmp(name, l->cell, strcspn(name, "0123456789")) == 0;
        bool same_row = strcmp(name + strcspn(name, "0123456789"),
                               l->cell + strcspn(l->cell, "0123456789")) == 0;
        if (here && row->cell[i].kind != JH_CELL_BLANK)
            snprintf(l->text, sizeof l->text, "%s", row->cell[i].text);
        if ((same_column || same_row) && row->cell[i].kind == JH_CELL_TEXT &&
            strcmp(row->cell[i].text, l->heading) == 0)
            l->headed = true;
    }
    return true;
}

static const char *member(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

/* What the cell of a source holds, by opening the workbook at the folder, not the store's copy. */
static struct look look_up(struct world *w, const json_t *source)
{
    struct look l = {
        member(source, "sheet"), member(source, "cell"), member(source, "heading"), 0, "", false};
    const struct jh_row_reader reader = {on_sheet, on_row, &l};
    struct jh_source_info info;
    char path[900];

    snprintf(path, sizeof path, "%s/990101/%d/%s", w->folder, YEAR, member(source, "file"));
    const struct jh_source file = {.path = path, .name = member(source, "file")};
    CHECK(jh_intake_read(&file, NULL, &reader, &info, &w->c.err) == JH_OK);
    CHECK(l.number > 0);
    return l;
}

/* The cell's number is the input's, in the form's own unit (万元) or the stored one. */
static void compare(struct world *w, const json_t *input)
{
    const json_t *source = json_object_get(input, "source");
    const json_t *whole = json_object_get(input, "whole"), *value = json_object_get(input, "value");
    double want = json_number_value(json_is_number(whole) ? whole : value), cell;

    if (!json_is_number(value) && !*member(input, "text")) {
        CHECK(json_is_null(source)); /* nobody gave it */
        return;
    }
    struct look l = look_up(w, source);
    CHECK_STR(l.text, member(source, "entered"));
    CHECK(*l.heading && l.headed);
    if (json_is_number(value) && !*member(input, "text")) {
        CHECK(jh_num_parse(l.text, strlen(l.text), &cell));
        bool wan = strstr(l.heading, "万元") != NULL || strcmp(member(input, "unit"), "元") == 0;
        CHECK(fabs(cell - want) <= 1e-9 * (1 + want) ||
              (wan && fabs(cell * 10000 - want) <= 1e-9 * (1 + want)));
    } else {
        CHECK_STR(l.text, member(input, "text"));
    }
    w->shared += json_is_number(whole);
    w->compared++;
}

static int explain(struct world *w, const char *indicator, const char *stage, const char *school)
{
    const struct jh_ask ask = {.county = "990101", .year = YEAR};
    struct jh_buf out = JH_BUF(64 << 20);
    const json_t *input;
    size_t i;
    int before = w->compared;

    enum jh_status status =
        jh_app_explain_json(&w->c.app, &ask, indicator, stage, school, &out, &w->c.err);
    if (status != JH_OK)
        printf("%s %s: %s\n", indicator, w->c.err.id, w->c.err.text);
    CHECK(status == JH_OK);
    json_t *j = county_json(&w->c, &out);
    json_array_foreach(json_object_get(j, "inputs"), i, input) compare(w, input);
    json_decref(j);
    jh_buf_release(&out);
    return w->compared - before;
}

/* The first school of a type. */
static const char *of_type(const struct jh_balance *b, const char *type)
{
    for (size_t i = 0; i < b->nschool; i++)
        if (strcmp(b->school[i].type, type) == 0)
            return b->school[i].code;
    CHECK(false);
    return "";
}

TEST(every_input_is_in_the_cell_that_is_named)
{
    struct world w;

    world_open(&w);
    const struct jh_ask ask = {.county = "990101", .year = YEAR};
    struct jh_balance b = {0};
    CHECK(jh_app_balance(&w.c.app, &w.c.mem, &ask, &b, &w.c.err) == JH_OK);
    for (size_t i = 0; i < b.nunit_indicator; i++) {
        const char *id = b.unit_indicator[i]->id;
        CHECK(explain(&w, id, "primary", of_type(&b, "primary")) >= 2);
        CHECK(explain(&w, id, "junior", of_type(&b, "junior")) >= 2);
    }
    CHECK_INT(0, w.shared);

    /* A nine-year school's common figures are shared out; the cell holds the whole. */
    CHECK(explain(&w, "equipment_value", "primary", of_type(&b, "nine_year")) == 2);
    CHECK(explain(&w, "equipment_value", "junior", of_type(&b, "nine_year")) == 2);
    CHECK_INT(2, w.shared);
    /* A whole school's rooms: words and codes too. */
    CHECK(explain(&w, "gov_music_rooms", NULL, of_type(&b, "nine_year")) >= 6);
    /* The county's own list: value column, unit 万元, yes and no, sums over all units. */
    CHECK_INT(2, explain(&w, "gov_special_funds", NULL, NULL));
    CHECK_INT(2, explain(&w, "gov_exchange", NULL, NULL));
    CHECK_INT(1, explain(&w, "gov_posts", NULL, NULL));
    CHECK(explain(&w, "gov_licensed", NULL, NULL) >= SCHOOLS);
    CHECK(explain(&w, "quality_retention", NULL, NULL) >= 3 * 3);
    county_close(&w.c);
}

/* A coefficient is made of parts; each part is a unit whose own explanation leads to cells. */
TEST(a_coefficient_leads_to_its_schools)
{
    struct world w;
    const struct jh_ask ask = {.county = "990101", .year = YEAR};
    struct jh_buf out = JH_BUF(16 << 20);
    const json_t *part;
    size_t i;
    double amount = 0, pupils = 0, squares = 0;

    world_open(&w);
    CHECK(jh_app_explain_json(&w.c.app, &ask, "equipment_value", "junior", NULL, &out, &w.c.err) ==
          JH_OK);
    json_t *j = county_json(&w.c, &out);
    const json_t *parts = json_object_get(j, "parts");
    CHECK(json_array_size(parts) > 3);
    json_array_foreach(parts, i, part)
    {
        amount += json_number_value(json_object_get(part, "amount"));
        pupils += json_number_value(json_object_get(part, "pupils"));
        CHECK_INT(2, explain(&w, "equipment_value", "junior", member(part, "school")));
    }
    json_array_foreach(parts, i, part)
    {
        double p = json_number_value(json_object_get(part, "pupils"));
        double d = json_number_value(json_object_get(part, "amount")) / p - amount / pupils;
        squares += p * d * d;
    }
    CHECK_NEAR(sqrt(squares / pupils) / (amount / pupils),
               json_number_value(json_object_get(j, "value")), 1e-12);
    json_decref(j);
    jh_buf_release(&out);
    county_close(&w.c);
}
