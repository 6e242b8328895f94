/* src/app/imports/stage.c - accepted rows into the store, invisible until the import is committed.
 */
#include "app/imports/inside.h"
#include <string.h>

enum { ROW_MOST = 4 * 1024 * 1024 };

static void add_value(struct jh_file_in *f, struct jh_json *j, int item, double value)
{
    const struct jh_item *def = &f->pack->item[item];
    char day[JH_DATE_TEXT];

    if (!isfinite(value)) {
        jh_json_null(j, NULL);
        return;
    }
    switch (def->kind) {
    case JH_WORDS:
        jh_json_str(j, NULL, f->text[(size_t)value]);
        break;
    case JH_CODE:
        jh_json_str(j, NULL, def->code[(size_t)value].id);
        break;
    case JH_DATE_ITEM:
        jh_date_format(jh_date_from_days((long)value), day);
        jh_json_str(j, NULL, day);
        break;
    default:
        jh_json_num(j, NULL, value);
    }
}

/* Ids of the schools that the store has not met. */
static enum jh_status new_schools(struct jh_file_in *f, const char *county, int64_t *ret_county,
                                  int64_t *id, struct jh_err *reterr)
{
    const char **code = jh_new(f->mem, const char *, f->nschool + 1);
    int64_t *fresh = jh_new(f->mem, int64_t, f->nschool + 1);
    size_t n = 0;

    JH_TRY(jh_store_put_org(f->app->store, county, "", ret_county, reterr));
    for (size_t i = 0; i < f->nschool; i++) {
        if (f->school[i].org >= 0)
            id[i] = f->facts.org[f->school[i].org].id;
        else if (f->school[i].known)
            code[n++] = f->school[i].code;
    }
    JH_TRY(jh_store_add_orgs(f->app->store, county, code, n, fresh, reterr));
    n = 0;
    for (size_t i = 0; i < f->nschool; i++)
        if (f->school[i].org < 0 && f->school[i].known)
            id[i] = fresh[n++];
    return JH_OK;
}

static enum jh_status stage_sheet(struct jh_file_in *f, int64_t import, struct jh_in_sheet *s,
                                  struct jh_err *reterr)
{
    const char **item = jh_new(f->mem, const char *, s->ncolumn + 1);
    int *column = jh_new(f->mem, int, s->ncolumn + 1);
    struct jh_fact_sheet sheet = {
        .sheet = s->number, .name = s->name, .item = item, .column = column};

    for (size_t i = 0; i < s->ncolumn; i++) {
        if (s->column[i].item < 0)
            continue;
        item[sheet.n] = f->pack->item[s->column[i].item].id;
        column[sheet.n++] = s->column[i].column;
    }
    return jh_store_add_fact_sheet(f->app->store, f->county, import, &sheet, reterr);
}

/* The lines of a list are one fact of the county. */
static enum jh_status stage_list(struct jh_file_in *f, int64_t import, struct jh_in_sheet *s,
                                 int64_t county, struct jh_buf *out, struct jh_err *reterr)
{
    double *value = jh_new(f->mem, double, s->ncolumn + 1);
    struct jh_json j;
    bool some = false;

    for (size_t i = 0; i < s->ncolumn; i++)
        value[i] = (double)NAN;
    for (size_t r = 0; r < f->nrow; r++) {
        const struct jh_in_row *row = &f->row[r];
        if (&f->sheet[row->sheet] != s || row->rejected || row->only < 0)
            continue;
        value[row->only] = row->value[0];
        some |= isfinite(row->value[0]);
    }
    if (!some)
        return JH_OK;
    jh_buf_clear(out);
    jh_json_begin(&j, out);
    jh_json_array(&j, NULL);
    for (size_t i = 0; i < s->ncolumn; i++)
        add_value(f, &j, s->column[i].item, value[i]);
    jh_json_end(&j);
    struct jh_fact fact = {county,    s->year,       "",        import,
                           s->number, s->header_row, out->data, out->len};
    return jh_store_add_fact(f->app->store, f->county, &fact, reterr);
}

static enum jh_status stage_row(struct jh_file_in *f, int64_t import, const struct jh_in_row *row,
                                int64_t org, struct jh_buf *out, struct jh_err *reterr)
{
    const struct jh_in_sheet *s = &f->sheet[row->sheet];
    struct jh_json j;
    bool some = false;

    jh_buf_clear(out);
    jh_json_begin(&j, out);
    jh_json_array(&j, NULL);
    for (size_t i = 0; i < s->ncolumn; i++) {
        if (s->column[i].item < 0)
            continue;
        add_value(f, &j, s->column[i].item, row->value[i]);
        some |= isfinite(row->value[i]);
    }
    jh_json_end(&j);
    if (!some)
        return JH_OK;
    struct jh_fact fact = {
        org,       s->year,   row->stage >= 0 ? f->pack->stage[row->stage].id : "",
        import,    s->number, row->row,
        out->data, out->len};
    return jh_store_add_fact(f->app->store, f->county, &fact, reterr);
}

enum jh_status jh_import_stage(struct jh_file_in *f, int64_t id, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(ROW_MOST);
    int64_t *org = jh_new(f->mem, int64_t, f->nschool + 1), county;

    if (!f->pack)
        return JH_OK;
    JH_TRY(new_schools(f, f->county, &county, org, reterr));
    for (size_t i = 0; i < f->nsheet; i++) {
        struct jh_in_sheet *s = &f->sheet[i];
        if (s->form < 0 || !s->rows)
            continue;
        JH_TRY(stage_sheet(f, id, s, reterr));
        if (f->pack->form[s->form].layout == JH_LIST)
            JH_TRY(stage_list(f, id, s, county, &out, reterr));
    }
    for (size_t r = 0; r < f->nrow; r++) {
        const struct jh_in_row *row = &f->row[r];
        if (row->rejected || row->only >= 0)
            continue;
        JH_TRY(stage_row(f, id, row, row->county ? county : org[row->school], &out, reterr));
        if (f->progress && r % 4096 == 0 &&
            !f->progress->step(f->progress->context, JH_PROGRESS_WRITE, (long)r, (long)f->nrow))
            return jh_fail(reterr, JH_E_CONFLICT, "import.cancelled", JH_NOWHERE, (double)NAN,
                           "cancelled");
    }
    return jh_buf_check(&out, reterr);
}
