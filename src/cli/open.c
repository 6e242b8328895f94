/* src/cli/open.c - the data file and the packs, for commands that need them. */
#include "app/packs.h"
#include "cli/cli.h"
#include "app/ask.h"
#include "base/embed.h"
#include "base/msg.h"
#include "app/rights.h"

static enum jh_status open_all(struct jh_cli *c, const struct jh_common *common,
                               struct jh_err *reterr)
{
    struct jh_county *county;
    size_t n;

    c->app.language = common->language;
    c->app.packs = &c->packs;
    c->app.actor = jh_actor_local();
    c->ask.county = common->county;
    c->ask.pack = common->pack;
    c->ask.map = common->map && strcmp(common->map, "then") != 0 ? common->map : NULL;
    JH_TRY(jh_ask_year(common->year, &c->ask.year, reterr));
    JH_TRY(jh_ask_set(&c->mem, common->set, &c->ask.set, &c->ask.nset, reterr));
    JH_TRY(jh_packs_load(&c->mem, &jh_embed_packs, common->packs, &c->packs, reterr));
    JH_TRY(jh_store_open(common->db, &c->app.store, reterr));
    if (!c->ask.county) {
        JH_TRY(jh_store_counties(c->app.store, &c->mem, &county, &n, reterr));
        if (n == 1)
            c->ask.county = county[0].id;
    }
    return JH_OK;
}

/* Faulty packs are left out; say so, or a county would wonder where its own lines have gone. */
static void warn_of_faults(const struct jh_cli *c)
{
    for (size_t i = 0; i < c->packs.nfault; i++) {
        JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(64 * 1024);
        jh_app_pack_fault(&text, c->app.language, &c->packs.fault[i]);
        fprintf(stderr, "%s\n", text.data ? text.data : c->packs.fault[i].id);
    }
}

bool jh_cli_open(struct jh_cli *c, const struct jh_common *common, int *ret_exit)
{
    struct jh_err err;

    *c = (struct jh_cli){0};
    if (open_all(c, common, &err) != JH_OK) {
        *ret_exit = jh_cli_error(common->language, &err);
        jh_cli_close(c);
        return false;
    }
    warn_of_faults(c);
    return true;
}

void jh_cli_close(struct jh_cli *c)
{
    jh_store_close(&c->app.store);
    jh_arena_free(&c->mem);
}

bool jh_cli_county(const struct jh_cli *c, int *ret_exit)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_county *county;
    size_t n;
    struct jh_err err;

    if (c->ask.county)
        return true;
    if (jh_store_counties(c->app.store, &mem, &county, &n, &err) == JH_OK)
        jh_fail(&err, JH_E_USAGE, n ? "cli.county_needed" : "cli.no_county_yet", JH_NOWHERE,
                (double)n, "%zu counties", n);
    else
        n = 0;
    *ret_exit = jh_cli_error(c->app.language, &err);
    for (size_t i = 0; i < n; i++)
        fprintf(stderr, "  --county %s  %s\n", county[i].id, county[i].name);
    return false;
}
