/* src/cli/cmd_exchange.c - junheng submission take, carry, hand-in, receive: schools without
 * network. */
#include "app/submissions.h"
#include "cli/submission.h"
#include <math.h>
#include <string.h>

enum { FILE_MOST = 16 * 1024 * 1024 };

struct exchange {
    struct jh_common common;
    struct jh_cli c;
    const char *round_text, *school, *out, *key;
    int argc;
    char **argv;
};

static const char *text(const json_t *from, const char *key)
{
    const char *value = json_string_value(json_object_get(from, key));
    return value ? value : "";
}

static int write_out(struct exchange *e, enum jh_status status, const struct jh_buf *out,
                     const struct jh_err *err)
{
    if (status != JH_OK)
        return jh_cli_error(e->common.language, err);
    int code = jh_cli_write(e->common.language, e->out, out->data, out->len);
    if (code == 0 && strcmp(e->out, "-") != 0)
        printf("%s\n", e->out);
    return code;
}

static int do_take(struct exchange *e)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    struct jh_err err;
    int code = 0;

    if (!jh_cli_county(&e->c, &code))
        return code;
    int64_t round = jh_cli_round(&e->c, e->round_text, &code);
    if (!round)
        return code;
    enum jh_status status = jh_app_exchange_take(&e->c.app, e->c.ask.county, round,
                                                 e->school ? e->school : "", e->key, &out, &err);
    return write_out(e, status, &out, &err);
}

static int do_hand_in(struct exchange *e)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    int64_t round = e->round_text ? strtoll(e->round_text, NULL, 10) : 0;
    struct jh_err err;
    enum jh_status status = jh_app_exchange_hand_in(&e->c.app, NULL, round, e->school, &out, &err);

    return write_out(e, status, &out, &err);
}

static enum jh_status read_file(const struct exchange *e, struct jh_buf *ret, struct jh_err *reterr)
{
    return jh_cli_read(e->argc ? e->argv[0] : "", ret, reterr);
}

static void print_carried(const json_t *root)
{
    printf("%s  %s  %s  %s\n", text(root, "title"), text(root, "name"), text(root, "school"),
           text(root, "due"));
    printf("  %s\n", text(root, "key"));
}

static int do_carry(struct exchange *e)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    struct jh_err err;
    JH_CLEANUP(jh_buf_release) struct jh_buf file = JH_BUF(FILE_MOST);
    enum jh_status status = read_file(e, &file, &err);

    if (status == JH_OK)
        status = jh_app_exchange_carry(&e->c.app, file.data ? file.data : "", file.len, &out, &err);
    return jh_cli_submission_answer(e->common.language, e->common.json, status, &out, &err,
                                    print_carried);
}

static void print_receipt(const json_t *root)
{
    const json_t *receipt = json_object_get(root, "receipt"), *c;
    size_t i;

    if (*text(root, "again_text"))
        printf("%s\n", text(root, "again_text"));
    printf("%s\n", text(receipt, "text"));
    if (*text(receipt, "not_submitted"))
        printf("  %s\n", text(receipt, "not_submitted"));
    json_array_foreach(json_object_get(receipt, "refused"), i, c) printf(
        "  %s %s %s: %s\n", text(c, "item"), text(c, "stage"), text(c, "entered"), text(c, "text"));
    json_array_foreach(json_object_get(json_object_get(root, "submission"), "conflicts"), i, c)
    {
        if (*text(c, "decided"))
            continue;
        printf("  #%lld %s%s%s  %s (%s %s) | %s (%s %s)\n",
               (long long)json_integer_value(json_object_get(c, "conflict")), text(c, "stage_name"),
               *text(c, "stage_name") ? " " : "", text(c, "item_name"), text(c, "ours"),
               text(c, "ours_who"), text(c, "ours_at"), text(c, "theirs"), text(c, "theirs_who"),
               text(c, "theirs_at"));
    }
}

static int do_receive(struct exchange *e)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    struct jh_err err;
    JH_CLEANUP(jh_buf_release) struct jh_buf file = JH_BUF(FILE_MOST);
    int code = 0;

    if (!jh_cli_county(&e->c, &code))
        return code;
    enum jh_status status = read_file(e, &file, &err);
    if (status == JH_OK)
        status = jh_app_exchange_receive(&e->c.app, e->c.ask.county, file.data ? file.data : "",
                                         file.len, &out, &err);
    return jh_cli_submission_answer(e->common.language, e->common.json, status, &out, &err,
                                    print_receipt);
}

static int begin(const struct jh_command *self, int argc, char **argv, struct exchange *e,
                 const struct jh_option *option, size_t n, int (*run)(struct exchange *))
{
    int code = 0;

    if (!jh_cli_options(self, argc, argv, option, n, &e->common, &e->argc, &code))
        return code;
    e->argv = argv;
    e->out = e->out ? e->out : "-";
    if (!jh_cli_open(&e->c, &e->common, &code))
        return code;
    code = run(e);
    jh_cli_close(&e->c);
    return code;
}

static int run_take(const struct jh_command *self, int argc, char **argv)
{
    struct exchange e = {0};
    const struct jh_option option[] = {{"round", &e.round_text, NULL, "N"},
                                       {"school", &e.school, NULL, "CODE"},
                                       {"out", &e.out, NULL, "FILE.jhx"},
                                       {"key", &e.key, NULL, "FILE"}};
    return begin(self, argc, argv, &e, option, 4, do_take);
}

static int run_carry(const struct jh_command *self, int argc, char **argv)
{
    struct exchange e = {0};
    return begin(self, argc, argv, &e, NULL, 0, do_carry);
}

static int run_hand_in(const struct jh_command *self, int argc, char **argv)
{
    struct exchange e = {0};
    const struct jh_option option[] = {{"round", &e.round_text, NULL, "N"},
                                       {"school", &e.school, NULL, "CODE"},
                                       {"out", &e.out, NULL, "BACK.jhx"}};
    return begin(self, argc, argv, &e, option, 3, do_hand_in);
}

static int run_receive(const struct jh_command *self, int argc, char **argv)
{
    struct exchange e = {0};
    return begin(self, argc, argv, &e, NULL, 0, do_receive);
}

const struct jh_command jh_cmd_submission_take = {"submission take", run_take};
const struct jh_command jh_cmd_submission_carry = {"submission carry", run_carry};
const struct jh_command jh_cmd_submission_hand_in = {"submission hand-in", run_hand_in};
const struct jh_command jh_cmd_submission_receive = {"submission receive", run_receive};
