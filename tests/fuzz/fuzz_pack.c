/* tests/fuzz/fuzz_pack.c - packs from strangers. The input is a sequence of files, each after a
 * line "== NAME" with NAME within the packs' folder ("a/items.csv"). Whatever they hold, they are
 * refused with faults that have an id, or loaded, and then all formulas can be evaluated. */
#include "pack/pack.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILES = 40 };

static const char *find_head(const char *at, const char *end)
{
    for (; at + 3 <= end; at++)
        if (memcmp(at, "== ", 3) == 0)
            return at;
    return end;
}

static size_t cut(struct jh_arena *mem, const char *at, const char *end, struct jh_embed *file)
{
    size_t n = 0;

    for (at = find_head(at, end); at < end && n < FILES;) {
        const char *name = at + 3, *line = memchr(name, '\n', (size_t)(end - name));
        if (!line)
            break;
        const char *next = find_head(line + 1, end);
        file[n++] =
            (struct jh_embed){jh_arena_strndup(mem, name, (size_t)(line - name)),
                              (const unsigned char *)line + 1, (size_t)(next - line - 1), ""};
        at = next;
    }
    return n;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct jh_embed *)a)->path, ((const struct jh_embed *)b)->path);
}

static void use(const struct jh_pack *p)
{
    double *slots = calloc(p->nslot + 1, sizeof *slots);
    struct jh_expr_table rows = {1, p->nslot, slots};

    for (size_t i = 0; i < p->nindicator; i++)
        if (isinf(jh_expr_eval(p->indicator[i].amount, slots, &rows)) ||
            isinf(jh_expr_eval(p->indicator[i].line, slots, &rows)))
            abort();
    for (size_t i = 0; i < p->ncheck; i++)
        (void)jh_expr_eval(p->check[i].holds, slots, &rows);
    for (size_t i = 0; i < p->nexclude; i++)
        (void)jh_expr_eval(p->exclude[i].when, slots, NULL);
    for (size_t i = 0; i < p->nslot; i++)
        if (jh_pack_slot(p, p->slot[i].name, strlen(p->slot[i].name)) < 0)
            abort();
    (void)jh_pack_rule_pass(p, slots);
    free(slots);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_embed file[FILES];
    struct jh_pack_set set;
    struct jh_err err;

    struct jh_embeds in = {file, cut(&mem, (const char *)data, (const char *)data + size, file)};
    qsort(file, in.n, sizeof *file, by_path);
    if (jh_packs_load(&mem, &in, NULL, &set, &err) != JH_OK)
        abort();
    for (size_t i = 0; i < set.nfault; i++)
        if (!set.fault[i].id || !set.fault[i].file || !set.fault[i].column || !set.fault[i].value)
            abort();
    for (size_t i = 0; i < set.n; i++)
        use(&set.pack[i]);
    return 0;
}
