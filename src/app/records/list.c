/* src/app/records/list.c - records found, and how many there are. */
#include "app/records/inside.h"
#include "base/num.h"
#include <stdlib.h>

/* Days as people give them: "", or a real day. */
static enum jh_status day_given(const char *text, const char *field, const char **ret,
                                struct jh_err *reterr)
{
    struct jh_date d;

    *ret = text ? text : "";
    if (!**ret || (jh_date_parse(text, strlen(text), &d) && strlen(text) == 10))
        return JH_OK;
    return jh_fail(reterr, JH_E_USAGE, "record.day", ((struct jh_at){field, 0}), (double)NAN,
                   "%.40s", text);
}

/* The value of a filtering field as it is kept: a code by its name, a school by its name too. */
static enum jh_status key_given(const struct jh_ledger *b, const struct jh_record_ask *ask,
                                struct jh_record_query *q, struct jh_err *reterr)
{
    int i = jh_field_named(b, ask->item);
    const char *text = ask->value ? ask->value : "", *fault;
    struct jh_value v;
    struct jh_record_key *key;

    if (i < 0 || !b->reg->field[i].filter)
        return jh_fail(reterr, JH_E_USAGE, "record.no_filter", ((struct jh_at){ask->item, 0}),
                       (double)NAN, "%.60s", ask->item);
    if (b->reg->field[i].refers == JH_REFERS_SCHOOL && jh_ledger_school(b, text))
        text = jh_ledger_school(b, text);
    if (!jh_value_read(b->app, b->mem, b->reg->pack, &b->reg->pack->item[i], -1, text, &v, &fault))
        return jh_fail(reterr, JH_E_USAGE, "record.filter_value", ((struct jh_at){ask->item, 0}),
                       (double)NAN, "%s", fault ? fault : text);
    struct jh_entry e;
    jh_entry_new(b, &e);
    e.value[i] = v;
    q->item = b->reg->pack->item[i].id;
    q->value = jh_entry_keys(b, &e, &key) ? key[0].value : "";
    return JH_OK;
}

static enum jh_status after_given(const struct jh_ledger *b, const char *after,
                                  struct jh_record_query *q, struct jh_err *reterr)
{
    const char *slash = strchr(after, '/');
    double number;

    if (!slash || !jh_num_parse(slash + 1, strlen(slash + 1), &number) || !(number > 0) ||
        number > 1e15)
        return jh_fail(reterr, JH_E_USAGE, "record.after", ((struct jh_at){"after", 0}),
                       (double)NAN, "%.60s", after);
    q->before_day = jh_arena_strndup(b->mem, after, (size_t)(slash - after));
    q->before = (int64_t)number;
    return JH_OK;
}

static enum jh_status subjects_given(const struct jh_ledger *b, const struct jh_record_ask *ask,
                                     struct jh_record_query *q, struct jh_err *reterr)
{
    if (!ask->subject || !*ask->subject)
        return jh_ledger_subjects(b, "register.read", &q->all, &q->subject, &q->nsubject, reterr);
    const char **one = jh_new(b->mem, const char *, 1);
    one[0] = jh_ledger_subject(b, ask->subject);
    if (!one[0])
        return jh_fail(reterr, JH_E_NOTFOUND, "record.subject", ((struct jh_at){"subject", 0}),
                       (double)NAN, "%.60s", ask->subject);
    q->subject = one;
    q->nsubject = 1;
    return jh_ledger_may(b, "register.read", one[0], reterr);
}

enum jh_status jh_records_query(const struct jh_ledger *b, const struct jh_record_ask *ask,
                                struct jh_record_query *ret, struct jh_err *reterr)
{
    *ret = (struct jh_record_query){.reg = b->reg->pack->id, .item = "", .value = ""};
    JH_TRY(day_given(ask->from, "from", &ret->from, reterr));
    JH_TRY(day_given(ask->to, "to", &ret->to, reterr));
    JH_TRY(subjects_given(b, ask, ret, reterr));
    ret->state = ask->state ? ask->state : "";
    if (*ret->state && jh_register_state(b->reg, ret->state) < 0)
        return jh_fail(reterr, JH_E_USAGE, "record.state", ((struct jh_at){"state", 0}),
                       (double)NAN, "%.60s", ret->state);
    if (ask->item && *ask->item)
        JH_TRY(key_given(b, ask, ret, reterr));
    if (ask->after && *ask->after)
        JH_TRY(after_given(b, ask->after, ret, reterr));
    ret->most =
        ask->most > 0 && ask->most < JH_RECORDS_LISTED ? (size_t)ask->most : JH_RECORDS_LISTED;
    return JH_OK;
}

struct counting {
    const struct jh_ledger *b;
    struct jh_state_counts *counts;
};

static enum jh_status count_state(void *context, const char *subject, const char *month,
                                  const char *state, int64_t n, struct jh_err *reterr)
{
    const struct counting *c = context;
    int i = jh_register_state(c->b->reg, state);

    (void)subject;
    (void)month;
    (void)reterr;
    c->counts->all += n;
    if (i >= 0)
        c->counts->n[i] += n;
    return JH_OK;
}

enum jh_status jh_records_count(const struct jh_ledger *b, const struct jh_record_query *q,
                                struct jh_state_counts *ret, struct jh_err *reterr)
{
    struct counting c = {b, ret};

    *ret = (struct jh_state_counts){0};
    return jh_store_record_sums(b->app->store, b->county, q, count_state, &c, reterr);
}

enum jh_status jh_app_records_json(const struct jh_app *app, const char *county,
                                   const struct jh_record_ask *ask, struct jh_buf *out,
                                   struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_state_counts counts = {0};
    struct jh_record *record;
    struct jh_record_query q;
    struct jh_entry e;
    struct jh_ledger b;
    struct jh_json j;
    size_t n;

    JH_TRY(jh_ledger_open(app, &mem, county, ask->reg, "register.read", &b, reterr));
    JH_TRY(jh_ledger_load(&b, reterr));
    JH_TRY(jh_records_query(&b, ask, &q, reterr));
    JH_TRY(jh_records_count(&b, &q, &counts, reterr));
    JH_TRY(jh_store_records(app->store, &mem, county, &q, &record, &n, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "count", counts.all);
    jh_state_counts_json(&b, &counts, &j);
    jh_json_array(&j, "records");
    for (size_t i = 0; i < n; i++) {
        e = jh_entry_read(&b, &record[i]);
        jh_entry_row_json(&b, &e, &j);
    }
    jh_json_end(&j);
    jh_json_str(&j, "after",
                n == q.most ? jh_arena_printf(&mem, "%s/%lld", record[n - 1].day,
                                              (long long)record[n - 1].id)
                            : NULL);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}
