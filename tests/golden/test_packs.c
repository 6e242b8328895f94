/* tests/golden/test_packs.c - the worked examples of packs/<id>/golden/<name>.txt: what a pack's
 * formulas must give for schools that are written down by hand. Only pack, expr and engine/split
 * take part.
 *
 *     case      what it shows               begins a block; `origin` says where the numbers are
 * from given     ITEM VALUE; ITEM VALUE      of the school or the county (codes by id; "-":
 * missing) row       STAGE ITEM VALUE; ...       a unit, on top of what is given switch    ID VALUE
 * year 2025 expect    ID[@STAGE] value X | line X | pass | fail | unknown | not_asked expect scope
 * ID | scope counted    of the first row expect    school_rule pass | fail     of the first row
 *     split     TYPE WHOLE STAGE=PUPILS ... then: expect part STAGE X
 *     change    ITEM VALUE; ...             of the first row, or of what is given
 *     check     ID holds | broken | unchecked */
#include "base/num.h"
#include "engine/split/split.h"
#include "pack/pack.h"
#include "t.h"
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 12, WORD = 400, CHECKS = 200 };

struct block {
    const struct jh_pack *pack;
    const char *file;
    int line;
    double *given, *row[ROWS]; /* [nslot] */
    int stage[ROWS], nrow;
    double part[JH_STAGES_MAX];
    unsigned char seen[CHECKS]; /* 1: a case where it holds, 2: one where it is broken */
};

static void trouble(const struct block *b, const char *what, const char *text)
{
    printf("%s:%d: %s: %s\n", b->file, b->line, what, text);
    CHECK(false);
}

static double number(const struct block *b, const char *text)
{
    double value = (double)NAN;
    if (strcmp(text, "-") != 0 && !jh_num_parse(text, strlen(text), &value))
        trouble(b, "not a number", text);
    return value;
}

static int slot_of(const struct block *b, const char *name)
{
    int slot = jh_pack_slot(b->pack, name, strlen(name));
    if (slot < 0)
        trouble(b, "no such name", name);
    return slot < 0 ? 0 : slot;
}

/* "last.ITEM": of the year before. */
static void set_last(const struct block *b, double *slots, const char *id, const char *text)
{
    for (size_t i = 0; i < b->pack->nslot; i++)
        if (b->pack->slot[i].kind == JH_SLOT_LAST && strcmp(b->pack->slot[i].name, id) == 0) {
            slots[i] = number(b, text);
            return;
        }
    trouble(b, "no rule asks for", id);
}

/* Set an item and the slots of its codes. */
static void set_item(const struct block *b, double *slots, const char *id, const char *text)
{
    if (strncmp(id, "last.", 5) == 0) {
        set_last(b, slots, id, text);
        return;
    }
    const struct jh_item *item = jh_pack_item(b->pack, id);
    double value = (double)NAN;

    if (!item) {
        trouble(b, "no such item", id);
        return;
    }
    if (item->kind == JH_CODE && strcmp(text, "-") != 0) {
        int code = jh_item_code(item, text, strlen(text));
        if (code < 0)
            trouble(b, "no such code", text);
        value = code;
    } else if (item->kind == JH_YESNO && strcmp(text, "-") != 0) {
        value = strcmp(text, "yes") == 0;
    } else if (item->kind != JH_WORDS) {
        value = number(b, text);
    }
    for (size_t i = 0; i < b->pack->nslot; i++) {
        const struct jh_slot *s = &b->pack->slot[i];
        if ((s->kind == JH_SLOT_ITEM || s->kind == JH_SLOT_CODE) && &b->pack->item[s->item] == item)
            slots[i] = jh_slot_value(b->pack, s, value, strcmp(text, "-") == 0 ? NULL : text);
    }
}

/* "ITEM VALUE; ITEM VALUE" */
static void set_items(const struct block *b, double *slots, const char *text)
{
    char id[WORD], value[WORD];
    int used;

    while (sscanf(text, " %399[^ ;] %399[^;\n]%n", id, value, &used) == 2) {
        for (size_t n = strlen(value); n && value[n - 1] == ' '; n--)
            value[n - 1] = 0;
        set_item(b, slots, id, value);
        text += used;
        text += *text == ';';
    }
    if (text[strspn(text, " ")])
        trouble(b, "not understood", text);
}

static void begin(struct block *b)
{
    const struct jh_pack *p = b->pack;

    for (int i = 0; i < b->nrow; i++)
        free(b->row[i]);
    free(b->given);
    b->nrow = 0;
    b->given = malloc(p->nslot * sizeof *b->given);
    for (size_t i = 0; i < p->nslot; i++) {
        const struct jh_slot *s = &p->slot[i];
        b->given[i] = s->kind == JH_SLOT_STAGE    ? 0
                      : s->kind == JH_SLOT_SWITCH ? p->switches[s->index].initial
                      : s->kind == JH_SLOT_YEAR   ? 2025
                                                  : (double)NAN;
    }
}

static void add_row(struct block *b, const char *text)
{
    char stage[WORD];
    int used = 0;

    if (sscanf(text, "%399s%n", stage, &used) != 1 || b->nrow == ROWS) {
        trouble(b, "bad row", text);
        return;
    }
    double *row = malloc(b->pack->nslot * sizeof *row);
    memcpy(row, b->given, b->pack->nslot * sizeof *row);
    row[slot_of(b, stage)] = 1;
    set_items(b, row, text + used);
    b->stage[b->nrow] = jh_pack_stage(b->pack, stage);
    b->row[b->nrow++] = row;
}

/* What a school as a whole sees: figures collected by stage are added up. */
static void school_slots(const struct block *b, double *slots)
{
    const struct jh_pack *p = b->pack;

    memcpy(slots, b->given, p->nslot * sizeof *slots);
    for (size_t i = 0; i < p->nslot; i++) {
        if (p->slot[i].kind != JH_SLOT_ITEM)
            continue;
        const struct jh_item *item = &p->item[p->slot[i].item];
        if (jh_pack_form(p, item->form)->key != JH_KEY_UNIT)
            continue;
        slots[i] = b->nrow ? 0 : (double)NAN;
        for (int r = 0; r < b->nrow; r++)
            if (jh_in_stages(item->stages, p->stage[b->stage[r]].id))
                slots[i] += b->row[r][i];
    }
}

struct measured {
    double applies, value, line;
    enum jh_compare compare;
};

static struct measured measure(const struct block *b, const struct jh_indicator *d, int row)
{
    const struct jh_pack *p = b->pack;
    double *slots = malloc(p->nslot * sizeof *slots), *cell;
    struct jh_expr_table rows = {0, p->nslot, NULL};

    cell = malloc((ROWS + 1) * p->nslot * sizeof *cell);
    rows.cell = cell;
    for (int r = 0; r < b->nrow; r++)
        if (row < 0 || r == row)
            memcpy(cell + rows.n++ * p->nslot, b->row[r], p->nslot * sizeof *cell);
    if (row >= 0)
        memcpy(slots, b->row[row], p->nslot * sizeof *slots);
    else if (d->level == JH_LEVEL_SCHOOL)
        school_slots(b, slots);
    else
        memcpy(slots, b->given, p->nslot * sizeof *slots);
    double per = d->per ? jh_expr_eval(d->per, slots, &rows) : 1;
    struct measured m = {.applies = d->applies ? jh_expr_eval(d->applies, slots, &rows) : 1,
                         .value = per == 0 ? (double)NAN
                                           : jh_expr_eval(d->amount, slots, &rows) / per * d->scale,
                         .line = jh_expr_eval(d->line, slots, &rows),
                         .compare = jh_indicator_compare(p, d, slots)};
    free(slots);
    free(cell);
    return m;
}

static const char *status(const struct measured *m)
{
    double v = m->value, l = m->line;

    if (m->applies == 0)
        return "not_asked";
    if (isnan(m->applies) || isnan(v) || isnan(l))
        return "unknown";
    double d = v - l;
    if (fabs(d) <= 1e-12 * fabs(l)) /* 9 teachers of 1000 pupils are 0.9 per hundred */
        d = 0;
    bool pass = m->compare == JH_AT_LEAST  ? d >= 0
                : m->compare == JH_AT_MOST ? d <= 0
                : m->compare == JH_BELOW   ? d < 0
                : m->compare == JH_ABOVE   ? d > 0
                                           : d == 0;
    return pass ? "pass" : "fail";
}

static int row_of(const struct block *b, const char *stage)
{
    for (int i = 0; i < b->nrow; i++)
        if (!*stage || strcmp(b->pack->stage[b->stage[i]].id, stage) == 0)
            return i;
    return -1;
}

static void expect_indicator(const struct block *b, const char *id, const char *what,
                             const char *text)
{
    char name[WORD], *stage;

    snprintf(name, sizeof name, "%s", id);
    if ((stage = strchr(name, '@')) != NULL)
        *stage++ = 0;
    const struct jh_indicator *d = jh_pack_indicator(b->pack, name, stage ? stage : "");
    if (!d && stage)
        d = jh_pack_indicator(b->pack, name, "");
    if (!d) {
        trouble(b, "no such indicator", id);
        return;
    }
    int row = d->level == JH_LEVEL_UNIT || stage ? row_of(b, stage ? stage : "") : -1;
    struct measured m = measure(b, d, row);
    if (strcmp(what, "value") == 0 || strcmp(what, "line") == 0) {
        double want = number(b, text), got = *what == 'v' ? m.value : m.line;
        if (!(fabs(want - got) <= 1e-12 * (1 + fabs(want))) && !(isnan(want) && isnan(got)))
            printf("%s:%d: %s\n", b->file, b->line, id);
        if (isnan(want))
            CHECK(isnan(got));
        else
            CHECK_NEAR(want, got, 1e-12 * (1 + fabs(want)));
        return;
    }
    if (strcmp(what, status(&m)) != 0)
        printf("%s:%d: %s value %g line %g\n", b->file, b->line, id, m.value, m.line);
    CHECK_STR(what, status(&m));
}

static void expect_scope(const struct block *b, const char *want)
{
    const char *got = "counted";

    for (size_t i = 0; i < b->pack->nexclude && strcmp(got, "counted") == 0; i++) {
        double fires = jh_expr_eval(b->pack->exclude[i].when, b->row[0], NULL);
        if (!isnan(fires) && fires != 0)
            got = b->pack->exclude[i].id;
    }
    if (strcmp(want, got) != 0)
        printf("%s:%d:\n", b->file, b->line);
    CHECK_STR(want, got);
}

/* At least so many reach the line, and the others the floor. */
static void expect_rule(const struct block *b, const char *want)
{
    const struct jh_pack *p = b->pack;
    int reached = 0, below = 0;

    for (size_t i = 0; i < p->nindicator; i++) {
        const struct jh_indicator *d = &p->indicator[i];
        if (strcmp(d->group, p->rule_group) != 0 ||
            (*d->stage && strcmp(d->stage, p->stage[b->stage[0]].id) != 0))
            continue;
        struct measured m = measure(b, d, 0);
        bool pass = strcmp(status(&m), "pass") == 0;
        reached += pass;
        below += !pass && !(m.value >= jh_pack_rule_floor(p, b->row[0]) * m.line);
    }
    bool pass = reached >= jh_pack_rule_pass(p, b->row[0]) && !below;
    if (strcmp(want, pass ? "pass" : "fail") != 0)
        printf("%s:%d: %d reach, %d below the floor\n", b->file, b->line, reached, below);
    CHECK_STR(want, pass ? "pass" : "fail");
}

/* "TYPE WHOLE STAGE=PUPILS ..." */
static void split(struct block *b, const char *text)
{
    const struct jh_split *rule = NULL;
    double pupils[JH_STAGES_MAX] = {0};
    char type[WORD], whole[WORD], stage[WORD], count[WORD];
    struct jh_err err;
    int used;

    if (sscanf(text, "%399s %399s%n", type, whole, &used) != 2) {
        trouble(b, "bad split", text);
        return;
    }
    for (size_t i = 0; i < b->pack->nsplit; i++)
        if (strcmp(b->pack->split[i].type, type) == 0)
            rule = &b->pack->split[i];
    for (text += used; sscanf(text, " %399[a-z]=%399[0-9.]%n", stage, count, &used) == 2;
         text += used)
        pupils[jh_pack_stage(b->pack, stage)] = number(b, count);
    if (!rule || jh_split_compute(number(b, whole), b->pack->nstage, pupils, rule->weight, b->part,
                                  &err) != JH_OK)
        trouble(b, "cannot split", type);
}

static void expect(const struct block *b, const char *text)
{
    char first[WORD], second[WORD], third[WORD] = "";

    if (sscanf(text, "%399s %399s %399s", first, second, third) < 2)
        trouble(b, "bad expectation", text);
    else if (strcmp(first, "scope") == 0)
        expect_scope(b, second);
    else if (strcmp(first, "school_rule") == 0)
        expect_rule(b, second);
    else if (strcmp(first, "part") == 0)
        CHECK_NEAR(number(b, third), b->part[jh_pack_stage(b->pack, second)],
                   1e-12 * number(b, third));
    else
        expect_indicator(b, first, second, third);
}

static void set_switch(const struct block *b, const char *text)
{
    char id[WORD], value[WORD], name[WORD + 8];

    if (sscanf(text, "%399s %399s", id, value) != 2) {
        trouble(b, "bad switch", text);
        return;
    }
    snprintf(name, sizeof name, "switch.%s", id);
    int slot = slot_of(b, name);
    b->given[slot] = number(b, value);
    for (int i = 0; i < b->nrow; i++)
        b->row[i][slot] = b->given[slot];
}

/* Items of units in the first row, others everywhere. */
static void change(const struct block *b, const char *text)
{
    char id[WORD];
    bool some = sscanf(text, "%399s", id) == 1, last = some && strncmp(id, "last.", 5) == 0;
    const struct jh_item *item = some ? jh_pack_item(b->pack, id + (last ? 5 : 0)) : NULL;

    if (!item) {
        trouble(b, "no such item", text);
        return;
    }
    bool of_unit = jh_pack_form(b->pack, item->form)->key == JH_KEY_UNIT;
    if (!of_unit)
        set_items(b, b->given, text);
    for (int i = 0; i < b->nrow && (i == 0 || !of_unit); i++)
        set_items(b, b->row[i], text);
}

static void check(struct block *b, const char *text)
{
    const struct jh_pack *p = b->pack;
    double *slots = malloc(p->nslot * sizeof *slots), *cell;
    char id[WORD], want[WORD];
    size_t c = 0;

    cell = malloc((ROWS + 1) * p->nslot * sizeof *cell);
    for (int r = 0; r < b->nrow; r++)
        memcpy(cell + (size_t)r * p->nslot, b->row[r], p->nslot * sizeof *cell);
    struct jh_expr_table rows = {(size_t)b->nrow, p->nslot, cell};
    if (sscanf(text, "%399s %399s", id, want) != 2)
        trouble(b, "bad check", text);
    while (c < p->ncheck && strcmp(p->check[c].id, id) != 0)
        c++;
    if (c == p->ncheck) {
        trouble(b, "no such check", id);
    } else {
        enum jh_form_key key = jh_pack_form(p, p->check[c].form)->key;
        if (key == JH_KEY_UNIT)
            memcpy(slots, b->row[0], p->nslot * sizeof *slots);
        else if (key == JH_KEY_SCHOOL)
            school_slots(b, slots);
        else
            memcpy(slots, b->given, p->nslot * sizeof *slots);
        double holds = jh_expr_eval(p->check[c].holds, slots, &rows);
        const char *got = isnan(holds) ? "unchecked" : holds != 0 ? "holds" : "broken";
        if (strcmp(want, got) != 0)
            printf("%s:%d: %s\n", b->file, b->line, id);
        CHECK_STR(want, got);
        if (c < CHECKS)
            b->seen[c] |= *got == 'h' ? 1 : *got == 'b' ? 2 : 0;
    }
    free(slots);
    free(cell);
}

static void run_line(struct block *b, const char *line)
{
    char word[WORD];
    int used = 0;

    if (*line == '#' || sscanf(line, "%399s%n", word, &used) != 1)
        return;
    const char *rest = line + used + strspn(line + used, " ");
    if (strcmp(word, "case") == 0)
        begin(b);
    else if (!b->given)
        trouble(b, "before the first case", line);
    else if (strcmp(word, "given") == 0)
        set_items(b, b->given, rest);
    else if (strcmp(word, "row") == 0)
        add_row(b, rest);
    else if (strcmp(word, "switch") == 0)
        set_switch(b, rest);
    else if (strcmp(word, "year") == 0)
        b->given[slot_of(b, "year")] = number(b, rest);
    else if (strcmp(word, "split") == 0)
        split(b, rest);
    else if (strcmp(word, "change") == 0)
        change(b, rest);
    else if (strcmp(word, "check") == 0)
        check(b, rest);
    else if (strcmp(word, "expect") == 0)
        expect(b, rest);
    else if (strcmp(word, "origin") != 0)
        trouble(b, "unknown word", line);
}

static int run_file(const struct jh_pack *pack, const char *path)
{
    struct block b = {.pack = pack, .file = path};
    char *text = t_slurp(path, NULL);
    int expected = 0;

    CHECK(text != NULL);
    for (char *line = text, *end; line && *line; line = end) {
        end = strchr(line, '\n');
        if (end)
            *end++ = 0;
        b.line++;
        expected += strncmp(line, "expect", 6) == 0 || strncmp(line, "check", 5) == 0;
        run_line(&b, line);
    }
    for (size_t i = 0; pack->kind == JH_PACK_DICTIONARY && i < pack->ncheck; i++) {
        if (b.seen[i] != 3)
            printf("%s: check %s lacks a case\n", path, pack->check[i].id);
        CHECK_INT(3, b.seen[i]);
    }
    begin(&b);
    free(b.given);
    free(text);
    return expected;
}

static int run_pack(const struct jh_pack *pack)
{
    char folder[600], path[1000];
    int expected = 0;

    snprintf(folder, sizeof folder, "%s/packs/%s/golden", t_root(), pack->id);
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
        size_t n = strlen(e->d_name);
        if (n < 5 || strcmp(e->d_name + n - 4, ".txt") != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        expected += run_file(pack, path);
    }
    if (d)
        closedir(d);
    return expected;
}

TEST(worked_examples_of_all_packs)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_pack_set set;
    struct jh_err err;

    CHECK(jh_packs_load(&mem, &jh_embed_packs, NULL, &set, &err) == JH_OK);
    for (size_t i = 0; i < set.n; i++) {
        int expected = run_pack(&set.pack[i]);
        /* A roster has no formulas; its rules are those of tests/unit/test_people.c. Registers are
         * read apart: tests/unit/test_register.c. */
        CHECK(expected > 10 || set.pack[i].form[0].key == JH_KEY_PERSON ||
              set.pack[i].kind == JH_PACK_REGISTERS);
    }
}
