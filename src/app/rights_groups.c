/* src/app/rights_groups.c - see rights_groups.h. A unit stands for itself, a group for its schools
 * as of today. */
#include "app/rights_groups.h"
#include "app/orgs.h"

enum jh_status jh_group_members(const struct jh_app *app, const char *county, const char *group,
                                struct jh_arena *mem, const char *const **ret, size_t *ret_n,
                                struct jh_err *reterr)
{
    *ret = NULL;
    *ret_n = 0;
    if (!app->store) /* no data file, no groups */
        return JH_OK;
    return jh_orgs_members(app, mem, county, group, NULL, ret, ret_n, reterr);
}

bool jh_group_has(const struct jh_app *app, const char *county, const char *group,
                  const char *school)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *const *code;
    struct jh_err err;
    size_t n;

    if (strcmp(group, school) == 0)
        return true;
    if (jh_group_members(app, county, group, &mem, &code, &n, &err) != JH_OK)
        return false; /* who cannot be placed is not let in */
    for (size_t i = 0; i < n; i++)
        if (strcmp(code[i], school) == 0)
            return true;
    return false;
}
