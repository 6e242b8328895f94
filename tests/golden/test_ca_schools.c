/* tests/golden/test_ca_schools.c - 420 districts of California through a pack that is not built in:
 * headings are found by the pack's synonyms, figures come from its formulas, dispersion from the
 * engine; R computed what must come out (tests/data/ca-schools.R). */
#include "base/num.h"
#include "engine/disparity/disparity.h"
#include "pack/pack.h"
#include "t.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DISTRICTS = 420, COUNTIES = 60, COLUMNS = 16 };

struct county {
    struct jh_arena mem;
    struct jh_pack_set set;
    const struct jh_pack *pack;
    double *slots; /* [DISTRICTS * nslot] */
    int group[DISTRICTS];
    char name[COUNTIES][80];
    size_t ngroup;
};

/* The next cell of a line; quotes are taken off. */
static const char *cell(char **at)
{
    char *from = *at, *end;

    if (*from == '"') {
        end = strchr(++from, '"');
        *at = end + 1;
    } else {
        end = from + strcspn(from, ",\r\n");
        *at = end;
    }
    *at += **at == ',';
    *end = 0;
    return from;
}

static const struct jh_item *item_of(const struct jh_pack *p, const char *heading)
{
    for (size_t i = 0; i < p->nitem; i++)
        for (size_t k = 0; k < p->item[i].nsynonym; k++)
            if (strcmp(p->item[i].synonym[k], heading) == 0)
                return &p->item[i];
    return NULL;
}

static int group_of(struct county *c, const char *name)
{
    for (size_t g = 0; g < c->ngroup; g++)
        if (strcmp(c->name[g], name) == 0)
            return (int)g;
    CHECK(c->ngroup < COUNTIES);
    snprintf(c->name[c->ngroup], sizeof c->name[0], "%s", name);
    return (int)c->ngroup++;
}

static void take(struct county *c, size_t row, const struct jh_item *item, const char *text)
{
    double value;

    if (!item)
        return;
    if (strcmp(item->id, "area") == 0)
        c->group[row] = group_of(c, text);
    if (item->kind == JH_WORDS)
        return;
    if (item->kind == JH_CODE)
        value = jh_item_code(item, text, strlen(text));
    else if (!jh_num_parse(text, strlen(text), &value))
        CHECK(false);
    CHECK(item->kind != JH_CODE || value >= 0);
    for (size_t i = 0; i < c->pack->nslot; i++) {
        const struct jh_slot *s = &c->pack->slot[i];
        if (s->item >= 0 && &c->pack->item[s->item] == item)
            c->slots[row * c->pack->nslot + i] = jh_slot_value(c->pack, s, value, text);
    }
}

static void read_file(struct county *c, const char *name)
{
    const struct jh_item *item[COLUMNS] = {NULL};
    char path[600];
    size_t n = 0, row = 0;

    snprintf(path, sizeof path, "%s/tests/data/%s", t_root(), name);
    char *text = t_slurp(path, NULL), *at = text ? strchr(text, '\n') : NULL;
    CHECK(at != NULL);
    *at++ = 0;
    for (char *s = text; s < at - 1;)
        item[n++] = item_of(c->pack, cell(&s));
    for (; row < DISTRICTS; row++) {
        char *end = strchr(at, '\n');
        *end = 0;
        CHECK_INT(5, strcspn(at, ","));
        CHECK(jh_pack_code_ok(c->pack, at, 5));
        for (size_t i = 0; i < n; i++)
            take(c, row, item[i], cell(&at));
        at = end + 1;
    }
    CHECK(*at == 0);
    free(text);
}

static void open_county(struct county *c)
{
    const struct jh_embeds none = {0};
    struct jh_err err;
    char path[600];

    *c = (struct county){0};
    snprintf(path, sizeof path, "%s/tests/data/packs", t_root());
    CHECK(jh_packs_load(&c->mem, &none, path, &c->set, &err) == JH_OK);
    c->pack = jh_pack_find(&c->set, "ca-schools");
    CHECK(c->pack != NULL);
    c->slots = calloc(DISTRICTS * c->pack->nslot, sizeof *c->slots);
    read_file(c, "ca-schools-roster.csv");
    read_file(c, "ca-schools.csv");
}

static void close_county(struct county *c)
{
    free(c->slots);
    jh_arena_free(&c->mem);
}

struct result {
    struct jh_disparity_all all;
    struct jh_disparity_split split;
    int below;
};

static struct result compute(struct county *c, const char *id)
{
    const struct jh_indicator *d = jh_pack_indicator(c->pack, id, "");
    double amount[DISTRICTS], pupils[DISTRICTS];
    struct result r = {0};
    struct jh_err err;

    for (size_t i = 0; i < DISTRICTS; i++) {
        const double *slots = c->slots + i * c->pack->nslot;
        amount[i] = jh_expr_eval(d->amount, slots, NULL);
        pupils[i] = jh_expr_eval(d->per, slots, NULL);
        r.below += amount[i] / pupils[i] * d->scale < jh_expr_eval(d->line, slots, NULL);
    }
    struct jh_disparity_in in = {DISTRICTS, amount, pupils};
    CHECK(jh_disparity_all(&in, &c->mem, &r.all, &err) == JH_OK);
    CHECK(jh_disparity_decompose(&in, c->group, c->ngroup, &c->mem, &r.split, &err) == JH_OK);
    return r;
}

static double figure(const struct result *r, const char *what)
{
    return strcmp(what, "mean") == 0            ? r->all.mean
           : strcmp(what, "cv") == 0            ? r->all.cv
           : strcmp(what, "gini") == 0          ? r->all.gini
           : strcmp(what, "theil") == 0         ? r->all.theil
           : strcmp(what, "theil_between") == 0 ? r->split.between
           : strcmp(what, "theil_within") == 0  ? r->split.within
           : strcmp(what, "below_line") == 0    ? r->below
                                                : (double)NAN;
}

TEST(california_as_r_computes_it)
{
    struct county c;
    char path[600], id[80], what[80], number[80];
    int compared = 0;

    open_county(&c);
    CHECK_INT(45, c.ngroup);
    snprintf(path, sizeof path, "%s/tests/data/ca-schools.golden.txt", t_root());
    char *text = t_slurp(path, NULL);
    CHECK(text != NULL);
    for (char *line = text; line && *line; line = strchr(line, '\n'), line += line != NULL) {
        double want;
        if (sscanf(line, "expect %79s %79s %79s", id, what, number) != 3)
            continue;
        CHECK(jh_num_parse(number, strlen(number), &want));
        struct result r = compute(&c, id);
        CHECK_NEAR(want, figure(&r, what), 1e-12 * (1 + want));
        compared++;
    }
    CHECK_INT(21, compared);
    free(text);
    close_county(&c);
}
