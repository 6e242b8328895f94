/* src/app/records/ledger.c - which registers a county has, and one of them opened. */
#include "app/records/inside.h"
#include <stdlib.h>

const struct jh_pack *jh_register_home(const struct jh_app *app)
{
    for (size_t i = 0; i < app->packs->n; i++)
        if (app->packs->pack[i].kind == JH_PACK_REGISTERS)
            return &app->packs->pack[i];
    return NULL;
}

/* What was written down must still be understood: a county's definition that this program finds
 * faulty is no reason to hide its records, so the fault is told, not passed over. */
static enum jh_status read_edition(const struct jh_app *app, struct jh_arena *mem,
                                   const struct jh_edition *e, const struct jh_register **ret,
                                   struct jh_err *reterr)
{
    const struct jh_pack *home = jh_register_home(app);
    const struct jh_pack_fault *fault;
    size_t n;

    if (!home)
        return jh_fail(reterr, JH_E_NOTFOUND, "register.no_home", JH_NOWHERE, (double)NAN,
                       "no pack of kind registers");
    jh_register_read(mem, home, e->reg, e->definition, strlen(e->definition), ret, &fault, &n);
    if (*ret)
        return JH_OK;
    return jh_fail(reterr, JH_E_DATA, "register.unreadable", ((struct jh_at){e->reg, 0}),
                   (double)e->edition, "%s: %s %s", e->reg, n ? fault[0].column : "",
                   n ? fault[0].text : "");
}

/* The county's own definition goes before that of a pack; a pack's that is newer than what was
 * written down goes before that. */
static enum jh_status pick(struct jh_ledger *b, const struct jh_register *of_pack,
                           const struct jh_edition *e, struct jh_err *reterr)
{
    b->reg = of_pack;
    if (!e)
        return JH_OK;
    b->of_county = !*e->home;
    if (of_pack && !b->of_county) {
        b->edition = strcmp(e->hash, of_pack->pack->hash) == 0 ? e->edition : 0;
        return JH_OK;
    }
    b->edition = e->edition;
    return read_edition(b->app, b->mem, e, &b->reg, reterr);
}

static const struct jh_edition *edition_of(const struct jh_edition *list, size_t n, const char *reg)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].reg, reg) == 0)
            return &list[i];
    return NULL;
}

enum jh_status jh_ledger_open(const struct jh_app *app, struct jh_arena *mem, const char *county,
                              const char *reg, const char *action, struct jh_ledger *ret,
                              struct jh_err *reterr)
{
    struct jh_county found;
    struct jh_edition *edition;
    size_t n;

    *ret = (struct jh_ledger){.app = app, .mem = mem, .county = county};
    JH_TRY(jh_may_enter(app, action, county, reterr));
    JH_TRY(jh_find_county(app, mem, county, &found, reterr));
    JH_TRY(jh_store_editions(app->store, mem, county, reg, false, &edition, &n, reterr));
    JH_TRY(pick(ret, jh_register_find(app->packs, reg), edition_of(edition, n, reg), reterr));
    if (ret->reg)
        return JH_OK;
    return jh_fail(reterr, JH_E_NOTFOUND, "register.unknown", ((struct jh_at){reg, 0}), (double)NAN,
                   "%.60s", reg);
}

static int by_id(const void *a, const void *b)
{
    const struct jh_ledger *x = a, *y = b;
    return strcmp(x->reg->pack->id, y->reg->pack->id);
}

enum jh_status jh_ledgers(const struct jh_app *app, struct jh_arena *mem, const char *county,
                          struct jh_ledger **ret, size_t *ret_n, struct jh_err *reterr)
{
    struct jh_edition *edition;
    struct jh_county found;
    size_t n;

    *ret_n = 0;
    JH_TRY(jh_may_enter(app, "register.read", county, reterr));
    JH_TRY(jh_find_county(app, mem, county, &found, reterr));
    JH_TRY(jh_store_editions(app->store, mem, county, NULL, false, &edition, &n, reterr));
    *ret = jh_new(mem, struct jh_ledger, app->packs->nreg + n + 1);
    for (size_t i = 0; i < app->packs->nreg; i++) {
        struct jh_ledger *b = &(*ret)[(*ret_n)++];
        const struct jh_register *reg = app->packs->reg[i];
        *b = (struct jh_ledger){.app = app, .mem = mem, .county = county};
        JH_TRY(pick(b, reg, edition_of(edition, n, reg->pack->id), reterr));
    }
    for (size_t i = 0; i < n; i++) {
        if (jh_register_find(app->packs, edition[i].reg))
            continue;
        struct jh_ledger *b = &(*ret)[(*ret_n)++];
        *b = (struct jh_ledger){.app = app, .mem = mem, .county = county};
        JH_TRY(pick(b, NULL, &edition[i], reterr));
    }
    if (*ret_n)
        qsort(*ret, *ret_n, sizeof **ret, by_id);
    return JH_OK;
}

enum jh_status jh_ledger_load(struct jh_ledger *b, struct jh_err *reterr)
{
    const struct jh_rule_figures none = {0};

    b->rules = jh_rules_new(b->app, b->mem, b->reg->pack, &none, NULL);
    return jh_orgs_load(b->app, b->mem, b->county, &b->orgs, reterr);
}

enum jh_status jh_ledger_keep(struct jh_ledger *b, struct jh_err *reterr)
{
    struct jh_edition e = {.reg = b->reg->pack->id,
                           .home = b->of_county ? "" : b->reg->home,
                           .hash = b->reg->pack->hash,
                           .definition = b->reg->definition,
                           .who = jh_actor_account(b->app)};

    if (b->edition)
        return JH_OK;
    JH_TRY(jh_store_add_edition(b->app->store, b->county, &e, reterr));
    b->edition = e.edition;
    return JH_OK;
}
