/* tests/prop/test_suppress.c - whoever knows all that is published cannot tell any hidden count:
 * every table of counts that fits it is tried out, and each hidden number is another one in some of
 * them. */
#include "engine/suppress/suppress.h"
#include "t.h"

enum { ROWS = 4, COLUMNS = 4, TRIALS = 400 };

static struct jh_err err;

struct table {
    size_t rows, columns;
    int count[ROWS * COLUMNS], row[ROWS], column[COLUMNS];
};

static struct table make(void)
{
    struct table t = {.rows = 1 + (size_t)(t_random() % ROWS),
                      .columns = 2 + (size_t)(t_random() % (COLUMNS - 1))};
    unsigned spread = 2 + (unsigned)(t_random() % 7);

    for (size_t i = 0; i < t.rows * t.columns; i++) {
        int v = t_random() % 3 == 0 ? 0 : (int)(t_random() % spread);
        t.count[i] = v;
        t.row[i / t.columns] += v;
        t.column[i % t.columns] += v;
    }
    return t;
}

/* All tables that fit: cell by cell, with what is left of the sums. */
struct search {
    const struct table *t;
    const struct jh_suppress_out *out;
    int now[ROWS * COLUMNS], row[ROWS], column[COLUMNS]; /* what is left; column -1: not known */
    bool other[ROWS * COLUMNS + COLUMNS];                /* seen with another value */
    size_t missing;                                      /* hidden numbers not yet seen so */
};

static void note(struct search *s, size_t i, int value, int right)
{
    bool hidden = i < s->t->rows * s->t->columns ? s->out->cell[i]
                                                 : s->out->column[i - s->t->rows * s->t->columns];
    if (hidden && value != right && !s->other[i]) {
        s->other[i] = true;
        s->missing--;
    }
}

static void fits(struct search *s)
{
    const struct table *t = s->t;
    size_t cells = t->rows * t->columns;

    for (size_t i = 0; i < cells; i++)
        note(s, i, s->now[i], t->count[i]);
    for (size_t c = 0; c < t->columns; c++) {
        int sum = 0;
        for (size_t r = 0; r < t->rows; r++)
            sum += s->now[r * t->columns + c];
        note(s, cells + c, sum, t->column[c]);
    }
}

static void try_cell(struct search *s, size_t i)
{
    const struct table *t = s->t;
    size_t r = i / t->columns, c = i % t->columns;

    if (s->missing == 0)
        return;
    if (i == t->rows * t->columns) {
        for (size_t k = 0; k < t->columns; k++)
            if (!s->out->column[k] && s->column[k] != 0)
                return;
        fits(s);
        return;
    }
    int low = s->out->cell[i] ? 0 : t->count[i];
    int high = s->out->cell[i] ? s->row[r] : t->count[i];
    if (!s->out->column[c] && high > s->column[c])
        high = s->column[c];
    if (c + 1 == t->columns && low < s->row[r]) /* the last of a row is what is left of it */
        low = s->row[r];
    for (int v = low; v <= high && v <= s->row[r]; v++) {
        s->now[i] = v;
        s->row[r] -= v;
        s->column[c] -= v;
        try_cell(s, i + 1);
        s->row[r] += v;
        s->column[c] += v;
    }
}

/* How many hidden numbers have only one value that fits all that is published. */
static size_t determined(const struct table *t, const struct jh_suppress_out *out)
{
    struct search s = {.t = t, .out = out, .missing = out->hidden};

    for (size_t r = 0; r < t->rows; r++)
        s.row[r] = t->row[r];
    for (size_t c = 0; c < t->columns; c++)
        s.column[c] = t->column[c];
    try_cell(&s, 0);
    return s.missing;
}

TEST(no_hidden_count_follows_from_what_is_published)
{
    size_t hidden = 0, small = 0;

    for (int trial = 0; trial < TRIALS; trial++) {
        JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
        const struct table t = make();
        const struct jh_suppress_in in = {t.rows, t.columns, t.count, 3 + (int)(t_random() % 3)};
        struct jh_suppress_out out;

        CHECK(jh_suppress(&in, &mem, &out, &err) == JH_OK);
        for (size_t i = 0; i < t.rows * t.columns; i++) {
            bool is_small = t.count[i] > 0 && t.count[i] < in.least;
            CHECK(!is_small || out.cell[i]);
            small += is_small;
        }
        for (size_t c = 0; c < t.columns; c++)
            CHECK(t.column[c] == 0 || t.column[c] >= in.least || out.column[c]);
        CHECK(determined(&t, &out) == 0);
        hidden += out.hidden;
    }
    CHECK(small > TRIALS && hidden > small); /* there was something to protect */
}

/* The test can fail: with the small counts alone hidden, most tables give something away. */
TEST(hiding_only_the_small_ones_gives_them_away)
{
    size_t given_away = 0;

    for (int trial = 0; trial < TRIALS; trial++) {
        const struct table t = make();
        bool hide[ROWS * COLUMNS + COLUMNS] = {false};
        struct jh_suppress_out out = {hide, hide + t.rows * t.columns, 0};
        for (size_t i = 0; i < t.rows * t.columns; i++) {
            hide[i] = t.count[i] > 0 && t.count[i] < 3;
            out.hidden += hide[i];
        }
        given_away += determined(&t, &out) > 0;
    }
    CHECK(given_away > TRIALS / 2);
}

TEST(what_is_large_is_told)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    static const int count[] = {30, 0, 25, 41, 7, 0};
    const struct jh_suppress_in in = {3, 2, count, 5};
    struct jh_suppress_out out;

    CHECK(jh_suppress(&in, &mem, &out, &err) == JH_OK && out.hidden == 0);
}

TEST(one_column_cannot_be_protected)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    static const int count[] = {30, 2}, bad[] = {1, -1};
    struct jh_suppress_in in = {2, 1, count, 5};
    struct jh_suppress_out out;

    CHECK(jh_suppress(&in, &mem, &out, &err) == JH_E_NOSOLUTION);
    in = (struct jh_suppress_in){1, 2, bad, 5};
    CHECK(jh_suppress(&in, &mem, &out, &err) == JH_E_DATA);
}
