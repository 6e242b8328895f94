/* src/cli/cmd_audit.c - junheng audit list, audit verify. */
#include "app/audit.h"
#include "base/msg.h"
#include "base/num.h"
#include "cli/cli.h"
#include <math.h>

enum { OUTPUT_MOST = 64 * 1024 * 1024 };

static bool limit_of(const char *text, const char *language, size_t *ret, int *ret_exit)
{
    struct jh_err err;
    double value = JH_AUDIT_LIST;

    if (text && (!jh_num_parse(text, strlen(text), &value) || value < 1 ||
                 value > JH_AUDIT_LIST_MOST || floor(value) < value)) {
        jh_fail(&err, JH_E_USAGE, "audit.limit", JH_NOWHERE, JH_AUDIT_LIST_MOST, "%.40s", text);
        *ret_exit = jh_cli_error(language, &err);
        return false;
    }
    *ret = (size_t)value;
    return true;
}

static int list(const struct jh_command *self, int argc, char **argv)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_common common = {0};
    const char *limit = NULL;
    const struct jh_option option[] = {{"limit", &limit, NULL, "N"}};
    struct jh_cli c;
    struct jh_err err;
    size_t most;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, 1, &common, &n, &code) ||
        !limit_of(limit, common.language, &most, &code) || !jh_cli_open(&c, &common, &code))
        return code;
    if (jh_cli_county(&c, &code))
        code = jh_app_audit_list(&c.app, c.ask.county, 0, most, common.json, &out, &err) == JH_OK
                   ? jh_cli_write(common.language, "-", out.data, out.len)
                   : jh_cli_error(common.language, &err);
    jh_cli_close(&c);
    return code;
}

static int verify(const struct jh_command *self, int argc, char **argv)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_common common = {0};
    struct jh_cli c;
    struct jh_err err;
    size_t faults = 0;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, NULL, 0, &common, &n, &code) ||
        !jh_cli_open(&c, &common, &code))
        return code;
    if (jh_app_audit_verify(&c.app, common.db, common.county, common.json, &out, &faults, &err) ==
        JH_OK)
        code = jh_cli_write(common.language, "-", out.data, out.len);
    else
        code = jh_cli_error(common.language, &err);
    jh_cli_close(&c);
    return code || !faults ? code : jh_status_exit(JH_E_STORE);
}

static void say(const char *language, const char *id, size_t n, const char *file)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(2000);
    char number[24];

    snprintf(number, sizeof number, "%zu", n);
    const struct jh_msg_arg args[] = {{"n", number}, {"file", file}};
    jh_msg(&text, language, id, args, 2);
    printf("%s\n", text.data ? text.data : id);
}

static int anchor(const struct jh_command *self, int argc, char **argv)
{
    struct jh_common common = {0};
    struct jh_cli c;
    struct jh_err err;
    size_t noted = 0;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, NULL, 0, &common, &n, &code) ||
        !jh_cli_open(&c, &common, &code))
        return code;
    if (jh_audit_anchor(c.app.store, common.db, &noted, &err) == JH_OK)
        say(common.language, "audit.anchored", noted, "");
    else
        code = jh_cli_error(common.language, &err);
    jh_cli_close(&c);
    return code;
}

static int trim(const struct jh_command *self, int argc, char **argv)
{
    struct jh_common common = {0};
    const char *before = NULL, *out = NULL;
    const struct jh_option option[] = {{"before", &before, NULL, "DAY"},
                                       {"out", &out, NULL, "FILE"}};
    struct jh_cli c;
    struct jh_err err;
    size_t gone = 0;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, 2, &common, &n, &code) ||
        !jh_cli_open(&c, &common, &code))
        return code;
    if (!out) {
        jh_fail(&err, JH_E_USAGE, "audit.trim_out", ((struct jh_at){"out", 0}), (double)NAN,
                "no file");
        code = jh_cli_error(common.language, &err);
    } else if (jh_cli_county(&c, &code)) {
        if (jh_app_audit_trim(&c.app, c.ask.county, before, out, &gone, &err) == JH_OK)
            say(common.language, gone ? "audit.trimmed" : "audit.nothing_old", gone, out);
        else
            code = jh_cli_error(common.language, &err);
    }
    jh_cli_close(&c);
    return code;
}

extern const struct jh_command jh_cmd_audit_list, jh_cmd_audit_verify, jh_cmd_audit_anchor,
    jh_cmd_audit_trim;
const struct jh_command jh_cmd_audit_list = {"audit list", list};
const struct jh_command jh_cmd_audit_verify = {"audit verify", verify};
const struct jh_command jh_cmd_audit_anchor = {"audit anchor", anchor};
const struct jh_command jh_cmd_audit_trim = {"audit trim", trim};
