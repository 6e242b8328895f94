/* src/app/checks/unusual.c - outliers.csv: figures of a year that do not fit the other schools or
 * the years before, by engine/outlier. */
#include "app/checks/history.h"
#include "engine/outlier/outlier.h"
#include <math.h>

enum { YEARS_LEAST = 3 }; /* earlier years that make a range */

/* Constants of Hidiroglou and Berthelot as they are usual. */
#define CHANGE_A 0.05
#define CHANGE_U 0.5

struct figures { /* of one rule at one stage; [n] */
    size_t n;
    int *school;
    double *amount, *per, *value, *before;
};

static double eval(struct jh_history *h, const struct jh_unusual *u, struct jh_rule_at at,
                   double *ret_per)
{
    jh_rules_lay(h->rules, at);
    *ret_per = u->per ? jh_rules_eval(h->rules, u->per) : 1;
    return jh_rules_eval(h->rules, u->amount);
}

static double value_at(struct jh_history *h, const struct jh_unusual *u, struct jh_rule_at at)
{
    double per, amount = eval(h, u, at, &per);
    return per > 0 ? amount / per : (double)NAN;
}

static bool has_row(const struct jh_history *h, int school, int stage, int year)
{
    return jh_facts_row(&h->scene.facts, h->org[school], year, stage) != NULL;
}

static struct figures gather(struct jh_history *h, const struct jh_unusual *u, int stage)
{
    struct figures f = {0,
                        jh_new(h->mem, int, h->nschool + 1),
                        jh_new(h->mem, double, h->nschool + 1),
                        jh_new(h->mem, double, h->nschool + 1),
                        jh_new(h->mem, double, h->nschool + 1),
                        jh_new(h->mem, double, h->nschool + 1)};
    int year = h->out->year;

    for (size_t s = 0; s < h->nschool; s++) {
        double per;
        if (!has_row(h, (int)s, stage, year))
            continue;
        double amount = eval(h, u, (struct jh_rule_at){(int)s, stage, year}, &per);
        if (!(per > 0) || isnan(amount))
            continue;
        f.school[f.n] = (int)s;
        f.amount[f.n] = amount;
        f.per[f.n] = per;
        f.value[f.n] = amount / per;
        f.before[f.n] = (double)NAN;
        if (u->method == JH_UNUSUAL_CHANGE && has_row(h, (int)s, stage, year - 1))
            f.before[f.n] = value_at(h, u, (struct jh_rule_at){(int)s, stage, year - 1});
        f.n++;
    }
    return f;
}

static double total(const double *x, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum;
}

static const char *number(struct jh_history *h, double x)
{
    return jh_number_text(h->mem, x, fabs(x) >= 100 || x == floor(x) ? 0 : 2);
}

/* "生师比与同类学校差别大：{value} ...": what stands before the colon. */
static const char *title_of(struct jh_history *h, const char *text)
{
    const char *wide = strstr(text, "："), *narrow = strchr(text, ':');
    const char *end = wide ? wide : narrow ? narrow : text + strlen(text);

    return jh_arena_strndup(h->mem, text, (size_t)(end - text));
}

static void tell(struct jh_history *h, const struct jh_unusual *u, struct jh_rule_at at,
                 double value, const struct jh_outlier *o, double whole)
{
    if (fabs(value - o->expected) <= u->least * fabs(o->expected))
        return; /* rare among very even schools, but small */
    struct jh_finding_group *g = jh_history_group(h, u->id, u->grade);
    const struct jh_msg_arg more[] = {{"value", number(h, value)},
                                      {"expected", number(h, o->expected)}};

    if (!g->title) {
        g->title = title_of(h, jh_tr(h->app, u->message));
        g->way_out = jh_tr(h->app, u->way_out);
        g->mark = u->mark;
        g->source = u->source;
        g->unusual = true;
    }
    jh_rules_lay(h->rules, at); /* the sentence and the origin are of this school */
    struct jh_finding *f = jh_history_add(
        h, u->id, u->cells, at, jh_rules_say(h->rules, h->mem, jh_tr(h->app, u->message), more, 2));
    f->value = value;
    f->expected = o->expected;
    f->score = o->score;
    f->share = whole > 0 ? fabs(o->effect) / whole : (double)NAN;
}

static enum jh_status among_schools(struct jh_history *h, const struct jh_unusual *u, int stage,
                                    struct jh_err *reterr)
{
    static const enum jh_outlier_method method[] = {
        [JH_UNUSUAL_Z] = JH_OUTLIER_Z,
        [JH_UNUSUAL_MODIFIED] = JH_OUTLIER_MODIFIED,
        [JH_UNUSUAL_CHANGE] = JH_OUTLIER_CHANGE,
    };
    struct figures f = gather(h, u, stage);
    const struct jh_outlier_in in = {.method = method[u->method],
                                     .n = f.n,
                                     .value = f.value,
                                     .before = f.before,
                                     .weight = f.per,
                                     .threshold = u->limit,
                                     .a = CHANGE_A,
                                     .c = u->limit,
                                     .u = CHANGE_U};
    struct jh_outliers found;
    enum jh_status status = jh_outlier_find(&in, h->mem, &found, reterr);

    if (status == JH_E_NOSOLUTION) /* too few schools to compare: nothing to say */
        return JH_OK;
    if (status != JH_OK)
        return status;
    for (size_t i = 0; i < found.n; i++) {
        size_t at = found.found[i].at;
        tell(h, u, (struct jh_rule_at){f.school[at], stage, h->out->year}, f.value[at],
             &found.found[i], total(f.amount, f.n));
    }
    return JH_OK;
}

/* Each school against its own earlier years. */
static enum jh_status among_years(struct jh_history *h, const struct jh_unusual *u, int stage,
                                  struct jh_err *reterr)
{
    struct figures f = gather(h, u, stage);
    const struct jh_facts *facts = &h->scene.facts;

    for (size_t i = 0; i < f.n; i++) {
        struct jh_outlier_in in = {.method = JH_OUTLIER_RANGE,
                                   .n = 1,
                                   .value = &f.value[i],
                                   .weight = &f.per[i],
                                   .low = HUGE_VAL,
                                   .high = -HUGE_VAL};
        struct jh_outliers found;
        size_t years = 0;
        for (size_t y = 0; y < facts->nyear && facts->year[y] < h->out->year; y++) {
            double x = has_row(h, f.school[i], stage, facts->year[y])
                           ? value_at(h, u, (struct jh_rule_at){f.school[i], stage, facts->year[y]})
                           : (double)NAN;
            if (isnan(x))
                continue;
            in.low = fmin(in.low, x);
            in.high = fmax(in.high, x);
            years++;
        }
        if (years < YEARS_LEAST)
            continue;
        JH_TRY(jh_outlier_find(&in, h->mem, &found, reterr));
        if (found.n)
            tell(h, u, (struct jh_rule_at){f.school[i], stage, h->out->year}, f.value[i],
                 &found.found[0], total(f.amount, f.n));
    }
    return JH_OK;
}

enum jh_status jh_history_unusual(struct jh_history *h, struct jh_err *reterr)
{
    const struct jh_pack *p = h->scene.pack;

    for (size_t i = 0; i < p->nunusual; i++) {
        const struct jh_unusual *u = &p->unusual[i];
        const struct jh_form *form = jh_pack_form(p, u->form);
        bool school = form && form->key == JH_KEY_SCHOOL;
        for (int stage = school ? -1 : 0; stage < (school ? 0 : (int)p->nstage); stage++) {
            if (stage >= 0 && !jh_in_stages(u->stages, p->stage[stage].id))
                continue;
            JH_TRY(u->method == JH_UNUSUAL_RANGE ? among_years(h, u, stage, reterr)
                                                 : among_schools(h, u, stage, reterr));
        }
    }
    return JH_OK;
}
