/* src/app/form_columns.c - see form_columns.h. */
#include "app/form_columns.h"
#include <math.h>
#include <string.h>

static const char *text_of(const char *language, const struct jh_text *text)
{
    return strcmp(language, "en") == 0 ? text->en : text->zh;
}

static bool key_column(const struct jh_pack *pack, const struct jh_form *form, const char *id)
{
    if (form->key == JH_KEY_COUNTY)
        return false;
    if (strcmp(id, "stage") == 0)
        return form->key == JH_KEY_UNIT && pack->nstage > 1;
    const struct jh_item *name = jh_pack_item(pack, "name");
    return strcmp(id, "name") != 0 || !name || strcmp(name->form, form->id) != 0;
}

static const char *const *choices_of(struct jh_arena *mem, const char *language,
                                     const struct jh_item *item, size_t *ret_n)
{
    static const char *const yes_zh[] = {"是", "否"}, *const yes_en[] = {"yes", "no"};
    const char **list;

    *ret_n = item->kind == JH_YESNO ? 2 : 0;
    if (item->kind == JH_YESNO)
        return strcmp(language, "en") == 0 ? yes_en : yes_zh;
    if (item->kind != JH_CODE)
        return NULL;
    list = jh_new(mem, const char *, item->ncode + 1);
    for (size_t i = 0; i < item->ncode; i++)
        list[i] = text_of(language, &item->code[i].name);
    *ret_n = item->ncode;
    return list;
}

static struct jh_form_column item_column(struct jh_arena *mem, const char *language,
                                         const struct jh_item *item)
{
    const char *note = text_of(language, &item->note);
    struct jh_form_column c = {
        .heading = text_of(language, &item->name),
        .unit = *item->form_unit ? item->form_unit : item->unit,
        .note = *item->policy ? jh_arena_printf(mem, "%s\n%s", note, item->policy) : note,
        .number = item->kind == JH_NUMBER || item->kind == JH_INTEGER,
        .whole = item->kind == JH_INTEGER,
        .min = item->min / item->factor,
        .max = item->max / item->factor,
        .required = item->required,
        .no_total = strcmp(item->unit, "年") == 0 || strcmp(item->unit, "度") == 0 ||
                    strncmp(item->id, "largest", 7) == 0 || strcmp(item->unit, "Mbps") == 0,
        .decimals = item->decimals};

    c.choice = choices_of(mem, language, item, &c.nchoice);
    return c;
}

static bool add_key(const struct jh_pack *pack, const struct jh_form *form, const char *language,
                    const char *id, struct jh_form_column *list, size_t *n)
{
    const struct jh_key_heading *key = jh_pack_key(pack, id);

    if (!key_column(pack, form, id))
        return false;
    list[(*n)++] = (struct jh_form_column){.heading = key ? text_of(language, &key->name) : id,
                                           .unit = "",
                                           .note = "",
                                           .min = (double)NAN,
                                           .max = (double)NAN,
                                           .key = true,
                                           .required = true};
    return true;
}

void jh_form_columns_make(struct jh_arena *mem, const char *language, const struct jh_pack *pack,
                          const struct jh_form *form, struct jh_form_columns *ret)
{
    struct jh_form_column *list = jh_new(mem, struct jh_form_column, pack->nitem + 4);
    size_t n = 0;

    *ret = (struct jh_form_columns){.pack = pack, .form = form, .column = list};
    ret->code = add_key(pack, form, language, "code", list, &n);
    ret->name = add_key(pack, form, language, "name", list, &n);
    ret->stage = add_key(pack, form, language, "stage", list, &n);
    ret->nkey = n;
    ret->item = jh_new(mem, const struct jh_item *, pack->nitem + 1);
    for (size_t i = 0; i < pack->nitem; i++) {
        if (strcmp(pack->item[i].form, form->id) != 0)
            continue;
        ret->item[ret->nitem++] = &pack->item[i];
        list[n++] = item_column(mem, language, &pack->item[i]);
    }
    ret->n = n;
}

int jh_form_columns_find(const struct jh_form_columns *c, const char *item)
{
    for (size_t i = 0; i < c->nitem; i++)
        if (strcmp(c->item[i]->id, item) == 0)
            return (int)(c->nkey + i);
    return -1;
}
