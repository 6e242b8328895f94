/* src/app/imports/list.c - imports as api/openapi.yaml shows them. */
#include "app/imports.h"
#include "app/rights.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const states[] = {"uploaded", "checked", "committed", "undone", "discarded"};

static void text_or_null(struct jh_json *j, const char *key, const char *text)
{
    jh_json_str(j, key, text && *text ? text : NULL);
}

/* One member of a stored JSON text, as it stands; null when absent. */
static void member(struct jh_json *j, json_t *from, const char *key, const char *fallback)
{
    json_t *value = json_object_get(from, key);
    char *text =
        value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17)) : NULL;
    jh_json_raw(j, key, text ? text : fallback);
    jh_bytes_free(text);
}

static void head(struct jh_json *j, const struct jh_import *i)
{
    jh_json_int(j, "import", i->id);
    jh_json_str(j, "file", i->file);
    jh_json_int(j, "size", i->size);
    jh_json_str(j, "format", i->format);
    jh_json_str(j, "state", states[i->state]);
    jh_json_str(j, "created", i->created);
    text_or_null(j, "committed", i->committed);
    text_or_null(j, "undone", i->undone);
    jh_json_str(j, "reason", i->reason);
}

static void county_json(struct jh_json *j, const struct jh_county *all, size_t n, const char *id,
                        json_t *mapping)
{
    const char *name = json_string_value(json_object_get(mapping, "county_name"));
    bool synthetic = json_is_true(json_object_get(mapping, "synthetic"));

    for (size_t i = 0; i < n; i++) {
        if (strcmp(all[i].id, id) != 0)
            continue;
        name = all[i].name;
        synthetic |= all[i].synthetic;
    }
    jh_json_object(j, "county");
    jh_json_str(j, "id", id);
    jh_json_str(j, "name", name ? name : id);
    jh_json_bool(j, "synthetic", synthetic);
    jh_json_end(j);
}

enum jh_status jh_app_import_json(const struct jh_app *app, const char *county, int64_t id,
                                  struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_import import;
    struct jh_county *all;
    struct jh_json j;
    size_t n;

    JH_TRY(jh_may(app, "imports.read", county, NULL, reterr));
    JH_TRY(jh_store_import(app->store, &mem, county, id, &import, reterr));
    JH_TRY(jh_store_counties(app->store, &mem, &all, &n, reterr));
    json_t *mapping = json_loads(import.mapping, 0, NULL);
    json_t *report = json_loads(import.report, 0, NULL);
    json_t *problems = json_object_get(report, "problems");
    long long errors = json_integer_value(json_object_get(problems, "errors"));

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    head(&j, &import);
    jh_json_str(&j, "hash", import.hash);
    county_json(&j, all, n, county, mapping);
    member(&j, mapping, "encoding", "\"\"");
    member(&j, mapping, "sheets", "[]");
    member(&j, mapping, "forms", "[]");
    if (problems)
        member(&j, report, "problems", "null");
    member(&j, report, "reconciliation", "null");
    if (report) {
        member(&j, report, "changes", "[]");
        member(&j, report, "changes_total", "0");
    }
    jh_json_bool(&j, "can_commit", import.state == JH_IMPORT_CHECKED && errors == 0);
    jh_json_bool(&j, "needs_reason", json_integer_value(json_object_get(problems, "explains")) > 0);
    jh_json_end(&j);
    json_decref(mapping);
    json_decref(report);
    return JH_OK;
}

enum jh_status jh_app_imports_json(const struct jh_app *app, const char *county, struct jh_buf *out,
                                   struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_import *list;
    struct jh_json j;
    size_t n;

    JH_TRY(jh_may(app, "imports.read", county, NULL, reterr));
    JH_TRY(jh_store_imports(app->store, &mem, county, &list, &n, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "total", (long long)n);
    jh_json_array(&j, "items");
    for (size_t i = 0; i < n; i++) {
        struct jh_import whole;
        JH_CLEANUP(jh_arena_free) struct jh_arena tmp = {0};
        JH_TRY(jh_store_import(app->store, &tmp, county, list[i].id, &whole, reterr));
        json_t *report = json_loads(whole.report, 0, NULL);
        jh_json_object(&j, NULL);
        head(&j, &list[i]);
        member(&j, report, "reconciliation", "null");
        jh_json_end(&j);
        json_decref(report);
    }
    jh_json_end(&j);
    jh_json_end(&j);
    return JH_OK;
}
