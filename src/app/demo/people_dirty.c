/* src/app/demo/people_dirty.c - rosters with planted faults, a fault a row, their list, and the
 * same rosters put right. */
#include "app/demo/people.h"
#include "base/idno.h"
#include "intake/sheet.h"
#include <stdio.h>
#include <string.h>

enum { FAULTS = 64, LEAST = 120 };

struct plant {
    const char *heading;     /* the cell that is changed */
    const char *at;          /* the cell that is told; NULL: the same */
    const char *rule, *what; /* what is told, and why */
    enum {
        TEXT,      /* these words */
        LAST_SIGN, /* of the number: another check character */
        ROUNDED,   /* the last three digits 000, as a spreadsheet leaves them */
        ABOVE,     /* the cell of the row above */
        ROW_ABOVE, /* the whole row above */
        SLIP,      /* the row above with one digit of the number changed, and its check mended */
        NEXT_YEAR, /* the birth a year later than the number says */
        OTHER_SEX,
        YOUNG /* number and birth of a child two years younger */
    } change;
    const char *text;
};

static const struct plant pupil_plant[] = {
    {"身份证件号", NULL, "people.id_check", "校验码不对", LAST_SIGN, NULL},
    {"身份证件号", NULL, "people.id_rounded", "被当作数字保存，末三位变成 000", ROUNDED, NULL},
    {"身份证件号", NULL, "people.id_length", "只有 17 位", TEXT, "99010120150305123"},
    {"身份证件号", NULL, "people.id_old", "15 位旧号", TEXT, "990101150305123"},
    {"身份证件号", NULL, "people.id_signs", "夹有字母", TEXT, "9901012015030O1234"},
    {"身份证件号", NULL, "people.id_birth", "出生月份是 13 月", TEXT, "990101201513051230"},
    {"出生日期", NULL, "people.birth_differs", "与身份证号里的出生日期不同", NEXT_YEAR, NULL},
    {"性别", NULL, "people.sex_differs", "与身份证号不同", OTHER_SEX, NULL},
    {"出生日期", NULL, "import.bad_date", "日期写法不认识", TEXT, "十年前的春天"},
    {"学籍号", NULL, "people.roll_lg", "LG 开头的学籍号", TEXT, "LG90101201503051234"},
    {"学籍号", NULL, "people.roll_letter", "不是 G、J、L 开头", TEXT, "X990101201503051234"},
    {"学籍号", NULL, "people.roll_length", "不是 19 位", TEXT, "G99010120150305"},
    {"学籍号", NULL, "people.roll_differs", "G 后面不是本人的身份证号", ABOVE, NULL},
    {"年级", NULL, "people.grade_unknown", "年级写法不认识", TEXT, "大班"},
    {"年级", NULL, "people.grade_over", "该级学生早已毕业", TEXT, "小学2010级"},
    {"年级", NULL, "people.grade_missing", "没有年级", TEXT, ""},
    {"姓名", NULL, "people.name_missing", "没有姓名", TEXT, ""},
    {"民族", NULL, "import.bad_choice", "没有这个民族", TEXT, "大汉族"},
    {"是否独生子女", NULL, "import.bad_choice", "不是“是”或“否”", TEXT, "也许"},
    {"学校标识码", NULL, "import.unknown_school", "名录中没有的学校", TEXT, "2199009999"},
    {"学校标识码", NULL, "people.school_kind", "前两位不是学校类别", TEXT, "8899000001"},
    {"学校标识码", NULL, "import.code_format", "标识码只有九位", TEXT, "219900001"},
    {"身份证件号", NULL, "people.duplicate_id", "同一名学生有两行", ROW_ABOVE, NULL},
    {"身份证件号", NULL, "people.near_number", "与上一行同名，身份证号只差一位", SLIP, NULL},
    {"出生日期", NULL, "people.too_young", "比规定入学年龄小", YOUNG, NULL},
    {"班级", NULL, "people.class_missing", "没有班级", TEXT, ""},
};

struct dirty {
    const struct demo_writer *w;
    const char *folder;
    struct jh_buf *faults;
};

static size_t column_of(const struct demo_roster *r, const char *heading)
{
    size_t c = 0;
    while (c < r->columns && strcmp(r->heading[c], heading) != 0)
        c++;
    return c;
}

static const char **cell(struct demo_roster *r, size_t row, const char *heading)
{
    return &r->cell[row * r->columns + column_of(r, heading)];
}

static const char *with_check(struct jh_arena *mem, const char *id)
{
    char text[JH_IDNO_TEXT];

    snprintf(text, sizeof text, "%.18s", id);
    text[17] = jh_idno_check(text);
    return jh_arena_strdup(mem, text);
}

static char *copy_of(struct demo_roster *r, const char *text)
{
    return jh_arena_strdup(r->mem, text);
}

/* Somebody else of two years less: number, birth and roll number fit each other. */
static void make_young(struct demo_roster *r, size_t row)
{
    char *id = copy_of(r, *cell(r, row, "身份证件号"));
    int year = (id[6] - '0') * 1000 + (id[7] - '0') * 100 + (id[8] - '0') * 10 + id[9] - '0' + 2;
    for (int at = 9; at >= 6; at--, year /= 10)
        id[at] = (char)('0' + year % 10);
    id[14] = id[15] = '9'; /* a sequence that nobody has; its last digit keeps the sex */
    const char *mended = with_check(r->mem, id);
    *cell(r, row, "身份证件号") = mended;
    *cell(r, row, "学籍号") = jh_arena_printf(r->mem, "G%s", mended);
    *cell(r, row, "出生日期") = jh_arena_strndup(r->mem, mended + 6, 8);
}

static void slip(struct demo_roster *r, size_t row)
{
    char *id;

    memcpy(&r->cell[row * r->columns], &r->cell[(row - 1) * r->columns],
           r->columns * sizeof *r->cell);
    id = copy_of(r, *cell(r, row, "身份证件号"));
    for (int k = 0; k < 10; k++) { /* of the sequence; keep sex and check as they are */
        char trial[JH_IDNO_TEXT];
        snprintf(trial, sizeof trial, "%.18s", id);
        trial[14] = (char)('0' + k);
        trial[17] = jh_idno_check(trial);
        memcpy(id, trial, 18);
        if (strcmp(id, *cell(r, row - 1, "身份证件号")) != 0)
            break;
    }
    /* one sign only may differ: the check would too, so the number is told by its roll number */
    *cell(r, row, "身份证件号") = id;
    *cell(r, row, "学籍号") = jh_arena_printf(r->mem, "G%s", id);
}

static void change(struct demo_roster *r, size_t row, const struct plant *p)
{
    const char **at = cell(r, row, p->heading);
    char *text = copy_of(r, *at);
    size_t n = strlen(text);

    switch (p->change) {
    case TEXT:
        *at = p->text;
        break;
    case LAST_SIGN:
        text[n - 1] = text[n - 1] == '5' ? '6' : '5';
        *at = text;
        break;
    case ROUNDED:
        memcpy(text + n - 3, "000", 3);
        if (jh_idno_check(text) == '0')
            text[14] = text[14] == '1' ? '2' : '1';
        *at = text;
        break;
    case ABOVE:
        *at = *cell(r, row - 1, p->heading);
        break;
    case ROW_ABOVE:
        memcpy(&r->cell[row * r->columns], &r->cell[(row - 1) * r->columns],
               r->columns * sizeof *r->cell);
        break;
    case SLIP:
        slip(r, row);
        break;
    case NEXT_YEAR:
        text[3] = text[3] == '9' ? '8' : (char)(text[3] + 1);
        *at = text;
        break;
    case OTHER_SEX:
        *at = strcmp(text, "男") == 0 ? "女" : "男";
        break;
    case YOUNG:
        make_young(r, row);
        break;
    }
}

static void list_fault(struct dirty *d, const char *file, const struct demo_roster *r, size_t row,
                       const struct plant *p)
{
    char name[16];
    size_t column = column_of(r, p->at ? p->at : p->heading);

    jh_cell_name((int)column, (long)row + 2, name);
    jh_buf_addf(d->faults, "%s,%s,%s,%s,%s,%s\r\n", file, "", name,
                r->cell[row * r->columns + column], p->rule, p->what);
}

static enum jh_status write_roster(struct dirty *d, const struct demo_roster *r, const char *below,
                                   const char *file, struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf bytes = JH_BUF(JH_DEMO_BYTES);

    JH_TRY(demo_roster_text(r, '\t', &bytes, reterr));
    return demo_write_file(jh_arena_printf(r->mem, "%s%s/%s", d->folder, below, file), &bytes,
                           reterr);
}

static enum jh_status dirty_pupils(struct dirty *d, struct demo_roster *r, struct jh_err *reterr)
{
    static const char file[] = "学籍-有错.txt";
    size_t row = 3;

    JH_TRY(write_roster(d, r, "/corrected", file, reterr));
    for (size_t i = 0; i < sizeof pupil_plant / sizeof *pupil_plant && row + 1 < r->n; i++) {
        change(r, row, &pupil_plant[i]);
        list_fault(d, file, r, row, &pupil_plant[i]);
        row += 4; /* so that the row above is a sound one */
    }
    return write_roster(d, r, "", file, reterr);
}

enum jh_status demo_people_dirty(const struct demo_writer *w, const char *folder,
                                 struct jh_err *reterr)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf faults = JH_BUF(JH_DEMO_BYTES);
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct demo_people people;
    struct dirty d = {w, folder, &faults};

    JH_TRY(demo_make_folder(folder, reterr));
    JH_TRY(demo_make_folder(jh_arena_printf(w->mem, "%s/corrected", folder), reterr));
    jh_buf_adds(&faults, "\xEF\xBB\xBF"
                         "file,sheet,cell,value,rule,description\r\n");
    demo_people_begin(&people, w);
    for (size_t i = 0; i < w->county->nschool; i++) {
        struct demo_roster r = {.mem = &mem};
        const struct demo_school *s = &w->county->school[i];
        if (!demo_open(s, w->year) || demo_pupils(w->county, s, w->year, 0) < LEAST)
            continue;
        demo_pupil_roster(&people, s, &r);
        JH_TRY(dirty_pupils(&d, &r, reterr));
        break;
    }
    return demo_write_file(jh_arena_printf(w->mem, "%s/FAULTS.csv", folder), &faults, reterr);
}
