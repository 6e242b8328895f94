/* src/store/sessions.c - sessions and throttles; see accounts.h. */
#include "store/accounts.h"
#include "store/inside.h"

enum jh_status jh_store_put_session(struct jh_store *s, const struct jh_session *one,
                                    struct jh_err *reterr)
{
    return jh_db_run(
        s->db, reterr,
        "insert into session (county, token, account, csrf, created, seen, expires, address, "
        "second_factor, viewing_as, viewing_until) "
        "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
        "on conflict (county, token) do update set csrf = excluded.csrf, seen = excluded.seen, "
        "expires = excluded.expires, second_factor = excluded.second_factor, "
        "viewing_as = excluded.viewing_as, viewing_until = excluded.viewing_until",
        "ttttiiititi", one->county, one->token, one->account, one->csrf, one->created, one->seen,
        one->expires, one->address, (int64_t)one->second_factor, one->viewing_as,
        one->viewing_until);
}

enum jh_status jh_store_session(struct jh_store *s, struct jh_arena *mem, const char *token,
                                struct jh_session *ret, bool *ret_found, struct jh_err *reterr)
{
    struct jh_stmt *row;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select county, token, account, csrf, created, seen, expires, address, "
                       "second_factor, viewing_as, viewing_until from session where token = ?1",
                       "t", token));
    JH_TRY(jh_db_next(s->db, row, ret_found, reterr));
    if (!*ret_found)
        return JH_OK;
    *ret = (struct jh_session){.county = jh_db_text(s->db, mem, row, 0),
                               .token = jh_db_text(s->db, mem, row, 1),
                               .account = jh_db_text(s->db, mem, row, 2),
                               .csrf = jh_db_text(s->db, mem, row, 3),
                               .created = jh_db_int(s->db, row, 4),
                               .seen = jh_db_int(s->db, row, 5),
                               .expires = jh_db_int(s->db, row, 6),
                               .address = jh_db_text(s->db, mem, row, 7),
                               .second_factor = jh_db_int(s->db, row, 8) != 0,
                               .viewing_as = jh_db_text(s->db, mem, row, 9),
                               .viewing_until = jh_db_int(s->db, row, 10)};
    s->driver->reset(row);
    return JH_OK;
}

enum jh_status jh_store_see_session(struct jh_store *s, const char *county, const char *token,
                                    int64_t now, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr, "update session set seen = ?3 where county = ?1 and token = ?2",
                     "tti", county, token, now);
}

enum jh_status jh_store_end_session(struct jh_store *s, const char *county, const char *token,
                                    struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr, "delete from session where county = ?1 and token = ?2", "tt",
                     county, token);
}

enum jh_status jh_store_end_sessions(struct jh_store *s, const char *county, const char *account,
                                     const char *keep, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr,
                     "delete from session where county = ?1 and account = ?2 and token <> ?3",
                     "ttt", county, account, keep);
}

enum jh_status jh_store_sweep_sessions(struct jh_store *s, int64_t now, int64_t idle,
                                       struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr, "delete from session where expires <= ?1 or seen <= ?2", "ii",
                     now, idle);
}

enum jh_status jh_store_throttle(struct jh_store *s, const char *kind, const char *name,
                                 struct jh_throttle *ret, struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool found;

    *ret = (struct jh_throttle){0};
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select failed, last, open from throttle "
                       "where county = '' and kind = ?1 and name = ?2",
                       "tt", kind, name));
    JH_TRY(jh_db_next(s->db, row, &found, reterr));
    if (!found)
        return JH_OK;
    *ret = (struct jh_throttle){jh_db_int(s->db, row, 0), jh_db_int(s->db, row, 1),
                                jh_db_int(s->db, row, 2)};
    s->driver->reset(row);
    return JH_OK;
}

enum jh_status jh_store_put_throttle(struct jh_store *s, const char *kind, const char *name,
                                     const struct jh_throttle *t, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr,
                     "insert into throttle (county, kind, name, failed, last, open) "
                     "values ('', ?1, ?2, ?3, ?4, ?5) on conflict (county, kind, name) do update "
                     "set failed = excluded.failed, last = excluded.last, open = excluded.open",
                     "ttiii", kind, name, t->failed, t->last, t->open);
}

enum jh_status jh_store_clear_throttle(struct jh_store *s, const char *kind, const char *name,
                                       struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr,
                     "delete from throttle where county = '' and kind = ?1 and name = ?2", "tt",
                     kind, name);
}

enum jh_status jh_store_sweep_throttles(struct jh_store *s, int64_t before, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr, "delete from throttle where last < ?1", "i", before);
}
