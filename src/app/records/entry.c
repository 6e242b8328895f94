/* src/app/records/entry.c - a record's values: read, computed, checked, written. */
#include "app/records/inside.h"
#include "app/accounts.h"
#include <time.h>

static void no_values(const struct jh_ledger *b, struct jh_entry *e)
{
    e->value = jh_new(b->mem, struct jh_value, b->reg->pack->nitem + 1);
    for (size_t i = 0; i < b->reg->pack->nitem; i++)
        e->value[i] = (struct jh_value){.value = (double)NAN};
}

struct jh_entry jh_entry_read(const struct jh_ledger *b, const struct jh_record *record)
{
    json_t *root = json_loads(record->fields, 0, NULL);

    struct jh_entry e = {.record = *record, .state = jh_register_state(b->reg, record->state)};

    no_values(b, &e);
    for (size_t i = 0; i < b->reg->pack->nitem; i++) {
        const struct jh_item *item = &b->reg->pack->item[i];
        e.value[i] = jh_value_of_json(b->mem, item, json_object_get(root, item->id));
    }
    json_decref(root);
    jh_entry_settle(b, &e);
    return e;
}

void jh_entry_new(const struct jh_ledger *b, struct jh_entry *ret)
{
    *ret = (struct jh_entry){.record = {.state = b->reg->state[0].id,
                                        .subject = "",
                                        .day = "",
                                        .fields = "{}",
                                        .who = "",
                                        .changed = ""}};
    no_values(b, ret);
}

static long day_of(const struct jh_entry *e)
{
    struct jh_date d = {0};

    jh_date_parse(e->record.day, strlen(e->record.day), &d);
    return jh_date_to_days(d);
}

static void lay(const struct jh_ledger *b, const struct jh_entry *e)
{
    size_t n = b->reg->pack->nitem;
    JH_CLEANUP(jh_arena_free) struct jh_arena tmp = {0};
    const struct jh_rule_row row = {jh_new(&tmp, double, n + 1), jh_new(&tmp, const char *, n + 1),
                                    NULL};

    for (size_t i = 0; i < n; i++) {
        row.value[i] = e->value[i].value;
        row.text[i] = e->value[i].some ? e->value[i].text : NULL;
    }
    jh_rules_lay_record(b->rules, &row, e->state, day_of(e));
}

/* The day of a record is that of its day field, else the day it was entered. */
static void settle_day(const struct jh_ledger *b, struct jh_entry *e)
{
    const struct jh_value *v = b->reg->day_item < 0 ? NULL : &e->value[b->reg->day_item];
    char day[JH_DATE_TEXT];

    if (v && v->some) {
        jh_date_format(jh_date_from_days((long)v->value), day);
        e->record.day = jh_arena_strdup(b->mem, day);
    } else if (!*e->record.day) {
        char now[JH_DATE_TEXT];
        jh_today((int64_t)time(NULL), now);
        e->record.day = jh_arena_strdup(b->mem, now);
    }
}

void jh_entry_settle(const struct jh_ledger *b, struct jh_entry *e)
{
    const struct jh_pack *p = b->reg->pack;

    settle_day(b, e);
    lay(b, e);
    for (size_t i = 0; i < p->nitem; i++) {
        if (!b->reg->field[i].value)
            continue;
        double value = jh_rules_eval(b->rules, b->reg->field[i].value);
        e->value[i] = (struct jh_value){.value = value, .some = isfinite(value)};
    }
    lay(b, e);
}

const char *jh_entry_fields(const struct jh_ledger *b, const struct jh_entry *e)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(1 << 20);
    struct jh_json j;

    jh_json_begin(&j, &out);
    jh_json_object(&j, NULL);
    for (size_t i = 0; i < b->reg->pack->nitem; i++)
        if (e->value[i].some && !b->reg->field[i].value)
            jh_value_json(&j, b->reg->pack->item[i].id, &b->reg->pack->item[i], e->value[i]);
    jh_json_end(&j);
    return jh_arena_strdup(b->mem, out.data ? out.data : "{}");
}

/* The text by which a list is narrowed: id of a code, a day, a number, words. */
static const char *key_text(const struct jh_ledger *b, size_t i, struct jh_value v)
{
    const struct jh_item *item = &b->reg->pack->item[i];
    char text[JH_DATE_TEXT];

    if (item->kind == JH_WORDS)
        return v.text;
    if (item->kind == JH_CODE)
        return item->code[(size_t)v.value].id;
    if (item->kind == JH_DATE_ITEM) {
        jh_date_format(jh_date_from_days((long)v.value), text);
        return jh_arena_strdup(b->mem, text);
    }
    return jh_value_json_text(b->mem, item, v);
}

size_t jh_entry_keys(const struct jh_ledger *b, const struct jh_entry *e,
                     struct jh_record_key **ret)
{
    size_t n = 0;

    *ret = jh_new(b->mem, struct jh_record_key, b->reg->pack->nitem + 1);
    for (size_t i = 0; i < b->reg->pack->nitem; i++)
        if (b->reg->field[i].filter && e->value[i].some)
            (*ret)[n++] =
                (struct jh_record_key){b->reg->pack->item[i].id, key_text(b, i, e->value[i])};
    return n;
}

void jh_record_fault_add(const struct jh_ledger *b, struct jh_record_faults *f,
                         struct jh_record_fault fault)
{
    f->list = jh_arena_room(b->mem, f->list, f->n, &f->room, sizeof *f->list);
    f->list[f->n++] = fault;
}

struct checking {
    const struct jh_ledger *b;
    struct jh_record_faults *faults;
};

static void broken(void *context, const struct jh_check *check, struct jh_rule_at at,
                   const struct jh_rule_row *row, const char *sentence)
{
    const struct checking *c = context;
    size_t n = strcspn(check->cells, " ");
    const char *id = jh_arena_strndup(c->b->mem, check->cells, n);
    const struct jh_item *item = jh_pack_item(c->b->reg->pack, id);

    (void)at;
    (void)row;
    jh_record_fault_add(c->b, c->faults,
                        (struct jh_record_fault){item ? (int)(item - c->b->reg->pack->item) : -1,
                                                 check->grade, check->id,
                                                 jh_arena_strdup(c->b->mem, sentence),
                                                 jh_tr(c->b->app, check->way_out)});
}

/* Blank where something is needed. */
static void check_needed(const struct jh_ledger *b, const struct jh_entry *e,
                         struct jh_record_faults *faults)
{
    for (size_t i = 0; i < b->reg->pack->nitem; i++) {
        const struct jh_item *item = &b->reg->pack->item[i];
        const struct jh_field *f = &b->reg->field[i];
        if (e->value[i].some || f->retired || f->value)
            continue;
        double needed = f->needed ? jh_rules_eval(b->rules, f->needed) : item->required;
        if (!(needed != 0) || isnan(needed))
            continue;
        const struct jh_msg_arg args[] = {{"field", jh_tr(b->app, item->name)}};
        jh_record_fault_add(
            b, faults,
            (struct jh_record_fault){(int)i, JH_GRADE_ERROR, "record.needed",
                                     jh_say(b->app, b->mem, "record.needed", args, 1),
                                     jh_say(b->app, b->mem, "record.needed.way_out", args, 1)});
    }
}

void jh_entry_check(const struct jh_ledger *b, const struct jh_entry *e,
                    struct jh_record_faults *faults)
{
    struct checking c = {b, faults};
    const struct jh_rule_figures figures = {.context = &c, .broken = broken};

    lay(b, e);
    check_needed(b, e, faults);
    jh_rules_run_record(b->rules, &figures);
}

const char *jh_entry_shown(const struct jh_ledger *b, size_t item, struct jh_value v)
{
    enum jh_refers refers = b->reg->field[item].refers;

    if (v.some && (refers == JH_REFERS_SCHOOL || refers == JH_REFERS_GROUP))
        return jh_ledger_subject_name(b, v.text);
    return jh_value_shown(b->app, b->mem, &b->reg->pack->item[item], v);
}

static bool is_named(const struct jh_item *item, const char *text)
{
    if (strcmp(item->id, text) == 0 || strcmp(item->name.zh, text) == 0 ||
        strcmp(item->name.en, text) == 0)
        return true;
    for (size_t i = 0; i < item->nsynonym; i++)
        if (strcmp(item->synonym[i], text) == 0)
            return true;
    return false;
}

int jh_field_named(const struct jh_ledger *b, const char *text)
{
    for (size_t i = 0; i < b->reg->pack->nitem; i++)
        if (is_named(&b->reg->pack->item[i], text))
            return (int)i;
    return -1;
}
