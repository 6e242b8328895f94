/* src/base/embed.h - files that were built into the program: packs, messages, pages, SQL.
 * tools/embed writes the tables; each is sorted by path. */
#pragma once
#include <stddef.h>

struct jh_embed {
    const char *path; /* relative, '/' between parts: "cn-quality-balance-2017/pack.json" */
    const unsigned char *data;
    size_t size;
    const char *etag; /* first 16 hex digits of the SHA-256 of the bytes */
};

struct jh_embeds {
    const struct jh_embed *file;
    size_t n;
};

/* Defined by the generated sources. The pages are gzip-compressed; `jh_embed_ui.n` is 0 in a build
 * without them (-DJH_UI=OFF). */
extern const struct jh_embeds jh_embed_packs, jh_embed_data, jh_embed_sql, jh_embed_ui;

const struct jh_embed *jh_embed_find(const struct jh_embeds *in, const char *path); /* or NULL */
