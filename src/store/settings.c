/* src/store/settings.c - remembered headings, switches, places, runs. */
#include "store/inside.h"
#include <math.h>

enum jh_status jh_store_headings(struct jh_store *s, struct jh_arena *mem, const char *county,
                                 struct jh_heading **ret, size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select form, heading, item from heading where county = ?1 "
                       "order by form, heading",
                       "t", county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] =
            (struct jh_heading){jh_db_text(s->db, mem, row, 0), jh_db_text(s->db, mem, row, 1),
                                jh_db_text(s->db, mem, row, 2)};
    }
}

enum jh_status jh_store_put_heading(struct jh_store *s, const char *county,
                                    const struct jh_heading *heading, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr,
                     "insert into heading (county, form, heading, item) values (?1, ?2, ?3, ?4) "
                     "on conflict (county, form, heading) do update set item = excluded.item",
                     "tttt", county, heading->form, heading->heading, heading->item);
}

enum jh_status jh_store_setting(struct jh_store *s, struct jh_arena *mem, const char *county,
                                const char *key, const char **ret, struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool found;

    *ret = NULL;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select content from setting where county = ?1 and name = ?2", "tt", county,
                       key));
    JH_TRY(jh_db_next(s->db, row, &found, reterr));
    if (found) {
        *ret = jh_db_text(s->db, mem, row, 0);
        s->driver->reset(row);
    }
    return JH_OK;
}

enum jh_status jh_store_settings(struct jh_store *s, struct jh_arena *mem, const char *county,
                                 struct jh_setting **ret, size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select name, content from setting where county = ?1 order by name", "t",
                       county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] =
            (struct jh_setting){jh_db_text(s->db, mem, row, 0), jh_db_text(s->db, mem, row, 1)};
    }
}

enum jh_status jh_store_put_setting(struct jh_store *s, const char *county, const char *key,
                                    const char *value, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr,
                     "insert into setting (county, name, content) values (?1, ?2, ?3) "
                     "on conflict (county, name) do update set content = excluded.content",
                     "ttt", county, key, value);
}

enum jh_status jh_store_add_place(struct jh_store *s, const char *county,
                                  const struct jh_place *place, struct jh_err *reterr)
{
    return jh_db_run(s->db, reterr,
                     "insert into place (county, place, import, kind, name, crs, geometry) "
                     "values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                     "ttitttt", county, place->id, place->import, place->kind, place->name,
                     place->crs, place->geometry);
}

/* Of each place the one that was committed last. */
enum jh_status jh_store_places(struct jh_store *s, struct jh_arena *mem, const char *county,
                               struct jh_place **ret, size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(
        s->db, reterr, &row,
        "select p.place, p.kind, p.name, p.crs, p.geometry, p.import from place p "
        "join import i on i.county = p.county and i.import = p.import "
        "where p.county = ?1 and i.state = 2 and not exists (select 1 from place q "
        "join import k on k.county = q.county and k.import = q.import where q.county = p.county "
        "and q.place = p.place and k.state = 2 and k.commit_order > i.commit_order) "
        "order by p.kind, p.place",
        "t", county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] = (struct jh_place){
            .id = jh_db_text(s->db, mem, row, 0),
            .kind = jh_db_text(s->db, mem, row, 1),
            .name = jh_db_text(s->db, mem, row, 2),
            .crs = jh_db_text(s->db, mem, row, 3),
            .geometry = jh_db_text(s->db, mem, row, 4),
            .import = jh_db_int(s->db, row, 5),
        };
    }
}

enum jh_status jh_store_put_run(struct jh_store *s, const char *county, const struct jh_run *run,
                                struct jh_err *reterr)
{
    char now[JH_NOW_TEXT];

    jh_store_now(now);
    return jh_db_run(s->db, reterr,
                     "insert into run (county, run, pack, pack_version, pack_hash, switches, year, "
                     "version, result, created) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
                     "on conflict (county, run) do nothing",
                     "ttttttiitt", county, run->id, run->pack, run->pack_version, run->pack_hash,
                     run->switches, (int64_t)run->year, run->version, run->result, now);
}

enum jh_status jh_store_run(struct jh_store *s, struct jh_arena *mem, const char *county,
                            const char *id, struct jh_run *ret, struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool found;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select run, pack, pack_version, pack_hash, switches, year, version, "
                       "result, created from run where county = ?1 and run = ?2",
                       "tt", county, id));
    JH_TRY(jh_db_next(s->db, row, &found, reterr));
    if (!found)
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_run", JH_NOWHERE, (double)NAN, "%.80s",
                       id);
    *ret = (struct jh_run){
        .id = jh_db_text(s->db, mem, row, 0),
        .pack = jh_db_text(s->db, mem, row, 1),
        .pack_version = jh_db_text(s->db, mem, row, 2),
        .pack_hash = jh_db_text(s->db, mem, row, 3),
        .switches = jh_db_text(s->db, mem, row, 4),
        .year = (int)jh_db_int(s->db, row, 5),
        .version = jh_db_int(s->db, row, 6),
        .result = jh_db_text(s->db, mem, row, 7),
        .created = jh_db_text(s->db, mem, row, 8),
    };
    s->driver->reset(row);
    return JH_OK;
}

enum jh_status jh_store_run_ids(struct jh_store *s, struct jh_arena *mem, const char *county,
                                const char ***ret, size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select run from run where county = ?1 order by created, run", "t", county));
    return jh_store_texts(s, mem, row, ret, ret_n, reterr);
}
