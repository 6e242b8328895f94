/* src/app/demo/pupils.c - pupils by grade: whoever is in grade g is in g+1 a year later, births
 * fall, a few move towards the town; the junior schools share out the primary leavers of the year
 * before. */
#include "app/demo/model.h"
#include <math.h>

static int round_up(double x)
{
    return (int)floor(x + 0.5);
}

double demo_trait(const struct demo_school *s, unsigned what)
{
    uint64_t key = 1469598103934665603u + what;
    struct jh_rng rng;

    for (const char *c = s->code; *c; c++)
        key = (key ^ (unsigned char)*c) * 1099511628211u;
    jh_rng_seed(&rng, key);
    return jh_rng_uniform(&rng);
}

static int index_of(const struct demo_county *c, int year)
{
    return year - c->first_year + JH_DEMO_PAST;
}

static int grades_of(const struct demo_school *s)
{
    return s->type == DEMO_POINT ? (demo_trait(s, 1) < 0.6 ? 4 : 6) : 6;
}

/* Entrants of grade 1 against the last year: births fell from year to year. */
static double birth_trend(int year_index)
{
    static const double trend[JH_DEMO_SPAN] = {1.06, 1.09, 1.11, 1.12, 1.12,
                                               1.10, 1.07, 1.03, 0.97};
    return trend[year_index];
}

static int entrants(struct demo_county *c, const struct demo_school *s, int y)
{
    double noise = 1 + 0.04 * jh_rng_normalish(&c->rng);
    double size = s->size[0] / (double)grades_of(s);
    int year = y + c->first_year - JH_DEMO_PAST;

    if (year < s->first_year || year > s->last_year)
        return 0;
    if (s->first_year > 0 && year == s->first_year)
        size *= 1.05;
    int n = round_up(size * birth_trend(y) * noise * 0.95);
    return n < 1 ? 1 : n;
}

static double stay(const struct demo_school *s)
{
    return s->locale == DEMO_URBAN ? 1.006 : s->locale == DEMO_TOWN ? 1.0 : 0.985;
}

static void move_up(struct demo_county *c, struct demo_school *s, int y)
{
    int grades = grades_of(s), year = y + c->first_year - JH_DEMO_PAST;

    for (int g = 1; g <= grades && s->size[0] > 0; g++) {
        if (!demo_open(s, year))
            s->grade[y][g] = 0;
        else if (g == 1)
            s->grade[y][g] = entrants(c, s, y);
        else if (y == 0 || (s->first_year == year && s->first_year > 0))
            s->grade[y][g] =
                round_up(s->size[0] / grades * 1.04 * (s->first_year == year ? 0.6 : 1));
        else
            s->grade[y][g] = round_up(s->grade[y - 1][g - 1] * stay(s));
    }
    if (s->type == DEMO_TWELVE_YEAR || s->type == DEMO_COMPLETE || s->type == DEMO_SENIOR)
        s->senior[y] = round_up(s->size[2] * (1 + 0.01 * (y - JH_DEMO_SPAN + 1)));
}

/* Pupils of a school that closes arrive at the one it is merged into. */
static void merge(struct demo_county *c, int y)
{
    int year = y + c->first_year - JH_DEMO_PAST;

    for (size_t i = 0; i < c->nschool; i++) {
        const struct demo_school *s = &c->school[i];
        if (s->merged_into < 0 || year != s->last_year + 1 || y == 0)
            continue;
        for (int g = 2; g <= 6; g++)
            c->school[s->merged_into].grade[y][g] += s->grade[y - 1][g - 1];
        c->school[s->merged_into].grade[y][1] += s->grade[y - 1][1];
        c->school[s->merged_into].size[0] += s->size[0];
    }
}

/* Grade 7 of every junior part: its share of last summer's leavers. */
static void enter_junior(struct demo_county *c, int y)
{
    double leavers = 0, places = 0;
    int year = y + c->first_year - JH_DEMO_PAST;

    for (size_t i = 0; i < c->nschool; i++) {
        leavers += y ? c->school[i].grade[y - 1][6] : c->school[i].size[0] / 6;
        if (demo_open(&c->school[i], year))
            places += c->school[i].size[1];
    }
    for (size_t i = 0; i < c->nschool; i++) {
        struct demo_school *s = &c->school[i];
        if (s->size[1] <= 0 || !demo_open(s, year))
            continue;
        s->grade[y][7] = (int)floor(leavers * 0.985 * s->size[1] / places);
        for (int g = 8; g <= 9; g++)
            s->grade[y][g] = y == 0 || (s->first_year == year && s->first_year > 0)
                                 ? s->grade[y][7]
                                 : s->grade[y - 1][g - 1] - (int)(demo_trait(s, (unsigned)g) * 2);
    }
}

/* Two points stand on either side of the limit of 50 pupils in the last year. */
static void set_limits(struct demo_county *c)
{
    int wanted[] = {50, 49};
    size_t done = 0;

    for (size_t i = 0; i < c->nschool && done < 2; i++) {
        struct demo_school *s = &c->school[i];
        int last = JH_DEMO_SPAN - 1, sum = 0;
        if (s->type != DEMO_POINT)
            continue;
        for (int g = 1; g <= 6; g++)
            sum += s->grade[last][g];
        if (sum < 40 || sum > 60)
            continue;
        s->grade[last][1] += wanted[done++] - sum;
        if (s->grade[last][1] < 1)
            s->grade[last][1] = 1;
    }
}

void demo_enrol(struct demo_county *c)
{
    for (int y = 0; y < JH_DEMO_SPAN; y++) {
        for (size_t i = 0; i < c->nschool; i++)
            move_up(c, &c->school[i], y);
        merge(c, y);
        enter_junior(c, y);
    }
    set_limits(c);
}

int demo_grade(const struct demo_county *c, const struct demo_school *s, int year, int grade)
{
    return s->grade[index_of(c, year)][grade];
}

int demo_pupils(const struct demo_county *c, const struct demo_school *s, int year, int stage)
{
    int sum = 0;

    if (stage == 2)
        return demo_open(s, year) ? s->senior[index_of(c, year)] : 0;
    for (int g = stage == 0 ? 1 : 7; g <= (stage == 0 ? 6 : 9); g++)
        sum += s->grade[index_of(c, year)][g];
    return sum;
}

/* Largest class that the school forms: over the line in crowded schools of the first years. */
static int class_limit(const struct demo_county *c, const struct demo_school *s, int year,
                       int stage)
{
    int limit = stage == 0 ? 45 : 50, late = year - c->first_year;
    bool crowded = s->locale == DEMO_URBAN && demo_trait(s, 40) < 0.62 - 0.14 * late;

    return crowded ? limit + 4 + (int)(demo_trait(s, 41) * 5) : limit;
}

int demo_classes(const struct demo_county *c, const struct demo_school *s, int year, int stage,
                 int band[10], int *ret_largest)
{
    int limit = class_limit(c, s, year, stage), classes = 0;

    *ret_largest = 0;
    for (int k = 0; k < 10; k++)
        band[k] = 0;
    for (int g = stage == 0 ? 1 : 7; g <= (stage == 0 ? 6 : 9); g++) {
        int n = demo_grade(c, s, year, g), k = (n + limit - 1) / limit;
        for (int i = 0; i < k; i++) {
            int size = n / k + (i < n % k);
            int at = size <= 25 ? 0 : size > 65 ? 9 : (size - 21) / 5;
            band[at]++;
            if (size > *ret_largest)
                *ret_largest = size;
        }
        classes += k;
    }
    return classes;
}
