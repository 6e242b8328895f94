/* src/cli/commands.c - the table of commands, in the order of the help. */
#include "cli/cli.h"

extern const struct jh_command jh_cmd_calc_disparity, jh_cmd_calc_split;

const struct jh_command *const jh_commands[] = {
    &jh_cmd_calc_disparity,
    &jh_cmd_calc_split,
    NULL,
};
