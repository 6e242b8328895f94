/* src/app/people/counts.c - counts of people from rosters, as tables of schools. This is the one
 * place where such counts leave to who may not see the people themselves, and where small ones are
 * hidden (engine/suppress): pages, files and command line all take them from here. */
#include "app/people.h"
#include "app/people/derive.h"
#include "app/rights.h"
#include "base/json.h"
#include "base/msg.h"
#include "engine/suppress/suppress.h"
#include "output/table.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LEAST = 5, LEAST_LOW = 3, LEAST_HIGH = 100, COLUMNS = 11, TABLES = 5 };
static const char setting[] = "people.least";

/* Columns are items of derive.h, one after another from `first`; a rest makes the sum whole. */
static const struct kind {
    const char *id; /* people.counts.ID: its title; people.counts.ID.COLUMN */
    int whole, first, n;
} kinds[TABLES] = {{"grade", JH_D_PUPILS, JH_D_GRADE1, 9},
                   {"sex", JH_D_PUPILS, -1, 2},
                   {"degree", JH_D_TEACHERS, JH_D_DOCTOR, 5},
                   {"subject", JH_D_TEACHERS, JH_D_PE, 4},
                   {"backbone", JH_D_TEACHERS, JH_D_BACKBONE, 1}};

struct table {
    const struct kind *kind;
    size_t columns;    /* with the rest */
    int *count;        /* [rows * columns] */
    int *row, *column; /* sums */
    int whole;
    struct jh_suppress_out hide; /* cell NULL: nothing is hidden */
};

struct counts {
    const struct jh_app *app;
    const char *county;
    struct jh_arena *mem;
    int year, least;
    bool all; /* the people themselves may be seen: nothing is hidden */
    struct jh_schools schools;
    struct jh_derived *unit;
    const struct jh_school **school; /* [rows] */
    size_t rows;
    struct table table[TABLES];
};

static enum jh_status find_least(struct counts *c, struct jh_err *reterr)
{
    const char *text;

    JH_TRY(jh_store_setting(c->app->store, c->mem, c->county, setting, &text, reterr));
    c->least = LEAST;
    if (text)
        sscanf(text, "%d", &c->least);
    return JH_OK;
}

/* May the actor see the people of every school in the table? Who sees all of one and counts of
 * another is shown all with small counts hidden: one rule a table. */
static bool sees_people(const struct counts *c)
{
    bool all = true;

    for (size_t i = 0; i < c->rows; i++)
        all &=
            jh_may_reach(c->app, "people.read", c->county, c->school[i]->code) >= JH_REACH_SCHOOL;
    return all;
}

/* Schools that have a roster at all. */
static void choose_rows(struct counts *c)
{
    c->school = jh_new(c->mem, const struct jh_school *, c->schools.n + 1);
    for (size_t i = 0; i < c->schools.n; i++) {
        bool some = false;
        for (size_t s = 0; s < JH_D_STAGES; s++)
            some |= c->unit[i * JH_D_STAGES + s].pupils || c->unit[i * JH_D_STAGES + s].staff;
        if (some && c->schools.school[i].open)
            c->school[c->rows++] = &c->schools.school[i];
    }
}

static void fill_row(struct counts *c, struct table *t, size_t row)
{
    size_t at = (size_t)(c->school[row] - c->schools.school) * JH_D_STAGES;
    int *cell = &t->count[row * t->columns], told = 0;

    for (size_t s = 0; s < JH_D_STAGES; s++) {
        const struct jh_derived *u = &c->unit[at + s];
        for (int k = 0; k < t->kind->n; k++)
            cell[k] += t->kind->first >= 0 ? u->value[t->kind->first + k] : k ? u->girls : u->boys;
        t->row[row] += u->value[t->kind->whole];
    }
    for (int k = 0; k < t->kind->n; k++)
        told += cell[k];
    cell[t->kind->n] = t->row[row] > told ? t->row[row] - told : 0;
    for (size_t k = 0; k < t->columns; k++)
        t->column[k] += cell[k];
    t->whole += t->row[row];
}

static enum jh_status fill(struct counts *c, struct table *t, const struct kind *kind,
                           struct jh_err *reterr)
{
    *t = (struct table){.kind = kind, .columns = (size_t)kind->n + 1};
    t->count = jh_new(c->mem, int, c->rows * t->columns + 1);
    t->row = jh_new(c->mem, int, c->rows + 1);
    t->column = jh_new(c->mem, int, t->columns);
    for (size_t r = 0; r < c->rows; r++)
        fill_row(c, t, r);
    const struct jh_suppress_in in = {c->rows, t->columns, t->count, c->least};
    return c->all ? JH_OK : jh_suppress(&in, c->mem, &t->hide, reterr);
}

static const char *word(const struct counts *c, const char *id, const char *more)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(4000);
    char number[24];

    snprintf(number, sizeof number, "%d", c->least);
    const struct jh_msg_arg arg = {"n", number};
    jh_msg(&text, c->app->language,
           jh_arena_printf(c->mem, "people.counts.%s%s%s", id, *more ? "." : "", more), &arg, 1);
    return jh_arena_strdup(c->mem, text.data ? text.data : id);
}

static const char *column_name(const struct counts *c, const struct table *t, size_t k)
{
    char number[8];

    snprintf(number, sizeof number, "%zu", k + 1);
    return k + 1 == t->columns ? word(c, "rest", "") : word(c, t->kind->id, number);
}

static void put_count(struct jh_json *j, int count, bool hidden)
{
    if (hidden)
        jh_json_num(j, NULL, (double)NAN);
    else
        jh_json_int(j, NULL, count);
}

static void table_json(const struct counts *c, const struct table *t, struct jh_json *j)
{
    jh_json_object(j, NULL);
    jh_json_str(j, "id", t->kind->id);
    jh_json_str(j, "title", word(c, t->kind->id, ""));
    jh_json_array(j, "columns");
    for (size_t k = 0; k < t->columns; k++)
        jh_json_str(j, NULL, column_name(c, t, k));
    jh_json_end(j);
    jh_json_array(j, "rows");
    for (size_t r = 0; r < c->rows; r++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "school", c->school[r]->code);
        jh_json_str(j, "school_name", jh_schools_name(&c->schools, c->school[r]->org));
        jh_json_int(j, "total", t->row[r]);
        jh_json_array(j, "counts");
        for (size_t k = 0; k < t->columns; k++)
            put_count(j, t->count[r * t->columns + k],
                      t->hide.cell && t->hide.cell[r * t->columns + k]);
        jh_json_end(j);
        jh_json_end(j);
    }
    jh_json_end(j);
    jh_json_array(j, "totals");
    for (size_t k = 0; k < t->columns; k++)
        put_count(j, t->column[k], t->hide.cell && t->hide.column[k]);
    jh_json_end(j);
    jh_json_int(j, "total", t->whole);
    jh_json_int(j, "hidden", (long long)t->hide.hidden);
    jh_json_end(j);
}

static enum jh_status as_json(const struct counts *c, struct jh_buf *out, struct jh_err *reterr)
{
    struct jh_json j;

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "year", c->year);
    jh_json_int(&j, "least", c->least);
    jh_json_bool(&j, "all", c->all);
    jh_json_array(&j, "tables");
    for (size_t i = 0; i < TABLES; i++)
        table_json(c, &c->table[i], &j);
    jh_json_end(&j);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

static struct jh_field count_field(const struct counts *c, int count, bool hidden)
{
    return (struct jh_field){hidden ? word(c, "hidden", "") : NULL,
                             hidden ? (double)NAN : (double)count, JH_TONE_PLAIN};
}

/* Rows of schools, and one of sums: the sums are part of what is hidden or told. */
static struct jh_table sheet_of(const struct counts *c, const struct table *t)
{
    size_t width = t->columns + 3;
    struct jh_column *column = jh_new(c->mem, struct jh_column, width);
    struct jh_field *field = jh_new(c->mem, struct jh_field, width * (c->rows + 1));
    const char **note = jh_new(c->mem, const char *, 1);

    for (size_t k = 0; k < width; k++)
        column[k] = (struct jh_column){.unit = "", .kind = k < 2 ? JH_COL_TEXT : JH_COL_NUMBER};
    column[0].heading = word(c, "school", "");
    column[1].heading = word(c, "name", "");
    column[2].heading = word(c, "total", "");
    for (size_t k = 0; k < t->columns; k++)
        column[k + 3].heading = column_name(c, t, k);
    for (size_t r = 0; r <= c->rows; r++) {
        struct jh_field *f = &field[r * width];
        bool sums = r == c->rows;
        f[0].text = sums ? "" : c->school[r]->code;
        f[1].text = sums ? word(c, "total", "") : jh_schools_name(&c->schools, c->school[r]->org);
        f[2] = count_field(c, sums ? t->whole : t->row[r], false);
        for (size_t k = 0; k < t->columns; k++)
            f[k + 3] = sums ? count_field(c, t->column[k], t->hide.cell && t->hide.column[k])
                            : count_field(c, t->count[r * t->columns + k],
                                          t->hide.cell && t->hide.cell[r * t->columns + k]);
    }
    note[0] = word(c, "note", "");
    return (struct jh_table){.title = word(c, t->kind->id, ""),
                             .subtitle = jh_arena_printf(c->mem, "%s %d", c->county, c->year),
                             .column = column,
                             .ncolumn = width,
                             .field = field,
                             .nrow = c->rows + 1,
                             .frozen = 2,
                             .footnote = note,
                             .nfootnote = t->hide.hidden > 0,
                             .count_line = ""};
}

enum jh_status jh_app_people_counts(const struct jh_app *app, const char *county, int year,
                                    bool workbook, struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct counts c = {.app = app, .county = county, .mem = &mem, .year = year};
    struct jh_table sheet[TABLES];

    JH_TRY(find_least(&c, reterr));
    JH_TRY(jh_derive(app, &mem, county, "people.count", &c.year, &c.schools, &c.unit, reterr));
    choose_rows(&c);
    c.all = sees_people(&c);
    for (size_t i = 0; i < TABLES; i++)
        JH_TRY(fill(&c, &c.table[i], &kinds[i], reterr));
    JH_TRY(jh_app_log(app, county, "people:count", "", c.all ? "{}" : "{\"hidden\":true}", reterr));
    if (!workbook)
        return as_json(&c, out, reterr);
    for (size_t i = 0; i < TABLES; i++)
        sheet[i] = sheet_of(&c, &c.table[i]);
    return jh_table_xlsx(sheet, TABLES, out, reterr);
}

enum jh_status jh_app_people_least(const struct jh_app *app, const char *county, int least,
                                   struct jh_buf *out, struct jh_err *reterr)
{
    char text[40], detail[100];

    JH_TRY(jh_may(app, "settings.write", county, NULL, reterr));
    if (least < LEAST_LOW || least > LEAST_HIGH)
        return jh_fail(reterr, JH_E_USAGE, "people.least", ((struct jh_at){"least", 0}), least,
                       "%d to %d", LEAST_LOW, LEAST_HIGH);
    JH_TRY(jh_store_begin(app->store, reterr));
    snprintf(text, sizeof text, "%d", least);
    snprintf(detail, sizeof detail, "{\"setting\":\"%s\",\"value\":\"%s\"}", setting, text);
    enum jh_status status = jh_store_put_setting(app->store, county, setting, text, reterr);
    if (status == JH_OK)
        status = jh_app_log(app, county, "people:least", text, detail, reterr);
    if (status == JH_OK)
        status = jh_store_commit(app->store, reterr);
    jh_store_rollback(app->store);
    if (status == JH_OK)
        jh_buf_addf(out, "{\"least\":%d}", least);
    return status;
}
