/* src/app/demo/people_files.c - rosters as files: text as the national system exports it, and
 * workbooks. */
#include "app/demo/people.h"
#include "output/table.h"
#include <string.h>

static bool long_number(const char *text)
{
    size_t n = strspn(text, "0123456789");
    return n >= 10 && (!text[n] || (text[n] == 'X' && !text[n + 1]));
}

enum jh_status demo_roster_text(const struct demo_roster *r, char separator, struct jh_buf *out,
                                struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(JH_DEMO_BYTES);

    for (size_t row = 0; row <= r->n; row++) {
        for (size_t c = 0; c < r->columns; c++) {
            const char *cell = row ? r->cell[(row - 1) * r->columns + c] : r->heading[c];
            if (c)
                jh_buf_addc(&text, separator);
            if (long_number(cell))
                jh_buf_addc(&text, '\'');
            jh_buf_adds(&text, cell);
        }
        jh_buf_adds(&text, "\r\n");
    }
    JH_TRY(jh_buf_check(&text, reterr));
    return demo_gb18030(&text, out, reterr);
}

static const char *const grade_name[] = {"名册",   "一年级", "二年级", "三年级", "四年级",
                                         "五年级", "六年级", "七年级", "八年级", "九年级"};

/* The rows of one grade (0: all) as a table. */
static struct jh_table table_of(const struct demo_roster *r, int grade,
                                const struct jh_column *column)
{
    struct jh_field *field = jh_new(r->mem, struct jh_field, (r->n + 1) * r->columns);
    size_t n = 0;

    for (size_t row = 0; row < r->n; row++) {
        if (grade && r->grade[row] != grade)
            continue;
        for (size_t c = 0; c < r->columns; c++)
            field[n * r->columns + c] = (struct jh_field){.text = r->cell[row * r->columns + c]};
        n++;
    }
    return (struct jh_table){.title = grade_name[grade],
                             .subtitle = "合成数据 SYNTHETIC",
                             .column = column,
                             .ncolumn = r->columns,
                             .field = field,
                             .nrow = n};
}

enum jh_status demo_roster_xlsx(const struct demo_roster *r, struct jh_buf *out,
                                struct jh_err *reterr)
{
    struct jh_column *column = jh_new(r->mem, struct jh_column, r->columns);
    struct jh_table table[10];
    size_t n = 0;

    for (size_t c = 0; c < r->columns; c++)
        column[c] = (struct jh_column){.heading = r->heading[c], .unit = "", .kind = JH_COL_TEXT};
    if (r->columns != DEMO_PUPIL_COLUMNS) {
        table[n++] = table_of(r, 0, column);
    } else {
        for (int g = 1; g <= 9; g++) {
            table[n] = table_of(r, g, column);
            n += table[n].nrow > 0;
        }
    }
    return jh_table_xlsx(table, n, out, reterr);
}
