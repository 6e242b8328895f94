/* src/app/checks/show.c - findings as JSON and as text. */
#include "app/balance/screen.h"
#include "app/checks/history.h"
#include "base/date.h"
#include "intake/sheet.h"
#include <math.h>
#include <stdio.h>

enum { TEXT_FIRST = 10 }; /* findings of one rule on a terminal; JSON has all */

static const char *const grades[] = {"error", "explain", "hint"};

/* The user's files, for the name behind an import's number. */
struct files {
    struct jh_import *import;
    size_t n;
};

static const char *file_of(const struct files *f, int64_t import)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->import[i].id == import)
            return f->import[i].file;
    return "";
}

/* Of a list the origin's column is the row; its cell is known only to the file. */
static bool is_list(const struct jh_pack *p, int item)
{
    const struct jh_form *form = item < 0 ? NULL : jh_pack_form(p, p->item[item].form);
    return form && form->layout == JH_LIST;
}

static void put_origin(struct jh_json *j, const struct jh_checks *c, const struct files *files,
                       const struct jh_finding *f)
{
    char cell[16] = "";
    bool list = is_list(c->pack, f->item);

    if (!f->import) {
        jh_json_null(j, "origin");
        return;
    }
    if (!list)
        jh_cell_name(f->column, f->row, cell);
    jh_json_object(j, "origin");
    jh_json_int(j, "import", f->import);
    jh_json_str(j, "file", file_of(files, f->import));
    jh_json_str(j, "sheet", f->sheet);
    jh_json_str(j, "cell", cell);
    jh_json_int(j, "row", list ? f->column + 1 : f->row);
    jh_json_end(j);
}

static bool wanted(const struct jh_checks *c, const struct jh_finding *f, const char *school)
{
    if (f->school < 0 ? !c->whole : !c->school[f->school].visible)
        return false;
    return !school || (f->school >= 0 && (strcmp(c->school[f->school].code, school) == 0 ||
                                          strcmp(c->school[f->school].name, school) == 0));
}

static void put_finding(struct jh_json *j, const struct jh_app *app, const struct jh_checks *c,
                        const struct files *files, const struct jh_finding *f)
{
    jh_json_object(j, NULL);
    jh_json_str(j, "school", f->school < 0 ? "" : c->school[f->school].code);
    jh_json_str(j, "name", f->school < 0 ? c->county.name : c->school[f->school].name);
    jh_json_str(j, "stage", f->stage < 0 ? "" : jh_tr(app, c->pack->stage[f->stage].name));
    jh_json_str(j, "item", f->item < 0 ? "" : c->pack->item[f->item].id);
    jh_json_str(j, "item_name", f->item < 0 ? "" : jh_tr(app, c->pack->item[f->item].name));
    jh_json_str(j, "shown", f->shown);
    jh_json_str(j, "text", f->text);
    jh_json_num(j, "value", f->value);
    jh_json_num(j, "expected", f->expected);
    jh_json_num(j, "score", f->score);
    jh_json_num(j, "share", f->share);
    put_origin(j, c, files, f);
    jh_json_end(j);
}

static void put_group(struct jh_json *j, const struct jh_app *app, const struct jh_checks *c,
                      const struct files *files, const struct jh_finding_group *g,
                      const char *school)
{
    size_t n = 0;

    for (size_t i = 0; i < g->n; i++)
        n += wanted(c, &g->finding[i], school);
    if (n == 0)
        return;
    jh_json_object(j, NULL);
    jh_json_str(j, "rule", g->rule);
    jh_json_str(j, "grade", grades[g->grade]);
    jh_json_bool(j, "unusual", g->unusual);
    jh_json_str(j, "title", g->title);
    jh_json_str(j, "way_out", g->way_out);
    jh_json_str(j, "mark", g->mark);
    jh_json_str(j, "source", g->source);
    jh_json_int(j, "count", (long long)n);
    jh_json_array(j, "findings");
    for (size_t i = 0; i < g->n; i++)
        if (wanted(c, &g->finding[i], school))
            put_finding(j, app, c, files, &g->finding[i]);
    jh_json_end(j);
    jh_json_end(j);
}

static void count_wanted(const struct jh_checks *c, const char *school, long ret[3])
{
    ret[0] = ret[1] = ret[2] = 0;
    for (size_t g = 0; g < c->n; g++)
        for (size_t i = 0; i < c->group[g].n; i++)
            ret[c->group[g].grade] += wanted(c, &c->group[g].finding[i], school);
}

enum jh_status jh_app_checks_json(const struct jh_app *app, const struct jh_ask *ask,
                                  const char *school, struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_checks c;
    struct files files;
    struct jh_json j;
    long count[3];

    JH_TRY(jh_app_checks(app, &mem, ask, &c, reterr));
    JH_TRY(jh_store_imports(app->store, &mem, c.county.id, &files.import, &files.n, reterr));
    count_wanted(&c, school, count);
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "county", c.county.id);
    jh_json_int(&j, "year", c.year);
    jh_json_int(&j, "rules", (long long)c.rules);
    jh_json_int(&j, "units", (long long)c.units);
    for (int i = 0; i < 3; i++)
        jh_json_int(&j, (const char *const[]){"errors", "explains", "hints"}[i], count[i]);
    jh_json_array(&j, "groups");
    for (size_t i = 0; i < c.n; i++)
        put_group(&j, app, &c, &files, &c.group[i], school);
    jh_json_end(&j);
    jh_json_end(&j);
    return JH_OK;
}

static void print_group(const struct jh_app *app, struct jh_arena *mem, const struct jh_checks *c,
                        const struct jh_finding_group *g, const char *school, struct jh_buf *out)
{
    size_t n = 0;

    for (size_t i = 0; i < g->n; i++) {
        const struct jh_finding *f = &g->finding[i];
        if (!wanted(c, f, school))
            continue;
        if (n == 0)
            jh_buf_addf(out, "\n%s  %s\n",
                        jh_say(app, mem, jh_arena_printf(mem, "checks.grade.%s", grades[g->grade]),
                               NULL, 0),
                        g->title);
        if (n++ >= TEXT_FIRST)
            continue;
        jh_buf_addf(out, "  · %s%s%s %s\n",
                    f->school < 0 ? c->county.name : c->school[f->school].name,
                    f->stage < 0 ? "" : " ",
                    f->stage < 0 ? "" : jh_tr(app, c->pack->stage[f->stage].name), f->text);
    }
    if (n > TEXT_FIRST) {
        const struct jh_msg_arg args[] = {{"n", jh_arena_printf(mem, "%zu", n - TEXT_FIRST)}};
        jh_buf_addf(out, "  %s\n", jh_say(app, mem, "checks.more", args, 1));
    }
    if (n)
        jh_buf_addf(out, "    → %s\n", g->way_out);
}

enum jh_status jh_app_checks_text(const struct jh_app *app, const struct jh_ask *ask,
                                  const char *school, struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_checks c;
    char year[JH_YEAR_TEXT];
    long count[3];

    JH_TRY(jh_app_checks(app, &mem, ask, &c, reterr));
    count_wanted(&c, school, count);
    jh_school_year_format(c.year, year);
    const struct jh_msg_arg args[] = {
        {"county", c.county.name},
        {"year", year},
        {"rules", jh_arena_printf(&mem, "%zu", c.rules)},
        {"units", jh_arena_printf(&mem, "%zu", c.units)},
        {"errors", jh_arena_printf(&mem, "%ld", count[0])},
        {"explains", jh_arena_printf(&mem, "%ld", count[1])},
        {"hints", jh_arena_printf(&mem, "%ld", count[2])},
    };
    jh_buf_addf(out, "%s\n", jh_say(app, &mem, "checks.head", args, 7));
    for (size_t i = 0; i < c.n; i++)
        print_group(app, &mem, &c, &c.group[i], school, out);
    return JH_OK;
}
