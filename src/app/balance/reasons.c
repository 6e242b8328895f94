/* src/app/balance/reasons.c - the reasons of a verdict as sentences. */
#include "app/balance/work.h"
#include "base/msg.h"
#include <math.h>
#include <string.h>

enum { NAMES = 3 }; /* schools named in a sentence; the list beside it is complete */

static const char *count_text(struct jh_arena *mem, size_t n)
{
    return jh_arena_printf(mem, "%zu", n);
}

static const char *names(const struct jh_year *y, const struct jh_reason *r)
{
    const struct jh_app *app = y->scene->app;
    struct jh_buf out = JH_BUF(1 << 16);
    size_t named = 0;

    for (size_t i = 0; i < r->nschool && named < NAMES; i++) {
        if (!jh_seen(y->b, r->school[i]))
            continue;
        if (named++)
            jh_msg(&out, app->language, "balance.and", NULL, 0);
        jh_buf_adds(&out, y->b->school[r->school[i]].name);
    }
    if (r->nschool > named)
        jh_msg(&out, app->language, named ? "balance.and_others" : "balance.not_named", NULL, 0);
    const char *text = jh_arena_strndup(y->scene->mem, out.data ? out.data : "", out.len);
    jh_buf_release(&out);
    return text;
}

static const char *stage_name(const struct jh_year *y, int stage)
{
    return stage < 0 ? "" : jh_tr(y->scene->app, y->b->pack->stage[stage].name);
}

static size_t counted_units(const struct jh_year *y, int stage)
{
    size_t n = 0;

    for (size_t u = y->first_unit[stage]; u < y->first_unit[stage + 1]; u++)
        n += !y->b->unit[u].excluded;
    return n;
}

static const char *schools_text(const struct jh_year *y, const struct jh_reason *r)
{
    struct jh_arena *mem = y->scene->mem;
    const char *rule = jh_tr(y->scene->app, y->b->pack->rule_text);
    const struct jh_msg_arg args[] = {{"stage", stage_name(y, r->stage)},
                                      {"of", count_text(mem, counted_units(y, r->stage))},
                                      {"count", count_text(mem, r->nschool)},
                                      {"rule", rule},
                                      {"names", names(y, r)}};
    const char *id = r->status == JH_UNKNOWN ? "balance.reason.schools_missing"
                     : *rule                 ? "balance.reason.schools"
                                             : "balance.reason.schools_any";
    return jh_say(y->scene->app, mem, id, args, 5);
}

static const struct jh_stage_dispersion *dispersion_of(const struct jh_year *y,
                                                       const struct jh_reason *r)
{
    size_t i = 0;

    while (jh_scene_at(y->scene, i, r->stage) != r->indicator)
        i++;
    return jh_dispersion_at(y->b, i, r->stage);
}

/* As many decimals as it takes to see that the coefficient is over its limit, at least three. */
static const char *over_text(struct jh_arena *mem, double cv, double limit)
{
    int decimals = 3;

    while (decimals < 9 && cv - limit < 0.5 * pow(10, -decimals))
        decimals++;
    return jh_number_text(mem, cv, decimals);
}

static const char *cv_text(const struct jh_year *y, const struct jh_reason *r)
{
    struct jh_arena *mem = y->scene->mem;
    const struct jh_stage_dispersion *d = dispersion_of(y, r);
    const struct jh_msg_arg args[] = {{"stage", stage_name(y, r->stage)},
                                      {"name", jh_tr(y->scene->app, r->indicator->name)},
                                      {"cv", over_text(mem, d->all.cv, d->limit)},
                                      {"limit", jh_number_text(mem, d->limit, 2)},
                                      {"have", count_text(mem, d->have)},
                                      {"of", count_text(mem, d->of)},
                                      {"names", names(y, r)}};
    const char *id = r->status == JH_FAIL ? "balance.reason.cv"
                     : d->of == 0         ? "balance.reason.cv_nobody"
                     : d->have < d->of    ? "balance.reason.cv_missing"
                                          : "balance.reason.cv_zero";
    return jh_say(y->scene->app, mem, id, args, 7);
}

static const char *composite_text(const struct jh_year *y, const struct jh_reason *r)
{
    struct jh_arena *mem = y->scene->mem;
    double limit = y->b->pack->composite_limit[r->stage];
    const struct jh_msg_arg args[] = {
        {"stage", stage_name(y, r->stage)},
        {"cv", r->status == JH_FAIL ? over_text(mem, y->b->composite[r->stage], limit) : "—"},
        {"limit", jh_number_text(mem, limit, 2)}};

    return jh_say(y->scene->app, mem,
                  r->status == JH_FAIL ? "balance.reason.composite"
                                       : "balance.reason.composite_missing",
                  args, 3);
}

/* The reason was made from one of them, so it is there. */
static const struct jh_county_indicator *other_of(const struct jh_year *y,
                                                  const struct jh_indicator *d)
{
    size_t i = 0;

    while (y->b->other[i].indicator != d)
        i++;
    return &y->b->other[i];
}

static const char *other_id(const struct jh_reason *r, const struct jh_county_indicator *o)
{
    if (o->school)
        return r->status == JH_FAIL ? "balance.reason.school_level"
                                    : "balance.reason.school_level_missing";
    if (r->status == JH_UNKNOWN)
        return "balance.reason.county_missing";
    if (r->indicator->kind == JH_VETO)
        return "balance.reason.veto";
    if (r->indicator->kind == JH_ENTRY && r->indicator->gap_unit[0] == 0)
        return "balance.reason.entry";
    if (r->indicator->kind == JH_DOCUMENT)
        return "balance.reason.document";
    return "balance.reason.county";
}

static const char *other_text(const struct jh_year *y, const struct jh_reason *r)
{
    struct jh_arena *mem = y->scene->mem;
    const struct jh_app *app = y->scene->app;
    const struct jh_indicator *d = r->indicator;
    const struct jh_county_indicator *o = other_of(y, d);
    if (!o) /* cannot be: each such reason was made from one of them */
        return "";
    const char *gap = jh_gap_text(app, mem, d, o->school ? 0 : o->county.gap);
    enum jh_compare compare = jh_compare_of(y->scene, d);
    char sign[32];

    snprintf(sign, sizeof sign, "balance.sign.%s",
             compare == JH_AT_LEAST  ? "at_least"
             : compare == JH_AT_MOST ? "at_most"
             : compare == JH_BELOW   ? "below"
             : compare == JH_ABOVE   ? "above"
                                     : "equal");
    const struct jh_msg_arg args[] = {
        {"stage", stage_name(y, r->stage)},
        {"name", jh_tr(app, d->name)},
        {"value", jh_number_text(mem, o->county.value, d->decimals)},
        {"line", jh_number_text(mem, o->county.line, d->decimals)},
        {"unit", d->unit},
        {"sign", jh_say(app, mem, sign, NULL, 0)},
        {"gap",
         *gap ? jh_arena_printf(mem, "%s%s", jh_say(app, mem, "balance.comma", NULL, 0), gap) : ""},
        {"of", count_text(mem, o->of)},
        {"count", count_text(mem, r->nschool)},
        {"names", names(y, r)}};
    return jh_say(app, mem, other_id(r, o), args, sizeof args / sizeof *args);
}

void jh_year_reasons(struct jh_year *y)
{
    for (size_t i = 0; i < y->b->nreason; i++) {
        struct jh_reason *r = &y->reason[i];
        if (!r->indicator)
            r->text = r->school ? schools_text(y, r) : composite_text(y, r);
        else if (r->indicator->level == JH_LEVEL_UNIT)
            r->text = cv_text(y, r);
        else
            r->text = other_text(y, r);
    }
}
