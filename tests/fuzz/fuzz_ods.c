/* tests/fuzz/fuzz_ods.c - .ods: the zip itself, or content.xml or the manifest in a sound one. */
#include "../zips.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || data[0] == 'P') {
        fuzz_read(data, size);
        return 0;
    }
    struct zip_text parts[] = {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0},
                               {"content.xml", "<a/>", 0},
                               {"META-INF/manifest.xml", "<a/>", 0},
                               {NULL, NULL, 0}};
    struct zip_text *part = &parts[data[0] % 8 ? 1 : 2];
    size_t n;
    part->text = (const char *)data + 1;
    part->size = size - 1;
    unsigned char *bytes = zip_of(parts, &n);
    fuzz_read(bytes, n);
    free(bytes);
    return 0;
}
