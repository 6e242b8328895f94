/* src/intake/annotate_sheet.c - a worksheet's XML with marked cells and a column of reasons. First
 * a survey (how wide, where the headings are), then one pass that copies and inserts. */
#include "intake/annotate_part.h"
#include <limits.h>

struct place { /* where in the sheet; addresses may be left out in the file */
    long row;
    int column;
};

struct edit {
    struct jh_xml xml;
    const struct jh_buf *in;
    struct jh_buf *out;
    const struct jh_mark *mark;
    size_t n, next; /* marks; the first that is not written yet */
    const char *heading;
    struct jh_restyle *styles;
    struct place at;
    bool in_data, in_row, in_cell, filled;

    /* The survey's findings. */
    int width;        /* columns that hold something or belong to a merged cell */
    int filled_here;  /* cells with content in this row */
    long heading_row; /* 0: none yet */
    long last_row;
    int widths_to; /* last column that <cols> speaks of; 0: no <cols> */

    /* The pass. */
    size_t copied; /* input bytes that are dealt with */
    const char *prefix;
    int nprefix;
    bool editing, opened, headed, reason_done, drop_cell;
    size_t first, last; /* marks of the row being edited */
};

static size_t here(const struct edit *e)
{
    return (size_t)XML_GetCurrentByteIndex(e->xml.parser);
}

static size_t tag_size(const struct edit *e)
{
    return (size_t)XML_GetCurrentByteCount(e->xml.parser);
}

static bool is(const char *name, const char *want)
{
    return strcmp(name, want) == 0;
}

/* Keep e->at: shared by survey and pass. */
static void locate(struct edit *e, const char *name, const char **attributes)
{
    const char *address = jh_xml_attribute(attributes, "r");

    if (is(name, "row")) {
        e->at.row = address ? jh_xlsx_index(address) : e->at.row + 1;
        e->at.column = -1;
        e->in_row = true;
        if (e->at.row < 1)
            jh_reading_fail(e->xml.r, JH_E_DATA, "intake.damaged", "a row's number");
    } else if (is(name, "c") && e->in_row) {
        e->at.column = address ? jh_xlsx_column(address) : e->at.column + 1;
        e->in_cell = true;
        e->filled = false;
        if (e->at.column < 0 || e->at.column >= JH_EXCEL_COLUMNS)
            jh_reading_fail(e->xml.r, JH_E_DATA, "intake.damaged", "a cell's address");
    }
}

static void survey_start(void *context, const char *name, const char **attributes)
{
    struct edit *e = context;

    if (e->in_data) {
        locate(e, name, attributes);
        if (is(name, "row"))
            e->filled_here = 0;
        else if (e->in_cell && (is(name, "v") || is(name, "is") || is(name, "f")))
            e->filled = true;
    } else if (is(name, "sheetData")) {
        e->in_data = true;
    } else if (is(name, "col")) {
        const char *max = jh_xml_attribute(attributes, "max");
        long last = max ? jh_xlsx_index(max) : 0;
        if (last > e->widths_to)
            e->widths_to = last < JH_EXCEL_COLUMNS ? (int)last : JH_EXCEL_COLUMNS;
    } else if (is(name, "mergeCell")) {
        const char *area = jh_xml_attribute(attributes, "ref");
        const char *colon = area ? strchr(area, ':') : NULL;
        int column = colon ? jh_xlsx_column(colon + 1) : -1;
        if (column + 1 > e->width && column < JH_EXCEL_COLUMNS - 1)
            e->width = column + 1;
    }
}

static void survey_end(void *context, const char *name)
{
    struct edit *e = context;

    if (is(name, "sheetData"))
        e->in_data = false;
    if (!e->in_data)
        return;
    if (e->in_cell && is(name, "c")) {
        e->in_cell = false;
        e->filled_here += e->filled;
        if (e->filled && e->at.column + 1 > e->width)
            e->width = e->at.column + 1;
    } else if (e->in_row && is(name, "row")) {
        e->in_row = false;
        if (e->filled_here >= 2 && !e->heading_row)
            e->heading_row = e->at.row; /* titles above it have one cell */
        if (e->at.row > e->last_row)
            e->last_row = e->at.row;
    }
}

static void copy_to(struct edit *e, size_t to)
{
    if (to > e->copied) {
        jh_buf_add(e->out, e->in->data + e->copied, to - e->copied);
        e->copied = to;
    }
}

static void add_element(struct edit *e, const char *before, const char *name)
{
    jh_buf_addf(e->out, "%s%.*s%s", before, e->nprefix, e->prefix, name);
}

static void add_reason(struct edit *e)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(1 << 16);
    char name[16];

    if (e->reason_done)
        return;
    e->reason_done = true;
    if (e->at.row == e->heading_row) {
        jh_buf_adds(&text, e->heading);
        jh_buf_adds(&text, e->last > e->first ? ": " : "");
    }
    jh_mark_texts(&text, e->mark + e->first, e->last - e->first);
    jh_cell_name(e->width, e->at.row, name);
    add_element(e, "<", "c r=\"");
    jh_buf_addf(e->out, "%s\" t=\"inlineStr\">", name);
    add_element(e, "<", "is>");
    add_element(e, "<", "t xml:space=\"preserve\">");
    jh_xml_escape(e->out, text.data ? text.data : "", text.len);
    add_element(e, "</", "t>");
    add_element(e, "</", "is>");
    add_element(e, "</", "c>");
}

/* The worst grade of marks on exactly this column, or on the row for cells that exist; -1: none. */
static int grade_at(const struct edit *e, int column, bool exists)
{
    int grade = -1;

    for (size_t i = e->first; i < e->last; i++) {
        const struct jh_mark *m = &e->mark[i];
        bool mine = m->column == column || (exists && m->column < 0 && column < e->width);
        if (mine && (grade < 0 || jh_mark_grade(m->grade) < grade))
            grade = jh_mark_grade(m->grade);
    }
    return grade;
}

/* Marked cells that the file does not have, left of `column`; and the reason when it is due. */
static void add_missing(struct edit *e, int column)
{
    for (; e->next < e->last && e->mark[e->next].column < column; e->next++) {
        int wanted = e->mark[e->next].column;
        char name[16];
        if (wanted < 0 || (e->next > e->first && e->mark[e->next - 1].column == wanted))
            continue;
        if (wanted >= e->width)
            continue; /* the reason stands there */
        jh_cell_name(wanted, e->at.row, name);
        add_element(e, "<", "c r=\"");
        jh_buf_addf(e->out, "%s\" s=\"%ld\"/>", name,
                    jh_restyle_get(e->styles, 0, grade_at(e, wanted, false)));
    }
    if (column > e->width)
        add_reason(e);
}

/* Take the marks of `row` in hand; true when there is something to write in it. */
static bool take_row(struct edit *e, long row)
{
    e->first = e->next;
    while (e->next < e->n && e->mark[e->next].row == row)
        e->next++;
    e->last = e->next;
    e->next = e->first;
    e->reason_done = false;
    e->headed |= row == e->heading_row;
    return e->last > e->first || row == e->heading_row;
}

static long next_row(const struct edit *e)
{
    long row = e->next < e->n ? e->mark[e->next].row : LONG_MAX;
    return !e->headed && e->heading_row < row ? e->heading_row : row;
}

static void add_rows_before(struct edit *e, long row)
{
    struct place back = e->at;

    for (long missing; (missing = next_row(e)) < row;) {
        e->at = (struct place){missing, -1};
        take_row(e, missing);
        add_element(e, "<", "row r=\"");
        jh_buf_addf(e->out, "%ld\">", missing);
        add_missing(e, INT_MAX);
        add_element(e, "</", "row>");
        e->next = e->last;
    }
    e->at = back;
}

static void start_row(struct edit *e, const char *tag, size_t n)
{
    static const char *const drop[] = {"spans", NULL};

    copy_to(e, here(e));
    add_rows_before(e, e->at.row);
    e->editing = take_row(e, e->at.row);
    if (!e->editing)
        return;
    e->opened = tag[n - 2] == '/'; /* an empty row gets an end tag */
    jh_tag_copy(e->out, tag, n, drop, "", false);
    e->copied += n;
}

static void start_cell(struct edit *e, const char *tag, size_t n, const char **attributes)
{
    static const char *const drop[] = {"s", NULL};
    const char *style = jh_xml_attribute(attributes, "s");
    char add[40];

    copy_to(e, here(e));
    add_missing(e, e->at.column);
    while (e->next < e->last && e->mark[e->next].column == e->at.column)
        e->next++;
    e->drop_cell = e->at.column == e->width; /* a blank one: the reason takes its place */
    int grade = grade_at(e, e->at.column, true);
    if (e->drop_cell || grade < 0)
        return;
    snprintf(add, sizeof add, " s=\"%ld\"",
             jh_restyle_get(e->styles, style ? jh_xlsx_index(style) : 0, grade));
    jh_tag_copy(e->out, tag, n, drop, add, tag[n - 2] == '/');
    e->copied += n;
}

static void add_width(struct edit *e)
{
    add_element(e, "<", "col ");
    jh_buf_addf(e->out, "min=\"%d\" max=\"%d\" width=\"60\" customWidth=\"1\"/>", e->width + 1,
                e->width + 1);
}

static void start_data(struct edit *e, const char *tag, size_t n)
{
    e->in_data = true;
    if (e->widths_to == 0) {
        copy_to(e, here(e));
        add_element(e, "<", "cols>");
        add_width(e);
        add_element(e, "</", "cols>");
    }
    e->opened = tag[n - 2] == '/';
    if (e->opened) {
        copy_to(e, here(e));
        jh_tag_copy(e->out, tag, n, NULL, "", false);
        e->copied += n;
    }
}

static void new_dimension(struct edit *e, const char *tag, size_t n)
{
    static const char *const drop[] = {"ref", NULL};
    long last = e->n && e->mark[e->n - 1].row > e->last_row ? e->mark[e->n - 1].row : e->last_row;
    char name[16], add[40];

    jh_cell_name(e->width, last > e->heading_row ? last : e->heading_row, name);
    snprintf(add, sizeof add, " ref=\"A1:%s\"", name);
    copy_to(e, here(e));
    jh_tag_copy(e->out, tag, n, drop, add, tag[n - 2] == '/');
    e->copied += n;
}

static void edit_start(void *context, const char *name, const char **attributes)
{
    struct edit *e = context;
    const char *tag = e->in->data + here(e);
    size_t n = tag_size(e);

    if (!e->in_data) {
        if (is(name, "dimension"))
            new_dimension(e, tag, n);
        else if (is(name, "sheetData"))
            start_data(e, tag, n);
        return;
    }
    locate(e, name, attributes);
    if (is(name, "row"))
        start_row(e, tag, n);
    else if (is(name, "c") && e->editing)
        start_cell(e, tag, n, attributes);
}

static void end_row(struct edit *e)
{
    e->in_row = false;
    if (!e->editing)
        return;
    copy_to(e, here(e));
    add_missing(e, INT_MAX);
    e->next = e->last;
    if (e->opened)
        add_element(e, "</", "row>");
    e->editing = e->opened = false;
}

static void edit_end(void *context, const char *name)
{
    struct edit *e = context;

    if (!e->in_data) {
        if (is(name, "cols") && e->widths_to > 0 && e->widths_to <= e->width) {
            copy_to(e, here(e));
            add_width(e);
        }
    } else if (e->in_cell && is(name, "c")) {
        e->in_cell = false;
        if (e->drop_cell)
            e->copied = here(e) + tag_size(e);
        e->drop_cell = false;
    } else if (e->in_row && is(name, "row")) {
        end_row(e);
    } else if (is(name, "sheetData")) {
        e->in_data = false;
        copy_to(e, here(e));
        add_rows_before(e, LONG_MAX);
        if (e->opened)
            add_element(e, "</", "sheetData>");
        e->opened = false;
    }
}

/* The prefix that the sheet's own elements bear: that of its root. */
static void find_prefix(struct edit *e)
{
    const char *p = e->in->data, *end = p + e->in->len;

    e->prefix = "";
    while (p < end && !(p[0] == '<' && p + 1 < end && p[1] != '?' && p[1] != '!'))
        p++;
    for (const char *q = p + 1; q < end && !strchr(" \t\r\n/>", *q); q++)
        if (*q == ':') {
            e->prefix = p + 1;
            e->nprefix = (int)(q - p);
        }
}

enum jh_status jh_annotate_sheet(struct jh_reading *r, const struct jh_buf *in,
                                 const struct jh_mark *mark, size_t n, const char *heading,
                                 struct jh_restyle *styles, struct jh_buf *out)
{
    static const struct jh_xml_events look = {.start = survey_start, .end = survey_end};
    static const struct jh_xml_events change = {.start = edit_start, .end = edit_end};
    struct edit e = {
        .in = in, .out = out, .mark = mark, .n = n, .heading = heading, .styles = styles};

    JH_TRY(jh_xml_read_bytes(r, in->data, in->len, &look, &e, &e.xml));
    for (size_t i = 0; i < n; i++) /* marks right of everything widen the sheet */
        if (mark[i].column + 1 > e.width)
            e.width = mark[i].column + 1;
    if (!e.heading_row)
        e.heading_row = 1;
    find_prefix(&e);
    e.at = (struct place){0};
    e.in_data = e.in_row = e.in_cell = false;
    JH_TRY(jh_xml_read_bytes(r, in->data, in->len, &change, &e, &e.xml));
    copy_to(&e, in->len);
    return JH_OK;
}
