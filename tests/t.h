/* tests/t.h - the test harness: a test is a function, nothing to register by hand.
 *     TEST(name) { CHECK(x == 1); CHECK_NEAR(want, got, tolerance); CHECK_STR("want", got); }
 * Run a test program with names to run only these. JH_SEED=n repeats a random run. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef void t_test(void);
void t_register(const char *name, t_test *test);
void t_check(bool ok, const char *file, int line, const char *what);
void t_near(double want, double got, double tolerance, const char *file, int line);
void t_str(const char *want, const char *got, const char *file, int line);
void t_int(long long want, long long got, const char *file, int line);

double t_uniform(double low, double high); /* from the run's seed, which a failure prints */
uint64_t t_random(void);
char *t_slurp(const char *path, size_t *ret_size); /* malloc'ed, 0-terminated; NULL when absent */
const char *t_root(void);                          /* the source tree */
const char *t_tmp(void);                           /* a fresh empty folder, removed at exit */

/* The address of an empty store, the same one for the same name: a data file in t_tmp(), or with
 * JH_TEST_STORE=pg a database of PostgreSQL. */
const char *t_store(const char *name);
bool t_store_pg(void);
/* Behind the store's back: SQL on its address. */
void t_store_sql(const char *url, const char *sql);
/* Everything that the store of this name holds, as it lies there; malloc'ed. */
char *t_store_bytes(const char *name, size_t *ret_size);

/* Ends a test that makes no sense on a server. */
#define T_FILE_ONLY(why)                                                                           \
    do {                                                                                           \
        if (t_store_pg()) {                                                                        \
            printf("left out on PostgreSQL: %s: %s\n", __func__, why);                             \
            return;                                                                                \
        }                                                                                          \
    } while (0)

#define TEST(name)                                                                                 \
    static void test_##name(void);                                                                 \
    __attribute__((constructor)) static void register_##name(void)                                 \
    {                                                                                              \
        t_register(#name, test_##name);                                                            \
    }                                                                                              \
    static void test_##name(void)
#define CHECK(cond) t_check((cond), __FILE__, __LINE__, #cond)
#define CHECK_NEAR(want, got, tol) t_near((want), (got), (tol), __FILE__, __LINE__)
#define CHECK_STR(want, got) t_str((want), (got), __FILE__, __LINE__)
#define CHECK_INT(want, got) t_int((long long)(want), (long long)(got), __FILE__, __LINE__)
