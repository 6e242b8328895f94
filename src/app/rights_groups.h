/* src/app/rights_groups.h - the schools of a group, as of today. Inside src/app/rights*.c only. */
#pragma once
#include "app/app.h"

JH_NODISCARD enum jh_status jh_group_members(const struct jh_app *app, const char *county,
                                             const char *group, struct jh_arena *mem,
                                             const char *const **ret, size_t *ret_n,
                                             struct jh_err *reterr);
bool jh_group_has(const struct jh_app *app, const char *county, const char *group,
                  const char *school);
