/* src/intake/xlsx.c - workbook and relations of .xlsx, whatever the parts are called. */
#include "intake/xlsx.h"

struct relations {
    struct jh_xlsx *x;
    const char *source; /* the part they belong to; "" for the package */
};

static bool ends_with(const char *text, const char *with)
{
    size_t n = strlen(text), m = strlen(with);
    return n >= m && strcmp(text + n - m, with) == 0;
}

char *jh_xlsx_relations(struct jh_arena *mem, const char *part)
{
    const char *slash = strrchr(part, '/');
    int folder = slash ? (int)(slash - part) + 1 : 0;
    return jh_arena_printf(mem, "%.*s_rels/%s.rels", folder, part, part + folder);
}

/* A relation's target as a path in the package: relative to the source's folder, "..", "/" . */
static char *resolve(struct jh_arena *mem, const char *source, const char *target)
{
    const char *slash = strrchr(source, '/');
    size_t n = slash && target[0] != '/' ? (size_t)(slash - source) : 0;
    char *path = jh_new(mem, char, n + strlen(target) + 2);

    memcpy(path, source, n);
    while (*target) {
        size_t step = strcspn(target, "/\\");
        if (step == 2 && memcmp(target, "..", 2) == 0) {
            while (n && path[n - 1] != '/')
                n--;
            n -= n > 0;
        } else if (step && !(step == 1 && *target == '.')) {
            if (n)
                path[n++] = '/';
            memcpy(path + n, target, step);
            n += step;
        }
        target += step + (target[step] != 0);
    }
    path[n] = 0;
    return path;
}

static void package_relation(void *context, const char *name, const char **attributes)
{
    struct relations *c = context;
    const char *type = jh_xml_attribute(attributes, "Type");
    const char *target = jh_xml_attribute(attributes, "Target");

    if (strcmp(name, "Relationship") == 0 && type && target && ends_with(type, "/officeDocument"))
        c->x->workbook = resolve(&c->x->mem, "", target);
}

static void workbook_relation(void *context, const char *name, const char **attributes)
{
    struct relations *c = context;
    struct jh_xlsx *x = c->x;
    const char *type = jh_xml_attribute(attributes, "Type");
    const char *target = jh_xml_attribute(attributes, "Target");
    const char *id = jh_xml_attribute(attributes, "Id");

    if (strcmp(name, "Relationship") != 0 || !type || !target || !id || strlen(target) > 4096)
        return;
    const struct jh_part *part = jh_zip_find(x->z, resolve(&x->mem, c->source, target));
    if (ends_with(type, "/vbaProject") || ends_with(type, "/xlMacrosheet"))
        jh_reading_fail(x->r, JH_E_DATA, "intake.macro", "%.100s", target);
    else if (ends_with(type, "/sharedStrings"))
        x->strings = part;
    else if (ends_with(type, "/styles"))
        x->styles = part;
    else if (ends_with(type, "/worksheet"))
        for (size_t i = 0; i < x->n; i++)
            if (x->sheet[i].relation && strcmp(x->sheet[i].relation, id) == 0)
                x->sheet[i].part = part;
}

static void add_sheet(struct jh_xlsx *x, const char **attributes)
{
    const char *name = jh_xml_attribute(attributes, "name");
    const char *state = jh_xml_attribute(attributes, "state"), *id = NULL;

    if (x->n >= (size_t)x->r->limits.sheets) {
        jh_reading_fail(x->r, JH_E_DATA, "intake.too_many_sheets", "%d", x->r->limits.sheets);
        return;
    }
    for (const char **a = attributes; *a; a += 2) /* r:id, whatever the prefix; not sheetId */
        if (ends_with(*a, ":id"))
            id = a[1];
    if (x->n == x->room) {
        size_t more = x->room ? x->room * 2 : 16;
        x->sheet = jh_arena_grow(&x->mem, x->sheet, x->n, more, sizeof *x->sheet);
        x->room = more;
    }
    x->sheet[x->n++] = (struct jh_xlsx_sheet){
        .name = jh_arena_strdup(&x->mem, name ? name : ""),
        .relation = jh_arena_strdup(&x->mem, id),
        .hidden = state && (strcmp(state, "hidden") == 0 || strcmp(state, "veryHidden") == 0)};
}

static void workbook_start(void *context, const char *name, const char **attributes)
{
    struct jh_xlsx *x = ((struct relations *)context)->x;

    if (strcmp(name, "sheet") == 0) {
        add_sheet(x, attributes);
    } else if (strcmp(name, "workbookPr") == 0) {
        const char *flag = jh_xml_attribute(attributes, "date1904");
        if (flag) /* extensions have an element of the same name, without the flag */
            x->from_1904 = strcmp(flag, "1") == 0 || strcmp(flag, "true") == 0;
    }
}

static enum jh_status read_small(struct jh_xlsx *x, const char *path,
                                 void (*start)(void *, const char *, const char **),
                                 const char *source)
{
    const struct jh_part *part = jh_zip_find(x->z, path);
    const struct jh_xml_events events = {.start = start};
    struct relations context = {x, source};

    if (!part)
        return jh_fail(x->r->err, JH_E_DATA, "intake.damaged", JH_NOWHERE, (double)NAN,
                       "%.100s is missing", path);
    return jh_xml_read(x->z, part, &events, &context);
}

enum jh_status jh_xlsx_open(struct jh_xlsx *x, struct jh_zip *z)
{
    *x = (struct jh_xlsx){.r = z->r, .z = z};
    x->text = JH_BUF(z->r->limits.string_bytes);
    x->offset = JH_BUF(z->r->limits.string_bytes);
    x->xf = JH_BUF(1 << 20);
    JH_TRY(read_small(x, "_rels/.rels", package_relation, ""));
    if (!x->workbook)
        x->workbook = "xl/workbook.xml";
    JH_TRY(read_small(x, x->workbook, workbook_start, x->workbook));
    return read_small(x, jh_xlsx_relations(&x->mem, x->workbook), workbook_relation, x->workbook);
}

void jh_xlsx_close(struct jh_xlsx *x)
{
    jh_buf_release(&x->text);
    jh_buf_release(&x->offset);
    jh_buf_release(&x->xf);
    jh_arena_free(&x->mem);
}

int jh_xlsx_column(const char *address)
{
    int column = 0;

    for (const char *p = address; *p && column < 1000000; p++) {
        if (*p >= 'A' && *p <= 'Z')
            column = column * 26 + (*p - 'A' + 1);
        else if (*p >= 'a' && *p <= 'z')
            column = column * 26 + (*p - 'a' + 1);
        else if (*p != '$')
            break;
    }
    return column - 1;
}

long jh_xlsx_index_n(const char *text, size_t n)
{
    long value = 0;
    size_t at = 0, first;

    while (at < n && text[at] == ' ')
        at++;
    for (first = at; at < n && text[at] >= '0' && text[at] <= '9' && at < first + 10; at++)
        value = value * 10 + (text[at] - '0');
    return at > first && at < first + 10 && (at == n || text[at] == ' ') ? value : -1;
}

long jh_xlsx_index(const char *text)
{
    return jh_xlsx_index_n(text, strlen(text));
}

enum jh_status jh_read_xlsx(struct jh_zip *z)
{
    JH_CLEANUP(jh_xlsx_close) struct jh_xlsx x = {0};
    struct jh_reading *r = z->r;

    r->info.format = "xlsx";
    JH_TRY(jh_xlsx_open(&x, z));
    JH_TRY(jh_xlsx_load_strings(&x));
    JH_TRY(jh_xlsx_load_styles(&x));
    for (size_t i = 0; i < x.n && !r->stopped; i++) {
        if (!x.sheet[i].part)
            jh_reading_count_sheet(r);
        else if (jh_reading_sheet(r, x.sheet[i].name, x.sheet[i].hidden))
            JH_TRY(jh_xlsx_read_sheet(&x, &x.sheet[i]));
        if (r->status != JH_OK)
            return r->status;
    }
    return JH_OK;
}
