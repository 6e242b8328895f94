/* src/store/records.c - registers: definitions, records, counts, history. */
#include "store/records.h"
#include "store/inside.h"
#include <stdlib.h>
#include <string.h>

static const char last_day[] = "9999-99"; /* behind every day */

#define EDITION_COLUMNS                                                                            \
    "select register, edition, home, hash, definition, who, made, ended from register "

static enum jh_status read_editions(struct jh_store *s, struct jh_arena *mem, struct jh_stmt *row,
                                    struct jh_edition **ret, size_t *ret_n, struct jh_err *reterr)
{
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] =
            (struct jh_edition){jh_db_text(s->db, mem, row, 0), jh_db_int(s->db, row, 1),
                                jh_db_text(s->db, mem, row, 2), jh_db_text(s->db, mem, row, 3),
                                jh_db_text(s->db, mem, row, 4), jh_db_text(s->db, mem, row, 5),
                                jh_db_text(s->db, mem, row, 6), jh_db_text(s->db, mem, row, 7)};
    }
}

enum jh_status jh_store_editions(struct jh_store *s, struct jh_arena *mem, const char *county,
                                 const char *reg, bool all, struct jh_edition **ret, size_t *ret_n,
                                 struct jh_err *reterr)
{
    struct jh_stmt *row;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       EDITION_COLUMNS "where county = ?1 and (?2 = '' or register = ?2) and "
                                       "(?3 = 1 or ended = '') order by register, edition",
                       "tti", county, reg ? reg : "", (int64_t)all));
    return read_editions(s, mem, row, ret, ret_n, reterr);
}

enum jh_status jh_store_add_edition(struct jh_store *s, const char *county,
                                    struct jh_edition *edition, struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];

    jh_store_now(now);
    JH_TRY(jh_db_number(s->db, reterr, 1, &edition->edition,
                        "select coalesce(max(edition), 0) + 1 from register "
                        "where county = ?1 and register = ?2",
                        "tt", county, edition->reg));
    JH_TRY(jh_db_run(s->db, reterr,
                     "update register set ended = ?3 "
                     "where county = ?1 and register = ?2 and ended = ''",
                     "ttt", county, edition->reg, now));
    return jh_db_run(
        s->db, reterr,
        "insert into register (county, register, edition, home, hash, definition, who, "
        "made, ended) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '')",
        "ttittttt", county, edition->reg, edition->edition, edition->home, edition->hash,
        edition->definition, edition->who, now);
}

#define RECORD_COLUMNS                                                                             \
    "select r.record, r.subject, r.day, r.state, r.version, r.edition, r.fields, r.import, "       \
    "r.who, r.changed from "

static struct jh_record read_record(struct jh_store *s, struct jh_arena *mem, struct jh_stmt *row)
{
    return (struct jh_record){.id = jh_db_int(s->db, row, 0),
                              .subject = jh_db_text(s->db, mem, row, 1),
                              .day = jh_db_text(s->db, mem, row, 2),
                              .state = jh_db_text(s->db, mem, row, 3),
                              .version = jh_db_int(s->db, row, 4),
                              .edition = jh_db_int(s->db, row, 5),
                              .fields = jh_db_text(s->db, mem, row, 6),
                              .import = jh_db_int(s->db, row, 7),
                              .who = jh_db_text(s->db, mem, row, 8),
                              .changed = jh_db_text(s->db, mem, row, 9)};
}

enum jh_status jh_store_record(struct jh_store *s, struct jh_arena *mem, const char *county,
                               const char *reg, int64_t id, struct jh_record *ret, bool *ret_found,
                               struct jh_err *reterr)
{
    struct jh_stmt *row;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       RECORD_COLUMNS
                       "record r where r.county = ?1 and r.register = ?2 and r.record = ?3",
                       "tti", county, reg, id));
    JH_TRY(jh_db_next(s->db, row, ret_found, reterr));
    if (!*ret_found)
        return JH_OK;
    *ret = read_record(s, mem, row);
    s->driver->reset(row);
    return JH_OK;
}

static enum jh_status add_sum(struct jh_store *s, const char *county, const char *reg,
                              const struct jh_record *r, int64_t n, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr,
                     "insert into record_sum (county, register, subject, day, state, n) "
                     "values (?1, ?2, ?3, ?4, ?5, ?6) "
                     "on conflict (county, register, subject, day, state) "
                     "do update set n = record_sum.n + excluded.n",
                     "ttttti", county, reg, r->subject, r->day, r->state, n);
}

static enum jh_status drop_keys(struct jh_store *s, const char *county, const char *reg,
                                const struct jh_record *r, const struct jh_record_key *key,
                                size_t n, struct jh_err *reterr)
{
    for (size_t i = 0; i < n; i++)
        JH_TRY(jh_db_run(s->db, reterr,
                         "delete from record_key where county = ?1 and register = ?2 and item = ?3 "
                         "and value = ?4 and day = ?5 and record = ?6",
                         "ttttti", county, reg, key[i].item, key[i].value, r->day, r->id));
    return JH_OK;
}

static enum jh_status add_keys(struct jh_store *s, const char *county, const char *reg,
                               const struct jh_record *r, const struct jh_record_key *key, size_t n,
                               struct jh_err *reterr)
{
    for (size_t i = 0; i < n; i++)
        JH_TRY(jh_db_run(s->db, reterr,
                         "insert into record_key (county, register, item, value, day, record, "
                         "subject, state) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                         "tttttitt", county, reg, key[i].item, key[i].value, r->day, r->id,
                         r->subject, r->state));
    return JH_OK;
}

/* Counts and keys move only when what they tell has changed. */
static enum jh_status recount(struct jh_store *s, const char *county, const char *reg,
                              const struct jh_record *old, const struct jh_record *now,
                              struct jh_err *reterr)
{
    if (old && strcmp(old->subject, now->subject) == 0 && strcmp(old->day, now->day) == 0 &&
        strcmp(old->state, now->state) == 0)
        return JH_OK;
    if (old)
        JH_TRY(add_sum(s, county, reg, old, -1, reterr));
    return add_sum(s, county, reg, now, 1, reterr);
}

enum jh_status jh_store_put_record(struct jh_store *s, const char *county, const char *reg,
                                   const struct jh_record *old, const struct jh_record_key *old_key,
                                   size_t nold, struct jh_record *record,
                                   const struct jh_record_key *key, size_t nkey,
                                   struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];

    jh_store_now(now);
    if (old)
        record->id = old->id;
    else if (!record->id)
        JH_TRY(jh_db_number(s->db, reterr, 1, &record->id,
                            "select coalesce(max(record), 0) + 1 from record "
                            "where county = ?1 and register = ?2",
                            "tt", county, reg));
    if (old)
        JH_TRY(drop_keys(s, county, reg, old, old_key, nold, reterr));
    JH_TRY(jh_db_run(
        s->db, reterr,
        old ? "update record set subject = ?4, day = ?5, state = ?6, version = ?7, edition = ?8, "
              "fields = ?9, import = ?10, who = ?11, changed = ?12 "
              "where county = ?1 and register = ?2 and record = ?3"
            : "insert into record (county, register, record, subject, day, state, version, "
              "edition, fields, import, who, changed) "
              "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        "ttitttiititt", county, reg, record->id, record->subject, record->day, record->state,
        record->version, record->edition, record->fields, record->import, record->who, now));
    JH_TRY(add_keys(s, county, reg, record, key, nkey, reterr));
    return recount(s, county, reg, old, record, reterr);
}

/* The query of one subject, or of all when `subject` is NULL. */
static enum jh_status list_one(struct jh_store *s, struct jh_arena *mem, const char *county,
                               const struct jh_record_query *q, const char *subject,
                               struct jh_record **ret, size_t *ret_n, size_t *room,
                               struct jh_err *reterr)
{
#define WITHIN(t)                                                                                  \
    "where " t ".county = ?1 and " t ".register = ?2 and " t ".day >= ?3 and " t                   \
    ".day <= ?4 and (" t ".day, " t ".record) < (?5, ?6) and (?7 = '' or " t ".state = ?7) "
#define NEWEST(t) "order by " t ".day desc, " t ".record desc limit ?8"
#define KEYED                                                                                      \
    "record_key k join record r on r.county = k.county and r.register = k.register "               \
    "and r.record = k.record " WITHIN("k") "and k.item = ?9 and k.value = ?10 "
    static const char *const sql[2][2] = {
        {RECORD_COLUMNS "record r " WITHIN("r") NEWEST("r"),
         RECORD_COLUMNS "record r " WITHIN("r") "and r.subject = ?9 " NEWEST("r")},
        {RECORD_COLUMNS KEYED NEWEST("k"),
         RECORD_COLUMNS KEYED "and k.subject = ?11 " NEWEST("k")}};
    bool keyed = q->item && *q->item;
    const char *to = q->to && *q->to ? q->to : last_day;
    const char *day = q->before ? q->before_day : last_day;
    struct jh_stmt *row;
    bool more;

    JH_TRY(jh_db_query(s->db, reterr, &row, sql[keyed][subject != NULL],
                       keyed     ? (subject ? "tttttitittt" : "tttttititt")
                       : subject ? "tttttitit"
                                 : "tttttiti",
                       county, q->reg, q->from ? q->from : "", to, day, q->before,
                       q->state ? q->state : "", (int64_t)q->most, keyed ? q->item : subject,
                       q->value, subject));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, room, sizeof **ret);
        (*ret)[(*ret_n)++] = read_record(s, mem, row);
    }
}

static int newest_first(const void *a, const void *b)
{
    const struct jh_record *x = a, *y = b;
    int day = strcmp(y->day, x->day);

    return day ? day : (y->id > x->id) - (y->id < x->id);
}

enum jh_status jh_store_records(struct jh_store *s, struct jh_arena *mem, const char *county,
                                const struct jh_record_query *q, struct jh_record **ret,
                                size_t *ret_n, struct jh_err *reterr)
{
    size_t room = 0;

    *ret = NULL;
    *ret_n = 0;
    if (q->all)
        return list_one(s, mem, county, q, NULL, ret, ret_n, &room, reterr);
    for (size_t i = 0; i < q->nsubject; i++)
        JH_TRY(list_one(s, mem, county, q, q->subject[i], ret, ret_n, &room, reterr));
    if (q->nsubject > 1 && *ret_n)
        qsort(*ret, *ret_n, sizeof **ret, newest_first);
    if (*ret_n > q->most)
        *ret_n = q->most;
    return JH_OK;
}

static enum jh_status sum_one(struct jh_store *s, const char *county,
                              const struct jh_record_query *q, const char *subject,
                              jh_each_record_sum *each, void *context, struct jh_err *reterr)
{
#define COUNTED(what, from)                                                                        \
    "select subject, substr(day, 1, 7), state, " what " from " from                                \
    " where county = ?1 and register = ?2 and day >= ?3 and day <= ?4 and (?5 = '' or state = "    \
    "?5) "
#define EACH "group by 1, 2, 3 order by 1, 2, 3"
    static const char *const sql[2][2] = {
        {COUNTED("cast(sum(n) as bigint)", "record_sum") EACH,
         COUNTED("cast(sum(n) as bigint)", "record_sum") "and subject = ?6 " EACH},
        {COUNTED("count(*)", "record_key") "and item = ?6 and value = ?7 " EACH,
         COUNTED("count(*)", "record_key") "and item = ?6 and value = ?7 and subject = ?8 " EACH}};
    bool keyed = q->item && *q->item;
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_stmt *row;
    bool more;

    JH_TRY(jh_db_query(s->db, reterr, &row, sql[keyed][subject != NULL],
                       keyed     ? (subject ? "tttttttt" : "ttttttt")
                       : subject ? "tttttt"
                                 : "ttttt",
                       county, q->reg, q->from ? q->from : "", q->to && *q->to ? q->to : last_day,
                       q->state ? q->state : "", keyed ? q->item : subject, q->value, subject));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        int64_t n = jh_db_int(s->db, row, 3);
        enum jh_status status =
            n <= 0 ? JH_OK
                   : each(context, jh_db_text(s->db, &mem, row, 0), jh_db_text(s->db, &mem, row, 1),
                          jh_db_text(s->db, &mem, row, 2), n, reterr);
        jh_arena_free(&mem);
        if (status != JH_OK) {
            s->driver->reset(row);
            return status;
        }
    }
}

enum jh_status jh_store_record_sums(struct jh_store *s, const char *county,
                                    const struct jh_record_query *q, jh_each_record_sum *each,
                                    void *context, struct jh_err *reterr)
{
    if (q->all)
        return sum_one(s, county, q, NULL, each, context, reterr);
    for (size_t i = 0; i < q->nsubject; i++)
        JH_TRY(sum_one(s, county, q, q->subject[i], each, context, reterr));
    return JH_OK;
}

enum jh_status jh_store_add_record_event(struct jh_store *s, const char *county, const char *reg,
                                         const struct jh_record_event *event, struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];

    jh_store_now(now);
    return jh_db_run(s->db, reterr,
                     "insert into record_event (county, register, record, version, kind, import, "
                     "who, at, detail) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                     "ttiitittt", county, reg, event->record, event->version, event->kind,
                     event->import, event->who, now, event->detail);
}

enum jh_status jh_store_record_events(struct jh_store *s, struct jh_arena *mem, const char *county,
                                      const char *reg, int64_t id, struct jh_record_event **ret,
                                      size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select record, version, kind, import, who, at, detail from record_event "
                       "where county = ?1 and register = ?2 and record = ?3 order by version",
                       "tti", county, reg, id));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] =
            (struct jh_record_event){jh_db_int(s->db, row, 0),       jh_db_int(s->db, row, 1),
                                     jh_db_text(s->db, mem, row, 2), jh_db_int(s->db, row, 3),
                                     jh_db_text(s->db, mem, row, 4), jh_db_text(s->db, mem, row, 5),
                                     jh_db_text(s->db, mem, row, 6)};
    }
}
