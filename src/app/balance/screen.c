/* src/app/balance/screen.c - see screen.h. */
#include "app/balance/screen.h"
#include "output/width.h"
#include <math.h>
#include <string.h>

enum { GAP = 2 }; /* blanks between columns */

enum jh_tone jh_screen_tone_of(enum jh_verdict v)
{
    return v == JH_PASS ? JH_TONE_GOOD : v == JH_FAIL ? JH_TONE_BAD : JH_TONE_WARN;
}

const char *jh_screen_verdict(const struct jh_app *app, struct jh_arena *mem, enum jh_verdict v)
{
    return jh_say(app, mem,
                  v == JH_PASS   ? "balance.screen.pass"
                  : v == JH_FAIL ? "balance.screen.fail"
                                 : "balance.screen.unknown",
                  NULL, 0);
}

void jh_screen_tone(struct jh_buf *out, const char *text, enum jh_tone tone, bool colour)
{
    static const char *const code[] = {[JH_TONE_PLAIN] = "",
                                       [JH_TONE_GOOD] = "\033[32m",
                                       [JH_TONE_BAD] = "\033[31m",
                                       [JH_TONE_WARN] = "\033[33m",
                                       [JH_TONE_MUTED] = "\033[2m"};

    if (colour && *code[tone]) {
        jh_buf_adds(out, code[tone]);
        jh_buf_adds(out, text);
        jh_buf_adds(out, "\033[0m");
    } else {
        jh_buf_adds(out, text);
    }
}

static void blanks(struct jh_buf *out, size_t n)
{
    while (n-- > 0)
        jh_buf_addc(out, ' ');
}

/* Lines end with their last character. */
static void end_line(struct jh_buf *out)
{
    while (out->len && out->data[out->len - 1] == ' ')
        out->data[--out->len] = 0;
    jh_buf_addc(out, '\n');
}

static size_t wide(const char *text)
{
    return (size_t)(jh_display_width(text) + 0.5);
}

static void cell(struct jh_buf *out, const char *text, size_t width, bool right, bool last,
                 enum jh_tone tone, bool colour)
{
    size_t own = wide(text), fill = width > own ? width - own : 0;

    if (right)
        blanks(out, fill);
    jh_screen_tone(out, text, tone, colour);
    if (!right && !last)
        blanks(out, fill);
    if (!last)
        blanks(out, GAP);
}

void jh_screen_table(struct jh_buf *out, const struct jh_table *t, bool colour)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena tmp = {0};
    size_t *width = jh_new(&tmp, size_t, t->ncolumn + 1);

    for (size_t k = 0; k < t->ncolumn; k++) {
        width[k] = wide(t->column[k].heading);
        for (size_t r = 0; r < t->nrow; r++) {
            size_t w = wide(t->field[r * t->ncolumn + k].text);
            width[k] = w > width[k] ? w : width[k];
        }
    }
    blanks(out, GAP);
    for (size_t k = 0; k < t->ncolumn; k++)
        cell(out, t->column[k].heading, width[k], t->column[k].kind == JH_COL_NUMBER,
             k + 1 == t->ncolumn, JH_TONE_MUTED, colour);
    end_line(out);
    for (size_t r = 0; r < t->nrow; r++) {
        blanks(out, GAP);
        for (size_t k = 0; k < t->ncolumn; k++) {
            const struct jh_field *f = &t->field[r * t->ncolumn + k];
            cell(out, f->text, width[k], t->column[k].kind == JH_COL_NUMBER, k + 1 == t->ncolumn,
                 f->tone, colour);
        }
        end_line(out);
    }
}

void jh_screen_start(struct jh_screen *s, const struct jh_app *app, struct jh_arena *mem,
                     size_t columns)
{
    *s = (struct jh_screen){.app = app, .mem = mem};
    s->column = jh_new(mem, struct jh_column, columns);
    s->table.column = s->column;
    s->table.title = s->table.subtitle = "";
}

void jh_screen_column(struct jh_screen *s, const char *heading_id, bool number)
{
    s->column[s->table.ncolumn++] =
        (struct jh_column){.heading = jh_say(s->app, s->mem, heading_id, NULL, 0),
                           .unit = "",
                           .kind = number ? JH_COL_NUMBER : JH_COL_TEXT};
}

static void push(struct jh_screen *s, struct jh_field field)
{
    if (s->at == s->room) {
        size_t room = s->room ? 2 * s->room : 256;
        s->field = jh_arena_grow(s->mem, s->field, s->at, room, sizeof *s->field);
        s->room = room;
    }
    s->field[s->at++] = field;
}

void jh_screen_put(struct jh_screen *s, const char *text, enum jh_tone tone)
{
    push(s, (struct jh_field){text, (double)NAN, tone});
}

void jh_screen_number(struct jh_screen *s, double value, int decimals, enum jh_tone tone)
{
    size_t k = s->table.ncolumn ? s->at % s->table.ncolumn : 0;

    if (decimals > s->column[k].decimals)
        s->column[k].decimals = decimals;
    push(s, (struct jh_field){jh_number_text(s->mem, value, decimals), value, tone});
}

enum jh_status jh_screen_end(struct jh_screen *s, const struct jh_text_style *style,
                             struct jh_buf *out, struct jh_err *reterr)
{
    s->table.field = s->field;
    s->table.nrow = s->table.ncolumn ? s->at / s->table.ncolumn : 0;
    if (style->csv)
        return jh_table_csv(&s->table, out, reterr);
    jh_screen_table(out, &s->table, style->colour);
    return JH_OK;
}
