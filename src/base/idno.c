/* src/base/idno.c - see idno.h. */
#include "base/idno.h"
#include <stdio.h>
#include <string.h>

char jh_idno_check(const char digits[17])
{
    static const int weight[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;

    for (int i = 0; i < 17; i++)
        sum += weight[i] * (digits[i] - '0');
    return "10X98765432"[sum % 11];
}

static bool all_digits(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

/* Provinces of GB/T 2260; 83 stands on residence permits, 9x on cards of foreigners. */
static bool province(const char *code)
{
    static const char known[] = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 "
                                "50 51 52 53 54 61 62 63 64 65 71 81 82 83 91 92 93 99";
    for (const char *k = known; *k; k += k[2] ? 3 : 2)
        if (memcmp(k, code, 2) == 0)
            return true;
    return false;
}

static int number_at(const char *text, int from, int n)
{
    int value = 0;
    for (int i = from; i < from + n; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}

/* Region and birth of 14 digits. */
static enum jh_idno_fault read_front(const char *text, char region[7], struct jh_date *birth)
{
    memcpy(region, text, 6);
    region[6] = 0;
    *birth =
        (struct jh_date){number_at(text, 6, 4), number_at(text, 10, 2), number_at(text, 12, 2)};
    if (!province(text))
        return JH_IDNO_REGION;
    return jh_date_valid(*birth) ? JH_IDNO_OK : JH_IDNO_BIRTH;
}

enum jh_idno_fault jh_idno_read(const char *text, size_t n, struct jh_idno *ret)
{
    *ret = (struct jh_idno){0};
    if (n == 15 && all_digits(text, n))
        return JH_IDNO_OLD;
    if (n != 18)
        return JH_IDNO_LENGTH;
    if (!all_digits(text, 17) || !strchr("0123456789Xx", text[17]))
        return JH_IDNO_SIGNS;
    memcpy(ret->number, text, 18);
    if (ret->number[17] == 'x')
        ret->number[17] = 'X';
    enum jh_idno_fault fault = read_front(text, ret->region, &ret->birth);
    ret->sex = (text[16] - '0') % 2 ? 1 : 2;
    ret->synthetic = memcmp(text, "99", 2) == 0;
    ret->want_check = jh_idno_check(text);
    if (ret->number[17] != ret->want_check && memcmp(text + 15, "000", 3) == 0)
        return JH_IDNO_ROUNDED;
    if (fault != JH_IDNO_OK)
        return fault;
    return ret->number[17] == ret->want_check ? JH_IDNO_OK : JH_IDNO_CHECK;
}

enum jh_idno_fault jh_rollno_read(const char *text, size_t n, struct jh_rollno *ret)
{
    struct jh_idno id;

    *ret = (struct jh_rollno){0};
    if (n > 1 && memcmp(text, "LG", 2) == 0)
        return JH_ROLLNO_LG;
    if (n == 0 || !strchr("GJL", text[0]))
        return JH_ROLLNO_LETTER;
    if (n != 19)
        return JH_IDNO_LENGTH;
    ret->kind = text[0];
    memcpy(ret->number, text, 19);
    if (ret->kind == 'L')
        return all_digits(text + 1, 18) ? read_front(text + 1, ret->region, &ret->birth)
                                        : JH_IDNO_SIGNS;
    enum jh_idno_fault fault = jh_idno_read(text + 1, 18, &id);
    ret->birth = id.birth;
    ret->sex = id.sex;
    memcpy(ret->region, id.region, sizeof ret->region);
    if (id.number[0])
        memcpy(ret->number + 1, id.number, 18);
    return fault;
}

const char *jh_idno_fault_name(enum jh_idno_fault fault)
{
    static const char *const name[] = {"ok",    "length", "old",     "signs",  "region",
                                       "birth", "check",  "rounded", "letter", "lg"};
    return name[fault];
}

bool jh_idno_near(const char *a, const char *b)
{
    size_t n = strlen(a), differ = 0, at[2] = {0};

    if (strlen(b) != n)
        return false;
    n -= n == 18; /* two sound numbers a digit apart have other check characters too */
    for (size_t i = 0; i < n; i++) {
        if (a[i] == b[i])
            continue;
        if (differ < 2)
            at[differ] = i;
        differ++;
    }
    return differ == 1 ||
           (differ == 2 && at[1] == at[0] + 1 && a[at[0]] == b[at[1]] && a[at[1]] == b[at[0]]);
}

static size_t sign_size(const char *text)
{
    size_t n = 1;
    while (((unsigned char)text[n] & 0xC0) == 0x80)
        n++;
    return n;
}

static size_t signs_of(const char *text)
{
    size_t n = 0;
    for (const char *p = text; *p; p += sign_size(p))
        n++;
    return n;
}

/* The signs number `from` up to `to` hidden, each by one star. */
static void hide(const char *text, size_t from, size_t to, char *ret, size_t room)
{
    size_t out = 0, k = 0;

    for (const char *p = text; *p; p += sign_size(p), k++) {
        size_t n = sign_size(p);
        bool hidden = k >= from && k < to;
        if (out + (hidden ? 1 : n) + 1 > room)
            break;
        memcpy(ret + out, hidden ? "*" : p, hidden ? 1 : n);
        out += hidden ? 1 : n;
    }
    ret[out] = 0;
}

/* By signs, not bytes: a wrong value may hold Chinese. */
void jh_mask_number(const char *number, char *ret, size_t room)
{
    size_t n = signs_of(number), head = 3, tail = 4;

    if (n < 8)
        head = tail = n > 3 ? 1 : 0;
    hide(number, head, n - tail, ret, room);
}

void jh_mask_name(const char *name, char *ret, size_t room)
{
    size_t n = signs_of(name);
    hide(name, 1, n > 2 ? n - 1 : n, ret, room);
}
