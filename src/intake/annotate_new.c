/* src/intake/annotate_new.c - a new workbook with the cells of a .csv, .ods or .xls, and the marks.
 * The source is read twice: the reasons' column must be known before the first row is written. */
#include "base/date.h"
#include "intake/annotate_part.h"
#include "intake/text.h"
#include <limits.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { SHEET_NAME = 31, NAME_ROOM = 128, REASON_WIDTH = 60, REASON_TEXT = 65536 };

struct extent { /* of a sheet: what the first reading finds */
    size_t width;
    long heading_row;
};

struct rewrite {
    struct jh_buf extent; /* struct extent[], by sheet */
    const struct jh_mark *mark;
    size_t n, next;
    const char *heading;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    int number; /* of the sheet being written */
    bool headed;
    lxw_format *fill[JH_GRADES + 1], *day[JH_GRADES + 1]; /* the last one without fill */
};

static struct extent *extent_of(struct rewrite *w, int sheet)
{
    const struct extent none = {0};
    while (w->extent.len / sizeof none < (size_t)sheet && !w->extent.full)
        jh_buf_add(&w->extent, &none, sizeof none);
    return &((struct extent *)(void *)w->extent.data)[sheet - 1];
}

static bool measure(void *context, const struct jh_row *row)
{
    struct extent *e = extent_of(context, row->sheet);
    size_t filled = 0;

    for (size_t i = 0; i < row->n; i++)
        filled += row->cell[i].kind != JH_CELL_BLANK;
    if (filled >= 2 && !e->heading_row)
        e->heading_row = row->row;
    if (row->n > e->width)
        e->width = row->n;
    return true;
}

/* A name that Excel takes: 31 characters, none of []:*?/\, not empty, no other sheet's. */
static void clean_name(struct rewrite *w, const char *name, int sheet, char ret[NAME_ROOM])
{
    size_t n = strlen(name), out = 0, bytes;
    int characters = 0;

    for (size_t i = 0; i < n && characters < SHEET_NAME; i += bytes, characters++) {
        uint32_t c = jh_utf8_get(name + i, n - i, &bytes, NULL);
        bool odd = c < 0x20 || (c < 0x80 && strchr("[]:*?/\\'", (int)c)) || c == JH_BAD_CHAR;
        characters += c > 0xFFFF; /* counted as two there */
        if (odd)
            ret[out++] = '_';
        else
            out += jh_utf8_put(c, ret + out);
    }
    ret[out] = 0;
    if (!out || workbook_validate_sheet_name(w->book, ret) != LXW_NO_ERROR)
        snprintf(ret, NAME_ROOM, "Sheet%d", sheet);
}

static int grade_at(const struct rewrite *w, size_t last, int column)
{
    int grade = JH_GRADES;

    for (size_t i = w->next; i < last; i++)
        if ((w->mark[i].column == column || w->mark[i].column < 0) &&
            jh_mark_grade(w->mark[i].grade) < grade)
            grade = jh_mark_grade(w->mark[i].grade);
    return grade;
}

static void write_cell(struct rewrite *w, long row, int column, const struct jh_cell *c, int grade)
{
    lxw_row_t r = (lxw_row_t)(row - 1);
    lxw_col_t k = (lxw_col_t)column;
    lxw_format *fill = w->fill[grade];
    struct jh_date d;

    switch (c->kind) {
    case JH_CELL_BLANK:
        if (fill)
            worksheet_write_blank(w->sheet, r, k, fill);
        break;
    case JH_CELL_NUMBER:
        worksheet_write_number(w->sheet, r, k, c->number, fill);
        break;
    case JH_CELL_BOOL:
        worksheet_write_boolean(w->sheet, r, k, c->number != 0, fill);
        break;
    case JH_CELL_DATE:
        if (c->n == 10 && jh_date_parse(c->text, c->n, &d) && d.year >= 1900) {
            lxw_datetime day = {d.year, d.month, d.day, 0, 0, 0};
            worksheet_write_datetime(w->sheet, r, k, &day, w->day[grade]);
            break;
        }
        __attribute__((fallthrough));
    default:
        worksheet_write_string(w->sheet, r, k, c->text, fill);
    }
}

static void write_reason(struct rewrite *w, long row, size_t last)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(REASON_TEXT);
    const struct extent *e = extent_of(w, w->number);
    bool is_heading = row == e->heading_row;

    w->headed |= is_heading;
    if (is_heading) {
        jh_buf_adds(&text, w->heading);
        jh_buf_adds(&text, last > w->next ? ": " : "");
    }
    jh_mark_texts(&text, w->mark + w->next, last - w->next);
    if (text.len)
        worksheet_write_string(w->sheet, (lxw_row_t)(row - 1), (lxw_col_t)e->width, text.data,
                               NULL);
}

/* A row of the source, or one that only has marks (cell NULL). */
static void write_row(struct rewrite *w, long row, const struct jh_cell *cell, size_t n)
{
    static const struct jh_cell blank = {.text = ""};
    size_t last = w->next;

    while (last < w->n && w->mark[last].sheet == w->number && w->mark[last].row == row)
        last++;
    bool marked = last > w->next;
    int width = (int)extent_of(w, w->number)->width;
    for (int i = 0; i < width && (marked || (size_t)i < n); i++) {
        const struct jh_cell *c = (size_t)i < n ? &cell[i] : &blank;
        write_cell(w, row, i, c, marked ? grade_at(w, last, i) : JH_GRADES);
    }
    if (marked || row == extent_of(w, w->number)->heading_row)
        write_reason(w, row, last);
    w->next = last;
}

static void write_rows_before(struct rewrite *w, long row)
{
    while (w->sheet) {
        bool mine = w->next < w->n && w->mark[w->next].sheet == w->number;
        long next = mine ? w->mark[w->next].row : LONG_MAX;
        long heading = extent_of(w, w->number)->heading_row;
        if (!w->headed && heading < next)
            next = heading;
        if (next >= row || next == LONG_MAX)
            return;
        write_row(w, next, NULL, 0);
    }
}

static bool has_marks(const struct rewrite *w, int sheet)
{
    for (size_t i = w->next; i < w->n && w->mark[i].sheet <= sheet; i++)
        if (w->mark[i].sheet == sheet)
            return true;
    return false;
}

static bool start_sheet(void *context, int sheet, const char *name, bool hidden)
{
    struct rewrite *w = context;
    char clean[NAME_ROOM];

    write_rows_before(w, LONG_MAX);
    clean_name(w, name, sheet, clean);
    w->number = sheet;
    w->sheet = workbook_add_worksheet(w->book, clean);
    struct extent *e = extent_of(w, sheet);
    w->headed = !has_marks(w, sheet);
    if (w->headed)
        e->heading_row = -1; /* no marks: no column of reasons */
    else if (!e->heading_row)
        e->heading_row = 1;
    if (!w->headed)
        worksheet_set_column(w->sheet, (lxw_col_t)e->width, (lxw_col_t)e->width, REASON_WIDTH,
                             NULL);
    if (hidden && sheet > 1)
        worksheet_hide(w->sheet);
    return w->sheet != NULL;
}

static bool copy_row(void *context, const struct jh_row *row)
{
    struct rewrite *w = context;

    if (row->row > JH_EXCEL_ROWS)
        return true; /* Excel has no such row; the reading counts them */
    write_rows_before(w, row->row);
    write_row(w, row->row, row->cell, row->n);
    return true;
}

static void make_formats(struct rewrite *w)
{
    static const lxw_color_t colour[JH_GRADES] = {0xFF9C9C, 0xFFC266, 0xFFF2A8};

    for (int i = 0; i <= JH_GRADES; i++) {
        w->day[i] = workbook_add_format(w->book);
        format_set_num_format(w->day[i], "yyyy-mm-dd");
        if (i == JH_GRADES)
            break;
        w->fill[i] = workbook_add_format(w->book);
        format_set_pattern(w->fill[i], LXW_PATTERN_SOLID);
        format_set_fg_color(w->fill[i], colour[i]);
        format_set_pattern(w->day[i], LXW_PATTERN_SOLID);
        format_set_fg_color(w->day[i], colour[i]);
    }
}

static enum jh_status write_book(struct rewrite *w, const struct jh_source *source,
                                 const char *path, struct jh_err *reterr)
{
    const struct jh_row_reader copy = {start_sheet, copy_row, w};
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};

    w->book = workbook_new_opt(path, &options);
    if (!w->book)
        return jh_fail(reterr, JH_E_STORE, "intake.no_room", JH_NOWHERE, (double)NAN, "%s", path);
    make_formats(w);
    enum jh_status status = jh_intake_read(source, NULL, &copy, NULL, reterr);
    write_rows_before(w, LONG_MAX);
    if (workbook_close(w->book) != LXW_NO_ERROR && status == JH_OK)
        return jh_fail(reterr, JH_E_STORE, "intake.no_room", JH_NOWHERE, (double)NAN, "%s", path);
    return status;
}

static enum jh_status load_file(const char *path, struct jh_buf *out, struct jh_err *reterr)
{
    char piece[16 * 1024];
    size_t n;
    FILE *f = fopen(path, "rb");

    if (!f)
        return jh_fail(reterr, JH_E_STORE, "intake.no_room", JH_NOWHERE, (double)NAN, "%s", path);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        jh_buf_add(out, piece, n);
    fclose(f);
    return JH_OK;
}

enum jh_status jh_annotate_new(const struct jh_source *source, const struct jh_mark *mark, size_t n,
                               const char *heading, struct jh_buf *out, struct jh_err *reterr)
{
    struct rewrite w = {
        .extent = JH_BUF(10000 * sizeof(struct extent)), .mark = mark, .n = n, .heading = heading};
    const struct jh_row_reader look = {.row = measure, .context = &w};
    char path[] = "/tmp/junheng-XXXXXX"; /* the writer wants a file; only we can read it */
    int fd = mkstemp(path);
    enum jh_status status;

    if (fd < 0)
        return jh_fail(reterr, JH_E_STORE, "intake.no_room", JH_NOWHERE, (double)NAN, "%s", path);
    close(fd);
    status = jh_intake_read(source, NULL, &look, NULL, reterr);
    for (size_t i = 0; i < n; i++) {
        struct extent *e = extent_of(&w, mark[i].sheet);
        if (mark[i].column >= 0 && (size_t)mark[i].column + 1 > e->width)
            e->width = (size_t)mark[i].column + 1;
    }
    if (status == JH_OK)
        status = write_book(&w, source, path, reterr);
    if (status == JH_OK)
        status = load_file(path, out, reterr);
    unlink(path);
    jh_buf_release(&w.extent);
    return status;
}
