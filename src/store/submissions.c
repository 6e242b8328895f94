/* src/store/submissions.c - rounds, what schools fill in, and what happened to it. */
#include "store/submissions.h"
#include "store/inside.h"

#define COLLECTION_COLUMNS                                                                         \
    "select collection, title, pack, pack_hash, forms, year, due, opened, closed from collection "

enum jh_status jh_store_add_collection(struct jh_store *s, const char *county,
                                       struct jh_collection *c, struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];

    if (!c->id)
        JH_TRY(jh_db_number(s->db, reterr, 1, &c->id,
                            "select coalesce(max(collection), 0) + 1 from collection "
                            "where county = ?1",
                            "t", county));
    jh_store_now(now);
    return jh_db_run(s->db, reterr,
                     "insert into collection (county, collection, title, pack, pack_hash, forms, "
                     "year, due, opened, closed) "
                     "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, '')",
                     "tittttitt", county, c->id, c->title, c->pack, c->pack_hash, c->forms,
                     (int64_t)c->year, c->due, now);
}

enum jh_status jh_store_close_collection(struct jh_store *s, const char *county, int64_t id,
                                         struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];

    jh_store_now(now);
    return jh_db_run(s->db, reterr,
                     "update collection set closed = ?3 where county = ?1 and collection = ?2",
                     "tit", county, id, now);
}

static struct jh_collection read_collection(struct jh_store *s, struct jh_arena *mem,
                                            struct jh_stmt *row)
{
    return (struct jh_collection){.id = jh_db_int(s->db, row, 0),
                                  .title = jh_db_text(s->db, mem, row, 1),
                                  .pack = jh_db_text(s->db, mem, row, 2),
                                  .pack_hash = jh_db_text(s->db, mem, row, 3),
                                  .forms = jh_db_text(s->db, mem, row, 4),
                                  .year = (int)jh_db_int(s->db, row, 5),
                                  .due = jh_db_text(s->db, mem, row, 6),
                                  .opened = jh_db_text(s->db, mem, row, 7),
                                  .closed = jh_db_text(s->db, mem, row, 8)};
}

enum jh_status jh_store_collection(struct jh_store *s, struct jh_arena *mem, const char *county,
                                   int64_t id, struct jh_collection *ret, struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool found;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       COLLECTION_COLUMNS "where county = ?1 and collection = ?2", "ti", county,
                       id));
    JH_TRY(jh_db_next(s->db, row, &found, reterr));
    if (!found)
        return jh_fail(reterr, JH_E_NOTFOUND, "submission.no_round", JH_NOWHERE, (double)id,
                       "no round %lld in %s", (long long)id, county);
    *ret = read_collection(s, mem, row);
    s->driver->reset(row);
    return JH_OK;
}

enum jh_status jh_store_collections(struct jh_store *s, struct jh_arena *mem, const char *county,
                                    struct jh_collection **ret, size_t *ret_n,
                                    struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       COLLECTION_COLUMNS "where county = ?1 order by collection desc", "t",
                       county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] = read_collection(s, mem, row);
    }
}

#define SUBMISSION_COLUMNS                                                                         \
    "select s.collection, s.org, o.code, s.state, s.version, s.import, s.reasons, s.changed "      \
    "from submission s join org o on o.county = s.county and o.org = s.org "

enum jh_status jh_store_add_submission(struct jh_store *s, const char *county,
                                       const struct jh_submission *one, struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];

    jh_store_now(now);
    return jh_db_run(s->db, reterr,
                     "insert into submission (county, collection, org, state, version, import, "
                     "reasons, changed) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                     "tiiiiitt", county, one->collection, one->org, (int64_t)one->state,
                     one->version, one->import, one->reasons, now);
}

enum jh_status jh_store_save_submission(struct jh_store *s, const char *county,
                                        const struct jh_submission *one, struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];

    jh_store_now(now);
    return jh_db_run(s->db, reterr,
                     "update submission set state = ?4, version = ?5, import = ?6, reasons = ?7, "
                     "changed = ?8 where county = ?1 and collection = ?2 and org = ?3",
                     "tiiiiitt", county, one->collection, one->org, (int64_t)one->state,
                     one->version, one->import, one->reasons, now);
}

static struct jh_submission read_submission(struct jh_store *s, struct jh_arena *mem,
                                            struct jh_stmt *row)
{
    return (struct jh_submission){.collection = jh_db_int(s->db, row, 0),
                                  .org = jh_db_int(s->db, row, 1),
                                  .school = jh_db_text(s->db, mem, row, 2),
                                  .state = (enum jh_submission_state)jh_db_int(s->db, row, 3),
                                  .version = jh_db_int(s->db, row, 4),
                                  .import = jh_db_int(s->db, row, 5),
                                  .reasons = jh_db_text(s->db, mem, row, 6),
                                  .changed = jh_db_text(s->db, mem, row, 7)};
}

enum jh_status jh_store_submission(struct jh_store *s, struct jh_arena *mem, const char *county,
                                   int64_t collection, const char *school,
                                   struct jh_submission *ret, struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool found;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       SUBMISSION_COLUMNS
                       "where s.county = ?1 and s.collection = ?2 and o.code = ?3",
                       "tit", county, collection, school));
    JH_TRY(jh_db_next(s->db, row, &found, reterr));
    if (!found)
        return jh_fail(reterr, JH_E_NOTFOUND, "submission.no_school", JH_NOWHERE,
                       (double)collection, "%.40s", school);
    *ret = read_submission(s, mem, row);
    s->driver->reset(row);
    return JH_OK;
}

enum jh_status jh_store_submissions(struct jh_store *s, struct jh_arena *mem, const char *county,
                                    int64_t collection, struct jh_submission **ret, size_t *ret_n,
                                    struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       SUBMISSION_COLUMNS
                       "join collection c on c.county = s.county and c.collection = s.collection "
                       "where s.county = ?1 and (s.collection = ?2 or (?2 = 0 and c.closed = '')) "
                       "order by s.collection, o.code",
                       "ti", county, collection));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] = read_submission(s, mem, row);
    }
}

enum jh_status jh_store_submission_values(struct jh_store *s, struct jh_arena *mem,
                                          const char *county, int64_t collection, int64_t org,
                                          struct jh_submission_value **ret, size_t *ret_n,
                                          struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select stage, item, value, entered, version, who, at, how "
                       "from submission_value where county = ?1 and collection = ?2 and org = ?3 "
                       "order by stage, item",
                       "tii", county, collection, org));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] = (struct jh_submission_value){.stage = jh_db_text(s->db, mem, row, 0),
                                                          .item = jh_db_text(s->db, mem, row, 1),
                                                          .value = jh_db_text(s->db, mem, row, 2),
                                                          .entered = jh_db_text(s->db, mem, row, 3),
                                                          .version = jh_db_int(s->db, row, 4),
                                                          .who = jh_db_text(s->db, mem, row, 5),
                                                          .at = jh_db_text(s->db, mem, row, 6),
                                                          .how = jh_db_text(s->db, mem, row, 7)};
    }
}

enum jh_status jh_store_put_submission_value(struct jh_store *s, const char *county,
                                             int64_t collection, int64_t org,
                                             const struct jh_submission_value *v,
                                             struct jh_err *reterr)
{
    return jh_db_run(
        s->db, reterr,
        "insert into submission_value (county, collection, org, stage, item, value, entered, "
        "version, who, at, how) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) "
        "on conflict (county, collection, org, stage, item) do update set "
        "value = excluded.value, entered = excluded.entered, version = excluded.version, "
        "who = excluded.who, at = excluded.at, how = excluded.how",
        "tiittttittt", county, collection, org, v->stage, v->item, v->value, v->entered, v->version,
        v->who, v->at, v->how);
}

enum jh_status jh_store_add_submission_event(struct jh_store *s, const char *county,
                                             int64_t collection, int64_t org,
                                             const struct jh_submission_event *e,
                                             struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];
    int64_t id;

    JH_TRY(jh_db_number(s->db, reterr, 1, &id,
                        "select coalesce(max(event), 0) + 1 from submission_event "
                        "where county = ?1 and collection = ?2 and org = ?3",
                        "tii", county, collection, org));
    jh_store_now(now);
    return jh_db_run(s->db, reterr,
                     "insert into submission_event (county, collection, org, event, kind, version, "
                     "who, at, detail) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                     "tiiitittt", county, collection, org, id, e->kind, e->version, e->who,
                     e->at && *e->at ? e->at : now, e->detail);
}

enum jh_status jh_store_submission_events(struct jh_store *s, struct jh_arena *mem,
                                          const char *county, int64_t collection, int64_t org,
                                          struct jh_submission_event **ret, size_t *ret_n,
                                          struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select event, version, kind, who, at, detail from submission_event "
                       "where county = ?1 and collection = ?2 and org = ?3 order by event",
                       "tii", county, collection, org));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] = (struct jh_submission_event){
            jh_db_int(s->db, row, 0),       jh_db_int(s->db, row, 1),
            jh_db_text(s->db, mem, row, 2), jh_db_text(s->db, mem, row, 3),
            jh_db_text(s->db, mem, row, 4), jh_db_text(s->db, mem, row, 5)};
    }
}
