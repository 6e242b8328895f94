/* src/cli/cmd_key.c - junheng key new, key check: the key of the sealed fields, outside the data
 * file. */
#include "base/msg.h"
#include "base/seal.h"
#include "cli/cli.h"
#include <math.h>

static int tell(const char *language, const char *id, const char *path, const struct jh_seal *seal)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(10000);
    const struct jh_msg_arg args[] = {{"path", path}, {"id", seal->id}};

    jh_msg(&out, language, id, args, 2);
    jh_buf_addc(&out, '\n');
    return jh_cli_write(language, "-", out.data, out.len);
}

static int run(const struct jh_command *self, int argc, char **argv,
               enum jh_status (*act)(const char *, struct jh_seal *, struct jh_err *),
               const char *done)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_seal_wipe) struct jh_seal seal = {0};
    const char *lang = NULL, *path = NULL, *language = jh_cli_language(argc, argv);
    const struct jh_option option[] = {{"key", &path, NULL, "FILE"}, {"lang", &lang, NULL, "LANG"}};
    struct jh_err err;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, 2, NULL, &n, &code))
        return code;
    if (act(path, &seal, &err) != JH_OK)
        return jh_cli_error(language, &err);
    return tell(language, done, jh_seal_path(&mem, path), &seal);
}

static int make(const struct jh_command *self, int argc, char **argv)
{
    return run(self, argc, argv, jh_seal_make, "key.made");
}

static int check(const struct jh_command *self, int argc, char **argv)
{
    return run(self, argc, argv, jh_seal_load, "key.good");
}

extern const struct jh_command jh_cmd_key_new, jh_cmd_key_check;
const struct jh_command jh_cmd_key_new = {"key new", make};
const struct jh_command jh_cmd_key_check = {"key check", check};
