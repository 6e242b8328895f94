/* src/app/demo/people.c - who the demo county's pupils and teachers are: as many of each grade,
 * class, degree and subject as its statistics say. */
#include "app/demo/people.h"
#include "base/date.h"
#include "base/idno.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_BIRTH = -10957 /* 1940-01-01 */, BIRTH_DAYS = 31000, ROWS = 256 };

const char *const demo_pupil_heading[DEMO_PUPIL_COLUMNS] = {"学校标识码",
                                                            "姓名",
                                                            "性别",
                                                            "出生日期",
                                                            "出生地行政区划代码",
                                                            "籍贯",
                                                            "民族",
                                                            "国籍/地区",
                                                            "身份证件类型",
                                                            "身份证件号",
                                                            "港澳台侨外",
                                                            "政治面貌",
                                                            "健康状况",
                                                            "姓名拼音",
                                                            "曾用名",
                                                            "身份证件有效期",
                                                            "血型",
                                                            "户口所在地行政区划",
                                                            "户口性质",
                                                            "特长",
                                                            "学籍辅号",
                                                            "班内学号",
                                                            "年级",
                                                            "班级",
                                                            "入学年月",
                                                            "入学方式",
                                                            "就读方式",
                                                            "学生来源",
                                                            "现住址",
                                                            "通信地址",
                                                            "家庭地址",
                                                            "联系电话",
                                                            "邮政编码",
                                                            "电子信箱",
                                                            "主页地址",
                                                            "是否独生子女",
                                                            "是否受过学前教育",
                                                            "是否留守儿童",
                                                            "是否进城务工人员随迁子女",
                                                            "是否孤儿",
                                                            "是否烈士或优抚子女",
                                                            "随班就读",
                                                            "残疾类型",
                                                            "是否由政府购买学位",
                                                            "是否需要申请资助",
                                                            "是否享受一补",
                                                            "上下学距离",
                                                            "上下学方式",
                                                            "是否需要乘坐校车",
                                                            "成员1姓名",
                                                            "成员1关系",
                                                            "成员1关系说明",
                                                            "成员1民族",
                                                            "成员1工作单位",
                                                            "成员1现住址",
                                                            "成员1户口所在地行政区划",
                                                            "成员1联系电话",
                                                            "成员1是否监护人",
                                                            "成员1身份证件类型",
                                                            "成员1身份证件号",
                                                            "成员1职务",
                                                            "成员2姓名",
                                                            "成员2关系",
                                                            "成员2关系说明",
                                                            "成员2民族",
                                                            "成员2工作单位",
                                                            "成员2现住址",
                                                            "成员2户口所在地行政区划",
                                                            "成员2联系电话",
                                                            "成员2是否监护人",
                                                            "成员2身份证件类型",
                                                            "成员2身份证件号",
                                                            "成员2职务",
                                                            "学籍号"};
const char *const demo_teacher_heading[DEMO_TEACHER_COLUMNS] = {"学校标识码",
                                                                "学校名称",
                                                                "姓名",
                                                                "性别",
                                                                "出生日期",
                                                                "民族",
                                                                "政治面貌",
                                                                "身份证件号",
                                                                "教职工号",
                                                                "岗位类别",
                                                                "任教学段",
                                                                "任教学科",
                                                                "职称",
                                                                "职称取得年月",
                                                                "学历",
                                                                "毕业院校",
                                                                "骨干教师级别",
                                                                "是否持有教师资格证",
                                                                "参加工作年月",
                                                                "来校年月",
                                                                "编制类型",
                                                                "本年培训学时",
                                                                "是否参加县级及以上培训",
                                                                "联系电话"};

void demo_people_begin(struct demo_people *d, const struct demo_writer *w)
{
    *d = (struct demo_people){.w = w, .taken = jh_new(w->mem, uint16_t, 2 * BIRTH_DAYS)};
    jh_rng_seed(&d->rng, (uint64_t)strtoll(w->county->code, NULL, 10) * 2654435761u + 7);
}

static const char **new_row(struct demo_roster *r)
{
    if (r->n == r->room) {
        size_t room = r->room ? 2 * r->room : ROWS;
        r->cell =
            jh_arena_regrow(r->mem, r->cell, r->n * r->columns, room * r->columns, sizeof *r->cell);
        r->grade = jh_arena_regrow(r->mem, r->grade, r->n, room, sizeof *r->grade);
        r->room = room;
    }
    const char **cell = &r->cell[r->n * r->columns];
    for (size_t c = 0; c < r->columns; c++)
        cell[c] = "";
    r->n++;
    return cell;
}

static void put(struct demo_roster *r, const char **cell, const char *heading, const char *text)
{
    (void)r;
    for (size_t c = 0; c < r->columns; c++)
        if (strcmp(r->heading[c], heading) == 0)
            cell[c] = text;
}

/* A number that nobody else of the county has: the sequence goes on day by day. */
static const char *number_of(struct demo_people *d, struct jh_arena *mem, struct jh_date birth,
                             int sex)
{
    size_t day = (size_t)(jh_date_to_days(birth) - FIRST_BIRTH);
    unsigned sequence = d->taken[2 * day + (size_t)sex - 1]++;
    char digits[40];

    snprintf(digits, sizeof digits, "%.6s%04d%02d%02d%03u", d->w->county->code, birth.year,
             birth.month, birth.day, (2 * sequence + (sex == 1)) % 1000);
    digits[17] = jh_idno_check(digits);
    digits[18] = 0;
    return jh_arena_strdup(mem, digits);
}

static struct jh_date born(struct demo_people *d, int from_year, int days)
{
    long first = jh_date_to_days((struct jh_date){from_year, 9, 1});
    return jh_date_from_days(first + (long)jh_rng_below(&d->rng, (size_t)days));
}

static const char *compact(struct jh_arena *mem, struct jh_date d)
{
    return jh_arena_printf(mem, "%04d%02d%02d", d.year, d.month, d.day);
}

static const char *phone(struct demo_people *d, struct jh_arena *mem)
{
    return jh_arena_printf(mem, "199%08d", (int)jh_rng_below(&d->rng, 100000000));
}

struct pupil {
    const struct demo_school *school;
    int grade, class_, number;
    bool boards, migrant;
};

static void family(struct demo_people *d, struct demo_roster *r, const char **cell,
                   const char *name)
{
    char parent[DEMO_NAME];
    size_t surname = 3;

    demo_person_name(&d->rng, 1, parent);
    const char *father = jh_arena_printf(r->mem, "%.*s%s", (int)surname, name, parent + 3);
    put(r, cell, "成员1姓名", father);
    put(r, cell, "成员1关系", "父亲");
    put(r, cell, "成员1联系电话", phone(d, r->mem));
    put(r, cell, "成员1是否监护人", "是");
    demo_person_name(&d->rng, 2, parent);
    put(r, cell, "成员2姓名", jh_arena_strdup(r->mem, parent));
    put(r, cell, "成员2关系", "母亲");
    put(r, cell, "成员2是否监护人", "否");
}

static void answers(struct demo_people *d, struct demo_roster *r, const char **cell,
                    const struct pupil *p)
{
    static const char *const no[] = {"是否孤儿",         "是否烈士或优抚子女", "是否由政府购买学位",
                                     "是否需要申请资助", "是否享受一补",       "是否需要乘坐校车"};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        put(r, cell, no[i], "否");
    put(r, cell, "是否独生子女", jh_rng_uniform(&d->rng) < 0.35 ? "是" : "否");
    put(r, cell, "是否受过学前教育", "是");
    put(r, cell, "是否留守儿童", jh_rng_uniform(&d->rng) < 0.1 ? "单亲留守儿童" : "非留守儿童");
    put(r, cell, "是否进城务工人员随迁子女", p->migrant ? "是" : "否");
    put(r, cell, "随班就读", "非随班就读");
    put(r, cell, "残疾类型", "无残疾");
    put(r, cell, "就读方式", p->boards ? "住校" : "走读");
    put(r, cell, "上下学方式", p->boards ? "公共交通(含城市公交、农村客运、地铁)" : "步行");
    put(r, cell, "健康状况", "健康或良好");
    put(r, cell, "港澳台侨外", "否");
    put(r, cell, "入学方式", "就近入学");
    put(r, cell, "学生来源", "正常入学");
    put(r, cell, "户口性质", p->school->locale == DEMO_RURAL ? "农业户口" : "非农业户口");
}

static void add_pupil(struct demo_people *d, struct demo_roster *r, const struct pupil *p)
{
    const struct demo_county *c = d->w->county;
    int sex = jh_rng_uniform(&d->rng) < 0.52 ? 1 : 2, year = d->w->year;
    int entry = year - (p->grade <= 6 ? p->grade - 1 : p->grade - 7);
    struct jh_date birth = born(d, year - 6 - p->grade, 365);
    const char *id = number_of(d, r->mem, birth, sex);
    const char **cell = new_row(r);
    char name[DEMO_NAME];

    demo_person_name(&d->rng, sex, name);
    r->grade[r->n - 1] = p->grade;
    put(r, cell, "学校标识码", p->school->code);
    put(r, cell, "姓名", jh_arena_strdup(r->mem, name));
    put(r, cell, "性别", sex == 1 ? "男" : "女");
    put(r, cell, "出生日期", compact(r->mem, birth));
    put(r, cell, "出生地行政区划代码", c->code);
    put(r, cell, "籍贯", c->name);
    put(r, cell, "民族", jh_rng_uniform(&d->rng) < 0.93 ? "汉族" : "土家族");
    put(r, cell, "国籍/地区", "中国");
    put(r, cell, "身份证件类型", "居民身份证");
    put(r, cell, "身份证件号", id);
    put(r, cell, "政治面貌", p->grade > 7 ? "共青团员" : "群众");
    put(r, cell, "户口所在地行政区划", c->code);
    put(r, cell, "班内学号", jh_arena_printf(r->mem, "%02d", p->number));
    put(r, cell, "年级", jh_arena_printf(r->mem, "%s%d级", p->grade <= 6 ? "小学" : "初中", entry));
    put(r, cell, "班级", jh_arena_printf(r->mem, "%d班", p->class_));
    put(r, cell, "入学年月", jh_arena_printf(r->mem, "%d09", entry));
    put(r, cell, "现住址",
        jh_arena_printf(r->mem, "%s%s%d号", c->name, c->town[p->school->town].name, p->number));
    put(r, cell, "家庭地址",
        jh_arena_printf(r->mem, "%s%s%d号", c->name, c->town[p->school->town].name, p->number));
    put(r, cell, "联系电话", phone(d, r->mem));
    put(r, cell, "邮政编码", "000000");
    put(r, cell, "学籍号", jh_arena_printf(r->mem, "G%s", id));
    answers(d, r, cell, p);
    family(d, r, cell, name);
}

/* What a line of the county's statistics says. */
struct stated {
    struct jh_form_columns columns;
    struct jh_form_value *value;
};

static void stated_of(const struct demo_writer *w, const struct demo_school *s, const char *form,
                      int stage, struct stated *ret)
{
    jh_form_columns_make(w->mem, "zh-CN", w->pack, jh_pack_form(w->pack, form), &ret->columns);
    ret->value = jh_new(w->mem, struct jh_form_value, ret->columns.n);
    for (size_t i = 0; i < ret->columns.n; i++)
        ret->value[i] = (struct jh_form_value){.value = (double)NAN};
    struct demo_line line = {w->mem, &ret->columns, ret->value};
    if (strcmp(form, "pupils") == 0)
        demo_pupils_line(&line, w->county, s, w->year, stage);
    else
        demo_teachers_line(&line, w->county, s, w->year, stage);
}

static int number(const struct stated *s, const char *item)
{
    int column = jh_form_columns_find(&s->columns, item);
    double value = column < 0 ? 0 : s->value[column].value;
    return isfinite(value) ? (int)value : 0;
}

static int class_limit_of(const struct demo_people *d, const struct demo_school *s, int stage,
                          int classes_wanted)
{
    (void)classes_wanted;
    for (int limit = 45; limit < 70; limit++) { /* the limit that gives the stated classes */
        int classes = 0, band[10], largest;
        int stated = demo_classes(d->w->county, s, d->w->year, stage, band, &largest);
        for (int g = stage == 0 ? 1 : 7; g <= (stage == 0 ? 6 : 9); g++)
            classes += (demo_grade(d->w->county, s, d->w->year, g) + limit - 1) / limit;
        if (classes == stated && limit >= largest)
            return limit;
    }
    return 45;
}

void demo_pupil_roster(struct demo_people *d, const struct demo_school *s, struct demo_roster *ret)
{
    struct demo_writer w = *d->w;

    ret->heading = demo_pupil_heading;
    ret->columns = DEMO_PUPIL_COLUMNS;
    w.mem = ret->mem;
    for (int stage = 0; stage < 2; stage++) {
        struct stated told;
        if (demo_pupils(w.county, s, w.year, stage) == 0)
            continue;
        stated_of(&w, s, "pupils", stage, &told);
        int boards = number(&told, "boarders"), migrants = number(&told, "migrants");
        int limit = class_limit_of(d, s, stage, number(&told, "classes"));
        for (int g = stage == 0 ? 6 : 9; g >= (stage == 0 ? 1 : 7); g--) {
            int n = demo_grade(w.county, s, w.year, g), classes = (n + limit - 1) / limit;
            for (int k = 0; k < classes; k++) {
                int size = n / classes + (k < n % classes);
                for (int i = 0; i < size; i++)
                    add_pupil(d, ret,
                              &(struct pupil){s, g, k + 1, i + 1, boards-- > 0, migrants-- > 0});
            }
        }
    }
}

/* Subject number i of a stage, beside the specialists. */
static const char *subject_of(int stage, int i)
{
    static const char *const primary[] = {"语文", "数学", "语文",       "数学",
                                          "英语", "科学", "道德与法治", "信息科技"};
    static const char *const junior[] = {"语文", "数学",       "英语", "物理", "化学",
                                         "历史", "道德与法治", "生物", "地理", "信息科技"};
    return stage == 0 ? primary[i % 8] : junior[i % 10];
}

struct staff { /* how many of each are still to be given */
    int doctor, master, bachelor, college, backbone, pe, music, fine_art, art, licensed, mid,
        county;
    int hours;
};

static const char *degree_of(struct staff *n)
{
    return n->doctor-- > 0     ? "博士"
           : n->master-- > 0   ? "硕士"
           : n->bachelor-- > 0 ? "本科"
           : n->college-- > 0  ? "专科"
                               : "高中阶段及以下";
}

static const char *specialist(struct staff *n, int stage, int i)
{
    return n->pe-- > 0         ? "体育"
           : n->music-- > 0    ? "音乐"
           : n->fine_art-- > 0 ? "美术"
           : n->art-- > 0      ? "艺术"
                               : subject_of(stage, i);
}

static void add_teacher(struct demo_people *d, struct demo_roster *r, const struct demo_school *s,
                        int stage, int i, struct staff *n, const char *post)
{
    int sex = jh_rng_uniform(&d->rng) < 0.34 ? 1 : 2;
    int age = 24 + (int)jh_rng_below(&d->rng, 35), began = d->w->year - age + 23;
    struct jh_date birth = born(d, d->w->year - age - 1, 365);
    const char **cell = new_row(r);
    bool teaches = strcmp(post, "专任教师") == 0;
    char name[DEMO_NAME];

    demo_person_name(&d->rng, sex, name);
    put(r, cell, "学校标识码", s->code);
    put(r, cell, "学校名称", s->renamed && d->w->year >= s->renamed ? s->later_name : s->name);
    put(r, cell, "姓名", jh_arena_strdup(r->mem, name));
    put(r, cell, "性别", sex == 1 ? "男" : "女");
    put(r, cell, "出生日期", compact(r->mem, birth));
    put(r, cell, "民族", "汉族");
    put(r, cell, "政治面貌", jh_rng_uniform(&d->rng) < 0.3 ? "中共党员" : "群众");
    put(r, cell, "身份证件号", number_of(d, r->mem, birth, sex));
    put(r, cell, "教职工号", jh_arena_printf(r->mem, "T%s%04zu", s->code + 6, r->n));
    put(r, cell, "岗位类别", post);
    put(r, cell, "任教学段", stage == 0 ? "小学" : "初中");
    put(r, cell, "学历", teaches ? degree_of(n) : "专科");
    put(r, cell, "任教学科", teaches ? specialist(n, stage, i) : "");
    put(r, cell, "职称", !teaches ? "未定级" : n->mid-- > 0 ? (i % 4 ? "一级" : "高级") : "二级");
    put(r, cell, "职称取得年月", teaches ? jh_arena_printf(r->mem, "%d12", began + 5) : "");
    put(r, cell, "骨干教师级别",
        teaches && n->backbone-- > 0 ? (i % 5 == 4 ? "市级" : "县级") : "无");
    put(r, cell, "是否持有教师资格证", teaches && n->licensed-- > 0 ? "是" : "否");
    put(r, cell, "参加工作年月", jh_arena_printf(r->mem, "%d09", began));
    put(r, cell, "来校年月",
        jh_arena_printf(r->mem, "%d09",
                        began +
                            (int)jh_rng_below(&d->rng, (size_t)d->w->year - (size_t)began + 1)));
    put(r, cell, "编制类型", jh_rng_uniform(&d->rng) < 0.93 ? "在编" : "合同制");
    put(r, cell, "本年培训学时", teaches && n->hours-- > 0 ? "72" : "60");
    put(r, cell, "是否参加县级及以上培训", teaches && n->county-- > 0 ? "是" : "否");
    put(r, cell, "联系电话", phone(d, r->mem));
}

void demo_teacher_roster(struct demo_people *d, const struct demo_school *s,
                         struct demo_roster *ret)
{
    struct demo_writer w = *d->w;

    ret->heading = demo_teacher_heading;
    ret->columns = DEMO_TEACHER_COLUMNS;
    w.mem = ret->mem;
    for (int stage = 0; stage < 2; stage++) {
        struct stated t;
        if (demo_pupils(w.county, s, w.year, stage) == 0)
            continue;
        stated_of(&w, s, "teachers", stage, &t);
        struct staff n = {
            number(&t, "doctor"),   number(&t, "master"),    number(&t, "bachelor"),
            number(&t, "college"),  number(&t, "backbone"),  number(&t, "pe"),
            number(&t, "music"),    number(&t, "fine_art"),  number(&t, "art"),
            number(&t, "licensed"), number(&t, "mid_title"), number(&t, "county_trained"),
            number(&t, "hours360")};
        int teachers = number(&t, "teachers"), staff = number(&t, "staff");
        for (int i = 0; i < staff; i++)
            add_teacher(d, ret, s, stage, i, &n,
                        i < teachers ? "专任教师"
                        : i % 2      ? "行政人员"
                                     : "教辅人员");
    }
}

static enum jh_status write_school(struct demo_people *d, const struct demo_school *s, size_t i,
                                   const char *folder, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf pupils = JH_BUF(JH_DEMO_BYTES);
    JH_CLEANUP(jh_buf_release) struct jh_buf teachers = JH_BUF(JH_DEMO_BYTES);
    struct demo_roster p = {.mem = &mem}, t = {.mem = &mem};

    demo_pupil_roster(d, s, &p);
    demo_teacher_roster(d, s, &t);
    JH_TRY(i % 4 == 0 ? demo_roster_xlsx(&p, &pupils, reterr)
                      : demo_roster_text(&p, i % 2 ? '\t' : ',', &pupils, reterr));
    JH_TRY(i % 2 == 0 ? demo_roster_xlsx(&t, &teachers, reterr)
                      : demo_roster_text(&t, ',', &teachers, reterr));
    JH_TRY(demo_write_file(jh_arena_printf(&mem, "%s/学籍-%s.%s", folder, s->code,
                                           i % 4 == 0 ? "xlsx"
                                           : i % 2    ? "txt"
                                                      : "csv"),
                           &pupils, reterr));
    return demo_write_file(
        jh_arena_printf(&mem, "%s/教师-%s.%s", folder, s->code, i % 2 == 0 ? "xlsx" : "csv"),
        &teachers, reterr);
}

enum jh_status demo_people(const struct demo_writer *w, const char *folder, struct jh_err *reterr)
{
    struct demo_people d;

    JH_TRY(demo_make_folder(folder, reterr));
    demo_people_begin(&d, w);
    for (size_t i = 0; i < w->county->nschool; i++) {
        const struct demo_school *s = &w->county->school[i];
        if (demo_open(s, w->year) && s->type != DEMO_SPECIAL && s->type != DEMO_VOCATIONAL &&
            s->type != DEMO_SENIOR &&
            demo_pupils(w->county, s, w->year, 0) + demo_pupils(w->county, s, w->year, 1) > 0)
            JH_TRY(write_school(&d, s, i, folder, reterr));
    }
    return JH_OK;
}
