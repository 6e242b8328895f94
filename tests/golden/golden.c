/* tests/golden/golden.c - see golden.h. */
#include "golden/golden.h"
#include "base/num.h"
#include "t.h"
#include <math.h>

double golden_number(const char **at)
{
    const char *s = *at + strspn(*at, " ;,\t");
    size_t n = strcspn(s, " ;,\t\r\n");
    double x;

    *at = s + n;
    if (n == 3 && memcmp(s, "nan", 3) == 0)
        return (double)NAN;
    if (!jh_num_parse(s, n, &x)) {
        printf("not a number: %.*s\n", (int)n, s);
        CHECK(!"a number");
        return (double)NAN;
    }
    return x;
}

static void read_rows(struct golden *g, const char *text)
{
    for (g->n = 0; *text && g->n < GOLDEN_ROWS; g->n++) {
        g->a[g->n] = golden_number(&text);
        g->b[g->n] = golden_number(&text);
        text += strspn(text, " ;");
    }
}

/* Where a named column is in the first line of a CSV without quotes; -1: nowhere. */
static int column_of(const char *head, const char *name)
{
    size_t n = strlen(name);

    for (int column = 0; *head && *head != '\n'; column++) {
        size_t length = strcspn(head, ",\r\n");
        if (length == n && memcmp(head, name, n) == 0)
            return column;
        head += length + (head[length] == ',');
    }
    return -1;
}

static double field(const char *line, int column)
{
    while (column-- > 0)
        line += strcspn(line, ",") + 1;
    return golden_number(&line);
}

static void read_table(struct golden *g, char *text)
{
    char *word[4] = {0}, path[1000];

    for (int i = 0; i < 4 && *text; i++) {
        word[i] = text;
        text += strcspn(text, " ");
        if (*text)
            *text++ = 0;
    }
    CHECK(word[3] != NULL);
    snprintf(path, sizeof path, "%s/tests/data/%s", t_root(), word[0]);
    char *csv = t_slurp(path, NULL);
    CHECK(csv != NULL);
    if (!csv || !word[3])
        return;
    int a = column_of(csv, word[1]), b = column_of(csv, word[2]), c = column_of(csv, word[3]);
    CHECK(a >= 0 && b >= 0 && c >= 0);
    g->n = 0;
    for (char *line = strchr(csv, '\n'); line && line[1] && g->n < GOLDEN_ROWS;
         line = strchr(line, '\n'), g->n++) {
        line++;
        g->a[g->n] = field(line, a);
        g->b[g->n] = field(line, b);
        g->group[g->n] = (int)field(line, c);
        if (g->group[g->n] >= g->ngroup)
            g->ngroup = g->group[g->n] + 1;
    }
    free(csv);
}

static void read_line(struct golden *g, char *line)
{
    size_t key = strcspn(line, " ");
    char *text = line + key + strspn(line + key, " ");
    const char *at = text;

    line[key] = 0;
    if (strcmp(line, "origin") == 0) {
        g->origin = text;
    } else if (strcmp(line, "tolerance") == 0) {
        g->tolerance = golden_number(&at);
    } else if (strcmp(line, "expect") == 0 && g->nexpect < GOLDEN_EXPECTS) {
        size_t n = strcspn(text, " ");
        at = text + n;
        g->expect[g->nexpect].value = golden_number(&at);
        g->expect[g->nexpect++].name = text;
        text[n] = 0;
    } else if (strcmp(line, "stages") == 0) {
        read_rows(g, text);
    } else {
        g->kind = line;
        g->text = text;
        if (strcmp(line, "rows") == 0)
            read_rows(g, text);
        else if (strcmp(line, "table") == 0)
            read_table(g, text);
    }
}

static void finish(struct golden *g, void (*test)(const struct golden *g))
{
    if (!g->kind)
        return;
    CHECK(g->origin != NULL && g->nexpect > 0);
    test(g);
    g->kind = g->origin = NULL;
    g->nexpect = g->n = 0;
    g->ngroup = 0;
}

void golden_run(const char *file, void (*test)(const struct golden *g))
{
    static struct golden g;
    char path[1000];
    int number = 0;

    snprintf(path, sizeof path, "%s/tests/golden/%s", t_root(), file);
    char *all = t_slurp(path, NULL);
    CHECK(all != NULL);
    memset(&g, 0, sizeof g);
    g.file = file;
    for (char *line = all, *next; line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = 0;
        number++;
        if (!g.kind && !g.origin)
            g.line = number;
        if (!*line)
            finish(&g, test);
        else if (*line != '#')
            read_line(&g, line);
    }
    finish(&g, test);
    free(all);
}

void golden_check(const struct golden *g, size_t i, double got)
{
    double want = g->expect[i].value;
    bool ok = want != want ? got != got : fabs(want - got) <= g->tolerance;

    if (!ok)
        printf("%s:%d: %s: want %.17g got %.17g (%s)\n", g->file, g->line, g->expect[i].name, want,
               got, g->origin);
    CHECK(ok);
}
