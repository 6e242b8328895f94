/* tests/unit/test_balance.c - the scorecard of 2017 on counties small enough to check by hand. */
#include "county.h"

/* Figures that reach every line of a primary school with 100 pupils, but what a test overrides. */
#define RICH                                                                                       \
    "doctor=0 master=1 bachelor=4 college=1 below_college=1 backbone=2 pe=1 music=1 "              \
    "fine_art=1 art=0 teachers=7 licensed=7 hours360=7"
#define ROOMY "aux_area=600 indoor_sports=100 sports_ground=1200 equipment=300000 multimedia=4"

static void primary(struct county *c, const char *code, const char *name)
{
    char roster[200];
    snprintf(roster, sizeof roster, "name=%s type=primary run_by=county locale=town", name);
    county_put(c, code, 2025, "", roster);
    county_put(c, code, 2025, "primary", "pupils=100 classes=3 largest_class=40");
    county_put(c, code, 2025, "primary", RICH);
    county_put(c, code, 2025, "", ROOMY);
}

TEST(values_lines_and_gaps)
{
    struct county c;
    county_open(&c, NULL);
    primary(&c, "3143000001", "一小");
    primary(&c, "3143000002", "二小");
    county_put(&c, "3143000002", 2025, "", "equipment=150000");
    county_done(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});

    CHECK_INT(2025, b.year);
    CHECK_INT(2, b.nunit);
    CHECK_NEAR(6, measure_at(&b, "3143000001", "primary", "above_degree")->value, 1e-15);
    CHECK_NEAR(5, measure_at(&b, "3143000001", "primary", "aux_area")->value, 1e-15);
    CHECK_NEAR(13, measure_at(&b, "3143000001", "primary", "sports_area")->value, 1e-15);
    const struct jh_measure *m = measure_at(&b, "3143000002", "primary", "equipment_value");
    CHECK_NEAR(1500, m->value, 1e-12);
    CHECK(m->status == JH_FAIL);
    CHECK_NEAR(50000, m->gap, 0);
    CHECK_INT(6, unit_at(&b, "3143000002", "primary")->reached);
    CHECK_INT(1, unit_at(&b, "3143000002", "primary")->below_floor); /* 75 % is under 85 % */
    CHECK(unit_at(&b, "3143000002", "primary")->status == JH_FAIL);
    CHECK(unit_at(&b, "3143000001", "primary")->status == JH_PASS);

    /* equipment 300000 and 150000 at 100 pupils each: mean 2250, deviation 750, cv 1/3 */
    const struct jh_stage_dispersion *d = dispersion_of(&b, "primary", "equipment_value");
    CHECK_NEAR(2250, d->all.mean, 1e-12);
    CHECK_NEAR(1.0 / 3, d->all.cv, 1e-15);
    CHECK(d->status == JH_PASS);
    CHECK_INT(2, d->have);
    CHECK_INT(1, d->failing);

    const struct jh_reason *r = reason_at(&b, JH_REASON_SCHOOLS, NULL);
    CHECK(r && r->nschool == 1 && strstr(r->text, "小学 2 所中 1 所") && strstr(r->text, "二小"));
    CHECK(b.verdict == JH_FAIL);
    county_close(&c);
}

TEST(the_floor_is_met_at_exactly_85_percent)
{
    /* line 2000 a pupil, 100 pupils: 170000 is exactly 85 %, 169980 is 84.99 % */
    const char *const money[] = {"equipment=170000", "equipment=169980"};
    for (int i = 0; i < 2; i++) {
        struct county c;
        county_open(&c, NULL);
        primary(&c, "3143000001", "一小");
        county_put(&c, "3143000001", 2025, "", money[i]);
        county_done(&c);
        struct jh_balance b = county_ask(&c, (struct jh_ask){0});
        const struct jh_unit *u = unit_at(&b, "3143000001", "primary");
        CHECK_INT(6, u->reached);
        CHECK_INT(i, u->below_floor);
        CHECK(u->status == (i ? JH_FAIL : JH_PASS));

        const struct jh_set all[] = {{"pass_count", 7}}, low[] = {{"floor", 0.8}};
        b = county_ask(&c, (struct jh_ask){.set = all, .nset = 1});
        CHECK(unit_at(&b, "3143000001", "primary")->status == JH_FAIL);
        b = county_ask(&c, (struct jh_ask){.set = low, .nset = 1});
        CHECK(unit_at(&b, "3143000001", "primary")->status == JH_PASS);
        county_close(&c);
    }
}

TEST(what_is_missing_is_unknown)
{
    struct county c;
    county_open(&c, NULL);
    primary(&c, "3143000001", "一小");
    county_put(&c, "3143000003", 2025, "", "name=三小 type=primary run_by=county locale=rural");
    county_put(&c, "3143000003", 2025, "primary", "pupils=80 classes=6");
    county_put(&c, "3143000003", 2025, "primary", RICH);
    county_put(&c, "3143000004", 2025, "", "name=四小 type=primary run_by=county locale=rural");
    county_done(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});

    CHECK_INT(3, b.nunit); /* 四小 reported nothing and is there all the same */
    const struct jh_unit *u = unit_at(&b, "3143000003", "primary");
    CHECK(u->status == JH_UNKNOWN);
    CHECK_INT(3, u->reached);
    CHECK_INT(4, u->missing);
    CHECK(isnan(measure_at(&b, "3143000003", "primary", "equipment_value")->value));
    CHECK(isnan(measure_at(&b, "3143000003", "primary", "equipment_value")->gap));
    CHECK(unit_at(&b, "3143000004", "primary")->status == JH_UNKNOWN);
    CHECK(isnan(unit_at(&b, "3143000004", "primary")->pupils));
    const struct jh_stage_dispersion *d = dispersion_of(&b, "primary", "equipment_value");
    CHECK(d->status == JH_UNKNOWN);
    CHECK_INT(1, d->have);
    CHECK_INT(3, d->of);
    CHECK_NEAR(3000, d->all.mean, 1e-9);
    /* 四小 has no figures at all, so also the indicators that 三小 reported are not complete. */
    CHECK_INT(2, dispersion_of(&b, "primary", "backbone")->have);
    for (size_t i = 0; i < b.nreason; i++)
        CHECK(b.reason[i].indicator != NULL || b.reason[i].status == JH_UNKNOWN);
    CHECK(reason_at(&b, JH_REASON_MISSING, "equipment_value")->nschool == 2);
    county_close(&c);
}

TEST(two_failures_cannot_be_undone_by_what_is_missing)
{
    struct county c;
    county_open(&c, NULL);
    primary(&c, "3143000001", "一小");
    county_put(&c, "3143000005", 2025, "", "name=五小 type=primary run_by=county locale=town");
    county_put(&c, "3143000005", 2025, "primary",
               "pupils=100 backbone=0 pe=0 music=0 fine_art=0 art=0");
    county_done(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});
    CHECK(unit_at(&b, "3143000005", "primary")->status == JH_FAIL);
    CHECK_INT(5, unit_at(&b, "3143000005", "primary")->missing);
    county_close(&c);
}

TEST(a_nine_year_school_is_two_rows)
{
    struct county c;
    county_open(&c, NULL);
    county_put(&c, "3243000001", 2025, "", "name=九年 type=nine_year run_by=county locale=town");
    county_put(&c, "3243000001", 2025, "primary", "pupils=200");
    county_put(&c, "3243000001", 2025, "junior", "pupils=100 backbone=2");
    county_put(&c, "3243000001", 2025, "", "equipment=310000 aux_area=3100 indoor_sports=310");
    county_put(&c, "3243000001", 2025, "junior", "multimedia=3");
    county_put(&c, "3243000001", 2025, "", "multimedia=31");
    county_done(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});
    CHECK_INT(2, b.nunit);
    /* 200 : 1.1 * 100 = 200/310 : 110/310 */
    CHECK_NEAR(200000 / 200.0, measure_at(&b, "3243000001", "primary", "equipment_value")->value,
               1e-9);
    CHECK_NEAR(110000 / 100.0, measure_at(&b, "3243000001", "junior", "equipment_value")->value,
               1e-9);
    CHECK_NEAR(2000 - 200, measure_at(&b, "3243000001", "primary", "aux_area")->amount, 1e-9);
    /* teachers are counted by stage and never shared; a figure given for the stage is its own */
    CHECK_NEAR(2, measure_at(&b, "3243000001", "junior", "backbone")->value, 1e-12);
    CHECK(isnan(measure_at(&b, "3243000001", "primary", "backbone")->value));
    CHECK_NEAR(3, measure_at(&b, "3243000001", "junior", "multimedia_rooms")->value, 1e-12);
    CHECK_NEAR(10, measure_at(&b, "3243000001", "primary", "multimedia_rooms")->value, 1e-12);
    county_close(&c);
}

TEST(complete_and_twelve_year_schools_share_with_senior)
{
    struct county c;
    county_open(&c, NULL);
    county_put(&c, "3343000001", 2025, "", "name=完中 type=complete run_by=county locale=urban");
    county_put(&c, "3343000001", 2025, "junior", "pupils=600");
    county_put(&c, "3343000001", 2025, "senior", "pupils=500");
    county_put(&c, "3343000001", 2025, "", "equipment=1200000");
    county_put(&c, "3443000001", 2025, "",
               "name=十二年 type=twelve_year run_by=private locale=urban");
    county_put(&c, "3443000001", 2025, "primary", "pupils=100");
    county_put(&c, "3443000001", 2025, "junior", "pupils=100");
    county_put(&c, "3443000001", 2025, "senior", "pupils=100");
    county_put(&c, "3443000001", 2025, "", "equipment=342000");
    county_put(&c, "3443000002", 2025, "",
               "name=缺高中 type=twelve_year run_by=county locale=urban");
    county_put(&c, "3443000002", 2025, "primary", "pupils=100");
    county_put(&c, "3443000002", 2025, "junior", "pupils=100");
    county_put(&c, "3443000002", 2025, "", "equipment=342000");
    county_done(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});

    CHECK(unit_at(&b, "3343000001", "senior") == NULL);
    CHECK_NEAR(1000, measure_at(&b, "3343000001", "junior", "equipment_value")->value, 1e-9);
    CHECK_NEAR(1000, measure_at(&b, "3443000001", "primary", "equipment_value")->value, 1e-9);
    CHECK_NEAR(1100, measure_at(&b, "3443000001", "junior", "equipment_value")->value, 1e-9);
    /* Its senior pupils are not known: nobody can say how much is left for the others. */
    CHECK(isnan(measure_at(&b, "3443000002", "junior", "equipment_value")->value));

    /* The private school leaves the scope by the switch, with its reason. */
    const struct jh_set without[] = {{"private_in_cv", 0}};
    b = county_ask(&c, (struct jh_ask){.set = without, .nset = 1});
    CHECK(unit_at(&b, "3443000001", "primary")->excluded != NULL);
    CHECK(strstr(unit_at(&b, "3443000001", "primary")->excluded->reason.zh, "民办") != NULL);
    CHECK(unit_at(&b, "3443000002", "primary")->excluded == NULL);
    county_close(&c);
}

TEST(a_point_counts_from_50_pupils)
{
    struct county c;
    county_open(&c, NULL);
    county_put(&c, "2143000001", 2025, "",
               "name=甲点 type=point run_by=county locale=rural quota_pupils=100");
    county_put(&c, "2143000001", 2025, "primary",
               "pupils=49 pe=0 music=0 fine_art=0 art=0 visiting_pe_art=1");
    county_put(&c, "2143000002", 2025, "",
               "name=乙点 type=point run_by=county locale=rural quota_pupils=60");
    county_put(&c, "2143000002", 2025, "primary",
               "pupils=50 pe=0 music=0 fine_art=0 art=0 visiting_pe_art=1");
    county_put(&c, "2143000003", 2025, "",
               "name=特校 type=special run_by=county locale=urban quota_pupils=60");
    county_put(&c, "2143000003", 2025, "primary", "pupils=90");
    county_done(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});
    CHECK(unit_at(&b, "2143000001", "primary")->excluded != NULL);
    CHECK(unit_at(&b, "2143000002", "primary")->excluded == NULL);
    CHECK(unit_at(&b, "2143000003", "primary")->excluded != NULL);
    /* teachers who come by count at a small rural point of 50 to 99 pupils */
    CHECK_NEAR(2, measure_at(&b, "2143000002", "primary", "pe_art")->value, 1e-12);
    CHECK_NEAR(0, measure_at(&b, "2143000001", "primary", "pe_art")->value, 1e-12);

    /* Funds for 100 pupils are owed to the points, also the small one, not to the special school.
     */
    const struct jh_county_indicator *funds = other_at(&b, "gov_small_funds");
    CHECK_INT(2, funds->of);
    CHECK_INT(1, funds->failing);
    CHECK(funds->status == JH_FAIL);
    const struct jh_reason *r = reason_at(&b, JH_REASON_INDICATOR, "gov_small_funds");
    CHECK(r && r->nschool == 1 && strstr(r->text, "乙点"));
    county_close(&c);
}

/* Who is in no table of schools is still in the county's rates, unless the roster leaves it out. */
TEST(the_county_counts_small_points_too)
{
    struct county c;
    county_open(&c, NULL);
    primary(&c, "3143000001", "一小");
    county_put(&c, "3143000001", 2025, "primary", "teachers=20 licensed=20 hours360=20");
    county_put(&c, "2143000001", 2025, "", "name=甲点 type=point run_by=county locale=rural");
    county_put(&c, "2143000001", 2025, "primary", "pupils=49 teachers=5 licensed=4 hours360=5");
    county_put(&c, "2143000003", 2025, "", "name=特校 type=special run_by=county locale=urban");
    county_put(&c, "2143000003", 2025, "primary", "pupils=90 teachers=50 licensed=0 hours360=0");
    county_put(&c, "3143000004", 2025, "", "name=民办 type=nine_year run_by=private locale=town");
    county_put(&c, "3143000004", 2025, "primary", "pupils=80 teachers=10 licensed=9 hours360=5");
    county_put(&c, "3143000004", 2025, "junior",
               "pupils=40 teachers=5 licensed=5 hours360=5 graduates=18 moved_in=0 moved_out=0 "
               "died=0 cohort7=20");
    county_done(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});
    CHECK(unit_at(&b, "2143000001", "primary")->excluded != NULL);
    CHECK_NEAR(100.0 * 38 / 40, other_at(&b, "gov_licensed")->county.value, 1e-12);
    CHECK_NEAR(100.0 * 35 / 40, other_at(&b, "gov_training_hours")->county.value, 1e-12);
    CHECK_NEAR(90, other_at(&b, "quality_retention")->county.value, 1e-12);
    bool told = false; /* the tables of schools have two rows of the primary stage, not three */
    for (size_t i = 0; i < b.nreason; i++)
        told |= strncmp(b.reason[i].text, "小学 2 所中", strlen("小学 2 所中")) == 0;
    CHECK(told);

    const struct jh_set without[] = {{"private_in_cv", 0}};
    b = county_ask(&c, (struct jh_ask){.set = without, .nset = 1});
    CHECK_NEAR(100.0 * 24 / 25, other_at(&b, "gov_licensed")->county.value, 1e-12);
    CHECK(isnan(other_at(&b, "quality_retention")->county.value));
    county_close(&c);
}

TEST(a_dense_centre_counts_rented_sports_grounds)
{
    struct county c;
    county_open(&c, NULL);
    for (int i = 0; i < 2; i++) {
        const char *code = i ? "3143000002" : "3143000001";
        county_put(&c, code, 2025, "",
                   i ? "name=中心 type=primary run_by=county locale=urban dense_center=1"
                     : "name=普通 type=primary run_by=county locale=urban dense_center=0");
        county_put(&c, code, 2025, "primary", "pupils=100");
        county_put(&c, code, 2025, "",
                   "sports_ground=500 indoor_sports=100 own_space_sports=50 rented_sports=150");
    }
    county_done(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});
    CHECK_NEAR(6, measure_at(&b, "3143000001", "primary", "sports_area")->value, 1e-12);
    CHECK_NEAR(8, measure_at(&b, "3143000002", "primary", "sports_area")->value, 1e-12);
    county_close(&c);
}

TEST(schools_open_close_and_keep_their_attributes)
{
    struct county c;
    county_open(&c, NULL);
    county_put(&c, "3143000001", 2023, "",
               "name=旧名 type=primary run_by=county locale=rural built=1998");
    county_put(&c, "3143000001", 2023, "primary", "pupils=60");
    county_put(&c, "3143000001", 2024, "", "name=新名");
    county_put(&c, "3143000001", 2024, "primary", "pupils=70");
    county_put(&c, "3143000001", 2025, "primary", "pupils=80");
    county_put(&c, "3143000002", 2023, "",
               "name=撤并 type=primary run_by=county locale=rural "
               "closed=2024-07-10 merged_into=3143000001");
    county_put(&c, "3143000002", 2023, "primary", "pupils=60");
    county_put(&c, "3143000003", 2023, "",
               "name=规划 type=primary run_by=county locale=town opened=2025-09-01");
    county_put(&c, "3143000003", 2025, "primary", "pupils=300");
    county_done(&c);

    struct jh_balance b = county_ask(&c, (struct jh_ask){.year = 2023});
    CHECK_INT(2, b.nschool);
    CHECK_STR("旧名", b.school[0].name);
    b = county_ask(&c, (struct jh_ask){.year = 2024});
    CHECK_INT(1, b.nschool);
    CHECK_STR("新名", b.school[0].name);
    CHECK_STR("rural", b.school[0].locale);
    b = county_ask(&c, (struct jh_ask){0});
    CHECK_INT(2025, b.year);
    CHECK_INT(2, b.nschool);
    CHECK_STR("新名", b.school[0].name);
    CHECK_NEAR(80, unit_at(&b, "3143000001", "primary")->pupils, 0);
    const struct jh_ask none = {.county = COUNTY, .year = 2022};
    CHECK(jh_app_balance(&c.app, &c.mem, &none, &b, &c.err) == JH_E_NOTFOUND);
    CHECK_STR("balance.no_year", c.err.id);
    county_close(&c);
}

TEST(a_later_import_wins_value_by_value_and_can_be_undone)
{
    struct county c;
    county_open(&c, NULL);
    primary(&c, "3143000001", "一小");
    county_done(&c);
    struct jh_balance first = county_ask(&c, (struct jh_ask){0});
    county_begin(&c);
    county_put(&c, "3143000001", 2025, "", "equipment=400000");
    county_done(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});
    CHECK_NEAR(4000, measure_at(&b, "3143000001", "primary", "equipment_value")->value, 1e-9);
    CHECK_NEAR(5, measure_at(&b, "3143000001", "primary", "aux_area")->value, 1e-12);
    CHECK(strcmp(first.run, b.run) != 0);
    c.import.state = JH_IMPORT_UNDONE;
    CHECK(jh_store_save_import(c.store, COUNTY, &c.import, &c.err) == JH_OK);
    b = county_ask(&c, (struct jh_ask){0});
    CHECK_STR(first.run, b.run); /* the same facts, the same run */
    county_close(&c);
}

TEST(a_mean_of_zero_has_no_coefficient)
{
    struct county c;
    county_open(&c, NULL);
    primary(&c, "3143000001", "一小");
    primary(&c, "3143000002", "二小");
    county_put(&c, "3143000001", 2025, "primary", "backbone=0");
    county_put(&c, "3143000002", 2025, "primary", "backbone=0");
    county_done(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});
    const struct jh_stage_dispersion *d = dispersion_of(&b, "primary", "backbone");
    CHECK(d->solved == JH_E_NOSOLUTION);
    CHECK(isnan(d->all.cv));
    CHECK(d->status == JH_UNKNOWN);
    CHECK_NEAR(0, d->all.mean, 0);
    const struct jh_reason *r = reason_at(&b, JH_REASON_MISSING, "backbone");
    CHECK(r && strstr(r->text, "均值为 0"));
    county_close(&c);
}

TEST(the_county_reasons_are_complete)
{
    struct county c;
    county_open(&c, NULL);
    primary(&c, "3143000001", "一小");
    primary(&c, "3143000002", "二小");
    county_put(&c, "3143000002", 2025, "", "equipment=1000000");
    county_put(&c, "", 2025, "",
               "veto_fraud=1 veto_exam_admission=0 eligible_exchange=100 exchanged=10 "
               "exchanged_backbone=1 basic_recognized=2023 doc_layout=0 satisfaction=84.99");
    county_done(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){0});
    CHECK(b.verdict == JH_FAIL);
    CHECK(b.reason[0].kind == JH_REASON_VETO);
    CHECK(strstr(b.reason[0].text, "弄虚作假") != NULL);
    CHECK(reason_at(&b, JH_REASON_VETO, "veto_exam_admission_found") == NULL);
    CHECK(reason_at(&b, JH_REASON_ENTRY, "entry_years") != NULL);
    CHECK(reason_at(&b, JH_REASON_CV, "equipment_value") != NULL);
    CHECK(reason_at(&b, JH_REASON_INDICATOR, "gov_layout") != NULL);
    CHECK(reason_at(&b, JH_REASON_INDICATOR, "satisfaction_rate") != NULL);
    CHECK(other_at(&b, "gov_exchange")->status == JH_PASS); /* exactly 10 % is not below */
    CHECK(reason_at(&b, JH_REASON_INDICATOR, "gov_exchange_backbone") != NULL);
    CHECK_NEAR(1, other_at(&b, "gov_exchange_backbone")->county.gap, 0);
    CHECK(reason_at(&b, JH_REASON_MISSING, "gov_unified") != NULL);
    const struct jh_set strict[] = {{"strict_share", 1}};
    b = county_ask(&c, (struct jh_ask){.set = strict, .nset = 1});
    CHECK(other_at(&b, "gov_exchange")->status == JH_FAIL);

    /* Everything that fails or is unknown is in the list, and nothing else. */
    size_t bad = 0, listed = 0;
    for (size_t i = 0; i < b.nother; i++)
        bad += b.other[i].status != JH_PASS;
    for (size_t i = 0; i < b.nreason; i++)
        listed += b.reason[i].indicator && b.reason[i].indicator->level != JH_LEVEL_UNIT;
    CHECK_INT(bad, listed);
    county_close(&c);
}

TEST(switches_are_checked)
{
    struct county c;
    county_open(&c, NULL);
    primary(&c, "3143000001", "一小");
    county_done(&c);
    struct jh_balance b;
    const struct jh_set none[] = {{"no_such", 1}}, range[] = {{"floor", 2}},
                        bad[] = {{"pass_count", 5}};
    struct jh_ask ask = {.county = COUNTY, .set = none, .nset = 1};
    CHECK(jh_app_balance(&c.app, &c.mem, &ask, &b, &c.err) == JH_E_USAGE);
    CHECK_STR("balance.unknown_switch", c.err.id);
    ask.set = range;
    CHECK(jh_app_balance(&c.app, &c.mem, &ask, &b, &c.err) == JH_E_USAGE);
    CHECK_STR("balance.switch_range", c.err.id);
    ask.set = bad;
    CHECK(jh_app_balance(&c.app, &c.mem, &ask, &b, &c.err) == JH_E_USAGE);
    ask.set = NULL, ask.nset = 0;
    /* the county's own setting stands over the default, the question over both */
    CHECK(jh_app_set_switch(&c.app, COUNTY, QUALITY, "floor", 0.9, &c.err) == JH_OK);
    CHECK(jh_app_set_switch(&c.app, COUNTY, QUALITY, "floor", 7, &c.err) == JH_E_USAGE);
    b = county_ask(&c, (struct jh_ask){0});
    const struct jh_switch *floor = jh_pack_switch(b.pack, "floor");
    CHECK_NEAR(0.9, b.switches[floor - b.pack->switches].value, 0);
    const struct jh_set over[] = {{"floor", 0.7}};
    b = county_ask(&c, (struct jh_ask){.set = over, .nset = 1});
    CHECK_NEAR(0.7, b.switches[floor - b.pack->switches].value, 0);
    ask.county = "999999";
    CHECK(jh_app_balance(&c.app, &c.mem, &ask, &b, &c.err) == JH_E_NOTFOUND);
    CHECK_STR("balance.no_county", c.err.id);
    ask.county = COUNTY, ask.pack = "cn-school-statistics";
    CHECK(jh_app_balance(&c.app, &c.mem, &ask, &b, &c.err) == JH_E_NOTFOUND);
    CHECK_STR("balance.no_pack", c.err.id);
    county_close(&c);
}

TEST(a_run_can_be_made_again)
{
    struct county c;
    county_open(&c, NULL);
    primary(&c, "3143000001", "一小");
    primary(&c, "3143000002", "二小");
    county_done(&c);
    const struct jh_set set[] = {{"floor", 0.9}};
    struct jh_balance b = county_ask(&c, (struct jh_ask){.set = set, .nset = 1});
    CHECK(jh_app_keep_run(&c.app, &b, &c.err) == JH_OK);
    CHECK(jh_app_keep_run(&c.app, &b, &c.err) == JH_OK);
    CHECK(jh_app_verify_run(&c.app, COUNTY, b.run, &c.err) == JH_OK);
    CHECK(jh_app_verify_run(&c.app, COUNTY, "0000", &c.err) == JH_E_NOTFOUND);
    county_begin(&c);
    county_put(&c, "3143000001", 2025, "", "equipment=400000");
    county_done(&c);
    CHECK(jh_app_verify_run(&c.app, COUNTY, b.run, &c.err) == JH_E_CONFLICT);
    CHECK_STR("balance.inputs_changed", c.err.id);
    county_close(&c);
}

TEST(the_standard_of_2012_has_a_composite)
{
    struct county c;
    county_open(&c, NULL);
    for (int i = 0; i < 2; i++) {
        const char *code = i ? "3143000002" : "3143000001";
        primary(&c, code, i ? "二小" : "一小");
        county_put(&c, code, 2025, "primary", i ? "mid_title=1" : "mid_title=3");
        county_put(&c, code, 2025, "", i ? "books=1000 computers=10" : "books=3000 computers=10");
    }
    county_put(&c, "3143000003", 2025, "", "name=民办 type=primary run_by=private locale=town");
    county_put(&c, "3143000003", 2025, "primary", "pupils=100");
    county_done(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){.pack = "cn-basic-balance-2012"});
    CHECK(unit_at(&b, "3143000003", "primary")->excluded != NULL);
    CHECK_NEAR(0.5, dispersion_of(&b, "primary", "books_rate")->all.cv, 1e-15);
    CHECK_NEAR(0.5, dispersion_of(&b, "primary", "mid_title_rate")->all.cv, 1e-15);
    CHECK_NEAR((0.5 + 0.5) / 8, b.composite[jh_pack_stage(b.pack, "primary")], 1e-15);
    CHECK(reason_at(&b, JH_REASON_COMPOSITE, NULL) == NULL);
    county_close(&c);
}

TEST(seven_goals_of_one_hundred_percent)
{
    struct county c;
    county_open(&c, NULL);
    primary(&c, "3143000001", "一小");
    primary(&c, "3143000002", "二小");
    county_put(&c, "3143000001", 2025, "", "standardized=1 safe_civil=1 principal_system=1");
    county_put(&c, "3143000002", 2025, "", "standardized=0 safe_civil=1");
    county_put(&c, "", 2025, "",
               "disabled_children=50 disabled_special=20 disabled_inclusive=25 "
               "disabled_home=4 disabled_class=0 public_private_total=0");
    county_done(&c);
    struct jh_balance b = county_ask(&c, (struct jh_ask){.pack = "seven-hundred-percent"});
    CHECK(other_at(&b, "standard_schools")->status == JH_FAIL);
    CHECK_NEAR(50, other_at(&b, "standard_schools")->county.value, 1e-12);
    CHECK(other_at(&b, "safe_campus")->status == JH_PASS);
    CHECK(other_at(&b, "principals")->status == JH_UNKNOWN);
    CHECK_NEAR(98, other_at(&b, "disabled_enrolled")->county.value, 1e-12);
    CHECK_NEAR(1, other_at(&b, "disabled_enrolled")->county.gap, 0);
    CHECK(other_at(&b, "public_private_settled")->status == JH_PASS); /* not asked */
    county_close(&c);
}
