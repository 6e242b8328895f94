/* src/app/records/inside.h - a register of a county with what is needed to keep it; shared by the
 * files of this folder. */
#pragma once
#include "app/balance/work.h"
#include "app/checks/rules.h"
#include "app/orgs/inside.h"
#include "app/records.h"
#include "app/rights.h"
#include "app/values.h"
#include "base/date.h"
#include "store/records.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct jh_ledger { /* a register that is open */
    const struct jh_app *app;
    struct jh_arena *mem;
    const char *county;
    const struct jh_register *reg;
    int64_t edition; /* of the county's list of definitions; 0: not written there yet */
    bool of_county;  /* made or changed on a page of this county */
    struct jh_orgs orgs;
    struct jh_rules *rules;
};

struct jh_entry { /* a record with its values read */
    struct jh_record record;
    int state;              /* index in reg->state; -1: of an older edition */
    struct jh_value *value; /* [nitem], computed ones too */
};

struct jh_record_fault {
    int item; /* -1: the record */
    enum jh_grade grade;
    const char *rule, *text, *way_out; /* rule "": of the field itself */
};
struct jh_record_faults {
    struct jh_record_fault *list;
    size_t n, room;
};

/* ledger.c: may the asker do this to any record of the register at all? */
JH_NODISCARD enum jh_status jh_ledger_open(const struct jh_app *app, struct jh_arena *mem,
                                           const char *county, const char *reg, const char *action,
                                           struct jh_ledger *ret, struct jh_err *reterr);
/* The pack that lends stages and headings to what is made on a page; NULL. */
const struct jh_pack *jh_register_home(const struct jh_app *app);
/* All registers that are in force, in order of id, unopened. */
JH_NODISCARD enum jh_status jh_ledgers(const struct jh_app *app, struct jh_arena *mem,
                                       const char *county, struct jh_ledger **ret, size_t *ret_n,
                                       struct jh_err *reterr);
/* Schools, groups and rules: what every answer about records needs. */
JH_NODISCARD enum jh_status jh_ledger_load(struct jh_ledger *b, struct jh_err *reterr);
/* Write the definition down when it is not yet; sets `edition`. Inside a transaction. */
JH_NODISCARD enum jh_status jh_ledger_keep(struct jh_ledger *b, struct jh_err *reterr);

/* who.c: the asker's grants of the roles that the register names for `action`. */
JH_NODISCARD enum jh_status jh_ledger_may(const struct jh_ledger *b, const char *action,
                                          const char *subject, struct jh_err *reterr);
bool jh_ledger_allows(const struct jh_ledger *b, const char *action, const char *subject);
/* The subjects of the list that the action reaches; *ret_all: every one. */
JH_NODISCARD enum jh_status jh_ledger_subjects(const struct jh_ledger *b, const char *action,
                                               bool *ret_all, const char *const **ret,
                                               size_t *ret_n, struct jh_err *reterr);
/* Code of a school or group as a user writes it (code or name); NULL: none such. */
const char *jh_ledger_subject(const struct jh_ledger *b, const char *text);
/* Code of a school, of a group, by code or name; NULL. */
const char *jh_ledger_school(const struct jh_ledger *b, const char *text);
const char *jh_ledger_group(const struct jh_ledger *b, const char *text);
const char *jh_ledger_state(const struct jh_ledger *b, const char *id); /* its name */
const char *jh_ledger_subject_name(const struct jh_ledger *b, const char *code);

/* entry.c */
struct jh_entry jh_entry_read(const struct jh_ledger *b, const struct jh_record *record);
void jh_entry_new(const struct jh_ledger *b, struct jh_entry *ret);
/* Computed fields after the others changed; the record's day. */
void jh_entry_settle(const struct jh_ledger *b, struct jh_entry *e);
const char *jh_entry_fields(const struct jh_ledger *b,
                            const struct jh_entry *e); /* JSON to store */
size_t jh_entry_keys(const struct jh_ledger *b, const struct jh_entry *e,
                     struct jh_record_key **ret);
/* What is wrong with it: needed fields, rules. */
void jh_entry_check(const struct jh_ledger *b, const struct jh_entry *e,
                    struct jh_record_faults *faults);
void jh_record_fault_add(const struct jh_ledger *b, struct jh_record_faults *faults,
                         struct jh_record_fault fault);
/* A value as people read it: refs by name. */
const char *jh_entry_shown(const struct jh_ledger *b, size_t item, struct jh_value v);
int jh_field_named(const struct jh_ledger *b, const char *text); /* by id, name, synonym; -1 */

/* list.c: what is asked for, as far as the asker may see it. */
JH_NODISCARD enum jh_status jh_records_query(const struct jh_ledger *b,
                                             const struct jh_record_ask *ask,
                                             struct jh_record_query *ret, struct jh_err *reterr);

struct jh_state_counts {
    int64_t n[JH_STATES_MOST], all; /* all: also of states that the register has no more */
};
JH_NODISCARD enum jh_status jh_records_count(const struct jh_ledger *b,
                                             const struct jh_record_query *q,
                                             struct jh_state_counts *ret, struct jh_err *reterr);
/* "states": each with how many records it has. */
void jh_state_counts_json(const struct jh_ledger *b, const struct jh_state_counts *counts,
                          struct jh_json *j);

/* json.c: the Record of api/openapi.yaml. */
JH_NODISCARD enum jh_status jh_entry_json(const struct jh_ledger *b, const struct jh_entry *e,
                                          struct jh_json *j, const char *key,
                                          struct jh_err *reterr);
void jh_record_faults_json(const struct jh_ledger *b, const struct jh_record_faults *faults,
                           struct jh_json *j, const char *key);
void jh_entry_row_json(const struct jh_ledger *b, const struct jh_entry *e, struct jh_json *j);
JH_NODISCARD enum jh_status jh_ledger_entry(const struct jh_ledger *b, int64_t id,
                                            struct jh_entry *ret, struct jh_err *reterr);
