/* src/store/facts.c - rows of users' sheets, appended and read back in order. */
#include "base/json.h"
#include "store/inside.h"
#include <jansson.h>

enum { HEAD_MOST = 4 * 1024 * 1024 };

enum jh_status jh_store_add_fact_sheet(struct jh_store *s, const char *county, int64_t import,
                                       const struct jh_fact_sheet *sheet, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf items = JH_BUF(HEAD_MOST);
    JH_CLEANUP(jh_buf_release) struct jh_buf columns = JH_BUF(HEAD_MOST);
    struct jh_json i, c;

    jh_json_begin(&i, &items);
    jh_json_begin(&c, &columns);
    jh_json_array(&i, NULL);
    jh_json_array(&c, NULL);
    for (size_t k = 0; k < sheet->n; k++) {
        jh_json_str(&i, NULL, sheet->item[k]);
        jh_json_int(&c, NULL, sheet->column[k]);
    }
    jh_json_end(&i);
    jh_json_end(&c);
    JH_TRY(jh_buf_check(&items, reterr));
    return jh_db_run(s->db, reterr,
                     "insert into fact_sheet (county, import, sheet, name, items, columns) "
                     "values (?1, ?2, ?3, ?4, ?5, ?6)",
                     "tiittt", county, import, (int64_t)sheet->sheet, sheet->name, items.data,
                     columns.data);
}

enum jh_status jh_store_add_fact(struct jh_store *s, const char *county, const struct jh_fact *fact,
                                 struct jh_err *reterr)
{
    static const char sql[] =
        "insert into fact (county, import, sheet, year, row, org, stage, cells) "
        "values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    return jh_db_run(s->db, reterr, sql, "tiiiiitt", county, fact->import, (int64_t)fact->sheet,
                     (int64_t)fact->year, (int64_t)fact->row, fact->org, fact->stage, fact->values);
}

enum jh_status jh_store_clear_facts(struct jh_store *s, const char *county, int64_t import,
                                    struct jh_err *reterr)
{
    JH_TRY(jh_db_run(s->db, reterr, "delete from fact where county = ?1 and import = ?2", "ti",
                     county, import));
    JH_TRY(jh_db_run(s->db, reterr, "delete from fact_sheet where county = ?1 and import = ?2",
                     "ti", county, import));
    return jh_db_run(s->db, reterr, "delete from place where county = ?1 and import = ?2", "ti",
                     county, import);
}

/* The head of a sheet from its two JSON arrays. */
static enum jh_status read_head(struct jh_store *s, struct jh_arena *mem, struct jh_stmt *row,
                                struct jh_fact_sheet *ret, struct jh_err *reterr)
{
    json_t *items = json_loads(jh_db_text(s->db, mem, row, 3), 0, NULL);
    json_t *columns = json_loads(jh_db_text(s->db, mem, row, 4), 0, NULL);
    size_t n = json_array_size(items);
    bool fits = items && columns && json_array_size(columns) == n;
    const char **item = jh_new(mem, const char *, n + 1);
    int *column = jh_new(mem, int, n + 1);

    for (size_t k = 0; fits && k < n; k++) {
        item[k] = jh_arena_strdup(mem, json_string_value(json_array_get(items, k)));
        column[k] = (int)json_integer_value(json_array_get(columns, k));
    }
    *ret = (struct jh_fact_sheet){.sheet = (int)jh_db_int(s->db, row, 1),
                                  .name = jh_db_text(s->db, mem, row, 2),
                                  .item = item,
                                  .column = column,
                                  .n = n};
    json_decref(items);
    json_decref(columns);
    if (!fits)
        return jh_fail(reterr, JH_E_STORE, "store.damaged", JH_NOWHERE, 0, "table fact_sheet");
    return JH_OK;
}

static enum jh_status read_heads(struct jh_store *s, const char *county, int64_t also,
                                 const struct jh_fact_reader *reader, struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool more;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select h.import, h.sheet, h.name, h.items, h.columns from fact_sheet h "
                       "join import i on i.county = h.county and i.import = h.import "
                       "where h.county = ?1 and (i.state = 2 or i.import = ?2) "
                       "order by h.import, h.sheet",
                       "ti", county, also));
    for (;;) {
        JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
        struct jh_fact_sheet sheet;

        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        enum jh_status status = read_head(s, &mem, row, &sheet, reterr);
        if (status != JH_OK) {
            s->driver->reset(row);
            return status;
        }
        reader->sheet(reader->context, jh_db_int(s->db, row, 0), &sheet);
    }
}

/* The committed imports in the order of their commit, then `also`. */
static enum jh_status in_order(struct jh_store *s, struct jh_arena *mem, const char *county,
                               int64_t also, int64_t **ret, size_t *ret_n, struct jh_err *reterr)
{
    size_t room = 0;
    struct jh_stmt *row;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select import from import where county = ?1 and (state = 2 or import = ?2) "
                       "order by case when state = 2 then commit_order else 1000000000000 end",
                       "ti", county, also));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] = jh_db_int(s->db, row, 0);
    }
}

/* The rows of one import as they lie in the file. */
static enum jh_status read_import(struct jh_store *s, const char *county, int64_t import, int from,
                                  int to, const struct jh_fact_reader *reader, bool *ret_go_on,
                                  struct jh_err *reterr)
{
    struct jh_stmt *row;
    bool more;
    size_t n;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select sheet, year, row, org, stage, cells from fact "
                       "where county = ?1 and import = ?2 and year between ?3 and ?4 "
                       "order by sheet, year, row",
                       "tiii", county, import, (int64_t)from,
                       (int64_t)(from || to ? to : INT32_MAX)));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        struct jh_fact fact = {.import = import,
                               .sheet = (int)jh_db_int(s->db, row, 0),
                               .year = (int)jh_db_int(s->db, row, 1),
                               .row = (long)jh_db_int(s->db, row, 2),
                               .org = jh_db_int(s->db, row, 3),
                               .stage = s->driver->get_text(row, 4, &n)};
        fact.values = s->driver->get_text(row, 5, &fact.nvalues);
        *ret_go_on = reader->fact(reader->context, &fact);
        if (!*ret_go_on) {
            s->driver->reset(row);
            return JH_OK;
        }
    }
}

enum jh_status jh_store_read_facts(struct jh_store *s, const char *county, int from, int to,
                                   int64_t also, const struct jh_fact_reader *reader,
                                   struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    bool go_on = true;
    int64_t *import;
    size_t n;

    if (reader->sheet)
        JH_TRY(read_heads(s, county, also, reader, reterr));
    JH_TRY(in_order(s, &mem, county, also, &import, &n, reterr));
    for (size_t i = 0; i < n && go_on; i++)
        JH_TRY(read_import(s, county, import[i], from, to, reader, &go_on, reterr));
    return JH_OK;
}

/* The next year after `year` in a sheet, found by the key without reading its rows; 0: none. */
static enum jh_status next_year(struct jh_store *s, const char *county, int64_t import,
                                int64_t sheet, int64_t *year, struct jh_err *reterr)
{
    return jh_db_number(s->db, reterr, 0, year,
                        "select year from fact where county = ?1 and import = ?2 and sheet = ?3 "
                        "and year > ?4 order by year limit 1",
                        "tiii", county, import, sheet, *year);
}

/* Put `year` where it belongs among the ascending ones. */
static void add_year(int *list, size_t *n, size_t most, int year)
{
    size_t at = *n;

    while (at > 0 && list[at - 1] > year)
        at--;
    if (*n == most || (at > 0 && list[at - 1] == year))
        return;
    for (size_t i = (*n)++; i > at; i--)
        list[i] = list[i - 1];
    list[at] = year;
}

enum jh_status jh_store_years(struct jh_store *s, struct jh_arena *mem, const char *county,
                              int **ret, size_t *ret_n, struct jh_err *reterr)
{
    enum { YEARS_MOST = 400 };
    struct jh_stmt *row;
    bool more;

    *ret = jh_new(mem, int, YEARS_MOST);
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select h.import, h.sheet from fact_sheet h join import i "
                       "on i.county = h.county and i.import = h.import "
                       "where h.county = ?1 and i.state = 2",
                       "t", county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        int64_t import = jh_db_int(s->db, row, 0), sheet = jh_db_int(s->db, row, 1), year = 0;
        enum jh_status status;
        while ((status = next_year(s, county, import, sheet, &year, reterr)) == JH_OK && year)
            add_year(*ret, ret_n, YEARS_MOST, (int)year);
        if (status != JH_OK) {
            s->driver->reset(row);
            return status;
        }
    }
}
