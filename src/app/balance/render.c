/* src/app/balance/render.c - see render.h. Works on the text: the formula has been compiled before,
 * so its syntax is known to be right. */
#include "app/balance/render.h"
#include "base/msg.h"
#include "base/num.h"
#include <math.h>
#include <string.h>

enum { ARGUMENTS_MOST = 16, TEXT_MOST = 1 << 16 };

static int slot_of(void *context, const char *name, size_t n)
{
    return jh_pack_slot(context, name, n);
}

const char *jh_render_number(const struct jh_app *app, struct jh_arena *mem, double value)
{
    char text[JH_NUM_TEXT];

    if (isnan(value))
        return jh_say(app, mem, "balance.formula.missing", NULL, 0);
    size_t n = jh_num_round(value, 4, text);
    while (n && text[n - 1] == '0')
        n--;
    if (n && text[n - 1] == '.')
        n--;
    return jh_arena_strndup(mem, text, n);
}

static const char *render(const struct jh_render *r, const char *s, size_t n);

static double value_of(const struct jh_render *r, const char *s, size_t n)
{
    const struct jh_expr *e;
    union {
        const struct jh_pack *in;
        void *out;
    } pack = {r->pack};
    const struct jh_expr_names names = {slot_of, pack.out};

    if (jh_expr_parse(r->mem, jh_arena_strndup(r->mem, s, n), &names, &e, NULL) != JH_OK)
        return (double)NAN;
    return jh_expr_eval(e, r->slot, r->rows);
}

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
}

/* The place of the parenthesis that closes the one at s[open]. */
static size_t closing(const char *s, size_t n, size_t open)
{
    int depth = 0;

    for (size_t i = open; i < n; i++) {
        depth += s[i] == '(';
        depth -= s[i] == ')';
        if (depth == 0)
            return i;
    }
    return n;
}

struct piece {
    const char *s;
    size_t n;
};

static int arguments(const char *s, size_t n, struct piece *piece)
{
    size_t from = 0;
    int depth = 0, count = 0;

    for (size_t i = 0; i <= n && count < ARGUMENTS_MOST; i++) {
        if (i < n) {
            depth += s[i] == '(';
            depth -= s[i] == ')';
        }
        if (i < n && (s[i] != ',' || depth))
            continue;
        while (from < i && s[from] == ' ')
            from++;
        piece[count++] = (struct piece){s + from, i - from};
        from = i + 1;
    }
    return count;
}

static const char *say1(const struct jh_render *r, const char *id, const char *x)
{
    const char *over =
        jh_say(r->app, r->mem,
               r->parts ? "balance.formula.over_stages" : "balance.formula.over_schools", NULL, 0);
    const struct jh_msg_arg args[] = {{"x", x}, {"over", over}};
    return jh_say(r->app, r->mem, id, args, 2);
}

static const char *choice(const struct jh_render *r, const struct piece *a)
{
    if (!r->slot) {
        const struct jh_msg_arg args[] = {{"c", render(r, a[0].s, a[0].n)},
                                          {"a", render(r, a[1].s, a[1].n)},
                                          {"b", render(r, a[2].s, a[2].n)}};
        return jh_say(r->app, r->mem, "balance.formula.if", args, 3);
    }
    double holds = value_of(r, a[0].s, a[0].n);
    if (isnan(holds))
        return jh_render_number(r->app, r->mem, holds);
    const struct piece *taken = holds != 0 ? &a[1] : &a[2];
    if (r->branch) {
        struct jh_render names = *r;
        names.slot = NULL;
        bool nested = strstr(jh_arena_strndup(r->mem, taken->s, taken->n), "if(") != NULL;
        r->branch(r->context, render(&names, a[0].s, a[0].n), holds != 0,
                  nested ? NULL : render(&names, taken->s, taken->n));
    }
    return render(r, taken->s, taken->n);
}

static bool is(const struct piece *p, const char *word)
{
    return p->n == strlen(word) && memcmp(p->s, word, p->n) == 0;
}

static bool aggregate(const struct piece *name)
{
    static const char *const word[] = {"total", "count", "share", "mean", "lowest", "highest"};

    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (is(name, word[i]))
            return true;
    return false;
}

/* A call from its name to its closing parenthesis. */
static const char *call(const struct jh_render *r, struct piece name, struct piece inside,
                        struct piece whole)
{
    struct piece a[ARGUMENTS_MOST];
    int n = arguments(inside.s, inside.n, a);
    struct jh_buf out = JH_BUF(TEXT_MOST);

    if (is(&name, "if") && n == 3)
        return choice(r, a);
    if (r->slot && (aggregate(&name) || is(&name, "has")))
        return jh_render_number(r->app, r->mem, value_of(r, whole.s, whole.n));
    if (r->slot && is(&name, "or_else") && n == 2) {
        const struct piece *taken = isnan(value_of(r, a[0].s, a[0].n)) ? &a[1] : &a[0];
        return render(r, taken->s, taken->n);
    }
    for (int i = 0; i < n; i++) {
        if (i)
            jh_msg(&out, r->app->language, "balance.comma", NULL, 0);
        jh_buf_adds(&out, render(r, a[i].s, a[i].n));
    }
    char id[64];
    snprintf(id, sizeof id, "balance.formula.%.*s", (int)name.n, name.s);
    const char *text = say1(r, id, out.data ? out.data : "");
    jh_buf_release(&out);
    return text;
}

static const char *slot_name(const struct jh_render *r, int slot)
{
    const struct jh_slot *d = &r->pack->slot[slot];

    switch (d->kind) {
    case JH_SLOT_ITEM:
        return jh_tr(r->app, r->pack->item[d->item].name);
    case JH_SLOT_CODE: {
        const struct jh_item *item = &r->pack->item[d->item];
        const struct jh_msg_arg args[] = {{"item", jh_tr(r->app, item->name)},
                                          {"code", jh_tr(r->app, item->code[d->index].name)}};
        return jh_say(r->app, r->mem, "balance.formula.code", args, 2);
    }
    case JH_SLOT_STAGE:
        return say1(r, "balance.formula.stage", jh_tr(r->app, r->pack->stage[d->index].name));
    case JH_SLOT_SWITCH:
        return say1(r, "balance.formula.switch", jh_tr(r->app, r->pack->switches[d->index].title));
    case JH_SLOT_YEAR:
        return jh_say(r->app, r->mem, "balance.formula.year", NULL, 0);
    case JH_SLOT_LAST:
        return say1(r, "balance.formula.last", jh_tr(r->app, r->pack->item[d->item].name));
    case JH_SLOT_STATE:
    case JH_SLOT_DAY: /* of registers */
        break;
    }
    return d->name;
}

static const char *word(const struct jh_render *r, struct piece p)
{
    if (is(&p, "and") || is(&p, "or") || is(&p, "not")) {
        char id[40];
        snprintf(id, sizeof id, "balance.formula.%.*s", (int)p.n, p.s);
        return jh_say(r->app, r->mem, id, NULL, 0);
    }
    int slot = p.s[0] <= '9' && p.s[0] != '.' ? -1 : jh_pack_slot(r->pack, p.s, p.n);
    if (slot < 0)
        return jh_arena_strndup(r->mem, p.s, p.n); /* a number */
    return r->slot ? jh_render_number(r->app, r->mem, r->slot[slot]) : slot_name(r, slot);
}

/* The operator at s, its length in *ret_n. */
static const char *sign(const char *s, size_t n, size_t *ret_n)
{
    static const struct {
        const char *from, *to;
    } table[] = {{"<=", " ≤ "}, {">=", " ≥ "}, {"!=", " ≠ "}, {"<", " < "}, {">", " > "},
                 {"=", " = "},  {"*", " × "},  {"/", " ÷ "},  {"+", " + "}, {"-", " − "}};

    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        *ret_n = strlen(table[i].from);
        if (*ret_n <= n && memcmp(s, table[i].from, *ret_n) == 0)
            return table[i].to;
    }
    return NULL;
}

/* One word, call, sign or bracket at s[i]; returns how far it reaches. */
static size_t step(const struct jh_render *r, const char *s, size_t n, size_t i, bool *operand,
                   struct jh_buf *out)
{
    size_t to = i, length;

    while (to < n && is_name(s[to]))
        to++;
    if (to > i) {
        size_t open = to;
        while (open < n && s[open] == ' ')
            open++;
        bool number = s[i] >= '0' && s[i] <= '9';
        struct piece name = {s + i, to - i};
        *operand = !is(&name, "and") && !is(&name, "or") && !is(&name, "not");
        if (number || !*operand || open == n || s[open] != '(') {
            jh_buf_adds(out, word(r, name));
            return to;
        }
        size_t close = closing(s, n, open);
        jh_buf_adds(out, call(r, name, (struct piece){s + open + 1, close - open - 1},
                              (struct piece){s + i, close + 1 - i}));
        return close + 1;
    }
    const char *text = sign(s + i, n - i, &length);
    if (!text || (s[i] == '-' && !*operand)) {
        jh_buf_addc(out, s[i]); /* brackets, and the minus of a negative number */
        *operand = s[i] == ')';
        return i + 1;
    }
    jh_buf_adds(out, text);
    *operand = false;
    return i + length;
}

static const char *render(const struct jh_render *r, const char *s, size_t n)
{
    struct jh_buf out = JH_BUF(TEXT_MOST);
    bool operand = false; /* does one stand just before? then a minus takes away */

    for (size_t i = 0; i < n;) {
        if (s[i] == ' ')
            i++;
        else
            i = step(r, s, n, i, &operand, &out);
    }
    const char *text = jh_arena_strndup(r->mem, out.data ? out.data : "", out.len);
    jh_buf_release(&out);
    return text;
}

const char *jh_render(const struct jh_render *r, const char *formula)
{
    return formula ? render(r, formula, strlen(formula)) : "";
}
