/* src/cli/cmd_pack.c - junheng pack list, pack show, pack check. */
#include "app/balance_text.h"
#include "app/packs.h"
#include "base/embed.h"
#include "cli/cli.h"
#include "app/rights.h"
#include <math.h>

enum { OUTPUT_MOST = 16 * 1024 * 1024 };

static int list(const struct jh_command *self, int argc, char **argv)
{
    const char *lang = NULL, *folder = NULL, *language = jh_cli_language(argc, argv);
    bool json = false;
    const struct jh_option option[] = {{"packs", &folder, NULL, "FOLDER"},
                                       {"json", NULL, &json, NULL},
                                       {"lang", &lang, NULL, "LANG"}};
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_err err;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, sizeof option / sizeof *option, NULL, &n, &code))
        return code;
    if (!folder)
        folder = getenv("JUNHENG_PACKS");
    if (jh_app_pack_list(language, folder && *folder ? folder : NULL, json, &out, &err) != JH_OK)
        return jh_cli_error(language, &err);
    return jh_cli_write(language, "-", out.data, out.len);
}

static int show(const struct jh_command *self, int argc, char **argv)
{
    const char *lang = NULL, *folder = getenv("JUNHENG_PACKS");
    bool json = false;
    const struct jh_option option[] = {{"packs", &folder, NULL, "FOLDER"},
                                       {"json", NULL, &json, NULL},
                                       {"lang", &lang, NULL, "LANG"}};
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_pack_set packs;
    struct jh_app app = {
        .packs = &packs, .language = jh_cli_language(argc, argv), .actor = jh_actor_local()};
    struct jh_err err;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, sizeof option / sizeof *option, NULL, &n, &code))
        return code;
    const char *id = n ? argv[0] : "cn-quality-balance-2017";
    if (jh_packs_load(&mem, &jh_embed_packs, folder && *folder ? folder : NULL, &packs, &err) !=
            JH_OK ||
        (json ? jh_app_pack_json(&app, id, NULL, &out, &err)
              : jh_app_pack_text(&app, id, &out, &err)) != JH_OK)
        return jh_cli_error(app.language, &err);
    if (json)
        jh_buf_addc(&out, '\n');
    return jh_cli_write(app.language, "-", out.data, out.len);
}

static int check(const struct jh_command *self, int argc, char **argv)
{
    const char *lang = NULL, *language = jh_cli_language(argc, argv);
    bool json = false;
    const struct jh_option option[] = {{"json", NULL, &json, NULL}, {"lang", &lang, NULL, "LANG"}};
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_err err;
    size_t faults = 0;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, sizeof option / sizeof *option, NULL, &n, &code))
        return code;
    if (n != 1) {
        jh_fail(&err, JH_E_USAGE, "pack.one_folder", JH_NOWHERE, (double)NAN, "%d arguments", n);
        return jh_cli_error(language, &err);
    }
    if (jh_app_pack_check(language, argv[0], json, &out, &faults, &err) != JH_OK)
        return jh_cli_error(language, &err);
    code = jh_cli_write(language, "-", out.data, out.len);
    return code || !faults ? code : jh_status_exit(JH_E_DATA);
}

const struct jh_command jh_cmd_pack_list = {"pack list", list};
const struct jh_command jh_cmd_pack_show = {"pack show", show};
const struct jh_command jh_cmd_pack_check = {"pack check", check};
