/* tests/unit/test_msg.c - the catalogue: both languages complete, every id that C uses is in it. */
#include "app/rights.h"
#include "base/msg.h"
#include "t.h"
#include <dirent.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static json_t *catalogue(const char *language)
{
    char path[512];
    snprintf(path, sizeof path, "%s/data/messages.%s.json", t_root(), language);
    json_error_t fault;
    json_t *all = json_load_file(path, JSON_REJECT_DUPLICATES, &fault);
    if (!all)
        printf("%s:%d: %s\n", path, fault.line, fault.text);
    return all;
}

/* Is every {place} of `a` also in `b`? */
static bool places_in(const char *a, const char *b)
{
    for (const char *open; (open = strchr(a, '{')) != NULL;) {
        const char *close = strchr(open, '}');
        if (!close)
            return false;
        char place[64];
        size_t n = (size_t)(close - open + 1);
        if (n >= sizeof place)
            return false;
        memcpy(place, open, n);
        place[n] = 0;
        if (!strstr(b, place))
            return false;
        a = close + 1;
    }
    return true;
}

TEST(both_languages_have_the_same_keys_and_places)
{
    json_t *zh = catalogue("zh-CN"), *en = catalogue("en"), *text;
    const char *key;

    CHECK(zh && en);
    json_object_foreach(zh, key, text)
    {
        const char *other = json_string_value(json_object_get(en, key));
        if (!other || !places_in(json_string_value(text), other) ||
            !places_in(other, json_string_value(text))) {
            printf("messages: %s differs or is absent in English\n", key);
            CHECK(false);
        }
    }
    CHECK_INT(json_object_size(zh), json_object_size(en));
    json_decref(zh);
    json_decref(en);
}

/* "area.words": at least one dot, lower case; not the name of a file. */
static bool is_id(const char *s, size_t n)
{
    static const char *const files[] = {".json", ".csv",  ".md",      ".xlsx", ".sql", ".xml",
                                        ".pdf",  ".rels", ".bin",     ".xls",  ".ods", ".html",
                                        ".db",   ".txt",  ".geojson", ".docx", ".ttc", ".mjs"};
    static const char *const areas[] = {
        "base.",      "expr.",  "pack.",       "intake.",  "import.",     "balance.", "store.",
        "disparity.", "split.", "compliance.", "output.",  "report.",     "calc.",    "web.",
        "demo.",      "form.",  "explain.",    "compare.", "place.",      "rights.",  "account.",
        "session.",   "role.",  "audit.",      "request.", "submission.", "exchange."};
    bool area = false;
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++)
        area |= n > strlen(areas[i]) && memcmp(s, areas[i], strlen(areas[i])) == 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        size_t m = strlen(files[i]);
        if (n > m && memcmp(s + n - m, files[i], m) == 0)
            return false;
    }
    return area && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_.") == n && s[n - 1] != '.';
}

static void check_file(const char *path, json_t *zh)
{
    char *source = t_slurp(path, NULL);
    for (char *at = source; at && (at = strchr(at, '"')) != NULL; at++) {
        char *end = strchr(at + 1, '"');
        if (!end)
            break;
        size_t n = (size_t)(end - at - 1);
        if (n > 3 && n < 80 && is_id(at + 1, n)) {
            char id[80];
            memcpy(id, at + 1, n);
            id[n] = 0;
            if (!json_object_get(zh, id) && !jh_right_known(id)) { /* or the name of an action */
                printf("%s: message %s is not in the catalogue\n", path, id);
                CHECK(false);
            }
        }
        at = end;
    }
    free(source);
}

static void walk(const char *folder, json_t *zh)
{
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
        char path[1024];
        struct stat s;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (e->d_name[0] == '.' || stat(path, &s) != 0)
            continue;
        size_t n = strlen(path);
        if (S_ISDIR(s.st_mode))
            walk(path, zh);
        else if (strcmp(path + n - 2, ".c") == 0)
            check_file(path, zh);
    }
    if (d)
        closedir(d);
}

TEST(every_id_in_the_sources_is_in_the_catalogue)
{
    char src[512];
    json_t *zh = catalogue("zh-CN");
    snprintf(src, sizeof src, "%s/src", t_root());
    walk(src, zh);
    json_decref(zh);
}

TEST(places_are_filled)
{
    struct jh_buf out = JH_BUF(1000);
    struct jh_err err;
    (void)jh_fail(&err, JH_E_LIMIT, "base.buffer_full", JH_NOWHERE, 5, "x");
    jh_msg_err(&out, "zh-CN", &err);
    CHECK(strstr(out.data, "上限 5 字节") != NULL);
    jh_buf_clear(&out);
    jh_msg(&out, "en", "no.such_id", NULL, 0);
    CHECK_STR("no.such_id", out.data);
    jh_buf_release(&out);
}
