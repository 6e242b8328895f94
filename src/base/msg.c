/* src/base/msg.c - see msg.h. */
#include "base/msg.h"
#include "base/embed.h"
#include "base/num.h"
#include <assert.h>
#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static json_t *catalogue[2]; /* zh-CN, en; read once, kept for the life of the process */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static json_t *load(const char *path)
{
    const struct jh_embed *file = jh_embed_find(&jh_embed_data, path);
    assert(file);
    return json_loadb((const char *)file->data, file->size, JSON_REJECT_DUPLICATES, NULL);
}

static void load_all(void)
{
    catalogue[0] = load("messages.zh-CN.json");
    catalogue[1] = load("messages.en.json");
    assert(catalogue[0] && catalogue[1]);
}

static const char *find(const char *language, const char *id)
{
    pthread_once(&once, load_all);
    json_t *text = json_object_get(catalogue[strcmp(language, "en") == 0], id);
    return text ? json_string_value(text) : NULL;
}

static const char *argument(const char *name, size_t n, const struct jh_msg_arg *args, size_t nargs)
{
    for (size_t i = 0; i < nargs; i++)
        if (strlen(args[i].name) == n && memcmp(args[i].name, name, n) == 0)
            return args[i].value ? args[i].value : "";
    return NULL;
}

void jh_msg(struct jh_buf *out, const char *language, const char *id, const struct jh_msg_arg *args,
            size_t n)
{
    const char *text = find(language, id);

    if (!text) {
        jh_buf_adds(out, id);
        return;
    }
    for (const char *open; (open = strchr(text, '{')) != NULL;) {
        const char *close = strchr(open, '}');
        if (!close)
            break;
        const char *value = argument(open + 1, (size_t)(close - open - 1), args, n);
        jh_buf_add(out, text, (size_t)(open - text));
        if (value)
            jh_buf_adds(out, value);
        text = close + 1;
    }
    jh_buf_adds(out, text);
}

void jh_msg_err(struct jh_buf *out, const char *language, const struct jh_err *err)
{
    char row[24], got[JH_NUM_TEXT] = "";

    snprintf(row, sizeof row, "%ld", err->at.row);
    if (isfinite(err->got))
        jh_num_format(err->got, got);
    const struct jh_msg_arg args[] = {
        {"field", err->at.field}, {"row", row}, {"got", got}, {"text", err->text}};
    jh_msg(out, language, err->id, args, sizeof args / sizeof *args);
}
