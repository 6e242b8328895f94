/* src/cli/cli.h - the command line: one file a command, a table of options each.
 * A command reads its options, calls one use case of app/, prints, and returns an exit code. */
#pragma once
#include "app/app.h"
#include <stdio.h>

struct jh_option {     /* exactly one of text and flag is set */
    const char *name;  /* "year": --year 2025 or --year=2025 */
    const char **text; /* takes a value */
    bool *flag;        /* takes none */
    const char *value; /* what stands for the value in the help: "FILE" */
};

struct jh_command {
    const char *name; /* "balance"; two words for a verb of an area: "calc disparity" */
    /* Message ids of the help: "cli.NAME.summary", "cli.NAME.example", and for each option
     * "cli.NAME.--OPTION" or, when shared, "cli.--OPTION" (spaces of NAME are written as '_'). */
    int (*run)(const struct jh_command *self, int argc, char **argv);
};

extern const struct jh_command *const jh_commands[]; /* ends with NULL; in cli/commands.c */

/* Options of every command that works on a data file. */
struct jh_common {
    const char *db;                         /* --db FILE; else $JUNHENG_DB, else junheng.db */
    const char *packs;                      /* --packs FOLDER, else $JUNHENG_PACKS, else none */
    const char *language;                   /* --lang en; else $JUNHENG_LANG, else zh-CN */
    const char *county, *pack, *year, *set; /* --county --pack --year --set a=1,b=2 */
    const char *map;                        /* --schools-of today, then or a day */
    bool json, csv;
};

/* Parse argv[0..argc) (behind the command's name) by `option`; what is no option is moved to the
 * front of argv and counted in *ret_args. "--" ends options. Prints the help and returns false with
 * *ret_exit 0 on --help; prints the fault and the nearest option and returns false with the exit
 * code of JH_E_USAGE when something is unknown. `common` may be NULL; its options are then unknown.
 */
bool jh_cli_options(const struct jh_command *self, int argc, char **argv,
                    const struct jh_option *option, size_t n, struct jh_common *common,
                    int *ret_args, int *ret_exit);

/* Open the data file and load the packs. Free with jh_cli_close. Prints the error itself. */
struct jh_cli {
    struct jh_arena mem;
    struct jh_pack_set packs;
    struct jh_app app;
    struct jh_ask ask; /* from the common options; the only county of the file when none is named */
};
bool jh_cli_open(struct jh_cli *c, const struct jh_common *common, int *ret_exit);
void jh_cli_close(struct jh_cli *c);

/* --lang of the arguments, else $JUNHENG_LANG, else zh-CN; "zh-CN" or "en". */
const char *jh_cli_language(int argc, char **argv);
/* The summary, example and options of a command, on `out`. */
void jh_cli_help(FILE *out, const char *language, const struct jh_command *command,
                 const struct jh_option *option, size_t n, bool common);
/* The name nearest to a mistyped one, or NULL when none is near enough. name(i) of 0 .. n-1. */
const char *jh_cli_nearest(const char *typed, const char *(*name)(const void *list, size_t i),
                           const void *list, size_t n);

/* True when a county is named or the file has just one; else prints the list of them. */
bool jh_cli_county(const struct jh_cli *c, int *ret_exit);

/* Print the user's sentence for `err` on stderr; the exit code. */
int jh_cli_error(const char *language, const struct jh_err *err);
/* The bytes of a file, as many as `out` may hold. JH_E_NOTFOUND "intake.not_found". */
JH_NODISCARD enum jh_status jh_cli_read(const char *path, struct jh_buf *out,
                                        struct jh_err *reterr);
/* Write bytes to a file ("-": stdout). */
int jh_cli_write(const char *language, const char *path, const void *bytes, size_t n);
/* A progress bar on stderr when it is a terminal, silent otherwise; context: a zeroed struct. */
struct jh_cli_bar {
    const char *language;
    int phase, percent;
};
bool jh_cli_progress(void *bar, int phase, long done, long total);

int jh_cli_main(int argc, char **argv);
