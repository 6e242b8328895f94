/* src/pack/source.c - the files of packs: built in, or in a folder that nobody has checked yet. */
#include "pack/read.h"
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

size_t jh_sources_built_in(struct jh_arena *mem, const struct jh_embeds *in,
                           struct jh_pack_source *ret, size_t most)
{
    size_t n = 0;

    for (size_t i = 0; in && i < in->n;) {
        const char *path = in->file[i].path, *slash = strchr(path, '/');
        size_t length = slash ? (size_t)(slash - path) + 1 : 0, last = i + 1;
        if (!slash || n == most) {
            i++;
            continue;
        }
        while (last < in->n && strncmp(in->file[last].path, path, length) == 0)
            last++;
        struct jh_pack_file *file = jh_new(mem, struct jh_pack_file, last - i);
        size_t nfile = 0;
        for (size_t k = i; k < last; k++) /* golden/ and other folders are not the pack itself */
            if (!strchr(in->file[k].path + length, '/'))
                file[nfile++] = (struct jh_pack_file){in->file[k].path + length, in->file[k].data,
                                                      in->file[k].size};
        ret[n++] = (struct jh_pack_source){jh_arena_strndup(mem, path, length - 1),
                                           jh_arena_strndup(mem, path, length), file, nfile, false};
        i = last;
    }
    return n;
}

enum { NAMES = 4 * JH_PACKS_MOST }; /* looked at in a folder of packs */

static bool ends_with(const char *name, const char *suffix)
{
    size_t n = strlen(name), m = strlen(suffix);
    return n > m && strcmp(name + n - m, suffix) == 0;
}

/* Names in a folder that are not hidden, sorted; NULL when it cannot be read. */
static const char **names_in(struct jh_arena *mem, const char *folder, size_t most, size_t *ret_n,
                             bool *ret_more)
{
    DIR *dir = opendir(folder);
    size_t n = 0;

    *ret_more = false;
    if (!dir)
        return NULL;
    const char **name = jh_new(mem, const char *, most);
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        if (n == most) {
            *ret_more = true;
            break;
        }
        size_t k = n++;
        for (; k && strcmp(name[k - 1], e->d_name) > 0; k--)
            name[k] = name[k - 1];
        name[k] = jh_arena_strdup(mem, e->d_name);
    }
    closedir(dir);
    *ret_n = n;
    return name;
}

/* The bytes of a regular file of permitted size. */
static bool slurp(struct jh_arena *mem, const char *path, struct jh_pack_file *ret,
                  const char **why)
{
    struct stat s;

    *why = "pack.unreadable";
    if (stat(path, &s) != 0 || !S_ISREG(s.st_mode))
        return false;
    *why = "pack.too_large";
    if (s.st_size > JH_PACK_FILE_BYTES)
        return false;
    *why = "pack.unreadable";
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    unsigned char *data = jh_new(mem, unsigned char, (size_t)s.st_size + 1);
    size_t n = fread(data, 1, (size_t)s.st_size, f);
    bool good = n == (size_t)s.st_size && !ferror(f);
    fclose(f);
    ret->data = data;
    ret->size = n;
    return good;
}

static bool is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

static void read_one(struct jh_arena *mem, const char *folder, const char *id,
                     struct jh_faults *faults, struct jh_pack_source *ret)
{
    size_t n = 0, nfile = 0, before = faults->count;
    bool more;
    const char **name = names_in(mem, folder, JH_PACK_FILES, &n, &more);
    struct jh_pack_file *file = jh_new(mem, struct jh_pack_file, n + 1);

    for (size_t i = 0; i < n; i++) {
        const char *path = jh_arena_printf(mem, "%s/%s", folder, name[i]), *why;
        if (!ends_with(name[i], ".json") && !ends_with(name[i], ".csv") &&
            !ends_with(name[i], ".md"))
            continue;
        file[nfile].name = name[i];
        if (slurp(mem, path, &file[nfile], &why))
            nfile++;
        else
            jh_fault(faults, (struct jh_place){path, 0, ""}, name[i], why, "the file is not read");
    }
    if (more)
        jh_fault(faults, (struct jh_place){folder, 0, ""}, "", "pack.too_large",
                 "more than %d files", JH_PACK_FILES);
    *ret = (struct jh_pack_source){id, jh_arena_printf(mem, "%s/", folder), file, nfile,
                                   faults->count != before};
}

/* The last part of a path, "packs/cn-x/" gives "cn-x". */
static const char *last_part(struct jh_arena *mem, const char *path)
{
    size_t n = strlen(path), from;

    while (n && path[n - 1] == '/')
        n--;
    for (from = n; from && path[from - 1] != '/'; from--)
        ;
    return jh_arena_strndup(mem, path + from, n - from);
}

enum jh_status jh_sources_folder(struct jh_arena *mem, const char *folder, struct jh_faults *faults,
                                 struct jh_pack_source *ret, size_t most, size_t *ret_n,
                                 struct jh_err *reterr)
{
    size_t n = 0;
    bool more;
    const char **name = names_in(mem, folder, NAMES, &n, &more);
    struct stat s;

    *ret_n = 0;
    if (!name)
        return jh_fail(reterr, JH_E_NOTFOUND, "pack.folder_unreadable", ((struct jh_at){folder, 0}),
                       (double)NAN, "%s: %s", folder, strerror(errno));
    const char *own = jh_arena_printf(mem, "%s/pack.json", folder);
    if (stat(own, &s) == 0) { /* the folder is itself a pack */
        read_one(mem, folder, last_part(mem, folder), faults, &ret[(*ret_n)++]);
        return JH_OK;
    }
    for (size_t i = 0; i < n && *ret_n < most; i++) {
        const char *path = jh_arena_printf(mem, "%s/%s", folder, name[i]);
        if (is_folder(path) && stat(jh_arena_printf(mem, "%s/pack.json", path), &s) == 0)
            read_one(mem, path, name[i], faults, &ret[(*ret_n)++]);
    }
    if (more || *ret_n == most)
        jh_fault(faults, (struct jh_place){folder, 0, ""}, "", "pack.too_large",
                 "more than %d packs", JH_PACKS_MOST);
    if (*ret_n == 0)
        return jh_fail(reterr, JH_E_NOTFOUND, "pack.folder_empty", ((struct jh_at){folder, 0}),
                       (double)NAN, "%s: no pack.json in it or below it", folder);
    return JH_OK;
}
