/* src/app/values.c - one value: as JSON, as it was typed, as people read it. */
#include "app/values.h"
#include "app/checks/rules.h"
#include "app/imports/inside.h"
#include "base/date.h"
#include "base/num.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

void jh_value_json(struct jh_json *j, const char *key, const struct jh_item *item,
                   struct jh_value v)
{
    char day[JH_DATE_TEXT];

    if (!v.some) {
        jh_json_null(j, key);
        return;
    }
    switch (item->kind) {
    case JH_WORDS:
        jh_json_str(j, key, v.text);
        break;
    case JH_CODE:
        jh_json_str(j, key, item->code[(size_t)v.value].id);
        break;
    case JH_DATE_ITEM:
        jh_date_format(jh_date_from_days((long)v.value), day);
        jh_json_str(j, key, day);
        break;
    default:
        jh_json_num(j, key, v.value);
    }
}

const char *jh_value_json_text(struct jh_arena *mem, const struct jh_item *item, struct jh_value v)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(64 * 1024);
    struct jh_json j;

    jh_json_begin(&j, &out);
    jh_value_json(&j, NULL, item, v);
    return jh_arena_strdup(mem, out.data ? out.data : "null");
}

struct jh_value jh_value_of_json(struct jh_arena *mem, const struct jh_item *item,
                                 const struct json_t *root)
{
    struct jh_value v = {.value = (double)NAN};
    const char *text = json_string_value(root);
    struct jh_date day;

    if (item->kind == JH_WORDS && text) {
        v.text = jh_arena_strdup(mem, text);
    } else if (item->kind == JH_CODE && text) {
        int code = jh_item_code(item, text, strlen(text));
        v.value = code < 0 ? (double)NAN : code;
        v.text = code < 0 ? NULL : item->code[code].id;
    } else if (item->kind == JH_DATE_ITEM && text && jh_date_parse(text, strlen(text), &day)) {
        v.value = (double)jh_date_to_days(day);
        v.text = jh_arena_strdup(mem, text);
    } else if (json_is_number(root) && item->kind <= JH_YESNO) {
        v.value = json_number_value(root);
    }
    v.some = v.text || isfinite(v.value);
    return v;
}

struct jh_value jh_value_parse(struct jh_arena *mem, const struct jh_item *item, const char *json)
{
    json_t *root = json_loads(json, JSON_DECODE_ANY, NULL);
    struct jh_value v = jh_value_of_json(mem, item, root);

    json_decref(root);
    return v;
}

const char *jh_value_shown(const struct jh_app *app, struct jh_arena *mem,
                           const struct jh_item *item, struct jh_value v)
{
    char text[JH_NUM_TEXT];
    double plain;

    if (!v.some)
        return "";
    if ((item->kind == JH_NUMBER || item->kind == JH_INTEGER) && item->factor != 1) {
        jh_num_round(v.value / item->factor, 9, text); /* 12.345678 万元, not 12.3456780000001 */
        if (jh_num_parse(text, strlen(text), &plain))
            jh_num_format(plain, text);
        return jh_arena_strdup(mem, text);
    }
    return jh_item_shown(app, mem, item, v.value, v.text);
}

bool jh_value_same(const struct jh_item *item, struct jh_value a, struct jh_value b)
{
    if (!a.some || !b.some)
        return a.some == b.some;
    return item->kind == JH_WORDS ? strcmp(a.text, b.text) == 0 : a.value == b.value;
}

/* A cell is read as one of an imported workbook is. */
bool jh_value_read(const struct jh_app *app, struct jh_arena *mem, const struct jh_pack *pack,
                   const struct jh_item *item, int stage, const char *text, struct jh_value *ret,
                   const char **ret_fault)
{
    struct jh_in_sheet sheet = {.number = 1, .name = ""};
    struct jh_file_in f = {.app = app, .mem = mem, .pack = pack, .most = 1};
    struct jh_in_column column = {.item = (int)(item - pack->item), .factor = item->factor};
    const struct jh_cell cell = {
        .kind = *text ? JH_CELL_TEXT : JH_CELL_BLANK, .text = text, .n = strlen(text)};
    bool wrong = false;

    column.heading = column.unit = "";
    double value = jh_import_cell(&f, &column, &cell, (struct jh_where){&sheet, 0, -1, text, ""},
                                  stage, &wrong);
    *ret = (struct jh_value){.value = (double)NAN};
    *ret_fault = NULL;
    for (size_t i = 0; wrong && i < f.ngroup && !*ret_fault; i++)
        if (f.group[i].grade == JH_GRADE_ERROR && f.group[i].listed)
            *ret_fault =
                jh_arena_printf(mem, "%s%s", f.group[i].first[0].text, f.group[i].first[0].way_out);
    if (wrong)
        return false;
    if (!isfinite(value))
        return true;
    ret->some = true;
    ret->value = item->kind == JH_WORDS ? (double)NAN : value;
    if (item->kind == JH_WORDS)
        ret->text = f.text[(size_t)value];
    else if (item->kind == JH_CODE)
        ret->text = item->code[(size_t)value].id;
    return true;
}
