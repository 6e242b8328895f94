/* src/app/submissions/approve.c - what the county approves becomes a committed import of format
 * "form": its file is the canonical JSON of the submission, its sheets the forms, a row a stage. */
#include "app/submissions/inside.h"

struct making {
    struct jh_draft *d;
    struct jh_import import;
    long added, changed, same, values;
};

static bool counts(const struct jh_draft *d, int stage, size_t i, const struct jh_form *form)
{
    const struct jh_draft_cell *c = jh_draft_at(d, stage, i);

    return c->asked && strcmp(d->pack->item[i].form, form->id) == 0 &&
           (c->computed || c->typed.some);
}

static void put_cell(struct jh_json *j, const struct jh_draft *d, int stage, size_t i)
{
    const struct jh_draft_cell *c = jh_draft_at(d, stage, i);
    const struct jh_item *item = &d->pack->item[i];

    jh_json_object(j, NULL);
    jh_json_str(j, "form", item->form);
    jh_json_str(j, "stage", jh_draft_stage(d, stage));
    jh_json_str(j, "item", item->id);
    jh_value_json(j, "value", item, c->now);
    jh_json_str(j, "entered",
                c->computed ? jh_value_shown(d->app, d->mem, item, c->now) : c->own->entered);
    jh_json_str(j, "who", c->computed ? "" : c->own->who);
    jh_json_str(j, "at", c->computed ? "" : c->own->at);
    jh_json_str(j, "how", c->computed ? "computed" : c->own->how);
    jh_json_end(j);
}

static void each_cell(const struct jh_draft *d, struct jh_json *j)
{
    for (size_t f = 0; f < d->pack->nform; f++)
        for (int s = -1; d->form[f] && s < (int)d->pack->nstage; s++)
            for (size_t i = 0; i < d->pack->nitem; i++)
                if (counts(d, s, i, &d->pack->form[f]))
                    put_cell(j, d, s, i);
}

static void file_json(const struct jh_draft *d, struct jh_buf *out)
{
    struct jh_json j;

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "format", "junheng-submission");
    jh_json_int(&j, "version", 1);
    jh_json_str(&j, "county", d->county);
    jh_json_int(&j, "round", d->round.id);
    jh_json_str(&j, "title", d->round.title);
    jh_json_int(&j, "year", d->round.year);
    jh_json_str(&j, "pack", d->round.pack);
    jh_json_str(&j, "pack_hash", d->pack->hash);
    jh_json_str(&j, "school", d->school);
    jh_json_str(&j, "name", d->name);
    jh_json_int(&j, "submission_version", d->sub.version);
    jh_json_array(&j, "cells");
    each_cell(d, &j);
    jh_json_end(&j);
    jh_json_raw(&j, "reasons", d->sub.reasons);
    jh_json_array(&j, "moves");
    for (size_t i = 0; i < d->nevent; i++) {
        if (strcmp(d->event[i].kind, "save") == 0)
            continue;
        jh_json_object(&j, NULL);
        jh_json_str(&j, "kind", d->event[i].kind);
        jh_json_str(&j, "who", d->event[i].who);
        jh_json_str(&j, "at", d->event[i].at);
        jh_json_end(&j);
    }
    jh_json_end(&j);
    jh_json_end(&j);
}

static long rows_of(const struct jh_draft *d, const struct jh_form *form)
{
    long n = 0;

    for (int s = -1; s < (int)d->pack->nstage; s++)
        for (size_t i = 0; i < d->pack->nitem; i++)
            if (counts(d, s, i, form)) {
                n++;
                break;
            }
    return n;
}

static void letters_of(int column, char ret[24])
{
    char cell[16];
    size_t n;

    jh_cell_name(column, 1, cell);
    n = strcspn(cell, "0123456789");
    memcpy(ret, cell, n);
    ret[n] = 0;
}

/* A form as a sheet of the import, as the page of imports shows it: a column an item. */
static void sheet_json(const struct jh_draft *d, struct jh_json *j, size_t f)
{
    const struct jh_form *form = &d->pack->form[f];
    int column = 0;

    jh_json_object(j, NULL);
    jh_json_int(j, "sheet", (long long)f + 1);
    jh_json_str(j, "name", jh_tr(d->app, form->title));
    jh_json_bool(j, "hidden", false);
    jh_json_str(j, "form", form->id);
    jh_json_str(j, "form_title", jh_tr(d->app, form->title));
    jh_json_int(j, "year", d->round.year);
    jh_json_int(j, "header_row", 1);
    jh_json_int(j, "rows", rows_of(d, form));
    jh_json_array(j, "columns");
    for (size_t i = 0; i < d->pack->nitem; i++) {
        const struct jh_item *item = &d->pack->item[i];
        char letters[24] = "";
        if (strcmp(item->form, form->id) != 0)
            continue;
        letters_of(column++, letters);
        jh_json_object(j, NULL);
        jh_json_str(j, "column", letters);
        jh_json_str(j, "heading", jh_tr(d->app, item->name));
        jh_json_str(j, "item", item->id);
        jh_json_str(j, "item_name", jh_tr(d->app, item->name));
        jh_json_str(j, "how", "name");
        jh_json_str(j, "unit", *item->form_unit ? item->form_unit : item->unit);
        jh_json_num(j, "factor", item->factor);
        jh_json_array(j, "samples");
        jh_json_end(j);
        jh_json_end(j);
    }
    jh_json_end(j);
    jh_json_array(j, "choices");
    jh_json_end(j);
    jh_json_end(j);
}

static const char *mapping_json(const struct jh_draft *d)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    struct jh_json j;

    jh_json_begin(&j, &out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "pack", d->pack->id);
    jh_json_int(&j, "year", d->round.year);
    jh_json_str(&j, "encoding", "UTF-8");
    jh_json_null(&j, "chosen");
    jh_json_array(&j, "sheets");
    for (size_t f = 0; f < d->pack->nform; f++)
        if (d->form[f])
            sheet_json(d, &j, f);
    jh_json_end(&j);
    jh_json_array(&j, "forms");
    jh_json_end(&j);
    jh_json_end(&j);
    return jh_arena_strdup(d->mem, out.data);
}

static void put_change(struct jh_json *j, const struct making *m, int stage, size_t i, size_t form)
{
    const struct jh_draft *d = m->d;
    const struct jh_draft_cell *c = jh_draft_at(d, stage, i);
    const struct jh_item *item = &d->pack->item[i];

    jh_json_object(j, NULL);
    jh_json_str(j, "school", d->school);
    jh_json_str(j, "name", d->name);
    jh_json_str(j, "stage", stage < 0 ? "" : jh_tr(d->app, d->pack->stage[stage].name));
    jh_json_str(j, "item", item->id);
    jh_json_str(j, "item_name", jh_tr(d->app, item->name));
    jh_json_str(j, "old", jh_value_shown(d->app, d->mem, item, c->known));
    jh_json_str(j, "new", jh_value_shown(d->app, d->mem, item, c->now));
    jh_json_str(j, "sheet", jh_tr(d->app, d->pack->form[form].title));
    jh_json_str(j, "cell", "");
    jh_json_end(j);
}

/* What each row brings against the facts that were there; a row: a form at a stage. */
static long compare_row(struct making *m, struct jh_json *j, int stage, size_t form)
{
    const struct jh_draft *d = m->d;
    bool some = false, known = false, differs = false;
    long changes = 0;

    for (size_t i = 0; i < d->pack->nitem; i++) {
        const struct jh_draft_cell *c = jh_draft_at(d, stage, i);
        if (!counts(d, stage, i, &d->pack->form[form]))
            continue;
        some = true;
        m->values++;
        known |= c->known.some && !c->known_year;
        if (jh_value_same(&d->pack->item[i], c->known, c->now))
            continue;
        differs = true;
        changes++;
        if (c->known.some)
            put_change(j, m, stage, i, form);
    }
    m->added += some && !known;
    m->changed += some && known && differs;
    m->same += some && known && !differs;
    return changes;
}

static void put_figures(struct jh_json *j, const struct making *m)
{
    const long figure[] = {m->added + m->changed + m->same, m->added, m->changed, m->same, 0};
    static const char *const name[] = {"rows", "added", "changed", "same", "rejected"};
    struct jh_msg_arg args[5];

    jh_json_object(j, "reconciliation");
    for (int i = 0; i < 5; i++) {
        args[i] = (struct jh_msg_arg){name[i], jh_arena_printf(m->d->mem, "%ld", figure[i])};
        jh_json_int(j, name[i], figure[i]);
    }
    jh_json_int(j, "values", m->values);
    jh_json_str(j, "text", jh_say(m->d->app, m->d->mem, "import.reconciliation", args, 5));
    jh_json_end(j);
}

static const char *report_json(struct making *m)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JH_SUBMISSION_JSON);
    const struct jh_draft *d = m->d;
    struct jh_json j;
    long changes = 0;

    jh_json_begin(&j, &out);
    jh_json_object(&j, NULL);
    jh_json_object(&j, "problems");
    jh_json_int(&j, "errors", d->count[JH_GRADE_ERROR]);
    jh_json_int(&j, "explains", d->count[JH_GRADE_EXPLAIN]);
    jh_json_int(&j, "hints", d->count[JH_GRADE_HINT]);
    jh_json_array(&j, "groups");
    jh_json_end(&j);
    jh_json_end(&j);
    jh_json_array(&j, "changes");
    for (size_t f = 0; f < d->pack->nform; f++)
        for (int s = -1; d->form[f] && s < (int)d->pack->nstage; s++)
            changes += compare_row(m, &j, s, f);
    jh_json_end(&j);
    jh_json_int(&j, "changes_total", changes);
    put_figures(&j, m);
    jh_json_end(&j);
    return jh_arena_strdup(d->mem, out.data);
}

static enum jh_status add_row(struct making *m, size_t f, int stage, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf values = JH_BUF(1 << 20);
    struct jh_draft *d = m->d;
    const struct jh_form *form = &d->pack->form[f];
    struct jh_value none = {.value = (double)NAN};
    struct jh_json j;
    bool some = false;

    jh_json_begin(&j, &values);
    jh_json_array(&j, NULL);
    for (size_t i = 0; i < d->pack->nitem; i++) {
        if (strcmp(d->pack->item[i].form, form->id) != 0)
            continue;
        bool in = counts(d, stage, i, form);
        jh_value_json(&j, NULL, &d->pack->item[i], in ? jh_draft_at(d, stage, i)->now : none);
        some |= in;
    }
    jh_json_end(&j);
    JH_TRY(jh_buf_check(&values, reterr));
    const struct jh_fact fact = {d->sub.org,   d->round.year, jh_draft_stage(d, stage),
                                 m->import.id, (int)f + 1,    stage + 2,
                                 values.data,  values.len};
    return some ? jh_store_add_fact(d->app->store, d->county, &fact, reterr) : JH_OK;
}

static enum jh_status add_sheet(struct making *m, size_t f, struct jh_err *reterr)
{
    struct jh_draft *d = m->d;
    const char **item = jh_new(d->mem, const char *, d->pack->nitem + 1);
    int *column = jh_new(d->mem, int, d->pack->nitem + 1);
    struct jh_fact_sheet sheet = {.sheet = (int)f + 1,
                                  .name = jh_tr(d->app, d->pack->form[f].title),
                                  .item = item,
                                  .column = column};

    for (size_t i = 0; i < d->pack->nitem; i++)
        if (strcmp(d->pack->item[i].form, d->pack->form[f].id) == 0) {
            item[sheet.n] = d->pack->item[i].id;
            column[sheet.n] = (int)sheet.n;
            sheet.n++;
        }
    JH_TRY(jh_store_add_fact_sheet(d->app->store, d->county, m->import.id, &sheet, reterr));
    for (int s = -1; s < (int)d->pack->nstage; s++)
        JH_TRY(add_row(m, f, s, reterr));
    return JH_OK;
}

static enum jh_status log_import(const struct jh_draft *d, const char *action, int64_t id,
                                 const char *hash, struct jh_err *reterr)
{
    const char *subject = jh_arena_printf(d->mem, "import:%lld", (long long)id);
    const char *detail =
        *hash ? jh_arena_printf(d->mem, "{\"import\":%lld,\"file\":\"%.64s\"}", (long long)id, hash)
              : jh_arena_printf(d->mem, "{\"import\":%lld}", (long long)id);

    return jh_app_log(d->app, d->county, action, subject, detail, reterr);
}

/* What was approved before it was reopened no longer counts: a cell that is now empty must not show
 * through. */
static enum jh_status undo_before(struct jh_draft *d, struct jh_err *reterr)
{
    struct jh_import before;

    if (!d->sub.import)
        return JH_OK;
    JH_TRY(jh_store_import(d->app->store, d->mem, d->county, d->sub.import, &before, reterr));
    if (before.state != JH_IMPORT_COMMITTED)
        return JH_OK;
    before.state = JH_IMPORT_UNDONE;
    JH_TRY(jh_store_save_import(d->app->store, d->county, &before, reterr));
    return log_import(d, "import:undo", before.id, "", reterr);
}

static enum jh_status commit(struct making *m, struct jh_err *reterr)
{
    struct jh_draft *d = m->d;

    JH_TRY(jh_store_version(d->app->store, d->county, &m->import.basis, reterr));
    m->import.state = JH_IMPORT_COMMITTED;
    m->import.reason = jh_say(d->app, d->mem, "submission.import_reason",
                              &(struct jh_msg_arg){"title", d->round.title}, 1);
    JH_TRY(jh_store_save_import(d->app->store, d->county, &m->import, reterr));
    JH_TRY(log_import(d, "import:commit", m->import.id, m->import.hash, reterr));
    d->sub.import = m->import.id;
    return JH_OK;
}

enum jh_status jh_draft_to_facts(struct jh_draft *d, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf file = JH_BUF(JH_SUBMISSION_JSON);
    const struct jh_msg_arg args[] = {{"title", d->round.title}, {"school", d->name}};
    struct making m = {.d = d};

    JH_TRY(undo_before(d, reterr));
    file_json(d, &file);
    JH_TRY(jh_buf_check(&file, reterr));
    m.import = (struct jh_import){.file = jh_say(d->app, d->mem, "submission.file_name", args, 2),
                                  .format = "form",
                                  .mapping = mapping_json(d),
                                  .report = report_json(&m),
                                  .reason = "",
                                  .committed = "",
                                  .undone = ""};
    JH_TRY(jh_store_add_import(d->app->store, d->county, &m.import, file.data, file.len, reterr));
    for (size_t f = 0; f < d->pack->nform; f++)
        if (d->form[f])
            JH_TRY(add_sheet(&m, f, reterr));
    return commit(&m, reterr);
}
