/* bench/people.c - search over a province: people [FILE [COUNTIES [PEOPLE]]] makes COUNTIES x
 * PEOPLE (100 x 50,000) if FILE is not there and asks for names, parts, pinyin and initials. */
#include "app/demo/people.h"
#include "app/people.h"
#include "app/rights.h"
#include "base/pinyin.h"
#include "store/people.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct jh_err err;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(enum jh_status status)
{
    if (status == JH_OK)
        return;
    fprintf(stderr, "%s: %s\n", err.id, err.text);
    exit(1);
}

static void make_county(struct jh_store *s, const struct jh_pinyin *py, struct jh_rng *rng,
                        const char *county, int people)
{
    int64_t org[100];

    must(jh_store_begin(s, &err));
    must(jh_store_put_county(s, &(struct jh_county){county, county, true}, &err));
    for (int i = 0; i < 100; i++) {
        char code[32];
        snprintf(code, sizeof code, "21%.4s%04d", county, i);
        must(jh_store_put_org(s, county, code, &org[i], &err));
    }
    for (int i = 1; i <= people; i++) {
        char name[DEMO_NAME], pinyin[JH_PINYIN_TEXT];
        int sex = 1 + (int)jh_rng_below(rng, 2);
        demo_person_name(rng, sex, name);
        jh_pinyin_read(py, name, pinyin);
        const struct jh_person p = {.id = i,
                                    .kind = JH_PERSON_PUPIL,
                                    .name = name,
                                    .pinyin = pinyin,
                                    .sex = sex,
                                    .birth = 20150901 + (int)jh_rng_below(rng, 28),
                                    .org = org[jh_rng_below(rng, 100)],
                                    .id_mark = "",
                                    .roll_mark = "",
                                    .sealed = "",
                                    .nsealed = 0};
        must(jh_store_put_person(s, county, &p, NULL, &err));
    }
    must(jh_store_commit(s, &err));
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void ask(const struct jh_app *app, const char *what, const char *text)
{
    double took[21];

    for (int i = 0; i < 21; i++) {
        JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(1 << 20);
        const struct jh_people_query q = {.text = text};
        double from = now();
        must(jh_app_people_find(app, &q, &out, &err));
        took[i] = now() - from;
        if (i == 0) {
            int n = 0;
            for (const char *p = out.data; (p = strstr(p, "\"person\"")) != NULL; p++)
                n++;
            printf("%-28s %-12s %4d found  first %7.2f ms", what, text, n, 1000 * took[0]);
        }
    }
    qsort(took, 21, sizeof *took, by_time);
    printf("  median %7.2f ms  worst %7.2f ms\n", 1000 * took[10], 1000 * took[20]);
}

int main(int argc, char **argv)
{
    const char *file = argc > 1 ? argv[1] : "people-bench.db";
    int counties = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 100;
    int people = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 50000;
    struct jh_arena mem = {0};
    struct jh_pinyin py;
    struct jh_rng rng;
    struct jh_pack_set packs = {0};
    struct jh_app app = {.packs = &packs, .language = "zh-CN", .actor = jh_actor_local()};
    bool fresh = access(file, F_OK) != 0;

    jh_pinyin_open(&mem, &py);
    jh_rng_seed(&rng, 2026);
    must(jh_store_open(file, &app.store, &err));
    double from = now();
    for (int c = 0; fresh && c < counties; c++) {
        char county[16];
        snprintf(county, sizeof county, "99%04d", c + 1);
        make_county(app.store, &py, &rng, county, people);
    }
    if (fresh)
        printf("made %d people in %.1f s\n", counties * people, now() - from);
    ask(&app, "two characters", "王伟");
    ask(&app, "three characters", "张梓涵");
    ask(&app, "surname and more", "欧阳");
    ask(&app, "rare", "尉迟娜");
    ask(&app, "nobody", "独孤求败");
    ask(&app, "part of the name", "小明");
    ask(&app, "pinyin", "zhangzihan");
    ask(&app, "pinyin of the given name", "zihan");
    ask(&app, "beginning of pinyin", "zha");
    ask(&app, "initials", "zzh");
    ask(&app, "initials of a rare name", "ycyn");
    jh_store_close(&app.store);
    jh_arena_free(&mem);
    return 0;
}
