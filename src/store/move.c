/* src/store/move.c - see move.h. */
#include "store/move.h"
#include "base/json.h"
#include "store/inside.h"
#include <math.h>
#include <sodium.h>
#include <string.h>

enum { LINE_MOST = 1 << 30, COLUMNS_MOST = 60, SQL_MOST = 64 * 1024 };

static const char *const left_behind[] = {"session", "throttle"};

/* A column as the catalogue of the database tells it. */
struct seen {
    const char *table, *name;
    char type;
    int64_t key; /* place in the key, from 1; 0: none */
};

static char type_of(const char *name)
{
    if (strcmp(name, "text") == 0)
        return 't';
    return strcmp(name, "blob") == 0 || strcmp(name, "bytea") == 0 ? 'b' : 'i';
}

static enum jh_status read_columns(struct jh_store *s, struct jh_arena *mem, struct seen **ret,
                                   size_t *ret_n, struct jh_err *reterr)
{
    struct jh_stmt *row;
    size_t room = 0;
    bool more;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(jh_db_query(s->db, reterr, &row, s->driver->columns, ""));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            return JH_OK;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] =
            (struct seen){jh_db_text(s->db, mem, row, 0), jh_db_text(s->db, mem, row, 1),
                          type_of(jh_db_text(s->db, mem, row, 2)), jh_db_int(s->db, row, 3)};
    }
}

/* The names of a table's columns, quoted: all of them, or its key in order. */
static const char *list_of(struct jh_arena *mem, const struct seen *seen, size_t n, bool key)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(SQL_MOST);
    size_t nkey = 0;

    for (size_t i = 0; i < n; i++)
        nkey += seen[i].key > 0;
    for (size_t i = 0; i < (key ? nkey : n); i++) {
        size_t at = i;
        for (size_t k = 0; key && k < n; k++)
            if (seen[k].key == (int64_t)i + 1)
                at = k;
        jh_buf_addf(&out, "%s\"%s\"", i ? ", " : "", seen[at].name);
    }
    return jh_arena_strdup(mem, out.data ? out.data : "");
}

static bool holds_counties(const struct seen *seen, size_t n)
{
    bool county = false;

    for (size_t i = 0; i < sizeof left_behind / sizeof *left_behind; i++)
        if (strcmp(seen->table, left_behind[i]) == 0)
            return false;
    for (size_t i = 0; i < n; i++)
        county = county || (strcmp(seen[i].name, "county") == 0 && seen[i].key == 1);
    return county && n <= COLUMNS_MOST;
}

static struct jh_table table_of(struct jh_arena *mem, const struct seen *seen, size_t n)
{
    const char **column = jh_new(mem, const char *, n);
    char *type = jh_new(mem, char, n + 1);

    for (size_t i = 0; i < n; i++) {
        column[i] = seen[i].name;
        type[i] = seen[i].type;
    }
    return (struct jh_table){
        seen->table, column, type, list_of(mem, seen, n, false), list_of(mem, seen, n, true), n};
}

enum jh_status jh_store_tables(struct jh_store *s, struct jh_arena *mem, struct jh_table **ret,
                               size_t *ret_n, struct jh_err *reterr)
{
    struct seen *seen;
    size_t n, room = 0;

    *ret = NULL;
    *ret_n = 0;
    JH_TRY(read_columns(s, mem, &seen, &n, reterr));
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && strcmp(seen[end].table, seen[i].table) == 0;)
            end++;
        if (!holds_counties(&seen[i], end - i))
            continue;
        *ret = jh_arena_room(mem, *ret, *ret_n, &room, sizeof **ret);
        (*ret)[(*ret_n)++] = table_of(mem, &seen[i], end - i);
    }
    return JH_OK;
}

/* Put `text` where it belongs among the sorted ones, once. */
static void add_sorted(struct jh_arena *mem, const char ***list, size_t *n, size_t *room,
                       const char *text)
{
    size_t at = *n;

    while (at > 0 && strcmp((*list)[at - 1], text) > 0)
        at--;
    if (at > 0 && strcmp((*list)[at - 1], text) == 0)
        return;
    *list = jh_arena_room(mem, *list, *n, room, sizeof **list);
    for (size_t i = (*n)++; i > at; i--)
        (*list)[i] = (*list)[i - 1];
    (*list)[at] = text;
}

enum jh_status jh_store_present(struct jh_store *s, struct jh_arena *mem,
                                const struct jh_table *table, size_t ntable, const char ***ret,
                                size_t *ret_n, struct jh_err *reterr)
{
    size_t room = 0;

    *ret = NULL;
    *ret_n = 0;
    for (size_t i = 0; i < ntable; i++) {
        struct jh_stmt *row;
        const char **county;
        size_t n;
        const char *sql = jh_arena_printf(mem, "select distinct county from \"%s\"", table[i].name);
        JH_TRY(jh_db_query(s->db, reterr, &row, sql, ""));
        JH_TRY(jh_store_texts(s, mem, row, &county, &n, reterr));
        for (size_t k = 0; k < n; k++)
            add_sorted(mem, ret, ret_n, &room, county[k]);
    }
    return JH_OK;
}

enum jh_status jh_store_count(struct jh_store *s, const struct jh_table *table, const char *county,
                              int64_t *ret, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *sql =
        jh_arena_printf(&mem, "select count(*) from \"%s\" where county = ?1", table->name);

    return jh_db_number(s->db, reterr, 0, ret, sql, "t", county);
}

/* What is done with each row besides summing it up. */
struct use {
    enum jh_status (*row)(void *context, struct jh_store *s, const struct jh_table *t,
                          struct jh_stmt *row, struct jh_err *reterr);
    void *context;
    const struct jh_rows_step *step;
};

/* A row's values with their kinds and lengths: no two rows have the same text. */
static void hash_row(struct jh_hash *hash, struct jh_store *s, const struct jh_table *t,
                     struct jh_stmt *row)
{
    for (size_t i = 0; i < t->n; i++) {
        char head[40];
        size_t n = 0;
        const void *bytes = NULL;
        if (t->type[i] == 'i')
            snprintf(head, sizeof head, "i%lld ", (long long)s->driver->get_int(row, (int)i));
        else if (t->type[i] == 't')
            bytes = s->driver->get_text(row, (int)i, &n);
        else
            bytes = s->driver->get_blob(row, (int)i, &n);
        if (t->type[i] != 'i')
            snprintf(head, sizeof head, "%c%zu ", t->type[i], n);
        jh_hash_add(hash, head, strlen(head));
        jh_hash_add(hash, bytes, n);
    }
}

static enum jh_status one_row(const struct use *use, struct jh_store *s, const struct jh_table *t,
                              struct jh_stmt *row, struct jh_hash *hash, int64_t *rows,
                              struct jh_err *reterr)
{
    hash_row(hash, s, t, row);
    ++*rows;
    if (use->row)
        JH_TRY(use->row(use->context, s, t, row, reterr));
    if (use->step && !use->step->step(use->step->context, *rows))
        return jh_fail(reterr, JH_E_CONFLICT, "move.cancelled", JH_NOWHERE, (double)NAN,
                       "cancelled");
    return JH_OK;
}

static enum jh_status walk(struct jh_store *s, const struct jh_table *t, const char *county,
                           const struct use *use, struct jh_table_sum *ret, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *sql = jh_arena_printf(&mem, "select %s from \"%s\" where county = ?1 order by %s",
                                      t->columns, t->name, t->order);
    struct jh_hash hash;
    struct jh_stmt *row;
    bool more;

    *ret = (struct jh_table_sum){.county = county, .table = t->name, .columns = t->columns};
    jh_hash_begin(&hash);
    JH_TRY(jh_db_query(s->db, reterr, &row, sql, "t", county));
    for (;;) {
        JH_TRY(jh_db_next(s->db, row, &more, reterr));
        if (!more)
            break;
        enum jh_status status = one_row(use, s, t, row, &hash, &ret->rows, reterr);
        if (status != JH_OK) {
            s->driver->reset(row);
            return status;
        }
    }
    jh_hash_end(&hash, ret->hash);
    return JH_OK;
}

enum jh_status jh_store_sum(struct jh_store *s, const struct jh_table *table, const char *county,
                            const struct jh_rows_step *step, struct jh_table_sum *ret,
                            struct jh_err *reterr)
{
    return walk(s, table, county, &(struct use){.step = step}, ret, reterr);
}

struct copy {
    struct jh_store *to;
    const char *sql;
};

static enum jh_status copy_row(void *context, struct jh_store *s, const struct jh_table *t,
                               struct jh_stmt *row, struct jh_err *reterr)
{
    const struct copy *c = context;
    const struct jh_db_driver *to = c->to->driver;
    struct jh_stmt *insert;
    bool none;

    JH_TRY(to->prepare(c->to->db, c->sql, &insert, reterr));
    for (size_t i = 0; i < t->n; i++) {
        int column = (int)i;
        size_t n;
        if (t->type[i] == 'i') {
            to->bind_int(insert, column + 1, s->driver->get_int(row, column));
        } else if (t->type[i] == 't') {
            const char *text = s->driver->get_text(row, column, &n);
            to->bind_text(insert, column + 1, text, n);
        } else {
            const void *bytes = s->driver->get_blob(row, column, &n);
            to->bind_blob(insert, column + 1, bytes, n);
        }
    }
    enum jh_status status = to->step(insert, &none, reterr);
    to->reset(insert);
    return status;
}

enum jh_status jh_store_copy(struct jh_store *from, struct jh_store *to,
                             const struct jh_table *table, const char *county,
                             const struct jh_rows_step *step, struct jh_table_sum *ret,
                             struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf sql = JH_BUF(SQL_MOST);

    jh_buf_addf(&sql, "insert into \"%s\" (%s) values (", table->name, table->columns);
    for (size_t i = 0; i < table->n; i++)
        jh_buf_addf(&sql, "%s?%zu", i ? ", " : "", i + 1);
    jh_buf_addc(&sql, ')');
    JH_TRY(jh_buf_check(&sql, reterr));
    struct copy c = {to, sql.data};
    return walk(from, table, county, &(struct use){copy_row, &c, step}, ret, reterr);
}

struct dump {
    const struct jh_dump_sink *sink;
    struct jh_buf line, digits;
};

static enum jh_status dump_row(void *context, struct jh_store *s, const struct jh_table *t,
                               struct jh_stmt *row, struct jh_err *reterr)
{
    struct dump *d = context;
    struct jh_json j;
    size_t n;

    jh_buf_clear(&d->line);
    jh_json_begin(&j, &d->line);
    jh_json_array(&j, NULL);
    for (size_t i = 0; i < t->n; i++) {
        if (t->type[i] == 'i') {
            jh_json_int(&j, NULL, s->driver->get_int(row, (int)i));
        } else if (t->type[i] == 't') {
            const char *text = s->driver->get_text(row, (int)i, &n);
            jh_json_strn(&j, NULL, text, n);
        } else {
            const unsigned char *bytes = s->driver->get_blob(row, (int)i, &n);
            jh_buf_clear(&d->digits);
            for (size_t k = 0; k < n; k++) {
                char two[3];
                sodium_bin2hex(two, sizeof two, bytes + k, 1);
                jh_buf_add(&d->digits, two, 2);
            }
            jh_json_strn(&j, NULL, d->digits.len ? d->digits.data : "", d->digits.len);
        }
    }
    jh_json_end(&j);
    JH_TRY(jh_buf_check(&d->digits, reterr));
    JH_TRY(jh_buf_check(&d->line, reterr));
    return d->sink->line(d->sink->context, d->line.data, d->line.len, reterr);
}

enum jh_status jh_store_dump(struct jh_store *s, const struct jh_table *table, const char *county,
                             const struct jh_dump_sink *sink, struct jh_table_sum *ret,
                             struct jh_err *reterr)
{
    struct dump d = {sink, JH_BUF(LINE_MOST), JH_BUF(LINE_MOST)};
    enum jh_status status = walk(s, table, county, &(struct use){dump_row, &d, NULL}, ret, reterr);

    jh_buf_release(&d.line);
    jh_buf_release(&d.digits);
    return status;
}

enum jh_status jh_store_expect(struct jh_store *s, const char *county, struct jh_err *reterr)
{
    return s->driver->add_county ? s->driver->add_county(s->db, county, reterr) : JH_OK;
}

enum jh_status jh_store_account_twice(struct jh_store *s, struct jh_arena *mem, const char **ret,
                                      struct jh_err *reterr)
{
    struct jh_stmt *row;
    const char **account;
    size_t n;

    JH_TRY(jh_db_query(s->db, reterr, &row,
                       "select account from account group by account having count(*) > 1 "
                       "order by account limit 1",
                       ""));
    JH_TRY(jh_store_texts(s, mem, row, &account, &n, reterr));
    *ret = n ? account[0] : NULL;
    return JH_OK;
}
