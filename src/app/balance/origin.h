/* src/app/balance/origin.h - a value's cell in the user's own file: name, sheet, address, heading
 * and what was typed there. Files are read back once an explanation, only when they are needed. */
#pragma once
#include "app/balance/work.h"

struct jh_origins { /* zeroed, with app, mem and county set */
    const struct jh_app *app;
    struct jh_arena *mem;
    const char *county;
    const struct jh_facts *facts;
    struct jh_origin_want *want;
    size_t nwant, room;
};

/* Ask for the cell behind `item` in `row`; its number for jh_origins_put, or -1 when the value came
 * from nowhere. */
long jh_origins_want(struct jh_origins *o, const struct jh_fact_row *row, int item);
/* Read the files of all that was asked. A file that cannot be read leaves `entered` out. */
JH_NODISCARD enum jh_status jh_origins_read(struct jh_origins *o, struct jh_err *reterr);
/* The Source of api/openapi.yaml, or null for -1. */
void jh_origins_put(struct jh_json *j, const char *key, const struct jh_origins *o, long number);
