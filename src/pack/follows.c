/* src/pack/follows.c - may a definition take the place of another? What was recorded must stay
 * readable and count as it did. */
#include "pack/read.h"
#include "pack/register.h"
#include <math.h>
#include <string.h>

struct pair {
    struct jh_faults faults;
    const struct jh_register *old, *next;
};

static void lost(struct pair *p, const char *place, const char *id, const char *what)
{
    jh_fault(&p->faults, (struct jh_place){"", 0, place}, id, "register.not_kept", "%s", what);
}

static bool same_text(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static void codes(struct pair *p, const struct jh_item *a, const struct jh_item *b)
{
    for (size_t i = 0; i < a->ncode; i++) {
        bool kept = false;
        for (size_t k = 0; k < b->ncode; k++)
            kept |= strcmp(a->code[i].id, b->code[k].id) == 0;
        if (!kept)
            lost(p, "codes", jh_arena_printf(p->faults.mem, "%s.%s", a->id, a->code[i].id),
                 "this code stands in records: it stays");
    }
}

static void fields(struct pair *p)
{
    for (size_t i = 0; i < p->old->pack->nitem; i++) {
        const struct jh_item *a = &p->old->pack->item[i];
        const struct jh_item *b = jh_pack_item(p->next->pack, a->id);
        if (!b) {
            lost(p, "fields", a->id, "this field stands in records: retire it instead");
            continue;
        }
        const struct jh_field *fa = &p->old->field[i];
        const struct jh_field *fb = &p->next->field[b - p->next->pack->item];
        if (a->kind != b->kind || fa->refers != fb->refers)
            lost(p, "fields", a->id, "a field keeps its kind: make another one");
        if (!same_text(a->unit, b->unit))
            lost(p, "fields", a->id, "a field keeps its unit: make another one");
        if (!same_text(fa->value_text, fb->value_text))
            lost(p, "fields", a->id, "what is computed stays so: make another field");
        codes(p, a, b);
    }
}

static void states(struct pair *p)
{
    for (size_t i = 0; i < p->old->nstate; i++) {
        int k = jh_register_state(p->next, p->old->state[i].id);
        if (k < 0)
            lost(p, "states", p->old->state[i].id, "records stand in this state: it stays");
        else if (p->next->state[k].kind != p->old->state[i].kind)
            lost(p, "states", p->old->state[i].id, "a state keeps its kind");
    }
}

static const struct jh_count *count_of(const struct jh_register *r, const char *id)
{
    for (size_t i = 0; i < r->ncount; i++)
        if (strcmp(r->count[i].id, id) == 0)
            return &r->count[i];
    return NULL;
}

static void counts(struct pair *p)
{
    for (size_t i = 0; i < p->old->ncount; i++) {
        const struct jh_count *a = &p->old->count[i], *b = count_of(p->next, a->id);
        if (!b)
            lost(p, "counts", a->id, "this count was published: it stays");
        else if (!same_text(a->amount_text, b->amount_text) ||
                 !same_text(a->per_text, b->per_text) || !same_number(a->scale, b->scale))
            lost(p, "counts", a->id, "a count keeps its formula: make another one");
    }
}

void jh_register_follows(struct jh_arena *mem, const struct jh_register *old,
                         const struct jh_register *next, const struct jh_pack_fault **ret_fault,
                         size_t *ret_nfault)
{
    struct pair p = {.faults = {.mem = mem}, .old = old, .next = next};

    if (old->subject != next->subject)
        lost(&p, "subject", next->pack->id, "records belong to what they belong to");
    if (old->sealed && !next->sealed)
        lost(&p, "sealed", next->pack->id, "what was sealed stays so");
    fields(&p);
    states(&p);
    counts(&p);
    *ret_fault = p.faults.list;
    *ret_nfault = p.faults.n;
}
