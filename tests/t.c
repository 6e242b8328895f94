/* tests/t.c - see t.h. */
#include "t.h"
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1000 };
static struct {
    const char *name;
    t_test *test;
} tests[MOST];
static int ntests, failures_here;
static uint64_t seed, state;
static char tmp[64];

void t_register(const char *name, t_test *test)
{
    if (ntests < MOST) {
        tests[ntests].name = name;
        tests[ntests++].test = test;
    }
}

static void failed(const char *file, int line)
{
    failures_here++;
    printf("%s:%d: (JH_SEED=%llu) ", file, line, (unsigned long long)seed);
}

void t_check(bool ok, const char *file, int line, const char *what)
{
    if (ok)
        return;
    failed(file, line);
    printf("not true: %s\n", what);
}

void t_near(double want, double got, double tolerance, const char *file, int line)
{
    if (fabs(want - got) <= tolerance) /* false for NaN */
        return;
    failed(file, line);
    printf("want %.17g got %.17g (tolerance %g)\n", want, got, tolerance);
}

void t_str(const char *want, const char *got, const char *file, int line)
{
    if (got && strcmp(want, got) == 0)
        return;
    failed(file, line);
    printf("want \"%s\"\n     got \"%s\"\n", want, got ? got : "(null)");
}

void t_int(long long want, long long got, const char *file, int line)
{
    if (want == got)
        return;
    failed(file, line);
    printf("want %lld got %lld\n", want, got);
}

uint64_t t_random(void) /* splitmix64 */
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

double t_uniform(double low, double high)
{
    return low + (high - low) * ((double)(t_random() >> 11) * 0x1p-53);
}

char *t_slurp(const char *path, size_t *ret_size)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return NULL;
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    rewind(f);
    char *bytes = malloc((size_t)size + 1);
    size_t n = bytes ? fread(bytes, 1, (size_t)size, f) : 0;
    fclose(f);
    if (bytes)
        bytes[n] = 0;
    if (ret_size)
        *ret_size = n;
    return bytes;
}

const char *t_root(void)
{
    return JH_SOURCE_DIR;
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *at)
{
    (void)s, (void)kind, (void)at;
    return remove(path);
}

static void remove_tmp(void)
{
    nftw(tmp, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *t_tmp(void)
{
    if (!tmp[0]) {
        snprintf(tmp, sizeof tmp, "%s", "/tmp/junheng-test-XXXXXX");
        if (!mkdtemp(tmp))
            abort();
        atexit(remove_tmp);
    }
    return tmp;
}

static bool wanted(const char *name, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return true;
    return argc < 2;
}

/* As in src/main.c: what libraries of Debian 12 lose themselves. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libcairo\nleak:lxw_strdup\n";
}

const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}

int main(int argc, char **argv)
{
    int passed = 0, bad = 0;
    const char *given = getenv("JH_SEED");

    seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    for (int i = 0; i < ntests; i++) {
        if (!wanted(tests[i].name, argc, argv))
            continue;
        state = seed;
        failures_here = 0;
        tests[i].test();
        if (failures_here)
            printf("FAILED %s\n", tests[i].name);
        failures_here ? bad++ : passed++;
    }
    printf("%d passed, %d failed\n", passed, bad);
    return bad != 0;
}
