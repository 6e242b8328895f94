/* src/app/move.c - see move.h: carrying over, and writing out. */
#include "app/move_inside.h"
#include "app/rights.h"
#include "base/msg.h"
#include <math.h>
#include <string.h>

enum { DETAIL_MOST = 4000, EVERY = 512 };

struct move {
    struct jh_arena *mem;
    struct jh_store *from, *to;
    const struct jh_progress *progress;
    struct jh_table *table;
    size_t ntable;
    int64_t done, total;
    struct jh_moved *moved;
};

/* Reading for the copy is the first half of the bar, reading back the second. */
static bool step(void *context, int64_t rows)
{
    struct move *m = context;

    m->done++;
    if (!m->progress || (rows % EVERY && m->done < m->total))
        return true;
    return m->progress->step(m->progress->context, JH_PROGRESS_WRITE, (long)m->done,
                             (long)m->total);
}

static enum jh_status same_tables(struct move *m, struct jh_err *reterr)
{
    struct jh_table *there;
    size_t n, i = 0;

    JH_TRY(jh_store_tables(m->from, m->mem, &m->table, &m->ntable, reterr));
    JH_TRY(jh_store_tables(m->to, m->mem, &there, &n, reterr));
    while (i < n && i < m->ntable && strcmp(m->table[i].name, there[i].name) == 0 &&
           strcmp(m->table[i].columns, there[i].columns) == 0 &&
           strcmp(m->table[i].type, there[i].type) == 0)
        i++;
    if (i < n || i < m->ntable)
        return jh_fail(reterr, JH_E_STORE, "move.different", JH_NOWHERE, (double)NAN, "%s",
                       i < m->ntable ? m->table[i].name : there[i].name);
    return JH_OK;
}

/* Which counties go, and that none of them is there already. */
static enum jh_status choose(struct move *m, const char *county, struct jh_err *reterr)
{
    const char **here, **there;
    size_t n, nthere;

    JH_TRY(jh_store_present(m->from, m->mem, m->table, m->ntable, &here, &n, reterr));
    JH_TRY(jh_store_present(m->to, m->mem, m->table, m->ntable, &there, &nthere, reterr));
    m->moved->county = jh_new(m->mem, const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        if (!county || strcmp(here[i], county) == 0)
            m->moved->county[m->moved->ncounty++] = here[i];
    if (!m->moved->ncounty)
        return county ? jh_fail(reterr, JH_E_NOTFOUND, "balance.no_county", JH_NOWHERE, (double)NAN,
                                "%.40s", county)
                      : jh_fail(reterr, JH_E_USAGE, "cli.no_county_yet", JH_NOWHERE, 0, "empty");
    for (size_t i = 0; i < m->moved->ncounty; i++)
        for (size_t k = 0; k < nthere; k++)
            if (strcmp(m->moved->county[i], there[k]) == 0)
                return jh_fail(reterr, JH_E_CONFLICT, "move.exists", JH_NOWHERE, (double)NAN,
                               "%.40s", *there[k] ? there[k] : "-");
    return JH_OK;
}

static enum jh_status count(struct move *m, struct jh_err *reterr)
{
    for (size_t c = 0; c < m->moved->ncounty; c++) {
        for (size_t t = 0; t < m->ntable; t++) {
            int64_t rows;
            JH_TRY(jh_store_count(m->from, &m->table[t], m->moved->county[c], &rows, reterr));
            m->total += rows * 2;
        }
    }
    m->moved->sum = jh_new(m->mem, struct jh_table_sum, m->ntable * m->moved->ncounty + 1);
    return JH_OK;
}

static enum jh_status one_table(struct move *m, const struct jh_table *t, const char *county,
                                struct jh_err *reterr)
{
    const struct jh_rows_step each = {step, m};
    struct jh_table_sum read, back;

    JH_TRY(jh_store_copy(m->from, m->to, t, county, &each, &read, reterr));
    JH_TRY(jh_store_sum(m->to, t, county, &each, &back, reterr));
    if (read.rows != back.rows || strcmp(read.hash, back.hash) != 0)
        return jh_fail(reterr, JH_E_STORE, "move.unequal", JH_NOWHERE, (double)back.rows,
                       "%s, %s: %lld, %lld", county, t->name, (long long)read.rows,
                       (long long)back.rows);
    if (read.rows)
        m->moved->sum[m->moved->nsum++] = read;
    m->moved->rows += read.rows;
    return JH_OK;
}

static enum jh_status carry(struct move *m, const char *county, struct jh_err *reterr)
{
    const char *twice;

    JH_TRY(same_tables(m, reterr));
    JH_TRY(choose(m, county, reterr));
    JH_TRY(count(m, reterr));
    for (size_t c = 0; c < m->moved->ncounty; c++) {
        JH_TRY(jh_store_expect(m->to, m->moved->county[c], reterr));
        for (size_t t = 0; t < m->ntable; t++)
            JH_TRY(one_table(m, &m->table[t], m->moved->county[c], reterr));
    }
    JH_TRY(jh_store_account_twice(m->to, m->mem, &twice, reterr));
    if (twice)
        return jh_fail(reterr, JH_E_CONFLICT, "account.taken", JH_NOWHERE, (double)NAN, "%.60s",
                       twice);
    return JH_OK;
}

enum jh_status jh_move(struct jh_arena *mem, struct jh_store *from, struct jh_store *to,
                       const char *county, const struct jh_progress *progress, struct jh_moved *ret,
                       struct jh_err *reterr)
{
    struct move m = {.mem = mem, .from = from, .to = to, .progress = progress, .moved = ret};
    bool mine;

    *ret = (struct jh_moved){0};
    JH_TRY(jh_store_begin_read(from, &mine, reterr));
    enum jh_status status = jh_store_begin(to, reterr);
    if (status == JH_OK)
        status = jh_store_end(to, carry(&m, county, reterr), reterr);
    if (mine)
        jh_store_rollback(from);
    return status;
}

static void sums_json(struct jh_json *j, const struct jh_moved *moved)
{
    jh_json_int(j, "rows", moved->rows);
    jh_json_array(j, "counties");
    for (size_t c = 0; c < moved->ncounty; c++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "county", moved->county[c]);
        jh_json_array(j, "tables");
        for (size_t i = 0; i < moved->nsum; i++) {
            if (strcmp(moved->sum[i].county, moved->county[c]) != 0)
                continue;
            jh_json_object(j, NULL);
            jh_json_str(j, "table", moved->sum[i].table);
            jh_json_int(j, "rows", moved->sum[i].rows);
            jh_json_str(j, "sha256", moved->sum[i].hash);
            jh_json_end(j);
        }
        jh_json_end(j);
        jh_json_end(j);
    }
    jh_json_end(j);
}

enum jh_status jh_moved_say(const struct jh_app *app, const struct jh_moved *moved, const char *id,
                            const char *path, const char *hash, bool json, struct jh_buf *out,
                            struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_json j;
    size_t named = 0;

    for (size_t i = 0; i < moved->ncounty; i++)
        named += *moved->county[i] != 0;
    const struct jh_msg_arg args[] = {
        {"counties", jh_arena_printf(&mem, "%zu", named)},
        {"rows", jh_arena_printf(&mem, "%lld", (long long)moved->rows)},
        {"tables", jh_arena_printf(&mem, "%zu", moved->nsum)},
        {"path", path},
        {"hash", hash ? hash : ""}};
    if (json) {
        jh_json_begin(&j, out);
        jh_json_object(&j, NULL);
        if (hash)
            jh_json_str(&j, "hash", hash);
        sums_json(&j, moved);
        jh_json_end(&j);
    } else {
        jh_msg(out, app->language, id, args, sizeof args / sizeof *args);
    }
    jh_buf_addc(out, '\n');
    return jh_buf_check(out, reterr);
}

/* The log of what was read tells that it was carried away. */
enum jh_status jh_moved_log(const struct jh_app *app, struct jh_store *store,
                            const struct jh_moved *moved, const char *action, struct jh_err *reterr)
{
    struct jh_app with = *app;
    enum jh_status status = JH_OK;
    char detail[DETAIL_MOST];

    with.store = store;
    JH_TRY(jh_store_begin(store, reterr));
    for (size_t i = 0; status == JH_OK && i < moved->ncounty; i++) {
        snprintf(detail, sizeof detail, "{\"rows\":%lld}", (long long)moved->rows);
        if (*moved->county[i])
            status = jh_app_log(&with, moved->county[i], action, "", detail, reterr);
    }
    return jh_store_end(store, status, reterr);
}

enum jh_status jh_app_move(const struct jh_app *app, const struct jh_move_in *in,
                           const struct jh_progress *progress, bool json, struct jh_buf *out,
                           struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_store_close) struct jh_store *from = NULL;
    JH_CLEANUP(jh_store_close) struct jh_store *to = NULL;
    struct jh_moved moved;

    JH_TRY(jh_store_open(in->from, &from, reterr));
    JH_TRY(jh_store_open(in->to, &to, reterr));
    JH_TRY(jh_move(&mem, from, to, in->county, progress, &moved, reterr));
    JH_TRY(jh_moved_log(app, from, &moved, "move:out", reterr));
    return jh_moved_say(app, &moved, "move.done", "", NULL, json, out, reterr);
}

static enum jh_status put_line(const struct jh_dump_sink *sink, const struct jh_buf *line,
                               struct jh_err *reterr)
{
    JH_TRY(jh_buf_check(line, reterr));
    return sink->line(sink->context, line->data, line->len, reterr);
}

/* A head with the columns, the rows, a foot with the control totals. */
static enum jh_status dump_table(struct jh_store *from, const struct jh_table *t,
                                 const char *county, const struct jh_dump_sink *sink,
                                 struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf line = JH_BUF(DETAIL_MOST * 4);
    struct jh_table_sum sum;
    struct jh_json j;
    int64_t rows;

    JH_TRY(jh_store_count(from, t, county, &rows, reterr));
    if (!rows)
        return JH_OK;
    jh_json_begin(&j, &line);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "county", county);
    jh_json_str(&j, "table", t->name);
    jh_json_array(&j, "columns");
    for (size_t i = 0; i < t->n; i++)
        jh_json_str(&j, NULL, t->column[i]);
    jh_json_end(&j);
    jh_json_end(&j);
    JH_TRY(put_line(sink, &line, reterr));
    JH_TRY(jh_store_dump(from, t, county, sink, &sum, reterr));
    jh_buf_clear(&line);
    jh_json_begin(&j, &line);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "rows", sum.rows);
    jh_json_str(&j, "sha256", sum.hash);
    jh_json_end(&j);
    return put_line(sink, &line, reterr);
}

static enum jh_status dump_all(struct jh_store *from, const char *county,
                               const struct jh_dump_sink *sink, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_table *table;
    const char **here;
    size_t n, nhere, found = 0;

    JH_TRY(jh_store_tables(from, &mem, &table, &n, reterr));
    JH_TRY(jh_store_present(from, &mem, table, n, &here, &nhere, reterr));
    for (size_t c = 0; c < nhere; c++) {
        if (county && strcmp(county, here[c]) != 0)
            continue;
        found++;
        for (size_t t = 0; t < n; t++)
            JH_TRY(dump_table(from, &table[t], here[c], sink, reterr));
    }
    return found || !county ? JH_OK
                            : jh_fail(reterr, JH_E_NOTFOUND, "balance.no_county", JH_NOWHERE,
                                      (double)NAN, "%.40s", county);
}

enum jh_status jh_app_dump(const struct jh_app *app, const char *from, const char *county,
                           const struct jh_dump_sink *sink, struct jh_err *reterr)
{
    JH_CLEANUP(jh_store_close) struct jh_store *store = NULL;
    bool mine;

    (void)app;
    JH_TRY(jh_store_open(from, &store, reterr));
    JH_TRY(jh_store_begin_read(store, &mine, reterr));
    enum jh_status status = dump_all(store, county, sink, reterr);
    jh_store_rollback(store);
    return status;
}
