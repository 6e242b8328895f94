/* tests/unit/test_demo.c - the demo county: the same every time, without a fault, of the size that
 * is promised, on a map that fits together, and with the verdict that it is made to show. */
#include "app/demo.h"
#include "app/imports.h"
#include "county.h"
#include "app/rights.h"
#include <dirent.h>
#include <stdlib.h>

enum { FIRST_YEAR = 2021, LAST_YEAR = 2025, SCHOOLS = 138, COMMUNITIES = 24, CORNERS_MOST = 8000 };

static const char *const files[] = {"01-学校名录.xlsx", "02-学生与班额.xlsx", "03-教师.xlsx",
                                    "04-校舍与设备.xlsx", "05-县级保障与质量.xlsx"};
enum { FILES = sizeof files / sizeof *files };

struct world {
    struct county c;
    char folder[500];
};

/* A data file of its own and a demo of `schools` schools (0: the default) in a folder of its own.
 */
static void world_open(struct world *w, const char *name, int counties, int schools, uint64_t seed)
{
    struct county *c = &w->c;

    *w = (struct world){.folder = ""};
    CHECK(jh_packs_load(&c->mem, &jh_embed_packs, NULL, &c->packs, &c->err) == JH_OK);
    CHECK(jh_store_open(t_store(name), &c->store, &c->err) == JH_OK);
    c->app = (struct jh_app){c->store, &c->packs, "zh-CN", jh_actor_local()};
    snprintf(w->folder, sizeof w->folder, "%s/%s", t_tmp(), name);
    const struct jh_demo_in in = {
        .folder = w->folder, .counties = counties, .schools = schools, .seed = seed};
    CHECK(jh_app_demo(&c->app, &in, NULL, &c->err) == JH_OK);
}

static void world_close(struct world *w)
{
    jh_store_close(&w->c.store);
    jh_arena_free(&w->c.mem);
}

static char *slurp(const struct world *w, const char *below, size_t *ret_n)
{
    char path[900];
    snprintf(path, sizeof path, "%s/%s", w->folder, below);
    return t_slurp(path, ret_n);
}

static bool same_file(const struct world *a, const char *at, const struct world *b, const char *bt)
{
    size_t n = 0, m = 0;
    char *x = slurp(a, at, &n), *y = slurp(b, bt, &m);
    CHECK(x && y && n > 0 && m > 0);
    bool same = x && y && n == m && memcmp(x, y, n) == 0;

    free(x);
    free(y);
    return same;
}

TEST(the_same_seed_gives_the_same_files)
{
    struct world a, b, other;
    char path[200];

    world_open(&a, "a", 1, 40, 5);
    world_open(&b, "b", 1, 40, 5);
    world_open(&other, "other", 1, 40, 6);
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++)
        for (int i = 0; i < FILES; i++) {
            snprintf(path, sizeof path, "990101/%d/%s", year, files[i]);
            CHECK(same_file(&a, path, &b, path));
            CHECK(!same_file(&a, path, &other, path));
        }
    CHECK(same_file(&a, "990101/边界.geojson", &b, "990101/边界.geojson"));
    world_close(&a);
    world_close(&b);
    world_close(&other);
}

TEST(a_province_has_no_two_counties_alike)
{
    static const char *const code[] = {"990101", "990102", "990103"};
    struct world w;
    char one[200], two[200];

    world_open(&w, "province", 3, 20, 0);
    for (int a = 0; a < 3; a++)
        for (int b = a + 1; b < 3; b++) {
            for (int i = 0; i < FILES; i++) {
                snprintf(one, sizeof one, "%s/%d/%s", code[a], LAST_YEAR, files[i]);
                snprintf(two, sizeof two, "%s/%d/%s", code[b], LAST_YEAR, files[i]);
                CHECK(!same_file(&w, one, &w, two));
            }
            snprintf(one, sizeof one, "%s/边界.geojson", code[a]);
            snprintf(two, sizeof two, "%s/边界.geojson", code[b]);
            CHECK(!same_file(&w, one, &w, two));
        }
    world_close(&w);
}

/* Commits without a word of explanation: neither errors nor anything to explain. */
static void import_clean(struct world *w, const char *below)
{
    const struct jh_import_wish wish = {.reason = NULL};
    struct jh_buf out = JH_BUF(64 << 20);
    char path[900];

    snprintf(path, sizeof path, "%s/990101/%s", w->folder, below);
    const struct jh_upload upload = {.name = strrchr(path, '/') + 1, .path = path};
    CHECK(jh_app_import_run(&w->c.app, &upload, &wish, NULL, &out, &w->c.err) == JH_OK);
    json_t *got = out.data ? json_loads(out.data, 0, NULL) : NULL;
    json_t *problems = json_object_get(got, "problems");
    CHECK_STR("committed", json_string_value(json_object_get(got, "state")));
    CHECK_INT(0, json_integer_value(json_object_get(problems, "errors")));
    CHECK_INT(0, json_integer_value(json_object_get(problems, "explains")));
    json_decref(got);
    jh_buf_release(&out);
}

static void import_all(struct world *w)
{
    char below[200];

    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++)
        for (int i = 0; i < FILES; i++) {
            snprintf(below, sizeof below, "%d/%s", year, files[i]);
            import_clean(w, below);
        }
    import_clean(w, "边界.geojson");
}

TEST(a_small_county_goes_in_without_a_word)
{
    struct world w;

    world_open(&w, "small", 1, 40, 0);
    import_all(&w);
    world_close(&w);
}

static struct jh_balance balance(struct world *w, int year)
{
    const struct jh_ask ask = {.county = "990101", .year = year};
    struct jh_balance b = {0};

    CHECK(jh_app_balance(&w->c.app, &w->c.mem, &ask, &b, &w->c.err) == JH_OK);
    return b;
}

static void check_size(const struct jh_balance *b)
{
    int open = 0, communities = 0;

    for (size_t i = 0; i < b->nschool; i++) {
        const struct jh_school *s = &b->school[i];
        open += s->open;
        bool seen = !s->open || !s->community || !*s->community;
        for (size_t k = 0; k < i && !seen; k++)
            seen = b->school[k].open && b->school[k].community &&
                   strcmp(b->school[k].community, s->community) == 0;
        communities += !seen;
    }
    CHECK_INT(SCHOOLS, open);
    CHECK_INT(COMMUNITIES, communities);
}

/* Points at the border of what counts: exactly 50 pupils, and one fewer. */
static void check_points(const struct jh_balance *b)
{
    int fifty = 0, under = 0;

    for (size_t i = 0; i < b->nunit; i++) {
        const struct jh_unit *u = &b->unit[i];
        if (strcmp(b->school[u->school].type, "point") != 0)
            continue;
        fifty += u->pupils == 50 && !u->excluded;
        under += u->pupils == 49 && u->excluded;
    }
    CHECK(fifty >= 1);
    CHECK(under >= 1);
}

struct ring {
    double x[CORNERS_MOST], y[CORNERS_MOST];
    size_t n; /* without the repeated last corner */
};

static void read_ring(const json_t *feature, struct ring *ret)
{
    const json_t *outer =
        json_array_get(json_object_get(json_object_get(feature, "geometry"), "coordinates"), 0);
    size_t n = json_array_size(outer);

    CHECK(n >= 4 && n < CORNERS_MOST);
    for (size_t i = 0; i < n && i < CORNERS_MOST; i++) {
        ret->x[i] = json_number_value(json_array_get(json_array_get(outer, i), 0));
        ret->y[i] = json_number_value(json_array_get(json_array_get(outer, i), 1));
    }
    CHECK(ret->x[0] == ret->x[n - 1] && ret->y[0] == ret->y[n - 1]); /* closed */
    ret->n = n - 1;
}

static double area(const struct ring *r)
{
    double twice = 0;

    for (size_t i = 0; i < r->n; i++) { /* about a corner: degrees of three digits cancel less */
        size_t k = (i + 1) % r->n;
        twice +=
            (r->x[i] - r->x[0]) * (r->y[k] - r->y[0]) - (r->x[k] - r->x[0]) * (r->y[i] - r->y[0]);
    }
    return fabs(twice) / 2;
}

static double side(const struct ring *r, size_t a, size_t b, size_t p)
{
    return (r->x[b] - r->x[a]) * (r->y[p] - r->y[a]) - (r->x[p] - r->x[a]) * (r->y[b] - r->y[a]);
}

static bool crosses_itself(const struct ring *r)
{
    for (size_t a = 0; a < r->n; a++)
        for (size_t c = a + 2; c < r->n; c++) {
            size_t b = a + 1, d = (c + 1) % r->n;
            if (d == a)
                continue;
            if (side(r, a, b, c) * side(r, a, b, d) < 0 && side(r, c, d, a) * side(r, c, d, b) < 0)
                return true;
        }
    return false;
}

static bool inside(const struct ring *r, double x, double y)
{
    bool in = false;

    for (size_t i = 0, k = r->n - 1; i < r->n; k = i++)
        if ((r->y[i] > y) != (r->y[k] > y) &&
            x < (r->x[k] - r->x[i]) * (y - r->y[i]) / (r->y[k] - r->y[i]) + r->x[i])
            in = !in;
    return in;
}

static void check_map(const struct world *w, const struct jh_balance *b)
{
    struct ring *r = calloc(1, sizeof *r);
    char *text = slurp(w, "990101/边界.geojson", NULL);
    json_t *root = json_loads(text, 0, NULL), *feature;
    double county = 0, towns = 0;
    size_t i, placed = 0, located = 0;

    json_array_foreach(json_object_get(root, "features"), i, feature)
    {
        const json_t *is = json_object_get(feature, "properties");
        const char *name = json_string_value(json_object_get(is, "name"));
        bool whole = strcmp(json_string_value(json_object_get(is, "kind")), "county") == 0;
        read_ring(feature, r);
        CHECK(!crosses_itself(r));
        *(whole ? &county : &towns) += area(r);
        for (size_t s = 0; s < b->nschool && !whole; s++)
            if (strncmp(b->school[s].town, name, strlen(name)) == 0) {
                located++;
                placed += inside(r, b->school[s].lon, b->school[s].lat);
            }
    }
    CHECK(county > 0);
    CHECK_NEAR(1, towns / county, 1e-6);
    CHECK_INT(b->nschool, located); /* each school in one town, and within its outline */
    CHECK_INT(b->nschool, placed);
    json_decref(root);
    free(text);
    free(r);
}

static size_t failures(const struct jh_balance *b)
{
    size_t n = 0;

    for (size_t i = 0; i < b->nreason; i++)
        n += b->reason[i].status == JH_FAIL;
    return n;
}

TEST(the_county_is_what_it_is_made_to_be)
{
    struct world w;

    world_open(&w, "whole", 1, 0, 0);
    import_all(&w);
    const struct jh_balance now = balance(&w, LAST_YEAR), then = balance(&w, FIRST_YEAR);
    check_size(&now);
    check_points(&now);
    check_map(&w, &now);
    CHECK(now.verdict == JH_FAIL);
    CHECK(failures(&now) >= 1 && failures(&now) <= 6);
    CHECK_INT(1, now.nreason - failures(&now)); /* the newest monitoring report has not come */
    CHECK(then.verdict == JH_FAIL);
    CHECK(failures(&then) > failures(&now));
    world_close(&w);
}
