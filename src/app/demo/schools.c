/* src/app/demo/schools.c - which schools a county has: types by share, towns, communities,
 * openings, a merger. */
#include "app/demo/model.h"
#include <stdio.h>
#include <string.h>

static const struct {
    int of_138;
    const char *code; /* first two digits of the school code */
} mix[DEMO_TYPES] = {
    [DEMO_PRIMARY] = {66, "21"},   [DEMO_POINT] = {30, "21"},   [DEMO_JUNIOR] = {19, "31"},
    [DEMO_NINE_YEAR] = {14, "31"}, [DEMO_COMPLETE] = {2, "34"}, [DEMO_TWELVE_YEAR] = {1, "34"},
    [DEMO_SENIOR] = {3, "34"},     [DEMO_SPECIAL] = {1, "51"},  [DEMO_VOCATIONAL] = {2, "36"}};

bool demo_open(const struct demo_school *s, int year)
{
    return year >= s->first_year && year <= s->last_year;
}

static enum demo_locale locale_of(enum demo_type type, size_t i, size_t n)
{
    double at = ((double)i + 0.5) / (double)n;

    if (type == DEMO_POINT)
        return DEMO_RURAL;
    if (type == DEMO_NINE_YEAR)
        return at < 0.2 ? DEMO_URBAN : at < 0.45 ? DEMO_TOWN : DEMO_RURAL;
    if (type == DEMO_PRIMARY)
        return at < 0.22 ? DEMO_URBAN : at < 0.5 ? DEMO_TOWN : DEMO_RURAL;
    if (type == DEMO_JUNIOR)
        return at < 0.32 ? DEMO_URBAN : at < 0.68 ? DEMO_TOWN : DEMO_RURAL;
    return at < 0.7 ? DEMO_URBAN : DEMO_TOWN;
}

static int town_of(struct demo_county *c, enum demo_locale locale)
{
    switch (locale) {
    case DEMO_URBAN:
        return (int)jh_rng_below(&c->rng, 2);
    case DEMO_TOWN:
        return 2 + (int)jh_rng_below(&c->rng, 5);
    default:
        return 2 + (int)jh_rng_below(&c->rng, JH_DEMO_TOWNS - 2);
    }
}

static double wanted_size(struct demo_county *c, const struct demo_school *s, int stage)
{
    static const double primary[] = {1280, 640, 215}, junior[] = {1150, 760, 360};
    double spread = 1 + 0.24 * jh_rng_normalish(&c->rng);

    spread = spread < 0.5 ? 0.5 : spread > 1.5 ? 1.5 : spread;
    switch (s->type) {
    case DEMO_PRIMARY:
        return primary[s->locale] * spread;
    case DEMO_POINT:
        return 46 * spread * (jh_rng_below(&c->rng, 5) == 0 ? 2 : 1);
    case DEMO_JUNIOR:
        return junior[s->locale] * spread;
    case DEMO_NINE_YEAR:
        return (stage == 0 ? 0.62 * primary[s->locale] + 60 : 0.45 * junior[s->locale] + 40) *
               spread;
    case DEMO_COMPLETE:
        return stage == 2 ? 1500 : 820 * spread;
    case DEMO_TWELVE_YEAR:
        return stage == 2 ? 420 : stage == 0 ? 760 : 430;
    default:
        return stage == 2 ? 1900 * spread : 0;
    }
}

static bool has_stage(enum demo_type type, int stage)
{
    switch (type) {
    case DEMO_PRIMARY:
    case DEMO_POINT:
        return stage == 0;
    case DEMO_JUNIOR:
        return stage == 1;
    case DEMO_NINE_YEAR:
        return stage < 2;
    case DEMO_COMPLETE:
        return stage > 0;
    case DEMO_TWELVE_YEAR:
        return true;
    case DEMO_SENIOR:
        return stage == 2;
    default:
        return false;
    }
}

/* How far each resource of the last year lies from its line (1 is on it): country schools have
 * room, town schools have teachers of all subjects. */
static double wanted_quality(struct demo_county *c, const struct demo_school *s, int resource)
{
    static const double mean[DEMO_RESOURCES][3] = {
        [DEMO_DEGREE] = {1.22, 1.30, 1.62},    [DEMO_BACKBONE] = {1.42, 1.27, 1.22},
        [DEMO_PE_ART] = {1.22, 1.20, 1.24},    [DEMO_AUX_AREA] = {1.14, 1.32, 1.86},
        [DEMO_SPORTS] = {1.06, 1.34, 2.75},    [DEMO_EQUIPMENT] = {1.34, 1.27, 1.48},
        [DEMO_MULTIMEDIA] = {1.20, 1.22, 1.62}};
    static const double spread[DEMO_RESOURCES] = {0.11, 0.16, 0.12, 0.13, 0.20, 0.17, 0.11};
    double q =
        mean[resource][s->locale] * c->level * (1 + spread[resource] * jh_rng_normalish(&c->rng));

    if (s->type == DEMO_POINT && resource >= DEMO_AUX_AREA)
        q *= 1.5;
    return q < 0.55 ? 0.55 : q;
}

static void name_school(struct jh_arena *mem, struct demo_county *c, struct demo_school *s,
                        size_t number, size_t village, size_t *ordinal)
{
    static const char *const counted[] = {"第一", "第二", "第三", "第四", "第五",   "第六",
                                          "第七", "第八", "第九", "第十", "第十一", "第十二"};
    const char *town = c->town[s->town].name, *home = demo_village_name(number, village);
    size_t k = (*ordinal)++;

    switch (s->type) {
    case DEMO_POINT:
        s->name = jh_arena_printf(mem, "%s镇%s教学点", town, home);
        break;
    case DEMO_PRIMARY:
        if (s->private_)
            s->name = jh_arena_printf(mem, "%s%s外国语小学", c->name, k % 2 ? "博雅" : "育英");
        else if (s->locale == DEMO_URBAN)
            s->name = k ? jh_arena_printf(mem, "%s%s小学", c->name, k < 12 ? counted[k] : home)
                        : jh_arena_printf(mem, "%s实验小学", c->name);
        else
            s->name = jh_arena_printf(mem, "%s镇%s小学", town, home);
        break;
    case DEMO_JUNIOR:
        if (s->private_)
            s->name = jh_arena_printf(mem, "%s崇文中学", c->name);
        else if (s->locale == DEMO_URBAN)
            s->name = jh_arena_printf(mem, "%s%s初级中学", c->name, k < 12 ? counted[k] : home);
        else
            s->name = jh_arena_printf(mem, "%s镇%s中学", town, home);
        break;
    case DEMO_NINE_YEAR:
        s->name = jh_arena_printf(mem, "%s镇%s九年一贯制学校", town, home);
        break;
    case DEMO_COMPLETE:
        s->name = jh_arena_printf(mem, "%s%s中学", c->name, counted[k % 12]);
        break;
    case DEMO_TWELVE_YEAR:
        s->name = jh_arena_printf(mem, "%s明德学校", c->name);
        break;
    case DEMO_SENIOR:
        s->name = jh_arena_printf(mem, "%s%s高级中学", c->name, counted[k % 12]);
        break;
    case DEMO_SPECIAL:
        s->name = jh_arena_printf(mem, "%s特殊教育学校", c->name);
        break;
    default:
        s->name = jh_arena_printf(mem, "%s%s职业技术学校", c->name, counted[k % 12]);
    }
}

static void make_school(struct jh_arena *mem, struct demo_county *c, enum demo_type type, size_t i,
                        size_t of_type, size_t number, size_t at, size_t *ordinal)
{
    struct demo_school *s = &c->school[at];

    *s = (struct demo_school){.type = type, .merged_into = -1, .first_year = 0, .last_year = 9999};
    snprintf(s->code, sizeof s->code, "%s99%06zu", mix[type].code,
             (number * 1000 + at + 1) % 1000000);
    s->locale = locale_of(type, i, of_type);
    s->private_ = (type == DEMO_PRIMARY && i + 2 >= of_type && of_type > 20) ||
                  (type == DEMO_JUNIOR && i + 1 == of_type && of_type > 10) ||
                  type == DEMO_TWELVE_YEAR;
    if (s->private_)
        s->locale = DEMO_URBAN;
    s->town = town_of(c, s->locale);
    s->boarding = type == DEMO_TWELVE_YEAR || type == DEMO_SENIOR || type == DEMO_COMPLETE ||
                  (s->locale != DEMO_URBAN && type != DEMO_PRIMARY && type != DEMO_POINT);
    s->built = 1955 + (int)jh_rng_below(&c->rng, 55);
    if (s->locale == DEMO_URBAN && jh_rng_below(&c->rng, 3) == 0)
        s->built = 2012 + (int)jh_rng_below(&c->rng, 8);
    s->rooms_short =
        jh_rng_below(&c->rng, 9) == 0 ? c->first_year + (int)jh_rng_below(&c->rng, 5) : 0;
    struct demo_point at_place = demo_point_in_town(c, s->town);
    s->lon = at_place.lon;
    s->lat = at_place.lat;
    for (int stage = 0; stage < 3; stage++)
        s->size[stage] = has_stage(type, stage) ? wanted_size(c, s, stage) : 0;
    for (int stage = 0; stage < 2; stage++)
        for (int r = 0; r < DEMO_RESOURCES; r++)
            s->quality[stage][r] = wanted_quality(c, s, r);
    name_school(mem, c, s, number, at, ordinal);
}

/* Communities: every compulsory school in one, each led by the largest school of its members. */
static void join_communities(struct jh_arena *mem, struct demo_county *c)
{
    double largest[JH_DEMO_COMMUNITIES] = {0};
    size_t core[JH_DEMO_COMMUNITIES] = {0};

    for (size_t i = 0; i < JH_DEMO_COMMUNITIES; i++)
        c->community[i] = jh_arena_printf(mem, "%s第%zu教育共同体", c->name, i + 1);
    for (size_t i = 0; i < c->nschool; i++) {
        struct demo_school *s = &c->school[i];
        double size = s->size[0] + s->size[1];
        s->community = -1;
        if (s->type >= DEMO_SENIOR)
            continue;
        s->community = (int)(i % JH_DEMO_COMMUNITIES);
        if (size > largest[s->community]) {
            largest[s->community] = size;
            core[s->community] = i;
        }
    }
    for (size_t k = 0; k < JH_DEMO_COMMUNITIES; k++)
        if (largest[k] > 0)
            c->school[core[k]].core = true;
}

static struct demo_school *nth(struct demo_county *c, enum demo_type type, enum demo_locale locale,
                               size_t n)
{
    for (size_t i = 0; i < c->nschool; i++)
        if (c->school[i].type == type && c->school[i].locale == locale && !c->school[i].private_ &&
            n-- == 0)
            return &c->school[i];
    return NULL;
}

/* Two schools open, one is merged into a neighbour, one changes its name, two points stand at the
 * limit. */
static void make_history(struct jh_arena *mem, struct demo_county *c)
{
    struct demo_school *young = nth(c, DEMO_PRIMARY, DEMO_URBAN, 3);
    struct demo_school *younger = nth(c, DEMO_JUNIOR, DEMO_URBAN, 2);
    struct demo_school *gone = nth(c, DEMO_PRIMARY, DEMO_RURAL, 5);
    struct demo_school *taker = nth(c, DEMO_PRIMARY, DEMO_RURAL, 4);
    struct demo_school *renamed = nth(c, DEMO_PRIMARY, DEMO_TOWN, 2);

    if (young) {
        young->first_year = young->built = c->first_year + 1;
    }
    if (younger) {
        younger->first_year = younger->built = c->first_year + 3;
    }
    if (gone && taker) {
        gone->last_year = c->first_year + 1;
        gone->merged_into = (int)(taker - c->school);
        gone->town = taker->town;
    }
    if (renamed) {
        renamed->renamed = c->first_year + 2;
        renamed->later_name = renamed->name;
        renamed->name = jh_arena_printf(mem, "%s（原希望小学）", renamed->name);
    }
}

void demo_found(struct jh_arena *mem, struct demo_county *c, size_t number, size_t schools)
{
    size_t at = 0;

    c->school = jh_new(mem, struct demo_school, schools + DEMO_TYPES + 2);
    for (int type = 0; type < DEMO_TYPES; type++) {
        double share = (double)mix[type].of_138 * (double)schools / 138;
        size_t n = (size_t)(share + 0.5), ordinal = 0;
        if (n == 0)
            n = 1;
        if (type == DEMO_PRIMARY)
            n++; /* the one that closes */
        for (size_t i = 0; i < n; i++)
            make_school(mem, c, (enum demo_type)type, i, n, number, at++, &ordinal);
    }
    c->nschool = at;
    join_communities(mem, c);
    make_history(mem, c);
}
