/* tests/unit/test_pack_faults.c - every fault a folder can have is found and named with its place.
 * The pack below is right; each case replaces one file and tells which faults must come, and no
 * others. */
#include "base/buf.h"
#include "base/msg.h"
#include "pack/pack.h"
#include "t.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define JSON_HEAD "{\"id\":\"p\",\"version\":\"1\",\"kind\":\"standard\","
#define TITLE "\"title\":{\"zh\":\"甲\",\"en\":\"a\"},\"summary\":{\"zh\":\"乙\",\"en\":\"b\"},"
#define STAGES                                                                                     \
    "\"stages\":[{\"id\":\"s1\",\"name\":{\"zh\":\"一\",\"en\":\"1\"},\"judged\":true},"          \
    "{\"id\":\"s2\",\"name\":{\"zh\":\"二\",\"en\":\"2\"},\"judged\":true}],"
#define GROUPS "\"groups\":[{\"id\":\"g\",\"title\":{\"zh\":\"组\",\"en\":\"g\"}}],"
#define TAIL "\"type_item\":\"kind\",\"size_item\":\"n\"}"
#define GOOD_JSON JSON_HEAD TITLE STAGES GROUPS TAIL
#define JSON_WITH(more) JSON_HEAD TITLE STAGES GROUPS more "," TAIL

#define FORMS "id,title_zh,title_en,key,layout\nf,表,F,unit,rows\n"
#define ITEM_HEAD                                                                                  \
    "id,form,name_zh,name_en,kind,unit,form_unit,factor,min,max,decimals,synonyms,shared,stages,"  \
    "source\n"
#define ITEM_N "n,f,人数,Number,integer,人,,,0,100,0,学生,,,x\n"
#define ITEM_M "m,f,面积,Area,number,㎡,,,0,,2,,yes,s1 s2,x\n"
#define ITEM_K "kind,f,类型,Kind,code,,,,,,,,,,x\n"
#define CODES "item,id,name_zh,name_en\nkind,a,甲类,A\nkind,b,乙类,B\n"
#define CHECK_HEAD                                                                                 \
    "id,form,grade,holds,cells,message_zh,message_en,way_out_zh,way_out_en,mark,source\n"
#define CHECK_1                                                                                    \
    "c1,f,error,n >= 1 and not (n < last.n / 9),n,人数 {n} 上年 {last.n},{n} people,改,mend,D,x\n"
#define RARE_HEAD                                                                                  \
    "id,form,grade,amount,per,method,limit,cells,message_zh,message_en,way_out_zh,way_out_en,"     \
    "mark,source\n"
#define RARE_1 "r1,f,hint,m,n,modified,3.5,m,{m} {value},{expected},改,mend,D,x\n"
#define SWITCHES                                                                                   \
    "id,title_zh,title_en,note_zh,note_en,initial,choices,min,max,mark,source\n"                   \
    "w,开关,Switch,说明,note,1,1:是:yes|0:否:no,,,D,x\n"
#define IND_HEAD                                                                                   \
    "id,group,no,stage,name_zh,name_en,kind,level,amount,per,scale,line,compare,strict,applies,"   \
    "cv_limit,composite,mark,source\n"
#define IND_1 "i1,g,1,s1,指标,Indicator,value,unit,m,n,100,4.5,at_least,w,kind.a,0.5,yes,P,x\n"

struct file {
    const char *name, *text; /* text NULL: the file is absent */
};

static const struct file right[] = {
    {"pack.json", GOOD_JSON},
    {"forms.csv", FORMS},
    {"items.csv", ITEM_HEAD ITEM_N ITEM_M ITEM_K},
    {"codes.csv", CODES},
    {"checks.csv", CHECK_HEAD CHECK_1},
    {"outliers.csv", RARE_HEAD RARE_1},
    {"switches.csv", SWITCHES},
    {"indicators.csv", IND_HEAD IND_1},
    {"SOURCES.md", "# x\n"},
};

static void put(const char *folder, const char *name, const char *text)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!text) {
        remove(path);
        return;
    }
    FILE *f = fopen(path, "wb");
    CHECK(f != NULL);
    fwrite(text, 1, strlen(text), f);
    fclose(f);
}

static const char *make(const char *id)
{
    static char folder[512];
    snprintf(folder, sizeof folder, "%s/%s", t_tmp(), id);
    mkdir(folder, 0700);
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        put(folder, right[i].name, right[i].text);
    return folder;
}

static struct jh_pack_set load(struct jh_arena *mem, const char *folder)
{
    struct jh_pack_set set = {0};
    struct jh_err err;
    const struct jh_embeds none = {0};
    CHECK(jh_packs_load(mem, &none, folder, &set, &err) == JH_OK);
    return set;
}

TEST(the_right_pack_is_right)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_pack_set set = load(&mem, make("p"));

    for (size_t i = 0; i < set.nfault; i++)
        printf("%s %s\n", set.fault[i].id, set.fault[i].text);
    CHECK_INT(0, set.nfault);
    CHECK_INT(1, set.n);
    CHECK(set.pack[0].indicator[0].strict_switch == 0);
}

struct fault_case {
    const char *file, *text; /* the file that is put in the place of the right one */
    const char *id;
    long line;
    const char *column, *value;
};

static const struct fault_case cases[] = {
    {"pack.json", "{\"id\":\"p\",\n\"version\":}", "pack.bad_json", 2, "", ""},
    {"pack.json", "[1]", "pack.bad_json", 0, "", ""},
    {"pack.json", JSON_WITH("\"colour\":1"), "pack.unknown_key", 0, "", "colour"},
    {"pack.json", JSON_WITH("\"valid\":{\"from\":2020,\"to\":2019}"), "pack.year_order", 0, "valid",
     ""},
    {"pack.json", JSON_WITH("\"valid\":{\"from\":20}"), "pack.bad_year", 0, "valid", ""},
    {"pack.json", JSON_WITH("\"code_pattern\":\"99*9\""), "pack.bad_pattern", 0, "code_pattern",
     "99*9"},
    {"pack.json", JSON_WITH("\"code_pattern\":\"9B\""), "pack.bad_pattern", 0, "code_pattern",
     "9B"},
    {"pack.json", JSON_WITH("\"uses\":[\"q\"]"), "pack.unknown_pack", 0, "uses", "q"},
    {"pack.json", JSON_WITH("\"uses\":[\"p\"]"), "pack.uses_cycle", 0, "uses", "p"},
    {"pack.json", JSON_WITH("\"decompose\":[\"town\"]"), "pack.unknown_item", 0, "decompose",
     "town"},
    {"pack.json", JSON_WITH("\"splits\":[{\"type\":\"c\",\"weights\":{\"s1\":1,\"s2\":1.1}}]"),
     "pack.unknown_code", 0, "splits[0].", "c"},
    {"pack.json", JSON_WITH("\"splits\":[{\"type\":\"a\",\"weights\":{\"s1\":0,\"s2\":1.1}}]"),
     "pack.bad_weight", 0, "splits[0].", "s1"},
    {"pack.json", JSON_WITH("\"splits\":[{\"type\":\"a\",\"weights\":{\"s3\":1,\"s2\":1.1}}]"),
     "pack.unknown_stage", 0, "splits[0].", "s3"},
    {"pack.json",
     JSON_WITH("\"exclusions\":[{\"id\":\"x\",\"when\":\"kind.c\",\"reason\":{\"zh\":\"由\","
               "\"en\":\"r\"},\"mark\":\"P\",\"source\":\"x\"}]"),
     "pack.unknown_name", 0, "exclusions[0].when", "kind.c"},
    {"pack.json",
     JSON_WITH("\"exclusions\":[{\"id\":\"x\",\"when\":\"kind.a\",\"reason\":{\"zh\":\"由\"},"
               "\"mark\":\"P\",\"source\":\"x\"}]"),
     "pack.missing_translation", 0, "exclusions[0].reason.", "由"},
    {"pack.json",
     JSON_WITH("\"school_rule\":{\"group\":\"g\",\"pass\":\"switch.v\",\"floor\":0.85,"
               "\"text\":{\"zh\":\"规\",\"en\":\"r\"},\"mark\":\"M\",\"source\":\"x\"}"),
     "pack.bad_value", 0, "school_rule.pass", "switch.v"},
    {"pack.json",
     JSON_WITH("\"school_rule\":{\"group\":\"g\",\"pass\":0,\"floor\":0.85,"
               "\"text\":{\"zh\":\"规\",\"en\":\"r\"},\"mark\":\"?\",\"source\":\"x\"}"),
     "pack.no_source", 0, "school_rule", ""},
    {"pack.json", JSON_WITH("\"composite\":{\"s1\":-1}"), "pack.bad_number", 0, "composite", "s1"},
    {"pack.json",
     JSON_HEAD TITLE STAGES "\"groups\":[{\"id\":\"g\",\"title\":{\"zh\":\"组\",\"en\":\"g\"}},"
                            "{\"id\":\"h\",\"title\":{\"zh\":\"组\",\"en\":\"h\"}}]," TAIL,
     "pack.unused_group", 0, "groups", "h"},
    {"SOURCES.md", NULL, "pack.no_source", 0, "", ""},
    {"indicator.csv", "id\n", "pack.unknown_file", 0, "", "indicator.csv"},
    {"forms.csv", "id,title_zh,title_en,key\nf,表,F,unit\n", "pack.missing_column", 1, "layout",
     "layout"},
    {"forms.csv", "id,title_zh,title_en,key,layout,color\nf,表,F,unit,rows,x\n",
     "pack.unknown_column", 1, "color", "color"},
    {"forms.csv", "id,title_zh,title_en,key,layout\nf,表,F,village,rows\n", "pack.bad_choice", 2,
     "key", "village"},
    {"items.csv", ITEM_HEAD ITEM_N ITEM_M ITEM_K "n,f,人,People,integer,,,,,,,,,,x\n",
     "pack.duplicate_id", 5, "id", "n"},
    {"items.csv", ITEM_HEAD ITEM_N ITEM_M ITEM_K "s1,f,人,People,integer,,,,,,,,,,x\n",
     "pack.duplicate_id", 5, "id", "s1"},
    {"items.csv", ITEM_HEAD ITEM_N ITEM_M ITEM_K "Q,f,人,People,integer,,,,,,,,,,x\n",
     "pack.bad_id", 5, "id", "Q"},
    {"items.csv", ITEM_HEAD ITEM_N ITEM_M ITEM_K "q,g,人,People,integer,,,,,,,,,,x\n",
     "pack.unknown_form", 5, "form", "g"},
    {"items.csv", ITEM_HEAD ITEM_N ITEM_M ITEM_K "q,f,人,,integer,,,,,,,,,,x\n",
     "pack.missing_translation", 5, "name_en", "人"},
    {"items.csv", ITEM_HEAD ITEM_N ITEM_M ITEM_K "q,f,人,People,integer,,,,1o,,,,,,x\n",
     "pack.bad_number", 5, "min", "1o"},
    {"items.csv", ITEM_HEAD ITEM_N ITEM_M ITEM_K "q,f,人,People,integer,,,,9,1,,,,,x\n",
     "pack.bad_range", 5, "max", "1"},
    {"items.csv", ITEM_HEAD ITEM_N ITEM_M ITEM_K "q,f,人,People,integer,,,100,,,,,,,x\n",
     "pack.bad_factor", 5, "factor", "100"},
    {"items.csv", ITEM_HEAD ITEM_N ITEM_M ITEM_K "q,f,人,People,integer,,,,,,,,,s3,x\n",
     "pack.unknown_stage", 5, "stages", "s3"},
    {"items.csv", ITEM_HEAD ITEM_N ITEM_M ITEM_K "q,f,人,People,integer,,,,,,,学生,,,x\n",
     "pack.duplicate_heading", 5, "synonyms", "学生"},
    {"items.csv", ITEM_HEAD ITEM_N ITEM_M ITEM_K "q,f,人,People,integer,,,,,,,,,,\n",
     "pack.no_source", 5, "source", ""},
    {"items.csv", ITEM_HEAD ITEM_N ITEM_M ITEM_K "q,f,人,People,code,,,,,,,,,,x\n", "pack.no_codes",
     5, "id", "q"},
    {"codes.csv", CODES "kind,a,丙类,C\n", "pack.duplicate_id", 4, "id", "a"},
    {"codes.csv", CODES "n,z,丙类,C\n", "pack.unknown_item", 4, "item", "n"},
    {"checks.csv", CHECK_HEAD "c1,f,error,n >= 1,q,x,x,x,x,D,x\n", "pack.unknown_item", 2, "cells",
     "q"},
    {"checks.csv", CHECK_HEAD "c1,f,error,n >= 1,n,{q},x,x,x,D,x\n", "pack.unknown_item", 2,
     "message_zh", "q"},
    {"checks.csv", CHECK_HEAD "c1,f,error,n >= ,n,x,x,x,x,D,x\n", "pack.bad_formula", 2, "holds",
     "n >= "},
    {"checks.csv", CHECK_HEAD "c1,f,error,q > 1,n,x,x,x,x,D,x\n", "pack.unknown_name", 2, "holds",
     "q > 1"},
    {"checks.csv", CHECK_HEAD "c1,f,error,n > 1,n,x,x,x,x,Z,x\n", "pack.no_source", 2, "mark", "Z"},
    {"checks.csv", CHECK_HEAD "c1,f,error,\"n\"x,n,x,x,x,x,D,x\n", "pack.csv_quote", 2, "", ""},
    {"checks.csv", CHECK_HEAD "c1,f,error,n\n", "pack.csv_ragged", 2, "", ""},
    {"checks.csv", "\xff\xfe", "pack.not_utf8", 0, "", ""},
    {"checks.csv", CHECK_HEAD "r1,f,error,n > 1,n,x,x,x,x,D,x\n", "pack.duplicate_id", 2, "id",
     "r1"},
    {"outliers.csv", RARE_HEAD "r1,f,error,m,n,z,3,m,x,x,x,x,D,x\n", "pack.bad_choice", 2, "grade",
     "error"},
    {"outliers.csv", RARE_HEAD "r1,f,hint,m,n,z,,m,x,x,x,x,D,x\n", "pack.bad_number", 2, "limit",
     ""},
    {"outliers.csv", RARE_HEAD "r1,f,hint,m,n,range,3,m,x,x,x,x,D,x\n", "pack.bad_number", 2,
     "limit", "3"},
    {"outliers.csv", RARE_HEAD "r1,f,hint,m,n,change,4,m,x,x,x,x,D,x\n", "pack.bad_formula", 2,
     "per", "n"},
    {"outliers.csv", RARE_HEAD "r1,g,hint,m,n,z,3,m,x,x,x,x,D,x\n", "pack.unknown_form", 2, "form",
     "g"},
    {"outliers.csv", RARE_HEAD "r1,f,hint,q,n,z,3,m,x,x,x,x,D,x\n", "pack.unknown_name", 2,
     "amount", "q"},
    {"outliers.csv", RARE_HEAD "r1,f,hint,total(m),n,z,3,m,x,x,x,x,D,x\n", "pack.bad_formula", 2,
     "amount", "total(m)"},
    {"outliers.csv", RARE_HEAD "r1,f,hint,m,n,z,3,m,{last.q},x,x,x,D,x\n", "pack.unknown_item", 2,
     "message_zh", "last.q"},
    {"indicators.csv",
     IND_HEAD
     "i1,g,1,s1,指标,Indicator,value,unit,last.n,n,100,4.5,at_least,w,kind.a,0.5,yes,P,x\n",
     "pack.bad_formula", 2, "amount", "last.n"},
    {"switches.csv",
     "id,title_zh,title_en,note_zh,note_en,initial,choices,mark,source\n"
     "w,开关,Switch,说明,note,2,1:是:yes|0:否:no,D,x\n",
     "pack.bad_switch", 2, "initial", "2"},
    {"switches.csv",
     "id,title_zh,title_en,note_zh,note_en,initial,choices,mark,source\n"
     "w,开关,Switch,说明,note,1,,D,x\n",
     "pack.bad_switch", 2, "min", ""},
    {"indicators.csv",
     IND_HEAD "i1,h,1,s1,指标,I,value,unit,m,n,1,4.5,at_least,,,,,P,x\n"
              "i2,g,1,s1,指标,I,value,unit,m,n,1,4.5,at_least,,,,,P,x\n",
     "pack.unknown_group", 2, "group", "h"},
    {"indicators.csv", IND_HEAD "i1,g,1,s9,指标,I,value,unit,m,n,1,4.5,at_least,,,,,P,x\n",
     "pack.unknown_stage", 2, "stage", "s9"},
    {"indicators.csv", IND_HEAD "i1,g,1,s1,指标,I,value,unit,m,n,1,,at_least,,,,,P,x\n",
     "pack.no_formula", 2, "line", ""},
    {"indicators.csv", IND_HEAD "i1,g,1,s1,指标,I,value,unit,m,n,1,4.5,at_least,,,,,,x\n",
     "pack.no_source", 2, "mark", ""},
    {"indicators.csv", IND_HEAD "i1,g,1,s1,指标,I,value,unit,m,n,1,4.5,at_least,v,,,,P,x\n",
     "pack.unknown_switch", 2, "strict", "v"},
    {"indicators.csv", IND_HEAD "i1,g,1,s1,指标,I,value,unit,total(m),n,1,4,at_least,,,,,P,x\n",
     "pack.bad_formula", 2, "amount", "total(m)"},
    {"indicators.csv", IND_HEAD "i1,g,1,,指标,I,value,school,m,n,1,4,at_least,,,0.5,,P,x\n",
     "pack.bad_choice", 2, "level", "school"},
    {"indicators.csv", IND_HEAD "i1,g,1,s1,指标,I,value,unit,m,n,0,4,at_least,,,,,P,x\n",
     "pack.bad_number", 2, "scale", "0"},
    {"indicators.csv", IND_HEAD IND_1 IND_1, "pack.duplicate_id", 3, "id", "i1"},
    {"indicators.csv", NULL, "pack.unused_group", 0, "groups", "g"},
};

/* The only fault, but for indicators.csv being absent, which also leaves the standard empty. */
static void check_case(const struct fault_case *c)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *folder = make("p");

    put(folder, c->file, c->text);
    struct jh_pack_set set = load(&mem, folder);
    if (strcmp(c->file, "indicator.csv") == 0)
        put(folder, c->file, NULL);
    CHECK_INT(0, set.n);
    CHECK(set.nfault >= 1);
    if (!set.nfault)
        return;
    const struct jh_pack_fault *f = &set.fault[0];
    if (strcmp(c->id, f->id) != 0 || (c->text && set.nfault != 1))
        for (size_t i = 0; i < set.nfault; i++)
            printf("wanted %s, got %s: %s\n", c->id, set.fault[i].id, set.fault[i].text);
    CHECK_INT(1, set.nfault - (c->text == NULL && c->file[0] == 'i'));
    CHECK_STR(c->id, f->id);
    CHECK_INT(c->line, f->line);
    CHECK_STR(c->column, f->column);
    CHECK_STR(c->value, f->value);
    if (c->line || strcmp(c->id, "pack.bad_json") != 0)
        CHECK(strstr(f->file, "/p/") != NULL);
}

TEST(each_fault_has_its_place)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(&cases[i]);
}

/* Every fault has a text in both languages that is more than its id. */
TEST(each_fault_has_a_text)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        JH_CLEANUP(jh_buf_release) struct jh_buf zh = JH_BUF(1000), en = JH_BUF(1000);
        jh_msg(&zh, "zh-CN", cases[i].id, NULL, 0);
        jh_msg(&en, "en", cases[i].id, NULL, 0);
        CHECK(strcmp(zh.data, cases[i].id) != 0 && strcmp(en.data, cases[i].id) != 0);
    }
}

TEST(all_faults_come_at_once)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *folder = make("p");

    put(folder, "items.csv", ITEM_HEAD ITEM_N ITEM_M ITEM_K "n,g,人,,numbr,,,x,,,99,,,s7,\n");
    struct jh_pack_set set = load(&mem, folder);
    CHECK_INT(8, set.nfault);
}

TEST(faults_are_listed_up_to_a_limit)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf b = JH_BUF(1 << 20);
    const char *folder = make("p");

    jh_buf_adds(&b, CODES);
    for (int i = 0; i < 600; i++)
        jh_buf_adds(&b, "kind,a,甲,A\n");
    put(folder, "codes.csv", b.data);
    struct jh_pack_set set = load(&mem, folder);
    CHECK_INT(JH_PACK_FAULTS + 1, set.nfault);
    CHECK_STR("pack.too_many_faults", set.fault[JH_PACK_FAULTS].id);
    CHECK_INT(0, set.n);
}

TEST(packs_that_use_each_other_in_a_circle_are_refused)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    char top[512];
    snprintf(top, sizeof top, "%s/circle", t_tmp());
    mkdir(top, 0700);
    const char *text[] = {"{\"id\":\"a\",\"version\":\"1\",\"kind\":\"dictionary\"," TITLE STAGES
                          "\"uses\":[\"b\"]}",
                          "{\"id\":\"b\",\"version\":\"1\",\"kind\":\"dictionary\"," TITLE STAGES
                          "\"uses\":[\"a\"]}"};
    for (int i = 0; i < 2; i++) {
        char folder[600];
        snprintf(folder, sizeof folder, "%s/%c", top, 'a' + i);
        mkdir(folder, 0700);
        put(folder, "pack.json", text[i]);
        put(folder, "SOURCES.md", "x");
    }
    struct jh_pack_set set = load(&mem, top);
    CHECK_INT(0, set.n);
    bool cycle = false;
    for (size_t i = 0; i < set.nfault; i++)
        cycle |= strcmp(set.fault[i].id, "pack.uses_cycle") == 0;
    CHECK(cycle);
}

TEST(a_folder_without_packs_is_told_so)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_pack_set set;
    struct jh_err err;
    char path[512];

    snprintf(path, sizeof path, "%s/none", t_tmp());
    CHECK(jh_packs_load(&mem, NULL, path, &set, &err) == JH_E_NOTFOUND);
    CHECK_STR("pack.folder_unreadable", err.id);
    mkdir(path, 0700);
    CHECK(jh_packs_load(&mem, NULL, path, &set, &err) == JH_E_NOTFOUND);
    CHECK_STR("pack.folder_empty", err.id);
}

TEST(the_pack_of_another_country_loads_and_its_hash_follows_its_bytes)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    char path[512];

    snprintf(path, sizeof path, "%s/tests/data/packs/ca-schools", t_root());
    struct jh_pack_set set = load(&mem, path), again = load(&mem, path);
    for (size_t i = 0; i < set.nfault; i++)
        printf("%s %s %s\n", set.fault[i].id, set.fault[i].value, set.fault[i].text);
    CHECK_INT(1, set.n);
    CHECK_STR(set.pack[0].hash, again.pack[0].hash);
    CHECK(jh_pack_code_ok(&set.pack[0], "75119", 5));
    CHECK(!jh_pack_code_ok(&set.pack[0], "7511900000", 10));
    const char *folder = make("p");
    struct jh_pack_set one = load(&mem, folder);
    put(folder, "SOURCES.md", "# y\n");
    struct jh_pack_set two = load(&mem, folder);
    CHECK(strcmp(one.pack[0].hash, two.pack[0].hash) != 0);
}
