/* src/app/submissions/draft.c - what is asked of a school, what it filled in, what was known. */
#include "app/accounts.h"
#include "app/submissions/inside.h"
#include <time.h>

enum { CHINA = 8 * 60 * 60, DAY = 86400 };

void jh_local_day(char text[JH_DATE_TEXT])
{
    jh_date_format(jh_date_from_days((long)((jh_clock() + CHINA) / DAY)), text);
}

void jh_now_text(char text[JH_NOW_ROOM])
{
    time_t now = time(NULL);
    struct tm tm;

    gmtime_r(&now, &tm);
    strftime(text, JH_NOW_ROOM, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

enum jh_status jh_round_pack(const struct jh_app *app, const struct jh_collection *c,
                             const struct jh_pack **ret, struct jh_err *reterr)
{
    *ret = jh_pack_find(app->packs, c->pack);
    if (!*ret)
        return jh_fail(reterr, JH_E_NOTFOUND, "submission.no_pack", JH_NOWHERE, (double)NAN,
                       "%.80s", c->pack);
    return JH_OK;
}

void jh_round_forms(struct jh_arena *mem, const struct jh_pack *pack, const char *forms, bool **ret)
{
    *ret = jh_new(mem, bool, pack->nform + 1);
    for (size_t i = 0; i < pack->nform; i++) {
        size_t n = strlen(pack->form[i].id);
        for (const char *at = forms; *at; at += strcspn(at, " "), at += *at == ' ')
            if (strcspn(at, " ") == n && memcmp(at, pack->form[i].id, n) == 0)
                (*ret)[i] = true;
    }
}

/* The newest row of the school as a whole, up to a year. */
static const struct jh_fact_row *newest(const struct jh_facts *f, int org, int year)
{
    const struct jh_fact_row *row = NULL;

    for (size_t y = f->nyear; org >= 0 && y-- > 0 && !row;)
        if (f->year[y] <= year)
            row = jh_facts_row(f, org, f->year[y], -1);
    return row;
}

const char *jh_school_name(const struct jh_facts *f, int org, int year)
{
    const struct jh_fact_row *row = newest(f, org, year);
    int name = jh_facts_item(f, "name");

    return row && name >= 0 && row->text && row->text[name] ? row->text[name] : "";
}

bool jh_school_open(const struct jh_facts *f, int org, int year)
{
    const struct jh_fact_row *row = newest(f, org, year);
    int type = f->pack->type_item ? jh_facts_item(f, f->pack->type_item) : -1;
    int closed = jh_facts_item(f, "closed");

    if (!row || type < 0 || !row->source[type])
        return false;
    return closed < 0 || !isfinite(row->value[closed]) ||
           jh_date_compare(jh_date_from_days((long)row->value[closed]),
                           jh_school_year_start(year)) >= 0;
}

/* The stages it had this year or the last; a new school has those that are judged. */
static void find_stages(struct jh_draft *d)
{
    bool some = false;

    d->stage = jh_new(d->mem, bool, d->pack->nstage + 1);
    for (int s = 0; d->org >= 0 && s < (int)d->pack->nstage; s++) {
        d->stage[s] = jh_facts_row(&d->facts, d->org, d->round.year, s) ||
                      jh_facts_row(&d->facts, d->org, d->round.year - 1, s);
        some |= d->stage[s];
    }
    for (size_t s = 0; !some && s < d->pack->nstage; s++)
        d->stage[s] = d->pack->stage[s].judged;
}

static struct jh_value fact_value(const struct jh_draft *d, const struct jh_fact_row *row,
                                  size_t item)
{
    struct jh_value v = {.value = (double)NAN};

    if (!row || !row->source[item])
        return v;
    v.value = row->value[item];
    v.text = row->text && row->text[item] ? jh_arena_strdup(d->mem, row->text[item]) : NULL;
    v.some = true;
    return v;
}

static void lay_known(struct jh_draft *d, int stage)
{
    const struct jh_item *type =
        d->pack->type_item ? jh_pack_item(d->pack, d->pack->type_item) : NULL;
    const struct jh_fact_row *now = jh_facts_row(&d->facts, d->org, d->round.year, stage);
    const struct jh_fact_row *old =
        stage < 0 && !now ? newest(&d->facts, d->org, d->round.year) : 0;
    const struct jh_fact_row *last = jh_facts_row(&d->facts, d->org, d->round.year - 1, stage);
    struct jh_fact_origin at;

    for (size_t i = 0; i < d->pack->nitem; i++) {
        struct jh_draft_cell *c = jh_draft_at(d, stage, i);
        const struct jh_fact_row *row = now;
        if (!row && old && type && strcmp(d->pack->item[i].form, type->form) == 0)
            row = old;
        c->known = fact_value(d, row, i);
        if (c->known.some && jh_facts_origin(&d->facts, row, (int)i, &at) &&
            at.year != d->round.year)
            c->known_year = at.year;
        c->last = fact_value(d, last, i);
    }
}

/* Is `item` asked at `stage` (-1: of the school as a whole)? */
static bool is_asked(const struct jh_draft *d, const struct jh_item *item, int stage)
{
    const struct jh_form *form = jh_pack_form(d->pack, item->form);

    if (!form || !d->form[form - d->pack->form])
        return false;
    if (form->key == JH_KEY_SCHOOL)
        return stage < 0;
    return form->key == JH_KEY_UNIT && stage >= 0 && d->stage[stage] &&
           jh_in_stages(item->stages, d->pack->stage[stage].id);
}

static void lay_own(struct jh_draft *d)
{
    for (size_t i = 0; i < d->nown; i++) {
        const struct jh_item *item = jh_pack_item(d->pack, d->own[i].item);
        int stage = *d->own[i].stage ? jh_pack_stage(d->pack, d->own[i].stage) : -1;
        if (!item || (stage < 0 && *d->own[i].stage))
            continue;
        struct jh_draft_cell *c = jh_draft_at(d, stage, (size_t)(item - d->pack->item));
        c->own = &d->own[i];
        c->typed = jh_value_parse(d->mem, item, d->own[i].value);
    }
}

static void compute(struct jh_draft *d, int stage, struct jh_draft_cell *c)
{
    double sum = 0;

    for (size_t i = 0; i < c->sum->n; i++)
        sum += jh_draft_at(d, stage, (size_t)c->sum->item[i])->now.value; /* missing spreads */
    c->computed = isfinite(sum);
    if (c->computed)
        c->now = (struct jh_value){.value = sum, .some = true};
}

void jh_draft_settle(struct jh_draft *d)
{
    lay_own(d);
    for (int stage = -1; stage < (int)d->pack->nstage; stage++) {
        for (size_t i = 0; i < d->pack->nitem; i++) {
            struct jh_draft_cell *c = jh_draft_at(d, stage, i);
            c->now = c->typed.some ? c->typed : c->known;
        }
        for (size_t i = 0; i < d->pack->nitem; i++)
            if (jh_draft_at(d, stage, i)->sum)
                compute(d, stage, jh_draft_at(d, stage, i));
    }
}

static void lay_cells(struct jh_draft *d)
{
    d->cell = jh_new(d->mem, struct jh_draft_cell, (d->pack->nstage + 1) * d->pack->nitem);
    for (int stage = -1; stage < (int)d->pack->nstage; stage++) {
        for (size_t i = 0; i < d->pack->nitem; i++) {
            struct jh_draft_cell *c = jh_draft_at(d, stage, i);
            c->typed.value = c->known.value = c->last.value = c->now.value = (double)NAN;
            c->asked = is_asked(d, &d->pack->item[i], stage);
        }
        if (d->org >= 0)
            lay_known(d, stage);
        for (size_t i = 0; i < d->pack->nitem; i++) {
            struct jh_draft_cell *c = jh_draft_at(d, stage, i);
            if (c->asked && d->pack->item[i].kind <= JH_INTEGER)
                c->sum = jh_draft_sum_of(d, i, stage);
        }
    }
    jh_draft_settle(d);
}

static enum jh_status read_rows(struct jh_draft *d, struct jh_err *reterr)
{
    struct jh_store *s = d->app->store;
    int64_t round = d->round.id, org = d->sub.org;

    JH_TRY(jh_store_submission_values(s, d->mem, d->county, round, org, &d->own, &d->nown, reterr));
    JH_TRY(jh_store_submission_events(s, d->mem, d->county, round, org, &d->event, &d->nevent,
                                      reterr));
    return jh_store_submission_conflicts(s, d->mem, d->county, round, org, &d->conflict,
                                         &d->nconflict, reterr);
}

enum jh_status jh_draft_load(const struct jh_app *app, struct jh_arena *mem, const char *county,
                             int64_t round, const char *school, struct jh_draft *ret,
                             struct jh_err *reterr)
{
    struct jh_draft *d = ret;

    *d = (struct jh_draft){.app = app, .mem = mem, .county = county, .school = school};
    JH_TRY(jh_may(app, "submission.read", county, school, reterr));
    JH_TRY(jh_store_collection(app->store, mem, county, round, &d->round, reterr));
    JH_TRY(jh_store_submission(app->store, mem, county, round, school, &d->sub, reterr));
    JH_TRY(jh_round_pack(app, &d->round, &d->pack, reterr));
    const struct jh_facts_in in = {
        .county = county, .to = d->round.year, .carry = true, .thin = true};
    JH_TRY(jh_facts_load(app->store, mem, d->pack, &in, &d->facts, reterr));
    d->org = jh_facts_org(&d->facts, school);
    d->name = jh_arena_strdup(mem, jh_school_name(&d->facts, d->org, d->round.year));
    jh_round_forms(mem, d->pack, d->round.forms, &d->form);
    find_stages(d);
    JH_TRY(read_rows(d, reterr));
    lay_cells(d);
    return JH_OK;
}

bool jh_draft_open_state(const struct jh_draft *d)
{
    return !*d->round.closed &&
           (d->sub.state == JH_SUBMISSION_DRAFT || d->sub.state == JH_SUBMISSION_RETURNED);
}

enum jh_status jh_draft_locked(const struct jh_draft *d, struct jh_err *reterr)
{
    const char *id =
        jh_arena_printf(d->mem, "submission.state.%s", jh_submission_states[d->sub.state]);

    return jh_fail(reterr, JH_E_CONFLICT, "submission.locked", JH_NOWHERE, (double)d->round.id,
                   "%s: %s", d->name, jh_say(d->app, d->mem, id, NULL, 0));
}

enum jh_status jh_draft_event(struct jh_draft *d, const char *kind, const char *detail,
                              struct jh_err *reterr)
{
    const struct jh_submission_event e = {.version = d->sub.version,
                                          .kind = kind,
                                          .who = jh_actor_account(d->app),
                                          .at = "",
                                          .detail = detail};
    return jh_store_add_submission_event(d->app->store, d->county, d->round.id, d->sub.org, &e,
                                         reterr);
}
