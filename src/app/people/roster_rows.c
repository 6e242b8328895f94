/* src/app/people/roster_rows.c - rows of a roster understood: numbers, birth, grade, and what is
 * wrong with each for itself. */
#include "app/people/roster.h"
#include <stdio.h>
#include <string.h>

static const char *const pupil_item[JH_R_FIELDS] = {
    "full_name", "sex",     "birth",       "id_type", "id_number", "roll_number", "grade",
    "class",     "entered", "how_entered", NULL,      NULL,        NULL};
static const char *const teacher_item[JH_R_FIELDS] = {
    "t_full_name", "t_sex",    "t_birth", "t_id_type", "t_id_number", "t_roll_number", NULL,
    NULL,          "t_joined", NULL,      "t_stage",   "t_subject",   "t_post"};

bool jh_pack_of_people(const struct jh_pack *pack)
{
    return pack && pack->nform && pack->form[0].key == JH_KEY_PERSON;
}

static bool teachers(const struct jh_pack *pack, int form)
{
    return strcmp(pack->form[form].id, "teacher_roster") == 0;
}

static void find_columns(struct jh_roster *r)
{
    const struct jh_pack *pack = r->f->pack;

    r->at = jh_arena_alloc(r->f->mem, r->f->nsheet + 1, sizeof *r->at);
    for (size_t s = 0; s < r->f->nsheet; s++) {
        const struct jh_in_sheet *sheet = &r->f->sheet[s];
        for (int k = 0; k < JH_R_FIELDS; k++)
            r->at[s][k] = -1;
        for (size_t c = 0; sheet->form >= 0 && c < sheet->ncolumn; c++) {
            const char *const *item = teachers(pack, sheet->form) ? teacher_item : pupil_item;
            for (int k = 0; k < JH_R_FIELDS && sheet->column[c].item >= 0; k++)
                if (item[k] && strcmp(pack->item[sheet->column[c].item].id, item[k]) == 0)
                    r->at[s][k] = (int)c;
        }
    }
}

static double value_of(const struct jh_roster *r, const struct jh_roster_row *p,
                       enum jh_roster_field field)
{
    int column = r->at[p->row->sheet][field];
    return column < 0 ? (double)NAN : p->row->value[column];
}

static const char *text_of(const struct jh_roster *r, const struct jh_roster_row *p,
                           enum jh_roster_field field)
{
    double value = value_of(r, p, field);
    return isfinite(value) ? r->f->text[(size_t)value] : "";
}

struct jh_where jh_roster_where(const struct jh_roster *r, const struct jh_roster_row *p,
                                enum jh_roster_field field)
{
    const struct jh_in_sheet *s = &r->f->sheet[p->row->sheet];
    int column = r->at[p->row->sheet][field];
    const struct jh_item *item = column < 0 ? NULL : &r->f->pack->item[s->column[column].item];
    double value = value_of(r, p, field);

    return (struct jh_where){
        s, p->row->row, column < 0 ? -1 : s->column[column].column,
        item && isfinite(value) ? jh_import_shown(r->f, s->column[column].item, value) : "",
        p->row->school >= 0 ? r->f->school[p->row->school].name : ""};
}

void jh_roster_problem(struct jh_roster *r, struct jh_roster_row *p, enum jh_grade grade,
                       const char *rule, enum jh_roster_field field, const char *a, const char *b)
{
    char masked[64];

    jh_mask_name(p->name, masked, sizeof masked);
    const struct jh_msg_arg args[] = {{"name", masked}, {"a", a}, {"b", b}};
    jh_import_problem(r->f, grade, rule, jh_roster_where(r, p, field), args, 3);
    if (grade == JH_GRADE_ERROR)
        p->row->rejected = true;
}

/* Spaces out, full-width signs made plain: numbers as people paste them. */
static size_t plain(const char *text, char *ret, size_t room)
{
    size_t n = 0;

    for (const unsigned char *u = (const unsigned char *)text; *u && n + 1 < room; u++) {
        if (u[0] == 0xEF && u[1] == 0xBC && u[2] >= 0x90 && u[2] <= 0xBA) {
            ret[n++] = (char)(u[2] - 0x90 + '0'); /* U+FF10 .. U+FF3A: 0-9, A-Z */
            u += 2;
        } else if (*u != ' ' && *u != '\'' && *u != '-' && *u != '\t') {
            ret[n++] = (char)*u;
        }
    }
    ret[n] = 0;
    return n;
}

static bool other_document(const char *type)
{
    return *type && !strstr(type, "身份证") && strcmp(type, "1") != 0 && strcmp(type, "01") != 0;
}

static void read_id(struct jh_roster *r, struct jh_roster_row *p)
{
    char text[64], want[2] = "", rule[40];
    size_t n = plain(text_of(r, p, JH_R_ID), text, sizeof text);
    struct jh_idno id;

    if (!n || other_document(text_of(r, p, JH_R_ID_TYPE)))
        return;
    enum jh_idno_fault fault = jh_idno_read(text, n, &id);
    if (strchr(text, 'E') || strchr(text, 'e') || strchr(text, '.'))
        fault = JH_IDNO_ROUNDED;
    if (fault == JH_IDNO_OK) {
        p->id = id;
        return;
    }
    want[0] = id.want_check;
    snprintf(rule, sizeof rule, "people.id_%s", jh_idno_fault_name(fault));
    jh_roster_problem(r, p, fault == JH_IDNO_REGION ? JH_GRADE_EXPLAIN : JH_GRADE_ERROR,
                      jh_arena_strdup(r->f->mem, rule), JH_R_ID, want, "");
    if (fault == JH_IDNO_REGION)
        p->id = id;
}

static void read_roll(struct jh_roster *r, struct jh_roster_row *p)
{
    char text[64], rule[40];
    size_t n = plain(text_of(r, p, JH_R_ROLL), text, sizeof text);
    struct jh_rollno roll;

    if (!n)
        return;
    if (p->teacher) {
        snprintf(p->roll, sizeof p->roll, "%.19s", text);
        return;
    }
    enum jh_idno_fault fault = jh_rollno_read(text, n, &roll);
    if (fault != JH_IDNO_OK && fault != JH_IDNO_REGION) {
        snprintf(rule, sizeof rule, "people.roll_%s", jh_idno_fault_name(fault));
        jh_roster_problem(r, p, JH_GRADE_ERROR, jh_arena_strdup(r->f->mem, rule), JH_R_ROLL, "",
                          "");
        return;
    }
    memcpy(p->roll, roll.number, sizeof p->roll);
    if (roll.kind == 'G' && *p->id.number && strcmp(roll.number + 1, p->id.number) != 0)
        jh_roster_problem(r, p, JH_GRADE_ERROR, "people.roll_differs", JH_R_ROLL, "", "");
}

static int to_int(struct jh_date d)
{
    return d.year * 10000 + d.month * 100 + d.day;
}

static void read_birth(struct jh_roster *r, struct jh_roster_row *p)
{
    double value = value_of(r, p, JH_R_BIRTH);
    double sex = value_of(r, p, JH_R_SEX);
    int column = r->at[p->row->sheet][JH_R_SEX];
    char told[16];

    if (isfinite(value))
        p->birth = to_int(jh_date_from_days((long)value));
    if (isfinite(sex)) {
        const struct jh_in_sheet *s = &r->f->sheet[p->row->sheet];
        const char *code = r->f->pack->item[s->column[column].item].code[(size_t)sex].id;
        p->sex = code[1] - '0';
    }
    if (!*p->id.number)
        return;
    int of_id = to_int(p->id.birth);
    snprintf(told, sizeof told, "%d", of_id);
    if (p->birth && p->birth != of_id)
        jh_roster_problem(r, p, JH_GRADE_ERROR, "people.birth_differs", JH_R_BIRTH, told, "");
    if ((p->sex == 1 || p->sex == 2) && p->sex != p->id.sex)
        jh_roster_problem(r, p, JH_GRADE_ERROR, "people.sex_differs", JH_R_SEX,
                          p->id.sex == 1 ? "男" : "女", "");
    p->birth = of_id;
    p->sex = p->id.sex;
}

/* The stage of "2019级" by the age; of a school that has one only it is the same. */
static enum jh_step stage_by_age(const struct jh_roster_row *p, int year)
{
    int from_primary = jh_cohort_grade(JH_STEP_PRIMARY, p->cohort.entry, year);
    int age = year - p->birth / 10000;

    if (!p->birth)
        return from_primary ? JH_STEP_PRIMARY : JH_STEP_JUNIOR;
    return age <= 12 && from_primary                                             ? JH_STEP_PRIMARY
           : age >= 15 && jh_cohort_grade(JH_STEP_SENIOR, p->cohort.entry, year) ? JH_STEP_SENIOR
                                                                                 : JH_STEP_JUNIOR;
}

static void check_age(struct jh_roster *r, struct jh_roster_row *p, int year)
{
    const struct jh_date birth = {p->birth / 10000, p->birth / 100 % 100, p->birth % 100};
    int off = p->birth && p->grade ? jh_age_off(birth, p->grade, year) : 0;
    char age[16], grade[16];

    if (!off || (off > 0 && off < 3))
        return;
    snprintf(age, sizeof age, "%d", jh_age_at_start(birth, year));
    snprintf(grade, sizeof grade, "%d", p->grade);
    jh_roster_problem(r, p, off < 0 ? JH_GRADE_EXPLAIN : JH_GRADE_HINT,
                      off < 0 ? "people.too_young" : "people.too_old", JH_R_BIRTH, age, grade);
}

static void read_grade(struct jh_roster *r, struct jh_roster_row *p)
{
    const char *text = text_of(r, p, JH_R_GRADE);
    int year = r->f->sheet[p->row->sheet].year;
    char told[JH_YEAR_TEXT];

    if (!*text) {
        jh_roster_problem(r, p, JH_GRADE_ERROR, "people.grade_missing", JH_R_GRADE, "", "");
        return;
    }
    if (!jh_cohort_read(text, strlen(text), &p->cohort)) {
        jh_roster_problem(r, p, JH_GRADE_ERROR, "people.grade_unknown", JH_R_GRADE, "", "");
        return;
    }
    if (!year)
        return;
    if (p->cohort.grade)
        p->cohort.entry = jh_cohort_entry(p->cohort.grade, year);
    if (p->cohort.stage == JH_STEP_NONE)
        p->cohort.stage = stage_by_age(p, year);
    p->grade = jh_cohort_grade(p->cohort.stage, p->cohort.entry, year);
    jh_school_year_format(year, told);
    if (!p->grade)
        jh_roster_problem(r, p, JH_GRADE_ERROR, "people.grade_over", JH_R_GRADE, told, "");
    check_age(r, p, year);
}

static void check_entered(struct jh_roster *r, struct jh_roster_row *p)
{
    double value = value_of(r, p, JH_R_ENTERED);
    char year[16];

    if (p->teacher || !isfinite(value) || !p->cohort.entry)
        return;
    int entered = jh_school_year_of(jh_date_from_days((long)value));
    snprintf(year, sizeof year, "%d", p->cohort.entry);
    if (entered < p->cohort.entry)
        jh_roster_problem(r, p, JH_GRADE_HINT, "people.entered_differs", JH_R_ENTERED, year, "");
}

static void check_numbers(struct jh_roster *r, struct jh_roster_row *p)
{
    if (!*text_of(r, p, JH_R_ID) && !*text_of(r, p, JH_R_ROLL))
        jh_roster_problem(r, p, p->teacher ? JH_GRADE_ERROR : JH_GRADE_EXPLAIN, "people.no_number",
                          JH_R_ID, "", "");
    if (!p->sex)
        jh_roster_problem(r, p, JH_GRADE_EXPLAIN, "people.sex_missing", JH_R_SEX, "", "");
    if (!p->birth)
        jh_roster_problem(r, p, JH_GRADE_EXPLAIN, "people.birth_missing", JH_R_BIRTH, "", "");
    if (!p->teacher && !*p->class_)
        jh_roster_problem(r, p, JH_GRADE_HINT, "people.class_missing", JH_R_CLASS, "", "");
}

static void read_row(struct jh_roster *r, struct jh_roster_row *p)
{
    p->name = text_of(r, p, JH_R_NAME);
    p->class_ = p->teacher ? "" : text_of(r, p, JH_R_CLASS);
    if (!*p->name)
        jh_roster_problem(r, p, JH_GRADE_ERROR, "people.name_missing", JH_R_NAME, "", "");
    read_id(r, p);
    read_roll(r, p);
    read_birth(r, p);
    if (!p->teacher) {
        read_grade(r, p);
        check_entered(r, p);
    }
    check_numbers(r, p);
    if (r->have_key && *p->id.number)
        jh_seal_mark(&r->seal, "id", p->id.number, p->id_mark);
    if (r->have_key && *p->roll)
        jh_seal_mark(&r->seal, p->teacher ? "staff" : "roll", p->roll, p->roll_mark);
}

/* The newest year of entry that the sheet names: the roster is of that school year. */
static int newest_entry(const struct jh_roster *r, size_t sheet)
{
    int newest = 0;

    for (size_t i = 0; i < r->f->nrow; i++) {
        struct jh_roster_row p = {.row = &r->f->row[i]};
        struct jh_cohort cohort;
        const char *text;
        if (p.row->sheet != (int)sheet || r->at[sheet][JH_R_GRADE] < 0)
            continue;
        text = text_of(r, &p, JH_R_GRADE);
        if (jh_cohort_read(text, strlen(text), &cohort) && cohort.entry > newest)
            newest = cohort.entry;
    }
    return newest;
}

/* The school year of each sheet: from outside, from its head; else the newest that the county has
 * data of, or that of the youngest pupils in the file when it is later. A file of one grade alone
 * does not tell its year by itself. */
static void settle_years(struct jh_roster *r)
{
    const struct jh_facts *facts = &r->f->facts;
    int newest = facts->nyear ? facts->year[facts->nyear - 1] : 0;

    for (size_t s = 0; s < r->f->nsheet; s++) {
        int entry = r->f->sheet[s].form >= 0 ? newest_entry(r, s) : 0;
        newest = entry > newest ? entry : newest;
    }
    for (size_t s = 0; s < r->f->nsheet; s++) {
        struct jh_in_sheet *sheet = &r->f->sheet[s];
        const struct jh_where where = {sheet, sheet->header_row, -1, "", ""};
        if (sheet->form < 0)
            continue;
        sheet->year = r->f->year ? r->f->year : sheet->year ? sheet->year : newest;
        if (!sheet->year)
            jh_import_problem(r->f, JH_GRADE_ERROR, "import.year_unknown", where, NULL, 0);
    }
}

enum jh_status jh_roster_rows(struct jh_roster *r, struct jh_err *reterr)
{
    struct jh_file_in *f = r->f;

    (void)reterr;
    find_columns(r);
    settle_years(r);
    r->row = jh_new(f->mem, struct jh_roster_row, f->nrow + 1);
    for (size_t i = 0; i < f->nrow; i++) {
        const struct jh_in_sheet *s = &f->sheet[f->row[i].sheet];
        struct jh_roster_row *p = &r->row[r->n++];
        *p = (struct jh_roster_row){.row = &f->row[i], .teacher = teachers(f->pack, s->form)};
        if (!s->year)
            p->row->rejected = true;
        read_row(r, p);
        if (f->progress && i % 4096 == 0 &&
            !f->progress->step(f->progress->context, JH_PROGRESS_CHECK, (long)i, (long)f->nrow))
            return jh_fail(reterr, JH_E_CONFLICT, "import.cancelled", JH_NOWHERE, (double)NAN,
                           "cancelled");
    }
    return JH_OK;
}
