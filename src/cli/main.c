/* src/cli/main.c - find the command and run it. */
#include "cli/cli.h"

int jh_cli_main(int argc, char **argv)
{
    (void)argv;
    return argc < 2 ? jh_status_exit(JH_E_USAGE) : jh_status_exit(JH_E_NOTFOUND);
}
