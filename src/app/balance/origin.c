/* src/app/balance/origin.c - see origin.h. */
#include "app/balance/origin.h"
#include "intake/sheet.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

struct jh_origin_want {
    int64_t import;
    int sheet, column; /* column: 0-based place of the item, see jh_fact_origin */
    long row;
    bool list; /* an item a line: the item's place is a row */
    const char *sheet_name, *heading, *entered;
    const struct jh_import *from;
};

static bool is_list(const struct jh_pack *p, int item)
{
    const struct jh_form *form = jh_pack_form(p, p->item[item].form);
    return form && form->layout == JH_LIST;
}

long jh_origins_want(struct jh_origins *o, const struct jh_fact_row *row, int item)
{
    struct jh_fact_origin at;

    if (!jh_facts_origin(o->facts, row, item, &at))
        return -1;
    if (o->nwant == o->room) {
        size_t room = o->room ? 2 * o->room : 64;
        o->want = jh_arena_grow(o->mem, o->want, o->nwant, room, sizeof *o->want);
        o->room = room;
    }
    o->want[o->nwant] = (struct jh_origin_want){.import = at.import,
                                                .sheet = at.sheet,
                                                .column = at.column,
                                                .row = at.row,
                                                .list = is_list(o->facts->pack, item),
                                                .sheet_name = at.sheet_name};
    return (long)o->nwant++;
}

/* Where the cell is: in a list the item's place is its row, and the value stands beside its name.
 */
static long cell_row(const struct jh_origin_want *w)
{
    return w->list ? w->column + 1 : w->row;
}

struct reading {
    struct jh_origins *o;
    int64_t import;
};

static bool on_sheet(void *context, int sheet, const char *name, bool hidden)
{
    const struct reading *r = context;

    (void)name, (void)hidden;
    for (size_t i = 0; i < r->o->nwant; i++)
        if (r->o->want[i].import == r->import && r->o->want[i].sheet == sheet)
            return true;
    return false;
}

/* The value of a line "item, value, unit, note": the first cell behind the first text. */
static size_t list_column(const struct jh_row *row)
{
    size_t i = 0;

    while (i < row->n && row->cell[i].kind != JH_CELL_TEXT)
        i++;
    return i + 1;
}

static bool on_row(void *context, const struct jh_row *row)
{
    const struct reading *r = context;

    for (size_t i = 0; i < r->o->nwant; i++) {
        struct jh_origin_want *w = &r->o->want[i];
        if (w->import != r->import || w->sheet != row->sheet || cell_row(w) != row->row)
            continue;
        size_t column = w->list ? list_column(row) : (size_t)w->column;
        if (w->list)
            w->column = (int)column, w->row = row->row, w->list = false;
        if (column < row->n && row->cell[column].kind != JH_CELL_BLANK)
            w->entered = jh_arena_strndup(r->o->mem, row->cell[column].text, row->cell[column].n);
    }
    return true;
}

static enum jh_status read_file(struct jh_origins *o, const struct jh_import *import,
                                struct jh_err *reterr)
{
    void *bytes;
    size_t size;
    struct jh_source_info info;
    struct jh_err ignored;
    struct reading r = {o, import->id};
    const struct jh_intake_limits limits = {0};
    const struct jh_row_reader reader = {on_sheet, on_row, &r};

    JH_TRY(jh_store_file(o->app->store, o->mem, o->county, import->hash, &bytes, &size, reterr));
    const struct jh_source source = {.bytes = bytes, .size = size, .name = import->file};
    if (jh_intake_read(&source, &limits, &reader, &info, &ignored) != JH_OK)
        return JH_OK; /* the facts stand without it; `entered` is left out */
    return JH_OK;
}

static bool same_column(const json_t *column, const struct jh_origin_want *w)
{
    const char *letter = json_string_value(json_object_get(column, "column"));
    int place = 0;

    if (!letter)
        return false;
    if (*letter >= '0' && *letter <= '9')
        return false;
    for (; *letter >= 'A' && *letter <= 'Z'; letter++)
        place = place * 26 + (*letter - 'A' + 1);
    return place - 1 == w->column;
}

/* How the column was headed, if the import kept it. */
static void read_heading(struct jh_origins *o, struct jh_origin_want *w, const json_t *mapping)
{
    const json_t *sheet, *column;
    size_t i, k;

    json_array_foreach(json_object_get(mapping, "sheets"), i, sheet)
    {
        if (json_integer_value(json_object_get(sheet, "sheet")) != w->sheet)
            continue;
        json_array_foreach(json_object_get(sheet, "columns"), k, column)
        {
            const char *heading = json_string_value(json_object_get(column, "heading"));
            if (heading && same_column(column, w))
                w->heading = jh_arena_strdup(o->mem, heading);
        }
    }
}

static enum jh_status read_import(struct jh_origins *o, int64_t id, struct jh_err *reterr)
{
    struct jh_import *import = jh_new(o->mem, struct jh_import, 1);

    JH_TRY(jh_store_import(o->app->store, o->mem, o->county, id, import, reterr));
    json_t *mapping = json_loads(import->mapping ? import->mapping : "{}", 0, NULL);
    for (size_t i = 0; i < o->nwant; i++)
        if (o->want[i].import == id) {
            o->want[i].from = import;
            if (!o->want[i].list)
                read_heading(o, &o->want[i], mapping);
        }
    json_decref(mapping);
    return read_file(o, import, reterr);
}

enum jh_status jh_origins_read(struct jh_origins *o, struct jh_err *reterr)
{
    for (size_t i = 0; i < o->nwant; i++)
        if (!o->want[i].from)
            JH_TRY(read_import(o, o->want[i].import, reterr));
    return JH_OK;
}

static const char *address(struct jh_arena *mem, int column, long row)
{
    char letter[8];
    size_t n = sizeof letter;

    letter[--n] = 0;
    for (int c = column + 1; c > 0 && n; c = (c - 1) / 26)
        letter[--n] = (char)('A' + (c - 1) % 26);
    return jh_arena_printf(mem, "%s%ld", letter + n, row);
}

void jh_origins_put(struct jh_json *j, const char *key, const struct jh_origins *o, long number)
{
    if (number < 0 || !o->want[number].from) {
        jh_json_null(j, key);
        return;
    }
    const struct jh_origin_want *w = &o->want[number];
    jh_json_object(j, key);
    jh_json_int(j, "import", w->import);
    jh_json_str(j, "file", w->from->file);
    jh_json_str(j, "sheet", w->sheet_name ? w->sheet_name : "");
    jh_json_str(j, "cell", address(o->mem, w->list ? 1 : w->column, cell_row(w)));
    jh_json_int(j, "row", cell_row(w));
    if (w->heading)
        jh_json_str(j, "heading", w->heading);
    if (w->from->committed)
        jh_json_str(j, "committed", w->from->committed);
    if (w->entered)
        jh_json_str(j, "entered", w->entered);
    jh_json_end(j);
}
