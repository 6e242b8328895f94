/* src/app/records/json.c - registers and records as answers. */
#include "app/records/inside.h"

static const char *const state_kinds[] = {"open", "waiting", "going", "done", "dropped"};
static const char *const subjects[] = {"school", "group", "county"};
static const char *const periods[] = {"none", "month", "term", "year"};
static const char *const grades[] = {"error", "explain", "hint"};

enum jh_status jh_ledger_entry(const struct jh_ledger *b, int64_t id, struct jh_entry *ret,
                               struct jh_err *reterr)
{
    struct jh_record record = {0};
    bool found;

    JH_TRY(jh_store_record(b->app->store, b->mem, b->county, b->reg->pack->id, id, &record, &found,
                           reterr));
    if (!found)
        return jh_fail(reterr, JH_E_NOTFOUND, "record.unknown", ((struct jh_at){"record", 0}),
                       (double)id, "%lld", (long long)id);
    *ret = jh_entry_read(b, &record);
    return jh_ledger_may(b, "register.read", ret->record.subject, reterr);
}

void jh_record_faults_json(const struct jh_ledger *b, const struct jh_record_faults *faults,
                           struct jh_json *j, const char *key)
{
    jh_json_array(j, key);
    for (size_t i = 0; i < faults->n; i++) {
        const struct jh_record_fault *f = &faults->list[i];
        jh_json_object(j, NULL);
        jh_json_str(j, "field", f->item < 0 ? NULL : b->reg->pack->item[f->item].id);
        jh_json_str(j, "grade", grades[f->grade]);
        jh_json_str(j, "rule", f->rule);
        jh_json_str(j, "text", f->text);
        jh_json_str(j, "way_out", f->way_out);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void fields_json(const struct jh_ledger *b, const struct jh_entry *e, struct jh_json *j)
{
    jh_json_object(j, "fields");
    for (size_t i = 0; i < b->reg->pack->nitem; i++) {
        if (!e->value[i].some)
            continue;
        jh_json_object(j, b->reg->pack->item[i].id);
        jh_value_json(j, "value", &b->reg->pack->item[i], e->value[i]);
        jh_json_str(j, "text", jh_entry_shown(b, i, e->value[i]));
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void moves_json(const struct jh_ledger *b, const struct jh_entry *e, struct jh_json *j)
{
    jh_json_array(j, "moves");
    for (size_t i = 0; i < b->reg->nmove && e->state >= 0; i++) {
        const struct jh_move *m = &b->reg->move[i];
        const char *action = m->approves ? "register.approve" : "register.fill";
        if (!(m->from >> e->state & 1) || !jh_ledger_allows(b, action, e->record.subject))
            continue;
        jh_json_object(j, NULL);
        jh_json_str(j, "id", m->id);
        jh_json_str(j, "name", jh_tr(b->app, m->name));
        jh_json_bool(j, "note", m->wants_note);
        jh_json_end(j);
    }
    jh_json_end(j);
}

const char *jh_ledger_state(const struct jh_ledger *b, const char *id)
{
    int state = jh_register_state(b->reg, id);
    return state < 0 ? id : jh_tr(b->app, b->reg->state[state].name);
}

/* One side of a change, as people read it; of a field that is no more as it stands in the data. */
static void side_json(const struct jh_ledger *b, const char *id, const json_t *side,
                      const char *key, struct jh_json *j)
{
    const struct jh_item *item = jh_pack_item(b->reg->pack, id);

    if (item)
        jh_json_str(j, key,
                    jh_entry_shown(b, (size_t)(item - b->reg->pack->item),
                                   jh_value_of_json(b->mem, item, side)));
    else
        jh_json_str(j, key, json_is_string(side) ? json_string_value(side) : "");
}

static void event_json(const struct jh_ledger *b, const struct jh_record_event *v,
                       struct jh_json *j)
{
    json_t *detail = json_loads(v->detail, 0, NULL), *change;
    const char *from = json_string_value(json_object_get(detail, "from")), *id;

    jh_json_object(j, NULL);
    jh_json_int(j, "version", v->version);
    jh_json_str(j, "kind", v->kind);
    jh_json_str(j, "who", v->who);
    jh_json_str(j, "at", v->at);
    jh_json_str(j, "from", from ? jh_ledger_state(b, from) : NULL);
    jh_json_str(j, "to",
                from ? jh_ledger_state(b, json_string_value(json_object_get(detail, "to"))) : NULL);
    jh_json_str(j, "note", json_string_value(json_object_get(detail, "note")));
    jh_json_array(j, "changes");
    json_object_foreach(json_object_get(detail, "fields"), id, change)
    {
        const struct jh_item *item = jh_pack_item(b->reg->pack, id);
        jh_json_object(j, NULL);
        jh_json_str(j, "field", id);
        jh_json_str(j, "name", item ? jh_tr(b->app, item->name) : id);
        side_json(b, id, json_array_get(change, 0), "before", j);
        side_json(b, id, json_array_get(change, 1), "after", j);
        jh_json_end(j);
    }
    jh_json_end(j);
    jh_json_end(j);
    json_decref(detail);
}

static enum jh_status history_json(const struct jh_ledger *b, const struct jh_entry *e,
                                   struct jh_json *j, struct jh_err *reterr)
{
    struct jh_record_event *event = NULL;
    size_t n = 0;

    if (e->record.id)
        JH_TRY(jh_store_record_events(b->app->store, b->mem, b->county, b->reg->pack->id,
                                      e->record.id, &event, &n, reterr));
    jh_json_array(j, "history");
    for (size_t i = 0; i < n; i++)
        event_json(b, &event[i], j);
    jh_json_end(j);
    return JH_OK;
}

static void subject_json(const struct jh_ledger *b, const char *code, struct jh_json *j)
{
    jh_json_object(j, "subject");
    jh_json_str(j, "code", code);
    jh_json_str(j, "name", jh_ledger_subject_name(b, code));
    jh_json_end(j);
}

static void entry_head(const struct jh_ledger *b, const struct jh_entry *e, struct jh_json *j)
{
    int name = b->reg->name_item;

    jh_json_str(j, "register", b->reg->pack->id);
    jh_json_int(j, "id", e->record.id);
    subject_json(b, e->record.subject, j);
    jh_json_str(j, "day", e->record.day);
    jh_json_str(j, "name", name >= 0 && e->value[name].some ? e->value[name].text : "");
    jh_json_str(j, "state", e->record.state);
    jh_json_str(j, "state_name", jh_ledger_state(b, e->record.state));
    jh_json_str(j, "state_kind", e->state < 0 ? NULL : state_kinds[b->reg->state[e->state].kind]);
    jh_json_int(j, "version", e->record.version);
    jh_json_str(j, "who", e->record.who);
    jh_json_str(j, "changed", e->record.changed);
    fields_json(b, e, j);
}

void jh_entry_row_json(const struct jh_ledger *b, const struct jh_entry *e, struct jh_json *j)
{
    jh_json_object(j, NULL);
    entry_head(b, e, j);
    jh_json_end(j);
}

enum jh_status jh_entry_json(const struct jh_ledger *b, const struct jh_entry *e, struct jh_json *j,
                             const char *key, struct jh_err *reterr)
{
    struct jh_record_faults faults = {0};

    jh_entry_check(b, e, &faults);
    jh_json_object(j, key);
    entry_head(b, e, j);
    jh_json_bool(j, "open",
                 e->state >= 0 && b->reg->state[e->state].kind == JH_STATE_OPEN &&
                     jh_ledger_allows(b, "register.fill", e->record.subject));
    jh_record_faults_json(b, &faults, j, "findings");
    moves_json(b, e, j);
    JH_TRY(history_json(b, e, j, reterr));
    jh_json_end(j);
    return JH_OK;
}

enum jh_status jh_app_record_json(const struct jh_app *app, const char *county, const char *reg,
                                  int64_t id, struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_entry e;
    struct jh_ledger b;
    struct jh_json j;

    JH_TRY(jh_ledger_open(app, &mem, county, reg, "register.read", &b, reterr));
    JH_TRY(jh_ledger_load(&b, reterr));
    jh_entry_new(&b, &e);
    JH_TRY(jh_ledger_entry(&b, id, &e, reterr));
    jh_json_begin(&j, out);
    JH_TRY(jh_entry_json(&b, &e, &j, NULL, reterr));
    return jh_buf_check(out, reterr);
}

static void codes_json(const struct jh_ledger *b, const struct jh_item *item, struct jh_json *j)
{
    jh_json_array(j, "codes");
    for (size_t i = 0; i < item->ncode; i++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "id", item->code[i].id);
        jh_json_str(j, "name", jh_tr(b->app, item->code[i].name));
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void field_json(const struct jh_ledger *b, size_t i, struct jh_json *j)
{
    static const char *const kinds[] = {"number", "integer", "yesno", "code", "words", "date"};
    static const char *const refers[] = {"", "school", "group", "person", "file", "record"};
    const struct jh_item *item = &b->reg->pack->item[i];
    const struct jh_field *f = &b->reg->field[i];

    jh_json_object(j, NULL);
    jh_json_str(j, "id", item->id);
    jh_json_str(j, "name", jh_tr(b->app, item->name));
    jh_json_str(j, "note", jh_tr(b->app, item->note));
    jh_json_str(j, "kind", kinds[item->kind]);
    jh_json_str(j, "unit", item->form_unit);
    jh_json_num(j, "min", item->min);
    jh_json_num(j, "max", item->max);
    jh_json_int(j, "decimals", item->decimals);
    jh_json_str(j, "refers", refers[f->refers]);
    jh_json_int(j, "lines", f->lines);
    jh_json_bool(j, "required", item->required || f->needed);
    jh_json_bool(j, "filter", f->filter);
    jh_json_bool(j, "retired", f->retired);
    jh_json_str(j, "computed", f->value ? f->value_text : NULL);
    jh_json_str(j, "privacy", item->privacy);
    jh_json_str(j, "source", item->source);
    codes_json(b, item, j);
    jh_json_end(j);
}

static void flow_json(const struct jh_ledger *b, struct jh_json *j)
{
    jh_json_array(j, "states");
    for (size_t i = 0; i < b->reg->nstate; i++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "id", b->reg->state[i].id);
        jh_json_str(j, "name", jh_tr(b->app, b->reg->state[i].name));
        jh_json_str(j, "kind", state_kinds[b->reg->state[i].kind]);
        jh_json_end(j);
    }
    jh_json_end(j);
    jh_json_array(j, "moves");
    for (size_t i = 0; i < b->reg->nmove; i++) {
        const struct jh_move *m = &b->reg->move[i];
        jh_json_object(j, NULL);
        jh_json_str(j, "id", m->id);
        jh_json_str(j, "name", jh_tr(b->app, m->name));
        jh_json_str(j, "to", b->reg->state[m->to].id);
        jh_json_bool(j, "approves", m->approves);
        jh_json_bool(j, "note", m->wants_note);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void register_head(const struct jh_ledger *b, struct jh_json *j)
{
    const struct jh_register *r = b->reg;

    jh_json_str(j, "id", r->pack->id);
    jh_json_str(j, "title", jh_tr(b->app, r->pack->title));
    jh_json_str(j, "note", jh_tr(b->app, r->pack->summary));
    jh_json_str(j, "version", r->pack->version);
    jh_json_str(j, "area", r->area);
    jh_json_str(j, "subject", subjects[r->subject]);
    jh_json_str(j, "period", periods[r->period]);
    jh_json_int(j, "least", r->least);
    jh_json_int(j, "due_days", r->due_days);
    jh_json_bool(j, "of_county", b->of_county);
    jh_json_bool(j, "sealed", r->sealed);
    jh_json_str(j, "source", r->source);
}

enum jh_status jh_app_register_json(const struct jh_app *app, const char *county, const char *reg,
                                    struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_ledger b;
    struct jh_json j;

    JH_TRY(jh_ledger_open(app, &mem, county, reg, "register.read", &b, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    register_head(&b, &j);
    jh_json_array(&j, "fields");
    for (size_t i = 0; i < b.reg->pack->nitem; i++)
        field_json(&b, i, &j);
    jh_json_end(&j);
    flow_json(&b, &j);
    jh_json_raw(&j, "definition", b.reg->definition);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

void jh_state_counts_json(const struct jh_ledger *b, const struct jh_state_counts *counts,
                          struct jh_json *j)
{
    jh_json_array(j, "states");
    for (size_t i = 0; i < b->reg->nstate; i++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "id", b->reg->state[i].id);
        jh_json_str(j, "name", jh_tr(b->app, b->reg->state[i].name));
        jh_json_str(j, "kind", state_kinds[b->reg->state[i].kind]);
        jh_json_int(j, "records", counts->n[i]);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static enum jh_status register_line(struct jh_ledger *b, const struct jh_orgs *orgs,
                                    struct jh_json *j, struct jh_err *reterr)
{
    struct jh_state_counts counts = {0};
    struct jh_record_query q = {.reg = b->reg->pack->id};

    b->orgs = *orgs;
    if (jh_ledger_subjects(b, "register.read", &q.all, &q.subject, &q.nsubject, NULL) != JH_OK)
        return JH_OK; /* nothing of it is this asker's */
    JH_TRY(jh_records_count(b, &q, &counts, reterr));
    jh_json_object(j, NULL);
    register_head(b, j);
    jh_state_counts_json(b, &counts, j);
    jh_json_end(j);
    return JH_OK;
}

enum jh_status jh_app_registers_json(const struct jh_app *app, const char *county,
                                     struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_orgs orgs;
    struct jh_ledger *b;
    struct jh_json j;
    size_t n;

    JH_TRY(jh_ledgers(app, &mem, county, &b, &n, reterr));
    JH_TRY(jh_orgs_load(app, &mem, county, &orgs, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_array(&j, "registers");
    for (size_t i = 0; i < n; i++)
        JH_TRY(register_line(&b[i], &orgs, &j, reterr));
    jh_json_end(&j);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}
