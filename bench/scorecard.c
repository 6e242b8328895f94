/* bench/scorecard.c - the full scorecard of a county of 150 schools over ten school years, from a
 * warm data file. Run: build/release/bench/scorecard [FILE]; with FILE the county is left there. */
#include "app/balance.h"
#include "base/embed.h"
#include "app/rights.h"
#include <unistd.h>

enum { SCHOOLS = 150, YEARS = 10, FIRST = 2016, ROUNDS = 21 };

static struct jh_err err;
static uint64_t state = 20250901;

static void must(enum jh_status s)
{
    if (s == JH_OK)
        return;
    fprintf(stderr, "%s: %s\n", err.id, err.text);
    exit(1);
}

static int pick(int low, int high)
{
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return low + (int)((state >> 33) % (uint64_t)(high - low + 1));
}

struct writer {
    struct jh_store *store;
    struct jh_arena mem;
    struct jh_import import;
    int64_t org;
    int year;
    long row;
};

enum form { ROSTER, PUPILS, TEACHERS, PREMISES, LIST };
static const char *const roster[] = {"name", "type", "run_by", "locale", "area", "built"};
static const char *const pupils[] = {"pupils",      "classes",     "class_le25",  "class_26_30",
                                     "class_31_35", "class_36_40", "class_41_45", "class_46_50",
                                     "class_51_55", "class_56_60", "class_61_65", "class_ge66",
                                     "migrants",    "in_zone",     "cohort7",     "largest_class",
                                     "graduates",   "moved_in",    "moved_out",   "died"};
static const char *const teachers[] = {"staff",    "teachers", "doctor",        "master",
                                       "bachelor", "college",  "below_college", "backbone",
                                       "pe",       "music",    "art",           "visiting_pe_art",
                                       "licensed", "hours360", "mid_title",     "fine_art"};
static const char *const premises[] = {
    "aux_area",  "indoor_sports", "sports_ground",  "equipment",    "multimedia",
    "computers", "books",         "music_ge96",     "music_73_96",  "fine_art_ge90",
    "bandwidth", "public_funds",  "training_funds", "quota_pupils", "fine_art_67_90"};
static const char *const list[] = {"teacher_pay",   "civil_pay",          "eligible_exchange",
                                   "exchanged",     "exchanged_backbone", "satisfaction",
                                   "special_funds", "special_pupils",     "basic_recognized"};

static void put(struct writer *w, int form, const char *stage, struct jh_buf *values)
{
    struct jh_fact f = {
        w->org, w->year,      stage,      w->import.id, form + 1 + (w->year - FIRST) * 5,
        w->row, values->data, values->len};
    must(jh_store_add_fact(w->store, "430999", &f, &err));
    jh_buf_clear(values);
}

static void heads(struct writer *w)
{
    static const struct {
        const char *name;
        const char *const *item;
        size_t n;
    } form[] = {{"学校名录", roster, sizeof roster / sizeof *roster},
                {"学生与班额", pupils, sizeof pupils / sizeof *pupils},
                {"教师", teachers, sizeof teachers / sizeof *teachers},
                {"校舍与设备", premises, sizeof premises / sizeof *premises},
                {"县级", list, sizeof list / sizeof *list}};
    int column[40];

    for (int k = 0; k < 40; k++)
        column[k] = k + 3;
    for (int i = 0; i < 5; i++) {
        struct jh_fact_sheet sheet = {i + 1 + (w->year - FIRST) * 5, form[i].name, form[i].item,
                                      column, form[i].n};
        must(jh_store_add_fact_sheet(w->store, "430999", w->import.id, &sheet, &err));
    }
}

static void unit(struct writer *w, const char *stage, struct jh_buf *b)
{
    int n = pick(60, 1800), classes = (n + 39) / 40, t = n / 14 + 2, college = t / 8;

    jh_buf_addf(b, "[%d,%d,0,0,0,%d,0,0,0,0,0,0,%d,%d,%d,%d,%d,%d,%d,0]", n, classes, classes,
                pick(0, n / 5), n, n / 3, pick(36, 47), n / 3 - 1, pick(0, 4), pick(0, 4));
    put(w, PUPILS, stage, b);
    jh_buf_addf(b, "[%d,%d,0,%d,%d,%d,1,%d,%d,%d,%d,%d,%d,%d,%d,%d]", t + 3, t, t / 20,
                t - t / 20 - college - 1, college, pick(1, t / 6 + 1), pick(1, n / 200 + 2),
                pick(0, n / 300 + 1), pick(0, 1), pick(0, 2), t, t, t / 2, pick(0, n / 300 + 1));
    put(w, TEACHERS, stage, b);
}

static void school(struct writer *w, int i)
{
    static const char *const type[] = {"primary", "primary", "junior", "nine_year", "point"};
    static const char *const locale[] = {"urban", "town", "rural"};
    const char *mine = type[i % 5];
    JH_CLEANUP(jh_buf_release) struct jh_buf b = JH_BUF(100000);
    char code[16];

    snprintf(code, sizeof code, "3143%06d", i + 1);
    must(jh_store_put_org(w->store, "430999", code, &w->org, &err));
    w->row = i + 4;
    jh_buf_addf(&b, "[\"第%d学校\",\"%s\",\"%s\",\"%s\",\"片区%d\",%d]", i + 1, mine,
                i % 17 == 0 ? "private" : "county", locale[i % 3], i % 6, 1980 + i % 40);
    put(w, ROSTER, "", &b);
    if (strcmp(mine, "junior") != 0)
        unit(w, "primary", &b);
    if (strcmp(mine, "junior") == 0 || strcmp(mine, "nine_year") == 0)
        unit(w, "junior", &b);
    jh_buf_addf(&b, "[%d,%d,%d,%d,%d,%d,%d,%d,%d,%d,100,%d,%d,%d,%d]", pick(2000, 9000),
                pick(0, 600), pick(4000, 15000), pick(500000, 4000000), pick(10, 50), pick(40, 200),
                pick(9000, 60000), pick(0, 3), pick(0, 2), pick(0, 4), pick(300000, 900000),
                pick(15000, 50000), pick(100, 900), pick(0, 2));
    put(w, PREMISES, "", &b);
}

static void make(const char *path)
{
    struct writer w = {0};
    const struct jh_county county = {"430999", "示例县", true};
    JH_CLEANUP(jh_buf_release) struct jh_buf b = JH_BUF(100000);

    must(jh_store_open(path, &w.store, &err));
    must(jh_store_begin(w.store, &err));
    must(jh_store_put_county(w.store, &county, &err));
    w.import =
        (struct jh_import){.file = "bench.xlsx", .format = "xlsx", .mapping = "{}", .report = "{}"};
    w.import.reason = w.import.committed = w.import.undone = "";
    must(jh_store_add_import(w.store, "430999", &w.import, "bench", 5, &err));
    for (w.year = FIRST; w.year < FIRST + YEARS; w.year++) {
        heads(&w);
        for (int i = 0; i < SCHOOLS; i++)
            school(&w, i);
        must(jh_store_put_org(w.store, "430999", "", &w.org, &err));
        jh_buf_adds(&b, "[98000,97000,800,90,20,91.5,900000,140,2017]");
        put(&w, LIST, "", &b);
    }
    w.import.state = JH_IMPORT_COMMITTED;
    must(jh_store_save_import(w.store, "430999", &w.import, &err));
    must(jh_store_commit(w.store, &err));
    jh_store_close(&w.store);
    jh_arena_free(&w.mem);
}

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void measure(const struct jh_app *app, const char *what, int which)
{
    const struct jh_ask ask = {.county = "430999"};
    double took[ROUNDS], used[ROUNDS];
    size_t bytes = 0;

    for (int i = 0; i < ROUNDS; i++) {
        JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
        JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(100 << 20);
        struct jh_balance b;
        double start = now(CLOCK_MONOTONIC), begun = now(CLOCK_PROCESS_CPUTIME_ID);
        if (which == 0)
            must(jh_app_balance(app, &mem, &ask, &b, &err));
        else if (which == 1)
            must(jh_app_compare_json(app, &ask, "years", &out, &err));
        else
            must(jh_app_balance_json(app, &ask, &out, &err));
        took[i] = now(CLOCK_MONOTONIC) - start;
        used[i] = now(CLOCK_PROCESS_CPUTIME_ID) - begun;
        bytes = which ? out.len : mem.used;
    }
    qsort(took, ROUNDS, sizeof *took, compare);
    qsort(used, ROUNDS, sizeof *used, compare);
    printf("%-40s %7.2f ms, best %6.2f  (cpu %.2f, best %.2f)  %zu bytes\n", what, took[ROUNDS / 2],
           took[0], used[ROUNDS / 2], used[0], bytes);
}

int main(int argc, char **argv)
{
    char path[64];
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_pack_set packs;
    struct jh_app app = {.packs = &packs, .language = "zh-CN", .actor = jh_actor_local()};

    snprintf(path, sizeof path, "/tmp/scorecard-%ld.db", (long)getpid());
    const char *file = argc > 1 ? argv[1] : path;
    make(file);
    must(jh_packs_load(&mem, &jh_embed_packs, NULL, &packs, &err));
    must(jh_store_open(file, &app.store, &err));
    printf("%d schools, %d years; median of %d runs\n", SCHOOLS, YEARS, ROUNDS);
    measure(&app, "facts of ten years, scorecard of one", 0);
    measure(&app, "ten scorecards, compared by years", 1);
    measure(&app, "ten scorecards, overview as JSON", 2);
    jh_store_close(&app.store);
    if (argc < 2) {
        static const char *const tail[] = {"", "-wal", "-shm"};
        for (int i = 0; i < 3; i++) {
            char name[80];
            snprintf(name, sizeof name, "%s%s", path, tail[i]);
            unlink(name);
        }
    }
    return 0;
}
