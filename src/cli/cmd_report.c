/* src/cli/cmd_report.c - junheng report --out FILE.(xlsx|pdf|csv). */
#include "app/report.h"
#include "cli/cli.h"
#include <math.h>
#include <strings.h>

#define REPORT_BYTES ((size_t)512 << 20)

static const char *ending(const char *path)
{
    const char *dot = path ? strrchr(path, '.') : NULL;
    return dot && !strchr(dot, '/') ? dot + 1 : "";
}

/* The kind of report for a file name; `table` chooses between the two text tables. NULL: none. */
static const char *kind_of(const char *path, const char *table)
{
    const char *end = ending(path);

    if (strcasecmp(end, "xlsx") == 0)
        return "tables.xlsx";
    if (strcasecmp(end, "pdf") == 0)
        return "report.pdf";
    if (strcasecmp(end, "csv") == 0)
        return strcmp(table, "indicators") == 0 ? "indicators.csv" : "schools.csv";
    return NULL;
}

static int usage(const char *language, const char *id, const char *text)
{
    struct jh_err err;

    jh_fail(&err, JH_E_USAGE, id, JH_NOWHERE, (double)NAN, "%.200s", text);
    return jh_cli_error(language, &err);
}

static int write_report(struct jh_cli *c, const char *kind, const char *path)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(REPORT_BYTES);
    struct jh_err err;
    struct jh_report_file file;

    if (jh_app_report(&c->app, &c->ask, kind, &out, &file, &err) != JH_OK)
        return jh_cli_error(c->app.language, &err);
    return jh_cli_write(c->app.language, path, out.data, out.len);
}

static int run(const struct jh_command *self, int argc, char **argv)
{
    const char *path = NULL, *table = "schools";
    const struct jh_option option[] = {{.name = "out", .text = &path, .value = "FILE"},
                                       {.name = "table", .text = &table, .value = "NAME"}};
    struct jh_common common = {0};
    struct jh_cli c;
    int args, code;

    if (!jh_cli_options(self, argc, argv, option, 2, &common, &args, &code))
        return code;
    if (!path)
        return usage(common.language, "report.no_out", "");
    if (strcmp(table, "schools") != 0 && strcmp(table, "indicators") != 0)
        return usage(common.language, "report.unknown_table", table);
    const char *kind = kind_of(path, table);
    if (!kind)
        return usage(common.language, "report.unknown_ending", path);
    if (!jh_cli_open(&c, &common, &code))
        return code;
    if (jh_cli_county(&c, &code))
        code = write_report(&c, kind, path);
    jh_cli_close(&c);
    return code;
}

const struct jh_command jh_cmd_report = {"report", run};
