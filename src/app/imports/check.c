/* src/app/imports/check.c - what needs more than one row: years, known and closed schools,
 * duplicates; then the pack's rules (rules.c). */
#include "app/imports/check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_roster(const struct jh_file_in *f, const struct jh_in_sheet *s)
{
    const struct jh_item *type =
        f->pack->type_item ? jh_pack_item(f->pack, f->pack->type_item) : NULL;
    return type && strcmp(f->pack->form[s->form].id, type->form) == 0;
}

int jh_import_column_of(const struct jh_in_sheet *s, int item)
{
    for (size_t i = 0; i < s->ncolumn; i++)
        if (s->column[i].item == item)
            return (int)i;
    return -1;
}

struct jh_where jh_import_at_row(const struct jh_file_in *f, const struct jh_in_row *row, int key)
{
    const struct jh_in_sheet *s = jh_import_sheet_of(f, row);
    int column = jh_import_column_of(s, key);

    return (struct jh_where){s, row->row, column < 0 ? -1 : s->column[column].column,
                             row->school >= 0 ? f->school[row->school].code : "",
                             row->school >= 0 ? f->school[row->school].name : ""};
}

/* Every sheet needs a school year; the one given from outside and the one in the head must agree.
 */
static void check_years(struct jh_file_in *f)
{
    char told[JH_YEAR_TEXT], given[JH_YEAR_TEXT];

    for (size_t i = 0; i < f->nsheet; i++) {
        struct jh_in_sheet *s = &f->sheet[i];
        struct jh_where where = {s, s->year_row ? s->year_row : s->header_row, s->year_column, "",
                                 ""};
        if (s->form < 0)
            continue;
        if (f->year && s->year && s->year != f->year && s->year_row) {
            jh_school_year_format(s->year, told);
            jh_school_year_format(f->year, given);
            const struct jh_msg_arg args[] = {{"told", told}, {"given", given}};
            where.value = told;
            jh_import_problem(f, JH_GRADE_ERROR, "import.year_mismatch", where, args, 2);
        } else if (!s->year && !f->year) {
            where.column = -1;
            jh_import_problem(f, JH_GRADE_ERROR, "import.year_unknown", where, NULL, 0);
        } else {
            s->year = s->year && s->year_row ? s->year : f->year ? f->year : s->year;
            continue;
        }
        for (size_t r = 0; r < f->nrow; r++)
            if (f->row[r].sheet == (int)i)
                f->row[r].rejected = true;
    }
}

/* Rosters in this file make schools known and tell names and closings. */
static void learn_roster(struct jh_file_in *f)
{
    const struct jh_item *name = jh_pack_item(f->pack, "name");
    const struct jh_item *closed = jh_pack_item(f->pack, "closed");

    for (size_t r = 0; r < f->nrow; r++) {
        struct jh_in_row *row = &f->row[r];
        struct jh_in_sheet *s = jh_import_sheet_of(f, row);
        if (row->school < 0 || !is_roster(f, s))
            continue;
        struct jh_in_school *school = &f->school[row->school];
        int n = name ? jh_import_column_of(s, (int)(name - f->pack->item)) : -1;
        int c = closed ? jh_import_column_of(s, (int)(closed - f->pack->item)) : -1;
        school->known = true;
        if (n >= 0 && isfinite(jh_in_value(row, (size_t)n)))
            school->name = f->text[(size_t)jh_in_value(row, (size_t)n)];
        else if (*row->name)
            school->name = row->name;
        if (c >= 0 && isfinite(jh_in_value(row, (size_t)c)))
            school->closed = jh_date_from_days((long)jh_in_value(row, (size_t)c));
    }
}

static void check_school(struct jh_file_in *f, struct jh_in_row *row)
{
    struct jh_in_school *school = &f->school[row->school];
    struct jh_where where = jh_import_at_row(f, row, JH_COL_CODE);
    struct jh_in_sheet *s = jh_import_sheet_of(f, row);
    char day[JH_DATE_TEXT];

    if (!school->known) {
        int other = *row->name ? jh_import_school_by_name(f, row->name) : -1;
        const char *near = other < 0 ? jh_import_near_school(f, school->code, row->name) : "";
        const struct jh_msg_arg args[] = {{"name", row->name},
                                          {"other", other >= 0 ? f->school[other].code : ""},
                                          {"near", near}};
        where.school = row->name;
        jh_import_problem(f, JH_GRADE_ERROR,
                          other >= 0 ? "import.code_of_other" : "import.unknown_school", where,
                          args, 3);
        row->rejected = true;
        return;
    }
    if (jh_date_valid(school->closed) &&
        jh_date_compare(school->closed, jh_school_year_start(s->year)) < 0) {
        jh_date_format(school->closed, day);
        const struct jh_msg_arg args[] = {{"name", school->name}, {"date", day}};
        jh_import_problem(f, JH_GRADE_ERROR, "import.closed_school", where, args, 2);
        row->rejected = true;
    } else if (*row->name && *school->name && strcmp(row->name, school->name) != 0) {
        const struct jh_msg_arg args[] = {{"name", row->name}, {"known", school->name}};
        where.column = -1;
        where.value = row->name;
        jh_import_problem(f, JH_GRADE_HINT, "import.name_differs", where, args, 2);
    }
}

static void check_schools(struct jh_file_in *f)
{
    for (size_t r = 0; r < f->nrow; r++) {
        struct jh_in_row *row = &f->row[r];
        if (row->school >= 0 && !row->rejected && !is_roster(f, jh_import_sheet_of(f, row)))
            check_school(f, row);
    }
}

/* A school that only this file's roster tells of, on a line that is rejected, is not known. */
static void check_new_schools(struct jh_file_in *f)
{
    bool *listed = jh_new(f->mem, bool, f->nschool + 1);

    for (size_t i = 0; i < f->nschool; i++)
        listed[i] = f->school[i].committed;
    for (size_t r = 0; r < f->nrow; r++)
        if (f->row[r].school >= 0 && !f->row[r].rejected &&
            is_roster(f, jh_import_sheet_of(f, &f->row[r])))
            listed[f->row[r].school] = true;
    for (size_t r = 0; r < f->nrow; r++) {
        struct jh_in_row *row = &f->row[r];
        if (row->school < 0 || row->rejected || listed[row->school])
            continue;
        const struct jh_msg_arg args[] = {{"name", f->school[row->school].name}, {"near", ""}};
        jh_import_problem(f, JH_GRADE_ERROR, "import.unknown_school",
                          jh_import_at_row(f, row, JH_COL_CODE), args, 2);
        row->rejected = true;
    }
}

static int compare_order(const void *a, const void *b)
{
    const struct jh_in_order *x = a, *y = b;
    if (x->year != y->year)
        return x->year < y->year ? -1 : 1;
    if (x->school != y->school)
        return x->school < y->school ? -1 : 1;
    if (x->stage != y->stage)
        return x->stage < y->stage ? -1 : 1;
    if (x->form != y->form)
        return x->form < y->form ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static struct jh_in_order *ordered(struct jh_file_in *f, size_t *ret_n)
{
    struct jh_in_order *list = jh_new(f->mem, struct jh_in_order, f->nrow + 1);
    size_t n = 0;
    bool sorted = true;

    for (size_t r = 0; r < f->nrow; r++) {
        const struct jh_in_row *row = &f->row[r];
        const struct jh_in_sheet *s = jh_import_sheet_of(f, row);
        bool stageless = f->pack->form[s->form].key == JH_KEY_UNIT && row->stage < 0;
        if ((!row->county && row->school < 0) || stageless)
            continue; /* told already; its figures would be taken for those of the whole school */
        list[n] =
            (struct jh_in_order){s->year, row->county ? -1 : row->school, row->stage, s->form, r};
        sorted = sorted && (n == 0 || compare_order(&list[n - 1], &list[n]) <= 0);
        n++;
    }
    if (!sorted)
        qsort(list, n, sizeof *list, compare_order);
    *ret_n = n;
    return list;
}

static void tell_duplicate(struct jh_file_in *f, struct jh_in_row *row,
                           const struct jh_in_row *other)
{
    char line[24];

    snprintf(line, sizeof line, "%ld", other->row);
    const struct jh_msg_arg args[] = {{"other", line},
                                      {"sheet", jh_import_sheet_of(f, other)->name}};
    jh_import_problem(f, JH_GRADE_ERROR, "import.duplicate_row",
                      jh_import_at_row(f, row, JH_COL_CODE), args, 2);
    row->rejected = true;
}

static void check_duplicates(struct jh_file_in *f, const struct jh_in_order *list, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const struct jh_in_order *a = &list[i - 1], *b = &list[i];
        if (a->school < 0 || a->year != b->year || a->school != b->school || a->stage != b->stage ||
            a->form != b->form)
            continue;
        if (i < 2 || list[i - 2].school != a->school || list[i - 2].stage != a->stage ||
            list[i - 2].form != a->form || list[i - 2].year != a->year)
            tell_duplicate(f, &f->row[a->row], &f->row[b->row]);
        tell_duplicate(f, &f->row[b->row], &f->row[a->row]);
    }
}

const struct jh_fact_row *jh_import_before(const struct jh_file_in *f, int school, int year,
                                           int stage)
{
    int org = school < 0 ? f->facts.county : f->school[school].org;
    const struct jh_fact_row *row = jh_facts_row(&f->facts, org, year, stage);

    if (row || stage >= 0 || school < 0 || org < 0)
        return row;
    for (size_t y = f->facts.nyear; y-- > 0 && !row;) /* the newest roster before the year */
        if (f->facts.year[y] < year)
            row = jh_facts_row(&f->facts, org, f->facts.year[y], -1);
    return row;
}

bool jh_import_has(const struct jh_file_in *f, const struct jh_fact_row *row, int item, int year)
{
    struct jh_fact_origin origin;
    return row && jh_facts_origin(&f->facts, row, item, &origin) && origin.year == year;
}

enum jh_status jh_import_check_rows(struct jh_file_in *f, struct jh_err *reterr)
{
    size_t n;

    if (!f->pack)
        return JH_OK;
    check_years(f);
    learn_roster(f);
    check_schools(f);
    struct jh_in_order *list = ordered(f, &n);
    check_duplicates(f, list, n);
    JH_TRY(jh_import_run_rules(f, list, n, reterr));
    check_new_schools(f);
    return JH_OK;
}
