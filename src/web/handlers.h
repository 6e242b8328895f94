/* src/web/handlers.h - a handler reads its arguments, calls one function of app/, and that is all.
 */
#pragma once
#include "web/request.h"

jh_handler jh_h_health, jh_h_counties, jh_h_packs, jh_h_pack; /* h_packs.c */
jh_handler jh_h_balance, jh_h_indicator, jh_h_school, jh_h_compare, jh_h_explain, jh_h_places,
    jh_h_set_switch, jh_h_report; /* h_balance.c */
jh_handler jh_h_checks;           /* h_checks.c */
jh_handler jh_h_form, jh_h_imports, jh_h_upload, jh_h_import, jh_h_discard, jh_h_map, jh_h_check,
    jh_h_commit, jh_h_undo, jh_h_annotated; /* h_imports.c */
