/* src/intake/ole.h - the compound files that .xls live in: a small file system of sectors. Inside
 * intake only. Chains are walked once, with a bound, so that no loop in them can hold us. */
#pragma once
#include "intake/reading.h"

enum { JH_OLE_WINDOW = 32 * 1024 };

struct jh_ole_stream { /* a chain of sectors; `inside` for the small ones within another stream */
    struct jh_buf sector; /* uint32_t[] */
    const struct jh_ole_stream *inside;
    uint32_t sector_size;
    uint64_t size;
};

struct jh_ole_entry {
    char name[64]; /* ASCII; others become '?' */
    int type;      /* 1 storage, 2 stream, 5 root */
    uint32_t start;
    uint64_t size;
};

struct jh_ole {
    struct jh_reading *r;
    uint32_t sector_size, mini_cutoff;
    struct jh_buf fat;   /* uint32_t[]: where the allocation table's sectors are */
    struct jh_buf entry; /* struct jh_ole_entry[] */
    struct jh_ole_stream mini_fat, mini;
    uint32_t cached; /* which sector of the table is in cache */
    unsigned char cache[4096];
};

JH_NODISCARD enum jh_status jh_ole_open(struct jh_ole *o, struct jh_reading *r);
void jh_ole_close(struct jh_ole *o);
const struct jh_ole_entry *jh_ole_find(const struct jh_ole *o, const char *name); /* or NULL */
JH_NODISCARD enum jh_status jh_ole_stream_open(struct jh_ole *o, const struct jh_ole_entry *entry,
                                               struct jh_ole_stream *ret);
void jh_ole_stream_close(struct jh_ole_stream *s);
/* Bytes read, fewer than n only at the end of the stream or of the file. */
size_t jh_ole_read(const struct jh_ole *o, const struct jh_ole_stream *s, uint64_t offset, void *to,
                   size_t n);
