/* src/app/people/grade.c - see grade.h. */
#include "app/people/grade.h"
#include <stdio.h>
#include <string.h>

static const char *const numeral[] = {"一", "二", "三", "四",   "五",   "六",
                                      "七", "八", "九", "十二", "十一", "十"};
static const int numeral_value[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 11, 10};

static bool begins(const char *s, const char *end, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(end - s) >= n && memcmp(s, word, n) == 0;
}

/* The stage that a text begins with; *s moves behind it. */
static enum jh_step stage_at(const char **s, const char *end)
{
    static const struct {
        const char *word;
        enum jh_step stage;
    } known[] = {
        {"小学", JH_STEP_PRIMARY},    {"普通小学", JH_STEP_PRIMARY}, {"初中", JH_STEP_JUNIOR},
        {"初级中学", JH_STEP_JUNIOR}, {"普通初中", JH_STEP_JUNIOR},  {"普通高中", JH_STEP_SENIOR},
        {"高中", JH_STEP_SENIOR},     {"初", JH_STEP_JUNIOR},        {"高", JH_STEP_SENIOR}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (begins(*s, end, known[i].word)) {
            *s += strlen(known[i].word);
            return known[i].stage;
        }
    }
    return JH_STEP_NONE;
}

static int numeral_at(const char **s, const char *end)
{
    for (size_t i = 0; i < sizeof numeral / sizeof *numeral; i++) {
        if (begins(*s, end, numeral[i])) {
            *s += strlen(numeral[i]);
            return numeral_value[i];
        }
    }
    int value = 0;
    for (; *s < end && **s >= '0' && **s <= '9'; (*s)++)
        value = value > 9999 ? 99999 : value * 10 + (**s - '0');
    return value;
}

bool jh_cohort_read(const char *text, size_t n, struct jh_cohort *ret)
{
    const char *s = text, *end = text + n;
    struct jh_cohort c = {.stage = stage_at(&s, end)};
    int number = numeral_at(&s, end);

    if (number >= 1990 && number <= 2099 &&
        (s == end || begins(s, end, "级") || begins(s, end, "届") || begins(s, end, "年"))) {
        if (begins(s, end, "届")) /* named by the year of leaving */
            return false;
        c.entry = number;
    } else if (number >= 1 && number <= 12 && (c.stage != JH_STEP_NONE || begins(s, end, "年级"))) {
        bool counted = c.stage != JH_STEP_NONE && c.stage != JH_STEP_PRIMARY && number <= 3;
        c.grade = counted ? number + (c.stage == JH_STEP_JUNIOR ? 6 : 9) : number;
        if (c.stage != JH_STEP_NONE && jh_grade_stage(c.grade) != c.stage)
            return false;
        c.stage = jh_grade_stage(c.grade);
    } else {
        return false;
    }
    *ret = c;
    return true;
}

static int first_grade(enum jh_step stage)
{
    return stage == JH_STEP_PRIMARY ? 1 : stage == JH_STEP_JUNIOR ? 7 : 10;
}

int jh_stage_years(enum jh_step stage)
{
    return stage == JH_STEP_PRIMARY ? 6 : stage == JH_STEP_NONE ? 0 : 3;
}

int jh_cohort_grade(enum jh_step stage, int entry, int school_year)
{
    int year = school_year - entry;
    return year < 0 || year >= jh_stage_years(stage) ? 0 : first_grade(stage) + year;
}

enum jh_step jh_grade_stage(int grade)
{
    return grade < 1    ? JH_STEP_NONE
           : grade < 7  ? JH_STEP_PRIMARY
           : grade < 10 ? JH_STEP_JUNIOR
                        : JH_STEP_SENIOR;
}

int jh_cohort_entry(int grade, int school_year)
{
    return school_year - (grade - first_grade(jh_grade_stage(grade)));
}

const char *jh_stage_id(enum jh_step stage)
{
    static const char *const id[] = {"", "primary", "junior", "senior"};
    return id[stage];
}

enum jh_step jh_stage_of_id(const char *id)
{
    for (int s = JH_STEP_PRIMARY; s <= JH_STEP_SENIOR; s++)
        if (strcmp(jh_stage_id((enum jh_step)s), id) == 0)
            return (enum jh_step)s;
    return JH_STEP_NONE;
}

void jh_cohort_format(enum jh_step stage, int entry, char ret[32])
{
    static const char *const name[] = {"", "小学", "初中", "高中"};
    snprintf(ret, 32, "%s%d级", name[stage], entry);
}

int jh_age_at_start(struct jh_date birth, int school_year)
{
    return school_year - birth.year - (birth.month > 8);
}

int jh_age_off(struct jh_date birth, int grade, int school_year)
{
    int off = jh_age_at_start(birth, school_year) - (grade + 5);
    return off == 1 ? 0 : off > 1 ? off - 1 : off;
}
