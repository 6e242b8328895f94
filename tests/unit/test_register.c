/* tests/unit/test_register.c - definitions of registers: what is read of a right one, every fault
 * with its place, and which changes a definition may undergo. */
#include "base/embed.h"
#include "pack/register.h"
#include "t.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct jh_arena mem;
static struct jh_pack_set set;

static const struct jh_pack *home(void)
{
    struct jh_err err;

    if (!set.n) {
        CHECK(jh_packs_load(&mem, &jh_embed_packs, NULL, &set, &err) == JH_OK);
        CHECK_INT(0, (long)set.nfault);
    }
    return jh_pack_find(&set, "cn-bureau-registers");
}

#define VISIT                                                                                         \
    "{'id':'visits','version':'1','title':{'zh':'家访','en':'Visits'},'area':'families',"           \
    "'subject':'school','period':'month','due_days':5,'least':1,'fill':['class_teacher'],"            \
    "'approve':['principal'],'day_item':'held','name_item':'whom','source':'x',"                      \
    "'fields':["                                                                                      \
    "{'id':'whom','name':{'zh':'对象','en':'Whom'},'kind':'words','required':true},"                \
    "{'id':'held','name':{'zh':'日期','en':'Day'},'kind':'date','required':true},"                  \
    "{'id':'sort','name':{'zh':'方式','en':'How'},'kind':'code','filter':true},"                    \
    "{'id':'minutes','name':{'zh':'分钟','en':'Minutes'},'kind':'integer','unit':'分钟','min':1," \
    "'max':600},"                                                                                     \
    "{'id':'hours','name':{'zh':'小时','en':'Hours'},'kind':'number','value':'minutes / 60'}],"     \
    "'codes':[{'item':'sort','id':'home','name':{'zh':'上门','en':'At home'}},"                     \
    "{'item':'sort','id':'call','name':{'zh':'电话','en':'By telephone'}}],"                        \
    "'checks':[{'id':'long','grade':'hint','holds':'minutes <= 240','cells':'minutes',"               \
    "'message':{'zh':'{minutes} 分钟','en':'{minutes}'},'way_out':{'zh':'核对','en':'look'},"     \
    "'mark':'D','source':'x'}],"                                                                      \
    "'states':[{'id':'draft','name':{'zh':'草稿','en':'Draft'},'kind':'open'},"                     \
    "{'id':'done','name':{'zh':'完成','en':'Done'},'kind':'done'}],"                                \
    "'moves':[{'id':'finish','name':{'zh':'完成','en':'Finish'},'from':['draft'],'to':'done',"      \
    "'complete':true}],"                                                                              \
    "'counts':[{'id':'n','name':{'zh':'次数','en':'Visits'},'amount':'count(state.done)',"          \
    "'mark':'D','source':'x'}]}"

/* The definition with `was` replaced by `is`; single quotes for double ones. */
static const char *changed(const char *was, const char *is)
{
    const char *at = was ? strstr(VISIT, was) : NULL;
    CHECK(!was || at);
    char *text =
        was ? jh_arena_printf(&mem, "%.*s%s%s", (int)(at - VISIT), VISIT, is, at + strlen(was))
            : jh_arena_strdup(&mem, VISIT);
    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    return text;
}

static const struct jh_register *read(const char *text, const struct jh_pack_fault **fault,
                                      size_t *n)
{
    const struct jh_register *reg;
    jh_register_read(&mem, home(), "visits.json", text, strlen(text), &reg, fault, n);
    return reg;
}

TEST(every_part_of_a_definition_is_read)
{
    const struct jh_pack_fault *fault;
    size_t n;
    const struct jh_register *r = read(changed(NULL, NULL), &fault, &n);

    for (size_t i = 0; i < n; i++)
        printf("%s %s %s\n", fault[i].column, fault[i].id, fault[i].text);
    CHECK(r != NULL);
    CHECK_STR("visits", r->pack->id);
    CHECK_INT(JH_SUBJECT_SCHOOL, r->subject);
    CHECK_INT(JH_PERIOD_MONTH, r->period);
    CHECK_INT(5, r->due_days);
    CHECK_INT(5, (long)r->pack->nitem);
    CHECK_INT(1, r->day_item);
    CHECK_INT(0, r->name_item);
    CHECK(r->field[2].filter && r->field[4].value && !r->field[3].value);
    CHECK_INT(1, (long)r->nmove);
    CHECK_INT(1, (long)r->move[0].from);
    CHECK_INT(1, r->move[0].to);
    CHECK(jh_pack_slot(r->pack, "state.done", 10) >= 0 && jh_pack_slot(r->pack, "day", 3) >= 0);
    CHECK_INT(JH_KEY_RECORD, r->pack->form[0].key);
    CHECK_STR("visits", r->pack->item[0].form);
    CHECK_STR("x", r->pack->item[0].source);
}

/* What a change of the definition above must be told as, and where. */
static void faulty(const char *was, const char *is, const char *id, const char *place)
{
    const struct jh_pack_fault *fault;
    bool found = false;
    size_t n;

    CHECK(read(changed(was, is), &fault, &n) == NULL);
    for (size_t i = 0; i < n; i++)
        found |= strcmp(fault[i].id, id) == 0 && strcmp(fault[i].column, place) == 0;
    for (size_t i = 0; i < n && !found; i++)
        printf("%s: %s at %s (%s)\n", is, fault[i].id, fault[i].column, fault[i].text);
    CHECK(found);
}

TEST(every_fault_is_told_with_its_place)
{
    faulty("'subject':'school'", "'subject':'planet'", "pack.bad_choice", "subject");
    faulty("'id':'visits'", "'id':'Visits!'", "pack.bad_id", "id");
    faulty("'fill':['class_teacher'],", "'fill':[],", "pack.bad_value", "fill");
    faulty("'version':'1'", "'version':''", "pack.bad_value", "version");
    faulty("'source':'x',", "'source':'',", "pack.no_source", "source");
    faulty("'en':'Visits'}", "'en':''}", "pack.missing_translation", "title_en");
    faulty("'area':'families'", "'area':'families','colour':'red'", "pack.unknown_key", "colour");
    faulty("'period':'month',", "'period':'',", "pack.bad_choice", "period");
    faulty("'day_item':'held'", "'day_item':'whom'", "pack.unknown_item", "day_item");
    faulty("'name_item':'whom'", "'name_item':'nobody'", "pack.unknown_item", "name_item");
    faulty("'kind':'words'", "'kind':'poem'", "pack.bad_choice", "fields[0].kind");
    faulty("'id':'held'", "'id':'whom'", "pack.duplicate_id", "fields[1].id");
    faulty("'value':'minutes / 60'", "'value':'minutes /'", "pack.bad_formula", "fields[4].value");
    faulty("'value':'minutes / 60'", "'value':'miles'", "pack.unknown_name", "fields[4].value");
    faulty("'value':'minutes / 60'", "'value':'hours + 1'", "pack.bad_formula", "fields[4].value");
    faulty("'value':'minutes / 60'", "'value':'total(minutes)'", "pack.bad_formula",
           "fields[4].value");
    faulty("'filter':true", "'filter':true,'value':'minutes'", "pack.bad_choice",
           "fields[2].value");
    faulty("'required':true},{'id':'held'", "'required':true,'refers':'moon'},{'id':'held'",
           "pack.bad_choice", "fields[0].refers");
    faulty("'kind':'date'", "'kind':'date','refers':'school'", "pack.bad_choice",
           "fields[1].refers");
    faulty("'item':'sort','id':'call'", "'item':'whom','id':'call'", "pack.unknown_item",
           "codes[1].item");
    faulty("'holds':'minutes <= 240'", "'holds':'minutes <='", "pack.bad_formula",
           "checks[0].holds");
    faulty("'cells':'minutes'", "'cells':'miles'", "pack.unknown_item", "checks[0].cells");
    faulty("'kind':'open'", "'kind':'done'", "pack.bad_value", "states");
    faulty("'to':'done'", "'to':'gone'", "pack.unknown_state", "moves[0].to");
    faulty("'from':['draft']", "'from':['daft']", "pack.unknown_state", "moves[0].from");
    faulty("'from':['draft']", "'from':['done']", "pack.unreached_state", "states[1].id");
    faulty("'states':[", "'states':[],'state':[", "pack.unknown_key", "state");
    faulty("'due_days':5", "'due_days':9999", "pack.bad_number", "due_days");
    faulty("'amount':'count(state.done)'", "'amount':''", "pack.no_formula", "counts[0].amount");
    faulty("'mark':'D','source':'x'}]}", "'mark':'?','source':'x'}]}", "pack.no_source",
           "counts[0].mark");
}

TEST(changes_that_keep_what_was_recorded)
{
    const struct jh_pack_fault *fault;
    size_t n;
    const struct jh_register *old = read(changed(NULL, NULL), &fault, &n);
    const struct {
        const char *was, *is, *id; /* id "": it may be so */
    } change[] = {
        {"'zh':'对象'", "'zh':'被访家庭'", ""},
        {"'required':true},{'id':'held'", "'required':true,'retired':true},{'id':'held'", ""},
        {"'codes':[",
         "'codes':[{'item':'sort','id':'school','name':{'zh':'到校','en':'At school'}},", ""},
        {"'fields':[", "'fields':[{'id':'new','name':{'zh':'新','en':'New'},'kind':'words'},", ""},
        {"{'id':'whom','name':{'zh':'对象','en':'Whom'},'kind':'words','required':true},",
         "{'id':'who','name':{'zh':'对象','en':'Whom'},'kind':'words'},", "whom"},
        {"'kind':'integer','unit':'分钟','min':1,'max':600", "'kind':'words'", "minutes"},
        {"'unit':'分钟'", "'unit':'小时'", "minutes"},
        {"'minutes / 60'", "'minutes / 45'", "hours"},
        {"{'item':'sort','id':'home','name':{'zh':'上门','en':'At home'}},", "", "sort.home"},
        {"'amount':'count(state.done)'", "'amount':'count(state.draft)'", "n"},
        {"'subject':'school'", "'subject':'county'", "visits"},
    };

    for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
        const char *text = changed(change[i].was, change[i].is);
        if (strcmp(change[i].id, "whom") == 0) { /* the name is that of the new field then */
            char *at = strstr(text, "\"name_item\":\"whom\"");
            CHECK(at != NULL);
            memcpy(at, "\"name_item\":\"who\" ", strlen("\"name_item\":\"whom\""));
        }
        const struct jh_register *next = read(text, &fault, &n);
        for (size_t k = 0; k < n; k++)
            printf("%s: %s %s\n", change[i].is, fault[k].column, fault[k].text);
        CHECK(next != NULL);
        jh_register_follows(&mem, old, next, &fault, &n);
        if (!*change[i].id) {
            CHECK_INT(0, (long)n);
            continue;
        }
        CHECK(n >= 1);
        CHECK_STR("register.not_kept", n ? fault[0].id : "");
        CHECK_STR(change[i].id, n ? fault[0].value : "");
    }
}
