/* src/intake/plain.c - see plain.h. */
#include "intake/plain.h"
#include "intake/text.h"

static bool is_value(unsigned char c)
{
    return c >= 0x20 && c < 0x7F && c != '"' && c != '<' && c != '&';
}

/* ']' could be the begin of "]]>", which text may not hold; a carriage return becomes a line feed.
 */
static bool is_text(unsigned char c)
{
    return (c >= 0x20 && c < 0x7F && c != '<' && c != '&' && c != ']') || c == '\n' || c == '\t';
}

/* The place of a name among those that office programs write; -1: none of them. */
static int known(struct jh_span name)
{
    static const char *const names[] = {
        "r",         "s",  "t",        "spans",    "ht",  "customHeight", "x14ac:dyDescent",
        "hidden",    "ph", "thickBot", "thickTop", "ref", "customFormat", "outlineLevel",
        "collapsed", "cm", "vm",       "si",       "ca",  "xml:space",
    };
    for (int i = 0; i < (int)(sizeof names / sizeof *names); i++)
        if (strncmp(names[i], name.at, name.n) == 0 && !names[i][name.n])
            return i;
    return -1;
}

static bool attribute(const char **p, unsigned *seen, struct jh_plain_tag *tag)
{
    struct jh_span name = {*p, 0}, value;

    while ((**p >= 'a' && **p <= 'z') || (**p >= 'A' && **p <= 'Z') || **p == ':' ||
           (**p >= '0' && **p <= '9'))
        ++*p;
    name.n = (size_t)(*p - name.at);
    if (!name.n || !jh_plain_is(p, "=\""))
        return false;
    value.at = *p;
    while (is_value((unsigned char)**p))
        ++*p;
    value.n = (size_t)(*p - value.at);
    int place = known(name);
    if (**p != '"' || place < 0 || *seen & 1u << place) /* the same attribute twice is not XML */
        return false;
    ++*p;
    *seen |= 1u << place;
    if (place < 3)
        *(place == 0 ? &tag->r : place == 1 ? &tag->s : &tag->t) = value;
    return true;
}

bool jh_plain_attributes(const char **p, struct jh_plain_tag *ret)
{
    unsigned seen = 0;

    *ret = (struct jh_plain_tag){0};
    while (**p == ' ') {
        while (**p == ' ')
            ++*p;
        if (**p == '>' || **p == '/')
            break;
        if (!attribute(p, &seen, ret))
            return false;
    }
    ret->empty = **p == '/';
    *p += ret->empty;
    return *(*p)++ == '>';
}

/* The bytes of the character at p that text may hold and is_text() does not know; 0: none. */
static size_t other_char(const char *p)
{
    size_t bytes;

    if (*p == ']')
        return memcmp(p, "]]>", 3) == 0 ? 0 : 1;
    uint32_t c = jh_utf8_get(p, JH_PLAIN_SLACK, &bytes, NULL);
    return bytes == 1 || c == 0xFFFE || c == 0xFFFF ? 0 : bytes;
}

/* The character that one of XML's own five entities stands for; 0: another one. */
static char entity(const char **p)
{
    static const struct {
        const char *text;
        char c;
    } known[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (jh_plain_is(p, known[i].text))
            return known[i].c;
    return 0;
}

bool jh_plain_text(const char **p, struct jh_buf *to)
{
    const char *from = *p;

    for (;; from = *p) {
        for (size_t bytes = 1; bytes && **p != '<' && **p != '&'; *p += bytes)
            bytes = is_text((unsigned char)**p) ? 1 : other_char(*p);
        if (to)
            jh_buf_add(to, from, (size_t)(*p - from));
        if (**p != '&')
            return **p == '<';
        char c = entity(p);
        if (!c)
            return false;
        if (to)
            jh_buf_addc(to, c);
    }
}

void jh_plain_space(const char **p)
{
    while (**p == ' ' || **p == '\n' || **p == '\r' || **p == '\t')
        ++*p;
}

size_t jh_plain_until(const char *text, const char *tag)
{
    const char *at = strstr(text, tag);
    const char *end = at ? strchr(at, '>') : NULL;
    return end ? (size_t)(end - text) + 1 : 0;
}
