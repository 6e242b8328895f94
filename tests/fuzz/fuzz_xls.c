/* tests/fuzz/fuzz_xls.c - .xls: the compound file, or only the workbook's records in a sound one.
 */
#include "fuzz.h"

enum { SECTOR = 512, MOST = 60 * 1024 };

static void put32(uint8_t *p, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(value >> (8 * i));
}

static void put_entry(uint8_t *p, const char *name, int type, uint32_t start, uint32_t size)
{
    size_t n = strlen(name);

    for (size_t i = 0; i < n; i++)
        p[i * 2] = (uint8_t)name[i];
    p[64] = (uint8_t)(n * 2 + 2);
    p[66] = (uint8_t)type;
    put32(p + 116, start);
    put32(p + 120, size);
}

/* Sector 0 is the table, 1 the folder, 2.. the workbook. */
static size_t wrap(uint8_t *file, const uint8_t *records, size_t n)
{
    static const uint8_t magic[] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};
    size_t sectors = (n + SECTOR - 1) / SECTOR;
    uint8_t *fat = file + SECTOR, *folder = fat + SECTOR;

    memset(file, 0, (size_t)SECTOR * 3);
    memcpy(file, magic, sizeof magic);
    file[30] = 9;
    put32(file + 48, 1);
    put32(file + 60, 0xFFFFFFFE);
    put32(file + 68, 0xFFFFFFFE);
    memset(file + 76, 0xFF, SECTOR - 76);
    put32(file + 76, 0);
    memset(fat, 0xFF, SECTOR);
    put32(fat, 0xFFFFFFFD);
    put32(fat + 4, 0xFFFFFFFE);
    for (size_t i = 0; i < sectors; i++)
        put32(fat + (2 + i) * 4, i + 1 < sectors ? (uint32_t)(3 + i) : 0xFFFFFFFE);
    put_entry(folder, "Root Entry", 5, 0xFFFFFFFE, 0);
    put_entry(folder + 128, "Workbook", 2, 2, (uint32_t)n);
    memset(folder + SECTOR, 0, sectors * SECTOR);
    memcpy(folder + SECTOR, records, n);
    return SECTOR * (3 + sectors);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size || data[0] == 0xD0) {
        fuzz_read(data, size);
        return 0;
    }
    uint8_t *file = malloc(SECTOR * 4 + MOST);
    size_t n = size - 1 < MOST ? size - 1 : MOST;
    if (!file)
        abort();
    fuzz_read(file, wrap(file, data + 1, n));
    free(file);
    return 0;
}
