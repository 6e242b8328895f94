/* src/output/pdf_font.c - which installed face has Chinese. */
#include "output/pdf.h"
#include <string.h>

/* Simplified Chinese faces, best first; the SC face is named because a bare "Noto Sans CJK" gives
 * the Japanese forms of many characters. */
static const char *const known[] = {"Noto Sans CJK SC",
                                    "Source Han Sans SC",
                                    "Source Han Sans CN",
                                    "Noto Serif CJK SC",
                                    "WenQuanYi Micro Hei",
                                    "WenQuanYi Zen Hei",
                                    "Microsoft YaHei",
                                    "SimHei",
                                    "SimSun"};

static bool covers(PangoFontFamily *family, PangoFontMap *map, PangoContext *context)
{
    PangoFontDescription *wanted = pango_font_description_new();
    bool ok = false;

    pango_font_description_set_family(wanted, pango_font_family_get_name(family));
    PangoFont *font = pango_font_map_load_font(map, context, wanted);
    if (font) {
        PangoCoverage *coverage =
            pango_font_get_coverage(font, pango_language_from_string("zh-cn"));
        ok = pango_coverage_get(coverage, 0x5747) == PANGO_COVERAGE_EXACT && /* 均 */
             pango_coverage_get(coverage, 0x8861) == PANGO_COVERAGE_EXACT;   /* 衡 */
        g_object_unref(coverage);
        g_object_unref(font);
    }
    pango_font_description_free(wanted);
    return ok;
}

const char *jh_pdf_family(struct jh_arena *mem, PangoFontMap *map)
{
    PangoFontFamily **family = NULL;
    const char *ret = NULL;
    int n = 0;

    pango_font_map_list_families(map, &family, &n);
    for (size_t k = 0; !ret && k < sizeof known / sizeof *known; k++)
        for (int i = 0; !ret && i < n; i++)
            if (strcmp(known[k], pango_font_family_get_name(family[i])) == 0)
                ret = known[k];
    if (!ret) {
        PangoContext *context = pango_font_map_create_context(map);
        for (int i = 0; !ret && i < n; i++)
            if (covers(family[i], map, context))
                ret = jh_arena_strdup(mem, pango_font_family_get_name(family[i]));
        g_object_unref(context);
    }
    g_free(family);
    return ret;
}
