/* src/intake/xls.c - what an OLE file holds; records and texts of .xls; the tables of a workbook.
 */
#include "intake/xls.h"
#include "intake/text.h"

enum { MOST_XF = 65536, MOST_RECORDS = 50000000 };

uint32_t jh_xls_u16(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

uint32_t jh_xls_u32(const unsigned char *p)
{
    return jh_xls_u16(p) | jh_xls_u16(p + 2) << 16;
}

static bool fetch(struct jh_xls *x, uint64_t at, void *to, size_t n)
{
    if (n > JH_OLE_WINDOW)
        return jh_ole_read(&x->ole, &x->stream, at, to, n) == n;
    if (at < x->window || at + n > x->window + x->window_n) {
        x->window = at;
        x->window_n = jh_ole_read(&x->ole, &x->stream, at, x->bytes, sizeof x->bytes);
    }
    if (n > x->window_n)
        return false;
    memcpy(to, x->bytes + (at - x->window), n);
    return true;
}

bool jh_xls_next(struct jh_xls *x)
{
    unsigned char head[4];

    if (!fetch(x, x->at, head, 4))
        return false;
    x->type = (uint16_t)jh_xls_u16(head);
    x->n = (uint16_t)jh_xls_u16(head + 2);
    if (!fetch(x, x->at + 4, x->data, x->n))
        return false;
    x->at += 4 + (uint64_t)x->n;
    return true;
}

void jh_xls_seek(struct jh_xls *x, uint64_t at)
{
    x->at = at;
}

/* Make data[*pos] readable: at a record's end the text goes on in a CONTINUE record. */
static bool more(struct jh_xls *x, size_t *pos)
{
    while (*pos >= x->n) {
        uint64_t here = x->at;
        if (!jh_xls_next(x) || x->type != JH_XLS_CONTINUE) {
            x->at = here;
            return false;
        }
        *pos = 0;
    }
    return true;
}

static bool skip(struct jh_xls *x, size_t *pos, uint64_t n)
{
    while (n) {
        if (!more(x, pos))
            return false;
        size_t step = x->n - *pos < n ? x->n - *pos : (size_t)n;
        *pos += step;
        n -= step;
    }
    return true;
}

static bool number(struct jh_xls *x, size_t *pos, int width, uint32_t *ret)
{
    *ret = 0;
    for (int i = 0; i < width; i++) {
        if (!more(x, pos))
            return false;
        *ret |= (uint32_t)x->data[(*pos)++] << (8 * i);
    }
    return true;
}

static void put_char(struct jh_buf *out, uint32_t c, uint32_t *high)
{
    char bytes[4];

    if (c >= 0xD800 && c < 0xDC00) {
        *high = c;
        return;
    }
    if (c >= 0xDC00 && c < 0xE000)
        c = *high ? 0x10000 + ((*high - 0xD800) << 10) + (c - 0xDC00) : JH_BAD_CHAR;
    *high = 0;
    jh_buf_add(out, bytes, jh_utf8_put(c ? c : ' ', bytes));
}

/* Each record a text goes on into begins anew with its width of characters. */
static bool wide_or_narrow(struct jh_xls *x, size_t *pos, uint32_t n, bool wide, struct jh_buf *out)
{
    uint32_t high = 0;

    while (n) {
        if (*pos >= x->n) {
            if (!more(x, pos))
                return false;
            wide = x->data[(*pos)++] & 1;
            continue;
        }
        if (wide && *pos + 2 > x->n)
            return false;
        put_char(out, wide ? jh_xls_u16(x->data + *pos) : x->data[*pos], &high);
        *pos += wide ? 2 : 1;
        n--;
    }
    return true;
}

/* Texts before Excel 97: bytes of the maker's code page, in our files always Chinese. */
static bool code_page_text(struct jh_xls *x, size_t *pos, uint32_t n, struct jh_buf *out)
{
    if (*pos + n > x->n)
        return false;
    if (!x->code_page)
        x->code_page = iconv_open("UTF-8", "GB18030");
    if (x->code_page == (iconv_t)-1)
        return false;
    char *in = (char *)x->data + *pos, piece[256];
    size_t left = n;
    *pos += n;
    while (left) {
        char *to = piece;
        size_t room = sizeof piece, before = left;
        iconv(x->code_page, &in, &left, &to, &room);
        for (char *p = piece; p < to; p++)
            *p = *p ? *p : ' ';
        jh_buf_add(out, piece, (size_t)(to - piece));
        if (left == before) {
            jh_buf_adds(out, "\xEF\xBF\xBD");
            in++;
            left--;
            iconv(x->code_page, NULL, NULL, NULL, NULL);
        }
    }
    return true;
}

bool jh_xls_text(struct jh_xls *x, size_t *pos, int width, struct jh_buf *out)
{
    uint32_t n, flags, runs = 0, extra = 0;

    if (!number(x, pos, width, &n))
        return false;
    if (x->old)
        return code_page_text(x, pos, n, out);
    if (!number(x, pos, 1, &flags) || ((flags & 8) && !number(x, pos, 2, &runs)) ||
        ((flags & 4) && !number(x, pos, 4, &extra)))
        return false;
    return wide_or_narrow(x, pos, n, flags & 1, out) &&
           skip(x, pos, (uint64_t)runs * 4 + extra); /* fonts of runs; phonetics */
}

static void take_strings(struct jh_xls *x)
{
    size_t pos = 8;
    uint32_t n = x->n >= 8 ? jh_xls_u32(x->data + 4) : 0;

    for (uint32_t i = 0; i < n && !x->text.full && !x->offset.full; i++) {
        uint32_t from = (uint32_t)x->text.len;
        if (!more(x, &pos))
            break; /* some writers promise more than there are */
        if (!jh_xls_text(x, &pos, 2, &x->text))
            break;
        jh_buf_addc(&x->text, 0);
        jh_buf_add(&x->offset, &from, sizeof from);
        x->nstrings++;
    }
    if (x->text.full || x->offset.full)
        jh_reading_fail(x->r, JH_E_LIMIT, "intake.bomb", "shared strings");
}

static void take_sheet(struct jh_xls *x)
{
    struct jh_xls_sheet s = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf name = JH_BUF(sizeof s.name - 1);
    size_t pos = 6;

    if (x->n < 7)
        return;
    s.start = jh_xls_u32(x->data);
    s.hidden = (x->data[4] & 3) != 0;
    s.type = x->data[5];
    if (s.type == 1)
        jh_reading_fail(x->r, JH_E_DATA, "intake.macro", "a macro sheet");
    jh_xls_text(x, &pos, 1, &name);
    memcpy(s.name, name.data ? name.data : "", name.len);
    jh_buf_add(&x->sheet, &s, sizeof s);
    if (x->sheet.full)
        jh_reading_fail(x->r, JH_E_DATA, "intake.too_many_sheets", "%d", x->r->limits.sheets);
}

static void take_format(struct jh_xls *x)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf code = JH_BUF(4096);
    size_t pos = 2;

    if (x->n < 3)
        return;
    long pair[2] = {(long)jh_xls_u16(x->data), JH_NO_DATE};
    if (jh_xls_text(x, &pos, x->old ? 1 : 2, &code) && code.data)
        pair[1] = jh_format_kind(0, code.data);
    jh_buf_add(&x->format, pair, sizeof pair);
}

static void take_xf(struct jh_xls *x)
{
    const long *pair = (const long *)(const void *)x->format.data;
    long id = x->n >= 4 ? (long)jh_xls_u16(x->data + 2) : 0;
    enum jh_date_kind kind = jh_format_kind(id, NULL);

    for (size_t i = x->format.len / sizeof(long) / 2; i-- > 0;)
        if (pair[i * 2] == id) {
            kind = (enum jh_date_kind)pair[i * 2 + 1];
            break;
        }
    jh_buf_addc(&x->xf, (char)kind);
}

static void take_global(struct jh_xls *x)
{
    switch (x->type) {
    case JH_XLS_FILEPASS:
        jh_reading_fail(x->r, JH_E_DATA, "intake.password", "FILEPASS");
        break;
    case JH_XLS_DATEMODE:
        x->from_1904 = x->n >= 2 && jh_xls_u16(x->data) == 1;
        break;
    case JH_XLS_BOUNDSHEET:
        take_sheet(x);
        break;
    case JH_XLS_FORMAT:
        take_format(x);
        break;
    case JH_XLS_XF:
        take_xf(x);
        break;
    case JH_XLS_SST:
        take_strings(x);
        break;
    default:
        break;
    }
}

enum jh_status jh_xls_globals(struct jh_xls *x)
{
    if (!jh_xls_next(x) || x->type != JH_XLS_BOF || x->n < 4)
        return jh_reading_fail(x->r, JH_E_DATA, "intake.xls_unread", "Excel 2-4");
    x->old = jh_xls_u16(x->data) < 0x0600;
    while (x->r->status == JH_OK && jh_xls_next(x) && x->type != JH_XLS_EOF)
        take_global(x);
    if (x->r->status == JH_OK && !x->sheet.len)
        jh_reading_fail(x->r, JH_E_DATA, "intake.xls_unread", "no sheet");
    return x->r->status;
}

static void close_xls(struct jh_xls *x)
{
    if (x->code_page && x->code_page != (iconv_t)-1)
        iconv_close(x->code_page);
    jh_buf_release(&x->sheet);
    jh_buf_release(&x->format);
    jh_buf_release(&x->xf);
    jh_buf_release(&x->text);
    jh_buf_release(&x->offset);
    jh_ole_stream_close(&x->stream);
    jh_ole_close(&x->ole);
}

static const struct jh_ole_entry *workbook(struct jh_xls *x)
{
    static const struct {
        const char *entry, *id, *text;
    } refused[] = {{"EncryptedPackage", "intake.password", "EncryptedPackage"},
                   {"_VBA_PROJECT_CUR", "intake.macro", "VBA"},
                   {"WordDocument", "intake.unknown_format", "DOC"},
                   {"PowerPoint Document", "intake.unknown_format", "PPT"}};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (jh_ole_find(&x->ole, refused[i].entry)) {
            jh_reading_fail(x->r, JH_E_DATA, refused[i].id, "%s", refused[i].text);
            return NULL;
        }
    const struct jh_ole_entry *book = jh_ole_find(&x->ole, "Workbook");
    book = book ? book : jh_ole_find(&x->ole, "Book");
    if (!book)
        jh_reading_fail(x->r, JH_E_DATA, "intake.unknown_format", "OLE");
    return book;
}

static enum jh_status read_all(struct jh_xls *x)
{
    struct jh_reading *r = x->r;

    JH_TRY(jh_ole_open(&x->ole, r));
    const struct jh_ole_entry *book = workbook(x);
    if (!book)
        return r->status;
    JH_TRY(jh_ole_stream_open(&x->ole, book, &x->stream));
    JH_TRY(jh_xls_globals(x));
    const struct jh_xls_sheet *s = (const struct jh_xls_sheet *)(const void *)x->sheet.data;
    for (size_t i = 0; i < x->sheet.len / sizeof *s && !r->stopped; i++) {
        if (s[i].type != 0)
            jh_reading_count_sheet(r);
        else if (jh_reading_sheet(r, s[i].name, s[i].hidden))
            JH_TRY(jh_xls_read_sheet(x, &s[i]));
        if (r->status != JH_OK)
            return r->status;
    }
    return JH_OK;
}

enum jh_status jh_read_ole(struct jh_reading *r)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_xls *x = jh_new(&mem, struct jh_xls, 1); /* too large for the stack */

    r->info.format = "xls";
    x->r = r;
    x->sheet = JH_BUF((size_t)r->limits.sheets * sizeof(struct jh_xls_sheet));
    x->format = JH_BUF(8192 * sizeof(long));
    x->xf = JH_BUF(MOST_XF);
    x->text = JH_BUF(r->limits.string_bytes);
    x->offset = JH_BUF(r->limits.string_bytes);
    enum jh_status status = read_all(x);
    close_xls(x);
    return status;
}
