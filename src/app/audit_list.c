/* src/app/audit_list.c - the log in plain words. */
#include "app/audit.h"
#include "app/rights.h"
#include "base/msg.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct words { /* what the entries of a county are told with */
    const char *language;
    struct jh_import *import;
    size_t nimport;
};

static const char *file_of(const struct words *w, long long import)
{
    for (size_t i = 0; i < w->nimport; i++)
        if (w->import[i].id == import)
            return w->import[i].file;
    return "?";
}

static const char *text_of(json_t *detail, const char *key, const char *none)
{
    const char *text = json_string_value(json_object_get(detail, key));
    return text ? text : none;
}

static const char *const told[] = {"import:commit",
                                   "import:undo",
                                   "switch:set",
                                   "run:keep",
                                   "session:login",
                                   "session:logout",
                                   "session:failed",
                                   "session:failed_code",
                                   "session:view_as",
                                   "session:view_end",
                                   "session:second_factor",
                                   "account:add",
                                   "account:change",
                                   "account:grant",
                                   "account:revoke",
                                   "account:password",
                                   "account:new_password",
                                   "account:second_factor",
                                   "account:no_second_factor",
                                   "request:ask",
                                   "request:approved",
                                   "request:refused",
                                   "request:withdrawn",
                                   "request:use",
                                   "people:find",
                                   "people:read",
                                   "people:export",
                                   "audit:trim"};

/* What stands behind the kind: "zhang.wei" of "account:zhang.wei". */
static const char *subject_of(const struct jh_audit_entry *e)
{
    const char *colon = strchr(e->subject, ':');
    return colon ? colon + 1 : e->subject;
}

/* "import:commit" is told by the message audit.did.import_commit; an action of a later version, or
 * one whose detail cannot be read, as it stands. */
static void sentence(struct jh_buf *out, const struct words *w, const struct jh_audit_entry *e)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf unset = JH_BUF(200), title = JH_BUF(200);
    json_t *detail = json_loads(e->detail, 0, NULL);
    long long import = json_integer_value(json_object_get(detail, "import"));
    char id[64] = "audit.did.other", number[24], role[60];

    for (size_t i = 0; detail && i < sizeof told / sizeof *told; i++)
        if (strcmp(told[i], e->action) == 0)
            snprintf(id, sizeof id, "audit.did.%s", e->action);
    for (char *c = id; *c; c++)
        if (*c == ':')
            *c = '_';
    snprintf(role, sizeof role, "role.%.40s", text_of(detail, "role", "?"));
    jh_msg(&title, w->language, role, NULL, 0);
    snprintf(number, sizeof number, "%lld", import);
    jh_msg(&unset, w->language, "audit.unset", NULL, 0);
    const struct jh_msg_arg args[] = {{"action", e->action},
                                      {"detail", e->detail},
                                      {"import", number},
                                      {"file", file_of(w, import)},
                                      {"pack", text_of(detail, "pack", "?")},
                                      {"switch", text_of(detail, "switch", "?")},
                                      {"before", text_of(detail, "before", unset.data)},
                                      {"value", text_of(detail, "value", "?")},
                                      {"run", text_of(detail, "run", "?")},
                                      {"subject", subject_of(e)},
                                      {"role", title.data},
                                      {"state", text_of(detail, "state", "")},
                                      {"what", text_of(detail, "action", "?")},
                                      {"reason", text_of(detail, "reason", "")},
                                      {"address", text_of(detail, "address", "?")}};
    jh_msg(out, w->language, id, args, sizeof args / sizeof *args);
    json_decref(detail);
}

static void as_json(struct jh_buf *out, const struct words *w, const char *county,
                    const struct jh_audit_entry *entry, size_t n)
{
    struct jh_json j;

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "county", county);
    jh_json_array(&j, "entries");
    for (size_t i = 0; i < n; i++) {
        JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(64 * 1024);
        json_t *detail = json_loads(entry[i].detail, 0, NULL);

        sentence(&text, w, &entry[i]);
        jh_json_object(&j, NULL);
        jh_json_int(&j, "number", entry[i].number);
        jh_json_str(&j, "at", entry[i].at);
        jh_json_str(&j, "action", entry[i].action);
        if (detail)
            jh_json_raw(&j, "detail", entry[i].detail);
        else
            jh_json_str(&j, "detail", entry[i].detail);
        jh_json_str(&j, "actor", entry[i].actor);
        jh_json_str(&j, "subject", entry[i].subject);
        jh_json_str(&j, "purpose", entry[i].purpose);
        jh_json_str(&j, "text", text.data);
        jh_json_str(&j, "hash", entry[i].hash);
        jh_json_end(&j);
        json_decref(detail);
    }
    jh_json_end(&j);
    jh_json_end(&j);
    jh_buf_addc(out, '\n');
}

/* "2026-01-31T08:30:00Z" as "2026-01-31 08:30:00 UTC" */
static void add_time(struct jh_buf *out, const char *at)
{
    if (strlen(at) == 20)
        jh_buf_addf(out, "%.10s %.8s UTC", at, at + 11);
    else
        jh_buf_adds(out, at);
}

static void as_text(struct jh_buf *out, const struct words *w, const struct jh_audit_entry *entry,
                    size_t n)
{
    char earlier[24];

    for (size_t i = 0; i < n; i++) {
        jh_buf_addf(out, "%5lld  ", (long long)entry[i].number);
        add_time(out, entry[i].at);
        jh_buf_adds(out, "  ");
        if (strncmp(entry[i].actor, "local", 5) != 0 && *entry[i].actor)
            jh_buf_addf(out, "%s  ", entry[i].actor);
        sentence(out, w, &entry[i]);
        jh_buf_addc(out, '\n');
    }
    if (n && entry[n - 1].number == 1)
        return;
    snprintf(earlier, sizeof earlier, "%lld", n ? (long long)entry[n - 1].number - 1 : 0);
    jh_msg(out, w->language, n ? "audit.earlier" : "audit.empty",
           &(struct jh_msg_arg){"n", earlier}, 1);
    jh_buf_addc(out, '\n');
}

enum jh_status jh_app_audit_list(const struct jh_app *app, const char *county, int64_t before,
                                 size_t limit, bool json, struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct words w = {.language = app->language};
    struct jh_audit_entry *entry;
    const char **known;
    size_t n, nknown, at = 0;

    JH_TRY(jh_may(app, "audit.read", county, NULL, reterr));
    JH_TRY(jh_store_mentioned(app->store, &mem, &known, &nknown, reterr));
    while (at < nknown && strcmp(known[at], county) != 0)
        at++;
    if (at == nknown)
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_county", JH_NOWHERE, (double)NAN, "%.40s",
                       county);
    JH_TRY(jh_store_imports(app->store, &mem, county, &w.import, &w.nimport, reterr));
    JH_TRY(jh_store_audit_entries(app->store, &mem, county, before, limit, &entry, &n, reterr));
    if (json)
        as_json(out, &w, county, entry, n);
    else
        as_text(out, &w, entry, n);
    return jh_buf_check(out, reterr);
}
