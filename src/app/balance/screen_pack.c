/* src/app/balance/screen_pack.c - what a pack asks for, on a terminal: the ids that --indicator,
 * --set and --form take. */
#include "app/balance/render.h"
#include "app/balance/screen.h"
#include <math.h>
#include <string.h>

struct page {
    const struct jh_app *app;
    struct jh_arena *mem;
    const struct jh_pack *pack;
    struct jh_buf *out;
};

static void heading(const struct page *g, const char *id)
{
    jh_buf_addf(g->out, "\n%s\n", jh_say(g->app, g->mem, id, NULL, 0));
}

static void start(const struct page *g, struct jh_screen *s, const char *const *column, size_t n)
{
    jh_screen_start(s, g->app, g->mem, n);
    for (size_t i = 0; i < n; i++)
        jh_screen_column(s, column[i], false);
}

static enum jh_status end(const struct page *g, struct jh_screen *s, struct jh_err *reterr)
{
    const struct jh_text_style plain = {0};
    return jh_screen_end(s, &plain, g->out, reterr);
}

static const char *stage_name(const struct page *g, const char *id)
{
    int k = *id ? jh_pack_stage(g->pack, id) : -1;
    return k < 0 ? "" : jh_tr(g->app, g->pack->stage[k].name);
}

/* "≥ 4.20": the line as a number, or as its formula. */
static const char *line_text(const struct page *g, const struct jh_indicator *d)
{
    const char *sign = jh_relation_sign(d->compare), *text = d->line_text ? d->line_text : "";
    bool branches = strchr(text, '(') != NULL;

    return jh_arena_printf(g->mem, "%s %s", sign, branches ? "…" : text);
}

static enum jh_status indicators(const struct page *g, struct jh_err *reterr)
{
    static const char *const column[] = {"balance.screen.code",      "balance.screen.stage",
                                         "balance.screen.indicator", "balance.screen.unit",
                                         "balance.screen.line",      "balance.screen.limit",
                                         "balance.screen.mark"};
    struct jh_screen s;

    if (g->pack->nindicator == 0)
        return JH_OK;
    heading(g, "balance.screen.pack_indicators");
    start(g, &s, column, 7);
    for (size_t i = 0; i < g->pack->nindicator; i++) {
        const struct jh_indicator *d = &g->pack->indicator[i];
        jh_screen_put(&s, d->id, JH_TONE_PLAIN);
        jh_screen_put(&s, stage_name(g, d->stage), JH_TONE_PLAIN);
        jh_screen_put(&s, jh_tr(g->app, d->name), JH_TONE_PLAIN);
        jh_screen_put(&s, d->unit, JH_TONE_PLAIN);
        jh_screen_put(&s, line_text(g, d), JH_TONE_PLAIN);
        jh_screen_put(&s, isnan(d->cv_limit) ? "" : jh_number_text(g->mem, d->cv_limit, 2),
                      JH_TONE_PLAIN);
        jh_screen_put(&s, d->mark, JH_TONE_PLAIN);
    }
    return end(g, &s, reterr);
}

/* "1 计入，0 不计入", or "0.5–1". */
static const char *choices(const struct page *g, const struct jh_switch *d)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(1 << 16);

    if (d->nchoice == 0)
        return jh_arena_printf(g->mem, "%s–%s", jh_render_number(g->app, g->mem, d->min),
                               jh_render_number(g->app, g->mem, d->max));
    for (size_t i = 0; i < d->nchoice; i++)
        jh_buf_addf(&text, "%s%s=%s", i ? " " : "",
                    jh_render_number(g->app, g->mem, d->choice[i].value),
                    jh_tr(g->app, d->choice[i].label));
    return jh_arena_strdup(g->mem, text.data);
}

static enum jh_status switches(const struct page *g, struct jh_err *reterr)
{
    static const char *const column[] = {"balance.screen.switch", "balance.screen.name",
                                         "balance.screen.default", "balance.screen.choices",
                                         "balance.screen.mark"};
    struct jh_screen s;

    if (g->pack->nswitch == 0)
        return JH_OK;
    heading(g, "balance.screen.pack_switches");
    start(g, &s, column, 5);
    for (size_t i = 0; i < g->pack->nswitch; i++) {
        const struct jh_switch *d = &g->pack->switches[i];
        jh_screen_put(&s, d->id, JH_TONE_PLAIN);
        jh_screen_put(&s, jh_tr(g->app, d->title), JH_TONE_PLAIN);
        jh_screen_put(&s, jh_render_number(g->app, g->mem, d->initial), JH_TONE_PLAIN);
        jh_screen_put(&s, choices(g, d), JH_TONE_PLAIN);
        jh_screen_put(&s, d->mark, JH_TONE_PLAIN);
    }
    return end(g, &s, reterr);
}

static enum jh_status forms(const struct page *g, struct jh_err *reterr)
{
    static const char *const column[] = {"balance.screen.code", "balance.screen.name"};
    struct jh_screen s;

    if (g->pack->nform == 0)
        return JH_OK;
    heading(g, "balance.screen.pack_forms");
    start(g, &s, column, 2);
    for (size_t i = 0; i < g->pack->nform; i++) {
        jh_screen_put(&s, g->pack->form[i].id, JH_TONE_PLAIN);
        jh_screen_put(&s, jh_tr(g->app, g->pack->form[i].title), JH_TONE_PLAIN);
    }
    return end(g, &s, reterr);
}

enum jh_status jh_app_pack_text(const struct jh_app *app, const char *pack, struct jh_buf *out,
                                struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const struct page g = {app, &mem, jh_pack_find(app->packs, pack), out};

    if (!g.pack)
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_pack", JH_NOWHERE, (double)NAN, "%.80s",
                       pack);
    jh_buf_addf(out, "%s %s  %s\n%s\n", g.pack->id, g.pack->version, jh_tr(app, g.pack->title),
                jh_tr(app, g.pack->summary));
    if (g.pack->rule_text.zh && *jh_tr(app, g.pack->rule_text))
        jh_buf_addf(out, "%s\n", jh_tr(app, g.pack->rule_text));
    JH_TRY(indicators(&g, reterr));
    JH_TRY(switches(&g, reterr));
    JH_TRY(forms(&g, reterr));
    return jh_buf_check(out, reterr);
}
