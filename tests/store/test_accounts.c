/* tests/store/test_accounts.c - what the store keeps of accounts, sessions, throttles, requests. */
#include "store/accounts.h"
#include "store/inside.h"
#include "t.h"

static struct jh_err err;
static int counter;

struct room {
    struct jh_store *s;
    struct jh_arena mem;
};

static struct room open_room(void)
{
    struct room r = {0};
    char name[40];

    snprintf(name, sizeof name, "accounts-%d", counter++);
    CHECK(jh_store_open(t_store(name), &r.s, &err) == JH_OK);
    return r;
}

static void close_room(struct room *r)
{
    jh_store_close(&r->s);
    jh_arena_free(&r->mem);
}

static struct jh_account somebody(const char *name)
{
    return (struct jh_account){.county = "430101",
                               .account = name,
                               .name = "张某",
                               .hash = "$argon2id$x",
                               .must_change = true};
}

TEST(an_account_is_kept_and_changed)
{
    struct room r = open_room();
    struct jh_account a = somebody("zhang.wei"), back;
    bool found, any;

    CHECK(jh_store_any_account(r.s, &any, &err) == JH_OK && !any);
    CHECK(jh_store_add_account(r.s, &a, &err) == JH_OK);
    CHECK(jh_store_any_account(r.s, &any, &err) == JH_OK && any);
    CHECK(jh_store_account(r.s, &r.mem, "zhang.wei", &back, &found, &err) == JH_OK && found);
    CHECK_STR("张某", back.name);
    CHECK(back.must_change && back.totp_size == 0 && back.state == JH_ACCOUNT_ACTIVE);
    CHECK(*back.created && !*back.last_login);
    back.totp = "\0sealed";
    back.totp_size = 7;
    back.totp_step = 55;
    back.state = JH_ACCOUNT_LOCKED;
    back.must_change = false;
    CHECK(jh_store_save_account(r.s, &back, &err) == JH_OK);
    CHECK(jh_store_account(r.s, &r.mem, "zhang.wei", &a, &found, &err) == JH_OK && found);
    CHECK(a.totp_size == 7 && memcmp(a.totp, "\0sealed", 7) == 0 && a.totp_step == 55);
    CHECK(a.state == JH_ACCOUNT_LOCKED && !a.must_change);
    CHECK(jh_store_account(r.s, &r.mem, "nobody", &a, &found, &err) == JH_OK && !found);
    close_room(&r);
}

TEST(a_name_to_log_in_with_is_one_in_the_file)
{
    struct room r = open_room();
    struct jh_account a = somebody("li.na"), *list;
    size_t n;

    CHECK(jh_store_add_account(r.s, &a, &err) == JH_OK);
    a.county = "430102";
    CHECK(jh_store_add_account(r.s, &a, &err) == JH_E_CONFLICT);
    CHECK_STR("account.taken", err.id);
    a.account = "li.na2";
    CHECK(jh_store_add_account(r.s, &a, &err) == JH_OK);
    CHECK(jh_store_accounts(r.s, &r.mem, "430102", &list, &n, &err) == JH_OK && n == 1);
    CHECK_STR("li.na2", list[0].account);
    CHECK_STR("", list[0].hash);
    CHECK(jh_store_accounts(r.s, &r.mem, NULL, &list, &n, &err) == JH_OK && n == 2);
    close_room(&r);
}

TEST(a_grant_ends_and_stays)
{
    struct room r = open_room();
    struct jh_account_grant g = {.role = "principal",
                                 .place = "430101",
                                 .org = "4301010001",
                                 .class_ = "",
                                 .since = "2025-09-01",
                                 .until = "",
                                 .given_by = "local"},
                            *list;
    size_t n;

    CHECK(jh_store_add_grant(r.s, "430101", "a", &g, &err) == JH_OK && g.number == 1);
    CHECK(jh_store_add_grant(r.s, "430101", "a", &g, &err) == JH_OK && g.number == 2);
    CHECK(jh_store_end_grant(r.s, "430101", "a", 1, "2026-01-31", &err) == JH_OK);
    CHECK(jh_store_grants(r.s, &r.mem, "430101", "a", &list, &n, &err) == JH_OK && n == 2);
    CHECK_STR("2026-01-31", list[0].until);
    CHECK_STR("", list[1].until);
    CHECK_STR("principal", list[1].role);
    CHECK(jh_store_grants(r.s, &r.mem, "430101", "b", &list, &n, &err) == JH_OK && n == 0);
    close_room(&r);
}

static struct jh_session session(const char *token, const char *account)
{
    return (struct jh_session){.county = "430101",
                               .token = token,
                               .account = account,
                               .csrf = "c",
                               .created = 1000,
                               .seen = 1000,
                               .expires = 9000,
                               .address = "10.0.0.1",
                               .viewing_as = ""};
}

TEST(a_session_is_found_by_its_token_until_it_ends)
{
    struct room r = open_room();
    struct jh_session a = session("t1", "zhang"), b = session("t2", "zhang"),
                      c = session("t3", "li"), back;
    bool found;

    CHECK(jh_store_put_session(r.s, &a, &err) == JH_OK);
    CHECK(jh_store_put_session(r.s, &b, &err) == JH_OK);
    CHECK(jh_store_put_session(r.s, &c, &err) == JH_OK);
    a.second_factor = true;
    a.viewing_as = "li";
    a.viewing_until = 2000;
    CHECK(jh_store_put_session(r.s, &a, &err) == JH_OK);
    CHECK(jh_store_see_session(r.s, "430101", "t1", 1500, &err) == JH_OK);
    CHECK(jh_store_session(r.s, &r.mem, "t1", &back, &found, &err) == JH_OK && found);
    CHECK(back.second_factor && back.seen == 1500 && back.viewing_until == 2000);
    CHECK_STR("li", back.viewing_as);
    CHECK_STR("zhang", back.account);
    CHECK(jh_store_end_sessions(r.s, "430101", "zhang", "t1", &err) == JH_OK);
    CHECK(jh_store_session(r.s, &r.mem, "t2", &back, &found, &err) == JH_OK && !found);
    CHECK(jh_store_session(r.s, &r.mem, "t3", &back, &found, &err) == JH_OK && found);
    CHECK(jh_store_sweep_sessions(r.s, 8999, 1000, &err) == JH_OK); /* t3 was last seen at 1000 */
    CHECK(jh_store_session(r.s, &r.mem, "t3", &back, &found, &err) == JH_OK && !found);
    CHECK(jh_store_session(r.s, &r.mem, "t1", &back, &found, &err) == JH_OK && found);
    CHECK(jh_store_sweep_sessions(r.s, 9000, 0, &err) == JH_OK);
    CHECK(jh_store_session(r.s, &r.mem, "t1", &back, &found, &err) == JH_OK && !found);
    close_room(&r);
}

TEST(throttles_count_and_are_swept)
{
    struct room r = open_room();
    struct jh_throttle t;

    CHECK(jh_store_throttle(r.s, "account", "zhang", &t, &err) == JH_OK && t.failed == 0);
    t = (struct jh_throttle){3, 100, 130};
    CHECK(jh_store_put_throttle(r.s, "account", "zhang", &t, &err) == JH_OK);
    t.failed = 4;
    CHECK(jh_store_put_throttle(r.s, "account", "zhang", &t, &err) == JH_OK);
    CHECK(jh_store_throttle(r.s, "account", "zhang", &t, &err) == JH_OK);
    CHECK(t.failed == 4 && t.open == 130);
    CHECK(jh_store_throttle(r.s, "address", "zhang", &t, &err) == JH_OK && t.failed == 0);
    CHECK(jh_store_sweep_throttles(r.s, 101, &err) == JH_OK);
    CHECK(jh_store_throttle(r.s, "account", "zhang", &t, &err) == JH_OK && t.failed == 0);
    close_room(&r);
}

TEST(a_request_is_decided_and_listed)
{
    struct room r = open_room();
    struct jh_request_two q = {.action = "people.export",
                               .subject = "county",
                               .detail = "{}",
                               .reason = "上报",
                               .asked_by = "zhang",
                               .expires = 5000},
                          back, *list;
    size_t n;

    CHECK(jh_store_add_request(r.s, "430101", &q, &err) == JH_OK && q.id == 1);
    CHECK(jh_store_add_request(r.s, "430101", &q, &err) == JH_OK && q.id == 2);
    CHECK(jh_store_request(r.s, &r.mem, "430101", 1, &back, &err) == JH_OK);
    CHECK(back.state == JH_REQUEST_ASKED && back.expires == 5000);
    back.state = JH_REQUEST_APPROVED;
    back.decided_by = "li";
    back.decided = "2025-01-01T00:00:00Z";
    back.remark = "同意";
    CHECK(jh_store_save_request(r.s, "430101", &back, &err) == JH_OK);
    CHECK(jh_store_requests(r.s, &r.mem, "430101", &list, &n, &err) == JH_OK && n == 2);
    CHECK(list[0].id == 2 && list[1].state == JH_REQUEST_APPROVED);
    CHECK_STR("li", list[1].decided_by);
    CHECK(jh_store_request(r.s, &r.mem, "430102", 1, &back, &err) == JH_E_NOTFOUND);
    CHECK_STR("request.unknown", err.id);
    close_room(&r);
}

/* Each column of an entry is under the chain's hash: whichever is changed, it is found. */
TEST(the_log_says_who_and_cannot_be_changed)
{
    static const char *const harm[] = {
        "update audit set actor = 'li' where number = 2",
        "update audit set subject = 'person:8' where number = 2",
        "update audit set purpose = '' where number = 2",
        "update audit set actor = 'zhangp', subject = 'erson:7' where number = 2",
        "update audit set action = 'people:see' where number = 2",
        "update audit set detail = '{}' where number = 2",
        "update audit set actor = 'x' where number = 1",
        "delete from audit where number = 2",
    };
    for (size_t i = 0; i < sizeof harm / sizeof *harm; i++) {
        struct room r = open_room();
        struct jh_audit_who who = {"zhang", "person:7", "家访"};

        CHECK(jh_store_audit(r.s, "430101", "import:commit", "{}", &err) == JH_OK);
        CHECK(jh_store_audit_as(r.s, "430101", &who, "people:read", "{\"n\":1}", &err) == JH_OK);
        CHECK(jh_store_audit_as(r.s, "430101", &who, "people:read", "{\"n\":2}", &err) == JH_OK);
        CHECK(jh_store_verify_audit(r.s, "430101", &err) == JH_OK);
        CHECK(r.s->driver->exec(r.s->db, harm[i], &err) == JH_OK);
        CHECK(jh_store_verify_audit(r.s, "430101", &err) == JH_E_STORE);
        CHECK_STR("store.audit_broken", err.id);
        close_room(&r);
    }
}
