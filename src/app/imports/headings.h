/* src/app/imports/headings.h - which headings mean what: names, synonyms, remembered and chosen
 * ones. Inside src/app/imports only. */
#pragma once
#include "app/imports/inside.h"

enum { JH_HEADING_KEY = 200 };

struct jh_known_heading {
    const char *key; /* as jh_heading_key makes it */
    int form;        /* index in pack.form; -1: a key column, of every form */
    int item;        /* index in pack.item, or JH_COL_CODE ... */
    const char *how;
};

/* All headings of a pack and those remembered for the county, sorted by key. */
void jh_import_known_headings(struct jh_file_in *f, const struct jh_pack *pack,
                              struct jh_known_heading **ret, size_t *ret_n);
/* The pack whose forms a file may be: that of its first sheet, the one asked for, the first that
 * has forms of its own; NULL. */
const struct jh_pack *jh_import_pack(const struct jh_file_in *f);
/* What a heading means in a form: JH_COL_NONE when nothing. */
int jh_import_meaning(const struct jh_known_heading *known, size_t n, int form, const char *key,
                      const char **ret_how);
/* The same in two steps: where a key stands among the known (form has no part in it), then what it
 * means in a form. */
size_t jh_import_known_at(const struct jh_known_heading *known, size_t n, const char *key);
int jh_import_meaning_at(const struct jh_known_heading *known, size_t n, size_t at, int form,
                         const char *key, const char **ret_how);
/* County ("清河县 990101") and school year told by a line above the headings. */
void jh_import_head_block(struct jh_file_in *f, struct jh_in_sheet *s, const char *text, long row,
                          int column);
/* The user's own mapping of a sheet laid over what was recognised. */
void jh_import_apply_mapping(struct jh_file_in *f, struct jh_in_sheet *s);
/* "C" for 2; the inverse gives -1 for what is no column. */
void jh_column_letters(int column, char ret[8]);
int jh_column_number(const char *letters);
