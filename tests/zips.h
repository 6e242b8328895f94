/* tests/zips.h - workbooks made part by part in memory, for the tests of intake. */
#pragma once
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

struct zip_text { /* one part; text NULL ends the list */
    const char *name, *text;
    size_t size; /* 0: strlen */
};

/* The zip's bytes, malloc'ed. */
static inline unsigned char *zip_of(const struct zip_text *part, size_t *ret_size)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_source_keep(memory);
    zip_t *archive = zip_open_from_source(memory, ZIP_TRUNCATE, &error);
    for (; archive && part->text; part++) {
        size_t n = part->size ? part->size : strlen(part->text);
        zip_file_add(archive, part->name, zip_source_buffer(archive, part->text, n, 0),
                     ZIP_FL_OVERWRITE);
    }
    if (!archive || zip_close(archive) != 0 || zip_source_open(memory) != 0)
        abort();
    zip_source_seek(memory, 0, SEEK_END);
    size_t size = (size_t)zip_source_tell(memory);
    zip_source_seek(memory, 0, SEEK_SET);
    unsigned char *bytes = malloc(size + 1);
    if (!bytes || zip_source_read(memory, bytes, size) != (zip_int64_t)size)
        abort();
    zip_source_close(memory);
    zip_source_free(memory);
    zip_error_fini(&error);
    *ret_size = size;
    return bytes;
}

#define ZIP_NS " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define ZIP_RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define ZIP_TYPES                                                                                  \
    {                                                                                              \
        "[Content_Types].xml",                                                                     \
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"       \
            "<Default Extension=\"rels\" "                                                         \
            "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"           \
            "<Default Extension=\"xml\" "                                                          \
            "ContentType=\"application/vnd.openxmlformats-officedocument."                         \
            "spreadsheetml.worksheet+xml\"/>"                                                      \
            "<Override PartName=\"/xl/workbook.xml\" "                                             \
            "ContentType=\"application/vnd.openxmlformats-"                                        \
            "officedocument.spreadsheetml.sheet.main+xml\"/>"                                      \
            "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-"  \
            "officedocument.spreadsheetml.styles+xml\"/>"                                          \
            "<Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"application/vnd."          \
            "openxmlformats-officedocument.spreadsheetml.sharedStrings+xml\"/></Types>",           \
            0                                                                                      \
    }
#define ZIP_ROOT                                                                                   \
    {                                                                                              \
        "_rels/.rels",                                                                             \
            "<Relationships "                                                                      \
            "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"              \
            "<Relationship Id=\"rId1\" Type=\"" ZIP_RELS                                           \
            "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",                      \
            0                                                                                      \
    }
#define ZIP_REL(id, type, target)                                                                  \
    "<Relationship Id=\"" id "\" Type=\"" ZIP_RELS "/" type "\" Target=\"" target "\"/>"
#define ZIP_BOOK_RELS(inner)                                                                       \
    {                                                                                              \
        "xl/_rels/workbook.xml.rels",                                                              \
            "<Relationships "                                                                      \
            "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" inner        \
            "</Relationships>",                                                                    \
            0                                                                                      \
    }
#define ZIP_BOOK(inner)                                                                            \
    {                                                                                              \
        "xl/workbook.xml", "<workbook" ZIP_NS " xmlns:r=\"" ZIP_RELS "\">" inner "</workbook>", 0  \
    }

/* A workbook of one sheet "表", with shared strings and styles ("" for none). */
static inline unsigned char *xlsx_of(const char *sheet, const char *strings, const char *styles,
                                     size_t *ret_size)
{
    const struct zip_text parts[] = {
        ZIP_TYPES,
        ZIP_ROOT,
        ZIP_BOOK("<sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"rId1\"/></sheets>"),
        ZIP_BOOK_RELS(ZIP_REL("rId1", "worksheet", "worksheets/sheet1.xml") ZIP_REL(
            "rId2", "styles", "styles.xml") ZIP_REL("rId3", "sharedStrings", "sharedStrings.xml")),
        {"xl/worksheets/sheet1.xml", sheet, 0},
        {"xl/sharedStrings.xml", *strings ? strings : "<sst" ZIP_NS "/>", 0},
        {"xl/styles.xml", *styles ? styles : "<styleSheet" ZIP_NS "/>", 0},
        {NULL, NULL, 0}};
    return zip_of(parts, ret_size);
}
