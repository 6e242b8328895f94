/* src/app/balance/text.c - small texts for people: distances, numbers, names of kinds. */
#include "app/balance/work.h"
#include "base/msg.h"
#include "base/num.h"
#include <math.h>
#include <string.h>

const char *jh_verdict_id(enum jh_verdict v)
{
    return v == JH_PASS ? "pass" : v == JH_FAIL ? "fail" : "unknown";
}

const char *jh_compare_sign(enum jh_compare c)
{
    static const char *const sign[] = {[JH_AT_LEAST] = ">=",
                                       [JH_AT_MOST] = "<=",
                                       [JH_BELOW] = "<",
                                       [JH_ABOVE] = ">",
                                       [JH_EQUAL] = "="};
    return sign[c];
}

const char *jh_relation_sign(enum jh_compare c)
{
    return c == JH_AT_LEAST ? "≥" : c == JH_AT_MOST ? "≤" : jh_compare_sign(c);
}

const char *jh_level_id(enum jh_level level)
{
    return level == JH_LEVEL_UNIT ? "unit" : level == JH_LEVEL_SCHOOL ? "school" : "county";
}

const char *jh_kind_id(enum jh_indicator_kind kind)
{
    static const char *const id[] = {[JH_VALUE] = "value",
                                     [JH_DOCUMENT] = "document",
                                     [JH_SURVEY] = "survey",
                                     [JH_VETO] = "veto",
                                     [JH_ENTRY] = "entry"};
    return id[kind];
}

const char *jh_tr(const struct jh_app *app, struct jh_text text)
{
    return strcmp(app->language, "en") == 0 && *text.en ? text.en : text.zh;
}

const char *jh_say(const struct jh_app *app, struct jh_arena *mem, const char *id,
                   const struct jh_msg_arg *args, size_t n)
{
    struct jh_buf out = JH_BUF(1 << 20);

    jh_msg(&out, app->language, id, args, n);
    const char *text = jh_arena_strndup(mem, out.data ? out.data : "", out.len);
    jh_buf_release(&out);
    return text;
}

const char *jh_number_text(struct jh_arena *mem, double value, int decimals)
{
    char text[JH_NUM_TEXT];

    if (isnan(value))
        return "—";
    jh_num_round(value, decimals < 0 ? 0 : decimals > 9 ? 9 : decimals, text);
    return jh_arena_strdup(mem, text);
}

/* "3250.92" as people read it: "3,250.92". */
static const char *with_commas(struct jh_arena *mem, const char *text)
{
    size_t whole = strcspn(text + (*text == '-'), ".") + (*text == '-');
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(2 * JH_NUM_TEXT);

    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0 && text[i - 1] != '-')
            jh_buf_addc(&out, ',');
        jh_buf_addc(&out, text[i]);
    }
    jh_buf_adds(&out, text + whole);
    return jh_arena_strdup(mem, out.data);
}

/* Distances are rounded up: what is shown must be enough. Money in 万元 from 10,000 元 on. */
static const char *distance(const struct jh_app *app, struct jh_arena *mem,
                            const struct jh_indicator *d, double gap, const char **ret_unit)
{
    *ret_unit = d->gap_unit;
    if (strcmp(d->gap_unit, "元") != 0 || gap < 10000)
        return with_commas(mem, jh_number_text(mem, gap, d->gap_decimals));
    *ret_unit = strcmp(app->language, "en") == 0 ? "×10,000 元" : "万元";
    return with_commas(mem, jh_number_text(mem, ceil(gap / 100) / 100, 2));
}

const char *jh_gap_text(const struct jh_app *app, struct jh_arena *mem,
                        const struct jh_indicator *d, double gap)
{
    const char *unit;

    if (!(gap > 0) || d->kind == JH_DOCUMENT || d->kind == JH_VETO)
        return "";
    bool over = d->compare == JH_AT_MOST || d->compare == JH_BELOW;
    const char *number = distance(app, mem, d, gap, &unit);
    const struct jh_msg_arg args[] = {{"number", number}, {"unit", unit}};
    return jh_say(app, mem, over ? "balance.gap.over" : "balance.gap.lacks", args, 2);
}
