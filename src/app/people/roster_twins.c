/* src/app/people/roster_twins.c - the same person twice in a file, or two who are nearly the same.
 */
#include "app/people/roster.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_id(const void *a, const void *b)
{
    const struct jh_roster_row *x = *(struct jh_roster_row *const *)a;
    const struct jh_roster_row *y = *(struct jh_roster_row *const *)b;
    int order = strcmp(x->id.number, y->id.number);
    return order ? order : x->row->row < y->row->row ? -1 : x->row->row > y->row->row;
}

static int by_roll(const void *a, const void *b)
{
    const struct jh_roster_row *x = *(struct jh_roster_row *const *)a;
    const struct jh_roster_row *y = *(struct jh_roster_row *const *)b;
    int order = strcmp(x->roll, y->roll);
    return order ? order : x->row->row < y->row->row ? -1 : x->row->row > y->row->row;
}

static int by_name(const void *a, const void *b)
{
    const struct jh_roster_row *x = *(struct jh_roster_row *const *)a;
    const struct jh_roster_row *y = *(struct jh_roster_row *const *)b;
    int order = strcmp(x->name, y->name);
    return order ? order : x->row->row < y->row->row ? -1 : x->row->row > y->row->row;
}

static void tell(struct jh_roster *r, struct jh_roster_row *p, const struct jh_roster_row *other,
                 enum jh_grade grade, const char *rule, enum jh_roster_field field)
{
    const struct jh_in_sheet *s = &r->f->sheet[other->row->sheet];
    char line[24];

    snprintf(line, sizeof line, "%ld", other->row->row);
    jh_roster_problem(r, p, grade, rule, field, line, s->name);
}

/* Pupils of two schools at the same time are a question, not a mistake of this file: the later row
 * is kept out until it is answered. */
static void same_number(struct jh_roster *r, struct jh_roster_row *a, struct jh_roster_row *b,
                        const char *rule, enum jh_roster_field field)
{
    if (a->teacher != b->teacher)
        return; /* a teacher may be anybody's namesake in number: somebody who is both */
    if (a->row->school != b->row->school && a->row->school >= 0 && b->row->school >= 0) {
        tell(r, a, b, JH_GRADE_EXPLAIN, "people.two_schools", field);
        tell(r, b, a, JH_GRADE_EXPLAIN, "people.two_schools", field);
        b->row->rejected = true;
        return;
    }
    tell(r, a, b, JH_GRADE_ERROR, rule, field);
    tell(r, b, a, JH_GRADE_ERROR, rule, field);
}

/* Same name: the same birth under two numbers, or two numbers a slip of the hand apart. */
static void same_name(struct jh_roster *r, struct jh_roster_row *a, struct jh_roster_row *b)
{
    if (a->teacher != b->teacher || (*a->id.number && strcmp(a->id.number, b->id.number) == 0))
        return;
    if (*a->id.number && *b->id.number && jh_idno_near(a->id.number, b->id.number))
        tell(r, b, a, JH_GRADE_EXPLAIN, "people.near_number", JH_R_ID);
    else if (a->birth && a->birth == b->birth)
        tell(r, b, a, JH_GRADE_HINT, "people.near_name", JH_R_NAME);
}

void jh_roster_twins(struct jh_roster *r)
{
    enum { NAMESAKES = 60 };
    struct jh_roster_row **list = jh_new(r->f->mem, struct jh_roster_row *, r->n + 1);

    for (size_t i = 0; i < r->n; i++)
        list[i] = &r->row[i];
    if (r->n < 2)
        return;
    qsort(list, r->n, sizeof *list, by_id);
    for (size_t i = 1; i < r->n; i++)
        if (*list[i]->id.number && strcmp(list[i]->id.number, list[i - 1]->id.number) == 0)
            same_number(r, list[i - 1], list[i], "people.duplicate_id", JH_R_ID);
    qsort(list, r->n, sizeof *list, by_roll);
    for (size_t i = 1; i < r->n; i++)
        if (*list[i]->roll && strcmp(list[i]->roll, list[i - 1]->roll) == 0 &&
            strcmp(list[i]->id.number, list[i - 1]->id.number) != 0)
            same_number(r, list[i - 1], list[i], "people.duplicate_roll", JH_R_ROLL);
    qsort(list, r->n, sizeof *list, by_name);
    for (size_t i = 0; i < r->n; i++)
        for (size_t k = i + 1; k < r->n && k < i + NAMESAKES && *list[i]->name &&
                               strcmp(list[k]->name, list[i]->name) == 0;
             k++)
            same_name(r, list[i], list[k]);
}
