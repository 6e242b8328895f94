/* src/app/balance/scene.c - a county under a standard: settings, facts, and which item is what. */
#include "app/balance/work.h"
#include "app/balance/todays_map.h"
#include "app/rights.h"
#include "base/num.h"
#include <math.h>
#include <string.h>

enum { SLOTS_MOST = 1024 }; /* distinct names of one formula */
enum { DETAIL_MOST = 16 * 1024 };

enum jh_status jh_find_county(const struct jh_app *app, struct jh_arena *mem, const char *id,
                              struct jh_county *ret, struct jh_err *reterr)
{
    struct jh_county *county;
    size_t n;

    JH_TRY(jh_store_counties(app->store, mem, &county, &n, reterr));
    for (size_t i = 0; id && i < n; i++)
        if (strcmp(county[i].id, id) == 0) {
            *ret = county[i];
            return JH_OK;
        }
    return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_county", JH_NOWHERE, (double)NAN, "%.40s",
                   id ? id : "");
}

static enum jh_status find_pack(const struct jh_app *app, const char *id,
                                const struct jh_pack **ret, struct jh_err *reterr)
{
    if (!id || !*id)
        id = "cn-quality-balance-2017";
    *ret = jh_pack_find(app->packs, id);
    if (!*ret || (*ret)->kind != JH_PACK_STANDARD)
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_pack", JH_NOWHERE, (double)NAN, "%.80s",
                       id);
    return JH_OK;
}

static bool allowed(const struct jh_switch *s, double value)
{
    if (s->nchoice == 0)
        return value >= s->min && value <= s->max;
    for (size_t i = 0; i < s->nchoice; i++)
        if (s->choice[i].value == value)
            return true;
    return false;
}

static enum jh_status apply_set(const struct jh_pack *pack, const struct jh_set *set,
                                struct jh_switch_state *state, struct jh_err *reterr)
{
    const struct jh_switch *s = jh_pack_switch(pack, set->id);

    if (!s)
        return jh_fail(reterr, JH_E_USAGE, "balance.unknown_switch", JH_NOWHERE, set->value,
                       "%.80s", set->id);
    if (!allowed(s, set->value))
        return jh_fail(reterr, JH_E_USAGE, "balance.switch_range", ((struct jh_at){.field = s->id}),
                       set->value, "%.80s", s->title.zh);
    state[s - pack->switches].value = set->value;
    return JH_OK;
}

enum jh_status jh_scene_switches(const struct jh_app *app, struct jh_arena *mem,
                                 const struct jh_pack *pack, const char *county,
                                 const struct jh_set *set, size_t nset,
                                 struct jh_switch_state **ret, struct jh_err *reterr)
{
    struct jh_switch_state *state = jh_new(mem, struct jh_switch_state, pack->nswitch);

    for (size_t i = 0; i < pack->nswitch; i++) {
        const struct jh_switch *s = &pack->switches[i];
        const char *kept = NULL;
        double value;

        state[i] = (struct jh_switch_state){s, s->initial};
        if (!county)
            continue;
        const char *key = jh_arena_printf(mem, "%s/%s", pack->id, s->id);
        JH_TRY(jh_store_setting(app->store, mem, county, key, &kept, reterr));
        /* What an older version of the pack allowed may be out of range now: then its default. */
        if (kept && jh_num_parse(kept, strlen(kept), &value) && allowed(s, value))
            state[i].value = value;
    }
    for (size_t i = 0; i < nset; i++)
        JH_TRY(apply_set(pack, &set[i], state, reterr));
    *ret = state;
    return JH_OK;
}

/* The setting and its entry in the log; nothing when it says so already. */
static enum jh_status change_switch(const struct jh_app *app, const char *county,
                                    const struct jh_pack *pack, const char *id, double value,
                                    struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena tmp = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf detail = JH_BUF(DETAIL_MOST);
    const char *before, *key = jh_arena_printf(&tmp, "%s/%s", pack->id, id);
    char text[JH_NUM_TEXT];
    struct jh_json j;

    jh_num_format(value, text);
    JH_TRY(jh_store_setting(app->store, &tmp, county, key, &before, reterr));
    if (before && strcmp(before, text) == 0)
        return JH_OK;
    jh_json_begin(&j, &detail);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "pack", pack->id);
    jh_json_str(&j, "switch", id);
    jh_json_str(&j, "before", before);
    jh_json_str(&j, "value", text);
    jh_json_end(&j);
    JH_TRY(jh_buf_check(&detail, reterr));
    JH_TRY(jh_store_put_setting(app->store, county, key, text, reterr));
    return jh_app_log(app, county, "switch:set", "", detail.data, reterr);
}

enum jh_status jh_app_set_switch(const struct jh_app *app, const char *county, const char *pack,
                                 const char *id, double value, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena tmp = {0};
    const struct jh_pack *p;
    struct jh_county found;

    JH_TRY(jh_may(app, "settings.write", county, NULL, reterr));
    JH_TRY(jh_find_county(app, &tmp, county, &found, reterr));
    JH_TRY(find_pack(app, pack, &p, reterr));
    struct jh_switch_state *state = jh_new(&tmp, struct jh_switch_state, p->nswitch);
    JH_TRY(apply_set(p, &(struct jh_set){id, value}, state, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    return jh_store_end(app->store, change_switch(app, county, p, id, value, reterr), reterr);
}

static void find_items(struct jh_scene *s)
{
    const struct jh_facts *f = &s->facts;
    const struct jh_pack *p = s->pack;

    s->item.name = jh_facts_item(f, "name");
    s->item.type = p->type_item ? jh_facts_item(f, p->type_item) : -1;
    s->item.size = p->size_item ? jh_facts_item(f, p->size_item) : -1;
    s->item.locale = jh_facts_item(f, "locale");
    s->item.run_by = jh_facts_item(f, "run_by");
    s->item.town = jh_facts_item(f, "town");
    s->item.area = jh_facts_item(f, "area");
    s->item.community = jh_facts_item(f, "community");
    s->item.lon = jh_facts_item(f, "lon");
    s->item.lat = jh_facts_item(f, "lat");
    s->item.crs = jh_facts_item(f, "crs");
    s->item.opened = jh_facts_item(f, "opened");
    s->item.closed = jh_facts_item(f, "closed");
    s->item.merged_into = jh_facts_item(f, "merged_into");

    bool *roster = jh_new(s->mem, bool, p->nitem);
    for (size_t i = 0; s->item.type >= 0 && i < p->nitem; i++)
        roster[i] = strcmp(p->item[i].form, p->item[s->item.type].form) == 0;
    s->roster = roster;
}

/* The definition for a stage: its own, else the one for every stage. */
static const struct jh_indicator *unit_indicator(const struct jh_pack *p, const char *id,
                                                 const char *stage)
{
    const struct jh_indicator *general = NULL;

    for (size_t i = 0; i < p->nindicator; i++) {
        const struct jh_indicator *d = &p->indicator[i];
        if (d->level != JH_LEVEL_UNIT || strcmp(d->id, id) != 0)
            continue;
        if (strcmp(d->stage, stage) == 0)
            return d;
        if (!*d->stage)
            general = d;
    }
    return general;
}

static bool known(const struct jh_scene *s, const char *id)
{
    for (size_t i = 0; i < s->nunit_indicator; i++)
        if (strcmp(s->unit_indicator[i]->id, id) == 0)
            return true;
    return false;
}

static void find_indicators(struct jh_scene *s)
{
    const struct jh_pack *p = s->pack;

    s->unit_indicator = jh_new(s->mem, const struct jh_indicator *, p->nindicator);
    for (size_t i = 0; i < p->nindicator; i++)
        if (p->indicator[i].level == JH_LEVEL_UNIT && !known(s, p->indicator[i].id))
            s->unit_indicator[s->nunit_indicator++] = &p->indicator[i];
    s->at = jh_new(s->mem, const struct jh_indicator *, s->nunit_indicator * p->nstage);
    for (size_t i = 0; i < s->nunit_indicator; i++)
        for (size_t k = 0; k < p->nstage; k++)
            if (p->stage[k].judged)
                s->at[i * p->nstage + k] =
                    unit_indicator(p, s->unit_indicator[i]->id, p->stage[k].id);
}

const struct jh_indicator *jh_scene_at(const struct jh_scene *s, size_t i, int stage)
{
    return s->at[i * s->pack->nstage + (size_t)stage];
}

const struct jh_indicator *jh_indicator_at(const struct jh_balance *b, size_t i, int stage)
{
    const struct jh_stage *k = &b->pack->stage[stage];
    return k->judged ? unit_indicator(b->pack, b->unit_indicator[i]->id, k->id) : NULL;
}

static void mark_slots(const struct jh_expr *e, bool *used)
{
    int slot[SLOTS_MOST];
    size_t n = e ? jh_expr_slots(e, slot, SLOTS_MOST) : 0;

    for (size_t i = 0; i < n && i < SLOTS_MOST; i++)
        used[slot[i]] = true;
}

static void mark_formulas(const struct jh_pack *p, bool *used)
{
    for (size_t i = 0; i < p->nindicator; i++) {
        mark_slots(p->indicator[i].amount, used);
        mark_slots(p->indicator[i].per, used);
        mark_slots(p->indicator[i].line, used);
        mark_slots(p->indicator[i].applies, used);
    }
    for (size_t i = 0; i < p->nexclude; i++)
        mark_slots(p->exclude[i].when, used);
}

/* Most names of a dictionary occur in no formula of the standard: only the others are filled. */
static void find_used(struct jh_scene *s)
{
    const struct jh_pack *p = s->pack;
    bool *used = jh_new(s->mem, bool, p->nslot + 1), *item = jh_new(s->mem, bool, p->nitem + 1);
    int *slots = jh_new(s->mem, int, p->nslot + 1), *items = jh_new(s->mem, int, p->nitem + 1);
    bool *at = jh_new(s->mem, bool, p->nitem * p->nstage + 1);

    mark_formulas(p, used);
    for (size_t i = 0; i < p->nslot; i++) {
        if (!used[i])
            continue;
        slots[s->nused_slot++] = (int)i;
        if (p->slot[i].kind == JH_SLOT_ITEM || p->slot[i].kind == JH_SLOT_CODE)
            item[p->slot[i].item] = true;
    }
    for (size_t i = 0; i < p->nitem; i++) {
        if (item[i])
            items[s->nused_item++] = (int)i;
        for (size_t k = 0; k < p->nstage; k++)
            at[i * p->nstage + k] = jh_in_stages(p->item[i].stages, p->stage[k].id);
    }
    s->used_slot = slots;
    s->used_item = items;
    s->at_stage = at;
    s->room = jh_new(s->mem, struct jh_slot_room, 1);
}

/* The school rule, which switches may change. */
static void find_rule(struct jh_scene *s)
{
    double *slot = jh_new(s->mem, double, s->pack->nslot + 1);

    for (size_t i = 0; i < s->pack->nslot; i++)
        if (s->pack->slot[i].kind == JH_SLOT_SWITCH)
            slot[i] = s->switches[s->pack->slot[i].index].value;
    s->rule_pass = jh_pack_rule_pass(s->pack, slot);
    s->rule_floor = jh_pack_rule_floor(s->pack, slot);
}

static bool has_units(const struct jh_scene *s, int year)
{
    const struct jh_facts *f = &s->facts;

    for (size_t i = 0; i < f->norg; i++)
        for (int stage = 0; stage < (int)s->pack->nstage; stage++)
            if (jh_facts_row(f, (int)i, year, stage))
                return true;
    return false;
}

/* A year of which only the roster speaks (a school renamed for next September) is not reported yet:
 * it is no year of the scorecard, and not the latest. */
static void forget_empty_years(struct jh_scene *s)
{
    struct jh_facts *f = &s->facts;
    size_t n = f->nyear;

    s->nyear_told = n;
    while (n && !has_units(s, f->year[n - 1]))
        n--;
    if (n)
        f->nyear = n;
}

static enum jh_status load(const struct jh_app *app, struct jh_arena *mem, const struct jh_ask *ask,
                           bool thin, struct jh_scene *ret, struct jh_err *reterr)
{
    struct jh_scene s = {.app = app, .mem = mem};

    JH_TRY(jh_find_county(app, mem, ask->county, &s.county, reterr));
    JH_TRY(find_pack(app, ask->pack, &s.pack, reterr));
    JH_TRY(
        jh_scene_switches(app, mem, s.pack, s.county.id, ask->set, ask->nset, &s.switches, reterr));
    JH_TRY(jh_store_version(app->store, s.county.id, &s.version, reterr));
    const struct jh_facts_in in = {.county = s.county.id, .carry = true, .thin = thin};
    JH_TRY(jh_facts_load(app->store, mem, s.pack, &in, &s.facts, reterr));
    forget_empty_years(&s);
    find_items(&s);
    find_indicators(&s);
    find_rule(&s);
    find_used(&s);
    *ret = s;
    return ask->map && *ask->map && !thin ? jh_scene_map(ret, ask->map, reterr) : JH_OK;
}

/* All of it from one state of the data: a commit in between must not show by halves. */
static enum jh_status load_at_once(const struct jh_app *app, struct jh_arena *mem,
                                   const struct jh_ask *ask, bool glance, struct jh_scene *ret,
                                   struct jh_err *reterr)
{
    bool mine;

    JH_TRY(jh_store_begin_read(app->store, &mine, reterr));
    enum jh_status status = load(app, mem, ask, glance, ret, reterr);
    if (mine)
        jh_store_rollback(app->store);
    return status;
}

enum jh_status jh_scene_load(const struct jh_app *app, struct jh_arena *mem,
                             const struct jh_ask *ask, struct jh_scene *ret, struct jh_err *reterr)
{
    return load_at_once(app, mem, ask, false, ret, reterr);
}

enum jh_status jh_scene_glance(const struct jh_app *app, struct jh_arena *mem,
                               const struct jh_ask *ask, struct jh_scene *ret,
                               struct jh_err *reterr)
{
    return load_at_once(app, mem, ask, true, ret, reterr);
}

enum jh_status jh_scene_year(const struct jh_scene *s, int asked, int *ret, struct jh_err *reterr)
{
    for (size_t i = s->facts.nyear; i > 0; i--)
        if (asked == 0 || s->facts.year[i - 1] == asked) {
            *ret = s->facts.year[i - 1];
            return JH_OK;
        }
    return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_year", JH_NOWHERE,
                   asked ? asked : (double)NAN, "%.80s", s->county.name);
}
