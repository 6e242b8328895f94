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
 * JSON; *ret_faults is how much does not fit. `db`: where the data file lies, for the notes made
 * of it; NULL: without them. */
JH_NODISCARD enum jh_status jh_app_audit_verify(const struct jh_app *app, const char *db,
                                                const char *county, bool json, struct jh_buf *out,
                                                size_t *ret_faults, struct jh_err *reterr);

/* Everything of a kept run, as one hash: it stands in the log. */
void jh_audit_run_hash(const struct jh_run *run, char ret[JH_HASH_TEXT]);

/* Note the newest entry of every county's log beside the key ($JUNHENG_KEY_FILE.anchors), where it
 * is not noted yet: the server does it when it starts and every day, a backup when it is made.
 * Nothing without a key. JH_E_STORE "audit.anchor_file". */
JH_NODISCARD enum jh_status jh_audit_anchor(struct jh_store *store, const char *db,
                                            size_t *ret_noted, struct jh_err *reterr);
/* The notes of this data file and county against its log, whose first entry is number `first`.
 * JH_E_STORE "audit.cut_off", "audit.anchor_differs", "audit.anchor_line". */
JH_NODISCARD enum jh_status jh_audit_check_anchors(struct jh_store *store, const char *db,
                                                   const char *county, int64_t first, size_t *ret_n,
                                                   struct jh_err *reterr);
/* Entries before a day leave for a new file, a line of JSON each. Not those of the last six months
 * (网络安全法): JH_E_USAGE "audit.too_young". JH_E_CONFLICT "audit.archive_exists". */
JH_NODISCARD enum jh_status jh_app_audit_trim(const struct jh_app *app, const char *county,
                                              const char *before, const char *path, size_t *ret_n,
                                              struct jh_err *reterr);
