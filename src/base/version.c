/* src/base/version.c - see version.h. */
#include "base/version.h"

const char *jh_version(void)
{
    return JH_VERSION;
}
