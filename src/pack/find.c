/* src/pack/find.c - looking things up in a pack that has been read. */
#include "pack/pack.h"
#include <math.h>
#include <string.h>

const struct jh_pack *jh_pack_find(const struct jh_pack_set *set, const char *id)
{
    for (size_t i = 0; id && i < set->n; i++)
        if (strcmp(set->pack[i].id, id) == 0)
            return &set->pack[i];
    return NULL;
}

const char *jh_pack_kind(const struct jh_pack *p)
{
    static const char *const kind[] = {"dictionary", "standard", "registers"};
    return kind[p->kind];
}

const struct jh_item *jh_pack_item(const struct jh_pack *p, const char *id)
{
    for (size_t i = 0; i < p->nitem; i++)
        if (strcmp(p->item[i].id, id) == 0)
            return &p->item[i];
    return NULL;
}

const struct jh_form *jh_pack_form(const struct jh_pack *p, const char *id)
{
    for (size_t i = 0; i < p->nform; i++)
        if (strcmp(p->form[i].id, id) == 0)
            return &p->form[i];
    return NULL;
}

const struct jh_indicator *jh_pack_indicator(const struct jh_pack *p, const char *id,
                                             const char *stage)
{
    for (size_t i = 0; i < p->nindicator; i++)
        if (strcmp(p->indicator[i].id, id) == 0 && strcmp(p->indicator[i].stage, stage) == 0)
            return &p->indicator[i];
    return NULL;
}

const struct jh_switch *jh_pack_switch(const struct jh_pack *p, const char *id)
{
    for (size_t i = 0; i < p->nswitch; i++)
        if (strcmp(p->switches[i].id, id) == 0)
            return &p->switches[i];
    return NULL;
}

int jh_pack_stage(const struct jh_pack *p, const char *id)
{
    for (size_t i = 0; i < p->nstage; i++)
        if (strcmp(p->stage[i].id, id) == 0)
            return (int)i;
    return -1;
}

int jh_pack_slot(const struct jh_pack *p, const char *name, size_t n)
{
    size_t low = 0, high = p->nslot;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *other = p->slot[p->slot_by_name[middle]].name;
        int order = strncmp(name, other, n);
        if (order == 0 && other[n])
            order = -1;
        if (order == 0)
            return p->slot_by_name[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return -1;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same(const char *text, size_t n, const char *other)
{
    size_t i = 0;

    while (i < n && other[i] && lower(text[i]) == lower(other[i]))
        i++;
    return n && i == n && !other[i];
}

static bool among(const char *text, size_t n, const char *const *list, size_t most)
{
    for (size_t i = 0; i < most; i++)
        if (same(text, n, list[i]))
            return true;
    return false;
}

static void trim(const char **text, size_t *n)
{
    while (*n && (**text == ' ' || **text == '\t'))
        (*text)++, (*n)--;
    while (*n && ((*text)[*n - 1] == ' ' || (*text)[*n - 1] == '\t'))
        (*n)--;
}

int jh_item_code(const struct jh_item *item, const char *text, size_t n)
{
    trim(&text, &n);
    for (size_t i = 0; i < item->ncode; i++) {
        const struct jh_code *c = &item->code[i];
        if (same(text, n, c->id) || same(text, n, c->name.zh) || same(text, n, c->name.en) ||
            among(text, n, c->synonym, c->nsynonym))
            return (int)i;
    }
    return -1;
}

int jh_pack_stage_text(const struct jh_pack *p, const char *text, size_t n)
{
    trim(&text, &n);
    for (size_t i = 0; i < p->nstage; i++) {
        const struct jh_stage *s = &p->stage[i];
        if (same(text, n, s->id) || same(text, n, s->name.zh) || same(text, n, s->name.en) ||
            among(text, n, s->synonym, s->nsynonym))
            return (int)i;
    }
    return -1;
}

const struct jh_key_heading *jh_pack_key(const struct jh_pack *p, const char *id)
{
    for (size_t i = 0; i < p->nkey; i++)
        if (strcmp(p->key[i].id, id) == 0)
            return &p->key[i];
    return NULL;
}

bool jh_in_stages(const char *stages, const char *stage)
{
    size_t n = strlen(stage);

    stages += strspn(stages, " ");
    if (!*stages)
        return true;
    while (*stages) {
        size_t length = strcspn(stages, " ");
        if (length == n && memcmp(stages, stage, n) == 0)
            return true;
        stages += length;
        stages += strspn(stages, " ");
    }
    return false;
}

double jh_slot_value(const struct jh_pack *p, const struct jh_slot *slot, double value,
                     const char *text)
{
    if (slot->kind == JH_SLOT_CODE)
        return isnan(value) ? value : value == slot->index;
    if (slot->kind == JH_SLOT_ITEM && p->item[slot->item].kind == JH_WORDS)
        return text && *text ? 1 : (double)NAN;
    return value;
}

static double switch_value(const struct jh_pack *p, int index, const double *slots)
{
    for (size_t i = 0; i < p->nslot; i++)
        if (p->slot[i].kind == JH_SLOT_SWITCH && p->slot[i].index == index)
            return slots[i];
    return (double)NAN;
}

int jh_pack_rule_pass(const struct jh_pack *p, const double *slots)
{
    double value =
        p->rule_pass_switch < 0 ? p->rule_pass : switch_value(p, p->rule_pass_switch, slots);
    return value >= 0 && value <= 1000 ? (int)value : p->rule_pass;
}

double jh_pack_rule_floor(const struct jh_pack *p, const double *slots)
{
    double value =
        p->rule_floor_switch < 0 ? p->rule_floor : switch_value(p, p->rule_floor_switch, slots);
    return isnan(value) ? p->rule_floor : value;
}

enum jh_compare jh_indicator_compare(const struct jh_pack *p, const struct jh_indicator *i,
                                     const double *slots)
{
    if (i->strict_switch < 0 || switch_value(p, i->strict_switch, slots) != 1)
        return i->compare;
    return i->compare == JH_AT_LEAST ? JH_ABOVE : i->compare == JH_AT_MOST ? JH_BELOW : i->compare;
}

bool jh_pack_code_ok(const struct jh_pack *p, const char *text, size_t n)
{
    const char *pattern = *p->code_pattern ? p->code_pattern : "X*";

    if (n == 0 || n > 32)
        return false;
    for (size_t i = 0; i < n; i++, pattern += *pattern && *pattern != '*') {
        bool digit = text[i] >= '0' && text[i] <= '9';
        bool letter = text[i] >= 'A' && text[i] <= 'Z';
        char want = *pattern == '*' ? 'X' : *pattern;
        if (!(want == '9' ? digit : want == 'A' ? letter : want == 'X' && (digit || letter)))
            return false;
    }
    return !*pattern || strcmp(pattern, "*") == 0;
}
