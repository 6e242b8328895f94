/* src/app/report/maker.c - tables under construction, and the words in them. */
#include "app/report/work.h"
#include "base/date.h"
#include "base/num.h"
#include <math.h>
#include <string.h>

struct jh_column *jh_make_column(struct jh_maker *m, const char *id, enum jh_column_kind kind)
{
    if (m->ncolumn == m->column_room) {
        size_t room = m->column_room ? 2 * m->column_room : 16;
        m->column = jh_arena_grow(m->r->mem, m->column, m->ncolumn, room, sizeof *m->column);
        m->column_room = room;
    }
    struct jh_column *c = &m->column[m->ncolumn++];
    *c = (struct jh_column){.heading = jh_word(m->r, id), .unit = "", .kind = kind};
    return c;
}

void jh_make_row(struct jh_maker *m)
{
    if (m->nrow == m->row_room) {
        size_t room = m->row_room ? 2 * m->row_room : 32;
        m->field = jh_arena_grow(m->r->mem, m->field, m->nrow * m->ncolumn, room * m->ncolumn,
                                 sizeof *m->field);
        m->row_room = room;
    }
    for (size_t c = 0; c < m->ncolumn; c++)
        m->field[m->nrow * m->ncolumn + c] = (struct jh_field){"", (double)NAN, JH_TONE_PLAIN};
    m->nrow++;
    m->next = 0;
}

static struct jh_field *next_field(struct jh_maker *m)
{
    return &m->field[(m->nrow - 1) * m->ncolumn + m->next++];
}

void jh_make_text(struct jh_maker *m, const char *text)
{
    next_field(m)->text = text ? text : "";
}

void jh_make_number(struct jh_maker *m, double value, enum jh_tone tone)
{
    struct jh_field *f = next_field(m);

    f->value = value;
    f->tone = isfinite(value) ? tone : JH_TONE_WARN;
    f->text = isfinite(value) ? NULL : jh_word(m->r, "report.missing");
}

void jh_make_count(struct jh_maker *m, size_t n)
{
    jh_make_number(m, (double)n, JH_TONE_PLAIN);
}

void jh_make_skip(struct jh_maker *m)
{
    struct jh_field *f = next_field(m);

    f->text = "—";
    f->tone = JH_TONE_MUTED;
}

void jh_make_verdict(struct jh_maker *m, enum jh_verdict v)
{
    struct jh_field *f = next_field(m);

    f->text = jh_verdict_word(m->r, v);
    f->tone = jh_verdict_tone(v);
}

static const char *titled(const struct jh_report *r, const char *number, const char *name)
{
    const struct jh_msg_arg args[] = {{"number", number}, {"name", name}};

    return jh_say(r->app, r->mem, "report.table", args, 2);
}

const char *jh_table_number(struct jh_report *r, const char *name)
{
    r->part = 0;
    return titled(r, jh_arena_printf(r->mem, "%d", ++r->number), name);
}

const char *jh_table_part(struct jh_report *r, const char *name)
{
    if (++r->part == 1)
        r->number++;
    return titled(r, jh_arena_printf(r->mem, "%d-%d", r->number, r->part), name);
}

static const char *count_line(const struct jh_maker *m)
{
    const char *rows = jh_arena_printf(m->r->mem, "%zu", m->nrow);

    return jh_say(m->r->app, m->r->mem, "report.rows", &(struct jh_msg_arg){"rows", rows}, 1);
}

struct jh_table *jh_make_table(struct jh_maker *m, const char *title, int frozen,
                               struct jh_tables *to)
{
    if (to->n == to->room) {
        size_t room = to->room ? 2 * to->room : 16;
        to->table = jh_arena_grow(m->r->mem, to->table, to->n, room, sizeof *to->table);
        to->room = room;
    }
    struct jh_table *t = &to->table[to->n++];
    *t = (struct jh_table){.title = title,
                           .subtitle = m->r->subtitle,
                           .column = m->column,
                           .ncolumn = m->ncolumn,
                           .field = m->field,
                           .nrow = m->nrow,
                           .frozen = frozen,
                           .count_line = count_line(m)};
    return t;
}

void jh_footnotes(struct jh_report *r, struct jh_table *t, const char *const *id, size_t n)
{
    const char **text = jh_new(r->mem, const char *, n + 1);

    for (size_t i = 0; i < n; i++)
        text[i] = jh_word(r, id[i]);
    t->footnote = text;
    t->nfootnote = n;
}

/* Words */

const char *jh_word(const struct jh_report *r, const char *id)
{
    return jh_say(r->app, r->mem, id, NULL, 0);
}

const char *jh_verdict_word(const struct jh_report *r, enum jh_verdict v)
{
    return jh_word(r, v == JH_PASS   ? "report.pass"
                      : v == JH_FAIL ? "report.fail"
                                     : "report.unknown");
}

enum jh_tone jh_verdict_tone(enum jh_verdict v)
{
    return v == JH_PASS ? JH_TONE_GOOD : v == JH_FAIL ? JH_TONE_BAD : JH_TONE_WARN;
}

const char *jh_in(const struct jh_report *r, struct jh_text text)
{
    return jh_tr(r->app, text);
}

const char *jh_stage_title(const struct jh_report *r, int stage)
{
    return stage < 0 ? "" : jh_in(r, r->b->pack->stage[stage].name);
}

/* Does the indicator ask yes or no? */
static bool yes_or_no(const struct jh_indicator *d)
{
    return *d->unit == 0 && d->kind != JH_VALUE;
}

/* A switch of the pack may make "at least" mean "more than". */
static enum jh_compare compare_of(const struct jh_report *r, const struct jh_indicator *d)
{
    if (d->strict_switch < 0 || !(r->b->switches[d->strict_switch].value > 0))
        return d->compare;
    return d->compare == JH_AT_LEAST ? JH_ABOVE : d->compare == JH_AT_MOST ? JH_BELOW : d->compare;
}

const char *jh_requirement(const struct jh_report *r, const struct jh_indicator *d, double line)
{
    static const char *const sign[] = {[JH_AT_LEAST] = "≥",
                                       [JH_AT_MOST] = "≤",
                                       [JH_BELOW] = "<",
                                       [JH_ABOVE] = ">",
                                       [JH_EQUAL] = "="};

    if (d->kind == JH_VETO)
        return jh_word(r, "report.must_not");
    if (yes_or_no(d))
        return jh_word(r, "report.must");
    if (isnan(line)) { /* not known, or it differs from school to school */
        if (!d->line_text || strspn(d->line_text, "0123456789.") != strlen(d->line_text))
            return jh_word(r, "report.by_rule");
        return jh_arena_printf(r->mem, "%s %s %s", sign[compare_of(r, d)], d->line_text, d->unit);
    }
    return jh_arena_printf(r->mem, "%s %s %s", sign[compare_of(r, d)],
                           jh_number_text(r->mem, line, d->decimals), d->unit);
}

/* Decimals with which a value that misses its line does not look like it. */
static int honest_decimals(const struct jh_indicator *d, const struct jh_measure *m)
{
    char value[JH_NUM_TEXT], line[JH_NUM_TEXT];
    int decimals = d->decimals;

    bool apart = m->value < m->line || m->value > m->line;

    for (; m->status == JH_FAIL && apart && decimals < 9; decimals++) {
        jh_num_round(m->value, decimals, value);
        jh_num_round(m->line, decimals, line);
        if (strcmp(value, line) != 0)
            break;
    }
    return decimals;
}

const char *jh_actual(const struct jh_report *r, const struct jh_indicator *d,
                      const struct jh_measure *m)
{
    if (!isfinite(m->value))
        return jh_word(r, "report.missing");
    if (d->kind == JH_VETO || yes_or_no(d))
        return jh_word(r, m->value > 0 ? "report.yes" : "report.no");
    return jh_arena_printf(r->mem, "%s %s", jh_number_text(r->mem, m->value, honest_decimals(d, m)),
                           d->unit);
}

/* Figures that several tables need */

double jh_stage_line(const struct jh_balance *b, size_t i, int stage)
{
    double line = (double)NAN;

    for (size_t u = 0; u < b->nunit; u++) {
        const struct jh_measure *m = &b->unit[u].measure[i];
        if (b->unit[u].stage != stage || b->unit[u].excluded || !m->applies || isnan(m->line))
            continue;
        if (!isnan(line) && (m->line < line || m->line > line))
            return (double)NAN;
        line = m->line;
    }
    return line;
}

bool jh_stage_used(const struct jh_balance *b, int stage)
{
    if (!b->pack->stage[stage].judged)
        return false;
    for (size_t i = 0; i < b->nunit_indicator; i++)
        if (jh_indicator_at(b, i, stage))
            return true;
    return false;
}

struct jh_tally jh_tally_units(const struct jh_balance *b, int stage)
{
    struct jh_tally t = {0};

    for (size_t u = 0; u < b->nunit; u++) {
        if (b->unit[u].stage != stage || b->unit[u].excluded)
            continue;
        t.of++;
        t.pass += b->unit[u].status == JH_PASS;
        t.fail += b->unit[u].status == JH_FAIL;
        t.unknown += b->unit[u].status == JH_UNKNOWN;
    }
    return t;
}

enum jh_verdict jh_tally_verdict(struct jh_tally t)
{
    return t.fail ? JH_FAIL : t.unknown ? JH_UNKNOWN : JH_PASS;
}

void jh_report_begin(struct jh_report *r, const struct jh_app *app, struct jh_arena *mem,
                     const struct jh_balance *b)
{
    char year[JH_YEAR_TEXT];

    *r = (struct jh_report){.app = app, .mem = mem, .b = b};
    jh_school_year_format(b->year, year);
    const struct jh_msg_arg args[] = {
        {"county", b->county.name},
        {"id", b->county.id},
        {"year", year},
        {"pack", jh_in(r, b->pack->title)},
        {"run", jh_arena_strndup(mem, b->run, 12)},
        {"mark", b->county.synthetic ? jh_word(r, "report.synthetic_mark") : ""}};
    r->subtitle = jh_say(app, mem, "report.subtitle", args, 6);
    if (b->map) {
        const struct jh_msg_arg day = {"day", b->map};
        r->subtitle =
            jh_arena_printf(mem, "%s %s", r->subtitle, jh_say(app, mem, "report.map", &day, 1));
    }
    if (b->hidden) {
        const struct jh_msg_arg n = {"n", jh_arena_printf(mem, "%zu", b->hidden)};
        r->subtitle =
            jh_arena_printf(mem, "%s %s", r->subtitle, jh_say(app, mem, "report.hidden", &n, 1));
    }
}
