/* src/app/records/counts.c - how many records, and the register's own counts over them: by subject,
 * by group of today, by month. */
#include "app/accounts.h"
#include "app/records/inside.h"
#include <stdlib.h>
#include <time.h>

struct sum { /* of one subject and month */
    const char *subject, *month;
    int64_t n[JH_STATES_MOST], all;
};

struct sums {
    const struct jh_ledger *b;
    struct sum *list;
    size_t n, room;
};

static enum jh_status add(void *context, const char *subject, const char *month, const char *state,
                          int64_t n, struct jh_err *reterr)
{
    struct sums *s = context;
    struct sum *last = s->n ? &s->list[s->n - 1] : NULL;
    int i = jh_register_state(s->b->reg, state);

    (void)reterr;
    if (!last || strcmp(last->subject, subject) != 0 || strcmp(last->month, month) != 0) {
        s->list = jh_arena_room(s->b->mem, s->list, s->n, &s->room, sizeof *s->list);
        last = &s->list[s->n++];
        *last = (struct sum){
            jh_arena_strdup(s->b->mem, subject), jh_arena_strdup(s->b->mem, month), {0}, 0};
    }
    last->all += n;
    if (i >= 0)
        last->n[i] += n;
    return JH_OK;
}

static void states_json(const struct jh_ledger *b, const struct sum *s, struct jh_json *j)
{
    jh_json_int(j, "records", s->all);
    jh_json_object(j, "states");
    for (size_t i = 0; i < b->reg->nstate; i++)
        if (s->n[i])
            jh_json_int(j, b->reg->state[i].id, s->n[i]);
    jh_json_end(j);
}

static void months_json(const struct sums *s, struct jh_json *j)
{
    jh_json_array(j, "months");
    for (size_t i = 0; i < s->n; i++) {
        jh_json_object(j, NULL);
        jh_json_str(j, "subject", s->list[i].subject);
        jh_json_str(j, "name", jh_ledger_subject_name(s->b, s->list[i].subject));
        jh_json_str(j, "month", s->list[i].month);
        states_json(s->b, &s->list[i], j);
        jh_json_end(j);
    }
    jh_json_end(j);
}

/* Schools' records under the groups that the schools belong to today. */
static void groups_json(const struct sums *s, struct jh_json *j)
{
    const struct jh_orgs *o = &s->b->orgs;
    char day[JH_DATE_TEXT];

    jh_today((int64_t)time(NULL), day);
    jh_json_array(j, "groups");
    for (size_t g = 0; g < o->ngroup && s->b->reg->subject == JH_SUBJECT_SCHOOL; g++) {
        struct jh_member *member;
        struct sum total = {.subject = o->group[g].code};
        size_t n = jh_org_members(o, &o->group[g], day, &member);
        for (size_t i = 0; i < s->n; i++)
            for (size_t k = 0; k < n; k++)
                if (strcmp(o->scene.facts.org[member[k].org].code, s->list[i].subject) == 0) {
                    total.all += s->list[i].all;
                    for (size_t t = 0; t < JH_STATES_MOST; t++)
                        total.n[t] += s->list[i].n[t];
                }
        jh_json_object(j, NULL);
        jh_json_str(j, "code", o->group[g].code);
        jh_json_str(j, "name", o->group[g].name);
        states_json(s->b, &total, j);
        jh_json_end(j);
    }
    jh_json_end(j);
}

struct laid { /* the records of the count, as rows of slots */
    double *cell;
    size_t n, width;
    const char **subject; /* [n] */
};

/* Everything that is asked for, page by page. */
static enum jh_status lay_records(const struct jh_ledger *b, const struct jh_record_query *asked,
                                  int64_t all, struct laid *ret, struct jh_err *reterr)
{
    struct jh_record_query q = *asked;
    struct jh_record *record;
    struct jh_entry e;
    size_t n;

    if (all > JH_RECORDS_COUNTED)
        return jh_fail(reterr, JH_E_DATA, "record.too_many", JH_NOWHERE, (double)all, "at most %d",
                       JH_RECORDS_COUNTED);
    *ret = (struct laid){.width = b->reg->pack->nslot};
    ret->cell = jh_new(b->mem, double, ((size_t)all + 1) * ret->width);
    ret->subject = jh_new(b->mem, const char *, (size_t)all + 1);
    q.before = 0;
    q.most = 1000;
    do {
        JH_TRY(jh_store_records(b->app->store, b->mem, b->county, &q, &record, &n, reterr));
        for (size_t i = 0; i < n && ret->n < (size_t)all; i++, ret->n++) {
            e = jh_entry_read(b, &record[i]);
            memcpy(ret->cell + ret->n * ret->width, jh_rules_slots(b->rules),
                   ret->width * sizeof *ret->cell);
            ret->subject[ret->n] = e.record.subject;
        }
        if (n) {
            q.before = record[n - 1].id;
            q.before_day = record[n - 1].day;
        }
    } while (n == q.most && ret->n < (size_t)all);
    return JH_OK;
}

static double count_over(const struct jh_count *c, const struct laid *l, const char *subject,
                         struct jh_arena *mem)
{
    double *cell = l->cell;
    size_t n = l->n;

    if (subject) {
        cell = jh_new(mem, double, (l->n + 1) * l->width);
        n = 0;
        for (size_t i = 0; i < l->n; i++)
            if (strcmp(l->subject[i], subject) == 0)
                memcpy(cell + n++ * l->width, l->cell + i * l->width, l->width * sizeof *cell);
    }
    const struct jh_expr_table rows = {n, l->width, cell};
    const double *none = jh_new(mem, double, l->width + 1);
    double amount = jh_expr_eval(c->amount, none, &rows);
    double per = c->per ? jh_expr_eval(c->per, none, &rows) : 1;
    return per == 0 ? (double)NAN : amount / per * c->scale;
}

static void counts_json(const struct jh_ledger *b, const struct sums *s, const struct laid *l,
                        struct jh_json *j)
{
    jh_json_array(j, "counts");
    for (size_t i = 0; i < b->reg->ncount; i++) {
        const struct jh_count *c = &b->reg->count[i];
        JH_CLEANUP(jh_arena_free) struct jh_arena tmp = {0};
        jh_json_object(j, NULL);
        jh_json_str(j, "id", c->id);
        jh_json_str(j, "name", jh_tr(b->app, c->name));
        jh_json_str(j, "unit", c->unit);
        jh_json_int(j, "decimals", c->decimals);
        jh_json_str(j, "formula", c->amount_text);
        jh_json_str(j, "mark", c->mark);
        jh_json_str(j, "source", c->source);
        jh_json_num(j, "value", count_over(c, l, NULL, &tmp));
        jh_json_array(j, "subjects");
        for (size_t k = 0; k < s->n; k++) {
            if (k && strcmp(s->list[k].subject, s->list[k - 1].subject) == 0)
                continue;
            jh_json_object(j, NULL);
            jh_json_str(j, "subject", s->list[k].subject);
            jh_json_num(j, "value", count_over(c, l, s->list[k].subject, &tmp));
            jh_json_end(j);
        }
        jh_json_end(j);
        jh_json_end(j);
    }
    jh_json_end(j);
}

enum jh_status jh_app_record_counts_json(const struct jh_app *app, const char *county,
                                         const struct jh_record_ask *ask, struct jh_buf *out,
                                         struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_record_query q;
    struct laid laid = {0};
    int64_t all = 0;
    struct jh_ledger b;
    struct jh_json j;

    JH_TRY(jh_ledger_open(app, &mem, county, ask->reg, "register.read", &b, reterr));
    JH_TRY(jh_ledger_load(&b, reterr));
    JH_TRY(jh_records_query(&b, ask, &q, reterr));
    struct sums s = {.b = &b};
    JH_TRY(jh_store_record_sums(app->store, county, &q, add, &s, reterr));
    for (size_t i = 0; i < s.n; i++)
        all += s.list[i].all;
    if (b.reg->ncount)
        JH_TRY(lay_records(&b, &q, all, &laid, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_int(&j, "records", all);
    months_json(&s, &j);
    groups_json(&s, &j);
    counts_json(&b, &s, &laid, &j);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}
