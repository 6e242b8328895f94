/* src/cli/cmd_org.c - junheng org ...: groups of schools, and what becomes of schools. */
#include "app/orgs.h"
#include "base/json.h"
#include "cli/cli.h"
#include <math.h>

enum { OUTPUT_MOST = 64 << 20 };

struct step_words { /* options of a guided step, by their names in JSON */
    const char *day, *school, *into, *code, *name, *type, *locale, *run_by, *town, *community,
        *community_role, *area, *parts, *reason;
};

static int finish(struct jh_cli *c, enum jh_status status, struct jh_buf *out,
                  const struct jh_err *err)
{
    if (status != JH_OK)
        return jh_cli_error(c->app.language, err);
    if (out->len)
        jh_buf_addc(out, '\n');
    return jh_cli_write(c->app.language, "-", out->data ? out->data : "", out->len);
}

/* "2130000001:东门小学:primary,2130000002:东门中学:junior" */
static void put_parts(struct jh_json *j, struct jh_arena *mem, const char *text)
{
    static const char *const field[] = {"code", "name", "type"};

    jh_json_array(j, "parts");
    while (*text) {
        size_t n = strcspn(text, ",");
        const char *part = jh_arena_strndup(mem, text, n);
        jh_json_object(j, NULL);
        for (size_t i = 0; i < 3; i++) {
            size_t k = strcspn(part, ":");
            jh_json_strn(j, field[i], part, k);
            part += k + (part[k] == ':');
        }
        jh_json_end(j);
        text += n + (text[n] == ',');
    }
    jh_json_end(j);
}

static const char *step_json(struct jh_arena *mem, const char *kind, const struct step_words *w)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(64 * 1024);
    struct jh_json j;
    const char *const pair[][2] = {{"kind", kind},
                                   {"day", w->day},
                                   {"school", w->school},
                                   {"into", w->into},
                                   {"code", w->code},
                                   {"name", w->name},
                                   {"type", w->type},
                                   {"locale", w->locale},
                                   {"run_by", w->run_by},
                                   {"town", w->town},
                                   {"community", w->community},
                                   {"community_role", w->community_role},
                                   {"area", w->area},
                                   {"reason", w->reason}};

    jh_json_begin(&j, &out);
    jh_json_object(&j, NULL);
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++)
        if (pair[i][1])
            jh_json_str(&j, pair[i][0], pair[i][1]);
    if (w->parts)
        put_parts(&j, mem, w->parts);
    jh_json_end(&j);
    return jh_arena_strdup(mem, out.data);
}

static int run_step(const struct jh_command *self, int argc, char **argv)
{
    struct jh_common common = {0};
    struct step_words w = {0};
    bool dry = false;
    const struct jh_option option[] = {{"day", &w.day, NULL, "2026-05-10"},
                                       {"school", &w.school, NULL, "CODE"},
                                       {"into", &w.into, NULL, "CODE"},
                                       {"code", &w.code, NULL, "CODE"},
                                       {"name", &w.name, NULL, "NAME"},
                                       {"type", &w.type, NULL, "TYPE"},
                                       {"locale", &w.locale, NULL, "urban|town|rural"},
                                       {"run-by", &w.run_by, NULL, "WHO"},
                                       {"town", &w.town, NULL, "NAME"},
                                       {"community", &w.community, NULL, "NAME"},
                                       {"role", &w.community_role, NULL, "core|member"},
                                       {"area", &w.area, NULL, "NAME"},
                                       {"parts", &w.parts, NULL, "CODE:NAME:TYPE,..."},
                                       {"reason", &w.reason, NULL, "TEXT"},
                                       {"dry-run", NULL, &dry, NULL}};
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_org_step step;
    struct jh_cli c;
    struct jh_err err;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, sizeof option / sizeof *option, &common, &n,
                        &code))
        return code;
    if (n != 1) {
        jh_fail(&err, JH_E_USAGE, "org.one_kind", JH_NOWHERE, (double)NAN, "%d", n);
        return jh_cli_error(jh_cli_language(argc, argv), &err);
    }
    if (!jh_cli_open(&c, &common, &code))
        return code;
    if (jh_cli_county(&c, &code)) {
        enum jh_status status =
            jh_org_step_read(&c.mem, step_json(&c.mem, argv[0], &w), &step, &err);
        if (status == JH_OK)
            status = dry ? jh_app_org_preview(&c.app, c.ask.county, &step, &out, &err)
                         : jh_app_org_commit(&c.app, c.ask.county, &step, &out, &err);
        code = finish(&c, status, &out, &err);
    }
    jh_cli_close(&c);
    return code;
}

static int run_list(const struct jh_command *self, int argc, char **argv)
{
    struct jh_common common = {0};
    const char *day = NULL, *school = NULL;
    const struct jh_option option[] = {{"day", &day, NULL, "2026-05-10"},
                                       {"school", &school, NULL, "CODE"}};
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_cli c;
    struct jh_err err;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, 2, &common, &n, &code) ||
        !jh_cli_open(&c, &common, &code))
        return code;
    if (jh_cli_county(&c, &code))
        code = finish(&c,
                      school ? jh_app_org_history_json(&c.app, c.ask.county, school, &out, &err)
                             : jh_app_orgs_json(&c.app, c.ask.county, day, &out, &err),
                      &out, &err);
    jh_cli_close(&c);
    return code;
}

static enum jh_status change_group(struct jh_cli *c, const struct jh_new_group *g,
                                   const char *school, const char *role, bool roster,
                                   struct jh_buf *out, struct jh_err *reterr)
{
    size_t made;

    if (roster) {
        JH_TRY(jh_app_groups_from_roster(&c->app, c->ask.county, &made, reterr));
        return jh_app_orgs_json(&c->app, c->ask.county, NULL, out, reterr);
    }
    if (!school)
        return jh_app_group_add(&c->app, c->ask.county, g, out, reterr);
    bool leaves = role && strcmp(role, "none") == 0;
    JH_TRY(jh_app_group_member(&c->app, c->ask.county, g->code ? g->code : "", school,
                               leaves ? NULL
                               : role ? role
                                      : "member",
                               g->since, reterr));
    return jh_app_orgs_json(&c->app, c->ask.county, g->since, out, reterr);
}

static int run_group(const struct jh_command *self, int argc, char **argv)
{
    struct jh_common common = {0};
    struct jh_new_group g = {0};
    const char *school = NULL, *role = NULL;
    bool roster = false;
    const struct jh_option option[] = {{"from-roster", NULL, &roster, NULL},
                                       {"kind", &g.kind, NULL, "area|community|campus|partner"},
                                       {"code", &g.code, NULL, "CODE"},
                                       {"name", &g.name, NULL, "NAME"},
                                       {"type", &g.type, NULL, "TYPE"},
                                       {"day", &g.since, NULL, "2026-05-10"},
                                       {"school", &school, NULL, "CODE"},
                                       {"role", &role, NULL, "core|member|convener|none"}};
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_cli c;
    struct jh_err err;
    int n, code = 0;

    if (!jh_cli_options(self, argc, argv, option, 8, &common, &n, &code) ||
        !jh_cli_open(&c, &common, &code))
        return code;
    if (jh_cli_county(&c, &code))
        code = finish(&c, change_group(&c, &g, school, role, roster, &out, &err), &out, &err);
    jh_cli_close(&c);
    return code;
}

extern const struct jh_command jh_cmd_org_list, jh_cmd_org_group, jh_cmd_org_step;
const struct jh_command jh_cmd_org_list = {"org list", run_list};
const struct jh_command jh_cmd_org_group = {"org group", run_group};
const struct jh_command jh_cmd_org_step = {"org step", run_step};
