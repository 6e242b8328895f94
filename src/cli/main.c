/* src/cli/main.c - find the command and run it. */
#include "cli/cli.h"
#include "base/msg.h"
#include "base/version.h"

static size_t ncommands(void)
{
    size_t n = 0;
    while (jh_commands[n])
        n++;
    return n;
}

static const char *command_name(const void *list, size_t i)
{
    return ((const struct jh_command *const *)list)[i]->name;
}

/* How many of argv the name of a command takes when it stands there: 0, 1 or 2 words. */
static int words_matched(const char *name, int argc, char **argv)
{
    const char *space = strchr(name, ' ');

    if (!space)
        return argc > 0 && strcmp(name, argv[0]) == 0;
    size_t n = (size_t)(space - name);
    if (argc > 1 && strlen(argv[0]) == n && memcmp(name, argv[0], n) == 0 &&
        strcmp(space + 1, argv[1]) == 0)
        return 2;
    return 0;
}

static void say(FILE *out, const char *language, const char *id, const char *text)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf line = JH_BUF(4000);
    const struct jh_msg_arg arg = {"text", text};

    jh_msg(&line, language, id, &arg, 1);
    fprintf(out, "%s\n", line.data ? line.data : "");
}

/* The commands, all or those of one area ("calc"); how many there were. */
static size_t list(FILE *out, const char *language, const char *area)
{
    size_t shown = 0, n = area ? strlen(area) : 0;

    for (size_t i = 0; jh_commands[i]; i++) {
        const char *name = jh_commands[i]->name;
        char id[120];
        JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(4000);

        if (area && !(strncmp(name, area, n) == 0 && name[n] == ' '))
            continue;
        snprintf(id, sizeof id, "cli.%s.summary", name);
        for (char *c = id; *c; c++)
            if (*c == ' ')
                *c = '_';
        jh_msg(&text, language, id, NULL, 0);
        fprintf(out, "  %-20s %s\n", name, text.data ? text.data : "");
        shown++;
    }
    return shown;
}

static int overview(FILE *out, const char *language, int exit_code)
{
    say(out, language, "cli.title", jh_version());
    list(out, language, NULL);
    say(out, language, "cli.more", NULL);
    return exit_code;
}

static int unknown(const char *language, int argc, char **argv)
{
    struct jh_err err;
    char both[160];
    const char *typed = argv[0], *near = NULL;

    if (argc > 1 && argv[1][0] != '-') {
        snprintf(both, sizeof both, "%s %s", argv[0], argv[1]);
        near = jh_cli_nearest(both, command_name, jh_commands, ncommands());
        if (near)
            typed = both;
    }
    if (!near)
        near = jh_cli_nearest(argv[0], command_name, jh_commands, ncommands());
    jh_fail(&err, JH_E_USAGE, "cli.unknown_command", JH_NOWHERE, 0, "%s", typed);
    int code = jh_cli_error(language, &err);
    if (near)
        say(stderr, language, "cli.did_you_mean", near);
    else
        say(stderr, language, "cli.see_help", NULL);
    return code;
}

static bool is(const char *word, const char *one, const char *other)
{
    return strcmp(word, one) == 0 || strcmp(word, other) == 0;
}

int jh_cli_main(int argc, char **argv)
{
    static char help[] = "--help";
    const char *language = jh_cli_language(argc - 1, argv + 1);

    argc--, argv++;
    if (argc < 1)
        return overview(stderr, language, jh_status_exit(JH_E_USAGE));
    if (is(argv[0], "--version", "version")) {
        printf("junheng %s\n", jh_version());
        return 0;
    }
    if (is(argv[0], "--help", "-h") || (is(argv[0], "help", "help") && argc == 1))
        return overview(stdout, language, 0);
    if (is(argv[0], "help", "help")) { /* "help calc disparity" is "calc disparity --help" */
        for (int i = 1; i < argc; i++)
            argv[i - 1] = argv[i];
        argv[argc - 1] = help;
    }
    for (size_t i = 0; jh_commands[i]; i++) {
        int words = words_matched(jh_commands[i]->name, argc, argv);
        if (words)
            return jh_commands[i]->run(jh_commands[i], argc - words, argv + words);
    }
    if (argc == 1 || argv[1][0] == '-') { /* an area without its verb */
        bool asked = argc > 1 && is(argv[1], "--help", "-h");
        if (list(asked ? stdout : stderr, language, argv[0]))
            return asked ? 0 : jh_status_exit(JH_E_USAGE);
    }
    return unknown(language, argc, argv);
}
