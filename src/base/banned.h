/* src/base/banned.h - included before every source file (CMake): what may not be used becomes a
 * compile error that names the replacement. base/num.c and tests/t.c are excepted there. */
#pragma once
#ifndef JH_ALLOW_BANNED
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#undef sprintf
#undef strcpy
#undef strcat
#undef strtok
#undef setlocale
#define sprintf use_snprintf_or_jh_buf_addf
#define strcpy use_jh_arena_strdup
#define strcat use_jh_buf_adds
#define strtok use_an_explicit_scan
#define strtod use_jh_num_parse
#define atoi use_jh_num_parse
#define atof use_jh_num_parse
#define localtime use_base_date
#define gmtime use_base_date
#define setlocale numbers_must_not_depend_on_the_locale
#endif
