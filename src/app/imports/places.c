/* src/app/imports/places.c - see places.h. Geometry is kept as the text it came in; here it is only
 * checked. */
#include "app/imports/places.h"
#include <ctype.h>
#include <jansson.h>
#include <string.h>

enum { GEOJSON_MOST = 64 * 1024 * 1024, DEPTH_MOST = 5 };

bool jh_import_is_places(const void *bytes, size_t n)
{
    const char *s = bytes;
    size_t i = n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    while (i < n && isspace((unsigned char)s[i]))
        i++;
    return i < n && s[i] == '{';
}

/* Are all positions pairs of degrees in or near China? */
static bool positions_ok(json_t *value, int depth)
{
    size_t i;
    json_t *part;

    if (!json_is_array(value) || depth > DEPTH_MOST)
        return false;
    if (json_is_number(json_array_get(value, 0))) {
        double lon = json_number_value(json_array_get(value, 0));
        double lat = json_number_value(json_array_get(value, 1));
        return json_is_number(json_array_get(value, 1)) && lon >= 70 && lon <= 140 && lat >= 0 &&
               lat <= 60;
    }
    json_array_foreach(value, i, part) if (!positions_ok(part, depth + 1)) return false;
    return json_array_size(value) > 0;
}

static const char *fault_of(json_t *feature)
{
    json_t *properties = json_object_get(feature, "properties");
    json_t *geometry = json_object_get(feature, "geometry");
    const char *type = json_string_value(json_object_get(geometry, "type"));

    if (!json_string_value(json_object_get(properties, "name")))
        return "import.place_name";
    if (!type || (strcmp(type, "Polygon") != 0 && strcmp(type, "MultiPolygon") != 0 &&
                  strcmp(type, "Point") != 0 && strcmp(type, "LineString") != 0))
        return "import.place_geometry";
    if (!positions_ok(json_object_get(geometry, "coordinates"), 0))
        return "import.place_position";
    return NULL;
}

static json_t *parse(const void *bytes, size_t n, struct jh_err *reterr)
{
    const char *s = bytes;
    size_t skip = n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    json_error_t fault;

    if (n > GEOJSON_MOST) {
        jh_fail(reterr, JH_E_LIMIT, "import.geojson_large", JH_NOWHERE, GEOJSON_MOST, "%zu", n);
        return NULL;
    }
    json_t *root = json_loadb(s + skip, n - skip, JSON_REJECT_DUPLICATES, &fault);
    if (!root || !json_is_array(json_object_get(root, "features"))) {
        json_decref(root);
        jh_fail(reterr, JH_E_DATA, "import.geojson", ((struct jh_at){NULL, root ? 0 : fault.line}),
                (double)NAN, "%s", root ? "no features" : fault.text);
        return NULL;
    }
    return root;
}

/* The coordinate system the file names; WGS-84 is GeoJSON's own (RFC 7946). */
static const char *crs_of(json_t *root)
{
    const char *name = json_string_value(json_object_get(root, "crs_name"));
    return name ? name : "WGS-84";
}

static const char *id_of(struct jh_arena *mem, json_t *feature)
{
    json_t *properties = json_object_get(feature, "properties");
    const char *id = json_string_value(json_object_get(properties, "id"));
    const char *kind = json_string_value(json_object_get(properties, "kind"));
    const char *name = json_string_value(json_object_get(properties, "name"));

    return jh_arena_strdup(mem, id ? id : jh_arena_printf(mem, "%s:%s", kind ? kind : "", name));
}

static bool same_place(const struct jh_place *place, size_t n, json_t *feature, const char *id,
                       bool *ret_found)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(place[i].id, id) != 0)
            continue;
        char *geometry = json_dumps(json_object_get(feature, "geometry"), JSON_COMPACT);
        bool same = geometry && strcmp(geometry, place[i].geometry) == 0;
        jh_bytes_free(geometry);
        *ret_found = true;
        return same;
    }
    *ret_found = false;
    return false;
}

enum jh_status jh_import_read_places(struct jh_file_in *f, const void *bytes, size_t n,
                                     struct jh_err *reterr)
{
    json_t *root = parse(bytes, n, reterr), *feature;
    struct jh_place *place = NULL;
    size_t nplace = 0, i;

    if (!root)
        return reterr->status;
    f->info.format = "geojson";
    const char *code = json_string_value(json_object_get(root, "county"));
    if (!f->county && code)
        f->county = jh_arena_strdup(f->mem, code);
    if (f->county) {
        enum jh_status status =
            jh_store_places(f->app->store, f->mem, f->county, &place, &nplace, reterr);
        if (status != JH_OK) {
            json_decref(root);
            return status;
        }
    }
    json_array_foreach(json_object_get(root, "features"), i, feature)
    {
        const char *fault = fault_of(feature);
        bool found;
        if (fault) {
            struct jh_where where = {NULL, (long)i + 1, -1, "", ""};
            jh_import_problem(f, JH_GRADE_ERROR, fault, where, NULL, 0);
            f->rejected++;
        } else if (same_place(place, nplace, feature, id_of(f->mem, feature), &found)) {
            f->same++;
        } else if (found) {
            f->changed++;
        } else {
            f->added++;
        }
    }
    json_decref(root);
    return JH_OK;
}

enum jh_status jh_import_stage_places(struct jh_file_in *f, const void *bytes, size_t n,
                                      int64_t import, struct jh_err *reterr)
{
    json_t *root = parse(bytes, n, reterr), *feature;
    enum jh_status status = JH_OK;
    size_t i;

    if (!root)
        return reterr->status;
    json_array_foreach(json_object_get(root, "features"), i, feature)
    {
        json_t *properties = json_object_get(feature, "properties");
        const char *kind = json_string_value(json_object_get(properties, "kind"));
        if (status != JH_OK || fault_of(feature))
            continue;
        char *geometry = json_dumps(json_object_get(feature, "geometry"), JSON_COMPACT);
        struct jh_place place = {id_of(f->mem, feature),
                                 kind ? kind : "town",
                                 json_string_value(json_object_get(properties, "name")),
                                 crs_of(root),
                                 geometry ? geometry : "{}",
                                 import};
        status = jh_store_add_place(f->app->store, f->county, &place, reterr);
        jh_bytes_free(geometry);
    }
    json_decref(root);
    return status;
}
