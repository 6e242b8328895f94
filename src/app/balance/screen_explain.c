/* src/app/balance/screen_explain.c - an explanation for reading: made from its JSON, so that both
 * always say the same. */
#include "app/balance/render.h"
#include "app/balance/screen.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

enum { EXPLAIN_BYTES = 64 << 20 };

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

static void labelled(const struct jh_app *app, struct jh_arena *mem, struct jh_buf *out,
                     const char *id, const char *value)
{
    if (*value)
        jh_buf_addf(out, "  %s%s\n", jh_say(app, mem, id, NULL, 0), value);
}

/* A heading of several lines on one. */
static const char *flat(struct jh_arena *mem, const char *heading)
{
    char *s = jh_arena_strdup(mem, heading), *to = s;

    for (const char *c = s; *c; c++)
        if ((unsigned char)*c >= ' ')
            *to++ = *c;
    *to = 0;
    return s;
}

static const char *where(struct jh_arena *mem, const json_t *source)
{
    if (!json_is_object(source))
        return "";
    const char *heading = flat(mem, text(source, "heading")), *entered = text(source, "entered");
    return jh_arena_printf(mem, "%s · %s!%s%s%s%s%s%s · #%lld %s", text(source, "file"),
                           text(source, "sheet"), text(source, "cell"), *heading ? " “" : "",
                           heading, *heading ? "”" : "", *entered ? " = " : "", entered,
                           (long long)json_integer_value(json_object_get(source, "import")),
                           text(source, "committed"));
}

static const char *value_text(const struct jh_app *app, struct jh_arena *mem, const json_t *input)
{
    const char *words = text(input, "text");
    double value = number(input, "value");
    char whole[64] = "";

    if (isnan(value))
        return *words ? words : jh_say(app, mem, "balance.formula.missing", NULL, 0);
    if (*words)
        return words;
    if (!isnan(number(input, "whole")))
        snprintf(whole, sizeof whole, " (%s × %s%%)",
                 jh_render_number(app, mem, number(input, "whole")),
                 jh_number_text(mem, number(input, "share") * 100, 2));
    return jh_arena_printf(mem, "%s%s", jh_render_number(app, mem, value), whole);
}

static enum jh_status inputs(const struct jh_app *app, struct jh_arena *mem, const json_t *all,
                             struct jh_buf *out, struct jh_err *reterr)
{
    static const char *const column[] = {"balance.screen.item", "balance.screen.value",
                                         "balance.screen.unit", "balance.screen.school",
                                         "balance.screen.source"};
    const struct jh_text_style plain = {0};
    struct jh_screen s;
    const json_t *input;
    size_t i;

    if (json_array_size(all) == 0)
        return JH_OK;
    jh_screen_start(&s, app, mem, 5);
    for (size_t k = 0; k < 5; k++)
        jh_screen_column(&s, column[k], k == 1);
    json_array_foreach(all, i, input)
    {
        jh_screen_put(&s, text(input, "name"), JH_TONE_PLAIN);
        jh_screen_put(&s, value_text(app, mem, input), JH_TONE_PLAIN);
        jh_screen_put(&s, text(input, "unit"), JH_TONE_PLAIN);
        jh_screen_put(&s, text(input, "school_name"), JH_TONE_PLAIN);
        jh_screen_put(&s, where(mem, json_object_get(input, "source")), JH_TONE_PLAIN);
    }
    jh_buf_addf(out, "\n%s\n", jh_say(app, mem, "balance.screen.inputs", NULL, 0));
    return jh_screen_end(&s, &plain, out, reterr);
}

static enum jh_status parts(const struct jh_app *app, struct jh_arena *mem, const json_t *all,
                            int decimals, struct jh_buf *out, struct jh_err *reterr)
{
    static const char *const column[] = {"balance.screen.school", "balance.screen.pupils",
                                         "balance.screen.amount", "balance.screen.value"};
    const struct jh_text_style plain = {0};
    struct jh_screen s;
    const json_t *part;
    size_t i;

    if (json_array_size(all) == 0)
        return JH_OK;
    jh_screen_start(&s, app, mem, 4);
    for (size_t k = 0; k < 4; k++)
        jh_screen_column(&s, column[k], k > 0);
    json_array_foreach(all, i, part)
    {
        jh_screen_put(&s, text(part, "name"), JH_TONE_PLAIN);
        jh_screen_number(&s, number(part, "pupils"), 0, JH_TONE_PLAIN);
        jh_screen_number(&s, number(part, "amount"), decimals, JH_TONE_PLAIN);
        jh_screen_number(&s, number(part, "value"), decimals, JH_TONE_PLAIN);
    }
    jh_buf_addf(out, "\n%s\n", jh_say(app, mem, "balance.screen.parts", NULL, 0));
    return jh_screen_end(&s, &plain, out, reterr);
}

static enum jh_status print(const struct jh_app *app, struct jh_arena *mem, const json_t *j,
                            struct jh_buf *out, struct jh_err *reterr)
{
    const json_t *step;
    size_t i;
    int decimals = (int)json_integer_value(json_object_get(j, "decimals"));

    jh_buf_addf(out, "%s\n", text(j, "title"));
    jh_buf_addf(out, "  = %s%s%s\n\n", jh_number_text(mem, number(j, "value"), decimals),
                *text(j, "unit") ? " " : "", text(j, "unit"));
    labelled(app, mem, out, "balance.screen.formula", text(j, "formula_text"));
    labelled(app, mem, out, "balance.screen.formula_ids", text(j, "formula"));
    labelled(app, mem, out, "balance.screen.worked", text(j, "worked"));
    json_array_foreach(json_object_get(j, "steps"), i, step)
        jh_buf_addf(out, "  · %s\n", json_string_value(step));
    labelled(app, mem, out, "balance.screen.basis", text(j, "source"));
    labelled(app, mem, out, "balance.screen.note", text(j, "note"));
    JH_TRY(inputs(app, mem, json_object_get(j, "inputs"), out, reterr));
    return parts(app, mem, json_object_get(j, "parts"), 2, out, reterr);
}

enum jh_status jh_app_explain_text(const struct jh_app *app, const struct jh_ask *ask,
                                   const char *indicator, const char *stage, const char *school,
                                   struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf all = JH_BUF(EXPLAIN_BYTES);

    JH_TRY(jh_app_explain_json(app, ask, indicator, stage, school, &all, reterr));
    json_t *j = json_loadb(all.data, all.len, 0, NULL);
    enum jh_status status = print(app, &mem, j, out, reterr);
    json_decref(j);
    JH_TRY(status);
    return jh_buf_check(out, reterr);
}
