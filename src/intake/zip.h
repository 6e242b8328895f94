/* src/intake/zip.h - the parts of a zip whose maker is not trusted. Inside intake only. */
#pragma once
#include "base/arena.h"
#include "intake/reading.h"
#include <zip.h>

struct jh_part {
    const char *name; /* '/' between folders, as stored otherwise */
    zip_uint64_t index;
};

struct jh_zip {
    struct jh_reading *r;
    zip_t *archive;
    struct jh_arena mem;
    struct jh_part *part; /* sorted by name, without regard to case */
    size_t n;
};

/* Open the reading's input. Refused: too many parts, duplicate names, names that leave the folder,
 * an index that is larger than any office program writes. */
JH_NODISCARD enum jh_status jh_zip_open(struct jh_zip *z, struct jh_reading *r);
void jh_zip_close(struct jh_zip *z);
const struct jh_part *jh_zip_find(const struct jh_zip *z, const char *name); /* or NULL */

/* A part being read; counts inflated bytes against the limits of size and ratio. */
struct jh_part_file {
    struct jh_zip *z;
    zip_file_t *file;
    const char *name;
    uint64_t packed, inflated;
};

JH_NODISCARD enum jh_status jh_part_open(struct jh_part_file *f, struct jh_zip *z,
                                         const struct jh_part *part);
void jh_part_close(struct jh_part_file *f);
/* Up to n bytes; *ret_n is 0 at the end. */
JH_NODISCARD enum jh_status jh_part_read(struct jh_part_file *f, void *to, size_t n, size_t *ret_n);
/* All of a part; b's maximum is the limit ("intake.too_large"). */
JH_NODISCARD enum jh_status jh_part_load(struct jh_zip *z, const struct jh_part *part,
                                         struct jh_buf *b);
