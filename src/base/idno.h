/* src/base/idno.h - numbers by which people are known: 公民身份号码 and 全国学籍号. Pure.
 * Source: GB 11643 (6 region, 8 birth, 3 sequence with odd for men, 1 check), check character by
 * ISO 7064 MOD 11-2; 学籍号: G + identity number, J + 18 by the same rule (region of the school),
 * L + 6 region + 8 birth + 4 random without a check digit; "LG..." is a known wrong form.
 * packs/cn-people-rosters/SOURCES.md tells what is published and what is from memory. */
#pragma once
#include "base/date.h"

enum { JH_IDNO_TEXT = 19, JH_ROLLNO_TEXT = 20 };

enum jh_idno_fault {
    JH_IDNO_OK,
    JH_IDNO_LENGTH,   /* not 18 characters */
    JH_IDNO_OLD,      /* 15 digits: the form of before 1999 */
    JH_IDNO_SIGNS,    /* something else than digits and a last X */
    JH_IDNO_REGION,   /* the first two digits are no province */
    JH_IDNO_BIRTH,    /* no such day */
    JH_IDNO_CHECK,    /* the check character is another one */
    JH_IDNO_ROUNDED,  /* ends in 000 and its check fails: a spreadsheet kept it as a number */
    JH_ROLLNO_LETTER, /* begins with none of G, J, L */
    JH_ROLLNO_LG      /* begins with LG */
};

struct jh_idno {
    char number[JH_IDNO_TEXT]; /* x made X */
    char region[7];            /* division code of the first registration */
    struct jh_date birth;
    int sex;         /* GB/T 2261.1: 1 man, 2 woman */
    bool synthetic;  /* region 99....: made up for a demonstration, belongs to nobody */
    char want_check; /* what the last character should be */
};

struct jh_rollno {
    char kind; /* G, J, L */
    char number[JH_ROLLNO_TEXT];
    char region[7];
    struct jh_date birth;
    int sex; /* 0 for L */
};

/* The check character of 17 digits. */
char jh_idno_check(const char digits[17]);
/* Read text[0..n) (no spaces). *ret is filled as far as it could be read. */
enum jh_idno_fault jh_idno_read(const char *text, size_t n, struct jh_idno *ret);
enum jh_idno_fault jh_rollno_read(const char *text, size_t n, struct jh_rollno *ret);
const char *jh_idno_fault_name(enum jh_idno_fault fault); /* "check": end of a message id */

/* Differ in one character, or in two neighbours that changed places: what a slip of the hand does.
 * Two numbers of the same length; false when they are equal. The check of 18 is not compared. */
bool jh_idno_near(const char *a, const char *b);

/* How those see it who may not see it whole: "430***********1234", "张*明", "2015", "138****1234".
 */
void jh_mask_number(const char *number, char *ret, size_t room);
void jh_mask_name(const char *name, char *ret, size_t room);
