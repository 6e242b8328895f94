/* src/pack/csv.c - see csv.h. */
#include "pack/csv.h"
#include "pack/pack.h"
#include <string.h>

struct reader {
    struct jh_arena *mem;
    const char *at, *end;
    long line;
    const char **cell; /* of all rows; grows by doubling */
    size_t ncell, room;
    struct jh_csv_fault *fault;
};

static bool refuse(struct reader *r, const char *id, long line)
{
    *r->fault = (struct jh_csv_fault){id, line};
    return false;
}

/* Bytes of the well-formed sequence at s, or 0. */
static size_t sequence(const unsigned char *s, size_t left)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = s[0] < 0x80 ? 1 : s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : s[0] >= 0xC0 ? 2 : 0;

    if (n <= 1)
        return s[0] ? n : 0;
    if (n > left || s[0] > 0xF4)
        return 0;
    unsigned c = s[0] & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (s[i] & 0x3Fu);
    }
    return c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000) ? 0 : n;
}

bool jh_csv_utf8(const char *bytes, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t step = sequence((const unsigned char *)bytes + i, n - i);
        if (!step)
            return false;
        i += step;
    }
    return true;
}

static void push(struct reader *r, const char *text)
{
    if (r->ncell == r->room) {
        size_t want = r->room ? 2 * r->room : 256;
        r->cell = jh_arena_grow(r->mem, r->cell, r->ncell, want, sizeof *r->cell);
        r->room = want;
    }
    r->cell[r->ncell++] = text;
}

static bool at_line_end(const struct reader *r)
{
    return r->at == r->end || *r->at == '\n' ||
           (*r->at == '\r' && (r->at + 1 == r->end || r->at[1] == '\n'));
}

static void skip_line_end(struct reader *r)
{
    if (r->at < r->end && *r->at == '\r')
        r->at++;
    if (r->at < r->end && *r->at == '\n')
        r->at++;
    r->line++;
}

static bool quoted(struct reader *r)
{
    long first = r->line;
    const char *from = ++r->at;
    char *text;
    size_t n = 0;

    while (r->at < r->end && (*r->at != '"' || (r->at + 1 < r->end && r->at[1] == '"'))) {
        r->line += *r->at == '\n';
        r->at += *r->at == '"' ? 2 : 1;
    }
    if (r->at == r->end)
        return refuse(r, "pack.csv_quote", first);
    text = jh_new(r->mem, char, (size_t)(r->at - from) + 1);
    for (const char *s = from; s < r->at; s++) {
        text[n++] = *s;
        s += *s == '"';
    }
    r->at++;
    if (n > JH_PACK_CELL)
        return refuse(r, "pack.too_large", first);
    push(r, text);
    return at_line_end(r) || *r->at == ',' || refuse(r, "pack.csv_quote", r->line);
}

static bool plain(struct reader *r)
{
    const char *from = r->at;

    while (!at_line_end(r) && *r->at != ',') {
        if (*r->at == '"')
            return refuse(r, "pack.csv_quote", r->line);
        r->at++;
    }
    if (r->at - from > JH_PACK_CELL)
        return refuse(r, "pack.too_large", r->line);
    push(r, jh_arena_strndup(r->mem, from, (size_t)(r->at - from)));
    return true;
}

static bool read_row(struct reader *r)
{
    for (;;) {
        if (!(r->at < r->end && *r->at == '"' ? quoted(r) : plain(r)))
            return false;
        if (r->at == r->end || *r->at != ',')
            break;
        r->at++;
    }
    skip_line_end(r);
    return true;
}

static bool read_rows(struct reader *r, size_t *ret_width, long **ret_line, size_t *ret_rows)
{
    size_t room = 64, rows = 0, width = 0;
    long *line = jh_new(r->mem, long, room);

    while (r->at < r->end) {
        if (at_line_end(r)) {
            skip_line_end(r);
            continue;
        }
        if (rows > JH_PACK_ROWS)
            return refuse(r, "pack.too_large", r->line);
        if (rows == room) {
            line = jh_arena_grow(r->mem, line, room, 2 * room, sizeof *line);
            room *= 2;
        }
        line[rows] = r->line;
        size_t before = r->ncell;
        if (!read_row(r))
            return false;
        if (!width)
            width = r->ncell;
        if (r->ncell - before != width)
            return refuse(r, "pack.csv_ragged", line[rows]);
        rows++;
    }
    *ret_width = width, *ret_line = line, *ret_rows = rows;
    return true;
}

bool jh_csv_read(struct jh_arena *mem, const char *bytes, size_t n, struct jh_csv *ret,
                 struct jh_csv_fault *ret_fault)
{
    struct reader r = {.mem = mem, .at = bytes, .end = bytes + n, .line = 1, .fault = ret_fault};
    size_t width, rows;
    long *line;

    *ret = (struct jh_csv){0};
    if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
        r.at += 3;
    if (!jh_csv_utf8(r.at, (size_t)(r.end - r.at)))
        return refuse(&r, "pack.not_utf8", 0);
    if (!read_rows(&r, &width, &line, &rows))
        return false;
    if (rows)
        *ret = (struct jh_csv){rows - 1, width, r.cell, r.cell + width, line + 1};
    return true;
}
