/* src/app/imports/problems.c - what is wrong with a file: grouped by rule, counted, the first ones
 * kept. */
#include "app/checks/rules.h"
#include "app/imports/inside.h"
#include "base/idno.h"
#include <stdio.h>
#include <string.h>

enum { JH_MASKED = 400 };

static struct jh_problem_group *group_of(struct jh_file_in *f, const char *rule,
                                         enum jh_grade grade)
{
    for (size_t i = 0; i < f->ngroup; i++)
        if (strcmp(f->group[i].rule, rule) == 0)
            return &f->group[i];
    if (f->ngroup == f->group_room) {
        size_t room = f->group_room ? 2 * f->group_room : 32;
        f->group = jh_arena_grow(f->mem, f->group, f->ngroup, room, sizeof *f->group);
        f->group_room = room;
    }
    struct jh_problem_group *g = &f->group[f->ngroup++];
    *g = (struct jh_problem_group){.rule = rule, .grade = grade};
    return g;
}

static const char *message(struct jh_file_in *f, const char *id, const char *part,
                           const struct jh_msg_arg *args, size_t n)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(32 * 1024);
    char key[120];

    snprintf(key, sizeof key, "%s%s", id, part);
    jh_msg(&text, f->app->language, key, args, n);
    return jh_arena_strdup(f->mem, text.data ? text.data : "");
}

static void count_grade(struct jh_file_in *f, enum jh_grade grade)
{
    if (grade == JH_GRADE_ERROR)
        f->errors++;
    else if (grade == JH_GRADE_EXPLAIN)
        f->explains++;
    else
        f->hints++;
}

/* A place for one more problem of the group, or NULL when enough are kept. */
static struct jh_problem *keep(struct jh_file_in *f, struct jh_problem_group *g,
                               struct jh_where where)
{
    g->count++;
    count_grade(f, g->grade);
    if (g->listed == f->most)
        return NULL;
    if (g->listed == g->room) {
        size_t room = g->room ? 2 * g->room : 8;
        g->first = jh_arena_grow(f->mem, g->first, g->listed, room, sizeof *g->first);
        g->room = room;
    }
    struct jh_problem *p = &g->first[g->listed++];
    *p = (struct jh_problem){.rule = g->rule,
                             .grade = g->grade,
                             .title = g->title,
                             .way_out = g->way_out,
                             .value = jh_arena_strdup(f->mem, where.value ? where.value : ""),
                             .school = jh_arena_strdup(f->mem, where.school ? where.school : ""),
                             .sheet = where.sheet ? where.sheet->number : 0,
                             .sheet_name = where.sheet ? where.sheet->name : "",
                             .row = where.row,
                             .column = where.column};
    return p;
}

/* A report outlives the file it tells of, and more people read it: numbers, names and addresses of
 * people are masked in it. The cell is named, the file itself shows the whole. */
static const char *discreet(struct jh_file_in *f, struct jh_where where)
{
    char masked[JH_MASKED];

    if (!where.value || !where.sheet || where.column < 0 || where.sheet->form < 0 || !f->pack ||
        f->pack->form[where.sheet->form].key != JH_KEY_PERSON ||
        where.row <= where.sheet->header_row)
        return where.value;
    for (size_t i = 0; i < where.sheet->ncolumn; i++) {
        const struct jh_in_column *c = &where.sheet->column[i];
        if (c->column != where.column || c->item < 0)
            continue;
        const char *privacy = f->pack->item[c->item].privacy;
        if (!*privacy || strcmp(privacy, "plain") == 0 || strcmp(privacy, "birth") == 0)
            return where.value;
        if (strcmp(privacy, "name") == 0)
            jh_mask_name(where.value, masked, sizeof masked);
        else
            jh_mask_number(where.value, masked, sizeof masked);
        return jh_arena_strdup(f->mem, masked);
    }
    return where.value;
}

void jh_import_problem(struct jh_file_in *f, enum jh_grade grade, const char *rule,
                       struct jh_where where, const struct jh_msg_arg *args, size_t n)
{
    where.value = discreet(f, where);
    struct jh_msg_arg all[12] = {{"value", where.value ? where.value : ""},
                                 {"school", where.school ? where.school : ""}};
    struct jh_problem_group *g = group_of(f, rule, grade);

    if (!g->title) {
        g->title = message(f, rule, ".title", NULL, 0);
        g->way_out = message(f, rule, ".way_out", args, n);
    }
    struct jh_problem *p = keep(f, g, where);
    if (!p)
        return;
    for (size_t i = 0; i < n && i < 10; i++)
        all[i + 2] = args[i];
    p->text = message(f, rule, "", all, n + 2);
}

void jh_import_problem_text(struct jh_file_in *f, const struct jh_check *check,
                            struct jh_where where, const char *text)
{
    bool english = strcmp(f->app->language, "en") == 0;
    struct jh_problem_group *g = group_of(f, check->id, check->grade);

    if (!g->title) {
        g->title =
            jh_rule_title(f->app, f->mem, f->pack, english ? check->message.en : check->message.zh);
        g->way_out = english ? check->way_out.en : check->way_out.zh;
    }
    struct jh_problem *p = keep(f, g, where);
    if (p)
        p->text = jh_arena_strdup(f->mem, text);
}
