/* src/app/imports/recognise.c - which form a sheet is, where its headings stand, what each column
 * holds. Every form of the pack is tried on every row of the head; the one that explains most wins.
 */
#include "app/imports/headings.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

struct guess {
    const struct jh_pack *pack;
    const struct jh_known_heading *known;
    size_t nknown;
    int form, score, label;
    size_t head; /* index in f->head: of the headings; list: of the line above the first item */
};

static const char *cell_text(const struct jh_file_in *f, size_t head, size_t column)
{
    if (head >= f->nhead || column >= f->head[head].n || !f->head[head].text[column])
        return "";
    return f->head[head].text[column];
}

/* The band above a heading: the nearest text at its left in the row above (merged cells keep their
 * text in the first one). */
static const char *band(const struct jh_file_in *f, size_t head, size_t column)
{
    if (head == 0)
        return "";
    for (size_t c = column + 1; c-- > 0;)
        if (*cell_text(f, head - 1, c))
            return cell_text(f, head - 1, c);
    return "";
}

/* The heading of a column in words; a cell merged downwards has its text above. */
static const char *heading_text(const struct jh_file_in *f, size_t head, size_t column)
{
    for (size_t up = 0; up < 3 && up <= head; up++)
        if (*cell_text(f, head - up, column))
            return cell_text(f, head - up, column);
    return "";
}

static const char *key_of(struct jh_file_in *f, const char *text, char unit[16])
{
    char key[JH_HEADING_KEY];
    size_t n = jh_heading_key(text, strlen(text), key, sizeof key, unit);

    return n ? jh_arena_strndup(f->mem, key, n) : "";
}

/* The heading's keys, and where they stand among those that are known. */
static const struct head_key *keys_at(struct jh_file_in *f, const struct guess *g, size_t head,
                                      size_t column)
{
    struct head_key *k = &f->head[head].key[column];

    if (!k->own) {
        const char *text = heading_text(f, head, column);
        char both[600], unit[16];
        int n = snprintf(both, sizeof both, "%.250s%.250s", band(f, head, column), text);
        k->own = key_of(f, text, k->unit);
        k->both = *k->own && n > 0 ? key_of(f, both, unit) : "";
    }
    if (k->among != g->known) {
        k->among = g->known;
        k->own_at = jh_import_known_at(g->known, g->nknown, k->own);
        k->both_at = jh_import_known_at(g->known, g->nknown, k->both);
    }
    return k;
}

static int meaning(struct jh_file_in *f, const struct guess *g, size_t head, size_t column,
                   char unit[16], const char **ret_how)
{
    const struct head_key *k = keys_at(f, g, head, column);

    memcpy(unit, k->unit, sizeof k->unit);
    if (!*k->own)
        return JH_COL_NONE;
    int item = jh_import_meaning_at(g->known, g->nknown, k->own_at, g->form, k->own, ret_how);
    if (item != JH_COL_NONE)
        return item;
    return jh_import_meaning_at(g->known, g->nknown, k->both_at, g->form, k->both, ret_how);
}

static bool last_year(const char *heading)
{
    return strncmp(heading, "上年", 6) == 0 && strncmp(heading, "上年体检", 12) != 0;
}

/* How many columns a row of headings explains; 0 when no column tells the school. */
static int score_rows(struct jh_file_in *f, const struct guess *g, size_t head)
{
    int found = 0;
    bool key = false;

    for (size_t c = 0; c < f->head[head].n && c < JH_HEAD_CELLS; c++) {
        char unit[16];
        const char *how = "";
        if (last_year(cell_text(f, head, c)) || !*cell_text(f, head, c))
            continue;
        int item = meaning(f, g, head, c, unit, &how);
        if (item == JH_COL_CODE)
            key = true;
        found += item >= 0 ? 2 : item != JH_COL_NONE;
    }
    return key && found > 2 ? found : 0;
}

/* List layout: the column with the most names of items. */
static int score_list(struct jh_file_in *f, struct guess *g)
{
    int best = 0;

    for (size_t c = 0; c < 8; c++) {
        int found = 0;
        size_t first = f->nhead;
        for (size_t h = 0; h < f->nhead; h++) {
            char key[JH_HEADING_KEY], unit[16];
            const char *how, *text = cell_text(f, h, c);
            jh_heading_key(text, strlen(text), key, sizeof key, unit);
            if (!*key || jh_import_meaning(g->known, g->nknown, g->form, key, &how) < 0)
                continue;
            found += 2;
            if (first == f->nhead)
                first = h;
        }
        if (found > best) {
            best = found;
            g->label = (int)c;
            g->head = first > 0 ? first - 1 : 0;
        }
    }
    return best >= 6 ? best : 0;
}

/* Does the sheet's name or its title call the form by name? */
static int score_name(const struct jh_file_in *f, const struct jh_in_sheet *s,
                      const struct jh_form *form)
{
    int score = 0;

    if (strstr(s->name, form->title.zh))
        score += 3;
    for (size_t i = 0; i < form->nsynonym; i++)
        if (strcmp(s->name, form->synonym[i]) == 0)
            score += 3;
    if (f->nhead && strstr(heading_text(f, 0, 0), form->title.zh))
        score += 3;
    return score;
}

static void try_form(struct jh_file_in *f, const struct jh_in_sheet *s, struct guess trial,
                     struct guess *best)
{
    const struct jh_form *form = &trial.pack->form[trial.form];
    int name = score_name(f, s, form);

    if (form->layout == JH_LIST) {
        trial.score = score_list(f, &trial);
        if (trial.score && (trial.score += name) > best->score)
            *best = trial;
        return;
    }
    for (size_t h = 0; h < f->nhead; h++) {
        trial.head = h;
        trial.score = score_rows(f, &trial, h);
        if (trial.score && (trial.score += name) > best->score)
            *best = trial;
    }
}

/* What the user or the caller has said of this sheet: its form, "" for none, and the row of its
 * headings, 0 for none. */
struct wanted {
    const char *form;
    long header_row;
};

static struct wanted wanted_of(struct jh_file_in *f, const struct jh_in_sheet *s)
{
    struct wanted w = {f->form ? f->form : "", 0};
    json_t *root = f->mapping ? json_loads(f->mapping, 0, NULL) : NULL, *sheet;
    size_t i;

    json_array_foreach(json_object_get(root, "sheets"), i, sheet)
    {
        if (json_integer_value(json_object_get(sheet, "sheet")) != s->number)
            continue;
        const char *form = json_string_value(json_object_get(sheet, "form"));
        if (form)
            w.form = jh_arena_strdup(f->mem, form);
        w.header_row = (long)json_integer_value(json_object_get(sheet, "header_row"));
    }
    json_decref(root);
    return w;
}

/* The row that the user calls that of the headings; without one, the row that has most cells. */
static size_t head_by_hand(const struct jh_file_in *f, long header_row)
{
    size_t best = 0, most = 0;

    for (size_t h = 0; h < f->nhead; h++) {
        size_t cells = 0;
        if (f->head[h].row == header_row)
            return h;
        for (size_t c = 0; c < f->head[h].n; c++)
            cells += *cell_text(f, h, c) != 0;
        if (cells > most) {
            most = cells;
            best = h;
        }
    }
    return best;
}

/* Headings that nobody knows, in a sheet whose form the user has named. */
static void take_by_hand(const struct jh_file_in *f, const struct wanted *w, struct guess trial,
                         struct guess *best)
{
    if (!*w->form || strcmp(w->form, trial.pack->form[trial.form].id) != 0 || f->nhead == 0)
        return;
    bool other_row = w->header_row > 0 && best->form >= 0 &&
                     trial.pack->form[trial.form].layout != JH_LIST &&
                     f->head[best->head].row != w->header_row;
    if (best->form >= 0 && !other_row)
        return;
    trial.head = head_by_hand(f, w->header_row);
    *best = trial;
}

static void try_pack(struct jh_file_in *f, const struct jh_in_sheet *s, const struct jh_pack *pack,
                     const struct wanted *w, struct guess *best)
{
    struct jh_known_heading *known;
    struct guess trial = {.pack = pack};

    if (pack == f->pack && f->known) {
        trial.known = f->known;
        trial.nknown = f->nknown;
    } else {
        jh_import_known_headings(f, pack, &known, &trial.nknown);
        trial.known = known;
    }
    for (size_t i = 0; i < pack->nform; i++) {
        trial.form = (int)i;
        if (!*w->form || strcmp(w->form, pack->form[i].id) == 0)
            try_form(f, s, trial, best);
    }
    for (size_t i = 0; i < pack->nform; i++) {
        trial.form = (int)i;
        take_by_hand(f, w, trial, best);
    }
}

/* Are the forms of this pack tried? */
static bool considered(const struct jh_file_in *f, const struct jh_pack *pack)
{
    return f->pack          ? pack == f->pack
           : f->pack_wanted ? strcmp(pack->id, f->pack_wanted) == 0
                            : pack->nuses == 0;
}

const struct jh_pack *jh_import_pack(const struct jh_file_in *f)
{
    for (size_t i = 0; i < f->app->packs->n; i++) { /* tables of schools are offered first */
        const struct jh_pack *pack = &f->app->packs->pack[i];
        if (pack->nform && pack->form[0].key != JH_KEY_PERSON && considered(f, pack))
            return pack;
    }
    for (size_t i = 0; i < f->app->packs->n; i++)
        if (f->app->packs->pack[i].nform && considered(f, &f->app->packs->pack[i]))
            return &f->app->packs->pack[i];
    return NULL;
}

static struct guess guess_form(struct jh_file_in *f, const struct jh_in_sheet *s)
{
    struct guess best = {.form = -1};
    const struct wanted wanted = wanted_of(f, s);

    for (size_t i = 0; i < f->app->packs->n; i++)
        if (considered(f, &f->app->packs->pack[i]))
            try_pack(f, s, &f->app->packs->pack[i], &wanted, &best);
    return best;
}

struct jh_in_column *jh_import_add_column(struct jh_file_in *f, struct jh_in_sheet *s,
                                          struct jh_in_column column)
{
    enum { STEP = 32 };
    if (s->ncolumn % STEP == 0)
        s->column =
            jh_arena_grow(f->mem, s->column, s->ncolumn, s->ncolumn + STEP, sizeof *s->column);
    s->column[s->ncolumn] = column;
    return &s->column[s->ncolumn++];
}

static void tell_column(struct jh_file_in *f, const struct jh_in_sheet *s,
                        const struct jh_in_column *c, const char *rule, enum jh_grade grade)
{
    struct jh_where where = {s, s->header_row, c->column, c->heading, NULL};
    jh_import_problem(f, grade, rule, where, NULL, 0);
}

static void make_columns(struct jh_file_in *f, struct jh_in_sheet *s, const struct guess *g)
{
    for (size_t c = 0; c < f->head[g->head].n && c < JH_HEAD_CELLS; c++) {
        const char *text = heading_text(f, g->head, c), *how = "none";
        char unit[16] = "";
        if (!*text || last_year(text))
            continue;
        int item = meaning(f, g, g->head, c, unit, &how);
        for (size_t i = 0; i < s->ncolumn; i++)
            if (item != JH_COL_NONE && s->column[i].item == item)
                item = JH_COL_NONE; /* a second column of the same item is not guessed at */
        if (item == JH_COL_NONE)
            how = "none";
        double factor = item < 0 ? 1
                        : *unit  ? jh_unit_factor(unit, f->pack->item[item].unit)
                                 : f->pack->item[item].factor;
        jh_import_add_column(f, s,
                             (struct jh_in_column){.column = (int)c,
                                                   .heading = jh_arena_strdup(f->mem, text),
                                                   .item = item,
                                                   .how = how,
                                                   .unit = jh_arena_strdup(f->mem, unit),
                                                   .factor = factor});
    }
}

/* In a list the columns of the value and of its unit stand right of the names. */
static void find_value_column(struct jh_file_in *f, struct jh_in_sheet *s, size_t head)
{
    static const char *const values[] = {"数值", "值",     "填报值", "指标值",
                                         "数据", "本年数", "结果",   "value"};
    char key[JH_HEADING_KEY], unit[16];

    s->value = s->label + 1;
    s->unit = -1;
    for (size_t c = (size_t)s->label + 1; c < f->head[head].n; c++) {
        const char *text = cell_text(f, head, c);
        jh_heading_key(text, strlen(text), key, sizeof key, unit);
        for (size_t i = 0; i < sizeof values / sizeof *values; i++)
            if (strcmp(key, values[i]) == 0)
                s->value = (int)c;
        if (strcmp(key, "单位") == 0 || strcmp(key, "计量单位") == 0 || strcmp(key, "unit") == 0)
            s->unit = (int)c;
    }
}

static void place_columns(struct jh_file_in *f, struct jh_in_sheet *s)
{
    int last = 0;

    for (size_t i = 0; i < s->ncolumn; i++)
        if (s->column[i].column > last)
            last = s->column[i].column;
    s->nplace = (size_t)last + 1;
    s->place = jh_new(f->mem, int, s->nplace + 1);
    for (size_t i = 0; i < s->nplace; i++)
        s->place[i] = -1;
    for (size_t i = 0; i < s->ncolumn; i++)
        s->place[s->column[i].column] = (int)i;
}

static void read_head_block(struct jh_file_in *f, struct jh_in_sheet *s, size_t head)
{
    for (size_t h = 0; h < f->nhead && h <= head; h++)
        for (size_t c = 0; c < f->head[h].n; c++)
            if (*cell_text(f, h, c))
                jh_import_head_block(f, s, cell_text(f, h, c), f->head[h].row, (int)c);
}

static void tell_columns(struct jh_file_in *f, struct jh_in_sheet *s)
{
    for (size_t i = 0; i < s->ncolumn; i++) {
        const struct jh_in_column *c = &s->column[i];
        if (c->item == JH_COL_NONE && strcmp(c->how, "chosen") != 0)
            tell_column(f, s, c, "import.unknown_column", JH_GRADE_HINT);
        else if (c->item >= 0 && c->factor == 0)
            tell_column(f, s, c, "import.unit_mismatch", JH_GRADE_ERROR);
    }
}

void jh_import_recognise(struct jh_file_in *f, struct jh_in_sheet *s)
{
    struct guess g = guess_form(f, s);

    f->recognised = true;
    s->form = g.form;
    read_head_block(f, s, g.form >= 0 ? g.head : 3);
    if (g.form < 0)
        return;
    f->pack = g.pack;
    f->known = g.known;
    f->nknown = g.nknown;
    s->label = g.label;
    s->header_row = f->head[g.head].row;
    if (g.pack->form[g.form].layout == JH_LIST) {
        find_value_column(f, s, g.head);
    } else {
        make_columns(f, s, &g);
        jh_import_apply_mapping(f, s);
        place_columns(f, s);
        tell_columns(f, s);
    }
    if (g.pack->form[g.form].layout == JH_LIST)
        jh_import_apply_mapping(f, s);
}
