/* src/cli/cmd_submission.c - junheng submission ...: rounds, one school's cells, and their way up.
 */
#include "app/submissions.h"
#include "base/msg.h"
#include "cli/cli.h"
#include "cli/submission.h"
#include <math.h>
#include <string.h>

struct asked {
    struct jh_common common;
    struct jh_cli c;
    const char *round_text, *school, *title, *forms, *due, *schools, *reason, *comment, *form,
        *conflict, *choice;
    bool last, overwrite, dry_run;
    int64_t round;
    int argc;
    char **argv;
};

typedef int act(struct asked *a);

static const char *text(const json_t *from, const char *key)
{
    const char *value = json_string_value(json_object_get(from, key));
    return value ? value : "";
}

static long long number(const json_t *from, const char *key)
{
    return (long long)json_integer_value(json_object_get(from, key));
}

int jh_cli_submission_answer(const char *language, bool json, enum jh_status status,
                             const struct jh_buf *out, const struct jh_err *err,
                             void (*print)(const json_t *root))
{
    if (status != JH_OK)
        return jh_cli_error(language, err);
    if (json) {
        printf("%s\n", out->data);
        return 0;
    }
    json_t *root = json_loadb(out->data, out->len, 0, NULL);
    print(root);
    json_decref(root);
    return 0;
}

int64_t jh_cli_round(struct jh_cli *c, const char *text, int *ret_exit)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    struct jh_err err;
    char *end = NULL;
    long long round = text ? strtoll(text, &end, 10) : 0;

    if (text && (*end || end == text || round < 1)) {
        jh_fail(&err, JH_E_USAGE, "submission.no_round", JH_NOWHERE, 0, "%.40s", text);
        *ret_exit = jh_cli_error(c->app.language, &err);
        return 0;
    }
    if (round)
        return round;
    if (jh_app_rounds_json(&c->app, c->ask.county, &out, &err) != JH_OK) {
        *ret_exit = jh_cli_error(c->app.language, &err);
        return 0;
    }
    json_t *root = json_loadb(out.data, out.len, 0, NULL);
    round = number(json_array_get(json_object_get(root, "rounds"), 0), "round");
    json_decref(root);
    if (!round) {
        jh_fail(&err, JH_E_NOTFOUND, "submission.no_round", JH_NOWHERE, 1, "none is open");
        *ret_exit = jh_cli_error(c->app.language, &err);
    }
    return round;
}

static void print_round(const json_t *root)
{
    const json_t *school;
    size_t i;

    printf("%lld  %s  %s  %s\n", number(root, "round"), text(root, "title"), text(root, "due"),
           text(root, "closed"));
    json_array_foreach(json_object_get(root, "schools"), i, school)
        printf("  %s  %s  %s%s\n", text(school, "school"), text(school, "state_name"),
               text(school, "name"), json_is_true(json_object_get(school, "overdue")) ? "  !" : "");
}

static void print_rounds(const json_t *root)
{
    const json_t *round;
    size_t i;

    json_array_foreach(json_object_get(root, "rounds"), i, round)
    {
        const json_t *n = json_object_get(round, "counts");
        printf("%lld  %s  %s  %lld/%lld%s\n", number(round, "round"), text(round, "title"),
               text(round, "due"), number(n, "approved"), number(n, "total"),
               json_is_true(json_object_get(round, "overdue")) ? "  !" : "");
    }
}

static void print_findings(const json_t *root)
{
    const json_t *f;
    size_t i;

    json_array_foreach(json_object_get(root, "findings"), i, f)
    {
        printf("  [%s] %s%s%s\n", text(f, "grade"), text(f, "stage_name"),
               *text(f, "stage_name") ? " " : "", text(f, "text"));
        if (*text(f, "reason"))
            printf("      = %s\n", text(f, "reason"));
        else if (*text(f, "way_out"))
            printf("      → %s\n", text(f, "way_out"));
    }
}

static void print_conflicts(const json_t *root)
{
    const json_t *c;
    size_t i;

    json_array_foreach(json_object_get(root, "conflicts"), i, c)
        printf("  #%lld %s%s%s  %s (%s %s) | %s (%s %s)  %s\n", number(c, "conflict"),
               text(c, "stage_name"), *text(c, "stage_name") ? " " : "", text(c, "item_name"),
               text(c, "ours"), text(c, "ours_who"), text(c, "ours_at"), text(c, "theirs"),
               text(c, "theirs_who"), text(c, "theirs_at"), text(c, "choice"));
}

static void print_cells(const json_t *form)
{
    const json_t *row, *cell, *comment;
    size_t i, k, m;

    printf("\n%s\n", text(form, "title"));
    json_array_foreach(json_object_get(form, "rows"), i, row)
    {
        printf("  %s (%s)", text(row, "item"), text(row, "name"));
        json_array_foreach(json_object_get(row, "cells"), k, cell)
        {
            if (!json_is_true(json_object_get(cell, "asked")))
                continue;
            printf("  %s%s%s [%s%s%s]", text(cell, "stage"), *text(cell, "stage") ? "=" : "",
                   text(cell, "text"), text(cell, "state"), *text(cell, "last") ? " ← " : "",
                   text(cell, "last"));
            json_array_foreach(json_object_get(cell, "comments"), m, comment)
                printf(" ✎ %s", text(comment, "text"));
        }
        printf("\n");
    }
}

static void print_head(const json_t *root)
{
    printf("%s  %s  %s  %s\n", text(root, "title"), text(root, "name"), text(root, "state_name"),
           text(root, "due"));
    printf("%s\n", text(json_object_get(root, "counts"), "text"));
}

static void print_state(const json_t *root)
{
    print_head(root);
    print_findings(root);
    print_conflicts(root);
}

static void print_grid(const json_t *root)
{
    const json_t *form;
    size_t i;

    print_head(root);
    json_array_foreach(json_object_get(root, "forms"), i, form) print_cells(form);
    print_findings(root);
    print_conflicts(root);
}

static void print_saved(const json_t *root)
{
    const json_t *o;
    size_t i;

    json_array_foreach(json_object_get(root, "outcomes"), i, o)
    {
        if (*text(o, "text"))
            printf("  %s %s: %s\n", text(o, "item"), text(o, "stage"), text(o, "text"));
    }
    print_state(json_object_get(root, "submission"));
}

static void print_due(const json_t *root)
{
    const json_t *e;
    size_t i;

    json_array_foreach(json_object_get(root, "items"), i, e)
        printf("%s %s  %s\n", json_is_true(json_object_get(e, "red")) ? "!" : " ", text(e, "text"),
               text(e, "page"));
}

static int answer(struct asked *a, enum jh_status status, const struct jh_buf *out,
                  const struct jh_err *err, void (*print)(const json_t *))
{
    return jh_cli_submission_answer(a->common.language, a->common.json, status, out, err, print);
}

static int do_open(struct asked *a)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    const struct jh_round in = {.county = a->c.ask.county,
                                .title = a->title,
                                .pack = a->common.pack,
                                .forms = a->forms,
                                .year = a->c.ask.year,
                                .due = a->due,
                                .schools = a->schools};
    struct jh_err err;

    return answer(a, jh_app_round_open(&a->c.app, &in, &out, &err), &out, &err, print_round);
}

static int do_close(struct asked *a)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    struct jh_err err;

    return answer(a, jh_app_round_close(&a->c.app, a->c.ask.county, a->round, &out, &err), &out,
                  &err, print_round);
}

static int do_list(struct asked *a)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    const char *county = a->c.ask.county;
    struct jh_err err;
    int code = 0;

    if (!a->round_text)
        return answer(a, jh_app_rounds_json(&a->c.app, county, &out, &err), &out, &err,
                      print_rounds);
    int64_t round = jh_cli_round(&a->c, a->round_text, &code);
    if (!round)
        return code;
    return answer(a, jh_app_round_json(&a->c.app, county, round, &out, &err), &out, &err,
                  print_round);
}

static int do_due(struct asked *a)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    struct jh_err err;

    return answer(a, jh_app_due_json(&a->c.app, a->c.ask.county, &out, &err), &out, &err,
                  print_due);
}

static int do_show(struct asked *a)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    struct jh_err err;

    return answer(
        a, jh_app_submission_json(&a->c.app, a->c.ask.county, a->round, a->school, &out, &err),
        &out, &err, print_grid);
}

/* Something that was not saved ends with the code of bad data; all is told. */
static int do_fill(struct asked *a)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    const char *path = a->argc ? a->argv[0] : NULL;
    const struct jh_fill in = {.name = path,
                               .path = path,
                               .dry_run = a->dry_run,
                               .overwrite = a->overwrite,
                               .from_last = a->last};
    struct jh_err err;
    enum jh_status status =
        jh_app_submission_fill(&a->c.app, a->c.ask.county, a->round, a->school, &in, &out, &err);
    int code = answer(a, status, &out, &err, print_saved);

    if (status != JH_OK)
        return code;
    json_t *root = json_loadb(out.data, out.len, 0, NULL);
    bool all = number(root, "conflicts") + number(root, "refused") == 0;
    json_decref(root);
    return all ? 0 : jh_status_exit(JH_E_DATA);
}

/* "licensed@primary=please check": a comment on a cell. */
static bool comment_of(struct asked *a, struct jh_note_in *ret)
{
    char *copy = jh_arena_strdup(&a->c.mem, a->comment), *is = copy ? strchr(copy, '=') : NULL;
    char *at = copy ? strchr(copy, '@') : NULL;

    if (!is)
        return false;
    *is = 0;
    *ret = (struct jh_note_in){.item = copy, .stage = "", .text = is + 1};
    if (at && at < is) {
        *at = 0;
        ret->stage = at + 1;
    }
    return true;
}

static int do_move(struct asked *a, const char *kind)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    struct jh_note_in comment;
    struct jh_move m = {.kind = kind, .note = a->reason};
    struct jh_err err;

    if (a->comment && comment_of(a, &comment)) {
        m.comment = &comment;
        m.ncomment = 1;
    } else if (a->comment) {
        jh_fail(&err, JH_E_USAGE, "submission.comment_cell", JH_NOWHERE, (double)NAN, "%.80s",
                a->comment);
        return jh_cli_error(a->common.language, &err);
    }
    return answer(
        a, jh_app_submission_move(&a->c.app, a->c.ask.county, a->round, a->school, &m, &out, &err),
        &out, &err, print_state);
}

static int do_submit(struct asked *a)
{
    return do_move(a, "submit");
}

static int do_return(struct asked *a)
{
    return do_move(a, "return");
}

static int do_pass(struct asked *a)
{
    return do_move(a, "pass");
}

static int do_approve(struct asked *a)
{
    return do_move(a, "approve");
}

static int do_reopen(struct asked *a)
{
    return do_move(a, "reopen");
}

static int do_decide(struct asked *a)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    int64_t conflict = a->conflict ? strtoll(a->conflict, NULL, 10) : 0;
    struct jh_err err;

    return answer(a,
                  jh_app_submission_decide(&a->c.app, a->c.ask.county, a->round, a->school,
                                           conflict, a->choice, a->reason, &out, &err),
                  &out, &err, print_state);
}

enum needs { NEEDS_COUNTY, NEEDS_ROUND, NEEDS_SCHOOL };

static int inside(struct asked *a, enum needs needs, act *run)
{
    struct jh_err err;
    int code = 0;

    if (!jh_cli_county(&a->c, &code))
        return code;
    if (needs >= NEEDS_ROUND && !(a->round = jh_cli_round(&a->c, a->round_text, &code)))
        return code;
    if (needs == NEEDS_SCHOOL && !a->school) {
        jh_fail(&err, JH_E_USAGE, "cli.school_needed", JH_NOWHERE, (double)NAN, "--school");
        return jh_cli_error(a->common.language, &err);
    }
    return run(a);
}

static int begin(const struct jh_command *self, int argc, char **argv, struct asked *a,
                 const struct jh_option *option, size_t n, enum needs needs, act *run)
{
    int code = 0;

    if (!jh_cli_options(self, argc, argv, option, n, &a->common, &a->argc, &code))
        return code;
    a->argv = argv;
    if (!jh_cli_open(&a->c, &a->common, &code))
        return code;
    code = inside(a, needs, run);
    jh_cli_close(&a->c);
    return code;
}

#define OPTIONS(...)                                                                               \
    const struct jh_option option[] = {__VA_ARGS__};                                               \
    size_t n = sizeof option / sizeof *option
#define ROUND                                                                                      \
    {                                                                                              \
        "round", &a.round_text, NULL, "N"                                                          \
    }
#define SCHOOL                                                                                     \
    {                                                                                              \
        "school", &a.school, NULL, "CODE"                                                          \
    }
#define REASON                                                                                     \
    {                                                                                              \
        "reason", &a.reason, NULL, "TEXT"                                                          \
    }

static int run_open(const struct jh_command *self, int argc, char **argv)
{
    struct asked a = {0};
    OPTIONS({"title", &a.title, NULL, "TEXT"}, {"forms", &a.forms, NULL, "A,B"},
            {"due", &a.due, NULL, "DAY"}, {"schools", &a.schools, NULL, "CODE,CODE"});
    return begin(self, argc, argv, &a, option, n, NEEDS_COUNTY, do_open);
}

static int run_list(const struct jh_command *self, int argc, char **argv)
{
    struct asked a = {0};
    OPTIONS(ROUND);
    return begin(self, argc, argv, &a, option, n, NEEDS_COUNTY, do_list);
}

static int run_close(const struct jh_command *self, int argc, char **argv)
{
    struct asked a = {0};
    OPTIONS(ROUND);
    return begin(self, argc, argv, &a, option, n, NEEDS_ROUND, do_close);
}

static int run_due(const struct jh_command *self, int argc, char **argv)
{
    struct asked a = {0};
    return begin(self, argc, argv, &a, NULL, 0, NEEDS_COUNTY, do_due);
}

static int run_show(const struct jh_command *self, int argc, char **argv)
{
    struct asked a = {0};
    OPTIONS(ROUND, SCHOOL);
    return begin(self, argc, argv, &a, option, n, NEEDS_SCHOOL, do_show);
}

static int run_fill(const struct jh_command *self, int argc, char **argv)
{
    struct asked a = {0};
    OPTIONS(ROUND, SCHOOL, {"last", NULL, &a.last, NULL}, {"overwrite", NULL, &a.overwrite, NULL},
            {"dry-run", NULL, &a.dry_run, NULL});
    return begin(self, argc, argv, &a, option, n, NEEDS_SCHOOL, do_fill);
}

static int run_submit(const struct jh_command *self, int argc, char **argv)
{
    struct asked a = {0};
    OPTIONS(ROUND, SCHOOL, REASON);
    return begin(self, argc, argv, &a, option, n, NEEDS_SCHOOL, do_submit);
}

static int run_return(const struct jh_command *self, int argc, char **argv)
{
    struct asked a = {0};
    OPTIONS(ROUND, SCHOOL, REASON, {"comment", &a.comment, NULL, "ITEM@STAGE=TEXT"});
    return begin(self, argc, argv, &a, option, n, NEEDS_SCHOOL, do_return);
}

static int run_pass(const struct jh_command *self, int argc, char **argv)
{
    struct asked a = {0};
    OPTIONS(ROUND, SCHOOL, REASON);
    return begin(self, argc, argv, &a, option, n, NEEDS_SCHOOL, do_pass);
}

static int run_approve(const struct jh_command *self, int argc, char **argv)
{
    struct asked a = {0};
    OPTIONS(ROUND, SCHOOL, REASON);
    return begin(self, argc, argv, &a, option, n, NEEDS_SCHOOL, do_approve);
}

static int run_reopen(const struct jh_command *self, int argc, char **argv)
{
    struct asked a = {0};
    OPTIONS(ROUND, SCHOOL, REASON);
    return begin(self, argc, argv, &a, option, n, NEEDS_SCHOOL, do_reopen);
}

static int run_decide(const struct jh_command *self, int argc, char **argv)
{
    struct asked a = {0};
    OPTIONS(ROUND, SCHOOL, REASON, {"conflict", &a.conflict, NULL, "N"},
            {"choice", &a.choice, NULL, "ours|theirs"});
    return begin(self, argc, argv, &a, option, n, NEEDS_SCHOOL, do_decide);
}

const struct jh_command jh_cmd_submission_open = {"submission open", run_open};
const struct jh_command jh_cmd_submission_list = {"submission list", run_list};
const struct jh_command jh_cmd_submission_close = {"submission close", run_close};
const struct jh_command jh_cmd_submission_due = {"submission due", run_due};
const struct jh_command jh_cmd_submission_show = {"submission show", run_show};
const struct jh_command jh_cmd_submission_fill = {"submission fill", run_fill};
const struct jh_command jh_cmd_submission_submit = {"submission submit", run_submit};
const struct jh_command jh_cmd_submission_return = {"submission return", run_return};
const struct jh_command jh_cmd_submission_pass = {"submission pass", run_pass};
const struct jh_command jh_cmd_submission_approve = {"submission approve", run_approve};
const struct jh_command jh_cmd_submission_reopen = {"submission reopen", run_reopen};
const struct jh_command jh_cmd_submission_decide = {"submission decide", run_decide};
