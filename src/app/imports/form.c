/* src/app/imports/form.c - workbooks to fill in, made from the pack's forms: schools and keys are
 * there already, last year's values stand beside the cells, and the file is recognised when it
 * comes back. */
#include "app/facts.h"
#include "app/form_columns.h"
#include "app/imports.h"
#include "app/rights.h"
#include "base/date.h"
#include "base/msg.h"
#include "base/num.h"
#include "output/form.h"
#include <math.h>
#include <string.h>

enum { SPARE_ROWS = 10 };

struct maker {
    const struct jh_app *app;
    struct jh_arena *mem;
    const struct jh_pack *pack;
    const struct jh_form *form;
    const char *county, *county_name;
    int year;
    struct jh_facts facts;
    int last; /* the latest year with facts before `year`, 0: none */
    struct jh_form_columns columns;
    bool all; /* every school; else only these: */
    const char *const *own;
    size_t nown;
};

static const char *text_of(const struct maker *m, const struct jh_text *text)
{
    return strcmp(m->app->language, "en") == 0 ? text->en : text->zh;
}

static const char *say(const struct maker *m, const char *id, const struct jh_msg_arg *args,
                       size_t n)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(4000);
    jh_msg(&text, m->app->language, id, args, n);
    return jh_arena_strdup(m->mem, text.data);
}

static const char *shown(struct maker *m, const struct jh_item *item, const struct jh_fact_row *row,
                         int index)
{
    char text[JH_NUM_TEXT];

    if (!row || !row->source[index])
        return NULL;
    if (item->kind == JH_YESNO)
        return row->value[index] != 0 ? "是" : "否";
    if (item->kind == JH_CODE && isfinite(row->value[index]))
        return text_of(m, &item->code[(size_t)row->value[index]].name);
    if (row->text && row->text[index])
        return row->text[index];
    jh_num_format(row->value[index] / item->factor, text);
    return jh_arena_strdup(m->mem, text);
}

/* Value of an item in the form's own unit, and last year's as a hint. */
static struct jh_form_value item_value(struct maker *m, const struct jh_item *item, int org,
                                       int stage)
{
    int index = (int)(item - m->pack->item);
    const struct jh_fact_row *now = jh_facts_row(&m->facts, org, m->year, stage);
    const struct jh_fact_row *before =
        m->last ? jh_facts_row(&m->facts, org, m->last, stage) : NULL;
    struct jh_form_value v = {.value = (double)NAN, .last = shown(m, item, before, index)};
    struct jh_fact_origin origin;

    /* What an attribute was before goes on by itself: the cell is left empty, so that a form that
     * comes back untouched says nothing. */
    if (now && jh_facts_origin(&m->facts, now, index, &origin) && origin.year != m->year)
        return v;
    if (!now || !now->source[index])
        return v;
    if (item->kind == JH_NUMBER || item->kind == JH_INTEGER)
        v.value = now->value[index] / item->factor;
    else
        v.text = shown(m, item, now, index);
    return v;
}

struct line { /* of the form: a school, or a school at a stage */
    int org, stage;
};

static bool open_in(const struct maker *m, int org)
{
    const struct jh_fact_row *row = jh_facts_row(&m->facts, org, m->year, -1);
    int closed = jh_facts_item(&m->facts, "closed"),
        type = jh_facts_item(&m->facts, m->pack->type_item);

    if (!row && m->last)
        row = jh_facts_row(&m->facts, org, m->last, -1);
    if (!row || type < 0 || !row->source[type])
        return false;
    if (closed < 0 || !isfinite(row->value[closed]))
        return true;
    return jh_date_compare(jh_date_from_days((long)row->value[closed]),
                           jh_school_year_start(m->year)) >= 0;
}

static bool has_stage(const struct maker *m, int org, int stage)
{
    return jh_facts_row(&m->facts, org, m->year, stage) ||
           (m->last && jh_facts_row(&m->facts, org, m->last, stage));
}

static bool may_see(const struct maker *m, int org)
{
    for (size_t i = 0; !m->all && i < m->nown; i++)
        if (strcmp(m->own[i], m->facts.org[org].code) == 0)
            return true;
    return m->all;
}

/* The lines of a form: open schools, with the stages they had; a new school gets those judged. */
static struct line *lines_of(struct maker *m, size_t *ret_n)
{
    struct line *list = jh_new(m->mem, struct line, m->facts.norg * (m->pack->nstage + 1) + 1);
    size_t n = 0;

    for (int org = 0; org < (int)m->facts.norg; org++) {
        if (org == m->facts.county || !may_see(m, org) || !open_in(m, org))
            continue;
        if (m->form->key == JH_KEY_SCHOOL) {
            list[n++] = (struct line){org, -1};
            continue;
        }
        size_t before = n;
        for (int stage = 0; stage < (int)m->pack->nstage; stage++)
            if (has_stage(m, org, stage))
                list[n++] = (struct line){org, stage};
        for (int stage = 0; n == before && stage < (int)m->pack->nstage; stage++)
            if (m->pack->stage[stage].judged)
                list[n++] = (struct line){org, stage};
    }
    *ret_n = n;
    return list;
}

static const char *name_of(struct maker *m, int org)
{
    int name = jh_facts_item(&m->facts, "name");
    const struct jh_fact_row *row = jh_facts_row(&m->facts, org, m->year, -1);

    if (!row && m->last)
        row = jh_facts_row(&m->facts, org, m->last, -1);
    return row && name >= 0 && row->text && row->text[name] ? row->text[name] : "";
}

static void fill_line(struct maker *m, const struct line *line, struct jh_form_value *value)
{
    size_t k = 0;

    if (m->columns.code)
        value[k++] = (struct jh_form_value){m->facts.org[line->org].code, (double)NAN, NULL};
    if (m->columns.name)
        value[k++] = (struct jh_form_value){name_of(m, line->org), (double)NAN, NULL};
    if (m->columns.stage)
        value[k++] = (struct jh_form_value){text_of(m, &m->pack->stage[line->stage].name),
                                            (double)NAN, NULL};
    for (size_t i = 0; i < m->columns.nitem; i++)
        value[k + i] = item_value(m, m->columns.item[i], line->org, line->stage);
}

static const char *title_of(struct maker *m)
{
    const struct jh_msg_arg args[] = {{"county", m->county_name},
                                      {"form", text_of(m, &m->form->title)}};
    return say(m, "form.title", args, 2);
}

static const char *head_of(struct maker *m)
{
    char year[JH_YEAR_TEXT];
    const struct jh_msg_arg args[] = {
        {"county", m->county_name}, {"code", m->county}, {"year", year}};
    jh_school_year_format(m->year, year);
    return say(m, "form.head", args, 3);
}

static struct jh_form_sheet sheet_of(struct maker *m)
{
    struct jh_form_sheet s = {.name = text_of(m, &m->form->title),
                              .title = title_of(m),
                              .head = head_of(m),
                              .list = m->form->layout == JH_LIST,
                              .spare_rows = m->form->key == JH_KEY_SCHOOL ? SPARE_ROWS : 0};
    size_t nline = 1;
    const char **note = jh_new(m->mem, const char *, 1);

    jh_form_columns_make(m->mem, m->app->language, m->pack, m->form, &m->columns);
    s.column = m->columns.column;
    s.ncolumn = m->columns.n;
    struct line county = {m->facts.county, -1}, *line = &county;
    if (!s.list)
        line = lines_of(m, &nline);
    struct jh_form_value *value = jh_new(m->mem, struct jh_form_value, nline * s.ncolumn + 1);
    for (size_t i = 0; i < nline; i++)
        fill_line(m, &line[i], value + i * s.ncolumn);
    s.value = value;
    s.nrow = nline;
    s.total_row = !s.list;
    note[0] = text_of(m, &m->form->note);
    s.note = note;
    s.nnote = *note[0] != 0;
    return s;
}

/* The dictionary among the packs: the one asked for, else the first that has forms of its own. */
static const struct jh_pack *pack_of(const struct jh_app *app, const char *id)
{
    if (id && *id)
        return jh_pack_find(app->packs, id);
    for (size_t i = 0; i < app->packs->n; i++)
        if (app->packs->pack[i].nform && app->packs->pack[i].nuses == 0 &&
            app->packs->pack[i].form[0].key != JH_KEY_PERSON) /* rosters come from other programs */
            return &app->packs->pack[i];
    return NULL;
}

static enum jh_status prepare(struct maker *m, struct jh_err *reterr)
{
    struct jh_facts_in in = {.county = m->county, .carry = true};
    struct jh_county *county;
    size_t n;

    m->county_name = m->county;
    JH_TRY(jh_store_counties(m->app->store, m->mem, &county, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (strcmp(county[i].id, m->county) == 0)
            m->county_name = county[i].name;
    JH_TRY(jh_facts_load(m->app->store, m->mem, m->pack, &in, &m->facts, reterr));
    if (!m->year && m->facts.nyear)
        m->year = m->facts.year[m->facts.nyear - 1];
    if (!m->year)
        return jh_fail(reterr, JH_E_USAGE, "form.year_needed", JH_NOWHERE, (double)NAN, "no year");
    for (size_t y = 0; y < m->facts.nyear; y++)
        if (m->facts.year[y] < m->year)
            m->last = m->facts.year[y];
    return JH_OK;
}

enum jh_status jh_app_form_xlsx(const struct jh_app *app, const char *pack, const char *form,
                                const char *county, int year, struct jh_buf *out,
                                struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct maker m = {.app = app, .mem = &mem, .county = county ? county : "", .year = year};
    struct jh_form_sheet *sheet;
    size_t n = 0;

    m.pack = pack_of(app, pack);
    if (!m.pack)
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_pack", JH_NOWHERE, (double)NAN, "%.80s",
                       pack ? pack : "");
    if (form && !jh_pack_form(m.pack, form))
        return jh_fail(reterr, JH_E_NOTFOUND, "form.unknown", ((struct jh_at){form, 0}),
                       (double)NAN, "%.80s", form);
    JH_TRY(jh_may_schools(app, "forms.read", m.county, &mem, &m.all, &m.own, &m.nown, reterr));
    JH_TRY(prepare(&m, reterr));
    sheet = jh_new(&mem, struct jh_form_sheet, m.pack->nform + 1);
    for (size_t i = 0; i < m.pack->nform; i++) {
        m.form = &m.pack->form[i];
        if (m.form->key == JH_KEY_COUNTY && !m.all) /* the county's own figures */
            continue;
        if (!form || strcmp(form, m.form->id) == 0)
            sheet[n++] = sheet_of(&m);
    }
    if (n == 0)
        return jh_may(app, "forms.read", m.county, NULL, reterr);
    return jh_form_xlsx(sheet, n, out, reterr);
}
