/* bench/xlsx_read.c - how fast and in how much memory a workbook is read:
 *     xlsx_read FILE
 * The reading runs in a child, so that the peak is its own. When GDAL's ogrinfo is installed the
 * same file goes through it and the ratio is printed. */
#include "intake/sheet.h"
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct cost {
    double seconds;
    long peak_kib;
    int status;
};

static bool count_row(void *context, const struct jh_row *row)
{
    long *cells = context;
    for (size_t i = 0; i < row->n; i++)
        *cells += row->cell[i].kind != JH_CELL_BLANK;
    return true;
}

static int read_ours(const char *path)
{
    struct jh_source_info info;
    struct jh_err err = {0};
    long cells = 0;
    const struct jh_row_reader reader = {.row = count_row, .context = &cells};

    if (jh_intake_read(&(struct jh_source){.path = path}, NULL, &reader, &info, &err) != JH_OK) {
        fprintf(stderr, "%s: %s: %s\n", path, err.id, err.text);
        return 1;
    }
    fprintf(stderr, "%s: %s, %ld rows, %ld cells\n", path, info.format, info.rows, cells);
    return 0;
}

static int read_gdal(const char *path)
{
    if (!freopen("/dev/null", "w", stdout) || !freopen("/dev/null", "w", stderr))
        return 127;
    execlp("ogrinfo", "ogrinfo", "-al", "-q", path, (char *)NULL);
    return 127;
}

static struct cost measure(int (*work)(const char *), const char *path)
{
    struct timespec from, to;
    struct rusage used;
    struct cost cost = {0};

    clock_gettime(CLOCK_MONOTONIC, &from);
    fflush(NULL); /* or the child prints it again */
    pid_t child = fork();
    if (child == 0)
        _exit(work(path));
    if (child < 0 || wait4(child, &cost.status, 0, &used) != child) {
        cost.status = -1;
        return cost;
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    cost.seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
    cost.peak_kib = used.ru_maxrss;
    return cost;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: xlsx_read FILE (make one with xlsx_make FILE 100000 30)\n", stderr);
        return 2;
    }
    struct cost ours = measure(read_ours, argv[1]);
    printf("junheng   %6.2f s  %6.1f MB\n", ours.seconds, (double)ours.peak_kib / 1024);
    if (ours.status != 0)
        return 1;
    struct cost gdal = measure(read_gdal, argv[1]);
    if (gdal.status != 0) {
        puts("ogrinfo   not installed or failed: no comparison");
        return 0;
    }
    printf("ogrinfo   %6.2f s  %6.1f MB   %.1f times the time, %.1f times the memory\n",
           gdal.seconds, (double)gdal.peak_kib / 1024, gdal.seconds / ours.seconds,
           (double)gdal.peak_kib / (double)ours.peak_kib);
    return 0;
}
