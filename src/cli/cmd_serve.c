/* src/cli/cmd_serve.c - junheng serve: pages and API on this machine until Ctrl-C. */
#include "base/msg.h"
#include "base/num.h"
#include "cli/cli.h"
#include "web/web.h"
#include <signal.h>

/* Ctrl-C and a service manager's stop end the wait below; nothing else is done in a handler. */
static void wait_for_stop(const sigset_t *stop)
{
    int which;
    while (sigwait(stop, &which) != 0)
        continue;
}

static bool port_of(const char *text, uint16_t *ret)
{
    double value;
    *ret = JH_WEB_PORT;
    if (!text)
        return true;
    if (!jh_num_parse(text, strlen(text), &value) || value < 0 || value > 65535 ||
        value != (double)(uint16_t)value)
        return false;
    *ret = (uint16_t)value;
    return true;
}

static int run(const struct jh_command *self, int argc, char **argv)
{
    struct jh_common common = {0};
    const char *port = NULL;
    bool quiet = false;
    const struct jh_option options[] = {{"port", &port, NULL, "PORT"},
                                        {"quiet", NULL, &quiet, NULL}};
    int args, exit_code = 0;
    struct jh_web_config config = {0};
    struct jh_web *web;
    struct jh_err err;
    struct jh_cli c;
    sigset_t stop;

    if (!jh_cli_options(self, argc, argv, options, 2, &common, &args, &exit_code))
        return exit_code;
    if (!port_of(port, &config.port))
        return jh_cli_error(common.language,
                            (jh_fail(&err, JH_E_USAGE, "web.bad_port", ((struct jh_at){"port", 0}),
                                     0, "%.20s", port),
                             &err));
    if (!jh_cli_open(&c, &common, &exit_code))
        return exit_code;
    config.db = common.db;
    config.packs = &c.packs;
    config.quiet = quiet;

    sigemptyset(&stop); /* blocked before the threads start, so that only this one gets them */
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    if (jh_web_start(&config, &web, &err) != JH_OK) {
        exit_code = jh_cli_error(common.language, &err);
    } else {
        printf("http://127.0.0.1:%u/\n", (unsigned)jh_web_port(web));
        fflush(stdout);
        wait_for_stop(&stop);
        jh_web_stop(&web);
    }
    jh_cli_close(&c);
    return exit_code;
}

const struct jh_command jh_cmd_serve = {"serve", run};
