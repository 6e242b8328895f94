/* src/intake/zip.c - see zip.h. libzip reads the whole index into memory, about 300 bytes an entry,
 * before we can ask how large it is; so the index's own claim is looked at first. */
#include "intake/zip.h"
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

enum { TAIL = 66 * 1024, MOST_PARTS = 10000, MOST_INDEX = 4 << 20, FREE_RATIO = 1 << 20 };

static enum jh_status fail(struct jh_reading *r, enum jh_status status, const char *id,
                           const char *text)
{
    return jh_fail(r->err, status, id, JH_NOWHERE, (double)NAN, "%s", text);
}

static uint64_t little(const unsigned char *p, int n)
{
    uint64_t value = 0;
    while (n-- > 0)
        value = value << 8 | p[n];
    return value;
}

static bool is_index_modest(struct jh_reading *r, const unsigned char *end, size_t left)
{
    unsigned char big[56];

    if (left >= 22 && memcmp(end, "PK\5\6", 4) == 0)
        return (little(end + 10, 2) <= MOST_PARTS || little(end + 10, 2) == 0xFFFF) &&
               (little(end + 12, 4) <= MOST_INDEX || little(end + 12, 4) == 0xFFFFFFFF);
    if (left >= 20 && memcmp(end, "PK\6\7", 4) == 0 &&
        jh_input_read(&r->in, little(end + 8, 8), big, sizeof big) == sizeof big)
        return little(big + 32, 8) <= MOST_PARTS && little(big + 40, 8) <= MOST_INDEX;
    return true;
}

/* Every place that could be taken for the end of the index must make a modest claim. */
static enum jh_status check_index(struct jh_reading *r)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    unsigned char *tail = jh_new(&mem, unsigned char, TAIL);
    uint64_t at = r->in.size > TAIL ? r->in.size - TAIL : 0;
    size_t n = jh_input_read(&r->in, at, tail, TAIL);
    bool found = false;

    for (size_t i = 0; i + 20 <= n; i++) {
        if (tail[i] != 'P' || tail[i + 1] != 'K')
            continue;
        found |= memcmp(tail + i, "PK\5\6", 4) == 0;
        if (!is_index_modest(r, tail + i, n - i))
            return fail(r, JH_E_LIMIT, "intake.bomb", "too many parts");
    }
    return found ? JH_OK : fail(r, JH_E_DATA, "intake.truncated", "the zip's index is missing");
}

static zip_t *open_archive(struct jh_reading *r, zip_error_t *error)
{
    if (r->in.fd >= 0) {
        int fd = dup(r->in.fd), code = 0;
        if (fd < 0 || lseek(fd, 0, SEEK_SET) < 0) {
            if (fd >= 0)
                close(fd);
            return NULL;
        }
        zip_t *archive = zip_fdopen(fd, 0, &code);
        if (!archive)
            close(fd);
        return archive;
    }
    zip_source_t *source = zip_source_buffer_create(r->in.bytes, r->in.size, 0, error);
    zip_t *archive = source ? zip_open_from_source(source, ZIP_RDONLY, error) : NULL;
    if (source && !archive)
        zip_source_free(source);
    return archive;
}

static int by_name(const void *a, const void *b)
{
    const struct jh_part *x = a, *y = b;
    return strcasecmp(x->name, y->name);
}

static bool leaves_folder(const char *name)
{
    if (name[0] == '/' || strchr(name, ':'))
        return true;
    for (const char *p = name; p; p = strchr(p, '/')) {
        p += *p == '/';
        if (strncmp(p, "..", 2) == 0 && (p[2] == '/' || !p[2]))
            return true;
    }
    return false;
}

static enum jh_status list_parts(struct jh_zip *z)
{
    zip_int64_t n = zip_get_num_entries(z->archive, 0);

    if (n < 0 || n > MOST_PARTS)
        return fail(z->r, JH_E_LIMIT, "intake.bomb", "too many parts");
    z->part = jh_new(&z->mem, struct jh_part, (size_t)n + 1);
    for (zip_uint64_t i = 0; i < (zip_uint64_t)n; i++) {
        const char *stored = zip_get_name(z->archive, i, ZIP_FL_ENC_RAW);
        char *name = jh_arena_strdup(&z->mem, stored ? stored : "");
        for (char *p = name; *p; p++) /* some programs write folders the Windows way */
            *p = *p == '\\' ? '/' : *p;
        if (leaves_folder(name))
            return fail(z->r, JH_E_DATA, "intake.damaged", "a part's name leaves the folder");
        z->part[z->n++] = (struct jh_part){name, i};
    }
    qsort(z->part, z->n, sizeof *z->part, by_name);
    for (size_t i = 1; i < z->n; i++)
        if (by_name(&z->part[i - 1], &z->part[i]) == 0)
            return jh_fail(z->r->err, JH_E_DATA, "intake.damaged", JH_NOWHERE, (double)NAN,
                           "two parts are named %.100s", z->part[i].name);
    return JH_OK;
}

enum jh_status jh_zip_open(struct jh_zip *z, struct jh_reading *r)
{
    zip_error_t error;

    *z = (struct jh_zip){.r = r};
    JH_TRY(check_index(r));
    zip_error_init(&error);
    z->archive = open_archive(r, &error);
    zip_error_fini(&error);
    if (!z->archive)
        return fail(r, JH_E_DATA, "intake.damaged", "the zip's index is not consistent");
    return list_parts(z);
}

void jh_zip_close(struct jh_zip *z)
{
    if (z->archive)
        zip_discard(z->archive);
    z->archive = NULL;
    jh_arena_free(&z->mem);
}

const struct jh_part *jh_zip_find(const struct jh_zip *z, const char *name)
{
    const struct jh_part key = {name, 0};
    return z->n ? bsearch(&key, z->part, z->n, sizeof *z->part, by_name) : NULL;
}

enum jh_status jh_part_open(struct jh_part_file *f, struct jh_zip *z, const struct jh_part *part)
{
    zip_stat_t st;

    *f = (struct jh_part_file){.z = z, .name = part->name};
    if (zip_stat_index(z->archive, part->index, 0, &st) != 0 || !(st.valid & ZIP_STAT_COMP_SIZE))
        return fail(z->r, JH_E_DATA, "intake.damaged", part->name);
    if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
        return fail(z->r, JH_E_DATA, "intake.password", part->name);
    f->packed = st.comp_size;
    f->file = zip_fopen_index(z->archive, part->index, 0);
    if (!f->file)
        return fail(z->r, JH_E_DATA, "intake.damaged", part->name);
    return JH_OK;
}

void jh_part_close(struct jh_part_file *f)
{
    if (f->file)
        zip_fclose(f->file);
    f->file = NULL;
}

enum jh_status jh_part_read(struct jh_part_file *f, void *to, size_t n, size_t *ret_n)
{
    struct jh_reading *r = f->z->r;
    zip_int64_t got = zip_fread(f->file, to, n);

    if (got < 0)
        return fail(r, JH_E_DATA, "intake.damaged", f->name);
    *ret_n = (size_t)got;
    f->inflated += (uint64_t)got;
    r->inflated += (uint64_t)got;
    double ratio = (double)f->inflated / (double)(f->packed ? f->packed : 1);
    if (r->inflated > r->limits.inflated_bytes ||
        (f->inflated > FREE_RATIO && ratio > r->limits.ratio))
        return fail(r, JH_E_LIMIT, "intake.bomb", f->name);
    return JH_OK;
}

enum jh_status jh_part_load(struct jh_zip *z, const struct jh_part *part, struct jh_buf *b)
{
    JH_CLEANUP(jh_part_close) struct jh_part_file f = {0};
    char piece[16 * 1024];
    size_t n = 0;

    JH_TRY(jh_part_open(&f, z, part));
    do {
        JH_TRY(jh_part_read(&f, piece, sizeof piece, &n));
        jh_buf_add(b, piece, n);
    } while (n && !b->full);
    if (b->full)
        return jh_fail(z->r->err, JH_E_LIMIT, "intake.too_large", JH_NOWHERE, (double)b->max, "%s",
                       part->name);
    return JH_OK;
}
