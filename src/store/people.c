/* src/store/people.c - people by name, by number, by school. See people.h. */
#include "store/people.h"
#include "base/pinyin.h"
#include "store/inside.h"
#include <math.h>
#include <string.h>

#define PERSON                                                                                     \
    "p.person, p.kind, p.state, p.name, p.pinyin, p.sex, p.birth, p.org, p.id_mark, p.roll_mark, " \
    "p.changed, p.sealed"

enum jh_status jh_store_people_ids(struct jh_store *s, const char *county,
                                   struct jh_people_ids *ret, struct jh_err *reterr)
{
    JH_TRY(jh_db_number(s->db, reterr, 1, &ret->person,
                        "select coalesce(max(person), 0) + 1 from person where county = ?1", "t",
                        county));
    JH_TRY(jh_db_number(s->db, reterr, 1, &ret->enrolment,
                        "select coalesce(max(enrolment), 0) + 1 from enrolment where county = ?1",
                        "t", county));
    JH_TRY(jh_db_number(s->db, reterr, 1, &ret->post,
                        "select coalesce(max(post), 0) + 1 from post where county = ?1", "t",
                        county));
    return jh_db_number(s->db, reterr, 1, &ret->step,
                        "select coalesce(max(step), 0) + 1 from person_step where county = ?1", "t",
                        county);
}

void jh_store_bulk(struct jh_store *s, bool on)
{
    if (s->driver->bulk && !s->many)
        s->driver->bulk(s->db, on);
}

void jh_store_many(struct jh_store *s, bool on)
{
    s->many = false;
    jh_store_bulk(s, on);
    s->many = on;
}

/* The beginnings a name is found by: 曾小明 gives 小明, zengxiaoming, xiaoming, zxm, xm. */
enum { TOKENS = 12 };
struct tokens {
    char text[TOKENS][JH_PINYIN_TEXT];
    size_t n;
};

static void add_token(struct tokens *t, const char *text)
{
    size_t n = strlen(text);

    if (t->n == TOKENS || n < 2 || n >= JH_PINYIN_TEXT)
        return;
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->text[i], text) == 0)
            return;
    memcpy(t->text[t->n++], text, n + 1);
}

static const char *after_sign(const char *text)
{
    if (*text)
        text++;
    while (((unsigned char)*text & 0xC0) == 0x80)
        text++;
    return text;
}

static void tokens_of(const struct jh_person *p, struct tokens *t)
{
    char text[JH_PINYIN_TEXT];
    int signs = 0;

    t->n = 0;
    for (const char *rest = after_sign(p->name); *rest && signs++ < 3; rest = after_sign(rest))
        if (*after_sign(rest)) /* two signs at least */
            add_token(t, rest);
    for (size_t from = 0; from < 2; from++) {
        jh_pinyin_joined(p->pinyin, from, text);
        add_token(t, text);
        jh_pinyin_initials(p->pinyin, from, text);
        add_token(t, text);
    }
}

static enum jh_status drop_tokens(struct jh_store *s, const char *county, const struct jh_person *p,
                                  struct jh_err *reterr)
{
    struct tokens t;

    tokens_of(p, &t);
    for (size_t i = 0; i < t.n; i++)
        JH_TRY(
            jh_db_run(s->db, reterr,
                      "delete from person_token where county = ?1 and token = ?2 and person = ?3",
                      "tti", county, t.text[i], p->id));
    return JH_OK;
}

enum jh_status jh_store_put_person(struct jh_store *s, const char *county,
                                   const struct jh_person *p, const struct jh_person *old,
                                   struct jh_err *reterr)
{
    struct tokens t;

    JH_TRY(jh_db_run(
        s->db, reterr,
        "insert into person (county, person, kind, state, name, pinyin, sex, birth, org, id_mark, "
        "roll_mark, changed, sealed) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
        "?13) on conflict (county, person) do update set kind = excluded.kind, state = "
        "excluded.state, name = excluded.name, pinyin = excluded.pinyin, sex = excluded.sex, birth "
        "= excluded.birth, org = excluded.org, id_mark = excluded.id_mark, roll_mark = "
        "excluded.roll_mark, changed = excluded.changed, sealed = excluded.sealed",
        "tiiittiiittib", county, p->id, (int64_t)p->kind, (int64_t)p->state, p->name, p->pinyin,
        (int64_t)p->sex, (int64_t)p->birth, p->org, p->id_mark, p->roll_mark, p->changed, p->sealed,
        p->nsealed));
    if (old && strcmp(old->name, p->name) == 0 && strcmp(old->pinyin, p->pinyin) == 0)
        return JH_OK;
    if (old)
        JH_TRY(drop_tokens(s, county, old, reterr));
    tokens_of(p, &t);
    for (size_t i = 0; i < t.n; i++)
        JH_TRY(jh_db_run(s->db, reterr,
                         "insert into person_token (county, token, person) values (?1, ?2, ?3) on "
                         "conflict (county, token, person) do nothing",
                         "tti", county, t.text[i], p->id));
    return JH_OK;
}

enum jh_status jh_store_drop_person(struct jh_store *s, const char *county,
                                    const struct jh_person *p, struct jh_err *reterr)
{
    JH_TRY(drop_tokens(s, county, p, reterr));
    return jh_db_run(s->db, reterr, "delete from person where county = ?1 and person = ?2", "ti",
                     county, p->id);
}

static struct jh_person read_person(struct jh_store *s, struct jh_stmt *row)
{
    size_t n;
    struct jh_person p = {.id = s->driver->get_int(row, 0),
                          .kind = (int)s->driver->get_int(row, 1),
                          .state = (int)s->driver->get_int(row, 2),
                          .name = s->driver->get_text(row, 3, &n),
                          .pinyin = s->driver->get_text(row, 4, &n),
                          .sex = (int)s->driver->get_int(row, 5),
                          .birth = (int)s->driver->get_int(row, 6),
                          .org = s->driver->get_int(row, 7),
                          .id_mark = s->driver->get_text(row, 8, &n),
                          .roll_mark = s->driver->get_text(row, 9, &n),
                          .changed = s->driver->get_int(row, 10)};
    p.sealed = s->driver->get_blob(row, 11, &p.nsealed);
    return p;
}

static void keep_person(struct jh_arena *mem, struct jh_person *p)
{
    char *bytes = jh_arena_alloc(mem, p->nsealed + 1, 1);

    if (p->nsealed)
        memcpy(bytes, p->sealed, p->nsealed);
    p->sealed = bytes;
    p->name = jh_arena_strdup(mem, p->name);
    p->pinyin = jh_arena_strdup(mem, p->pinyin);
    p->id_mark = jh_arena_strdup(mem, p->id_mark);
    p->roll_mark = jh_arena_strdup(mem, p->roll_mark);
}

/* The first row of a query that was made, copied. */
static enum jh_status one_person(struct jh_store *s, struct jh_arena *mem, struct jh_stmt *row,
                                 struct jh_person *ret, bool *ret_found, struct jh_err *reterr)
{
    JH_TRY(jh_db_next(s->db, row, ret_found, reterr));
    if (!*ret_found)
        return JH_OK;
    *ret = read_person(s, row);
    keep_person(mem, ret);
    s->driver->reset(row);
    return JH_OK;
}

enum jh_status jh_store_person(struct jh_store *s, struct jh_arena *mem, const char *county,
                               int64_t id, struct jh_person *ret, struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool found;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select " PERSON " from person p where p.county = ?1 and p.person = ?2",
                       "ti", county, id));
    JH_TRY(one_person(s, mem, row, ret, &found, reterr));
    if (!found)
        return jh_fail(reterr, JH_E_NOTFOUND, "people.unknown", JH_NOWHERE, (double)id,
                       "no person %lld in %s", (long long)id, county);
    return JH_OK;
}

/* No "order by" here: it would make the planner walk the whole county by key. */
enum jh_status jh_store_person_by(struct jh_store *s, struct jh_arena *mem, const char *county,
                                  enum jh_person_by by, const char *mark, struct jh_person *ret,
                                  bool *ret_found, struct jh_err *reterr)
{
    struct jh_stmt *row;

    *ret_found = false;
    if (!*mark)
        return JH_OK;
    JH_TRY(jh_db_query(
        s->db, reterr, &row,
        by == JH_BY_ID ? "select " PERSON " from person p where p.county = ?1 and p.id_mark = ?2 "
                       : "select " PERSON " from person p where p.county = ?1 and p.roll_mark = ?2",
        "tt", county, mark));
    return one_person(s, mem, row, ret, ret_found, reterr);
}

static enum jh_status each_person(struct jh_store *s, struct jh_stmt *row, jh_each_person *each,
                                  void *context, bool *ret_go_on, struct jh_err *reterr)
{
    bool more;

    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        struct jh_person p = read_person(s, row);
        if (!each(context, &p)) {
            s->driver->reset(row);
            *ret_go_on = false;
            return JH_OK;
        }
    }
}

enum jh_status jh_store_people_named(struct jh_store *s, const char *county, const char *name,
                                     int birth, jh_each_person *each, void *context,
                                     struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool go_on = true;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select " PERSON
                       " from person p where p.county = ?1 and p.name = ?2 and p.birth = ?3",
                       "tti", county, name, (int64_t)birth));
    return each_person(s, row, each, context, &go_on, reterr);
}

enum jh_status jh_store_people_at(struct jh_store *s, const char *county, int64_t org,
                                  jh_each_person *each, void *context, struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool go_on = true;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       org ? "select " PERSON " from person p where p.county = ?1 and p.org = ?2"
                           : "select " PERSON " from person p where p.county = ?1 and "
                             "p.person > ?2 order by p.person",
                       "ti", county, org));
    return each_person(s, row, each, context, &go_on, reterr);
}

enum jh_status jh_store_find_people(struct jh_store *s, const char *county, const char *text,
                                    bool by_name, jh_each_person *each, void *context,
                                    struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *end = jh_arena_printf(&mem, "%s\xF4\x8F\xBF\xBF", text); /* U+10FFFF: the last */
    struct jh_stmt *row;
    bool go_on = true;

    if (by_name) {
        JH_TRY(jh_db_query(s->db, reterr, &row,
                           "select " PERSON " from person p where p.county = ?1 and p.name >= ?2 "
                           "and p.name < ?3 order by p.name",
                           "ttt", county, text, end));
        JH_TRY(each_person(s, row, each, context, &go_on, reterr));
    }
    if (!go_on)
        return JH_OK;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select " PERSON " from person_token t join person p on p.county = t.county "
                       "and p.person = t.person where t.county = ?1 and t.token >= ?2 "
                       "and t.token < ?3 order by t.token, t.person",
                       "ttt", county, text, end));
    return each_person(s, row, each, context, &go_on, reterr);
}

enum jh_status jh_store_count_people(struct jh_store *s, const char *county,
                                     struct jh_people_count *ret, struct jh_err *reterr)
{
    static const char sql[] = "select count(*) from person where county = ?1 and state = 0 and "
                              "(kind = ?2 or kind = 3)";
    JH_TRY(
        jh_db_number(s->db, reterr, 0, &ret->pupils, sql, "ti", county, (int64_t)JH_PERSON_PUPIL));
    return jh_db_number(s->db, reterr, 0, &ret->teachers, sql, "ti", county,
                        (int64_t)JH_PERSON_TEACHER);
}
