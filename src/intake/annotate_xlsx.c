/* src/intake/annotate_xlsx.c - the parts that change are exchanged; all others stay as they are in
 * the zip, compressed bytes and all. */
#include "intake/annotate_part.h"
#include <strings.h>

enum { MOST_PART = 256 << 20 };

struct copy { /* the archive being changed, in memory */
    struct jh_reading r;
    struct jh_zip z;
    struct jh_xlsx x;
    struct jh_restyle styles;
    struct jh_arena mem; /* new parts, until the archive is written */
    zip_source_t *source;
    zip_t *archive;
};

static void close_copy(struct copy *c)
{
    if (c->archive)
        zip_discard(c->archive);
    if (c->source)
        zip_source_free(c->source);
    jh_buf_release(&c->styles.want);
    jh_xlsx_close(&c->x);
    jh_zip_close(&c->z);
    jh_reading_close(&c->r);
    jh_arena_free(&c->mem);
}

static enum jh_status broken(struct copy *c, const char *what)
{
    return jh_fail(c->r.err, JH_E_DATA, "intake.damaged", JH_NOWHERE, (double)NAN, "%s", what);
}

static enum jh_status open_copy(struct copy *c)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf bytes = JH_BUF(c->r.in.size);
    zip_error_t error;
    char piece[16 * 1024];
    size_t n;

    for (uint64_t at = 0; (n = jh_input_read(&c->r.in, at, piece, sizeof piece)) > 0; at += n)
        jh_buf_add(&bytes, piece, n);
    zip_error_init(&error);
    /* libzip 1.7 may free memory that it was told not to, once it has written over a part of it:
     * so it owns the bytes. */
    c->source = zip_source_buffer_create(bytes.data, bytes.len, 1, &error);
    if (c->source) {
        jh_buf_detach(&bytes, NULL);
        zip_source_keep(c->source); /* ours even when the archive is closed */
        c->archive = zip_open_from_source(c->source, 0, &error);
        if (!c->archive)
            zip_source_free(c->source);
    }
    zip_error_fini(&error);
    return c->archive ? JH_OK : broken(c, "the zip cannot be opened for change");
}

/* Put new bytes in a part's place; they live in c->mem until the archive is written. */
static enum jh_status replace(struct copy *c, const struct jh_part *part,
                              const struct jh_buf *bytes)
{
    zip_stat_t st;
    char *kept = jh_arena_strndup(&c->mem, bytes->data ? bytes->data : "", bytes->len);
    zip_source_t *source = zip_source_buffer(c->archive, kept, bytes->len, 0);
    bool dated =
        zip_stat_index(c->archive, part->index, 0, &st) == 0 && (st.valid & ZIP_STAT_MTIME);

    if (!source || zip_file_replace(c->archive, part->index, source, 0) != 0) {
        zip_source_free(source);
        return broken(c, part->name);
    }
    if (dated) /* the same input gives the same bytes */
        zip_file_set_mtime(c->archive, part->index, st.mtime, 0);
    return JH_OK;
}

/* UTF-8, so that what we write between its bytes is read as what it is. */
static bool is_utf8(const struct jh_buf *in)
{
    const unsigned char *b = (const unsigned char *)in->data;
    const char *told =
        in->len > 5 && memcmp(b, "<?xml", 5) == 0 ? strstr(in->data, "encoding") : NULL;
    const char *end = told ? strstr(in->data, "?>") : NULL;

    if (in->len < 4 || b[0] == 0xFE || b[0] == 0xFF || b[0] == 0 || b[1] == 0)
        return false;
    if (!told || !end || told > end)
        return true;
    told += strcspn(told, "\"'>");
    return strncasecmp(told + 1, "UTF-8", 5) == 0 || strncasecmp(told + 1, "US-ASCII", 8) == 0;
}

static enum jh_status edit_sheet(struct copy *c, const struct jh_part *part,
                                 const struct jh_mark *mark, size_t n, const char *heading,
                                 bool *ret_done)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf in = JH_BUF(MOST_PART);
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF((size_t)MOST_PART * 2);

    JH_TRY(jh_part_load(&c->z, part, &in));
    if (!is_utf8(&in)) {
        *ret_done = false;
        return JH_OK;
    }
    JH_TRY(jh_annotate_sheet(&c->r, &in, mark, n, heading, &c->styles, &out));
    JH_TRY(jh_buf_check(&out, c->r.err));
    return replace(c, part, &out);
}

static enum jh_status edit_styles(struct copy *c, bool *ret_done)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf in = JH_BUF(MOST_PART);
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(MOST_PART);

    JH_TRY(jh_part_load(&c->z, c->x.styles, &in));
    if (!is_utf8(&in)) {
        *ret_done = false;
        return JH_OK;
    }
    JH_TRY(jh_annotate_styles(&c->r, &in, &c->styles, &out, ret_done));
    JH_TRY(jh_buf_check(&out, c->r.err));
    return *ret_done ? replace(c, c->x.styles, &out) : JH_OK;
}

static enum jh_status edit_all(struct copy *c, const struct jh_mark *mark, size_t n,
                               const char *heading, bool *ret_done)
{
    for (size_t i = 0, end; i < n && *ret_done; i = end) {
        for (end = i; end < n && mark[end].sheet == mark[i].sheet;)
            end++;
        size_t sheet = (size_t)mark[i].sheet - 1;
        if (sheet >= c->x.n || !c->x.sheet[sheet].part)
            return jh_fail(c->r.err, JH_E_DATA, "intake.marks_beside", JH_NOWHERE, (double)NAN,
                           "sheet %d", mark[i].sheet);
        JH_TRY(edit_sheet(c, c->x.sheet[sheet].part, mark + i, end - i, heading, ret_done));
    }
    if (*ret_done && c->styles.want.len)
        JH_TRY(edit_styles(c, ret_done));
    return JH_OK;
}

static enum jh_status write_copy(struct copy *c, struct jh_buf *out)
{
    char piece[16 * 1024];
    zip_int64_t n;

    if (zip_close(c->archive) != 0)
        return broken(c, "the zip cannot be written");
    c->archive = NULL;
    if (zip_source_open(c->source) != 0)
        return broken(c, "the zip cannot be read back");
    while ((n = zip_source_read(c->source, piece, sizeof piece)) > 0)
        jh_buf_add(out, piece, (size_t)n);
    zip_source_close(c->source);
    return n < 0 ? broken(c, "the zip cannot be read back") : JH_OK;
}

enum jh_status jh_annotate_xlsx(const struct jh_source *source, const struct jh_mark *mark,
                                size_t n, const char *heading, struct jh_buf *out, bool *ret_done,
                                struct jh_err *reterr)
{
    JH_CLEANUP(close_copy) struct copy c = {.r = {.in = {.fd = -1}}};

    *ret_done = false;
    JH_TRY(jh_reading_open(&c.r, source, NULL, &(struct jh_row_reader){0}, reterr));
    JH_TRY(jh_zip_open(&c.z, &c.r));
    JH_TRY(jh_xlsx_open(&c.x, &c.z));
    JH_TRY(jh_xlsx_load_styles(&c.x));
    c.styles = (struct jh_restyle){c.x.xf.len, JH_BUF(JH_MOST_XF * sizeof(struct jh_restyled))};
    if (!c.x.styles || !c.styles.base)
        return JH_OK; /* nothing to build formats on */
    JH_TRY(open_copy(&c));
    *ret_done = true;
    JH_TRY(edit_all(&c, mark, n, heading, ret_done));
    return *ret_done ? write_copy(&c, out) : JH_OK;
}
