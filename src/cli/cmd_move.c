/* src/cli/cmd_move.c - junheng move, backup, restore: whole counties from one store to another. */
#include "app/move.h"
#include "app/rights.h"
#include "base/embed.h"
#include "cli/cli.h"
#include <errno.h>
#include <math.h>

enum { OUTPUT_MOST = 64 * 1024 * 1024 };

/* What all three need: an app without a store of its own, and a bar. */
struct room {
    struct jh_arena mem;
    struct jh_pack_set packs;
    struct jh_app app;
    struct jh_cli_bar bar;
    struct jh_progress progress;
};

static enum jh_status set_up(struct room *r, const struct jh_common *common, struct jh_err *reterr)
{
    r->bar.language = common->language;
    r->progress = (struct jh_progress){jh_cli_progress, &r->bar};
    r->app = (struct jh_app){
        .packs = &r->packs, .language = common->language, .actor = jh_actor_local()};
    return jh_packs_load(&r->mem, &jh_embed_packs, common->packs, &r->packs, reterr);
}

static int finish(const struct room *r, enum jh_status status, const struct jh_buf *out,
                  const struct jh_err *err)
{
    if (status != JH_OK)
        return jh_cli_error(r->app.language, err);
    return out->len ? jh_cli_write(r->app.language, "-", out->data, out->len) : 0;
}

static int missing(const char *language, const char *option)
{
    struct jh_err err;

    jh_fail(&err, JH_E_USAGE, "cli.option_needed", JH_NOWHERE, (double)NAN, "%s", option);
    return jh_cli_error(language, &err);
}

static enum jh_status put_line(void *unused, const char *line, size_t n, struct jh_err *reterr)
{
    (void)unused;
    if (fwrite(line, 1, n, stdout) == n && putchar('\n') != EOF)
        return JH_OK;
    return jh_fail(reterr, JH_E_USAGE, "cli.cannot_write", ((struct jh_at){"-", 0}), (double)NAN,
                   "%s", strerror(errno));
}

static enum jh_status dump(const struct room *r, const struct jh_move_in *in, struct jh_err *reterr)
{
    const struct jh_dump_sink sink = {put_line, NULL};

    JH_TRY(jh_app_dump(&r->app, in->from, in->county, &sink, reterr));
    return fflush(stdout) == 0
               ? JH_OK
               : jh_fail(reterr, JH_E_USAGE, "cli.cannot_write", ((struct jh_at){"-", 0}),
                         (double)NAN, "%s", strerror(errno));
}

static int move(const struct jh_command *self, int argc, char **argv)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_common common = {0};
    struct jh_move_in in = {0};
    const struct jh_option option[] = {{"from", &in.from, NULL, "FILE"},
                                       {"to", &in.to, NULL, "FILE"}};
    struct room r = {0};
    struct jh_err err;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, 2, &common, &n, &code))
        return code;
    if (!in.to)
        return missing(common.language, "--to");
    if (!in.from)
        in.from = common.db;
    in.county = common.county;
    enum jh_status status = set_up(&r, &common, &err);
    if (status == JH_OK && strcmp(in.to, "-") == 0)
        status = dump(&r, &in, &err);
    else if (status == JH_OK)
        status = jh_app_move(&r.app, &in, &r.progress, common.json, &out, &err);
    code = finish(&r, status, &out, &err);
    jh_arena_free(&r.mem);
    return code;
}

static int backup(const struct jh_command *self, int argc, char **argv)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_common common = {0};
    const char *file = NULL;
    const struct jh_option option[] = {{"out", &file, NULL, "FILE"}};
    struct room r = {0};
    struct jh_err err;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, 1, &common, &n, &code))
        return code;
    if (!file)
        return missing(common.language, "--out");
    enum jh_status status = set_up(&r, &common, &err);
    if (status == JH_OK)
        status = jh_app_backup(&r.app, common.db, file, &r.progress, common.json, &out, &err);
    code = finish(&r, status, &out, &err);
    jh_arena_free(&r.mem);
    return code;
}

static int restore(const struct jh_command *self, int argc, char **argv)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_common common = {0};
    struct jh_restore_in in = {0};
    bool verify = false;
    const struct jh_option option[] = {{"to", &in.to, NULL, "FILE"},
                                       {"expect", &in.expect, NULL, "HASH"},
                                       {"verify", NULL, &verify, NULL}};
    struct room r = {0};
    struct jh_err err;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, 3, &common, &n, &code))
        return code;
    if (n != 1)
        return missing(common.language, "FILE");
    if (!in.to && !verify)
        return missing(common.language, "--to");
    in.file = argv[0];
    if (verify)
        in.to = NULL;
    enum jh_status status = set_up(&r, &common, &err);
    if (status == JH_OK)
        status = jh_app_restore(&r.app, &in, &r.progress, common.json, &out, &err);
    code = finish(&r, status, &out, &err);
    jh_arena_free(&r.mem);
    return code;
}

extern const struct jh_command jh_cmd_move, jh_cmd_backup, jh_cmd_restore;
const struct jh_command jh_cmd_move = {"move", move};
const struct jh_command jh_cmd_backup = {"backup", backup};
const struct jh_command jh_cmd_restore = {"restore", restore};
