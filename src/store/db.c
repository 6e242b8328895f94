/* src/store/db.c - see db.h. */
#include "store/db.h"
#include <stdarg.h>
#include <string.h>

static const struct jh_db_driver *driver_of(struct jh_db *db)
{
    return ((struct jh_db_base *)db)->driver;
}

static void bind_all(const struct jh_db_driver *d, struct jh_stmt *s, const char *letters,
                     va_list args)
{
    for (int at = 1; *letters; letters++, at++) {
        if (*letters == 'i') {
            d->bind_int(s, at, va_arg(args, int64_t));
        } else if (*letters == 't') {
            const char *text = va_arg(args, const char *);
            d->bind_text(s, at, text ? text : "", text ? strlen(text) : 0);
        } else {
            const void *bytes = va_arg(args, const void *);
            size_t n = va_arg(args, size_t);
            d->bind_blob(s, at, bytes, n);
        }
    }
}

static enum jh_status query(struct jh_db *db, struct jh_err *reterr, struct jh_stmt **ret,
                            const char *sql, const char *letters, va_list args)
{
    const struct jh_db_driver *d = driver_of(db);
    JH_TRY(d->prepare(db, sql, ret, reterr));
    bind_all(d, *ret, letters, args);
    return JH_OK;
}

enum jh_status jh_db_query(struct jh_db *db, struct jh_err *reterr, struct jh_stmt **ret,
                           const char *sql, const char *letters, ...)
{
    va_list args;
    va_start(args, letters);
    enum jh_status status = query(db, reterr, ret, sql, letters, args);
    va_end(args);
    return status;
}

/* Run to the first row, of which the first number is given, `none` when there is no row. */
static enum jh_status first(struct jh_db *db, struct jh_err *reterr, int64_t none, int64_t *ret,
                            const char *sql, const char *letters, va_list args)
{
    const struct jh_db_driver *d = driver_of(db);
    struct jh_stmt *s;
    bool row = false;

    *ret = none;
    JH_TRY(query(db, reterr, &s, sql, letters, args));
    enum jh_status status = d->step(s, &row, reterr);
    if (status == JH_OK && row)
        *ret = d->get_int(s, 0);
    d->reset(s);
    return status;
}

enum jh_status jh_db_run(struct jh_db *db, struct jh_err *reterr, const char *sql,
                         const char *letters, ...)
{
    int64_t unused;
    va_list args;

    va_start(args, letters);
    enum jh_status status = first(db, reterr, 0, &unused, sql, letters, args);
    va_end(args);
    return status;
}

enum jh_status jh_db_next(struct jh_db *db, struct jh_stmt *s, bool *ret_row, struct jh_err *reterr)
{
    enum jh_status status = driver_of(db)->step(s, ret_row, reterr);
    if (status != JH_OK || !*ret_row)
        driver_of(db)->reset(s);
    return status;
}

int64_t jh_db_int(struct jh_db *db, struct jh_stmt *s, int column)
{
    return driver_of(db)->get_int(s, column);
}

const char *jh_db_text(struct jh_db *db, struct jh_arena *mem, struct jh_stmt *s, int column)
{
    size_t n;
    const char *text = driver_of(db)->get_text(s, column, &n);
    return jh_arena_strndup(mem, text, n);
}

enum jh_status jh_db_number(struct jh_db *db, struct jh_err *reterr, int64_t none, int64_t *ret,
                            const char *sql, const char *letters, ...)
{
    va_list args;

    va_start(args, letters);
    enum jh_status status = first(db, reterr, none, ret, sql, letters, args);
    va_end(args);
    return status;
}
