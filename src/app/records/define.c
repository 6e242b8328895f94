/* src/app/records/define.c - a definition made or changed on a page. */
#include "app/records/inside.h"

/* What stands now, and the pack that lends stages and headings. */
static enum jh_status before_it(const struct jh_app *app, struct jh_arena *mem, const char *county,
                                const char *id, const struct jh_register **ret,
                                struct jh_err *reterr)
{
    struct jh_ledger *all;
    size_t n;

    *ret = NULL;
    JH_TRY(jh_ledgers(app, mem, county, &all, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].reg->pack->id, id) == 0)
            *ret = all[i].reg;
    if (n >= JH_REGISTERS_MOST && !*ret)
        return jh_fail(reterr, JH_E_DATA, "register.too_many", JH_NOWHERE, (double)n, "at most %d",
                       JH_REGISTERS_MOST);
    return JH_OK;
}

struct defining {
    const struct jh_app *app;
    struct jh_arena *mem;
    const char *county;
    const struct jh_register *next;
    const struct jh_pack_fault *fault;
    size_t nfault;
    int64_t edition;
};

static enum jh_status keep(struct defining *d, struct jh_err *reterr)
{
    struct jh_edition e = {.reg = d->next->pack->id,
                           .home = "",
                           .hash = d->next->pack->hash,
                           .definition = d->next->definition,
                           .who = jh_actor_account(d->app)};

    JH_TRY(jh_store_add_edition(d->app->store, d->county, &e, reterr));
    d->edition = e.edition;
    return jh_app_log(
        d->app, d->county, "register:define", jh_arena_printf(d->mem, "register:%s", e.reg),
        jh_arena_printf(d->mem, "{\"edition\":%lld,\"hash\":\"%s\"}", (long long)e.edition, e.hash),
        reterr);
}

static void answer(const struct defining *d, struct jh_buf *out)
{
    struct jh_json j;

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "register", d->next ? d->next->pack->id : NULL);
    jh_json_int(&j, "edition", d->edition);
    jh_json_array(&j, "faults");
    for (size_t i = 0; i < d->nfault; i++) {
        const struct jh_pack_fault *f = &d->fault[i];
        jh_json_object(&j, NULL);
        jh_json_int(&j, "line", f->line);
        jh_json_str(&j, "place", f->column);
        jh_json_str(&j, "value", f->value);
        jh_json_str(&j, "id", f->id);
        jh_json_str(&j, "text", jh_say(d->app, d->mem, f->id, NULL, 0));
        jh_json_str(&j, "detail", f->text);
        jh_json_end(&j);
    }
    jh_json_end(&j);
    jh_json_end(&j);
}

static enum jh_status define(struct defining *d, const char *definition, size_t n, bool check,
                             struct jh_err *reterr)
{
    const struct jh_register *old;
    const struct jh_pack *home = jh_register_home(d->app);

    if (!home)
        return jh_fail(reterr, JH_E_NOTFOUND, "register.no_home", JH_NOWHERE, (double)NAN,
                       "no pack of kind registers");
    jh_register_read(d->mem, home, "", definition, n, &d->next, &d->fault, &d->nfault);
    if (!d->next)
        return JH_OK;
    JH_TRY(before_it(d->app, d->mem, d->county, d->next->pack->id, &old, reterr));
    if (old)
        jh_register_follows(d->mem, old, d->next, &d->fault, &d->nfault);
    if (d->nfault || check)
        return JH_OK;
    return keep(d, reterr);
}

enum jh_status jh_app_register_define(const struct jh_app *app, const char *county,
                                      const char *definition, size_t n, bool check,
                                      struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct defining d = {.app = app, .mem = &mem, .county = county};

    if (n > JH_PACK_FILE_BYTES)
        return jh_fail(reterr, JH_E_DATA, "register.too_large", JH_NOWHERE, (double)n,
                       "at most %d bytes", JH_PACK_FILE_BYTES);
    JH_TRY(jh_may(app, "register.define", county, NULL, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    JH_TRY(jh_store_end(app->store, define(&d, definition, n, check, reterr), reterr));
    answer(&d, out);
    return jh_buf_check(out, reterr);
}
