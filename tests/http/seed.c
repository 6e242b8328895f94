/* tests/http/seed.c - a data file for the tests of the server: http_seed FILE [SCHOOLS [COUNTY]]
 * One county more, three school years, made through the store alone, so that the server can be
 * tested without the import. Every item of the dictionary gets a value by rule; one school leaves
 * its premises out. Of another county than the first, school codes and names hold its code.
 *     http_seed --age FILE SECONDS      makes everything that has a clock that much older */
#include "base/buf.h"
#include "base/num.h"
#include "pack/pack.h"
#include "store/accounts.h"
#include "store/inside.h"
#include <stdio.h>

enum { SCHOOLS = 8, FIRST_YEAR = 2023, LAST_YEAR = 2025, SILENT = 3, COLUMNS_MOST = 200 };

static const char first_county[] = "430999";
static const char *const type_of[] = {"primary", "junior", "nine_year", "primary"};
static const char *const locale_of[] = {"urban", "town", "rural"};

struct seed {
    struct jh_store *store;
    const struct jh_pack *pack;
    const char *county;
    int schools;
    int64_t import;
    int sheet;
};

static int pupils_of(int school, int stage, int year)
{
    return 180 + 97 * (school % 11) + 45 * stage + 6 * (year - FIRST_YEAR);
}

/* Between 0.5 and 1.5, always the same for the same item and school. */
static double wobble(const char *id, int school)
{
    unsigned h = 2166136261u;

    for (; *id; id++)
        h = (h ^ (unsigned char)*id) * 16777619u;
    return 0.5 + (double)((h ^ (unsigned)school * 2654435761u) % 1000) / 1000;
}

static double number_of(const struct jh_item *item, int school, int stage, int year)
{
    double value = pupils_of(school, stage, year);

    if (strcmp(item->id, "pupils") != 0)
        value *= item->kind == JH_INTEGER ? 0.03 * wobble(item->id, school)
                                          : 6 * wobble(item->id, school);
    if (item->kind == JH_INTEGER)
        value = (double)(long)value;
    if (value > item->max)
        value = item->max;
    return value < item->min ? item->min : value;
}

/* The first county's schools have no other mark. */
static const char *mark_of(const struct seed *s)
{
    return strcmp(s->county, first_county) == 0 ? "" : s->county;
}

static void add_text(const struct seed *s, struct jh_buf *out, const struct jh_item *item,
                     int school)
{
    if (strcmp(item->id, "type") == 0)
        jh_buf_addf(out, "\"%s\"", type_of[school % 4]);
    else if (strcmp(item->id, "locale") == 0)
        jh_buf_addf(out, "\"%s\"", locale_of[school % 3]);
    else if (strcmp(item->id, "name") == 0)
        jh_buf_addf(out, "\"%s第%d学校\"", mark_of(s), school + 1);
    else if (strcmp(item->id, "area") == 0)
        jh_buf_adds(out, school % 2 ? "\"东片\"" : "\"西片\"");
    else if (item->kind == JH_CODE && item->ncode)
        jh_buf_addf(out, "\"%s\"", item->code[0].id);
    else
        jh_buf_adds(out, "null");
}

static void add_value(const struct seed *s, struct jh_buf *out, const struct jh_item *item,
                      int school, int stage, int year)
{
    char text[JH_NUM_TEXT];

    if (item->kind == JH_YESNO) {
        jh_buf_adds(out, strncmp(item->id, "veto", 4) == 0 ? "0" : "1");
    } else if (item->kind == JH_NUMBER || item->kind == JH_INTEGER) {
        jh_num_format(number_of(item, school, stage, year), text);
        jh_buf_adds(out, text);
    } else {
        add_text(s, out, item, school);
    }
}

/* One row of `form`: the values of all its items. */
static enum jh_status add_row(struct seed *s, const struct jh_form *form, int school, int stage,
                              int year, long row, struct jh_err *err)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf values = JH_BUF(64 * 1024);
    char code[24] = "";
    int64_t org;

    if (form->key != JH_KEY_COUNTY)
        snprintf(code, sizeof code, *mark_of(s) ? "2%.4s%05d" : "2%.0s1430%05d", s->county,
                 school + 1);
    JH_TRY(jh_store_put_org(s->store, s->county, code, &org, err));
    for (size_t i = 0; i < s->pack->nitem; i++) {
        const struct jh_item *item = &s->pack->item[i];
        if (strcmp(item->form, form->id) != 0)
            continue;
        jh_buf_addc(&values, values.len ? ',' : '[');
        add_value(s, &values, item, school, stage < 0 ? 0 : stage, year);
    }
    jh_buf_addc(&values, ']');
    const struct jh_fact fact = {.org = org,
                                 .year = year,
                                 .stage = stage < 0 ? "" : s->pack->stage[stage].id,
                                 .import = s->import,
                                 .sheet = s->sheet,
                                 .row = row,
                                 .values = values.data,
                                 .nvalues = values.len};
    return jh_store_add_fact(s->store, s->county, &fact, err);
}

/* Has a school of this type the stage? */
static bool teaches(int school, int stage)
{
    const char *type = type_of[school % 4];

    return stage == 0 ? strcmp(type, "junior") != 0 : stage == 1 && strcmp(type, "primary") != 0;
}

static enum jh_status add_form(struct seed *s, const struct jh_form *form, int year,
                               struct jh_err *err)
{
    const char *item[COLUMNS_MOST];
    int column[COLUMNS_MOST];
    struct jh_fact_sheet sheet = {
        .sheet = s->sheet, .name = form->title.zh, .item = item, .column = column};
    long row = 4;

    for (size_t i = 0; i < s->pack->nitem && sheet.n < COLUMNS_MOST; i++)
        if (strcmp(s->pack->item[i].form, form->id) == 0) {
            item[sheet.n] = s->pack->item[i].id;
            column[sheet.n] = (int)sheet.n + 2;
            sheet.n++;
        }
    JH_TRY(jh_store_add_fact_sheet(s->store, s->county, s->import, &sheet, err));
    if (form->key == JH_KEY_COUNTY)
        return add_row(s, form, 0, -1, year, row, err);
    for (int school = 0; school < s->schools; school++) {
        if (school == SILENT && strcmp(form->id, "premises") == 0)
            continue;
        if (form->key == JH_KEY_SCHOOL)
            JH_TRY(add_row(s, form, school, -1, year, row++, err));
        for (int stage = 0; form->key == JH_KEY_UNIT && stage < 2; stage++)
            if (teaches(school, stage))
                JH_TRY(add_row(s, form, school, stage, year, row++, err));
    }
    return JH_OK;
}

static enum jh_status add_year(struct seed *s, int year, struct jh_err *err)
{
    char name[40];
    struct jh_import import = {.file = name,
                               .format = "xlsx",
                               .mapping = "{}",
                               .report = "{}",
                               .reason = "",
                               .committed = "",
                               .undone = ""};

    snprintf(name, sizeof name, "统计表-%d.xlsx", year);
    JH_TRY(jh_store_add_import(s->store, s->county, &import, name, strlen(name), err));
    s->import = import.id;
    s->sheet = 0;
    for (size_t f = 0; f < s->pack->nform; f++) {
        s->sheet++;
        JH_TRY(add_form(s, &s->pack->form[f], year, err));
    }
    import.state = JH_IMPORT_COMMITTED;
    return jh_store_save_import(s->store, s->county, &import, err);
}

static enum jh_status seed(struct seed *s, const char *path, struct jh_err *err)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const struct jh_county made = {s->county, jh_arena_printf(&mem, "样例县%s", mark_of(s)), true};

    JH_TRY(jh_store_open(path, &s->store, err));
    JH_TRY(jh_store_begin(s->store, err));
    JH_TRY(jh_store_put_county(s->store, &made, err));
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++)
        JH_TRY(add_year(s, year, err));
    return jh_store_commit(s->store, err);
}

/* As if the clock had gone on: what was done is longer ago, what was to be waited for is nearer. */
static enum jh_status age(const char *path, const char *seconds, struct jh_err *err)
{
    static const char *const sql[] = {
        "update session set created = created - %d, seen = seen - %d, expires = expires - %d, "
        "viewing_until = viewing_until - %d",
        "update throttle set last = last - %d, open = open - %d",
        "update request_two set expires = expires - %d", "update account set totp_step = 0"};
    JH_CLEANUP(jh_store_close) struct jh_store *s = NULL;
    double value = 0;

    if (!jh_num_parse(seconds, strlen(seconds), &value))
        return JH_E_USAGE;
    int by = (int)value;
    JH_TRY(jh_store_open(path, &s, err));
    for (size_t i = 0; i < sizeof sql / sizeof *sql; i++) {
        JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(1000);
        for (const char *c = sql[i]; *c; c += *c == '%' ? 2 : 1)
            if (*c == '%')
                jh_buf_addf(&text, "%d", by);
            else
                jh_buf_addc(&text, *c);
        JH_TRY(s->driver->exec(s->db, text.data, err));
    }
    return JH_OK;
}

int main(int argc, char **argv)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_pack_set packs;
    struct jh_err err;
    struct seed s = {.schools = SCHOOLS, .county = first_county};
    double schools;

    if (argc < 2)
        return 2;
    if (argc == 4 && strcmp(argv[1], "--age") == 0)
        return jh_status_exit(age(argv[2], argv[3], &err));
    if (argc > 3)
        s.county = argv[3];
    if (argc > 2 && jh_num_parse(argv[2], strlen(argv[2]), &schools))
        s.schools = (int)schools;
    enum jh_status status = jh_packs_load(&mem, &jh_embed_packs, NULL, &packs, &err);
    if (status == JH_OK) {
        s.pack = jh_pack_find(&packs, "cn-quality-balance-2017");
        status = seed(&s, argv[1], &err);
    }
    jh_store_close(&s.store);
    if (status != JH_OK)
        fprintf(stderr, "%s:%d: %s: %s\n", err.file, err.line, err.id, err.text);
    return jh_status_exit(status);
}
