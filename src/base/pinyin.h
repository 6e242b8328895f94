/* src/base/pinyin.h - how a Chinese name is read, for its search: 曾小明 "zengxiaoming", "zxm".
 * The table is data/pinyin.csv (tools/pinyin.c makes it from ICU's transliterators, whose
 * Han-Latin/Names reads surnames right); tones are dropped and ü is u, so "lv" and "nv", as people
 * type them, are folded by jh_pinyin_typed(). */
#pragma once
#include "base/arena.h"
#include <stddef.h>
#include <stdint.h>

enum { JH_PINYIN_FIRST = 0x3400, JH_PINYIN_LAST = 0x9FFF, JH_PINYIN_TEXT = 256 };

struct jh_pinyin { /* about 120 KB in the arena; made in 0.2 ms */
    const char **syllable;
    uint16_t *any;     /* [LAST - FIRST + 1] index in syllable + 1; 0: not read */
    uint16_t *surname; /* the same at the head of a name */
    const char *compound[16][2];
    size_t ncompound;
};

void jh_pinyin_open(struct jh_arena *mem, struct jh_pinyin *ret);

/* The reading of a name, syllables apart by spaces: "zeng xiao ming". Latin letters of other names
 * are kept in lower case as one syllable; other signs are left out. Returns bytes. */
size_t jh_pinyin_read(const struct jh_pinyin *p, const char *name, char ret[JH_PINYIN_TEXT]);
/* "zeng xiao ming" joined ("zengxiaoming") and its first letters ("zxm"), from syllable `from`. */
void jh_pinyin_joined(const char *reading, size_t from, char ret[JH_PINYIN_TEXT]);
void jh_pinyin_initials(const char *reading, size_t from, char ret[JH_PINYIN_TEXT]);
/* What somebody types: lower case, no spaces, ü and v after l and n made u. */
void jh_pinyin_typed(const char *text, char ret[JH_PINYIN_TEXT]);
