/* src/app/balance/screen_indicator.c - one indicator at every school and its dispersion taken
 * apart, for reading: made from its JSON, so that both always say the same. */
#include "app/balance/screen.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

enum { INDICATOR_BYTES = 64 << 20 };

struct sheet {
    const struct jh_app *app;
    struct jh_arena *mem;
    const struct jh_text_style *style;
    const json_t *all;
    int decimals;
    struct jh_buf *out;
};

static const char *text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static double number(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : (double)NAN;
}

static enum jh_tone tone_of(const char *status)
{
    return strcmp(status, "pass") == 0   ? JH_TONE_GOOD
           : strcmp(status, "fail") == 0 ? JH_TONE_BAD
                                         : JH_TONE_WARN;
}

static void head(const struct sheet *s)
{
    const json_t *d = json_object_get(s->all, "indicator"), *a = json_object_get(s->all, "indices");
    const char *unit = text(d, "unit"), *gap = *unit ? " " : "";
    const struct jh_msg_arg args[] = {
        {"county", text(json_object_get(s->all, "county"), "name")},
        {"name", text(d, "name")},
        {"mean", jh_number_text(s->mem, number(a, "mean"), s->decimals)},
        {"unit", jh_arena_printf(s->mem, "%s%s", gap, unit)},
        {"line", jh_number_text(s->mem, number(s->all, "line"), s->decimals)},
        {"cv", jh_number_text(s->mem, number(a, "cv"), 3)},
        {"limit", jh_number_text(s->mem, number(s->all, "cv_limit"), 2)},
        {"gini", jh_number_text(s->mem, number(a, "gini"), 3)},
        {"theil", jh_number_text(s->mem, number(a, "theil"), 4)}};

    jh_buf_addf(s->out, "%s\n", jh_say(s->app, s->mem, "balance.screen.indicator_head", args, 9));
}

struct ranked {
    const json_t *school;
    double share;
    size_t at;
};

/* Schools, the one that adds most to the coefficient first: that is where to begin. */
static int by_share(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (isnan(x->share) != isnan(y->share))
        return isnan(x->share) - isnan(y->share);
    if (x->share < y->share || x->share > y->share)
        return x->share < y->share ? 1 : -1;
    return (x->at > y->at) - (x->at < y->at);
}

static const struct ranked *sorted(struct jh_arena *mem, const json_t *schools, size_t *ret_n)
{
    size_t n = json_array_size(schools), i;
    struct ranked *list = jh_new(mem, struct ranked, n + 1);
    const json_t *school;

    json_array_foreach(schools, i, school) list[i] =
        (struct ranked){school, number(school, "share"), i};
    qsort(list, n, sizeof *list, by_share);
    *ret_n = n;
    return list;
}

static enum jh_status schools(const struct sheet *s, struct jh_err *reterr)
{
    static const char *const column[] = {
        "balance.screen.code",  "balance.screen.school", "balance.screen.pupils",
        "balance.screen.value", "balance.screen.line",   "balance.screen.status",
        "balance.screen.gap",   "balance.screen.share",  "balance.screen.cv_without"};
    struct jh_screen screen;
    size_t n;
    const struct ranked *list = sorted(s->mem, json_object_get(s->all, "schools"), &n);

    jh_screen_start(&screen, s->app, s->mem, 9);
    for (size_t k = 0; k < 9; k++)
        jh_screen_column(&screen, column[k], (k >= 2 && k <= 4) || k >= 7);
    for (size_t i = 0; i < n; i++) {
        const json_t *school = list[i].school;
        enum jh_tone tone = tone_of(text(school, "status"));
        enum jh_verdict v = tone == JH_TONE_GOOD  ? JH_PASS
                            : tone == JH_TONE_BAD ? JH_FAIL
                                                  : JH_UNKNOWN;
        jh_screen_put(&screen, text(school, "school"), JH_TONE_PLAIN);
        jh_screen_put(&screen, text(school, "name"), JH_TONE_PLAIN);
        jh_screen_number(&screen, number(school, "pupils"), 0, JH_TONE_PLAIN);
        jh_screen_number(&screen, number(school, "value"), s->decimals, tone);
        jh_screen_number(&screen, number(school, "line"), s->decimals, JH_TONE_PLAIN);
        jh_screen_put(&screen, jh_screen_verdict(s->app, s->mem, v), tone);
        jh_screen_put(&screen, text(school, "gap_text"), JH_TONE_PLAIN);
        jh_screen_number(&screen, number(school, "share") * 100, 1, JH_TONE_PLAIN);
        jh_screen_number(&screen, number(school, "cv_without"), 3, JH_TONE_PLAIN);
    }
    if (!s->style->csv)
        jh_buf_addf(s->out, "\n%s\n", jh_say(s->app, s->mem, "balance.screen.by_share", NULL, 0));
    return jh_screen_end(&screen, s->style, s->out, reterr);
}

static enum jh_status groups(const struct sheet *s, const json_t *by, struct jh_err *reterr)
{
    static const char *const column[] = {"balance.screen.group",  "balance.screen.count",
                                         "balance.screen.pupils", "balance.screen.mean",
                                         "balance.screen.cv",     "balance.screen.theil"};
    const struct jh_msg_arg args[] = {{"by", text(by, "title")},
                                      {"theil", jh_number_text(s->mem, number(by, "theil"), 4)},
                                      {"between", jh_number_text(s->mem, number(by, "between"), 4)},
                                      {"within", jh_number_text(s->mem, number(by, "within"), 4)}};
    struct jh_screen screen;
    const json_t *group;
    size_t i;

    jh_screen_start(&screen, s->app, s->mem, 6);
    for (size_t k = 0; k < 6; k++)
        jh_screen_column(&screen, column[k], k > 0);
    json_array_foreach(json_object_get(by, "groups"), i, group)
    {
        jh_screen_put(&screen, text(group, "title"), JH_TONE_PLAIN);
        jh_screen_number(&screen, number(group, "n"), 0, JH_TONE_PLAIN);
        jh_screen_number(&screen, number(group, "pupils"), 0, JH_TONE_PLAIN);
        jh_screen_number(&screen, number(group, "mean"), s->decimals, JH_TONE_PLAIN);
        jh_screen_number(&screen, number(group, "cv"), 3, JH_TONE_PLAIN);
        jh_screen_number(&screen, number(group, "theil"), 4, JH_TONE_PLAIN);
    }
    jh_buf_addf(s->out, "\n%s\n", jh_say(s->app, s->mem, "balance.screen.apart", args, 4));
    return jh_screen_end(&screen, s->style, s->out, reterr);
}

static enum jh_status print(const struct sheet *s, struct jh_err *reterr)
{
    const json_t *by;
    size_t i;

    if (s->style->csv)
        return schools(s, reterr);
    head(s);
    JH_TRY(schools(s, reterr));
    json_array_foreach(json_object_get(s->all, "decompositions"), i, by)
        JH_TRY(groups(s, by, reterr));
    return JH_OK;
}

enum jh_status jh_app_indicator_text(const struct jh_app *app, const struct jh_ask *ask,
                                     const char *indicator, const char *stage,
                                     const struct jh_text_style *style, struct jh_buf *out,
                                     struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf all = JH_BUF(INDICATOR_BYTES);

    JH_TRY(jh_app_indicator_json(app, ask, indicator, stage, &all, reterr));
    json_t *j = json_loadb(all.data, all.len, 0, NULL);
    const struct sheet s = {
        app,
        &mem,
        style,
        j,
        (int)json_integer_value(json_object_get(json_object_get(j, "indicator"), "decimals")),
        out};
    enum jh_status status = print(&s, reterr);
    json_decref(j);
    JH_TRY(status);
    return jh_buf_check(out, reterr);
}
