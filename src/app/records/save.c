/* src/app/records/save.c - a record saved, and moved on. */
#include "app/accounts.h"
#include "app/records/inside.h"
#include <time.h>

static enum jh_status same_version(const struct jh_entry *e, int64_t version, struct jh_err *reterr)
{
    if (version < 0 || version == e->record.version)
        return JH_OK;
    return jh_fail(reterr, JH_E_CONFLICT, "record.changed", ((struct jh_at){"version", 0}),
                   (double)e->record.version, "%s %s", e->record.who, e->record.changed);
}

/* Whose record a new one is: as given, else the only one that the asker keeps it for. */
static enum jh_status choose_subject(const struct jh_ledger *b, const char *text, const char **ret,
                                     struct jh_err *reterr)
{
    const char *const *own;
    bool all;
    size_t n;

    *ret = NULL;
    if (text && *text) {
        *ret = jh_ledger_subject(b, text);
    } else if (b->reg->subject == JH_SUBJECT_COUNTY) {
        *ret = "";
    } else {
        JH_TRY(jh_ledger_subjects(b, "register.fill", &all, &own, &n, reterr));
        if (!all && n == 1)
            *ret = own[0];
    }
    if (!*ret)
        return jh_fail(reterr, text && *text ? JH_E_NOTFOUND : JH_E_USAGE, "record.subject",
                       ((struct jh_at){"subject", 0}), (double)NAN, "%.60s", text ? text : "");
    return jh_ledger_may(b, "register.fill", *ret, reterr);
}

/* A reference by name becomes one by code. */
static bool settle_reference(const struct jh_ledger *b, size_t i, struct jh_value *v,
                             const char **ret_fault)
{
    const struct jh_msg_arg args[] = {{"text", v->some ? v->text : ""}};
    const char *code = NULL;

    if (!v->some)
        return true;
    switch (b->reg->field[i].refers) {
    case JH_REFERS_SCHOOL:
        code = jh_ledger_school(b, v->text);
        break;
    case JH_REFERS_GROUP:
        code = jh_ledger_group(b, v->text);
        break;
    default:
        return true;
    }
    if (code)
        v->text = code;
    else
        *ret_fault = jh_say(b->app, b->mem, "record.no_reference", args, 1);
    return code != NULL;
}

static void read_text(const struct jh_ledger *b, struct jh_entry *e, const struct jh_record_text *t,
                      struct jh_record_faults *faults)
{
    int i = jh_field_named(b, t->field);
    const char *fault = NULL;
    struct jh_value v;

    if (i < 0 || b->reg->field[i].value || b->reg->field[i].retired) {
        const struct jh_msg_arg args[] = {{"field", t->field}};
        fault = jh_say(b->app, b->mem, i < 0 ? "record.no_field" : "record.not_entered", args, 1);
    } else if (jh_value_read(b->app, b->mem, b->reg->pack, &b->reg->pack->item[i], -1, t->text, &v,
                             &fault) &&
               settle_reference(b, (size_t)i, &v, &fault)) {
        e->value[i] = v;
        return;
    }
    jh_record_fault_add(b, faults,
                        (struct jh_record_fault){i, JH_GRADE_ERROR, "", fault ? fault : "", ""});
}

/* What changed, as the history keeps it. Returns how many fields. */
static size_t changes(const struct jh_ledger *b, const struct jh_entry *old,
                      const struct jh_entry *now, struct jh_buf *out)
{
    struct jh_json j;
    size_t n = 0;

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_object(&j, "fields");
    for (size_t i = 0; i < b->reg->pack->nitem; i++) {
        const struct jh_item *item = &b->reg->pack->item[i];
        if (b->reg->field[i].value || jh_value_same(item, old->value[i], now->value[i]))
            continue;
        jh_json_array(&j, item->id);
        jh_value_json(&j, NULL, item, old->value[i]);
        jh_value_json(&j, NULL, item, now->value[i]);
        jh_json_end(&j);
        n++;
    }
    jh_json_end(&j);
    jh_json_end(&j);
    return n;
}

/* Write `now` over `old` (an id of 0: it is new) with its entry in the history. Inside a
 * transaction. */
static enum jh_status write(struct jh_ledger *b, const struct jh_entry *old, struct jh_entry *now,
                            const char *kind, const char *detail, struct jh_err *reterr)
{
    struct jh_record_key *was, *is;
    size_t nwas = old->record.id ? jh_entry_keys(b, old, &was) : 0;
    size_t nis = jh_entry_keys(b, now, &is);

    JH_TRY(jh_ledger_keep(b, reterr));
    now->record.version = old->record.version + 1;
    now->record.edition = b->edition;
    now->record.fields = jh_entry_fields(b, now);
    now->record.who = jh_actor_account(b->app);
    JH_TRY(jh_store_put_record(b->app->store, b->county, b->reg->pack->id,
                               old->record.id ? &old->record : NULL, nwas ? was : NULL, nwas,
                               &now->record, is, nis, reterr));
    const struct jh_record_event event = {.record = now->record.id,
                                          .version = now->record.version,
                                          .kind = kind,
                                          .who = now->record.who,
                                          .detail = detail};
    return jh_store_add_record_event(b->app->store, b->county, b->reg->pack->id, &event, reterr);
}

struct saving {
    struct jh_ledger b;
    const struct jh_record_in *in;
    struct jh_entry old, now;
    struct jh_record_faults faults;
    bool saved;
};

static enum jh_status find_old(struct saving *s, struct jh_err *reterr)
{
    struct jh_ledger *b = &s->b;

    if (!s->in->id) {
        jh_entry_new(b, &s->old);
        return choose_subject(b, s->in->subject, &s->old.record.subject, reterr);
    }
    JH_TRY(jh_ledger_entry(b, s->in->id, &s->old, reterr));
    JH_TRY(jh_ledger_may(b, "register.fill", s->old.record.subject, reterr));
    JH_TRY(same_version(&s->old, s->in->version, reterr));
    if (s->old.state >= 0 && b->reg->state[s->old.state].kind == JH_STATE_OPEN)
        return JH_OK;
    return jh_fail(reterr, JH_E_CONFLICT, "record.locked", ((struct jh_at){"state", 0}),
                   (double)NAN, "%s", jh_ledger_state(b, s->old.record.state));
}

static enum jh_status save(struct saving *s, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf detail = JH_BUF(1 << 20);
    struct jh_ledger *b = &s->b;

    JH_TRY(find_old(s, reterr));
    s->now = s->old;
    s->now.value = jh_new(b->mem, struct jh_value, b->reg->pack->nitem + 1);
    memcpy(s->now.value, s->old.value, b->reg->pack->nitem * sizeof *s->now.value);
    for (size_t i = 0; i < s->in->n; i++)
        read_text(b, &s->now, &s->in->text[i], &s->faults);
    jh_entry_settle(b, &s->now);
    size_t n = changes(b, &s->old, &s->now, &detail);
    s->saved = !s->faults.n;
    if (!s->saved || s->in->dry_run || (s->in->id && !n))
        return JH_OK;
    JH_TRY(jh_buf_check(&detail, reterr));
    return write(b, &s->old, &s->now, s->in->id ? "changed" : "made", detail.data, reterr);
}

enum jh_status jh_app_record_save(const struct jh_app *app, const char *county,
                                  const struct jh_record_in *in, struct jh_buf *out,
                                  struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct saving s = {.in = in};
    struct jh_json j;

    if (in->n > JH_RECORD_FIELDS)
        return jh_fail(reterr, JH_E_USAGE, "record.too_many_fields", JH_NOWHERE, (double)in->n,
                       "at most %d", JH_RECORD_FIELDS);
    JH_TRY(jh_ledger_open(app, &mem, county, in->reg, "register.fill", &s.b, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_ledger_load(&s.b, reterr);
    if (status == JH_OK)
        status = save(&s, reterr);
    JH_TRY(jh_store_end(app->store, status, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_bool(&j, "saved", s.saved && !in->dry_run);
    jh_record_faults_json(&s.b, &s.faults, &j, "faults");
    JH_TRY(jh_entry_json(&s.b, &s.now, &j, "record", reterr));
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

struct moving {
    struct jh_ledger b;
    const struct jh_record_move *in;
    const struct jh_move *move;
    struct jh_entry old, now;
};

/* Everything that is needed where it goes, no error, and a word for what has to be explained. */
static enum jh_status complete(struct moving *m, struct jh_err *reterr)
{
    struct jh_record_faults faults = {0};

    jh_entry_check(&m->b, &m->now, &faults);
    for (size_t i = 0; i < faults.n; i++)
        if (faults.list[i].grade == JH_GRADE_ERROR)
            return jh_fail(reterr, JH_E_DATA, "record.incomplete",
                           ((struct jh_at){faults.list[i].rule, 0}), (double)faults.n, "%s%s",
                           faults.list[i].text, faults.list[i].way_out);
    for (size_t i = 0; i < faults.n; i++)
        if (faults.list[i].grade == JH_GRADE_EXPLAIN && !m->move->approves && !*m->in->note)
            return jh_fail(reterr, JH_E_DATA, "record.reason_needed",
                           ((struct jh_at){faults.list[i].rule, 0}), (double)faults.n, "%s",
                           faults.list[i].text);
    return JH_OK;
}

static enum jh_status may_move(struct moving *m, struct jh_err *reterr)
{
    const struct jh_ledger *b = &m->b;

    JH_TRY(jh_ledger_may(b, m->move->approves ? "register.approve" : "register.fill",
                         m->old.record.subject, reterr));
    JH_TRY(same_version(&m->old, m->in->version, reterr));
    if (m->old.state < 0 || !(m->move->from >> m->old.state & 1))
        return jh_fail(reterr, JH_E_CONFLICT, "record.move", ((struct jh_at){m->move->id, 0}),
                       (double)NAN, "%s", jh_ledger_state(b, m->old.record.state));
    if (m->move->wants_note && !*m->in->note)
        return jh_fail(reterr, JH_E_DATA, "record.note_needed", ((struct jh_at){m->move->id, 0}),
                       (double)NAN, "%s", m->move->id);
    return m->move->wants_fields ? complete(m, reterr) : JH_OK;
}

static const char *move_detail(const struct moving *m)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(16 * 1024);
    struct jh_json j;

    jh_json_begin(&j, &out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "move", m->move->id);
    jh_json_str(&j, "from", m->old.record.state);
    jh_json_str(&j, "to", m->now.record.state);
    jh_json_str(&j, "note", m->in->note);
    jh_json_end(&j);
    return jh_arena_strdup(m->b.mem, out.data ? out.data : "{}");
}

static enum jh_status move_on(struct moving *m, struct jh_err *reterr)
{
    struct jh_ledger *b = &m->b;

    JH_TRY(jh_ledger_load(b, reterr));
    JH_TRY(jh_ledger_entry(b, m->in->id, &m->old, reterr));
    m->move = jh_register_move(b->reg, m->in->move);
    if (!m->move)
        return jh_fail(reterr, JH_E_USAGE, "record.no_move", ((struct jh_at){"move", 0}),
                       (double)NAN, "%.60s", m->in->move);
    m->now = m->old;
    m->now.state = m->move->to;
    m->now.record.state = b->reg->state[m->move->to].id;
    jh_entry_settle(b, &m->now);
    JH_TRY(may_move(m, reterr));
    const char *detail = move_detail(m);
    JH_TRY(write(b, &m->old, &m->now, "moved", detail, reterr));
    if (!m->move->approves)
        return JH_OK;
    return jh_app_log(
        b->app, b->county, "record:move",
        jh_arena_printf(b->mem, "record:%s/%lld", b->reg->pack->id, (long long)m->in->id), detail,
        reterr);
}

enum jh_status jh_app_record_move(const struct jh_app *app, const char *county,
                                  const struct jh_record_move *move, struct jh_buf *out,
                                  struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_record_move in = *move;
    struct moving m = {.in = &in};
    struct jh_json j;

    in.note = move->note ? move->note : "";
    if (strlen(in.note) > JH_RECORD_NOTE)
        return jh_fail(reterr, JH_E_USAGE, "record.note_long", ((struct jh_at){"note", 0}),
                       (double)strlen(in.note), "at most %d bytes", JH_RECORD_NOTE);
    JH_TRY(jh_ledger_open(app, &mem, county, move->reg, "register.read", &m.b, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    JH_TRY(jh_store_end(app->store, move_on(&m, reterr), reterr));
    jh_json_begin(&j, out);
    JH_TRY(jh_entry_json(&m.b, &m.now, &j, NULL, reterr));
    return jh_buf_check(out, reterr);
}
