/* src/app/orgs/rows.h - a guided step as a small table of the roster. Inside src/app/orgs only. */
#pragma once
#include "app/orgs/inside.h"

struct jh_org_table {
    const char *text; /* CSV in UTF-8, as a clerk could have written it */
    size_t size;
    int year;          /* school year from which it shows */
    const char **code; /* [n] schools it has a line for */
    size_t n;
};

/* Errors as jh_app_org_preview(). Everything lives in o->mem. */
JH_NODISCARD enum jh_status jh_org_rows(const struct jh_orgs *o, const struct jh_org_step *step,
                                        struct jh_org_table *ret, struct jh_err *reterr);
