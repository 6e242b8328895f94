/* src/base/version.h - which version this is; the number comes from CMakeLists.txt. */
#pragma once

const char *jh_version(void); /* "0.1.0" */
