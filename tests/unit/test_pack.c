/* tests/unit/test_pack.c - packs: the built-in ones are without fault, what is in them, and every
 * fault a folder can have is named with its place. */
#include "base/buf.h"
#include "pack/pack.h"
#include "t.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static struct jh_err err;

static void show_faults(const struct jh_pack_set *set)
{
    for (size_t i = 0; i < set->nfault; i++)
        printf("%s:%ld: %s \"%s\" %s: %s\n", set->fault[i].file, set->fault[i].line,
               set->fault[i].column, set->fault[i].value, set->fault[i].id, set->fault[i].text);
}

static struct jh_pack_set load(struct jh_arena *mem, const char *folder)
{
    struct jh_pack_set set = {0};
    CHECK(jh_packs_load(mem, &jh_embed_packs, folder, &set, &err) == JH_OK);
    return set;
}

TEST(built_in_packs_have_no_faults)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_pack_set set = load(&mem, NULL);

    show_faults(&set);
    CHECK_INT(0, set.nfault);
    CHECK_INT(6, set.n);
    CHECK(set.nreg >= 3);
    for (size_t i = 0; i < set.n; i++)
        CHECK_INT(64, strlen(set.pack[i].hash));
}

TEST(the_dictionary_has_what_it_promises)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_pack_set set = load(&mem, NULL);
    const struct jh_pack *p = jh_pack_find(&set, "cn-school-statistics");

    CHECK(p != NULL);
    CHECK_INT(5, p->nform);
    CHECK_INT(3, p->nstage);
    CHECK(jh_pack_form(p, "county")->layout == JH_LIST);
    const struct jh_item *type = jh_pack_item(p, "type");
    CHECK_INT(10, type->ncode);
    CHECK_INT(jh_item_code(type, "nine_year", 9), jh_item_code(type, " 九年一贯制 ", 17));
    CHECK_INT(-1, jh_item_code(type, "大学", 6));
    CHECK(jh_pack_item(p, "equipment")->factor == 10000);
    CHECK(jh_pack_item(p, "aux_area")->shared);
    CHECK(jh_in_stages(jh_pack_item(p, "grade7")->stages, "junior"));
    CHECK(!jh_in_stages(jh_pack_item(p, "grade7")->stages, "primary"));
    CHECK(jh_in_stages(jh_pack_item(p, "pupils")->stages, "senior"));
    CHECK(!jh_in_stages(jh_pack_item(p, "teachers")->stages, "senior"));
    CHECK_INT(1, jh_pack_stage_text(p, "初中部", 9));
    CHECK(jh_pack_key(p, "code")->nsynonym > 3);
    CHECK(jh_pack_code_ok(p, "2143000001", 10));
    CHECK(!jh_pack_code_ok(p, "214300001", 9));
    CHECK(!jh_pack_code_ok(p, "21430000012", 11));
    CHECK(!jh_pack_code_ok(p, "21430000A1", 10));
}

TEST(every_name_has_its_slot)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_pack_set set = load(&mem, NULL);

    for (size_t i = 0; i < set.n; i++) {
        const struct jh_pack *p = &set.pack[i];
        for (size_t s = 0; s < p->nslot; s++)
            CHECK_INT(s, jh_pack_slot(p, p->slot[s].name, strlen(p->slot[s].name)));
        CHECK_INT(-1, jh_pack_slot(p, "nothing", 7));
        CHECK_INT(-1, jh_pack_slot(p, "yea", 3));
        if (!p->nform || p->form[0].key != JH_KEY_PERSON) /* rosters know no schools */
            CHECK(jh_pack_slot(p, "type.nine_year", 14) > 0);
    }
}

TEST(a_slot_takes_its_value_from_the_item)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_pack_set set = load(&mem, NULL);
    const struct jh_pack *p = jh_pack_find(&set, "cn-school-statistics");
    const struct jh_slot *nine = &p->slot[jh_pack_slot(p, "type.nine_year", 14)];
    const struct jh_slot *address = &p->slot[jh_pack_slot(p, "net_address", 11)];
    double index = jh_item_code(jh_pack_item(p, "type"), "nine_year", 9), nan = (double)NAN;

    CHECK_NEAR(1, jh_slot_value(p, nine, index, "nine_year"), 0);
    CHECK_NEAR(0, jh_slot_value(p, nine, index + 1, "complete"), 0);
    CHECK(isnan(jh_slot_value(p, nine, nan, NULL)));
    CHECK_NEAR(1, jh_slot_value(p, address, nan, "http://x"), 0);
    CHECK(isnan(jh_slot_value(p, address, nan, "")));
}
