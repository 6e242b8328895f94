/* src/app/ask.h - what users write on the command line or in an address, as a struct jh_ask. */
#pragma once
#include "app/app.h"

enum { JH_SET_MOST = 200 }; /* switches in one question */

/* "private_in_cv=0,floor:0.8": switches and their values, with '=' or ':' between. NULL and "" give
 * none. Errors: JH_E_USAGE "ask.set_syntax" (field quotes the part), "ask.set_too_many". */
JH_NODISCARD enum jh_status jh_ask_set(struct jh_arena *mem, const char *text,
                                       const struct jh_set **ret, size_t *ret_n,
                                       struct jh_err *reterr);

/* "2025" or "2025-2026"; NULL and "" give 0, the latest. JH_E_USAGE "ask.year". */
JH_NODISCARD enum jh_status jh_ask_year(const char *text, int *ret, struct jh_err *reterr);
