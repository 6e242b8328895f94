/* src/app/imports/imports.c - the use cases: upload, map, check, commit, undo, discard, give back.
 */
#include "app/imports/places.h"
#include "app/people/roster.h"
#include "app/rights.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MOST = 200 * 1024 * 1024 };

/* The bytes of an upload, from memory or a file. */
static enum jh_status bytes_of(struct jh_arena *mem, const struct jh_upload *u, const void **ret,
                               size_t *ret_n, struct jh_err *reterr)
{
    if (!u->path) {
        *ret = u->bytes;
        *ret_n = u->size;
        return JH_OK;
    }
    FILE *file = fopen(u->path, "rb");
    long size = -1;
    if (file && fseek(file, 0, SEEK_END) == 0)
        size = ftell(file);
    if (size < 0 || size > FILE_MOST) {
        if (file)
            fclose(file);
        return jh_fail(reterr, size < 0 ? JH_E_NOTFOUND : JH_E_LIMIT,
                       size < 0 ? "intake.not_found" : "intake.too_large",
                       ((struct jh_at){u->name, 0}), (double)size, "%.150s", u->path);
    }
    rewind(file);
    char *bytes = jh_arena_alloc(mem, (size_t)size + 1, 1);
    *ret_n = fread(bytes, 1, (size_t)size, file);
    *ret = bytes;
    fclose(file);
    return JH_OK;
}

static enum jh_status remembered(struct jh_file_in *f, struct jh_err *reterr)
{
    if (!f->county)
        return JH_OK;
    return jh_store_headings(f->app->store, f->mem, f->county, &f->heading, &f->nheading, reterr);
}

/* Read the file, and when `whole`, find out all that there is to know of it. */
static enum jh_status understand(struct jh_file_in *f, const char *name, const char *path,
                                 const void *bytes, size_t n, bool whole, struct jh_err *reterr)
{
    struct jh_source source = {.path = path, .bytes = bytes, .size = n, .name = name};

    if (!f->most)
        f->most = JH_LISTED;
    JH_TRY(remembered(f, reterr));
    if (jh_import_is_places(bytes, n))
        return jh_import_read_places(f, bytes, n, reterr);
    JH_TRY(jh_import_read(f, &source, reterr));
    if (!f->pack && !whole && f->county)
        return JH_OK; /* its forms and columns can be chosen by hand */
    if (!f->pack)
        return jh_fail(reterr, JH_E_DATA, "import.not_recognised", JH_NOWHERE, (double)NAN,
                       "%.200s", name); /* a copy: the name may live shorter than the error */
    if (jh_pack_of_people(f->pack))
        JH_TRY(jh_roster_county(f, reterr));
    if (!f->county)
        return jh_fail(reterr, JH_E_DATA, "import.county_unknown", JH_NOWHERE, (double)NAN,
                       "%.200s", name);
    if (!whole)
        return JH_OK;
    if (jh_pack_of_people(f->pack))
        return jh_roster_check(f, reterr);
    JH_TRY(jh_import_known(f, reterr));
    JH_TRY(jh_import_check_rows(f, reterr));
    jh_import_difference(f);
    return JH_OK;
}

/* The county's own items tell whether its data are made up. */
static void learn_synthetic(struct jh_file_in *f)
{
    const struct jh_item *item = f->pack ? jh_pack_item(f->pack, "synthetic") : NULL;

    for (size_t r = 0; item && r < f->nrow; r++) {
        const struct jh_in_row *row = &f->row[r];
        if (row->only >= 0 &&
            f->sheet[row->sheet].column[row->only].item == (int)(item - f->pack->item) &&
            row->value[0] == 1)
            f->synthetic = true;
    }
}

static enum jh_status save_texts(struct jh_file_in *f, struct jh_import *import, bool report,
                                 struct jh_err *reterr)
{
    struct jh_buf mapping = JH_BUF(JH_IMPORT_JSON), found = JH_BUF(JH_IMPORT_JSON);

    learn_synthetic(f);
    jh_import_mapping_json(f, &mapping);
    if (report)
        jh_import_report_json(f, &found);
    enum jh_status status = jh_buf_check(&mapping, reterr);
    if (status == JH_OK)
        status = jh_buf_check(&found, reterr);
    import->mapping = jh_arena_strdup(f->mem, mapping.data ? mapping.data : "{}");
    import->report = jh_arena_strdup(f->mem, found.data ? found.data : "");
    import->format = f->info.format ? f->info.format : "";
    jh_buf_release(&mapping);
    jh_buf_release(&found);
    return status;
}

static void blank_texts(struct jh_import *import)
{
    import->reason = import->reason ? import->reason : "";
    import->committed = import->committed ? import->committed : "";
    import->undone = import->undone ? import->undone : "";
}

/* Stage the accepted rows and keep the report; inside a transaction. */
static enum jh_status stage_all(struct jh_file_in *f, struct jh_import *import, const void *bytes,
                                size_t n, struct jh_err *reterr)
{
    JH_TRY(jh_store_clear_facts(f->app->store, f->county, import->id, reterr));
    if (jh_import_is_places(bytes, n))
        JH_TRY(jh_import_stage_places(f, bytes, n, import->id, reterr));
    else if (!jh_pack_of_people(f->pack)) /* rows of people are written by the commit */
        JH_TRY(jh_import_stage(f, import->id, reterr));
    JH_TRY(jh_store_version(f->app->store, f->county, &import->basis, reterr));
    if (f->have_facts && import->basis != f->basis)
        return jh_fail(reterr, JH_E_CONFLICT, "import.data_changed", JH_NOWHERE, (double)import->id,
                       "the data changed during the check");
    JH_TRY(save_texts(f, import, true, reterr));
    import->state = JH_IMPORT_CHECKED;
    blank_texts(import);
    return jh_store_save_import(f->app->store, f->county, import, reterr);
}

static enum jh_status keep_file(struct jh_file_in *f, struct jh_import *import, const void *bytes,
                                size_t n, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf sealed = JH_BUF((size_t)FILE_MOST + 1000);

    JH_TRY(jh_import_at_rest(f, &bytes, &n, &sealed, reterr));
    return jh_store_add_import(f->app->store, f->county, import, bytes, n, reterr);
}

static enum jh_status end_transaction(struct jh_store *store, enum jh_status status,
                                      struct jh_err *reterr)
{
    if (status == JH_OK)
        status = jh_store_commit(store, reterr);
    jh_store_rollback(store);
    return status;
}

static struct jh_file_in file_of(const struct jh_app *app, struct jh_arena *mem,
                                 const struct jh_upload *u)
{
    return (struct jh_file_in){.app = app,
                               .mem = mem,
                               .pack_wanted = u->pack,
                               .county = u->county,
                               .year = u->year,
                               .form = u->form,
                               .mapping = u->mapping};
}

enum jh_status jh_app_import_upload(const struct jh_app *app, const struct jh_upload *upload,
                                    struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_file_in f = file_of(app, &mem, upload);
    struct jh_import import = {.file = upload->name, .report = ""};
    const void *bytes = NULL;
    size_t n = 0;

    JH_TRY(jh_may_enter(app, "imports.write", f.county, reterr));
    JH_TRY(bytes_of(&mem, upload, &bytes, &n, reterr));
    JH_TRY(understand(&f, upload->name, upload->path, bytes, n, false, reterr));
    if (!f.county)
        return jh_fail(reterr, JH_E_DATA, "import.county_unknown",
                       ((struct jh_at){upload->name, 0}), (double)NAN, "%.100s", upload->name);
    JH_TRY(jh_may(app, "imports.write", f.county, NULL, reterr));
    JH_TRY(save_texts(&f, &import, false, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = keep_file(&f, &import, bytes, n, reterr);
    JH_TRY(end_transaction(app->store, status, reterr));
    return jh_app_import_json(app, f.county, import.id, out, reterr);
}

/* What the user chose by hand, out of a stored mapping; NULL. */
static const char *chosen_of(struct jh_arena *mem, const char *mapping, int *ret_year,
                             const char **ret_pack)
{
    json_t *root = json_loads(mapping, 0, NULL), *chosen = json_object_get(root, "chosen");
    char *text = json_is_object(chosen) ? json_dumps(chosen, JSON_COMPACT) : NULL;
    const char *copy = jh_arena_strdup(mem, text);

    *ret_year = (int)json_integer_value(json_object_get(root, "year"));
    *ret_pack = jh_arena_strdup(mem, json_string_value(json_object_get(root, "pack")));
    jh_bytes_free(text);
    json_decref(root);
    return copy;
}

/* An import and its bytes, ready to be understood again. */
static enum jh_status reopen(const struct jh_app *app, struct jh_arena *mem, const char *county,
                             int64_t id, struct jh_import *ret, struct jh_file_in *f, void **bytes,
                             size_t *n, struct jh_err *reterr)
{
    const char *pack;
    int year;

    JH_TRY(jh_store_import(app->store, mem, county, id, ret, reterr));
    JH_TRY(jh_store_file(app->store, mem, county, ret->hash, bytes, n, reterr));
    bool sealed = jh_file_sealed(*bytes, *n);
    JH_TRY(jh_import_open_file(app, mem, county, bytes, n, reterr));
    const char *chosen = chosen_of(mem, ret->mapping, &year, &pack);
    *f = (struct jh_file_in){.app = app,
                             .mem = mem,
                             .county = county,
                             .pack_wanted = pack,
                             .year = year,
                             .mapping = chosen,
                             .sealed = sealed};
    return JH_OK;
}

static enum jh_status not_open(const struct jh_import *import, struct jh_err *reterr)
{
    if (import->state == JH_IMPORT_UPLOADED || import->state == JH_IMPORT_CHECKED)
        return JH_OK;
    return jh_fail(reterr, JH_E_CONFLICT, "import.closed", JH_NOWHERE, (double)import->id,
                   "import %lld is committed, undone or discarded", (long long)import->id);
}

enum jh_status jh_app_import_map(const struct jh_app *app, const char *county, int64_t id,
                                 const char *mapping, struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_import import;
    struct jh_file_in f;
    void *bytes;
    size_t n;
    json_t *root = json_loads(mapping, JSON_REJECT_DUPLICATES, NULL);
    bool fits = json_is_array(json_object_get(root, "sheets"));

    json_decref(root);
    JH_TRY(jh_may(app, "imports.write", county, NULL, reterr));
    if (!fits)
        return jh_fail(reterr, JH_E_USAGE, "import.mapping", JH_NOWHERE, (double)NAN,
                       "want {\"sheets\": [...]}");
    JH_TRY(reopen(app, &mem, county, id, &import, &f, &bytes, &n, reterr));
    JH_TRY(not_open(&import, reterr));
    f.mapping = mapping;
    JH_TRY(understand(&f, import.file, NULL, bytes, n, false, reterr));
    JH_TRY(save_texts(&f, &import, false, reterr));
    import.state = JH_IMPORT_UPLOADED;
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_store_clear_facts(app->store, county, id, reterr);
    if (status == JH_OK)
        status = jh_store_save_import(app->store, county, &import, reterr);
    JH_TRY(end_transaction(app->store, status, reterr));
    return jh_app_import_json(app, county, id, out, reterr);
}

enum jh_status jh_app_import_check(const struct jh_app *app, const char *county, int64_t id,
                                   const struct jh_progress *progress, struct jh_buf *out,
                                   struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_import import;
    struct jh_file_in f;
    void *bytes;
    size_t n;

    JH_TRY(jh_may(app, "imports.write", county, NULL, reterr));
    JH_TRY(reopen(app, &mem, county, id, &import, &f, &bytes, &n, reterr));
    JH_TRY(not_open(&import, reterr));
    f.progress = progress;
    JH_TRY(understand(&f, import.file, NULL, bytes, n, true, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    JH_TRY(end_transaction(app->store, stage_all(&f, &import, bytes, n, reterr), reterr));
    jh_store_bulk(app->store, false);
    return jh_app_import_json(app, county, id, out, reterr);
}

/* Headings that the user mapped by hand are known the next time. */
static enum jh_status remember_headings(const struct jh_app *app, const char *county,
                                        json_t *mapping, struct jh_err *reterr)
{
    json_t *sheet, *column;
    size_t i, k;

    json_array_foreach(json_object_get(mapping, "sheets"), i, sheet)
    {
        json_array_foreach(json_object_get(sheet, "columns"), k, column)
        {
            const char *how = json_string_value(json_object_get(column, "how"));
            struct jh_heading h = {json_string_value(json_object_get(sheet, "form")),
                                   json_string_value(json_object_get(column, "heading")),
                                   json_string_value(json_object_get(column, "item"))};
            if (how && strcmp(how, "chosen") == 0 && h.form && h.heading && h.item)
                JH_TRY(jh_store_put_heading(app->store, county, &h, reterr));
        }
    }
    return JH_OK;
}

static enum jh_status put_county(const struct jh_app *app, const char *county, json_t *mapping,
                                 struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *name = json_string_value(json_object_get(mapping, "county_name"));
    bool synthetic = json_is_true(json_object_get(mapping, "synthetic"));
    struct jh_county *all;
    size_t n;

    JH_TRY(jh_store_counties(app->store, &mem, &all, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].id, county) == 0 && (!name || !*name))
            name = all[i].name;
    struct jh_county one = {county, name && *name ? name : county, synthetic};
    return jh_store_put_county(app->store, &one, reterr);
}

/* May it be committed as it was checked? */
static enum jh_status may_commit(const struct jh_app *app, const char *county,
                                 const struct jh_import *import, bool accept_rejected,
                                 const char *reason, struct jh_err *reterr)
{
    int64_t version;

    if (import->state != JH_IMPORT_CHECKED)
        return jh_fail(reterr, JH_E_CONFLICT, "import.not_checked", JH_NOWHERE, (double)import->id,
                       "import %lld is not checked", (long long)import->id);
    JH_TRY(jh_store_version(app->store, county, &version, reterr));
    if (version != import->basis)
        return jh_fail(reterr, JH_E_CONFLICT, "import.data_changed", JH_NOWHERE, (double)import->id,
                       "the data changed since the check");
    json_t *report = json_loads(import->report, 0, NULL);
    json_t *problems = json_object_get(report, "problems");
    long long errors = json_integer_value(json_object_get(problems, "errors"));
    long long explains = json_integer_value(json_object_get(problems, "explains"));
    json_decref(report);
    if (errors && !accept_rejected)
        return jh_fail(reterr, JH_E_DATA, "import.has_errors", JH_NOWHERE, (double)errors,
                       "%lld errors", errors);
    if (explains && !*reason)
        return jh_fail(reterr, JH_E_DATA, "import.reason_needed", JH_NOWHERE, (double)explains,
                       "%lld problems must be explained", explains);
    return JH_OK;
}

static enum jh_status commit_inside(const struct jh_app *app, const char *county,
                                    struct jh_import *import, const char *reason,
                                    struct jh_err *reterr)
{
    json_t *mapping = json_loads(import->mapping, 0, NULL);
    char detail[200], subject[40];
    enum jh_status status = put_county(app, county, mapping, reterr);

    if (status == JH_OK)
        status = remember_headings(app, county, mapping, reterr);
    json_decref(mapping);
    import->state = JH_IMPORT_COMMITTED;
    import->reason = reason;
    if (status == JH_OK)
        status = jh_store_save_import(app->store, county, import, reterr);
    snprintf(subject, sizeof subject, "import:%lld", (long long)import->id);
    snprintf(detail, sizeof detail, "{\"import\":%lld,\"file\":\"%.64s\"}", (long long)import->id,
             import->hash);
    if (status == JH_OK)
        status = jh_app_log(app, county, "import:commit", subject, detail, reterr);
    return status;
}

/* Rosters are read again at their commit: nothing of them is kept in plain until then. */
static enum jh_status apply_people(const struct jh_app *app, struct jh_arena *mem,
                                   const char *county, int64_t id, struct jh_err *reterr)
{
    struct jh_import import;
    struct jh_file_in f;
    const char *pack;
    void *bytes;
    size_t n;
    int year;

    JH_TRY(jh_store_import(app->store, mem, county, id, &import, reterr));
    (void)chosen_of(mem, import.mapping, &year, &pack);
    if (!pack || !jh_pack_of_people(jh_pack_find(app->packs, pack)))
        return JH_OK;
    JH_TRY(jh_may(app, "people.write", county, NULL, reterr));
    JH_TRY(reopen(app, mem, county, id, &import, &f, &bytes, &n, reterr));
    JH_TRY(understand(&f, import.file, NULL, bytes, n, true, reterr));
    return jh_roster_apply(&f, id, reterr);
}

enum jh_status jh_app_import_commit(const struct jh_app *app, const char *county, int64_t id,
                                    bool accept_rejected, const char *reason, struct jh_buf *out,
                                    struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_import import;

    JH_TRY(jh_may(app, "imports.write", county, NULL, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_store_import(app->store, &mem, county, id, &import, reterr);
    if (status == JH_OK)
        status = may_commit(app, county, &import, accept_rejected, reason ? reason : "", reterr);
    if (status == JH_OK)
        status = apply_people(app, &mem, county, id, reterr);
    if (status == JH_OK)
        status = commit_inside(app, county, &import, reason ? reason : "", reterr);
    JH_TRY(end_transaction(app->store, status, reterr));
    jh_store_bulk(app->store, false);
    return jh_app_import_json(app, county, id, out, reterr);
}

/* What stands against it leaves it checked, which is no failure; a failing database is one. */
static enum jh_status commit_if_may(struct jh_file_in *f, struct jh_import *import,
                                    const struct jh_import_wish *wish, struct jh_err *reterr)
{
    const char *reason = wish->reason ? wish->reason : "";
    enum jh_status status =
        may_commit(f->app, f->county, import, wish->accept_rejected, reason, reterr);

    if (status != JH_OK)
        return status == JH_E_STORE ? status : JH_OK;
    if (jh_pack_of_people(f->pack)) {
        JH_TRY(jh_may(f->app, "people.write", f->county, NULL, reterr));
        JH_TRY(jh_roster_apply(f, import->id, reterr));
    }
    JH_TRY(commit_inside(f->app, f->county, import, reason, reterr));
    return wish->also ? wish->also(wish->context, import->id, reterr) : JH_OK;
}

void jh_app_import_many(const struct jh_app *app, bool on)
{
    jh_store_many(app->store, on);
}

enum jh_status jh_app_import_run(const struct jh_app *app, const struct jh_upload *upload,
                                 const struct jh_import_wish *wish,
                                 const struct jh_progress *progress, struct jh_buf *out,
                                 struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_file_in f = file_of(app, &mem, upload);
    struct jh_import import = {.file = upload->name, .mapping = "", .report = "", .format = ""};
    const void *bytes = NULL;
    size_t n = 0;

    f.progress = progress;
    JH_TRY(jh_may_enter(app, "imports.write", f.county, reterr));
    JH_TRY(bytes_of(&mem, upload, &bytes, &n, reterr));
    JH_TRY(understand(&f, upload->name, upload->path, bytes, n, true, reterr));
    if (!f.county)
        return jh_fail(reterr, JH_E_DATA, "import.county_unknown",
                       ((struct jh_at){upload->name, 0}), (double)NAN, "%.100s", upload->name);
    JH_TRY(jh_may(app, "imports.write", f.county, NULL, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = keep_file(&f, &import, bytes, n, reterr);
    if (status == JH_OK)
        status = stage_all(&f, &import, bytes, n, reterr);
    if (status == JH_OK && !wish->dry_run)
        status = commit_if_may(&f, &import, wish, reterr);
    JH_TRY(end_transaction(app->store, status, reterr));
    return jh_app_import_json(app, f.county, import.id, out, reterr);
}

enum jh_status jh_app_import_look(const struct jh_app *app, const struct jh_upload *upload,
                                  struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_file_in f = file_of(app, &mem, upload);
    const void *bytes = NULL;
    size_t n = 0;

    JH_TRY(jh_may_enter(app, "imports.write", f.county, reterr));
    JH_TRY(bytes_of(&mem, upload, &bytes, &n, reterr));
    JH_TRY(understand(&f, upload->name, upload->path, bytes, n, true, reterr));
    jh_import_report_json(&f, out);
    return JH_OK;
}

enum jh_status jh_app_import_undo(const struct jh_app *app, const char *county, int64_t id,
                                  struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_import import;
    char subject[40], detail[64];

    JH_TRY(jh_may(app, "imports.write", county, NULL, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_store_import(app->store, &mem, county, id, &import, reterr);
    if (status == JH_OK && import.state != JH_IMPORT_COMMITTED)
        status = jh_fail(reterr, JH_E_CONFLICT, "import.not_committed", JH_NOWHERE, (double)id,
                         "import %lld is not committed", (long long)id);
    if (status == JH_OK && strcmp(import.format, "form") == 0)
        status = jh_fail(reterr, JH_E_CONFLICT, "import.of_submission", JH_NOWHERE, (double)id,
                         "import %lld is an approved submission: reopen it", (long long)id);
    if (status == JH_OK) {
        status = jh_roster_undo(app, county, id, reterr);
    }
    if (status == JH_OK) {
        import.state = JH_IMPORT_UNDONE;
        status = jh_store_save_import(app->store, county, &import, reterr);
    }
    snprintf(subject, sizeof subject, "import:%lld", (long long)id);
    snprintf(detail, sizeof detail, "{\"import\":%lld}", (long long)id);
    if (status == JH_OK)
        status = jh_app_log(app, county, "import:undo", subject, detail, reterr);
    JH_TRY(end_transaction(app->store, status, reterr));
    return jh_app_import_json(app, county, id, out, reterr);
}

enum jh_status jh_app_import_discard(const struct jh_app *app, const char *county, int64_t id,
                                     struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_import import;

    JH_TRY(jh_may(app, "imports.write", county, NULL, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_store_import(app->store, &mem, county, id, &import, reterr);
    if (status == JH_OK)
        status = not_open(&import, reterr);
    if (status == JH_OK) {
        import.state = JH_IMPORT_DISCARDED;
        status = jh_store_save_import(app->store, county, &import, reterr);
    }
    return end_transaction(app->store, status, reterr);
}

static int compare_mark(const void *a, const void *b)
{
    const struct jh_mark *x = a, *y = b;
    if (x->sheet != y->sheet)
        return x->sheet < y->sheet ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

enum jh_status jh_app_import_annotated(const struct jh_app *app, const char *county, int64_t id,
                                       struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf heading = JH_BUF(1000);
    struct jh_import import;
    struct jh_file_in f;
    void *bytes;
    size_t n, marks = 0;

    JH_TRY(jh_may(app, "imports.read", county, NULL, reterr));
    JH_TRY(reopen(app, &mem, county, id, &import, &f, &bytes, &n, reterr));
    if (f.sealed)
        JH_TRY(jh_import_give_people(app, county, id, reterr));
    if (jh_import_is_places(bytes, n) || strcmp(import.format, "form") == 0)
        return jh_fail(reterr, JH_E_USAGE, "import.no_workbook", JH_NOWHERE, (double)id,
                       "a GeoJSON file has no cells");
    f.most = JH_MARKED;
    JH_TRY(understand(&f, import.file, NULL, bytes, n, true, reterr));
    for (size_t i = 0; i < f.ngroup; i++)
        marks += f.group[i].listed;
    struct jh_mark *mark = jh_new(&mem, struct jh_mark, marks + 1);
    marks = 0;
    for (size_t i = 0; i < f.ngroup; i++) {
        for (size_t k = 0; k < f.group[i].listed; k++) {
            const struct jh_problem *p = &f.group[i].first[k];
            const char *text = p->way_out && *p->way_out
                                   ? jh_arena_printf(&mem, "%s%s", p->text, p->way_out)
                                   : p->text;
            if (p->sheet > 0 && p->row > 0)
                mark[marks++] = (struct jh_mark){p->sheet, p->row, p->column, (int)p->grade, text};
        }
    }
    qsort(mark, marks, sizeof *mark, compare_mark);
    jh_msg(&heading, app->language, "import.annotated_heading", NULL, 0);
    const struct jh_source source = {.bytes = bytes, .size = n, .name = import.file};
    return jh_annotate(&source, mark, marks, heading.data, out, reterr);
}
