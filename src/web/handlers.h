/* src/web/handlers.h - a handler reads its arguments, calls one function of app/, and that is all.
 */
#pragma once
#include "web/request.h"

jh_handler jh_h_session, jh_h_login, jh_h_logout, jh_h_code, jh_h_password, jh_h_totp_offer,
    jh_h_totp_keep, jh_h_view_as, jh_h_view_end; /* h_session.c */
jh_handler jh_h_accounts, jh_h_account, jh_h_account_add, jh_h_account_change,
    jh_h_account_password, jh_h_account_no_totp, jh_h_account_grant, jh_h_account_revoke,
    jh_h_audit, jh_h_requests, jh_h_request_ask, jh_h_request_decide; /* h_accounts.c */
jh_handler jh_h_health, jh_h_counties, jh_h_packs, jh_h_pack;         /* h_packs.c */
jh_handler jh_h_balance, jh_h_indicator, jh_h_school, jh_h_compare, jh_h_explain, jh_h_places,
    jh_h_set_switch, jh_h_report; /* h_balance.c */
jh_handler jh_h_orgs, jh_h_org_history, jh_h_org_preview, jh_h_org_step, jh_h_groups_from_roster,
    jh_h_group_add, jh_h_group_member; /* h_orgs.c */
jh_handler jh_h_people, jh_h_person, jh_h_person_step, jh_h_people_steps, jh_h_people_undo,
    jh_h_roll_over, jh_h_people_compare, jh_h_people_source, jh_h_people_export, jh_h_people_counts,
    jh_h_people_least;  /* h_people.c */
jh_handler jh_h_checks; /* h_checks.c */
jh_handler jh_h_form, jh_h_imports, jh_h_upload, jh_h_import, jh_h_discard, jh_h_map, jh_h_check,
    jh_h_commit, jh_h_undo, jh_h_annotated; /* h_imports.c */
jh_handler jh_h_due, jh_h_rounds, jh_h_round, jh_h_round_open, jh_h_round_close, jh_h_submission,
    jh_h_submission_save, jh_h_submission_move, jh_h_submission_decide, jh_h_submission_take,
    jh_h_submission_hand_in, jh_h_hand_in; /* h_submissions.c */
