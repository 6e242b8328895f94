/* src/cli/cmd_form.c - junheng form: a workbook to fill in. */
#include "app/imports.h"
#include "cli/cli.h"

enum { WORKBOOK_MOST = 256 * 1024 * 1024 };

static int run(const struct jh_command *self, int argc, char **argv)
{
    struct jh_common common = {0};
    const char *out = "forms.xlsx", *form = NULL;
    const struct jh_option options[] = {{"out", &out, NULL, "FILE.xlsx"},
                                        {"form", &form, NULL, "FORM"}};
    JH_CLEANUP(jh_buf_release) struct jh_buf bytes = JH_BUF(WORKBOOK_MOST);
    int args, exit_code = 0;
    struct jh_err err;
    struct jh_cli c;

    if (!jh_cli_options(self, argc, argv, options, 2, &common, &args, &exit_code) ||
        !jh_cli_open(&c, &common, &exit_code))
        return exit_code;
    if (jh_app_form_xlsx(&c.app, c.ask.pack, form, c.ask.county, c.ask.year, &bytes, &err) != JH_OK)
        exit_code = jh_cli_error(common.language, &err);
    else
        exit_code = jh_cli_write(common.language, out, bytes.data, bytes.len);
    jh_cli_close(&c);
    return exit_code;
}

const struct jh_command jh_cmd_form = {"form", run};
