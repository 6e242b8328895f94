/* src/app/imports/schools.c - the schools that a file names or that are known already. */
#include "app/imports/inside.h"
#include "base/near.h"
#include <stdio.h>
#include <string.h>

static size_t hash_of(const char *s, size_t n)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 1099511628211u;
    return (size_t)h;
}

static void rehash(struct jh_file_in *f)
{
    f->hash_room = f->hash_room > 0 ? 4 * f->hash_room : 1024;
    f->school_hash = jh_new(f->mem, int, f->hash_room);
    for (size_t i = 0; i < f->hash_room; i++)
        f->school_hash[i] = -1;
    for (size_t i = 0; f->hash_room && i < f->nschool; i++) {
        struct jh_in_school *s = &f->school[i];
        int *slot = &f->school_hash[hash_of(s->code, strlen(s->code)) % f->hash_room];
        s->next = *slot;
        *slot = (int)i;
    }
}

int jh_import_find_school(const struct jh_file_in *f, const char *code, size_t n)
{
    if (!f->hash_room)
        return -1;
    for (int i = f->school_hash[hash_of(code, n) % f->hash_room]; i >= 0; i = f->school[i].next)
        if (strlen(f->school[i].code) == n && memcmp(f->school[i].code, code, n) == 0)
            return i;
    return -1;
}

int jh_import_school(struct jh_file_in *f, const char *code, size_t n)
{
    int found = jh_import_find_school(f, code, n);
    if (found >= 0)
        return found;
    f->school = jh_arena_room(f->mem, f->school, f->nschool, &f->school_room, sizeof *f->school);
    f->school[f->nschool] = (struct jh_in_school){
        .code = jh_arena_strndup(f->mem, code, n), .name = "", .org = -1, .next = -1};
    f->nschool++;
    if (f->nschool * 2 > f->hash_room) {
        rehash(f);
    } else {
        int *slot = &f->school_hash[hash_of(code, n) % f->hash_room];
        f->school[f->nschool - 1].next = *slot;
        *slot = (int)(f->nschool - 1);
    }
    return (int)(f->nschool - 1);
}

int jh_import_school_by_name(const struct jh_file_in *f, const char *name)
{
    int found = -1;

    for (size_t i = 0; i < f->nschool; i++) {
        if (!f->school[i].known || strcmp(f->school[i].name, name) != 0)
            continue;
        if (found >= 0)
            return -2;
        found = (int)i;
    }
    return found;
}

/* The known school whose code (or name) is nearest, and nearer than `within`; -1: none, or several
 * are as near (codes of a county run on: each has neighbours). */
static int nearest(const struct jh_file_in *f, const char *text, bool by_name, size_t within)
{
    int best = -1;
    bool several = false;

    for (size_t i = 0; i < f->nschool && *text; i++) {
        const struct jh_in_school *s = &f->school[i];
        if (!s->known || strcmp(s->code, text) == 0)
            continue;
        size_t d = jh_near_distance(text, by_name ? s->name : s->code);
        if (d > within || (d == within && best < 0 && !several))
            continue;
        several = d == within;
        best = several ? -1 : (int)i;
        within = d;
    }
    return best;
}

const char *jh_import_near_school(struct jh_file_in *f, const char *code, const char *name)
{
    enum { PROPOSALS = 50, CHARACTER = 3 }; /* of all schools each; bytes of a Chinese character */
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(4096);

    if (f->proposed++ >= PROPOSALS)
        return "";
    /* A name of many characters may differ in some of them; two slips make another code. */
    int s = nearest(f, name, true, strlen(name) / CHARACTER / 3 + 1);
    if (s < 0)
        s = nearest(f, code, false, 2);
    if (s < 0)
        return "";
    const struct jh_msg_arg args[] = {{"code", f->school[s].code}, {"name", f->school[s].name}};
    jh_msg(&text, f->app->language, "import.near_school", args, 2);
    return jh_arena_strdup(f->mem, text.data ? text.data : "");
}

/* Name and closing date of a school as its newest roster tells. */
static void from_facts(struct jh_file_in *f, int org)
{
    int name = jh_facts_item(&f->facts, "name"), closed = jh_facts_item(&f->facts, "closed");
    int type = f->pack->type_item ? jh_facts_item(&f->facts, f->pack->type_item) : -1;
    const struct jh_org *o = &f->facts.org[org];
    int at = jh_import_school(f, o->code, strlen(o->code)); /* may move f->school: first */
    struct jh_in_school *s = &f->school[at];

    s->org = org;
    for (size_t y = f->facts.nyear; y-- > 0 && !s->known;) {
        const struct jh_fact_row *row = jh_facts_row(&f->facts, org, f->facts.year[y], -1);
        bool listed = row && ((name >= 0 && row->source[name]) || (type >= 0 && row->source[type]));
        if (!listed)
            continue;
        s->known = s->committed = true;
        if (name >= 0 && row->text && row->text[name])
            s->name = jh_arena_strdup(f->mem, row->text[name]); /* the row does not last */
        if (closed >= 0 && isfinite(row->value[closed]))
            s->closed = jh_date_from_days((long)row->value[closed]);
    }
}

enum jh_status jh_import_known(struct jh_file_in *f, struct jh_err *reterr)
{
    struct jh_facts_in in = {.county = f->county, .carry = true, .thin = true};

    JH_TRY(jh_store_version(f->app->store, f->county, &f->basis, reterr)); /* before the facts */
    JH_TRY(jh_facts_load(f->app->store, f->mem, f->pack, &in, &f->facts, reterr));
    f->have_facts = true;
    for (size_t i = 0; i < f->facts.norg; i++)
        if (*f->facts.org[i].code)
            from_facts(f, (int)i);
    return JH_OK;
}
