/* src/app/submissions/grid.c - the grid of one school as JSON: a page shows it and computes
 * nothing. */
#include "app/submissions/inside.h"

const char *const jh_submission_states[] = {"draft", "submitted", "returned", "passed", "approved"};
static const char *const grades[] = {"error", "explain", "hint"};
static const char *const kinds[] = {"number", "integer", "yesno", "code", "words", "date"};

struct counts {
    long asked, filled, known, computed, empty, required_empty;
};

/* computed: by a sum; filled: by somebody; known: not asked again; last: empty, and last year had a
 * value; empty. */
static const char *cell_state(const struct jh_draft_cell *c)
{
    if (c->sum)
        return "computed";
    if (c->typed.some)
        return "filled";
    return c->known.some ? "known" : c->last.some ? "last" : "empty";
}

static void text_or_null(struct jh_json *j, const char *key, const char *text)
{
    jh_json_str(j, key, text && *text ? text : NULL);
}

static void put_comments(struct jh_json *j, const struct jh_draft *d, const char *stage,
                         const char *item, int64_t version)
{
    jh_json_array(j, "comments");
    for (size_t i = 0; i < d->nevent; i++) {
        if (strcmp(d->event[i].kind, "comment") != 0)
            continue;
        json_t *detail = json_loads(d->event[i].detail, 0, NULL);
        const char *s = json_string_value(json_object_get(detail, "stage"));
        const char *it = json_string_value(json_object_get(detail, "item"));
        if (s && it && strcmp(s, stage) == 0 && strcmp(it, item) == 0) {
            jh_json_object(j, NULL);
            jh_json_str(j, "text", json_string_value(json_object_get(detail, "text")));
            jh_json_str(j, "who", d->event[i].who);
            jh_json_str(j, "at", d->event[i].at);
            jh_json_bool(j, "mended", version > d->event[i].version);
            jh_json_end(j);
        }
        json_decref(detail);
    }
    jh_json_end(j);
}

/* Which findings point at the cell, by their place in the list; a rule has several cells. */
static void put_findings_of(struct jh_json *j, const struct jh_draft *d, int stage,
                            const struct jh_item *item)
{
    jh_json_array(j, "findings");
    for (size_t i = 0; i < d->nfinding; i++)
        if (d->finding[i].stage == stage && jh_in_stages(d->finding[i].cells, item->id))
            jh_json_int(j, NULL, (long long)i);
    jh_json_end(j);
}

static const char *formula_text(const struct jh_draft *d, const struct jh_draft_sum *sum)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(16 * 1024);

    for (size_t i = 0; i < sum->n; i++) {
        jh_buf_adds(&out, i ? " + " : "= ");
        jh_buf_adds(&out, jh_tr(d->app, d->pack->item[sum->item[i]].name));
    }
    return jh_arena_strdup(d->mem, out.data);
}

static const struct jh_submission_conflict *conflict_of(const struct jh_draft *d, const char *stage,
                                                        const char *item)
{
    for (size_t i = 0; i < d->nconflict; i++)
        if (!*d->conflict[i].decided && strcmp(d->conflict[i].stage, stage) == 0 &&
            strcmp(d->conflict[i].item, item) == 0)
            return &d->conflict[i];
    return NULL;
}

static void put_cell(struct jh_json *j, struct jh_draft *d, int stage, const struct jh_item *item)
{
    const struct jh_draft_cell *c = jh_draft_at(d, stage, (size_t)(item - d->pack->item));
    const char *at = jh_draft_stage(d, stage);
    const struct jh_submission_conflict *conflict = conflict_of(d, at, item->id);

    jh_json_object(j, NULL);
    jh_json_str(j, "stage", at);
    jh_json_bool(j, "asked", c->asked);
    if (!c->asked) {
        jh_json_end(j);
        return;
    }
    jh_json_str(j, "state", cell_state(c));
    jh_json_str(j, "text", jh_value_shown(d->app, d->mem, item, c->now));
    jh_value_json(j, "value", item, c->now);
    jh_json_str(j, "last", jh_value_shown(d->app, d->mem, item, c->last));
    jh_json_str(j, "known", jh_value_shown(d->app, d->mem, item, c->known));
    jh_json_bool(j, "locked", c->sum != NULL);
    jh_json_str(j, "formula", c->sum ? formula_text(d, c->sum) : NULL);
    jh_json_str(j, "formula_rule", c->sum ? c->sum->check->id : NULL);
    jh_json_int(j, "version", c->own ? c->own->version : 0);
    text_or_null(j, "who", c->own ? c->own->who : NULL);
    text_or_null(j, "at", c->own ? c->own->at : NULL);
    text_or_null(j, "how", c->own ? c->own->how : NULL);
    if (conflict)
        jh_json_int(j, "conflict", conflict->id);
    else
        jh_json_null(j, "conflict");
    put_comments(j, d, at, item->id, c->own ? c->own->version : 0);
    put_findings_of(j, d, stage, item);
    jh_json_end(j);
}

static void put_limit(struct jh_json *j, const char *key, const struct jh_item *item, double limit)
{
    jh_json_num(j, key, limit / item->factor); /* NaN stays null */
}

static void put_item(struct jh_json *j, struct jh_draft *d, const struct jh_form *form,
                     const struct jh_item *item)
{
    bool english = strcmp(d->app->language, "en") == 0;

    jh_json_object(j, NULL);
    jh_json_str(j, "item", item->id);
    jh_json_str(j, "name", jh_tr(d->app, item->name));
    jh_json_str(j, "note", jh_tr(d->app, item->note));
    jh_json_str(j, "unit", *item->form_unit ? item->form_unit : item->unit);
    jh_json_str(j, "kind", kinds[item->kind]);
    jh_json_int(j, "decimals", item->decimals);
    put_limit(j, "min", item, item->min);
    put_limit(j, "max", item, item->max);
    jh_json_bool(j, "required", item->required);
    jh_json_str(j, "policy", item->policy);
    jh_json_str(j, "source", item->source);
    jh_json_array(j, "choices");
    for (size_t k = 0; k < item->ncode; k++)
        jh_json_str(j, NULL, jh_tr(d->app, item->code[k].name));
    if (item->kind == JH_YESNO) {
        jh_json_str(j, NULL, english ? "yes" : "是");
        jh_json_str(j, NULL, english ? "no" : "否");
    }
    jh_json_end(j);
    jh_json_array(j, "cells");
    if (form->key == JH_KEY_SCHOOL)
        put_cell(j, d, -1, item);
    for (int s = 0; form->key == JH_KEY_UNIT && s < (int)d->pack->nstage; s++)
        if (d->stage[s])
            put_cell(j, d, s, item);
    jh_json_end(j);
    jh_json_end(j);
}

static bool asked_anywhere(const struct jh_draft *d, size_t i)
{
    for (int s = -1; s < (int)d->pack->nstage; s++)
        if (jh_draft_at(d, s, i)->asked)
            return true;
    return false;
}

static void put_columns(struct jh_json *j, const struct jh_draft *d, const struct jh_form *form)
{
    jh_json_array(j, "columns");
    for (int s = -1; s < (int)d->pack->nstage; s++) {
        if (form->key == JH_KEY_SCHOOL ? s >= 0 : s < 0 || !d->stage[s])
            continue;
        jh_json_object(j, NULL);
        jh_json_str(j, "stage", jh_draft_stage(d, s));
        jh_json_str(j, "name",
                    s < 0 ? jh_say(d->app, d->mem, "submission.whole_school", NULL, 0)
                          : jh_tr(d->app, d->pack->stage[s].name));
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void count_form(const struct jh_draft *d, size_t form, struct counts *n)
{
    for (int s = -1; s < (int)d->pack->nstage; s++)
        for (size_t i = 0; i < d->pack->nitem; i++) {
            const struct jh_draft_cell *c = jh_draft_at(d, s, i);
            if (!c->asked || (form < d->pack->nform &&
                              strcmp(d->pack->item[i].form, d->pack->form[form].id) != 0))
                continue;
            n->asked++;
            n->computed += c->sum != NULL;
            n->filled += !c->sum && c->typed.some;
            n->known += !c->sum && !c->typed.some && c->known.some;
            n->empty += !c->sum && !c->now.some;
            n->required_empty += !c->sum && !c->now.some && d->pack->item[i].required;
        }
}

static void put_counts(struct jh_json *j, struct jh_draft *d, size_t form)
{
    struct counts n = {0};
    char text[5][24];

    count_form(d, form, &n);
    jh_json_object(j, "counts");
    jh_json_int(j, "cells", n.asked);
    jh_json_int(j, "filled", n.filled);
    jh_json_int(j, "known", n.known);
    jh_json_int(j, "computed", n.computed);
    jh_json_int(j, "empty", n.empty);
    jh_json_int(j, "required_empty", n.required_empty);
    jh_json_int(j, "not_asked", n.known + n.computed);
    snprintf(text[0], sizeof text[0], "%ld", n.asked);
    snprintf(text[1], sizeof text[1], "%ld", n.known);
    snprintf(text[2], sizeof text[2], "%ld", n.computed);
    snprintf(text[3], sizeof text[3], "%ld", n.filled);
    snprintf(text[4], sizeof text[4], "%ld", n.empty);
    const struct jh_msg_arg args[] = {{"cells", text[0]},
                                      {"known", text[1]},
                                      {"computed", text[2]},
                                      {"filled", text[3]},
                                      {"empty", text[4]}};
    jh_json_str(j, "text", jh_say(d->app, d->mem, "submission.counts", args, 5));
    jh_json_end(j);
}

static void put_form(struct jh_json *j, struct jh_draft *d, size_t f)
{
    const struct jh_form *form = &d->pack->form[f];

    jh_json_object(j, NULL);
    jh_json_str(j, "form", form->id);
    jh_json_str(j, "title", jh_tr(d->app, form->title));
    jh_json_str(j, "note", jh_tr(d->app, form->note));
    put_columns(j, d, form);
    put_counts(j, d, f);
    jh_json_array(j, "rows");
    for (size_t i = 0; i < d->pack->nitem; i++)
        if (strcmp(d->pack->item[i].form, form->id) == 0 && asked_anywhere(d, i))
            put_item(j, d, form, &d->pack->item[i]);
    jh_json_end(j);
    jh_json_end(j);
}

static void put_finding(struct jh_json *j, const struct jh_draft *d,
                        const struct jh_draft_finding *f)
{
    jh_json_object(j, NULL);
    jh_json_str(j, "rule", f->rule);
    jh_json_str(j, "grade", grades[f->grade]);
    jh_json_str(j, "stage", jh_draft_stage(d, f->stage));
    jh_json_str(j, "stage_name", f->stage < 0 ? "" : jh_tr(d->app, d->pack->stage[f->stage].name));
    jh_json_str(j, "item", f->item < 0 ? "" : d->pack->item[f->item].id);
    jh_json_str(j, "item_name", f->item < 0 ? "" : jh_tr(d->app, d->pack->item[f->item].name));
    jh_json_str(j, "form", f->item < 0 ? "" : d->pack->item[f->item].form);
    jh_json_str(j, "text", f->text);
    jh_json_str(j, "title", f->title);
    jh_json_str(j, "way_out", f->way_out);
    jh_json_str(j, "source", f->source);
    jh_json_str(j, "reason", f->reason);
    jh_json_end(j);
}

static const struct jh_item *item_of(const struct jh_draft *d, const char *id)
{
    return jh_pack_item(d->pack, id);
}

static const char *shown_json(const struct jh_draft *d, const struct jh_item *item,
                              const char *json)
{
    return item ? jh_value_shown(d->app, d->mem, item, jh_value_parse(d->mem, item, json)) : json;
}

static void put_conflict(struct jh_json *j, const struct jh_draft *d,
                         const struct jh_submission_conflict *c)
{
    const struct jh_item *item = item_of(d, c->item);
    int stage = *c->stage ? jh_pack_stage(d->pack, c->stage) : -1;

    jh_json_object(j, NULL);
    jh_json_int(j, "conflict", c->id);
    jh_json_int(j, "receipt", c->hand_in);
    jh_json_str(j, "stage", c->stage);
    jh_json_str(j, "stage_name", stage < 0 ? "" : jh_tr(d->app, d->pack->stage[stage].name));
    jh_json_str(j, "item", c->item);
    jh_json_str(j, "item_name", item ? jh_tr(d->app, item->name) : c->item);
    jh_json_str(j, "base", shown_json(d, item, c->base));
    jh_json_str(j, "ours", shown_json(d, item, c->ours));
    jh_json_str(j, "ours_who", c->ours_who);
    jh_json_str(j, "ours_at", c->ours_at);
    jh_json_str(j, "theirs", shown_json(d, item, c->theirs));
    jh_json_str(j, "theirs_who", c->theirs_who);
    jh_json_str(j, "theirs_at", c->theirs_at);
    text_or_null(j, "choice", c->choice);
    text_or_null(j, "decided_by", c->decided_by);
    text_or_null(j, "decided", c->decided);
    jh_json_end(j);
}

static bool may(const struct jh_draft *d, const char *action)
{
    struct jh_err ignored;
    return jh_may(d->app, action, d->county, d->school, &ignored) == JH_OK;
}

static void put_can(struct jh_json *j, const struct jh_draft *d)
{
    enum jh_submission_state s = d->sub.state;
    bool open = jh_draft_open_state(d), live = !*d->round.closed;
    bool fill = may(d, "submission.fill"), area = may(d, "submission.approve_area");
    bool county = may(d, "submission.approve_county");
    bool up = s == JH_SUBMISSION_SUBMITTED, passed = s == JH_SUBMISSION_PASSED;

    jh_json_object(j, "can");
    jh_json_bool(j, "save", open && fill);
    jh_json_bool(j, "submit", open && fill);
    jh_json_bool(j, "return", live && ((up && (area || county)) || (passed && county)));
    jh_json_bool(j, "pass", live && up && area);
    jh_json_bool(j, "approve", live && (up || passed) && county);
    jh_json_bool(j, "reopen", live && s == JH_SUBMISSION_APPROVED && may(d, "submission.reopen"));
    jh_json_bool(j, "comment", live && s != JH_SUBMISSION_APPROVED && (fill || area || county));
    jh_json_end(j);
}

static void put_events(struct jh_json *j, const struct jh_draft *d)
{
    jh_json_array(j, "events");
    for (size_t i = 0; i < d->nevent; i++) {
        jh_json_object(j, NULL);
        jh_json_int(j, "event", d->event[i].id);
        jh_json_str(j, "kind", d->event[i].kind);
        jh_json_str(j, "name",
                    jh_say(d->app, d->mem,
                           jh_arena_printf(d->mem, "submission.event.%s", d->event[i].kind), NULL,
                           0));
        jh_json_int(j, "version", d->event[i].version);
        jh_json_str(j, "who", d->event[i].who);
        jh_json_str(j, "at", d->event[i].at);
        jh_json_raw(j, "detail", d->event[i].detail);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void put_head(struct jh_json *j, struct jh_draft *d)
{
    char today[JH_DATE_TEXT], year[JH_YEAR_TEXT];
    const char *state = jh_submission_states[d->sub.state];

    jh_local_day(today);
    jh_school_year_format(d->round.year, year);
    jh_json_str(j, "county", d->county);
    jh_json_int(j, "round", d->round.id);
    jh_json_str(j, "title", d->round.title);
    jh_json_int(j, "year", d->round.year);
    jh_json_str(j, "year_text", year);
    jh_json_str(j, "due", d->round.due);
    jh_json_bool(j, "overdue", strcmp(d->round.due, today) < 0 && jh_draft_open_state(d));
    text_or_null(j, "closed", d->round.closed);
    jh_json_str(j, "school", d->school);
    jh_json_str(j, "name", d->name);
    jh_json_str(j, "state", state);
    jh_json_str(
        j, "state_name",
        jh_say(d->app, d->mem, jh_arena_printf(d->mem, "submission.state.%s", state), NULL, 0));
    jh_json_int(j, "version", d->sub.version);
    if (d->sub.import)
        jh_json_int(j, "import", d->sub.import);
    else
        jh_json_null(j, "import");
}

void jh_draft_json(struct jh_draft *d, struct jh_json *j, const char *key)
{
    jh_json_object(j, key);
    put_head(j, d);
    put_can(j, d);
    put_counts(j, d, d->pack->nform);
    jh_json_int(j, "errors", d->count[JH_GRADE_ERROR]);
    jh_json_int(j, "explains", d->count[JH_GRADE_EXPLAIN]);
    jh_json_int(j, "hints", d->count[JH_GRADE_HINT]);
    jh_json_int(j, "unexplained", d->unexplained);
    jh_json_array(j, "forms");
    for (size_t f = 0; f < d->pack->nform; f++)
        if (d->form[f])
            put_form(j, d, f);
    jh_json_end(j);
    jh_json_array(j, "findings");
    for (size_t i = 0; i < d->nfinding; i++)
        put_finding(j, d, &d->finding[i]);
    jh_json_end(j);
    jh_json_array(j, "conflicts");
    for (size_t i = 0; i < d->nconflict; i++)
        put_conflict(j, d, &d->conflict[i]);
    jh_json_end(j);
    put_events(j, d);
    jh_json_end(j);
}

enum jh_status jh_app_submission_json(const struct jh_app *app, const char *county, int64_t round,
                                      const char *school, struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_draft d;
    struct jh_json j;

    JH_TRY(jh_draft_load(app, &mem, county, round, school, &d, reterr));
    JH_TRY(jh_draft_check(&d, reterr));
    jh_json_begin(&j, out);
    jh_draft_json(&d, &j, NULL);
    return jh_buf_check(out, reterr);
}
