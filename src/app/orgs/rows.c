/* src/app/orgs/rows.c - a guided step as rows of the roster: a small table that goes the way of
 * every import. */
#include "app/orgs/rows.h"
#include <assert.h>
#include <math.h>

enum { PARTS_MOST = 8, CELLS_MOST = (PARTS_MOST + 2) * 40 };

/* An attribute of a school. The table has a line a school, and a column for each attribute that any
 * of them gives. */
struct cell {
    const char *code, *item, *text;
};
struct rows {
    const struct jh_orgs *o;
    int year; /* from which the attributes show */
    struct cell cell[CELLS_MOST];
    size_t n;
};

static void put(struct rows *r, const char *code, const char *item, const char *text)
{
    if (text && *text && r->n < CELLS_MOST)
        r->cell[r->n++] = (struct cell){code, item, text};
}

static enum jh_status need(const char *text, const char *field, struct jh_err *reterr)
{
    if (text && *text)
        return JH_OK;
    return jh_fail(reterr, JH_E_USAGE, "org.bad_step", ((struct jh_at){field, 0}), (double)NAN,
                   "%s is needed", field);
}

static enum jh_status known(const struct jh_orgs *o, const char *code, int *ret,
                            struct jh_err *reterr)
{
    JH_TRY(need(code, "school", reterr));
    *ret = jh_facts_org(&o->scene.facts, code);
    if (*ret >= 0)
        return JH_OK;
    return jh_fail(reterr, JH_E_NOTFOUND, "org.unknown_school", ((struct jh_at){code, 0}),
                   (double)NAN, "%.40s", code);
}

/* Codes are never given twice, not even to a school that is closed. */
static enum jh_status fresh(const struct jh_orgs *o, const char *code, struct jh_err *reterr)
{
    JH_TRY(need(code, "code", reterr));
    if (!jh_pack_code_ok(o->scene.pack, code, strlen(code)))
        return jh_fail(reterr, JH_E_USAGE, "org.bad_code", ((struct jh_at){code, 0}), (double)NAN,
                       "%.40s", code);
    if (jh_facts_org(&o->scene.facts, code) < 0)
        return JH_OK;
    return jh_fail(reterr, JH_E_CONFLICT, "org.code_taken", ((struct jh_at){code, 0}), (double)NAN,
                   "%.40s", code);
}

/* What a school that goes on as another one hands over: everything of its roster but its name, type
 * and the days. */
static void hand_over(struct rows *r, int org, const char *to)
{
    static const char *const kept[] = {"name", "type", "opened", "closed", "merged_into", NULL};
    const struct jh_pack *p = r->o->scene.pack;

    for (size_t i = 0; i < p->nitem; i++) {
        bool own = !r->o->scene.roster[i];
        for (size_t k = 0; kept[k]; k++)
            own |= strcmp(p->item[i].id, kept[k]) == 0;
        if (own)
            continue;
        const char *text = jh_org_word(r->o, org, r->year, (int)i);
        if (p->item[i].kind != JH_WORDS && p->item[i].kind != JH_CODE)
            text = jh_org_number(r->o, org, r->year, (int)i);
        put(r, to, p->item[i].id, text);
    }
}

static const char *own_word(const struct rows *r, int org, const char *item)
{
    return jh_org_word(r->o, org, r->year, jh_facts_item(&r->o->scene.facts, item));
}

/* A school goes on under another code: the old one closes, the new one opens with what it had. */
static enum jh_status goes_on(struct rows *r, const struct jh_org_step *s, int org,
                              struct jh_err *reterr)
{
    bool retype = strcmp(s->kind, "retype") == 0;
    const char *name = own_word(r, org, "name"), *type = own_word(r, org, "type");

    if (retype)
        JH_TRY(need(s->type, "type", reterr));
    JH_TRY(fresh(r->o, s->code, reterr));
    put(r, s->school, "closed", s->day);
    put(r, s->school, "merged_into", s->code);
    put(r, s->code, "name", s->name && *s->name ? s->name : name);
    put(r, s->code, "type", retype ? s->type : type);
    put(r, s->code, "opened", s->day);
    hand_over(r, org, s->code);
    return JH_OK;
}

static enum jh_status splits(struct rows *r, const struct jh_org_step *s, int org,
                             struct jh_err *reterr)
{
    if (s->npart < 2 || s->npart > PARTS_MOST)
        return need("", "parts", reterr);
    for (size_t i = 0; i < s->npart; i++) {
        const struct jh_org_part *part = &s->part[i];
        JH_TRY(fresh(r->o, part->code, reterr));
        JH_TRY(need(part->name, "parts.name", reterr));
        JH_TRY(need(part->type, "parts.type", reterr));
        for (size_t k = 0; k < i; k++)
            if (strcmp(s->part[k].code, part->code) == 0)
                return jh_fail(reterr, JH_E_CONFLICT, "org.code_taken",
                               ((struct jh_at){part->code, 0}), (double)NAN, "twice");
        put(r, part->code, "name", part->name);
        put(r, part->code, "type", part->type);
        put(r, part->code, "opened", s->day);
        hand_over(r, org, part->code);
    }
    put(r, s->school, "closed", s->day);
    return JH_OK;
}

static enum jh_status opens(struct rows *r, const struct jh_org_step *s, struct jh_err *reterr)
{
    JH_TRY(fresh(r->o, s->code, reterr));
    JH_TRY(need(s->name, "name", reterr));
    JH_TRY(need(s->type, "type", reterr));
    const char *const pair[][2] = {
        {"name", s->name},     {"type", s->type},           {"locale", s->locale},
        {"run_by", s->run_by}, {"town", s->town},           {"area", s->area},
        {"opened", s->day},    {"community", s->community}, {"community_role", s->community_role}};
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++)
        put(r, s->code, pair[i][0], pair[i][1]);
    return JH_OK;
}

static enum jh_status merges(struct rows *r, const struct jh_org_step *s, struct jh_err *reterr)
{
    int into;

    JH_TRY(need(s->into, "into", reterr));
    JH_TRY(known(r->o, s->into, &into, reterr));
    if (strcmp(s->into, s->school) == 0)
        return need("", "into", reterr);
    if (!jh_org_open(r->o, into, s->day))
        return jh_fail(reterr, JH_E_CONFLICT, "org.closed", ((struct jh_at){s->into, 0}),
                       (double)NAN, "%.40s", s->into);
    put(r, s->school, "closed", s->day);
    put(r, s->school, "merged_into", s->into);
    return JH_OK;
}

static enum jh_status changes(struct rows *r, const struct jh_org_step *s, struct jh_err *reterr)
{
    if (strcmp(s->kind, "rename") == 0) {
        JH_TRY(need(s->name, "name", reterr));
        put(r, s->school, "name", s->name);
        return JH_OK;
    }
    put(r, s->school, "community", s->community);
    put(r, s->school, "community_role", s->community_role);
    put(r, s->school, "area", s->area);
    put(r, s->school, "town", s->town);
    return r->n ? JH_OK : need("", "community", reterr);
}

static enum jh_status fill(struct rows *r, const struct jh_org_step *s, struct jh_err *reterr)
{
    struct jh_date day;
    int org = -1;

    JH_TRY(need(s->kind, "kind", reterr));
    JH_TRY(jh_org_day(s->day, &day, reterr));
    r->year = jh_org_year_from(day);
    if (strcmp(s->kind, "open") == 0)
        return opens(r, s, reterr);
    JH_TRY(known(r->o, s->school, &org, reterr));
    if (!jh_org_open(r->o, org, s->day))
        return jh_fail(reterr, JH_E_CONFLICT, "org.closed", ((struct jh_at){s->school, 0}),
                       (double)NAN, "%.40s", s->school);
    if (strcmp(s->kind, "close") == 0) {
        put(r, s->school, "closed", s->day);
        return JH_OK;
    }
    if (strcmp(s->kind, "merge") == 0)
        return merges(r, s, reterr);
    if (strcmp(s->kind, "split") == 0)
        return splits(r, s, org, reterr);
    if (strcmp(s->kind, "rename") == 0 || strcmp(s->kind, "move") == 0)
        return changes(r, s, reterr);
    if (strcmp(s->kind, "retype") == 0 || strcmp(s->kind, "recode") == 0)
        return goes_on(r, s, org, reterr);
    return need("", "kind", reterr);
}

static void quoted(struct jh_buf *out, const char *text)
{
    jh_buf_addc(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            jh_buf_addc(out, '"');
        jh_buf_addc(out, *text);
    }
    jh_buf_addc(out, '"');
}

/* The line of a school is that of its first cell. */
static bool first_of_line(const struct rows *r, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        assert(r->cell[k].code && r->cell[i].code); /* put only for codes that were looked at */
        if (strcmp(r->cell[k].code, r->cell[i].code) == 0)
            return false;
    }
    return true;
}

/* NULL code: of any school. */
static const char *cell_at(const struct rows *r, const char *code, const char *item)
{
    for (size_t i = 0; i < r->n; i++)
        if ((!code || strcmp(r->cell[i].code, code) == 0) && strcmp(r->cell[i].item, item) == 0)
            return r->cell[i].text;
    return "";
}

/* The column of an item that some school gives; the key's heading first. */
static void line(const struct rows *r, const char *code, struct jh_buf *out)
{
    const struct jh_pack *p = r->o->scene.pack;

    quoted(out, code ? code : jh_pack_key(p, "code")->name.zh);
    for (size_t i = 0; i < p->nitem; i++) {
        if (!*cell_at(r, NULL, p->item[i].id))
            continue;
        jh_buf_addc(out, ',');
        quoted(out, code ? cell_at(r, code, p->item[i].id) : p->item[i].name.zh);
    }
    jh_buf_addc(out, '\n');
}

enum jh_status jh_org_rows(const struct jh_orgs *o, const struct jh_org_step *step,
                           struct jh_org_table *ret, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(256 * 1024);
    struct rows r = {.o = o};
    char year[JH_YEAR_TEXT];

    JH_TRY(fill(&r, step, reterr));
    jh_school_year_format(r.year, year);
    jh_buf_addf(&out, "学年,%s\n", year);
    line(&r, NULL, &out);
    *ret = (struct jh_org_table){.year = r.year};
    ret->code = jh_new(o->mem, const char *, r.n + 1);
    for (size_t i = 0; i < r.n; i++)
        if (first_of_line(&r, i)) {
            line(&r, r.cell[i].code, &out);
            ret->code[ret->n++] = r.cell[i].code;
        }
    JH_TRY(jh_buf_check(&out, reterr));
    ret->text = jh_arena_strndup(o->mem, out.data, out.len);
    ret->size = out.len;
    return JH_OK;
}
