/* src/pack/manifest.c - pack.json: who the pack is, its stages, groups and rules. */
#include "pack/read.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

static void fault(struct jh_draft *d, const char *where, const char *value, const char *id,
                  const char *what)
{
    jh_fault(d->faults, (struct jh_place){d->manifest, 0, jh_arena_strdup(d->faults->mem, where)},
             value, id, "%s", what);
}

static void check_keys(struct jh_draft *d, json_t *object, const char *where,
                       const char *const *keys)
{
    const char *key;
    json_t *value;

    json_object_foreach(object, key, value)
    {
        bool known = false;
        for (size_t i = 0; keys[i]; i++)
            known |= strcmp(key, keys[i]) == 0;
        if (!known)
            fault(d, where, key, "pack.unknown_key", "unknown key");
    }
}

/* A string, copied; "" when absent (a fault when needed) or no string. */
static const char *string_of(struct jh_draft *d, json_t *object, const char *key, const char *where,
                             bool needed)
{
    json_t *value = json_object_get(object, key);

    if (json_is_string(value) && strlen(json_string_value(value)) <= JH_PACK_CELL)
        return jh_arena_strdup(d->mem, json_string_value(value));
    if (value || needed)
        fault(d, jh_arena_printf(d->mem, "%s%s", where, key), "", "pack.bad_value",
              value ? "expected a text" : "this key is missing");
    return "";
}

static struct jh_text text_of(struct jh_draft *d, json_t *object, const char *key,
                              const char *where, bool needed)
{
    json_t *value = json_object_get(object, key);
    const char *inner = jh_arena_printf(d->mem, "%s%s.", where, key);

    if (!value && !needed)
        return (struct jh_text){"", ""};
    struct jh_text text = {string_of(d, value, "zh", inner, false),
                           string_of(d, value, "en", inner, false)};
    if (!*text.zh || !*text.en)
        fault(d, inner, *text.zh ? text.zh : text.en, "pack.missing_translation",
              "a text has zh and en");
    return text;
}

/* The array at `key`, or NULL; a fault when it is something else or too long. */
static json_t *array_of(struct jh_draft *d, json_t *object, const char *key, size_t most)
{
    json_t *value = json_object_get(object, key);

    if (!value)
        return NULL;
    if (json_is_array(value) && json_array_size(value) <= most)
        return value;
    fault(d, key, "", json_is_array(value) ? "pack.too_large" : "pack.bad_value",
          "expected a list of moderate length");
    return NULL;
}

static const char *const *strings_of(struct jh_draft *d, json_t *object, const char *key,
                                     size_t *ret_n)
{
    json_t *list = array_of(d, object, key, 200);
    const char **text = jh_new(d->mem, const char *, json_array_size(list) + 1);

    *ret_n = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *one = json_string_value(json_array_get(list, i));
        if (one && *one && strlen(one) <= JH_PACK_CELL)
            text[(*ret_n)++] = jh_arena_strdup(d->mem, one);
        else
            fault(d, key, "", "pack.bad_value", "expected a list of texts");
    }
    return text;
}

static void read_keys(struct jh_draft *d)
{
    static const char *const keys[] = {"name", "synonyms", NULL};
    json_t *all = json_object_get(d->root, "keys"), *one;
    struct jh_key_heading *key = jh_new(d->mem, struct jh_key_heading, 3);
    const char *id;

    d->pack->key = key;
    if (!all && d->pack->nuses) {
        d->pack->key = d->used[0]->key;
        d->pack->nkey = d->used[0]->nkey;
        return;
    }
    json_object_foreach(all, id, one)
    {
        const char *where = jh_arena_printf(d->mem, "keys.%s.", id);
        if ((strcmp(id, "code") != 0 && strcmp(id, "name") != 0 && strcmp(id, "stage") != 0) ||
            d->pack->nkey == 3) {
            fault(d, "keys", id, "pack.unknown_key", "code, name or stage");
            continue;
        }
        struct jh_key_heading *k = &key[d->pack->nkey++];
        check_keys(d, one, where, keys);
        k->id = jh_arena_strdup(d->mem, id);
        k->name = text_of(d, one, "name", where, true);
        k->synonym = strings_of(d, one, "synonyms", &k->nsynonym);
    }
}

static void read_stages(struct jh_draft *d)
{
    static const char *const keys[] = {"id", "name", "synonyms", "judged", NULL};
    json_t *list = array_of(d, d->root, "stages", JH_STAGES_MAX);
    struct jh_stage *stage = jh_new(d->mem, struct jh_stage, JH_STAGES_MAX);

    d->pack->stage = stage;
    if (!list && d->pack->nuses) {
        d->pack->stage = d->used[0]->stage;
        d->pack->nstage = d->used[0]->nstage;
        return;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        const char *where = jh_arena_printf(d->mem, "stages[%zu].", i);
        struct jh_stage s = {.id = string_of(d, one, "id", where, true)};
        check_keys(d, one, where, keys);
        s.name = text_of(d, one, "name", where, true);
        s.synonym = strings_of(d, one, "synonyms", &s.nsynonym);
        s.judged = json_is_true(json_object_get(one, "judged"));
        if (!jh_is_id(s.id))
            fault(d, where, s.id, "pack.bad_id", "a stage id is lower-case letters");
        if (jh_pack_stage(d->pack, s.id) >= 0)
            fault(d, where, s.id, "pack.duplicate_id", "this stage occurs twice");
        if (d->pack->nuses && jh_pack_stage(d->used[0], s.id) < 0)
            fault(d, where, s.id, "pack.unknown_stage", "the pack it uses has no such stage");
        stage[d->pack->nstage++] = s;
    }
    if (!d->pack->nstage)
        fault(d, "stages", "", "pack.unknown_stage", "a pack has stages");
}

static void read_valid(struct jh_draft *d)
{
    static const char *const keys[] = {"from", "to", NULL};
    json_t *valid = json_object_get(d->root, "valid");
    json_t *from = json_object_get(valid, "from"), *to = json_object_get(valid, "to");

    check_keys(d, valid, "valid.", keys);
    d->pack->valid_from = json_is_integer(from) ? (int)json_integer_value(from) : 0;
    d->pack->valid_to = json_is_integer(to) ? (int)json_integer_value(to) : 0;
    bool bad_type = (from && !json_is_integer(from) && !json_is_null(from)) ||
                    (to && !json_is_integer(to) && !json_is_null(to));
    bool range =
        (d->pack->valid_from && (d->pack->valid_from < 1950 || d->pack->valid_from > 2100)) ||
        (d->pack->valid_to && (d->pack->valid_to < 1950 || d->pack->valid_to > 2100));
    if (bad_type || range)
        fault(d, "valid", "", "pack.bad_year", "school years are 1950 to 2100");
    if (d->pack->valid_to && d->pack->valid_from > d->pack->valid_to)
        fault(d, "valid", "", "pack.year_order", "the pack ends before it begins");
}

static void read_groups(struct jh_draft *d)
{
    static const char *const keys[] = {"id", "title", NULL};
    json_t *list = array_of(d, d->root, "groups", 100);
    struct jh_group *group = jh_new(d->mem, struct jh_group, json_array_size(list) + 1);

    d->pack->group = group;
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        const char *where = jh_arena_printf(d->mem, "groups[%zu].", i);
        struct jh_group g = {.id = string_of(d, one, "id", where, true)};
        check_keys(d, one, where, keys);
        g.title = text_of(d, one, "title", where, true);
        for (size_t k = 0; k < i; k++)
            if (strcmp(group[k].id, g.id) == 0)
                fault(d, where, g.id, "pack.duplicate_id", "this group occurs twice");
        group[d->pack->ngroup++] = g;
    }
}

/* 9, A and X, at last perhaps a star. */
static bool is_pattern(const char *text)
{
    size_t n = strspn(text, "9AX");
    return strlen(text) <= 32 && (!text[n] || (text[n] == '*' && !text[n + 1]));
}

static void read_code_pattern(struct jh_draft *d)
{
    const char *pattern = string_of(d, d->root, "code_pattern", "", false);

    if (!is_pattern(pattern))
        fault(d, "code_pattern", pattern, "pack.bad_pattern", "9, A and X, at last perhaps a *");
    for (size_t i = 0; !*pattern && i < d->pack->nuses; i++)
        pattern = d->used[i]->code_pattern;
    d->pack->code_pattern = pattern;
}

static const char *inherited(struct jh_draft *d, const char *key)
{
    const char *own = string_of(d, d->root, key, "", false);

    for (size_t i = 0; !*own && i < d->pack->nuses; i++)
        own = strcmp(key, "type_item") == 0 ? d->used[i]->type_item : d->used[i]->size_item;
    return own;
}

void jh_read_manifest(struct jh_draft *d)
{
    static const char *const keys[] = {
        "id",           "version",     "kind",      "title",     "summary",   "valid",  "uses",
        "code_pattern", "stages",      "keys",      "type_item", "size_item", "groups", "splits",
        "exclusions",   "school_rule", "composite", "decompose", NULL};
    struct jh_pack *p = d->pack;

    check_keys(d, d->root, "", keys);
    p->id = string_of(d, d->root, "id", "", true);
    p->version = string_of(d, d->root, "version", "", true);
    const char *kind = string_of(d, d->root, "kind", "", true);
    p->kind = strcmp(kind, "standard") == 0    ? JH_PACK_STANDARD
              : strcmp(kind, "registers") == 0 ? JH_PACK_REGISTERS
                                               : JH_PACK_DICTIONARY;
    if (p->kind == JH_PACK_DICTIONARY && strcmp(kind, "dictionary") != 0)
        fault(d, "kind", kind, "pack.bad_choice", "dictionary, standard or registers");
    p->title = text_of(d, d->root, "title", "", true);
    p->summary = text_of(d, d->root, "summary", "", true);
    if (strcmp(p->id, d->source->id) != 0)
        fault(d, "id", p->id, "pack.id_differs", "the id is the name of the folder");
    p->type_item = inherited(d, "type_item");
    p->size_item = inherited(d, "size_item");
    read_valid(d);
    read_stages(d);
    read_keys(d);
    read_groups(d);
    read_code_pattern(d);
}

static void read_split(struct jh_draft *d, json_t *one, const char *where, struct jh_split *s)
{
    static const char *const keys[] = {"type", "weights", NULL};
    json_t *weights = json_object_get(one, "weights"), *weight;
    const struct jh_item *type = jh_pack_item(d->pack, d->pack->type_item);
    const char *stage;

    check_keys(d, one, where, keys);
    s->type = string_of(d, one, "type", where, true);
    if (!type || jh_item_code(type, s->type, strlen(s->type)) < 0)
        fault(d, where, s->type, "pack.unknown_code", "no such type of school");
    json_object_foreach(weights, stage, weight)
    {
        int k = jh_pack_stage(d->pack, stage);
        double w = json_is_number(weight) ? json_number_value(weight) : (double)NAN;
        if (k < 0)
            fault(d, where, stage, "pack.unknown_stage", "no such stage");
        else if (!(w > 0 && w <= 1000))
            fault(d, where, stage, "pack.bad_weight", "a weight is above 0 (at most 1000)");
        else
            s->weight[k] = w;
    }
    if (json_object_size(weights) < 2)
        fault(d, where, "", "pack.bad_weight", "a split has two stages at least");
}

static void read_splits(struct jh_draft *d)
{
    json_t *list = array_of(d, d->root, "splits", 100);
    struct jh_split *split = jh_new(d->mem, struct jh_split, json_array_size(list) + 1);

    d->pack->split = split;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *where = jh_arena_printf(d->mem, "splits[%zu].", i);
        read_split(d, json_array_get(list, i), where, &split[i]);
        for (size_t k = 0; k < i; k++)
            if (strcmp(split[k].type, split[i].type) == 0)
                fault(d, where, split[i].type, "pack.duplicate_id", "this type is split twice");
        d->pack->nsplit++;
    }
    if (!list && d->pack->nuses) {
        d->pack->split = d->used[0]->split;
        d->pack->nsplit = d->used[0]->nsplit;
    }
}

static void read_exclusions(struct jh_draft *d)
{
    static const char *const keys[] = {"id", "when", "reason", "mark", "source", NULL};
    json_t *list = array_of(d, d->root, "exclusions", 100);

    d->exclude = jh_new(d->mem, struct jh_exclusion, json_array_size(list) + 1);
    d->pack->exclude = d->exclude;
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        const char *where = jh_arena_printf(d->mem, "exclusions[%zu].", i);
        struct jh_exclusion *x = &d->exclude[d->pack->nexclude++];
        check_keys(d, one, where, keys);
        x->id = string_of(d, one, "id", where, true);
        x->when_text = string_of(d, one, "when", where, true);
        x->reason = text_of(d, one, "reason", where, true);
        x->mark = string_of(d, one, "mark", where, true);
        x->source = string_of(d, one, "source", where, true);
        if (!jh_is_mark(x->mark) || !*x->source)
            fault(d, where, x->mark, "pack.no_source", "a mark (P, M, M?, D) and a source");
    }
}

/* A number, or "switch.ID" which then gives it. */
static double number_or_switch(struct jh_draft *d, json_t *rule, const char *key, int *ret_switch)
{
    json_t *value = json_object_get(rule, key);
    const char *text = json_string_value(value);
    const struct jh_switch *s = NULL;

    *ret_switch = -1;
    if (text && strncmp(text, "switch.", 7) == 0)
        s = jh_pack_switch(d->pack, text + 7);
    if (s) {
        *ret_switch = (int)(s - d->pack->switches);
        /* A default that is no number is a fault of switches.csv and told there. */
        return s->initial >= 0 && s->initial <= 1000 ? s->initial : 0;
    }
    if (json_is_number(value) && json_number_value(value) >= 0 && json_number_value(value) <= 1000)
        return json_number_value(value);
    fault(d, jh_arena_printf(d->mem, "school_rule.%s", key), text, "pack.bad_value",
          "a number from 0 to 1000, or switch.ID");
    return 0;
}

static void read_school_rule(struct jh_draft *d)
{
    static const char *const keys[] = {"group", "pass", "floor", "text", "mark", "source", NULL};
    json_t *rule = json_object_get(d->root, "school_rule");
    struct jh_pack *p = d->pack;
    bool known = false;

    p->rule_pass_switch = p->rule_floor_switch = -1;
    p->rule_text = (struct jh_text){"", ""};
    if (!rule)
        return;
    check_keys(d, rule, "school_rule.", keys);
    p->rule_group = string_of(d, rule, "group", "school_rule.", true);
    p->rule_pass = (int)number_or_switch(d, rule, "pass", &p->rule_pass_switch);
    p->rule_floor = number_or_switch(d, rule, "floor", &p->rule_floor_switch);
    p->rule_text = text_of(d, rule, "text", "school_rule.", true);
    for (size_t i = 0; i < p->ngroup; i++)
        known |= strcmp(p->group[i].id, p->rule_group) == 0;
    if (!known)
        fault(d, "school_rule.group", p->rule_group, "pack.unknown_group", "no such group");
    if (!jh_is_mark(string_of(d, rule, "mark", "school_rule.", true)) ||
        !*string_of(d, rule, "source", "school_rule.", true))
        fault(d, "school_rule", "", "pack.no_source", "a mark (P, M, M?, D) and a source");
}

static void read_composite(struct jh_draft *d)
{
    json_t *limits = json_object_get(d->root, "composite"), *limit;
    const char *stage;

    for (size_t i = 0; i < JH_STAGES_MAX; i++)
        d->pack->composite_limit[i] = (double)NAN;
    json_object_foreach(limits, stage, limit)
    {
        int k = jh_pack_stage(d->pack, stage);
        if (k < 0)
            fault(d, "composite", stage, "pack.unknown_stage", "no such stage");
        else if (!json_is_number(limit) || !(json_number_value(limit) > 0))
            fault(d, "composite", stage, "pack.bad_number", "a limit is above 0");
        else
            d->pack->composite_limit[k] = json_number_value(limit);
    }
}

static void read_decompose(struct jh_draft *d)
{
    json_t *list = array_of(d, d->root, "decompose", 20);
    const char **item = jh_new(d->mem, const char *, json_array_size(list) + 1);

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *id = json_string_value(json_array_get(list, i));
        if (!id || !jh_pack_item(d->pack, id))
            fault(d, "decompose", id, "pack.unknown_item", "no such item");
        else
            item[d->pack->ndecompose++] = jh_pack_item(d->pack, id)->id;
    }
    d->pack->decompose = item;
}

void jh_read_rules(struct jh_draft *d)
{
    const struct jh_item *type = jh_pack_item(d->pack, d->pack->type_item);

    if (type ? type->kind != JH_CODE : *d->pack->type_item != 0)
        fault(d, "type_item", d->pack->type_item, "pack.unknown_item", "no item of kind code");
    if (*d->pack->size_item && !jh_pack_item(d->pack, d->pack->size_item))
        fault(d, "size_item", d->pack->size_item, "pack.unknown_item", "no such item");
    read_splits(d);
    read_exclusions(d);
    read_school_rule(d);
    read_composite(d);
    read_decompose(d);
}
