/* src/app/checks/say.c - values and rules in words. */
#include "app/checks/rules.h"
#include "base/date.h"
#include "base/num.h"
#include <math.h>
#include <string.h>

const char *jh_item_shown(const struct jh_app *app, struct jh_arena *mem,
                          const struct jh_item *item, double value, const char *text)
{
    bool english = strcmp(app->language, "en") == 0;
    char shown[JH_NUM_TEXT + JH_DATE_TEXT]; /* either */

    if (item->kind == JH_WORDS)
        return text ? text : "";
    if (!isfinite(value))
        return "";
    switch (item->kind) {
    case JH_CODE:
        return english ? item->code[(size_t)value].name.en : item->code[(size_t)value].name.zh;
    case JH_YESNO:
        return value != 0 ? (english ? "yes" : "是") : (english ? "no" : "否");
    case JH_DATE_ITEM:
        jh_date_format(jh_date_from_days((long)value), shown);
        return jh_arena_strdup(mem, shown);
    default:
        jh_num_format(value, shown);
        return jh_arena_strdup(mem, shown);
    }
}

/* "在校生数 {pupils}": the name is there already. */
static bool ends_with(const struct jh_buf *out, const char *name)
{
    size_t n = strlen(name), len = out->len;

    while (len && out->data[len - 1] == ' ')
        len--;
    return len >= n && memcmp(out->data + len - n, name, n) == 0;
}

static void add_name(const struct jh_app *app, const struct jh_pack *pack, const char *id,
                     struct jh_buf *out)
{
    bool english = strcmp(app->language, "en") == 0, last = strncmp(id, "last.", 5) == 0;
    const struct jh_item *item = jh_pack_item(pack, last ? id + 5 : id);
    const char *name = item ? (english ? item->name.en : item->name.zh) : NULL;
    const struct jh_msg_arg args[] = {{"x", name}};

    if (!name || (!last && ends_with(out, name)))
        return;
    jh_buf_adds(out, english ? "\"" : "“");
    if (last)
        jh_msg(out, app->language, "balance.formula.last", args, 1);
    else
        jh_buf_adds(out, name);
    jh_buf_adds(out, english ? "\"" : "”");
}

const char *jh_rule_title(const struct jh_app *app, struct jh_arena *mem,
                          const struct jh_pack *pack, const char *text)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(16 * 1024);

    for (const char *open; (open = strchr(text, '{')) != NULL;) {
        const char *close = strchr(open, '}');
        if (!close)
            break;
        jh_buf_add(&out, text, (size_t)(open - text));
        add_name(app, pack, jh_arena_strndup(mem, open + 1, (size_t)(close - open - 1)), &out);
        text = close + 1;
    }
    jh_buf_adds(&out, text);
    return jh_arena_strdup(mem, out.data ? out.data : "");
}
