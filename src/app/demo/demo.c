/* src/app/demo/demo.c - a synthetic county (or a hundred) written as a bureau's workbooks. */
#include "app/demo/model.h"
#include "base/date.h"
#include "base/msg.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { SCHOOLS = 138, LAST_YEAR = 2025, COUNTIES_MOST = 100 };
static const uint64_t default_seed = 20250901;

void demo_set(struct demo_line *line, const char *item, double value)
{
    int column = jh_form_columns_find(line->columns, item);
    if (column < 0)
        return; /* another pack of this name may have left it out */
    double factor = line->columns->item[(size_t)column - line->columns->nkey]->factor;
    line->value[column].value = value / factor;
}

/* A code is written with its name, as a drop-down would. */
void demo_say(struct demo_line *line, const char *item, const char *text)
{
    int column = jh_form_columns_find(line->columns, item);
    if (column < 0)
        return;
    const struct jh_item *def = line->columns->item[(size_t)column - line->columns->nkey];
    for (size_t i = 0; i < def->ncode; i++)
        if (strcmp(def->code[i].id, text) == 0)
            text = def->code[i].name.zh;
    line->value[column].text = jh_arena_strdup(line->mem, text);
}

void demo_yes(struct demo_line *line, const char *item, bool yes)
{
    demo_say(line, item, yes ? "是" : "否");
}

enum jh_status demo_make_folder(const char *path, struct jh_err *reterr)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return JH_OK;
    return jh_fail(reterr, JH_E_STORE, "demo.folder", ((struct jh_at){path, 0}), (double)NAN, "%s",
                   strerror(errno));
}

enum jh_status demo_write_file(const char *path, const struct jh_buf *bytes, struct jh_err *reterr)
{
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(bytes->data, 1, bytes->len, f) == bytes->len;

    if (f)
        ok = fclose(f) == 0 && ok;
    return ok ? JH_OK
              : jh_fail(reterr, JH_E_STORE, "demo.folder", ((struct jh_at){path, 0}), (double)NAN,
                        "%s", strerror(errno));
}

static void clear_line(struct demo_line *line)
{
    for (size_t i = 0; i < line->columns->n; i++)
        line->value[i] = (struct jh_form_value){.value = (double)NAN};
}

/* The key cells of a line. */
static void keys(struct demo_line *line, const struct demo_school *s, int year, const char *stage)
{
    const struct jh_form_columns *k = line->columns;
    size_t at = 0;

    if (k->code)
        line->value[at++].text = s->code;
    if (k->name)
        line->value[at++].text = s->renamed && year >= s->renamed ? s->later_name : s->name;
    if (k->stage)
        line->value[at++].text = stage;
}

/* Does a school have a line in a form of this kind in this year? -1 as stage: the whole school. */
static bool has_line(const struct demo_writer *w, const struct jh_form *form,
                     const struct demo_school *s, int stage)
{
    bool roster = strcmp(form->id, "roster") == 0;

    if (roster)
        return s->first_year <= w->year;
    if (!demo_open(s, w->year) || s->type == DEMO_SPECIAL || s->type == DEMO_VOCATIONAL)
        return false;
    if (stage < 0)
        return s->type != DEMO_SENIOR;
    if (strcmp(form->id, "teachers") == 0 && stage == 2)
        return false;
    return demo_pupils(w->county, s, w->year, stage) > 0;
}

static void fill(const struct demo_writer *w, struct demo_line *line, const struct demo_school *s,
                 int stage)
{
    const char *form = line->columns->form->id;

    keys(line, s, w->year, stage >= 0 ? w->pack->stage[stage].name.zh : "");
    if (strcmp(form, "roster") == 0)
        demo_roster_line(line, w->county, s, w->year);
    else if (strcmp(form, "pupils") == 0)
        demo_pupils_line(line, w->county, s, w->year, stage);
    else if (strcmp(form, "teachers") == 0)
        demo_teachers_line(line, w->county, s, w->year, stage);
    else if (strcmp(form, "premises") == 0)
        demo_premises_line(line, w->county, s, w->year);
}

static size_t fill_sheet(const struct demo_writer *w, const struct jh_form_columns *columns,
                         struct jh_form_value *value)
{
    struct demo_line line = {w->mem, columns, value};
    size_t n = 0;

    if (columns->form->key == JH_KEY_COUNTY) {
        clear_line(&line);
        demo_county_line(&line, w->county, w->year);
        return 1;
    }
    for (size_t i = 0; i < w->county->nschool; i++) {
        const struct demo_school *s = &w->county->school[i];
        int first = columns->form->key == JH_KEY_UNIT ? 0 : -1;
        int last = columns->form->key == JH_KEY_UNIT ? (int)w->pack->nstage - 1 : -1;
        for (int stage = first; stage <= last; stage++) {
            if (!has_line(w, columns->form, s, stage))
                continue;
            line.value = value + n++ * columns->n;
            clear_line(&line);
            fill(w, &line, s, stage);
        }
    }
    return n;
}

static const char *say(const struct demo_writer *w, const char *id, const struct jh_msg_arg *args,
                       size_t n)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(4000);
    jh_msg(&text, "zh-CN", id, args, n);
    return jh_arena_strdup(w->mem, text.data);
}

void demo_sheet(const struct demo_writer *w, const struct jh_form *form,
                struct jh_form_columns *columns, struct jh_form_sheet *ret)
{
    char year[JH_YEAR_TEXT];

    jh_form_columns_make(w->mem, "zh-CN", w->pack, form, columns);
    size_t room = (w->county->nschool * w->pack->nstage + 1) * columns->n;
    struct jh_form_value *value = jh_new(w->mem, struct jh_form_value, room);
    jh_school_year_format(w->year, year);
    const struct jh_msg_arg args[] = {{"county", w->county->name},
                                      {"code", w->county->code},
                                      {"year", year},
                                      {"form", form->title.zh}};
    const char **note = jh_new(w->mem, const char *, 2);
    note[0] = form->note.zh;
    note[1] = say(w, "demo.note", NULL, 0);
    *ret = (struct jh_form_sheet){.name = form->title.zh,
                                  .title = say(w, "demo.title", args, 4),
                                  .head = say(w, "demo.head", args, 4),
                                  .list = form->layout == JH_LIST,
                                  .column = columns->column,
                                  .ncolumn = columns->n,
                                  .value = value,
                                  .nrow = fill_sheet(w, columns, value),
                                  .total_row = form->layout != JH_LIST,
                                  .note = note,
                                  .nnote = 2};
}

static enum jh_status write_form(const struct demo_writer *w, const struct jh_form *form,
                                 size_t number, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf bytes = JH_BUF(JH_DEMO_BYTES);
    struct jh_form_columns columns;
    struct jh_form_sheet sheet;

    demo_sheet(w, form, &columns, &sheet);
    JH_TRY(jh_form_xlsx(&sheet, 1, &bytes, reterr));
    return demo_write_file(
        jh_arena_printf(w->mem, "%s/%02zu-%s.xlsx", w->folder, number, form->title.zh), &bytes,
        reterr);
}

static enum jh_status write_county(struct demo_writer *w, const char *folder, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf map = JH_BUF(JH_DEMO_BYTES);

    JH_TRY(demo_make_folder(folder, reterr));
    for (int y = 0; y < JH_DEMO_YEARS; y++) {
        w->year = w->county->first_year + y;
        w->folder = jh_arena_printf(w->mem, "%s/%d", folder, w->year);
        JH_TRY(demo_make_folder(w->folder, reterr));
        for (size_t i = 0; i < w->pack->nform; i++)
            JH_TRY(write_form(w, &w->pack->form[i], i + 1, reterr));
    }
    demo_boundaries(w->mem, w->county, &map);
    return demo_write_file(jh_arena_printf(w->mem, "%s/边界.geojson", folder), &map, reterr);
}

static void make_county(struct jh_arena *mem, const struct jh_demo_in *in, size_t number,
                        struct demo_county *c)
{
    *c = (struct demo_county){0};
    jh_rng_seed(&c->rng, (in->seed ? in->seed : default_seed) + number * 7919);
    snprintf(c->code, sizeof c->code, "99%02zu%02zu", number / 30 % 99 + 1, number % 30 + 1);
    c->name = jh_arena_strdup(mem, demo_county_name(number));
    c->first_year = (in->last_year ? in->last_year : LAST_YEAR) - JH_DEMO_YEARS + 1;
    c->level = number == 0 ? 1 : 0.9 + 0.2 * jh_rng_uniform(&c->rng);
    for (size_t t = 0; t < JH_DEMO_TOWNS; t++)
        c->town[t].name = jh_arena_strdup(mem, demo_town_name(t));
    demo_lay_out(c, number);
    demo_found(mem, c, number, in->schools > 0 ? (size_t)in->schools : SCHOOLS);
    demo_enrol(c);
}

static enum jh_status check(const struct jh_demo_in *in, struct jh_err *reterr)
{
    if (in->counties < 1 || in->counties > COUNTIES_MOST)
        return jh_fail(reterr, JH_E_USAGE, "demo.counties", ((struct jh_at){"counties", 0}),
                       in->counties, "1 to %d", COUNTIES_MOST);
    if (in->schools < 0 || in->schools > 900 || (in->schools > 0 && in->schools < 12))
        return jh_fail(reterr, JH_E_USAGE, "demo.schools", ((struct jh_at){"schools", 0}),
                       in->schools, "12 to 900");
    if (in->last_year && (in->last_year < 2012 || in->last_year > 2090))
        return jh_fail(reterr, JH_E_USAGE, "demo.year", ((struct jh_at){"year", 0}), in->last_year,
                       "2012 to 2090");
    return JH_OK;
}

enum jh_status jh_app_demo(const struct jh_app *app, const struct jh_demo_in *in,
                           const struct jh_progress *progress, struct jh_err *reterr)
{
    const struct jh_pack *pack = jh_pack_find(app->packs, "cn-school-statistics");

    JH_TRY(check(in, reterr));
    if (!pack)
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_pack", JH_NOWHERE, (double)NAN,
                       "cn-school-statistics");
    JH_TRY(demo_make_folder(in->folder, reterr));
    for (int i = 0; i < in->counties; i++) {
        JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
        struct demo_county *c = jh_new(&mem, struct demo_county, 1);
        struct demo_writer w = {.app = app, .mem = &mem, .pack = pack, .county = c};
        make_county(&mem, in, (size_t)i, c);
        JH_TRY(write_county(&w, jh_arena_printf(&mem, "%s/%s", in->folder, c->code), reterr));
        if (in->people)
            JH_TRY(demo_people(&w, jh_arena_printf(&mem, "%s/%s/people", in->folder, c->code),
                               reterr));
        if (in->people && in->dirty && i == 0)
            JH_TRY(demo_people_dirty(&w, jh_arena_printf(&mem, "%s/dirty-people", in->folder),
                                     reterr));
        if (in->dirty && i == 0)
            JH_TRY(demo_dirty(&w, jh_arena_printf(&mem, "%s/dirty", in->folder), reterr));
        if (progress && !progress->step(progress->context, JH_PROGRESS_WRITE, i + 1, in->counties))
            return jh_fail(reterr, JH_E_CONFLICT, "import.cancelled", JH_NOWHERE, (double)NAN,
                           "cancelled");
    }
    return JH_OK;
}
