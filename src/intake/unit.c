/* src/intake/unit.c - kinds of units and factors between them. */
#include "intake/unit.h"
#include "intake/text.h"
#include "intake/value.h"
#include <stdint.h>
#include <string.h>

enum kind {
    MONEY,
    AREA,
    LENGTH,
    MASS,
    TIME,
    SHARE,
    PIECE, /* 个 counts anything; the kinds behind it are counts that differ from one another */
    PERSON,
    ROOM,
    MACHINE,
    BOOK,
    CLASS,
    SCHOOL,
    TURN,
    HOUR,
    YEAR,
    SCORE,
    PLACE,
    SHEET,
    DEGREE,
    RATE
};

/* Factors are fractions so that 亩 (2000/3 m2) loses nothing. Spellings are folded: lower case, no
 * spaces, half width, ² as 2. */
static const struct unit {
    const char *text;
    enum kind kind;
    double up, down;
} table[] = {
    {"元", MONEY, 1, 1},       {"人民币元", MONEY, 1, 1},  {"圆", MONEY, 1, 1},
    {"千元", MONEY, 1e3, 1},   {"万元", MONEY, 1e4, 1},    {"百万元", MONEY, 1e6, 1},
    {"千万元", MONEY, 1e7, 1}, {"亿元", MONEY, 1e8, 1},    {"㎡", AREA, 1, 1},
    {"m2", AREA, 1, 1},        {"m^2", AREA, 1, 1},        {"平方米", AREA, 1, 1},
    {"平米", AREA, 1, 1},      {"平方", AREA, 1, 1},       {"万㎡", AREA, 1e4, 1},
    {"万m2", AREA, 1e4, 1},    {"万平方米", AREA, 1e4, 1}, {"亩", AREA, 2000, 3},
    {"市亩", AREA, 2000, 3},   {"公顷", AREA, 1e4, 1},     {"hm2", AREA, 1e4, 1},
    {"km2", AREA, 1e6, 1},     {"平方公里", AREA, 1e6, 1}, {"平方千米", AREA, 1e6, 1},
    {"米", LENGTH, 1, 1},      {"m", LENGTH, 1, 1},        {"厘米", LENGTH, 1, 100},
    {"cm", LENGTH, 1, 100},    {"公里", LENGTH, 1e3, 1},   {"千米", LENGTH, 1e3, 1},
    {"km", LENGTH, 1e3, 1},    {"千克", MASS, 1, 1},       {"公斤", MASS, 1, 1},
    {"kg", MASS, 1, 1},        {"吨", MASS, 1e3, 1},       {"分钟", TIME, 1, 60},
    {"min", TIME, 1, 60},      {"小时", TIME, 1, 1},       {"h", TIME, 1, 1},
    {"%", SHARE, 1, 100},      {"‰", SHARE, 1, 1000},      {"个", PIECE, 1, 1},
    {"人", PERSON, 1, 1},      {"名", PERSON, 1, 1},       {"位", PERSON, 1, 1},
    {"生", PERSON, 1, 1},      {"万人", PERSON, 1e4, 1},   {"间", ROOM, 1, 1},
    {"室", ROOM, 1, 1},        {"台", MACHINE, 1, 1},      {"套", MACHINE, 1, 1},
    {"台套", MACHINE, 1, 1},   {"台/套", MACHINE, 1, 1},   {"台(套)", MACHINE, 1, 1},
    {"册", BOOK, 1, 1},        {"本", BOOK, 1, 1},         {"万册", BOOK, 1e4, 1},
    {"班", CLASS, 1, 1},       {"所", SCHOOL, 1, 1},       {"校", SCHOOL, 1, 1},
    {"次", TURN, 1, 1},        {"人次", TURN, 1, 1},       {"学时", HOUR, 1, 1},
    {"课时", HOUR, 1, 1},      {"年", YEAR, 1, 1},         {"岁", YEAR, 1, 1},
    {"分", SCORE, 1, 1},       {"座", PLACE, 1, 1},        {"张", PLACE, 1, 1},
    {"床", PLACE, 1, 1},       {"百元", MONEY, 100, 1},    {"班级", CLASS, 1, 1},
    {"亿㎡", AREA, 1e8, 1},    {"间(室)", ROOM, 1, 1},     {"件", MACHINE, 1, 1},
    {"天", TIME, 24, 1},       {"度", DEGREE, 1, 1},       {"mbps", RATE, 1, 1},
    {"gbps", RATE, 1e3, 1},    {"份", SHEET, 1, 1},
};

static const struct unit *find(const char *key, size_t n)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strlen(table[i].text) == n && memcmp(table[i].text, key, n) == 0)
            return &table[i];
    return NULL;
}

bool jh_unit_known(const char *key, size_t n)
{
    const char *slash = memchr(key, '/', n);

    if (!n)
        return false;
    if (find(key, n))
        return true;
    return slash && find(key, (size_t)(slash - key)) &&
           find(slash + 1, n - (size_t)(slash + 1 - key));
}

static size_t fold_text(const char *text, char *ret, size_t room)
{
    size_t n = strlen(text), out = 0, bytes;

    for (size_t i = 0; i < n; i += bytes) {
        uint32_t c = jh_utf8_get(text + i, n - i, &bytes, NULL);
        if (jh_is_space(c))
            continue;
        if (out + 4 >= room)
            break;
        out += jh_utf8_put(jh_fold(c), ret + out);
    }
    ret[out] = 0;
    return out;
}

static bool counts(enum kind k)
{
    return k >= PIECE && k < DEGREE;
}

static double simple_factor(const char *from, size_t nfrom, const char *to, size_t nto)
{
    if (nfrom == nto && memcmp(from, to, nto) == 0)
        return 1;
    const struct unit *a = find(from, nfrom), *b = find(to, nto);
    if (!a || !b)
        return 0;
    bool alike = a->kind == b->kind || (a->kind == PIECE && counts(b->kind)) ||
                 (b->kind == PIECE && counts(a->kind));
    return alike ? a->up * b->down / (a->down * b->up) : 0;
}

double jh_unit_factor(const char *from, const char *to)
{
    char a[64], b[64];
    size_t n = fold_text(from, a, sizeof a), m = fold_text(to, b, sizeof b);

    if (!n || !m) /* not told: nothing to convert */
        return 1;
    double whole = simple_factor(a, n, b, m);
    const char *sa = memchr(a, '/', n), *sb = memchr(b, '/', m);
    if (whole != 0 || !sa || !sb)
        return whole;
    double above = simple_factor(a, (size_t)(sa - a), b, (size_t)(sb - b));
    double below = simple_factor(sa + 1, strlen(sa + 1), sb + 1, strlen(sb + 1));
    return below != 0 ? above / below : 0;
}
