/* src/base/expr.c - see expr.h. A recursive-descent parser makes a tree in the arena; chains of one
 * operator are one node with many kids, so the tree is never deeper than JH_EXPR_DEPTH levels. */
#include "base/expr.h"
#include "base/num.h"
#include <math.h>
#include <string.h>

enum op {
    NUMBER,
    SLOT,
    SUM,
    PRODUCT,
    AND,
    OR, /* chains; kid->inverse: subtracted, divided by */
    NEGATE,
    NOT,
    LE,
    GE,
    LT,
    GT,
    EQ,
    NE,
    IF,
    CEIL,
    FLOOR,
    ABS,
    MIN,
    MAX,
    HAS,
    OR_ELSE,
    TOTAL,
    COUNT,
    SHARE,
    MEAN,
    LOWEST,
    HIGHEST
};

struct node {
    enum op op;
    bool inverse;
    int slot;
    double number;
    struct node *kid, *next;
};

struct jh_expr {
    const struct node *root;
    const int *slot; /* distinct, by first occurrence */
    size_t nslot;
    bool aggregates;
};

static const struct function {
    const char *name;
    enum op op;
    int least, most; /* arguments; most 0: any number */
} functions[] = {
    {"if", IF, 3, 3},         {"ceil", CEIL, 1, 1},       {"floor", FLOOR, 1, 1},
    {"abs", ABS, 1, 1},       {"min", MIN, 1, 0},         {"max", MAX, 1, 0},
    {"has", HAS, 1, 1},       {"or_else", OR_ELSE, 2, 2}, {"total", TOTAL, 1, 1},
    {"count", COUNT, 1, 1},   {"share", SHARE, 1, 1},     {"mean", MEAN, 1, 1},
    {"lowest", LOWEST, 1, 1}, {"highest", HIGHEST, 1, 1},
};

struct parser {
    struct jh_arena *mem;
    const struct jh_expr_names *names;
    const char *text, *at, *end;
    int depth;
    bool in_aggregate, aggregates;
    int *slot; /* grows by doubling */
    size_t nslot, room;
    struct jh_err *err;
    enum jh_status status;
};

static struct node *parse_or(struct parser *p);

/* The first fault wins; NULL so that callers can return it. */
static struct node *fault(struct parser *p, const char *id, const char *at, const char *what)
{
    if (p->status != JH_OK)
        return NULL;
    size_t left = (size_t)(p->end - at);
    p->status = jh_fail(p->err, JH_E_DATA, id, ((struct jh_at){NULL, (long)(at - p->text) + 1}),
                        (double)NAN, "%s at byte %ld: \"%.*s\"", what, (long)(at - p->text) + 1,
                        left > 40 ? 40 : (int)left, at);
    return NULL;
}

static struct node *new_node(struct parser *p, enum op op, struct node *kid)
{
    struct node *n = jh_new(p->mem, struct node, 1);
    n->op = op;
    n->kid = kid;
    return n;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool jh_expr_is_name(char c)
{
    return is_letter(c) || is_digit(c) || c == '_' || c == '.';
}

static void skip_space(struct parser *p)
{
    while (p->at < p->end && (*p->at == ' ' || *p->at == '\t' || *p->at == '\n' || *p->at == '\r'))
        p->at++;
}

/* Take `mark` when it comes next. */
static bool take(struct parser *p, const char *mark)
{
    size_t n = strlen(mark);

    skip_space(p);
    if ((size_t)(p->end - p->at) < n || memcmp(p->at, mark, n) != 0)
        return false;
    if (is_letter(mark[0]) && p->at + n < p->end && jh_expr_is_name(p->at[n]))
        return false; /* "android" is a name, not "and" */
    p->at += n;
    return true;
}

static bool enter(struct parser *p)
{
    if (++p->depth <= JH_EXPR_DEPTH)
        return true;
    fault(p, "expr.too_deep", p->at, "nested too deeply");
    return false;
}

static struct node *parse_number(struct parser *p)
{
    const char *start = p->at;
    struct node *n = new_node(p, NUMBER, NULL);

    while (p->at < p->end &&
           (is_digit(*p->at) || *p->at == '.' || *p->at == 'e' || *p->at == 'E' ||
            ((*p->at == '-' || *p->at == '+') && (p->at[-1] == 'e' || p->at[-1] == 'E'))))
        p->at++;
    if (!jh_num_parse(start, (size_t)(p->at - start), &n->number))
        return fault(p, "expr.syntax", start, "not a number");
    return n;
}

static void note_slot(struct parser *p, int slot)
{
    for (size_t i = 0; i < p->nslot; i++)
        if (p->slot[i] == slot)
            return;
    if (p->nslot == p->room) {
        size_t want = p->room ? p->room * 2 : 8;
        p->slot = jh_arena_grow(p->mem, p->slot, p->nslot, want, sizeof *p->slot);
        p->room = want;
    }
    p->slot[p->nslot++] = slot;
}

static struct node *parse_arguments(struct parser *p, const struct function *f, const char *start)
{
    struct node *call = new_node(p, f->op, NULL), **tail = &call->kid;
    bool aggregate = f->op >= TOTAL;
    int count = 0;

    if (aggregate && p->in_aggregate)
        return fault(p, "expr.wrong_arguments", start, "an aggregate inside an aggregate");
    if (aggregate)
        p->in_aggregate = p->aggregates = true;
    do {
        struct node *argument = parse_or(p);
        if (!argument)
            return NULL;
        *tail = argument;
        tail = &argument->next;
        count++;
    } while (take(p, ","));
    if (aggregate)
        p->in_aggregate = false;
    if (!take(p, ")"))
        return fault(p, "expr.syntax", p->at, "expected , or )");
    if (count < f->least || (f->most && count > f->most))
        return fault(p, "expr.wrong_arguments", start, "wrong number of arguments");
    return call;
}

static struct node *parse_name(struct parser *p)
{
    const char *start = p->at;

    while (p->at < p->end && jh_expr_is_name(*p->at))
        p->at++;
    size_t n = (size_t)(p->at - start);
    if (take(p, "(")) {
        for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
            if (strlen(functions[i].name) == n && memcmp(functions[i].name, start, n) == 0)
                return parse_arguments(p, &functions[i], start);
        return fault(p, "expr.unknown_name", start, "unknown function");
    }
    int slot = p->names ? p->names->slot(p->names->context, start, n) : -1;
    if (slot < 0)
        return fault(p, "expr.unknown_name", start, "unknown name");
    note_slot(p, slot);
    struct node *name = new_node(p, SLOT, NULL);
    name->slot = slot;
    return name;
}

static struct node *parse_atom(struct parser *p)
{
    skip_space(p);
    if (p->at == p->end)
        return fault(p, "expr.syntax", p->at, "the formula ends too early");
    if (take(p, "(")) {
        struct node *inner = parse_or(p);
        if (inner && !take(p, ")"))
            return fault(p, "expr.syntax", p->at, "expected )");
        return inner;
    }
    if (is_digit(*p->at) || *p->at == '.')
        return parse_number(p);
    if (is_letter(*p->at))
        return parse_name(p);
    return fault(p, "expr.syntax", p->at, "unexpected character");
}

static struct node *parse_unary(struct parser *p)
{
    if (!take(p, "-"))
        return parse_atom(p);
    if (!enter(p))
        return NULL;
    struct node *kid = parse_unary(p);
    p->depth--;
    return kid ? new_node(p, NEGATE, kid) : NULL;
}

/* first (MARK next)*: one node with many kids; a single kid stays itself. */
static struct node *chain(struct parser *p, enum op op, struct node *(*part)(struct parser *),
                          const char *plain, const char *inverse)
{
    struct node *first = part(p), *whole = NULL, *last = first;

    while (last) {
        bool inverted = false;
        if (!take(p, plain)) {
            inverted = inverse && take(p, inverse);
            if (!inverted)
                break;
        }
        if (!whole)
            whole = new_node(p, op, first);
        struct node *next = part(p);
        if (!next)
            return NULL;
        /* A parenthesised chain is a node of its own, so marking it cannot touch its kids. */
        next->inverse = inverted;
        last->next = next;
        last = next;
    }
    return whole ? whole : first;
}

static struct node *parse_product(struct parser *p)
{
    return chain(p, PRODUCT, parse_unary, "*", "/");
}

static struct node *parse_sum(struct parser *p)
{
    return chain(p, SUM, parse_product, "+", "-");
}

static struct node *parse_compare(struct parser *p)
{
    static const struct {
        const char *mark;
        enum op op;
    } marks[] = {{"<=", LE}, {">=", GE}, {"!=", NE}, {"<", LT}, {">", GT}, {"=", EQ}};
    struct node *left = parse_sum(p);

    for (size_t i = 0; left && i < sizeof marks / sizeof *marks; i++) {
        if (!take(p, marks[i].mark))
            continue;
        struct node *right = parse_sum(p);
        left->next = right;
        return right ? new_node(p, marks[i].op, left) : NULL;
    }
    return left;
}

static struct node *parse_not(struct parser *p)
{
    if (!take(p, "not"))
        return parse_compare(p);
    if (!enter(p))
        return NULL;
    struct node *kid = parse_not(p);
    p->depth--;
    return kid ? new_node(p, NOT, kid) : NULL;
}

static struct node *parse_and(struct parser *p)
{
    return chain(p, AND, parse_not, "and", NULL);
}

static struct node *parse_or(struct parser *p)
{
    if (!enter(p))
        return NULL;
    struct node *n = chain(p, OR, parse_and, "or", NULL);
    p->depth--;
    return n;
}

enum jh_status jh_expr_parse(struct jh_arena *mem, const char *text,
                             const struct jh_expr_names *names, const struct jh_expr **ret,
                             struct jh_err *reterr)
{
    size_t n = strlen(text);
    struct parser p = {
        .mem = mem, .names = names, .text = text, .at = text, .end = text + n, .err = reterr};

    if (n > JH_EXPR_TEXT)
        return jh_fail(reterr, JH_E_DATA, "expr.too_deep", ((struct jh_at){NULL, JH_EXPR_TEXT}),
                       (double)n, "formula of %zu bytes, at most %d", n, JH_EXPR_TEXT);
    struct node *root = parse_or(&p);
    skip_space(&p);
    if (root && p.at < p.end)
        fault(&p, "expr.syntax", p.at, "unexpected text behind the formula");
    if (p.status != JH_OK)
        return p.status;
    struct jh_expr *e = jh_new(mem, struct jh_expr, 1);
    *e = (struct jh_expr){root, p.slot, p.nslot, p.aggregates};
    *ret = e;
    return JH_OK;
}

struct scope {
    const double *slots;
    const struct jh_expr_table *rows;
};

static double eval(const struct node *n, const struct scope *in);

static double eval_chain(const struct node *n, const struct scope *in)
{
    const struct node *kid = n->kid;
    double value = eval(kid, in);

    for (kid = kid->next; kid; kid = kid->next) {
        double x = eval(kid, in);
        if (n->op == SUM)
            value = kid->inverse ? value - x : value + x;
        else if (!kid->inverse)
            value *= x;
        else
            value = x == 0 ? (double)NAN : value / x;
    }
    return value;
}

/* Kleene's logic: one decisive operand decides, whatever is missing beside it. */
static double eval_logic(const struct node *n, const struct scope *in)
{
    double decisive = n->op == OR ? 1 : 0;
    bool missing = false;

    for (const struct node *kid = n->kid; kid; kid = kid->next) {
        double x = eval(kid, in);
        if (isnan(x))
            missing = true;
        else if ((x != 0) == (decisive != 0))
            return decisive;
    }
    return missing ? (double)NAN : 1 - decisive;
}

static double eval_compare(const struct node *n, const struct scope *in)
{
    double a = eval(n->kid, in), b = eval(n->kid->next, in);

    if (isnan(a) || isnan(b))
        return (double)NAN;
    switch (n->op) {
    case LE:
        return a <= b;
    case GE:
        return a >= b;
    case LT:
        return a < b;
    case GT:
        return a > b;
    case EQ:
        return a == b;
    default:
        return a != b;
    }
}

static double eval_extreme(const struct node *n, const struct scope *in)
{
    double best = eval(n->kid, in);

    for (const struct node *kid = n->kid->next; kid; kid = kid->next) {
        double x = eval(kid, in);
        if (isnan(x) || (n->op == MIN ? x < best : x > best))
            best = isnan(best) ? best : x;
    }
    return best;
}

static double eval_aggregate(const struct node *n, const struct scope *in)
{
    size_t rows = in->rows ? in->rows->n : 0;
    double sum = 0, low = (double)INFINITY, high = -(double)INFINITY;

    if (!in->rows)
        return (double)NAN;
    for (size_t i = 0; i < rows; i++) {
        struct scope row = {in->rows->cell + i * in->rows->width, NULL};
        double x = eval(n->kid, &row);
        if (isnan(x))
            return x;
        if (n->op == COUNT || n->op == SHARE)
            x = x != 0;
        sum += x;
        low = x < low ? x : low;
        high = x > high ? x : high;
    }
    if (n->op == TOTAL || n->op == COUNT)
        return sum;
    if (rows == 0)
        return (double)NAN;
    if (n->op == LOWEST)
        return low;
    return n->op == HIGHEST ? high : sum / (double)rows;
}

static double eval_function(const struct node *n, const struct scope *in)
{
    double x = eval(n->kid, in);

    switch (n->op) {
    case IF:
        if (isnan(x))
            return x;
        return eval(x != 0 ? n->kid->next : n->kid->next->next, in);
    case CEIL:
        return ceil(x);
    case FLOOR:
        return floor(x);
    case ABS:
        return fabs(x);
    case HAS:
        return !isnan(x);
    case OR_ELSE:
        return isnan(x) ? eval(n->kid->next, in) : x;
    case NEGATE:
        return -x;
    default: /* NOT */
        return isnan(x) ? x : x == 0;
    }
}

static double eval(const struct node *n, const struct scope *in)
{
    double value;

    if (n->op == NUMBER)
        return n->number;
    if (n->op == SLOT)
        value = in->slots[n->slot];
    else if (n->op == SUM || n->op == PRODUCT)
        value = eval_chain(n, in);
    else if (n->op == AND || n->op == OR)
        value = eval_logic(n, in);
    else if (n->op >= LE && n->op <= NE)
        value = eval_compare(n, in);
    else if (n->op == MIN || n->op == MAX)
        value = eval_extreme(n, in);
    else if (n->op >= TOTAL)
        value = eval_aggregate(n, in);
    else
        value = eval_function(n, in);
    return isfinite(value) ? value : (double)NAN; /* an overflow is no figure either */
}

double jh_expr_eval(const struct jh_expr *e, const double *slots, const struct jh_expr_table *rows)
{
    return eval(e->root, &(struct scope){slots, rows});
}

size_t jh_expr_slots(const struct jh_expr *e, int *ret_slots, size_t most)
{
    for (size_t i = 0; i < e->nslot && i < most; i++)
        ret_slots[i] = e->slot[i];
    return e->nslot;
}

bool jh_expr_aggregates(const struct jh_expr *e)
{
    return e->aggregates;
}
