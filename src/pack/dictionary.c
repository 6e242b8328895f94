/* src/pack/dictionary.c - forms.csv, items.csv, codes.csv, checks.csv, outliers.csv. Those of the
 * packs that are used come first, so that slots of items keep their order. */
#include "pack/read.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

static const char *const form_columns[] = {"id",  "title_zh", "title_en",  "note_zh*", "note_en*",
                                           "key", "layout",   "synonyms*", NULL};
static const char *const item_columns[] = {
    "id",        "form",      "name_zh",    "name_en",   "note_zh*", "note_en*",
    "kind",      "unit*",     "form_unit*", "factor*",   "min*",     "max*",
    "decimals*", "synonyms*", "shared*",    "required*", "stages*",  "policy*",
    "source",    "privacy*",  "together*",  NULL};
static const char *const code_columns[] = {"item", "id", "name_zh", "name_en", "synonyms*", NULL};
static const char *const check_columns[] = {
    "id",         "form",       "grade",      "stages*", "holds",  "cells", "message_zh",
    "message_en", "way_out_zh", "way_out_en", "mark",    "source", NULL};
static const char *const unusual_columns[] = {
    "id",         "form",       "grade",  "stages*", "amount",     "per*",
    "method",     "limit",      "least*", "cells",   "message_zh", "message_en",
    "way_out_zh", "way_out_en", "mark",   "source",  NULL};

static void read_form(struct jh_draft *d, const struct jh_table *t, size_t row, struct jh_form *f)
{
    static const char *const keys[] = {"school", "unit", "county", "person", NULL};
    static const char *const layouts[] = {"rows", "list", NULL};

    f->id = jh_cell_id(d, t, row);
    f->title = jh_cell_text(d, t, row, "title", true);
    f->note = jh_cell_text(d, t, row, "note", false);
    f->key = (enum jh_form_key)jh_cell_choice(d, t, row, "key", keys);
    f->layout = (enum jh_form_layout)jh_cell_choice(d, t, row, "layout", layouts);
    f->synonym = jh_cell_list(d, t, row, "synonyms", &f->nsynonym);
    if ((f->key == JH_KEY_COUNTY) != (f->layout == JH_LIST))
        jh_fault(d->faults, jh_cell_place(t, row, "layout"), jh_cell(t, row, "layout"),
                 "pack.bad_choice", "the county's form is a list, all others are rows");
}

static void read_forms(struct jh_draft *d)
{
    struct jh_pack *p = d->pack;
    const struct jh_table *t = &d->forms;
    size_t n = 0;

    for (size_t i = 0; i < p->nuses; i++)
        n += d->used[i]->nform;
    struct jh_form *form = jh_new(d->mem, struct jh_form, n + t->csv.n + 1);
    p->form = form;
    for (size_t i = 0; i < p->nuses; i++)
        for (size_t k = 0; k < d->used[i]->nform; k++)
            if (!jh_pack_form(p, d->used[i]->form[k].id))
                form[p->nform++] = d->used[i]->form[k];
    d->own_form = p->nform;
    for (size_t row = 0; row < t->csv.n; row++) {
        struct jh_form f = {0};
        read_form(d, t, row, &f);
        if (jh_pack_form(p, f.id))
            jh_fault(d->faults, jh_cell_place(t, row, "id"), f.id, "pack.duplicate_id",
                     "a form of this id exists");
        form[p->nform++] = f;
    }
}

static void read_limits(struct jh_draft *d, const struct jh_table *t, size_t row, struct jh_item *m)
{
    m->factor = jh_cell_number(d, t, row, "factor", 1);
    m->min = jh_cell_number(d, t, row, "min", (double)NAN);
    m->max = jh_cell_number(d, t, row, "max", (double)NAN);
    m->decimals = jh_cell_integer(d, t, row, "decimals", 0, 0, 9);
    if (!(m->factor > 0))
        jh_fault(d->faults, jh_cell_place(t, row, "factor"), jh_cell(t, row, "factor"),
                 "pack.bad_number", "the factor is above 0");
    if (m->min > m->max)
        jh_fault(d->faults, jh_cell_place(t, row, "max"), jh_cell(t, row, "max"), "pack.bad_range",
                 "the maximum is below the minimum");
    if ((m->factor != 1) != (strcmp(m->unit, m->form_unit) != 0))
        jh_fault(d->faults, jh_cell_place(t, row, "factor"), jh_cell(t, row, "factor"),
                 "pack.bad_factor", "a factor goes with another unit in the form");
    if (m->kind != JH_NUMBER && m->kind != JH_INTEGER && (!isnan(m->min) || !isnan(m->max)))
        jh_fault(d->faults, jh_cell_place(t, row, "min"), jh_cell(t, row, "min"), "pack.bad_range",
                 "only numbers have limits");
}

static const char *read_privacy(struct jh_draft *d, const struct jh_table *t, size_t row)
{
    static const char *const kinds[] = {"",        "name",   "birth",  "id_number", "roll_number",
                                        "contact", "family", "health", "address",   "plain"};
    const char *text = jh_cell(t, row, "privacy");

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(text, kinds[i]) == 0)
            return text;
    jh_fault(d->faults, jh_cell_place(t, row, "privacy"), text, "pack.bad_choice",
             "name, birth, id_number, roll_number, contact, family, health, address or plain");
    return "plain";
}

static void read_item(struct jh_draft *d, const struct jh_table *t, size_t row, struct jh_item *m)
{
    static const char *const kinds[] = {"number", "integer", "yesno", "code",
                                        "words",  "date",    NULL};
    static const char *const together[] = {"", "highest", "lowest", NULL};

    m->id = jh_cell_id(d, t, row);
    m->form = jh_cell(t, row, "form");
    m->name = jh_cell_text(d, t, row, "name", true);
    m->note = jh_cell_text(d, t, row, "note", false);
    m->kind = (enum jh_item_kind)jh_cell_choice(d, t, row, "kind", kinds);
    m->unit = jh_cell(t, row, "unit");
    m->form_unit = jh_cell(t, row, "form_unit");
    if (!*m->form_unit)
        m->form_unit = m->unit;
    m->synonym = jh_cell_list(d, t, row, "synonyms", &m->nsynonym);
    m->shared = jh_cell_yes(d, t, row, "shared");
    m->required = jh_cell_yes(d, t, row, "required");
    m->together = (enum jh_together)jh_cell_choice(d, t, row, "together", together);
    m->stages = jh_cell_stages(d, t, row);
    m->policy = jh_cell(t, row, "policy");
    m->source = jh_cell(t, row, "source");
    m->privacy = read_privacy(d, t, row);
    read_limits(d, t, row, m);
    if (!jh_pack_form(d->pack, m->form))
        jh_fault(d->faults, jh_cell_place(t, row, "form"), m->form, "pack.unknown_form",
                 "no such form");
    if (m->shared && m->kind != JH_NUMBER && m->kind != JH_INTEGER)
        jh_fault(d->faults, jh_cell_place(t, row, "shared"), "yes", "pack.bad_choice",
                 "only numbers can be split");
    if (!*m->source)
        jh_fault(d->faults, jh_cell_place(t, row, "source"), "", "pack.no_source",
                 "every item says where it comes from");
}

/* The id of an item, stage or code is one name in formulas, so it may occur once. */
static bool name_taken(const struct jh_pack *p, const char *id)
{
    return jh_pack_item(p, id) || jh_pack_stage(p, id) >= 0;
}

static void read_items(struct jh_draft *d)
{
    struct jh_pack *p = d->pack;
    struct jh_table *t = &d->items;
    size_t n = 0;

    for (size_t i = 0; i < p->nuses; i++)
        n += d->used[i]->nitem;
    d->item = jh_new(d->mem, struct jh_item, n + t->csv.n + 1);
    p->item = d->item;
    for (size_t i = 0; i < p->nuses; i++)
        for (size_t k = 0; k < d->used[i]->nitem; k++)
            if (!jh_pack_item(p, d->used[i]->item[k].id))
                d->item[p->nitem++] = d->used[i]->item[k];
    d->own_item = p->nitem;
    for (size_t row = 0; row < t->csv.n; row++) {
        struct jh_item m = {0};
        read_item(d, t, row, &m);
        if (name_taken(p, m.id))
            jh_fault(d->faults, jh_cell_place(t, row, "id"), m.id, "pack.duplicate_id",
                     "an item or stage of this id exists");
        d->item[p->nitem++] = m;
    }
}

/* Codes may be foreign names ("WGS-84"); only those of letters, digits and _ serve in formulas. */
static bool is_code_id(const char *text)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    size_t n = strlen(text);
    return n && n <= 60 && strspn(text, letters) == n;
}

static void add_code(struct jh_draft *d, size_t row, struct jh_item *item)
{
    const struct jh_table *t = &d->codes;
    struct jh_code c = {.id = jh_cell(t, row, "id")};
    struct jh_code *list =
        jh_arena_grow(d->mem, item->code, item->ncode, item->ncode + 1, sizeof *list);

    if (!is_code_id(c.id))
        jh_fault(d->faults, jh_cell_place(t, row, "id"), c.id, "pack.bad_id",
                 "the id of a code is letters, digits, _ and -");
    c.name = jh_cell_text(d, t, row, "name", true);
    c.synonym = jh_cell_list(d, t, row, "synonyms", &c.nsynonym);
    for (size_t i = 0; i < item->ncode; i++)
        if (strcmp(item->code[i].id, c.id) == 0)
            jh_fault(d->faults, jh_cell_place(t, row, "id"), c.id, "pack.duplicate_id",
                     "this item has the code already");
    list[item->ncode++] = c;
    item->code = list;
}

static void read_codes(struct jh_draft *d)
{
    struct jh_table *t = &d->codes;

    for (size_t row = 0; row < t->csv.n; row++) {
        const char *id = jh_cell(t, row, "item");
        const struct jh_item *item = jh_pack_item(d->pack, id);
        if (!item || item < d->item + d->own_item || item->kind != JH_CODE)
            jh_fault(d->faults, jh_cell_place(t, row, "item"), id, "pack.unknown_item",
                     "no item of kind code in this pack has this id");
        else if (item->ncode < 2000)
            add_code(d, row, &d->item[item - d->item]);
        else
            jh_fault(d->faults, jh_cell_place(t, row, "item"), id, "pack.too_large",
                     "more than 2000 codes");
    }
    for (size_t row = 0; row < d->items.csv.n; row++) {
        const struct jh_item *item = &d->pack->item[d->own_item + row];
        if (item->kind == JH_CODE && item->ncode == 0)
            jh_fault(d->faults, jh_cell_place(&d->items, row, "id"), item->id, "pack.no_codes",
                     "an item of kind code without codes");
    }
}

static const char *read_cells(struct jh_draft *d, const struct jh_table *t, size_t row)
{
    const char *cells = jh_cell(t, row, "cells");

    for (const char *s = cells + strspn(cells, " "); *s; s += strspn(s, " ")) {
        size_t n = strcspn(s, " ");
        const char *id = jh_arena_strndup(d->mem, s, n);
        if (!jh_pack_item(d->pack, id))
            jh_fault(d->faults, jh_cell_place(t, row, "cells"), id, "pack.unknown_item",
                     "no such item");
        s += n;
    }
    if (!*cells)
        jh_fault(d->faults, jh_cell_place(t, row, "cells"), "", "pack.unknown_item",
                 "a check points at one item at least");
    return cells;
}

/* {item} and {last.item} places must name items, {value} and {expected} are those of an unusual
 * figure; else the user would read them as they stand. */
static bool place_known(const struct jh_draft *d, const char *id, bool unusual)
{
    if (strncmp(id, "last.", 5) == 0)
        id += 5;
    else if (unusual && (strcmp(id, "value") == 0 || strcmp(id, "expected") == 0))
        return true;
    return jh_pack_item(d->pack, id) != NULL;
}

static void check_places(struct jh_draft *d, const struct jh_table *t, size_t row,
                         const char *column, bool unusual)
{
    const char *text = jh_cell(t, row, column);

    for (const char *open; (open = strchr(text, '{')) != NULL;) {
        size_t n = strcspn(open + 1, "}");
        const char *id = jh_arena_strndup(d->mem, open + 1, n);
        if (open[1 + n] != '}' || !place_known(d, id, unusual))
            jh_fault(d->faults, jh_cell_place(t, row, column), id, "pack.unknown_item",
                     "a place that names no item");
        text = open + 1 + n;
    }
}

static void read_check(struct jh_draft *d, size_t row, struct jh_check *c)
{
    static const char *const grades[] = {"error", "explain", "hint", NULL};
    const struct jh_table *t = &d->checks;

    c->id = jh_cell_id(d, t, row);
    c->form = jh_cell(t, row, "form");
    c->grade = (enum jh_grade)jh_cell_choice(d, t, row, "grade", grades);
    c->stages = jh_cell_stages(d, t, row);
    c->holds_text = jh_cell(t, row, "holds");
    c->cells = read_cells(d, t, row);
    c->message = jh_cell_text(d, t, row, "message", true);
    c->way_out = jh_cell_text(d, t, row, "way_out", true);
    c->mark = jh_cell_mark(d, t, row);
    c->source = jh_cell(t, row, "source");
    check_places(d, t, row, "message_zh", false);
    check_places(d, t, row, "message_en", false);
    if (!jh_pack_form(d->pack, c->form))
        jh_fault(d->faults, jh_cell_place(t, row, "form"), c->form, "pack.unknown_form",
                 "no such form");
}

static bool check_known(const struct jh_pack *p, const char *id)
{
    for (size_t i = 0; i < p->ncheck; i++)
        if (strcmp(p->check[i].id, id) == 0)
            return true;
    return false;
}

static void read_checks(struct jh_draft *d)
{
    struct jh_pack *p = d->pack;
    size_t n = 0;

    for (size_t i = 0; i < p->nuses; i++)
        n += d->used[i]->ncheck;
    d->check = jh_new(d->mem, struct jh_check, n + d->checks.csv.n + 1);
    p->check = d->check;
    for (size_t i = 0; i < p->nuses; i++)
        for (size_t k = 0; k < d->used[i]->ncheck; k++)
            if (!check_known(p, d->used[i]->check[k].id))
                d->check[p->ncheck++] = d->used[i]->check[k];
    d->own_check = p->ncheck;
    for (size_t row = 0; row < d->checks.csv.n; row++) {
        struct jh_check *c = &d->check[p->ncheck];
        read_check(d, row, c);
        if (check_known(p, c->id))
            jh_fault(d->faults, jh_cell_place(&d->checks, row, "id"), c->id, "pack.duplicate_id",
                     "a check of this id exists");
        p->ncheck++;
    }
}

static void read_one_unusual(struct jh_draft *d, size_t row, struct jh_unusual *u)
{
    static const char *const grades[] = {"explain", "hint", NULL};
    static const char *const methods[] = {"z", "modified", "range", "change", NULL};
    const struct jh_table *t = &d->outliers;

    u->id = jh_cell_id(d, t, row);
    u->form = jh_cell(t, row, "form");
    u->grade = (enum jh_grade)(JH_GRADE_EXPLAIN + jh_cell_choice(d, t, row, "grade", grades));
    u->stages = jh_cell_stages(d, t, row);
    u->amount_text = jh_cell(t, row, "amount");
    u->per_text = jh_cell(t, row, "per");
    u->method = (enum jh_unusual_method)jh_cell_choice(d, t, row, "method", methods);
    u->limit = jh_cell_number(d, t, row, "limit", 0);
    u->least = jh_cell_number(d, t, row, "least", 0);
    u->cells = read_cells(d, t, row);
    u->message = jh_cell_text(d, t, row, "message", true);
    u->way_out = jh_cell_text(d, t, row, "way_out", true);
    u->mark = jh_cell_mark(d, t, row);
    u->source = jh_cell(t, row, "source");
    check_places(d, t, row, "message_zh", true);
    check_places(d, t, row, "message_en", true);
    const struct jh_form *form = jh_pack_form(d->pack, u->form);
    if (!form || form->key == JH_KEY_COUNTY)
        jh_fault(d->faults, jh_cell_place(t, row, "form"), u->form, "pack.unknown_form",
                 "a form of schools or of units");
    if (!(u->limit > 0) != (u->method == JH_UNUSUAL_RANGE))
        jh_fault(d->faults, jh_cell_place(t, row, "limit"), jh_cell(t, row, "limit"),
                 "pack.bad_number", "above 0; blank with range");
    if (!(u->least >= 0))
        jh_fault(d->faults, jh_cell_place(t, row, "least"), jh_cell(t, row, "least"),
                 "pack.bad_number", "not below 0");
    if (u->method == JH_UNUSUAL_CHANGE && *u->per_text)
        jh_fault(d->faults, jh_cell_place(t, row, "per"), u->per_text, "pack.bad_formula",
                 "a change is one of the amount");
}

static bool unusual_known(const struct jh_pack *p, const char *id)
{
    for (size_t i = 0; i < p->nunusual; i++)
        if (strcmp(p->unusual[i].id, id) == 0)
            return true;
    return false;
}

static void read_unusual(struct jh_draft *d)
{
    struct jh_pack *p = d->pack;
    size_t n = 0;

    for (size_t i = 0; i < p->nuses; i++)
        n += d->used[i]->nunusual;
    d->unusual = jh_new(d->mem, struct jh_unusual, n + d->outliers.csv.n + 1);
    p->unusual = d->unusual;
    for (size_t i = 0; i < p->nuses; i++)
        for (size_t k = 0; k < d->used[i]->nunusual; k++)
            if (!unusual_known(p, d->used[i]->unusual[k].id))
                d->unusual[p->nunusual++] = d->used[i]->unusual[k];
    d->own_unusual = p->nunusual;
    for (size_t row = 0; row < d->outliers.csv.n; row++) {
        struct jh_unusual *u = &d->unusual[p->nunusual];
        read_one_unusual(d, row, u);
        if (unusual_known(p, u->id) || check_known(p, u->id))
            jh_fault(d->faults, jh_cell_place(&d->outliers, row, "id"), u->id, "pack.duplicate_id",
                     "a check of this id exists");
        p->nunusual++;
    }
}

void jh_open_dictionary(struct jh_draft *d)
{
    jh_table_open(d, "forms.csv", form_columns, &d->forms);
    jh_table_open(d, "items.csv", item_columns, &d->items);
    jh_table_open(d, "codes.csv", code_columns, &d->codes);
    jh_table_open(d, "checks.csv", check_columns, &d->checks);
    jh_table_open(d, "outliers.csv", unusual_columns, &d->outliers);
}

/* A register's fields are items with some columns of their own (register.c). */
void jh_open_fields(struct jh_draft *d)
{
    static const char *const own[] = {"refers", "refers_to", "lines",   "filter",
                                      "value",  "needed",    "retired", NULL};

    jh_table_json(d, json_object_get(d->root, "fields"), "fields", item_columns, own, &d->items);
    jh_table_json(d, json_object_get(d->root, "codes"), "codes", code_columns, NULL, &d->codes);
    jh_table_json(d, json_object_get(d->root, "checks"), "checks", check_columns, NULL, &d->checks);
}

void jh_read_fields(struct jh_draft *d)
{
    read_items(d);
    read_codes(d);
    read_checks(d);
}

void jh_read_dictionary(struct jh_draft *d)
{
    read_forms(d);
    jh_read_fields(d);
    read_unusual(d);
}
