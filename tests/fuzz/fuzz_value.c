/* tests/fuzz/fuzz_value.c - any bytes as something typed into a cell, as a heading and as a unit.
 */
#include "fuzz.h"
#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1), key[64], unit[16];
    double value, scale;
    unsigned notes;
    bool yes;

    if (!text)
        abort();
    if (size)
        memcpy(text, data, size);
    text[size] = 0;
    const struct jh_cell cell = {.kind = JH_CELL_TEXT, .text = text, .n = size};
    if (jh_value_number(&cell, &value, &scale, unit, &notes) == JH_VALUE_OK &&
        (!isfinite(value) || !(scale > 0) || strlen(unit) >= sizeof unit))
        abort();
    (void)jh_value_yesno(&cell, &yes);
    size_t n = jh_heading_key(text, size, key, sizeof key, unit);
    if (n >= sizeof key || strlen(key) != n)
        abort();
    double factor = jh_unit_factor(text, unit);
    if (!(factor >= 0) || !isfinite(factor))
        abort();
    free(text);
    return 0;
}
