/* What takes two people takes them through one mechanism, whatever it is: every row of
 * data/rights.csv with "two_person" is asked for, refused alone, agreed to by another, used once.
 */
#include "app/accounts.h"
#include "app/rights_table.h"
#include "t.h"

static struct jh_err err;
static const char county[] = "330000";

static const struct jh_grant office[] = {{"330000", "basic_education", NULL, NULL, 0}};
static const struct jh_actor first = {
    .account = "first", .grant = office, .ngrant = 1, .second_factor = true};
static const struct jh_actor second = {
    .account = "second", .grant = office, .ngrant = 1, .second_factor = true};

static bool is(enum jh_status status, enum jh_status want, const char *id)
{
    return status == want && (want == JH_OK || strcmp(err.id, id) == 0);
}

static void goes_its_way(struct jh_app *app, const char *action)
{
    const struct jh_new_request in = {.action = action, .subject = "all", .reason = "why"};
    int64_t now = jh_clock(), id;

    app->actor = &first;
    CHECK(
        is(jh_request_take(app, county, action, "all", now, &err), JH_E_DENIED, "request.needed"));
    CHECK(jh_request_ask_two(app, county, &in, now, &id, &err) == JH_OK);
    CHECK(
        is(jh_request_take(app, county, action, "all", now, &err), JH_E_DENIED, "request.needed"));
    CHECK(is(jh_request_decide(app, county, id, "approve", NULL, now, &err), JH_E_DENIED,
             "request.own"));
    app->actor = &second;
    CHECK(jh_request_decide(app, county, id, "approve", NULL, now, &err) == JH_OK);
    CHECK(is(jh_request_take(app, county, action, "all", now, &err), JH_E_DENIED,
             "request.needed")); /* the asker's */
    app->actor = &first;
    CHECK(is(jh_request_take(app, county, action, "some", now, &err), JH_E_DENIED,
             "request.needed")); /* of another thing */
    CHECK(is(jh_request_take(app, county, action, "all", now + 8 * 86400, &err), JH_E_DENIED,
             "request.needed")); /* lapsed */
    CHECK(jh_request_take(app, county, action, "all", now, &err) == JH_OK);
    CHECK(is(jh_request_take(app, county, action, "all", now, &err), JH_E_DENIED,
             "request.needed")); /* once */
}

TEST(every_row_with_two_people_goes_through_the_one_mechanism)
{
    const struct jh_rights *t = jh_rights();
    struct jh_app app = {.language = "en"};
    char found[400] = "";

    CHECK(jh_store_open(t_store("two"), &app.store, &err) == JH_OK);
    for (size_t i = 0; i < t->n; i++) {
        if (!t->right[i].two_person)
            continue;
        CHECK(t->right[i].second_factor); /* whoever does it is who they say */
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s ", t->right[i].id);
        goes_its_way(&app, t->right[i].id);
    }
    CHECK_STR("people.export submission.reopen draw.hold ", found);
    jh_store_close(&app.store);
}
