/* src/base/json.c - see json.h. */
#include "base/json.h"
#include "base/num.h"
#include <assert.h>
#include <string.h>

void jh_json_begin(struct jh_json *j, struct jh_buf *out)
{
    *j = (struct jh_json){.out = out};
}

static void escape(struct jh_buf *out, unsigned char c)
{
    if (c == '"' || c == '\\')
        jh_buf_addf(out, "\\%c", c);
    else if (c == '\n')
        jh_buf_adds(out, "\\n");
    else
        jh_buf_addf(out, "\\u%04x", c);
}

static void quoted(struct jh_buf *out, const char *s, size_t n)
{
    size_t from = 0;

    jh_buf_addc(out, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        jh_buf_add(out, s + from, i - from);
        escape(out, c);
        from = i + 1;
    }
    jh_buf_add(out, s + from, n - from);
    jh_buf_addc(out, '"');
}

/* Comma and key before each value. */
static void lead(struct jh_json *j, const char *key)
{
    if (j->some[j->depth])
        jh_buf_addc(j->out, ',');
    j->some[j->depth] = true;
    if (key) {
        quoted(j->out, key, strlen(key));
        jh_buf_addc(j->out, ':');
    }
}

static void open_level(struct jh_json *j, const char *key, char bracket)
{
    lead(j, key);
    jh_buf_addc(j->out, bracket);
    assert(j->depth + 1 < JH_JSON_DEPTH);
    j->some[++j->depth] = false;
    j->close[j->depth] = bracket == '{' ? '}' : ']';
}

void jh_json_object(struct jh_json *j, const char *key)
{
    open_level(j, key, '{');
}

void jh_json_array(struct jh_json *j, const char *key)
{
    open_level(j, key, '[');
}

void jh_json_end(struct jh_json *j)
{
    assert(j->depth > 0);
    jh_buf_addc(j->out, j->close[j->depth--]);
}

void jh_json_str(struct jh_json *j, const char *key, const char *value)
{
    if (value)
        jh_json_strn(j, key, value, strlen(value));
    else
        jh_json_null(j, key);
}

void jh_json_strn(struct jh_json *j, const char *key, const char *value, size_t n)
{
    lead(j, key);
    quoted(j->out, value, n);
}

void jh_json_num(struct jh_json *j, const char *key, double value)
{
    char text[JH_NUM_TEXT];
    size_t n = j->full_digits ? jh_num_format17(value, text) : jh_num_format(value, text);

    lead(j, key);
    jh_buf_add(j->out, text, n);
}

void jh_json_int(struct jh_json *j, const char *key, long long value)
{
    char text[JH_NUM_TEXT];
    size_t n = sizeof text;
    unsigned long long left = value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value;

    do
        text[--n] = (char)('0' + left % 10);
    while (left /= 10);
    if (value < 0)
        text[--n] = '-';
    lead(j, key);
    jh_buf_add(j->out, text + n, sizeof text - n);
}

void jh_json_bool(struct jh_json *j, const char *key, bool value)
{
    jh_json_raw(j, key, value ? "true" : "false");
}

void jh_json_null(struct jh_json *j, const char *key)
{
    jh_json_raw(j, key, "null");
}

void jh_json_raw(struct jh_json *j, const char *key, const char *json)
{
    lead(j, key);
    jh_buf_adds(j->out, json);
}
