/* src/app/form_columns.h - the columns of a form as its pack describes it; for workbooks to fill in
 * and for the demo county, which are made the same way. */
#pragma once
#include "app/app.h"
#include "output/form.h"

struct jh_form_columns {
    const struct jh_pack *pack;
    const struct jh_form *form;
    const struct jh_form_column *column; /* [n]: keys first, then the items */
    size_t n, nkey;
    const struct jh_item **item; /* [nitem] behind the keys */
    size_t nitem;
    bool code, name, stage; /* which keys there are, in this order */
};

void jh_form_columns_make(struct jh_arena *mem, const char *language, const struct jh_pack *pack,
                          const struct jh_form *form, struct jh_form_columns *ret);
/* The column of an item, or -1. */
int jh_form_columns_find(const struct jh_form_columns *c, const char *item);
