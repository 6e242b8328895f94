/* src/cli/cmd_calc.c - junheng calc: an index of a plain table, without a data file. */
#include "app/calc.h"
#include "base/num.h"
#include "cli/cli.h"
#include <math.h>

enum { INPUT_MOST = 200 * 1024 * 1024, OUTPUT_MOST = 512 * 1024 * 1024 };

static int print(const char *language, enum jh_status status, struct jh_buf *out,
                 const struct jh_err *err)
{
    if (status != JH_OK)
        return jh_cli_error(language, err);
    jh_buf_addc(out, '\n');
    return jh_cli_write(language, "-", out->data, out->len);
}

static int usage(const char *language, const char *id)
{
    struct jh_err err;

    jh_fail(&err, JH_E_USAGE, id, JH_NOWHERE, (double)NAN, "arguments");
    return jh_cli_error(language, &err);
}

static enum jh_status read_stdin(struct jh_buf *in, struct jh_err *reterr)
{
    char piece[65536];
    size_t n;

    while ((n = fread(piece, 1, sizeof piece, stdin)) > 0)
        jh_buf_add(in, piece, n);
    return jh_buf_check(in, reterr);
}

static int disparity(const struct jh_command *self, int argc, char **argv)
{
    struct jh_calc_disparity in = {0};
    const char *lang = NULL, *language = jh_cli_language(argc, argv);
    const struct jh_option option[] = {
        {"amount", &in.amount, NULL, "COL"}, {"value", &in.value, NULL, "COL"},
        {"pupils", &in.pupils, NULL, "COL"}, {"group", &in.group, NULL, "COL"},
        {"lang", &lang, NULL, "LANG"},
    };
    JH_CLEANUP(jh_buf_release) struct jh_buf input = JH_BUF(INPUT_MOST), out = JH_BUF(OUTPUT_MOST);
    struct jh_err err;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, sizeof option / sizeof *option, NULL, &n, &code))
        return code;
    if (n != 1)
        return usage(language, "calc.one_file");
    if (strcmp(argv[0], "-") != 0) {
        in.path = argv[0];
    } else {
        if (read_stdin(&input, &err) != JH_OK)
            return jh_cli_error(language, &err);
        in.bytes = input.data ? input.data : "";
        in.size = input.len;
    }
    enum jh_status status = jh_app_calc_disparity(&in, &out, &err);
    return print(language, status, &out, &err);
}

static int split(const struct jh_command *self, int argc, char **argv)
{
    const char *pupils = NULL, *weights = NULL, *lang = NULL;
    const char *language = jh_cli_language(argc, argv);
    const struct jh_option option[] = {{"pupils", &pupils, NULL, "A,B"},
                                       {"weights", &weights, NULL, "A,B"},
                                       {"lang", &lang, NULL, "LANG"}};
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_err err;
    double whole;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, sizeof option / sizeof *option, NULL, &n, &code))
        return code;
    if (n != 1 || !jh_num_parse(argv[0], strlen(argv[0]), &whole))
        return usage(language, "calc.one_number");
    enum jh_status status = jh_app_calc_split(whole, pupils, weights, &out, &err);
    return print(language, status, &out, &err);
}

const struct jh_command jh_cmd_calc_disparity = {"calc disparity", disparity};
const struct jh_command jh_cmd_calc_split = {"calc split", split};
