/* src/app/rights_info.c - what the table of rights says of itself, and the log of what was done. */
#include "app/rights_table.h"

bool jh_right_two_person(const char *action)
{
    const struct jh_right *right = jh_right_find(jh_rights(), action);
    return right && right->two_person;
}

bool jh_right_second_factor(const char *action)
{
    const struct jh_right *right = jh_right_find(jh_rights(), action);
    return right && right->second_factor;
}

bool jh_right_known(const char *action)
{
    const struct jh_right *right = jh_right_find(jh_rights(), action);
    return right && !right->field;
}

enum jh_reach jh_role_reach(const char *role)
{
    const struct jh_rights *t = jh_rights();
    const struct jh_right *roles = jh_right_find(t, "role");
    int i = jh_role_index(t, role);

    return roles && i >= 0 ? (enum jh_reach)roles->cell[i] : JH_REACH_NONE;
}

size_t jh_role_count(void)
{
    return jh_rights()->nrole;
}

const char *jh_role_id(size_t i)
{
    return jh_rights()->role[i];
}

bool jh_role_does(const char *role, const char *action)
{
    const struct jh_right *right = jh_right_find(jh_rights(), action);
    int i = jh_role_index(jh_rights(), role);

    return right && !right->field && i >= 0 && right->cell[i] != JH_REACH_NONE;
}

bool jh_role_second_factor(const char *role)
{
    const struct jh_rights *t = jh_rights();
    int r = jh_role_index(t, role);

    for (size_t i = 0; r >= 0 && i < t->n; i++)
        if (!t->right[i].field && t->right[i].second_factor && t->right[i].cell[r] != JH_REACH_NONE)
            return true;
    return false;
}

void jh_rights_json(const struct jh_app *app, const char *county, struct jh_json *j,
                    const char *key)
{
    static const char *const word[] = {"none", "own", "class", "school", "group", "county"};
    const struct jh_rights *t = jh_rights();

    jh_json_object(j, key);
    for (size_t i = 0; i < t->n; i++) {
        const struct jh_right *r = &t->right[i];
        if (r->field || strcmp(r->id, "role") == 0)
            continue;
        enum jh_reach reach = jh_may_reach(app, r->id, county, NULL);
        if (reach != JH_REACH_NONE)
            jh_json_str(j, r->id, word[reach]);
    }
    jh_json_end(j);
}

/* With lengths, so that no text of one part looks like another part. */
static void key_part(struct jh_buf *out, const char *text)
{
    if (text)
        jh_buf_addf(out, "%zu:%s", strlen(text), text);
    jh_buf_addc(out, ';');
}

void jh_actor_key(const struct jh_actor *actor, struct jh_buf *out)
{
    jh_buf_addf(out, "%c%c", actor->account ? 'a' : 'n', actor->second_factor ? '2' : '1');
    for (size_t i = 0; i < actor->ngrant; i++) {
        key_part(out, actor->grant[i].county);
        key_part(out, actor->grant[i].role);
        key_part(out, actor->grant[i].org);
        key_part(out, actor->grant[i].class_);
        jh_buf_addf(out, "%lld;", (long long)actor->grant[i].person);
    }
    jh_buf_addc(out, '|');
}

enum jh_status jh_app_log(const struct jh_app *app, const char *county, const char *action,
                          const char *subject, const char *detail, struct jh_err *reterr)
{
    const struct jh_actor *a = app->actor ? app->actor : jh_actor_nobody();
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *actor = a->account ? a->account : "";

    if (a->viewing_as)
        actor = jh_arena_printf(&mem, "%s as %s", actor, a->viewing_as);
    return jh_store_audit_as(
        app->store, county,
        &(struct jh_audit_who){actor, subject ? subject : "", a->purpose ? a->purpose : ""}, action,
        detail, reterr);
}
