/* src/app/balance/screen_school.c - one school on a terminal; and a province, a line a county. */
#include "app/balance/screen.h"
#include "base/date.h"
#include "output/width.h"
#include <math.h>
#include <string.h>

static void unit_row(struct jh_screen *s, const struct jh_year *y, const struct jh_unit *u,
                     size_t i)
{
    const struct jh_indicator *d = jh_scene_at(y->scene, i, u->stage);
    const struct jh_measure *m = &u->measure[i];

    jh_screen_put(s, jh_tr(s->app, y->b->pack->stage[u->stage].name), JH_TONE_PLAIN);
    jh_screen_put(s, jh_tr(s->app, d->name), JH_TONE_PLAIN);
    jh_screen_put(s, d->unit, JH_TONE_MUTED);
    jh_screen_number(s, m->value, d->decimals, JH_TONE_PLAIN);
    jh_screen_number(s, m->line, d->decimals, JH_TONE_PLAIN);
    jh_screen_number(s, jh_dispersion_at(y->b, i, u->stage)->all.mean, d->decimals, JH_TONE_MUTED);
    jh_screen_put(s,
                  m->applies ? jh_screen_verdict(s->app, s->mem, m->status)
                             : jh_say(s->app, s->mem, "balance.screen.not_asked", NULL, 0),
                  m->applies ? jh_screen_tone_of(m->status) : JH_TONE_MUTED);
    jh_screen_put(s, jh_gap_text(s->app, s->mem, d, m->gap), JH_TONE_PLAIN);
}

static void other_row(struct jh_screen *s, const struct jh_year *y,
                      const struct jh_county_indicator *o, int school)
{
    const struct jh_measure *m = &o->school[school];

    if (!m->applies)
        return;
    jh_screen_put(s, "", JH_TONE_PLAIN);
    jh_screen_put(s, jh_tr(s->app, o->indicator->name), JH_TONE_PLAIN);
    jh_screen_put(s, o->indicator->unit, JH_TONE_MUTED);
    jh_screen_number(s, m->value, o->indicator->decimals, JH_TONE_PLAIN);
    jh_screen_number(s, m->line, o->indicator->decimals, JH_TONE_PLAIN);
    jh_screen_put(s, "", JH_TONE_PLAIN);
    jh_screen_put(s, jh_screen_verdict(s->app, s->mem, m->status), jh_screen_tone_of(m->status));
    jh_screen_put(s, jh_gap_text(s->app, s->mem, o->indicator, m->gap), JH_TONE_PLAIN);
    (void)y;
}

static void head(const struct jh_year *y, const struct jh_app *app, struct jh_arena *mem,
                 int school, struct jh_buf *out)
{
    const struct jh_school *s = &y->b->school[school];
    char year[JH_YEAR_TEXT];

    jh_school_year_format(y->year, year);
    const struct jh_msg_arg args[] = {
        {"school", s->name},        {"code", s->code}, {"type", s->type_name},
        {"locale", s->locale_name}, {"year", year},    {"pack", jh_tr(app, y->b->pack->title)}};
    jh_buf_adds(out, jh_say(app, mem, "balance.screen.school_head", args, 6));
    jh_buf_addc(out, '\n');
    for (size_t u = 0; u < y->b->nunit; u++) {
        const struct jh_unit *unit = &y->b->unit[u];
        if (unit->school == school && unit->excluded)
            jh_buf_addf(out, "%s: %s\n", jh_tr(app, y->b->pack->stage[unit->stage].name),
                        jh_tr(app, unit->excluded->reason));
    }
    jh_buf_addc(out, '\n');
}

enum jh_status jh_app_school_text(const struct jh_app *app, const struct jh_ask *ask,
                                  const char *school, const struct jh_text_style *style,
                                  struct jh_buf *out, struct jh_err *reterr)
{
    static const char *const column[] = {"balance.screen.stage",  "balance.screen.indicator",
                                         "balance.screen.unit",   "balance.screen.value",
                                         "balance.screen.line",   "balance.screen.mean",
                                         "balance.screen.status", "balance.screen.gap"};
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_scene scene;
    struct jh_year y;
    struct jh_screen s;
    int year, at;

    JH_TRY(jh_scene_load(app, &mem, ask, &scene, reterr));
    JH_TRY(jh_scene_year(&scene, ask->year, &year, reterr));
    JH_TRY(jh_year_make(&scene, year, true, &y, reterr));
    JH_TRY(jh_need_school(y.b, school, &at, reterr));
    jh_screen_start(&s, app, &mem, 8);
    for (size_t k = 0; k < 8; k++)
        jh_screen_column(&s, column[k], k >= 3 && k <= 5);
    for (size_t u = 0; u < y.b->nunit; u++)
        for (size_t i = 0; y.b->unit[u].school == at && i < y.b->nunit_indicator; i++)
            if (jh_scene_at(&scene, i, y.b->unit[u].stage))
                unit_row(&s, &y, &y.b->unit[u], i);
    for (size_t i = 0; i < y.b->nother; i++)
        if (y.b->other[i].school)
            other_row(&s, &y, &y.b->other[i], at);
    if (!style->csv)
        head(&y, app, &mem, at, out);
    JH_TRY(jh_screen_end(&s, style, out, reterr));
    return jh_buf_check(out, reterr);
}

struct line { /* of a province: one county's result in short */
    const struct jh_county *county;
    int year, units, passed, over, failing;
    bool data;
    enum jh_verdict verdict;
};

static enum jh_status work_out(const struct jh_app *app, const struct jh_ask *ask,
                               const struct jh_county *county, struct line *ret,
                               struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_ask own = *ask;
    struct jh_balance b;

    *ret = (struct line){.county = county, .verdict = JH_UNKNOWN};
    own.county = county->id;
    enum jh_status status = jh_app_balance(app, &mem, &own, &b, reterr);
    if (status == JH_E_NOTFOUND && strcmp(reterr->id, "balance.no_year") == 0)
        return JH_OK;
    JH_TRY(status);
    ret->data = true;
    ret->year = b.year;
    ret->verdict = b.verdict;
    for (size_t u = 0; u < b.nunit; u++) {
        ret->units += !b.unit[u].excluded;
        ret->passed += !b.unit[u].excluded && b.unit[u].status == JH_PASS;
    }
    for (size_t i = 0; i < b.nreason; i++) {
        ret->failing += b.reason[i].status == JH_FAIL;
        ret->over += b.reason[i].status == JH_FAIL && b.reason[i].kind == JH_REASON_CV;
    }
    return JH_OK;
}

static void json_line(const struct line *l, bool first, struct jh_buf *out)
{
    struct jh_json j;

    jh_buf_adds(out, first ? "[\n" : ",\n");
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_put_county(&j, "county", l->county);
    if (l->data)
        jh_json_int(&j, "year", l->year);
    else
        jh_json_null(&j, "year");
    jh_json_str(&j, "verdict", l->data ? jh_verdict_id(l->verdict) : NULL);
    jh_json_int(&j, "units", l->units);
    jh_json_int(&j, "passed", l->passed);
    jh_json_int(&j, "cv_over", l->over);
    jh_json_int(&j, "reasons", l->failing);
    jh_json_end(&j);
}

/* A name in 24 columns of the screen, then the figures: each line stands by itself. */
static void text_line(const struct jh_app *app, const struct line *l, bool csv, bool colour,
                      struct jh_buf *out)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *verdict = l->data ? jh_screen_verdict(app, &mem, l->verdict)
                                  : jh_say(app, &mem, "balance.screen.no_data", NULL, 0);

    if (csv) {
        jh_buf_addf(out, "%s,\"", l->county->id);
        for (const char *c = l->county->name; *c; c++)
            jh_buf_adds(out, *c == '"' ? "\"\"" : (char[]){*c, 0});
        jh_buf_addf(out, "\",%d,%s,%d,%d,%d,%d\r\n", l->year, verdict, l->passed, l->units, l->over,
                    l->failing);
        return;
    }
    jh_buf_addf(out, "%s  %4d  %4d/%-4d  %12d  %7d  ", l->county->id, l->year, l->passed, l->units,
                l->over, l->failing);
    jh_screen_tone(out, verdict, jh_screen_tone_of(l->verdict), colour);
    for (size_t w = (size_t)jh_display_width(verdict); w < 10; w++)
        jh_buf_addc(out, ' ');
    jh_buf_addf(out, "%s\n", l->county->name);
}

struct stream {
    void (*line)(void *context, const char *text, size_t n);
    void *context;
    struct jh_buf buf;
};

static void flush(struct stream *s)
{
    if (s->buf.len)
        s->line(s->context, s->buf.data, s->buf.len);
    jh_buf_clear(&s->buf);
}

static void opening(const struct jh_app *app, const struct jh_text_style *style, bool json,
                    struct stream *s)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};

    if (json)
        return;
    if (style->csv)
        jh_buf_adds(&s->buf, "\xEF\xBB\xBF");
    jh_buf_adds(&s->buf,
                jh_say(app, &mem,
                       style->csv ? "balance.screen.province_csv" : "balance.screen.province", NULL,
                       0));
    jh_buf_adds(&s->buf, style->csv ? "\r\n" : "\n");
    flush(s);
}

static void closing(const struct jh_app *app, const struct jh_text_style *style, bool json,
                    const int *by, size_t n, struct stream *s)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const struct jh_msg_arg args[] = {{"of", jh_arena_printf(&mem, "%zu", n)},
                                      {"pass", jh_arena_printf(&mem, "%d", by[JH_PASS])},
                                      {"fail", jh_arena_printf(&mem, "%d", by[JH_FAIL])},
                                      {"unknown", jh_arena_printf(&mem, "%d", by[JH_UNKNOWN])}};

    if (json)
        jh_buf_adds(&s->buf, n ? "\n]\n" : "[]\n");
    else if (!style->csv)
        jh_buf_addf(&s->buf, "%s\n", jh_say(app, &mem, "balance.screen.province_total", args, 4));
    flush(s);
}

enum jh_status jh_app_province_text(const struct jh_app *app, const struct jh_ask *ask,
                                    const struct jh_text_style *style, bool json,
                                    void (*line)(void *context, const char *text, size_t n),
                                    void *context, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct stream s = {line, context, JH_BUF(1 << 20)};
    struct jh_county *county;
    int by[3] = {0};
    size_t n;

    JH_TRY(jh_store_counties(app->store, &mem, &county, &n, reterr));
    opening(app, style, json, &s);
    for (size_t i = 0; i < n; i++) {
        struct line l;
        enum jh_status status = work_out(app, ask, &county[i], &l, reterr);
        if (status != JH_OK) {
            jh_buf_release(&s.buf);
            return status;
        }
        by[l.verdict]++;
        if (json)
            json_line(&l, i == 0, &s.buf);
        else
            text_line(app, &l, style->csv, style->colour, &s.buf);
        flush(&s);
    }
    closing(app, style, json, by, n, &s);
    jh_buf_release(&s.buf);
    return JH_OK;
}
