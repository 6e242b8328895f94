/* src/cli/cmd_explain.c - junheng explain INDICATOR: where a number comes from. */
#include "app/balance_text.h"
#include "cli/cli.h"
#include <math.h>

enum { OUTPUT_MOST = 512 << 20 };

static int answer(struct jh_cli *c, bool json, const char *indicator, const char *stage,
                  const char *school)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_err err;
    int code = 0;

    if (!jh_cli_county(c, &code))
        return code;
    enum jh_status status =
        json ? jh_app_explain_json(&c->app, &c->ask, indicator, stage, school, &out, &err)
             : jh_app_explain_text(&c->app, &c->ask, indicator, stage, school, &out, &err);
    if (status != JH_OK)
        return jh_cli_error(c->app.language, &err);
    if (json)
        jh_buf_addc(&out, '\n');
    return jh_cli_write(c->app.language, "-", out.data, out.len);
}

static int run(const struct jh_command *self, int argc, char **argv)
{
    struct jh_common common = {0};
    const char *stage = NULL, *school = NULL;
    const struct jh_option option[] = {{"stage", &stage, NULL, "STAGE"},
                                       {"school", &school, NULL, "CODE|NAME"}};
    struct jh_cli c;
    struct jh_err err;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, 2, &common, &n, &code))
        return code;
    if (n != 1) {
        jh_fail(&err, JH_E_USAGE, "explain.one_indicator", JH_NOWHERE, (double)NAN, "%d", n);
        return jh_cli_error(common.language, &err);
    }
    if (!jh_cli_open(&c, &common, &code))
        return code;
    code = answer(&c, common.json, argv[0], stage, school);
    jh_cli_close(&c);
    return code;
}

extern const struct jh_command jh_cmd_explain;
const struct jh_command jh_cmd_explain = {"explain", run};
