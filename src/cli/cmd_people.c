/* src/cli/cmd_people.c - junheng people …: search, one file, steps, the year's roll-over. */
#include "app/people.h"
#include "base/msg.h"
#include "base/num.h"
#include "cli/cli.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { OUTPUT_MOST = 64 * 1024 * 1024, ARGS_MOST = 8 };

static const char *text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static long long number(const json_t *o, const char *key)
{
    return (long long)json_integer_value(json_object_get(o, key));
}

/* "people.word.transfer" in words; a word that has none stands for itself. */
static const char *word(struct jh_cli *c, const char *kind)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(400);
    char id[80];

    snprintf(id, sizeof id, "people.word.%.50s", kind);
    jh_msg(&out, c->app.language, id, NULL, 0);
    if (!*kind || (out.data && strcmp(out.data, id) == 0))
        return kind;
    return jh_arena_strdup(&c->mem, out.data);
}

static void print_person(struct jh_cli *c, const json_t *p)
{
    const char *kind = json_is_true(json_object_get(p, "teacher")) ? "teacher" : "pupil";

    printf("%8lld  %-10s %-4s %-11s %-6s %s%s\n", number(p, "person"), text(p, "name"),
           number(p, "sex") == 1   ? word(c, "man")
           : number(p, "sex") == 2 ? word(c, "woman")
                                   : "",
           text(p, "birth"), word(c, kind), text(p, "school_name"),
           json_is_false(json_object_get(p, "here")) ? word(c, "gone") : "");
}

static void print_stays(struct jh_cli *c, const json_t *list)
{
    const json_t *e;
    size_t i;

    json_array_foreach(list, i, e)
    {
        const char *to = text(e, "to");
        printf("  %s - %-10s  %s  %s%s%s  %s %s\n", text(e, "from"), *to ? to : word(c, "now"),
               text(e, "school_name"), text(e, "cohort"), text(e, "class"), text(e, "subject"),
               word(c, text(e, "how_in")), word(c, text(e, "how_out")));
    }
}

static void print_file(struct jh_cli *c, const json_t *root)
{
    const json_t *f;
    size_t i;

    print_person(c, root);
    print_stays(c, json_object_get(root, "enrolments"));
    print_stays(c, json_object_get(root, "posts"));
    json_array_foreach(json_object_get(root, "fields"), i, f)
    {
        const json_t *source = json_object_get(f, "source");
        printf("  %s: %s", text(f, "name"), text(f, "value"));
        if (source)
            printf("  [%s!%s]", text(source, "file"), text(source, "cell"));
        printf("\n");
    }
    json_array_foreach(json_object_get(root, "changes"), i, f)
        printf("  #%lld %s %s %s%s\n", number(f, "step"), text(f, "date"), word(c, text(f, "kind")),
               text(f, "at"), json_is_true(json_object_get(f, "undone")) ? word(c, "undone") : "");
}

static void print_counts(struct jh_cli *c, const char *name, const json_t *n)
{
    static const char *const key[] = {"before",    "promoted", "graduated",
                                      "continued", "arrived",  "after"};
    JH_CLEANUP(jh_buf_release) struct jh_buf line = JH_BUF(2000);
    struct jh_msg_arg args[7] = {{"name", name}};
    char figure[6][24];

    for (int i = 0; i < 6; i++) {
        snprintf(figure[i], sizeof figure[i], "%lld", number(n, key[i]));
        args[i + 1] = (struct jh_msg_arg){key[i], figure[i]};
    }
    jh_msg(&line, c->app.language, "people.roll_line", args, 7);
    printf("%s\n", line.data);
}

static void print_roll(struct jh_cli *c, const json_t *root)
{
    const json_t *s;
    size_t i;

    json_array_foreach(json_object_get(root, "schools"), i, s) print_counts(
        c, jh_arena_printf(&c->mem, "%s（%s）", text(s, "school_name"), word(c, text(s, "stage"))),
        s);
    print_counts(c, word(c, "total"), json_object_get(root, "total"));
    if (json_object_get(root, "step"))
        printf("#%lld\n", number(root, "step"));
}

static void print_steps(struct jh_cli *c, const json_t *root)
{
    const json_t *s;
    size_t i;

    json_array_foreach(json_object_get(root, "steps"), i, s) printf(
        "#%-5lld %-10s %s %s%s\n", number(s, "step"), text(s, "date"), word(c, text(s, "kind")),
        text(s, "at"), json_is_true(json_object_get(s, "undone")) ? word(c, "undone") : "");
}

static void print_compare(struct jh_cli *c, const json_t *root)
{
    const json_t *u, *item;
    size_t i, k;

    json_array_foreach(json_object_get(root, "units"), i, u)
    {
        bool headed = false;
        json_array_foreach(json_object_get(u, "items"), k, item)
        {
            const json_t *difference = json_object_get(item, "difference");
            if (!json_is_number(difference) || json_number_value(difference) == 0)
                continue;
            if (!headed)
                printf("%s（%s）\n", text(u, "school_name"), word(c, text(u, "stage")));
            headed = true;
            printf("  %s: %s %g, %s %g\n", text(item, "name"), word(c, "stated"),
                   json_number_value(json_object_get(item, "stated")), word(c, "derived"),
                   json_number_value(json_object_get(item, "derived")));
        }
    }
    printf("%s %lld\n", word(c, "differences"), number(root, "differences"));
}

static void print_found(struct jh_cli *c, const json_t *root)
{
    const json_t *p;
    size_t i;

    json_array_foreach(json_object_get(root, "people"), i, p) print_person(c, p);
    if (json_is_true(json_object_get(root, "more")))
        printf("%s\n", word(c, "more"));
}

static void print_step(struct jh_cli *c, const json_t *root)
{
    printf("%s\n", word(c, "before"));
    print_stays(c, json_object_get(root, "before"));
    printf("%s\n", word(c, "after"));
    print_stays(c, json_object_get(root, "after"));
    if (json_object_get(root, "step"))
        printf("#%lld\n", number(root, "step"));
}

struct wish {
    const char *school, *class_, *date, *reason, *kind, *entry;
    bool preview;
    const char *arg[ARGS_MOST];
    int nargs;
};
typedef enum jh_status ask(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                           struct jh_err *reterr);

static enum jh_status whole(const char *given, const char *field, int64_t *ret,
                            struct jh_err *reterr)
{
    double value;

    if (given && jh_num_parse(given, strlen(given), &value) && value >= 0 && value < 1e15 &&
        value == floor(value)) {
        *ret = (int64_t)value;
        return JH_OK;
    }
    return jh_fail(reterr, JH_E_USAGE, "people.number", ((struct jh_at){field, 0}), (double)NAN,
                   "%.60s", given ? given : "");
}

static enum jh_status ask_find(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                               struct jh_err *reterr)
{
    const char *county = c->ask.county && strcmp(c->ask.county, "all") == 0 ? NULL : c->ask.county;
    const struct jh_people_query q = {.county = county,
                                      .text = w->nargs ? w->arg[0] : NULL,
                                      .school = w->school,
                                      .kind = !w->kind                          ? 0
                                              : strcmp(w->kind, "pupil") == 0   ? JH_PEOPLE_PUPILS
                                              : strcmp(w->kind, "teacher") == 0 ? JH_PEOPLE_TEACHERS
                                                                                : 0};
    return jh_app_people_find(&c->app, &q, out, reterr);
}

static enum jh_status ask_show(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                               struct jh_err *reterr)
{
    int64_t id = 0;
    JH_TRY(whole(w->nargs ? w->arg[0] : NULL, "person", &id, reterr));
    return jh_app_person_json(&c->app, c->ask.county, id, out, reterr);
}

static enum jh_status ask_step(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                               struct jh_err *reterr)
{
    struct jh_person_step_in in = {.county = c->ask.county,
                                   .kind = w->nargs ? w->arg[0] : NULL,
                                   .school = w->school,
                                   .class_ = w->class_,
                                   .reason = w->reason,
                                   .preview = w->preview};
    int64_t entry = 0;

    JH_TRY(whole(w->nargs > 1 ? w->arg[1] : NULL, "person", &in.person, reterr));
    JH_TRY(jh_people_date(w->date, &in.date, reterr));
    if (w->entry)
        JH_TRY(whole(w->entry, "entry", &entry, reterr));
    in.entry = (int)entry;
    return jh_app_person_step(&c->app, &in, out, reterr);
}

static enum jh_status ask_roll(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                               struct jh_err *reterr)
{
    return jh_app_roll_over(&c->app, c->ask.county, c->ask.year, w->preview, out, reterr);
}

static enum jh_status ask_steps(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                                struct jh_err *reterr)
{
    (void)w;
    return jh_app_people_steps(&c->app, c->ask.county, out, reterr);
}

static enum jh_status ask_undo(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                               struct jh_err *reterr)
{
    int64_t step = 0;
    JH_TRY(whole(w->nargs ? w->arg[0] : NULL, "step", &step, reterr));
    return jh_app_people_undo(&c->app, c->ask.county, step, out, reterr);
}

static enum jh_status ask_compare(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                                  struct jh_err *reterr)
{
    if (w->nargs) /* report, roster: from now on */
        JH_TRY(jh_app_people_source(&c->app, c->ask.county, w->arg[0], out, reterr));
    jh_buf_clear(out);
    return jh_app_people_compare(&c->app, c->ask.county, c->ask.year, out, reterr);
}

static int run(const struct jh_command *self, int argc, char **argv, ask *asked,
               void (*print)(struct jh_cli *c, const json_t *root))
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_common common = {0};
    struct wish w = {0};
    const struct jh_option option[] = {
        {"school", &w.school, NULL, "CODE"}, {"class", &w.class_, NULL, "CLASS"},
        {"date", &w.date, NULL, "DATE"},     {"reason", &w.reason, NULL, "TEXT"},
        {"kind", &w.kind, NULL, "KIND"},     {"entry", &w.entry, NULL, "YEAR"},
        {"preview", NULL, &w.preview, NULL}};
    struct jh_cli c;
    struct jh_err err;
    int code = 0;

    if (!jh_cli_options(self, argc, argv, option, sizeof option / sizeof *option, &common, &w.nargs,
                        &code))
        return code;
    for (int i = 0; i < w.nargs && i < ARGS_MOST; i++)
        w.arg[i] = argv[i];
    if (!jh_cli_open(&c, &common, &code))
        return code;
    if (asked != ask_find && !jh_cli_county(&c, &code)) {
        jh_cli_close(&c);
        return code;
    }
    if (asked(&c, &w, &out, &err) != JH_OK) {
        code = jh_cli_error(c.app.language, &err);
    } else if (common.json) {
        jh_buf_addc(&out, '\n');
        code = jh_cli_write(c.app.language, "-", out.data, out.len);
    } else {
        json_t *root = json_loadb(out.data, out.len, 0, NULL);
        print(&c, root);
        json_decref(root);
    }
    jh_cli_close(&c);
    return code;
}

#define COMMAND(name, words, asked, print)                                                         \
    static int run_##name(const struct jh_command *self, int argc, char **argv)                    \
    {                                                                                              \
        return run(self, argc, argv, asked, print);                                                \
    }                                                                                              \
    extern const struct jh_command jh_cmd_people_##name;                                           \
    const struct jh_command jh_cmd_people_##name = {words, run_##name};

COMMAND(find, "people find", ask_find, print_found)
COMMAND(show, "people show", ask_show, print_file)
COMMAND(step, "people step", ask_step, print_step)
COMMAND(roll, "people rollover", ask_roll, print_roll)
COMMAND(steps, "people steps", ask_steps, print_steps)
COMMAND(undo, "people undo", ask_undo, print_steps)
COMMAND(compare, "people compare", ask_compare, print_compare)
