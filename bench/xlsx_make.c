/* bench/xlsx_make.c - a workbook as large as wanted:
 *     xlsx_make FILE ROWS COLUMNS
 * A third of the columns hold shared strings, a third whole numbers, a third decimals. */
#include <stdio.h>
#include <stdlib.h>
#include <xlsxwriter.h>

static void write_cell(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column)
{
    char text[64];
    double n = (double)row * 7919 + column * 104729;

    if (column % 3 == 0) {
        snprintf(text, sizeof text, "第%u小学", (unsigned)(row * 31 + column) % 20000);
        worksheet_write_string(sheet, row, column, text, NULL);
    } else {
        worksheet_write_number(sheet, row, column, column % 3 == 1 ? n : n / 100, NULL);
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: xlsx_make FILE ROWS COLUMNS\n", stderr);
        return 2;
    }
    long rows = strtol(argv[2], NULL, 10), columns = strtol(argv[3], NULL, 10);
    lxw_workbook *book = workbook_new(argv[1]);
    lxw_worksheet *sheet = workbook_add_worksheet(book, "数据");
    for (long r = 0; r < rows; r++)
        for (long c = 0; c < columns; c++)
            write_cell(sheet, (lxw_row_t)r, (lxw_col_t)c);
    return workbook_close(book) != LXW_NO_ERROR;
}
