/* src/app/submissions/due.c - what the asker has to do, by when, and what is red. */
#include "app/checks.h"
#include "app/submissions/inside.h"
#include "store/accounts.h"
#include <stdlib.h>

struct entry {
    const char *kind, *text, *due, *page, *school, *name, *state; /* due "": any time */
    int64_t round;
    long count;
    bool red;
    int days; /* until due; negative: overdue */
};

struct list {
    const struct jh_app *app;
    struct jh_arena *mem;
    const char *county;
    char today[JH_DATE_TEXT];
    struct entry *entry;
    size_t n, room;
};

struct reach { /* of one action */
    bool any, all;
    const char *const *code;
    size_t n;
};

static struct reach reach_of(const struct list *l, const char *action)
{
    struct jh_err ignored;
    struct reach r = {0};

    r.any =
        jh_may_schools(l->app, action, l->county, l->mem, &r.all, &r.code, &r.n, &ignored) == JH_OK;
    return r;
}

static bool reaches(const struct reach *r, const char *school)
{
    for (size_t i = 0; r->any && !r->all && i < r->n; i++)
        if (strcmp(r->code[i], school) == 0)
            return true;
    return r->any && r->all;
}

static int days_until(const struct list *l, const char *day)
{
    struct jh_date a, b;

    if (!jh_date_parse(day, strlen(day), &a) || !jh_date_parse(l->today, strlen(l->today), &b))
        return 0;
    return (int)(jh_date_to_days(a) - jh_date_to_days(b));
}

static void add(struct list *l, struct entry e)
{
    const char *number = jh_arena_printf(l->mem, "%ld", e.count);
    const char *days = jh_arena_printf(l->mem, "%d", e.days < 0 ? -e.days : e.days);
    const struct jh_msg_arg args[] = {
        {"text", e.text}, {"name", e.name}, {"n", number}, {"due", e.due}, {"days", days}};

    e.text = jh_say(l->app, l->mem, jh_arena_printf(l->mem, "submission.due.%s", e.kind), args, 5);
    l->entry = jh_arena_room(l->mem, l->entry, l->n, &l->room, sizeof *l->entry);
    l->entry[l->n++] = e;
}

struct round_counts {
    long waiting, late, open, mine;
    const char *one; /* the first school that waits */
};

/* What the school itself has to do. */
static void add_fill(struct list *l, const struct jh_collection *c, const struct jh_submission *s,
                     const char *name)
{
    bool returned = s->state == JH_SUBMISSION_RETURNED;
    int days = days_until(l, c->due);

    add(l, (struct entry){
               .kind = returned   ? "returned"
                       : days < 0 ? "overdue"
                                  : "fill",
               .text = c->title,
               .due = c->due,
               .page = jh_arena_printf(l->mem, "/submissions/%lld/%s", (long long)c->id, s->school),
               .school = s->school,
               .name = name,
               .state = jh_submission_states[s->state],
               .round = c->id,
               .count = 1,
               .red = returned || days < 0,
               .days = days});
}

static void add_round(struct list *l, const struct jh_collection *c, const char *kind, long count,
                      bool red, const char *school)
{
    const char *page =
        count == 1 && school
            ? jh_arena_printf(l->mem, "/submissions/%lld/%s", (long long)c->id, school)
            : jh_arena_printf(l->mem, "/submissions/%lld", (long long)c->id);

    if (!count)
        return;
    add(l, (struct entry){.kind = kind,
                          .text = c->title,
                          .due = c->due,
                          .page = page,
                          .school = count == 1 && school ? school : "",
                          .name = "",
                          .state = "",
                          .round = c->id,
                          .count = count,
                          .red = red,
                          .days = days_until(l, c->due)});
}

static enum jh_status count_conflicts(const struct list *l, const struct jh_submission *s,
                                      long *ret, struct jh_err *reterr)
{
    struct jh_submission_conflict *all;
    size_t n;

    JH_TRY(jh_store_submission_conflicts(l->app->store, l->mem, l->county, s->collection, s->org,
                                         &all, &n, reterr));
    for (size_t i = 0; i < n; i++)
        *ret += !*all[i].decided;
    return JH_OK;
}

/* The names of schools are asked once a year and pack. */
static enum jh_status name_of(const struct list *l, const struct jh_collection *c,
                              const char *school, const char **ret, struct jh_err *reterr)
{
    const struct jh_pack *pack;
    struct jh_facts facts;
    const struct jh_facts_in in = {.county = l->county, .to = c->year, .carry = true, .thin = true};

    *ret = school;
    if (!(pack = jh_pack_find(l->app->packs, c->pack)))
        return JH_OK;
    JH_TRY(jh_facts_load(l->app->store, l->mem, pack, &in, &facts, reterr));
    const char *name = jh_school_name(&facts, jh_facts_org(&facts, school), c->year);
    if (*name)
        *ret = jh_arena_strdup(l->mem, name);
    return JH_OK;
}

static enum jh_status one_round(struct list *l, const struct jh_collection *c,
                                struct jh_err *reterr)
{
    struct reach fill = reach_of(l, "submission.fill"),
                 area = reach_of(l, "submission.approve_area"),
                 county = reach_of(l, "submission.approve_county");
    struct jh_submission *list;
    struct round_counts n = {0};
    const char *clash = NULL, *name;
    long clashes = 0;
    size_t total;
    int days = days_until(l, c->due);

    JH_TRY(jh_store_submissions(l->app->store, l->mem, l->county, c->id, &list, &total, reterr));
    for (size_t i = 0; i < total; i++) {
        const struct jh_submission *s = &list[i];
        bool open = s->state == JH_SUBMISSION_DRAFT || s->state == JH_SUBMISSION_RETURNED;
        bool waits =
            (s->state == JH_SUBMISSION_SUBMITTED && (county.any || reaches(&area, s->school))) ||
            (s->state == JH_SUBMISSION_PASSED && county.any);
        long before = clashes;
        if (!reaches(&fill, s->school) && !reaches(&area, s->school) && !county.any)
            continue;
        JH_TRY(count_conflicts(l, s, &clashes, reterr));
        clash = clashes > before ? s->school : clash;
        n.waiting += waits;
        n.one = waits ? s->school : n.one;
        n.late += open && days < 0;
        n.open += open;
        if (open && !county.any && reaches(&fill, s->school)) {
            JH_TRY(name_of(l, c, s->school, &name, reterr));
            add_fill(l, c, s, name);
        }
    }
    add_round(l, c, "approve", n.waiting, true, n.one);
    add_round(l, c, "conflicts", clashes, true, clash);
    if (county.any || area.any)
        add_round(l, c, days < 0 ? "late" : "unfinished", days < 0 ? n.late : n.open, days < 0,
                  total == 1 ? list[0].school : NULL); /* a school with its own file */
    return JH_OK;
}

static enum jh_status add_checks(struct list *l, struct jh_err *reterr)
{
    const struct jh_ask ask = {.county = l->county};
    struct reach r = reach_of(l, "checks.read");
    struct jh_err ignored;
    struct jh_checks c;
    long errors = 0;

    (void)reterr;
    if (!r.any || jh_app_checks(l->app, l->mem, &ask, &c, &ignored) != JH_OK)
        return JH_OK; /* no facts yet: nothing is broken */
    for (size_t g = 0; g < c.n; g++)
        for (size_t i = 0; c.group[g].grade == JH_GRADE_ERROR && i < c.group[g].n; i++) {
            int school = c.group[g].finding[i].school;
            errors += school < 0 ? c.whole : c.school[school].visible;
        }
    if (errors)
        add(l, (struct entry){.kind = "checks",
                              .due = "",
                              .page = "/checks",
                              .school = "",
                              .name = "",
                              .state = "",
                              .count = errors,
                              .red = true});
    return JH_OK;
}

static enum jh_status add_imports(struct list *l, struct jh_err *reterr)
{
    struct jh_import *list;
    struct jh_err ignored;
    size_t n;

    if (jh_may(l->app, "imports.write", l->county, NULL, &ignored) != JH_OK)
        return JH_OK;
    JH_TRY(jh_store_imports(l->app->store, l->mem, l->county, &list, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (list[i].state == JH_IMPORT_CHECKED || list[i].state == JH_IMPORT_UPLOADED)
            add(l, (struct entry){.kind = "import",
                                  .text = list[i].file,
                                  .due = "",
                                  .page = jh_arena_printf(l->mem, "/imports?import=%lld",
                                                          (long long)list[i].id),
                                  .school = "",
                                  .name = "",
                                  .state = "",
                                  .count = 1});
    return JH_OK;
}

/* What waits for a second person: somebody else's wish. */
static enum jh_status add_requests(struct list *l, struct jh_err *reterr)
{
    struct jh_request_two *list;
    struct jh_err ignored;
    long waiting = 0;
    size_t n;

    if (l->app->actor->local ||
        jh_may(l->app, "requests.decide", l->county, NULL, &ignored) != JH_OK)
        return JH_OK;
    JH_TRY(jh_store_requests(l->app->store, l->mem, l->county, &list, &n, reterr));
    for (size_t i = 0; i < n; i++)
        waiting += list[i].state == JH_REQUEST_ASKED &&
                   strcmp(list[i].asked_by, jh_actor_account(l->app)) != 0;
    if (waiting)
        add(l, (struct entry){.kind = "requests",
                              .due = "",
                              .page = "/requests",
                              .school = "",
                              .name = "",
                              .state = "",
                              .count = waiting,
                              .red = true});
    return JH_OK;
}

/* Red first; then by day, what has none last; then as they came. */
static int by_need(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->red != y->red)
        return x->red ? -1 : 1;
    if (!*x->due != !*y->due)
        return *x->due ? -1 : 1;
    int day = strcmp(x->due, y->due);
    return day                        ? day
           : strcmp(x->page, y->page) ? strcmp(x->page, y->page)
                                      : strcmp(x->kind, y->kind);
}

static void put_entry(struct jh_json *j, const struct entry *e)
{
    jh_json_object(j, NULL);
    jh_json_str(j, "kind", e->kind);
    jh_json_str(j, "text", e->text);
    jh_json_str(j, "due", *e->due ? e->due : NULL);
    if (*e->due)
        jh_json_int(j, "days", e->days);
    else
        jh_json_null(j, "days");
    jh_json_bool(j, "red", e->red);
    jh_json_int(j, "count", e->count);
    jh_json_str(j, "page", e->page);
    if (e->round)
        jh_json_int(j, "round", e->round);
    else
        jh_json_null(j, "round");
    jh_json_str(j, "school", *e->school ? e->school : NULL);
    jh_json_str(j, "name", e->name);
    jh_json_str(j, "state", e->state);
    jh_json_end(j);
}

static void put_list(struct jh_json *j, const struct list *l)
{
    long red = 0;

    for (size_t i = 0; i < l->n; i++)
        red += l->entry[i].red;
    jh_json_object(j, NULL);
    jh_json_str(j, "county", l->county);
    jh_json_str(j, "today", l->today);
    jh_json_int(j, "total", (long long)l->n);
    jh_json_int(j, "red", red);
    jh_json_array(j, "items");
    for (size_t i = 0; i < l->n; i++)
        put_entry(j, &l->entry[i]);
    jh_json_end(j);
    jh_json_end(j);
}

static enum jh_status find_all(struct list *l, struct jh_err *reterr)
{
    struct jh_collection *c;
    size_t n;

    JH_TRY(jh_store_collections(l->app->store, l->mem, l->county, &c, &n, reterr));
    for (size_t i = 0; i < n; i++)
        if (!*c[i].closed)
            JH_TRY(one_round(l, &c[i], reterr));
    JH_TRY(add_checks(l, reterr));
    JH_TRY(add_imports(l, reterr));
    return add_requests(l, reterr);
}

enum jh_status jh_app_due_json(const struct jh_app *app, const char *county, struct jh_buf *out,
                               struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct list l = {.app = app, .mem = &mem, .county = county};
    struct jh_json j;

    JH_TRY(jh_may_enter(app, "due.read", county, reterr));
    jh_local_day(l.today);
    JH_TRY(find_all(&l, reterr));
    if (l.n)
        qsort(l.entry, l.n, sizeof *l.entry, by_need);
    jh_json_begin(&j, out);
    put_list(&j, &l);
    return jh_buf_check(out, reterr);
}
