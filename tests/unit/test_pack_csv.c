/* tests/unit/test_pack_csv.c - the tables of packs: RFC 4180 as spreadsheets write it. */
#include "pack/csv.h"
#include "pack/pack.h"
#include "t.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct jh_csv_fault fault;

static bool read_text(struct jh_arena *mem, const char *text, struct jh_csv *ret)
{
    return jh_csv_read(mem, text, strlen(text), ret, &fault);
}

TEST(cells_lines_and_quotes)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_csv t;

    CHECK(read_text(&mem,
                    "\xEF\xBB\xBF"
                    "a,b\r\n\r\n1,\"x,\n\"\"y\"\"\"\r\n,\n\"\",z",
                    &t));
    CHECK_INT(3, t.n);
    CHECK_INT(2, t.width);
    CHECK_STR("a", t.head[0]);
    CHECK_STR("x,\n\"y\"", t.cell[1]);
    CHECK_STR("", t.cell[2]);
    CHECK_STR("z", t.cell[5]);
    CHECK_INT(3, t.line[0]);
    CHECK_INT(5, t.line[1]);
    CHECK_INT(6, t.line[2]);
}

TEST(nothing_is_a_table_without_rows)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_csv t;

    CHECK(read_text(&mem, "", &t) && t.n == 0 && t.width == 0);
    CHECK(read_text(&mem, "a,b", &t) && t.n == 0 && t.width == 2);
}

static void refuse(const char *text, const char *id, long line)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_csv t;

    CHECK(!read_text(&mem, text, &t));
    CHECK_STR(id, fault.id);
    CHECK_INT(line, fault.line);
}

TEST(faults_have_their_line)
{
    refuse("a,b\n1\n", "pack.csv_ragged", 2);
    refuse("a,b\n\"1\n2,3\n", "pack.csv_quote", 2);
    refuse("a,b\n1,\"2\"3\n", "pack.csv_quote", 2);
    refuse("a,b\n1,2\"3\n", "pack.csv_quote", 2);
    refuse("a\n\xC0\x80\n", "pack.not_utf8", 0);
    refuse("a\n\xED\xA0\x80\n", "pack.not_utf8", 0);
    refuse("a\n\xF5\x80\x80\x80\n", "pack.not_utf8", 0);
    refuse("a\n\xE5\xAD", "pack.not_utf8", 0);
}

TEST(rows_and_cells_are_limited)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_csv t;
    size_t n = 2 * (JH_PACK_ROWS + 2);
    char *text = malloc(n + 1);

    for (size_t i = 0; i < n; i++)
        text[i] = i % 2 ? '\n' : 'x';
    text[n] = 0;
    CHECK(!read_text(&mem, text, &t));
    CHECK_STR("pack.too_large", fault.id);
    text[n - 2] = 0;
    CHECK(read_text(&mem, text, &t));
    CHECK_INT(JH_PACK_ROWS, t.n);
    memset(text, 'y', JH_PACK_CELL + 1);
    CHECK(!read_text(&mem, text, &t));
    CHECK_STR("pack.too_large", fault.id);
    free(text);
}
