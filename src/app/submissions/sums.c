/* src/app/submissions/sums.c - cells that a rule states as a sum of others: "pupils = grade1 + ...
 * + grade6" with grade error leaves nothing to ask. */
#include "app/submissions/inside.h"

enum { PARTS_MOST = 60 };

/* One name at *at; the item, or -1. */
static int name_at(const struct jh_pack *p, const char **at)
{
    char id[80];
    size_t n = 0;

    while (**at == ' ')
        ++*at;
    while (jh_expr_is_name(**at) && n < sizeof id - 1)
        id[n++] = *(*at)++;
    id[n] = 0;
    while (**at == ' ')
        ++*at;
    const struct jh_item *item = n ? jh_pack_item(p, id) : NULL;
    return item ? (int)(item - p->item) : -1;
}

/* "a = b + c": a, and the parts; 0 when it is of another form. */
static size_t parse(const struct jh_pack *p, const char *text, int *ret_item, int *part)
{
    size_t n = 0;

    *ret_item = name_at(p, &text);
    if (*ret_item < 0 || *text++ != '=')
        return 0;
    do {
        if (n == PARTS_MOST || (part[n] = name_at(p, &text)) < 0)
            return 0;
        n++;
    } while (*text++ == '+');
    return text[-1] ? 0 : n;
}

static bool asked_of(const struct jh_draft *d, int item, int stage)
{
    return jh_draft_at(d, stage, (size_t)item)->asked;
}

/* All parts are asked at the same place, and none is computed itself: no sums of sums. */
static bool stands(const struct jh_draft *d, int item, const int *part, size_t n, int stage)
{
    for (size_t i = 0; i < n; i++)
        if (part[i] == item || !asked_of(d, part[i], stage) ||
            jh_draft_at(d, stage, (size_t)part[i])->sum)
            return false;
    for (size_t k = 0; k < d->pack->nitem; k++) { /* nor is it a part of another one */
        const struct jh_draft_sum *other = jh_draft_at(d, stage, k)->sum;
        for (size_t i = 0; other && i < other->n; i++)
            if (other->item[i] == item)
                return false;
    }
    return n > 0;
}

const struct jh_draft_sum *jh_draft_sum_of(const struct jh_draft *d, size_t item, int stage)
{
    for (size_t c = 0; c < d->pack->ncheck; c++) {
        const struct jh_check *check = &d->pack->check[c];
        int part[PARTS_MOST], left;
        size_t n;

        if (check->grade != JH_GRADE_ERROR ||
            !jh_in_stages(check->stages, jh_draft_stage(d, stage)))
            continue;
        n = parse(d->pack, check->holds_text, &left, part);
        if (!n || left != (int)item || !stands(d, left, part, n, stage))
            continue;
        int *copy = jh_new(d->mem, int, n);
        memcpy(copy, part, n * sizeof *part);
        struct jh_draft_sum *sum = jh_new(d->mem, struct jh_draft_sum, 1);
        *sum = (struct jh_draft_sum){check, copy, n};
        return sum;
    }
    return NULL;
}
