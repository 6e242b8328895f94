/* src/cli/cmd_import.c - junheng import: files and folders in, each atomic; list and undo. */
#include "app/imports.h"
#include "base/msg.h"
#include "base/num.h"
#include "cli/cli.h"
#include <dirent.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    FILES_MOST = 20000,
    JSON_MOST = 256 * 1024 * 1024,
    CELLS_SHOWN = 5,
    DEPTH_MOST = 8,
    MAP_MOST = 1 << 20
};

struct wishes {
    const char *form, *map, *mapping, *errors, *reason, *undo;
    bool dry_run, accept, list;
};

struct paths {
    struct jh_arena *mem;
    const char *path[FILES_MOST];
    size_t n;
};

static bool readable(const char *name)
{
    static const char *const endings[] = {".xlsx", ".xls", ".ods",    ".csv",
                                          ".txt",  ".tsv", ".geojson"};
    size_t n = strlen(name);

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t m = strlen(endings[i]);
        if (n > m && strcmp(name + n - m, endings[i]) == 0)
            return name[0] != '.' && name[0] != '~';
    }
    return false;
}

/* A file as it is named; of a folder all tables below it. */
static void add_path(struct paths *all, const char *path, int depth)
{
    struct stat s;

    if (stat(path, &s) != 0 || !S_ISDIR(s.st_mode)) {
        if (all->n < FILES_MOST)
            all->path[all->n++] = jh_arena_strdup(all->mem, path);
        return;
    }
    DIR *folder = opendir(path);
    for (struct dirent *e; folder && depth < DEPTH_MOST && (e = readdir(folder)) != NULL;) {
        const char *below = jh_arena_printf(all->mem, "%s/%s", path, e->d_name);
        if (e->d_name[0] == '.')
            continue;
        if (stat(below, &s) == 0 && (S_ISDIR(s.st_mode) || readable(e->d_name)))
            add_path(all, below, depth + 1);
    }
    if (folder)
        closedir(folder);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static const char *text(json_t *from, const char *key)
{
    const char *value = json_string_value(json_object_get(from, key));
    return value ? value : "";
}

static void print_group(FILE *out, const char *language, json_t *group)
{
    static const char *const ids[][2] = {
        {"error", "cli.grade_error"}, {"explain", "cli.grade_explain"}, {"hint", "cli.grade_hint"}};
    JH_CLEANUP(jh_buf_release) struct jh_buf grade = JH_BUF(200);
    json_t *first = json_object_get(group, "first"), *p;
    size_t i;

    for (i = 0; i < 3; i++)
        if (strcmp(ids[i][0], text(group, "grade")) == 0)
            jh_msg(&grade, language, ids[i][1], NULL, 0);
    fprintf(out, "  [%s] %s  ×%lld  (%s)\n", grade.data ? grade.data : "", text(group, "title"),
            (long long)json_integer_value(json_object_get(group, "count")), text(group, "rule"));
    json_array_foreach(first, i, p)
    {
        if (i == CELLS_SHOWN)
            break;
        fprintf(out, "      %s!%s  %s\n", text(p, "sheet"), text(p, "cell"), text(p, "text"));
    }
    if (*text(group, "way_out"))
        fprintf(out, "      → %s\n", text(group, "way_out"));
}

static void say(FILE *out, const char *language, const char *id, const struct jh_msg_arg *args,
                size_t n)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf line = JH_BUF(4000);
    jh_msg(&line, language, id, args, n);
    fprintf(out, "%s\n", line.data ? line.data : "");
}

/* One import in words; the exit code. */
static int report(const char *language, const char *path, json_t *import)
{
    json_t *groups = json_object_get(json_object_get(import, "problems"), "groups"), *group;
    const char *state = text(import, "state");
    char number[24], id[60];
    size_t i;

    snprintf(number, sizeof number, "%lld",
             (long long)json_integer_value(json_object_get(import, "import")));
    printf("%s\n", path);
    json_array_foreach(groups, i, group) print_group(stdout, language, group);
    printf("  %s\n", text(json_object_get(import, "reconciliation"), "text"));
    snprintf(id, sizeof id, "cli.import_%s", state);
    const struct jh_msg_arg args[] = {{"import", number}};
    printf("  ");
    say(stdout, language, id, args, 1);
    return strcmp(state, "committed") == 0 ? 0 : jh_status_exit(JH_E_DATA);
}

/* The user's choice of columns: a JSON file with sheets. Columns that were chosen by hand and are
 * silently not used would be worse than none. */
static bool read_map(const struct jh_cli *c, struct jh_arena *mem, const char *path,
                     const char **ret, int *ret_code)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf file = JH_BUF(MAP_MOST);
    struct jh_err err;
    bool read = path && jh_cli_read(path, &file, &err) == JH_OK;
    const char *bytes = *ret =
        read ? jh_arena_strndup(mem, file.data ? file.data : "", file.len) : NULL;
    json_error_t fault = {.line = 0};
    json_t *root = bytes ? json_loads(bytes, JSON_REJECT_DUPLICATES, &fault) : NULL;
    bool fits = json_is_array(json_object_get(root, "sheets"));

    json_decref(root);
    if (!path || fits)
        return true;
    jh_fail(&err, bytes ? JH_E_DATA : JH_E_NOTFOUND, bytes ? "cli.map_bad" : "cli.map_unread",
            ((struct jh_at){path, bytes ? fault.line : 0}), (double)NAN, "%.120s",
            bytes && fault.line > 0 ? fault.text : "{\"sheets\": [...]}");
    *ret_code = jh_cli_error(c->app.language, &err);
    return false;
}

static int give_back(struct jh_cli *c, const struct wishes *w, json_t *import)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf bytes = JH_BUF(JSON_MOST);
    const char *county = text(json_object_get(import, "county"), "id");
    struct jh_err err;

    if (jh_app_import_annotated(&c->app, county,
                                json_integer_value(json_object_get(import, "import")), &bytes,
                                &err) != JH_OK)
        return jh_cli_error(c->app.language, &err);
    return jh_cli_write(c->app.language, w->errors, bytes.data, bytes.len);
}

/* Was it refused because a roster that may come later is missing? */
static bool wants_roster(json_t *import)
{
    json_t *groups = json_object_get(json_object_get(import, "problems"), "groups"), *group;
    size_t i;

    json_array_foreach(groups, i, group)
    {
        if (strcmp(text(group, "rule"), "import.unknown_school") == 0)
            return true;
    }
    return false;
}

/* A file that does not tell its county is of the only one there is. It is asked first all the same,
 * for it may be of another; and read again then, for what the county's headings mean is remembered
 * with the county. */
static enum jh_status run_file(struct jh_cli *c, struct jh_upload *upload,
                               const struct jh_import_wish *wish,
                               const struct jh_progress *progress, struct jh_buf *out,
                               struct jh_err *reterr)
{
    enum jh_status status = jh_app_import_run(&c->app, upload, wish, progress, out, reterr);

    if (status == JH_OK || upload->county || !c->ask.county ||
        (strcmp(reterr->id, "import.county_unknown") != 0 &&
         strcmp(reterr->id, "import.not_recognised") != 0))
        return status;
    upload->county = c->ask.county;
    JH_TRY(jh_app_import_run(&c->app, upload, wish, progress, out, reterr));
    const struct jh_msg_arg args[] = {{"file", upload->name}, {"county", upload->county}};
    say(stderr, c->app.language, "cli.import_only_county", args, 2);
    return JH_OK;
}

/* `ret_later`: not NULL while other files are to come; set, and nothing told, when the file had
 * better wait for them. */
static int import_one(struct jh_cli *c, const struct jh_common *common, const struct wishes *w,
                      const char *path, bool *ret_later)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JSON_MOST);
    struct jh_cli_bar bar = {.language = common->language};
    const struct jh_progress progress = {jh_cli_progress, &bar};
    struct jh_upload upload = {.county = common->county,
                               .name = file_name(path),
                               .path = path,
                               .year = c->ask.year,
                               .pack = common->pack,
                               .form = w->form,
                               .mapping = w->mapping};
    const struct jh_import_wish wish = {
        .dry_run = w->dry_run, .accept_rejected = w->accept, .reason = w->reason};
    struct jh_err err;

    if (run_file(c, &upload, &wish, &progress, &out, &err) != JH_OK) {
        fprintf(stderr, "%s\n", path);
        return jh_cli_error(common->language, &err);
    }
    json_t *import = json_loadb(out.data, out.len, 0, NULL);
    if (ret_later && strcmp(text(import, "state"), "committed") != 0 && wants_roster(import) &&
        jh_app_import_discard(&c->app, text(json_object_get(import, "county"), "id"),
                              json_integer_value(json_object_get(import, "import")),
                              &err) == JH_OK) {
        *ret_later = true;
        json_decref(import);
        return 0;
    }
    int code = w->dry_run && json_is_true(json_object_get(import, "can_commit")) ? 0 : -1;
    if (common->json)
        printf("%s\n", out.data);
    int told =
        common->json
            ? (strcmp(text(import, "state"), "committed") == 0 ? 0 : jh_status_exit(JH_E_DATA))
            : report(common->language, path, import);
    if (w->errors && told != 0)
        give_back(c, w, import);
    if (w->dry_run &&
        jh_app_import_discard(&c->app, text(json_object_get(import, "county"), "id"),
                              json_integer_value(json_object_get(import, "import")), &err) != JH_OK)
        told = jh_cli_error(common->language, &err);
    json_decref(import);
    return code == 0 ? 0 : told;
}

/* One line of the list of imports. */
static void print_import(const struct jh_common *common, json_t *item)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf state = JH_BUF(200);
    char id[60];

    snprintf(id, sizeof id, "cli.import_state_%s", text(item, "state"));
    jh_msg(&state, common->language, id, NULL, 0);
    printf("%4lld  %s  %s  %s  %s\n",
           (long long)json_integer_value(json_object_get(item, "import")),
           state.data ? state.data : "", text(item, "created"), text(item, "file"),
           text(json_object_get(item, "reconciliation"), "text"));
}

static int list_imports(struct jh_cli *c, const struct jh_common *common)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JSON_MOST);
    struct jh_err err;
    json_t *item;
    size_t i;

    if (jh_app_imports_json(&c->app, c->ask.county, &out, &err) != JH_OK)
        return jh_cli_error(common->language, &err);
    if (common->json) {
        printf("%s\n", out.data);
        return 0;
    }
    json_t *root = json_loadb(out.data, out.len, 0, NULL);
    json_array_foreach(json_object_get(root, "items"), i, item) print_import(common, item);
    json_decref(root);
    return 0;
}

static int undo_import(struct jh_cli *c, const struct jh_common *common, const char *which)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(JSON_MOST);
    struct jh_err err;
    double id;

    if (!jh_num_parse(which, strlen(which), &id))
        id = 0;
    if (jh_app_import_undo(&c->app, c->ask.county, (int64_t)id, &out, &err) != JH_OK)
        return jh_cli_error(common->language, &err);
    const struct jh_msg_arg args[] = {{"import", which}};
    say(stdout, common->language, "cli.import_undone", args, 1);
    return 0;
}

static int import_all(struct jh_cli *c, const struct jh_common *common, const struct wishes *w,
                      int argc, char **argv)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct paths *all = jh_new(&mem, struct paths, 1);
    struct wishes with = *w;
    int worst = 0;

    if (!read_map(c, &mem, w->map, &with.mapping, &worst))
        return worst;

    all->mem = &mem;
    for (int i = 0; i < argc; i++)
        add_path(all, argv[i], 0);
    qsort(all->path, all->n, sizeof *all->path, by_path);
    enum { MANY = 20 }; /* files: fewer are over before it pays */
    if (all->n >= MANY)
        jh_app_import_many(&c->app, true);
    size_t later = 0; /* files that name schools of a roster that has not come yet wait for it */
    for (size_t i = 0; i < all->n; i++) {
        bool wait = false;
        int code = import_one(c, common, &with, all->path[i], i + 1 < all->n ? &wait : NULL);
        if (wait)
            all->path[later++] = all->path[i];
        worst = code > worst ? code : worst;
    }
    for (size_t i = 0; i < later; i++) {
        int code = import_one(c, common, &with, all->path[i], NULL);
        worst = code > worst ? code : worst;
    }
    if (all->n >= MANY)
        jh_app_import_many(&c->app, false);
    return worst;
}

static int run(const struct jh_command *self, int argc, char **argv)
{
    struct jh_common common = {0};
    struct wishes w = {0};
    const struct jh_option options[] = {{"form", &w.form, NULL, "FORM"},
                                        {"map", &w.map, NULL, "FILE.json"},
                                        {"errors", &w.errors, NULL, "OUT.xlsx"},
                                        {"reason", &w.reason, NULL, "TEXT"},
                                        {"undo", &w.undo, NULL, "N"},
                                        {"dry-run", NULL, &w.dry_run, NULL},
                                        {"accept-rejected", NULL, &w.accept, NULL},
                                        {"list", NULL, &w.list, NULL}};
    int args, exit_code = 0;
    struct jh_cli c;

    if (!jh_cli_options(self, argc, argv, options, sizeof options / sizeof *options, &common, &args,
                        &exit_code) ||
        !jh_cli_open(&c, &common, &exit_code))
        return exit_code;
    if ((w.list || w.undo) && !jh_cli_county(&c, &exit_code)) {
        jh_cli_close(&c);
        return exit_code;
    }
    if (w.list)
        exit_code = list_imports(&c, &common);
    else if (w.undo)
        exit_code = undo_import(&c, &common, w.undo);
    else if (args == 0)
        jh_cli_help(stderr, common.language, self, options, sizeof options / sizeof *options, true),
            exit_code = jh_status_exit(JH_E_USAGE);
    else
        exit_code = import_all(&c, &common, &w, args, argv);
    jh_cli_close(&c);
    return exit_code;
}

const struct jh_command jh_cmd_import = {"import", run};
