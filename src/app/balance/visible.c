/* src/app/balance/visible.c - which schools of a scorecard the asker may see one by one. The
 * figures of the county are computed from all of them, whoever asks. */
#include "app/balance/work.h"
#include "app/rights.h"
#include <stdlib.h>

enum { SMALL_GROUP = 3 }; /* figures of fewer schools are those of a school */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Somebody who may see the county's figures and no school's has an empty list, not a refusal. */
static enum jh_status codes(const struct jh_app *app, const char *county, struct jh_arena *mem,
                            bool *ret_all, const char *const **ret, size_t *ret_n,
                            struct jh_err *reterr)
{
    *ret_all = false;
    *ret = NULL;
    *ret_n = 0;
    if (jh_may_reach(app, "balance.school", county, NULL) == JH_REACH_NONE)
        return JH_OK;
    return jh_may_schools(app, "balance.school", county, mem, ret_all, ret, ret_n, reterr);
}

enum jh_status jh_balance_visible(const struct jh_app *app, struct jh_arena *mem,
                                  struct jh_balance *b, struct jh_err *reterr)
{
    const char *const *code;
    size_t n;
    bool all;

    b->seen = NULL;
    b->hidden = 0;
    JH_TRY(codes(app, b->county.id, mem, &all, &code, &n, reterr));
    if (all)
        return JH_OK;
    bool *seen = jh_new(mem, bool, b->nschool + 1);
    for (size_t i = 0; i < b->nschool; i++) {
        const char *own = b->school[i].code;
        seen[i] = n && bsearch(&own, code, n, sizeof *code, by_text);
        b->hidden += !seen[i];
    }
    b->seen = seen;
    return JH_OK;
}

bool jh_group_shown(const struct jh_balance *b, const int *of_school, int g)
{
    size_t n = 0, seen = 0;

    for (size_t i = 0; i < b->nschool; i++)
        if (of_school[i] == g) {
            n++;
            seen += jh_seen(b, (int)i);
        }
    return n >= SMALL_GROUP || seen == n;
}
