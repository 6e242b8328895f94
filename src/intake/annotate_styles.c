/* src/intake/annotate_styles.c - formats for marked cells: each is the cell's own with a fill. */
#include "intake/annotate_part.h"

struct span { /* bytes of an element: start tag, end of it all */
    size_t at, tag, end;
};

struct survey {
    struct jh_xml xml;
    struct span fills, formats; /* `end` is where the end tag begins */
    long nfills;
    struct jh_buf xf; /* struct span[] */
    bool in_fills, in_formats, empty;
    int depth; /* below fills or cellXfs */
};

static void on_start(void *context, const char *name, const char **attributes)
{
    struct survey *s = context;
    size_t at = (size_t)XML_GetCurrentByteIndex(s->xml.parser);
    const struct span here = {at, (size_t)XML_GetCurrentByteCount(s->xml.parser), 0};

    (void)attributes;
    if (s->in_fills || s->in_formats) {
        s->nfills += s->in_fills && s->depth == 0;
        if (s->in_formats && s->depth == 0)
            jh_buf_add(&s->xf, &here, sizeof here);
        s->depth++;
    } else if (strcmp(name, "fills") == 0) {
        s->fills = here;
        s->in_fills = true;
    } else if (strcmp(name, "cellXfs") == 0) {
        s->formats = here;
        s->in_formats = true;
    }
}

static void on_end(void *context, const char *name)
{
    struct survey *s = context;
    size_t at = (size_t)XML_GetCurrentByteIndex(s->xml.parser);
    size_t behind = at + (size_t)XML_GetCurrentByteCount(s->xml.parser);

    if (!s->in_fills && !s->in_formats)
        return;
    if (s->depth > 0) {
        s->depth--;
        if (s->in_formats && s->depth == 0 && s->xf.len)
            ((struct span *)(void *)s->xf.data)[s->xf.len / sizeof(struct span) - 1].end = behind;
    } else if (strcmp(name, "fills") == 0) {
        s->fills.end = at;
        s->in_fills = false;
    } else {
        s->formats.end = at;
        s->in_formats = false;
    }
}

static void add_fills(struct jh_buf *out, const char *p, int prefix)
{
    static const char *const colour[JH_GRADES] = {"FFFF9C9C", "FFFFC266", "FFFFF2A8"};

    for (int i = 0; i < JH_GRADES; i++)
        jh_buf_addf(out,
                    "<%.*sfill><%.*spatternFill patternType=\"solid\"><%.*sfgColor rgb=\"%s\"/>"
                    "<%.*sbgColor indexed=\"64\"/></%.*spatternFill></%.*sfill>",
                    prefix, p, prefix, p, prefix, p, colour[i], prefix, p, prefix, p, prefix, p);
}

static void add_formats(const struct survey *s, const struct jh_buf *in,
                        const struct jh_restyle *styles, struct jh_buf *out)
{
    static const char *const drop[] = {"fillId", "applyFill", NULL};
    const struct jh_restyled *want = (const struct jh_restyled *)(const void *)styles->want.data;
    const struct span *xf = (const struct span *)(const void *)s->xf.data;
    char add[64];

    for (size_t i = 0; i < styles->want.len / sizeof *want; i++) {
        const struct span *own = &xf[want[i].xf];
        const char *tag = in->data + own->at;
        bool empty = tag[own->tag - 2] == '/';
        snprintf(add, sizeof add, " fillId=\"%ld\" applyFill=\"1\"", s->nfills + want[i].grade);
        jh_tag_copy(out, tag, own->tag, drop, add, empty);
        if (!empty)
            jh_buf_add(out, tag + own->tag, own->end - own->at - own->tag);
    }
}

/* The start tag of a list with its new count. */
static void recount(struct jh_buf *out, const char *tag, size_t n, size_t count)
{
    static const char *const drop[] = {"count", NULL};
    char add[40];

    snprintf(add, sizeof add, " count=\"%zu\"", count);
    jh_tag_copy(out, tag, n, drop, add, false);
}

static void write_styles(const struct survey *s, const struct jh_buf *in,
                         const struct jh_restyle *styles, struct jh_buf *out)
{
    const char *raw = in->data, *fills = raw + s->fills.at;
    size_t nxf = s->xf.len / sizeof(struct span);
    size_t name = jh_tag_name(fills, s->fills.tag), after = s->fills.at + s->fills.tag;

    jh_buf_add(out, raw, s->fills.at);
    recount(out, fills, s->fills.tag, (size_t)s->nfills + JH_GRADES);
    jh_buf_add(out, raw + after, s->fills.end - after);
    add_fills(out, fills + 1, (int)(name - strlen("fills")));
    jh_buf_add(out, raw + s->fills.end, s->formats.at - s->fills.end);
    recount(out, raw + s->formats.at, s->formats.tag,
            nxf + styles->want.len / sizeof(struct jh_restyled));
    after = s->formats.at + s->formats.tag;
    jh_buf_add(out, raw + after, s->formats.end - after);
    add_formats(s, in, styles, out);
    jh_buf_add(out, raw + s->formats.end, in->len - s->formats.end);
}

enum jh_status jh_annotate_styles(struct jh_reading *r, const struct jh_buf *in,
                                  const struct jh_restyle *styles, struct jh_buf *out,
                                  bool *ret_done)
{
    static const struct jh_xml_events events = {.start = on_start, .end = on_end};
    struct survey s = {.xf = JH_BUF(JH_MOST_XF * sizeof(struct span))};
    enum jh_status status = jh_xml_read_bytes(r, in->data, in->len, &events, &s, &s.xml);

    /* An empty <fills/> has no end tag before which to write; no office program leaves it so. */
    *ret_done = status == JH_OK && s.nfills > 0 && s.formats.at > s.fills.end &&
                s.xf.len / sizeof(struct span) == styles->base && styles->base > 0 && !s.xf.full;
    if (*ret_done)
        write_styles(&s, in, styles, out);
    jh_buf_release(&s.xf);
    return status;
}
