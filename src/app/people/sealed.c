/* src/app/people/sealed.c - see sealed.h. */
#include "app/people/sealed.h"
#include "app/rights.h"
#include "base/json.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char setting[] = "seal.key", magic[] = "JHSEAL1\n";
enum { MAGIC = sizeof magic - 1, FILE_MOST = 256 * 1024 * 1024, PLACE = 100 };

enum jh_status jh_people_key(const struct jh_app *app, const char *county, bool first,
                             struct jh_seal *ret, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *known;

    JH_TRY(jh_seal_load(NULL, ret, reterr));
    JH_TRY(jh_store_setting(app->store, &mem, county, setting, &known, reterr));
    if (!known && !first)
        return JH_OK;
    if (!known) {
        char detail[200];
        snprintf(detail, sizeof detail, "{\"setting\":\"%s\",\"value\":\"%s\"}", setting, ret->id);
        JH_TRY(jh_store_put_setting(app->store, county, setting, ret->id, reterr));
        return jh_app_log(app, county, "people:key", "", detail, reterr);
    }
    if (strcmp(known, ret->id) != 0)
        return jh_fail(reterr, JH_E_DATA, "key.wrong", JH_NOWHERE, (double)NAN, "%s", known);
    return JH_OK;
}

/* Where `id` is, or where it would be. */
static size_t position(const struct jh_fields *f, const char *id)
{
    size_t low = 0, high = f->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(f->field[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void jh_fields_put(struct jh_fields *f, const char *id, const char *value)
{
    size_t at = position(f, id);

    if (at == f->n || strcmp(f->field[at].id, id) != 0) {
        if (f->n == JH_FIELDS_MOST)
            return;
        memmove(&f->field[at + 1], &f->field[at], (f->n - at) * sizeof *f->field);
        f->n++;
    }
    f->field[at] = (struct jh_sealed_field){id, value};
}

const char *jh_fields_get(const struct jh_fields *f, const char *id)
{
    size_t at = position(f, id);
    return at < f->n && strcmp(f->field[at].id, id) == 0 ? f->field[at].value : NULL;
}

static void place_of(const char *county, int64_t person, char ret[PLACE])
{
    snprintf(ret, PLACE, "%s/%lld/fields", county, (long long)person);
}

void jh_fields_seal(const struct jh_seal *seal, const char *county, int64_t person,
                    const struct jh_fields *f, struct jh_buf *out)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf plain = JH_BUF(JH_SEALED_MOST);
    struct jh_json j;
    char place[PLACE];

    jh_json_begin(&j, &plain);
    jh_json_object(&j, NULL);
    for (size_t i = 0; i < f->n; i++)
        jh_json_str(&j, f->field[i].id, f->field[i].value);
    jh_json_end(&j);
    place_of(county, person, place);
    jh_seal_write(seal, place, plain.data, plain.len, out);
}

enum jh_status jh_fields_open(const struct jh_seal *seal, struct jh_arena *mem, const char *county,
                              int64_t person, const void *sealed, size_t n, struct jh_fields *ret,
                              struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf plain = JH_BUF(JH_SEALED_MOST);
    char place[PLACE];
    const char *key;
    json_t *value;

    ret->n = 0;
    if (!n)
        return JH_OK;
    place_of(county, person, place);
    JH_TRY(jh_seal_read(seal, place, sealed, n, &plain, reterr));
    json_t *root = json_loadb(plain.data, plain.len, 0, NULL);
    json_object_foreach(root, key, value)
    {
        if (json_is_string(value))
            jh_fields_put(ret, jh_arena_strdup(mem, key),
                          jh_arena_strdup(mem, json_string_value(value)));
    }
    json_decref(root);
    return JH_OK;
}

void jh_file_seal(const struct jh_seal *seal, const char *county, const void *bytes, size_t n,
                  struct jh_buf *out)
{
    char place[PLACE];

    snprintf(place, sizeof place, "%s/file", county);
    jh_buf_add(out, magic, MAGIC);
    jh_seal_write(seal, place, bytes, n, out);
}

bool jh_file_sealed(const void *bytes, size_t n)
{
    return n > MAGIC && memcmp(bytes, magic, MAGIC) == 0;
}

enum jh_status jh_file_open(const struct jh_seal *seal, struct jh_arena *mem, const char *county,
                            void **bytes, size_t *n, struct jh_err *reterr)
{
    struct jh_buf plain = JH_BUF(FILE_MOST);
    char place[PLACE];

    snprintf(place, sizeof place, "%s/file", county);
    enum jh_status status =
        jh_seal_read(seal, place, (const char *)*bytes + MAGIC, *n - MAGIC, &plain, reterr);
    if (status == JH_OK) {
        char *copy = jh_arena_alloc(mem, plain.len + 1, 1);
        if (plain.len)
            memcpy(copy, plain.data, plain.len);
        *bytes = copy;
        *n = plain.len;
    }
    jh_buf_release(&plain);
    return status;
}
