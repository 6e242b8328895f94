/* src/cli/commands.c - the table of commands, in the order of the help. */
#include "cli/cli.h"

extern const struct jh_command jh_cmd_audit_list, jh_cmd_audit_verify, jh_cmd_audit_anchor,
    jh_cmd_audit_trim;
extern const struct jh_command jh_cmd_balance, jh_cmd_explain, jh_cmd_check;
extern const struct jh_command jh_cmd_calc_disparity, jh_cmd_calc_split;
extern const struct jh_command jh_cmd_pack_list, jh_cmd_pack_show, jh_cmd_pack_check;
extern const struct jh_command jh_cmd_demo;
extern const struct jh_command jh_cmd_register_list, jh_cmd_register_show, jh_cmd_register_define;
extern const struct jh_command jh_cmd_record_list, jh_cmd_record_show, jh_cmd_record_save;
extern const struct jh_command jh_cmd_record_move, jh_cmd_record_count;
extern const struct jh_command jh_cmd_import, jh_cmd_form;
extern const struct jh_command jh_cmd_org_list, jh_cmd_org_group, jh_cmd_org_step;
extern const struct jh_command jh_cmd_people_find, jh_cmd_people_show, jh_cmd_people_step;
extern const struct jh_command jh_cmd_people_roll, jh_cmd_people_steps, jh_cmd_people_undo;
extern const struct jh_command jh_cmd_people_compare;
extern const struct jh_command jh_cmd_key_new, jh_cmd_key_check;
extern const struct jh_command jh_cmd_report;
extern const struct jh_command jh_cmd_serve;
extern const struct jh_command jh_cmd_move, jh_cmd_backup, jh_cmd_restore;
extern const struct jh_command jh_cmd_account_add, jh_cmd_account_list, jh_cmd_account_grant,
    jh_cmd_account_revoke, jh_cmd_account_password, jh_cmd_account_totp, jh_cmd_account_lock,
    jh_cmd_account_unlock;

/* submissions */
extern const struct jh_command jh_cmd_submission_open;
extern const struct jh_command jh_cmd_submission_list;
extern const struct jh_command jh_cmd_submission_due;
extern const struct jh_command jh_cmd_submission_show;
extern const struct jh_command jh_cmd_submission_fill;
extern const struct jh_command jh_cmd_submission_submit;
extern const struct jh_command jh_cmd_submission_return;
extern const struct jh_command jh_cmd_submission_pass;
extern const struct jh_command jh_cmd_submission_approve;
extern const struct jh_command jh_cmd_submission_reopen;
extern const struct jh_command jh_cmd_submission_decide;
extern const struct jh_command jh_cmd_submission_close;
extern const struct jh_command jh_cmd_submission_take;
extern const struct jh_command jh_cmd_submission_carry;
extern const struct jh_command jh_cmd_submission_hand_in;
extern const struct jh_command jh_cmd_submission_receive;

/* A county's way through the year first, then what works on plain files. */
/* One a line: */
/* clang-format off */
const struct jh_command *const jh_commands[] = {
    &jh_cmd_demo,
    &jh_cmd_form,
    &jh_cmd_import,
    &jh_cmd_check,
    &jh_cmd_balance,
    &jh_cmd_explain,
    &jh_cmd_report,
    &jh_cmd_org_list,
    &jh_cmd_org_group,
    &jh_cmd_org_step,
    &jh_cmd_submission_open,
    &jh_cmd_submission_list,
    &jh_cmd_submission_due,
    &jh_cmd_submission_show,
    &jh_cmd_submission_fill,
    &jh_cmd_submission_submit,
    &jh_cmd_submission_return,
    &jh_cmd_submission_pass,
    &jh_cmd_submission_approve,
    &jh_cmd_submission_reopen,
    &jh_cmd_submission_decide,
    &jh_cmd_submission_close,
    &jh_cmd_submission_take,
    &jh_cmd_submission_carry,
    &jh_cmd_submission_hand_in,
    &jh_cmd_submission_receive,
    &jh_cmd_register_list,
    &jh_cmd_register_show,
    &jh_cmd_register_define,
    &jh_cmd_record_list,
    &jh_cmd_record_show,
    &jh_cmd_record_save,
    &jh_cmd_record_move,
    &jh_cmd_record_count,
    &jh_cmd_serve,
    &jh_cmd_account_add,
    &jh_cmd_account_list,
    &jh_cmd_account_grant,
    &jh_cmd_account_revoke,
    &jh_cmd_account_password,
    &jh_cmd_account_totp,
    &jh_cmd_account_lock,
    &jh_cmd_account_unlock,
    &jh_cmd_move,
    &jh_cmd_backup,
    &jh_cmd_restore,
    &jh_cmd_audit_list,
    &jh_cmd_audit_verify,
    &jh_cmd_audit_anchor,
    &jh_cmd_audit_trim,
    &jh_cmd_calc_disparity,
    &jh_cmd_calc_split,
    &jh_cmd_pack_list,
    &jh_cmd_pack_show,
    &jh_cmd_pack_check,
    &jh_cmd_people_find,
    &jh_cmd_people_show,
    &jh_cmd_people_step,
    &jh_cmd_people_roll,
    &jh_cmd_people_steps,
    &jh_cmd_people_undo,
    &jh_cmd_people_compare,
    &jh_cmd_key_new,
    &jh_cmd_key_check,
    NULL,
};
/* clang-format on */
