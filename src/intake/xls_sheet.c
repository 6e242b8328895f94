/* src/intake/xls_sheet.c - the cells of one sheet of .xls. Records come row by row from nearly
 * every program; where they do not, their places are sorted first. */
#include "base/num.h"
#include "intake/xls.h"
#include <stdlib.h>

struct place { /* of a cell's record */
    uint32_t row, column;
    uint64_t at;
};

static bool is_cell(const struct jh_xls *x)
{
    switch (x->type) {
    case JH_XLS_FORMULA:
    case JH_XLS_MULRK:
    case JH_XLS_RSTRING:
    case JH_XLS_LABELSST:
    case JH_XLS_NUMBER:
    case JH_XLS_LABEL:
    case JH_XLS_BOOLERR:
    case JH_XLS_RK:
        return x->n >= 6;
    default:
        return false;
    }
}

static enum jh_date_kind kind_of(const struct jh_xls *x, uint32_t xf)
{
    return xf < x->xf.len ? (enum jh_date_kind)x->xf.data[xf] : JH_NO_DATE;
}

static void put_number(struct jh_xls *x, uint32_t column, uint32_t xf, double value, bool formula)
{
    struct jh_reading *r = x->r;
    struct jh_cell cell = {.kind = JH_CELL_NUMBER, .number = value, .formula = formula};
    size_t from = r->text.len;
    char text[JH_NUM_TEXT];

    if (!isfinite(value)) {
        cell.kind = JH_CELL_ERROR;
        cell.n = (size_t)snprintf(text, sizeof text, "#NUM!");
    } else if ((cell.n = jh_serial_text(value, x->from_1904, kind_of(x, xf), text)) > 0) {
        cell.kind = JH_CELL_DATE;
    } else {
        cell.n = jh_num_format(value, text);
    }
    jh_buf_add(&r->text, text, cell.n + 1);
    jh_row_put(r, (int)column, cell, from);
}

static double rk_value(uint32_t rk)
{
    double value;

    if (rk & 2) {
        value = (double)((int32_t)rk >> 2);
    } else {
        uint64_t bits = (uint64_t)(rk & 0xFFFFFFFC) << 32;
        memcpy(&value, &bits, sizeof value);
    }
    return rk & 1 ? value / 100 : value;
}

static double double_at(const unsigned char *p)
{
    uint64_t bits = jh_xls_u32(p) | (uint64_t)jh_xls_u32(p + 4) << 32;
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void put_text(struct jh_xls *x, uint32_t column, size_t from, bool formula)
{
    struct jh_reading *r = x->r;
    struct jh_cell cell = {.kind = JH_CELL_TEXT, .n = r->text.len - from, .formula = formula};

    jh_buf_addc(&r->text, 0);
    if (cell.n)
        jh_row_put(r, (int)column, cell, from);
}

static void put_shared(struct jh_xls *x, uint32_t column, uint32_t index)
{
    const uint32_t *offset = (const uint32_t *)(const void *)x->offset.data;

    if (index >= x->nstrings) {
        jh_reading_fail(x->r, JH_E_DATA, "intake.damaged", "shared string %u", (unsigned)index);
        return;
    }
    const char *text = x->text.data + offset[index];
    const struct jh_cell cell = {.kind = JH_CELL_TEXT, .text = text, .n = strlen(text)};
    if (cell.n)
        jh_row_put(x->r, (int)column, cell, 0);
}

static void put_flag(struct jh_xls *x, uint32_t column, int value, bool is_error, bool formula)
{
    static const struct {
        int code;
        const char *text;
    } errors[] = {{0x00, "#NULL!"}, {0x07, "#DIV/0!"}, {0x0F, "#VALUE!"}, {0x17, "#REF!"},
                  {0x1D, "#NAME?"}, {0x24, "#NUM!"},   {0x2A, "#N/A"}};
    struct jh_cell cell = {.kind = is_error ? JH_CELL_ERROR : JH_CELL_BOOL,
                           .text = is_error ? "#ERR!"
                                   : value  ? "1"
                                            : "0",
                           .number = is_error ? 0 : value != 0,
                           .formula = formula};

    for (size_t i = 0; is_error && i < sizeof errors / sizeof *errors; i++)
        if (errors[i].code == value)
            cell.text = errors[i].text;
    cell.n = strlen(cell.text);
    jh_row_put(x->r, (int)column, cell, 0);
}

/* A formula's text follows in a STRING record, not far behind. */
static void put_formula_text(struct jh_xls *x, uint32_t column)
{
    uint64_t back = x->at;
    size_t from = x->r->text.len, pos = 0;

    for (int i = 0; i < 4 && jh_xls_next(x) && !is_cell(x); i++) {
        if (x->type != JH_XLS_STRING)
            continue;
        jh_xls_text(x, &pos, 2, &x->r->text);
        put_text(x, column, from, true);
        break;
    }
    jh_xls_seek(x, back);
}

static void put_formula(struct jh_xls *x, uint32_t column, uint32_t xf)
{
    const unsigned char *result = x->data + 6;

    if (x->n < 14)
        return;
    if (jh_xls_u16(result + 6) != 0xFFFF)
        put_number(x, column, xf, double_at(result), true);
    else if (result[0] == 0)
        put_formula_text(x, column);
    else if (result[0] == 1 || result[0] == 2)
        put_flag(x, column, result[2], result[0] == 2, true);
}

static void put_record(struct jh_xls *x)
{
    uint32_t column = jh_xls_u16(x->data + 2), xf = jh_xls_u16(x->data + 4);
    const unsigned char *value = x->data + 6;
    size_t pos = 6, from = x->r->text.len;

    if (x->type == JH_XLS_LABELSST && x->n >= 10) {
        put_shared(x, column, jh_xls_u32(value));
    } else if (x->type == JH_XLS_NUMBER && x->n >= 14) {
        put_number(x, column, xf, double_at(value), false);
    } else if (x->type == JH_XLS_RK && x->n >= 10) {
        put_number(x, column, xf, rk_value(jh_xls_u32(value)), false);
    } else if (x->type == JH_XLS_MULRK) {
        for (size_t i = 4; i + 8 <= x->n; i += 6)
            put_number(x, column++, jh_xls_u16(x->data + i), rk_value(jh_xls_u32(x->data + i + 2)),
                       false);
    } else if (x->type == JH_XLS_BOOLERR && x->n >= 8) {
        put_flag(x, column, value[0], value[1] != 0, false);
    } else if (x->type == JH_XLS_FORMULA) {
        put_formula(x, column, xf);
    } else if (x->type == JH_XLS_LABEL || x->type == JH_XLS_RSTRING) {
        jh_xls_text(x, &pos, 2, &x->r->text);
        put_text(x, column, from, false);
    }
}

/* Call `visit` for each cell record of the sheet; charts within it are passed over. */
static void each_cell(struct jh_xls *x, uint32_t start, bool (*visit)(struct jh_xls *, void *),
                      void *context)
{
    int depth = 0;

    jh_xls_seek(x, start);
    while (x->r->status == JH_OK && !x->r->stopped && jh_xls_next(x)) {
        if (x->type == JH_XLS_BOF)
            depth++;
        else if ((x->type == JH_XLS_EOF && --depth <= 0) ||
                 (depth == 1 && is_cell(x) && !visit(x, context)))
            return;
    }
    if (depth > 0 && x->r->status == JH_OK && !x->r->stopped)
        jh_reading_fail(x->r, JH_E_DATA, "intake.truncated", "a sheet without end");
}

static bool in_order(struct jh_xls *x, void *context)
{
    struct place *last = context;
    uint32_t row = jh_xls_u16(x->data);
    bool ok = row >= last->row;

    last->at += !ok;
    last->row = row;
    return ok;
}

static bool give(struct jh_xls *x, void *context)
{
    long *row = context, here = (long)jh_xls_u16(x->data) + 1;

    if (here != *row) {
        if (*row && !jh_row_end(x->r))
            return false;
        jh_row_begin(x->r, *row = here);
    }
    put_record(x);
    return x->r->status == JH_OK;
}

static bool note_place(struct jh_xls *x, void *context)
{
    const struct place p = {jh_xls_u16(x->data), jh_xls_u16(x->data + 2), x->at - 4 - x->n};
    struct jh_buf *places = context;

    jh_buf_add(places, &p, sizeof p);
    if (places->full)
        jh_reading_fail(x->r, JH_E_LIMIT, "intake.bomb", "too many cells out of order");
    return x->r->status == JH_OK;
}

static int by_place(const void *a, const void *b)
{
    const struct place *p = a, *q = b;

    if (p->row != q->row)
        return p->row < q->row ? -1 : 1;
    if (p->column != q->column)
        return p->column < q->column ? -1 : 1;
    return p->at < q->at ? -1 : p->at > q->at;
}

static void give_sorted(struct jh_xls *x, uint32_t start, long *row)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf places = JH_BUF(64u << 20);

    each_cell(x, start, note_place, &places);
    struct place *p = (struct place *)(void *)places.data;
    size_t n = places.len / sizeof *p;
    if (n)
        qsort(p, n, sizeof *p, by_place);
    for (size_t i = 0; i < n && x->r->status == JH_OK && !x->r->stopped; i++) {
        jh_xls_seek(x, p[i].at);
        if (!jh_xls_next(x) || !give(x, row))
            return;
    }
}

enum jh_status jh_xls_read_sheet(struct jh_xls *x, const struct jh_xls_sheet *sheet)
{
    struct place last = {0};
    long row = 0;

    each_cell(x, sheet->start, in_order, &last);
    if (x->r->status != JH_OK)
        return x->r->status;
    if (last.at)
        give_sorted(x, sheet->start, &row);
    else
        each_cell(x, sheet->start, give, &row);
    if (row && x->r->status == JH_OK && !x->r->stopped)
        jh_row_end(x->r);
    return x->r->status;
}
