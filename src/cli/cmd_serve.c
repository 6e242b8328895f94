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

/* Serve until a stop is asked for; the exit code. */
static int serve(const struct jh_web_config *config, const char *language)
{
    struct jh_web *web;
    struct jh_err err;
    sigset_t stop;

    sigemptyset(&stop); /* blocked before the threads start, so that only this one gets them */
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    if (jh_web_start(config, &web, &err) != JH_OK)
        return jh_cli_error(language, &err);
    printf("%s://%s:%u/\n", jh_web_secure(web) ? "https" : "http",
           config->listen ? config->listen : "127.0.0.1", (unsigned)jh_web_port(web));
    fflush(stdout);
    wait_for_stop(&stop);
    jh_web_stop(&web);
    return 0;
}

static int run(const struct jh_command *self, int argc, char **argv)
{
    struct jh_common common = {0};
    struct jh_web_config config = {0};
    const char *port = NULL;
    const struct jh_option options[] = {{"port", &port, NULL, "PORT"},
                                        {"quiet", NULL, &config.quiet, NULL},
                                        {"listen", &config.listen, NULL, "ADDR"},
                                        {"host", &config.hosts, NULL, "NAMES"},
                                        {"cert", &config.cert, NULL, "FILE"},
                                        {"cert-key", &config.key, NULL, "FILE"},
                                        {"behind-proxy", NULL, &config.behind_proxy, NULL}};
    int args, exit_code = 0;
    struct jh_err err;
    struct jh_cli c;

    if (!jh_cli_options(self, argc, argv, options, sizeof options / sizeof *options, &common, &args,
                        &exit_code))
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
    exit_code = serve(&config, common.language);
    jh_cli_close(&c);
    return exit_code;
}

const struct jh_command jh_cmd_serve = {"serve", run};
