/* src/store/stays.c - enrolments, posts, and the steps that changed them. See people.h. */
#include "store/inside.h"
#include "store/people.h"

#define ENROLMENT                                                                                  \
    "enrolment, person, org, stage, entry_year, class, from_date, to_date, how_in, how_out, "      \
    "changed"
#define POST "post, person, org, stage, subject, duty, from_date, to_date, how_in, how_out, changed"

enum jh_status jh_store_put_enrolment(struct jh_store *s, const char *county,
                                      const struct jh_enrolment *e, struct jh_err *reterr)
{
    return jh_db_run(
        s->db, reterr,
        "insert into enrolment (county, " ENROLMENT ") values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
        "?10, ?11, ?12) on conflict (county, enrolment) do update set person = excluded.person, "
        "org = excluded.org, stage = excluded.stage, entry_year = excluded.entry_year, class = "
        "excluded.class, from_date = excluded.from_date, to_date = excluded.to_date, how_in = "
        "excluded.how_in, how_out = excluded.how_out, changed = excluded.changed",
        "tiiititiitti", county, e->id, e->person, e->org, e->stage, (int64_t)e->entry_year,
        e->class_, (int64_t)e->from, (int64_t)e->to, e->how_in, e->how_out, e->changed);
}

enum jh_status jh_store_put_post(struct jh_store *s, const char *county, const struct jh_post *p,
                                 struct jh_err *reterr)
{
    return jh_db_run(
        s->db, reterr,
        "insert into post (county, " POST ") values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
        "?12) on conflict (county, post) do update set person = excluded.person, org = "
        "excluded.org, stage = excluded.stage, subject = excluded.subject, duty = excluded.duty, "
        "from_date = excluded.from_date, to_date = excluded.to_date, how_in = excluded.how_in, "
        "how_out = excluded.how_out, changed = excluded.changed",
        "tiiitttiitti", county, p->id, p->person, p->org, p->stage, p->subject, p->duty,
        (int64_t)p->from, (int64_t)p->to, p->how_in, p->how_out, p->changed);
}

enum jh_status jh_store_drop_enrolment(struct jh_store *s, const char *county, int64_t id,
                                       struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr, "delete from enrolment where county = ?1 and enrolment = ?2",
                     "ti", county, id);
}

enum jh_status jh_store_drop_post(struct jh_store *s, const char *county, int64_t id,
                                  struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr, "delete from post where county = ?1 and post = ?2", "ti",
                     county, id);
}

static const char *text(struct jh_store *s, struct jh_stmt *row, int column)
{
    size_t n;
    /* cppcheck-suppress returnDanglingLifetime ; the text is the row's, only its length is here */
    return s->driver->get_text(row, column, &n);
}

static enum jh_status each_enrolment(struct jh_store *s, struct jh_stmt *row,
                                     jh_each_enrolment *each, void *context, struct jh_err *reterr)
{
    bool more;

    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        const struct jh_enrolment e = {.id = s->driver->get_int(row, 0),
                                       .person = s->driver->get_int(row, 1),
                                       .org = s->driver->get_int(row, 2),
                                       .stage = text(s, row, 3),
                                       .entry_year = (int)s->driver->get_int(row, 4),
                                       .class_ = text(s, row, 5),
                                       .from = (int)s->driver->get_int(row, 6),
                                       .to = (int)s->driver->get_int(row, 7),
                                       .how_in = text(s, row, 8),
                                       .how_out = text(s, row, 9),
                                       .changed = s->driver->get_int(row, 10)};
        if (!each(context, &e)) {
            s->driver->reset(row);
            return JH_OK;
        }
    }
}

enum jh_status jh_store_enrolments(struct jh_store *s, const char *county, int64_t person,
                                   int64_t org, jh_each_enrolment *each, void *context,
                                   struct jh_err *reterr)
{
    struct jh_stmt *row;

    JH_TRY(jh_db_query(
        s->db, reterr, &row,
        person ? "select " ENROLMENT " from enrolment where county = ?1 and person = ?2 "
                 "order by from_date, enrolment"
        : org  ? "select " ENROLMENT " from enrolment where county = ?1 and org = ?2 and "
                 "to_date = 0"
               : "select " ENROLMENT " from enrolment where county = ?1 and enrolment > ?2 and "
                 "to_date = 0 order by enrolment",
        "ti", county, person ? person : org));
    return each_enrolment(s, row, each, context, reterr);
}

enum jh_status jh_store_enrolments_on(struct jh_store *s, const char *county, int day,
                                      jh_each_enrolment *each, void *context, struct jh_err *reterr)
{
    struct jh_stmt *row;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select " ENROLMENT " from enrolment where county = ?1 and from_date <= ?2 "
                       "and (to_date = 0 or to_date > ?2) order by enrolment",
                       "ti", county, (int64_t)day));
    return each_enrolment(s, row, each, context, reterr);
}

enum jh_status jh_store_posts(struct jh_store *s, const char *county, int64_t person, int64_t org,
                              jh_each_post *each, void *context, struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool more;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       person ? "select " POST " from post where county = ?1 and person = ?2 "
                                "order by from_date, post"
                       : org  ? "select " POST " from post where county = ?1 and org = ?2 and "
                                "to_date = 0"
                              : "select " POST " from post where county = ?1 and post > ?2 and "
                                "to_date = 0 order by post",
                       "ti", county, person ? person : org));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        const struct jh_post p = {.id = s->driver->get_int(row, 0),
                                  .person = s->driver->get_int(row, 1),
                                  .org = s->driver->get_int(row, 2),
                                  .stage = text(s, row, 3),
                                  .subject = text(s, row, 4),
                                  .duty = text(s, row, 5),
                                  .from = (int)s->driver->get_int(row, 6),
                                  .to = (int)s->driver->get_int(row, 7),
                                  .how_in = text(s, row, 8),
                                  .how_out = text(s, row, 9),
                                  .changed = s->driver->get_int(row, 10)};
        if (!each(context, &p)) {
            s->driver->reset(row);
            return JH_OK;
        }
    }
}

enum jh_status jh_store_add_person_step(struct jh_store *s, const char *county,
                                        const struct jh_person_step *step, struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];

    jh_store_now(now);
    return jh_db_run(s->db, reterr,
                     "insert into person_step (county, step, kind, date, import, at, detail, "
                     "undone) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)",
                     "titiitt", county, step->id, step->kind, (int64_t)step->date, step->import,
                     now, step->detail);
}

enum jh_status jh_store_person_steps(struct jh_store *s, struct jh_arena *mem, const char *county,
                                     struct jh_person_step **ret, size_t *ret_n,
                                     struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 64;
    bool more;

    *ret = jh_new(mem, struct jh_person_step, room);
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select step, kind, date, import, at, detail, undone from person_step "
                       "where county = ?1 order by step desc",
                       "t", county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        if (*ret_n == room) {
            *ret = jh_arena_regrow(mem, *ret, room, 2 * room, sizeof **ret);
            room *= 2;
        }
        (*ret)[(*ret_n)++] = (struct jh_person_step){.id = jh_db_int(s->db, row, 0),
                                                     .kind = jh_db_text(s->db, mem, row, 1),
                                                     .date = (int)jh_db_int(s->db, row, 2),
                                                     .import = jh_db_int(s->db, row, 3),
                                                     .at = jh_db_text(s->db, mem, row, 4),
                                                     .detail = jh_db_text(s->db, mem, row, 5),
                                                     .undone = jh_db_int(s->db, row, 6)};
    }
}

enum jh_status jh_store_step_of_import(struct jh_store *s, const char *county, int64_t import,
                                       int64_t *ret, struct jh_err *reterr)
{
    return jh_db_number(s->db, reterr, 0, ret,
                        "select coalesce(max(step), 0) from person_step where county = ?1 and "
                        "import = ?2 and undone = 0 and kind = 'import'",
                        "ti", county, import);
}

enum jh_status jh_store_end_person_step(struct jh_store *s, const char *county, int64_t step,
                                        int64_t undone_by, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr,
                     "update person_step set undone = ?3 where county = ?1 and step = ?2", "tii",
                     county, step, undone_by);
}

static const char *const table_name[] = {"person", "enrolment", "post"};

enum jh_status jh_store_add_person_change(struct jh_store *s, const char *county,
                                          const struct jh_person_change *c, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr,
                     "insert into person_change (county, step, number, person, place, key, sheet, "
                     "line, before) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                     "tiiitiiib", county, c->step, c->number, c->person, table_name[c->table],
                     c->key, (int64_t)c->sheet, (int64_t)c->row, c->before, c->nbefore);
}

enum jh_status jh_store_person_changes(struct jh_store *s, const char *county, int64_t step,
                                       int64_t person, jh_each_change *each, void *context,
                                       struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool more;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       step ? "select step, number, person, place, key, sheet, line, before from "
                              "person_change where county = ?1 and step = ?2 order by number desc"
                            : "select step, number, person, place, key, sheet, line, before from "
                              "person_change where county = ?1 and person = ?2 "
                              "order by step, number",
                       "ti", county, step ? step : person));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        struct jh_person_change c = {.step = s->driver->get_int(row, 0),
                                     .number = s->driver->get_int(row, 1),
                                     .person = s->driver->get_int(row, 2),
                                     .key = s->driver->get_int(row, 4),
                                     .sheet = (int)s->driver->get_int(row, 5),
                                     .row = (long)s->driver->get_int(row, 6)};
        const char *place = text(s, row, 3);
        c.table = place[1] == 'e' ? JH_IN_PERSON : place[0] == 'e' ? JH_IN_ENROLMENT : JH_IN_POST;
        c.before = s->driver->get_blob(row, 7, &c.nbefore);
        if (!each(context, &c)) {
            s->driver->reset(row);
            return JH_OK;
        }
    }
}
