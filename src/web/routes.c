/* src/web/routes.c - the table of routes. tools/check-api compares it with api/openapi.yaml,
 * tests/unit/test_rights.c the actions with data/rights.csv. */
#include "web/handlers.h"

const struct jh_route jh_routes[] = {
    {"GET", "/health", "server.health", jh_h_health, 0, false},
    {"GET", "/counties", "counties.list", jh_h_counties, 0, true},
    {"GET", "/packs", "packs.read", jh_h_packs, 0, false},
    {"GET", "/packs/{pack}", "packs.read", jh_h_pack, 0, false},
    {"GET", "/counties/{county}/balance", "balance.read", jh_h_balance, 0, true},
    {"GET", "/counties/{county}/indicators/{indicator}", "balance.read", jh_h_indicator, 0, true},
    {"GET", "/counties/{county}/schools/{school}", "balance.school", jh_h_school, 0, true},
    {"GET", "/counties/{county}/compare", "balance.read", jh_h_compare, 0, true},
    {"GET", "/counties/{county}/explain", "balance.read", jh_h_explain, 0, true},
    {"GET", "/counties/{county}/places", "places.read", jh_h_places, 0, true},
    {"GET", "/counties/{county}/checks", "checks.read", jh_h_checks, 0, true},
    {"GET", "/counties/{county}/orgs", "orgs.read", jh_h_orgs, 0, false},
    {"GET", "/counties/{county}/orgs/{school}/history", "orgs.read", jh_h_org_history, 0, false},
    {"POST", "/counties/{county}/orgs/preview", "orgs.write", jh_h_org_preview, JH_BODY_SMALL,
     false},
    {"POST", "/counties/{county}/orgs/steps", "orgs.write", jh_h_org_step, JH_BODY_SMALL, false},
    {"POST", "/counties/{county}/groups", "orgs.write", jh_h_group_add, JH_BODY_SMALL, false},
    {"POST", "/counties/{county}/groups/from-roster", "orgs.write", jh_h_groups_from_roster,
     JH_BODY_SMALL, false},
    {"PUT", "/counties/{county}/groups/{group}/members/{school}", "orgs.write", jh_h_group_member,
     JH_BODY_SMALL, false},
    {"PUT", "/counties/{county}/switches/{pack}/{switch}", "settings.write", jh_h_set_switch,
     JH_BODY_SMALL, false},
    {"GET", "/counties/{county}/forms/{form}", "forms.read", jh_h_form, 0, false},
    {"GET", "/counties/{county}/reports/{kind}", "report.read", jh_h_report, 0, false},
    {"GET", "/counties/{county}/imports", "imports.read", jh_h_imports, 0, false},
    {"POST", "/counties/{county}/imports", "imports.write", jh_h_upload, JH_BODY_UPLOAD, false},
    {"GET", "/counties/{county}/imports/{import}", "imports.read", jh_h_import, 0, false},
    {"DELETE", "/counties/{county}/imports/{import}", "imports.write", jh_h_discard, 0, false},
    {"PUT", "/counties/{county}/imports/{import}/mapping", "imports.write", jh_h_map, JH_BODY_SMALL,
     false},
    {"POST", "/counties/{county}/imports/{import}/check", "imports.write", jh_h_check,
     JH_BODY_SMALL, false},
    {"POST", "/counties/{county}/imports/{import}/commit", "imports.write", jh_h_commit,
     JH_BODY_SMALL, false},
    {"POST", "/counties/{county}/imports/{import}/undo", "imports.write", jh_h_undo, JH_BODY_SMALL,
     false},
    {"GET", "/counties/{county}/imports/{import}/annotated", "imports.read", jh_h_annotated, 0,
     false},
    {"GET", "/counties/{county}/people", "people.read", jh_h_people, 0, false},
    {"GET", "/counties/{county}/people/{person}", "people.read", jh_h_person, 0, false},
    {"POST", "/counties/{county}/people/{person}/steps", "people.write", jh_h_person_step,
     JH_BODY_SMALL, false},
    {"GET", "/counties/{county}/people-steps", "people.write", jh_h_people_steps, 0, false},
    {"POST", "/counties/{county}/people-steps/{step}/undo", "people.write", jh_h_people_undo,
     JH_BODY_SMALL, false},
    {"POST", "/counties/{county}/roll-over", "people.write", jh_h_roll_over, JH_BODY_SMALL, false},
    {"GET", "/counties/{county}/people-compare", "people.read", jh_h_people_compare, 0, false},
    {"GET", "/counties/{county}/people-counts", "people.count", jh_h_people_counts, 0, false},
    {"PUT", "/counties/{county}/people-least", "settings.write", jh_h_people_least, JH_BODY_SMALL,
     false},
    {"POST", "/counties/{county}/people-export", "people.export", jh_h_people_export, JH_BODY_SMALL,
     false},
    {"PUT", "/counties/{county}/people-source", "settings.write", jh_h_people_source, JH_BODY_SMALL,
     false},
    {"GET", "/session", "session.own", jh_h_session, 0, false},
    {"POST", "/session", "session.own", jh_h_login, JH_BODY_SMALL, false},
    {"DELETE", "/session", "session.own", jh_h_logout, 0, false},
    {"POST", "/session/code", "session.own", jh_h_code, JH_BODY_SMALL, false},
    {"PUT", "/session/password", "session.own", jh_h_password, JH_BODY_SMALL, false},
    {"POST", "/session/totp", "session.own", jh_h_totp_offer, JH_BODY_SMALL, false},
    {"PUT", "/session/totp", "session.own", jh_h_totp_keep, JH_BODY_SMALL, false},
    {"POST", "/session/view", "accounts.view_as", jh_h_view_as, JH_BODY_SMALL, false},
    {"DELETE", "/session/view", "session.own", jh_h_view_end, 0, false},
    {"GET", "/accounts", "accounts.manage", jh_h_accounts, 0, false},
    {"POST", "/accounts", "accounts.manage", jh_h_account_add, JH_BODY_SMALL, false},
    {"GET", "/accounts/{account}", "accounts.manage", jh_h_account, 0, false},
    {"PUT", "/accounts/{account}", "accounts.manage", jh_h_account_change, JH_BODY_SMALL, false},
    {"POST", "/accounts/{account}/password", "accounts.manage", jh_h_account_password,
     JH_BODY_SMALL, false},
    {"DELETE", "/accounts/{account}/totp", "accounts.manage", jh_h_account_no_totp, 0, false},
    {"POST", "/accounts/{account}/grants", "accounts.manage", jh_h_account_grant, JH_BODY_SMALL,
     false},
    {"DELETE", "/accounts/{account}/grants/{grant}", "accounts.manage", jh_h_account_revoke, 0,
     false},
    {"GET", "/counties/{county}/audit", "audit.read", jh_h_audit, 0, false},
    {"GET", "/counties/{county}/requests", "requests.read", jh_h_requests, 0, false},
    {"POST", "/counties/{county}/requests", "requests.read", jh_h_request_ask, JH_BODY_SMALL,
     false},
    {"PUT", "/counties/{county}/requests/{request}", "requests.read", jh_h_request_decide,
     JH_BODY_SMALL, false},
    {"GET", "/counties/{county}/due", "due.read", jh_h_due, 0, false},
    {"GET", "/counties/{county}/rounds", "submission.read", jh_h_rounds, 0, false},
    {"POST", "/counties/{county}/rounds", "submission.open", jh_h_round_open, JH_BODY_SMALL, false},
    {"GET", "/counties/{county}/rounds/{round}", "submission.read", jh_h_round, 0, false},
    {"POST", "/counties/{county}/rounds/{round}/close", "submission.open", jh_h_round_close,
     JH_BODY_SMALL, false},
    {"GET", "/counties/{county}/rounds/{round}/schools/{school}", "submission.read",
     jh_h_submission, 0, false},
    {"PUT", "/counties/{county}/rounds/{round}/schools/{school}/cells", "submission.fill",
     jh_h_submission_save, JH_BODY_IN_MEMORY, false},
    {"POST", "/counties/{county}/rounds/{round}/schools/{school}/moves", "submission.read",
     jh_h_submission_move, JH_BODY_SMALL, false},
    {"PUT", "/counties/{county}/rounds/{round}/schools/{school}/conflicts/{conflict}",
     "submission.read", jh_h_submission_decide, JH_BODY_SMALL, false},
    {"POST", "/counties/{county}/rounds/{round}/schools/{school}/take", "submission.read",
     jh_h_submission_take, JH_BODY_SMALL, false},
    {"POST", "/counties/{county}/rounds/{round}/schools/{school}/hand-in", "submission.fill",
     jh_h_submission_hand_in, JH_BODY_SMALL, false},
    {"POST", "/counties/{county}/hand-ins", "submission.read", jh_h_hand_in, JH_BODY_IN_MEMORY,
     false},
    {0},
};

/* Does `path` match `pattern`? Its {places} go to part[]. */
static bool matches(struct jh_arena *mem, const char *pattern, const char *path, const char **part)
{
    size_t n = 0;

    while (*pattern && *path) {
        if (*pattern == '{') {
            size_t length = strcspn(path, "/");
            if (length == 0 || n == JH_PATH_PARTS)
                return false;
            part[n++] = jh_arena_strndup(mem, path, length);
            path += length;
            pattern = strchr(pattern, '}') + 1;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *pattern == 0 && *path == 0;
}

const struct jh_route *jh_route_find(struct jh_arena *mem, const char *method, const char *path,
                                     const char **part, bool *ret_known)
{
    if (strcmp(method, "HEAD") == 0)
        method = "GET";
    *ret_known = false;
    for (const struct jh_route *r = jh_routes; r->path; r++) {
        if (!matches(mem, r->path, path, part))
            continue;
        *ret_known = true;
        if (strcmp(r->method, method) == 0)
            return r;
    }
    return NULL;
}
