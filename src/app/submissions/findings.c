/* src/app/submissions/findings.c - the pack's rules over the draft: committed facts below it, last
 * year's beside it. */
#include "app/submissions/inside.h"

const char *jh_reason_key(struct jh_arena *mem, const char *rule, const char *stage,
                          const char *item)
{
    return jh_arena_printf(mem, "%s|%s|%s", rule, stage, item);
}

static void put(struct jh_draft *d, struct jh_rule_at at, const struct jh_rule_row *to)
{
    for (size_t i = 0; i < d->pack->nitem; i++) {
        const struct jh_draft_cell *c = jh_draft_at(d, at.stage, i);
        if (!c->now.some)
            continue;
        to->value[i] = c->now.value;
        to->text[i] = c->now.text;
        to->from[i] = c->asked;
    }
}

/* Committed facts of the county or, of years before, of the school. */
static bool put_facts(const struct jh_draft *d, struct jh_rule_at at, const struct jh_rule_row *to)
{
    int org = at.school < 0 ? d->facts.county : d->org;
    const struct jh_fact_row *row =
        org < 0 ? NULL : jh_facts_row(&d->facts, org, at.year, at.stage);

    for (size_t i = 0; row && i < d->pack->nitem; i++) {
        if (!row->source[i])
            continue;
        to->value[i] = row->value[i];
        to->text[i] = row->text ? row->text[i] : NULL;
    }
    return row != NULL;
}

static bool lay(void *context, struct jh_rule_at at, bool summed, const struct jh_rule_row *to)
{
    struct jh_draft *d = context;

    (void)summed;
    if (at.school < 0 || at.year != d->round.year)
        return put_facts(d, at, to);
    if (at.stage >= 0 && !d->stage[at.stage])
        return false;
    put(d, at, to);
    return true;
}

static const char *reason_of(struct jh_draft *d, json_t *reasons, const char *rule,
                             const char *stage, const char *item)
{
    const char *text =
        json_string_value(json_object_get(reasons, jh_reason_key(d->mem, rule, stage, item)));
    return text ? jh_arena_strdup(d->mem, text) : "";
}

static void add(struct jh_draft *d, struct jh_draft_finding f)
{
    d->finding =
        jh_arena_room(d->mem, d->finding, d->nfinding, &d->finding_room, sizeof *d->finding);
    d->finding[d->nfinding++] = f;
    d->count[f.grade]++;
}

/* The first of the rule's cells that is asked here; -1: nothing here is to blame. */
static int blamed(const struct jh_draft *d, const struct jh_check *check,
                  const struct jh_rule_row *row)
{
    int found = -1;

    for (const char *cell = check->cells; *cell;) {
        size_t n = strcspn(cell, " ");
        const struct jh_item *item = jh_pack_item(d->pack, jh_arena_strndup(d->mem, cell, n));
        if (item && row->from[item - d->pack->item] && found < 0)
            found = (int)(item - d->pack->item);
        cell += n + (cell[n] == ' ');
    }
    return found;
}

static void broken(void *context, const struct jh_check *check, struct jh_rule_at at,
                   const struct jh_rule_row *row, const char *sentence)
{
    struct jh_draft *d = context;
    int item = blamed(d, check, row);

    if (item < 0)
        return;
    add(d, (struct jh_draft_finding){
               .rule = check->id,
               .text = jh_arena_strdup(d->mem, sentence),
               .title = jh_rule_title(d->app, d->mem, d->pack, jh_tr(d->app, check->message)),
               .way_out = jh_tr(d->app, check->way_out),
               .mark = check->mark,
               .source = check->source,
               .cells = check->cells,
               .grade = check->grade,
               .stage = at.stage,
               .item = item});
}

static void blank(struct jh_draft *d, int stage, size_t i)
{
    const struct jh_item *item = &d->pack->item[i];
    const struct jh_msg_arg args[] = {{"item", jh_tr(d->app, item->name)}};

    add(d, (struct jh_draft_finding){
               .rule = "import.required_blank",
               .text = jh_say(d->app, d->mem, "import.required_blank", args, 1),
               .title = jh_say(d->app, d->mem, "import.required_blank.title", NULL, 0),
               .way_out = jh_say(d->app, d->mem, "import.required_blank.way_out", NULL, 0),
               .mark = "",
               .source = item->source,
               .cells = item->id,
               .grade = JH_GRADE_EXPLAIN,
               .stage = stage,
               .item = (int)i});
}

static void blanks(struct jh_draft *d)
{
    for (int stage = -1; stage < (int)d->pack->nstage; stage++)
        for (size_t i = 0; i < d->pack->nitem; i++) {
            const struct jh_draft_cell *c = jh_draft_at(d, stage, i);
            if (c->asked && !c->sum && d->pack->item[i].required && !c->now.some)
                blank(d, stage, i);
        }
}

static void explain(struct jh_draft *d)
{
    json_t *reasons = json_loads(d->sub.reasons, 0, NULL);

    d->unexplained = 0;
    for (size_t i = 0; i < d->nfinding; i++) {
        struct jh_draft_finding *f = &d->finding[i];
        f->reason = reason_of(d, reasons, f->rule, jh_draft_stage(d, f->stage),
                              f->item < 0 ? "" : d->pack->item[f->item].id);
        d->unexplained += f->grade == JH_GRADE_EXPLAIN && !*f->reason;
    }
    json_decref(reasons);
}

enum jh_status jh_draft_check(struct jh_draft *d, struct jh_err *reterr)
{
    const struct jh_rule_figures figures = {d, 1, lay, broken};
    bool *touched = jh_new(d->mem, bool, d->pack->nitem + 1);

    (void)reterr;
    d->nfinding = 0;
    memset(d->count, 0, sizeof d->count);
    for (int stage = -1; stage < (int)d->pack->nstage; stage++)
        for (size_t i = 0; i < d->pack->nitem; i++)
            touched[i] |= jh_draft_at(d, stage, i)->asked;
    struct jh_rules *r = jh_rules_new(d->app, d->mem, d->pack, &figures, touched);
    if (jh_rules_any(r)) {
        jh_rules_run(r, (struct jh_rule_at){0, -1, d->round.year});
        for (int s = 0; s < (int)d->pack->nstage; s++)
            if (d->stage[s])
                jh_rules_run(r, (struct jh_rule_at){0, s, d->round.year});
    }
    blanks(d);
    explain(d);
    return JH_OK;
}
