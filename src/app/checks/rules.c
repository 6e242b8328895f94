/* src/app/checks/rules.c - see rules.h. */
#include "app/checks/rules.h"
#include "base/date.h"
#include "base/msg.h"
#include <math.h>
#include <string.h>

struct jh_rules {
    const struct jh_app *app;
    struct jh_arena *mem;
    const struct jh_pack *pack;
    struct jh_rule_figures figures;
    const struct jh_check **check; /* [n] */
    size_t n;
    int *slot; /* [nslot] slots that any of them needs */
    size_t nslot;
    bool school_sums, asks_last;
    double *slots; /* [pack.nslot] */
    double *units; /* [nunit * pack.nslot] of the school that is looked at */
    size_t nunit;
    struct jh_rule_row row, last; /* what is known now, and of the year before */
    int state;                    /* of the record; -1 */
    long day;
};

static bool item_slot(const struct jh_slot *s)
{
    return s->kind == JH_SLOT_ITEM || s->kind == JH_SLOT_CODE || s->kind == JH_SLOT_LAST;
}

static struct jh_rule_row new_row(struct jh_arena *mem, size_t n)
{
    return (struct jh_rule_row){jh_new(mem, double, n + 1), jh_new(mem, const char *, n + 1),
                                jh_new(mem, size_t, n + 1)};
}

/* Does the check look at a touched item? Marks the slots it needs. */
static bool choose(struct jh_rules *r, const struct jh_check *check, const bool *touched,
                   int *scratch, bool *needed)
{
    size_t n = jh_expr_slots(check->holds, scratch, r->pack->nslot);
    bool active = !touched;

    for (size_t i = 0; i < n; i++) {
        const struct jh_slot *s = &r->pack->slot[scratch[i]];
        active |= touched && item_slot(s) && touched[s->item];
    }
    for (size_t i = 0; i < n && active; i++)
        needed[scratch[i]] = true;
    return active;
}

static enum jh_form_key key_of(const struct jh_rules *r, const char *form)
{
    const struct jh_form *f = jh_pack_form(r->pack, form);
    return f ? f->key : JH_KEY_COUNTY;
}

/* Formulas of outliers.csv and places {last.item} need their slots too. */
static void need_unusual(struct jh_rules *r, int *scratch, bool *needed)
{
    const struct jh_pack *p = r->pack;

    for (size_t i = 0; i < 2 * p->nunusual; i++) {
        const struct jh_unusual *u = &p->unusual[i / 2];
        const struct jh_expr *e = i % 2 ? u->per : u->amount;
        size_t n = e ? jh_expr_slots(e, scratch, p->nslot) : 0;
        for (size_t k = 0; k < n; k++)
            needed[scratch[k]] = true;
        r->school_sums |= e && jh_expr_aggregates(e);
    }
}

struct jh_rules *jh_rules_new(const struct jh_app *app, struct jh_arena *mem,
                              const struct jh_pack *pack, const struct jh_rule_figures *figures,
                              const bool *touched)
{
    struct jh_rules *r = jh_new(mem, struct jh_rules, 1);
    bool *needed = jh_new(mem, bool, pack->nslot + 1);
    int *slots = jh_new(mem, int, pack->nslot + 1);

    *r = (struct jh_rules){.app = app, .mem = mem, .pack = pack, .figures = *figures};
    r->check = jh_new(mem, const struct jh_check *, pack->ncheck + 1);
    for (size_t k = 0; k < pack->ncheck; k++) {
        const struct jh_check *check = &pack->check[k];
        if (!choose(r, check, touched, slots, needed))
            continue;
        r->check[r->n++] = check;
        r->asks_last |= strstr(check->message.zh, "{last.") || strstr(check->message.en, "{last.");
        r->school_sums |=
            key_of(r, check->form) == JH_KEY_SCHOOL && jh_expr_aggregates(check->holds);
    }
    if (!touched)
        need_unusual(r, slots, needed);
    bool record = pack->nform && pack->form[0].key == JH_KEY_RECORD;
    for (size_t i = 0; i < pack->nslot && record; i++)
        needed[i] = true; /* fields that are computed and counts look at others than the rules */
    r->slot = slots;
    for (size_t i = 0; i < pack->nslot; i++)
        if (needed[i]) {
            r->asks_last |= pack->slot[i].kind == JH_SLOT_LAST;
            r->slot[r->nslot++] = (int)i;
        }
    r->slots = jh_new(mem, double, pack->nslot + 1);
    r->units = jh_new(mem, double, (pack->nstage + 1) * (pack->nslot + 1));
    r->row = new_row(mem, pack->nitem);
    r->last = new_row(mem, pack->nitem);
    return r;
}

bool jh_rules_any(const struct jh_rules *r)
{
    return r->n > 0;
}

static void clear(const struct jh_rules *r, struct jh_rule_row *row)
{
    for (size_t i = 0; i < r->pack->nitem; i++) {
        row->value[i] = (double)NAN;
        row->text[i] = NULL;
        row->from[i] = 0;
    }
}

static double item_value(const struct jh_rules *r, const struct jh_slot *s,
                         const struct jh_rule_row *row)
{
    if (r->pack->item[s->item].kind == JH_WORDS)
        return row->text[s->item] && *row->text[s->item] ? 1 : (double)NAN;
    return row->value[s->item];
}

static void fill_slots(struct jh_rules *r, int stage, int year)
{
    const struct jh_pack *p = r->pack;

    for (size_t k = 0; k < r->nslot; k++) {
        int i = r->slot[k];
        const struct jh_slot *slot = &p->slot[i];
        switch (slot->kind) {
        case JH_SLOT_ITEM:
            r->slots[i] = item_value(r, slot, &r->row);
            break;
        case JH_SLOT_CODE:
            r->slots[i] = jh_slot_value(p, slot, r->row.value[slot->item], NULL);
            break;
        case JH_SLOT_STAGE:
            r->slots[i] = slot->index == stage;
            break;
        case JH_SLOT_SWITCH:
            r->slots[i] = p->switches[slot->index].initial;
            break;
        case JH_SLOT_YEAR:
            r->slots[i] = year;
            break;
        case JH_SLOT_LAST:
            r->slots[i] = item_value(r, slot, &r->last);
            break;
        case JH_SLOT_STATE:
            r->slots[i] = slot->index == r->state;
            break;
        case JH_SLOT_DAY:
            r->slots[i] = (double)r->day;
            break;
        }
    }
}

/* County, school and stage over one another. */
static void lay_over(const struct jh_rules *r, struct jh_rule_at at, struct jh_rule_row *row)
{
    const struct jh_rule_figures *f = &r->figures;

    clear(r, row);
    f->lay(f->context, (struct jh_rule_at){-1, -1, at.year}, false, row);
    if (at.school >= 0)
        f->lay(f->context, (struct jh_rule_at){at.school, -1, at.year}, false, row);
    if (at.school >= 0 && at.stage >= 0)
        f->lay(f->context, at, false, row);
}

/* The units of one school in a year as rows of slots. Returns how many. */
static size_t lay_school(struct jh_rules *r, int school, int year, double *cell)
{
    const struct jh_pack *p = r->pack;
    const struct jh_rule_figures *f = &r->figures;
    size_t units = 0;

    for (int stage = 0; stage < (int)p->nstage; stage++) {
        clear(r, &r->row);
        f->lay(f->context, (struct jh_rule_at){school, -1, year}, true, &r->row);
        if (!f->lay(f->context, (struct jh_rule_at){school, stage, year}, true, &r->row))
            continue;
        fill_slots(r, stage, year);
        memcpy(cell + units++ * p->nslot, r->slots, p->nslot * sizeof *cell);
    }
    return units;
}

void jh_rules_lay(struct jh_rules *r, struct jh_rule_at at)
{
    r->nunit = at.school >= 0 && at.stage < 0 && r->school_sums
                   ? lay_school(r, at.school, at.year, r->units)
                   : 0;
    lay_over(r, at, &r->row);
    if (r->asks_last)
        lay_over(r, (struct jh_rule_at){at.school, at.stage, at.year - 1}, &r->last);
    fill_slots(r, at.stage, at.year);
}

double jh_rules_eval(const struct jh_rules *r, const struct jh_expr *e)
{
    const struct jh_expr_table units = {r->nunit, r->pack->nslot, r->units};
    return jh_expr_eval(e, r->slots, r->nunit ? &units : NULL);
}

static void run(struct jh_rules *r, enum jh_form_key key, struct jh_rule_at at,
                const struct jh_expr_table *units)
{
    bool english = strcmp(r->app->language, "en") == 0;

    for (size_t k = 0; k < r->n; k++) {
        const struct jh_check *check = r->check[k];
        if (key_of(r, check->form) != key || (jh_expr_aggregates(check->holds) && !units))
            continue;
        if (at.stage >= 0 && *check->stages &&
            !jh_in_stages(check->stages, r->pack->stage[at.stage].id))
            continue;
        double holds = jh_expr_eval(check->holds, r->slots, units);
        if (isnan(holds) || holds != 0)
            continue;
        JH_CLEANUP(jh_arena_free) struct jh_arena tmp = {0};
        const char *text = english ? check->message.en : check->message.zh;
        r->figures.broken(r->figures.context, check, at, &r->row,
                          jh_rules_say(r, &tmp, text, NULL, 0));
    }
}

void jh_rules_run(struct jh_rules *r, struct jh_rule_at at)
{
    jh_rules_lay(r, at);
    const struct jh_expr_table units = {r->nunit, r->pack->nslot, r->units};
    run(r, at.stage < 0 ? JH_KEY_SCHOOL : JH_KEY_UNIT, at, r->nunit ? &units : NULL);
}

void jh_rules_lay_record(struct jh_rules *r, const struct jh_rule_row *values, int state, long day)
{
    for (size_t i = 0; i < r->pack->nitem; i++) {
        r->row.value[i] = values->value[i];
        r->row.text[i] = values->text[i];
    }
    r->state = state;
    r->day = day;
    fill_slots(r, -1, jh_school_year_of(jh_date_from_days(day)));
}

void jh_rules_run_record(struct jh_rules *r, const struct jh_rule_figures *figures)
{
    r->figures = *figures;
    run(r, JH_KEY_RECORD, (struct jh_rule_at){-1, -1, 0}, NULL);
}

const double *jh_rules_slots(const struct jh_rules *r)
{
    return r->slots;
}

bool jh_rules_county(struct jh_rules *r, int year)
{
    size_t most = r->figures.nschool * r->pack->nstage, n = 0;
    bool some = false;

    for (size_t k = 0; k < r->n; k++)
        some |= key_of(r, r->check[k]->form) == JH_KEY_COUNTY;
    if (!some)
        return true;
    if (most > JH_RULE_UNITS_MOST)
        return false;
    JH_CLEANUP(jh_arena_free) struct jh_arena tmp = {0};
    double *cell = jh_new(&tmp, double, (most + 1) * (r->pack->nslot + 1));
    for (size_t s = 0; s < r->figures.nschool; s++)
        n += lay_school(r, (int)s, year, cell + n * r->pack->nslot);
    const struct jh_expr_table units = {n, r->pack->nslot, cell};
    jh_rules_lay(r, (struct jh_rule_at){-1, -1, year});
    run(r, JH_KEY_COUNTY, (struct jh_rule_at){-1, -1, year}, &units);
    return true;
}

static void say_place(const struct jh_rules *r, struct jh_arena *mem, const char *id,
                      const struct jh_msg_arg *more, size_t n, struct jh_buf *out)
{
    bool last = strncmp(id, "last.", 5) == 0;
    const struct jh_rule_row *row = last ? &r->last : &r->row;

    for (size_t i = 0; i < n; i++)
        if (strcmp(more[i].name, id) == 0) {
            jh_buf_adds(out, more[i].value);
            return;
        }
    const struct jh_item *item = jh_pack_item(r->pack, last ? id + 5 : id);
    if (item)
        jh_buf_adds(out, jh_item_shown(r->app, mem, item, row->value[item - r->pack->item],
                                       row->text[item - r->pack->item]));
}

const char *jh_rules_say(struct jh_rules *r, struct jh_arena *mem, const char *text,
                         const struct jh_msg_arg *more, size_t n)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(16 * 1024);

    for (const char *open; (open = strchr(text, '{')) != NULL;) {
        const char *close = strchr(open, '}');
        if (!close)
            break;
        jh_buf_add(&out, text, (size_t)(open - text));
        say_place(r, mem, jh_arena_strndup(mem, open + 1, (size_t)(close - open - 1)), more, n,
                  &out);
        text = close + 1;
    }
    jh_buf_adds(&out, text);
    return jh_arena_strdup(mem, out.data ? out.data : "");
}
