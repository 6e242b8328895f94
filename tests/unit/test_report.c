/* tests/unit/test_report.c - documents of a county of 150 schools under every standard.
 * JH_SHOW=FOLDER keeps them. */
#include "app/report.h"
#include "county.h"
#include <stdlib.h>
#include <time.h>

enum { SCHOOLS = 150 };

static void put_school(struct county *c, int i)
{
    char code[16], text[600];
    const char *type = i % 9 == 0 ? "nine_year" : i % 4 == 1 ? "junior" : "primary";
    int pupils = 40 + (i * 7919) % 1900, teachers = pupils / 15 + 3;

    snprintf(code, sizeof code, "%d", 2143000001 + i);
    snprintf(text, sizeof text, "name=示例县第%d学校 type=%s run_by=%s locale=%s town=第%d乡镇",
             i + 1, type, i % 13 ? "county" : "private", i % 3 ? "town" : "rural", i % 12 + 1);
    county_put(c, code, 2025, "", text);
    snprintf(
        text, sizeof text,
        "aux_area=%d indoor_sports=%d sports_ground=%d equipment=%d multimedia=%d computers=%d "
        "books=%d",
        pupils * 5 + i * 3, pupils / 3, pupils * (6 + i % 5), pupils * (1700 + i * 11), pupils / 40,
        pupils / 9, pupils * (20 + i % 15));
    county_put(c, code, 2025, "", text);
    snprintf(text, sizeof text,
             "pupils=%d classes=%d largest_class=%d doctor=0 master=%d bachelor=%d college=%d "
             "below_college=0 backbone=%d pe=%d music=%d fine_art=%d art=0 teachers=%d licensed=%d",
             pupils, pupils / 42 + 1, 38 + i % 12, teachers / 10, teachers / 2,
             teachers - teachers / 10 - teachers / 2, i % 17 ? 1 + teachers / 9 : 0,
             1 + teachers / 14, 1 + teachers / 20, teachers / 25, teachers, teachers);
    if (strcmp(type, "junior") != 0)
        county_put(c, code, 2025, "primary", text);
    if (strcmp(type, "primary") != 0)
        county_put(c, code, 2025, "junior", text);
}

static void make_county(struct county *c)
{
    county_open(c, NULL);
    for (int i = 0; i < SCHOOLS; i++)
        put_school(c, i);
    county_put(c, "", 2025, "", "doc_layout=1 doc_unified=1 satisfaction=88.5 residents=512000");
    county_done(c);
}

static void keep(const struct jh_buf *bytes, const char *pack, const char *kind)
{
    char path[600];
    const char *folder = getenv("JH_SHOW");
    if (!folder)
        return;
    snprintf(path, sizeof path, "%s/%s.%s", folder, pack, kind);
    FILE *file = fopen(path, "wb");
    fwrite(bytes->data, 1, bytes->len, file);
    fclose(file);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

TEST(every_document_under_every_standard)
{
    static const char *const kind[] = {"tables.xlsx", "report.pdf", "schools.csv",
                                       "indicators.csv"};
    struct county c;
    size_t standards = 0;

    make_county(&c);
    for (size_t p = 0; p < c.packs.n; p++) {
        const struct jh_pack *pack = &c.packs.pack[p];
        if (pack->kind != JH_PACK_STANDARD)
            continue;
        standards++;
        for (size_t k = 0; k < 4; k++) {
            struct jh_buf out = JH_BUF((size_t)64 << 20);
            const struct jh_ask ask = {.county = COUNTY, .pack = pack->id};
            struct jh_report_file file = {0};
            double from = now();
            enum jh_status s = jh_app_report(&c.app, &ask, kind[k], &out, &file, &c.err);
            if (s != JH_OK)
                printf("%s %s: %s %s\n", pack->id, kind[k], c.err.id, c.err.text);
            CHECK(s == JH_OK && out.len > 500 && file.type);
            CHECK(strncmp(file.name, "junheng-" COUNTY "-", strlen("junheng-" COUNTY "-")) == 0);
            CHECK(strcmp(strrchr(file.name, '.'), strrchr(kind[k], '.')) == 0);
            CHECK(strstr(file.name, "合成数据") != NULL); /* the county is marked so */
            if (getenv("JH_SHOW"))
                printf("%s %s: %zu bytes, %.2f s\n", pack->id, kind[k], out.len, now() - from);
            keep(&out, pack->id, kind[k]);
            jh_buf_release(&out);
        }
    }
    CHECK(standards >= 3);
    county_close(&c);
}

TEST(an_unknown_kind_and_an_unknown_county_are_said)
{
    struct county c;
    struct jh_buf out = JH_BUF(1 << 20);
    struct jh_report_file file;

    county_open(&c, NULL);
    county_done(&c);
    CHECK(jh_app_report(&c.app, &(struct jh_ask){.county = COUNTY}, "report.doc", &out, &file,
                        &c.err) == JH_E_NOTFOUND);
    CHECK_STR("report.unknown_kind", c.err.id);
    CHECK(jh_app_report(&c.app, &(struct jh_ask){.county = "000000"}, "report.pdf", &out, &file,
                        &c.err) == JH_E_NOTFOUND);
    CHECK_STR("balance.no_county", c.err.id);
    CHECK_INT(0, out.len);
    jh_buf_release(&out);
    county_close(&c);
}
