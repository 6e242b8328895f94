/* src/intake/xlsx_sheet.c - the rows of one worksheet, cell by cell as the file brings them; plain
 * rows by hand, the others and all around them by the parser. */
#include "base/date.h"
#include "base/num.h"
#include "intake/plain.h"
#include "intake/xlsx.h"

enum { EXCEL_ROWS = 1048576 };

enum type { NUMBER, SHARED, TEXT, BOOLEAN, ERROR, ISO_DATE };

struct sheet {
    struct jh_xlsx *x;
    struct jh_reading *r;
    bool in_data, in_row, in_cell, collect, in_inline, in_phonetic;
    long row, rows; /* its number; how many row elements there were */
    int column;
    enum type type;
    long style;
    bool formula;
    size_t from; /* of the cell's text in r->text */
};

static enum type type_of(struct jh_span t)
{
    static const struct {
        const char *text;
        enum type type;
    } types[] = {{"s", SHARED},  {"n", NUMBER}, {"str", TEXT},  {"inlineStr", TEXT},
                 {"b", BOOLEAN}, {"e", ERROR},  {"d", ISO_DATE}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strncmp(types[i].text, t.at, t.n) == 0 && !types[i].text[t.n])
            return types[i].type;
    return TEXT;
}

static void begin_row(struct sheet *s, struct jh_span number)
{
    long row = number.at ? jh_xlsx_index_n(number.at, number.n) : s->row + 1;

    if (row < 1 || ++s->rows > EXCEL_ROWS) {
        if (row < 1)
            jh_reading_fail(s->r, JH_E_DATA, "intake.damaged", "row %.*s",
                            number.n < 20 ? (int)number.n : 20, number.at ? number.at : "");
        else
            jh_reading_fail(s->r, JH_E_LIMIT, "intake.too_many_rows", "%d", EXCEL_ROWS);
        return;
    }
    s->row = row;
    s->column = -1;
    s->in_row = true;
    jh_row_begin(s->r, row);
}

static void end_row(struct sheet *s)
{
    s->in_row = false;
    jh_row_end(s->r);
}

static void begin_cell(struct sheet *s, const struct jh_plain_tag *tag)
{
    s->column = tag->r.at ? jh_xlsx_column(tag->r.at) : s->column + 1;
    s->style = tag->s.at ? jh_xlsx_index_n(tag->s.at, tag->s.n) : 0;
    s->type = tag->t.at ? type_of(tag->t) : NUMBER;
    s->formula = false;
    s->in_cell = true;
    s->from = s->r->text.len;
    if (s->column < 0)
        jh_reading_fail(s->r, JH_E_DATA, "intake.damaged", "a cell without address");
}

static struct jh_span span(const char *text)
{
    return (struct jh_span){text, text ? strlen(text) : 0};
}

static void start_cell(struct sheet *s, const char **attributes)
{
    struct jh_plain_tag tag = {0};

    for (const char **a = attributes; *a; a += 2) {
        if (a[0][1]) /* only r, s and t matter */
            continue;
        if (a[0][0] == 'r')
            tag.r = span(a[1]);
        else if (a[0][0] == 's')
            tag.s = span(a[1]);
        else if (a[0][0] == 't')
            tag.t = span(a[1]);
    }
    begin_cell(s, &tag);
}

static void on_start(void *context, const char *name, const char **attributes)
{
    struct sheet *s = context;

    if (!s->in_data) {
        s->in_data = strcmp(name, "sheetData") == 0;
        return;
    }
    if (strcmp(name, "c") == 0 && s->in_row)
        start_cell(s, attributes);
    else if (strcmp(name, "row") == 0)
        begin_row(s, span(jh_xml_attribute(attributes, "r")));
    else if (!s->in_cell)
        return;
    else if (strcmp(name, "v") == 0)
        s->collect = true;
    else if (strcmp(name, "f") == 0)
        s->formula = true;
    else if (strcmp(name, "is") == 0)
        s->in_inline = true;
    else if (strcmp(name, "rPh") == 0)
        s->in_phonetic = true;
    else if (strcmp(name, "t") == 0)
        s->collect = s->in_inline && !s->in_phonetic;
}

static void put_shared(struct sheet *s, const char *digits)
{
    struct jh_xlsx *x = s->x;
    long index = jh_xlsx_index(digits);

    if (index < 0 || (size_t)index >= x->nstrings) {
        jh_reading_fail(s->r, JH_E_DATA, "intake.damaged", "shared string %.20s", digits);
        return;
    }
    const uint32_t *offset = (const uint32_t *)(const void *)x->offset.data;
    const char *text = x->text.data + offset[index];
    struct jh_cell cell = {
        .kind = JH_CELL_TEXT, .text = text, .n = strlen(text), .formula = s->formula};
    if (cell.n)
        jh_row_put(s->r, s->column, cell, 0);
}

/* The digits just collected, as a number or as the day that its style makes of it. */
static void put_number(struct sheet *s, size_t n)
{
    struct jh_reading *r = s->r;
    struct jh_cell cell = {.kind = JH_CELL_NUMBER, .n = n, .formula = s->formula};
    char day[32];
    size_t from = s->from;

    if (!jh_num_parse(r->text.data + from, n, &cell.number)) {
        cell.kind = JH_CELL_TEXT;
    } else if (s->style > 0 && (size_t)s->style < s->x->xf.len && s->x->xf.data[s->style]) {
        enum jh_date_kind kind = (enum jh_date_kind)s->x->xf.data[s->style];
        size_t length = jh_serial_text(cell.number, s->x->from_1904, kind, day);
        if (length) {
            from = r->text.len;
            jh_buf_add(&r->text, day, length + 1);
            cell.kind = JH_CELL_DATE;
            cell.n = length;
        }
    }
    jh_row_put(r, s->column, cell, from);
}

static void put_text(struct sheet *s, size_t n)
{
    struct jh_reading *r = s->r;
    char *text = r->text.data + s->from;
    struct jh_cell cell = {.kind = JH_CELL_TEXT, .n = n, .formula = s->formula};

    switch (s->type) {
    case BOOLEAN:
        cell.kind = JH_CELL_BOOL;
        cell.number = text[0] == '1' || text[0] == 't';
        break;
    case ERROR:
        cell.kind = JH_CELL_ERROR;
        break;
    case ISO_DATE:
        cell.kind = JH_CELL_DATE;
        if (n > 10 && text[10] == 'T')
            text[10] = ' ';
        break;
    default:
        cell.n = jh_xlsx_unescape(text, n);
        text[cell.n] = 0;
    }
    jh_row_put(r, s->column, cell, s->from);
}

static void end_cell(struct sheet *s)
{
    struct jh_buf *text = &s->r->text;
    size_t n = text->len - s->from;

    s->in_cell = s->in_inline = s->in_phonetic = s->collect = false;
    jh_buf_addc(text, 0);
    if (text->full)
        return; /* jh_row_end() says so */
    if (!n) {   /* a formula whose result was not stored is worth a blank that says so */
        if (s->formula)
            jh_row_put(s->r, s->column, (struct jh_cell){.text = "", .formula = true}, 0);
    } else if (s->type == SHARED) {
        put_shared(s, text->data + s->from);
    } else if (s->type == NUMBER) {
        put_number(s, n);
    } else {
        put_text(s, n);
    }
}

static void on_end(void *context, const char *name)
{
    struct sheet *s = context;

    if (!s->in_data)
        return;
    if (s->in_cell) {
        if (strcmp(name, "c") == 0)
            end_cell(s);
        else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
            s->collect = false;
        else if (strcmp(name, "rPh") == 0)
            s->in_phonetic = false;
    } else if (s->in_row && strcmp(name, "row") == 0) {
        end_row(s);
    } else if (strcmp(name, "sheetData") == 0) {
        s->in_data = false;
    }
}

static void check_text(struct sheet *s)
{
    if (s->r->text.len - s->from > s->r->limits.cell_bytes) {
        char name[16];
        jh_cell_name(s->column, s->row, name);
        jh_reading_fail(s->r, JH_E_DATA, "intake.cell_too_long", "%s", name);
    }
}

static void on_text(void *context, const char *text, size_t n)
{
    struct sheet *s = context;

    if (!s->collect)
        return;
    jh_buf_add(&s->r->text, text, n);
    check_text(s);
}

/* The functions take_...() are the plain row: false, not plain (or r->status says what failed). */
static bool take_value(struct sheet *s, const char **p, const char *end, bool wanted)
{
    struct jh_plain_tag tag;

    if (!jh_plain_attributes(p, &tag))
        return false;
    if (tag.empty)
        return true;
    if (!jh_plain_text(p, wanted ? &s->r->text : NULL) || !jh_plain_is(p, end))
        return false;
    check_text(s);
    return s->r->status == JH_OK;
}

static bool take_part(struct sheet *s, const char **p)
{
    if (jh_plain_is(p, "<v"))
        return take_value(s, p, "</v>", true);
    if (jh_plain_is(p, "<is><t"))
        return take_value(s, p, "</t>", true) && jh_plain_is(p, "</is>");
    if (!jh_plain_is(p, "<f"))
        return false;
    s->formula = true;
    return take_value(s, p, "</f>", false);
}

static bool take_cell(struct sheet *s, const char **p)
{
    struct jh_plain_tag tag;

    if (!jh_plain_is(p, "<c") || !jh_plain_attributes(p, &tag))
        return false;
    begin_cell(s, &tag);
    if (s->r->status != JH_OK)
        return false;
    while (!tag.empty) {
        jh_plain_space(p);
        if (jh_plain_is(p, "</c>"))
            break;
        if (!take_part(s, p))
            return false;
    }
    end_cell(s);
    return s->r->status == JH_OK;
}

static bool take_row(struct sheet *s, const char **p)
{
    struct jh_plain_tag tag;

    if (!jh_plain_is(p, "<row") || !jh_plain_attributes(p, &tag))
        return false;
    begin_row(s, tag.r);
    if (s->r->status != JH_OK)
        return false;
    while (!tag.empty) {
        jh_plain_space(p);
        if (jh_plain_is(p, "</row>"))
            break;
        if (!take_cell(s, p))
            return false;
    }
    end_row(s);
    return s->r->status == JH_OK;
}

static size_t taken(void *context, const char *text)
{
    struct sheet *s = context;
    const char *p = text;

    while (s->in_data && !s->in_row && !s->in_cell && !s->r->stopped) {
        const struct sheet before = *s;
        const char *row = p;
        jh_plain_space(&p);
        if (!take_row(s, &p)) {
            *s = before;
            return (size_t)(row - text);
        }
    }
    return (size_t)(p - text);
}

static size_t until(void *context, const char *text)
{
    const struct sheet *s = context;
    return jh_plain_until(text, s->in_data ? "</row" : "<sheetData");
}

enum jh_status jh_xlsx_read_sheet(struct jh_xlsx *x, const struct jh_xlsx_sheet *sheet)
{
    static const struct jh_xml_events events = {on_start, on_end, on_text, taken, until};
    struct sheet s = {.x = x, .r = x->r, .column = -1};
    return jh_xml_read(x->z, sheet->part, &events, &s);
}
