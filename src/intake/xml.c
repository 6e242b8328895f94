/* src/intake/xml.c - see xml.h. */
#include "intake/xml.h"
#include "intake/plain.h"
#include <strings.h>

enum {
    PIECE = 64 * 1024,
    MOST_DEPTH = 100,
    PLAIN_DEPTH = 50,
    MOST_TOKEN = 1 << 20,
    MOST_NAMES = 2000,
    SLOTS = 4096
};

static const char *local(const char *name)
{
    if (!name[1] || !name[2]) /* c, v, t, is: most of a sheet */
        return name;
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

static void stop(struct jh_xml *x)
{
    XML_StopParser(x->parser, XML_FALSE);
}

static void fail(struct jh_xml *x, const char *id, const char *text)
{
    jh_reading_fail(x->r, strcmp(id, "intake.bomb") == 0 ? JH_E_LIMIT : JH_E_DATA, id, "%s", text);
    stop(x);
}

/* Where the parser stands between two tokens, this is where the tag just seen ends. */
static void note_tag(struct jh_xml *x)
{
    if (x->cuts)
        x->tag_end = XML_GetCurrentByteIndex(x->parser) + XML_GetCurrentByteCount(x->parser);
}

/* Names of one or two bytes are too few to matter and by far the most frequent. */
static void count_name(struct jh_xml *x, const char *name)
{
    uint64_t hash = 14695981039346656037u;

    if (!name[0] || !name[1] || !name[2])
        return;
    for (const char *p = name; *p; p++)
        hash = (hash ^ (unsigned char)*p) * 1099511628211u;
    hash |= 1;
    size_t at = (hash >> 20) % SLOTS;
    while (x->name[at] && x->name[at] != hash)
        at = (at + 1) % SLOTS;
    if (x->name[at])
        return;
    x->name[at] = hash;
    if (++x->names > MOST_NAMES)
        fail(x, "intake.bomb", "too many different names");
}

static void on_start(void *context, const char *name, const char **attributes)
{
    struct jh_xml *x = context;

    note_tag(x);
    count_name(x, name);
    for (const char **a = attributes; *a; a += 2)
        count_name(x, *a);
    if (++x->depth > MOST_DEPTH)
        fail(x, "intake.bomb", "nested too deep");
    if (x->r->status == JH_OK && x->events->start)
        x->events->start(x->context, local(name), attributes);
    if (x->r->status != JH_OK)
        stop(x);
}

static void on_end(void *context, const char *name)
{
    struct jh_xml *x = context;

    note_tag(x);
    x->depth--;
    if (x->r->status == JH_OK && x->events->end)
        x->events->end(x->context, local(name));
    if (x->r->status != JH_OK || x->r->stopped)
        stop(x);
}

static void on_text(void *context, const char *text, int n)
{
    struct jh_xml *x = context;

    if (x->r->status == JH_OK && x->events->text)
        x->events->text(x->context, text, (size_t)n);
}

static void on_doctype(void *context, const char *name, const char *system, const char *public,
                       int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    fail(context, "intake.entities", "DOCTYPE");
}

/* Elements may be cut out of UTF-8 only. */
static void on_declaration(void *context, const char *version, const char *encoding, int alone)
{
    struct jh_xml *x = context;

    (void)version, (void)alone;
    if (encoding && strcasecmp(encoding, "UTF-8") != 0)
        x->cuts = false;
}

static void open_parser(struct jh_xml *x, struct jh_reading *r, const struct jh_xml_events *events,
                        void *context)
{
    *x = (struct jh_xml){.r = r, .events = events, .context = context};
    x->name = jh_new(&x->mem, uint64_t, SLOTS);
    x->parser = XML_ParserCreate(NULL);
    if (!x->parser)
        abort();
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    XML_SetXmlDeclHandler(x->parser, on_declaration);
    XML_SetParamEntityParsing(x->parser, XML_PARAM_ENTITY_PARSING_NEVER);
}

static void close_parser(struct jh_xml *x)
{
    if (x->parser)
        XML_ParserFree(x->parser);
    x->parser = NULL;
    jh_arena_free(&x->mem);
}

static enum jh_status after_error(struct jh_xml *x, const char *part)
{
    if (x->r->status != JH_OK || x->r->stopped)
        return x->r->status;
    const char *error = XML_ErrorString(XML_GetErrorCode(x->parser));
    if (x->cuts) /* the row is in err.at, and the parser has not seen every line */
        return jh_reading_fail(x->r, JH_E_DATA, "intake.damaged", "%.100s: %s", part, error);
    return jh_reading_fail(x->r, JH_E_DATA, "intake.damaged", "%.100s line %lu: %s", part,
                           (unsigned long)XML_GetCurrentLineNumber(x->parser), error);
}

static bool is_over(const struct jh_xml *x)
{
    return x->r->status != JH_OK || x->r->stopped;
}

/* After each piece: is the token at its end still of a size that office programs write? */
static enum jh_status check_token(struct jh_xml *x, const char *part)
{
    if (is_over(x) || x->fed - XML_GetCurrentByteIndex(x->parser) <= MOST_TOKEN)
        return x->r->status;
    return jh_reading_fail(x->r, JH_E_LIMIT, "intake.bomb", "%.100s: a tag without end", part);
}

static enum jh_status feed(struct jh_xml *x, struct jh_part_file *f)
{
    size_t n;

    do {
        void *room = XML_GetBuffer(x->parser, PIECE);
        if (!room)
            abort();
        JH_TRY(jh_part_read(f, room, PIECE, &n));
        x->fed += (long long)n;
        if (XML_ParseBuffer(x->parser, (int)n, n == 0) != XML_STATUS_OK)
            return after_error(x, f->name);
        JH_TRY(check_token(x, f->name));
    } while (n && !is_over(x));
    return x->r->status;
}

/* text[*at..n) to whom it concerns, as far as can be told; the last piece of a part to its end. */
static enum jh_status share(struct jh_xml *x, const char *part, const char *text, size_t n,
                            bool last, size_t *at)
{
    for (;;) {
        if (x->cuts && x->fed && x->tag_end == x->fed && x->depth <= PLAIN_DEPTH)
            *at += x->events->taken(x->context, text + *at);
        if (is_over(x))
            return x->r->status;
        size_t next = x->events->until(x->context, text + *at);
        if (!next && !last && (*at || n < PIECE))
            return JH_OK; /* there is room for more of the part */
        if (!next)
            next = n - *at;
        *at += next;
        x->fed += (long long)next;
        if (XML_Parse(x->parser, text + *at - next, (int)next, last && *at == n) != XML_STATUS_OK)
            return after_error(x, part);
        JH_TRY(check_token(x, part));
        if (*at == n || is_over(x))
            return JH_OK;
    }
}

/* As feed(), for events that cut elements out. */
static enum jh_status feed_cut(struct jh_xml *x, struct jh_part_file *f)
{
    char *text = jh_new(&x->mem, char, PIECE + JH_PLAIN_SLACK);
    size_t n = 0, at = 0, got;

    do {
        memmove(text, text + at, n - at);
        n -= at;
        at = 0;
        JH_TRY(jh_part_read(f, text + n, PIECE - n, &got));
        n += got;
        memset(text + n, 0, JH_PLAIN_SLACK);
        if (!x->fed) /* other encodings show in the first two bytes, or in the declaration */
            x->cuts = (text[0] == '<' && text[1]) || memcmp(text, "\xEF\xBB\xBF", 3) == 0;
        JH_TRY(share(x, f->name, text, n, !got, &at));
    } while (got && !is_over(x));
    return x->r->status;
}

enum jh_status jh_xml_read(struct jh_zip *z, const struct jh_part *part,
                           const struct jh_xml_events *events, void *context)
{
    JH_CLEANUP(jh_part_close) struct jh_part_file f = {0};
    JH_CLEANUP(close_parser) struct jh_xml x = {0};

    JH_TRY(jh_part_open(&f, z, part));
    open_parser(&x, z->r, events, context);
    return events->taken && !z->r->limits.parser_alone ? feed_cut(&x, &f) : feed(&x, &f);
}

enum jh_status jh_xml_read_bytes(struct jh_reading *r, const char *bytes, size_t n,
                                 const struct jh_xml_events *events, void *context,
                                 struct jh_xml *ret_xml)
{
    open_parser(ret_xml, r, events, context);
    enum jh_status status = JH_OK;
    if (n > INT32_MAX)
        status = jh_reading_fail(r, JH_E_LIMIT, "intake.too_large", "XML part");
    else if (XML_Parse(ret_xml->parser, bytes, (int)n, 1) != XML_STATUS_OK)
        status = after_error(ret_xml, "XML");
    close_parser(ret_xml);
    return status != JH_OK ? status : r->status;
}

const char *jh_xml_attribute(const char **attributes, const char *name)
{
    for (const char **a = attributes; *a; a += 2)
        if (strcmp(local(*a), name) == 0)
            return a[1];
    return NULL;
}
