/* src/intake/ole.c - see ole.h. Sector n lies at (n + 1) * sector_size in the file. */
#include "intake/ole.h"

enum { HEADER = 512, IN_HEADER = 109, ENTRY = 128, MOST_ENTRIES = 4096 };

#define LAST_SECTOR 0xFFFFFFFAu /* this and above end a chain or are no sector */

static uint32_t u32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static enum jh_status damaged(struct jh_reading *r, const char *what)
{
    return jh_reading_fail(r, JH_E_DATA, "intake.damaged", "%s", what);
}

static uint64_t place(const struct jh_ole *o, uint32_t sector)
{
    return ((uint64_t)sector + 1) * o->sector_size;
}

static uint64_t most_sectors(const struct jh_ole *o)
{
    return o->r->in.size / o->sector_size + 1;
}

static size_t count(const struct jh_buf *b)
{
    return b->len / sizeof(uint32_t);
}

static uint32_t at(const struct jh_buf *b, size_t i)
{
    return ((const uint32_t *)(const void *)b->data)[i];
}

/* The sector behind `sector`, by the allocation table. */
static uint32_t next_sector(struct jh_ole *o, uint32_t sector)
{
    uint32_t per = o->sector_size / 4, table = sector / per;

    if (table >= count(&o->fat))
        return UINT32_MAX;
    if (o->cached != table) {
        memset(o->cache, 0xFF, sizeof o->cache);
        jh_input_read(&o->r->in, place(o, at(&o->fat, table)), o->cache, o->sector_size);
        o->cached = table;
    }
    return u32(o->cache + (size_t)(sector % per) * 4);
}

static enum jh_status walk(struct jh_ole *o, uint32_t start, struct jh_ole_stream *ret)
{
    uint64_t most = most_sectors(o);

    ret->sector_size = o->sector_size;
    ret->sector = JH_BUF(most * sizeof(uint32_t));
    for (uint32_t s = start; s < LAST_SECTOR; s = next_sector(o, s)) {
        jh_buf_add(&ret->sector, &s, sizeof s);
        if (ret->sector.full)
            return damaged(o->r, "a chain of sectors runs in a circle");
    }
    ret->size = count(&ret->sector) * (uint64_t)o->sector_size;
    return JH_OK;
}

/* Small streams: 64-byte pieces of the root's stream, chained by a table of their own. */
static enum jh_status walk_mini(struct jh_ole *o, uint32_t start, struct jh_ole_stream *ret)
{
    uint64_t most = o->mini.size / 64 + 1;
    unsigned char raw[4];

    ret->sector_size = 64;
    ret->inside = &o->mini;
    ret->sector = JH_BUF(most * sizeof(uint32_t));
    for (uint32_t s = start; s < LAST_SECTOR; s = u32(raw)) {
        jh_buf_add(&ret->sector, &s, sizeof s);
        if (ret->sector.full)
            return damaged(o->r, "a chain of small sectors runs in a circle");
        if (jh_ole_read(o, &o->mini_fat, (uint64_t)s * 4, raw, 4) != 4)
            break;
    }
    ret->size = count(&ret->sector) * 64ull;
    return JH_OK;
}

size_t jh_ole_read(const struct jh_ole *o, const struct jh_ole_stream *s, uint64_t offset, void *to,
                   size_t n)
{
    size_t done = 0;

    if (offset >= s->size)
        return 0;
    if (n > s->size - offset)
        n = (size_t)(s->size - offset);
    while (done < n) {
        size_t i = (size_t)((offset + done) / s->sector_size), k = i;
        size_t within = (size_t)((offset + done) % s->sector_size);
        size_t run = s->sector_size - within;
        if (i >= count(&s->sector))
            break;
        for (; run < n - done && k + 1 < count(&s->sector) &&
               at(&s->sector, k + 1) == at(&s->sector, k) + 1;
             k++)
            run += s->sector_size; /* neighbours in the file are read at once */
        run = run < n - done ? run : n - done;
        uint64_t from = (uint64_t)at(&s->sector, i) * s->sector_size + within;
        size_t got = s->inside
                         ? jh_ole_read(o, s->inside, from, (char *)to + done, run)
                         : jh_input_read(&o->r->in, from + s->sector_size, (char *)to + done, run);
        done += got;
        if (got < run)
            break;
    }
    return done;
}

static enum jh_status load_fat(struct jh_ole *o, const unsigned char *header)
{
    unsigned char raw[4];
    uint64_t most = most_sectors(o), links = 0;

    o->fat = JH_BUF(most * sizeof(uint32_t));
    for (int i = 0; i < IN_HEADER; i++) {
        uint32_t sector = u32(header + 76 + (size_t)i * 4);
        if (sector < LAST_SECTOR)
            jh_buf_add(&o->fat, &sector, sizeof sector);
    }
    uint32_t per = o->sector_size / 4 - 1; /* the last one of each is the link */
    for (uint32_t list = u32(header + 68); list < LAST_SECTOR; list = u32(raw)) {
        for (uint32_t i = 0; i <= per; i++) {
            if (jh_input_read(&o->r->in, place(o, list) + i * 4ull, raw, 4) != 4)
                return damaged(o->r, "the list of tables ends early");
            uint32_t sector = u32(raw);
            if (i < per && sector < LAST_SECTOR)
                jh_buf_add(&o->fat, &sector, sizeof sector);
        }
        if (++links > most || o->fat.full)
            return damaged(o->r, "the list of tables runs in a circle");
    }
    return o->fat.full ? damaged(o->r, "more tables than sectors") : JH_OK;
}

static void take_entry(struct jh_ole *o, const unsigned char *raw)
{
    struct jh_ole_entry e = {.type = raw[66], .start = u32(raw + 116), .size = u32(raw + 120)};

    for (size_t i = 0; i < 31 && (raw[i * 2] || raw[i * 2 + 1]); i++)
        e.name[i] = raw[i * 2 + 1] == 0 && raw[i * 2] < 0x80 ? (char)raw[i * 2] : '?';
    if (e.type)
        jh_buf_add(&o->entry, &e, sizeof e);
}

static enum jh_status load_folder(struct jh_ole *o, uint32_t start)
{
    struct jh_ole_stream folder = {0};
    unsigned char raw[ENTRY];
    enum jh_status status = walk(o, start, &folder);

    o->entry = JH_BUF(MOST_ENTRIES * sizeof(struct jh_ole_entry));
    for (uint64_t i = 0; status == JH_OK && i < MOST_ENTRIES; i++) {
        if (jh_ole_read(o, &folder, i * ENTRY, raw, ENTRY) != ENTRY)
            break;
        take_entry(o, raw);
    }
    jh_ole_stream_close(&folder);
    return status;
}

enum jh_status jh_ole_open(struct jh_ole *o, struct jh_reading *r)
{
    unsigned char header[HEADER];

    *o = (struct jh_ole){.r = r, .cached = UINT32_MAX};
    if (jh_input_read(&r->in, 0, header, HEADER) != HEADER)
        return jh_reading_fail(r, JH_E_DATA, "intake.truncated", "less than a header");
    if (header[30] != 9 && header[30] != 12)
        return damaged(r, "sector size");
    o->sector_size = 1u << header[30];
    o->mini_cutoff = u32(header + 56);
    JH_TRY(load_fat(o, header));
    JH_TRY(load_folder(o, u32(header + 48)));
    JH_TRY(walk(o, u32(header + 60), &o->mini_fat));
    const struct jh_ole_entry *root = (const struct jh_ole_entry *)(const void *)o->entry.data;
    if (!o->entry.len || root->type != 5)
        return jh_reading_fail(r, JH_E_DATA, "intake.truncated", "the folder is missing");
    return walk(o, root->start, &o->mini);
}

void jh_ole_close(struct jh_ole *o)
{
    jh_buf_release(&o->fat);
    jh_buf_release(&o->entry);
    jh_ole_stream_close(&o->mini_fat);
    jh_ole_stream_close(&o->mini);
}

const struct jh_ole_entry *jh_ole_find(const struct jh_ole *o, const char *name)
{
    const struct jh_ole_entry *e = (const struct jh_ole_entry *)(const void *)o->entry.data;

    for (size_t i = 0; i < o->entry.len / sizeof *e; i++)
        if (strcmp(e[i].name, name) == 0)
            return &e[i];
    return NULL;
}

enum jh_status jh_ole_stream_open(struct jh_ole *o, const struct jh_ole_entry *entry,
                                  struct jh_ole_stream *ret)
{
    *ret = (struct jh_ole_stream){0};
    JH_TRY(entry->size < o->mini_cutoff ? walk_mini(o, entry->start, ret)
                                        : walk(o, entry->start, ret));
    if (ret->size < entry->size)
        return jh_reading_fail(o->r, JH_E_DATA, "intake.truncated", "%s is cut off", entry->name);
    ret->size = entry->size;
    return JH_OK;
}

void jh_ole_stream_close(struct jh_ole_stream *s)
{
    jh_buf_release(&s->sector);
}
