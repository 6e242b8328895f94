/* src/intake/source.c - what a file is, by its bytes; then its reader. See sheet.h. */
#include "intake/reading.h"
#include <ctype.h>
#include <math.h>
#include <strings.h>

enum { HEAD = 4096 };

struct magic {
    const char *bytes;
    size_t n;
    const char *what;
};

static const struct magic known[] = {
    {"%PDF", 4, "PDF"},
    {"\xFF\xD8\xFF", 3, "JPEG"},
    {"\x89PNG", 4, "PNG"},
    {"GIF8", 4, "GIF"},
    {"Rar!", 4, "RAR"},
    {"7z\xBC\xAF\x27\x1C", 6, "7-Zip"},
    {"\x1F\x8B", 2, "gzip"},
    {"{\\rtf", 5, "RTF"},
    {"SQLite format 3", 15, "SQLite"},
    {"\x7F"
     "ELF",
     4, "ELF"},
    {"MZ", 2, "EXE"},
    {"BZh", 3, "bzip2"},
    {"\xFD"
     "7zXZ",
     5, "xz"},
    {"II*\0", 4, "TIFF"},
    {"MM\0*", 4, "TIFF"},
};

static bool begins(const char *head, size_t n, const char *with, size_t m)
{
    return n >= m && memcmp(head, with, m) == 0;
}

static enum jh_status refuse(struct jh_reading *r, const char *id, const char *what)
{
    return jh_fail(r->err, JH_E_DATA, id, JH_NOWHERE, (double)NAN, "%s", what);
}

static bool contains(const char *head, size_t n, const char *what)
{
    size_t m = strlen(what);
    for (size_t i = 0; i + m <= n; i++)
        if (strncasecmp(head + i, what, m) == 0)
            return true;
    return false;
}

/* Web pages and XML that bear the name of a spreadsheet: exports of school platforms do this. */
static const char *marked_up(const char *head, size_t n)
{
    size_t at = n >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    while (at < n && isspace((unsigned char)head[at]))
        at++;
    if (n - at > 13 && strncasecmp(head + at, "MIME-Version:", 13) == 0)
        return "intake.html_as_xls";
    if (at >= n || head[at] != '<')
        return NULL;
    if (contains(head, n, "urn:schemas-microsoft-com:office:spreadsheet"))
        return "intake.xml_as_xls";
    static const char *const tags[] = {"<html",  "<!doctype html", "<table", "<meta",   "<head",
                                       "<style", "<body",          "<div",   "<script", "<center"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (contains(head, n, tags[i]))
            return "intake.html_as_xls";
    if (contains(head, n, "<?xml"))
        return "intake.unknown_format";
    return NULL;
}

static const char *foreign(const char *head, size_t n)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (begins(head, n, known[i].bytes, known[i].n) &&
            (known[i].n > 3 || memchr(head, 0, n))) /* "MZ" may begin a text */
            return known[i].what;
    return NULL;
}

static enum jh_status read_any(struct jh_reading *r)
{
    char head[HEAD];
    size_t n = jh_input_read(&r->in, 0, head, sizeof head);

    if (begins(head, n, "PK\3\4", 4) || begins(head, n, "PK\5\6", 4) ||
        begins(head, n, "PK00PK", 6))
        return jh_read_zip(r);
    if (begins(head, n, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8))
        return jh_read_ole(r);
    if (n >= 4 && head[0] == 9 && (head[1] == 0 || head[1] == 2 || head[1] == 4 || head[1] == 8) &&
        head[3] == 0) /* a worksheet of Excel 2 to 4, without a container */
        return refuse(r, "intake.xls_unread", "Excel 2-4");
    const char *what = foreign(head, n), *id = marked_up(head, n);
    if (what)
        return refuse(r, "intake.unknown_format", what);
    if (id)
        return refuse(r, id, strcmp(id, "intake.unknown_format") == 0 ? "XML" : "");
    return jh_read_csv(r);
}

enum jh_status jh_intake_read(const struct jh_source *source, const struct jh_intake_limits *limits,
                              const struct jh_row_reader *reader, struct jh_source_info *ret,
                              struct jh_err *reterr)
{
    JH_CLEANUP(jh_reading_close) struct jh_reading r;

    JH_TRY(jh_reading_open(&r, source, limits, reader, reterr));
    JH_TRY(read_any(&r));
    if (!r.info.rows && !r.stopped && !r.skipped)
        return jh_fail(reterr, JH_E_DATA, "intake.empty", JH_NOWHERE, 0, "no cell holds anything");
    if (ret)
        *ret = r.info;
    return JH_OK;
}
