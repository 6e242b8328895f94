/* src/cli/cmd_check.c - junheng check: what the rules say of the data that are in. */
#include "app/checks.h"
#include "cli/cli.h"

enum { OUTPUT_MOST = 512 << 20 };

static int run(const struct jh_command *self, int argc, char **argv)
{
    struct jh_common common = {0};
    const char *school = NULL;
    const struct jh_option option[] = {{"school", &school, NULL, "CODE|NAME"}};
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_cli c;
    struct jh_err err;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, 1, &common, &n, &code) ||
        !jh_cli_open(&c, &common, &code))
        return code;
    if (jh_cli_county(&c, &code)) {
        enum jh_status status = common.json
                                    ? jh_app_checks_json(&c.app, &c.ask, school, &out, &err)
                                    : jh_app_checks_text(&c.app, &c.ask, school, &out, &err);
        if (status == JH_OK && common.json)
            jh_buf_addc(&out, '\n');
        code = status == JH_OK ? jh_cli_write(c.app.language, "-", out.data, out.len)
                               : jh_cli_error(c.app.language, &err);
    }
    jh_cli_close(&c);
    return code;
}

extern const struct jh_command jh_cmd_check;
const struct jh_command jh_cmd_check = {"check", run};
