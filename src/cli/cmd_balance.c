/* src/cli/cmd_balance.c - junheng balance: how far a county is, on a terminal. */
#include "app/balance_text.h"
#include "base/msg.h"
#include "cli/cli.h"
#include <unistd.h>

enum { OUTPUT_MOST = 512 << 20 };

struct wish {
    const char *school, *indicator, *stage, *verify;
    bool keep;
};

static void print_line(void *context, const char *text, size_t n)
{
    (void)context;
    fwrite(text, 1, n, stdout);
    fflush(stdout);
}

static int verify(const struct jh_cli *c, const char *run)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(4096);
    const struct jh_msg_arg args[] = {{"run", run}};
    struct jh_err err;

    if (jh_app_verify_run(&c->app, c->ask.county, run, &err) != JH_OK)
        return jh_cli_error(c->app.language, &err);
    jh_msg(&text, c->app.language, "balance.screen.verified", args, 1);
    jh_buf_addc(&text, '\n');
    return jh_cli_write(c->app.language, "-", text.data, text.len);
}

static enum jh_status keep(struct jh_cli *c, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_balance b;

    JH_TRY(jh_app_balance(&c->app, &mem, &c->ask, &b, reterr));
    return jh_app_keep_run(&c->app, &b, reterr);
}

static enum jh_status show(struct jh_cli *c, const struct jh_common *common, const struct wish *w,
                           struct jh_buf *out, struct jh_err *reterr)
{
    const struct jh_text_style style = {.colour = isatty(STDOUT_FILENO), .csv = common->csv};

    if (w->keep)
        JH_TRY(keep(c, reterr));
    if (w->indicator && common->json)
        return jh_app_indicator_json(&c->app, &c->ask, w->indicator, w->stage, out, reterr);
    if (w->indicator)
        return jh_app_indicator_text(&c->app, &c->ask, w->indicator, w->stage, &style, out, reterr);
    if (common->json && w->school)
        return jh_app_school_json(&c->app, &c->ask, w->school, out, reterr);
    if (common->json)
        return jh_app_balance_json(&c->app, &c->ask, out, reterr);
    if (w->school)
        return jh_app_school_text(&c->app, &c->ask, w->school, &style, out, reterr);
    return jh_app_balance_text(&c->app, &c->ask, &style, out, reterr);
}

static int answer(struct jh_cli *c, const struct jh_common *common, const struct wish *w)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    const struct jh_text_style style = {.colour = isatty(STDOUT_FILENO), .csv = common->csv};
    struct jh_err err;
    int code = 0;

    if (c->ask.county && strcmp(c->ask.county, "all") == 0) {
        if (jh_app_province_text(&c->app, &c->ask, &style, common->json, print_line, NULL, &err) !=
            JH_OK)
            return jh_cli_error(c->app.language, &err);
        return 0;
    }
    if (!jh_cli_county(c, &code))
        return code;
    if (w->verify)
        return verify(c, w->verify);
    if (show(c, common, w, &out, &err) != JH_OK)
        return jh_cli_error(c->app.language, &err);
    if (common->json)
        jh_buf_addc(&out, '\n');
    return jh_cli_write(c->app.language, "-", out.data, out.len);
}

static int run(const struct jh_command *self, int argc, char **argv)
{
    struct jh_common common = {0};
    struct wish w = {0};
    const struct jh_option option[] = {{"school", &w.school, NULL, "CODE|NAME"},
                                       {"indicator", &w.indicator, NULL, "ID"},
                                       {"stage", &w.stage, NULL, "STAGE"},
                                       {"verify", &w.verify, NULL, "RUN"},
                                       {"keep", NULL, &w.keep, NULL}};
    struct jh_cli c;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, 5, &common, &n, &code) ||
        !jh_cli_open(&c, &common, &code))
        return code;
    code = answer(&c, &common, &w);
    jh_cli_close(&c);
    return code;
}

extern const struct jh_command jh_cmd_balance;
const struct jh_command jh_cmd_balance = {"balance", run};
