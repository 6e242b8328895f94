/* src/app/facts.h - what is known of a county's schools: the overlay of all fact rows, as a table
 * (school, school year, stage) x item, each value with the cell it came from. The later commit wins
 * value by value; a blank says nothing.
 *
 * How a value stands in a fact row (store.h) and what it becomes here:
 *   number, integer  JSON number                          value
 *   yesno            1 or 0 (true and false are read too) value 1 or 0
 *   code             the id of the code as a string       value: index in item.code, and text
 *   words            string                               text
 *   date             "2015-09-01"                         value: days since 1970-01-01, and text */
#pragma once
#include "app/app.h"

struct jh_fact_row {
    int org, year, stage; /* index in facts.org; school year; index in pack.stage, -1: none */
    double *value;        /* [pack.nitem] NaN: missing */
    const char **text;    /* [pack.nitem] NULL: no text; the array itself is NULL when all are */
    uint32_t *source;     /* [pack.nitem] 0: no value, else number of the origin, see below */
};

/* As source: the value was put together from several rows (balance/todays_map.h). */
#define JH_FACT_TOGETHER UINT32_MAX

struct jh_fact_origin { /* the cell a value was read from */
    int64_t import;
    int sheet;
    const char *sheet_name;
    long row;   /* 1-based, as the user sees it; of the school's line (layout list: of the sheet) */
    int column; /* 0-based; with layout list the 0-based row of the item */
    int year;   /* school year of the fact: earlier than asked when it was carried forward */
};

struct jh_facts {
    const struct jh_pack *pack;
    const struct jh_org *org; /* sorted by code */
    size_t norg;
    int county;      /* index of the county's own org, -1: it has no facts */
    const int *year; /* ascending: years with facts of their own */
    size_t nyear;
    struct jh_fact_row **grid;    /* see jh_facts_row() */
    struct jh_facts_reader *thin; /* NULL, or what lays rows out on demand */
    const struct jh_facts_origins *origins;
};

struct jh_facts_in {
    const char *county;
    int from, to; /* school years; 0, 0: all */
    int64_t also; /* an import that is being checked; 0: none */
    bool carry;   /* attributes of the roster (the form that holds pack.type_item) go on into later
                     years until they are given anew; every other fact belongs to its year alone */
    bool thin; /* keep the rows as they are stored, a tenth of the memory: jh_facts_row() lays one
                  out, and it lives until three others have been asked for */
};

/* Read all facts of the county once. Items and stages that the pack does not know are passed over.
 * Everything lives in `mem`. About 1 microsecond a fact row and 15 ns a value. */
JH_NODISCARD enum jh_status jh_facts_load(struct jh_store *store, struct jh_arena *mem,
                                          const struct jh_pack *pack, const struct jh_facts_in *in,
                                          struct jh_facts *ret, struct jh_err *reterr);

/* The row of a school (-1 as stage: as a whole), or NULL when nothing is known. */
const struct jh_fact_row *jh_facts_row(const struct jh_facts *f, int org, int year, int stage);
/* Rows of one's own: before the first is put, jh_facts_own() copies the table (not the rows). Not
 * for facts that were read thin. */
void jh_facts_own(struct jh_facts *f, struct jh_arena *mem);
void jh_facts_put(struct jh_facts *f, int org, int year, int stage, struct jh_fact_row *row);
int jh_facts_org(const struct jh_facts *f, const char *code); /* index or -1 */
int jh_facts_item(const struct jh_facts *f, const char *id);  /* index in pack.item or -1 */

/* Where the value of `item` in `row` came from; false when it has none. */
bool jh_facts_origin(const struct jh_facts *f, const struct jh_fact_row *row, int item,
                     struct jh_fact_origin *ret);
