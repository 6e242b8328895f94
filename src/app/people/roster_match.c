/* src/app/people/roster_match.c - a roster against the people who are known: who it is, what would
 * change, who is at another school, who does not appear. */
#include "app/people/roster.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct near { /* somebody of the same name and birth */
    int64_t person, org;
    int kind;
    bool has_id, found;
    char id_mark[JH_SEAL_MARK_TEXT];
};

static bool note_near(void *context, const struct jh_person *p)
{
    struct near *n = context;

    if (p->kind != n->kind)
        return true;
    n->person = p->id;
    n->org = p->org;
    n->has_id = *p->id_mark != 0;
    n->found = true;
    snprintf(n->id_mark, sizeof n->id_mark, "%s", p->id_mark);
    return false;
}

/* The value of one cell as it is stored. */
static const char *stored(const struct jh_roster *r, const struct jh_item *item, double value)
{
    struct jh_file_in *f = r->f;
    char text[JH_NUM_TEXT], day[JH_DATE_TEXT];

    switch (item->kind) {
    case JH_WORDS:
        return f->text[(size_t)value];
    case JH_CODE:
        return item->code[(size_t)value].id;
    case JH_YESNO:
        return value != 0 ? "1" : "0";
    case JH_DATE_ITEM:
        jh_date_format(jh_date_from_days((long)value), day);
        return jh_arena_strdup(f->mem, day);
    default:
        jh_num_format(value, text);
        return jh_arena_strdup(f->mem, text);
    }
}

void jh_roster_fields(const struct jh_roster *r, const struct jh_roster_row *p,
                      struct jh_fields *ret)
{
    const struct jh_in_sheet *s = &r->f->sheet[p->row->sheet];

    ret->n = 0;
    for (size_t c = 0; c < s->ncolumn; c++) {
        if (s->column[c].item < 0 || !isfinite(p->row->value[c]))
            continue;
        const struct jh_item *item = &r->f->pack->item[s->column[c].item];
        const char *id = p->teacher ? item->id + 2 : item->id;
        if (strcmp(id, "full_name") != 0)
            jh_fields_put(ret, id, stored(r, item, p->row->value[c]));
    }
    if (*p->id.number)
        jh_fields_put(ret, "id_number", p->id.number);
    if (*p->roll)
        jh_fields_put(ret, "roll_number", p->roll);
}

static enum jh_status find(struct jh_roster *r, struct jh_roster_row *p, bool *ret_found,
                           struct jh_err *reterr)
{
    struct jh_file_in *f = r->f;

    JH_TRY(jh_store_person_by(f->app->store, f->mem, f->county, JH_BY_ID, p->id_mark, &p->before,
                              ret_found, reterr));
    if (!*ret_found)
        JH_TRY(jh_store_person_by(f->app->store, f->mem, f->county, JH_BY_ROLL, p->roll_mark,
                                  &p->before, ret_found, reterr));
    return JH_OK;
}

/* Nobody of this number is known: is there somebody of the same name and birth? */
static enum jh_status find_near(struct jh_roster *r, struct jh_roster_row *p, bool *ret_found,
                                struct jh_err *reterr)
{
    struct jh_file_in *f = r->f;
    struct near near = {.kind = p->teacher ? JH_PERSON_TEACHER : JH_PERSON_PUPIL};

    if (!p->birth)
        return JH_OK;
    JH_TRY(jh_store_people_named(f->app->store, f->county, p->name, p->birth, note_near, &near,
                                 reterr));
    if (!near.found)
        return JH_OK;
    bool same = near.org == (p->row->school >= 0 && f->school[p->row->school].org >= 0
                                 ? f->facts.org[f->school[p->row->school].org].id
                                 : -1) &&
                (!near.has_id || !*p->id_mark);
    if (!same) {
        jh_roster_problem(r, p, JH_GRADE_HINT, "people.near_known", JH_R_NAME, "", "");
        return JH_OK;
    }
    *ret_found = true; /* the number was not known before, or is not in this file */
    return jh_store_person(f->app->store, f->mem, f->county, near.person, &p->before, reterr);
}

static int64_t org_of(const struct jh_roster *r, const struct jh_roster_row *p)
{
    const struct jh_file_in *f = r->f;
    int at = p->row->school >= 0 ? f->school[p->row->school].org : -1;
    return at >= 0 ? f->facts.org[at].id : 0;
}

static const char *school_name(const struct jh_roster *r, int64_t org)
{
    const struct jh_file_in *f = r->f;

    for (size_t i = 0; i < f->nschool; i++)
        if (f->school[i].org >= 0 && f->facts.org[f->school[i].org].id == org)
            return *f->school[i].name ? f->school[i].name : f->school[i].code;
    return "";
}

static const struct jh_in_column *column_of(const struct jh_roster *r,
                                            const struct jh_roster_row *p, const char *id)
{
    const struct jh_in_sheet *s = &r->f->sheet[p->row->sheet];

    for (size_t c = 0; c < s->ncolumn; c++) {
        if (s->column[c].item < 0)
            continue;
        const char *item = r->f->pack->item[s->column[c].item].id;
        if (strcmp(p->teacher ? item + 2 : item, id) == 0)
            return &s->column[c];
    }
    return NULL;
}

static const char *masked(struct jh_file_in *f, const struct jh_item *item, const char *text)
{
    char ret[200];

    if (!text || !*item->privacy || strcmp(item->privacy, "plain") == 0)
        return text;
    if (strcmp(item->privacy, "name") == 0)
        jh_mask_name(text, ret, sizeof ret);
    else
        jh_mask_number(text, ret, sizeof ret);
    return jh_arena_strdup(f->mem, ret);
}

static void list_change(struct jh_roster *r, const struct jh_roster_row *p, const char *id,
                        const char *before, const char *after)
{
    struct jh_file_in *f = r->f;
    const struct jh_in_column *column = column_of(r, p, id);

    f->changes++;
    if (!column || f->nchange == JH_CHANGES_LISTED)
        return;
    if (!f->change)
        f->change = jh_new(f->mem, struct jh_change, JH_CHANGES_LISTED);
    const struct jh_item *item = &f->pack->item[column->item];
    f->change[f->nchange++] = (struct jh_change){.school = p->row->school,
                                                 .stage = -1,
                                                 .item = column->item,
                                                 .before = masked(f, item, before),
                                                 .after = masked(f, item, after),
                                                 .sheet = f->sheet[p->row->sheet].name,
                                                 .row = p->row->row,
                                                 .column = column->column};
}

/* What a row says of somebody who is known: the same, or other values. */
static enum jh_status compare(struct jh_roster *r, struct jh_roster_row *p, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_fields *old = jh_new(&mem, struct jh_fields, 1);
    struct jh_fields *given = jh_new(&mem, struct jh_fields, 1);
    struct jh_file_in *f = r->f;
    bool differs = p->before.org != org_of(r, p) || strcmp(p->before.name, p->name) != 0;

    JH_TRY(jh_fields_open(&r->seal, &mem, f->county, p->before.id, p->before.sealed,
                          p->before.nsealed, old, reterr));
    jh_roster_fields(r, p, given);
    for (size_t i = 0; i < given->n; i++) {
        const char *before = jh_fields_get(old, given->field[i].id);
        if (before && strcmp(before, given->field[i].value) == 0)
            continue;
        differs = true;
        list_change(r, p, given->field[i].id, jh_arena_strdup(f->mem, before),
                    given->field[i].value);
    }
    p->row->outcome = differs ? JH_ROW_CHANGED : JH_ROW_SAME;
    if (p->before.org && p->before.org != org_of(r, p) && p->before.state == JH_PERSON_HERE)
        jh_roster_problem(r, p, JH_GRADE_EXPLAIN, p->teacher ? "people.moved" : "people.elsewhere",
                          JH_R_NAME, school_name(r, p->before.org), "");
    return JH_OK;
}

static enum jh_status match_row(struct jh_roster *r, struct jh_roster_row *p, struct jh_err *reterr)
{
    bool found = false;

    p->row->outcome = JH_ROW_ADDED;
    JH_TRY(find(r, p, &found, reterr));
    if (!found)
        JH_TRY(find_near(r, p, &found, reterr));
    if (!found)
        return JH_OK;
    p->person = p->before.id;
    return compare(r, p, reterr);
}

/* A row that stays out names somebody all the same: he has not failed to appear. */
static enum jh_status note_rejected(struct jh_roster *r, struct jh_roster_row *p,
                                    struct jh_err *reterr)
{
    bool found = false;

    JH_TRY(find(r, p, &found, reterr));
    if (found)
        p->person = p->before.id;
    return JH_OK;
}

/* Pupils of a school whom a roster of their cohort does not name. */
struct absent {
    struct jh_roster *r;
    const int64_t *seen; /* sorted ids of people in the file */
    size_t nseen;
    const struct jh_roster_row *first; /* of the school */
    int school;
    bool cohort[4][200]; /* stages and years of entry (less 1950) in the file */
};

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static bool note_absent(void *context, const struct jh_enrolment *e)
{
    struct absent *a = context;
    struct jh_file_in *f = a->r->f;
    struct jh_person p;
    char text[64], cohort[32];
    enum jh_step stage = jh_stage_of_id(e->stage);

    if (e->entry_year < 1950 || e->entry_year > 2149 || !a->cohort[stage][e->entry_year - 1950] ||
        bsearch(&e->person, a->seen, a->nseen, sizeof *a->seen, by_number))
        return true;
    if (jh_store_person(f->app->store, f->mem, f->county, e->person, &p, NULL) != JH_OK)
        return true;
    jh_mask_name(p.name, text, sizeof text);
    jh_cohort_format(stage, e->entry_year, cohort);
    const struct jh_in_sheet *s = &f->sheet[a->first->row->sheet];
    const struct jh_where where = {s, s->header_row, -1, "", f->school[a->school].name};
    const struct jh_msg_arg args[] = {{"name", text}, {"a", cohort}, {"b", e->class_}};
    jh_import_problem(f, JH_GRADE_HINT, "people.not_in_file", where, args, 3);
    return true;
}

static enum jh_status absent_of(struct jh_roster *r, int school, const int64_t *seen, size_t nseen,
                                struct jh_err *reterr)
{
    struct absent *a = jh_new(r->f->mem, struct absent, 1);
    int at = r->f->school[school].org;

    *a = (struct absent){.r = r, .seen = seen, .nseen = nseen, .school = school};
    for (size_t i = 0; i < r->n; i++) {
        const struct jh_roster_row *p = &r->row[i];
        if (p->row->school != school || p->teacher || p->cohort.entry < 1950 ||
            p->cohort.entry > 2149)
            continue;
        a->first = a->first ? a->first : p;
        a->cohort[p->cohort.stage][p->cohort.entry - 1950] = true;
    }
    if (!a->first || at < 0)
        return JH_OK;
    return jh_store_enrolments(r->f->app->store, r->f->county, 0, r->f->facts.org[at].id,
                               note_absent, a, reterr);
}

static enum jh_status find_absent(struct jh_roster *r, struct jh_err *reterr)
{
    int64_t *seen = jh_new(r->f->mem, int64_t, r->n + 1);
    size_t n = 0;

    for (size_t i = 0; i < r->n; i++)
        if (r->row[i].person)
            seen[n++] = r->row[i].person;
    if (n)
        qsort(seen, n, sizeof *seen, by_number);
    for (size_t i = 0; n && i < r->f->nschool; i++)
        JH_TRY(absent_of(r, (int)i, seen, n, reterr));
    return JH_OK;
}

enum jh_status jh_roster_match(struct jh_roster *r, struct jh_err *reterr)
{
    struct jh_file_in *f = r->f;

    for (size_t i = 0; i < r->n; i++)
        JH_TRY(r->row[i].row->rejected ? note_rejected(r, &r->row[i], reterr)
                                       : match_row(r, &r->row[i], reterr));
    JH_TRY(find_absent(r, reterr));
    for (size_t i = 0; i < r->n; i++) {
        const struct jh_in_row *row = r->row[i].row;
        f->rejected += row->rejected;
        f->added += !row->rejected && row->outcome == JH_ROW_ADDED;
        f->changed += !row->rejected && row->outcome == JH_ROW_CHANGED;
        f->same += !row->rejected && row->outcome == JH_ROW_SAME;
    }
    return JH_OK;
}
