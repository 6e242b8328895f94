/* src/app/people/roster_check.c - the checks of a roster in their order: schools, rows, twins, who
 * is known. */
#include "app/people/roster.h"
#include <stdio.h>
#include <string.h>

static const struct jh_pack *dictionary(const struct jh_app *app)
{
    for (size_t i = 0; i < app->packs->n; i++) {
        const struct jh_pack *p = &app->packs->pack[i];
        if (p->kind == JH_PACK_DICTIONARY && p->type_item && *p->type_item)
            return p;
    }
    return NULL;
}

/* County and code of the first school that some county has. */
static enum jh_status county_of_school(struct jh_file_in *f, const struct jh_county *county,
                                       size_t n, struct jh_err *reterr)
{
    for (size_t c = 0; c < n && !f->county; c++) {
        struct jh_org *org;
        size_t norg;
        JH_TRY(jh_store_orgs(f->app->store, f->mem, county[c].id, &org, &norg, reterr));
        for (size_t s = 0; s < f->nschool && s < 20 && !f->county; s++)
            for (size_t i = 0; i < norg && !f->county; i++)
                if (strcmp(org[i].code, f->school[s].code) == 0) {
                    f->county = county[c].id;
                    f->county_name = county[c].name;
                }
    }
    return JH_OK;
}

enum jh_status jh_roster_county(struct jh_file_in *f, struct jh_err *reterr)
{
    struct jh_county *county;
    size_t n;

    if (f->county)
        return JH_OK;
    JH_TRY(jh_store_counties(f->app->store, f->mem, &county, &n, reterr));
    return county_of_school(f, county, n, reterr);
}

/* Name and closing date of every school, as the newest roster of schools tells. */
static void learn_school(struct jh_file_in *f, int org)
{
    int name = jh_facts_item(&f->facts, "name"), closed = jh_facts_item(&f->facts, "closed");
    int type = jh_facts_item(&f->facts, f->facts.pack->type_item);
    const struct jh_org *o = &f->facts.org[org];
    int at = jh_import_school(f, o->code, strlen(o->code));
    struct jh_in_school *s = &f->school[at];

    s->org = org;
    for (size_t y = f->facts.nyear; y-- > 0 && !s->known;) {
        const struct jh_fact_row *row = jh_facts_row(&f->facts, org, f->facts.year[y], -1);
        if (!row || !((name >= 0 && row->source[name]) || (type >= 0 && row->source[type])))
            continue;
        s->known = s->committed = true;
        if (name >= 0 && row->text && row->text[name])
            s->name = jh_arena_strdup(f->mem, row->text[name]);
        if (closed >= 0 && isfinite(row->value[closed]))
            s->closed = jh_date_from_days((long)row->value[closed]);
    }
}

/* The schools of the county. The newest year alone is asked first: it names nearly always all of
 * them, and reading five years for a file of one school would take longer than the file. */
static enum jh_status known_schools(struct jh_file_in *f, struct jh_err *reterr)
{
    const struct jh_pack *pack = dictionary(f->app);
    struct jh_facts_in in = {.county = f->county, .carry = true, .thin = true};
    size_t nyear, named;
    int *year;

    JH_TRY(jh_store_version(f->app->store, f->county, &f->basis, reterr));
    JH_TRY(jh_store_years(f->app->store, f->mem, f->county, &year, &nyear, reterr));
    f->have_facts = true;
    if (!pack)
        return JH_OK;
    for (int turn = 0; turn < 2; turn++) {
        size_t given = f->nschool;
        in.from = in.to = turn == 0 && nyear ? year[nyear - 1] : 0;
        JH_TRY(jh_facts_load(f->app->store, f->mem, pack, &in, &f->facts, reterr));
        for (size_t i = 0; i < f->facts.norg; i++)
            if (*f->facts.org[i].code)
                learn_school(f, (int)i);
        named = 0;
        for (size_t i = 0; i < given; i++)
            named += f->school[i].known;
        if (named == given)
            break;
    }
    return JH_OK;
}

/* The first two digits tell the kind of school: packs/cn-people-rosters/SOURCES.md. */
static bool code_kind(const char *code)
{
    static const char known[] = "11 21 22 31 32 33 34 35 36 37 41 42 51 91 92 93";
    for (const char *k = known; *k; k += k[2] ? 3 : 2)
        if (memcmp(k, code, 2) == 0)
            return true;
    return false;
}

static void check_school(struct jh_roster *r, struct jh_roster_row *p)
{
    struct jh_file_in *f = r->f;
    struct jh_in_school *school;
    struct jh_where where = jh_roster_where(r, p, JH_R_NAME);
    const struct jh_in_sheet *s = where.sheet;
    char day[JH_DATE_TEXT];

    if (p->row->school < 0)
        return;
    school = &f->school[p->row->school];
    for (size_t c = 0; c < s->ncolumn; c++)
        if (s->column[c].item == JH_COL_CODE)
            where.column = s->column[c].column;
    where.value = school->code;
    where.school = school->name;
    if (!school->known) {
        const struct jh_msg_arg args[] = {
            {"name", p->row->name},
            {"other", ""},
            {"near", jh_import_near_school(f, school->code, p->row->name)}};
        where.school = p->row->name;
        jh_import_problem(f, JH_GRADE_ERROR,
                          code_kind(school->code) ? "import.unknown_school" : "people.school_kind",
                          where, args, 3);
        p->row->rejected = true;
    } else if (jh_date_valid(school->closed) &&
               jh_date_compare(school->closed, jh_school_year_start(s->year)) < 0) {
        jh_date_format(school->closed, day);
        const struct jh_msg_arg args[] = {{"name", school->name}, {"date", day}};
        jh_import_problem(f, JH_GRADE_ERROR, "import.closed_school", where, args, 2);
        p->row->rejected = true;
    }
}

/* Classes of more pupils than any room holds. */
static int by_class(const void *a, const void *b)
{
    const struct jh_roster_row *x = *(struct jh_roster_row *const *)a;
    const struct jh_roster_row *y = *(struct jh_roster_row *const *)b;
    if (x->row->school != y->row->school)
        return x->row->school < y->row->school ? -1 : 1;
    if (x->grade != y->grade)
        return x->grade < y->grade ? -1 : 1;
    int order = strcmp(x->class_, y->class_);
    return order ? order : x->row->row < y->row->row ? -1 : x->row->row > y->row->row;
}

static bool one_class(const struct jh_roster_row *a, const struct jh_roster_row *b)
{
    return a->row->school == b->row->school && a->grade == b->grade &&
           strcmp(a->class_, b->class_) == 0;
}

static void check_classes(struct jh_roster *r)
{
    enum { LARGEST = 80 };
    struct jh_roster_row **list = jh_new(r->f->mem, struct jh_roster_row *, r->n + 1);
    size_t n = 0;
    char size[24];

    for (size_t i = 0; i < r->n; i++)
        if (!r->row[i].teacher && *r->row[i].class_ && r->row[i].grade)
            list[n++] = &r->row[i];
    if (n)
        qsort(list, n, sizeof *list, by_class);
    for (size_t i = 0, from = 0; i < n; i++) {
        if (i + 1 < n && one_class(list[i], list[i + 1]))
            continue;
        snprintf(size, sizeof size, "%zu", i + 1 - from);
        if (i + 1 - from > LARGEST)
            jh_roster_problem(r, list[from], JH_GRADE_EXPLAIN, "people.class_large", JH_R_CLASS,
                              size, "");
        from = i + 1;
    }
}

enum jh_status jh_roster_check(struct jh_file_in *f, struct jh_err *reterr)
{
    struct jh_roster *r = jh_new(f->mem, struct jh_roster, 1);

    r->f = f;
    f->roster = r;
    jh_store_bulk(f->app->store, true);
    JH_TRY(jh_people_key(f->app, f->county, false, &r->seal, reterr));
    r->have_key = true;
    JH_TRY(known_schools(f, reterr));
    JH_TRY(jh_roster_rows(r, reterr));
    for (size_t i = 0; i < r->n; i++)
        check_school(r, &r->row[i]);
    check_classes(r);
    jh_roster_twins(r);
    return jh_roster_match(r, reterr);
}
