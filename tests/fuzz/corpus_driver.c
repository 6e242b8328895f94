/* tests/fuzz/corpus_driver.c - main() of the fuzz targets without clang: runs the function of a
 * target over the files of the folders given, and over cut and damaged copies of each, the same
 * ones every time. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CUTS = 24, FLIPS = 40 };

static void run_copy(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1); /* of exact size, so that an overrun is seen */
    if (size)
        memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void run_damaged(uint8_t *data, size_t size)
{
    uint32_t random = 1;

    run_copy(data, size);
    for (size_t i = 0; i < CUTS; i++)
        run_copy(data, size * i / CUTS);
    for (int i = 0; size && i < FLIPS; i++) {
        random = random * 1664525u + 1013904223u;
        size_t at = (random >> 8) % size;
        uint8_t old = data[at];
        data[at] = (uint8_t)(random >> 24);
        run_copy(data, size);
        data[at] = old;
    }
}

static int run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return 0;
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    uint8_t *data = malloc((size_t)size + 1);
    size_t n = fread(data, 1, (size_t)size, f);
    fclose(f);
    run_damaged(data, n);
    free(data);
    return 1;
}

int main(int argc, char **argv)
{
    int files = 0;

    for (int i = 1; i < argc; i++) {
        DIR *d = opendir(argv[i]);
        for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
            char path[2000];
            if (e->d_name[0] == '.')
                continue;
            snprintf(path, sizeof path, "%s/%s", argv[i], e->d_name);
            files += run_file(path);
        }
        if (d)
            closedir(d);
    }
    printf("%d passed, %d failed\n", files, files ? 0 : 1);
    return files ? 0 : 1;
}
