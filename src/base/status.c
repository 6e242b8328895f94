/* src/base/status.c - see status.h. */
#include "base/status.h"
#include <stdarg.h>
#include <stdio.h>

enum jh_status jh_fail_(struct jh_err *err, enum jh_status status, const char *id, struct jh_at at,
                        double got, const char *file, int line, const char *fmt, ...)
{
    if (!err)
        return status;
    *err = (struct jh_err){
        .status = status, .id = id, .at = at, .got = got, .file = file, .line = line};
    va_list args;
    va_start(args, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    return status;
}

#define ROW_(name, http, code) {#name, http, code},
static const struct {
    const char *name;
    int http, exit;
} table[JH_STATUS__MAX] = {JH_STATUSES(ROW_)};

int jh_status_http(enum jh_status s)
{
    return table[s].http;
}

int jh_status_exit(enum jh_status s)
{
    return table[s].exit;
}

const char *jh_status_name(enum jh_status s)
{
    return table[s].name;
}
