/* Who may do what: the table itself, and the decisions made from it. */
#include "app/rights_table.h"
#include "base/embed.h"
#include "base/msg.h"
#include "t.h"
#include "web/request.h"

static struct jh_err err;

static struct jh_app app_of(const struct jh_actor *actor)
{
    return (struct jh_app){.language = "en", .actor = actor};
}

static const struct jh_grant director[] = {{"330000", "director", NULL, NULL, 0}};
static const struct jh_grant principal[] = {{"330000", "principal", "3300000001", NULL, 0}};
static const struct jh_grant form_teacher[] = {
    {"330000", "class_teacher", "3300000001", "2021/1", 0}};
static const struct jh_grant administrator[] = {{"330000", "administrator", NULL, NULL, 0}};
static const struct jh_grant both[] = {{"330000", "principal", "3300000002", NULL, 0},
                                       {"330000", "registrar", "3300000001", NULL, 0}};

#define ACTOR(grants)                                                                              \
    ((struct jh_actor){"somebody", (grants), sizeof(grants) / sizeof *(grants), NULL, NULL, false, \
                       false})

TEST(the_table_has_no_fault)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf faults = JH_BUF(100000);
    const struct jh_embed *file = jh_embed_find(&jh_embed_data, "rights.csv");
    struct jh_rights t;

    CHECK(file != NULL);
    CHECK(jh_rights_parse(&mem, (const char *)file->data, file->size, &t, &faults));
    CHECK_STR("", faults.data ? faults.data : "");
    CHECK(t.nrole == jh_role_count());
}

TEST(all_faults_of_a_table_are_told_at_once)
{
    static const char text[] = "right,director,director,two_person,second_factor\n"
                               "role,county,galaxy,,\n"
                               "balance.read,county,-,maybe,\n"
                               "balance.read,county,-,,\n"
                               "field.name,plain/blue,masked,,\n";
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf faults = JH_BUF(100000);
    struct jh_rights t;

    CHECK(!jh_rights_parse(&mem, text, sizeof text - 1, &t, &faults));
    CHECK(strstr(faults.data, "rights.csv:1 director: a role is named once"));
    CHECK(strstr(faults.data, "rights.csv:2 director: no such reach or view: \"galaxy\""));
    CHECK(strstr(faults.data, "rights.csv:3 two_person: want yes or nothing: \"maybe\""));
    CHECK(strstr(faults.data, "rights.csv:4 right: a right is named once: \"balance.read\""));
    CHECK(strstr(faults.data, "rights.csv:5 director: no such reach or view: \"plain/blue\""));
}

TEST(a_table_without_roles_or_its_first_row_is_refused)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    JH_CLEANUP(jh_buf_release) struct jh_buf faults = JH_BUF(100000);
    struct jh_rights t;

    CHECK(!jh_rights_parse(&mem, "a,b\nc,d\n", 8, &t, &faults));
    CHECK(!jh_rights_parse(&mem, "", 0, &t, &faults));
}

/* The role list, the routes and the table are one: a route without an action that has a row is
 * refused here, and nobody could call it. */
TEST(every_route_names_a_row)
{
    for (const struct jh_route *r = jh_routes; r->path; r++) {
        if (!r->action || !jh_right_known(r->action))
            fprintf(stderr, "%s %s: no action\n", r->method, r->path);
        CHECK(r->action && jh_right_known(r->action));
    }
}

TEST(every_role_has_a_name_in_both_languages)
{
    static const char *const languages[] = {"zh-CN", "en"};

    for (size_t i = 0; i < jh_role_count(); i++)
        for (int l = 0; l < 2; l++) {
            JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
            JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(1000);
            const char *id = jh_arena_printf(&mem, "role.%s", jh_role_id(i));
            jh_msg(&text, languages[l], id, NULL, 0);
            CHECK(strcmp(text.data, id) != 0);
        }
}

TEST(the_local_actor_may_do_everything)
{
    struct jh_app app = app_of(jh_actor_local());
    const struct jh_rights *t = jh_rights();

    for (size_t i = 0; i < t->n; i++) {
        if (t->right[i].field)
            CHECK(jh_field_view(&app, t->right[i].id, "330000", "3300000001") == JH_FIELD_PLAIN);
        else if (jh_may_reach(&app, t->right[i].id, "330000", NULL) != JH_REACH_OWN)
            CHECK(jh_may(&app, t->right[i].id, "330000", NULL, &err) == JH_OK);
    }
}

TEST(nobody_is_asked_to_log_in)
{
    struct jh_app app = app_of(jh_actor_nobody()), none = app_of(NULL);

    CHECK(jh_may(&app, "server.health", NULL, NULL, &err) == JH_OK);
    CHECK(jh_may(&app, "balance.read", "330000", NULL, &err) == JH_E_LOGIN);
    CHECK_STR("rights.login", err.id);
    CHECK(jh_may(&none, "balance.read", "330000", NULL, &err) == JH_E_LOGIN);
}

TEST(a_county_is_not_its_neighbour)
{
    struct jh_actor a = ACTOR(director);
    struct jh_app app = app_of(&a);

    CHECK(jh_may(&app, "balance.read", "330000", NULL, &err) == JH_OK);
    CHECK(jh_may(&app, "balance.school", "330000", "3300000001", &err) == JH_OK);
    CHECK(jh_may(&app, "balance.read", "440000", NULL, &err) == JH_E_DENIED);
    CHECK_STR("rights.denied", err.id);
    CHECK(jh_may(&app, "imports.write", "330000", NULL, &err) == JH_E_DENIED);
}

TEST(a_principal_sees_the_county_and_the_own_school)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_actor a = ACTOR(principal);
    struct jh_app app = app_of(&a);
    const char *const *code;
    bool all;
    size_t n;

    CHECK(jh_may(&app, "balance.read", "330000", NULL, &err) == JH_OK);
    CHECK(jh_may(&app, "balance.school", "330000", NULL, &err) == JH_E_DENIED);
    CHECK(jh_may(&app, "balance.school", "330000", "3300000001", &err) == JH_OK);
    CHECK(jh_may(&app, "balance.school", "330000", "3300000002", &err) == JH_E_DENIED);
    CHECK(jh_may_schools(&app, "balance.school", "330000", &mem, &all, &code, &n, &err) == JH_OK);
    CHECK(!all && n == 1);
    CHECK_STR("3300000001", code[0]);
    CHECK(jh_may_schools(&app, "imports.read", "330000", &mem, &all, &code, &n, &err) ==
          JH_E_DENIED);
    CHECK(jh_may_schools(&app, "balance.school", "440000", &mem, &all, &code, &n, &err) ==
          JH_E_DENIED);
}

TEST(grants_add_up_each_at_its_own_school)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_actor a = ACTOR(both);
    struct jh_app app = app_of(&a);
    const char *const *code;
    bool all;
    size_t n;

    CHECK(jh_may_schools(&app, "balance.school", "330000", &mem, &all, &code, &n, &err) == JH_OK);
    CHECK(!all && n == 2);
    CHECK(jh_may(&app, "people.write", "330000", "3300000001", &err) == JH_OK);
    CHECK(jh_may(&app, "people.write", "330000", "3300000002", &err) == JH_E_DENIED);
}

TEST(a_class_is_a_part_of_its_school)
{
    struct jh_actor a = ACTOR(form_teacher);
    struct jh_app app = app_of(&a);

    CHECK(jh_may_reach(&app, "people.read", "330000", "3300000001") == JH_REACH_CLASS);
    CHECK(jh_may_class(&app, "people.read", "330000", "3300000001", "2021/1"));
    CHECK(!jh_may_class(&app, "people.read", "330000", "3300000001", "2021/2"));
    CHECK(!jh_may_class(&app, "people.read", "330000", "3300000002", "2021/1"));
    CHECK(jh_may(&app, "people.read", "330000", NULL, &err) == JH_E_DENIED);
}

TEST(fields_are_plain_inside_and_masked_or_sealed_outside)
{
    struct jh_actor a = ACTOR(principal);
    struct jh_app app = app_of(&a);

    CHECK(jh_field_view(&app, "field.name", "330000", "3300000001") == JH_FIELD_PLAIN);
    CHECK(jh_field_view(&app, "field.name", "330000", "3300000002") == JH_FIELD_MASKED);
    CHECK(jh_field_view(&app, "field.id_number", "330000", "3300000001") == JH_FIELD_MASKED);
    CHECK(jh_field_view(&app, "field.id_number", "330000", "3300000002") == JH_FIELD_SEALED);
    CHECK(jh_field_view(&app, "field.name", "440000", "3300000001") == JH_FIELD_SEALED);
    CHECK(jh_field_view(&app, "balance.read", "330000", NULL) == JH_FIELD_SEALED);
    app = app_of(jh_actor_nobody());
    CHECK(jh_field_view(&app, "field.name", "330000", "3300000001") == JH_FIELD_SEALED);
}

TEST(what_needs_a_second_factor_says_so)
{
    struct jh_actor a = ACTOR(administrator);
    struct jh_app app = app_of(&a);

    CHECK(jh_may(&app, "accounts.manage", "330000", NULL, &err) == JH_E_DENIED);
    CHECK_STR("rights.second_factor", err.id);
    a.second_factor = true;
    CHECK(jh_may(&app, "accounts.manage", "330000", NULL, &err) == JH_OK);
    CHECK(jh_may(&app, "people.read", "330000", NULL, &err) == JH_E_DENIED);
    CHECK(jh_role_second_factor("administrator") && !jh_role_second_factor("teacher"));
    CHECK(jh_right_two_person("people.export") && !jh_right_two_person("people.read"));
}

TEST(an_unknown_action_is_our_fault)
{
    struct jh_app app = app_of(jh_actor_local());

    CHECK(jh_may(&app, "balance.raed", NULL, NULL, &err) == JH_E_BUG);
    CHECK(jh_may(&app, "field.name", NULL, NULL, &err) == JH_E_BUG);
}

static const char *key_of(struct jh_arena *mem, const struct jh_actor *a)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(10000);
    jh_actor_key(a, &text);
    return jh_arena_strdup(mem, text.data);
}

/* The answer cache is shared by who may see the same, and by nobody else. */
TEST(actors_with_other_rights_have_other_keys)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    static const struct jh_grant odd[] = {{"330000", "principal", "330000000", "1", 0}};
    const struct jh_actor all[] = {ACTOR(director),   ACTOR(principal),     ACTOR(both),
                                   ACTOR(odd),        ACTOR(administrator), *jh_actor_local(),
                                   *jh_actor_nobody()};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (size_t k = 0; k < i; k++)
            CHECK(strcmp(key_of(&mem, &all[i]), key_of(&mem, &all[k])) != 0);
}
