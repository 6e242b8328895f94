/* tests/unit/test_hostile.c - files made to harm: each is refused by name, in little time and
 * memory. The reading runs in a child, whose peak is measured. */
#include "base/buf.h"
#include "intake/sheet.h"
#include "t.h"
#include "zips.h"
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifdef JH_SANITIZED
enum { MOST_KIB = 400 * 1024 }; /* the sanitizer keeps freed memory */
#else
enum { MOST_KIB = 24 * 1024 };
#endif
enum { MOST_SECONDS = 8 };

static struct jh_source_info info;
static struct jh_intake_limits limits; /* {0}: those of every import */
static struct jh_err err;

static enum jh_status read_all(const void *bytes, size_t n)
{
    const struct jh_row_reader nobody = {0};
    err = (struct jh_err){.id = ""};
    return jh_intake_read(&(struct jh_source){.bytes = bytes, .size = n, .name = "x.xlsx"}, &limits,
                          &nobody, &info, &err);
}

struct answer {
    enum jh_status status;
    long kib; /* more than at the start */
    char id[64];
};

/* Read in a child; check its appetite and its answer. */
static void refused(const void *bytes, size_t n, const char *want_id)
{
    struct answer answer = {0};
    int link[2], status = 0;
    time_t start = time(NULL);

    CHECK(pipe(link) == 0);
    pid_t child = fork();
    if (child == 0) {
        struct rusage before, after; /* a child begins with its parent's pages */
        getrusage(RUSAGE_SELF, &before);
        answer.status = read_all(bytes, n);
        getrusage(RUSAGE_SELF, &after);
        answer.kib = after.ru_maxrss - before.ru_maxrss;
        snprintf(answer.id, sizeof answer.id, "%s", answer.status == JH_OK ? "" : err.id);
        _exit(write(link[1], &answer, sizeof answer) != sizeof answer);
    }
    close(link[1]);
    CHECK(read(link[0], &answer, sizeof answer) == sizeof answer);
    close(link[0]);
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK_STR(want_id, answer.id);
    CHECK(answer.status != JH_OK);
    CHECK(answer.kib < MOST_KIB);
    CHECK(time(NULL) - start < MOST_SECONDS);
}

static void sheet_refused(const struct jh_buf *sheet, const char *want_id)
{
    size_t n;
    unsigned char *bytes = xlsx_of(sheet->data, "", "", &n);
    refused(bytes, n, want_id);
    free(bytes);
}

static void repeat(struct jh_buf *b, const char *text, int times)
{
    for (int i = 0; i < times; i++)
        jh_buf_adds(b, text);
}

TEST(bombs)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf b = JH_BUF(64 << 20);
    size_t n;
    jh_buf_adds(&b, "<worksheet><sheetData>");
    repeat(&b, "                                ", 1 << 20);
    jh_buf_adds(&b, "</sheetData></worksheet>");
    sheet_refused(&b, "intake.bomb");
    jh_buf_clear(&b);
    jh_buf_adds(&b, "<sst><si><t>");
    repeat(&b, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1 << 20);
    unsigned char *bytes = xlsx_of("<worksheet/>", b.data, "", &n);
    refused(bytes, n, "intake.bomb");
    free(bytes);
    jh_buf_clear(&b);
    jh_buf_adds(&b, "<worksheet>");
    repeat(&b, "<a>", 100000);
    sheet_refused(&b, "intake.bomb");
}

TEST(floods_of_names_and_endless_tags)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf b = JH_BUF(64 << 20);
    jh_buf_adds(&b, "<worksheet>");
    for (int i = 0; i < 5000; i++)
        jh_buf_addf(&b, "<n%d/>", i + 100000);
    sheet_refused(&b, "intake.bomb");
    jh_buf_clear(&b);
    jh_buf_adds(&b, "<worksheet><sheetData>");
    for (int i = 0; i < 5000; i++)
        jh_buf_addf(&b, "<c n%d=\"\"/>", i + 100000);
    sheet_refused(&b, "intake.bomb");
    jh_buf_clear(&b);
    jh_buf_adds(&b, "<worksheet a=\"");
    for (int i = 0; i < 400000; i++)
        jh_buf_addf(&b, "%llx", (unsigned long long)t_random());
    sheet_refused(&b, "intake.bomb");
}

TEST(entities)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf b = JH_BUF(1 << 20);
    jh_buf_adds(&b, "<!DOCTYPE w [<!ENTITY a0 \"ha\">");
    for (int i = 0; i < 30; i++)
        jh_buf_addf(&b, "<!ENTITY a%d \"&a%d;&a%d;\">", i + 1, i, i);
    jh_buf_adds(&b, "]><worksheet>&a30;</worksheet>");
    sheet_refused(&b, "intake.entities");
    jh_buf_clear(&b);
    jh_buf_adds(&b, "<!DOCTYPE w SYSTEM \"file:///etc/passwd\"><worksheet/>");
    sheet_refused(&b, "intake.entities");
    jh_buf_clear(&b);
    jh_buf_adds(&b, "<worksheet>&unknown;</worksheet>");
    sheet_refused(&b, "intake.damaged");
}

TEST(rows_columns_and_cells_without_end)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf b = JH_BUF(64 << 20);
    repeat(&b, "1,2\n", 1200000);
    refused(b.data, b.len, "intake.too_many_rows");
    jh_buf_clear(&b);
    repeat(&b, "1,", 1000000);
    refused(b.data, b.len, "intake.too_many_columns");
    jh_buf_clear(&b);
    repeat(&b, "字", 1000000);
    refused(b.data, b.len, "intake.cell_too_long");
    jh_buf_clear(&b);
    jh_buf_adds(&b, "a,\"");
    repeat(&b, "b,c\n", 1000000);
    refused(b.data, b.len, "intake.quote_open");
    jh_buf_clear(&b);
    jh_buf_adds(&b, "<worksheet><sheetData>");
    for (int i = 1; i < 21000; i++) /* addresses keep the ratio low */
        jh_buf_addf(&b, "<row r=\"%d\"><c><v>%u</v></c></row>", i, (unsigned)(t_random() % 90000));
    limits.rows = 20000; /* a million would take the test a while to write */
    sheet_refused(&b, "intake.too_many_rows");
    limits.rows = 0;
    jh_buf_clear(&b);
    jh_buf_adds(&b, "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>");
    for (int i = 0; i < 5000; i++)
        jh_buf_addf(&b, "%llx", (unsigned long long)t_random());
    sheet_refused(&b, "intake.cell_too_long");
}

static void zip_refused(const struct zip_text *parts, const char *want_id)
{
    size_t n;
    unsigned char *bytes = zip_of(parts, &n);
    refused(bytes, n, want_id);
    free(bytes);
}

TEST(names_and_numbers_of_parts)
{
    static const char *const bad[] = {
        "../../etc/passwd", "/etc/passwd", "a/../../b", "..\\x", "C:\\x", "XL/Workbook.xml"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        zip_refused(
            (const struct zip_text[]){
                ZIP_TYPES, ZIP_ROOT, ZIP_BOOK("<sheets/>"), {bad[i], "x", 0}, {NULL, NULL, 0}},
            "intake.damaged");
    struct zip_text *many = calloc(12002, sizeof *many);
    char(*names)[16] = calloc(12001, sizeof *names);
    for (int i = 0; many && names && i < 12001; i++) {
        snprintf(names[i], sizeof *names, "p%d", i);
        many[i] = (struct zip_text){names[i], "x", 1};
    }
    zip_refused(many, "intake.bomb");
    free(many);
    free(names);
    unsigned char claim[40] = "PK\3\4..............PK\5\6";
    memset(claim + 22, 0, 18);
    claim[28] = claim[29] = 0x7F; /* 32639 parts */
    refused(claim, sizeof claim, "intake.bomb");
}

TEST(macros_passwords_and_other_kinds)
{
#define BOOK ZIP_TYPES, ZIP_ROOT, ZIP_BOOK("<sheets/>"), ZIP_BOOK_RELS("")
#define MIME(kind)                                                                                 \
    {                                                                                              \
        "mimetype", "application/vnd.oasis.opendocument." kind, 0                                  \
    }
#define LAST                                                                                       \
    {                                                                                              \
        NULL, NULL, 0                                                                              \
    }
    typedef const struct zip_text parts[];
    zip_refused((parts){BOOK, {"xl/vbaProject.bin", "x", 0}, LAST}, "intake.macro");
    zip_refused((parts){BOOK, {"xl/macrosheets/sheet1.xml", "x", 0}, LAST}, "intake.macro");
    zip_refused((parts){MIME("spreadsheet"), {"Basic/Standard/M.xml", "x", 0}, LAST},
                "intake.macro");
    zip_refused((parts){MIME("spreadsheet"),
                        {"META-INF/manifest.xml", "<m><m:encryption-data/></m>", 0},
                        LAST},
                "intake.password");
    zip_refused((parts){MIME("spreadsheet"), LAST}, "intake.damaged");
    zip_refused((parts){MIME("text"), {"content.xml", "<a/>", 0}, LAST}, "intake.unknown_format");
    zip_refused((parts){ZIP_TYPES, ZIP_ROOT, {"word/document.xml", "<a/>", 0}, LAST},
                "intake.unknown_format");
    zip_refused((parts){ZIP_TYPES, ZIP_ROOT, {"xl/workbook.bin", "x", 0}, LAST},
                "intake.unknown_format");
    zip_refused((parts){{"名册.txt", "x", 0}, LAST}, "intake.unknown_format");
}

static unsigned char *sample(const char *name, size_t *ret_n)
{
    char path[512];
    snprintf(path, sizeof path, "%s/tests/data/%s", t_root(), name);
    char *bytes = t_slurp(path, ret_n);
    if (!bytes)
        abort();
    return (unsigned char *)bytes;
}

/* Give the sample's folder entry `from` another name. */
static void rename_entry(unsigned char *bytes, size_t n, const char *from, const char *to)
{
    unsigned char old[64] = {0}, new[64] = {0};
    for (size_t i = 0; from[i]; i++)
        old[i * 2] = (unsigned char)from[i];
    for (size_t i = 0; to[i]; i++)
        new[i * 2] = (unsigned char)to[i];
    for (size_t i = 0; i + 128 <= n; i += 128)
        if (memcmp(bytes + i, old, 64) == 0) {
            memcpy(bytes + i, new, 64);
            return;
        }
    CHECK(!"the sample has this entry");
}

TEST(old_files_with_macros_and_passwords)
{
    static const struct {
        const char *from, *to, *id;
    } cases[] = {{"Workbook", "EncryptedPackage", "intake.password"},
                 {"\005SummaryInformation", "_VBA_PROJECT_CUR", "intake.macro"},
                 {"Workbook", "WordDocument", "intake.unknown_format"},
                 {"Workbook", "Other", "intake.unknown_format"}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned char *bytes = sample("sample.xls", &n);
        rename_entry(bytes, n, cases[i].from, cases[i].to);
        refused(bytes, n, cases[i].id);
        free(bytes);
    }
    unsigned char *bytes = sample("sample.xls", &n);
    static const unsigned char second[] = {0xE1, 0x00, 0x02, 0x00}; /* INTERFACEHDR */
    size_t at = 0;
    while (at + 4 < n && memcmp(bytes + at, second, 4) != 0)
        at++;
    CHECK(at + 4 < n);
    bytes[at] = 0x2F; /* FILEPASS */
    refused(bytes, n, "intake.password");
    free(bytes);
}

TEST(files_that_end_early)
{
    static const char *const names[] = {"sample.xlsx", "sample.ods", "sample.xls"};
    for (size_t i = 0; i < 3; i++) {
        size_t n;
        unsigned char *bytes = sample(names[i], &n);
        for (size_t cut = 9; cut + 40 < n; cut += 97) {
            unsigned char *part = malloc(cut);
            if (!part || !bytes)
                abort();
            memcpy(part, bytes, cut);
            enum jh_status status = read_all(part, cut);
            CHECK(i == 2 || status != JH_OK); /* an .xls may end with what nobody needs */
            if (i < 2)
                CHECK_STR("intake.truncated", err.id);
            free(part);
        }
        free(bytes);
    }
}

TEST(prop_damaged_samples_end_in_an_answer)
{
    static const char *const names[] = {"sample.xlsx", "sample.ods", "sample.xls"};
    for (int trial = 0; trial < 600; trial++) {
        size_t n;
        unsigned char *bytes = sample(names[trial % 3], &n);
        for (uint64_t k = t_random() % 20 + 1; k; k--)
            bytes[t_random() % n] = (unsigned char)(t_random() % 3 ? t_random() : 0xFF);
        if (read_all(bytes, n) != JH_OK)
            CHECK(strncmp(err.id, "intake.", 7) == 0);
        free(bytes);
    }
}

TEST(prop_random_bytes_are_refused)
{
    for (int trial = 0; trial < 500; trial++) {
        unsigned char bytes[3000];
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (unsigned char)t_random();
        if (trial % 50 == 0) { /* noise that begins like UTF-16 */
            bytes[0] = trial % 100 ? 0xFF : 0xFE;
            bytes[1] = trial % 100 ? 0xFE : 0xFF;
        }
        CHECK(read_all(bytes, sizeof bytes) != JH_OK);
        CHECK_STR("intake.unknown_format", err.id);
    }
}
