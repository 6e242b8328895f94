/* tests/store/test_pg.c - what only PostgreSQL has: other orders of text, connections that are
 * lost, writers that wait, partitions. Without JH_TEST_STORE=pg only the addresses are tried. */
#include "store/inside.h"
#include "t.h"
#include <stdio.h>
#include <string.h>

static struct jh_err err;
static const char county[] = "430101";

static struct jh_store *opened(const char *url)
{
    struct jh_store *s = NULL;
    if (jh_store_open(url, &s, &err) != JH_OK)
        printf("%s: %s\n", err.id, err.text);
    CHECK(s != NULL);
    return s;
}

static int64_t number(struct jh_store *s, const char *sql)
{
    int64_t n = -1;
    CHECK(jh_db_number(s->db, &err, -1, &n, sql, "") == JH_OK);
    return n;
}

static enum jh_status add(struct jh_store *s, long row)
{
    const struct jh_fact f = {1, 2025, "primary", 1, 1, row, "[1]", 3};
    return jh_store_add_fact(s, county, &f, &err);
}

TEST(an_address_that_cannot_be_read_or_reached_tells_no_password)
{
    static const char *const url[] = {"postgresql://me:Geheim7@host:none/db",
                                      "postgres://me:Geheim7@127.0.0.1:1/db?Geheim7",
                                      "postgresql://me:Geheim7@127.0.0.1:1/db"};
    for (size_t i = 0; i < sizeof url / sizeof *url; i++) {
        struct jh_store *s = NULL;
        CHECK(jh_store_open(url[i], &s, &err) == JH_E_STORE && !s);
        CHECK_STR("store.open", err.id);
        CHECK(!strstr(err.text, "Geheim7"));
    }
}

TEST(texts_are_in_the_order_of_their_bytes)
{
    static const char *const code[] = {"一", "b", "B", "a", "学", "10", "9", "张"};
    static const char *const want[] = {"10", "9", "B", "a", "b", "一", "学", "张"};
    if (!t_store_pg())
        return;
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_store *s = opened(t_store("order"));
    struct jh_org *org;
    int64_t id[8];
    size_t n;

    CHECK(jh_store_add_orgs(s, county, code, 8, id, &err) == JH_OK);
    CHECK(jh_store_orgs(s, &mem, county, &org, &n, &err) == JH_OK);
    CHECK_INT(8, n);
    for (size_t i = 0; i < n; i++)
        CHECK_STR(want[i], org[i].code);
    jh_store_close(&s);
}

TEST(an_error_of_a_write_comes_up_at_the_latest_with_the_commit)
{
    if (!t_store_pg())
        return;
    struct jh_store *s = opened(t_store("late"));

    CHECK(jh_store_begin(s, &err) == JH_OK);
    CHECK(add(s, 1) == JH_OK);
    CHECK(add(s, 2) == JH_OK);
    enum jh_status twice = add(s, 1);
    CHECK(twice != JH_OK || jh_store_commit(s, &err) == JH_E_STORE);
    CHECK_STR("store.failed", err.id);
    CHECK(strstr(err.text, "duplicate"));
    CHECK(jh_store_commit(s, &err) == JH_E_STORE); /* of a transaction that has failed */
    jh_store_rollback(s);
    CHECK_INT(0, number(s, "select count(*) from fact"));
    CHECK(jh_store_begin(s, &err) == JH_OK);
    for (long i = 0; i < 3000; i++)
        CHECK(add(s, i) == JH_OK);
    CHECK_INT(3000, number(s, "select count(*) from fact"));
    CHECK(jh_store_commit(s, &err) == JH_OK);
    CHECK(jh_store_begin(s, &err) == JH_OK);
    CHECK(jh_store_begin(s, &err) == JH_E_STORE); /* one in another */
    jh_store_close(&s);
    s = opened(t_store("late"));
    CHECK_INT(3000, number(s, "select count(*) from fact"));
    CHECK_INT(3000LL * 2999 / 2, number(s, "select sum(row) from fact"));
    jh_store_close(&s);
}

TEST(two_writers_come_one_after_the_other)
{
    if (!t_store_pg())
        return;
    char url[700];
    snprintf(url, sizeof url, "%s%%20-clock_timeout%%3D200", t_store("two"));
    struct jh_store *s = opened(t_store("two")), *other = opened(url);

    CHECK(jh_store_begin(s, &err) == JH_OK);
    CHECK(jh_store_begin(other, &err) == JH_E_STORE);
    CHECK_STR("store.busy", err.id);
    CHECK(jh_store_commit(s, &err) == JH_OK);
    CHECK(jh_store_begin(other, &err) == JH_OK);
    CHECK(jh_store_commit(other, &err) == JH_OK);
    jh_store_close(&other);
    jh_store_close(&s);
}

/* Another one ends all connections that this one's schema is used by, but its own. */
static void cut(struct jh_store *s)
{
    char sql[100];
    snprintf(sql, sizeof sql, "select pg_terminate_backend(%lld, 5000)",
             (long long)number(s, "select pg_backend_pid()"));
    t_store_sql(t_store("lost"), sql);
}

TEST(a_lost_connection_is_made_anew_but_not_within_a_transaction)
{
    if (!t_store_pg())
        return;
    struct jh_store *s = opened(t_store("lost"));
    int64_t org;

    cut(s);
    CHECK_INT(0, number(s, "select count(*) from org")); /* a read */
    cut(s);
    CHECK(jh_store_put_org(s, county, "1", &org, &err) == JH_OK);
    cut(s);
    CHECK(jh_store_begin(s, &err) == JH_OK);
    CHECK(add(s, 1) == JH_OK);
    CHECK_INT(1, number(s, "select count(*) from fact"));
    cut(s);
    enum jh_status status = add(s, 2);
    if (status == JH_OK)
        status = jh_store_commit(s, &err);
    CHECK(status == JH_E_STORE);
    CHECK_STR("store.lost", err.id);
    CHECK(add(s, 3) == JH_E_STORE); /* still the same transaction: nothing goes astray */
    jh_store_rollback(s);
    CHECK_INT(0, number(s, "select count(*) from fact"));
    CHECK(jh_store_begin(s, &err) == JH_OK && add(s, 1) == JH_OK);
    CHECK(jh_store_commit(s, &err) == JH_OK);
    jh_store_close(&s);
}

TEST(a_county_gets_partitions_and_rows_that_came_before_it_move_there)
{
    if (!t_store_pg())
        return;
    struct jh_store *s = opened(t_store("parts"));
    static const struct jh_county one = {county, "甲", false}, odd = {"a\"'; drop", "乙", false};

    CHECK(add(s, 7) == JH_OK);
    CHECK_INT(1, number(s, "select count(*) from fact_rest"));
    for (int again = 0; again < 2; again++)
        CHECK(jh_store_put_county(s, &one, &err) == JH_OK);
    CHECK_INT(0, number(s, "select count(*) from fact_rest"));
    CHECK_INT(1, number(s, "select count(*) from fact_430101"));
    CHECK(add(s, 8) == JH_OK);
    CHECK_INT(2, number(s, "select count(*) from fact_430101"));
    CHECK(jh_store_put_county(s, &odd, &err) == JH_OK);
    CHECK_INT(2, number(s, "select count(*) from county"));
    CHECK(jh_store_check(s, &err) == JH_OK);
    jh_store_close(&s);
}

TEST(rows_read_while_another_statement_runs_are_all_there)
{
    if (!t_store_pg())
        return;
    struct jh_store *s = opened(t_store("between"));
    struct jh_stmt *row;
    bool more;
    int64_t sum = 0, n = 0;

    CHECK(jh_db_query(s->db, &err, &row, "select g from generate_series(1, 5000) g", "") == JH_OK);
    while (jh_db_next(s->db, row, &more, &err) == JH_OK && more) {
        sum += jh_db_int(s->db, row, 0);
        if (++n % 1000 == 3)
            CHECK_INT(0, number(s, "select count(*) from fact"));
    }
    CHECK_INT(5000LL * 5001 / 2, sum);
    CHECK(jh_db_query(s->db, &err, &row, "select g from generate_series(1, 5000) g", "") == JH_OK);
    CHECK(jh_db_next(s->db, row, &more, &err) == JH_OK && more);
    s->driver->reset(row); /* given up in the middle */
    CHECK_INT(-70000, number(s, "select -70000::bigint"));
    CHECK_INT(-12345678901, number(s, "select -12345678901::numeric"));
    CHECK_INT(-3, number(s, "select -3::smallint"));
    jh_store_close(&s);
}
