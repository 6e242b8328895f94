/* src/app/audit.c - see audit.h: the checks. A fault does not end them; all that is found is told.
 */
#include "app/audit.h"
#include "app/balance.h"
#include "base/msg.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

enum { TEXT_MOST = 64 * 1024, RUN_BYTES = 128 << 20, HEAD_SHOWN = 16 };

struct fault {
    const char *id, *text;
};

struct faults {
    struct fault *list;
    size_t n, room;
};

struct tally { /* of one county */
    const char *county, *name, *head;
    size_t nentry, nanchor, nfile, nrun, nsame,
        nother; /* nother: runs of other data or another standard */
    struct faults fault;
};

struct event { /* an entry of the log, taken apart */
    const char *action, *file, *run, *hash;
    const char *key, *value; /* of a switch: "PACK/SWITCH"; of another setting its name; or "" */
    int64_t import;
};

struct check {
    const struct jh_app *app;
    struct jh_arena *mem;
    struct tally *now;
    struct event *event; /* the newest first */
    size_t nevent;
    const char *db;
    bool trimmed; /* the oldest entries are gone: what is not told may have been */
};

void jh_audit_run_hash(const struct jh_run *run, char ret[JH_HASH_TEXT])
{
    JH_CLEANUP(jh_buf_release) struct jh_buf all = JH_BUF(RUN_BYTES);

    jh_buf_addf(&all, "%s\n%s\n%s\n%s\n%s\n%d\n%lld\n", run->id, run->pack, run->pack_version,
                run->pack_hash, run->switches, run->year, (long long)run->version);
    jh_buf_adds(&all, run->result);
    jh_hash_hex(all.data, all.len, ret);
}

static void found(const struct check *c, struct faults *to, const struct jh_err *err)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(TEXT_MOST);

    jh_msg_err(&text, c->app->language, err);
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] == '\n')
            text.data[i] = ' ';
    to->list = jh_arena_room(c->mem, to->list, to->n, &to->room, sizeof *to->list);
    to->list[to->n++] = (struct fault){jh_arena_strdup(c->mem, err->id),
                                       jh_arena_strdup(c->mem, text.data ? text.data : err->id)};
}

/* A fault that has no error of its own. */
static void tell(const struct check *c, const char *id, int64_t number, const char *text)
{
    struct jh_err err;

    jh_fail(&err, JH_E_STORE, id, JH_NOWHERE, (double)number, "%s", text);
    found(c, &c->now->fault, &err);
}

static const char *member(const struct check *c, json_t *of, const char *key)
{
    const char *text = json_string_value(json_object_get(of, key));
    return text ? jh_arena_strdup(c->mem, text) : "";
}

/* The setting that an entry tells of; "". */
static const char *key_of(const struct check *c, json_t *detail)
{
    const char *pack = member(c, detail, "pack"), *sw = member(c, detail, "switch");

    if (*sw)
        return jh_arena_printf(c->mem, "%s/%s", pack, sw);
    return member(c, detail, "setting");
}

/* The chain, and its entries for what comes after. */
static enum jh_status check_log(struct check *c, struct jh_err *reterr)
{
    struct jh_audit_entry *entry;
    enum jh_status status = jh_store_verify_audit(c->app->store, c->now->county, reterr);

    if (status != JH_OK)
        found(c, &c->now->fault, reterr);
    JH_TRY(jh_store_audit_entries(c->app->store, c->mem, c->now->county, 0, SIZE_MAX, &entry,
                                  &c->nevent, reterr));
    c->event = jh_new(c->mem, struct event, c->nevent + 1);
    for (size_t i = 0; i < c->nevent; i++) {
        json_t *detail = json_loads(entry[i].detail, 0, NULL);
        c->event[i] =
            (struct event){.action = entry[i].action,
                           .file = member(c, detail, "file"),
                           .run = member(c, detail, "run"),
                           .hash = member(c, detail, "hash"),
                           .key = key_of(c, detail),
                           .value = member(c, detail, "value"),
                           .import = json_integer_value(json_object_get(detail, "import"))};
        json_decref(detail);
    }
    c->now->nentry = c->nevent;
    c->now->head = c->nevent ? entry[0].hash : "";
    int64_t first = c->nevent ? entry[c->nevent - 1].number : 1;
    c->trimmed = first > 1;
    return jh_audit_check_anchors(c->app->store, c->db, c->now->county, first, &c->now->nanchor,
                                  reterr);
}

static const struct event *last_of(const struct check *c, int64_t import)
{
    for (size_t i = 0; i < c->nevent; i++)
        if (c->event[i].import == import)
            return &c->event[i];
    return NULL;
}

/* An import counts when, and only when, the log says so, and with the file that the log names. */
static void check_import(const struct check *c, const struct jh_import *import)
{
    const struct event *last = last_of(c, import->id);
    enum jh_import_state said = !last                                        ? JH_IMPORT_CHECKED
                                : strcmp(last->action, "import:commit") == 0 ? JH_IMPORT_COMMITTED
                                                                             : JH_IMPORT_UNDONE;
    bool counts = import->state == JH_IMPORT_COMMITTED || import->state == JH_IMPORT_UNDONE;

    if (last ? import->state != said : counts && !c->trimmed)
        tell(c, "audit.import_state", import->id, import->file);
    else if (last && *last->file && strcmp(last->file, import->hash) != 0)
        tell(c, "audit.import_file", import->id, import->file);
}

static enum jh_status check_imports(struct check *c, const char *const *hash, size_t n,
                                    struct jh_err *reterr)
{
    struct jh_import *import;
    size_t nimport;

    JH_TRY(jh_store_imports(c->app->store, c->mem, c->now->county, &import, &nimport, reterr));
    for (size_t i = 0; i < nimport; i++) {
        size_t k = 0;
        while (k < n && strcmp(hash[k], import[i].hash) != 0)
            k++;
        if (k == n)
            tell(c, "audit.file_gone", import[i].id, import[i].file);
        check_import(c, &import[i]);
    }
    for (size_t e = 0; e < c->nevent; e++) { /* what the log knows and the table does not */
        size_t i = 0;
        while (i < nimport && import[i].id != c->event[e].import)
            i++;
        if (i == nimport && strcmp(c->event[e].action, "import:commit") == 0)
            tell(c, "audit.import_gone", c->event[e].import, "");
    }
    return JH_OK;
}

static const struct event *last_set(const struct check *c, const char *key)
{
    for (size_t i = 0; i < c->nevent; i++)
        if (strcmp(c->event[i].key, key) == 0)
            return &c->event[i];
    return NULL;
}

/* Every switch stands where the log says it was put last. */
static enum jh_status check_switches(struct check *c, struct jh_err *reterr)
{
    struct jh_setting *set;
    size_t n;

    JH_TRY(jh_store_settings(c->app->store, c->mem, c->now->county, &set, &n, reterr));
    for (size_t i = 0; i < n; i++) {
        const struct event *last = last_set(c, set[i].key);
        /* Settings that are no switch were not always logged with their value. */
        if (last ? strcmp(last->value, set[i].value) != 0
                 : !c->trimmed && strchr(set[i].key, '/') != NULL)
            tell(c, "audit.switch", 0, set[i].key);
    }
    for (size_t e = 0; e < c->nevent; e++) {
        size_t i = 0;
        while (i < n && strcmp(set[i].key, c->event[e].key) != 0)
            i++;
        if (i == n && *c->event[e].key && last_set(c, c->event[e].key) == &c->event[e])
            tell(c, "audit.switch", 0, c->event[e].key);
    }
    return JH_OK;
}

static enum jh_status check_file(struct check *c, const char *hash, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    char again[JH_HASH_TEXT];
    void *bytes;
    size_t size;

    JH_TRY(jh_store_file(c->app->store, &mem, c->now->county, hash, &bytes, &size, reterr));
    jh_hash_hex(bytes, size, again);
    if (strcmp(again, hash) != 0)
        return jh_fail(reterr, JH_E_STORE, "audit.file_changed", JH_NOWHERE, (double)NAN, "%.16s",
                       hash);
    return JH_OK;
}

static enum jh_status check_files(struct check *c, struct jh_err *reterr)
{
    const char **hash;
    size_t n;

    JH_TRY(jh_store_file_hashes(c->app->store, c->mem, c->now->county, &hash, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (check_file(c, hash[i], reterr) != JH_OK)
            found(c, &c->now->fault, reterr);
    c->now->nfile = n;
    return check_imports(c, hash, n, reterr);
}

/* What the log says of a run; NULL: nothing. */
static const struct event *kept_event(const struct check *c, const char *run)
{
    for (size_t i = 0; i < c->nevent; i++)
        if (strcmp(c->event[i].action, "run:keep") == 0 && strcmp(c->event[i].run, run) == 0)
            return &c->event[i];
    return NULL;
}

/* Is the standard of a run another one now, or gone? */
static bool other_standard(const struct jh_err *err)
{
    return err->status == JH_E_USAGE || strcmp(err->id, "balance.no_pack") == 0 ||
           (strcmp(err->id, "balance.inputs_changed") == 0 && strcmp(err->at.field, "pack") == 0);
}

/* Computed again: the same, or not to be compared because the data or the standard are others.
 * Other data under the same version were changed behind the program's back. */
static enum jh_status compute_again(struct check *c, const struct jh_run *run, int64_t version,
                                    struct jh_err *reterr)
{
    enum jh_status status = jh_app_verify_run(c->app, c->now->county, run->id, reterr);

    if (status == JH_OK) {
        c->now->nsame++;
        return JH_OK;
    }
    if (!other_standard(reterr)) {
        bool data = strcmp(reterr->id, "balance.inputs_changed") == 0 || status == JH_E_NOTFOUND;
        if (!data)
            return status;
        if (run->version == version)
            return jh_fail(reterr, JH_E_STORE, "audit.data_changed", JH_NOWHERE, (double)version,
                           "%.16s", run->id);
    }
    c->now->nother++;
    return JH_OK;
}

static enum jh_status check_run(struct check *c, const char *id, int64_t version,
                                struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const struct event *kept = kept_event(c, id);
    struct jh_run run;
    char hash[JH_HASH_TEXT];

    JH_TRY(jh_store_run(c->app->store, &mem, c->now->county, id, &run, reterr));
    jh_audit_run_hash(&run, hash);
    if (kept ? strcmp(kept->hash, hash) != 0 : !c->trimmed)
        return jh_fail(reterr, JH_E_STORE, kept ? "audit.run_changed" : "audit.run_unknown",
                       JH_NOWHERE, (double)NAN, "%.16s", id);
    return compute_again(c, &run, version, reterr);
}

static enum jh_status check_runs(struct check *c, struct jh_err *reterr)
{
    int64_t version;
    const char **id;
    size_t n;

    JH_TRY(jh_store_version(c->app->store, c->now->county, &version, reterr));
    JH_TRY(jh_store_run_ids(c->app->store, c->mem, c->now->county, &id, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (check_run(c, id[i], version, reterr) != JH_OK)
            found(c, &c->now->fault, reterr);
    for (size_t e = 0; e < c->nevent; e++) {
        size_t i = 0;
        while (i < n && strcmp(id[i], c->event[e].run) != 0)
            i++;
        if (i == n && strcmp(c->event[e].action, "run:keep") == 0) {
            jh_fail(reterr, JH_E_STORE, "audit.run_gone", JH_NOWHERE, (double)NAN, "%.16s",
                    c->event[e].run);
            found(c, &c->now->fault, reterr);
        }
    }
    c->now->nrun = n;
    return JH_OK;
}

static void check_county(struct check *c, struct tally *t)
{
    static enum jh_status (*const part[])(struct check *, struct jh_err *) = {
        check_log, check_files, check_switches, check_runs};
    struct jh_err err;

    c->now = t;
    c->nevent = 0;
    for (size_t i = 0; i < sizeof part / sizeof *part; i++)
        if (part[i](c, &err) != JH_OK)
            found(c, &t->fault, &err);
}

static void faults_json(struct jh_json *j, const struct faults *f)
{
    jh_json_array(j, "faults");
    for (size_t i = 0; i < f->n; i++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "id", f->list[i].id);
        jh_json_str(j, "text", f->list[i].text);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void as_json(struct jh_buf *out, const struct faults *whole, const struct tally *t, size_t n)
{
    struct jh_json j;

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    faults_json(&j, whole);
    jh_json_array(&j, "counties");
    for (size_t i = 0; i < n; i++) {
        jh_json_object(&j, NULL);
        jh_json_str(&j, "county", t[i].county);
        jh_json_str(&j, "name", t[i].name);
        jh_json_int(&j, "entries", (long long)t[i].nentry);
        jh_json_str(&j, "last_hash", t[i].head);
        jh_json_int(&j, "anchors", (long long)t[i].nanchor);
        jh_json_int(&j, "files", (long long)t[i].nfile);
        jh_json_int(&j, "runs", (long long)t[i].nrun);
        jh_json_int(&j, "runs_same", (long long)t[i].nsame);
        jh_json_int(&j, "runs_not_computable", (long long)t[i].nother);
        faults_json(&j, &t[i].fault);
        jh_json_end(&j);
    }
    jh_json_end(&j);
    jh_json_end(&j);
    jh_buf_addc(out, '\n');
}

static void line(struct jh_buf *out, const char *language, const char *id,
                 const struct jh_msg_arg *args, size_t n)
{
    jh_msg(out, language, id, args, n);
    jh_buf_addc(out, '\n');
}

static void faults_text(struct jh_buf *out, const char *language, const struct faults *f)
{
    for (size_t i = 0; i < f->n; i++)
        line(out, language, "audit.fault", &(struct jh_msg_arg){"text", f->list[i].text}, 1);
}

static void county_text(struct jh_buf *out, const char *language, const struct tally *t)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const struct jh_msg_arg args[] = {
        {"county", t->county},
        {"name", t->name},
        {"entries", jh_arena_printf(&mem, "%zu", t->nentry)},
        {"head", t->nentry ? jh_arena_printf(&mem, "%.*s", HEAD_SHOWN, t->head) : "-"},
        {"anchors", jh_arena_printf(&mem, "%zu", t->nanchor)},
        {"files", jh_arena_printf(&mem, "%zu", t->nfile)},
        {"runs", jh_arena_printf(&mem, "%zu", t->nrun)},
        {"same", jh_arena_printf(&mem, "%zu", t->nsame)},
        {"other", jh_arena_printf(&mem, "%zu", t->nother)}};
    const size_t n = sizeof args / sizeof *args;

    line(out, language, "audit.county", args, n);
    line(out, language, "audit.log", args, n);
    if (t->nanchor)
        line(out, language, "audit.anchors", args, n);
    line(out, language, "audit.files", args, n);
    line(out, language, "audit.runs", args, n);
    faults_text(out, language, &t->fault);
}

static void as_text(struct jh_buf *out, const char *language, const struct faults *whole,
                    const struct tally *t, size_t n, size_t nfault)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};

    line(out, language, whole->n ? "audit.file_unsound" : "audit.file_sound", NULL, 0);
    faults_text(out, language, whole);
    for (size_t i = 0; i < n; i++)
        county_text(out, language, &t[i]);
    line(out, language, nfault ? "audit.some_faults" : "audit.no_faults",
         &(struct jh_msg_arg){"n", jh_arena_printf(&mem, "%zu", nfault)}, 1);
}

/* The counties to check: the one that was named, or all that the file says anything of. */
static enum jh_status counties_of(const struct check *c, const char *county, struct tally **ret,
                                  size_t *ret_n, struct jh_err *reterr)
{
    struct jh_county *named;
    const char **id;
    size_t n, nnamed;

    JH_TRY(jh_store_mentioned(c->app->store, c->mem, &id, &n, reterr));
    JH_TRY(jh_store_counties(c->app->store, c->mem, &named, &nnamed, reterr));
    *ret = jh_new(c->mem, struct tally, n + 1);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        if (county && strcmp(county, id[i]) != 0)
            continue;
        struct tally *t = &(*ret)[(*ret_n)++];
        *t = (struct tally){.county = id[i], .name = "", .head = ""};
        for (size_t k = 0; k < nnamed; k++)
            if (strcmp(named[k].id, id[i]) == 0)
                t->name = named[k].name;
    }
    if (county && !*ret_n)
        return jh_fail(reterr, JH_E_NOTFOUND, "balance.no_county", JH_NOWHERE, (double)NAN, "%.40s",
                       county);
    return JH_OK;
}

/* In one state of the data: an import that is committed meanwhile is no fault. */
static enum jh_status check_all(struct check *c, const char *county, struct faults *whole,
                                struct tally **ret, size_t *ret_n, struct jh_err *reterr)
{
    struct jh_err err;

    if (jh_store_check(c->app->store, &err) != JH_OK)
        found(c, whole, &err);
    enum jh_status status = counties_of(c, county, ret, ret_n, reterr);
    if (status == JH_E_STORE && whole->n) { /* so damaged that not even the counties can be read */
        *ret_n = 0;
        return JH_OK;
    }
    for (size_t i = 0; status == JH_OK && i < *ret_n; i++)
        check_county(c, &(*ret)[i]);
    return status;
}

enum jh_status jh_app_audit_verify(const struct jh_app *app, const char *db, const char *county,
                                   bool json, struct jh_buf *out, size_t *ret_faults,
                                   struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct check c = {.app = app, .mem = &mem, .db = db};
    struct faults whole = {0};
    struct tally *t = NULL;
    size_t n = 0;
    bool mine;

    JH_TRY(jh_store_begin_read(app->store, &mine, reterr));
    enum jh_status status = check_all(&c, county, &whole, &t, &n, reterr);
    if (mine)
        jh_store_rollback(app->store);
    JH_TRY(status);
    if (!n && !whole.n)
        return jh_fail(reterr, JH_E_USAGE, "cli.no_county_yet", JH_NOWHERE, 0, "no county");
    *ret_faults = whole.n;
    for (size_t i = 0; i < n; i++)
        *ret_faults += t[i].fault.n;
    if (json)
        as_json(out, &whole, t, n);
    else
        as_text(out, app->language, &whole, t, n, *ret_faults);
    return jh_buf_check(out, reterr);
}
