/* src/cli/cmd_demo.c - junheng demo: a synthetic county as a bureau's workbooks. */
#include "app/demo.h"
#include "base/embed.h"
#include "base/msg.h"
#include "base/num.h"
#include "cli/cli.h"
#include "app/rights.h"

static bool whole(const char *text, double most, double *ret)
{
    *ret = 0;
    return !text || (jh_num_parse(text, strlen(text), ret) && *ret >= 0 && *ret <= most &&
                     *ret == (double)(uint64_t)*ret);
}

static int run(const struct jh_command *self, int argc, char **argv)
{
    const char *out = "demo", *text[3] = {0}, *language = NULL, *year = NULL;
    bool dirty = false, people = false;
    const struct jh_option options[] = {
        {"out", &out, NULL, "FOLDER"},    {"counties", &text[0], NULL, "N"},
        {"schools", &text[1], NULL, "N"}, {"seed", &text[2], NULL, "N"},
        {"year", &year, NULL, "YEAR"},    {"dirty", NULL, &dirty, NULL},
        {"people", NULL, &people, NULL},  {"lang", &language, NULL, "LANG"}};
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_cli_bar bar = {0};
    const struct jh_progress progress = {jh_cli_progress, &bar};
    struct jh_pack_set packs;
    double number[4];
    int args, exit_code = 0;
    struct jh_err err;

    if (!jh_cli_options(self, argc, argv, options, sizeof options / sizeof *options, NULL, &args,
                        &exit_code))
        return exit_code;
    const char *lang = jh_cli_language(argc, argv);
    bar.language = lang;
    bool fits = whole(year, 3000, &number[3]);
    for (int i = 0; i < 3; i++)
        fits = whole(text[i], 1e15, &number[i]) && fits;
    if (!fits)
        return jh_cli_error(
            lang, (jh_fail(&err, JH_E_USAGE, "demo.number", JH_NOWHERE, 0, "not a number"), &err));
    const struct jh_demo_in in = {.folder = out,
                                  .counties = text[0] ? (int)number[0] : 1,
                                  .schools = (int)number[1],
                                  .last_year = (int)number[3],
                                  .seed = (uint64_t)number[2],
                                  .dirty = dirty,
                                  .people = people};
    struct jh_app app = {.packs = &packs, .language = lang, .actor = jh_actor_local()};
    if (jh_packs_load(&mem, &jh_embed_packs, NULL, &packs, &err) != JH_OK ||
        jh_app_demo(&app, &in, &progress, &err) != JH_OK)
        return jh_cli_error(lang, &err);
    JH_CLEANUP(jh_buf_release) struct jh_buf line = JH_BUF(4000);
    const struct jh_msg_arg arg = {"text", out};
    jh_msg(&line, lang, "cli.demo_done", &arg, 1);
    printf("%s\n", line.data);
    return 0;
}

const struct jh_command jh_cmd_demo = {"demo", run};
