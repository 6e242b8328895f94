/* src/app/imports/read.c - the pass over the file: rows become numbers and problems of cells. */
#include "app/imports/headings.h"
#include <math.h>
#include <string.h>

static bool blank(const struct jh_cell *c)
{
    return c->kind == JH_CELL_BLANK || c->n == 0;
}

static const struct jh_cell *cell_at(const struct jh_row *row, int column)
{
    static const struct jh_cell nothing = {.kind = JH_CELL_BLANK, .text = ""};
    return column >= 0 && (size_t)column < row->n ? &row->cell[column] : &nothing;
}

/* Text of a key cell with full-width letters and digits made plain; it lives as long as the cell
 * when there was nothing to do. */
static const char *key_text(struct jh_file_in *f, const struct jh_cell *cell, size_t *ret_n)
{
    const char *text;
    size_t n = jh_value_text(cell, &text), out = 0;

    *ret_n = n;
    if (!n)
        return "";
    if (!memchr(text, 0xEF, n) && !memchr(text, ' ', n) && !text[n])
        return text;
    char *plain = jh_new(f->mem, char, n + 1);
    for (size_t i = 0; i < n; i++) {
        const unsigned char *u = (const unsigned char *)text + i;
        if (i + 2 < n && u[0] == 0xEF && u[1] == 0xBC && u[2] >= 0x90 && u[2] <= 0x99) {
            plain[out++] = (char)('0' + u[2] - 0x90); /* U+FF10.. */
            i += 2;
        } else if (text[i] != ' ') {
            plain[out++] = text[i];
        }
    }
    *ret_n = out;
    return plain;
}

static bool begins(const char *text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strncmp(text, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

enum line { LINE_DATA, LINE_TOTAL, LINE_NOTE };

/* One cell of words and nothing else: a remark, whatever it says. */
static bool lone_text(const struct jh_row *row)
{
    size_t filled = 0;
    bool words = false;

    for (size_t c = 0; c < row->n; c++) {
        if (blank(&row->cell[c]))
            continue;
        filled++;
        for (size_t i = 0; i < row->cell[c].n; i++)
            words |= (unsigned char)row->cell[c].text[i] >= 0x80;
    }
    return filled == 1 && words;
}

/* Rows below the table: 合计 is a total, 注 and 填表人 are notes. */
static enum line kind_of(const struct jh_in_sheet *s, const struct jh_row *row, const char *code)
{
    static const char *const totals[] = {"合计",  "总计",     "小计",  "合 计", "总 计",
                                         "小 计", "全县合计", "Total", "total", "TOTAL"};
    static const char *const notes[] = {"注",         "说明", "填表", "填报", "审核", "备注",
                                        "单位负责人", "*",    "※",    "Note", "note"};
    for (size_t c = 0; c < row->n; c++) {
        if (blank(&row->cell[c]))
            continue;
        if (begins(row->cell[c].text, totals, sizeof totals / sizeof *totals))
            return LINE_TOTAL;
        if (!*code && begins(row->cell[c].text, notes, sizeof notes / sizeof *notes))
            return LINE_NOTE;
        break;
    }
    if (*code && !lone_text(row))
        return LINE_DATA;
    for (size_t i = 0; i < s->ncolumn && !lone_text(row); i++)
        if (s->column[i].item != JH_COL_NONE && !blank(cell_at(row, s->column[i].column)))
            return LINE_DATA;
    return LINE_NOTE;
}

static struct jh_in_column *key_column(struct jh_in_sheet *s, int key)
{
    for (size_t i = 0; i < s->ncolumn; i++)
        if (s->column[i].item == key)
            return &s->column[i];
    return NULL;
}

static struct jh_in_row *new_row(struct jh_file_in *f, struct jh_in_sheet *s, long row, int only)
{
    f->row = jh_arena_room(f->mem, f->row, f->nrow, &f->row_room, sizeof *f->row);
    struct jh_in_row *r = &f->row[f->nrow++];
    *r = (struct jh_in_row){.sheet = (int)(s - f->sheet),
                            .row = row,
                            .school = -1,
                            .stage = -1,
                            .name = "",
                            .only = only};
    size_t n = only >= 0 || !s->ncolumn ? 1 : s->ncolumn;
    r->value = jh_new(f->mem, double, n);
    for (size_t i = 0; i < n; i++)
        r->value[i] = (double)NAN;
    s->rows++;
    return r;
}

/* The school of a row, by code; by name when the sheet has no codes. -1 and told when not. */
static int school_of(struct jh_file_in *f, struct jh_in_sheet *s, const struct jh_row *row,
                     struct jh_where *where)
{
    struct jh_in_column *code = key_column(s, JH_COL_CODE);
    size_t n;

    if (!code)
        return -1;
    const struct jh_cell *cell = cell_at(row, code->column);
    const char *text = key_text(f, cell, &n);
    where->column = code->column;
    where->value = cell->text;
    where->school = text;
    if (n == 0)
        jh_import_problem(f, JH_GRADE_ERROR, "import.code_missing", *where, NULL, 0);
    else if (!jh_pack_code_ok(f->pack, text, n))
        jh_import_problem(f, JH_GRADE_ERROR, "import.code_format", *where, NULL, 0);
    else
        return jh_import_school(f, text, n);
    return -1;
}

static int stage_of(struct jh_file_in *f, struct jh_in_sheet *s, const struct jh_row *row,
                    struct jh_where where, bool *ret_wrong)
{
    struct jh_in_column *column = key_column(s, JH_COL_STAGE);
    const char *text = "";
    size_t n = 0;

    if (f->pack->form[s->form].key != JH_KEY_UNIT)
        return -1;
    if (column) {
        const struct jh_cell *cell = cell_at(row, column->column);
        n = jh_value_text(cell, &text);
        where.column = column->column;
        where.value = cell->text;
    } else if (f->pack->nstage == 1) {
        return 0;
    }
    int stage = n ? jh_pack_stage_text(f->pack, text, n) : -1;
    if (stage < 0) {
        jh_import_problem(f, JH_GRADE_ERROR, n ? "import.stage_unknown" : "import.stage_missing",
                          where, NULL, 0);
        *ret_wrong = true;
    }
    return stage;
}

static bool open_to_all(const struct jh_item *item)
{
    return !*item->privacy || strcmp(item->privacy, "plain") == 0;
}

static void sample(struct jh_file_in *f, struct jh_in_column *column, const struct jh_cell *cell)
{
    if (column->item >= 0 && !open_to_all(&f->pack->item[column->item]))
        return; /* samples are kept with the mapping, in plain */
    for (int i = 0; i < JH_SAMPLES; i++) {
        if (column->sample[i])
            continue;
        if (cell->n && cell->n < 60)
            column->sample[i] = jh_arena_strndup(f->mem, cell->text, cell->n);
        return;
    }
}

/* A required cell that is empty must be explained, when its stage has the item at all. */
static void tell_blank(struct jh_file_in *f, const struct jh_in_column *column, int stage,
                       struct jh_where where)
{
    const struct jh_item *item = &f->pack->item[column->item];
    bool english = strcmp(f->app->language, "en") == 0;
    const struct jh_msg_arg args[] = {{"item", english ? item->name.en : item->name.zh}};

    if (!item->required ||
        (stage >= 0 && *item->stages && !jh_in_stages(item->stages, f->pack->stage[stage].id)) ||
        (stage >= 0 && !f->pack->stage[stage].judged))
        return;
    where.value = "";
    jh_import_problem(f, JH_GRADE_EXPLAIN, "import.required_blank", where, args, 1);
}

static void take_row(struct jh_file_in *f, struct jh_in_sheet *s, const struct jh_row *in)
{
    struct jh_where where = {s, in->row, -1, "", ""};
    bool wrong = false, some = false;
    struct jh_in_row *row = new_row(f, s, in->row, -1);

    row->school = school_of(f, s, in, &where);
    wrong = row->school < 0;
    row->stage = stage_of(f, s, in, where, &wrong);
    for (size_t i = 0; i < s->ncolumn; i++)
        some |= s->column[i].item >= 0 && !blank(cell_at(in, s->column[i].column));
    for (size_t i = 0; i < s->ncolumn; i++) {
        struct jh_in_column *column = &s->column[i];
        const struct jh_cell *cell = cell_at(in, column->column);
        where.column = column->column;
        sample(f, column, cell);
        if (column->item == JH_COL_NAME && cell->n)
            row->name = jh_arena_strndup(f->mem, cell->text, cell->n);
        if (column->item < 0)
            continue;
        row->value[i] = jh_import_cell(f, column, cell, where, row->stage, &wrong);
        if (blank(cell) && some)
            tell_blank(f, column, row->stage, where);
        enum jh_item_kind kind = f->pack->item[column->item].kind;
        if (isfinite(row->value[i]) && (kind == JH_NUMBER || kind == JH_INTEGER)) {
            double entered = row->value[i] / (column->factor != 0 ? column->factor : 1);
            column->sum += entered;
            column->section += entered;
            column->summed = true;
        }
    }
    row->rejected = wrong;
}

/* 合计 against the rows above it; nothing is taken from it. */
static void check_total(struct jh_file_in *f, struct jh_in_sheet *s, const struct jh_row *in)
{
    for (size_t i = 0; i < s->ncolumn; i++) {
        struct jh_in_column *column = &s->column[i];
        const struct jh_cell *cell = cell_at(in, column->column);
        double total;
        if (column->item < 0 || !column->summed ||
            jh_value_number(cell, &total, NULL, NULL, NULL) != JH_VALUE_OK)
            continue;
        bool agrees = fabs(total - column->sum) <= 1e-6 * (1 + fabs(column->sum)) ||
                      fabs(total - column->section) <= 1e-6 * (1 + fabs(column->section));
        column->section = 0; /* the next 小计 begins here */
        if (agrees)
            continue;
        char sum[JH_NUM_TEXT];
        jh_num_round(column->sum, 2, sum);
        const struct jh_msg_arg args[] = {{"sum", sum}, {"item", column->heading}};
        struct jh_where where = {s, in->row, column->column, cell->text, ""};
        jh_import_problem(f, JH_GRADE_EXPLAIN, "import.total_mismatch", where, args, 2);
    }
}

/* A line of a list form: its item and value; the county's one row collects them. */
static void take_line(struct jh_file_in *f, struct jh_in_sheet *s, const struct jh_row *in)
{
    char key[JH_HEADING_KEY], unit[16];
    const struct jh_cell *label = cell_at(in, s->label), *cell = cell_at(in, s->value);
    const char *how = "none";

    jh_heading_key(label->text ? label->text : "", label->n, key, sizeof key, unit);
    int item = *key ? jh_import_meaning(f->known, f->nknown, s->form, key, &how) : JH_COL_NONE;
    struct jh_where where = {s, in->row, s->value, "", ""};
    if (item < 0) {
        if (!blank(cell) && !blank(label)) {
            where.column = s->label;
            where.value = label->text;
            jh_import_problem(f, JH_GRADE_HINT, "import.unknown_column", where, NULL, 0);
        }
        return;
    }
    const struct jh_item *def = &f->pack->item[item];
    const char *given = s->unit >= 0 ? cell_at(in, s->unit)->text : NULL;
    given = given && *given ? given : unit;
    const struct jh_in_column line = {.column = (int)in->row - 1,
                                      .heading = jh_arena_strdup(f->mem, label->text),
                                      .item = item,
                                      .how = how,
                                      .unit = jh_arena_strdup(f->mem, given),
                                      .factor =
                                          *given ? jh_unit_factor(given, def->unit) : def->factor};
    struct jh_in_column *column = jh_import_add_column(f, s, line);
    sample(f, column, cell);
    if (blank(cell))
        return;
    struct jh_in_row *row = new_row(f, s, in->row, (int)s->ncolumn - 1);
    row->county = true;
    row->value[0] = jh_import_cell(f, column, cell, where, -1, &row->rejected);
}

static void take(struct jh_file_in *f, struct jh_in_sheet *s, const struct jh_row *in)
{
    struct jh_in_column *code;
    const char *text = "";
    size_t n;

    if (s->form < 0 || in->row <= s->header_row || f->ended)
        return;
    if (f->pack->form[s->form].layout == JH_LIST) {
        take_line(f, s, in);
        return;
    }
    code = key_column(s, JH_COL_CODE);
    if (code)
        text = key_text(f, cell_at(in, code->column), &n);
    switch (kind_of(s, in, text)) {
    case LINE_TOTAL:
        check_total(f, s, in);
        break;
    case LINE_NOTE:
        break;
    case LINE_DATA:
        take_row(f, s, in);
        break;
    }
}

/* The head is kept until there is enough of it; then its own rows are read like the others. */
static void keep_head(struct jh_file_in *f, const struct jh_row *in)
{
    struct head_row *h = &f->head[f->nhead++];
    size_t n = in->n < JH_HEAD_CELLS ? in->n : JH_HEAD_CELLS;

    *h = (struct head_row){in->row, jh_new(f->mem, const char *, n + 1),
                           jh_new(f->mem, struct head_key, n + 1), n};
    for (size_t c = 0; c < n; c++)
        h->text[c] =
            blank(&in->cell[c]) ? "" : jh_arena_strndup(f->mem, in->cell[c].text, in->cell[c].n);
}

static void copy_row(struct jh_file_in *f, const struct jh_row *in, struct jh_row *ret)
{
    struct jh_cell *cell = jh_new(f->mem, struct jh_cell, in->n + 1);

    for (size_t c = 0; c < in->n; c++) {
        cell[c] = in->cell[c];
        cell[c].text =
            in->cell[c].text ? jh_arena_strndup(f->mem, in->cell[c].text, in->cell[c].n) : "";
    }
    *ret = *in;
    ret->cell = cell;
}

struct pass {
    struct jh_file_in *f;
    struct jh_row kept[JH_HEAD_ROWS];
};

static void end_head(struct pass *p)
{
    struct jh_file_in *f = p->f;

    if (!f->now || f->recognised)
        return;
    jh_import_recognise(f, f->now);
    for (size_t i = 0; i < f->nhead; i++)
        take(f, f->now, &p->kept[i]);
    f->nhead = 0;
}

static bool on_sheet(void *context, int sheet, const char *name, bool hidden)
{
    struct pass *p = context;
    struct jh_file_in *f = p->f;

    end_head(p);
    if (f->nsheet == f->sheet_room) {
        size_t room = f->sheet_room ? 2 * f->sheet_room : 16;
        f->sheet = jh_arena_grow(f->mem, f->sheet, f->nsheet, room, sizeof *f->sheet);
        f->sheet_room = room;
    }
    f->now = &f->sheet[f->nsheet++];
    *f->now = (struct jh_in_sheet){.number = sheet,
                                   .name = jh_arena_strdup(f->mem, name),
                                   .hidden = hidden,
                                   .form = -1,
                                   .year = 0};
    f->nhead = 0;
    f->recognised = hidden; /* a hidden sheet is told of and not read */
    f->ended = false;
    return true;
}

static bool on_row(void *context, const struct jh_row *row)
{
    struct pass *p = context;
    struct jh_file_in *f = p->f;

    if (f->recognised) {
        take(f, f->now, row);
    } else {
        copy_row(f, row, &p->kept[f->nhead]);
        keep_head(f, row);
        if (f->nhead == JH_HEAD_ROWS)
            end_head(p);
    }
    if (f->progress && row->row % 2000 == 0 &&
        !f->progress->step(f->progress->context, JH_PROGRESS_READ, row->row, 0)) {
        f->failed = JH_E_CONFLICT;
        return false;
    }
    return true;
}

/* In a list that was filled in at all, what is required and has no value. */
static void tell_blank_lines(struct jh_file_in *f, struct jh_in_sheet *s)
{
    bool *given = jh_new(f->mem, bool, s->ncolumn + 1);

    if (s->form < 0 || f->pack->form[s->form].layout != JH_LIST || !s->rows)
        return;
    for (size_t r = 0; r < f->nrow; r++)
        if (&f->sheet[f->row[r].sheet] == s && f->row[r].only >= 0)
            given[f->row[r].only] = true;
    for (size_t i = 0; i < s->ncolumn; i++) {
        struct jh_where where = {s, s->column[i].column + 1, s->value, "", ""};
        if (!given[i])
            tell_blank(f, &s->column[i], -1, where);
    }
}

static void tell_hidden(struct jh_file_in *f)
{
    for (size_t i = 0; i < f->nsheet; i++) {
        struct jh_where where = {&f->sheet[i], 1, -1, f->sheet[i].name, ""};
        if (f->sheet[i].hidden && strcmp(f->sheet[i].name, "选项") != 0)
            jh_import_problem(f, JH_GRADE_HINT, "import.hidden_sheet", where, NULL, 0);
    }
}

enum jh_status jh_import_read(struct jh_file_in *f, const struct jh_source *source,
                              struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena tmp = {0};
    struct pass *p = jh_new(&tmp, struct pass, 1);
    const struct jh_row_reader reader = {on_sheet, on_row, p};

    p->f = f;
    f->head = jh_new(f->mem, struct head_row, JH_HEAD_ROWS);
    JH_TRY(jh_intake_read(source, NULL, &reader, &f->info, reterr));
    if (f->failed != JH_OK)
        return jh_fail(reterr, f->failed, "import.cancelled", JH_NOWHERE, (double)NAN, "cancelled");
    end_head(p);
    tell_hidden(f);
    for (size_t i = 0; i < f->nsheet; i++)
        tell_blank_lines(f, &f->sheet[i]);
    return JH_OK;
}
