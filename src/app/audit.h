/* src/app/audit.h - what was done with a data file, and whether it is still as it was written. */
#pragma once
#include "app/app.h"
#include "base/hash.h"

enum { JH_AUDIT_LIST = 20, JH_AUDIT_LIST_MOST = 100000 };

/* The newest `limit` entries of a county's log below number `before` (0: of all) in plain words, or
 * as JSON. */
JH_NODISCARD enum jh_status jh_app_audit_list(const struct jh_app *app, const char *county,
                                              int64_t before, size_t limit, bool json,
                                              struct jh_buf *out, struct jh_err *reterr);

/* Check what can be checked of one county (NULL: of all): the structure of the file; the chain of
 * the log, and the imports against it; the bytes of every file that came in; every kept run,
 * computed again where its data and its standard are still there. `out` says it in words or as
 * JSON; *ret_faults is how much does not fit. */
JH_NODISCARD enum jh_status jh_app_audit_verify(const struct jh_app *app, const char *county,
                                                bool json, struct jh_buf *out, size_t *ret_faults,
                                                struct jh_err *reterr);

/* Everything of a kept run, as one hash: it stands in the log. */
void jh_audit_run_hash(const struct jh_run *run, char ret[JH_HASH_TEXT]);
