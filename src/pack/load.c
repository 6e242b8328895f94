/* src/pack/load.c - read packs in the order in which they use each other. */
#include "base/buf.h"
#include "base/hash.h"
#include "pack/read.h"
#include "pack/register.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

enum { ENTRIES = 2 * JH_PACKS_MOST }; /* built in and of the folder */
enum state { NEW, BUSY, GOOD, BAD };

struct entry {
    const struct jh_pack_source *source;
    enum state state;
    struct jh_pack *pack;
};

struct loader {
    struct jh_arena *mem;
    struct jh_faults faults;
    struct entry *entry;
    size_t n;
    const struct jh_register **reg;
    size_t nreg;
};

static enum state load(struct loader *l, struct entry *e, int depth);

static struct entry *find(struct loader *l, const char *id)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->entry[i].source->id, id) == 0)
            return &l->entry[i];
    return NULL;
}

static void parse_manifest(struct jh_draft *d)
{
    const struct jh_pack_file *file = jh_source_file(d->source, "pack.json");
    json_error_t where = {0};

    d->manifest = jh_arena_printf(d->mem, "%spack.json", d->source->prefix);
    if (file)
        d->root = json_loadb((const char *)file->data, file->size, JSON_REJECT_DUPLICATES, &where);
    if (d->root && json_is_object(d->root))
        return;
    jh_fault(d->faults, (struct jh_place){d->manifest, where.line > 0 ? where.line : 0, ""}, "",
             "pack.bad_json", "%s", file ? where.text : "there is no pack.json");
    json_decref(d->root);
    d->root = NULL;
}

/* Load what the pack uses. */
static void resolve_uses(struct loader *l, struct jh_draft *d, int depth)
{
    const json_t *list = json_object_get(d->root, "uses");
    size_t n = json_array_size(list);
    struct jh_place at = {d->manifest, 0, "uses"};
    const struct jh_pack **used = jh_new(l->mem, const struct jh_pack *, n + 1);
    const char **id = jh_new(l->mem, const char *, n + 1);

    if (n > 20 || (list && !json_is_array(list))) {
        jh_fault(d->faults, at, "", "pack.bad_value", "a list of at most 20 ids");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const char *name = json_string_value(json_array_get(list, i));
        struct entry *e = name ? find(l, name) : NULL;
        if (!e)
            jh_fault(d->faults, at, name, "pack.unknown_pack", "no such pack");
        else if (e->state == BUSY)
            jh_fault(d->faults, at, name, "pack.uses_cycle",
                     "packs that use each other in a circle");
        else if (depth >= JH_PACK_DEPTH)
            jh_fault(d->faults, at, name, "pack.uses_cycle", "more than %d packs deep",
                     JH_PACK_DEPTH);
        else if (load(l, e, depth + 1) == BAD)
            jh_fault(d->faults, at, name, "pack.uses_faulty", "that pack has faults of its own");
        else {
            used[d->pack->nuses] = e->pack;
            id[d->pack->nuses++] = e->pack->id;
        }
    }
    d->used = used;
    d->pack->uses = id;
}

static void append_hex(struct jh_buf *b, const char *name, const void *bytes, size_t n)
{
    char hex[JH_HASH_TEXT];

    jh_hash_hex(bytes, n, hex);
    jh_buf_addf(b, "%s %s\n", hex, name);
}

/* Over (path, hash of the bytes) of every file in order, then over the packs it uses: what they say
 * is part of what this one means. */
static void hash_pack(struct jh_draft *d)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf b = JH_BUF(1 << 20);
    char hex[JH_HASH_TEXT];

    for (size_t i = 0; i < d->source->nfile; i++)
        append_hex(&b, d->source->file[i].name, d->source->file[i].data, d->source->file[i].size);
    for (size_t i = 0; i < d->pack->nuses; i++)
        jh_buf_addf(&b, "%s %s\n", d->used[i]->hash, d->used[i]->id);
    jh_hash_hex(b.data ? b.data : "", b.len, hex);
    d->pack->hash = jh_arena_strdup(d->mem, hex);
}

static void read_sources(struct jh_draft *d)
{
    const struct jh_pack_file *file = jh_source_file(d->source, "SOURCES.md");

    d->pack->sources = "";
    if (!file)
        return;
    if (jh_csv_utf8((const char *)file->data, file->size))
        d->pack->sources = jh_arena_strndup(d->mem, (const char *)file->data, file->size);
    else
        jh_fault(
            d->faults,
            (struct jh_place){jh_arena_printf(d->mem, "%sSOURCES.md", d->source->prefix), 0, ""},
            "", "pack.not_utf8", "the text is not UTF-8");
}

bool jh_is_register_file(const char *name)
{
    size_t n = strlen(name);
    return n > 5 && strcmp(name + n - 5, ".json") == 0 && strcmp(name, "pack.json") != 0;
}

static void add_register(struct loader *l, const struct jh_register *reg, const char *file)
{
    for (size_t i = 0; i < l->nreg; i++)
        if (strcmp(l->reg[i]->pack->id, reg->pack->id) == 0) {
            jh_fault(&l->faults, (struct jh_place){file, 0, "id"}, reg->pack->id,
                     "pack.duplicate_id", "pack %s has a register of this id", l->reg[i]->home);
            return;
        }
    if (l->nreg == JH_REGISTERS_MOST)
        jh_fault(&l->faults, (struct jh_place){file, 0, ""}, reg->pack->id, "pack.too_large",
                 "more than %d registers", JH_REGISTERS_MOST);
    else
        l->reg[l->nreg++] = reg;
}

static void read_registers(struct loader *l, struct jh_draft *d)
{
    for (size_t i = 0; i < d->source->nfile; i++) {
        const struct jh_pack_file *f = &d->source->file[i];
        if (!jh_is_register_file(f->name))
            continue;
        const char *file = jh_arena_printf(l->mem, "%s%s", d->source->prefix, f->name);
        const struct jh_register *reg =
            jh_read_register(&l->faults, d->pack, file, (const char *)f->data, f->size);
        if (reg)
            add_register(l, reg, file);
    }
}

static void read_pack(struct loader *l, struct jh_draft *d, int depth)
{
    parse_manifest(d);
    if (!d->root)
        return;
    size_t before = l->faults.count;
    resolve_uses(l, d, depth);
    d->broken = l->faults.count != before;
    jh_open_dictionary(d);
    jh_open_standard(d);
    if (!d->broken) { /* else whatever refers to the absent part would be called unknown */
        jh_read_manifest(d);
        read_sources(d);
        jh_read_dictionary(d);
        jh_read_standard(d);
        jh_read_rules(d);
        jh_name_slots(d);
        jh_compile(d);
        jh_check_whole(d);
        if (d->pack->kind == JH_PACK_REGISTERS)
            read_registers(l, d);
        hash_pack(d);
    }
    json_decref(d->root);
    d->root = NULL;
}

static enum state load(struct loader *l, struct entry *e, int depth)
{
    struct jh_draft d = {.mem = l->mem, .faults = &l->faults, .source = e->source};
    size_t before = l->faults.count;

    if (e->state != NEW)
        return e->state;
    e->state = BUSY;
    e->pack = d.pack = jh_new(l->mem, struct jh_pack, 1);
    read_pack(l, &d, depth);
    e->state = l->faults.count == before && !e->source->broken ? GOOD : BAD;
    return e->state;
}

/* A pack of the folder takes the place of a built-in one with its id. */
static void add_sources(struct loader *l, const struct jh_pack_source *source, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct entry *old = find(l, source[i].id);
        if (old)
            old->source = &source[i];
        else
            l->entry[l->n++].source = &source[i];
    }
}

enum jh_status jh_packs_load(struct jh_arena *mem, const struct jh_embeds *built_in,
                             const char *folder, struct jh_pack_set *ret, struct jh_err *reterr)
{
    struct loader l = {.mem = mem, .faults = {.mem = mem}};
    struct jh_pack_source *source = jh_new(mem, struct jh_pack_source, ENTRIES);
    size_t nbuilt = jh_sources_built_in(mem, built_in, source, JH_PACKS_MOST), nfolder = 0;

    *ret = (struct jh_pack_set){0};
    l.entry = jh_new(mem, struct entry, ENTRIES);
    l.reg = jh_new(mem, const struct jh_register *, JH_REGISTERS_MOST);
    if (folder)
        JH_TRY(jh_sources_folder(mem, folder, &l.faults, source + nbuilt, JH_PACKS_MOST, &nfolder,
                                 reterr));
    add_sources(&l, source, nbuilt);
    add_sources(&l, source + nbuilt, nfolder);
    struct jh_pack *pack = jh_new(mem, struct jh_pack, l.n + 1);
    for (size_t i = 0; i < l.n; i++)
        if (load(&l, &l.entry[i], 0) == GOOD)
            pack[ret->n++] = *l.entry[i].pack;
    ret->pack = pack;
    ret->reg = l.reg;
    ret->nreg = l.nreg;
    ret->fault = l.faults.list;
    ret->nfault = l.faults.n;
    return JH_OK;
}
