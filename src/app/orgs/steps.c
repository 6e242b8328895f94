/* src/app/orgs/steps.c - guided steps: read, preview, done. */
#include "app/imports.h"
#include "app/orgs/rows.h"
#include "app/rights.h"
#include <jansson.h>
#include <math.h>

enum { JSON_MOST = 16 * 1024 * 1024 };

static enum jh_status bad_step(const char *field, struct jh_err *reterr)
{
    return jh_fail(reterr, JH_E_USAGE, "org.bad_step", ((struct jh_at){field, 0}), (double)NAN,
                   "%s", field);
}

static enum jh_status read_parts(struct jh_arena *mem, json_t *list, struct jh_org_step *ret,
                                 struct jh_err *reterr)
{
    size_t n = json_array_size(list);
    struct jh_org_part *part = jh_new(mem, struct jh_org_part, n + 1);

    if (list && (!json_is_array(list) || n > 100))
        return bad_step("parts", reterr);
    for (size_t i = 0; i < n; i++) {
        json_t *one = json_array_get(list, i);
        part[i] = (struct jh_org_part){
            jh_arena_strdup(mem, json_string_value(json_object_get(one, "code"))),
            jh_arena_strdup(mem, json_string_value(json_object_get(one, "name"))),
            jh_arena_strdup(mem, json_string_value(json_object_get(one, "type")))};
    }
    ret->part = part;
    ret->npart = n;
    return JH_OK;
}

static enum jh_status read_texts(struct jh_arena *mem, json_t *root, struct jh_org_step *ret,
                                 struct jh_err *reterr)
{
    const struct {
        const char *name;
        const char **to;
    } field[] = {{"kind", &ret->kind},           {"day", &ret->day},
                 {"school", &ret->school},       {"into", &ret->into},
                 {"code", &ret->code},           {"name", &ret->name},
                 {"type", &ret->type},           {"locale", &ret->locale},
                 {"run_by", &ret->run_by},       {"town", &ret->town},
                 {"community", &ret->community}, {"community_role", &ret->community_role},
                 {"area", &ret->area},           {"reason", &ret->reason}};
    const char *key;
    json_t *value;

    json_object_foreach(root, key, value)
    {
        size_t i = 0, n = sizeof field / sizeof *field;
        if (strcmp(key, "parts") == 0)
            continue;
        while (i < n && strcmp(field[i].name, key) != 0)
            i++;
        if (i == n || !(json_is_string(value) || json_is_null(value)))
            return bad_step(jh_arena_strdup(mem, key), reterr);
        *field[i].to = jh_arena_strdup(mem, json_string_value(value));
    }
    return read_parts(mem, json_object_get(root, "parts"), ret, reterr);
}

enum jh_status jh_org_step_read(struct jh_arena *mem, const char *json, struct jh_org_step *ret,
                                struct jh_err *reterr)
{
    json_t *root = json_loads(json, JSON_REJECT_DUPLICATES, NULL);

    *ret = (struct jh_org_step){0};
    enum jh_status status =
        json_is_object(root) ? read_texts(mem, root, ret, reterr) : bad_step("JSON", reterr);
    json_decref(root);
    return status;
}

/* The schools of a step: whom it takes from, and who there is afterwards. */
static void put_schools(const struct jh_org_step *s, struct jh_json *j)
{
    jh_json_array(j, "from");
    if (s->school)
        jh_json_str(j, NULL, s->school);
    jh_json_end(j);
    jh_json_array(j, "to");
    for (size_t i = 0; i < s->npart; i++)
        jh_json_str(j, NULL, s->part[i].code);
    if (!s->npart && (s->into || s->code))
        jh_json_str(j, NULL, s->into ? s->into : s->code);
    jh_json_end(j);
}

static const char *file_name(struct jh_orgs *o, const struct jh_org_step *s)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf name = JH_BUF(600);
    int org = s->school ? jh_facts_org(&o->scene.facts, s->school) : -1;
    const char *who = org >= 0 ? jh_org_word(o, org, 9999, o->scene.item.name) : s->name;
    const char *kind =
        jh_say(o->app, o->mem, jh_arena_printf(o->mem, "org.step.%s", s->kind), NULL, 0);

    jh_buf_addf(&name, "%s-%s-%.120s.csv", kind, s->day, who ? who : "");
    return jh_arena_strdup(o->mem, name.data);
}

struct doing {
    struct jh_orgs o;
    const struct jh_org_step *step;
    struct jh_org_table table;
    struct jh_upload upload;
    const char *county, *schools;
};

static enum jh_status prepare(const struct jh_app *app, struct jh_arena *mem, const char *county,
                              const struct jh_org_step *step, struct doing *d,
                              struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf schools = JH_BUF(4000);
    struct jh_json j;

    *d = (struct doing){.step = step, .county = county};
    JH_TRY(jh_may(app, "orgs.write", county, NULL, reterr));
    JH_TRY(jh_orgs_load(app, mem, county, &d->o, reterr));
    JH_TRY(jh_org_rows(&d->o, step, &d->table, reterr));
    jh_json_begin(&j, &schools);
    jh_json_object(&j, NULL);
    put_schools(step, &j);
    jh_json_end(&j);
    d->schools = jh_arena_strdup(mem, schools.data);
    d->upload = (struct jh_upload){.county = county,
                                   .name = file_name(&d->o, step),
                                   .bytes = d->table.text,
                                   .size = d->table.size,
                                   .year = d->table.year,
                                   .form = jh_org_roster_form(&d->o)};
    return JH_OK;
}

/* What a school brings along: its pupils by stage in the newest year, the groups it is in. */
static void put_school(struct jh_json *j, const struct doing *d, const char *code)
{
    const struct jh_orgs *o = &d->o;
    const struct jh_facts *f = &o->scene.facts;
    int org = jh_facts_org(f, code), size = o->scene.item.size;

    jh_json_object(j, NULL);
    jh_json_str(j, "school", code);
    jh_json_bool(j, "known", org >= 0);
    jh_json_str(j, "name", org < 0 ? "" : jh_org_word(o, org, 9999, o->scene.item.name));
    jh_json_array(j, "pupils");
    for (int stage = 0; org >= 0 && stage < (int)o->scene.pack->nstage && o->nyear; stage++) {
        const struct jh_fact_row *row = jh_facts_row(f, org, f->year[o->nyear - 1], stage);
        if (!row || size < 0 || isnan(row->value[size]))
            continue;
        jh_json_object(j, NULL);
        jh_json_str(j, "stage", jh_tr(o->app, o->scene.pack->stage[stage].name));
        jh_json_int(j, "year", row->year);
        jh_json_num(j, "pupils", row->value[size]);
        jh_json_end(j);
    }
    jh_json_end(j);
    jh_json_str(j, "community",
                org < 0 ? "" : jh_org_roster_group(o, org, "community", d->step->day));
    jh_json_end(j);
}

enum jh_status jh_app_org_preview(const struct jh_app *app, const char *county,
                                  const struct jh_org_step *step, struct jh_buf *out,
                                  struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf report = JH_BUF(JSON_MOST);
    struct jh_json j;
    struct doing d;

    JH_TRY(prepare(app, &mem, county, step, &d, reterr));
    JH_TRY(jh_app_import_look(app, &d.upload, &report, reterr));
    JH_TRY(jh_buf_check(&report, reterr));
    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "kind", step->kind);
    jh_json_str(&j, "day", step->day);
    jh_json_int(&j, "year", d.table.year);
    jh_json_str(&j, "file", d.upload.name);
    jh_json_strn(&j, "rows", d.table.text, d.table.size);
    jh_json_array(&j, "schools");
    if (step->school)
        put_school(&j, &d, step->school);
    for (size_t i = 0; i < d.table.n; i++)
        if (!step->school || strcmp(d.table.code[i], step->school) != 0)
            put_school(&j, &d, d.table.code[i]);
    if (step->into)
        put_school(&j, &d, step->into);
    jh_json_end(&j);
    jh_json_raw(&j, "report", report.data);
    jh_json_end(&j);
    return JH_OK;
}

/* A move on a day: the old link ends, one to the new group begins, where the county keeps groups.
 */
static enum jh_status relink(struct doing *d, const char *kind, const char *name,
                             struct jh_err *reterr)
{
    struct jh_orgs *o = &d->o;
    int org = jh_facts_org(&o->scene.facts, d->step->school);
    const struct jh_org_group *to = NULL;

    for (size_t i = 0; i < o->ngroup; i++)
        if (strcmp(o->group[i].kind, kind) == 0 && strcmp(o->group[i].name, name) == 0)
            to = &o->group[i];
    if (!to || org < 0)
        return JH_OK;
    int64_t id = o->scene.facts.org[org].id;
    for (size_t i = 0; i < o->nlink; i++) {
        struct jh_org_link *l = &o->link[i];
        bool same = false;
        for (size_t g = 0; g < o->ngroup; g++)
            same |= o->group[g].id == l->group && strcmp(o->group[g].kind, kind) == 0;
        if (!same || l->org != id || !jh_org_within(l->since, l->until, d->step->day))
            continue;
        l->until = d->step->day;
        JH_TRY(jh_store_put_link(o->app->store, d->county, l, reterr));
    }
    struct jh_org_link fresh = {.group = to->id,
                                .org = id,
                                .role = d->step->community_role && *d->step->community_role
                                            ? d->step->community_role
                                            : "member",
                                .since = d->step->day,
                                .until = ""};
    return jh_store_put_link(o->app->store, d->county, &fresh, reterr);
}

static enum jh_status note_event(void *context, int64_t import, struct jh_err *reterr)
{
    struct doing *d = context;
    const struct jh_org_step *s = d->step;
    struct jh_org_event event = {.kind = s->kind,
                                 .day = s->day,
                                 .schools = d->schools,
                                 .import = import,
                                 .reason = s->reason ? s->reason : "",
                                 .made_by = jh_actor_account(d->o.app)};

    JH_TRY(jh_store_add_org_event(d->o.app->store, d->county, &event, reterr));
    if (strcmp(s->kind, "move") == 0 && s->community && *s->community)
        JH_TRY(relink(d, "community", s->community, reterr));
    if (strcmp(s->kind, "move") == 0 && s->area && *s->area)
        JH_TRY(relink(d, "area", s->area, reterr));
    return jh_app_log(d->o.app, d->county, jh_arena_printf(d->o.mem, "org:%s", s->kind),
                      s->school ? jh_arena_printf(d->o.mem, "school:%s", s->school) : "",
                      d->schools, reterr);
}

enum jh_status jh_app_org_commit(const struct jh_app *app, const char *county,
                                 const struct jh_org_step *step, struct jh_buf *out,
                                 struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct doing d;

    JH_TRY(prepare(app, &mem, county, step, &d, reterr));
    const struct jh_import_wish wish = {.reason = step->reason, .also = note_event, .context = &d};
    return jh_app_import_run(app, &d.upload, &wish, NULL, out, reterr);
}
