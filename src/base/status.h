/* src/base/status.h - what a fallible function returns, and what it says about it. */
#pragma once
#include <stddef.h>

/* X(name, HTTP status, CLI exit code): the one place where the three meet. */
#define JH_STATUSES(X)                                                                             \
    X(OK, 200, 0)                                                                                  \
    X(E_USAGE, 400, 2)      /* the request or command line is malformed */                         \
    X(E_LOGIN, 401, 3)      /* nobody is logged in */                                              \
    X(E_DENIED, 403, 4)     /* logged in, but this role may not */                                 \
    X(E_NOTFOUND, 404, 5)   /* the named thing does not exist */                                   \
    X(E_CONFLICT, 409, 6)   /* somebody changed it first */                                        \
    X(E_LIMIT, 413, 7)      /* more rows, bytes or seconds than this site allows */                \
    X(E_DATA, 422, 8)       /* a value breaks a rule; jh_err.at says which */                      \
    X(E_NOSOLUTION, 422, 9) /* well-posed, but infeasible or not converged */                      \
    X(E_STORE, 503, 10)     /* the database refused, is locked or is full */                       \
    X(E_BUG, 500, 70)       /* ours: an invariant does not hold */
#define JH_STATUS_ENUM_(name, http, code) JH_##name,
enum jh_status { JH_STATUSES(JH_STATUS_ENUM_) JH_STATUS__MAX };

/* Where in the user's own data; NULL and 0 mean "no such part". */
struct jh_at {
    const char *field; /* name in the pack or heading of the sheet; lives as long as the err */
    long row;          /* 1-based, as the user sees it */
};

struct jh_err { /* filled only on failure, always by jh_fail() */
    enum jh_status status;
    const char *id; /* key of data/messages.*.json; the user's text is made at the edge */
    struct jh_at at;
    double got;     /* the offending number, NaN when there is none */
    char text[240]; /* English, for the log; also the {text} of the user's message */
    const char *file;
    int line;
};

#define JH_NOWHERE ((struct jh_at){0})

#define jh_fail(err, status, id, at, got, ...)                                                     \
    jh_fail_((err), (status), (id), (at), (got), __FILE__, __LINE__, __VA_ARGS__)

/* Fill *err (when not NULL) and return status. */
enum jh_status jh_fail_(struct jh_err *err, enum jh_status status, const char *id, struct jh_at at,
                        double got, const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 8, 9)));

int jh_status_http(enum jh_status s);
int jh_status_exit(enum jh_status s);
const char *jh_status_name(enum jh_status s); /* "E_DATA" */

#define JH_NODISCARD __attribute__((warn_unused_result))
#define JH_TRY(expr) /* pass a failure up: the only macro in the tree that hides a return */       \
    do {                                                                                           \
        enum jh_status jh_try_ = (expr);                                                           \
        if (jh_try_ != JH_OK)                                                                      \
            return jh_try_;                                                                        \
    } while (0)
