/* src/app/calc.c - a plain table read into columns, and the indices of them as JSON. */
#include "app/calc.h"
#include "base/num.h"
#include "engine/disparity/disparity.h"
#include "engine/split/split.h"
#include "intake/sheet.h"
#include "intake/value.h"
#include <math.h>

enum { NUMBER, PUPILS, GROUP, COLUMNS }; /* what is read; NUMBER is the amount or the value */
enum { FIRST_ROOM = 1024, KEY_MOST = 400, HEADINGS_SHOWN = 160 };

struct group {
    const char *name;
    uint64_t hash;
};

struct table {
    struct jh_arena *mem;
    const struct jh_calc_disparity *in;
    const char *heading[COLUMNS]; /* as asked for; NULL: not */
    int column[COLUMNS];          /* where they are; -1 */
    bool found;
    double *amount, *pupils;
    int *group;
    long *row; /* in the file */
    size_t n, room;
    struct group *names;
    size_t nname, name_room;
    int *slot; /* open hash of names, 1-based; room twice name_room */
    enum jh_status status;
    struct jh_err *reterr;
};

static bool same_heading(const char *asked, const struct jh_cell *cell, bool folded)
{
    char a[KEY_MOST], b[KEY_MOST], unit[16];

    if (!folded)
        return strlen(asked) == cell->n && memcmp(asked, cell->text, cell->n) == 0;
    size_t na = jh_heading_key(asked, strlen(asked), a, sizeof a, unit);
    size_t nb = jh_heading_key(cell->text, cell->n, b, sizeof b, unit);
    return na > 0 && na == nb && memcmp(a, b, na) == 0;
}

static int find_column(const struct jh_row *row, const char *heading)
{
    for (int folded = 0; folded < 2; folded++)
        for (size_t i = 0; i < row->n; i++)
            if (row->cell[i].text && same_heading(heading, &row->cell[i], folded))
                return (int)i;
    return -1;
}

static bool no_column(struct table *t, const struct jh_row *row, const char *heading)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf list = JH_BUF(HEADINGS_SHOWN);

    for (size_t i = 0; i < row->n; i++) {
        const struct jh_cell *c = &row->cell[i];
        if (!c->text || !c->n)
            continue;
        jh_buf_addf(&list, "%s%s", list.len ? ", " : "", c->text);
    }
    t->status =
        jh_fail(t->reterr, JH_E_USAGE, "calc.no_column", ((struct jh_at){heading, row->row}),
                (double)NAN, "%s%s", list.data ? list.data : "", list.full ? " ..." : "");
    return false;
}

static bool take_headings(struct table *t, const struct jh_row *row)
{
    t->found = true;
    for (int c = 0; c < COLUMNS; c++) {
        t->column[c] = -1;
        if (!t->heading[c])
            continue;
        t->column[c] = find_column(row, t->heading[c]);
        if (t->column[c] < 0)
            return no_column(t, row, t->heading[c]);
    }
    return true;
}

static void grow(struct table *t)
{
    size_t room = t->room ? 2 * t->room : FIRST_ROOM;

    t->amount = jh_arena_grow(t->mem, t->amount, t->room, room, sizeof *t->amount);
    t->pupils = jh_arena_grow(t->mem, t->pupils, t->room, room, sizeof *t->pupils);
    t->group = jh_arena_grow(t->mem, t->group, t->room, room, sizeof *t->group);
    t->row = jh_arena_grow(t->mem, t->row, t->room, room, sizeof *t->row);
    t->room = room;
}

static void rehash(struct table *t)
{
    size_t room = t->name_room ? 2 * t->name_room : 64;

    t->names = jh_arena_grow(t->mem, t->names, t->name_room, room, sizeof *t->names);
    t->name_room = room;
    t->slot = jh_new(t->mem, int, 2 * room);
    for (size_t i = 0; i < t->nname; i++) {
        size_t at = t->names[i].hash % (2 * room);
        while (t->slot[at])
            at = (at + 1) % (2 * room);
        t->slot[at] = (int)i + 1;
    }
}

/* The number of a group's name, made when new; in the order in which they come. */
static int group_of(struct table *t, const char *name, size_t n)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */

    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)name[i]) * 1099511628211u;
    if (t->nname == t->name_room)
        rehash(t);
    size_t at = hash % (2 * t->name_room);
    for (; t->slot[at]; at = (at + 1) % (2 * t->name_room)) {
        const struct group *g = &t->names[t->slot[at] - 1];
        if (g->hash == hash && strlen(g->name) == n && memcmp(g->name, name, n) == 0)
            return t->slot[at] - 1;
    }
    t->names[t->nname] = (struct group){jh_arena_strndup(t->mem, name, n), hash};
    t->slot[at] = (int)++t->nname;
    return (int)t->nname - 1;
}

static const struct jh_cell *cell_of(const struct table *t, const struct jh_row *row, int c)
{
    static const struct jh_cell blank = {.kind = JH_CELL_BLANK, .text = ""};
    int column = t->column[c];

    return column >= 0 && (size_t)column < row->n ? &row->cell[column] : &blank;
}

static bool is_blank(const struct jh_cell *cell)
{
    const char *text;

    return cell->kind == JH_CELL_BLANK ||
           (cell->kind == JH_CELL_TEXT && jh_value_text(cell, &text) == 0);
}

static bool take_number(struct table *t, const struct jh_row *row, int c, double *ret)
{
    const struct jh_cell *cell = cell_of(t, row, c);
    double scale = 1;
    const struct jh_at at = {t->heading[c], row->row};
    enum jh_value_result result = jh_value_number(cell, ret, &scale, NULL, NULL);

    *ret *= scale;
    if (result == JH_VALUE_BLANK)
        t->status =
            jh_fail(t->reterr, JH_E_DATA, "calc.blank", at, (double)NAN, "%.60s", cell->text);
    else if (result == JH_VALUE_BAD)
        t->status =
            jh_fail(t->reterr, JH_E_DATA, "calc.no_number", at, (double)NAN, "%.60s", cell->text);
    return result == JH_VALUE_OK;
}

static bool take_row(void *context, const struct jh_row *row)
{
    struct table *t = context;
    double number = 0, pupils = 0;
    const char *name;
    bool empty = true;

    if (!t->found)
        return take_headings(t, row);
    for (int c = 0; c < COLUMNS; c++)
        empty = empty && is_blank(cell_of(t, row, c));
    if (empty)
        return true;
    if (!take_number(t, row, NUMBER, &number) || !take_number(t, row, PUPILS, &pupils))
        return false;
    if (t->n == t->room)
        grow(t);
    if (t->heading[GROUP]) {
        size_t n = jh_value_text(cell_of(t, row, GROUP), &name);
        t->group[t->n] = group_of(t, name, n);
    }
    t->amount[t->n] = t->in->value ? number * pupils : number;
    t->pupils[t->n] = pupils;
    t->row[t->n++] = row->row;
    return true;
}

static bool first_sheet(void *context, int sheet, const char *name, bool hidden)
{
    (void)context, (void)name, (void)hidden;
    return sheet == 1;
}

static enum jh_status read_table(struct table *t, struct jh_err *reterr)
{
    const struct jh_source source = {
        .path = t->in->path, .bytes = t->in->bytes, .size = t->in->size, .name = t->in->path};
    const struct jh_row_reader reader = {first_sheet, take_row, t};
    const struct jh_intake_limits limits = {0};
    struct jh_source_info info;

    if (!t->in->pupils || !t->in->amount == !t->in->value)
        return jh_fail(reterr, JH_E_USAGE, "calc.columns", JH_NOWHERE, (double)NAN,
                       "needs pupils and either amount or value");
    JH_TRY(jh_intake_read(&source, &limits, &reader, &info, reterr));
    JH_TRY(t->status);
    if (!t->n)
        return jh_fail(reterr, JH_E_DATA, "calc.no_rows", JH_NOWHERE, 0, "no row below the heads");
    return JH_OK;
}

static void write_indices(struct jh_json *j, const struct jh_disparity_all *a)
{
    const struct {
        const char *name;
        double value;
    } index[] = {
        {"pupils", a->pupils}, {"amount", a->amount},   {"mean", a->mean},
        {"sd", a->sd},         {"cv", a->cv},           {"gini", a->gini},
        {"theil", a->theil},   {"theil_l", a->theil_l}, {"mcloone", a->mcloone},
        {"median", a->median}, {"low", a->low},         {"high", a->high},
        {"cv_low", a->cv_low}, {"cv_high", a->cv_high}, {"cv_unweighted", a->cv_unweighted}};

    jh_json_int(j, "n", (long long)a->n);
    for (size_t i = 0; i < sizeof index / sizeof *index; i++)
        jh_json_num(j, index[i].name, index[i].value);
}

static void write_groups(struct jh_json *j, const struct table *t,
                         const struct jh_disparity_split *s)
{
    jh_json_object(j, "groups");
    jh_json_str(j, "by", t->heading[GROUP]);
    jh_json_num(j, "theil", s->theil);
    jh_json_num(j, "between", s->between);
    jh_json_num(j, "within", s->within);
    jh_json_array(j, "items");
    for (size_t g = 0; g < t->nname; g++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "group", t->names[g].name);
        jh_json_int(j, "n", (long long)s->group[g].n);
        jh_json_num(j, "pupils", s->group[g].pupils);
        jh_json_num(j, "mean", s->group[g].mean);
        jh_json_num(j, "cv", s->group[g].cv);
        jh_json_num(j, "theil", s->group[g].theil);
        jh_json_num(j, "between", s->group[g].between);
        jh_json_num(j, "within", s->group[g].within);
        jh_json_end(j);
    }
    jh_json_end(j);
    jh_json_end(j);
}

/* An engine's row and field are those of its arrays; the user's are those of the file. */
static enum jh_status in_file(const struct table *t, enum jh_status status, struct jh_err *err)
{
    if (status == JH_OK || !err || !err->at.row || !t->row)
        return status;
    err->at.row = t->row[err->at.row - 1];
    err->at.field = t->heading[strcmp(err->at.field, "pupils") == 0 ? PUPILS : NUMBER];
    return status;
}

enum jh_status jh_app_calc_disparity(const struct jh_calc_disparity *in, struct jh_buf *out,
                                     struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct table t = {.mem = &mem, .in = in, .reterr = reterr};
    struct jh_disparity_all all;
    struct jh_disparity_split split;
    struct jh_json j;

    t.heading[NUMBER] = in->amount ? in->amount : in->value;
    t.heading[PUPILS] = in->pupils;
    t.heading[GROUP] = in->group;
    JH_TRY(read_table(&t, reterr));
    const struct jh_disparity_in columns = {t.n, t.amount, t.pupils};
    JH_TRY(in_file(&t, jh_disparity_all(&columns, &mem, &all, reterr), reterr));

    jh_json_begin(&j, out);
    j.full_digits = true;
    jh_json_object(&j, NULL);
    write_indices(&j, &all);
    if (in->group) {
        JH_TRY(jh_disparity_decompose(&columns, t.group, t.nname, &mem, &split, reterr));
        write_groups(&j, &t, &split);
    }
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

/* "166,210" into numbers. */
static enum jh_status take_list(const char *text, const char *field, double *ret, size_t *ret_n,
                                struct jh_err *reterr)
{
    for (*ret_n = 0; text;) {
        const char *comma = strchr(text, ',');
        size_t n = comma ? (size_t)(comma - text) : strlen(text);
        if (*ret_n == JH_CALC_STAGES || !jh_num_parse(text, n, &ret[*ret_n]))
            return jh_fail(reterr, JH_E_USAGE, "calc.list", ((struct jh_at){field, 0}), (double)NAN,
                           "%.60s", text);
        ++*ret_n;
        text = comma ? comma + 1 : NULL;
    }
    return JH_OK;
}

enum jh_status jh_app_calc_split(double whole, const char *pupils, const char *weights,
                                 struct jh_buf *out, struct jh_err *reterr)
{
    double p[JH_CALC_STAGES], w[JH_CALC_STAGES], part[JH_CALC_STAGES];
    size_t np, nw;
    struct jh_json j;

    JH_TRY(take_list(pupils ? pupils : "", "--pupils", p, &np, reterr));
    JH_TRY(take_list(weights ? weights : "", "--weights", w, &nw, reterr));
    if (np != nw)
        return jh_fail(reterr, JH_E_USAGE, "calc.lists_differ", JH_NOWHERE, (double)np,
                       "%zu pupils, %zu weights", np, nw);
    JH_TRY(jh_split_compute(whole, np, p, w, part, reterr));
    jh_json_begin(&j, out);
    j.full_digits = true;
    jh_json_object(&j, NULL);
    jh_json_num(&j, "whole", whole);
    jh_json_array(&j, "parts");
    for (size_t k = 0; k < np; k++)
        jh_json_num(&j, NULL, part[k]);
    jh_json_end(&j);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}
