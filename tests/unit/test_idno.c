/* tests/unit/test_idno.c - identity and roll numbers, masks, readings of names, grades, seals. */
#include "app/people/grade.h"
#include "base/idno.h"
#include "base/pinyin.h"
#include "base/seal.h"
#include "t.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct jh_err err;

static enum jh_idno_fault read_id(const char *text, struct jh_idno *id)
{
    return jh_idno_read(text, strlen(text), id);
}

/* origin: the examples of GB 11643-1999 itself, 11010519491231002X and 440524188001010014. */
TEST(the_standards_examples)
{
    struct jh_idno id;

    CHECK(read_id("11010519491231002X", &id) == JH_IDNO_OK);
    CHECK_STR("110105", id.region);
    CHECK_INT(1949, id.birth.year);
    CHECK_INT(2, id.sex);
    CHECK(jh_idno_check("44052418800101001") == '4');
    CHECK(read_id("11010519491231002x", &id) == JH_IDNO_OK);
    CHECK_STR("11010519491231002X", id.number);
}

TEST(what_is_wrong_is_named)
{
    struct jh_idno id;

    CHECK(read_id("110105194912310021", &id) == JH_IDNO_CHECK);
    CHECK(id.want_check == 'X');
    CHECK(read_id("110105491231002", &id) == JH_IDNO_OLD);
    CHECK(read_id("11010519491231002", &id) == JH_IDNO_LENGTH);
    CHECK(read_id("1101051949123100XX", &id) == JH_IDNO_SIGNS);
    CHECK(read_id("110105194913310026", &id) == JH_IDNO_BIRTH);
    CHECK(read_id("100105194912310021", &id) == JH_IDNO_REGION);
    CHECK(read_id("110105194912310000", &id) == JH_IDNO_ROUNDED);
    CHECK(read_id("", &id) == JH_IDNO_LENGTH);
}

/* ISO 7064 MOD 11-2 finds every wrong digit and every change of two neighbours. */
TEST(prop_a_slip_never_passes)
{
    for (int trial = 0; trial < 2000; trial++) {
        char text[19];
        struct jh_idno id;
        snprintf(text, sizeof text, "430112%04d%02d%02d%03d", 1990 + (int)(t_random() % 30),
                 1 + (int)(t_random() % 12), 1 + (int)(t_random() % 28), (int)(t_random() % 1000));
        text[17] = jh_idno_check(text);
        text[18] = 0;
        CHECK(read_id(text, &id) == JH_IDNO_OK);
        char slip[19];
        memcpy(slip, text, sizeof slip);
        size_t at = t_random() % 17;
        slip[at] = (char)('0' + (slip[at] - '0' + 1 + (int)(t_random() % 9)) % 10);
        CHECK(read_id(slip, &id) != JH_IDNO_OK);
        CHECK(jh_idno_near(text, slip));
        memcpy(slip, text, sizeof slip);
        at = t_random() % 16;
        slip[at] = text[at + 1];
        slip[at + 1] = text[at];
        CHECK(strcmp(slip, text) == 0 || read_id(slip, &id) != JH_IDNO_OK);
        CHECK(strcmp(slip, text) == 0 || jh_idno_near(text, slip));
    }
}

TEST(roll_numbers)
{
    struct jh_rollno r;

    CHECK(jh_rollno_read("G11010519491231002X", 19, &r) == JH_IDNO_OK);
    CHECK(r.kind == 'G' && r.sex == 2);
    CHECK(jh_rollno_read("J11010519491231002X", 19, &r) == JH_IDNO_OK);
    CHECK(jh_rollno_read("L430112201501018888", 19, &r) == JH_IDNO_OK); /* no check digit */
    CHECK_INT(2015, r.birth.year);
    CHECK(jh_rollno_read("LG1010519491231002X", 19, &r) == JH_ROLLNO_LG);
    CHECK(jh_rollno_read("X11010519491231002X", 19, &r) == JH_ROLLNO_LETTER);
    CHECK(jh_rollno_read("G110105194912310021", 19, &r) == JH_IDNO_CHECK);
    CHECK(jh_rollno_read("G11010519491231002", 18, &r) == JH_IDNO_LENGTH);
}

TEST(masks)
{
    char out[64];

    jh_mask_name("张小明", out, sizeof out);
    CHECK_STR("张*明", out);
    jh_mask_name("李四", out, sizeof out);
    CHECK_STR("李*", out);
    jh_mask_name("欧阳小明", out, sizeof out);
    CHECK_STR("欧**明", out);
    jh_mask_name("阿", out, sizeof out);
    CHECK_STR("阿", out);
    jh_mask_number("430112201501011234", out, sizeof out);
    CHECK_STR("430***********1234", out);
    jh_mask_number("苏建杝家", out, sizeof out); /* signs are not cut */
    CHECK_STR("苏**家", out);
    jh_mask_number("东门街一号院三单元", out, 12);
    CHECK_STR("东门街**", out);
    jh_mask_number("12", out, sizeof out);
    CHECK_STR("**", out);
}

TEST(names_are_read)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    static const struct {
        const char *name, *reading, *initials;
    } t[] = {{"曾小明", "zeng xiao ming", "zxm"},
             {"单雄信", "shan xiong xin", "sxx"},
             {"仇英", "qiu ying", "qy"},
             {"解缙", "xie jin", "xj"},
             {"盖叫天", "ge jiao tian", "gjt"},
             {"查良镛", "zha liang yong", "zly"},
             {"乐进", "yue jin", "yj"},
             {"张乐乐", "zhang le le", "zll"},
             {"尉迟恭", "yu chi gong", "ycg"},
             {"吕布", "lu bu", "lb"},
             {"马䶮", "ma yan", "my"},
             {"阿依古丽·买买提", "a yi gu li mai mai ti", "ayglmmt"},
             {"Anna Li", "anna li", "al"}};
    struct jh_pinyin p;
    char reading[JH_PINYIN_TEXT], initials[JH_PINYIN_TEXT];

    jh_pinyin_open(&mem, &p);
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        jh_pinyin_read(&p, t[i].name, reading);
        CHECK_STR(t[i].reading, reading);
        jh_pinyin_initials(reading, 0, initials);
        CHECK_STR(t[i].initials, initials);
    }
    jh_pinyin_joined("zeng xiao ming", 1, reading);
    CHECK_STR("xiaoming", reading);
    jh_pinyin_typed("LÜ bu", reading);
    CHECK_STR("lubu", reading);
    jh_pinyin_typed("lvbu", reading);
    CHECK_STR("lubu", reading);
}

static struct jh_cohort cohort(const char *text, bool *ok)
{
    struct jh_cohort c = {0};
    *ok = jh_cohort_read(text, strlen(text), &c);
    return c;
}

TEST(cohorts_and_grades)
{
    bool ok;
    struct jh_cohort c = cohort("小学2019级", &ok);

    CHECK(ok && c.stage == JH_STEP_PRIMARY && c.entry == 2019);
    CHECK_INT(5, jh_cohort_grade(c.stage, c.entry, 2023));
    CHECK_INT(0, jh_cohort_grade(c.stage, c.entry, 2018));
    CHECK_INT(0, jh_cohort_grade(c.stage, c.entry, 2025));
    CHECK_INT(8, jh_cohort_grade(JH_STEP_JUNIOR, 2019, 2020));
    CHECK_INT(2019, jh_cohort_entry(8, 2020));
    CHECK(cohort("五年级", &ok).grade == 5 && ok);
    CHECK(cohort("初二", &ok).grade == 8 && ok);
    CHECK(cohort("高一", &ok).grade == 10 && ok);
    CHECK(cohort("八年级", &ok).stage == JH_STEP_JUNIOR && ok);
    CHECK(cohort("2019级", &ok).stage == JH_STEP_NONE && ok);
    CHECK(cohort("小学五年级", &ok).grade == 5 && ok);
    cohort("小学八年级", &ok);
    CHECK(!ok);
    cohort("大班", &ok);
    CHECK(!ok);
    cohort("", &ok);
    CHECK(!ok);
    CHECK_INT(6, jh_age_at_start((struct jh_date){2019, 8, 31}, 2025));
    CHECK_INT(5, jh_age_at_start((struct jh_date){2019, 9, 1}, 2025));
    CHECK_INT(0, jh_age_off((struct jh_date){2018, 9, 1}, 1, 2025));
    CHECK_INT(-1, jh_age_off((struct jh_date){2019, 9, 1}, 1, 2025));
    CHECK_INT(2, jh_age_off((struct jh_date){2016, 8, 1}, 1, 2025));
}

TEST(a_sealed_value_opens_only_in_its_place)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf sealed = JH_BUF(1000), plain = JH_BUF(1000);
    unsigned char master[JH_SEAL_KEY] = {1, 2, 3};
    struct jh_seal a, b;
    char one[JH_SEAL_MARK_TEXT], two[JH_SEAL_MARK_TEXT];

    jh_seal_from(master, &a);
    master[0] = 9;
    jh_seal_from(master, &b);
    CHECK(strcmp(a.id, b.id) != 0);
    jh_seal_write(&a, "430112/7/id", "secret", 6, &sealed);
    CHECK_INT(6 + JH_SEAL_MORE, sealed.len);
    CHECK(jh_seal_read(&a, "430112/7/id", sealed.data, sealed.len, &plain, &err) == JH_OK);
    CHECK_STR("secret", plain.data);
    CHECK(jh_seal_read(&a, "430112/8/id", sealed.data, sealed.len, &plain, &err) == JH_E_STORE);
    CHECK_STR("key.unreadable", err.id);
    CHECK(jh_seal_read(&b, "430112/7/id", sealed.data, sealed.len, &plain, &err) == JH_E_STORE);
    sealed.data[30] ^= 1;
    CHECK(jh_seal_read(&a, "430112/7/id", sealed.data, sealed.len, &plain, &err) == JH_E_STORE);
    CHECK(jh_seal_read(&a, "430112/7/id", sealed.data, 10, &plain, &err) == JH_E_STORE);
    jh_seal_mark(&a, "id", "11010519491231002X", one);
    jh_seal_mark(&a, "roll", "11010519491231002X", two);
    CHECK(strcmp(one, two) != 0);
    jh_seal_mark(&a, "id", "11010519491231002X", two);
    CHECK_STR(one, two);
}

TEST(key_files)
{
    char path[400];
    struct jh_seal made, read;

    snprintf(path, sizeof path, "%s/deep/er/key", t_tmp());
    CHECK(jh_seal_load(path, &read, &err) == JH_E_NOTFOUND);
    CHECK_STR("key.missing", err.id);
    CHECK(jh_seal_make(path, &made, &err) == JH_OK);
    CHECK(jh_seal_load(path, &read, &err) == JH_OK);
    CHECK_STR(made.id, read.id);
    CHECK(jh_seal_make(path, &made, &err) == JH_E_CONFLICT);
    CHECK_STR("key.exists", err.id);
    chmod(path, 0644);
    CHECK(jh_seal_load(path, &read, &err) == JH_E_DATA);
    CHECK_STR("key.open", err.id);
    FILE *f = fopen(path, "w");
    fputs("short\n", f);
    fclose(f);
    chmod(path, 0600);
    CHECK(jh_seal_load(path, &read, &err) == JH_E_DATA);
    CHECK_STR("key.damaged", err.id);
}
