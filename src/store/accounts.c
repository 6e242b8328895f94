/* src/store/accounts.c - accounts and their grants; see accounts.h. */
#include "store/accounts.h"
#include "store/inside.h"
#include <math.h>

enum { FIRST_ROOM = 32 };

#define ACCOUNT_COLUMNS                                                                            \
    "select county, account, name, state, must_change, totp_step, created, changed, last_login, "  \
    "hash, totp from account "

static struct jh_account read_account(struct jh_store *s, struct jh_arena *mem, struct jh_stmt *row)
{
    struct jh_account a = {.county = jh_db_text(s->db, mem, row, 0),
                           .account = jh_db_text(s->db, mem, row, 1),
                           .name = jh_db_text(s->db, mem, row, 2),
                           .state = (enum jh_account_state)jh_db_int(s->db, row, 3),
                           .must_change = jh_db_int(s->db, row, 4) != 0,
                           .totp_step = jh_db_int(s->db, row, 5),
                           .created = jh_db_text(s->db, mem, row, 6),
                           .changed = jh_db_text(s->db, mem, row, 7),
                           .last_login = jh_db_text(s->db, mem, row, 8),
                           .hash = jh_db_text(s->db, mem, row, 9)};
    const void *bytes = s->driver->get_blob(row, 10, &a.totp_size);
    a.totp = jh_arena_strndup(mem, a.totp_size ? bytes : "", a.totp_size);
    return a;
}

enum jh_status jh_store_any_account(struct jh_store *s, bool *ret, struct jh_err *reterr)
{
    int64_t n;

    JH_TRY(jh_db_number(s->db, reterr, 0, &n, "select count(*) from account", ""));
    *ret = n > 0;
    return JH_OK;
}

enum jh_status jh_store_account(struct jh_store *s, struct jh_arena *mem, const char *account,
                                struct jh_account *ret, bool *ret_found, struct jh_err *reterr)
{
    struct jh_stmt *row;

    JH_TRY(jh_db_query(s->db, reterr, &row, ACCOUNT_COLUMNS "where account = ?1 limit 1", "t",
                       account));
    JH_TRY(jh_db_next(s->db, row, ret_found, reterr));
    if (*ret_found) {
        *ret = read_account(s, mem, row);
        s->driver->reset(row);
    }
    return JH_OK;
}

enum jh_status jh_store_accounts(struct jh_store *s, struct jh_arena *mem, const char *county,
                                 struct jh_account **ret, size_t *ret_n, struct jh_err *reterr)
{
    size_t room = FIRST_ROOM;
    struct jh_stmt *row;
    bool more;

    *ret = jh_new(mem, struct jh_account, room);
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       ACCOUNT_COLUMNS "where county = ?1 or ?2 = 1 order by county, account", "ti",
                       county, (int64_t)!county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        if (*ret_n == room) {
            *ret = jh_arena_grow(mem, *ret, *ret_n, room * 2, sizeof **ret);
            room *= 2;
        }
        struct jh_account *a = &(*ret)[(*ret_n)++];
        *a = read_account(s, mem, row);
        a->hash = "";
        a->totp = "";
    }
}

enum jh_status jh_store_add_account(struct jh_store *s, const struct jh_account *a,
                                    struct jh_err *reterr)
{
    int64_t n;
    char now[JH_NOW_TEXT];

    JH_TRY(jh_db_number(s->db, reterr, 0, &n, "select count(*) from account where account = ?1",
                        "t", a->account));
    if (n)
        return jh_fail(reterr, JH_E_CONFLICT, "account.taken", JH_NOWHERE, (double)NAN, "%.60s",
                       a->account);
    jh_store_now(now);
    return jh_db_run(s->db, reterr,
                     "insert into account (county, account, name, hash, state, must_change, totp, "
                     "totp_step, created, changed, last_login) "
                     "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9, '')",
                     "ttttiibtt", a->county, a->account, a->name, a->hash, (int64_t)a->state,
                     (int64_t)a->must_change, "", (size_t)0, now, now);
}

enum jh_status jh_store_save_account(struct jh_store *s, const struct jh_account *a,
                                     struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr,
                     "update account set name = ?3, hash = ?4, state = ?5, must_change = ?6, "
                     "totp = ?7, totp_step = ?8, changed = ?9, last_login = ?10 "
                     "where county = ?1 and account = ?2",
                     "ttttiibitt", a->county, a->account, a->name, a->hash, (int64_t)a->state,
                     (int64_t)a->must_change, a->totp_size ? a->totp : "", a->totp_size,
                     a->totp_step, a->changed, a->last_login);
}

enum jh_status jh_store_grants(struct jh_store *s, struct jh_arena *mem, const char *county,
                               const char *account, struct jh_account_grant **ret, size_t *ret_n,
                               struct jh_err *reterr)
{
    size_t room = FIRST_ROOM;
    struct jh_stmt *row;
    bool more;

    *ret = jh_new(mem, struct jh_account_grant, room);
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select number, role, place, org, class, since, until, given_by, person "
                       "from account_grant where county = ?1 and account = ?2 order by number",
                       "tt", county, account));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        if (*ret_n == room) {
            *ret = jh_arena_grow(mem, *ret, *ret_n, room * 2, sizeof **ret);
            room *= 2;
        }
        (*ret)[(*ret_n)++] = (struct jh_account_grant){
            (int)jh_db_int(s->db, row, 0),  jh_db_text(s->db, mem, row, 1),
            jh_db_text(s->db, mem, row, 2), jh_db_text(s->db, mem, row, 3),
            jh_db_text(s->db, mem, row, 4), jh_db_text(s->db, mem, row, 5),
            jh_db_text(s->db, mem, row, 6), jh_db_text(s->db, mem, row, 7),
            jh_db_int(s->db, row, 8)};
    }
}

enum jh_status jh_store_add_grant(struct jh_store *s, const char *county, const char *account,
                                  struct jh_account_grant *g, struct jh_err *reterr)
{
    int64_t number;

    JH_TRY(jh_db_number(s->db, reterr, 1, &number,
                        "select coalesce(max(number), 0) + 1 from account_grant "
                        "where county = ?1 and account = ?2",
                        "tt", county, account));
    g->number = (int)number;
    return jh_db_run(s->db, reterr,
                     "insert into account_grant (county, account, number, role, place, org, class, "
                     "since, until, given_by, person) "
                     "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                     "ttittttttti", county, account, number, g->role, g->place, g->org, g->class_,
                     g->since, g->until, g->given_by, g->person);
}

enum jh_status jh_store_end_grant(struct jh_store *s, const char *county, const char *account,
                                  int number, const char *until, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr,
                     "update account_grant set until = ?4 "
                     "where county = ?1 and account = ?2 and number = ?3",
                     "ttit", county, account, (int64_t)number, until);
}
