/* src/intake/csv.c - text tables: RFC 4180 with what people's programs make of it. */
#include "intake/decode.h"
#include "intake/text.h"
#include <math.h>

enum state { FIELD_START, PLAIN, QUOTED, QUOTE_SEEN };
enum { PIECE = 256 * 1024, LOOK = 64 * 1024, LOOK_ROWS = 50 };

struct csv {
    struct jh_reading *r;
    struct jh_decode decode;
    char separator;
    enum state state;
    bool after_cr;
    bool in_row; /* something of the row was seen */
    long row;    /* the next record's number */
    int column;
    size_t from;    /* where the field begins in r->text */
    long quote_row; /* where the open quote is */
};

static void end_field(struct csv *c)
{
    struct jh_reading *r = c->r;
    size_t n = r->text.len - c->from;

    if (n)
        jh_row_put(r, c->column, (struct jh_cell){.kind = JH_CELL_TEXT, .n = n}, c->from);
    jh_buf_addc(&r->text, 0);
    c->from = r->text.len;
    c->column++;
    c->state = FIELD_START;
}

static bool end_row(struct csv *c)
{
    bool more = jh_row_end(c->r);

    jh_row_begin(c->r, ++c->row);
    c->column = 0;
    c->from = 0;
    c->in_row = false;
    return more;
}

static bool too_long(struct csv *c)
{
    if (c->r->text.len - c->from <= c->r->limits.cell_bytes)
        return false;
    char name[16];
    jh_cell_name(c->column, c->row, name);
    if (c->state == QUOTED)
        jh_reading_fail(c->r, JH_E_DATA, "intake.quote_open", "%s", name);
    else
        jh_reading_fail(c->r, JH_E_DATA, "intake.cell_too_long", "%s", name);
    return true;
}

/* A byte outside quotes. False: stop. */
static bool plain_byte(struct csv *c, char b)
{
    bool lf_of_crlf = b == '\n' && c->after_cr;

    c->after_cr = b == '\r';
    if (lf_of_crlf)
        return true;
    if (b == '\n' || b == '\r') {
        end_field(c);
        return end_row(c);
    }
    c->in_row = true;
    if (b == c->separator) {
        end_field(c);
        return c->r->status == JH_OK;
    }
    if (b == '"' && c->state == FIELD_START) {
        c->state = QUOTED;
        return true;
    }
    if (b == '"' && c->state == QUOTE_SEEN)
        c->state = QUOTED; /* "" is one quote */
    else
        c->state = PLAIN;
    jh_buf_addc(&c->r->text, b);
    return true;
}

/* The longest run that needs no decision, added at once. */
static size_t take_run(struct csv *c, const char *s, size_t n)
{
    size_t i = 0;

    if (c->state == QUOTED)
        while (i < n && s[i] != '"')
            i++;
    else if (c->state == PLAIN)
        while (i < n && s[i] != c->separator && s[i] != '\n' && s[i] != '\r')
            i++;
    jh_buf_add(&c->r->text, s, i);
    return i;
}

static bool parse(struct csv *c, const char *s, size_t n)
{
    for (size_t i = 0; i < n;) {
        i += take_run(c, s + i, n - i);
        if (too_long(c))
            return false;
        if (i == n)
            break;
        if (c->state == QUOTED) {
            c->state = QUOTE_SEEN;
            c->in_row = true;
        } else if (!plain_byte(c, s[i])) {
            return false;
        }
        i++;
    }
    return true;
}

static bool finish(struct csv *c)
{
    if (c->state == QUOTED) {
        jh_reading_fail(c->r, JH_E_DATA, "intake.quote_open", "row %ld", c->row);
        return false;
    }
    if (!c->in_row)
        return true;
    end_field(c);
    return end_row(c);
}

/* How well a separator explains the beginning: rows that have as many as the widest row, times. */
static long rate(const char *s, size_t n, char separator)
{
    long count[LOOK_ROWS] = {0}, best = 0, alike = 0;
    int rows = 0;
    bool quoted = false;

    for (size_t i = 0; i < n && rows < LOOK_ROWS; i++) {
        quoted ^= s[i] == '"';
        if (!quoted && s[i] == separator)
            count[rows]++;
        else if (!quoted && (s[i] == '\n' || s[i] == '\r'))
            rows += i == 0 || (s[i - 1] != '\n' && s[i - 1] != '\r');
    }
    rows += rows < LOOK_ROWS;
    for (int i = 0; i < rows; i++)
        best = count[i] > best ? count[i] : best;
    for (int i = 0; i < rows; i++)
        alike += count[i] == best;
    return best ? alike * 1000 + best : 0;
}

static char find_separator(const char *s, size_t n)
{
    static const char candidates[] = {'\t', ',', ';', '|'}; /* commas stand in texts, tabs do not */
    char found = ',';
    long best = 0;

    n = n < LOOK ? n : LOOK;
    for (size_t i = 0; i < sizeof candidates; i++) {
        long got = rate(s, n, candidates[i]);
        if (got > best) {
            best = got;
            found = candidates[i];
        }
    }
    return found;
}

/* "sep=;" in the first line is an order to the spreadsheet, not data. */
static size_t take_order(const char *s, size_t n, char *ret)
{
    if (n < 6 || memcmp(s, "sep=", 4) != 0 || (s[5] != '\n' && s[5] != '\r'))
        return 0;
    *ret = s[4];
    return s[5] == '\r' && n > 6 && s[6] == '\n' ? 7 : 6;
}

static bool announce(struct csv *c)
{
    const char *name = c->r->name, *dot = strrchr(name, '.');
    char sheet[128];
    size_t n = dot ? (size_t)(dot - name) : strlen(name), bytes;

    n = n < sizeof sheet ? n : sizeof sheet - 1;
    for (size_t i = 0; i < n; i += bytes) /* whole characters only */
        if (jh_utf8_get(name + i, n - i, &bytes, NULL) == JH_BAD_CHAR)
            n = i;
    memcpy(sheet, name, n);
    sheet[n] = 0;
    return jh_reading_sheet(c->r, sheet, false);
}

static enum jh_status run(struct csv *c)
{
    struct jh_reading *r = c->r;
    JH_CLEANUP(jh_buf_release) struct jh_buf piece = JH_BUF(PIECE);
    bool first = true, more = announce(c);

    jh_row_begin(r, c->row = 1);
    while (more && jh_decode_next(&c->decode, &piece)) {
        const char *text = piece.data ? piece.data : "";
        size_t skip = 0;
        if (first) {
            c->separator = find_separator(text, piece.len);
            skip = take_order(text, piece.len, &c->separator);
            first = false;
        }
        more = parse(c, text + skip, piece.len - skip);
        jh_buf_clear(&piece);
    }
    if (more)
        finish(c);
    r->info.separator = c->separator;
    r->info.encoding = c->decode.encoding;
    r->info.odd_bytes = c->decode.odd;
    return r->status;
}

enum jh_status jh_read_csv(struct jh_reading *r)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct csv *c = jh_new(&mem, struct csv, 1);

    r->info.format = "csv";
    c->r = r;
    c->separator = ',';
    if (!jh_decode_open(&c->decode, &r->in))
        return jh_fail(r->err, JH_E_DATA, "intake.unknown_format", JH_NOWHERE, (double)NAN, "?");
    enum jh_status status = run(c);
    jh_decode_close(&c->decode);
    return status;
}
