/* src/app/report/pdf.c - the report: verdict and reasons first, then tables and charts, then the
 * method. */
#include "app/report/work.h"
#include "base/date.h"
#include "output/document.h"
#include <math.h>
#include <string.h>

struct blocks {
    struct jh_report *r;
    struct jh_block *block;
    size_t n, room;
    int heading; /* 一、 二、 ... */
};

static struct jh_block *add(struct blocks *b, enum jh_block_kind kind, const char *text)
{
    if (b->n == b->room) {
        size_t room = b->room ? 2 * b->room : 64;
        b->block = jh_arena_grow(b->r->mem, b->block, b->n, room, sizeof *b->block);
        b->room = room;
    }
    b->block[b->n] = (struct jh_block){.kind = kind, .text = text};
    return &b->block[b->n++];
}

static void heading(struct blocks *b, const char *id)
{
    const char *number = jh_arena_printf(b->r->mem, "report.number.%d", ++b->heading);
    const struct jh_msg_arg args[] = {{"number", jh_word(b->r, number)},
                                      {"name", jh_word(b->r, id)}};

    add(b, JH_BLOCK_HEADING, jh_say(b->r->app, b->r->mem, "report.heading", args, 2));
}

/* Tables live in an array that grows, so each gets a place of its own before it becomes a block. */
static void add_tables(struct blocks *b, const struct jh_tables *t)
{
    for (size_t i = 0; i < t->n; i++) {
        struct jh_table *copy = jh_new(b->r->mem, struct jh_table, 1);
        *copy = t->table[i];
        copy->subtitle = ""; /* stands in the head of every page */
        add(b, JH_BLOCK_TABLE, NULL)->table = copy;
    }
}

static void cover(struct blocks *b)
{
    struct jh_report *r = b->r;
    const struct jh_balance *s = r->b;
    char year[JH_YEAR_TEXT];

    jh_school_year_format(s->year, year);
    const struct jh_msg_arg args[] = {
        {"county", s->county.name},
        {"id", s->county.id},
        {"year", year},
        {"pack", jh_in(r, s->pack->title)},
        {"version", s->pack->version},
        {"data", jh_arena_printf(r->mem, "%lld", (long long)s->version)},
        {"run", jh_arena_strndup(r->mem, s->run, 16)}};
    static const char *const line[] = {"report.cover.county", "report.cover.pack",
                                       "report.cover.run"};
    add(b, JH_BLOCK_TITLE, jh_say(r->app, r->mem, "report.title", args, 7));
    add(b, JH_BLOCK_VERDICT,
        jh_word(r, s->verdict == JH_PASS   ? "report.verdict.pass"
                   : s->verdict == JH_FAIL ? "report.verdict.fail"
                                           : "report.verdict.unknown"))
        ->tone = jh_verdict_tone(s->verdict);
    for (size_t i = 0; i < sizeof line / sizeof *line; i++)
        add(b, JH_BLOCK_LIST, jh_say(r->app, r->mem, line[i], args, 7));
    if (s->county.synthetic)
        add(b, JH_BLOCK_LIST, jh_word(r, "report.cover.synthetic"))->tone = JH_TONE_BAD;
}

static void reasons(struct blocks *b)
{
    heading(b, "report.head.reasons");
    if (b->r->b->nreason == 0)
        add(b, JH_BLOCK_TEXT, jh_word(b->r, "report.no_reasons"));
    for (size_t i = 0; i < b->r->b->nreason; i++)
        add(b, JH_BLOCK_LIST, b->r->b->reason[i].text)->tone =
            b->r->b->reason[i].status == JH_FAIL ? JH_TONE_PLAIN : JH_TONE_WARN;
}

/* A chart of each indicator that some school does not reach, or whose coefficient is too large. */

static size_t gather(const struct blocks *b, size_t i, int stage, double *value, double *size,
                     enum jh_tone *tone)
{
    const struct jh_balance *s = b->r->b;
    size_t n = 0;

    for (size_t u = 0; u < s->nunit; u++) {
        const struct jh_measure *m = &s->unit[u].measure[i];
        if (s->unit[u].stage != stage || s->unit[u].excluded || !m->applies || isnan(m->value) ||
            !jh_seen(s, s->unit[u].school))
            continue;
        value[n] = m->value;
        size[n] = s->unit[u].pupils;
        tone[n++] = jh_verdict_tone(m->status);
    }
    return n;
}

static void chart(struct blocks *b, size_t i, int stage)
{
    struct jh_report *r = b->r;
    const struct jh_indicator *d = jh_indicator_at(r->b, i, stage);
    const struct jh_stage_dispersion *of = jh_dispersion_at(r->b, i, stage);
    struct jh_dot_chart *c = jh_new(r->mem, struct jh_dot_chart, 1);
    double *value = jh_new(r->mem, double, r->b->nunit + 1);
    double *size = jh_new(r->mem, double, r->b->nunit + 1);
    enum jh_tone *tone = jh_new(r->mem, enum jh_tone, r->b->nunit + 1);

    size_t n = gather(b, i, stage, value, size, tone);
    if (n == 0)
        return;
    double line = jh_stage_line(r->b, i, stage);
    const struct jh_msg_arg args[] = {
        {"stage", jh_stage_title(r, stage)},
        {"name", jh_in(r, d->name)},
        {"line", jh_number_text(r->mem, line, d->decimals)},
        {"mean", jh_number_text(r->mem, of->all.mean, d->decimals)},
        {"cv", of->solved == JH_OK ? jh_number_text(r->mem, of->all.cv, 3) : "—"},
        {"failing", jh_arena_printf(r->mem, "%zu", of->failing)}};
    *c = (struct jh_dot_chart){.title = jh_say(r->app, r->mem, "report.chart", args, 6),
                               .unit = d->unit,
                               .value = value,
                               .size = size,
                               .tone = tone,
                               .n = n,
                               .line = line,
                               .mean = of->all.mean,
                               .line_label = jh_say(r->app, r->mem, "report.chart_line", args, 6),
                               .mean_label = jh_say(r->app, r->mem, "report.chart_mean", args, 6)};
    add(b, JH_BLOCK_DOTS, NULL)->dots = c;
}

static void charts(struct blocks *b)
{
    const struct jh_balance *s = b->r->b;

    add(b, JH_BLOCK_TEXT, jh_word(b->r, "report.chart_help"));
    for (int k = 0; k < (int)s->pack->nstage; k++)
        for (size_t i = 0; jh_stage_used(s, k) && i < s->nunit_indicator; i++) {
            const struct jh_stage_dispersion *d = jh_dispersion_at(s, i, k);
            if (jh_indicator_at(s, i, k) && (d->failing || d->status == JH_FAIL))
                chart(b, i, k);
        }
}

/* All tables, made in the order of the workbook so that they bear the same numbers. */
struct all_tables {
    struct jh_tables summary, units, dispersion, items, lacking, excluded, settings, sources;
};

static void make_tables(struct jh_report *r, struct all_tables *t)
{
    jh_table_summary(r, &t->summary, false);
    for (int k = 0; k < (int)r->b->pack->nstage; k++)
        if (jh_stage_used(r->b, k))
            jh_table_units(r, k, true, &t->units);
    jh_table_dispersion(r, &t->dispersion);
    jh_table_items(r, &t->items);
    jh_table_lacking(r, &t->lacking);
    jh_table_excluded(r, &t->excluded);
    jh_table_settings(r, &t->settings);
    jh_table_sources(r, &t->sources);
}

static void section(struct blocks *b, const char *id, const struct jh_tables *t)
{
    heading(b, id);
    add_tables(b, t);
}

static void body(struct blocks *b, const struct all_tables *t)
{
    section(b, "report.head.summary", &t->summary);
    section(b, "report.head.dispersion", &t->dispersion);
    charts(b);
    section(b, "report.head.items", &t->items);
    section(b, "report.head.lacking", &t->lacking);
    section(b, "report.head.units", &t->units);
    section(b, "report.head.excluded", &t->excluded);
}

static void method(struct blocks *b, const struct all_tables *t)
{
    static const char *const text[] = {"report.method.value", "report.method.cv",
                                       "report.method.missing", "report.method.gap",
                                       "report.method.rerun"};
    const char *rule = jh_in(b->r, b->r->b->pack->rule_text);

    heading(b, "report.head.method");
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        add(b, JH_BLOCK_TEXT, jh_word(b->r, text[i]));
    if (*rule)
        add(b, JH_BLOCK_TEXT,
            jh_say(b->r->app, b->r->mem, "report.method.rule", &(struct jh_msg_arg){"rule", rule},
                   1));
    add_tables(b, &t->settings);
    add_tables(b, &t->sources);
}

enum jh_status jh_report_pdf(struct jh_report *r, struct jh_buf *out, struct jh_err *reterr)
{
    struct blocks b = {.r = r};
    struct all_tables t = {0};

    make_tables(r, &t);
    cover(&b);
    reasons(&b);
    body(&b, &t);
    method(&b, &t);
    const struct jh_msg_arg run[] = {{"run", jh_arena_strndup(r->mem, r->b->run, 12)}};
    struct jh_document d = {.title = b.block[0].text,
                            .author = "Junheng 均衡",
                            .header = r->subtitle,
                            .footer = jh_say(r->app, r->mem, "report.footer", run, 1),
                            .page_format = jh_word(r, "report.page"),
                            .watermark =
                                r->b->county.synthetic ? jh_word(r, "report.watermark") : NULL,
                            .block = b.block,
                            .nblock = b.n};
    return jh_document_pdf(&d, out, reterr);
}
