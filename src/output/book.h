/* src/output/book.h - a workbook under construction: what forms and tables share. Inside output/
 * only. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/status.h"
#include <stdbool.h>
#include <xlsxwriter.h>

enum {
    JH_BOOK_ROWS = 1048000,  /* a little under Excel's 1,048,576 */
    JH_BOOK_COLUMNS = 16000, /* under 16,384 */
    JH_BOOK_SHEETS = 200,
    JH_BOOK_TEXT = 32767 /* characters in one cell */
};
#define JH_BOOK_BYTES ((size_t)512 << 20) /* of one workbook read back */

struct jh_book {
    struct jh_arena mem; /* names and texts that live as long as the workbook */
    lxw_workbook *book;
    char *path;      /* the private temporary file the library writes to */
    lxw_error error; /* the first that a write gave; asked once, at the end */
};

/* `stream`: every row goes to disk once the next begins, so rows must come in order and memory
 * stays constant. Errors: JH_E_STORE "output.no_temp_file". */
JH_NODISCARD enum jh_status jh_book_open(struct jh_book *x, const char *title, bool stream,
                                         struct jh_err *reterr);
/* A sheet with a name that Excel accepts: 31 characters, no []:*?/\, unique. */
JH_NODISCARD enum jh_status jh_book_sheet(struct jh_book *x, const char *name, lxw_worksheet **ret,
                                          struct jh_err *reterr);
/* Write the file and append its bytes to `out`. Errors: JH_E_BUG "output.xlsx", JH_E_STORE
 * "output.no_temp_file" (disk full), JH_E_LIMIT "output.text_too_long". */
JH_NODISCARD enum jh_status jh_book_finish(struct jh_book *x, struct jh_buf *out,
                                           struct jh_err *reterr);
void jh_book_drop(struct jh_book *x); /* safe after finish and on {0}; removes the temporary file */

void jh_book_keep(struct jh_book *x, lxw_error e); /* remember the first failure */
/* A message of the catalogue, in the language of forms and tables (zh-CN), in x->mem. */
struct jh_msg_arg;
char *jh_book_text(struct jh_book *x, const char *id, const struct jh_msg_arg *arg, size_t n);

lxw_format *jh_book_format(struct jh_book *x, double size, bool bold); /* font, middle, no border */
void jh_book_boxed(lxw_format *f);                                     /* thin grey border */
const char *jh_book_number_format(int decimals, bool thousands);       /* 0..9 decimals */
/* Cells first..last of one row as one. A single cell is written plainly: Excel refuses to merge it.
 */
void jh_book_merge(struct jh_book *x, lxw_worksheet *s, lxw_row_t row, int first, int last,
                   const char *text, lxw_format *f);
