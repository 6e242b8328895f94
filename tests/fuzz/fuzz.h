/* tests/fuzz/fuzz.h - what every fuzz target of intake needs. */
#pragma once
#include "intake/value.h"
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct jh_intake_limits fuzz_limits = {.inflated_bytes = 16 << 20,
                                                    .rows = 20000,
                                                    .columns = 300,
                                                    .sheets = 20,
                                                    .string_bytes = 4 << 20};

static inline bool fuzz_sheet(void *context, int sheet, const char *name, bool hidden)
{
    (void)context, (void)sheet, (void)hidden;
    return strlen(name) < SIZE_MAX;
}

/* Every cell must be whole: its text 0-terminated at n, its number readable by value.h. */
static inline bool fuzz_row(void *context, const struct jh_row *row)
{
    double value, scale;
    char unit[16];
    unsigned notes;
    bool yes;

    (void)context;
    if (!row->n || row->sheet < 1 || row->row < 1)
        abort();
    for (size_t i = 0; i < row->n; i++) {
        if (strlen(row->cell[i].text) != row->cell[i].n)
            abort();
        (void)jh_value_number(&row->cell[i], &value, &scale, unit, &notes);
        (void)jh_value_yesno(&row->cell[i], &yes);
    }
    return true;
}

static inline enum jh_status fuzz_read(const void *bytes, size_t size)
{
    const struct jh_row_reader reader = {fuzz_sheet, fuzz_row, NULL};
    struct jh_source_info info;
    struct jh_err err = {0};
    enum jh_status status =
        jh_intake_read(&(struct jh_source){.bytes = bytes, .size = size, .name = "fuzz"},
                       &fuzz_limits, &reader, &info, &err);
    if (status != JH_OK && (!err.id || err.status != status))
        abort(); /* a refusal must say why */
    return status;
}
