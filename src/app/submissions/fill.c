/* src/app/submissions/fill.c - cells from a table: an item a line. */
#include "app/submissions/inside.h"
#include "intake/sheet.h"

enum { COLUMNS_MOST = JH_STAGES_MAX + 8 };

struct reading {
    struct jh_arena *mem;
    const struct jh_pack *pack;
    bool overwrite, headed;
    int item, stage, value;       /* columns, -1: none */
    int column_of[JH_STAGES_MAX]; /* column of a stage, -1 */
    struct jh_cell_in *cell;
    size_t n, room;
};

static const char *text_of(struct reading *r, const struct jh_row *row, int column)
{
    if (column < 0 || (size_t)column >= row->n || row->cell[column].kind == JH_CELL_BLANK)
        return "";
    return jh_arena_strndup(r->mem, row->cell[column].text, row->cell[column].n);
}

static bool is_one(const char *text, const char *const *word, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(text, word[i]) == 0)
            return true;
    return false;
}

static void read_heading(struct reading *r, const struct jh_row *row)
{
    static const char *const item[] = {"item", "项目", "指标", "名称"};
    static const char *const stage[] = {"stage", "学段"};
    static const char *const value[] = {"value", "值", "数值", "填报值"};

    r->item = r->stage = r->value = -1;
    for (size_t s = 0; s < JH_STAGES_MAX; s++)
        r->column_of[s] = -1;
    for (size_t c = 0; c < row->n; c++) {
        const char *text = text_of(r, row, (int)c);
        int known = jh_pack_stage_text(r->pack, text, strlen(text));
        if (is_one(text, item, 4))
            r->item = (int)c;
        else if (is_one(text, stage, 2))
            r->stage = (int)c;
        else if (is_one(text, value, 4))
            r->value = (int)c;
        else if (known >= 0)
            r->column_of[known] = (int)c;
    }
    r->headed = r->item >= 0;
}

static void add(struct reading *r, const char *item, const char *stage, const char *text)
{
    if (!*item || !*text)
        return;
    r->cell = jh_arena_room(r->mem, r->cell, r->n, &r->room, sizeof *r->cell);
    r->cell[r->n++] =
        (struct jh_cell_in){item, stage, text, r->overwrite ? (int64_t)JH_CELL_ANY : 0};
}

static bool on_sheet(void *context, int sheet, const char *name, bool hidden)
{
    (void)context, (void)name, (void)hidden;
    return sheet == 1;
}

static bool on_row(void *context, const struct jh_row *row)
{
    struct reading *r = context;

    if (!r->headed) {
        read_heading(r, row);
        return true;
    }
    const char *item = text_of(r, row, r->item);
    if (r->value >= 0)
        add(r, item, text_of(r, row, r->stage), text_of(r, row, r->value));
    for (size_t s = 0; s < r->pack->nstage; s++)
        if (r->column_of[s] >= 0)
            add(r, item, r->pack->stage[s].id, text_of(r, row, r->column_of[s]));
    return r->n <= JH_SUBMISSION_CELLS;
}

enum jh_status jh_app_submission_fill(const struct jh_app *app, const char *county, int64_t round,
                                      const char *school, const struct jh_fill *in,
                                      struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_collection c;
    struct jh_source_info info;
    struct reading r = {.mem = &mem, .overwrite = in->overwrite};
    const struct jh_intake_limits limits = {.rows = 100000};
    const struct jh_row_reader reader = {on_sheet, on_row, &r};
    const struct jh_source source = {in->path, in->bytes, in->size, in->name};

    JH_TRY(jh_may(app, "submission.fill", county, school, reterr));
    JH_TRY(jh_store_collection(app->store, &mem, county, round, &c, reterr));
    JH_TRY(jh_round_pack(app, &c, &r.pack, reterr));
    if (in->path || in->size)
        JH_TRY(jh_intake_read(&source, &limits, &reader, &info, reterr));
    if ((in->path || in->size) && !r.headed)
        return jh_fail(reterr, JH_E_DATA, "submission.no_heading", ((struct jh_at){in->name, 1}),
                       (double)NAN, "no column of items");
    const struct jh_cells_in cells = {.cell = r.cell,
                                      .n = r.n,
                                      .own_last = true,
                                      .dry_run = in->dry_run,
                                      .from_last = in->from_last,
                                      .how = "file"};
    return jh_app_submission_save(app, county, round, school, &cells, out, reterr);
}
