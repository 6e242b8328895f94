/* src/base/json.h - the one JSON writer. Appends to a jh_buf; commas and nesting are kept here.
 * Reading is jansson's work (json_loadb), at the places where JSON comes in. */
#pragma once
#include "base/buf.h"
#include <stdbool.h>

enum { JH_JSON_DEPTH = 32 };

struct jh_json {
    struct jh_buf *out;
    int depth;
    bool some[JH_JSON_DEPTH];  /* has this level an element already? */
    char close[JH_JSON_DEPTH]; /* what ends this level */
    bool full_digits;          /* numbers with 17 digits instead of the shortest form */
};

void jh_json_begin(struct jh_json *j, struct jh_buf *out);

/* `key` is NULL for an element of an array and for the outermost value. */
void jh_json_object(struct jh_json *j, const char *key);
void jh_json_array(struct jh_json *j, const char *key);
void jh_json_end(struct jh_json *j); /* closes the innermost object or array */

void jh_json_str(struct jh_json *j, const char *key, const char *value); /* NULL gives null */
void jh_json_strn(struct jh_json *j, const char *key, const char *value, size_t n);
void jh_json_num(struct jh_json *j, const char *key, double value); /* NaN gives null */
void jh_json_int(struct jh_json *j, const char *key, long long value);
void jh_json_bool(struct jh_json *j, const char *key, bool value);
void jh_json_null(struct jh_json *j, const char *key);
void jh_json_raw(struct jh_json *j, const char *key, const char *json); /* already JSON, trusted */
