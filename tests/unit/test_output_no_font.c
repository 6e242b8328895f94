/* tests/unit/test_output_no_font.c - a machine without Chinese fonts; a program of its own, because
 * fontconfig reads its settings once. */
#include "output/document.h"
#include "t.h"
#include <stdio.h>
#include <stdlib.h>

TEST(no_chinese_font_is_said_and_not_drawn_as_boxes)
{
    char path[600];
    struct jh_err err;
    struct jh_block block = {.kind = JH_BLOCK_TEXT, .text = "均衡"};
    struct jh_document d = {.title = "均衡", .block = &block, .nblock = 1};
    struct jh_buf out = JH_BUF(1 << 20);

    snprintf(path, sizeof path, "%s/fonts.conf", t_tmp());
    FILE *file = fopen(path, "w");
    fputs("<?xml version=\"1.0\"?><fontconfig></fontconfig>\n", file);
    fclose(file);
    setenv("FONTCONFIG_FILE", path, 1);
    CHECK(jh_document_pdf(&d, &out, &err) == JH_E_BUG);
    CHECK_STR("output.no_font", err.id);
    CHECK_INT(0, out.len);
    jh_buf_release(&out);
}
