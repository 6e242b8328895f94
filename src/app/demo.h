/* src/app/demo.h - a synthetic county as the workbooks a bureau would have. */
#pragma once
#include "app/app.h"
#include <stdint.h>

struct jh_demo_in {
    const char *folder; /* made when absent; must be empty or hold an earlier demo */
    int counties;       /* 1 .. 100 */
    int schools;        /* per county; 0: 138 */
    int last_year;      /* of five school years; 0: 2025 */
    uint64_t seed;      /* 0: 20250901 */
    bool dirty;  /* also FOLDER/dirty with planted faults and dirty/FAULTS.csv, which lists them */
    bool people; /* also rosters: FOLDER/<county>/people/ (with `dirty`: FOLDER/dirty-people/) */
};

/* FOLDER/<county>/<year>/01-学校名录.xlsx 02-学生与班额.xlsx 03-教师.xlsx 04-校舍与设备.xlsx
 * 05-县级保障与质量.xlsx and FOLDER/<county>/边界.geojson. The same input gives the same tables on
 * every machine. */
JH_NODISCARD enum jh_status jh_app_demo(const struct jh_app *app, const struct jh_demo_in *in,
                                        const struct jh_progress *progress, struct jh_err *reterr);
