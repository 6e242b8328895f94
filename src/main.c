/* src/main.c - the program. */
#include "cli/cli.h"

#ifdef JH_SANITIZED
/* What libraries of Debian 12 lose themselves, a few bytes a document: fontconfig's settings,
 * cairo 1.16's CFF subsets, libxlsxwriter 1.1.4's list references. tests/t.c has the same list. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libcairo\nleak:lxw_strdup\n";
}

const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
#endif

int main(int argc, char **argv)
{
    return jh_cli_main(argc, argv);
}
