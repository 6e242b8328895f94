/* src/app/orgs/members.c - who belongs to a group on a day. */
#include "app/orgs/inside.h"
#include <stdlib.h>

const struct jh_org_group *jh_org_group_of(const struct jh_orgs *o, const char *code)
{
    for (size_t i = 0; i < o->ngroup; i++)
        if (strcmp(o->group[i].code, code) == 0)
            return &o->group[i];
    return NULL;
}

static const struct jh_org_group *by_id(const struct jh_orgs *o, int64_t id)
{
    for (size_t i = 0; i < o->ngroup; i++)
        if (o->group[i].id == id)
            return &o->group[i];
    return NULL;
}

static int index_of(const struct jh_orgs *o, int64_t org)
{
    for (size_t i = 0; i < o->scene.facts.norg; i++)
        if (o->scene.facts.org[i].id == org)
            return (int)i;
    return -1;
}

/* Has the school a link of this kind on this day? Then the roster is not asked. */
static bool linked(const struct jh_orgs *o, int org, const char *kind, const char *day)
{
    for (size_t i = 0; i < o->nlink; i++) {
        const struct jh_org_link *l = &o->link[i];
        const struct jh_org_group *g = by_id(o, l->group);
        if (l->org == o->scene.facts.org[org].id && g && strcmp(g->kind, kind) == 0 &&
            jh_org_within(l->since, l->until, day))
            return true;
    }
    return false;
}

static int by_org(const void *a, const void *b)
{
    const struct jh_member *x = a, *y = b;
    return (x->org > y->org) - (x->org < y->org);
}

size_t jh_org_members(const struct jh_orgs *o, const struct jh_org_group *g, const char *day,
                      struct jh_member **ret)
{
    const struct jh_facts *f = &o->scene.facts;
    struct jh_member *list = jh_new(o->mem, struct jh_member, f->norg + o->nlink + 1);
    size_t n = 0;

    *ret = list;
    if (!jh_org_within(g->since, g->until, day))
        return 0;
    for (size_t i = 0; i < o->nlink; i++) {
        const struct jh_org_link *l = &o->link[i];
        int org =
            l->group == g->id && jh_org_within(l->since, l->until, day) ? index_of(o, l->org) : -1;
        if (org >= 0)
            list[n++] = (struct jh_member){org, l->role, l->since, l->until, false};
    }
    for (size_t i = 0; i < f->norg; i++) {
        int org = (int)i;
        if (!*f->org[i].code || strcmp(jh_org_roster_group(o, org, g->kind, day), g->name) != 0 ||
            linked(o, org, g->kind, day) || !jh_org_open(o, org, day))
            continue;
        int role = jh_facts_item(f, "community_role");
        const char *word =
            strcmp(g->kind, "community") == 0 ? jh_org_word(o, org, jh_org_year_of(day), role) : "";
        const struct jh_item *def = role >= 0 ? &o->scene.pack->item[role] : NULL;
        int code = def ? jh_item_code(def, word, strlen(word)) : -1;
        list[n++] =
            (struct jh_member){org, code >= 0 ? def->code[code].id : "member", "", "", true};
    }
    if (n)
        qsort(list, n, sizeof *list, by_org);
    return n;
}

enum jh_status jh_orgs_members(const struct jh_app *app, struct jh_arena *mem, const char *county,
                               const char *group, const char *day, const char *const **ret,
                               size_t *ret_n, struct jh_err *reterr)
{
    char today[JH_DATE_TEXT];
    struct jh_member *member;
    struct jh_org_group *all;
    struct jh_orgs o;
    size_t n;

    *ret = NULL;
    *ret_n = 0;
    jh_today(jh_clock(), today);
    JH_TRY(jh_store_groups(app->store, mem, county, &all, &n, reterr));
    if (n == 0) /* most counties at first: the facts need not be read */
        return JH_OK;
    JH_TRY(jh_orgs_load(app, mem, county, &o, reterr));
    const struct jh_org_group *g = jh_org_group_of(&o, group);
    if (!g)
        return JH_OK;
    n = jh_org_members(&o, g, day ? day : today, &member);
    const char **code = jh_new(mem, const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        code[i] = o.scene.facts.org[member[i].org].code; /* sorted: facts.org is */
    *ret = code;
    *ret_n = n;
    return JH_OK;
}
