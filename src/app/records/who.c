/* src/app/records/who.c - who may do what with a register's records: the table of rights, narrowed
 * to the roles that the register names; and whose records they are. */
#include "app/records/inside.h"
#include "app/accounts.h"
#include <time.h>

static bool named(const char *const *role, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(role[i], id) == 0)
            return true;
    return false;
}

/* Who keeps or approves it also reads it. */
static bool role_may(const struct jh_register *r, const char *action, const char *role)
{
    bool fills = named(r->fill, r->nfill, role), approves = named(r->approve, r->napprove, role);

    if (strcmp(action, "register.fill") == 0)
        return fills;
    if (strcmp(action, "register.approve") == 0)
        return approves;
    return fills || approves || named(r->read, r->nread, role);
}

/* The same asker with the grants of the roles that the register names. */
static struct jh_app narrowed(const struct jh_ledger *b, const char *action, struct jh_actor *actor)
{
    struct jh_app app = *b->app;
    struct jh_grant *grant;
    size_t n = 0;

    if (!app.actor || app.actor->local)
        return app;
    *actor = *app.actor;
    grant = jh_new(b->mem, struct jh_grant, actor->ngrant + 1);
    for (size_t i = 0; i < actor->ngrant; i++)
        if (role_may(b->reg, action, actor->grant[i].role) ||
            strcmp(actor->grant[i].role, "operator") == 0)
            grant[n++] = actor->grant[i];
    actor->grant = grant;
    actor->ngrant = n;
    app.actor = actor;
    return app;
}

static char *today(char text[JH_DATE_TEXT])
{
    jh_today((int64_t)time(NULL), text);
    return text;
}

/* A group is reached by who reaches one of its members of today. */
static enum jh_status may_group(const struct jh_ledger *b, const struct jh_app *app,
                                const char *action, const char *code, struct jh_err *reterr)
{
    const struct jh_org_group *g = jh_org_group_of(&b->orgs, code);
    struct jh_member *member;
    char day[JH_DATE_TEXT];

    if (!g || jh_may(app, action, b->county, NULL, NULL) == JH_OK)
        return jh_may(app, action, b->county, NULL, reterr);
    size_t n = jh_org_members(&b->orgs, g, today(day), &member);
    for (size_t i = 0; i < n; i++)
        if (jh_may(app, action, b->county, b->orgs.scene.facts.org[member[i].org].code, NULL) ==
            JH_OK)
            return JH_OK;
    return jh_may(app, action, b->county, NULL, reterr);
}

enum jh_status jh_ledger_may(const struct jh_ledger *b, const char *action, const char *subject,
                             struct jh_err *reterr)
{
    struct jh_actor actor;
    const struct jh_app app = narrowed(b, action, &actor);

    if (b->reg->subject == JH_SUBJECT_GROUP)
        return may_group(b, &app, action, subject, reterr);
    return jh_may(&app, action, b->county, *subject ? subject : NULL, reterr);
}

bool jh_ledger_allows(const struct jh_ledger *b, const char *action, const char *subject)
{
    return jh_ledger_may(b, action, subject, NULL) == JH_OK;
}

static enum jh_status group_subjects(const struct jh_ledger *b, const char *action,
                                     const char *const **ret, size_t *ret_n)
{
    const char **code = jh_new(b->mem, const char *, b->orgs.ngroup + 1);

    *ret_n = 0;
    for (size_t i = 0; i < b->orgs.ngroup; i++)
        if (jh_ledger_allows(b, action, b->orgs.group[i].code))
            code[(*ret_n)++] = b->orgs.group[i].code;
    *ret = code;
    return JH_OK;
}

enum jh_status jh_ledger_subjects(const struct jh_ledger *b, const char *action, bool *ret_all,
                                  const char *const **ret, size_t *ret_n, struct jh_err *reterr)
{
    struct jh_actor actor;
    const struct jh_app app = narrowed(b, action, &actor);

    *ret_all = jh_may(&app, action, b->county, NULL, NULL) == JH_OK;
    *ret = NULL;
    *ret_n = 0;
    if (*ret_all)
        return JH_OK;
    if (b->reg->subject == JH_SUBJECT_GROUP) {
        JH_TRY(jh_may_enter(&app, action, b->county, reterr));
        return group_subjects(b, action, ret, ret_n);
    }
    return jh_may_schools(&app, action, b->county, b->mem, ret_all, ret, ret_n, reterr);
}

static const char *school_name(const struct jh_ledger *b, int org)
{
    return jh_org_word(&b->orgs, org, 9999, b->orgs.scene.item.name);
}

const char *jh_ledger_school(const struct jh_ledger *b, const char *text)
{
    const struct jh_facts *f = &b->orgs.scene.facts;
    int found = jh_facts_org(f, text);

    for (int i = 0; found < 0 && i < (int)f->norg; i++)
        if (*f->org[i].code && strcmp(school_name(b, i), text) == 0)
            found = i;
    return found < 0 || !*f->org[found].code ? NULL : f->org[found].code;
}

const char *jh_ledger_group(const struct jh_ledger *b, const char *text)
{
    for (size_t i = 0; i < b->orgs.ngroup; i++)
        if (strcmp(b->orgs.group[i].code, text) == 0 || strcmp(b->orgs.group[i].name, text) == 0)
            return b->orgs.group[i].code;
    return NULL;
}

const char *jh_ledger_subject(const struct jh_ledger *b, const char *text)
{
    if (b->reg->subject == JH_SUBJECT_COUNTY)
        return "";
    return b->reg->subject == JH_SUBJECT_GROUP ? jh_ledger_group(b, text)
                                               : jh_ledger_school(b, text);
}

const char *jh_ledger_subject_name(const struct jh_ledger *b, const char *code)
{
    const struct jh_org_group *g = jh_org_group_of(&b->orgs, code);
    int org = jh_facts_org(&b->orgs.scene.facts, code);

    if (!*code)
        return b->orgs.scene.county.name;
    if (g)
        return g->name;
    return org < 0 ? code : school_name(b, org);
}
