/* src/store/requests.c - what needs two people; see accounts.h. */
#include "store/accounts.h"
#include "store/inside.h"
#include <math.h>

enum { FIRST_ROOM = 32 };

#define REQUEST_COLUMNS                                                                            \
    "select request, action, subject, detail, reason, asked_by, asked, decided_by, decided, "      \
    "remark, state, expires from request_two "

enum jh_status jh_store_add_request(struct jh_store *s, const char *county,
                                    struct jh_request_two *r, struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];

    JH_TRY(jh_db_number(s->db, reterr, 1, &r->id,
                        "select coalesce(max(request), 0) + 1 from request_two where county = ?1",
                        "t", county));
    jh_store_now(now);
    r->state = JH_REQUEST_ASKED;
    return jh_db_run(s->db, reterr,
                     "insert into request_two (county, request, action, subject, detail, reason, "
                     "asked_by, asked, decided_by, decided, remark, state, expires) "
                     "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                     "titttttttttii", county, r->id, r->action, r->subject, r->detail, r->reason,
                     r->asked_by, now, "", "", "", (int64_t)r->state, r->expires);
}

enum jh_status jh_store_save_request(struct jh_store *s, const char *county,
                                     const struct jh_request_two *r, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr,
                     "update request_two set decided_by = ?3, decided = ?4, remark = ?5, "
                     "state = ?6 where county = ?1 and request = ?2",
                     "tittti", county, r->id, r->decided_by, r->decided, r->remark,
                     (int64_t)r->state);
}

static struct jh_request_two read_request(struct jh_store *s, struct jh_arena *mem,
                                          struct jh_stmt *row)
{
    return (struct jh_request_two){.id = jh_db_int(s->db, row, 0),
                                   .action = jh_db_text(s->db, mem, row, 1),
                                   .subject = jh_db_text(s->db, mem, row, 2),
                                   .detail = jh_db_text(s->db, mem, row, 3),
                                   .reason = jh_db_text(s->db, mem, row, 4),
                                   .asked_by = jh_db_text(s->db, mem, row, 5),
                                   .asked = jh_db_text(s->db, mem, row, 6),
                                   .decided_by = jh_db_text(s->db, mem, row, 7),
                                   .decided = jh_db_text(s->db, mem, row, 8),
                                   .remark = jh_db_text(s->db, mem, row, 9),
                                   .state = (enum jh_request_state)jh_db_int(s->db, row, 10),
                                   .expires = jh_db_int(s->db, row, 11)};
}

enum jh_status jh_store_request(struct jh_store *s, struct jh_arena *mem, const char *county,
                                int64_t id, struct jh_request_two *ret, struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool found;

    JH_TRY(jh_db_query(s->db, reterr, &row, REQUEST_COLUMNS "where county = ?1 and request = ?2",
                       "ti", county, id));
    JH_TRY(jh_db_next(s->db, row, &found, reterr));
    if (!found)
        return jh_fail(reterr, JH_E_NOTFOUND, "request.unknown", JH_NOWHERE, (double)id,
                       "request %lld", (long long)id);
    *ret = read_request(s, mem, row);
    s->driver->reset(row);
    return JH_OK;
}

enum jh_status jh_store_requests(struct jh_store *s, struct jh_arena *mem, const char *county,
                                 struct jh_request_two **ret, size_t *ret_n, struct jh_err *reterr)
{
    size_t room = FIRST_ROOM;
    struct jh_stmt *row;
    bool more;

    *ret = jh_new(mem, struct jh_request_two, room);
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       REQUEST_COLUMNS "where county = ?1 order by request desc", "t", county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        if (*ret_n == room) {
            *ret = jh_arena_grow(mem, *ret, *ret_n, room * 2, sizeof **ret);
            room *= 2;
        }
        (*ret)[(*ret_n)++] = read_request(s, mem, row);
    }
}
