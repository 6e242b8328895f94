/* src/output/field.h - a field of a table as text. Inside output/ only. */
#pragma once
#include "output/table.h"

enum { JH_FIELD_TEXT = 64 };

/* The field as people read it: its text, or the number with the column's decimals (-1: all that it
 * has) and, when `grouped`, a comma every three digits. Lives in `room` or in the field. */
const char *jh_field_text(const struct jh_column *c, const struct jh_field *f, bool grouped,
                          char room[JH_FIELD_TEXT]);
bool jh_field_number(const struct jh_column *c, const struct jh_field *f); /* a number is there */
double jh_column_sum(const struct jh_table *t, size_t column); /* missing ones are left out */
bool jh_table_totals(const struct jh_table *t);                /* any control total? */
/* Display width of the widest field of a column, in Latin characters, without the heading. */
double jh_column_display(const struct jh_table *t, size_t column);
