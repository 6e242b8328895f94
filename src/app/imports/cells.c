/* src/app/imports/cells.c - one cell as a value of one item. */
#include "app/checks/rules.h"
#include "app/imports/inside.h"
#include "base/num.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

double jh_import_keep_text(struct jh_file_in *f, const char *text, size_t n)
{
    if (f->ntext && strlen(f->text[f->ntext - 1]) == n &&
        memcmp(f->text[f->ntext - 1], text, n) == 0)
        return (double)(f->ntext - 1);
    f->text = jh_arena_room(f->mem, f->text, f->ntext, &f->text_room, sizeof *f->text);
    f->text[f->ntext] = jh_arena_strndup(f->mem, text, n);
    return (double)f->ntext++;
}

const char *jh_import_shown(struct jh_file_in *f, int item, double value)
{
    const struct jh_item *i = &f->pack->item[item];
    bool text = i->kind == JH_WORDS && isfinite(value);

    return jh_item_shown(f->app, f->mem, i, value, text ? f->text[(size_t)value] : NULL);
}

static const char *item_name(const struct jh_file_in *f, const struct jh_item *item)
{
    return strcmp(f->app->language, "en") == 0 ? item->name.en : item->name.zh;
}

static double wrong(struct jh_file_in *f, const char *rule, struct jh_where where,
                    const struct jh_item *item, const char *name, const char *extra,
                    bool *ret_wrong)
{
    const struct jh_msg_arg args[] = {{"item", item_name(f, item)}, {name, extra}};

    jh_import_problem(f, JH_GRADE_ERROR, rule, where, args, extra ? 2 : 1);
    *ret_wrong = true;
    return (double)NAN;
}

static const char *choices(struct jh_file_in *f, const struct jh_item *item)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf list = JH_BUF(8000);
    bool english = strcmp(f->app->language, "en") == 0;

    for (size_t i = 0; i < item->ncode; i++) {
        if (i)
            jh_buf_adds(&list, english ? ", " : "、");
        jh_buf_adds(&list, english ? item->code[i].name.en : item->code[i].name.zh);
    }
    return jh_arena_strdup(f->mem, list.data ? list.data : "");
}

static const char *limits(struct jh_file_in *f, const struct jh_item *item)
{
    char low[JH_NUM_TEXT] = "", high[JH_NUM_TEXT] = "";

    if (isfinite(item->min))
        jh_num_format(item->min, low);
    if (isfinite(item->max))
        jh_num_format(item->max, high);
    return jh_arena_printf(f->mem, "%s ~ %s %s", low, high, item->unit);
}

/* The factor to the stored unit: of the unit in the cell, else of the heading, else of the form. */
static double factor_of(const struct jh_in_column *column, const struct jh_item *item,
                        const char *unit, double scale)
{
    if (*unit)
        return jh_unit_factor(unit, item->unit) * scale;
    if (scale != 1) /* 1.2万: of the plain unit, whatever the heading says */
        return scale;
    return column->factor;
}

static double number(struct jh_file_in *f, const struct jh_in_column *column,
                     const struct jh_item *item, const struct jh_cell *cell, struct jh_where where,
                     bool *ret_wrong)
{
    double value, scale;
    char unit[16];
    unsigned notes = 0;
    enum jh_value_result result = jh_value_number(cell, &value, &scale, unit, &notes);

    if (result == JH_VALUE_BLANK)
        return (double)NAN;
    if (result == JH_VALUE_BAD)
        return wrong(f, "import.bad_number", where, item, "unit", item->unit, ret_wrong);
    double factor = notes & JH_VALUE_PERCENT ? (strcmp(item->unit, "%") == 0 ? 100 : 1)
                                             : factor_of(column, item, unit, scale);
    if (factor == 0)
        return wrong(f, "import.unit_mismatch", where, item, "unit",
                     *unit ? jh_arena_strdup(f->mem, unit) : column->unit, ret_wrong);
    double exact = value * factor;
    value = exact;
    if (factor != 1) { /* 12.3 万元 is 123000 元, not 123000.00000000001 */
        char text[JH_NUM_TEXT];
        jh_num_round(exact, 6, text);
        if (!jh_num_parse(text, strlen(text), &value))
            value = exact;
    }
    if (notes & ~(unsigned)JH_VALUE_DIGITS_LOST) {
        char shown[JH_NUM_TEXT];
        jh_num_format(value, shown);
        const struct jh_msg_arg args[] = {
            {"item", item_name(f, item)}, {"number", shown}, {"unit", item->unit}};
        jh_import_problem(f, JH_GRADE_HINT, "import.cleaned", where, args, 3);
    }
    if ((isfinite(item->min) && value < item->min) || (isfinite(item->max) && value > item->max))
        return wrong(f, "import.range", where, item, "limits", limits(f, item), ret_wrong);
    if (item->kind == JH_INTEGER && value != floor(value))
        return wrong(f, "import.whole_number", where, item, "unit", item->unit, ret_wrong);
    return value;
}

static double words(struct jh_file_in *f, const struct jh_item *item, const struct jh_cell *cell,
                    struct jh_where where, bool *ret_wrong)
{
    const char *text;
    size_t n = jh_value_text(cell, &text);
    struct jh_date day;

    if (n == 0)
        return (double)NAN;
    if (item->kind == JH_WORDS)
        return jh_import_keep_text(f, text, n);
    if (item->kind == JH_CODE) {
        int code = jh_item_code(item, text, n);
        return code >= 0 ? code
                         : wrong(f, "import.bad_choice", where, item, "choices", choices(f, item),
                                 ret_wrong);
    }
    if (!jh_date_parse(text, n, &day))
        return wrong(f, "import.bad_date", where, item, NULL, NULL, ret_wrong);
    return (double)jh_date_to_days(day);
}

/* #REF! and its kin: as an error of the workbook, or as the words that a copy of one keeps. */
static bool error_words(const struct jh_cell *cell)
{
    static const char *const words[] = {"#REF!",   "#DIV/0!", "#N/A",  "#NAME?",
                                        "#VALUE!", "#NUM!",   "#NULL!"};
    const char *text;

    if (cell->kind == JH_CELL_ERROR)
        return true;
    if (cell->kind != JH_CELL_TEXT)
        return false;
    size_t n = jh_value_text(cell, &text);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == n && memcmp(words[i], text, n) == 0)
            return true;
    return false;
}

double jh_import_cell(struct jh_file_in *f, struct jh_in_column *column, const struct jh_cell *cell,
                      struct jh_where where, int stage, bool *ret_wrong)
{
    const struct jh_item *item = &f->pack->item[column->item];
    double value;
    bool yes;

    if (cell->kind == JH_CELL_BLANK)
        return (double)NAN;
    where.value = cell->text;
    if (error_words(cell))
        return wrong(f, "import.error_cell", where, item, NULL, NULL, ret_wrong);
    if (item->kind == JH_YESNO) {
        enum jh_value_result result = jh_value_yesno(cell, &yes);
        if (result == JH_VALUE_BAD)
            return wrong(f, "import.bad_choice", where, item, "choices", "是、否", ret_wrong);
        value = result == JH_VALUE_BLANK ? (double)NAN : yes;
    } else if (item->kind == JH_NUMBER || item->kind == JH_INTEGER) {
        value = number(f, column, item, cell, where, ret_wrong);
    } else {
        value = words(f, item, cell, where, ret_wrong);
    }
    if (stage >= 0 && isfinite(value) && *item->stages &&
        !jh_in_stages(item->stages, f->pack->stage[stage].id)) {
        if (value == 0)
            return (double)NAN; /* a zero where nothing belongs says nothing */
        bool english = strcmp(f->app->language, "en") == 0;
        const struct jh_text *name = &f->pack->stage[stage].name;
        return wrong(f, "import.stage_wrong", where, item, "stage", english ? name->en : name->zh,
                     ret_wrong);
    }
    return value;
}
