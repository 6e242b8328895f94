/* src/app/demo/faults.c - the faults that are planted, one line each: see dirty.h. The order
 * matters where a fault needs a line of which there are few. */
#include "app/demo/dirty.h"

/* clang-format off */
static const struct demo_plant numbers[] = {
    {.item = "pupils", .stage = "primary", .change = DEMO_TEXT, .text = "约二百人",
     .rule = "import.bad_number", .description = "应填数字的格里写了文字"},
    {.item = "boarders", .change = DEMO_NUMBER, .number = -3,
     .rule = "import.range", .description = "人数为负"},
    {.item = "largest_class", .change = DEMO_NUMBER, .number = 450,
     .rule = "import.range", .description = "最大班额超出范围"},
    {.item = "migrants", .change = DEMO_NUMBER, .number = 12.5,
     .rule = "import.whole_number", .description = "人数不是整数"},
    {.item = "last_pupils", .change = DEMO_UNITED, .text = "㎡",
     .rule = "import.unit_mismatch", .description = "人数的格里写了面积单位"},
    {.item = "grade8", .stage = "junior", .change = DEMO_TEXT, .text = "#REF!",
     .rule = "import.error_cell", .description = "公式引用失效"},
    {.item = "classes", .stage = "primary", .change = DEMO_BLANK,
     .rule = "import.required_blank", .description = "必填项空着"},
    {.item = "in_zone", .change = DEMO_TEXT, .text = "1,23",
     .rule = "import.bad_number", .description = "逗号不在千分位"}};

static const struct demo_plant cleaned[] = {
    {.item = "pupils", .stage = "primary", .change = DEMO_WIDE,
     .rule = "import.cleaned", .description = "全角数字"},
    {.item = "graduates_due", .stage = "junior", .change = DEMO_QUOTED,
     .rule = "import.cleaned", .description = "数字前有撇号"},
    {.item = "entrants", .stage = "primary", .change = DEMO_UNITED, .text = "人",
     .rule = "import.cleaned", .description = "数字后写了单位"},
    {.item = "pupils", .change = DEMO_GROUPED,
     .rule = "import.cleaned", .description = "千位分隔符"},
    {.item = "name", .change = DEMO_TEXT, .text = "清河县某某学校（旧名）",
     .rule = "import.name_differs", .description = "校名与名录不同"}};

static const struct demo_plant codes[] = {
    {.item = "code", .change = DEMO_CLOSED,
     .rule = "import.closed_school", .description = "已停办的学校又报了数据"},
    {.item = "code", .change = DEMO_TEXT, .text = "369901001",
     .rule = "import.code_format", .description = "标识码只有九位"},
    {.item = "code", .change = DEMO_TEXT, .text = "9999999999", .name = "查无此校小学",
     .rule = "import.unknown_school", .description = "名录中没有的学校"},
    {.item = "code", .change = DEMO_TEXT, .text = "9999999998",
     .rule = "import.code_of_other", .description = "校名在名录中，标识码却不是它的"},
    {.item = "code", .change = DEMO_BLANK,
     .rule = "import.code_missing", .description = "没有填标识码"},
    {.item = "code", .change = DEMO_TWICE,
     .rule = "import.duplicate_row", .description = "同一学校同一学段有两行"},
    {.item = "stage", .change = DEMO_BLANK,
     .rule = "import.stage_missing", .description = "没有填学段"},
    {.item = "stage", .change = DEMO_TEXT, .text = "小中班",
     .rule = "import.stage_unknown", .description = "学段写法不认识"},
    {.item = "grade7", .stage = "primary", .change = DEMO_NUMBER, .number = 5,
     .rule = "import.stage_wrong", .description = "小学一行填了七年级"}};

static const struct demo_plant pupil_sums[] = {
    {.item = "boarders", .needs = "boarders", .change = DEMO_ABOVE, .text = "pupils", .number = 1,
     .rule = "boarders_pupils", .description = "寄宿生多于在校生"},
    {.item = "grade3", .stage = "primary", .change = DEMO_ADD, .number = 1,
     .rule = "grades_sum_primary", .at = "pupils", .description = "一至六年级之和不等于在校生"},
    {.item = "grade8", .stage = "junior", .change = DEMO_ADD, .number = 1,
     .rule = "grades_sum_junior", .at = "pupils", .description = "七至九年级之和不等于在校生"},
    {.item = "classes", .stage = "primary", .change = DEMO_ADD, .number = 1,
     .rule = "bands_sum", .description = "班数不等于各班额段之和"},
    {.item = "largest_class", .change = DEMO_NUMBER, .number = 200,
     .rule = "largest_class_bands", .description = "最大班额与班额段不合"},
    {.item = "entrants", .stage = "primary", .change = DEMO_ADD, .number = 1,
     .rule = "entrants_grade1", .description = "招生数不等于一年级"},
    {.item = "preschooled", .stage = "primary", .change = DEMO_ABOVE, .text = "entrants",
     .number = 1,
     .rule = "preschooled_entrants", .description = "受过学前教育的多于招生数"},
    {.item = "entrants", .stage = "junior", .change = DEMO_ADD, .number = 1,
     .rule = "entrants_grade7", .description = "招生数不等于七年级"},
    {.item = "graduates_due", .stage = "primary", .change = DEMO_ADD, .number = 1,
     .rule = "graduates_due_grade6", .description = "预计毕业生不等于六年级"},
    {.item = "graduates_due", .stage = "junior", .change = DEMO_ADD, .number = 1,
     .rule = "graduates_due_grade9", .description = "预计毕业生不等于九年级"},
    {.item = "examined", .needs = "last_pupils", .change = DEMO_ABOVE, .text = "last_pupils",
     .number = 1,
     .rule = "examined_last_pupils", .description = "体检学生多于上学年在校生"},
    {.item = "examined", .stage = "primary", .needs = "last_pupils", .change = DEMO_NUMBER,
     .number = 0,
     .rule = "examined_80", .description = "体检学生不到上学年在校生的八成"},
    {.item = "migrants", .change = DEMO_ABOVE, .text = "pupils", .number = 1,
     .rule = "migrants_pupils", .description = "随迁子女多于在校生"},
    {.item = "in_zone", .change = DEMO_ABOVE, .text = "pupils", .number = 1,
     .rule = "in_zone_pupils", .description = "片内学生多于在校生"},
    {.item = "graduates", .stage = "junior", .needs = "cohort7", .change = DEMO_ADD,
     .number = 500,
     .rule = "cohort_flow", .description = "毕业生多于该届全部学生"},
    {.item = "classes", .stage = "primary", .change = DEMO_NUMBER, .number = 0,
     .rule = "pupils_need_classes", .description = "有学生没有班",
     .also = "bands_sum", .also_at = "classes"}};

static const struct demo_plant teachers[] = {
    {.item = "bachelor", .change = DEMO_ADD, .number = 1,
     .rule = "degrees_sum", .at = "teachers", .description = "各学历之和不等于专任教师"},
    {.item = "staff", .needs = "teachers", .change = DEMO_NUMBER, .number = 0,
     .rule = "teachers_staff", .at = "teachers", .description = "专任教师多于教职工"},
    {.item = "backbone", .change = DEMO_ABOVE, .text = "teachers", .number = 1,
     .rule = "backbone_teachers", .description = "骨干教师多于专任教师"},
    {.item = "licensed", .change = DEMO_ABOVE, .text = "teachers", .number = 1,
     .rule = "licensed_teachers", .description = "持证教师多于专任教师"},
    {.item = "hours360", .change = DEMO_ABOVE, .text = "teachers", .number = 1,
     .rule = "hours360_teachers", .description = "满360学时的多于专任教师"},
    {.item = "mid_title", .change = DEMO_ABOVE, .text = "teachers", .number = 1,
     .rule = "mid_title_teachers", .description = "中级以上职称的多于专任教师"},
    {.item = "county_trained", .change = DEMO_ABOVE, .text = "teachers", .number = 1,
     .rule = "county_trained_teachers", .description = "县级培训教师多于专任教师"},
    {.item = "pe", .change = DEMO_ABOVE, .text = "teachers", .number = 1,
     .rule = "pe_art_teachers", .description = "体艺教师多于专任教师"},
    {.item = "county_trained", .needs = "backbone", .change = DEMO_NUMBER, .number = 0,
     .rule = "backbone_training", .description = "有骨干教师却没有县级培训"}};

static const struct demo_plant premises[] = {
    {.item = "indoor_sports", .needs = "aux_area", .change = DEMO_ABOVE, .text = "aux_area",
     .number = 1,
     .rule = "indoor_in_aux", .description = "室内体育用房大于教学及辅助用房"},
    {.item = "training_funds", .change = DEMO_ABOVE, .text = "public_funds", .number = 1,
     .rule = "training_in_public", .description = "培训经费多于公用经费"},
    {.item = "bandwidth", .change = DEMO_NUMBER, .number = 0,
     .rule = "campus_net_details", .at = "net_address", .description = "有校园网却没有出口带宽"},
    {.item = "lab_standard", .change = DEMO_TEXT, .text = "大概达标",
     .rule = "import.bad_choice", .description = "下拉选项之外的词"},
    {.item = "equipment", .change = DEMO_UNITED, .text = "台",
     .rule = "import.unit_mismatch", .description = "金额的格里写了台数单位"},
    {.item = "sports_ground", .change = DEMO_BLANK,
     .rule = "import.required_blank", .description = "必填项空着"},
    {.item = "equipment", .change = DEMO_NUMBER, .number = 250000,
     .rule = "import.range", .description = "设备值超出范围：把元当万元填"},
    {.item = "equipment", .change = DEMO_TIMES, .number = 300,
     .rule = "equipment_unit", .description = "生均设备值高得离奇"},
    {.item = "multimedia", .change = DEMO_NUMBER, .number = 900,
     .rule = "multimedia_classes", .description = "多媒体教室多得不像间数"}};

static const struct demo_plant roster[] = {
    {.item = "closed", .needs = "opened", .change = DEMO_TEXT, .text = "1990-01-01",
     .rule = "opened_before_closed", .description = "停办早于开办"},
    {.item = "opened", .change = DEMO_TEXT, .text = "2025-02-30",
     .rule = "import.bad_date", .description = "没有这一天"},
    {.item = "type", .change = DEMO_TEXT, .text = "希望学校",
     .rule = "import.bad_choice", .description = "办学类型不在选项中"},
    {.item = "built", .change = DEMO_NUMBER, .number = 2090,
     .rule = "built_in_past", .description = "建校年份在将来"},
    {.item = "lon", .change = DEMO_NUMBER, .number = 28.5,
     .rule = "import.range", .description = "经度纬度写反"},
    {.item = "merged_into", .change = DEMO_TEXT, .text = "3699010001",
     .rule = "merged_closed", .description = "并入他校却没有停办日期"},
    {.item = "name", .change = DEMO_BLANK,
     .rule = "import.required_blank", .description = "没有校名"}};

static const struct demo_plant county[] = {
    {.item = "exchanged", .change = DEMO_ABOVE, .text = "eligible_exchange", .number = 1,
     .rule = "county_exchanged", .description = "交流教师多于符合条件的教师"},
    {.item = "exchanged_backbone", .change = DEMO_ABOVE, .text = "eligible_exchange", .number = 2,
     .rule = "county_exchanged_backbone", .description = "交流骨干多于交流教师"},
    {.item = "quota_allocated", .change = DEMO_ABOVE, .text = "quality_senior_plan", .number = 1,
     .rule = "county_quota_allocated", .description = "到校名额多于招生计划"},
    {.item = "survey_valid", .change = DEMO_ABOVE, .text = "survey_forms", .number = 1,
     .rule = "county_survey_valid", .description = "有效问卷多于问卷"},
    {.item = "public_private_done", .change = DEMO_ABOVE, .text = "public_private_total",
     .number = 1,
     .rule = "county_public_private_done", .description = "完成治理的多于全部"},
    {.item = "migrants_public", .change = DEMO_ABOVE, .text = "migrants_eligible", .number = 1,
     .rule = "county_migrants", .description = "在公办就读的多于符合条件的"},
    {.item = "disabled_special", .change = DEMO_ABOVE, .text = "disabled_children", .number = 1,
     .rule = "county_disabled", .at = "disabled_children", .description = "已安置的多于全部"},
    {.item = "private_pupils", .change = DEMO_NUMBER, .number = 900000,
     .rule = "county_private_pupils", .description = "民办在校生多于全县"},
    {.item = "satisfaction", .change = DEMO_TEXT, .text = "130%",
     .rule = "import.range", .description = "百分数大于100",
     .also = "import.cleaned", .also_at = "satisfaction"},
    {.item = "civil_pay", .change = DEMO_NUMBER, .number = 9.2,
     .rule = "county_pay_unit", .at = "teacher_pay", .description = "把元当万元填"},
    {.item = "doc_layout", .change = DEMO_TEXT, .text = "基本合理",
     .rule = "import.bad_choice", .description = "是否项写了别的词"},
    {.item = "quota_junior", .change = DEMO_BLANK,
     .rule = "import.required_blank", .description = "必填项空着"}};

static const struct demo_plant satisfaction[] = {
    {.item = "satisfaction", .change = DEMO_NUMBER, .number = 0.842,
     .rule = "county_satisfaction_percent", .description = "百分数写成了小数"}};
/* clang-format on */

#define PLANTS(list) (list), sizeof(list) / sizeof *(list)

const struct demo_faulty *demo_faulty(size_t *ret_n)
{
    static const struct demo_faulty list[] = {{"01-数值写错", "pupils", PLANTS(numbers)},
                                              {"02-写法不一", "pupils", PLANTS(cleaned)},
                                              {"03-学校与学段", "pupils", PLANTS(codes)},
                                              {"04-学生数对不上", "pupils", PLANTS(pupil_sums)},
                                              {"05-教师数对不上", "teachers", PLANTS(teachers)},
                                              {"06-校舍与设备", "premises", PLANTS(premises)},
                                              {"07-学校名录", "roster", PLANTS(roster)},
                                              {"08-县级数据", "county", PLANTS(county)},
                                              {"09-满意度", "county", PLANTS(satisfaction)}};

    *ret_n = sizeof list / sizeof *list;
    return list;
}
