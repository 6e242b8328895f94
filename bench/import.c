/* bench/import.c - a large workbook read, checked and committed:
 *     import [SCHOOLS [FOLDER]]      FOLDER: where the workbooks are left
 * The pupils of 100,000 schools in 30 columns, every rule of the dictionary held, into a data file
 * that knows the schools already. Each step runs in a child, so that the peak is its own. */
#include "app/imports.h"
#include "base/embed.h"
#include "app/rights.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

struct job {
    long schools;
    char roster[96], pupils[96], db[96];
};

static void head(lxw_worksheet *sheet, const char *const *name, int n)
{
    for (int c = 0; c < n; c++)
        worksheet_write_string(sheet, 0, (lxw_col_t)c, name[c], NULL);
}

static void key(lxw_worksheet *sheet, long i, const char *third)
{
    char text[40];

    snprintf(text, sizeof text, "3143%06ld", i + 1);
    worksheet_write_string(sheet, (lxw_row_t)i + 1, 0, text, NULL);
    snprintf(text, sizeof text, "第%ld小学", i + 1);
    worksheet_write_string(sheet, (lxw_row_t)i + 1, 1, text, NULL);
    worksheet_write_string(sheet, (lxw_row_t)i + 1, 2, third, NULL);
}

static lxw_workbook *book(const char *path)
{
    lxw_workbook_options options = {.constant_memory = LXW_FALSE};
    return workbook_new_opt(path, &options);
}

static int make_roster(const struct job *job)
{
    static const char *const name[] = {"学校标识码", "学校名称", "办学类型", "举办者", "城乡类型"};
    static const char *const place[] = {"城区", "镇区", "乡村"};
    lxw_workbook *b = book(job->roster);
    lxw_worksheet *sheet = workbook_add_worksheet(b, "学校名录");

    head(sheet, name, 5);
    for (long i = 0; i < job->schools; i++) {
        key(sheet, i, "小学");
        worksheet_write_string(sheet, (lxw_row_t)i + 1, 3, "县级教育部门", NULL);
        worksheet_write_string(sheet, (lxw_row_t)i + 1, 4, place[i % 3], NULL);
    }
    return workbook_close(b) != LXW_NO_ERROR;
}

static void put_pupils(lxw_worksheet *sheet, long i)
{
    int sets = (int)(i * 7 % 5) + 1, base = 43 * sets, pupils = 0, at = 3, cell[27] = {0};

    for (int grade = 1; grade <= 6; grade++)
        pupils += cell[grade] = base + (int)((i + grade) % 3) - 1;
    cell[0] = pupils;
    cell[7] = cell[1];              /* entrants */
    cell[8] = cell[1] - (int)i % 2; /* with preschool */
    cell[9] = cell[6];              /* graduates due */
    cell[10] = cell[15] = 6 * sets; /* classes: all of 41 to 45 */
    cell[21] = 45;                  /* the largest */
    cell[23] = pupils / 50;
    cell[24] = pupils;
    cell[25] = cell[26] = pupils - (int)i % 7; /* examined, of last year's */
    for (int c = 0; c < 27; c++)
        worksheet_write_number(sheet, (lxw_row_t)i + 1, (lxw_col_t)at++, cell[c], NULL);
}

static int make_pupils(const struct job *job)
{
    static const char *const name[] = {
        "学校标识码",     "学校名称",      "学段",           "在校生数",
        "一年级",         "二年级",        "三年级",         "四年级",
        "五年级",         "六年级",        "招生数",         "招生中受过学前教育",
        "预计毕业生数",   "班数",          "25人及以下班数", "26-30人班数",
        "31-35人班数",    "36-40人班数",   "41-45人班数",    "46-50人班数",
        "51-55人班数",    "56-60人班数",   "61-65人班数",    "66人及以上班数",
        "最大班额",       "寄宿生",        "随迁子女",       "住址在划片范围内学生",
        "上年体检学生数", "上学年在校生数"};
    lxw_workbook *b = book(job->pupils);
    lxw_worksheet *sheet = workbook_add_worksheet(b, "学生与班额");

    head(sheet, name, 30);
    for (long i = 0; i < job->schools; i++) {
        key(sheet, i, "小学");
        put_pupils(sheet, i);
    }
    return workbook_close(b) != LXW_NO_ERROR;
}

static int run(const struct job *job, const char *path, const char *name)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(64 << 20);
    struct jh_pack_set packs;
    struct jh_app app = {.packs = &packs, .language = "zh-CN", .actor = jh_actor_local()};
    struct jh_err err = {0};
    const struct jh_upload upload = {.county = "430999", .name = name, .path = path, .year = 2025};
    const struct jh_import_wish wish = {.reason = "bench"};
    enum jh_status status = jh_packs_load(&mem, &jh_embed_packs, NULL, &packs, &err);

    if (status == JH_OK)
        status = jh_store_open(job->db, &app.store, &err);
    if (status == JH_OK)
        status = jh_app_import_run(&app, &upload, &wish, NULL, &out, &err);
    if (app.store)
        jh_store_close(&app.store);
    if (status == JH_OK && strstr(out.data, "\"state\":\"committed\""))
        return 0;
    fprintf(stderr, "%s: %s %s\n%.2000s\n", name, err.id, err.text, out.data ? out.data : "");
    return 1;
}

static int import_roster(const struct job *job)
{
    return run(job, job->roster, "roster.xlsx");
}

static int import_pupils(const struct job *job)
{
    return run(job, job->pupils, "pupils.xlsx");
}

/* In a child; prints what it took when it has a name. */
static bool step(int (*work)(const struct job *), const struct job *job, const char *name)
{
    struct timespec from, to;
    struct rusage used;
    int status = -1;

    clock_gettime(CLOCK_MONOTONIC, &from);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(work(job));
    if (child < 0 || wait4(child, &status, 0, &used) != child || status != 0)
        return false;
    clock_gettime(CLOCK_MONOTONIC, &to);
    double wall = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
    double cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                 (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
    if (name)
        printf("%-34s %6.2f s  (cpu %.2f s)  %6.1f MB at most\n", name, wall, cpu,
               (double)used.ru_maxrss / 1024);
    return true;
}

int main(int argc, char **argv)
{
    struct job job = {.schools = argc > 1 ? strtol(argv[1], NULL, 10) : 100000};
    char path[72];

    snprintf(path, sizeof path, "%.30s/bench-import-%ld", argc > 2 ? argv[2] : "/tmp",
             (long)getpid());
    snprintf(job.roster, sizeof job.roster, "%s.r.xlsx", path);
    snprintf(job.pupils, sizeof job.pupils, "%s.p.xlsx", path);
    snprintf(job.db, sizeof job.db, "%s.db", path);
    printf("%ld schools x 30 columns; read, checked, committed\n", job.schools);
    bool done = step(make_roster, &job, NULL) && step(make_pupils, &job, NULL) &&
                step(import_roster, &job, "roster (5 columns)") &&
                step(import_pupils, &job, "pupils (30 columns)");
    if (argc <= 2) {
        unlink(job.roster);
        unlink(job.pupils);
    }
    unlink(job.db);
    return !done;
}
