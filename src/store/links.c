/* src/store/links.c - see links.h. */
#include "store/links.h"
#include "store/inside.h"

enum jh_status jh_store_groups(struct jh_store *s, struct jh_arena *mem, const char *county,
                               struct jh_org_group **ret, size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select org_group, kind, code, name, type, since, until, detail "
                       "from org_group where county = ?1 order by kind, code",
                       "t", county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] =
            (struct jh_org_group){jh_db_int(s->db, row, 0),       jh_db_text(s->db, mem, row, 1),
                                  jh_db_text(s->db, mem, row, 2), jh_db_text(s->db, mem, row, 3),
                                  jh_db_text(s->db, mem, row, 4), jh_db_text(s->db, mem, row, 5),
                                  jh_db_text(s->db, mem, row, 6), jh_db_text(s->db, mem, row, 7)};
    }
}

enum jh_status jh_store_links(struct jh_store *s, struct jh_arena *mem, const char *county,
                              struct jh_org_link **ret, size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select link, org_group, org, role, since, until from org_link "
                       "where county = ?1 order by link",
                       "t", county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] =
            (struct jh_org_link){jh_db_int(s->db, row, 0),       jh_db_int(s->db, row, 1),
                                 jh_db_int(s->db, row, 2),       jh_db_text(s->db, mem, row, 3),
                                 jh_db_text(s->db, mem, row, 4), jh_db_text(s->db, mem, row, 5)};
    }
}

enum jh_status jh_store_org_events(struct jh_store *s, struct jh_arena *mem, const char *county,
                                   struct jh_org_event **ret, size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select e.event, e.kind, e.day, e.schools, e.import, e.reason, e.made, "
                       "e.made_by, i.state from org_event e join import i on i.county = e.county "
                       "and i.import = e.import where e.county = ?1 order by e.day, e.event",
                       "t", county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] = (struct jh_org_event){jh_db_int(s->db, row, 0),
                                                   jh_db_text(s->db, mem, row, 1),
                                                   jh_db_text(s->db, mem, row, 2),
                                                   jh_db_text(s->db, mem, row, 3),
                                                   jh_db_int(s->db, row, 4),
                                                   jh_db_text(s->db, mem, row, 5),
                                                   jh_db_text(s->db, mem, row, 6),
                                                   jh_db_text(s->db, mem, row, 7),
                                                   jh_db_int(s->db, row, 8) != JH_IMPORT_COMMITTED};
    }
}

enum jh_status jh_store_put_group(struct jh_store *s, const char *county,
                                  struct jh_org_group *group, struct jh_err *reterr)
{
    if (!group->id)
        JH_TRY(
            jh_db_number(s->db, reterr, 1, &group->id,
                         "select coalesce(max(org_group), 0) + 1 from org_group where county = ?1",
                         "t", county));
    return jh_db_run(s->db, reterr,
                     "insert into org_group (county, org_group, kind, code, name, type, since, "
                     "until, detail) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
                     "on conflict (county, org_group) do update set name = excluded.name, "
                     "type = excluded.type, since = excluded.since, until = excluded.until, "
                     "detail = excluded.detail",
                     "tittttttt", county, group->id, group->kind, group->code, group->name,
                     group->type, group->since, group->until, group->detail);
}

enum jh_status jh_store_put_link(struct jh_store *s, const char *county, struct jh_org_link *link,
                                 struct jh_err *reterr)
{
    if (!link->id)
        JH_TRY(jh_db_number(s->db, reterr, 1, &link->id,
                            "select coalesce(max(link), 0) + 1 from org_link where county = ?1",
                            "t", county));
    return jh_db_run(s->db, reterr,
                     "insert into org_link (county, link, org_group, org, role, since, until) "
                     "values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict (county, link) do update "
                     "set role = excluded.role, since = excluded.since, until = excluded.until",
                     "tiiittt", county, link->id, link->group, link->org, link->role, link->since,
                     link->until);
}

enum jh_status jh_store_add_org_event(struct jh_store *s, const char *county,
                                      struct jh_org_event *event, struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];

    jh_store_now(now);
    JH_TRY(jh_db_number(s->db, reterr, 1, &event->id,
                        "select coalesce(max(event), 0) + 1 from org_event where county = ?1", "t",
                        county));
    return jh_db_run(s->db, reterr,
                     "insert into org_event (county, event, kind, day, schools, import, reason, "
                     "made, made_by) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                     "titttittt", county, event->id, event->kind, event->day, event->schools,
                     event->import, event->reason, now, event->made_by);
}
