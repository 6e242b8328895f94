/* src/app/rights_table.c - see rights_table.h. */
#include "app/rights_table.h"
#include "base/embed.h"
#include "pack/csv.h"
#include <assert.h>
#include <pthread.h>

enum { FAULTS_MOST = 64 * 1024 };

struct parser {
    const struct jh_csv *csv;
    struct jh_rights *to;
    struct jh_buf *faults;
    bool bad;
};

static void fault(struct parser *p, long line, const char *column, const char *text,
                  const char *value)
{
    jh_buf_addf(p->faults, "rights.csv:%ld %s: %s: \"%.60s\"\n", line, column, text, value);
    p->bad = true;
}

static bool word(const char *const *list, size_t n, const char *text, size_t length,
                 unsigned char *ret)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(list[i]) == length && strncmp(list[i], text, length) == 0) {
            *ret = (unsigned char)i;
            return true;
        }
    return false;
}

/* "plain", or "plain/masked": inside the grant's reach, and of anybody else. */
static bool view_cell(const char *text, unsigned char *inside, unsigned char *outside)
{
    static const char *const views[] = {"sealed", "masked", "plain"};
    size_t n = strcspn(text, "/");

    *outside = JH_FIELD_SEALED;
    if (!word(views, 3, text, n, inside))
        return false;
    return !text[n] || word(views, 3, text + n + 1, strlen(text + n + 1), outside);
}

static bool reach_cell(const char *text, unsigned char *ret)
{
    static const char *const reaches[] = {"-", "own", "class", "school", "group", "county"};
    return word(reaches, 6, text, strlen(text), ret);
}

static bool yes_cell(struct parser *p, long line, const char *column, const char *text)
{
    if (*text && strcmp(text, "yes") != 0)
        fault(p, line, column, "want yes or nothing", text);
    return *text != 0;
}

static void parse_heads(struct parser *p)
{
    const struct jh_csv *c = p->csv;

    if (c->width < 4 || c->width - 3 > JH_ROLES_MOST || strcmp(c->head[0], "right") != 0 ||
        strcmp(c->head[c->width - 2], "two_person") != 0 ||
        strcmp(c->head[c->width - 1], "second_factor") != 0) {
        fault(p, 1, "-", "want right, roles, two_person, second_factor", "");
        return;
    }
    for (size_t i = 1; i + 2 < c->width; i++) {
        if (!*c->head[i] || jh_role_index(p->to, c->head[i]) >= 0)
            fault(p, 1, c->head[i], "a role is named once", c->head[i]);
        p->to->role[p->to->nrole++] = c->head[i];
    }
}

static void parse_row(struct parser *p, size_t row)
{
    const struct jh_csv *c = p->csv;
    const char *const *cell = &c->cell[row * c->width];
    struct jh_right *r = &p->to->right[p->to->n];
    size_t nrole = p->to->nrole;
    long line = c->line[row];

    *r = (struct jh_right){.id = cell[0], .field = strncmp(cell[0], "field.", 6) == 0};
    if (!*r->id || jh_right_find(p->to, r->id))
        fault(p, line, "right", "a right is named once", r->id);
    for (size_t i = 0; i < nrole; i++) {
        const char *text = cell[1 + i];
        bool good =
            r->field ? view_cell(text, &r->cell[i], &r->outside[i]) : reach_cell(text, &r->cell[i]);
        if (!good)
            fault(p, line, p->to->role[i], "no such reach or view", text);
    }
    r->two_person = yes_cell(p, line, "two_person", cell[nrole + 1]);
    r->second_factor = yes_cell(p, line, "second_factor", cell[nrole + 2]);
    p->to->n++;
}

bool jh_rights_parse(struct jh_arena *mem, const char *bytes, size_t n, struct jh_rights *ret,
                     struct jh_buf *faults)
{
    struct jh_csv csv;
    struct jh_csv_fault broken;
    struct parser p = {&csv, ret, faults, false};

    *ret = (struct jh_rights){0};
    if (!jh_csv_read(mem, bytes, n, &csv, &broken)) {
        fault(&p, broken.line, "-", broken.id, "");
        return false;
    }
    parse_heads(&p);
    ret->right = jh_new(mem, struct jh_right, csv.n + 1);
    for (size_t i = 0; ret->nrole && i < csv.n; i++)
        parse_row(&p, i);
    if (!jh_right_find(ret, "role"))
        fault(&p, 1, "right", "the row that says what each role's grant names is missing", "role");
    return !p.bad;
}

static struct jh_rights table; /* read once, kept for the life of the process */
static struct jh_arena table_mem;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void)
{
    const struct jh_embed *file = jh_embed_find(&jh_embed_data, "rights.csv");
    JH_CLEANUP(jh_buf_release) struct jh_buf faults = JH_BUF(FAULTS_MOST);

    assert(file);
    bool good = jh_rights_parse(&table_mem, (const char *)file->data, file->size, &table, &faults);
    if (!good) /* nobody may do anything: never served, tests/unit/test_rights.c fails first */
        table = (struct jh_rights){0};
}

const struct jh_rights *jh_rights(void)
{
    pthread_once(&once, load);
    return &table;
}

const struct jh_right *jh_right_find(const struct jh_rights *t, const char *id)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->right[i].id, id) == 0)
            return &t->right[i];
    return NULL;
}

int jh_role_index(const struct jh_rights *t, const char *role)
{
    for (size_t i = 0; i < t->nrole; i++)
        if (strcmp(t->role[i], role) == 0)
            return (int)i;
    return -1;
}
