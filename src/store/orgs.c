/* src/store/orgs.c - counties and the identity of schools. */
#include "store/inside.h"

enum jh_status jh_store_counties(struct jh_store *s, struct jh_arena *mem, struct jh_county **ret,
                                 size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select county, name, synthetic from county order by county", ""));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] =
            (struct jh_county){jh_db_text(s->db, mem, row, 0), jh_db_text(s->db, mem, row, 1),
                               jh_db_int(s->db, row, 2) != 0};
    }
}

enum jh_status jh_store_put_county(struct jh_store *s, const struct jh_county *county,
                                   struct jh_err *reterr)
{
    if (s->driver->add_county)
        JH_TRY(s->driver->add_county(s->db, county->id, reterr));
    return jh_db_run(s->db, reterr,
                     "insert into county (county, name, synthetic) values (?1, ?2, ?3) "
                     "on conflict (county) do update set name = excluded.name, synthetic = "
                     "case when county.synthetic = 1 then 1 else excluded.synthetic end",
                     "tti", county->id, county->name, (int64_t)county->synthetic);
}

enum jh_status jh_store_orgs(struct jh_store *s, struct jh_arena *mem, const char *county,
                             struct jh_org **ret, size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select org, code from org where county = ?1 order by code", "t", county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] =
            (struct jh_org){jh_db_int(s->db, row, 0), jh_db_text(s->db, mem, row, 1)};
    }
}

enum jh_status jh_store_put_org(struct jh_store *s, const char *county, const char *code,
                                int64_t *ret, struct jh_err *reterr)
{
    JH_TRY(jh_db_number(s->db, reterr, 0, ret,
                        "select org from org where county = ?1 and code = ?2", "tt", county, code));
    if (*ret)
        return JH_OK;
    JH_TRY(jh_db_number(s->db, reterr, 1, ret,
                        "select coalesce(max(org), 0) + 1 from org where county = ?1", "t",
                        county));
    return jh_db_run(s->db, reterr, "insert into org (county, org, code) values (?1, ?2, ?3)",
                     "tit", county, *ret, code);
}

enum jh_status jh_store_add_orgs(struct jh_store *s, const char *county, const char *const *code,
                                 size_t n, int64_t *ret_id, struct jh_err *reterr)
{
    int64_t next;

    JH_TRY(jh_db_number(s->db, reterr, 1, &next,
                        "select coalesce(max(org), 0) + 1 from org where county = ?1", "t",
                        county));
    for (size_t i = 0; i < n; i++) {
        ret_id[i] = next++;
        JH_TRY(jh_db_run(s->db, reterr, "insert into org (county, org, code) values (?1, ?2, ?3)",
                         "tit", county, ret_id[i], code[i]));
    }
    return JH_OK;
}
