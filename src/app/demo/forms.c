/* src/app/demo/forms.c - what the roster and the form of pupils say of a school. */
#include "app/demo/model.h"
#include <math.h>
#include <stdio.h>

static const char *const type_code[DEMO_TYPES] = {
    [DEMO_PRIMARY] = "primary",      [DEMO_POINT] = "point",
    [DEMO_JUNIOR] = "junior",        [DEMO_NINE_YEAR] = "nine_year",
    [DEMO_COMPLETE] = "complete",    [DEMO_TWELVE_YEAR] = "twelve_year",
    [DEMO_SENIOR] = "senior",        [DEMO_SPECIAL] = "special",
    [DEMO_VOCATIONAL] = "vocational"};

static const char *const area_name[JH_DEMO_AREAS] = {"东片", "南片", "西片", "北片", "中片"};

static int part(double whole, double share)
{
    return (int)floor(whole * share);
}

void demo_roster_line(struct demo_line *line, const struct demo_county *c,
                      const struct demo_school *s, int year)
{
    static const char *const locale[] = {"urban", "town", "rural"};
    char day[16];

    demo_say(line, "name", s->renamed && year >= s->renamed ? s->later_name : s->name);
    demo_say(line, "type", type_code[s->type]);
    demo_say(line, "run_by", s->private_ ? "private" : "county");
    demo_say(line, "locale", locale[s->locale]);
    demo_say(
        line, "town",
        jh_arena_printf(line->mem, "%s%s", c->town[s->town].name, s->town < 2 ? "街道" : "镇"));
    demo_say(line, "area", area_name[c->town[s->town].area]);
    if (s->community >= 0) {
        demo_say(line, "community", c->community[s->community]);
        demo_say(line, "community_role", s->core ? "core" : "member");
    }
    demo_set(line, "built", s->built);
    demo_yes(line, "boarding", s->boarding);
    demo_yes(line, "dense_center", false);
    if (s->first_year > 0) {
        snprintf(day, sizeof day, "%d-09-01", s->first_year % 10000);
        demo_say(line, "opened", day);
    }
    if (s->merged_into >= 0 && year > s->last_year) {
        snprintf(day, sizeof day, "%d-08-31", (s->last_year + 1) % 10000);
        demo_say(line, "closed", day);
        demo_say(line, "merged_into", c->school[s->merged_into].code);
    }
    demo_set(line, "lon", s->lon);
    demo_set(line, "lat", s->lat);
    demo_say(line, "crs", "CGCS2000");
    int late = year - c->first_year;
    demo_yes(line, "standardized",
             late == JH_DEMO_YEARS - 1 || demo_trait(s, 30) > 0.3 - 0.06 * late);
    demo_yes(line, "safe_civil", late > 2 || demo_trait(s, 31) > 0.1);
    demo_yes(line, "principal_system", late > 0);
    demo_yes(line, "charter", true);
    demo_yes(line, "moral_good", true);
    demo_yes(line, "courses_full", late > 1 || demo_trait(s, 32) > 0.06);
}

static void class_bands(struct demo_line *line, const struct demo_county *c,
                        const struct demo_school *s, int year, int stage)
{
    static const char *const bands[] = {"class_le25",  "class_26_30", "class_31_35", "class_36_40",
                                        "class_41_45", "class_46_50", "class_51_55", "class_56_60",
                                        "class_61_65", "class_ge66"};
    int band[10], largest;

    demo_set(line, "classes", demo_classes(c, s, year, stage, band, &largest));
    for (int k = 0; k < 10; k++)
        demo_set(line, bands[k], band[k]);
    demo_set(line, "largest_class", largest);
}

/* The three years of the pupils who left in summer: begun, came, went, died, left with the
 * certificate. */
static void junior_flow(struct demo_line *line, const struct demo_county *c,
                        const struct demo_school *s, int year)
{
    int cohort = demo_grade(c, s, year - 3, 7), last = demo_grade(c, s, year - 1, 9);
    int died = cohort > 400 && demo_trait(s, 33) < 0.1, left = part(cohort, 0.004);
    int gap = cohort - died - left - last, in = part(cohort, 0.012), out = in + gap;

    if (out < 0) {
        in -= out;
        out = 0;
    }
    demo_set(line, "cohort7", cohort);
    demo_set(line, "graduates", cohort + in - out - died - left);
    demo_set(line, "moved_in", in);
    demo_set(line, "moved_out", out);
    demo_set(line, "died", died);
}

static void senior_line(struct demo_line *line, const struct demo_county *c,
                        const struct demo_school *s, int year)
{
    int pupils = demo_pupils(c, s, year, 2);
    demo_set(line, "pupils", pupils);
    int classes = (pupils + 49) / 50;
    demo_set(line, "classes", classes);
}

void demo_pupils_line(struct demo_line *line, const struct demo_county *c,
                      const struct demo_school *s, int year, int stage)
{
    int pupils = demo_pupils(c, s, year, stage), before = demo_pupils(c, s, year - 1, stage);
    int first = stage == 0 ? 1 : 7, last = stage == 0 ? 6 : 9;
    bool town = s->locale != DEMO_RURAL;
    char id[16];

    if (stage == 2) {
        senior_line(line, c, s, year);
        return;
    }
    demo_set(line, "pupils", pupils);
    for (int g = first; g <= last; g++) {
        snprintf(id, sizeof id, "grade%d", g);
        demo_set(line, id, demo_grade(c, s, year, g));
    }
    demo_set(line, "entrants", demo_grade(c, s, year, first));
    demo_set(line, "graduates_due", demo_grade(c, s, year, last));
    class_bands(line, c, s, year, stage);
    demo_set(line, "boarders", s->boarding ? part(pupils, 0.35) : 0);
    demo_set(line, "migrants", part(pupils, s->locale == DEMO_URBAN ? 0.12 : 0.02));
    demo_set(line, "in_zone",
             s->private_ || !town                                   ? part(pupils, 0.93)
             : demo_trait(s, 34) < 0.05 && year < c->first_year + 3 ? part(pupils, 0.97)
                                                                    : pupils);
    demo_set(line, "last_pupils", before);
    demo_set(line, "examined", part(before, 0.955));
    if (stage == 0) {
        demo_set(line, "preschooled", part(demo_grade(c, s, year, 1), 0.99));
        demo_set(line, "graduates", demo_grade(c, s, year - 1, 6));
    } else {
        junior_flow(line, c, s, year);
    }
}
