/* src/intake/ods.c - the tables of an .ods, streamed from content.xml. A cell or a row may stand
 * for a million of its kind; only those that hold something are given one by one. */
#include "base/num.h"
#include "intake/xlsx.h"

struct cell {
    const char *type; /* static text, "" none */
    char value[400];  /* office:value, date-value, ... */
    bool formula, error;
    long repeated;
    size_t from;
    int paragraphs;
};

struct ods {
    struct jh_reading *r;
    struct jh_arena mem;
    struct hidden { /* table styles that hide their sheet */
        struct hidden *next;
        const char *name;
    } * hidden;
    const char *style; /* the style being read */
    int nested;        /* inside tables that are no sheets of the user's */
    bool wanted, in_row, in_cell;
    int in_text, beside; /* paragraphs; elements whose text is not the cell's */
    long row, rows_repeated, column;
    struct cell cell;
};

static long repeated(const char **attributes, const char *name)
{
    const char *text = jh_xml_attribute(attributes, name);
    long n = text ? jh_xlsx_index(text) : 1;
    return n < 1 ? 1 : n;
}

static bool is(const char *name, const char *want)
{
    return strcmp(name, want) == 0;
}

static bool is_hidden(const struct ods *o, const char *style)
{
    for (const struct hidden *h = o->hidden; h && style; h = h->next)
        if (is(h->name, style))
            return true;
    return false;
}

static void start_table(struct ods *o, const char **attributes)
{
    const char *name = jh_xml_attribute(attributes, "name");
    const char *style = jh_xml_attribute(attributes, "style-name");

    o->row = 1;
    o->wanted = jh_reading_sheet(o->r, name ? name : "", is_hidden(o, style));
}

static void start_row(struct ods *o, const char **attributes)
{
    o->in_row = true;
    o->column = 0;
    o->rows_repeated = repeated(attributes, "number-rows-repeated");
    jh_row_begin(o->r, o->row);
}

static void take_value(struct cell *c, const char *text)
{
    snprintf(c->value, sizeof c->value, "%s", text);
}

static const char *known_type(const char *text)
{
    static const char *const types[] = {"float", "percentage", "currency", "date",
                                        "time",  "boolean",    "string"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (is(text, types[i]))
            return types[i];
    return "";
}

static void start_cell(struct ods *o, const char **attributes)
{
    struct cell *c = &o->cell;

    *c = (struct cell){.type = "", .repeated = repeated(attributes, "number-columns-repeated")};
    o->in_cell = true;
    o->in_text = o->beside = 0;
    c->from = o->r->text.len;
    for (const char **a = attributes; *a; a += 2) {
        const char *colon = strchr(*a, ':'), *name = colon ? colon + 1 : *a;
        if (is(*a, "calcext:value-type"))
            c->error = is(a[1], "error");
        else if (is(name, "value-type"))
            c->type = known_type(a[1]);
        else if (is(name, "value") || is(name, "date-value") || is(name, "time-value") ||
                 is(name, "boolean-value"))
            take_value(c, a[1]);
        else if (is(name, "formula"))
            c->formula = true;
    }
}

/* Notes and drawings hang inside cells; their text is not the cell's. */
static bool hangs(const char *name)
{
    static const char *const names[] = {"annotation", "frame",    "custom-shape", "g",
                                        "rect",       "line",     "circle",       "ellipse",
                                        "polygon",    "path",     "connector",    "control",
                                        "object",     "polyline", "ruby-text",    "detective"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is(name, names[i]))
            return true;
    return false;
}

static void start_in_cell(struct ods *o, const char *name, const char **attributes)
{
    struct jh_buf *text = &o->r->text;

    if (o->beside || hangs(name)) {
        o->beside++;
        return;
    }
    if (is(name, "p")) {
        if (o->cell.paragraphs++)
            jh_buf_addc(text, '\n');
        o->in_text++;
    } else if (is(name, "s")) {
        long n = repeated(attributes, "c");
        for (long i = 0; i < n && i < 1000; i++)
            jh_buf_addc(text, ' ');
    } else if (is(name, "tab")) {
        jh_buf_addc(text, '\t');
    } else if (is(name, "line-break")) {
        jh_buf_addc(text, '\n');
    }
}

static void start_style(struct ods *o, const char *name, const char **attributes)
{
    if (is(name, "style")) {
        const char *style = jh_xml_attribute(attributes, "name");
        const char *family = jh_xml_attribute(attributes, "family");
        o->style = family && is(family, "table") ? jh_arena_strdup(&o->mem, style) : NULL;
    } else if (is(name, "table-properties") && o->style) {
        const char *display = jh_xml_attribute(attributes, "display");
        if (display && is(display, "false")) {
            struct hidden *h = jh_new(&o->mem, struct hidden, 1);
            *h = (struct hidden){o->hidden, o->style};
            o->hidden = h;
        }
    }
}

static void on_start(void *context, const char *name, const char **attributes)
{
    struct ods *o = context;

    if (o->in_cell) {
        start_in_cell(o, name, attributes);
        return;
    }
    if (o->mem.used < 1 << 20)
        start_style(o, name, attributes);
    if (is(name, "dde-links") || is(name, "tracked-changes"))
        o->nested++;
    if (o->nested)
        return;
    if (is(name, "table"))
        start_table(o, attributes);
    else if (!o->wanted)
        return;
    else if (is(name, "table-row"))
        start_row(o, attributes);
    else if (o->in_row && (is(name, "table-cell") || is(name, "covered-table-cell")))
        start_cell(o, attributes);
}

/* "PT08H30M00S" as "08:30:00"; other durations stay as they are. */
static size_t clock_text(const char *value, char ret[32])
{
    long part[3] = {0};
    const char *p = value;

    if (p[0] != 'P' || p[1] != 'T')
        return 0;
    p += 2;
    for (const char *unit = "HMS"; *unit && *p; unit++) {
        size_t digits = strspn(p, "0123456789");
        if (!digits || digits > 2)
            return 0;
        size_t behind = digits;
        if (*unit == 'S' && (p[behind] == '.' || p[behind] == ','))
            behind += 1 + strspn(p + behind + 1, "0123456789");
        if (p[behind] != *unit)
            continue;
        part[unit - "HMS"] = digits == 2 ? (p[0] - '0') * 10L + (p[1] - '0') : p[0] - '0';
        p += behind + 1;
    }
    if (*p || part[0] > 23)
        return 0;
    return (size_t)snprintf(ret, 32, "%02ld:%02ld:%02ld", part[0], part[1], part[2]);
}

/* What the cell holds; its text is at *from in r->text or in cell.text. */
static struct jh_cell make_cell(struct ods *o, size_t *from)
{
    struct cell *c = &o->cell;
    struct jh_buf *text = &o->r->text;
    struct jh_cell made = {.kind = JH_CELL_TEXT, .formula = c->formula, .n = text->len - c->from};
    char clock[32];

    *from = c->from;
    jh_buf_addc(text, 0);
    if (c->error) {
        made.kind = JH_CELL_ERROR;
        return made;
    }
    if (!c->value[0] || is(c->type, "string") || !c->type[0]) {
        made.kind = made.n ? JH_CELL_TEXT : JH_CELL_BLANK;
        return made;
    }
    if (is(c->type, "time") && clock_text(c->value, clock))
        take_value(c, clock);
    made.n = strlen(c->value);
    if (is(c->type, "date") && made.n > 10 && c->value[10] == 'T')
        c->value[10] = ' ';
    *from = text->len;
    jh_buf_add(text, c->value, made.n + 1);
    if (is(c->type, "date") || is(c->type, "time")) {
        made.kind = JH_CELL_DATE;
    } else if (is(c->type, "boolean")) {
        made.kind = JH_CELL_BOOL;
        made.number = is(c->value, "true");
        made.text = made.number > 0 ? "1" : "0"; /* as the other formats have it */
        made.n = 1;
    } else if (jh_num_parse(c->value, made.n, &made.number)) {
        made.kind = JH_CELL_NUMBER;
    }
    return made;
}

static void end_cell(struct ods *o)
{
    size_t from;
    struct jh_cell cell = make_cell(o, &from);

    o->in_cell = false;
    if (cell.kind == JH_CELL_BLANK && !cell.formula) {
        o->column += o->cell.repeated;
        return;
    }
    for (long i = 0; i < o->cell.repeated && o->r->status == JH_OK; i++, o->column++)
        jh_row_put(o->r, o->column < 1000000 ? (int)o->column : 1000000, cell, from);
}

static void end_row(struct ods *o)
{
    long most = o->r->n ? o->rows_repeated : 0;

    for (long i = 0; i < most && jh_row_end(o->r) && o->r->n; i++)
        o->r->row++;
    o->row += o->rows_repeated;
    o->in_row = false;
}

static void on_end(void *context, const char *name)
{
    struct ods *o = context;

    if (o->in_cell && o->beside) {
        o->beside--;
    } else if (o->in_cell) {
        if (is(name, "p"))
            o->in_text--;
        else if (is(name, "table-cell") || is(name, "covered-table-cell"))
            end_cell(o);
    } else if (is(name, "dde-links") || is(name, "tracked-changes")) {
        o->nested--;
    } else if (o->in_row && is(name, "table-row")) {
        end_row(o);
    } else if (!o->nested && is(name, "table")) {
        o->wanted = false;
    }
}

static void on_text(void *context, const char *text, size_t n)
{
    struct ods *o = context;

    if (!o->in_cell || !o->in_text || o->beside)
        return;
    jh_buf_add(&o->r->text, text, n);
    if (o->r->text.len - o->cell.from > o->r->limits.cell_bytes) {
        char name[16];
        jh_cell_name((int)(o->column < 16384 ? o->column : 16384), o->row, name);
        jh_reading_fail(o->r, JH_E_DATA, "intake.cell_too_long", "%s", name);
    }
}

static void manifest_start(void *context, const char *name, const char **attributes)
{
    (void)attributes;
    if (is(name, "encryption-data"))
        jh_reading_fail((struct jh_reading *)context, JH_E_DATA, "intake.password", "ODF");
}

enum jh_status jh_read_ods(struct jh_zip *z)
{
    static const struct jh_xml_events manifest = {.start = manifest_start};
    static const struct jh_xml_events content = {.start = on_start, .end = on_end, .text = on_text};
    const struct jh_part *list = jh_zip_find(z, "META-INF/manifest.xml");
    const struct jh_part *part = jh_zip_find(z, "content.xml");
    struct ods o = {.r = z->r};

    z->r->info.format = "ods";
    if (list)
        JH_TRY(jh_xml_read(z, list, &manifest, z->r));
    if (!part)
        return jh_fail(z->r->err, JH_E_DATA, "intake.damaged", JH_NOWHERE, (double)NAN,
                       "content.xml is missing");
    enum jh_status status = jh_xml_read(z, part, &content, &o);
    jh_arena_free(&o.mem);
    return status;
}
