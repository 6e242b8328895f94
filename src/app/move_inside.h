/* src/app/move_inside.h - shared by move.c and backup.c. */
#pragma once
#include "app/move.h"

/* What was done, in the words of message `id` or as JSON. */
JH_NODISCARD enum jh_status jh_moved_say(const struct jh_app *app, const struct jh_moved *moved,
                                         const char *id, const char *path, const char *hash,
                                         bool json, struct jh_buf *out, struct jh_err *reterr);
/* An entry in the log of every county that was carried away. */
JH_NODISCARD enum jh_status jh_moved_log(const struct jh_app *app, struct jh_store *store,
                                         const struct jh_moved *moved, const char *action,
                                         struct jh_err *reterr);
