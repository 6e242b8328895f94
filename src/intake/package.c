/* src/intake/package.c - which office format a zip holds. */
#include "intake/xlsx.h"
#include <strings.h>

enum { MIME = 100 };

static enum jh_status refuse(struct jh_zip *z, const char *id, const char *what)
{
    return jh_fail(z->r->err, JH_E_DATA, id, JH_NOWHERE, (double)NAN, "%s", what);
}

static bool ends_with(const char *text, const char *with)
{
    size_t n = strlen(text), m = strlen(with);
    return n >= m && strcasecmp(text + n - m, with) == 0;
}

static bool starts_with(const char *text, const char *with)
{
    return strncasecmp(text, with, strlen(with)) == 0;
}

/* Code that an office program would run: VBA, macro sheets of Excel 4, Basic and scripts of ODF. */
static const char *macro_part(const struct jh_zip *z)
{
    for (size_t i = 0; i < z->n; i++) {
        const char *name = z->part[i].name;
        bool basic = starts_with(name, "Basic/") && ends_with(name, ".xml") &&
                     !ends_with(name, "script-lc.xml") && !ends_with(name, "script-lb.xml");
        if (ends_with(name, "vbaProject.bin") || starts_with(name, "xl/macrosheets/") || basic ||
            (starts_with(name, "Scripts/") && !ends_with(name, "/")))
            return name;
    }
    return NULL;
}

static enum jh_status read_mime(struct jh_zip *z, char ret[MIME + 1])
{
    JH_CLEANUP(jh_part_close) struct jh_part_file f = {0};
    const struct jh_part *part = jh_zip_find(z, "mimetype");
    size_t n = 0;

    ret[0] = 0;
    if (!part)
        return JH_OK;
    JH_TRY(jh_part_open(&f, z, part));
    JH_TRY(jh_part_read(&f, ret, MIME, &n));
    ret[n] = 0;
    return JH_OK;
}

static const char *foreign(const struct jh_zip *z)
{
    static const struct {
        const char *part, *what;
    } known[] = {{"xl/workbook.bin", "XLSB"},      {"word/document.xml", "DOCX"},
                 {"ppt/presentation.xml", "PPTX"}, {"Index/Document.iwa", "Numbers"},
                 {"content.xml", "ODF"},           {"META-INF/MANIFEST.MF", "JAR"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (jh_zip_find(z, known[i].part))
            return known[i].what;
    return "ZIP";
}

static enum jh_status read_package(struct jh_zip *z)
{
    char mime[MIME + 1];

    JH_TRY(read_mime(z, mime));
    const char *macro = macro_part(z), *what = foreign(z);
    bool ods = starts_with(mime, "application/vnd.oasis.opendocument.spreadsheet");
    bool xlsx = jh_zip_find(z, "[Content_Types].xml") && jh_zip_find(z, "_rels/.rels");
    if (!ods && (!xlsx || (strcmp(what, "ZIP") != 0 && strcmp(what, "ODF") != 0)))
        return refuse(z, "intake.unknown_format", what);
    if (macro)
        return refuse(z, "intake.macro", macro);
    return ods ? jh_read_ods(z) : jh_read_xlsx(z);
}

enum jh_status jh_read_zip(struct jh_reading *r)
{
    JH_CLEANUP(jh_zip_close) struct jh_zip z = {0};

    JH_TRY(jh_zip_open(&z, r));
    return read_package(&z);
}
