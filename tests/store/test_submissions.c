/* tests/store/test_submissions.c - what the store keeps of rounds, cells, events and exchanges. */
#include "store/inside.h"
#include "store/submissions.h"
#include "t.h"
#include <stdio.h>

static struct jh_err err;
static int counter;
static const char county[] = "430101";

struct room {
    struct jh_store *s;
    struct jh_arena mem;
    int64_t org;
};

static struct room open_room(void)
{
    struct room r = {0};
    char name[40];
    struct jh_collection c = {.title = "2025",
                              .pack = "p",
                              .pack_hash = "h",
                              .forms = "a b",
                              .year = 2025,
                              .due = "2025-10-15"};

    snprintf(name, sizeof name, "submissions-%d", counter++);
    CHECK(jh_store_open(t_store(name), &r.s, &err) == JH_OK);
    CHECK(jh_store_put_org(r.s, county, "2143000001", &r.org, &err) == JH_OK);
    CHECK(jh_store_add_collection(r.s, county, &c, &err) == JH_OK && c.id == 1);
    const struct jh_submission one = {.collection = 1, .org = r.org, .reasons = "{}"};
    CHECK(jh_store_add_submission(r.s, county, &one, &err) == JH_OK);
    return r;
}

static void close_room(struct room *r)
{
    jh_store_close(&r->s);
    jh_arena_free(&r->mem);
}

TEST(a_round_is_found_and_closed)
{
    struct room r = open_room();
    struct jh_collection c, *list;
    struct jh_submission *open;
    size_t n;

    CHECK(jh_store_collection(r.s, &r.mem, county, 1, &c, &err) == JH_OK);
    CHECK_STR("a b", c.forms);
    CHECK(c.year == 2025 && *c.opened && !*c.closed);
    CHECK(jh_store_collection(r.s, &r.mem, county, 2, &c, &err) == JH_E_NOTFOUND);
    CHECK_STR("submission.no_round", err.id);
    CHECK(jh_store_submissions(r.s, &r.mem, county, 0, &open, &n, &err) == JH_OK && n == 1);
    CHECK(jh_store_close_collection(r.s, county, 1, &err) == JH_OK);
    CHECK(jh_store_submissions(r.s, &r.mem, county, 0, &open, &n, &err) == JH_OK && n == 0);
    CHECK(jh_store_submissions(r.s, &r.mem, county, 1, &open, &n, &err) == JH_OK && n == 1);
    CHECK(jh_store_collections(r.s, &r.mem, county, &list, &n, &err) == JH_OK && n == 1);
    CHECK(*list[0].closed != 0);
    close_room(&r);
}

TEST(a_submission_moves_and_is_found_by_its_school)
{
    struct room r = open_room();
    struct jh_submission s;

    CHECK(jh_store_submission(r.s, &r.mem, county, 1, "2143000001", &s, &err) == JH_OK);
    s.state = JH_SUBMISSION_PASSED;
    s.version = 7;
    s.import = 3;
    s.reasons = "{\"a\":\"b\"}";
    CHECK(jh_store_save_submission(r.s, county, &s, &err) == JH_OK);
    CHECK(jh_store_submission(r.s, &r.mem, county, 1, "2143000001", &s, &err) == JH_OK);
    CHECK(s.state == JH_SUBMISSION_PASSED && s.version == 7 && s.import == 3);
    CHECK_STR("{\"a\":\"b\"}", s.reasons);
    CHECK(jh_store_submission(r.s, &r.mem, county, 1, "x", &s, &err) == JH_E_NOTFOUND);
    CHECK_STR("submission.no_school", err.id);
    close_room(&r);
}

TEST(a_cell_is_written_over_its_events_are_not)
{
    struct room r = open_room();
    struct jh_submission_value v = {"primary", "pupils", "12", "12", 1, "li", "t", "typed"}, *all;
    const struct jh_submission_event e = {0, 1, "save", "li", "", "{}"};
    struct jh_submission_event *events;
    size_t n;

    CHECK(jh_store_put_submission_value(r.s, county, 1, r.org, &v, &err) == JH_OK);
    v.value = "13";
    v.version = 2;
    CHECK(jh_store_put_submission_value(r.s, county, 1, r.org, &v, &err) == JH_OK);
    CHECK(jh_store_submission_values(r.s, &r.mem, county, 1, r.org, &all, &n, &err) == JH_OK);
    CHECK(n == 1 && all[0].version == 2);
    CHECK_STR("13", all[0].value);
    CHECK(jh_store_add_submission_event(r.s, county, 1, r.org, &e, &err) == JH_OK);
    CHECK(jh_store_add_submission_event(r.s, county, 1, r.org, &e, &err) == JH_OK);
    CHECK(jh_store_submission_events(r.s, &r.mem, county, 1, r.org, &events, &n, &err) == JH_OK);
    CHECK(n == 2 && events[1].id == 2 && *events[1].at);
    close_room(&r);
}

TEST(what_went_out_and_came_back_is_kept)
{
    struct room r = open_room();
    struct jh_take take = {0, 1, r.org, 4, "key", "[]", "li"}, back;
    const struct jh_hand_in h = {1, 1, r.org, 1, "hash", "[]", "{}", "li", "t"};
    struct jh_hand_in found;
    struct jh_submission_conflict c = {.hand_in = 1, .stage = "", .item = "books"}, *all;
    int64_t next;
    bool there;
    size_t n;

    CHECK(jh_store_add_take(r.s, county, &take, &err) == JH_OK && take.id == 1);
    CHECK(jh_store_take(r.s, &r.mem, county, 1, &back, &err) == JH_OK && back.version == 4);
    CHECK(jh_store_take(r.s, &r.mem, county, 2, &back, &err) == JH_E_NOTFOUND);
    CHECK_STR("exchange.unknown_take", err.id);
    CHECK(jh_store_next_hand_in(r.s, county, &next, &err) == JH_OK && next == 1);
    CHECK(jh_store_hand_in(r.s, &r.mem, county, "hash", &found, &there, &err) == JH_OK && !there);
    CHECK(jh_store_add_hand_in(r.s, county, &h, &err) == JH_OK);
    CHECK(jh_store_hand_in(r.s, &r.mem, county, "hash", &found, &there, &err) == JH_OK && there);
    CHECK(jh_store_add_hand_in(r.s, county, &h, &err) != JH_OK); /* the same file again */
    CHECK(jh_store_add_submission_conflict(r.s, county, 1, r.org, &c, &err) == JH_OK);
    c.choice = "ours";
    c.decided_by = "li";
    CHECK(jh_store_decide_submission_conflict(r.s, county, 1, r.org, &c, &err) == JH_OK);
    CHECK(jh_store_submission_conflicts(r.s, &r.mem, county, 1, r.org, &all, &n, &err) == JH_OK);
    CHECK(n == 1 && *all[0].decided);
    CHECK_STR("ours", all[0].choice);
    close_room(&r);
}
