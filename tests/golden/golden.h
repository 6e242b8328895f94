/* tests/golden/golden.h - golden texts: blocks of "key value" lines, separated by empty lines. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { GOLDEN_EXPECTS = 24, GOLDEN_ROWS = 4000 };

struct golden {
    const char *file, *origin, *kind,
        *text; /* kind: "rows", "table", "split", "gap"; text: the rest */
    int line;  /* of the block */
    double tolerance;
    size_t n; /* rows of "rows" and "stages", or of the table's file */
    double a[GOLDEN_ROWS], b[GOLDEN_ROWS];
    int group[GOLDEN_ROWS]; /* of a table; 0 else */
    int ngroup;
    size_t nexpect;
    struct {
        const char *name;
        double value;
    } expect[GOLDEN_EXPECTS];
};

/* Run `test` on every block of tests/golden/FILE. A block that cannot be read fails. */
void golden_run(const char *file, void (*test)(const struct golden *g));
double golden_number(const char **at); /* NaN for "nan"; moves on */
/* Compare a result with the block's line of that name. */
void golden_check(const struct golden *g, size_t i, double got);
