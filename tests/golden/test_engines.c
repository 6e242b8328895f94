/* tests/golden/test_engines.c - the engines against published and independently computed numbers.
 */
#include "engine/compliance/compliance.h"
#include "engine/disparity/disparity.h"
#include "engine/split/split.h"
#include "golden/golden.h"
#include "t.h"

static struct jh_err err;

static double pick(const char *name, const struct jh_disparity_all *a,
                   const struct jh_disparity_split *s)
{
    const struct {
        const char *name;
        double value;
    } all[] = {{"n", (double)a->n},     {"pupils", a->pupils},
               {"amount", a->amount},   {"mean", a->mean},
               {"sd", a->sd},           {"cv", a->cv},
               {"gini", a->gini},       {"theil", a->theil},
               {"theil_l", a->theil_l}, {"mcloone", a->mcloone},
               {"median", a->median},   {"between", s->between},
               {"within", s->within},   {"cv_unweighted", a->cv_unweighted}};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(name, all[i].name) == 0)
            return all[i].value;
    CHECK(!"a known name");
    return 0;
}

static void disparity(const struct golden *g)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const struct jh_disparity_in in = {g->n, g->a, g->b};
    struct jh_disparity_all all;
    struct jh_disparity_split split = {0};

    CHECK(jh_disparity_all(&in, &mem, &all, &err) == JH_OK);
    CHECK(jh_disparity_verify(&in, &all, 1e-12, &err) == JH_OK);
    if (g->ngroup)
        CHECK(jh_disparity_decompose(&in, g->group, (size_t)g->ngroup, &mem, &split, &err) ==
              JH_OK);
    for (size_t i = 0; i < g->nexpect; i++)
        golden_check(g, i, pick(g->expect[i].name, &all, &split));
}

static void split(const struct golden *g)
{
    const char *at = g->text;
    double part[8], whole = golden_number(&at);

    CHECK(jh_split_compute(whole, g->n, g->a, g->b, part, &err) == JH_OK);
    CHECK(jh_split_verify(whole, g->n, g->a, g->b, part, 1e-14, &err) == JH_OK);
    for (size_t i = 0; i < g->nexpect; i++)
        golden_check(g, i, part[g->expect[i].name[4] - '1']);
}

static void compliance(const struct golden *g)
{
    static const char *const sign[] = {">=", "<=", "<", ">", "="};
    const char *at = g->text;
    double amount = golden_number(&at), per = golden_number(&at), scale = golden_number(&at);
    enum jh_relation relation = JH_REL_AT_LEAST;

    at += strspn(at, " ");
    size_t n = strcspn(at, " ");
    for (int i = 0; i < 5; i++)
        if (strlen(sign[i]) == n && memcmp(sign[i], at, n) == 0)
            relation = (enum jh_relation)i;
    at += n;
    double line = golden_number(&at);
    int decimals = (int)golden_number(&at);
    double gap = jh_compliance_gap(amount, per, scale, relation, line, decimals);
    golden_check(g, 0, gap);
    CHECK(jh_compliance_gap_verify(amount, per, scale, relation, line, decimals, gap, &err) ==
          JH_OK);
}

TEST(disparity_goldens)
{
    golden_run("disparity.txt", disparity);
}

TEST(split_goldens)
{
    golden_run("split.txt", split);
}

TEST(compliance_goldens)
{
    golden_run("compliance.txt", compliance);
}
