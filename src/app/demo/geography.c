/* src/app/demo/geography.c - a county's outline and its towns: Voronoi cells of made-up sites,
 * clipped to the outline, with edges roughened in the same way on both sides, so that neighbours
 * neither overlap nor gap. */
#include "app/demo/model.h"
#include "base/json.h"
#include <math.h>

enum { OUTLINE = 22, DETAIL = 4 };
#define DEGREE_STEP 1e-6 /* corners are rounded to this, about 0.1 m */

static double rounded(double degrees)
{
    return floor(degrees * 1e6 + 0.5) / 1e6; /* the nearest double: six digits are written */
}

/* A convex outline: points of an ellipse at uneven angles (a table of sines would do as well; sin
 * and cos of the C library may differ in the last bit between machines, which the rounding takes
 * away). */
static void draw_outline(struct demo_county *c, double lon, double lat)
{
    double wide = jh_rng_between(&c->rng, 0.24, 0.32), high = jh_rng_between(&c->rng, 0.17, 0.23);

    for (int i = 0; i < OUTLINE; i++) {
        double angle = 6.283185307179586 * (i + jh_rng_between(&c->rng, -0.35, 0.35)) / OUTLINE;
        c->outline[i] =
            (struct demo_point){rounded(lon + wide * cos(angle)), rounded(lat + high * sin(angle))};
    }
    c->noutline = OUTLINE;
}

/* Keep the part of a convex polygon that is nearer to `a` than to `b`. */
static size_t clip(struct demo_point *p, size_t n, struct demo_point a, struct demo_point b)
{
    struct demo_point out[JH_DEMO_CORNERS * 2];
    double nx = b.lon - a.lon, ny = b.lat - a.lat;
    double at = nx * (a.lon + b.lon) / 2 + ny * (a.lat + b.lat) / 2;
    size_t m = 0;

    for (size_t i = 0; i < n && m + 2 < JH_DEMO_CORNERS; i++) {
        struct demo_point u = p[i], v = p[(i + 1) % n];
        double du = nx * u.lon + ny * u.lat - at, dv = nx * v.lon + ny * v.lat - at;
        if (du <= 0)
            out[m++] = u;
        if ((du < 0 && dv > 0) || (du > 0 && dv < 0)) {
            double t = du / (du - dv);
            out[m++] =
                (struct demo_point){u.lon + t * (v.lon - u.lon), u.lat + t * (v.lat - u.lat)};
        }
    }
    for (size_t i = 0; i < m; i++)
        p[i] = out[i];
    return m;
}

static void cut_towns(struct demo_county *c)
{
    for (int t = 0; t < JH_DEMO_TOWNS; t++) {
        struct demo_town *town = &c->town[t];
        town->ncorner = c->noutline;
        for (size_t i = 0; i < c->noutline; i++)
            town->corner[i] = c->outline[i];
        for (int other = 0; other < JH_DEMO_TOWNS; other++)
            if (other != t)
                town->ncorner = clip(town->corner, town->ncorner, town->site, c->town[other].site);
        for (size_t i = 0; i < town->ncorner; i++)
            town->corner[i] =
                (struct demo_point){rounded(town->corner[i].lon), rounded(town->corner[i].lat)};
    }
}

/* Sites: the county seat near the middle, the others on two uneven rings around it. */
static void place_sites(struct demo_county *c, double lon, double lat)
{
    for (int t = 0; t < JH_DEMO_TOWNS; t++) {
        double ring = t < 2 ? 0.02 : t < 7 ? 0.09 : 0.17;
        double turn = t < 2 ? t * 0.5 : t < 7 ? (t - 2) / 5.0 : (t - 7) / 7.0 + 0.07;
        double angle = 6.283185307179586 * (turn + jh_rng_between(&c->rng, -0.02, 0.02));
        c->town[t].site = (struct demo_point){
            rounded(lon + ring * 1.35 * cos(angle) + jh_rng_between(&c->rng, -0.008, 0.008)),
            rounded(lat + ring * sin(angle) + jh_rng_between(&c->rng, -0.008, 0.008))};
        c->town[t].locale = t < 2 ? DEMO_URBAN : t < 7 ? DEMO_TOWN : DEMO_RURAL;
        c->town[t].area = t % JH_DEMO_AREAS;
    }
}

void demo_lay_out(struct demo_county *c, size_t number)
{
    double lon = 110.4 + 0.75 * (double)(number % 10), lat = 26.2;

    lat += 0.055 * (double)(number - number % 10);
    draw_outline(c, lon, lat);
    place_sites(c, lon, lat);
    cut_towns(c);
}

/* A place between the site and a corner of its convex cell: always inside. */
struct demo_point demo_point_in_town(struct demo_county *c, int town)
{
    const struct demo_town *t = &c->town[town];
    struct demo_point corner = t->corner[jh_rng_below(&c->rng, t->ncorner)];
    double way = jh_rng_between(&c->rng, 0.05, 0.72);

    return (struct demo_point){rounded(t->site.lon + way * (corner.lon - t->site.lon)),
                               rounded(t->site.lat + way * (corner.lat - t->site.lat))};
}

static bool same_point(struct demo_point a, struct demo_point b)
{
    return fabs(a.lon - b.lon) < DEGREE_STEP / 2 && fabs(a.lat - b.lat) < DEGREE_STEP / 2;
}

static bool lower(struct demo_point a, struct demo_point b)
{
    return a.lon < b.lon || (a.lon <= b.lon && a.lat < b.lat);
}

/* How far the middle of an edge is pushed aside: by its ends alone, so both neighbours agree. */
static double push(struct demo_point a, struct demo_point b)
{
    uint64_t key = (uint64_t)(int64_t)floor(a.lon * 1e6 + 0.5) * 1000003u ^
                   (uint64_t)(int64_t)floor(a.lat * 1e6 + 0.5) * 7919u ^
                   (uint64_t)(int64_t)floor(b.lon * 1e6 + 0.5) * 104729u ^
                   (uint64_t)(int64_t)floor(b.lat * 1e6 + 0.5);
    struct jh_rng rng;
    jh_rng_seed(&rng, key);
    return jh_rng_between(&rng, -0.09, 0.09);
}

/* The edge from a to b without its last point; drawn from its lower end, turned round when needed.
 */
static size_t rough_edge(struct demo_point a, struct demo_point b, int detail,
                         struct demo_point *ret)
{
    if (detail == 0) {
        ret[0] = a;
        return 1;
    }
    struct demo_point p = lower(a, b) ? a : b, q = lower(a, b) ? b : a;
    double by = push(p, q);
    struct demo_point middle = {rounded((p.lon + q.lon) / 2 - by * (q.lat - p.lat)),
                                rounded((p.lat + q.lat) / 2 + by * (q.lon - p.lon))};
    size_t n = rough_edge(a, middle, detail - 1, ret);
    return n + rough_edge(middle, b, detail - 1, ret + n);
}

static void ring_json(struct jh_json *j, const struct demo_point *p, size_t n)
{
    struct demo_point edge[1 << DETAIL] = {{0, 0}}, start = p[0];

    jh_json_array(j, NULL);
    for (size_t i = 0; i < n; i++) {
        if (same_point(p[i], p[(i + 1) % n]))
            continue;
        size_t m = rough_edge(p[i], p[(i + 1) % n], DETAIL, edge);
        for (size_t k = 0; k < m; k++) {
            jh_json_array(j, NULL);
            jh_json_num(j, NULL, rounded(edge[k].lon));
            jh_json_num(j, NULL, rounded(edge[k].lat));
            jh_json_end(j);
        }
    }
    jh_json_array(j, NULL);
    jh_json_num(j, NULL, rounded(start.lon));
    jh_json_num(j, NULL, rounded(start.lat));
    jh_json_end(j);
    jh_json_end(j);
}

static void feature_json(struct jh_json *j, const char *id, const char *kind, const char *name,
                         const struct demo_point *p, size_t n)
{
    jh_json_object(j, NULL);
    jh_json_str(j, "type", "Feature");
    jh_json_object(j, "properties");
    jh_json_str(j, "id", id);
    jh_json_str(j, "kind", kind);
    jh_json_str(j, "name", name);
    jh_json_end(j);
    jh_json_object(j, "geometry");
    jh_json_str(j, "type", "Polygon");
    jh_json_array(j, "coordinates");
    ring_json(j, p, n);
    jh_json_end(j);
    jh_json_end(j);
    jh_json_end(j);
}

/* Distance along the edge u-v when p lies on it, else -1. */
static double along(struct demo_point u, struct demo_point v, struct demo_point p)
{
    double dx = v.lon - u.lon, dy = v.lat - u.lat, length = sqrt(dx * dx + dy * dy);
    double t = ((p.lon - u.lon) * dx + (p.lat - u.lat) * dy) / length;
    double off = fabs((p.lon - u.lon) * dy - (p.lat - u.lat) * dx) / length;

    return off < 3 * DEGREE_STEP && t > DEGREE_STEP && t < length - DEGREE_STEP ? t : -1;
}

/* The county's corners with those of the towns that lie on its edges, in order. */
static size_t full_outline(const struct demo_county *c, struct demo_point *ret)
{
    size_t n = 0;

    for (size_t i = 0; i < c->noutline; i++) {
        struct demo_point u = c->outline[i], v = c->outline[(i + 1) % c->noutline];
        double last = 0;
        ret[n++] = u;
        for (;;) { /* the nearest corner not yet taken */
            double best = -1;
            struct demo_point at = u;
            for (int t = 0; t < JH_DEMO_TOWNS; t++)
                for (size_t k = 0; k < c->town[t].ncorner; k++) {
                    double d = along(u, v, c->town[t].corner[k]);
                    if (d > last + 2 * DEGREE_STEP && (best < 0 || d < best)) {
                        best = d;
                        at = c->town[t].corner[k];
                    }
                }
            if (best < 0)
                break;
            last = best;
            ret[n++] = at;
        }
    }
    return n;
}

void demo_boundaries(struct jh_arena *mem, const struct demo_county *c, struct jh_buf *out)
{
    struct demo_point whole[OUTLINE + JH_DEMO_TOWNS * JH_DEMO_CORNERS] = {{0, 0}};
    struct jh_json j;

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_str(&j, "type", "FeatureCollection");
    jh_json_str(&j, "crs_name", "CGCS2000");
    jh_json_str(&j, "county", c->code);
    jh_json_str(&j, "note", "合成数据 SYNTHETIC");
    jh_json_array(&j, "features");
    size_t n = full_outline(c, whole);
    feature_json(&j, "county", "county", c->name, whole, n);
    for (int t = 0; t < JH_DEMO_TOWNS; t++)
        feature_json(&j, jh_arena_printf(mem, "town-%02d", t + 1), "town", c->town[t].name,
                     c->town[t].corner, c->town[t].ncorner);
    jh_json_end(&j);
    jh_json_end(&j);
}
