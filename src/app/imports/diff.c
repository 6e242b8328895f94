/* src/app/imports/diff.c - what the file would change: rows added, changed, the same; values old
 * and new. */
#include "app/imports/inside.h"
#include <string.h>

static const char *committed_text(struct jh_file_in *f, const struct jh_fact_row *row, int item)
{
    const struct jh_item *def = &f->pack->item[item];

    if (def->kind == JH_WORDS)
        return row->text && row->text[item] ? row->text[item] : "";
    return jh_import_shown(f, item, row->value[item]);
}

static bool same_value(const struct jh_file_in *f, const struct jh_fact_row *row, int item,
                       double value)
{
    if (f->pack->item[item].kind != JH_WORDS)
        return row->value[item] == value;
    return row->text && row->text[item] && strcmp(row->text[item], f->text[(size_t)value]) == 0;
}

static void list_change(struct jh_file_in *f, const struct jh_in_row *row, size_t column,
                        const struct jh_fact_row *before, double value)
{
    const struct jh_in_sheet *s = &f->sheet[row->sheet];
    const struct jh_in_column *c = &s->column[column];

    f->changes++;
    if (f->nchange == JH_CHANGES_LISTED)
        return;
    const char *old = /* a laid out row does not last */
        before ? jh_arena_strdup(f->mem, committed_text(f, before, c->item)) : NULL;
    if (!f->change)
        f->change = jh_new(f->mem, struct jh_change, JH_CHANGES_LISTED);
    f->change[f->nchange++] = (struct jh_change){.school = row->school,
                                                 .stage = row->stage,
                                                 .item = c->item,
                                                 .before = old,
                                                 .after = jh_import_shown(f, c->item, value),
                                                 .sheet = s->name,
                                                 .row = row->row,
                                                 .column = row->only >= 0 ? s->value : c->column};
}

/* Compare one row with what is committed; count its values. */
static void compare_row(struct jh_file_in *f, struct jh_in_row *row)
{
    const struct jh_in_sheet *s = &f->sheet[row->sheet];
    const struct jh_fact_row *before =
        jh_import_before(f, row->county ? -1 : row->school, s->year, row->stage);
    bool existed = false, differs = false;
    long values = 0;

    for (size_t i = 0; before && i < s->ncolumn; i++)
        existed |= s->column[i].item >= 0 && (row->only < 0 || row->only == (int)i) &&
                   jh_import_has(f, before, s->column[i].item, s->year);
    for (size_t i = 0; i < s->ncolumn; i++) {
        double value = jh_in_value(row, i);
        int item = s->column[i].item;
        if (item < 0 || !isfinite(value))
            continue;
        values++;
        bool has = before && jh_import_has(f, before, item, s->year);
        if (has && same_value(f, before, item, value))
            continue;
        differs = true;
        if (existed)
            list_change(f, row, i, has ? before : NULL, value);
    }
    f->values += values;
    row->outcome = !values || !differs ? JH_ROW_SAME : existed ? JH_ROW_CHANGED : JH_ROW_ADDED;
}

void jh_import_difference(struct jh_file_in *f)
{
    for (size_t r = 0; r < f->nrow; r++) {
        struct jh_in_row *row = &f->row[r];
        if (row->rejected) {
            f->rejected++;
            continue;
        }
        compare_row(f, row);
        f->added += row->outcome == JH_ROW_ADDED;
        f->changed += row->outcome == JH_ROW_CHANGED;
        f->same += row->outcome == JH_ROW_SAME;
    }
}
