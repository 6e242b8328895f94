/* tools/embed.c - write the table of a folder's files as C, the bytes by .incbin.
 *     embed NAME FOLDER [SUFFIX ...] > out.c      NAME: jh_embed_NAME; SUFFIX: keep only such files
 * Sorted by path, so the same tree gives the same bytes. */
#include <dirent.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST = 4000 };
static char *found[MOST];
static int nfound;

static int keep(const char *name, char **suffix, int n)
{
    for (int i = 0; i < n; i++) {
        size_t a = strlen(name), b = strlen(suffix[i]);
        if (a >= b && strcmp(name + a - b, suffix[i]) == 0)
            return 1;
    }
    return n == 0;
}

static char *join(const char *a, const char *b)
{
    char *path = malloc(strlen(a) + strlen(b) + 2);
    sprintf(path, *a ? "%s/%s" : "%s%s", a, b);
    return path;
}

static void walk(const char *root, const char *under, char **suffix, int n)
{
    char *folder = join(root, under);
    DIR *d = opendir(folder);
    if (!d)
        return;
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        char *path = join(under, e->d_name), *full = join(root, path);
        struct stat s;
        if (stat(full, &s) == 0 && S_ISDIR(s.st_mode))
            walk(root, path, suffix, n);
        else if (nfound < MOST && keep(path, suffix, n))
            found[nfound++] = path;
    }
    closedir(d);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void etag(const char *path, char hex[65])
{
    unsigned char digest[crypto_hash_sha256_BYTES], piece[65536];
    crypto_hash_sha256_state state;
    FILE *f = fopen(path, "rb");
    if (!f)
        exit(1);
    crypto_hash_sha256_init(&state);
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        crypto_hash_sha256_update(&state, piece, n);
    fclose(f);
    crypto_hash_sha256_final(&state, digest);
    sodium_bin2hex(hex, 65, digest, sizeof digest);
    hex[16] = 0;
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    const char *name = argv[1], *root = argv[2];
    walk(root, "", argv + 3, argc - 3);
    qsort(found, (size_t)nfound, sizeof *found, by_path);

    printf("/* made by tools/embed; do not edit */\n#include \"base/embed.h\"\n");
    for (int i = 0; i < nfound; i++)
        printf("__asm__(\".section .rodata\\n.balign 16\\n"
               "jh_%s_%d:\\n.incbin \\\"%s/%s\\\"\\njh_%s_%d_end:\\n.byte 0\\n.previous\");\n"
               "extern const unsigned char jh_%s_%d[], jh_%s_%d_end[];\n",
               name, i, root, found[i], name, i, name, i, name, i);
    printf("static const struct jh_embed files[] = {\n");
    for (int i = 0; i < nfound; i++) {
        char hex[65], *full = join(root, found[i]);
        struct stat s;
        if (stat(full, &s) != 0)
            return 1;
        etag(full, hex);
        printf("    {\"%s\", jh_%s_%d, %lld, \"%s\"},\n", found[i], name, i, (long long)s.st_size,
               hex);
    }
    printf("    {0}};\nconst struct jh_embeds jh_embed_%s = {files, %d};\n", name, nfound);
    return 0;
}
