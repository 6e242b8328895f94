/* src/app/demo/person_names.c - names of people who do not exist: common surnames by their rough
 * shares, and characters that are common in given names of the sex. Our own lists. */
#include "app/demo/people.h"
#include <stdio.h>
#include <string.h>

/* Surnames; share in 1/1000 of the population, rounded. */
static const struct {
    const char *name;
    int share;
} surname[] = {
    {"王", 72},  {"李", 71},  {"张", 68}, {"刘", 54}, {"陈", 45}, {"杨", 31}, {"黄", 22},
    {"赵", 21},  {"周", 20},  {"吴", 20}, {"徐", 17}, {"孙", 15}, {"胡", 13}, {"朱", 13},
    {"高", 12},  {"林", 12},  {"何", 12}, {"郭", 12}, {"马", 12}, {"罗", 10}, {"梁", 9},
    {"宋", 9},   {"郑", 9},   {"谢", 8},  {"韩", 8},  {"唐", 7},  {"冯", 6},  {"于", 6},
    {"董", 6},   {"萧", 5},   {"程", 5},  {"曹", 5},  {"袁", 5},  {"邓", 5},  {"许", 5},
    {"傅", 5},   {"沈", 5},   {"曾", 5},  {"彭", 5},  {"吕", 5},  {"苏", 4},  {"卢", 4},
    {"蒋", 4},   {"蔡", 4},   {"贾", 4},  {"丁", 4},  {"魏", 4},  {"薛", 3},  {"叶", 3},
    {"阎", 3},   {"余", 3},   {"潘", 3},  {"杜", 3},  {"戴", 3},  {"夏", 3},  {"钟", 3},
    {"汪", 3},   {"田", 3},   {"任", 3},  {"姜", 3},  {"范", 3},  {"方", 3},  {"石", 3},
    {"姚", 3},   {"谭", 3},   {"廖", 3},  {"邹", 3},  {"熊", 3},  {"金", 3},  {"陆", 3},
    {"郝", 2},   {"孔", 2},   {"白", 2},  {"崔", 2},  {"康", 2},  {"毛", 2},  {"邱", 2},
    {"秦", 2},   {"江", 2},   {"史", 2},  {"顾", 2},  {"侯", 2},  {"邵", 2},  {"孟", 2},
    {"龙", 2},   {"万", 2},   {"段", 2},  {"雷", 2},  {"钱", 2},  {"汤", 2},  {"尹", 2},
    {"易", 2},   {"黎", 2},   {"常", 1},  {"武", 1},  {"乔", 1},  {"贺", 1},  {"赖", 1},
    {"龚", 1},   {"文", 1},   {"单", 1},  {"解", 1},  {"仇", 1},  {"盖", 1},  {"查", 1},
    {"欧阳", 1}, {"尉迟", 1}, {"覃", 1},  {"瞿", 1},  {"阳", 1},  {"柳", 1},  {"向", 1},
};
static const char boys[] = "伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙阳建"
                           "国志文博轩涵睿泽梓晨皓铭子昊天佑嘉亦诚承瑞远航逸思源一鸣家豪"
                           "奕辰景行书恒安哲彦翔柏霖牧之君霆沐阳启晟";
static const char girls[] = "芳娜敏静丽艳娟霞燕玲桂英红梅萍雪倩婷慧莹琳颖洁云莲兰凤琴"
                            "欣怡梓涵诗雨欣妍可馨语桐思琪雅雯若曦佳一诺雨萱悦晨子墨心语"
                            "依彤美婉清芷若紫嫣舒窈沐晴筱晓彩蝶初夏";
static const char both[] = "小晓文雨子思嘉佳一安宁乐天";

static size_t signs(const char *list)
{
    return strlen(list) / 3; /* three bytes each */
}

static void add_sign(struct jh_rng *rng, const char *list, char *ret)
{
    size_t n = strlen(ret);
    memcpy(ret + n, list + 3 * jh_rng_below(rng, signs(list)), 3);
    ret[n + 3] = 0;
}

void demo_person_name(struct jh_rng *rng, int sex, char ret[DEMO_NAME])
{
    int total = 0;

    for (size_t i = 0; i < sizeof surname / sizeof *surname; i++)
        total += surname[i].share;
    int at = (int)jh_rng_below(rng, (size_t)total);
    size_t k = 0;
    while (at >= surname[k].share)
        at -= surname[k++].share;
    snprintf(ret, DEMO_NAME, "%s", surname[k].name);
    double shape = jh_rng_uniform(rng);
    if (shape > 0.16) /* most given names have two characters */
        add_sign(rng, jh_rng_uniform(rng) < 0.25 ? both : sex == 1 ? boys : girls, ret);
    add_sign(rng, sex == 1 ? boys : girls, ret);
}
