/* src/store/exchange.c - files to schools without network and back; see submissions.h. */
#include "store/inside.h"
#include "store/submissions.h"

enum jh_status jh_store_add_take(struct jh_store *s, const char *county, struct jh_take *t,
                                 struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];

    JH_TRY(jh_db_number(s->db, reterr, 1, &t->id,
                        "select coalesce(max(take), 0) + 1 from submission_take where county = ?1",
                        "t", county));
    jh_store_now(now);
    return jh_db_run(s->db, reterr,
                     "insert into submission_take (county, take, collection, org, answer_key, "
                     "base, version, who, at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                     "tiiittitt", county, t->id, t->collection, t->org, t->answer_key, t->base,
                     t->version, t->who, now);
}

enum jh_status jh_store_take(struct jh_store *s, struct jh_arena *mem, const char *county,
                             int64_t id, struct jh_take *ret, struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool found;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select collection, org, version, answer_key, base, who "
                       "from submission_take where county = ?1 and take = ?2",
                       "ti", county, id));
    JH_TRY(jh_db_next(s->db, row, &found, reterr));
    if (!found)
        return jh_fail(reterr, JH_E_NOTFOUND, "exchange.unknown_take", JH_NOWHERE, (double)id,
                       "no file %lld was given out in %s", (long long)id, county);
    *ret = (struct jh_take){.id = id,
                            .collection = jh_db_int(s->db, row, 0),
                            .org = jh_db_int(s->db, row, 1),
                            .version = jh_db_int(s->db, row, 2),
                            .answer_key = jh_db_text(s->db, mem, row, 3),
                            .base = jh_db_text(s->db, mem, row, 4),
                            .who = jh_db_text(s->db, mem, row, 5)};
    s->driver->reset(row);
    return JH_OK;
}

enum jh_status jh_store_put_carried(struct jh_store *s, const char *county,
                                    const struct jh_carried *c, struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];

    jh_store_now(now);
    return jh_db_run(s->db, reterr,
                     "insert into submission_carried (county, collection, org, take, secret, "
                     "county_key, last_hand_in, base, at) "
                     "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
                     "on conflict (county, collection, org) do update set take = excluded.take, "
                     "secret = excluded.secret, county_key = excluded.county_key, "
                     "last_hand_in = excluded.last_hand_in, base = excluded.base",
                     "tiiittttt", county, c->collection, c->org, c->take, c->secret, c->county_key,
                     c->last_hand_in, c->base, now);
}

enum jh_status jh_store_all_carried(struct jh_store *s, struct jh_arena *mem,
                                    struct jh_carried **ret, const char ***ret_county,
                                    size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0, beside = 0;
    bool more;

    *ret = NULL;
    *ret_county = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select county, collection, org, take, secret, county_key, last_hand_in, "
                       "base from submission_carried order by county, collection, org",
                       ""));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        *ret_county = jh_arena_room(mem, *ret_county, *ret_n, &beside, sizeof **ret_county);
        (*ret_county)[*ret_n] = jh_db_text(s->db, mem, row, 0);
        (*ret)[(*ret_n)++] =
            (struct jh_carried){jh_db_int(s->db, row, 1),       jh_db_int(s->db, row, 2),
                                jh_db_int(s->db, row, 3),       jh_db_text(s->db, mem, row, 4),
                                jh_db_text(s->db, mem, row, 5), jh_db_text(s->db, mem, row, 6),
                                jh_db_text(s->db, mem, row, 7)};
    }
}

enum jh_status jh_store_next_hand_in(struct jh_store *s, const char *county, int64_t *ret,
                                     struct jh_err *reterr)
{
    return jh_db_number(s->db, reterr, 1, ret,
                        "select coalesce(max(hand_in), 0) + 1 from submission_hand_in "
                        "where county = ?1",
                        "t", county);
}

enum jh_status jh_store_add_hand_in(struct jh_store *s, const char *county,
                                    const struct jh_hand_in *h, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr,
                     "insert into submission_hand_in (county, hand_in, collection, org, take, "
                     "hash, cells, receipt, who, at) "
                     "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                     "tiiiittttt", county, h->id, h->collection, h->org, h->take, h->hash, h->cells,
                     h->receipt, h->who, h->at);
}

enum jh_status jh_store_hand_in(struct jh_store *s, struct jh_arena *mem, const char *county,
                                const char *hash, struct jh_hand_in *ret, bool *ret_found,
                                struct jh_err *reterr)
{
    struct jh_stmt *row;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select hand_in, collection, org, take, cells, receipt, who, at "
                       "from submission_hand_in where county = ?1 and hash = ?2",
                       "tt", county, hash));
    JH_TRY(jh_db_next(s->db, row, ret_found, reterr));
    if (!*ret_found)
        return JH_OK;
    *ret = (struct jh_hand_in){.id = jh_db_int(s->db, row, 0),
                               .collection = jh_db_int(s->db, row, 1),
                               .org = jh_db_int(s->db, row, 2),
                               .take = jh_db_int(s->db, row, 3),
                               .hash = hash,
                               .cells = jh_db_text(s->db, mem, row, 4),
                               .receipt = jh_db_text(s->db, mem, row, 5),
                               .who = jh_db_text(s->db, mem, row, 6),
                               .at = jh_db_text(s->db, mem, row, 7)};
    s->driver->reset(row);
    return JH_OK;
}

enum jh_status jh_store_add_submission_conflict(struct jh_store *s, const char *county,
                                                int64_t collection, int64_t org,
                                                struct jh_submission_conflict *c,
                                                struct jh_err *reterr)
{
    JH_TRY(jh_db_number(s->db, reterr, 1, &c->id,
                        "select coalesce(max(conflict), 0) + 1 from submission_conflict "
                        "where county = ?1 and collection = ?2 and org = ?3",
                        "tii", county, collection, org));
    return jh_db_run(s->db, reterr,
                     "insert into submission_conflict (county, collection, org, conflict, hand_in, "
                     "stage, item, base, ours, ours_who, ours_at, theirs, theirs_entered, "
                     "theirs_who, theirs_at, choice, decided_by, decided) values (?1, ?2, ?3, ?4, "
                     "?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, '', '', '')",
                     "tiiiitttttttttt", county, collection, org, c->id, c->hand_in, c->stage,
                     c->item, c->base, c->ours, c->ours_who, c->ours_at, c->theirs,
                     c->theirs_entered, c->theirs_who, c->theirs_at);
}

enum jh_status jh_store_decide_submission_conflict(struct jh_store *s, const char *county,
                                                   int64_t collection, int64_t org,
                                                   const struct jh_submission_conflict *c,
                                                   struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];

    jh_store_now(now);
    return jh_db_run(s->db, reterr,
                     "update submission_conflict set choice = ?5, decided_by = ?6, decided = ?7 "
                     "where county = ?1 and collection = ?2 and org = ?3 and conflict = ?4",
                     "tiiittt", county, collection, org, c->id, c->choice, c->decided_by, now);
}

static struct jh_submission_conflict read_conflict(struct jh_store *s, struct jh_arena *mem,
                                                   struct jh_stmt *row)
{
    return (struct jh_submission_conflict){.id = jh_db_int(s->db, row, 0),
                                           .hand_in = jh_db_int(s->db, row, 1),
                                           .stage = jh_db_text(s->db, mem, row, 2),
                                           .item = jh_db_text(s->db, mem, row, 3),
                                           .base = jh_db_text(s->db, mem, row, 4),
                                           .ours = jh_db_text(s->db, mem, row, 5),
                                           .ours_who = jh_db_text(s->db, mem, row, 6),
                                           .ours_at = jh_db_text(s->db, mem, row, 7),
                                           .theirs = jh_db_text(s->db, mem, row, 8),
                                           .theirs_entered = jh_db_text(s->db, mem, row, 9),
                                           .theirs_who = jh_db_text(s->db, mem, row, 10),
                                           .theirs_at = jh_db_text(s->db, mem, row, 11),
                                           .choice = jh_db_text(s->db, mem, row, 12),
                                           .decided_by = jh_db_text(s->db, mem, row, 13),
                                           .decided = jh_db_text(s->db, mem, row, 14)};
}

enum jh_status jh_store_submission_conflicts(struct jh_store *s, struct jh_arena *mem,
                                             const char *county, int64_t collection, int64_t org,
                                             struct jh_submission_conflict **ret, size_t *ret_n,
                                             struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select conflict, hand_in, stage, item, base, ours, ours_who, ours_at, "
                       "theirs, theirs_entered, theirs_who, theirs_at, choice, decided_by, decided "
                       "from submission_conflict "
                       "where county = ?1 and collection = ?2 and org = ?3 order by conflict",
                       "tii", county, collection, org));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] = read_conflict(s, mem, row);
    }
}
