/* src/app/balance/screen_county.c - the scorecard of a county on a terminal. */
#include "app/balance/screen.h"
#include "base/date.h"
#include <math.h>
#include <string.h>

enum { WORST = 10, UNKNOWN_MOST = 8 };

struct card {
    const struct jh_app *app;
    struct jh_arena *mem;
    const struct jh_text_style *style;
    const struct jh_scene *scene;
    const struct jh_year *y;
    const struct jh_balance *b;
    struct jh_buf *out;
};

static void heading(const struct card *c, const char *id, const struct jh_msg_arg *args, size_t n)
{
    jh_buf_addc(c->out, '\n');
    jh_buf_adds(c->out, jh_say(c->app, c->mem, id, args, n));
    jh_buf_addc(c->out, '\n');
}

static void head(const struct card *c)
{
    char year[JH_YEAR_TEXT];

    jh_school_year_format(c->b->year, year);
    const struct jh_msg_arg args[] = {{"county", c->b->county.name},
                                      {"code", c->b->county.id},
                                      {"year", year},
                                      {"pack", jh_tr(c->app, c->b->pack->title)}};
    jh_buf_adds(c->out, jh_say(c->app, c->mem, "balance.screen.head", args, 4));
    jh_buf_addc(c->out, '\n');
    if (c->b->county.synthetic) {
        jh_buf_adds(c->out, jh_say(c->app, c->mem, "balance.screen.synthetic", NULL, 0));
        jh_buf_addc(c->out, '\n');
    }
    if (c->b->map) {
        const struct jh_msg_arg map[] = {{"day", c->b->map},
                                         {"n", jh_arena_printf(c->mem, "%zu", c->b->mapped)}};
        jh_buf_adds(c->out, jh_say(c->app, c->mem, "balance.screen.map", map, 2));
        jh_buf_addc(c->out, '\n');
    }
    jh_buf_adds(c->out, jh_say(c->app, c->mem, "balance.screen.verdict", NULL, 0));
    jh_screen_tone(c->out, jh_screen_verdict(c->app, c->mem, c->b->verdict),
                   jh_screen_tone_of(c->b->verdict), c->style->colour);
    jh_buf_addc(c->out, '\n');
}

static size_t reasons_of(const struct card *c, enum jh_verdict status)
{
    size_t n = 0;

    for (size_t i = 0; i < c->b->nreason; i++)
        n += c->b->reason[i].status == status;
    return n;
}

/* All that fails; of what is missing the first few, with the number of the rest. */
static void reasons(const struct card *c, enum jh_verdict status, const char *id)
{
    size_t n = reasons_of(c, status), shown = 0;
    const struct jh_msg_arg count[] = {{"count", jh_arena_printf(c->mem, "%zu", n)}};

    if (n == 0)
        return;
    heading(c, id, count, 1);
    for (size_t i = 0; i < c->b->nreason; i++) {
        if (c->b->reason[i].status != status)
            continue;
        if (status == JH_UNKNOWN && shown == UNKNOWN_MOST)
            break;
        jh_buf_addf(c->out, "%3zu. %s\n", ++shown, c->b->reason[i].text);
    }
    const struct jh_msg_arg rest[] = {{"count", jh_arena_printf(c->mem, "%zu", n - shown)}};
    if (shown < n)
        jh_buf_addf(c->out, "     %s\n",
                    jh_say(c->app, c->mem, "balance.screen.more_missing", rest, 1));
}

static void indicator_row(const struct card *c, struct jh_screen *s, size_t i, int k)
{
    const struct jh_indicator *d = jh_scene_at(c->scene, i, k);
    const struct jh_stage_dispersion *row = jh_dispersion_at(c->b, i, k);
    bool limited = !isnan(d->cv_limit);

    jh_screen_put(s, jh_tr(c->app, c->b->pack->stage[k].name), JH_TONE_PLAIN);
    jh_screen_put(s, jh_tr(c->app, d->name), JH_TONE_PLAIN);
    jh_screen_put(s, d->unit, JH_TONE_MUTED);
    jh_screen_number(s, row->all.mean, d->decimals, JH_TONE_PLAIN);
    jh_screen_number(s, jh_common_line(c->y, i, k), d->decimals, JH_TONE_PLAIN);
    jh_screen_number(s, row->all.cv, 3, limited ? jh_screen_tone_of(row->status) : JH_TONE_PLAIN);
    jh_screen_number(s, d->cv_limit, 2, JH_TONE_PLAIN);
    jh_screen_put(s, jh_arena_printf(c->mem, "%zu/%zu", row->failing, row->of),
                  row->failing ? JH_TONE_BAD : JH_TONE_PLAIN);
    jh_screen_put(s, row->have < row->of ? jh_arena_printf(c->mem, "%zu", row->of - row->have) : "",
                  JH_TONE_WARN);
}

static enum jh_status indicators(const struct card *c, struct jh_err *reterr)
{
    static const char *const column[] = {
        "balance.screen.stage", "balance.screen.indicator", "balance.screen.unit",
        "balance.screen.mean",  "balance.screen.line",      "balance.screen.cv",
        "balance.screen.limit", "balance.screen.failing",   "balance.screen.missing"};
    struct jh_screen s;

    jh_screen_start(&s, c->app, c->mem, 9);
    for (size_t k = 0; k < 9; k++)
        jh_screen_column(&s, column[k], k >= 3 && k <= 6);
    for (int k = 0; k < (int)c->b->pack->nstage; k++)
        for (size_t i = 0; i < c->b->nunit_indicator; i++)
            if (jh_scene_at(c->scene, i, k))
                indicator_row(c, &s, i, k);
    if (s.at == 0 && !c->style->csv)
        return JH_OK;
    if (!c->style->csv)
        heading(c, "balance.screen.indicators", NULL, 0);
    return jh_screen_end(&s, c->style, c->out, reterr);
}

static void composites(const struct card *c)
{
    for (int k = 0; k < (int)c->b->pack->nstage; k++) {
        if (isnan(c->b->composite[k]))
            continue;
        double limit = c->b->pack->composite_limit[k];
        const struct jh_msg_arg args[] = {{"stage", jh_tr(c->app, c->b->pack->stage[k].name)},
                                          {"cv", jh_number_text(c->mem, c->b->composite[k], 3)},
                                          {"limit", jh_number_text(c->mem, limit, 2)}};
        jh_buf_addf(
            c->out, "  %s\n",
            jh_say(c->app, c->mem,
                   isnan(limit) ? "balance.screen.composite_free" : "balance.screen.composite",
                   args, 3));
    }
}

/* "98000 元 ≥ 97000  还差 3 人", or what can be said when there is no value. */
static const char *other_value(const struct card *c, const struct jh_county_indicator *o)
{
    const struct jh_indicator *d = o->indicator;
    const char *gap = jh_gap_text(c->app, c->mem, d, o->county.gap);
    const struct jh_msg_arg args[] = {{"failing", jh_arena_printf(c->mem, "%zu", o->failing)},
                                      {"missing", jh_arena_printf(c->mem, "%zu", o->missing)},
                                      {"of", jh_arena_printf(c->mem, "%zu", o->of)}};

    if (o->of == 0)
        return jh_say(c->app, c->mem, "balance.screen.not_asked", NULL, 0);
    if (o->school)
        return jh_say(c->app, c->mem,
                      o->missing ? "balance.screen.schools_missing" : "balance.screen.schools",
                      args, 3);
    if (d->kind == JH_DOCUMENT || d->kind == JH_VETO || !*d->unit)
        return "";
    return jh_arena_printf(
        c->mem, "%s %s %s %s%s%s", jh_number_text(c->mem, o->county.value, d->decimals), d->unit,
        jh_relation_sign(jh_compare_of(c->scene, d)),
        jh_number_text(c->mem, o->county.line, d->decimals), *gap ? "  " : "", gap);
}

static void other_row(const struct card *c, struct jh_screen *s,
                      const struct jh_county_indicator *o)
{
    bool asked = o->of > 0;

    jh_screen_put(s, asked ? jh_screen_verdict(c->app, c->mem, o->status) : "",
                  jh_screen_tone_of(o->status));
    jh_screen_put(s, jh_tr(c->app, o->indicator->name), JH_TONE_PLAIN);
    jh_screen_put(s, other_value(c, o), JH_TONE_PLAIN);
}

static enum jh_status others(const struct card *c, struct jh_err *reterr)
{
    struct jh_screen s;

    if (c->b->nother == 0)
        return JH_OK;
    jh_screen_start(&s, c->app, c->mem, 3);
    jh_screen_column(&s, "balance.screen.status", false);
    jh_screen_column(&s, "balance.screen.item", false);
    jh_screen_column(&s, "balance.screen.value", false);
    for (size_t i = 0; i < c->b->nother; i++)
        other_row(c, &s, &c->b->other[i]);
    heading(c, "balance.screen.others", NULL, 0);
    return jh_screen_end(&s, c->style, c->out, reterr);
}

/* Farther from passing comes first: more indicators missed, then more below the floor. */
static bool worse(const struct jh_unit *a, const struct jh_unit *b)
{
    int miss_a = a->asked - a->reached - a->missing, miss_b = b->asked - b->reached - b->missing;

    return miss_a != miss_b ? miss_a > miss_b : a->below_floor > b->below_floor;
}

static const char *gaps(const struct card *c, const struct jh_unit *u)
{
    struct jh_buf out = JH_BUF(1 << 16);

    for (size_t i = 0; i < c->b->nunit_indicator; i++) {
        const struct jh_indicator *d = jh_scene_at(c->scene, i, u->stage);
        const char *gap = d ? jh_gap_text(c->app, c->mem, d, u->measure[i].gap) : "";
        if (!*gap || !u->measure[i].applies)
            continue;
        if (out.len)
            jh_buf_adds(&out, jh_say(c->app, c->mem, "balance.semicolon", NULL, 0));
        jh_buf_addf(&out, "%s %s", jh_tr(c->app, d->name), gap);
    }
    const char *text = jh_arena_strndup(c->mem, out.data ? out.data : "", out.len);
    jh_buf_release(&out);
    return text;
}

static enum jh_status worst(const struct card *c, struct jh_err *reterr)
{
    const struct jh_unit *list[WORST];
    size_t n = 0;

    for (size_t u = 0; u < c->b->nunit; u++) {
        const struct jh_unit *unit = &c->b->unit[u];
        size_t at = n;
        if (unit->excluded || unit->status != JH_FAIL)
            continue;
        while (at > 0 && worse(unit, list[at - 1]))
            at--;
        if (at == WORST)
            continue;
        size_t last = n < WORST ? n++ : WORST - 1;
        for (; last > at; last--)
            list[last] = list[last - 1];
        list[at] = unit;
    }
    if (n == 0)
        return JH_OK;
    struct jh_screen s;
    jh_screen_start(&s, c->app, c->mem, 4);
    jh_screen_column(&s, "balance.screen.school", false);
    jh_screen_column(&s, "balance.screen.stage", false);
    jh_screen_column(&s, "balance.screen.reached", false);
    jh_screen_column(&s, "balance.screen.gap", false);
    for (size_t i = 0; i < n; i++) {
        jh_screen_put(&s, c->b->school[list[i]->school].name, JH_TONE_PLAIN);
        jh_screen_put(&s, jh_tr(c->app, c->b->pack->stage[list[i]->stage].name), JH_TONE_PLAIN);
        jh_screen_put(&s, jh_arena_printf(c->mem, "%d/%d", list[i]->reached, list[i]->asked),
                      JH_TONE_BAD);
        jh_screen_put(&s, gaps(c, list[i]), JH_TONE_PLAIN);
    }
    heading(c, "balance.screen.worst", NULL, 0);
    return jh_screen_end(&s, c->style, c->out, reterr);
}

static void excluded(const struct card *c)
{
    const struct jh_pack *p = c->b->pack;

    for (size_t x = 0; x < p->nexclude; x++) {
        size_t n = 0;
        for (size_t u = 0; u < c->b->nunit; u++) {
            const struct jh_exclusion *by = c->b->unit[u].excluded;
            n += by && by == &p->exclude[x];
        }
        const struct jh_msg_arg args[] = {{"count", jh_arena_printf(c->mem, "%zu", n)},
                                          {"reason", jh_tr(c->app, p->exclude[x].reason)}};
        if (n)
            jh_buf_addf(c->out, "%s\n", jh_say(c->app, c->mem, "balance.screen.excluded", args, 2));
    }
}

static void foot(const struct card *c)
{
    jh_buf_addc(c->out, '\n');
    excluded(c);
    for (size_t i = 0; i < c->b->pack->nswitch; i++) {
        const struct jh_switch_state *s = &c->b->switches[i];
        if (s->value == s->def->initial)
            continue;
        const struct jh_msg_arg args[] = {{"switch", jh_tr(c->app, s->def->title)},
                                          {"value", jh_number_text(c->mem, s->value, 2)}};
        jh_buf_addf(c->out, "%s\n",
                    jh_say(c->app, c->mem, "balance.explain.switch_changed", args, 2));
    }
    const struct jh_msg_arg args[] = {{"run", c->b->run}};
    jh_buf_addf(c->out, "%s\n", jh_say(c->app, c->mem, "balance.screen.run", args, 1));
}

enum jh_status jh_app_balance_text(const struct jh_app *app, const struct jh_ask *ask,
                                   const struct jh_text_style *style, struct jh_buf *out,
                                   struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_scene scene;
    struct jh_year y;
    int year;

    JH_TRY(jh_scene_load(app, &mem, ask, &scene, reterr));
    JH_TRY(jh_scene_year(&scene, ask->year, &year, reterr));
    JH_TRY(jh_year_make(&scene, year, true, &y, reterr));
    jh_year_finish(&y);
    const struct card c = {app, &mem, style, &scene, &y, y.b, out};
    if (style->csv)
        return indicators(&c, reterr);
    head(&c);
    reasons(&c, JH_FAIL, "balance.screen.reasons");
    reasons(&c, JH_UNKNOWN, "balance.screen.missing_reasons");
    JH_TRY(indicators(&c, reterr));
    composites(&c);
    JH_TRY(others(&c, reterr));
    JH_TRY(worst(&c, reterr));
    foot(&c);
    return jh_buf_check(out, reterr);
}
