/* src/app/balance/steps.c - what was done on the way to a value, in sentences. */
#include "app/balance/explain.h"
#include <math.h>
#include <string.h>

enum { SLOTS_MOST = 256 };

void jh_explain_step(struct jh_explain *e, const char *text)
{
    for (size_t i = 0; i < e->nstep; i++)
        if (strcmp(e->step[i], text) == 0)
            return;
    if (e->nstep == e->step_room) {
        size_t room = e->step_room ? 2 * e->step_room : 16;
        e->step = jh_arena_grow(e->mem, e->step, e->nstep, room, sizeof *e->step);
        e->step_room = room;
    }
    e->step[e->nstep++] = text;
}

static const char *say(const struct jh_explain *e, const char *id, const struct jh_msg_arg *args,
                       size_t n)
{
    return jh_say(e->show->scene.app, e->mem, id, args, n);
}

/* "小学 320 人 × 1 : 初中 280 人 × 1.1" */
static const char *weights(struct jh_explain *e, const struct jh_split *split, const double *pupils)
{
    const struct jh_pack *p = e->show->scene.pack;
    const struct jh_app *app = e->show->scene.app;
    struct jh_buf out = JH_BUF(4096);

    for (size_t k = 0; k < p->nstage; k++) {
        if (!(split->weight[k] > 0) || pupils[k] <= 0)
            continue;
        const struct jh_msg_arg args[] = {{"stage", jh_tr(app, p->stage[k].name)},
                                          {"pupils", jh_render_number(app, e->mem, pupils[k])},
                                          {"weight", jh_number_text(e->mem, split->weight[k], 2)}};
        if (out.len)
            jh_buf_adds(&out, " : ");
        jh_buf_adds(&out, say(e, "balance.explain.weight", args, 3));
    }
    const char *text = jh_arena_strndup(e->mem, out.data ? out.data : "", out.len);
    jh_buf_release(&out);
    return text;
}

static void splitting(struct jh_explain *e)
{
    const struct jh_app *app = e->show->scene.app;
    double pupils[JH_STAGES_MAX];

    if (e->school < 0 || e->stage < 0)
        return;
    const struct jh_split *split = jh_unit_split(e->y, e->school, pupils);
    for (size_t i = 0; i < e->ninput; i++) {
        const struct jh_explain_input *in = &e->input[i];
        const struct jh_item *d = &e->show->scene.pack->item[in->item];
        if (isnan(in->whole) || in->whole == in->value)
            continue;
        const struct jh_msg_arg args[] = {{"item", jh_tr(app, d->name)},
                                          {"whole", jh_render_number(app, e->mem, in->whole)},
                                          {"unit", d->unit},
                                          {"weights", split ? weights(e, split, pupils) : ""},
                                          {"share", jh_number_text(e->mem, in->share * 100, 2)},
                                          {"part", jh_render_number(app, e->mem, in->value)}};
        jh_explain_step(
            e,
            say(e, split && !isnan(in->value) ? "balance.explain.split" : "balance.explain.unsplit",
                args, 6));
    }
}

static void switches(struct jh_explain *e)
{
    const struct jh_pack *p = e->show->scene.pack;
    const struct jh_app *app = e->show->scene.app;
    int slot[SLOTS_MOST];
    size_t n = jh_explain_slots(e->def, slot, SLOTS_MOST);

    for (size_t i = 0; i < n; i++) {
        if (p->slot[slot[i]].kind != JH_SLOT_SWITCH)
            continue;
        const struct jh_switch_state *s = &e->show->scene.switches[p->slot[slot[i]].index];
        const char *value = jh_render_number(app, e->mem, s->value);
        for (size_t k = 0; k < s->def->nchoice; k++)
            if (s->def->choice[k].value == s->value)
                value = jh_tr(app, s->def->choice[k].label);
        const struct jh_msg_arg args[] = {{"switch", jh_tr(app, s->def->title)}, {"value", value}};
        jh_explain_step(e, say(e,
                               s->value == s->def->initial ? "balance.explain.switch"
                                                           : "balance.explain.switch_changed",
                               args, 2));
    }
}

static const struct jh_exclusion *left_out(const struct jh_explain *e)
{
    for (size_t u = 0; u < e->y->b->nunit; u++)
        if (e->y->b->unit[u].school == e->school && e->y->b->unit[u].stage == e->stage)
            return e->y->b->unit[u].excluded;
    return e->y->left_out[e->school];
}

static void scope(struct jh_explain *e)
{
    const struct jh_app *app = e->show->scene.app;

    if (e->school < 0)
        return;
    const struct jh_exclusion *out = left_out(e);
    const struct jh_msg_arg args[] = {{"reason", out ? jh_tr(app, out->reason) : ""}};
    if (out)
        jh_explain_step(e, say(e, "balance.explain.excluded", args, 1));
    if (e->m && !e->m->applies)
        jh_explain_step(e, say(e, "balance.explain.not_asked", NULL, 0));
}

const char *jh_explain_judgement(struct jh_explain *e, double value, double line, int decimals,
                                 enum jh_compare compare, enum jh_verdict status)
{
    const struct jh_msg_arg args[] = {{"value", jh_number_text(e->mem, value, decimals)},
                                      {"sign", jh_relation_sign(compare)},
                                      {"line", jh_number_text(e->mem, line, decimals)}};

    return say(e,
               status == JH_PASS   ? "balance.explain.reached"
               : status == JH_FAIL ? "balance.explain.not_reached"
                                   : "balance.explain.unknown",
               args, 3);
}

void jh_explain_steps(struct jh_explain *e)
{
    splitting(e);
    switches(e);
    scope(e);
}
