/* src/intake/annotate_tag.c - tags as bytes: expat has found them well-formed already. */
#include "intake/annotate_part.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

size_t jh_tag_name(const char *tag, size_t n)
{
    size_t at = 1;
    while (at < n && !is_space(tag[at]) && tag[at] != '/' && tag[at] != '>')
        at++;
    return at - 1;
}

static bool dropped(const char *name, size_t n, const char *const *drop)
{
    for (; drop && *drop; drop++)
        if (strlen(*drop) == n && memcmp(*drop, name, n) == 0)
            return true;
    return false;
}

/* One attribute from tag[at]; returns where it ends. */
static size_t attribute(struct jh_buf *out, const char *tag, size_t n, size_t at,
                        const char *const *drop)
{
    size_t start = at, name;

    while (at < n && tag[at] != '=' && !is_space(tag[at]))
        at++;
    name = at - start;
    while (at < n && tag[at] != '"' && tag[at] != '\'')
        at++;
    char quote = at < n ? tag[at] : '"';
    for (at++; at < n && tag[at] != quote;)
        at++;
    at = at < n ? at + 1 : n;
    if (!dropped(tag + start, name, drop)) {
        jh_buf_addc(out, ' ');
        jh_buf_add(out, tag + start, at - start);
    }
    return at;
}

void jh_tag_copy(struct jh_buf *out, const char *tag, size_t n, const char *const *drop,
                 const char *add, bool empty)
{
    size_t at = jh_tag_name(tag, n) + 1;

    jh_buf_add(out, tag, at);
    while (at < n && tag[at] != '>' && tag[at] != '/') {
        if (is_space(tag[at]))
            at++;
        else
            at = attribute(out, tag, n, at, drop);
    }
    jh_buf_adds(out, add);
    jh_buf_adds(out, empty ? "/>" : ">");
}
