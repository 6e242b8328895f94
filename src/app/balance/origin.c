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
    const char *stage, *item, *cell; /* cell: NULL, its address is made from row and column */
    const struct jh_import *from;
};

static bool is_list(const struct jh_pack *p, int item)
{
    const struct jh_form *form = jh_pack_form(p, p->item[item].form);
    return form && form->layout == JH_LIST;
}

static const char *stage_of(const struct jh_pack *p, int stage)
{
    return stage < 0 ? "" : p->stage[stage].id;
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
                                                .sheet_name = at.sheet_name,
                                                .stage = stage_of(o->facts->pack, row->stage),
                                                .item = o->facts->pack->item[item].id};
    return (long)o->nwant++;
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

static bool on_row(void *context, const struct jh_row *row)
{
    const struct reading *r = context;

    for (size_t i = 0; i < r->o->nwant; i++) {
        struct jh_origin_want *w = &r->o->want[i];
        size_t column = (size_t)w->column;
        if (w->import != r->import || w->sheet != row->sheet || w->row != row->row)
            continue;
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

static const char *text_of(const json_t *from, const char *key)
{
    const char *text = json_string_value(json_object_get(from, key));
    return text ? text : "";
}

/* An approved submission: its file lists cells by stage and item, with what was typed. */
static enum jh_status read_form(struct jh_origins *o, const struct jh_import *import,
                                struct jh_err *reterr)
{
    void *bytes;
    size_t size, i;
    json_t *cell;

    JH_TRY(jh_store_file(o->app->store, o->mem, o->county, import->hash, &bytes, &size, reterr));
    json_t *root = json_loadb(bytes, size, 0, NULL);
    json_array_foreach(json_object_get(root, "cells"), i, cell)
    {
        for (size_t k = 0; k < o->nwant; k++) {
            struct jh_origin_want *w = &o->want[k];
            if (w->import != import->id || strcmp(w->item, text_of(cell, "item")) != 0 ||
                strcmp(w->stage, text_of(cell, "stage")) != 0)
                continue;
            w->entered = jh_arena_strdup(o->mem, text_of(cell, "entered"));
            int stage = jh_pack_stage(o->facts->pack, w->stage);
            w->cell = stage < 0 ? w->heading
                                : jh_arena_printf(o->mem, "%s %s", w->heading ? w->heading : "",
                                                  jh_tr(o->app, o->facts->pack->stage[stage].name));
        }
    }
    json_decref(root);
    return JH_OK;
}

/* "C" is 2, "12" is 11: the place of a column, or of a list's line; -1 for neither. */
static int place_of(const json_t *value)
{
    const char *text = json_string_value(value);
    int place = 0;

    for (; text && *text >= '0' && *text <= '9' && place < 1 << 24; text++)
        place = place * 10 + (*text - '0');
    for (; text && *text >= 'A' && *text <= 'Z' && place < 1 << 24; text++)
        place = place * 26 + (*text - 'A' + 1);
    return place - 1;
}

/* How the column, or the line of a list, was headed, if the import kept it. In a list the place of
 * an item is its row; its value stands in the list's column of values. */
static void read_mapping(struct jh_origins *o, struct jh_origin_want *w, const json_t *mapping)
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
            if (heading && place_of(json_object_get(column, "column")) == w->column)
                w->heading = jh_arena_strdup(o->mem, heading);
        }
        int value = place_of(json_object_get(sheet, "value_column"));
        if (w->list && value >= 0) {
            w->row = w->column + 1;
            w->column = value;
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
            read_mapping(o, &o->want[i], mapping);
        }
    json_decref(mapping);
    return strcmp(import->format, "form") == 0 ? read_form(o, import, reterr)
                                               : read_file(o, import, reterr);
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
    jh_json_str(j, "cell", w->cell ? w->cell : address(o->mem, w->column, w->row));
    jh_json_int(j, "row", w->row);
    if (w->heading)
        jh_json_str(j, "heading", w->heading);
    if (w->from->committed)
        jh_json_str(j, "committed", w->from->committed);
    if (w->entered)
        jh_json_str(j, "entered", w->entered);
    jh_json_end(j);
}
