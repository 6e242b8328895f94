/* src/pack/register.c - one register from its file: head, fields, states, moves and counts. */
#include "pack/register.h"
#include "base/hash.h"
#include "pack/read.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

static const char *const head_columns[] = {
    "id",       "version",   "title_zh",  "title_en", "note_zh*", "note_en*", "area",
    "subject",  "period*",   "due_days*", "least*",   "sealed*",  "fill",     "approve*",
    "read*",    "day_item*", "name_item", "source",   "fields[]", "codes[]",  "checks[]",
    "states[]", "moves[]",   "counts[]",  NULL};
static const char *const state_columns[] = {"id", "name_zh", "name_en", "kind", NULL};
static const char *const move_columns[] = {"id",        "name_zh", "name_en",   "from", "to",
                                           "approves*", "note*",   "complete*", NULL};
static const char *const count_columns[] = {"id",     "name_zh", "name_en", "unit*",
                                            "amount", "per*",    "scale*",  "decimals*",
                                            "mark",   "source",  NULL};

struct reading {
    struct jh_draft d;
    struct jh_register *reg;
    struct jh_field *field;
    struct jh_move *move;
    struct jh_count *count;
    struct jh_table head, states, moves, counts;
};

static void read_who(struct reading *r)
{
    struct jh_draft *d = &r->d;
    const struct jh_table *t = &r->head;
    struct jh_register *g = r->reg;

    g->fill = jh_cell_list(d, t, 0, "fill", &g->nfill);
    g->approve = jh_cell_list(d, t, 0, "approve", &g->napprove);
    g->read = jh_cell_list(d, t, 0, "read", &g->nread);
    if (!g->nfill)
        jh_fault(d->faults, jh_cell_place(t, 0, "fill"), "", "pack.bad_value",
                 "somebody has to keep it");
}

static void read_head(struct reading *r)
{
    static const char *const subjects[] = {"school", "group", "county", NULL};
    static const char *const periods[] = {"", "month", "term", "year", NULL};
    struct jh_draft *d = &r->d;
    const struct jh_table *t = &r->head;
    struct jh_register *g = r->reg;

    d->pack->id = jh_cell_id(d, t, 0);
    d->pack->version = jh_cell(t, 0, "version");
    d->pack->title = jh_cell_text(d, t, 0, "title", true);
    d->pack->summary = jh_cell_text(d, t, 0, "note", false);
    g->area = jh_cell(t, 0, "area");
    g->source = jh_cell(t, 0, "source");
    g->subject = (enum jh_subject)jh_cell_choice(d, t, 0, "subject", subjects);
    g->period = (enum jh_period)jh_cell_choice(d, t, 0, "period", periods);
    g->due_days = jh_cell_integer(d, t, 0, "due_days", 0, 0, 366);
    g->least = jh_cell_integer(d, t, 0, "least", 0, 0, 1000);
    g->sealed = jh_cell_yes(d, t, 0, "sealed");
    if (!*d->pack->version)
        jh_fault(d->faults, jh_cell_place(t, 0, "version"), "", "pack.bad_value",
                 "a register has a version");
    if (!*g->source)
        jh_fault(d->faults, jh_cell_place(t, 0, "source"), "", "pack.no_source",
                 "a register says what asks for it");
    if ((g->least || g->due_days) && g->period == JH_PERIOD_NONE)
        jh_fault(d->faults, jh_cell_place(t, 0, "period"), "", "pack.bad_choice",
                 "what is due, is due in a month, term or year");
    read_who(r);
}

static void read_states(struct reading *r)
{
    static const char *const kinds[] = {"open", "waiting", "going", "done", "dropped", NULL};
    struct jh_draft *d = &r->d;
    const struct jh_table *t = &r->states;
    struct jh_state *state = jh_new(d->mem, struct jh_state, JH_STATES_MOST);

    r->reg->state = state;
    for (size_t row = 0; row < t->csv.n && row < JH_STATES_MOST; row++) {
        struct jh_state s = {.id = jh_cell_id(d, t, row),
                             .name = jh_cell_text(d, t, row, "name", true),
                             .kind = (enum jh_state_kind)jh_cell_choice(d, t, row, "kind", kinds)};
        if (jh_register_state(r->reg, s.id) >= 0)
            jh_fault(d->faults, jh_cell_place(t, row, "id"), s.id, "pack.duplicate_id",
                     "this state occurs twice");
        state[r->reg->nstate++] = s;
    }
    if (!t->csv.n || t->csv.n > JH_STATES_MOST || state[0].kind != JH_STATE_OPEN)
        jh_fault(d->faults, (struct jh_place){t->file, 0, "states"}, "", "pack.bad_value",
                 "1 to %d states, the first of kind open", JH_STATES_MOST);
}

static int state_at(struct reading *r, size_t row, const char *column, const char *id)
{
    int state = jh_register_state(r->reg, id);

    if (state < 0)
        jh_fault(r->d.faults, jh_cell_place(&r->moves, row, column), id, "pack.unknown_state",
                 "no such state");
    return state;
}

static void read_move(struct reading *r, size_t row, struct jh_move *m)
{
    struct jh_draft *d = &r->d;
    const struct jh_table *t = &r->moves;
    size_t n;

    m->id = jh_cell_id(d, t, row);
    m->name = jh_cell_text(d, t, row, "name", true);
    m->to = state_at(r, row, "to", jh_cell(t, row, "to"));
    m->approves = jh_cell_yes(d, t, row, "approves");
    m->wants_note = jh_cell_yes(d, t, row, "note");
    m->wants_fields = jh_cell_yes(d, t, row, "complete");
    const char *const *from = jh_cell_list(d, t, row, "from", &n);
    for (size_t i = 0; i < n; i++) {
        int state = state_at(r, row, "from", from[i]);
        m->from |= state < 0 ? 0 : 1u << state;
    }
    if (jh_register_move(r->reg, m->id))
        jh_fault(d->faults, jh_cell_place(t, row, "id"), m->id, "pack.duplicate_id",
                 "this move occurs twice");
    if (m->approves && !r->reg->napprove)
        jh_fault(d->faults, jh_cell_place(t, row, "approves"), "yes", "pack.bad_choice",
                 "nobody approves in this register");
}

/* A state that no move leads to would be dead text. */
static void check_reached(struct reading *r)
{
    unsigned reached = 1;

    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < r->reg->nmove; i++) {
            const struct jh_move *m = &r->reg->move[i];
            unsigned to = m->to < 0 ? 0 : 1u << m->to;
            if ((m->from & reached) && (to & ~reached)) {
                reached |= to;
                more = true;
            }
        }
    }
    for (size_t i = 0; i < r->reg->nstate; i++)
        if (!(reached >> i & 1))
            jh_fault(r->d.faults, jh_cell_place(&r->states, i, "id"), r->reg->state[i].id,
                     "pack.unreached_state", "no move leads there");
}

static void read_moves(struct reading *r)
{
    struct jh_table *t = &r->moves;

    r->move = jh_new(r->d.mem, struct jh_move, JH_MOVES_MOST);
    r->reg->move = r->move;
    for (size_t row = 0; row < t->csv.n && row < JH_MOVES_MOST; row++) {
        read_move(r, row, &r->move[row]);
        r->reg->nmove++;
    }
    if (t->csv.n > JH_MOVES_MOST)
        jh_fault(r->d.faults, (struct jh_place){t->file, 0, "moves"}, "", "pack.too_large",
                 "more than %d moves", JH_MOVES_MOST);
    check_reached(r);
}

static void read_field(struct reading *r, size_t row, struct jh_field *f)
{
    static const char *const refers[] = {"", "school", "group", "person", "file", "record", NULL};
    struct jh_draft *d = &r->d;
    const struct jh_table *t = &d->items;
    const struct jh_item *item = &d->pack->item[row];

    f->refers = (enum jh_refers)jh_cell_choice(d, t, row, "refers", refers);
    f->refers_to = jh_cell(t, row, "refers_to");
    f->lines = jh_cell_integer(d, t, row, "lines", 1, 1, 50);
    f->filter = jh_cell_yes(d, t, row, "filter");
    f->retired = jh_cell_yes(d, t, row, "retired");
    f->value_text = jh_cell(t, row, "value");
    f->needed_text = jh_cell(t, row, "needed");
    if (f->refers != JH_REFERS_NOTHING && item->kind != JH_WORDS)
        jh_fault(d->faults, jh_cell_place(t, row, "refers"), jh_cell(t, row, "kind"),
                 "pack.bad_choice", "only words refer to something");
    if (*f->value_text && item->kind != JH_NUMBER && item->kind != JH_INTEGER)
        jh_fault(d->faults, jh_cell_place(t, row, "value"), jh_cell(t, row, "kind"),
                 "pack.bad_choice", "only numbers are computed");
    if (*f->value_text && (item->required || *f->needed_text))
        jh_fault(d->faults, jh_cell_place(t, row, "required"), "yes", "pack.bad_choice",
                 "what is computed is not asked");
}

static int item_named(struct reading *r, const char *column, int kind)
{
    const char *id = jh_cell(&r->head, 0, column);
    const struct jh_item *item = *id ? jh_pack_item(r->d.pack, id) : NULL;

    if (*id && (!item || (int)item->kind != kind))
        jh_fault(r->d.faults, jh_cell_place(&r->head, 0, column), id, "pack.unknown_item",
                 "no field of this id and of kind %s", kind == JH_DATE_ITEM ? "date" : "words");
    return item ? (int)(item - r->d.pack->item) : -1;
}

static void read_fields(struct reading *r)
{
    struct jh_draft *d = &r->d;

    jh_read_fields(d);
    r->field = jh_new(d->mem, struct jh_field, d->pack->nitem + 1);
    r->reg->field = r->field;
    for (size_t row = 0; row < d->pack->nitem; row++)
        read_field(r, row, &r->field[row]);
    r->reg->day_item = item_named(r, "day_item", JH_DATE_ITEM);
    r->reg->name_item = item_named(r, "name_item", JH_WORDS);
    if (!d->pack->nitem)
        jh_fault(d->faults, (struct jh_place){d->manifest, 0, "fields"}, "", "pack.bad_value",
                 "a register has fields");
}

static void read_counts(struct reading *r)
{
    struct jh_draft *d = &r->d;
    const struct jh_table *t = &r->counts;

    r->count = jh_new(d->mem, struct jh_count, JH_COUNTS_MOST);
    r->reg->count = r->count;
    for (size_t row = 0; row < t->csv.n && row < JH_COUNTS_MOST; row++) {
        struct jh_count *c = &r->count[r->reg->ncount++];
        *c = (struct jh_count){.id = jh_cell_id(d, t, row),
                               .unit = jh_cell(t, row, "unit"),
                               .name = jh_cell_text(d, t, row, "name", true),
                               .amount_text = jh_cell(t, row, "amount"),
                               .per_text = jh_cell(t, row, "per"),
                               .scale = jh_cell_number(d, t, row, "scale", 1),
                               .decimals = jh_cell_integer(d, t, row, "decimals", 0, 0, 9),
                               .mark = jh_cell_mark(d, t, row),
                               .source = jh_cell(t, row, "source")};
        for (size_t i = 0; i < row; i++)
            if (strcmp(r->count[i].id, c->id) == 0)
                jh_fault(d->faults, jh_cell_place(t, row, "id"), c->id, "pack.duplicate_id",
                         "this count occurs twice");
    }
    if (t->csv.n > JH_COUNTS_MOST)
        jh_fault(d->faults, (struct jh_place){t->file, 0, "counts"}, "", "pack.too_large",
                 "more than %d counts", JH_COUNTS_MOST);
}

/* Over one record: no aggregates, and nothing that is itself computed (so there is no circle). */
static const struct jh_expr *of_record(struct reading *r, struct jh_place at, const char *text)
{
    const struct jh_expr *e = jh_formula(&r->d, at, text, false);
    const struct jh_pack *p = r->d.pack;
    int *slot = jh_new(r->d.mem, int, p->nslot + 1);

    if (!e)
        return NULL;
    if (jh_expr_aggregates(e))
        jh_fault(r->d.faults, at, text, "pack.bad_formula", "a field sees its own record only");
    size_t n = jh_expr_slots(e, slot, p->nslot);
    for (size_t i = 0; i < n; i++)
        if (p->slot[slot[i]].item >= 0 && *r->field[p->slot[slot[i]].item].value_text)
            jh_fault(r->d.faults, at, text, "pack.bad_formula", "%s is itself computed",
                     p->slot[slot[i]].name);
    return e;
}

static void compile(struct reading *r)
{
    struct jh_draft *d = &r->d;

    jh_name_slots(d);
    jh_compile_checks(d);
    for (size_t i = 0; i < d->pack->nitem; i++) {
        r->field[i].value =
            of_record(r, jh_cell_place(&d->items, i, "value"), r->field[i].value_text);
        r->field[i].needed =
            of_record(r, jh_cell_place(&d->items, i, "needed"), r->field[i].needed_text);
    }
    for (size_t i = 0; i < r->reg->ncount; i++) {
        struct jh_count *c = &r->count[i];
        c->amount = jh_formula(d, jh_cell_place(&r->counts, i, "amount"), c->amount_text, true);
        c->per = jh_formula(d, jh_cell_place(&r->counts, i, "per"), c->per_text, false);
    }
    jh_check_headings(d);
}

/* The one form; fields say of which form they are and, unless told otherwise, that their source is
 * the register's. */
static void make_form(struct reading *r)
{
    struct jh_draft *d = &r->d;
    struct jh_form *form = jh_new(d->mem, struct jh_form, 1);
    json_t *fields = json_object_get(d->root, "fields"), *id = json_object_get(d->root, "id"),
           *source = json_object_get(d->root, "source"), *field;
    size_t i;

    *form = (struct jh_form){.id = d->pack->id,
                             .title = d->pack->title,
                             .note = d->pack->summary,
                             .key = JH_KEY_RECORD,
                             .layout = JH_ROWS};
    d->pack->form = form;
    d->pack->nform = 1;
    json_array_foreach(fields, i, field)
    {
        json_object_set(field, "form", id);
        if (!json_object_get(field, "source"))
            json_object_set(field, "source", source);
    }
    for (size_t k = 0; k < 2; k++)
        json_array_foreach(json_object_get(d->root, k ? "checks" : "codes"), i, field) if (k)
            json_object_set(field, "form", id);
}

static void read_all(struct reading *r)
{
    struct jh_draft *d = &r->d;

    jh_table_json(d, d->root, "", head_columns, NULL, &r->head);
    read_head(r);
    make_form(r);
    jh_open_fields(d);
    jh_table_json(d, json_object_get(d->root, "states"), "states", state_columns, NULL, &r->states);
    jh_table_json(d, json_object_get(d->root, "moves"), "moves", move_columns, NULL, &r->moves);
    jh_table_json(d, json_object_get(d->root, "counts"), "counts", count_columns, NULL, &r->counts);
    read_states(r);
    read_moves(r);
    read_fields(r);
    read_counts(r);
    compile(r);
}

const struct jh_register *jh_read_register(struct jh_faults *faults, const struct jh_pack *home,
                                           const char *file, const char *bytes, size_t n)
{
    struct jh_arena *mem = faults->mem;
    struct jh_pack *pack = jh_new(mem, struct jh_pack, 1);
    struct jh_register *reg = jh_new(mem, struct jh_register, 1);
    struct reading r = {.d = {.mem = mem, .faults = faults, .pack = pack, .manifest = file},
                        .reg = reg};
    size_t before = faults->count;
    json_error_t where = {0};
    char hash[JH_HASH_TEXT];

    jh_hash_hex(bytes, n, hash);
    pack->hash = jh_arena_strdup(mem, hash);
    pack->kind = JH_PACK_REGISTERS;
    pack->stage = home->stage;
    pack->nstage = home->nstage;
    pack->key = home->key;
    pack->nkey = home->nkey;
    pack->code_pattern = home->code_pattern;
    pack->type_item = pack->size_item = pack->sources = "";
    reg->pack = pack;
    reg->home = home->id;
    reg->definition = jh_arena_strndup(mem, bytes, n);
    r.d.reg = reg;
    r.d.root = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &where);
    if (json_is_object(r.d.root))
        read_all(&r);
    else
        jh_fault(faults, (struct jh_place){file, where.line > 0 ? where.line : 0, ""}, "",
                 "pack.bad_json", "%s", where.text);
    json_decref(r.d.root);
    return faults->count == before ? reg : NULL;
}

void jh_register_read(struct jh_arena *mem, const struct jh_pack *home, const char *file,
                      const char *bytes, size_t n, const struct jh_register **ret,
                      const struct jh_pack_fault **ret_fault, size_t *ret_nfault)
{
    struct jh_faults faults = {.mem = mem};

    *ret = jh_read_register(&faults, home, file, bytes, n);
    *ret_fault = faults.list;
    *ret_nfault = faults.n;
}

const struct jh_register *jh_register_find(const struct jh_pack_set *set, const char *id)
{
    for (size_t i = 0; id && i < set->nreg; i++)
        if (strcmp(set->reg[i]->pack->id, id) == 0)
            return set->reg[i];
    return NULL;
}

int jh_register_state(const struct jh_register *r, const char *id)
{
    for (size_t i = 0; i < r->nstate; i++)
        if (strcmp(r->state[i].id, id) == 0)
            return (int)i;
    return -1;
}

const struct jh_move *jh_register_move(const struct jh_register *r, const char *id)
{
    for (size_t i = 0; i < r->nmove; i++)
        if (strcmp(r->move[i].id, id) == 0)
            return &r->move[i];
    return NULL;
}
