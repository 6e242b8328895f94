/* src/base/pinyin.c - see pinyin.h. */
#include "base/pinyin.h"
#include "base/embed.h"
#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { SYLLABLES = 1000, SIGNS = JH_PINYIN_LAST - JH_PINYIN_FIRST + 1 };

/* The code point at s and its bytes; of what is no character of three bytes only the bytes. */
static int sign_at(const char *s, size_t *bytes)
{
    const unsigned char *u = (const unsigned char *)s;

    if (u[0] >= 0xE0 && u[0] < 0xF0 && u[1] && u[2]) {
        *bytes = 3;
        return (u[0] & 15) << 12 | (u[1] & 63) << 6 | (u[2] & 63);
    }
    for (*bytes = 1; (u[*bytes] & 0xC0) == 0x80; ++*bytes)
        ;
    return u[0] < 0x80 ? u[0] : 0;
}

static uint16_t syllable_of(struct jh_arena *mem, struct jh_pinyin *p, size_t *n, const char *text,
                            size_t len)
{
    for (size_t i = *n; i-- > 0;)
        if (strlen(p->syllable[i]) == len && memcmp(p->syllable[i], text, len) == 0)
            return (uint16_t)(i + 1);
    assert(*n < SYLLABLES);
    p->syllable[(*n)++] = jh_arena_strndup(mem, text, len);
    return (uint16_t)*n;
}

static void take_line(struct jh_arena *mem, struct jh_pinyin *p, size_t *n, const char *line,
                      size_t len)
{
    const char *reading = memchr(line, ',', len);
    const char *signs = reading ? memchr(reading + 1, ',', len - (size_t)(reading + 1 - line)) : 0;
    size_t bytes;

    if (!signs)
        return;
    reading++;
    signs++;
    size_t nreading = (size_t)(signs - 1 - reading);
    if (line[0] == 'c') {
        assert(p->ncompound < sizeof p->compound / sizeof *p->compound);
        p->compound[p->ncompound][0] = jh_arena_strndup(mem, signs, len - (size_t)(signs - line));
        p->compound[p->ncompound++][1] = jh_arena_strndup(mem, reading, nreading);
        return;
    }
    uint16_t syllable = syllable_of(mem, p, n, reading, nreading);
    for (const char *s = signs; s < line + len; s += bytes) {
        int c = sign_at(s, &bytes);
        if (c >= JH_PINYIN_FIRST && c <= JH_PINYIN_LAST)
            (line[0] == 'a' ? p->any : p->surname)[c - JH_PINYIN_FIRST] = syllable;
    }
}

void jh_pinyin_open(struct jh_arena *mem, struct jh_pinyin *ret)
{
    const struct jh_embed *file = jh_embed_find(&jh_embed_data, "pinyin.csv");
    size_t n = 0;

    assert(file);
    *ret = (struct jh_pinyin){.syllable = jh_new(mem, const char *, SYLLABLES),
                              .any = jh_new(mem, uint16_t, SIGNS),
                              .surname = jh_new(mem, uint16_t, SIGNS)};
    const char *text = (const char *)file->data, *end = text + file->size;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        stop = stop ? stop : end;
        take_line(mem, ret, &n, text, (size_t)(stop - text));
        text = stop + 1;
    }
}

static size_t append(char ret[JH_PINYIN_TEXT], size_t out, const char *text, bool space)
{
    size_t n = strlen(text);

    if (out + n + 2 > JH_PINYIN_TEXT)
        return out;
    if (space && out)
        ret[out++] = ' ';
    memcpy(ret + out, text, n + 1);
    return out + n;
}

static char lower(int c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

size_t jh_pinyin_read(const struct jh_pinyin *p, const char *name, char ret[JH_PINYIN_TEXT])
{
    size_t out = 0, bytes;
    bool latin = false, first = true;

    ret[0] = 0;
    for (size_t i = 0; i < p->ncompound && first; i++) {
        size_t n = strlen(p->compound[i][0]);
        if (strncmp(name, p->compound[i][0], n) != 0)
            continue;
        out = append(ret, out, p->compound[i][1], true);
        name += n;
        first = false;
    }
    for (const char *s = name; *s; s += bytes) {
        int c = sign_at(s, &bytes);
        char one[2] = {lower(c), 0};
        bool letter = one[0] >= 'a' && one[0] <= 'z' && c < 0x80;
        if (letter)
            out = append(ret, out, one, !latin);
        latin = letter;
        if (c < JH_PINYIN_FIRST || c > JH_PINYIN_LAST)
            continue;
        uint16_t at = first ? p->surname[c - JH_PINYIN_FIRST] : 0;
        at = at ? at : p->any[c - JH_PINYIN_FIRST];
        if (at)
            out = append(ret, out, p->syllable[at - 1], true);
        first = false;
    }
    return out;
}

void jh_pinyin_joined(const char *reading, size_t from, char ret[JH_PINYIN_TEXT])
{
    size_t out = 0, k = 0;

    for (const char *s = reading; *s && out + 1 < JH_PINYIN_TEXT; s++) {
        k += *s == ' ';
        if (*s != ' ' && k >= from)
            ret[out++] = *s;
    }
    ret[out] = 0;
}

void jh_pinyin_initials(const char *reading, size_t from, char ret[JH_PINYIN_TEXT])
{
    size_t out = 0, k = 0;

    for (const char *s = reading; *s && out + 1 < JH_PINYIN_TEXT; s++) {
        k += *s == ' ';
        if (*s != ' ' && k >= from && (s == reading || s[-1] == ' '))
            ret[out++] = *s;
    }
    ret[out] = 0;
}

void jh_pinyin_typed(const char *text, char ret[JH_PINYIN_TEXT])
{
    size_t out = 0;

    for (const char *s = text; *s && out + 1 < JH_PINYIN_TEXT; s++) {
        const unsigned char *u = (const unsigned char *)s;
        char c = lower(*u);
        if (u[0] == 0xC3 && (u[1] == 0xBC || u[1] == 0x9C)) { /* ü Ü */
            c = 'u';
            s++;
        }
        if (c == 'v' && out && (ret[out - 1] == 'l' || ret[out - 1] == 'n'))
            c = 'u';
        if (c != ' ' && c != '\'')
            ret[out++] = c;
    }
    ret[out] = 0;
}
