/* src/app/demo/dirty.h - faults to plant in the demo's forms. Inside src/app/demo only. */
#pragma once
#include "app/demo/model.h"

enum demo_change {
    DEMO_TEXT,    /* these words are written */
    DEMO_NUMBER,  /* this number, in the form's unit */
    DEMO_ADD,     /* the number is added */
    DEMO_ABOVE,   /* the item named by `text` plus the number */
    DEMO_TIMES,   /* the number as a factor */
    DEMO_BLANK,   /* nothing */
    DEMO_WIDE,    /* full-width digits */
    DEMO_GROUPED, /* thousands separators */
    DEMO_QUOTED,  /* a leading apostrophe */
    DEMO_UNITED,  /* `text` behind the number */
    DEMO_TWICE,   /* the line becomes a copy of another one; both are told */
    DEMO_CLOSED   /* the line becomes one of a school that has closed */
};

struct demo_plant {
    const char *item;  /* the cell that is changed: an item, or "code", "name", "stage" */
    const char *stage; /* of the line; NULL: primary or junior, or a form without stages */
    const char *needs; /* an item that must have a value in the line; NULL none */
    enum demo_change change;
    const char *text;
    double number;
    const char *rule; /* what the importer says of it */
    const char *at;   /* the item whose cell it names; NULL: `item` */
    const char *description;
    const char *also, *also_at; /* a consequence told beside it; NULL none */
    const char *name;           /* the name of the school is changed to this too; NULL: not */
};

struct demo_faulty { /* one workbook */
    const char *file, *form;
    const struct demo_plant *plant;
    size_t n;
};

/* faults.c */
const struct demo_faulty *demo_faulty(size_t *ret_n);

/* text_copies.c: the teachers of the county as text tables, right in every value. */
JH_NODISCARD enum jh_status demo_text_copies(const struct demo_writer *w, const char *folder,
                                             struct jh_err *reterr);
