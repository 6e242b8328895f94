/* src/app/facts.c - see facts.h. Rows arrive in the order of commit, so each one is laid over what
 * is there of its school, year and stage; the values arrays are scanned here rather than by
 * jansson, because a county of ten years has some 200,000 of them. */
#include "app/facts.h"
#include "base/date.h"
#include "base/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct sheet {
    int64_t import;
    int number;
    const char *name;
    const int *item;   /* [n] index in pack.item, -1: not of this pack */
    const int *column; /* [n] */
    const int *place;  /* [pack.nitem] column of the item */
    size_t n;
};

struct origin { /* one fact row */
    uint32_t sheet;
    int year;
    long row;
};

struct jh_facts_origins {
    const struct sheet *sheet;
    const struct origin *origin;
};

struct reader {
    struct jh_arena *mem;
    const struct jh_pack *pack;
    struct sheet *sheet;
    size_t nsheet, sheet_room, hint;
    struct origin *origin; /* [0] is not used */
    size_t norigin, origin_room;
    struct jh_fact_row *row;
    size_t nrow, row_room;
    uint32_t *seat; /* open addressing by (org, year, stage): number of the row + 1; 0: free */
    size_t nseat;   /* a power of two, at least twice nrow */
    const struct jh_org **by_id; /* sorted by id */
    const struct jh_org *org;
    size_t norg;
    const double *nothing; /* [pack.nitem] NaN */
    const bool *number;    /* [pack.nitem] held as a number, no text beside it */
    int last_org;
    int64_t last_id;
};

int jh_facts_item(const struct jh_facts *f, const char *id)
{
    const struct jh_item *item = jh_pack_item(f->pack, id);
    return item ? (int)(item - f->pack->item) : -1;
}

static void on_sheet(void *context, int64_t import, const struct jh_fact_sheet *in)
{
    struct reader *r = context;
    int *item = jh_new(r->mem, int, in->n), *column = jh_new(r->mem, int, in->n);
    int *place = jh_new(r->mem, int, r->pack->nitem);

    for (size_t i = 0; i < in->n; i++) {
        const struct jh_item *known = in->item[i] ? jh_pack_item(r->pack, in->item[i]) : NULL;
        item[i] = known ? (int)(known - r->pack->item) : -1;
        column[i] = in->column[i];
        if (known)
            place[item[i]] = in->column[i];
    }
    if (r->nsheet == r->sheet_room) {
        size_t room = r->sheet_room ? 2 * r->sheet_room : 64;
        r->sheet = jh_arena_grow(r->mem, r->sheet, r->nsheet, room, sizeof *r->sheet);
        r->sheet_room = room;
    }
    r->sheet[r->nsheet++] = (struct sheet){
        import, in->sheet, jh_arena_strdup(r->mem, in->name), item, column, place, in->n};
}

/* Rows come sheet by sheet, so the last one is most often the one sought. */
static const struct sheet *find_sheet(struct reader *r, int64_t import, int number)
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

static int find_org(struct reader *r, int64_t id)
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

static struct jh_fact_row blank_row(struct reader *r, int org, int year, int stage)
{
    size_t n = r->pack->nitem;
    struct jh_fact_row row = {.org = org, .year = year, .stage = stage};

    row.value = jh_new(r->mem, double, n);
    row.source = jh_new(r->mem, uint32_t, n);
    memcpy(row.value, r->nothing, n * sizeof *row.value);
    return row;
}

static size_t seat_of(const struct reader *r, int org, int year, int stage)
{
    uint64_t key = (uint64_t)(uint32_t)org << 32 | (uint32_t)year << 8 | (uint8_t)(stage + 1);
    size_t at = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (r->nseat - 1);

    for (; r->seat[at]; at = (at + 1) & (r->nseat - 1)) {
        const struct jh_fact_row *row = &r->row[r->seat[at] - 1];
        if (row->org == org && row->year == year && row->stage == stage)
            break;
    }
    return at;
}

/* Room for twice as many rows, and seats for all of them. */
static void more_rows(struct reader *r)
{
    size_t room = r->row_room ? 2 * r->row_room : 1024;

    r->row = jh_arena_grow(r->mem, r->row, r->nrow, room, sizeof *r->row);
    r->row_room = room;
    r->nseat = 2 * room;
    r->seat = jh_new(r->mem, uint32_t, r->nseat);
    for (size_t i = 0; i < r->nrow; i++)
        r->seat[seat_of(r, r->row[i].org, r->row[i].year, r->row[i].stage)] = (uint32_t)i + 1;
}

/* What is known so far of (org, year, stage); a blank row when it is the first of it. */
static struct jh_fact_row *row_of(struct reader *r, int org, int year, int stage)
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

static uint32_t push_origin(struct reader *r, const struct sheet *sheet, const struct jh_fact *fact)
{
    if (r->norigin == r->origin_room) {
        size_t room = r->origin_room ? 2 * r->origin_room : 1024;
        r->origin = jh_arena_grow(r->mem, r->origin, r->norigin, room, sizeof *r->origin);
        r->origin_room = room;
        if (r->norigin == 0)
            r->norigin = 1;
    }
    r->origin[r->norigin] = (struct origin){(uint32_t)(sheet - r->sheet), fact->year, fact->row};
    return (uint32_t)r->norigin++;
}

static void set_text(struct reader *r, struct jh_fact_row *row, int item, const char *s, size_t n)
{
    const struct jh_item *def = &r->pack->item[item];
    struct jh_date date;

    if (!row->text)
        row->text = jh_new(r->mem, const char *, r->pack->nitem);
    row->text[item] = jh_arena_strndup(r->mem, s, n);
    row->value[item] = (double)NAN;
    if (def->kind == JH_CODE) {
        int code = jh_item_code(def, s, n);
        row->value[item] = code < 0 ? (double)NAN : code;
    } else if (def->kind == JH_DATE_ITEM && jh_date_parse(s, n, &date)) {
        row->value[item] = (double)jh_date_to_days(date);
    }
}

static void set_number(struct reader *r, struct jh_fact_row *row, int item, const char *s, size_t n)
{
    enum jh_item_kind kind = r->pack->item[item].kind;

    if (kind == JH_WORDS || kind == JH_CODE || kind == JH_DATE_ITEM)
        set_text(r, row, item, s, n); /* a name that is all digits */
    else if (!jh_num_parse(s, n, &row->value[item]))
        row->value[item] = (double)NAN;
}

static unsigned hex4(const char *s)
{
    unsigned value = 0;

    for (int i = 0; i < 4; i++) {
        char c = s[i];
        value = value * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return value;
}

static size_t put_utf8(char *out, unsigned c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    out[0] = (char)(0xE0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 63));
    out[2] = (char)(0x80 | (c & 63));
    return 3;
}

/* The text of a JSON string whose inside is s[0..n), escapes resolved; never longer than n. The
 * store's rows are written by jh_json_*, which escapes only quotes, backslashes and controls. */
static size_t unescape(const char *s, size_t n, char *out)
{
    size_t len = 0;

    for (size_t i = 0; i < n; i++) {
        if (s[i] != '\\' || i + 1 == n) {
            out[len++] = s[i];
            continue;
        }
        char c = s[++i];
        if (c == 'u' && i + 4 < n) {
            len += put_utf8(out + len, hex4(s + i + 1));
            i += 4;
        } else {
            out[len++] = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
        }
    }
    return len;
}

/* One element of the array from s; returns where it ends. */
static const char *element(struct reader *r, struct jh_fact_row *row, int item, uint32_t source,
                           const char *s, const char *end)
{
    const char *from = s;

    if (*s == '"') {
        bool escaped = false;
        for (s++; s < end && *s != '"'; s++)
            if (*s == '\\')
                escaped = true, s++;
        if (item < 0)
            return s + 1;
        size_t n = (size_t)(s - from - 1);
        const char *text = from + 1;
        if (escaped) {
            char *plain = jh_new(r->mem, char, n);
            n = unescape(text, n, plain);
            text = plain;
        }
        set_text(r, row, item, text, n);
        row->source[item] = source;
        return s + 1;
    }
    int64_t whole = 0;
    while (s < end && *s >= '0' && *s <= '9' && s - from < 15)
        whole = whole * 10 + (*s++ - '0');
    bool counted = s > from && (s == end || *s == ',' || *s == ']'); /* most are plain counts */
    while (s < end && *s != ',' && *s != ']')
        s++;
    if (item < 0 || *from == 'n')
        return s;
    row->source[item] = source;
    if (counted && r->number[item]) {
        row->value[item] = (double)whole;
        return s;
    }
    if (*from == 't' || *from == 'f')
        row->value[item] = *from == 't';
    else
        set_number(r, row, item, from, (size_t)(s - from));
    return s;
}

static bool on_fact(void *context, const struct jh_fact *fact)
{
    struct reader *r = context;
    int stage = *fact->stage ? jh_pack_stage(r->pack, fact->stage) : -1;
    int org = find_org(r, fact->org);
    const struct sheet *sheet = find_sheet(r, fact->import, fact->sheet);

    if (!sheet || org < 0 || (stage < 0 && *fact->stage))
        return true;
    struct jh_fact_row *row = row_of(r, org, fact->year, stage);
    uint32_t source = push_origin(r, sheet, fact);
    const char *s = fact->values, *end = s + fact->nvalues;
    size_t k = 0;
    if (s < end && *s == '[')
        s++;
    while (s < end && *s != ']' && k < sheet->n) {
        if (*s == ',' || *s == ' ') {
            s++;
            continue;
        }
        s = element(r, row, sheet->item[k], source, s, end);
        k++;
    }
    return true;
}

static int compare_int(const void *a, const void *b)
{
    const int *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void collect_years(struct reader *r, struct jh_facts *f)
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

static size_t place_of(const struct jh_facts *f, int org, size_t year, int stage)
{
    return ((size_t)org * f->nyear + year) * (f->pack->nstage + 1) + (size_t)(stage + 1);
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

static void lay_grid(struct reader *r, struct jh_facts *f)
{
    f->grid = jh_new(r->mem, struct jh_fact_row *, place_of(f, (int)f->norg, 0, -1) + 1);
    for (size_t i = 0; i < r->nrow; i++) {
        struct jh_fact_row *row = &r->row[i];
        f->grid[place_of(f, row->org, (size_t)year_index(f, row->year), row->stage)] = row;
    }
}

static void carry_row(struct reader *r, const struct jh_fact_row *old, struct jh_fact_row *row,
                      const int *item, size_t nitem)
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

/* The items of the form that tells the type of a school. */
static size_t roster_items(struct reader *r, int *item)
{
    const struct jh_item *type =
        r->pack->type_item ? jh_pack_item(r->pack, r->pack->type_item) : NULL;
    size_t n = 0;

    for (size_t i = 0; type && i < r->pack->nitem; i++)
        if (strcmp(r->pack->item[i].form, type->form) == 0)
            item[n++] = (int)i;
    return n;
}

static void carry_forward(struct reader *r, struct jh_facts *f)
{
    int *item = jh_new(r->mem, int, r->pack->nitem ? r->pack->nitem : 1);
    size_t nitem = roster_items(r, item);

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

static void prepare(struct reader *r)
{
    double *nothing = jh_new(r->mem, double, r->pack->nitem);

    bool *number = jh_new(r->mem, bool, r->pack->nitem);

    for (size_t i = 0; i < r->pack->nitem; i++) {
        enum jh_item_kind kind = r->pack->item[i].kind;
        nothing[i] = (double)NAN;
        number[i] = kind != JH_WORDS && kind != JH_CODE && kind != JH_DATE_ITEM;
    }
    r->nothing = nothing;
    r->number = number;
    r->by_id = jh_new(r->mem, const struct jh_org *, r->norg ? r->norg : 1);
    for (size_t i = 0; i < r->norg; i++)
        r->by_id[i] = &r->org[i];
    qsort(r->by_id, r->norg, sizeof *r->by_id, compare_id);
}

enum jh_status jh_facts_load(struct jh_store *store, struct jh_arena *mem,
                             const struct jh_pack *pack, const struct jh_facts_in *in,
                             struct jh_facts *ret, struct jh_err *reterr)
{
    struct reader r = {.mem = mem, .pack = pack, .last_org = -1};
    struct jh_org *org;
    size_t norg;

    JH_TRY(jh_store_orgs(store, mem, in->county, &org, &norg, reterr));
    r.org = org, r.norg = norg;
    prepare(&r);
    const struct jh_fact_reader reader = {on_sheet, on_fact, &r};
    JH_TRY(jh_store_read_facts(store, in->county, in->from, in->to, in->also, &reader, reterr));

    struct jh_facts_origins *origins = jh_new(mem, struct jh_facts_origins, 1);
    *origins = (struct jh_facts_origins){r.sheet, r.origin};
    *ret = (struct jh_facts){.pack = pack, .org = org, .norg = norg, .origins = origins};
    ret->county = jh_facts_org(ret, "");
    collect_years(&r, ret);
    lay_grid(&r, ret);
    if (in->carry)
        carry_forward(&r, ret);
    return JH_OK;
}

const struct jh_fact_row *jh_facts_row(const struct jh_facts *f, int org, int year, int stage)
{
    int y = year_index(f, year);
    return y < 0 || org < 0 ? NULL : f->grid[place_of(f, org, (size_t)y, stage)];
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

    if (!number)
        return false;
    const struct origin *o = &f->origins->origin[number];
    const struct sheet *s = &f->origins->sheet[o->sheet];
    *ret = (struct jh_fact_origin){s->import, s->number, s->name, o->row, s->place[item], o->year};
    return true;
}
