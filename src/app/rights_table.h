/* src/app/rights_table.h - data/rights.csv as a struct. Inside src/app/rights*.c only. */
#pragma once
#include "app/rights.h"

enum { JH_ROLES_MOST = 40 };

struct jh_right {
    const char *id; /* "balance.read", "field.name", "role" */
    bool field;     /* cells are views, not reaches */
    bool two_person, second_factor;
    unsigned char cell[JH_ROLES_MOST];    /* enum jh_reach, or the view inside the grant's reach */
    unsigned char outside[JH_ROLES_MOST]; /* fields: the view of anybody else */
};

struct jh_rights {
    const char *role[JH_ROLES_MOST];
    size_t nrole;
    struct jh_right *right; /* [n], in the order of the file */
    size_t n;
};

/* Every fault is a line "rights.csv:LINE COLUMN: TEXT" in `faults`; false when there is one. */
bool jh_rights_parse(struct jh_arena *mem, const char *bytes, size_t n, struct jh_rights *ret,
                     struct jh_buf *faults);
const struct jh_rights *jh_rights(void); /* the built-in table, parsed once */
const struct jh_right *jh_right_find(const struct jh_rights *t, const char *id); /* or NULL */
int jh_role_index(const struct jh_rights *t, const char *role);                  /* or -1 */
