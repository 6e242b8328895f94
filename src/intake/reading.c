/* src/intake/reading.c - see reading.h. */
#include "intake/reading.h"
#include "intake/text.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#define OR(value, standard) ((value) ? (value) : (standard))

enum { ROW_TEXT = 4 << 20 }; /* all cells of one row */

static struct jh_intake_limits with_defaults(const struct jh_intake_limits *given)
{
    struct jh_intake_limits l = given ? *given : (struct jh_intake_limits){0};

    l.file_bytes = OR(l.file_bytes, 200ull << 20);
    l.inflated_bytes = OR(l.inflated_bytes, 2ull << 30);
    l.ratio = l.ratio > 0 ? l.ratio : 200;
    l.rows = OR(l.rows, 1100000);
    l.columns = OR(l.columns, 2000);
    l.sheets = OR(l.sheets, 200);
    l.string_bytes = OR(l.string_bytes, 256ull << 20);
    l.cell_bytes = OR(l.cell_bytes, 32767);
    return l;
}

static enum jh_status open_path(struct jh_reading *r, const char *path)
{
    struct stat st;

    r->in.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (r->in.fd < 0 || fstat(r->in.fd, &st) != 0 || !S_ISREG(st.st_mode))
        return jh_fail(r->err, JH_E_DATA, "intake.not_found", JH_NOWHERE, (double)NAN, "%s",
                       r->name);
    r->in.size = (uint64_t)st.st_size;
    return JH_OK;
}

enum jh_status jh_reading_open(struct jh_reading *r, const struct jh_source *source,
                               const struct jh_intake_limits *limits,
                               const struct jh_row_reader *reader, struct jh_err *reterr)
{
    const char *slash = source->path ? strrchr(source->path, '/') : NULL;
    const char *file = slash ? slash + 1 : OR(source->path, "");

    *r = (struct jh_reading){.name = source->name ? source->name : file,
                             .limits = with_defaults(limits),
                             .reader = reader,
                             .err = reterr,
                             .info = {.format = "", .encoding = ""},
                             .in = {.fd = -1, .bytes = source->bytes, .size = source->size}};
    r->cells = JH_BUF((size_t)r->limits.columns * sizeof(struct jh_cell));
    r->from = JH_BUF((size_t)r->limits.columns * sizeof(size_t));
    r->text = JH_BUF(ROW_TEXT);
    if (source->path)
        JH_TRY(open_path(r, source->path));
    if (r->in.size > r->limits.file_bytes)
        return jh_fail(r->err, JH_E_LIMIT, "intake.too_large", JH_NOWHERE,
                       (double)r->limits.file_bytes, "file larger than the limit");
    if (r->in.size == 0)
        return jh_fail(r->err, JH_E_DATA, "intake.empty", JH_NOWHERE, 0, "no bytes");
    return JH_OK;
}

void jh_reading_close(struct jh_reading *r)
{
    if (r->in.fd >= 0)
        close(r->in.fd);
    r->in.fd = -1;
    jh_buf_release(&r->cells);
    jh_buf_release(&r->from);
    jh_buf_release(&r->text);
}

size_t jh_input_read(const struct jh_input *in, uint64_t offset, void *ret, size_t n)
{
    size_t done = 0;

    if (offset >= in->size)
        return 0;
    if (n > in->size - offset)
        n = (size_t)(in->size - offset);
    if (in->fd < 0) {
        memcpy(ret, in->bytes + offset, n);
        return n;
    }
    while (done < n) {
        ssize_t got = pread(in->fd, (char *)ret + done, n - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        done += (size_t)got;
    }
    return done;
}

void jh_reading_count_sheet(struct jh_reading *r)
{
    r->row = 0;
    if (++r->info.sheets > r->limits.sheets)
        jh_reading_fail(r, JH_E_DATA, "intake.too_many_sheets", "%d", r->limits.sheets);
}

bool jh_reading_sheet(struct jh_reading *r, const char *name, bool hidden)
{
    jh_reading_count_sheet(r);
    if (r->status != JH_OK)
        return false;
    if (!r->reader->sheet || r->reader->sheet(r->reader->context, r->info.sheets, name, hidden))
        return true;
    r->skipped = true;
    return false;
}

void jh_row_begin(struct jh_reading *r, long row)
{
    r->row = row;
    r->n = 0;
    jh_buf_clear(&r->cells);
    jh_buf_clear(&r->from);
    jh_buf_clear(&r->text);
}

static void append(struct jh_reading *r, struct jh_cell cell, size_t from)
{
    jh_buf_add(&r->cells, &cell, sizeof cell);
    jh_buf_add(&r->from, &from, sizeof from);
    r->n++;
}

void jh_row_put(struct jh_reading *r, int column, struct jh_cell cell, size_t from)
{
    if (column < 0 || column >= r->limits.columns) {
        jh_reading_fail(r, JH_E_DATA, "intake.too_many_columns", "%d", r->limits.columns);
        return;
    }
    if (cell.n > r->limits.cell_bytes) {
        char name[16];
        jh_cell_name(column, r->row, name);
        jh_reading_fail(r, JH_E_DATA, "intake.cell_too_long", "%s", name);
        return;
    }
    if ((size_t)column < r->n) { /* the same address twice: the last one counts */
        ((struct jh_cell *)(void *)r->cells.data)[column] = cell;
        ((size_t *)(void *)r->from.data)[column] = from;
        return;
    }
    while (r->n < (size_t)column)
        append(r, (struct jh_cell){.text = ""}, 0);
    append(r, cell, from);
}

bool jh_row_end(struct jh_reading *r)
{
    struct jh_cell *cell = (struct jh_cell *)(void *)r->cells.data;
    const size_t *from = (const size_t *)(const void *)r->from.data;

    if (r->text.full)
        jh_reading_fail(r, JH_E_DATA, "intake.row_too_long", "%d", ROW_TEXT);
    if (r->status != JH_OK)
        return false;
    while (r->n && cell[r->n - 1].kind == JH_CELL_BLANK && !cell[r->n - 1].formula)
        r->n--;
    if (!r->n)
        return true;
    for (size_t i = 0; i < r->n; i++)
        if (!cell[i].text)
            cell[i].text = r->text.data ? r->text.data + from[i] : "";
    if (++r->info.rows > r->limits.rows) {
        jh_reading_fail(r, JH_E_LIMIT, "intake.too_many_rows", "%ld", r->limits.rows);
        return false;
    }
    const struct jh_row row = {r->info.sheets, r->row, cell, r->n};
    if (r->reader->row && !r->reader->row(r->reader->context, &row))
        r->stopped = true;
    return !r->stopped;
}

void jh_cell_name(int column, long row, char ret[16])
{
    char letters[8];
    int n = 0;

    for (long c = (long)column + 1; c > 0 && n < 7; c = (c - 1) / 26)
        letters[n++] = (char)('A' + (c - 1) % 26);
    size_t at = 0;
    while (n)
        ret[at++] = letters[--n];
    snprintf(ret + at, 16 - at, "%ld", row < 0 || row > 99999999 ? 99999999 : row);
}
