/* tests/fuzz/fuzz_xlsx.c - .xlsx: the zip itself (input begins with PK), or one part of a sound zip
 * (the first byte chooses which), so that a checksum does not end each try. What can be annotated
 * must be readable afterwards. */
#include "../zips.h"
#include "fuzz.h"
#include "intake/annotate.h"

static const char sheet[] =
    "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>4"
    "</v></c></row></sheetData></worksheet>";
static const char strings[] = "<sst><si><t>a</t></si></sst>";
static const char styles[] =
    "<styleSheet><fills><fill/><fill/></fills><cellXfs><xf numFmtId=\"0\" fillId=\"0\"/><xf "
    "numFmtId=\"14\" fillId=\"0\"/></cellXfs></styleSheet>";

/* All that is read, as one number. */
static uint64_t seen;

static bool note_row(void *context, const struct jh_row *row)
{
    seen = seen * 31 + (uint64_t)row->row;
    for (size_t i = 0; i < row->n; i++) {
        const struct jh_cell *c = &row->cell[i];
        seen = seen * 31 + (uint64_t)c->kind * 2 + c->formula;
        for (size_t k = 0; k < c->n; k++)
            seen = seen * 31 + (unsigned char)c->text[k];
    }
    return fuzz_row(context, row);
}

/* Plain rows by hand and all rows by the parser must come to the same, refusals included. */
static void compare(const unsigned char *bytes, size_t n)
{
    const struct jh_row_reader reader = {fuzz_sheet, note_row, NULL};
    const struct jh_source source = {.bytes = bytes, .size = n, .name = "fuzz"};
    struct jh_intake_limits limits = fuzz_limits;
    struct jh_err err[2] = {0};
    uint64_t sum[2];

    for (int way = 0; way < 2; way++) {
        limits.parser_alone = way;
        seen = 0;
        if (jh_intake_read(&source, &limits, &reader, NULL, &err[way]) != JH_OK && !err[way].id)
            abort();
        sum[way] = seen;
    }
    if (sum[0] != sum[1] || err[0].at.row != err[1].at.row || !err[0].id != !err[1].id ||
        (err[0].id && strcmp(err[0].id, err[1].id) != 0))
        abort();
}

static void mark(const unsigned char *bytes, size_t n)
{
    static const struct jh_mark marks[] = {
        {1, 1, -1, 0, "a<b"}, {1, 1, 1, 1, "c"}, {1, 3, 2, 2, "d"}};
    const struct jh_source source = {.bytes = bytes, .size = n, .name = "fuzz"};
    struct jh_buf out = JH_BUF(64 << 20);
    struct jh_err err = {0};

    if (fuzz_read(bytes, n) == JH_OK && jh_annotate(&source, marks, 3, "h", &out, &err) == JH_OK) {
        struct jh_intake_limits roomy = fuzz_limits;
        const struct jh_row_reader reader = {fuzz_sheet, fuzz_row, NULL};
        roomy.rows += 10;
        roomy.columns += 10;
        if (jh_intake_read(&(struct jh_source){.bytes = out.data, .size = out.len}, &roomy, &reader,
                           NULL, &err) != JH_OK)
            abort();
    }
    jh_buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size || data[0] == 'P') {
        fuzz_read(data, size);
        return 0;
    }
    struct zip_text parts[] = {ZIP_TYPES,
                               ZIP_ROOT,
                               ZIP_BOOK("<sheets><sheet name=\"a\" r:id=\"r1\"/></sheets>"),
                               ZIP_BOOK_RELS(ZIP_REL("r1", "worksheet", "s.xml")
                                                 ZIP_REL("r2", "styles", "t.xml")
                                                     ZIP_REL("r3", "sharedStrings", "u.xml")),
                               {"xl/s.xml", sheet, 0},
                               {"xl/t.xml", styles, 0},
                               {"xl/u.xml", strings, 0},
                               {NULL, NULL, 0}};
    static const int chosen[] = {4, 4, 4, 5, 5, 6, 2, 3, 1};
    struct zip_text *part = &parts[chosen[data[0] % 9]];
    size_t n;
    part->text = (const char *)data + 1;
    part->size = size - 1;
    if (!part->size)
        part->text = "";
    unsigned char *bytes = zip_of(parts, &n);
    compare(bytes, n);
    mark(bytes, n);
    free(bytes);
    return 0;
}
