/* src/pack/register.h - a register: a ledger with a flow, as data. One JSON file says who keeps it,
 * its fields, its states and moves, its rules and what is counted from it; grid, form, import,
 * list, history and due list follow from that alone. docs/internals/registers.md has every key.
 *
 * A register is read into a pack of one form (key JH_KEY_RECORD), so that whatever works on forms
 * (templates, imports, rules) works on its records. */
#pragma once
#include "pack/pack.h"

enum {
    JH_REGISTERS_MOST = 200, /* of a county, with those of the packs */
    JH_STATES_MOST = 16,
    JH_MOVES_MOST = 40,
    JH_COUNTS_MOST = 40
};

/* Whose record it is: every record belongs to one of these, by its code. */
enum jh_subject { JH_SUBJECT_SCHOOL, JH_SUBJECT_GROUP, JH_SUBJECT_COUNTY };

/* How often one is expected of each subject. A term: September to January, February to August. */
enum jh_period { JH_PERIOD_NONE, JH_PERIOD_MONTH, JH_PERIOD_TERM, JH_PERIOD_YEAR };

/* What a state means to counts and due lists. */
enum jh_state_kind {
    JH_STATE_OPEN,    /* its keeper works on it; fields may be changed */
    JH_STATE_WAITING, /* somebody else has to decide */
    JH_STATE_GOING,   /* under way: it counts, and goes on */
    JH_STATE_DONE,
    JH_STATE_DROPPED /* taken back or refused for good: it never counts */
};

struct jh_state {
    const char *id;
    struct jh_text name;
    enum jh_state_kind kind;
};

/* What a field's text means beyond its kind. */
enum jh_refers {
    JH_REFERS_NOTHING,
    JH_REFERS_SCHOOL, /* code of a school; users may write its name */
    JH_REFERS_GROUP,
    JH_REFERS_PERSON, /* number of a person */
    JH_REFERS_FILE,   /* evidence: hashes of stored files, with spaces */
    JH_REFERS_RECORD  /* REGISTER/NUMBER of another record */
};

struct jh_field { /* what an item of a register has beside struct jh_item */
    enum jh_refers refers;
    const char *refers_to;        /* RECORD: id of the register; "" any */
    int lines;                    /* of the box for words; 1 */
    bool filter;                  /* the list can be narrowed by it */
    bool retired;                 /* no longer asked; old records keep it */
    const struct jh_expr *value;  /* computed, never entered; NULL */
    const struct jh_expr *needed; /* must be given where this is true; NULL: see item.required */
    const char *value_text, *needed_text;
};

struct jh_move {
    const char *id;
    struct jh_text name;
    unsigned from;     /* bit i: from state i */
    int to;            /* index of the state */
    bool approves;     /* done by who approves, else by who fills */
    bool wants_note;   /* a word why */
    bool wants_fields; /* all that is needed is there, and no rule of grade error is broken */
};

/* A number over records of one subject and period (or of many): formula with aggregates. */
struct jh_count {
    const char *id, *unit;
    struct jh_text name;
    const struct jh_expr *amount, *per; /* per NULL: none */
    const char *amount_text, *per_text;
    double scale;
    int decimals;
    const char *mark, *source;
};

struct jh_register {
    const struct jh_pack *pack; /* id, version, titles; one form; items, codes, checks, slots */
    const char *home;           /* the pack it came with; "": made on a page */
    const char *area;           /* group of the menu: research, safety, families ... */
    const char *source;         /* what asks for it */
    const char *definition;     /* the file it was read from */
    enum jh_subject subject;
    enum jh_period period;
    int due_days; /* after the end of the period */
    int least;    /* records that each subject owes in a period; 0: none */
    bool sealed;  /* every reading of a record is logged with its purpose */

    const char *const *fill, *const *approve, *const *read; /* roles, columns of data/rights.csv */
    size_t nfill, napprove, nread;

    const struct jh_state *state; /* the first is that of a new record */
    size_t nstate;
    const struct jh_move *move;
    size_t nmove;
    const struct jh_field *field; /* [pack->nitem] */
    int day_item;                 /* the day of the record; -1: the day it was entered */
    int name_item;                /* how a record is called */
    const struct jh_count *count;
    size_t ncount;
};

/* Read one definition. `home` gives stages, headings of keys and the pattern of codes (a pack of
 * kind registers). Every fault is listed with its place ("fields[3].kind"); with one, the register
 * is not to be used: *ret is NULL. `file` is how faults call it. O(size). */
void jh_register_read(struct jh_arena *mem, const struct jh_pack *home, const char *file,
                      const char *bytes, size_t n, const struct jh_register **ret,
                      const struct jh_pack_fault **ret_fault, size_t *ret_nfault);

/* May `next` take the place of `old`? What was recorded must stay readable and count as it did:
 * every field, code, state and count stays under its id (a field may be retired), no field changes
 * its kind or unit, no state its kind, and no formula of a count. Faults as above, of `next`. */
void jh_register_follows(struct jh_arena *mem, const struct jh_register *old,
                         const struct jh_register *next, const struct jh_pack_fault **ret_fault,
                         size_t *ret_nfault);

const struct jh_register *jh_register_find(const struct jh_pack_set *set, const char *id);
int jh_register_state(const struct jh_register *r, const char *id); /* index or -1 */
const struct jh_move *jh_register_move(const struct jh_register *r, const char *id);
