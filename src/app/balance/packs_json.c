/* src/app/balance/packs_json.c - PackList and Pack: what a standard asks, as it was loaded. */
#include "app/balance/work.h"
#include "app/rights.h"
#include <math.h>
#include <string.h>

static void put_year(struct jh_json *j, const char *key, int year)
{
    if (year)
        jh_json_int(j, key, year);
    else
        jh_json_null(j, key);
}

enum jh_status jh_app_packs_json(const struct jh_app *app, struct jh_buf *out,
                                 struct jh_err *reterr)
{
    struct jh_json j;

    JH_TRY(jh_may_enter(app, "packs.read", NULL, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_array(&j, "items");
    for (size_t i = 0; i < app->packs->n; i++) {
        const struct jh_pack *p = &app->packs->pack[i];
        jh_json_object(&j, NULL);
        jh_json_str(&j, "id", p->id);
        jh_json_str(&j, "version", p->version);
        jh_json_str(&j, "title", jh_tr(app, p->title));
        jh_json_str(&j, "summary", jh_tr(app, p->summary));
        jh_json_str(&j, "kind", jh_pack_kind(p));
        put_year(&j, "valid_from", p->valid_from);
        put_year(&j, "valid_to", p->valid_to);
        jh_json_int(&j, "indicators", (long long)p->nindicator);
        jh_json_int(&j, "items", (long long)p->nitem);
        jh_json_str(&j, "hash", p->hash);
        jh_json_end(&j);
    }
    jh_json_end(&j);
    jh_json_array(&j, "faults");
    for (size_t i = 0; i < app->packs->nfault; i++) {
        const struct jh_pack_fault *f = &app->packs->fault[i];
        jh_json_object(&j, NULL);
        jh_json_str(&j, "file", f->file ? f->file : "");
        jh_json_int(&j, "line", f->line);
        jh_json_str(&j, "column", f->column ? f->column : "");
        jh_json_str(&j, "value", f->value ? f->value : "");
        jh_json_str(&j, "text", f->text ? f->text : "");
        jh_json_end(&j);
    }
    jh_json_end(&j);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

static void put_stages(struct jh_json *j, const struct jh_app *app, const struct jh_pack *p)
{
    jh_json_array(j, "stages");
    for (size_t k = 0; k < p->nstage; k++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "id", p->stage[k].id);
        jh_json_str(j, "title", jh_tr(app, p->stage[k].name));
        jh_json_bool(j, "judged", p->stage[k].judged);
        jh_json_num(j, "composite_limit", p->composite_limit[k]);
        jh_json_end(j);
    }
    jh_json_end(j);
}

/* The Chinese name of a type of school, from the dictionary. */
static const char *type_title(const struct jh_app *app, const struct jh_pack *p, const char *id)
{
    const struct jh_item *type = p->type_item ? jh_pack_item(p, p->type_item) : NULL;
    int code = type ? jh_item_code(type, id, strlen(id)) : -1;

    return code < 0 ? id : jh_tr(app, type->code[code].name);
}

static void put_splits(struct jh_json *j, const struct jh_app *app, const struct jh_pack *p)
{
    jh_json_array(j, "splits");
    for (size_t i = 0; i < p->nsplit; i++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "type", p->split[i].type);
        jh_json_str(j, "title", type_title(app, p, p->split[i].type));
        jh_json_object(j, "weights");
        for (size_t k = 0; k < p->nstage; k++)
            if (p->split[i].weight[k] > 0)
                jh_json_num(j, p->stage[k].id, p->split[i].weight[k]);
        jh_json_end(j);
        jh_json_end(j);
    }
    jh_json_end(j);
    jh_json_array(j, "exclusions");
    for (size_t i = 0; i < p->nexclude; i++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "id", p->exclude[i].id);
        jh_json_str(j, "reason", jh_tr(app, p->exclude[i].reason));
        jh_json_str(j, "when", p->exclude[i].when_text);
        jh_json_str(j, "mark", p->exclude[i].mark);
        jh_json_str(j, "source", p->exclude[i].source);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static size_t items_of(const struct jh_pack *p, const char *form)
{
    size_t n = 0;

    for (size_t i = 0; i < p->nitem; i++)
        n += strcmp(p->item[i].form, form) == 0;
    return n;
}

static void put_forms(struct jh_json *j, const struct jh_app *app, const struct jh_pack *p)
{
    static const char *const key[] = {"school", "unit", "county", "person"};

    jh_json_array(j, "groups");
    for (size_t i = 0; i < p->ngroup; i++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "id", p->group[i].id);
        jh_json_str(j, "title", jh_tr(app, p->group[i].title));
        jh_json_end(j);
    }
    jh_json_end(j);
    jh_json_array(j, "forms");
    for (size_t i = 0; i < p->nform; i++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "id", p->form[i].id);
        jh_json_str(j, "title", jh_tr(app, p->form[i].title));
        jh_json_str(j, "note", jh_tr(app, p->form[i].note));
        jh_json_str(j, "key", key[p->form[i].key]);
        jh_json_int(j, "items", (long long)items_of(p, p->form[i].id));
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void put_items(struct jh_json *j, const struct jh_app *app, const struct jh_pack *p)
{
    jh_json_array(j, "items");
    for (size_t i = 0; i < p->nitem; i++) {
        const struct jh_item *d = &p->item[i];
        jh_json_object(j, NULL);
        jh_json_str(j, "id", d->id);
        jh_json_str(j, "form", d->form);
        jh_json_str(j, "name", jh_tr(app, d->name));
        jh_json_str(j, "unit", d->unit);
        jh_json_str(j, "form_unit", d->form_unit ? d->form_unit : "");
        jh_json_str(j, "note", jh_tr(app, d->note));
        jh_json_str(j, "policy", d->policy ? d->policy : "");
        jh_json_bool(j, "shared", d->shared);
        jh_json_bool(j, "required", d->required);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void put_checks(struct jh_json *j, const struct jh_app *app, const struct jh_pack *p)
{
    static const char *const grade[] = {"error", "explain", "hint"};

    jh_json_array(j, "checks");
    for (size_t i = 0; i < p->ncheck; i++) {
        const struct jh_check *c = &p->check[i];
        jh_json_object(j, NULL);
        jh_json_str(j, "id", c->id);
        jh_json_str(j, "form", c->form);
        jh_json_str(j, "grade", grade[c->grade]);
        jh_json_str(j, "rule", c->holds_text);
        jh_json_str(j, "message", jh_tr(app, c->message));
        jh_json_str(j, "source", c->source ? c->source : "");
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void put_pack(struct jh_json *j, const struct jh_app *app, const struct jh_pack *p,
                     const struct jh_switch_state *state)
{
    jh_json_object(j, NULL);
    jh_json_str(j, "id", p->id);
    jh_json_str(j, "version", p->version);
    jh_json_str(j, "title", jh_tr(app, p->title));
    jh_json_str(j, "summary", jh_tr(app, p->summary));
    jh_json_str(j, "kind", jh_pack_kind(p));
    jh_json_str(j, "hash", p->hash);
    jh_json_str(j, "rule", jh_tr(app, p->rule_text));
    jh_json_str(j, "sources", p->sources ? p->sources : "");
    put_stages(j, app, p);
    put_splits(j, app, p);
    put_forms(j, app, p);
    put_items(j, app, p);
    jh_json_array(j, "indicators");
    for (size_t i = 0; i < p->nindicator; i++)
        jh_put_indicator(j, NULL, app, &p->indicator[i]);
    jh_json_end(j);
    jh_json_array(j, "switches");
    for (size_t i = 0; i < p->nswitch; i++)
        jh_put_switch(j, app, &state[i]);
    jh_json_end(j);
    put_checks(j, app, p);
    jh_json_end(j);
}

enum jh_status jh_app_pack_json(const struct jh_app *app, const char *pack, const char *county,
                                struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const struct jh_pack *p = jh_pack_find(app->packs, pack);
    struct jh_switch_state *state;
    struct jh_county found;
    struct jh_json j;

    JH_TRY(jh_may_enter(app, "packs.read", county && *county ? county : NULL, reterr));
    if (!p)
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_pack", JH_NOWHERE, (double)NAN, "%.80s",
                       pack);
    if (county && *county)
        JH_TRY(jh_find_county(app, &mem, county, &found, reterr));
    JH_TRY(jh_scene_switches(app, &mem, p, county && *county ? county : NULL, NULL, 0, &state,
                             reterr));
    jh_json_begin(&j, out);
    put_pack(&j, app, p, state);
    return jh_buf_check(out, reterr);
}
