/* src/intake/plain.h - XML that is read without a parser while it is plain. Whatever the parser
 * would have to think about - its own entities, CDATA, comments, single quotes, control characters,
 * attributes nobody listed - is not plain, and the caller gives the whole element to the parser; so
 * nothing is taken here that the parser would refuse. docs/decisions/0005-plain-rows.md. Inside
 * intake only.
 *
 * *p moves over text that has JH_PLAIN_SLACK zero bytes behind it; false: not plain, or not all of
 * it is here, and *p is anywhere. */
#pragma once
#include "base/buf.h"
#include <string.h>

enum { JH_PLAIN_SLACK = 32 };

struct jh_span { /* at NULL: not there */
    const char *at;
    size_t n;
};

struct jh_plain_tag {
    struct jh_span r, s, t; /* the attributes that matter */
    bool empty;             /* <c/> */
};

/* Over a literal of at most JH_PLAIN_SLACK bytes, if it is next. */
static inline bool jh_plain_is(const char **p, const char *literal)
{
    size_t n = strlen(literal);
    if (memcmp(*p, literal, n) != 0)
        return false;
    *p += n;
    return true;
}

/* The rest of a start tag behind the element's name. */
bool jh_plain_attributes(const char **p, struct jh_plain_tag *ret);
/* Text up to the next '<', added to `to` (NULL: nobody wants it). False may leave some of it there.
 */
bool jh_plain_text(const char **p, struct jh_buf *to);
void jh_plain_space(const char **p);
/* How far it is to behind the next tag that begins so; 0: it is not in the text. */
size_t jh_plain_until(const char *text, const char *tag);
