/* src/app/imports/json.c - how a file was understood, and what was found in it, as api/openapi.yaml
 * says. */
#include "app/imports/headings.h"
#include <stdio.h>
#include <string.h>

static const char *text_of(const struct jh_file_in *f, const struct jh_text *text)
{
    return strcmp(f->app->language, "en") == 0 ? text->en : text->zh;
}

static const char *item_id(const struct jh_file_in *f, int item)
{
    switch (item) {
    case JH_COL_CODE:
        return "code";
    case JH_COL_NAME:
        return "name";
    case JH_COL_STAGE:
        return "stage";
    default:
        return item >= 0 ? f->pack->item[item].id : NULL;
    }
}

static const char *item_title(const struct jh_file_in *f, int item)
{
    const char *id = item_id(f, item);
    const struct jh_key_heading *key = id && item < 0 ? jh_pack_key(f->pack, id) : NULL;

    if (item >= 0)
        return text_of(f, &f->pack->item[item].name);
    return key ? text_of(f, &key->name) : NULL;
}

static void column_json(const struct jh_file_in *f, struct jh_json *j, const struct jh_in_sheet *s,
                        const struct jh_in_column *c)
{
    char letters[24];

    if (f->pack->form[s->form].layout == JH_LIST)
        snprintf(letters, sizeof letters, "%d", c->column + 1);
    else
        jh_column_letters(c->column, letters);
    jh_json_object(j, NULL);
    jh_json_str(j, "column", letters);
    jh_json_str(j, "heading", c->heading);
    jh_json_str(j, "item", item_id(f, c->item));
    jh_json_str(j, "item_name", item_title(f, c->item));
    jh_json_str(j, "how", c->how);
    jh_json_str(j, "unit", c->unit);
    jh_json_num(j, "factor", c->factor);
    jh_json_array(j, "samples");
    for (int i = 0; i < JH_SAMPLES && c->sample[i]; i++)
        jh_json_str(j, NULL, c->sample[i]);
    jh_json_end(j);
    jh_json_end(j);
}

static void choice(struct jh_json *j, const char *item, const char *name)
{
    jh_json_object(j, NULL);
    jh_json_str(j, "item", item);
    jh_json_str(j, "name", name);
    jh_json_end(j);
}

static void choices_json(const struct jh_file_in *f, struct jh_json *j, int form)
{
    const char *id = f->pack->form[form].id;

    jh_json_array(j, "choices");
    for (int key = JH_COL_CODE; key > JH_COL_LAST; key--)
        if (item_title(f, key))
            choice(j, item_id(f, key), item_title(f, key));
    for (size_t i = 0; i < f->pack->nitem; i++)
        if (strcmp(f->pack->item[i].form, id) == 0 && strcmp(f->pack->item[i].id, "name") != 0)
            choice(j, f->pack->item[i].id, text_of(f, &f->pack->item[i].name));
    jh_json_end(j);
}

static void sheet_json(const struct jh_file_in *f, struct jh_json *j, const struct jh_in_sheet *s)
{
    const struct jh_form *form = f->pack && s->form >= 0 ? &f->pack->form[s->form] : NULL;
    char letters[8];

    jh_json_object(j, NULL);
    jh_json_int(j, "sheet", s->number);
    jh_json_str(j, "name", s->name);
    jh_json_bool(j, "hidden", s->hidden);
    jh_json_str(j, "form", form ? form->id : NULL);
    jh_json_str(j, "form_title", form ? text_of(f, &form->title) : NULL);
    if (s->year)
        jh_json_int(j, "year", s->year);
    else
        jh_json_null(j, "year");
    jh_json_int(j, "header_row", s->header_row);
    jh_json_int(j, "rows", s->rows);
    if (form && form->layout == JH_LIST) { /* "column" of a list's columns is a row: see origin.c */
        jh_column_letters(s->value, letters);
        jh_json_str(j, "value_column", letters);
    }
    jh_json_array(j, "columns");
    for (size_t i = 0; form && i < s->ncolumn; i++)
        column_json(f, j, s, &s->column[i]);
    jh_json_end(j);
    if (form)
        choices_json(f, j, s->form);
    jh_json_end(j);
}

void jh_import_mapping_json(const struct jh_file_in *f, struct jh_buf *out)
{
    const struct jh_pack *pack = jh_import_pack(f);
    struct jh_json j;

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "pack", f->pack ? f->pack->id : f->pack_wanted);
    jh_json_str(&j, "county_name", f->county_name);
    jh_json_bool(&j, "synthetic", f->synthetic);
    jh_json_int(&j, "year", f->year);
    jh_json_str(&j, "encoding", f->info.encoding ? f->info.encoding : "");
    jh_json_raw(&j, "chosen", f->mapping ? f->mapping : "null");
    jh_json_array(&j, "sheets");
    for (size_t i = 0; i < f->nsheet; i++)
        sheet_json(f, &j, &f->sheet[i]);
    jh_json_end(&j);
    jh_json_array(&j, "forms");
    for (size_t i = 0; pack && i < pack->nform; i++) {
        jh_json_object(&j, NULL);
        jh_json_str(&j, "form", pack->form[i].id);
        jh_json_str(&j, "title", text_of(f, &pack->form[i].title));
        jh_json_end(&j);
    }
    jh_json_end(&j);
    jh_json_end(&j);
}

static void problem_json(struct jh_json *j, const struct jh_problem *p)
{
    char cell[24] = "";

    if (p->row > 0 && p->column >= 0)
        jh_cell_name(p->column, p->row, cell);
    else if (p->row > 0)
        snprintf(cell, sizeof cell, "%ld", p->row);
    jh_json_object(j, NULL);
    jh_json_str(j, "sheet", p->sheet_name);
    jh_json_str(j, "cell", cell);
    jh_json_int(j, "row", p->row);
    jh_json_str(j, "value", p->value);
    jh_json_str(j, "school", p->school);
    jh_json_str(j, "text", p->text);
    jh_json_end(j);
}

static void problems_json(const struct jh_file_in *f, struct jh_json *j)
{
    static const char *const grades[] = {"error", "explain", "hint"};

    jh_json_object(j, "problems");
    jh_json_int(j, "errors", f->errors);
    jh_json_int(j, "explains", f->explains);
    jh_json_int(j, "hints", f->hints);
    jh_json_array(j, "groups");
    for (int grade = JH_GRADE_ERROR; grade <= JH_GRADE_HINT; grade++) {
        for (size_t i = 0; i < f->ngroup; i++) {
            const struct jh_problem_group *g = &f->group[i];
            if ((int)g->grade != grade)
                continue;
            jh_json_object(j, NULL);
            jh_json_str(j, "rule", g->rule);
            jh_json_str(j, "grade", grades[grade]);
            jh_json_str(j, "title", g->title);
            jh_json_str(j, "way_out", g->way_out);
            jh_json_int(j, "count", g->count);
            jh_json_array(j, "first");
            for (size_t k = 0; k < g->listed && k < JH_LISTED; k++)
                problem_json(j, &g->first[k]);
            jh_json_end(j);
            jh_json_end(j);
        }
    }
    jh_json_end(j);
    jh_json_end(j);
}

static void reconciliation_json(const struct jh_file_in *f, struct jh_json *j)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(2000);
    const long figures[] = {f->added + f->changed + f->same + f->rejected, f->added, f->changed,
                            f->same, f->rejected};
    static const char *const names[] = {"rows", "added", "changed", "same", "rejected"};
    struct jh_msg_arg args[5];
    char number[5][24];

    jh_json_object(j, "reconciliation");
    for (int i = 0; i < 5; i++) {
        snprintf(number[i], sizeof number[i], "%ld", figures[i]);
        args[i] = (struct jh_msg_arg){names[i], number[i]};
        jh_json_int(j, names[i], figures[i]);
    }
    jh_json_int(j, "values", f->values);
    jh_msg(&text, f->app->language, "import.reconciliation", args, 5);
    jh_json_str(j, "text", text.data);
    jh_json_end(j);
}

static void change_json(const struct jh_file_in *f, struct jh_json *j, const struct jh_change *c)
{
    char cell[16];

    jh_cell_name(c->column, c->row, cell);
    jh_json_object(j, NULL);
    jh_json_str(j, "school", c->school >= 0 ? f->school[c->school].code : "");
    jh_json_str(j, "name", c->school >= 0 ? f->school[c->school].name : "");
    jh_json_str(j, "stage", c->stage >= 0 ? text_of(f, &f->pack->stage[c->stage].name) : "");
    jh_json_str(j, "item", f->pack->item[c->item].id);
    jh_json_str(j, "item_name", text_of(f, &f->pack->item[c->item].name));
    jh_json_str(j, "old", c->before);
    jh_json_str(j, "new", c->after);
    jh_json_str(j, "sheet", c->sheet);
    jh_json_str(j, "cell", cell);
    jh_json_end(j);
}

void jh_import_report_json(const struct jh_file_in *f, struct jh_buf *out)
{
    struct jh_json j;

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    problems_json(f, &j);
    reconciliation_json(f, &j);
    jh_json_array(&j, "changes");
    for (size_t i = 0; i < f->nchange; i++)
        change_json(f, &j, &f->change[i]);
    jh_json_end(&j);
    jh_json_int(&j, "changes_total", f->changes);
    jh_json_end(&j);
}
