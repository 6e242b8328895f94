/* src/app/ask.c - see ask.h. */
#include "app/ask.h"
#include "base/date.h"
#include "base/num.h"
#include <math.h>

static enum jh_status one(struct jh_arena *mem, const char *part, size_t n, struct jh_set *ret,
                          struct jh_err *reterr)
{
    size_t name = 0;

    while (name < n && part[name] != '=' && part[name] != ':')
        name++;
    if (name == 0 || name + 1 >= n || !jh_num_parse(part + name + 1, n - name - 1, &ret->value))
        return jh_fail(reterr, JH_E_USAGE, "ask.set_syntax", JH_NOWHERE, (double)NAN, "%.*s",
                       n < 100 ? (int)n : 100, part);
    ret->id = jh_arena_strndup(mem, part, name);
    return JH_OK;
}

enum jh_status jh_ask_set(struct jh_arena *mem, const char *text, const struct jh_set **ret,
                          size_t *ret_n, struct jh_err *reterr)
{
    size_t n = 0, most = 1;

    *ret = NULL;
    *ret_n = 0;
    if (!text || !*text)
        return JH_OK;
    for (const char *c = text; *c; c++)
        most += *c == ',';
    if (most > JH_SET_MOST)
        return jh_fail(reterr, JH_E_USAGE, "ask.set_too_many", JH_NOWHERE, JH_SET_MOST,
                       "%zu switches", most);
    struct jh_set *set = jh_new(mem, struct jh_set, most);
    for (const char *part = text; part; n++) {
        const char *comma = strchr(part, ',');
        size_t length = comma ? (size_t)(comma - part) : strlen(part);
        JH_TRY(one(mem, part, length, &set[n], reterr));
        part = comma ? comma + 1 : NULL;
    }
    *ret = set;
    *ret_n = n;
    return JH_OK;
}

enum jh_status jh_ask_year(const char *text, int *ret, struct jh_err *reterr)
{
    *ret = 0;
    if (!text || !*text)
        return JH_OK;
    if (!jh_school_year_parse(text, strlen(text), ret))
        return jh_fail(reterr, JH_E_USAGE, "ask.year", JH_NOWHERE, (double)NAN, "%.60s", text);
    return JH_OK;
}
