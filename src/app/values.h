/* src/app/values.h - one value of an item, as forms and registers keep it: as JSON, as it was
 * typed, as people read it. */
#pragma once
#include "app/app.h"

struct jh_value { /* value and text as in facts.h */
    double value;
    const char *text;
    bool some; /* false: nothing was given */
};

/* null, a number in the stored unit, the id of a code, an ISO day, words. */
void jh_value_json(struct jh_json *j, const char *key, const struct jh_item *item,
                   struct jh_value v);
const char *jh_value_json_text(struct jh_arena *mem, const struct jh_item *item, struct jh_value v);
/* From such JSON; what does not fit the item (a code that is no more) is nothing. */
struct jh_value jh_value_parse(struct jh_arena *mem, const struct jh_item *item, const char *json);
struct json_t;
struct jh_value jh_value_of_json(struct jh_arena *mem, const struct jh_item *item,
                                 const struct json_t *json);
const char *jh_value_shown(const struct jh_app *app, struct jh_arena *mem,
                           const struct jh_item *item, struct jh_value v);
bool jh_value_same(const struct jh_item *item, struct jh_value a, struct jh_value b);

/* As typed, read as a cell of an imported workbook is: units, full-width digits and synonyms mean
 * the same. stage: index in pack.stage, -1. False: *ret_fault says what is wrong and the way out.
 */
bool jh_value_read(const struct jh_app *app, struct jh_arena *mem, const struct jh_pack *pack,
                   const struct jh_item *item, int stage, const char *text, struct jh_value *ret,
                   const char **ret_fault);
