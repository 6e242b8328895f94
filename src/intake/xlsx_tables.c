/* src/intake/xlsx_tables.c - shared strings and cell formats of .xlsx. */
#include "intake/plain.h"
#include "intake/text.h"
#include "intake/xlsx.h"

struct strings {
    struct jh_xlsx *x;
    size_t from; /* of the string under construction */
    bool in_list, in_string, in_text, in_phonetic;
};

struct format { /* of styles.xml */
    long id;
    enum jh_date_kind kind;
};

struct styles {
    struct jh_xlsx *x;
    struct jh_buf formats; /* struct format[] */
    bool in_cells;
};

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

static bool is_escape(const char *s, size_t n, uint32_t *ret)
{
    if (n < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_')
        return false;
    *ret = 0;
    for (int i = 2; i < 6; i++) {
        if (hex_digit(s[i]) < 0)
            return false;
        *ret = *ret * 16 + (uint32_t)hex_digit(s[i]);
    }
    return *ret != 0 && !(*ret >= 0xD800 && *ret < 0xE000);
}

size_t jh_xlsx_unescape(char *text, size_t n)
{
    size_t out = 0;
    uint32_t c;

    if (n < 7 || !memchr(text, '_', n))
        return n;
    for (size_t i = 0; i < n;) {
        if (is_escape(text + i, n - i, &c)) {
            char bytes[4];
            size_t m = jh_utf8_put(c, bytes);
            memcpy(text + out, bytes, m);
            out += m;
            i += 7;
        } else {
            text[out++] = text[i++];
        }
    }
    return out;
}

static void string_start(void *context, const char *name, const char **attributes)
{
    struct strings *s = context;

    (void)attributes;
    if (strcmp(name, "si") == 0) {
        s->from = s->x->text.len;
        s->in_string = true;
    } else if (strcmp(name, "sst") == 0)
        s->in_list = true;
    else if (strcmp(name, "rPh") == 0)
        s->in_phonetic = true;
    else if (strcmp(name, "t") == 0)
        s->in_text = !s->in_phonetic;
}

static void end_string(struct strings *s)
{
    struct jh_xlsx *x = s->x;
    uint32_t from = (uint32_t)s->from;

    s->in_string = false;
    if (x->text.len > s->from) {
        size_t n = jh_xlsx_unescape(x->text.data + s->from, x->text.len - s->from);
        x->text.len = s->from + n;
    }
    jh_buf_addc(&x->text, 0);
    jh_buf_add(&x->offset, &from, sizeof from);
    x->nstrings++;
    if (x->text.full || x->offset.full)
        jh_reading_fail(x->r, JH_E_LIMIT, "intake.bomb", "shared strings");
}

static void string_end(void *context, const char *name)
{
    struct strings *s = context;

    if (strcmp(name, "t") == 0)
        s->in_text = false;
    else if (strcmp(name, "rPh") == 0)
        s->in_phonetic = false;
    else if (strcmp(name, "si") == 0)
        end_string(s);
}

static void string_text(void *context, const char *text, size_t n)
{
    struct strings *s = context;
    if (s->in_text)
        jh_buf_add(&s->x->text, text, n);
}

/* <si><t>text</t></si> */
static bool take_string(struct strings *s, const char **p)
{
    struct jh_buf *text = &s->x->text;
    struct jh_plain_tag tag;
    size_t from = text->len;

    if (!jh_plain_is(p, "<si><t") || !jh_plain_attributes(p, &tag) ||
        (!tag.empty && !(jh_plain_text(p, text) && jh_plain_is(p, "</t>"))) ||
        !jh_plain_is(p, "</si>")) {
        text->len = from;
        return false;
    }
    s->from = from;
    end_string(s);
    return s->x->r->status == JH_OK;
}

static size_t strings_taken(void *context, const char *text)
{
    struct strings *s = context;
    const char *p = text, *string = text;

    while (s->in_list && !s->in_string && !s->in_text && !s->in_phonetic && take_string(s, &p)) {
        jh_plain_space(&p);
        string = p;
    }
    return (size_t)(string - text);
}

static size_t strings_until(void *context, const char *text)
{
    const struct strings *s = context;
    return jh_plain_until(text, s->in_list ? "</si" : "<sst");
}

enum jh_status jh_xlsx_load_strings(struct jh_xlsx *x)
{
    static const struct jh_xml_events events = {string_start, string_end, string_text,
                                                strings_taken, strings_until};
    struct strings s = {.x = x};
    return x->strings ? jh_xml_read(x->z, x->strings, &events, &s) : JH_OK;
}

static enum jh_date_kind kind_of(const struct styles *s, long id)
{
    const struct format *f = (const struct format *)(const void *)s->formats.data;
    for (size_t i = s->formats.len / sizeof *f; i-- > 0;)
        if (f[i].id == id)
            return f[i].kind;
    return jh_format_kind(id, NULL);
}

static void style_start(void *context, const char *name, const char **attributes)
{
    struct styles *s = context;

    if (strcmp(name, "cellXfs") == 0) {
        s->in_cells = true;
    } else if (strcmp(name, "numFmt") == 0) {
        const char *id = jh_xml_attribute(attributes, "numFmtId");
        const char *code = jh_xml_attribute(attributes, "formatCode");
        if (id && code) {
            const struct format f = {jh_xlsx_index(id), jh_format_kind(0, code)};
            jh_buf_add(&s->formats, &f, sizeof f);
        }
    } else if (s->in_cells && strcmp(name, "xf") == 0) {
        const char *id = jh_xml_attribute(attributes, "numFmtId");
        jh_buf_addc(&s->x->xf, (char)kind_of(s, id ? jh_xlsx_index(id) : 0));
    }
    if (s->formats.full || s->x->xf.full)
        jh_reading_fail(s->x->r, JH_E_LIMIT, "intake.bomb", "styles");
}

static void style_end(void *context, const char *name)
{
    struct styles *s = context;
    if (strcmp(name, "cellXfs") == 0)
        s->in_cells = false;
}

enum jh_status jh_xlsx_load_styles(struct jh_xlsx *x)
{
    static const struct jh_xml_events events = {.start = style_start, .end = style_end};
    struct styles s = {.x = x, .formats = JH_BUF(4096 * sizeof(struct format))};
    enum jh_status status = x->styles ? jh_xml_read(x->z, x->styles, &events, &s) : JH_OK;
    jh_buf_release(&s.formats);
    return status;
}
