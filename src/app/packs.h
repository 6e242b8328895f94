/* src/app/packs.h - the packs themselves: which there are, and what is wrong with a folder of them.
 */
#pragma once
#include "app/app.h"

/* The sentence for a fault: "items.csv:12 name_en: ...", in `language`. */
void jh_app_pack_fault(struct jh_buf *out, const char *language, const struct jh_pack_fault *fault);

/* The built-in packs and those of `folder` (may be NULL) as a table for people: id, version, kind,
 * title. */
JH_NODISCARD enum jh_status jh_app_pack_list(const char *language, const char *folder, bool json,
                                             struct jh_buf *out, struct jh_err *reterr);

/* Every fault of the packs in `folder`, a line each, then a summary; JSON: {"packs":[{id, version,
 * hash, indicators, items}], "faults":[{file, line, column, value, id, message, text}]}.
 * *ret_faults: how many. */
JH_NODISCARD enum jh_status jh_app_pack_check(const char *language, const char *folder, bool json,
                                              struct jh_buf *out, size_t *ret_faults,
                                              struct jh_err *reterr);
