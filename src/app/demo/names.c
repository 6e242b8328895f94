/* src/app/demo/names.c - names of places that do not exist: syllables put together, never repeated
 * within a county. */
#include "app/demo/model.h"
#include <stdio.h>

static const char *const first[] = {"清", "云", "青", "白", "龙", "凤", "石", "松", "竹", "梅",
                                    "兰", "金", "银", "玉", "双", "三", "长", "平", "安", "福"};
static const char *const second[] = {"河", "溪", "岭", "桥", "塘", "湾", "坪", "冲", "泉", "林"};
static const char *const towns[] = {"城关", "东门", "南塔", "北湖", "沙洲", "柳渡", "枫桥",
                                    "茶亭", "观音", "栗木", "黄土", "杉树", "荷叶", "马头"};
static const char *const homes[] = {"湾", "冲", "坪", "塘", "桥", "岭", "坡", "垄", "井", "屋"};
static const char *const families[] = {"周家", "李家", "王家", "张家", "刘家", "陈家", "杨家",
                                       "赵家", "黄家", "吴家", "徐家", "孙家", "胡家", "朱家",
                                       "高家", "林家", "何家", "郭家", "马家", "罗家"};

/* One name a number, kept for the life of the process: there are only so many. */
const char *demo_county_name(size_t number)
{
    static _Thread_local char name[24];
    size_t n = sizeof first / sizeof *first, m = sizeof second / sizeof *second;

    snprintf(name, sizeof name, "%s%s县", first[number % n], second[(number / n + number % n) % m]);
    return name;
}

const char *demo_town_name(size_t town)
{
    return towns[town % (sizeof towns / sizeof *towns)];
}

const char *demo_village_name(size_t county, size_t number)
{
    static _Thread_local char name[24];
    size_t n = sizeof families / sizeof *families, m = sizeof homes / sizeof *homes;
    size_t k = (number * 37 + county * 11) % (n * m);

    snprintf(name, sizeof name, "%s%s", families[k % n], homes[k / n]);
    return name;
}
