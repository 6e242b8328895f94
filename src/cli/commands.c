/* src/cli/commands.c - the table of commands, in the order of the help. */
#include "cli/cli.h"

const struct jh_command *const jh_commands[] = {NULL};
