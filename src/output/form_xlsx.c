/* src/output/form_xlsx.c - see form.h. Layout as county bureaus hand it out: title, head block,
 * headings. */
#include "output/form.h"
#include "base/msg.h"
#include "base/num.h"
#include "output/width.h"
#include "output/book.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    ROW_TITLE,
    ROW_HEAD,
    ROW_HEADING,
    ROW_FIRST,
    COLOUR_HEADING = 0xDDEBF7,
    COLOUR_KEY = 0xF2F2F2,
    COLOUR_LAST = 0x7F7F7F,
    LIST_COLUMNS = 5,
    CHOICE_ROOM = 255, /* Excel's limit on a list written into the cell's own check */
    HINT_ROOM = 250
};

/* One sheet being written. */
struct work {
    struct jh_book *x;
    lxw_worksheet *s;
    const struct jh_form_sheet *form;
    int *place, *last;       /* [ncolumn] sheet column of the value and of last year's; -1 none */
    int width;               /* sheet columns in all */
    lxw_worksheet **choices; /* the hidden sheet, made when first needed; shared by all sheets */
    int *nchoices;
    struct jh_err *err;
};

static const struct jh_form_value *value_at(const struct work *w, size_t row, size_t column)
{
    return &w->form->value[row * w->form->ncolumn + column];
}

static bool has_last(const struct jh_form_sheet *form, size_t column)
{
    for (size_t r = 0; r < form->nrow; r++)
        if (form->value[r * form->ncolumn + column].last)
            return true;
    return false;
}

static void place_columns(struct work *w)
{
    size_t n = w->form->ncolumn;

    w->place = jh_new(&w->x->mem, int, n);
    w->last = jh_new(&w->x->mem, int, n);
    w->width = 0;
    for (size_t c = 0; c < n; c++) {
        w->place[c] = w->width++;
        w->last[c] = has_last(w->form, c) ? w->width++ : -1;
    }
}

static char *heading_text(const struct work *w, const struct jh_form_column *c)
{
    const char *unit = c->unit ? c->unit : "";
    return jh_arena_printf(&w->x->mem, *unit ? "%s%s\n（%s）" : "%s%s", c->required ? "*" : "",
                           c->heading, unit);
}

static char *message(const struct work *w, const char *id, const char *name)
{
    return jh_book_text(w->x, id, &(struct jh_msg_arg){"name", name}, 1);
}

/* The text cut to `most` characters: Excel refuses longer ones in checks. */
static char *clipped(const struct work *w, const char *text, size_t most)
{
    char *ret = jh_arena_strdup(&w->x->mem, text);
    const char *p = ret;

    while (most-- && *p)
        jh_utf8_next(&p);
    ret[p - ret] = 0;
    return ret;
}

/* Formats */

static lxw_format *cell_format(const struct work *w, const struct jh_form_column *c, bool locked)
{
    lxw_format *f = jh_book_format(w->x, 11, c->key);

    jh_book_boxed(f);
    if (c->number)
        format_set_num_format(f, jh_book_number_format(c->whole ? 0 : c->decimals, false));
    else
        format_set_num_format(f, "@"); /* codes keep their leading zeros when typed in */
    format_set_align(f, c->number ? LXW_ALIGN_RIGHT : LXW_ALIGN_LEFT);
    if (locked) {
        format_set_bg_color(f, COLOUR_KEY);
        format_set_pattern(f, LXW_PATTERN_SOLID);
    } else {
        format_set_unlocked(f);
    }
    return f;
}

static lxw_format *last_format(const struct work *w, bool number)
{
    lxw_format *f = jh_book_format(w->x, 10, false);

    jh_book_boxed(f);
    format_set_italic(f);
    format_set_font_color(f, COLOUR_LAST);
    format_set_align(f, number ? LXW_ALIGN_RIGHT : LXW_ALIGN_LEFT);
    return f;
}

static lxw_format *heading_format(const struct work *w, bool last)
{
    lxw_format *f = last ? last_format(w, false) : jh_book_format(w->x, 11, true);

    jh_book_boxed(f);
    format_set_align(f, LXW_ALIGN_CENTER);
    format_set_text_wrap(f);
    if (!last) {
        format_set_bg_color(f, COLOUR_HEADING);
        format_set_pattern(f, LXW_PATTERN_SOLID);
    }
    return f;
}

/* Checks of cells */

/* Choices in the hidden sheet, one column each; the reference that a check names. */
static enum jh_status hidden_choices(const struct work *w, const struct jh_form_column *c,
                                     char **ret)
{
    if (!*w->choices) {
        JH_TRY(jh_book_sheet(w->x, jh_book_text(w->x, "output.form.choices", NULL, 0), w->choices,
                             w->err));
        worksheet_hide(*w->choices);
    }
    char name[LXW_MAX_COL_NAME_LENGTH];
    int column = (*w->nchoices)++;
    lxw_col_to_name(name, (lxw_col_t)column, LXW_TRUE);
    for (size_t i = 0; i < c->nchoice; i++)
        jh_book_keep(w->x, worksheet_write_string(*w->choices, (lxw_row_t)i, (lxw_col_t)column,
                                                  c->choice[i], NULL));
    *ret = jh_arena_printf(&w->x->mem, "='%s'!%s$1:%s$%zu", (*w->choices)->name, name, name,
                           c->nchoice);
    return JH_OK;
}

static enum jh_status choice_check(const struct work *w, const struct jh_form_column *c,
                                   lxw_data_validation *v)
{
    size_t room = 0;
    bool comma = false;

    for (size_t i = 0; i < c->nchoice; i++) {
        room += jh_utf8_count(c->choice[i]) + 1;
        comma |= strchr(c->choice[i], ',') != NULL;
    }
    v->error_message = clipped(w, message(w, "output.form.choose", c->heading), HINT_ROOM);
    if (room > CHOICE_ROOM || comma) {
        v->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        return hidden_choices(w, c, &v->value_formula);
    }
    v->validate = LXW_VALIDATION_TYPE_LIST;
    v->value_list = jh_new(&w->x->mem, char *, c->nchoice + 1);
    for (size_t i = 0; i < c->nchoice; i++)
        v->value_list[i] = jh_arena_strdup(&w->x->mem, c->choice[i]);
    return JH_OK;
}

static void number_check(const struct work *w, const struct jh_form_column *c,
                         lxw_data_validation *v)
{
    bool low = isfinite(c->min), high = isfinite(c->max);
    char min[JH_NUM_TEXT] = "", max[JH_NUM_TEXT] = "";

    if (low)
        jh_num_format(c->min, min);
    if (high)
        jh_num_format(c->max, max);
    const struct jh_msg_arg arg[] = {
        {"name", c->heading},
        {"kind", message(w, c->whole ? "output.form.whole" : "output.form.number", "")},
        {"min", min},
        {"max", max}};
    const char *id = low && high ? "output.form.between"
                     : low       ? "output.form.at_least"
                     : high      ? "output.form.at_most"
                                 : "output.form.any_number";
    v->error_message = clipped(w, jh_book_text(w->x, id, arg, 4), HINT_ROOM);
    v->validate = c->whole ? LXW_VALIDATION_TYPE_INTEGER : LXW_VALIDATION_TYPE_DECIMAL;
    v->criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
    v->minimum_number = low ? c->min : -1e15;
    v->maximum_number = high ? c->max : 1e15;
}

/* The check of column `c` over the cells first..last of sheet column `at`. */
static enum jh_status add_check(const struct work *w, const struct jh_form_column *c, int first,
                                int last, int at)
{
    lxw_data_validation v = {.ignore_blank = LXW_VALIDATION_ON,
                             .show_input = LXW_VALIDATION_OFF,
                             .show_error = LXW_VALIDATION_ON,
                             .dropdown = LXW_VALIDATION_ON,
                             .error_type = LXW_VALIDATION_ERROR_TYPE_STOP,
                             .error_title = message(w, "output.form.error_title", "")};

    if (first > last || (!c->nchoice && !c->number))
        return JH_OK;
    if (c->nchoice)
        JH_TRY(choice_check(w, c, &v));
    else
        number_check(w, c, &v);
    jh_book_keep(w->x, worksheet_data_validation_range(w->s, (lxw_row_t)first, (lxw_col_t)at,
                                                       (lxw_row_t)last, (lxw_col_t)at, &v));
    return JH_OK;
}

/* Cells */

static void write_value(const struct work *w, int row, int at, const struct jh_form_value *v,
                        lxw_format *f)
{
    lxw_row_t r = (lxw_row_t)row;
    lxw_col_t c = (lxw_col_t)at;

    if (v && v->text)
        jh_book_keep(w->x, worksheet_write_string(w->s, r, c, v->text, f));
    else if (v && isfinite(v->value))
        jh_book_keep(w->x, worksheet_write_number(w->s, r, c, v->value, f));
    else
        jh_book_keep(w->x, worksheet_write_blank(w->s, r, c, f));
}

static void write_text(const struct work *w, int row, int at, const char *text, lxw_format *f)
{
    jh_book_keep(w->x,
                 worksheet_write_string(w->s, (lxw_row_t)row, (lxw_col_t)at, text ? text : "", f));
}

static void add_note(const struct work *w, int row, int at, const char *note)
{
    if (!note || !*note)
        return;
    double lines = ceil(jh_display_width(note) / 34) + 1;
    lxw_comment_options options = {
        .visible = LXW_COMMENT_DISPLAY_HIDDEN, .width = 240, .height = (uint16_t)(lines * 18)};
    jh_book_keep(w->x,
                 worksheet_write_comment_opt(w->s, (lxw_row_t)row, (lxw_col_t)at, note, &options));
}

static void write_top(const struct work *w)
{
    lxw_format *title = jh_book_format(w->x, 16, true), *head = jh_book_format(w->x, 11, false);

    format_set_align(title, LXW_ALIGN_CENTER);
    worksheet_set_row(w->s, ROW_TITLE, 30, NULL);
    worksheet_set_row(w->s, ROW_HEAD, 21, NULL);
    jh_book_merge(w->x, w->s, ROW_TITLE, 0, w->width - 1, w->form->title ? w->form->title : "",
                  title);
    jh_book_merge(w->x, w->s, ROW_HEAD, 0, w->width - 1, w->form->head ? w->form->head : "", head);
}

static bool any_required(const struct jh_form_sheet *form)
{
    for (size_t c = 0; c < form->ncolumn; c++)
        if (form->column[c].required)
            return true;
    return false;
}

static void write_note(const struct work *w, int row, double room, const char *text, lxw_format *f)
{
    double lines = ceil(jh_display_width(text) / (room > 20 ? room * 0.9 : 20));

    worksheet_set_row(w->s, (lxw_row_t)row, 16 * (lines < 1 ? 1 : lines), NULL);
    jh_book_merge(w->x, w->s, (lxw_row_t)row, 0, w->width - 1, text, f);
}

static void write_notes(const struct work *w, int row, double room)
{
    lxw_format *f = jh_book_format(w->x, 10, false);

    format_set_text_wrap(f);
    for (size_t i = 0; i < w->form->nnote; i++)
        write_note(w, row++, room, w->form->note[i], f);
    if (any_required(w->form))
        write_note(w, row, room, jh_book_text(w->x, "output.form.required", NULL, 0), f);
}

static void set_page(const struct work *w, int frozen_columns)
{
    lxw_worksheet *s = w->s;
    lxw_protection may = {.format_cells = LXW_TRUE,
                          .format_columns = LXW_TRUE,
                          .format_rows = LXW_TRUE,
                          .sort = LXW_TRUE,
                          .autofilter = LXW_TRUE};

    worksheet_freeze_panes(s, ROW_FIRST, (lxw_col_t)frozen_columns);
    worksheet_protect(s, NULL, &may);
    worksheet_set_paper(s, 9); /* A4 */
    worksheet_set_landscape(s);
    worksheet_fit_to_pages(s, 1, 0);
    worksheet_repeat_rows(s, ROW_TITLE, ROW_HEADING);
    worksheet_set_margins(s, 0.4, 0.4, 0.5, 0.6);
    worksheet_center_horizontally(s);
    jh_book_keep(w->x, worksheet_set_footer(s, jh_book_text(w->x, "output.xlsx_page", NULL, 0)));
}

/* A sheet with a row a school */

static double column_width(const struct work *w, size_t c)
{
    double heading = jh_display_width(heading_text(w, &w->form->column[c])), widest = 0;

    for (size_t r = 0; r < w->form->nrow; r++) {
        const struct jh_form_value *v = value_at(w, r, c);
        char text[JH_NUM_TEXT] = "";
        if (!v->text && isfinite(v->value))
            jh_num_round(v->value, w->form->column[c].decimals, text);
        double wide = v->text              ? jh_display_width(v->text)
                      : isfinite(v->value) ? (double)strlen(text)
                                           : 0;
        widest = wide > widest ? wide : widest;
    }
    heading =
        heading > 14 ? ceil(heading / 2) + 1 : heading; /* long headings are set in two lines */
    widest = (heading > widest ? heading : widest) + 2;
    return widest < 9 ? 9 : widest > 40 ? 40 : widest;
}

static double set_widths(const struct work *w)
{
    double sum = 0;

    for (size_t c = 0; c < w->form->ncolumn; c++) {
        double wide = column_width(w, c);
        lxw_col_t at = (lxw_col_t)w->place[c];
        jh_book_keep(w->x, worksheet_set_column(w->s, at, at, wide, NULL));
        sum += wide;
        if (w->last[c] >= 0) {
            lxw_row_col_options fold = {.level = 1}; /* one click hides last year's figures */
            at = (lxw_col_t)w->last[c];
            jh_book_keep(w->x, worksheet_set_column_opt(w->s, at, at, 10, NULL, &fold));
            sum += 10;
        }
    }
    return sum;
}

static void write_headings(const struct work *w)
{
    lxw_format *plain = heading_format(w, false), *grey = heading_format(w, true);

    worksheet_set_row(w->s, ROW_HEADING, 48, NULL);
    for (size_t c = 0; c < w->form->ncolumn; c++) {
        const struct jh_form_column *column = &w->form->column[c];
        write_text(w, ROW_HEADING, w->place[c], heading_text(w, column), plain);
        add_note(w, ROW_HEADING, w->place[c], column->note);
        if (w->last[c] >= 0)
            write_text(w, ROW_HEADING, w->last[c], message(w, "output.form.last", column->heading),
                       grey);
    }
}

static void write_column(const struct work *w, size_t c)
{
    const struct jh_form_column *column = &w->form->column[c];
    lxw_format *filled = cell_format(w, column, column->key), *open = cell_format(w, column, false);
    lxw_format *grey = last_format(w, column->number);
    int rows = (int)w->form->nrow, all = rows + w->form->spare_rows;

    for (int r = 0; r < all; r++) {
        const struct jh_form_value *v = r < rows ? value_at(w, (size_t)r, c) : NULL;
        write_value(w, ROW_FIRST + r, w->place[c], v, v ? filled : open);
        if (w->last[c] >= 0)
            write_text(w, ROW_FIRST + r, w->last[c], v ? v->last : "", grey);
    }
}

static double column_sum(const struct work *w, size_t c)
{
    double sum = 0;

    for (size_t r = 0; r < w->form->nrow; r++)
        if (!value_at(w, r, c)->text && isfinite(value_at(w, r, c)->value))
            sum += value_at(w, r, c)->value;
    return sum;
}

static void write_total(const struct work *w, int row)
{
    lxw_format *text = heading_format(w, false);
    bool named = false;

    for (size_t c = 0; c < w->form->ncolumn; c++) {
        const struct jh_form_column *column = &w->form->column[c];
        int at = w->place[c];
        char name[LXW_MAX_COL_NAME_LENGTH];
        if (w->last[c] >= 0)
            write_text(w, row, w->last[c], "", text);
        if (!column->number || column->no_total || column->key) {
            write_text(w, row, at, named ? "" : message(w, "output.total", ""), text);
            named = true;
            continue;
        }
        lxw_format *sum = jh_book_format(w->x, 11, true);
        jh_book_boxed(sum);
        format_set_bg_color(sum, COLOUR_HEADING);
        format_set_num_format(sum,
                              jh_book_number_format(column->whole ? 0 : column->decimals, false));
        lxw_col_to_name(name, (lxw_col_t)at, LXW_FALSE);
        const char *formula =
            jh_arena_printf(&w->x->mem, "=SUM(%s%d:%s%d)", name, ROW_FIRST + 1, name, row);
        jh_book_keep(w->x, worksheet_write_formula_num(w->s, (lxw_row_t)row, (lxw_col_t)at, formula,
                                                       sum, column_sum(w, c)));
    }
}

static enum jh_status write_rows_sheet(struct work *w)
{
    int end = ROW_FIRST + (int)w->form->nrow + w->form->spare_rows, frozen = 0;

    place_columns(w);
    double room = set_widths(w);
    write_top(w);
    write_headings(w);
    for (size_t c = 0; c < w->form->ncolumn; c++) {
        write_column(w, c);
        JH_TRY(add_check(w, &w->form->column[c], ROW_FIRST, end - 1, w->place[c]));
        if (w->form->column[c].key && w->place[c] == frozen)
            frozen = w->place[c] + 1;
    }
    if (w->form->total_row && end > ROW_FIRST)
        write_total(w, end++);
    write_notes(w, end, room);
    set_page(w, frozen);
    return JH_OK;
}

/* A sheet with an item a line */

static void list_headings(const struct work *w, bool last)
{
    static const char *const id[] = {"output.form.list_item", "output.form.list_value",
                                     "output.form.list_unit", NULL, "output.form.list_note"};
    lxw_format *plain = heading_format(w, false), *grey = heading_format(w, true);
    int at = 0;

    for (int i = 0; i < LIST_COLUMNS; i++) {
        if (id[i])
            write_text(w, ROW_HEADING, at++, message(w, id[i], ""), plain);
        else if (last)
            write_text(w, ROW_HEADING, at++,
                       message(w, "output.form.last", message(w, "output.form.list_value", "")),
                       grey);
    }
}

static enum jh_status list_line(const struct work *w, size_t i, bool last, lxw_format *label,
                                lxw_format *note)
{
    const struct jh_form_column *c = &w->form->column[i];
    const struct jh_form_value *v = w->form->nrow ? value_at(w, 0, i) : NULL;
    int row = ROW_FIRST + (int)i;
    double lines = c->note ? ceil(jh_display_width(c->note) / 56) : 1;

    worksheet_set_row(w->s, (lxw_row_t)row, lines > 1 ? 15 * lines + 3 : 18, NULL);
    write_text(w, row, 0, jh_arena_printf(&w->x->mem, "%s%s", c->required ? "*" : "", c->heading),
               label);
    write_value(w, row, 1, v, cell_format(w, c, c->key));
    write_text(w, row, 2, c->unit, label);
    if (last)
        write_text(w, row, 3, v ? v->last : "", last_format(w, c->number));
    write_text(w, row, last ? 4 : 3, c->note, note);
    return add_check(w, c, row, row, 1);
}

static enum jh_status write_list_sheet(struct work *w)
{
    lxw_format *label = jh_book_format(w->x, 11, false), *note = jh_book_format(w->x, 10, false);
    bool last = false;
    double item = 20;

    for (size_t i = 0; i < w->form->ncolumn; i++) {
        double wide = jh_display_width(w->form->column[i].heading) + 4;
        item = wide > item ? wide : item;
        last |= has_last(w->form, i);
    }
    item = item > 60 ? 60 : item;
    const double width[] = {item, 18, 10, last ? 12 : 62, 62};
    w->width = last ? LIST_COLUMNS : LIST_COLUMNS - 1;
    for (int i = 0; i < w->width; i++)
        worksheet_set_column(w->s, (lxw_col_t)i, (lxw_col_t)i, width[i], NULL);
    jh_book_boxed(label);
    format_set_text_wrap(label);
    jh_book_boxed(note);
    format_set_text_wrap(note);
    format_set_font_color(note, 0x595959);

    write_top(w);
    worksheet_set_row(w->s, ROW_HEADING, 24, NULL);
    list_headings(w, last);
    for (size_t i = 0; i < w->form->ncolumn; i++)
        JH_TRY(list_line(w, i, last, label, note));
    write_notes(w, ROW_FIRST + (int)w->form->ncolumn, item + 90);
    set_page(w, 1);
    return JH_OK;
}

static enum jh_status check_limits(const struct jh_form_sheet *form, struct jh_err *reterr)
{
    const struct jh_at at = {form->name, 0};

    if (form->nrow + (size_t)form->spare_rows > JH_BOOK_ROWS || (form->list && form->nrow > 1))
        return jh_fail(reterr, JH_E_LIMIT, "output.too_many_rows", at, (double)form->nrow, "%d",
                       form->list ? 1 : JH_BOOK_ROWS);
    if (form->ncolumn == 0 || form->ncolumn > JH_BOOK_COLUMNS / 2)
        return jh_fail(reterr, JH_E_LIMIT, "output.too_many_columns", at, (double)form->ncolumn,
                       "%d", JH_BOOK_COLUMNS / 2);
    return JH_OK;
}

enum jh_status jh_form_xlsx(const struct jh_form_sheet *sheet, size_t n, struct jh_buf *out,
                            struct jh_err *reterr)
{
    JH_CLEANUP(jh_book_drop) struct jh_book x;
    lxw_worksheet *choices = NULL;
    int nchoices = 0;

    JH_TRY(jh_book_open(&x, n ? sheet[0].title : "", false, reterr));
    for (size_t i = 0; i < n; i++) {
        struct work w = {
            .x = &x, .form = &sheet[i], .choices = &choices, .nchoices = &nchoices, .err = reterr};
        JH_TRY(check_limits(&sheet[i], reterr));
        JH_TRY(jh_book_sheet(&x, sheet[i].name, &w.s, reterr));
        if (sheet[i].hidden)
            worksheet_hide(w.s);
        JH_TRY(sheet[i].list ? write_list_sheet(&w) : write_rows_sheet(&w));
    }
    return jh_book_finish(&x, out, reterr);
}
