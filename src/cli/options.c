/* src/cli/options.c - options of commands: parsing, help, and the nearest name to a mistyped one.
 */
#include "cli/cli.h"
#include "base/msg.h"
#include "base/near.h"

enum { NAME_MOST = 64 };

static const char *normal_language(const char *text)
{
    return text && strncmp(text, "en", 2) == 0 ? "en" : "zh-CN";
}

const char *jh_cli_language(int argc, char **argv)
{
    const char *language = getenv("JUNHENG_LANG");

    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0)
            language = argv[i] + 7;
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            language = argv[i + 1];
    }
    return normal_language(language);
}

const char *jh_cli_nearest(const char *typed, const char *(*name)(const void *list, size_t i),
                           const void *list, size_t n)
{
    size_t within = strlen(typed) / 3 + 2; /* farther than this is another word */
    size_t i = jh_near_best(typed, name, list, n, within);

    return i < n ? name(list, i) : NULL;
}

/* The options of a command and the common ones, as one list. */
struct all {
    const struct jh_option *own, *common;
    size_t nown, ncommon;
};

static const struct jh_option *option_at(const struct all *all, size_t i)
{
    return i < all->nown ? &all->own[i] : &all->common[i - all->nown];
}

static const char *option_name(const void *all, size_t i)
{
    return option_at(all, i)->name;
}

static const struct jh_option *find(const struct all *all, const char *name, size_t n)
{
    for (size_t i = 0; i < all->nown + all->ncommon; i++) {
        const struct jh_option *o = option_at(all, i);
        if (strlen(o->name) == n && memcmp(o->name, name, n) == 0)
            return o;
    }
    return NULL;
}

/* A text of the catalogue; empty when there is none. */
static void text_of(struct jh_buf *out, const char *language, const char *id)
{
    jh_buf_clear(out);
    jh_msg(out, language, id, NULL, 0);
    if (!out->data || strcmp(out->data, id) == 0) {
        jh_buf_clear(out);
        jh_buf_adds(out, "");
    }
}

static void command_text(struct jh_buf *out, const char *language, const char *command,
                         const char *what)
{
    char id[160], name[NAME_MOST];

    snprintf(name, sizeof name, "%s", command);
    for (char *c = name; *c; c++)
        if (*c == ' ')
            *c = '_';
    snprintf(id, sizeof id, "cli.%s.%s", name, what);
    text_of(out, language, id);
}

static void print_option(FILE *out, const char *language, const struct jh_command *command,
                         const struct jh_option *o)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(4000);
    char what[NAME_MOST], shown[NAME_MOST * 2];

    snprintf(what, sizeof what, "--%s", o->name);
    command_text(&text, language, command->name, what);
    if (!text.len) {
        char id[NAME_MOST + 8];
        snprintf(id, sizeof id, "cli.%s", what);
        text_of(&text, language, id);
    }
    snprintf(shown, sizeof shown, "%s%s%s", what, o->flag ? "" : " ", o->flag ? "" : o->value);
    fprintf(out, "  %-22s %s\n", shown, text.data);
}

static size_t common_options(struct jh_common *c, struct jh_option ret[10])
{
    const struct jh_option list[] = {
        {"db", &c->db, NULL, "FILE"},         {"county", &c->county, NULL, "CODE"},
        {"pack", &c->pack, NULL, "ID"},       {"year", &c->year, NULL, "YEAR"},
        {"set", &c->set, NULL, "A=1,B=0"},    {"packs", &c->packs, NULL, "FOLDER"},
        {"lang", &c->language, NULL, "LANG"}, {"json", NULL, &c->json, NULL},
        {"csv", NULL, &c->csv, NULL},         {"schools-of", &c->map, NULL, "DAY"},
    };
    memcpy(ret, list, sizeof list);
    return sizeof list / sizeof *list;
}

/* Command lines to copy, one a line. */
static void print_example(FILE *out, const char *text)
{
    while (*text) {
        size_t n = strcspn(text, "\n");
        fprintf(out, "  %.*s\n", (int)n, text);
        text += n + (text[n] != 0);
    }
    fputc('\n', out);
}

void jh_cli_help(FILE *out, const char *language, const struct jh_command *command,
                 const struct jh_option *option, size_t n, bool common)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(4000);
    struct jh_common unused = {0};
    struct jh_option shared[10];

    command_text(&text, language, command->name, "summary");
    fprintf(out, "junheng %s: %s\n\n", command->name, text.data);
    command_text(&text, language, command->name, "example");
    print_example(out, text.data ? text.data : "");
    for (size_t i = 0; i < n; i++)
        print_option(out, language, command, &option[i]);
    if (!common)
        return;
    size_t nshared = common_options(&unused, shared);
    for (size_t i = 0; i < nshared; i++)
        print_option(out, language, command, &shared[i]);
}

/* Say what is wrong with an option; always false. */
static bool wrong(const char *language, const char *id, const char *typed, const char *nearest,
                  int *ret_exit)
{
    struct jh_err err;
    JH_CLEANUP(jh_buf_release) struct jh_buf hint = JH_BUF(1000);
    const struct jh_msg_arg arg = {"text", nearest};

    *ret_exit =
        jh_cli_error(language, (jh_fail(&err, JH_E_USAGE, id, JH_NOWHERE, 0, "%s", typed), &err));
    if (nearest) {
        jh_msg(&hint, language, "cli.did_you_mean_option", &arg, 1);
        fprintf(stderr, "%s\n", hint.data);
    }
    return false;
}

/* Take one option at argv[*i] apart and store it; *i moves over its value. */
static bool take(const struct all *all, const char *language, int argc, char **argv, int *i,
                 int *ret_exit)
{
    const char *name = argv[*i] + 2, *equals = strchr(name, '=');
    size_t n = equals ? (size_t)(equals - name) : strlen(name);
    const struct jh_option *o = find(all, name, n);
    char typed[NAME_MOST];

    snprintf(typed, sizeof typed, "%.*s", n < sizeof typed ? (int)n : (int)sizeof typed - 1, name);
    if (!o)
        return wrong(language, "cli.unknown_option", argv[*i],
                     jh_cli_nearest(typed, option_name, all, all->nown + all->ncommon), ret_exit);
    if (o->flag) {
        *o->flag = true;
        return equals ? wrong(language, "cli.option_without_value", argv[*i], NULL, ret_exit)
                      : true;
    }
    if (!equals && *i + 1 >= argc)
        return wrong(language, "cli.option_needs_value", argv[*i], NULL, ret_exit);
    *o->text = equals ? equals + 1 : argv[++*i];
    return true;
}

static void defaults(struct jh_common *c, const char *language)
{
    const char *db = getenv("JUNHENG_DB"), *packs = getenv("JUNHENG_PACKS");

    *c = (struct jh_common){.db = db && *db ? db : "junheng.db",
                            .packs = packs && *packs ? packs : NULL,
                            .language = language};
}

bool jh_cli_options(const struct jh_command *self, int argc, char **argv,
                    const struct jh_option *option, size_t n, struct jh_common *common,
                    int *ret_args, int *ret_exit)
{
    struct jh_option shared[10];
    struct all all = {.own = option, .nown = n, .common = shared};
    const char *language = jh_cli_language(argc, argv);
    bool plain = false; /* behind "--" */

    if (common) {
        defaults(common, language);
        all.ncommon = common_options(common, shared);
    }
    *ret_args = 0;
    for (int i = 0; i < argc; i++) {
        if (plain || argv[i][0] != '-' || argv[i][1] == 0) {
            argv[(*ret_args)++] = argv[i];
        } else if (strcmp(argv[i], "--") == 0) {
            plain = true;
        } else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            jh_cli_help(stdout, language, self, option, n, common != NULL);
            *ret_exit = 0;
            return false;
        } else if (argv[i][1] != '-') {
            return wrong(language, "cli.unknown_option", argv[i], NULL, ret_exit);
        } else if (!take(&all, language, argc, argv, &i, ret_exit)) {
            return false;
        }
    }
    if (common)
        common->language = normal_language(common->language);
    return true;
}
