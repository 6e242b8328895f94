/* tests/fuzz/fuzz_expr.c - formulas from strangers: any text is refused or compiled, and what is
 * compiled can be evaluated, with figures missing, with rows and without; the result is a finite
 * number or missing. */
#include "base/expr.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"a", "b", "type.nine_year", "switch.x", "gone"};

static int slot_of(void *context, const char *name, size_t n)
{
    (void)context;
    for (int i = 0; i < 5; i++)
        if (strlen(names[i]) == n && memcmp(names[i], name, n) == 0)
            return i;
    return -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const double cell[] = {1, 2, 0, 1, (double)NAN, -3, 1e308, 1, 0, 5};
    const struct jh_expr_table rows = {2, 5, cell}, none = {0, 5, cell};
    const struct jh_expr_names known = {slot_of, NULL};
    const struct jh_expr *e;
    struct jh_err err = {0};
    int slot[2];

    char *text = jh_arena_strndup(&mem, (const char *)data, size);
    if (jh_expr_parse(&mem, text, &known, &e, &err) != JH_OK) {
        if (!err.id || err.at.row < 1 || err.at.row > JH_EXPR_TEXT + 1)
            abort();
        return 0;
    }
    const struct jh_expr_table *tables[] = {NULL, &none, &rows};
    for (int i = 0; i < 3; i++) {
        double value = jh_expr_eval(e, cell, tables[i]), again = jh_expr_eval(e, cell, tables[i]);
        if (isinf(value) || memcmp(&value, &again, sizeof value) != 0)
            abort();
    }
    if (jh_expr_slots(e, slot, 2) > 5)
        abort();
    return 0;
}
