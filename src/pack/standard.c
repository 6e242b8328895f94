/* src/pack/standard.c - switches.csv and indicators.csv. */
#include "pack/read.h"
#include "base/num.h"
#include <math.h>
#include <string.h>

static const char *const switch_columns[] = {"id",      "title_zh", "title_en", "note_zh",
                                             "note_en", "initial",  "choices*", "min*",
                                             "max*",    "mark",     "source",   NULL};
static const char *const indicator_columns[] = {
    "id",       "group",     "no",         "stage*", "name_zh",   "name_en",   "kind",
    "level",    "amount",    "per*",       "scale*", "line",      "compare",   "strict*",
    "applies*", "cv_limit*", "composite*", "unit*",  "gap_unit*", "decimals*", "gap_decimals*",
    "mark",     "note_zh*",  "note_en*",   "source", NULL};

/* One of "1:计入:count them". */
static void read_choice(struct jh_draft *d, const struct jh_table *t, size_t row, const char *text,
                        struct jh_choice *c)
{
    const char *zh = strchr(text, ':'), *en = zh ? strchr(zh + 1, ':') : NULL;

    *c = (struct jh_choice){0, {"", ""}};
    if (!en || !jh_num_parse(text, (size_t)(zh - text), &c->value)) {
        jh_fault(d->faults, jh_cell_place(t, row, "choices"), text, "pack.bad_switch",
                 "a choice is VALUE:Chinese:English");
        return;
    }
    c->label.zh = jh_arena_strndup(d->mem, zh + 1, (size_t)(en - zh) - 1);
    c->label.en = en + 1;
    if (!*c->label.zh || !*c->label.en)
        jh_fault(d->faults, jh_cell_place(t, row, "choices"), text, "pack.missing_translation",
                 "a choice has a label in both languages");
}

static bool offered(const struct jh_switch *s, double value)
{
    for (size_t i = 0; i < s->nchoice; i++)
        if (s->choice[i].value == value)
            return true;
    return s->nchoice == 0 && value >= s->min && value <= s->max;
}

static void read_switch(struct jh_draft *d, const struct jh_table *t, size_t row,
                        struct jh_switch *s)
{
    const char *const *part = jh_cell_list(d, t, row, "choices", &s->nchoice);
    struct jh_choice *choice = jh_new(d->mem, struct jh_choice, s->nchoice + 1);

    s->id = jh_cell_id(d, t, row);
    s->title = jh_cell_text(d, t, row, "title", true);
    s->note = jh_cell_text(d, t, row, "note", true);
    s->initial = jh_cell_number(d, t, row, "initial", (double)NAN);
    s->min = jh_cell_number(d, t, row, "min", (double)NAN);
    s->max = jh_cell_number(d, t, row, "max", (double)NAN);
    for (size_t i = 0; i < s->nchoice; i++)
        read_choice(d, t, row, part[i], &choice[i]);
    s->choice = choice;
    s->mark = jh_cell_mark(d, t, row);
    s->source = jh_cell(t, row, "source");
    if (s->nchoice == 0 && !(s->min < s->max))
        jh_fault(d->faults, jh_cell_place(t, row, "min"), jh_cell(t, row, "min"), "pack.bad_switch",
                 "a switch has choices, or a minimum below a maximum");
    else if (!offered(s, s->initial))
        jh_fault(d->faults, jh_cell_place(t, row, "initial"), jh_cell(t, row, "initial"),
                 "pack.bad_switch", "the initial value is not offered");
}

static void read_switches(struct jh_draft *d)
{
    struct jh_pack *p = d->pack;
    struct jh_table *t = &d->switches;

    d->switches_list = jh_new(d->mem, struct jh_switch, t->csv.n + 1);
    p->switches = d->switches_list;
    for (size_t row = 0; row < t->csv.n; row++) {
        struct jh_switch *s = &d->switches_list[row];
        read_switch(d, t, row, s);
        if (jh_pack_switch(p, s->id))
            jh_fault(d->faults, jh_cell_place(t, row, "id"), s->id, "pack.duplicate_id",
                     "a switch of this id exists");
        p->nswitch++;
    }
}

static bool group_known(const struct jh_pack *p, const char *id)
{
    for (size_t i = 0; i < p->ngroup; i++)
        if (strcmp(p->group[i].id, id) == 0)
            return true;
    return false;
}

static void read_kind(struct jh_draft *d, const struct jh_table *t, size_t row,
                      struct jh_indicator *i)
{
    static const char *const kinds[] = {"value", "document", "survey", "veto", "entry", NULL};
    static const char *const levels[] = {"unit", "school", "county", NULL};
    static const char *const compares[] = {"at_least", "at_most", "below", "above", "equal", NULL};
    const char *strict = jh_cell(t, row, "strict");

    i->kind = (enum jh_indicator_kind)jh_cell_choice(d, t, row, "kind", kinds);
    i->level = (enum jh_level)jh_cell_choice(d, t, row, "level", levels);
    i->compare = (enum jh_compare)jh_cell_choice(d, t, row, "compare", compares);
    i->strict_switch = -1;
    if (*strict) {
        const struct jh_switch *s = jh_pack_switch(d->pack, strict);
        if (s)
            i->strict_switch = (int)(s - d->pack->switches);
        else
            jh_fault(d->faults, jh_cell_place(t, row, "strict"), strict, "pack.unknown_switch",
                     "no such switch");
    }
}

static void read_numbers(struct jh_draft *d, const struct jh_table *t, size_t row,
                         struct jh_indicator *i)
{
    i->no = jh_cell_integer(d, t, row, "no", 0, 1, 9999);
    i->scale = jh_cell_number(d, t, row, "scale", 1);
    i->cv_limit = jh_cell_number(d, t, row, "cv_limit", (double)NAN);
    i->in_composite = jh_cell_yes(d, t, row, "composite");
    i->decimals = jh_cell_integer(d, t, row, "decimals", 2, 0, 9);
    i->gap_decimals = jh_cell_integer(d, t, row, "gap_decimals", 0, 0, 9);
    if (!(i->scale > 0))
        jh_fault(d->faults, jh_cell_place(t, row, "scale"), jh_cell(t, row, "scale"),
                 "pack.bad_number", "the scale is above 0");
    if (i->cv_limit <= 0)
        jh_fault(d->faults, jh_cell_place(t, row, "cv_limit"), jh_cell(t, row, "cv_limit"),
                 "pack.bad_number", "the limit is above 0");
    if ((!isnan(i->cv_limit) || i->in_composite) && i->level != JH_LEVEL_UNIT)
        jh_fault(d->faults, jh_cell_place(t, row, "level"), jh_cell(t, row, "level"),
                 "pack.bad_choice", "dispersion is for indicators of level unit");
}

static void read_indicator(struct jh_draft *d, const struct jh_table *t, size_t row,
                           struct jh_indicator *i)
{
    i->id = jh_cell_id(d, t, row);
    i->group = jh_cell(t, row, "group");
    i->stage = jh_cell(t, row, "stage");
    i->name = jh_cell_text(d, t, row, "name", true);
    i->note = jh_cell_text(d, t, row, "note", false);
    i->amount_text = jh_cell(t, row, "amount");
    i->per_text = jh_cell(t, row, "per");
    i->line_text = jh_cell(t, row, "line");
    i->applies_text = jh_cell(t, row, "applies");
    i->unit = jh_cell(t, row, "unit");
    i->gap_unit = jh_cell(t, row, "gap_unit");
    i->mark = jh_cell_mark(d, t, row);
    i->source = jh_cell(t, row, "source");
    read_kind(d, t, row, i);
    read_numbers(d, t, row, i);
    if (!group_known(d->pack, i->group))
        jh_fault(d->faults, jh_cell_place(t, row, "group"), i->group, "pack.unknown_group",
                 "no such group in pack.json");
    if (*i->stage && jh_pack_stage(d->pack, i->stage) < 0)
        jh_fault(d->faults, jh_cell_place(t, row, "stage"), i->stage, "pack.unknown_stage",
                 "no such stage");
}

static void read_indicators(struct jh_draft *d)
{
    struct jh_pack *p = d->pack;
    struct jh_table *t = &d->indicators;

    d->indicator = jh_new(d->mem, struct jh_indicator, t->csv.n + 1);
    p->indicator = d->indicator;
    for (size_t row = 0; row < t->csv.n; row++) {
        struct jh_indicator *i = &d->indicator[row];
        read_indicator(d, t, row, i);
        if (jh_pack_indicator(p, i->id, i->stage))
            jh_fault(d->faults, jh_cell_place(t, row, "id"), i->id, "pack.duplicate_id",
                     "an indicator of this id and stage exists");
        p->nindicator++;
    }
}

void jh_open_standard(struct jh_draft *d)
{
    jh_table_open(d, "switches.csv", switch_columns, &d->switches);
    jh_table_open(d, "indicators.csv", indicator_columns, &d->indicators);
}

void jh_read_standard(struct jh_draft *d)
{
    read_switches(d);
    read_indicators(d);
}
