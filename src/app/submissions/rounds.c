/* src/app/submissions/rounds.c - opening a round of reporting, and how far each school is. */
#include "app/ask.h"
#include "app/submissions/inside.h"

struct opening {
    const struct jh_app *app;
    struct jh_arena *mem;
    const struct jh_round *in;
    const struct jh_pack *pack;
    struct jh_facts facts;
    struct jh_collection c;
};

/* Texts between commas and spaces. */
static const char **words(struct jh_arena *mem, const char *text, size_t *ret_n)
{
    const char **list = jh_new(mem, const char *, strlen(text) / 2 + 2);
    size_t n = 0;

    for (text += strspn(text, ", \n\t"); *text; text += strspn(text, ", \n\t")) {
        size_t length = strcspn(text, ", \n\t");
        list[n++] = jh_arena_strndup(mem, text, length);
        text += length;
    }
    *ret_n = n;
    return list;
}

/* The pack that is asked for, else the first dictionary. */
static const struct jh_pack *choose_pack(const struct jh_app *app, const char *wanted)
{
    for (size_t i = 0; i < app->packs->n; i++) {
        const struct jh_pack *p = &app->packs->pack[i];
        if (wanted ? strcmp(p->id, wanted) == 0
                   : p->nform && p->nuses == 0 && p->form[0].key != JH_KEY_PERSON)
            return p;
    }
    return NULL;
}

/* The forms of schools; the roster is known and is only asked when it is named. */
static enum jh_status choose_forms(struct opening *o, const struct jh_pack *pack,
                                   struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf list = JH_BUF(64 * 1024);
    const struct jh_item *type = pack->type_item ? jh_pack_item(pack, pack->type_item) : NULL;
    size_t n = 0;
    const char **form = words(o->mem, o->in->forms ? o->in->forms : "", &n);

    for (size_t i = 0; i < n; i++) {
        const struct jh_form *f = jh_pack_form(pack, form[i]);
        if (!f || f->key == JH_KEY_COUNTY)
            return jh_fail(reterr, JH_E_USAGE, f ? "submission.county_form" : "submission.form",
                           JH_NOWHERE, (double)NAN, "%.80s", form[i]);
    }
    for (size_t f = 0; f < pack->nform; f++) {
        const struct jh_form *one = &pack->form[f];
        bool wanted =
            n == 0 && one->key != JH_KEY_COUNTY && (!type || strcmp(type->form, one->id) != 0);
        for (size_t i = 0; i < n; i++)
            wanted |= strcmp(form[i], one->id) == 0;
        if (wanted)
            jh_buf_addf(&list, "%s%s", list.len ? " " : "", one->id);
    }
    o->c.forms = jh_arena_strdup(o->mem, list.data ? list.data : "");
    return JH_OK;
}

static enum jh_status choose_day(struct opening *o, struct jh_err *reterr)
{
    const char *due = o->in->due ? o->in->due : "";
    struct jh_date day;
    char text[JH_DATE_TEXT];

    if (!jh_date_parse(due, strlen(due), &day))
        return jh_fail(reterr, JH_E_USAGE, "submission.due", ((struct jh_at){"due", 0}),
                       (double)NAN, "%.40s", due);
    jh_date_format(day, text);
    o->c.due = jh_arena_strdup(o->mem, text);
    return JH_OK;
}

static enum jh_status choose_title(struct opening *o, struct jh_err *reterr)
{
    char year[JH_YEAR_TEXT];
    const struct jh_msg_arg args[] = {{"year", year}};

    jh_school_year_format(o->c.year, year);
    o->c.title = o->in->title && *o->in->title
                     ? o->in->title
                     : jh_say(o->app, o->mem, "submission.title", args, 1);
    if (strlen(o->c.title) > JH_SUBMISSION_TEXT)
        return jh_fail(reterr, JH_E_LIMIT, "submission.text_long", JH_NOWHERE,
                       (double)JH_SUBMISSION_TEXT, "%zu bytes", strlen(o->c.title));
    return JH_OK;
}

static enum jh_status add_school(struct opening *o, int org, struct jh_err *reterr)
{
    const struct jh_submission one = {.collection = o->c.id,
                                      .org = o->facts.org[org].id,
                                      .state = JH_SUBMISSION_DRAFT,
                                      .reasons = "{}"};
    const struct jh_submission_event e = {
        .kind = "open", .who = jh_actor_account(o->app), .at = "", .detail = "{}"};

    JH_TRY(jh_store_add_submission(o->app->store, o->in->county, &one, reterr));
    return jh_store_add_submission_event(o->app->store, o->in->county, o->c.id, one.org, &e,
                                         reterr);
}

static enum jh_status add_schools(struct opening *o, size_t *ret_n, struct jh_err *reterr)
{
    size_t n = 0;
    const char **code = words(o->mem, o->in->schools ? o->in->schools : "", &n);

    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        int org = jh_facts_org(&o->facts, code[i]);
        if (org < 0 || !jh_school_open(&o->facts, org, o->c.year))
            return jh_fail(reterr, JH_E_DATA, "submission.school", JH_NOWHERE, (double)NAN, "%.40s",
                           code[i]);
        JH_TRY(add_school(o, org, reterr));
        ++*ret_n;
    }
    for (int org = 0; n == 0 && org < (int)o->facts.norg; org++) {
        if (org == o->facts.county || !jh_school_open(&o->facts, org, o->c.year))
            continue;
        JH_TRY(add_school(o, org, reterr));
        ++*ret_n;
    }
    if (*ret_n == 0 || *ret_n > JH_SUBMISSION_SCHOOLS)
        return jh_fail(reterr, *ret_n ? JH_E_LIMIT : JH_E_DATA,
                       *ret_n ? "submission.too_many_schools" : "submission.no_schools", JH_NOWHERE,
                       (double)*ret_n, "%zu schools", *ret_n);
    return JH_OK;
}

static enum jh_status open_inside(struct opening *o, struct jh_err *reterr)
{
    const struct jh_facts_in in = {.county = o->in->county, .carry = true, .thin = true};
    size_t n;

    JH_TRY(jh_facts_load(o->app->store, o->mem, o->pack, &in, &o->facts, reterr));
    o->c.year = o->in->year ? o->in->year : o->facts.nyear ? o->facts.year[o->facts.nyear - 1] : 0;
    JH_TRY(choose_title(o, reterr));
    JH_TRY(jh_store_add_collection(o->app->store, o->in->county, &o->c, reterr));
    JH_TRY(add_schools(o, &n, reterr));
    const char *detail = jh_arena_printf(o->mem, "{\"round\":%lld,\"year\":%d,\"schools\":%zu}",
                                         (long long)o->c.id, o->c.year, n);
    return jh_app_log(o->app, o->in->county, "submission:open",
                      jh_arena_printf(o->mem, "submission:%lld", (long long)o->c.id), detail,
                      reterr);
}

enum jh_status jh_app_round_open(const struct jh_app *app, const struct jh_round *in,
                                 struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct opening o = {.app = app, .mem = &mem, .in = in};

    JH_TRY(jh_may(app, "submission.open", in->county, NULL, reterr));
    o.pack = choose_pack(app, in->pack);
    if (!o.pack)
        return jh_fail(reterr, JH_E_NOTFOUND, "submission.no_pack", JH_NOWHERE, (double)NAN,
                       "%.80s", in->pack ? in->pack : "");
    o.c.pack = o.pack->id;
    o.c.pack_hash = o.pack->hash;
    JH_TRY(choose_forms(&o, o.pack, reterr));
    JH_TRY(choose_day(&o, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    JH_TRY(jh_store_end(app->store, open_inside(&o, reterr), reterr));
    return jh_app_round_json(app, in->county, o.c.id, out, reterr);
}

enum jh_status jh_app_round_close(const struct jh_app *app, const char *county, int64_t round,
                                  struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_collection c;

    JH_TRY(jh_may(app, "submission.open", county, NULL, reterr));
    JH_TRY(jh_store_begin(app->store, reterr));
    enum jh_status status = jh_store_collection(app->store, &mem, county, round, &c, reterr);
    if (status == JH_OK && *c.closed)
        status = jh_fail(reterr, JH_E_CONFLICT, "submission.round_closed", JH_NOWHERE,
                         (double)round, "round %lld is closed", (long long)round);
    if (status == JH_OK)
        status = jh_store_close_collection(app->store, county, round, reterr);
    if (status == JH_OK)
        status =
            jh_app_log(app, county, "submission:close",
                       jh_arena_printf(&mem, "submission:%lld", (long long)round), "{}", reterr);
    JH_TRY(jh_store_end(app->store, status, reterr));
    return jh_app_round_json(app, county, round, out, reterr);
}

struct seen { /* which schools the asker sees */
    bool all;
    const char *const *code;
    size_t n;
};

static bool sees(const struct seen *s, const char *code)
{
    for (size_t i = 0; !s->all && i < s->n; i++)
        if (strcmp(s->code[i], code) == 0)
            return true;
    return s->all;
}

static void put_counts(struct jh_json *j, const struct jh_submission *list, size_t n,
                       const struct seen *seen)
{
    long count[5] = {0}, total = 0;

    for (size_t i = 0; i < n; i++)
        if (sees(seen, list[i].school)) {
            count[list[i].state]++;
            total++;
        }
    jh_json_object(j, "counts");
    for (int s = 0; s < 5; s++)
        jh_json_int(j, jh_submission_states[s], count[s]);
    jh_json_int(j, "total", total);
    jh_json_end(j);
}

static void put_round(struct jh_json *j, const struct jh_app *app, struct jh_arena *mem,
                      const struct jh_collection *c)
{
    char today[JH_DATE_TEXT], year[JH_YEAR_TEXT];
    const struct jh_pack *pack = jh_pack_find(app->packs, c->pack);
    size_t n = 0;
    const char **form = words(mem, c->forms, &n);

    jh_local_day(today);
    jh_school_year_format(c->year, year);
    jh_json_int(j, "round", c->id);
    jh_json_str(j, "title", c->title);
    jh_json_str(j, "pack", c->pack);
    jh_json_int(j, "year", c->year);
    jh_json_str(j, "year_text", year);
    jh_json_str(j, "due", c->due);
    jh_json_bool(j, "overdue", !*c->closed && strcmp(c->due, today) < 0);
    jh_json_str(j, "opened", c->opened);
    jh_json_str(j, "closed", *c->closed ? c->closed : NULL);
    jh_json_array(j, "forms");
    for (size_t i = 0; i < n; i++) {
        const struct jh_form *f = pack ? jh_pack_form(pack, form[i]) : NULL;
        jh_json_object(j, NULL);
        jh_json_str(j, "form", form[i]);
        jh_json_str(j, "title", f ? jh_tr(app, f->title) : form[i]);
        jh_json_end(j);
    }
    jh_json_end(j);
}

static void put_school(struct jh_json *j, const struct jh_app *app, struct jh_arena *mem,
                       const struct jh_collection *c, const struct jh_facts *facts,
                       const struct jh_submission *s)
{
    const char *state = jh_submission_states[s->state];
    char today[JH_DATE_TEXT];
    bool open = s->state == JH_SUBMISSION_DRAFT || s->state == JH_SUBMISSION_RETURNED;

    jh_local_day(today);
    jh_json_object(j, NULL);
    jh_json_str(j, "school", s->school);
    jh_json_str(j, "name", jh_school_name(facts, jh_facts_org(facts, s->school), c->year));
    jh_json_str(j, "state", state);
    jh_json_str(j, "state_name",
                jh_say(app, mem, jh_arena_printf(mem, "submission.state.%s", state), NULL, 0));
    jh_json_int(j, "version", s->version);
    jh_json_str(j, "changed", s->changed);
    jh_json_bool(j, "overdue", open && !*c->closed && strcmp(c->due, today) < 0);
    if (s->import)
        jh_json_int(j, "import", s->import);
    else
        jh_json_null(j, "import");
    jh_json_end(j);
}

enum jh_status jh_app_round_json(const struct jh_app *app, const char *county, int64_t round,
                                 struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_collection c;
    const struct jh_pack *pack;
    struct jh_submission *list;
    struct jh_facts facts;
    struct jh_json j;
    struct seen seen;
    size_t n;

    JH_TRY(jh_may_schools(app, "submission.read", county, &mem, &seen.all, &seen.code, &seen.n,
                          reterr));
    JH_TRY(jh_store_collection(app->store, &mem, county, round, &c, reterr));
    JH_TRY(jh_round_pack(app, &c, &pack, reterr));
    const struct jh_facts_in in = {.county = county, .to = c.year, .carry = true, .thin = true};
    JH_TRY(jh_facts_load(app->store, &mem, pack, &in, &facts, reterr));
    JH_TRY(jh_store_submissions(app->store, &mem, county, round, &list, &n, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    put_round(&j, app, &mem, &c);
    put_counts(&j, list, n, &seen);
    jh_json_array(&j, "schools");
    for (size_t i = 0; i < n; i++)
        if (sees(&seen, list[i].school))
            put_school(&j, app, &mem, &c, &facts, &list[i]);
    jh_json_end(&j);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}

enum jh_status jh_app_rounds_json(const struct jh_app *app, const char *county, struct jh_buf *out,
                                  struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_collection *c;
    struct jh_json j;
    struct seen seen;
    size_t n;

    JH_TRY(jh_may_schools(app, "submission.read", county, &mem, &seen.all, &seen.code, &seen.n,
                          reterr));
    JH_TRY(jh_store_collections(app->store, &mem, county, &c, &n, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_array(&j, "rounds");
    for (size_t i = 0; i < n; i++) {
        struct jh_submission *list;
        size_t m;
        JH_TRY(jh_store_submissions(app->store, &mem, county, c[i].id, &list, &m, reterr));
        jh_json_object(&j, NULL);
        put_round(&j, app, &mem, &c[i]);
        put_counts(&j, list, m, &seen);
        jh_json_end(&j);
    }
    jh_json_end(&j);
    jh_json_end(&j);
    return jh_buf_check(out, reterr);
}
