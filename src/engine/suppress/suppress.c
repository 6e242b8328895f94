/* src/engine/suppress/suppress.c - see suppress.h. */
#include "engine/suppress/suppress.h"
#include <math.h>

enum { FOR_NOTHING = 50 }; /* cost of hiding a 0: it protects, but says little */

/* Nodes: rows, then columns, then the whole. Edges: cells, then sums of columns. */
struct graph {
    const struct jh_suppress_in *in;
    int *value;   /* [edges] */
    bool *hidden; /* [edges] */
    size_t nodes, edges;
    long *cost; /* [nodes] of the path found so far; -1: none */
    bool *done;
    size_t *edge; /* [nodes] by which it was reached */
};

static size_t tail(const struct graph *g, size_t e)
{
    size_t cells = g->in->rows * g->in->columns;
    return e < cells ? e / g->in->columns : g->in->rows + (e - cells);
}

static size_t head(const struct graph *g, size_t e)
{
    size_t cells = g->in->rows * g->in->columns;
    return e < cells ? g->in->rows + e % g->in->columns : g->nodes - 1;
}

static long price(const struct graph *g, size_t e)
{
    return g->hidden[e] ? 0 : g->value[e] ? 1 + (long)g->value[e] : FOR_NOTHING;
}

/* Go on from node `from` over edge e, if that is a way. */
static void relax(struct graph *g, size_t from, size_t e)
{
    bool forward = tail(g, e) == from;
    size_t to = forward ? head(g, e) : tail(g, e);
    long cost = g->cost[from] + price(g, e);

    if ((!forward && g->value[e] < 1) || g->done[to] || (g->cost[to] >= 0 && g->cost[to] <= cost))
        return;
    g->cost[to] = cost;
    g->edge[to] = e;
}

/* The edges at a node are the cells of its row or column, and the sums. */
static void relax_all(struct graph *g, size_t node, size_t without)
{
    size_t rows = g->in->rows, columns = g->in->columns, cells = rows * columns;

    for (size_t c = 0; c < columns && node < rows; c++)
        if (node * columns + c != without)
            relax(g, node, node * columns + c);
    for (size_t r = 0; r < rows && node >= rows && node < rows + columns; r++)
        if (r * columns + node - rows != without)
            relax(g, node, r * columns + node - rows);
    for (size_t c = 0; c < columns && node >= rows; c++)
        if ((node == g->nodes - 1 || node == rows + c) && cells + c != without)
            relax(g, node, cells + c);
}

/* The cheapest way without one edge (Dijkstra); its cost, -1 when there is none. */
static long find_way(struct graph *g, size_t from, size_t to, size_t without)
{
    for (size_t i = 0; i < g->nodes; i++) {
        g->cost[i] = -1;
        g->done[i] = false;
    }
    g->cost[from] = 0;
    for (;;) {
        size_t next = g->nodes;
        for (size_t i = 0; i < g->nodes; i++)
            if (!g->done[i] && g->cost[i] >= 0 && (next == g->nodes || g->cost[i] < g->cost[next]))
                next = i;
        if (next == g->nodes || next == to)
            return g->cost[to];
        g->done[next] = true;
        relax_all(g, next, without);
    }
}

/* Hide the way that was found last. */
static void hide_way(struct graph *g, size_t from, size_t to)
{
    while (to != from) {
        size_t e = g->edge[to];
        g->hidden[e] = true;
        to = tail(g, e) == to ? head(g, e) : tail(g, e);
    }
}

/* One more of it, or one less: the cheaper of the two is hidden along with it. */
static bool protect(struct graph *g, size_t e)
{
    long more = find_way(g, head(g, e), tail(g, e), e);
    long less = g->value[e] ? find_way(g, tail(g, e), head(g, e), e) : -1;

    if (more < 0 && less < 0)
        return false;
    if (less >= 0 && (more < 0 || less <= more)) {
        hide_way(g, tail(g, e), head(g, e)); /* found last */
        return true;
    }
    find_way(g, head(g, e), tail(g, e), e);
    hide_way(g, head(g, e), tail(g, e));
    return true;
}

static enum jh_status load(const struct jh_suppress_in *in, struct jh_arena *mem, struct graph *g,
                           struct jh_err *reterr)
{
    size_t cells = in->rows * in->columns;

    *g =
        (struct graph){.in = in, .nodes = in->rows + in->columns + 1, .edges = cells + in->columns};
    g->value = jh_new(mem, int, g->edges + 1);
    g->hidden = jh_new(mem, bool, g->edges + 1);
    g->cost = jh_new(mem, long, g->nodes);
    g->done = jh_new(mem, bool, g->nodes);
    g->edge = jh_new(mem, size_t, g->nodes);
    for (size_t e = 0; e < cells; e++) {
        if (in->count[e] < 0)
            return jh_fail(reterr, JH_E_DATA, "suppress.count", JH_NOWHERE, in->count[e],
                           "cell %zu", e);
        g->value[e] = in->count[e];
        g->value[cells + e % in->columns] += in->count[e];
    }
    return JH_OK;
}

enum jh_status jh_suppress(const struct jh_suppress_in *in, struct jh_arena *mem,
                           struct jh_suppress_out *ret, struct jh_err *reterr)
{
    size_t cells = in->rows * in->columns;
    struct graph g;

    JH_TRY(load(in, mem, &g, reterr));
    for (size_t e = 0; e < g.edges; e++)
        g.hidden[e] = g.value[e] > 0 && g.value[e] < in->least;
    for (size_t e = 0; e < g.edges; e++)
        if (g.value[e] > 0 && g.value[e] < in->least && !protect(&g, e))
            return jh_fail(reterr, JH_E_NOSOLUTION, "suppress.one_column", JH_NOWHERE, g.value[e],
                           "%zu columns", in->columns);
    *ret = (struct jh_suppress_out){.cell = g.hidden, .column = g.hidden + cells};
    for (size_t e = 0; e < g.edges; e++)
        ret->hidden += g.hidden[e];
    return JH_OK;
}
