/* src/app/demo/dirty.c - the last year's forms of a county with planted faults, a list of them, and
 * the same files put right. Each fault gets a line of its own, so that one does not hide another.
 * docs/internals/demo.md. */
#include "app/demo/dirty.h"
#include "base/date.h"
#include "base/num.h"
#include "intake/sheet.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_ROW = 4 }; /* of the lines: below title, head block and headings */

struct dirty {
    const struct demo_writer *w;
    const char *folder, *file;
    struct jh_buf *faults;
    struct jh_form_columns columns;
    struct jh_form_sheet sheet;
    struct jh_form_value *value; /* the sheet's, open to change */
    bool *used;                  /* [sheet.nrow] lines that hold a fault */
    struct jh_err *err;
};

static struct jh_form_value *cell(struct dirty *d, size_t row, int column)
{
    return &d->value[row * d->columns.n + (size_t)column];
}

static int column_of(const struct dirty *d, const char *item)
{
    const struct jh_form_columns *c = &d->columns;

    if (strcmp(item, "code") == 0 && c->code)
        return 0;
    if (strcmp(item, "name") == 0 && c->name)
        return c->code;
    if (strcmp(item, "stage") == 0 && c->stage)
        return (int)c->nkey - 1;
    return jh_form_columns_find(c, item);
}

static bool filled(struct dirty *d, size_t row, int column)
{
    return column >= 0 && (cell(d, row, column)->text || cell(d, row, column)->value > 0);
}

/* May this fault be planted in this line? */
static bool fits(struct dirty *d, const struct demo_plant *p, size_t row)
{
    int item = column_of(d, p->item);
    const char *stage = d->columns.stage ? cell(d, row, column_of(d, "stage"))->text : NULL;
    bool judged = false;

    for (size_t s = 0; stage && s < d->w->pack->nstage; s++)
        if (strcmp(d->w->pack->stage[s].name.zh, stage) == 0)
            judged = p->stage ? strcmp(d->w->pack->stage[s].id, p->stage) == 0
                              : d->w->pack->stage[s].judged;
    if (item < 0 || d->used[row] || (stage && !judged))
        return false;
    if (p->needs && !filled(d, row, column_of(d, p->needs)))
        return false;
    if (p->at && !filled(d, row, column_of(d, p->at)))
        return false;
    if (p->change == DEMO_GROUPED)
        return cell(d, row, item)->value >= 1000;
    if (p->change == DEMO_TWICE)
        return row > 0 && !d->used[row - 1];
    return p->change == DEMO_TEXT || p->change == DEMO_NUMBER || filled(d, row, item);
}

/* The first line that a fault fits in, or -1. */
static long line_for(struct dirty *d, const struct demo_plant *p)
{
    if (d->sheet.list)
        return 0;
    for (size_t row = 0; row < d->sheet.nrow; row++)
        if (fits(d, p, row))
            return (long)row;
    return -1;
}

static const char *digits(struct dirty *d, double number)
{
    char text[JH_NUM_TEXT];

    jh_num_format(number, text);
    return jh_arena_strdup(d->w->mem, text);
}

static const char *wide(struct dirty *d, const char *plain)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(200);

    for (; *plain; plain++) { /* U+FF10 .. U+FF19 */
        jh_buf_addc(&out, (char)0xEF);
        jh_buf_addc(&out, (char)0xBC);
        jh_buf_addc(&out, (char)(0x90 + *plain - '0'));
    }
    return jh_arena_strdup(d->w->mem, out.data ? out.data : "");
}

/* The words that stand in the cell in place of its number. */
static const char *words(struct dirty *d, const struct demo_plant *p, double number)
{
    const char *plain = isfinite(number) ? digits(d, number) : "";
    size_t n = strlen(plain);

    switch (p->change) {
    case DEMO_WIDE:
        return wide(d, plain);
    case DEMO_GROUPED:
        return jh_arena_printf(d->w->mem, "%.*s,%s", (int)n - 3, plain, plain + n - 3);
    case DEMO_QUOTED:
        return jh_arena_printf(d->w->mem, "'%s", plain);
    case DEMO_UNITED:
        return jh_arena_printf(d->w->mem, "%s%s", plain, p->text);
    default:
        return p->text;
    }
}

static void copy_line(struct dirty *d, size_t from, size_t to)
{
    memcpy(cell(d, to, 0), cell(d, from, 0), d->columns.n * sizeof *d->value);
}

/* A school that closed before the year; NULL when there is none. */
static const struct demo_school *closed_school(const struct dirty *d)
{
    for (size_t i = 0; i < d->w->county->nschool; i++)
        if (d->w->county->school[i].last_year < d->w->year)
            return &d->w->county->school[i];
    return NULL;
}

static void change(struct dirty *d, const struct demo_plant *p, size_t row)
{
    struct jh_form_value *v = cell(d, row, column_of(d, p->item));
    const struct demo_school *gone = closed_school(d);

    switch (p->change) {
    case DEMO_NUMBER:
        *v = (struct jh_form_value){.value = p->number};
        break;
    case DEMO_ADD:
        v->value += p->number;
        break;
    case DEMO_TIMES:
        v->value *= p->number;
        break;
    case DEMO_ABOVE:
        v->value = cell(d, row, column_of(d, p->text))->value + p->number;
        break;
    case DEMO_BLANK:
        *v = (struct jh_form_value){.value = (double)NAN};
        break;
    case DEMO_TWICE:
        copy_line(d, row - 1, row);
        d->used[row - 1] = true;
        break;
    case DEMO_CLOSED:
        v->text = gone->code;
        cell(d, row, column_of(d, "name"))->text = gone->name;
        break;
    default:
        v->text = words(d, p, v->value);
    }
    if (p->name)
        cell(d, row, column_of(d, "name"))->text = p->name;
    d->used[row] = true;
}

/* As the importer shows the value: rules of the pack see stored units, the others the cell. */
static const char *shown(struct dirty *d, const struct jh_form_value *v, int column,
                         const char *rule)
{
    char text[JH_NUM_TEXT];

    if (v->text)
        return v->text;
    if (!isfinite(v->value))
        return "";
    if (strncmp(rule, "import.", 7) == 0 || (size_t)column < d->columns.nkey)
        return digits(d, v->value);
    jh_num_round(v->value * d->columns.item[(size_t)column - d->columns.nkey]->factor, 6, text);
    double number = 0;
    return jh_num_parse(text, strlen(text), &number) ? digits(d, number) : "";
}

static void quoted(struct jh_buf *out, const char *text)
{
    jh_buf_addc(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            jh_buf_addc(out, '"');
        jh_buf_addc(out, *text);
    }
    jh_buf_addc(out, '"');
}

static void list_fault(struct dirty *d, const char *place, const char *value, const char *rule,
                       const char *description)
{
    const char *const field[] = {d->file, d->sheet.name, place, value, rule, description};

    for (size_t i = 0; i < 6; i++) {
        if (i)
            jh_buf_addc(d->faults, ',');
        quoted(d->faults, field[i]);
    }
    jh_buf_adds(d->faults, "\r\n");
}

static void list_cell(struct dirty *d, const char *item, size_t row, const char *rule,
                      const char *description)
{
    int column = column_of(d, item);
    const char *value = shown(d, cell(d, row, column), column, rule);
    char place[24];

    jh_cell_name(d->sheet.list ? 1 : column, FIRST_ROW + (d->sheet.list ? (long)column : (long)row),
                 place);
    if (strcmp(rule, "import.name_differs") == 0)
        snprintf(place, sizeof place, "%ld", FIRST_ROW + (long)row); /* told of the line */
    list_fault(d, place, value, rule, description);
}

static void plant(struct dirty *d, const struct demo_plant *p)
{
    long row = line_for(d, p);

    if (row < 0 || (p->change == DEMO_CLOSED && !closed_school(d)))
        return; /* a very small county has no such line */
    change(d, p, (size_t)row);
    if (p->change == DEMO_TWICE)
        list_cell(d, p->item, (size_t)row - 1, p->rule, p->description);
    list_cell(d, p->at ? p->at : p->item, (size_t)row, p->rule, p->description);
    if (p->also)
        list_cell(d, p->also_at, (size_t)row, p->also,
                  jh_arena_printf(d->w->mem, "随之而来：%s", p->description));
}

static void begin(struct dirty *d, const struct jh_form *form, const char *file)
{
    d->file = file;
    demo_sheet(d->w, form, &d->columns, &d->sheet);
    d->value = jh_new(d->w->mem, struct jh_form_value, (d->sheet.nrow + 2) * d->columns.n);
    memcpy(d->value, d->sheet.value, d->sheet.nrow * d->columns.n * sizeof *d->value);
    d->sheet.value = d->value;
    d->sheet.total_row = false; /* its sums would leave out what is written as words */
    d->used = jh_new(d->w->mem, bool, d->sheet.nrow + 1);
}

static enum jh_status write_book(struct dirty *d, const char *folder,
                                 const struct jh_form_sheet *sheet, size_t n)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf bytes = JH_BUF(JH_DEMO_BYTES);

    JH_TRY(jh_form_xlsx(sheet, n, &bytes, d->err));
    return demo_write_file(jh_arena_printf(d->w->mem, "%s/%s", folder, d->file), &bytes, d->err);
}

/* The dirty workbook, and under the same name what it should have been. */
static enum jh_status write_both(struct dirty *d, const struct jh_form_sheet *sheet, size_t n)
{
    struct jh_form_columns columns;
    struct jh_form_sheet clean;

    JH_TRY(write_book(d, d->folder, sheet, n));
    demo_sheet(d->w, d->columns.form, &columns, &clean);
    return write_book(d, jh_arena_printf(d->w->mem, "%s/corrected", d->folder), &clean, 1);
}

static enum jh_status faulty_book(struct dirty *d, const struct demo_faulty *book)
{
    const struct jh_form *form = jh_pack_form(d->w->pack, book->form);

    if (!form)
        return JH_OK;
    begin(d, form, jh_arena_printf(d->w->mem, "%s.xlsx", book->file));
    for (size_t i = 0; i < book->n; i++)
        plant(d, &book->plant[i]);
    return write_both(d, &d->sheet, 1);
}

/* The head block says last year's. */
static enum jh_status wrong_year(struct dirty *d)
{
    struct demo_writer before = *d->w;
    struct jh_form_columns columns;
    struct jh_form_sheet earlier;
    char year[JH_YEAR_TEXT];

    begin(d, jh_pack_form(d->w->pack, "teachers"), "10-学年不一致.xlsx");
    before.year--;
    demo_sheet(&before, d->columns.form, &columns, &earlier);
    d->sheet.head = earlier.head;
    jh_school_year_format(before.year, year);
    list_fault(d, "A2", year, "import.year_mismatch", "表头的学年与导入时指定的不同");
    return write_both(d, &d->sheet, 1);
}

/* A last line 合计, typed in, of which one figure is wrong. */
static enum jh_status wrong_total(struct dirty *d)
{
    begin(d, jh_pack_form(d->w->pack, "teachers"), "11-合计对不上.xlsx");
    size_t last = d->sheet.nrow++;
    for (size_t c = 0; c < d->columns.n; c++) {
        struct jh_form_value *total = cell(d, last, (int)c);
        *total = (struct jh_form_value){.value = (double)NAN};
        if (!d->columns.column[c].number || d->columns.column[c].no_total)
            continue;
        total->value = 0;
        for (size_t r = 0; r < last; r++)
            if (isfinite(cell(d, r, (int)c)->value))
                total->value += cell(d, r, (int)c)->value;
    }
    cell(d, last, 0)->text = "合计";
    cell(d, last, column_of(d, "teachers"))->value += 10;
    list_cell(d, "teachers", last, "import.total_mismatch", "合计与各行之和差10");
    return write_both(d, &d->sheet, 1);
}

/* Columns turned round, other words for headings, one column too many, a hidden second sheet:
 * nothing of it stands in the way. */
static enum jh_status odd_columns(struct dirty *d)
{
    begin(d, jh_pack_form(d->w->pack, "teachers"), "12-列序与标题不同.xlsx");
    size_t n = d->columns.n, rows = d->sheet.nrow;
    struct jh_form_column *column = jh_new(d->w->mem, struct jh_form_column, n + 1);
    struct jh_form_value *value = jh_new(d->w->mem, struct jh_form_value, rows * (n + 1));
    char place[16];

    for (size_t c = 0; c < n; c++) {
        size_t to = c < d->columns.nkey ? c : n - 1 - (c - d->columns.nkey);
        column[to] = d->columns.column[c];
        const struct jh_item *item =
            c < d->columns.nkey ? NULL : d->columns.item[c - d->columns.nkey];
        if (item && item->nsynonym && c % 2)
            column[to].heading = item->synonym[0];
        for (size_t r = 0; r < rows; r++)
            value[r * (n + 1) + to] = *cell(d, r, (int)c);
    }
    column[n] = (struct jh_form_column){
        .heading = "校长联系人", .unit = "", .min = (double)NAN, .max = (double)NAN};
    for (size_t r = 0; r < rows; r++)
        value[r * (n + 1) + n] = (struct jh_form_value){.text = "合成"};
    struct jh_form_sheet sheet[2] = {d->sheet, d->sheet};
    sheet[0].column = column;
    sheet[0].ncolumn = n + 1;
    sheet[0].value = value;
    sheet[1].name = "旧稿";
    sheet[1].hidden = true;
    jh_cell_name((int)n, FIRST_ROW - 1, place);
    list_fault(d, place, "校长联系人", "import.unknown_column", "多出的一列");
    d->sheet.name = "旧稿";
    list_fault(d, "1", "旧稿", "import.hidden_sheet", "隐藏的工作表");
    return write_both(d, sheet, 2);
}

enum jh_status demo_dirty(const struct demo_writer *w, const char *folder, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf faults = JH_BUF(JH_DEMO_BYTES);
    struct dirty d = {.w = w, .folder = folder, .faults = &faults, .err = reterr};
    size_t n;

    JH_TRY(demo_make_folder(folder, reterr));
    JH_TRY(demo_make_folder(jh_arena_printf(w->mem, "%s/corrected", folder), reterr));
    jh_buf_adds(&faults, "\xEF\xBB\xBF"
                         "file,sheet,cell,value,rule,description\r\n");
    const struct demo_faulty *book = demo_faulty(&n);
    for (size_t i = 0; i < n; i++)
        JH_TRY(faulty_book(&d, &book[i]));
    JH_TRY(wrong_year(&d));
    JH_TRY(wrong_total(&d));
    JH_TRY(odd_columns(&d));
    JH_TRY(demo_text_copies(w, folder, reterr));
    return demo_write_file(jh_arena_printf(w->mem, "%s/FAULTS.csv", folder), &faults, reterr);
}
