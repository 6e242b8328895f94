/* src/app/facts.c - see facts.h. Rows arrive in the order of commit, so each one is laid over what
 * is there of its school, year and stage. */
#include "app/facts_inside.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int jh_facts_item(const struct jh_facts *f, const char *id)
{
    const struct jh_item *item = jh_pack_item(f->pack, id);
    return item ? (int)(item - f->pack->item) : -1;
}

static void on_sheet(void *context, int64_t import, const struct jh_fact_sheet *in)
{
    struct jh_facts_reader *r = context;
    int *item = jh_new(r->mem, int, in->n), *column = jh_new(r->mem, int, in->n);
    int *place = jh_new(r->mem, int, r->pack->nitem), *carried = jh_new(r->mem, int, in->n);

    for (size_t i = 0; i < in->n; i++) {
        const struct jh_item *known = in->item[i] ? jh_pack_item(r->pack, in->item[i]) : NULL;
        item[i] = known ? (int)(known - r->pack->item) : -1;
        column[i] = in->column[i];
        carried[i] = known && r->roster[item[i]] ? item[i] : -1;
        if (known)
            place[item[i]] = in->column[i];
    }
    if (r->nsheet == r->sheet_room) {
        size_t room = r->sheet_room ? 2 * r->sheet_room : 64;
        r->sheet = jh_arena_grow(r->mem, r->sheet, r->nsheet, room, sizeof *r->sheet);
        r->sheet_room = room;
    }
    r->sheet[r->nsheet++] = (struct jh_facts_sheet){
        import, in->sheet, jh_arena_strdup(r->mem, in->name), item, carried, column, place, in->n};
}

/* Rows come sheet by sheet, so the last one is most often the one sought. */
static const struct jh_facts_sheet *find_sheet(struct jh_facts_reader *r, int64_t import,
                                               int number)
{
    for (size_t k = 0; k < r->nsheet; k++) {
        size_t i = (r->hint + k) % r->nsheet;
        if (r->sheet[i].import == import && r->sheet[i].number == number) {
            r->hint = i;
            return &r->sheet[i];
        }
    }
    return NULL;
}

static int compare_id(const void *a, const void *b)
{
    const struct jh_org *const *x = a, *const *y = b;
    return ((*x)->id > (*y)->id) - ((*x)->id < (*y)->id);
}

static int find_org(struct jh_facts_reader *r, int64_t id)
{
    if (r->last_org >= 0 && r->last_id == id)
        return r->last_org;
    struct jh_org wanted = {.id = id};
    const struct jh_org *key = &wanted;
    const struct jh_org **hit = bsearch(&key, r->by_id, r->norg, sizeof(key), compare_id);
    r->last_org = hit ? (int)(*hit - r->org) : -1;
    r->last_id = id;
    return r->last_org;
}

static struct jh_fact_row blank_row(struct jh_facts_reader *r, int org, int year, int stage)
{
    size_t n = r->pack->nitem;
    struct jh_fact_row row = {.org = org, .year = year, .stage = stage};

    if (r->thin)
        return row;
    row.value = jh_new(r->mem, double, n);
    row.source = jh_new(r->mem, uint32_t, n);
    memcpy(row.value, r->nothing, n * sizeof *row.value);
    return row;
}

static size_t seat_of(const struct jh_facts_reader *r, int org, int year, int stage)
{
    uint64_t key = (uint64_t)(uint32_t)org << 32 | (uint32_t)year << 8 | (uint8_t)(stage + 1);
    size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (r->nseat - 1);

    for (; r->seat[at]; at = (at + 1) & (r->nseat - 1)) {
        const struct jh_fact_row *row = &r->row[r->seat[at] - 1];
        if (row->org == org && row->year == year && row->stage == stage)
            break;
    }
    return at;
}

/* Room for twice as many rows, and seats for all of them. */
static void more_rows(struct jh_facts_reader *r)
{
    size_t room = r->row_room ? 2 * r->row_room : 1024;

    r->row = jh_arena_regrow(r->mem, r->row, r->nrow, room, sizeof *r->row);
    if (r->thin) {
        r->first = jh_arena_regrow(r->mem, r->first, r->nrow, room, sizeof *r->first);
        r->last = jh_arena_regrow(r->mem, r->last, r->nrow, room, sizeof *r->last);
    }
    r->row_room = room;
    r->nseat = 2 * room;
    r->seat = jh_new(r->mem, uint32_t, r->nseat);
    for (size_t i = 0; i < r->nrow; i++)
        r->seat[seat_of(r, r->row[i].org, r->row[i].year, r->row[i].stage)] = (uint32_t)i + 1;
}

/* What is known so far of (org, year, stage); a blank row when it is the first of it. */
static struct jh_fact_row *row_of(struct jh_facts_reader *r, int org, int year, int stage)
{
    if (r->nrow == r->row_room)
        more_rows(r);
    size_t at = seat_of(r, org, year, stage);
    if (!r->seat[at]) {
        r->row[r->nrow] = blank_row(r, org, year, stage);
        r->seat[at] = (uint32_t)++r->nrow;
    }
    return &r->row[r->seat[at] - 1];
}

static uint32_t push_origin(struct jh_facts_reader *r, const struct jh_facts_sheet *sheet,
                            const struct jh_fact *fact)
{
    if (r->norigin == r->origin_room) {
        size_t room = r->origin_room ? 2 * r->origin_room : 1024;
        r->origin = jh_arena_regrow(r->mem, r->origin, r->norigin, room, sizeof *r->origin);
        r->origin_room = room;
        if (r->norigin == 0)
            r->norigin = 1;
    }
    r->origin[r->norigin] =
        (struct jh_facts_origin_row){(uint32_t)(sheet - r->sheet), fact->year, fact->row};
    return (uint32_t)r->norigin++;
}

static void push_piece(struct jh_facts_reader *r, size_t row, uint32_t origin, const char *values,
                       size_t n)
{
    if (r->npiece == r->piece_room) {
        size_t room = r->piece_room ? 2 * r->piece_room : 1024;
        r->piece = jh_arena_regrow(r->mem, r->piece, r->npiece, room, sizeof *r->piece);
        r->piece_room = room;
    }
    r->piece[r->npiece++] =
        (struct jh_facts_piece){jh_arena_strndup(r->mem, values, n), n, origin, 0};
    if (r->last[row])
        r->piece[r->last[row] - 1].next = (uint32_t)r->npiece;
    else
        r->first[row] = (uint32_t)r->npiece;
    r->last[row] = (uint32_t)r->npiece;
}

static bool on_fact(void *context, const struct jh_fact *fact)
{
    struct jh_facts_reader *r = context;
    int stage = *fact->stage ? jh_pack_stage(r->pack, fact->stage) : -1;
    int org = find_org(r, fact->org);
    const struct jh_facts_sheet *sheet = find_sheet(r, fact->import, fact->sheet);

    if (!sheet || org < 0 || (stage < 0 && *fact->stage))
        return true;
    struct jh_fact_row *row = row_of(r, org, fact->year, stage);
    uint32_t source = push_origin(r, sheet, fact);
    if (r->thin)
        push_piece(r, (size_t)(row - r->row), source, fact->values, fact->nvalues);
    else
        jh_facts_lay(r, row, sheet, sheet->item, source, fact->values, fact->nvalues);
    return true;
}

static int compare_int(const void *a, const void *b)
{
    const int *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void collect_years(struct jh_facts_reader *r, struct jh_facts *f)
{
    int *year = jh_new(r->mem, int, r->nrow ? r->nrow : 1);
    size_t n = 0;

    for (size_t i = 0; i < r->nrow; i++)
        if (n == 0 || year[n - 1] != r->row[i].year)
            year[n++] = r->row[i].year;
    qsort(year, n, sizeof *year, compare_int);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || year[kept - 1] != year[i])
            year[kept++] = year[i];
    f->year = year;
    f->nyear = kept;
}

/* Year by year, so that years behind the last can be left out of `nyear` (scene.c). */
static size_t place_of(const struct jh_facts *f, int org, size_t year, int stage)
{
    return (year * f->norg + (size_t)org) * (f->pack->nstage + 1) + (size_t)(stage + 1);
}

/* Years mostly follow each other without a gap. */
static int year_index(const struct jh_facts *f, int year)
{
    int guess = f->nyear ? year - f->year[0] : -1;

    if (guess >= 0 && guess < (int)f->nyear && f->year[guess] == year)
        return guess;
    for (size_t i = 0; i < f->nyear; i++)
        if (f->year[i] == year)
            return (int)i;
    return -1;
}

static void lay_grid(struct jh_facts_reader *r, struct jh_facts *f)
{
    f->grid = jh_new(r->mem, struct jh_fact_row *, place_of(f, 0, f->nyear, -1) + 1);
    for (size_t i = 0; i < r->nrow; i++) {
        struct jh_fact_row *row = &r->row[i];
        f->grid[place_of(f, row->org, (size_t)year_index(f, row->year), row->stage)] = row;
    }
}

static void carry_row(struct jh_facts_reader *r, const struct jh_fact_row *old,
                      struct jh_fact_row *row, const int *item, size_t nitem)
{
    for (size_t k = 0; k < nitem; k++) {
        int i = item[k];
        if (row->source[i] || !old->source[i])
            continue;
        row->value[i] = old->value[i];
        row->source[i] = old->source[i];
        if (!old->text || !old->text[i])
            continue;
        if (!row->text)
            row->text = jh_new(r->mem, const char *, r->pack->nitem);
        row->text[i] = old->text[i];
    }
}

static void carry_forward(struct jh_facts_reader *r, struct jh_facts *f)
{
    int *item = jh_new(r->mem, int, r->pack->nitem ? r->pack->nitem : 1);
    size_t nitem = 0;

    for (size_t i = 0; i < r->pack->nitem; i++)
        if (r->roster[i])
            item[nitem++] = (int)i;
    for (int org = 0; org < (int)f->norg; org++) {
        for (size_t y = 1; org != f->county && y < f->nyear; y++) {
            const struct jh_fact_row *old = f->grid[place_of(f, org, y - 1, -1)];
            struct jh_fact_row **row = &f->grid[place_of(f, org, y, -1)];
            if (!old)
                continue;
            if (!*row) {
                *row = jh_new(r->mem, struct jh_fact_row, 1);
                **row = blank_row(r, org, f->year[y], -1);
            }
            carry_row(r, old, *row, item, nitem);
        }
    }
}

static void prepare(struct jh_facts_reader *r)
{
    double *nothing = jh_new(r->mem, double, r->pack->nitem);

    bool *number = jh_new(r->mem, bool, r->pack->nitem);
    bool *roster = jh_new(r->mem, bool, r->pack->nitem);
    const struct jh_item *type =
        r->pack->type_item ? jh_pack_item(r->pack, r->pack->type_item) : NULL;

    for (size_t i = 0; i < r->pack->nitem; i++) {
        enum jh_item_kind kind = r->pack->item[i].kind;
        nothing[i] = (double)NAN;
        roster[i] = type && strcmp(r->pack->item[i].form, type->form) == 0;
        number[i] = kind != JH_WORDS && kind != JH_CODE && kind != JH_DATE_ITEM;
    }
    r->nothing = nothing;
    r->number = number;
    r->roster = roster;
    r->by_id = jh_new(r->mem, const struct jh_org *, r->norg ? r->norg : 1);
    for (size_t i = 0; i < r->norg; i++)
        r->by_id[i] = &r->org[i];
    qsort(r->by_id, r->norg, sizeof *r->by_id, compare_id);
}

static void make_rooms(struct jh_facts_reader *r)
{
    r->room = jh_new(r->mem, struct jh_facts_room, JH_FACTS_ROOMS);
    for (int i = 0; i < JH_FACTS_ROOMS; i++) {
        r->room[i].row.value = jh_new(r->mem, double, r->pack->nitem);
        r->room[i].row.source = jh_new(r->mem, uint32_t, r->pack->nitem);
        r->room[i].texts = jh_new(r->mem, const char *, r->pack->nitem);
    }
}

enum jh_status jh_facts_load(struct jh_store *store, struct jh_arena *mem,
                             const struct jh_pack *pack, const struct jh_facts_in *in,
                             struct jh_facts *ret, struct jh_err *reterr)
{
    struct jh_facts_reader *r = jh_new(mem, struct jh_facts_reader, 1);
    struct jh_org *org;
    size_t norg;

    *r = (struct jh_facts_reader){
        .mem = mem, .pack = pack, .last_org = -1, .thin = in->thin, .carry = in->carry};
    JH_TRY(jh_store_orgs(store, mem, in->county, &org, &norg, reterr));
    r->org = org, r->norg = norg;
    prepare(r);
    const struct jh_fact_reader reader = {on_sheet, on_fact, r};
    JH_TRY(jh_store_read_facts(store, in->county, in->from, in->to, in->also, &reader, reterr));

    struct jh_facts_origins *origins = jh_new(mem, struct jh_facts_origins, 1);
    *origins = (struct jh_facts_origins){r->sheet, r->origin};
    *ret = (struct jh_facts){.pack = pack, .org = org, .norg = norg, .origins = origins};
    ret->county = jh_facts_org(ret, "");
    collect_years(r, ret);
    lay_grid(r, ret);
    if (in->thin) {
        make_rooms(r);
        ret->thin = r;
    } else if (in->carry) {
        carry_forward(r, ret);
    }
    return JH_OK;
}

static void lay_pieces(struct jh_facts_reader *r, const struct jh_fact_row *at,
                       struct jh_fact_row *row, bool carried)
{
    for (uint32_t p = r->first[at - r->row]; p; p = r->piece[p - 1].next) {
        const struct jh_facts_piece *piece = &r->piece[p - 1];
        const struct jh_facts_sheet *sheet = &r->sheet[r->origin[piece->origin].sheet];
        jh_facts_lay(r, row, sheet, carried ? sheet->carried : sheet->item, piece->origin,
                     piece->values, piece->n);
    }
}

static size_t text_bytes(const struct jh_facts_reader *r, const struct jh_fact_row *at)
{
    size_t n = 0;

    for (uint32_t p = at ? r->first[at - r->row] : 0; p; p = r->piece[p - 1].next)
        n += 2 * (r->piece[p - 1].n + 2); /* an escaped text is put there twice */
    return n;
}

/* The next room, blank, with space for so many bytes of texts. */
static struct jh_facts_room *blank_room(struct jh_facts_reader *r, size_t bytes)
{
    struct jh_facts_room *room = &r->room[r->turn++ % JH_FACTS_ROOMS];

    if (bytes > room->size) {
        room->size = 2 * bytes;
        room->text = jh_new(r->mem, char, room->size);
    }
    room->used = 0;
    memcpy(room->row.value, r->nothing, r->pack->nitem * sizeof *r->nothing);
    memset(room->row.source, 0, r->pack->nitem * sizeof *room->row.source);
    memset(room->texts, 0, r->pack->nitem * sizeof *room->texts);
    room->row.text = room->texts;
    return room;
}

/* Lay out a row: what goes on from earlier years, then its own. */
static const struct jh_fact_row *lay_out(const struct jh_facts *f, int org, size_t year, int stage)
{
    struct jh_facts_reader *r = f->thin;
    bool carry = r->carry && stage < 0 && org != f->county;
    size_t bytes = 0;
    bool any = false;

    for (size_t y = carry ? 0 : year; y <= year; y++) {
        const struct jh_fact_row *at = f->grid[place_of(f, org, y, stage)];
        any |= at != NULL;
        bytes += text_bytes(r, at);
    }
    if (!any)
        return NULL;
    r->now = blank_room(r, bytes);
    struct jh_fact_row *row = &r->now->row;
    row->org = org, row->year = f->year[year], row->stage = stage;
    for (size_t y = carry ? 0 : year; y <= year; y++) {
        const struct jh_fact_row *at = f->grid[place_of(f, org, y, stage)];
        if (at)
            lay_pieces(r, at, row, y < year);
    }
    r->now = NULL;
    return row;
}

const struct jh_fact_row *jh_facts_row(const struct jh_facts *f, int org, int year, int stage)
{
    int y = year_index(f, year);

    if (y < 0 || org < 0)
        return NULL;
    return f->thin ? lay_out(f, org, (size_t)y, stage)
                   : f->grid[place_of(f, org, (size_t)y, stage)];
}

void jh_facts_own(struct jh_facts *f, struct jh_arena *mem)
{
    size_t n = f->norg * f->nyear * (f->pack->nstage + 1);
    struct jh_fact_row **grid = jh_new(mem, struct jh_fact_row *, n + 1);

    for (size_t i = 0; i < n; i++)
        grid[i] = f->grid[i];
    f->grid = grid;
}

void jh_facts_put(struct jh_facts *f, int org, int year, int stage, struct jh_fact_row *row)
{
    int y = year_index(f, year);

    if (y >= 0)
        f->grid[place_of(f, org, (size_t)y, stage)] = row;
}

int jh_facts_org(const struct jh_facts *f, const char *code)
{
    size_t low = 0, high = f->norg;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(f->org[middle].code, code);
        if (order == 0)
            return (int)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

bool jh_facts_origin(const struct jh_facts *f, const struct jh_fact_row *row, int item,
                     struct jh_fact_origin *ret)
{
    uint32_t number = row && item >= 0 ? row->source[item] : 0;

    if (!number || number == JH_FACT_TOGETHER)
        return false;
    const struct jh_facts_origin_row *o = &f->origins->origin[number];
    const struct jh_facts_sheet *s = &f->origins->sheet[o->sheet];
    *ret = (struct jh_fact_origin){s->import, s->number, s->name, o->row, s->place[item], o->year};
    return true;
}
