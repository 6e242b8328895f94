/* src/app/facts_inside.h - how facts are held; shared by the files facts*.c. */
#pragma once
#include "app/facts.h"

struct jh_facts_sheet {
    int64_t import;
    int number;
    const char *name;
    const int *item;    /* [n] index in pack.item, -1: not of this pack */
    const int *carried; /* [n] the same, -1 also for what belongs to its year alone */
    const int *column;  /* [n] */
    const int *place;   /* [pack.nitem] column of the item */
    size_t n;
};

struct jh_facts_origin_row { /* one fact row */
    uint32_t sheet;
    int year;
    long row;
};

struct jh_facts_origins {
    const struct jh_facts_sheet *sheet;
    const struct jh_facts_origin_row *origin;
};

/* A fact row as it is kept when rows are laid out on demand. */
struct jh_facts_piece {
    const char *values;
    size_t n;
    uint32_t origin, next; /* number of the next piece of the same row + 1; 0: the last */
};

enum {
    JH_FACTS_ROOMS = 4
}; /* rows laid out at once: the county, a school, its stage, one to spare */

struct jh_facts_room { /* where a row is laid out on demand */
    struct jh_fact_row row;
    const char **texts; /* [pack.nitem] */
    char *text;         /* what they point into */
    size_t used, size;
};

struct jh_facts_reader {
    struct jh_arena *mem;
    const struct jh_pack *pack;
    struct jh_facts_sheet *sheet;
    size_t nsheet, sheet_room, hint;
    struct jh_facts_origin_row *origin; /* [0] is not used */
    size_t norigin, origin_room;
    struct jh_fact_row *row;
    size_t nrow, row_room;
    uint32_t *seat; /* open addressing by (org, year, stage): number of the row + 1; 0: free */
    size_t nseat;   /* a power of two, at least twice nrow */
    const struct jh_org **by_id; /* sorted by id */
    const struct jh_org *org;
    size_t norg;
    const double *nothing; /* [pack.nitem] NaN */
    const bool *number;    /* [pack.nitem] held as a number, no text beside it */
    const bool *roster;    /* [pack.nitem] of the form that tells the type of a school */
    int last_org;
    int64_t last_id;
    bool thin, carry; /* rows are laid out on demand: */
    struct jh_facts_piece *piece;
    size_t npiece, piece_room;
    uint32_t *first, *last;     /* [row_room] number of the row's first and last piece + 1 */
    struct jh_facts_room *room; /* [ROOMS] in turn */
    struct jh_facts_room *now;  /* that texts go to; NULL: to mem */
    size_t turn;
};

/* facts_scan.c: the values of a fact row, a JSON array, over what `row` holds; item[k] is the
 * place of the k-th value, -1: passed over. */
void jh_facts_lay(struct jh_facts_reader *r, struct jh_fact_row *row,
                  const struct jh_facts_sheet *sheet, const int *item, uint32_t source,
                  const char *s, size_t n);
