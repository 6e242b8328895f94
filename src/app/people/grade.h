/* src/app/people/grade.h - stage, year of entry and school year make the grade: 小学2019级 is
 * 五年级 in the school year 2023. Pure. */
#pragma once
#include "base/date.h"

enum jh_step { JH_STEP_NONE, JH_STEP_PRIMARY, JH_STEP_JUNIOR, JH_STEP_SENIOR };

struct jh_cohort {
    enum jh_step stage;
    int entry; /* calendar year in which the stage was entered; 0: not told */
    int grade; /* 1..12, when the text tells the grade itself; else 0 */
};

/* "小学2019级", "初中2021级", "2019级", "五年级", "初二", "八年级(3)", "高一", "小学五年级"; false
 * when it is none of these. "2019级" leaves the stage open. */
bool jh_cohort_read(const char *text, size_t n, struct jh_cohort *ret);
/* 1..12 over the stages (junior begins with 7, senior with 10); 0 when the cohort has not begun or
 * is over in this school year. */
int jh_cohort_grade(enum jh_step stage, int entry, int school_year);
/* The year of entry of a grade; the other way round. */
int jh_cohort_entry(int grade, int school_year);
enum jh_step jh_grade_stage(int grade);
int jh_stage_years(enum jh_step stage);      /* 6, 3, 3 */
const char *jh_stage_id(enum jh_step stage); /* "primary", "junior", "senior", "" */
enum jh_step jh_stage_of_id(const char *id);
/* "小学2019级". */
void jh_cohort_format(enum jh_step stage, int entry, char ret[32]);

/* Whole years on 31 August before the school year begins: 义务教育法 art. 11 lets a child of six
 * enter. A pupil of grade g is by rule g + 5 years old, g + 6 where children enter at seven. */
int jh_age_at_start(struct jh_date birth, int school_year);
/* Years above (+) or below (-) the age of the rule; 0 also for the second age allowed. */
int jh_age_off(struct jh_date birth, int grade, int school_year);
