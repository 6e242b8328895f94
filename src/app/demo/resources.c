/* src/app/demo/resources.c - teachers, rooms, equipment, and what the county reports of itself.
 * Each amount is quality * line * pupils of the last year, carried back with what was built and
 * hired since. */
#include "app/demo/model.h"
#include <math.h>
#include <stdio.h>

/* Lines of the 2017 standard: what "just enough" means when a plausible county is made up. */
static const double line_of[2][DEMO_RESOURCES] = {{4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3},
                                                  {5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4}};

static int last_year(const struct demo_county *c)
{
    return c->first_year + JH_DEMO_YEARS - 1;
}

/* What there was in `year` of what there is in the last one: some schools were built up late. */
static double built_up(const struct demo_county *c, const struct demo_school *s, int year,
                       unsigned what, double slow)
{
    int ago = last_year(c) - year;
    double jump = 0.06 + 0.10 * demo_trait(s, 60 + what);
    bool late = demo_trait(s, 80 + what) < 0.35 && ago > (int)(demo_trait(s, 100 + what) * 4);

    return (1 - slow * ago) * (late ? 1 - jump : 1);
}

static int people(double x)
{
    return x < 0 ? 0 : (int)floor(x + 0.5);
}

static double teachers_by_line(const struct demo_county *c, const struct demo_school *s, int year,
                               int stage, int resource)
{
    double pupils = demo_pupils(c, s, year, stage);

    return s->quality[stage][resource] * line_of[stage][resource] * pupils / 100 *
           built_up(c, s, year, (unsigned)resource, 0.018);
}

static void degrees(struct demo_line *line, const struct demo_school *s, int stage, int teachers,
                    int above)
{
    int doctor = s->locale == DEMO_URBAN && stage == 1 && demo_trait(s, 11) < 0.08;
    int master = people(above * (s->locale == DEMO_URBAN ? 0.09 : 0.03));
    int college = stage == 0 ? people((above - master) * (0.12 + 0.25 * demo_trait(s, 12)))
                             : teachers - above;
    int bachelor = stage == 0 ? above - doctor - master - college : above - doctor - master;

    demo_set(line, "doctor", doctor);
    demo_set(line, "master", master);
    demo_set(line, "bachelor", bachelor);
    demo_set(line, "college", college);
    demo_set(line, "below_college", stage == 0 ? teachers - above : 0);
}

static void specialists(struct demo_line *line, const struct demo_school *s, int all)
{
    int pe = people(all * 0.46), music = people(all * 0.27);
    int art = s->locale == DEMO_RURAL && all > 2 && demo_trait(s, 13) < 0.2;

    if (all == 1) {
        pe = demo_trait(s, 14) < 0.5;
        music = 0;
    }
    if (pe + music + art > all)
        art = 0;
    demo_set(line, "pe", pe);
    demo_set(line, "music", music);
    demo_set(line, "art", art);
    demo_set(line, "fine_art", all - pe - music - art);
}

void demo_teachers_line(struct demo_line *line, const struct demo_county *c,
                        const struct demo_school *s, int year, int stage)
{
    int pupils = demo_pupils(c, s, year, stage), late = year - c->first_year;
    int above = people(teachers_by_line(c, s, year, stage, DEMO_DEGREE));
    int need = pupils < 100 ? 3 : 0;
    above = above < need ? need : above;
    int below = people(above * (0.10 - 0.018 * late) * demo_trait(s, 15));
    int teachers = above + below;
    int backbone = people(teachers_by_line(c, s, year, stage, DEMO_BACKBONE));
    int special = people(teachers_by_line(c, s, year, stage, DEMO_PE_ART));
    bool small = pupils >= 50 && pupils < 100;

    if (backbone > teachers / 2)
        backbone = teachers / 2;
    if (special > teachers / 2)
        special = teachers / 2;
    if (small && special > 0 &&
        demo_trait(s, 16) < 0.7) { /* one of them comes from the next school */
        special--;
        demo_set(line, "visiting_pe_art", 1);
    } else {
        demo_set(line, "visiting_pe_art", 0);
    }
    degrees(line, s, stage, teachers, above);
    specialists(line, s, special);
    demo_set(line, "teachers", teachers);
    demo_set(line, "staff", teachers + people(teachers * 0.06) + (s->boarding ? 3 : 0));
    demo_set(line, "backbone", backbone);
    demo_set(line, "licensed", late < 2 && demo_trait(s, 17) < 0.1 ? teachers - 1 : teachers);
    demo_set(line, "hours360", late < 3 ? people(teachers * (0.93 + 0.02 * late)) : teachers);
    demo_set(line, "mid_title", people(teachers * (0.42 + 0.2 * demo_trait(s, 18))));
    demo_set(line, "county_trained", people(teachers * 0.3) > 0 ? people(teachers * 0.3) : 1);
}

/* Pupils as they count for shared rooms: 1 : 1.1 : 1.32, or 1 : 1.2 in a complete school. */
static double weighted_pupils(const struct demo_county *c, const struct demo_school *s, int year,
                              double *ret_line, int resource)
{
    double p[3], w[3] = {1, 1.1, 1.32};

    for (int stage = 0; stage < 3; stage++)
        p[stage] = demo_pupils(c, s, year, stage);
    if (s->type == DEMO_COMPLETE)
        w[1] = 1, w[2] = 1.2;
    if (s->type == DEMO_JUNIOR)
        w[1] = 1;
    *ret_line = 0; /* the stage that needs most decides */
    for (int stage = 0; stage < 2; stage++)
        if (p[stage] > 0 && line_of[stage][resource] / w[stage] > *ret_line)
            *ret_line = line_of[stage][resource] / w[stage];
    return w[0] * p[0] + w[1] * p[1] + w[2] * p[2];
}

/* Rooms, grounds and equipment do not follow the pupils of one year: they are those of the last. */
static double premises(const struct demo_county *c, const struct demo_school *s, int year,
                       int resource)
{
    int base = last_year(c);
    if (!demo_open(s, base))
        base = s->last_year;
    double line, pupils = weighted_pupils(c, s, base, &line, resource);
    int stage = s->size[0] > 0 ? 0 : 1;

    return s->quality[stage][resource] * line * pupils *
           built_up(c, s, year, (unsigned)resource, resource == DEMO_EQUIPMENT ? 0.035 : 0.012);
}

static void music_and_art(struct demo_line *line, const struct demo_county *c,
                          const struct demo_school *s, int year)
{
    static const char *const bands[2][4] = {
        {"music_ge96", "music_73_96", "music_61_73", "music_54_61"},
        {"fine_art_ge90", "fine_art_67_90", "fine_art_61_67", "fine_art_54_61"}};
    int band[10], largest, classes = 0, widest = 0, count[4] = {0};

    for (int stage = 0; stage < 2; stage++) {
        if (!demo_pupils(c, s, year, stage))
            continue;
        classes += demo_classes(c, s, year, stage, band, &largest);
        widest = largest > widest ? largest : widest;
    }
    int rooms = (classes + 11) / 12;
    if (s->rooms_short > year && rooms > 0)
        rooms--;
    bool young = s->built >= 2017, little = s->locale == DEMO_RURAL && widest < 30;
    count[young ? 0 : little ? (s->size[1] > 0 ? 2 : 3) : demo_trait(s, 20) < 0.5 ? 0 : 1] = rooms;
    for (int kind = 0; kind < 2; kind++)
        for (int k = 0; k < 4; k++)
            demo_set(line, bands[kind][k], count[k]);
}

static double ten_thousand(double yuan) /* a figure that is whole in units of 100 yuan */
{
    return floor(yuan / 100 + 0.5) * 100;
}

static void money(struct demo_line *line, const struct demo_county *c, const struct demo_school *s,
                  int year)
{
    double p = demo_pupils(c, s, year, 0), j = demo_pupils(c, s, year, 1);
    double pupils = p + j, counted = pupils < 100 && s->size[2] <= 0 ? 100 : pupils;
    double funds = pupils > 0 ? ten_thousand(counted / pupils * (p * 760 + j * 980)) : 0;
    int late = year - c->first_year;
    double share =
        0.0512 + 0.014 * demo_trait(s, 22) - (late < 3 && demo_trait(s, 23) < 0.08 ? 0.01 : 0);

    demo_set(line, "public_funds", funds);
    demo_set(line, "training_funds", ten_thousand(funds * share + 100));
    demo_set(line, "quota_pupils", counted);
}

void demo_premises_line(struct demo_line *line, const struct demo_county *c,
                        const struct demo_school *s, int year)
{
    double sports = premises(c, s, year, DEMO_SPORTS), aux = premises(c, s, year, DEMO_AUX_AREA);
    bool hall = s->locale != DEMO_RURAL && demo_trait(s, 24) < 0.35;
    double indoor = hall ? floor(sports * 0.12) : 0;
    char text[40];

    demo_set(line, "aux_area", floor(aux + indoor));
    demo_set(line, "indoor_sports", indoor);
    demo_set(line, "sports_ground", floor(sports - indoor));
    demo_set(line, "own_space_sports", 0);
    demo_set(line, "rented_sports", 0);
    demo_set(line, "equipment", ten_thousand(premises(c, s, year, DEMO_EQUIPMENT)));
    demo_set(line, "multimedia", people(premises(c, s, year, DEMO_MULTIMEDIA) / 100 + 0.3));
    double pupils = demo_pupils(c, s, year, 0) + demo_pupils(c, s, year, 1);
    demo_set(line, "computers", people(pupils * (0.09 + 0.06 * demo_trait(s, 25)) + 5));
    demo_set(line, "books", people(pupils * (24 + 16 * demo_trait(s, 26)) + 300));
    music_and_art(line, c, s, year);
    demo_yes(line, "lab_standard", s->type != DEMO_POINT);
    demo_yes(line, "campus_net", true);
    snprintf(text, sizeof text, "edu-%s.example", s->code);
    demo_say(line, "net_address", text);
    demo_set(line, "bandwidth", s->locale == DEMO_RURAL ? 200 : 1000);
    money(line, c, s, year);
}

struct sums {
    double pupils, private_, primary, junior, special, teachers, migrants;
};

static struct sums add_up(const struct demo_county *c, int year)
{
    struct sums t = {0};

    for (size_t i = 0; i < c->nschool; i++) {
        const struct demo_school *s = &c->school[i];
        double p = demo_pupils(c, s, year, 0), j = demo_pupils(c, s, year, 1);
        t.primary += p;
        t.junior += j;
        t.private_ += s->private_ ? p + j : 0;
        t.migrants += floor((p + j) * (s->locale == DEMO_URBAN ? 0.12 : 0.02));
    }
    t.pupils = t.primary + t.junior;
    t.special = floor(t.pupils * 0.0022) + 20;
    t.teachers = floor(t.primary / 17 + t.junior / 12.6);
    return t;
}

static void exchange(struct demo_line *line, const struct sums *t, int late)
{
    double eligible = floor(t->teachers * 0.46);
    double moved = ceil(eligible * (0.082 + 0.006 * late)); /* 10.6 % in the last year */

    demo_set(line, "eligible_exchange", eligible);
    demo_set(line, "exchanged", moved);
    demo_set(line, "exchanged_backbone", ceil(moved * (0.17 + 0.018 * late)));
    demo_set(line, "quality_senior_plan", 2400);
    demo_set(line, "quota_allocated", 1250 + 30 * late);
    demo_yes(line, "quota_rural_tilt", true);
}

static void documents(struct demo_line *line, int late)
{
    static const char *const yes[] = {"synthetic", "basic_monitoring", "doc_layout",  "doc_unified",
                                      "doc_posts", "left_behind_care", "teaching_ict"};
    static const char *const no[] = {"veto_exam_admission", "veto_school_choice",
                                     "veto_key_classes",    "veto_unfilled_posts",
                                     "veto_major_incident", "veto_fraud"};

    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        demo_yes(line, yes[i], true);
    demo_yes(line, "no_overload", late > 0);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        demo_yes(line, no[i], false);
}

void demo_county_line(struct demo_line *line, const struct demo_county *c, int year)
{
    struct sums t = add_up(c, year);
    int late = year - c->first_year;
    double disabled = floor(t.pupils * 0.0041) + 12;

    documents(line, late);
    exchange(line, &t, late);
    demo_set(line, "residents", floor(t.pupils * 8.6));
    demo_set(line, "basic_recognized", 2017);
    demo_set(line, "quota_primary", late < 2 ? 650 : 720);
    demo_set(line, "quota_junior", late < 2 ? 850 : 940);
    demo_set(line, "special_pupils", t.special);
    demo_set(line, "special_funds", t.special * (6000 + 250 * late));
    demo_set(line, "teacher_pay", 92000 + 3100 * late);
    demo_set(line, "civil_pay", 93500 + 2300 * late);
    demo_set(line, "migrants_eligible", t.migrants);
    demo_set(line, "migrants_public", floor(t.migrants * (0.90 + 0.008 * late)));
    demo_set(line, "migrants_bought", floor(t.migrants * 0.03));
    demo_set(line, "disabled_children", disabled);
    demo_set(line, "disabled_special", floor(disabled * 0.34));
    demo_set(line, "disabled_inclusive", floor(disabled * 0.47));
    demo_set(line, "disabled_home", floor(disabled * 0.12));
    demo_set(line, "disabled_class", floor(disabled * (0.03 + 0.008 * late)));
    demo_set(line, "monitor_level", 3);
    if (late < JH_DEMO_YEARS - 1) /* the newest report has not come yet */
        demo_set(line, "monitor_between", 0.19 - 0.015 * late);
    demo_set(line, "satisfaction", 81.4 + 0.7 * late); /* 84.2 in the last year: just under 85 */
    demo_set(line, "survey_forms", ceil(t.pupils * 8.6 * 0.0015) + 200);
    demo_set(line, "survey_valid", ceil(t.pupils * 8.6 * 0.0015) + 120);
    demo_set(line, "private_pupils", t.private_);
    demo_set(line, "public_private_total", 3);
    demo_set(line, "public_private_done", late < 2 ? 2 : 3);
}
