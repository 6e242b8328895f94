/* src/cli/cmd_record.c - junheng register ..., junheng record ...: ledgers and what stands in them.
 */
#include "app/records.h"
#include "base/num.h"
#include "cli/cli.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARGS_MOST = 64 };

struct wish {
    const char *subject, *from, *to, *state, *where, *note, *after;
    bool preview, check;
    const char *arg[ARGS_MOST];
    int nargs;
};
typedef enum jh_status ask(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                           struct jh_err *reterr);

static const char *text(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static long long number(const json_t *o, const char *key)
{
    return (long long)json_integer_value(json_object_get(o, key));
}

static const char *argument(const struct wish *w, int i)
{
    return i < w->nargs ? w->arg[i] : "";
}

static enum jh_status record_id(const char *given, int64_t *ret, struct jh_err *reterr)
{
    double value;

    if (jh_num_parse(given, strlen(given), &value) && value >= 1 && value < 1e15 &&
        value == floor(value)) {
        *ret = (int64_t)value;
        return JH_OK;
    }
    return jh_fail(reterr, JH_E_USAGE, "record.number", ((struct jh_at){"record", 0}), (double)NAN,
                   "%.60s", given);
}

/* "hours=3" parted at its first '='. */
static enum jh_status parted(struct jh_cli *c, const char *given, struct jh_record_text *ret,
                             struct jh_err *reterr)
{
    const char *equals = strchr(given, '=');

    if (!equals || equals == given)
        return jh_fail(reterr, JH_E_USAGE, "record.field_form", ((struct jh_at){"field", 0}),
                       (double)NAN, "%.60s", given);
    *ret = (struct jh_record_text){jh_arena_strndup(&c->mem, given, (size_t)(equals - given)),
                                   equals + 1};
    return JH_OK;
}

static enum jh_status ask_registers(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                                    struct jh_err *reterr)
{
    (void)w;
    return jh_app_registers_json(&c->app, c->ask.county, out, reterr);
}

static enum jh_status ask_register(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                                   struct jh_err *reterr)
{
    return jh_app_register_json(&c->app, c->ask.county, argument(w, 0), out, reterr);
}

static enum jh_status ask_define(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                                 struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf file = JH_BUF(JH_PACK_FILE_BYTES);

    JH_TRY(jh_cli_read(argument(w, 0), &file, reterr));
    return jh_app_register_define(&c->app, c->ask.county, file.data ? file.data : "", file.len,
                                  w->check, out, reterr);
}

static enum jh_status record_ask(struct jh_cli *c, const struct wish *w, struct jh_record_ask *ret,
                                 struct jh_err *reterr)
{
    struct jh_record_text where = {0};

    *ret = (struct jh_record_ask){.reg = argument(w, 0),
                                  .subject = w->subject,
                                  .from = w->from,
                                  .to = w->to,
                                  .state = w->state,
                                  .after = w->after};
    if (!w->where)
        return JH_OK;
    JH_TRY(parted(c, w->where, &where, reterr));
    ret->item = where.field;
    ret->value = where.text;
    return JH_OK;
}

static enum jh_status ask_list(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                               struct jh_err *reterr)
{
    struct jh_record_ask in;

    JH_TRY(record_ask(c, w, &in, reterr));
    return jh_app_records_json(&c->app, c->ask.county, &in, out, reterr);
}

static enum jh_status ask_count(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                                struct jh_err *reterr)
{
    struct jh_record_ask in;

    JH_TRY(record_ask(c, w, &in, reterr));
    return jh_app_record_counts_json(&c->app, c->ask.county, &in, out, reterr);
}

static enum jh_status ask_show(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                               struct jh_err *reterr)
{
    int64_t id = 0;

    JH_TRY(record_id(argument(w, 1), &id, reterr));
    return jh_app_record_json(&c->app, c->ask.county, argument(w, 0), id, out, reterr);
}

static enum jh_status ask_save(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                               struct jh_err *reterr)
{
    struct jh_record_text field[ARGS_MOST];
    struct jh_record_in in = {.reg = argument(w, 0),
                              .version = -1,
                              .subject = w->subject,
                              .text = field,
                              .dry_run = w->preview};
    int first = 1;

    if (*argument(w, 1) && !strchr(argument(w, 1), '=')) {
        JH_TRY(record_id(argument(w, 1), &in.id, reterr));
        first = 2;
    }
    for (int i = first; i < w->nargs; i++)
        JH_TRY(parted(c, w->arg[i], &field[in.n++], reterr));
    return jh_app_record_save(&c->app, c->ask.county, &in, out, reterr);
}

static enum jh_status ask_move(struct jh_cli *c, const struct wish *w, struct jh_buf *out,
                               struct jh_err *reterr)
{
    struct jh_record_move in = {
        .reg = argument(w, 0), .move = argument(w, 2), .note = w->note, .version = -1};

    JH_TRY(record_id(argument(w, 1), &in.id, reterr));
    return jh_app_record_move(&c->app, c->ask.county, &in, out, reterr);
}

static void print_states(const json_t *states)
{
    const json_t *s;
    size_t i;

    json_array_foreach(states, i, s) if (number(s, "records"))
        printf("  %s %lld", text(s, "name"), number(s, "records"));
}

static int print_registers(const json_t *root)
{
    const json_t *r;
    size_t i;

    json_array_foreach(json_object_get(root, "registers"), i, r)
    {
        printf("%-24s %s", text(r, "id"), text(r, "title"));
        print_states(json_object_get(r, "states"));
        printf("\n");
    }
    return 0;
}

static int print_register(const json_t *root)
{
    const json_t *f, *code;
    size_t i, k;

    printf("%s  %s  %s\n", text(root, "id"), text(root, "version"), text(root, "title"));
    json_array_foreach(json_object_get(root, "fields"), i, f)
    {
        printf("  %-20s %s%s%s%s", text(f, "id"), text(f, "name"), *text(f, "unit") ? "/" : "",
               text(f, "unit"), json_is_true(json_object_get(f, "required")) ? " *" : "");
        json_array_foreach(json_object_get(f, "codes"), k, code)
            printf("%s%s", k ? ", " : "  ", text(code, "name"));
        if (*text(f, "computed"))
            printf("  = %s", text(f, "computed"));
        printf("\n");
    }
    json_array_foreach(json_object_get(root, "moves"), i, f)
        printf("  > %-18s %s → %s\n", text(f, "id"), text(f, "name"), text(f, "to"));
    return 0;
}

static int print_faults(const json_t *root)
{
    const json_t *f;
    size_t i;

    json_array_foreach(json_object_get(root, "faults"), i, f)
        printf("  %s %s: %s\n", text(f, "place"), text(f, "value"), text(f, "text"));
    if (i == 0)
        printf("%s  #%lld\n", text(root, "register"), number(root, "edition"));
    return i ? 8 : 0;
}

static void print_line(const json_t *r)
{
    printf("%6lld  %s  %s  %s  %s\n", number(r, "id"), text(r, "day"), text(r, "state_name"),
           text(json_object_get(r, "subject"), "name"), text(r, "name"));
}

static int print_list(const json_t *root)
{
    const json_t *r;
    size_t i;

    json_array_foreach(json_object_get(root, "records"), i, r) print_line(r);
    printf("%lld", number(root, "count"));
    print_states(json_object_get(root, "states"));
    printf("\n");
    if (*text(root, "after"))
        printf("--after %s\n", text(root, "after"));
    return 0;
}

static int print_record(const json_t *r)
{
    const json_t *one;
    const char *id;
    size_t i;

    print_line(r);
    json_object_foreach(json_object_get(r, "fields"), id, one)
        printf("  %s: %s\n", id, text(one, "text"));
    json_array_foreach(json_object_get(r, "findings"), i, one)
        printf("  [%s] %s → %s\n", text(one, "grade"), text(one, "text"), text(one, "way_out"));
    json_array_foreach(json_object_get(r, "moves"), i, one)
        printf("  > %s %s\n", text(one, "id"), text(one, "name"));
    json_array_foreach(json_object_get(r, "history"), i, one) printf(
        "  #%lld %s %s %s%s%s %s\n", number(one, "version"), text(one, "at"), text(one, "who"),
        text(one, "from"), *text(one, "from") ? " → " : "", text(one, "to"), text(one, "note"));
    return 0;
}

/* What was refused goes to where errors go, and the exit code is that of bad data. */
static int print_saved(const json_t *root)
{
    const json_t *f;
    size_t i;

    json_array_foreach(json_object_get(root, "faults"), i, f)
        fprintf(stderr, "%s: %s%s\n", text(f, "field"), text(f, "text"), text(f, "way_out"));
    if (i)
        return 8;
    return print_record(json_object_get(root, "record"));
}

static int print_counts(const json_t *root)
{
    const json_t *one;
    size_t i;

    json_array_foreach(json_object_get(root, "counts"), i, one)
        printf("%s: %.*f %s\n", text(one, "name"), (int)number(one, "decimals"),
               json_number_value(json_object_get(one, "value")), text(one, "unit"));
    json_array_foreach(json_object_get(root, "months"), i, one)
        printf("  %s  %s  %lld\n", text(one, "month"), text(one, "name"), number(one, "records"));
    printf("%lld\n", number(root, "records"));
    return 0;
}

static int run(const struct jh_command *self, int argc, char **argv, ask *asked,
               int (*print)(const json_t *root))
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_RECORDS_JSON);
    struct jh_common common = {0};
    struct wish w = {0};
    const struct jh_option option[] = {{"subject", &w.subject, NULL, "CODE"},
                                       {"from", &w.from, NULL, "DATE"},
                                       {"to", &w.to, NULL, "DATE"},
                                       {"state", &w.state, NULL, "STATE"},
                                       {"where", &w.where, NULL, "FIELD=VALUE"},
                                       {"after", &w.after, NULL, "DAY/ID"},
                                       {"note", &w.note, NULL, "TEXT"},
                                       {"preview", NULL, &w.preview, NULL},
                                       {"check", NULL, &w.check, NULL}};
    struct jh_cli c;
    struct jh_err err;
    int code = 0;

    if (!jh_cli_options(self, argc, argv, option, sizeof option / sizeof *option, &common, &w.nargs,
                        &code))
        return code;
    w.nargs = w.nargs < ARGS_MOST ? w.nargs : ARGS_MOST;
    for (int i = 0; i < w.nargs; i++)
        w.arg[i] = argv[i];
    if (!jh_cli_open(&c, &common, &code))
        return code;
    if (jh_cli_county(&c, &code)) {
        if (asked(&c, &w, &out, &err) != JH_OK) {
            code = jh_cli_error(c.app.language, &err);
        } else {
            json_t *root = json_loadb(out.data, out.len, 0, NULL);
            if (common.json)
                printf("%s\n", out.data);
            code = common.json ? 0 : print(root);
            json_decref(root);
        }
    }
    jh_cli_close(&c);
    return code;
}

#define COMMAND(area, name, words, asked, print)                                                   \
    static int run_##area##_##name(const struct jh_command *self, int argc, char **argv)           \
    {                                                                                              \
        return run(self, argc, argv, asked, print);                                                \
    }                                                                                              \
    extern const struct jh_command jh_cmd_##area##_##name;                                         \
    const struct jh_command jh_cmd_##area##_##name = {words, run_##area##_##name};

COMMAND(register, list, "register list", ask_registers, print_registers)
COMMAND(register, show, "register show", ask_register, print_register)
COMMAND(register, define, "register define", ask_define, print_faults)
COMMAND(record, list, "record list", ask_list, print_list)
COMMAND(record, show, "record show", ask_show, print_record)
COMMAND(record, save, "record save", ask_save, print_saved)
COMMAND(record, move, "record move", ask_move, print_record)
COMMAND(record, count, "record count", ask_count, print_counts)
