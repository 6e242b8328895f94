/* tools/pinyin.c - write data/pinyin.csv: how Chinese characters are read, for the search of names.
 *     cc tools/pinyin.c -licuuc -licui18n -o /tmp/pinyin && /tmp/pinyin > data/pinyin.csv
 * ICU is 31 MB and is not needed to build: its table is made once and kept (62 KB), because it
 * changes only when a reading is corrected. Run again after an update of ICU.
 * any: the usual reading. surname: the reading at the head of a name where it is another one.
 * compound: surnames of two characters with a reading of their own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { FIRST = 0x3400, LAST = 0x9FFF, SYLLABLES = 1000 };

static UTransliterator *rules(const char *id)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar wide[100];
    u_uastrcpy(wide, id);
    UTransliterator *t = utrans_openU(wide, -1, UTRANS_FORWARD, NULL, 0, NULL, &e);
    if (U_FAILURE(e))
        exit(1);
    return t;
}

static void reading(UTransliterator *t, int c, char *ret)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar text[64] = {(UChar)c, 0};
    int32_t n = 1, limit = 1;
    utrans_transUChars(t, text, &n, 64, 0, &limit, &e);
    u_austrcpy(ret, text);
}

static void put(int c)
{
    printf("%c%c%c", 0xE0 | c >> 12, 0x80 | (c >> 6 & 63), 0x80 | (c & 63));
}

static int compare(const void *a, const void *b)
{
    return strcmp(a, b);
}

int main(void)
{
    static const char *const not_surnames = "\u957F\u7B60\u9753\u91CD\u5CD9"; /* read as usual */
    static const char *const compound[][2] = {
        {"\u5C09\u8FDF", "yu chi"},    {"\u4E07\u4FDF", "mo qi"},   {"\u5355\u4E8E", "chan yu"},
        {"\u957F\u5B59", "zhang sun"}, {"\u6FB9\u53F0", "tan tai"}, {"\u4EE4\u72D0", "ling hu"}};
    static char of[LAST + 1][16], syllable[SYLLABLES][16];
    UTransliterator *any = rules("Han-Latin; Latin-ASCII; Lower");
    UTransliterator *names = rules("Han-Latin/Names; Latin-ASCII; Lower");
    size_t n = 0;

    for (int c = FIRST; c <= LAST; c++) {
        reading(any, c, of[c]);
        if (of[c][0] < 'a' || of[c][0] > 'z' || strlen(of[c]) > 7)
            of[c][0] = 0;
        else if (!bsearch(of[c], syllable, n, sizeof *syllable, compare)) {
            memcpy(syllable[n++], of[c], sizeof *syllable);
            qsort(syllable, n, sizeof *syllable, compare);
        }
    }
    puts("kind,reading,characters");
    for (size_t i = 0; i < n; i++) {
        printf("any,%s,", syllable[i]);
        for (int c = FIRST; c <= LAST; c++)
            if (strcmp(of[c], syllable[i]) == 0)
                put(c);
        putchar('\n');
    }
    for (int c = FIRST; c <= LAST; c++) {
        char name[64], sign[4] = {(char)(0xE0 | c >> 12), (char)(0x80 | (c >> 6 & 63)),
                                  (char)(0x80 | (c & 63)), 0};
        reading(names, c, name);
        if (!of[c][0] || strcmp(name, of[c]) == 0 || strstr(not_surnames, sign) ||
            strcmp(sign, "\u5C09") == 0)
            continue;
        printf("surname,%s,%s\n", name, sign);
    }
    for (size_t i = 0; i < sizeof compound / sizeof *compound; i++)
        printf("compound,%s,%s\n", compound[i][1], compound[i][0]);
    return 0;
}
