/* src/app/records.h - registers at work: their records are kept, looked at by who approves, listed,
 * counted. What a register is, is data (pack/register.h); nothing here knows one by name.
 *
 * A record is saved whole or not at all; what is wrong is told field by field. Its history is kept
 * change by change. docs/internals/registers.md */
#pragma once
#include "app/app.h"
#include "pack/register.h"

enum {
    JH_RECORD_FIELDS = 500,      /* in one call */
    JH_RECORDS_LISTED = 200,     /* a page of the list */
    JH_RECORD_NOTE = 2000,       /* bytes of a word why */
    JH_RECORDS_COUNTED = 200000, /* read for a count by formula; more are refused */
    JH_RECORDS_JSON = 64 << 20
};

/* The registers that the asker has to do with, with how many records are in which state: Registers
 * of api/openapi.yaml. One, with fields, states, moves and counts: Register. JH_E_NOTFOUND
 * "register.unknown". */
JH_NODISCARD enum jh_status jh_app_registers_json(const struct jh_app *app, const char *county,
                                                  struct jh_buf *out, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_register_json(const struct jh_app *app, const char *county,
                                                 const char *reg, struct jh_buf *out,
                                                 struct jh_err *reterr);

/* A definition made or changed on a page: checked with every fault at its place ("faults"), and,
 * when it has none and `check` is false, in force from now on; what was recorded before stays as it
 * is. {"register", "edition", "faults": [...]}. */
JH_NODISCARD enum jh_status jh_app_register_define(const struct jh_app *app, const char *county,
                                                   const char *definition, size_t n, bool check,
                                                   struct jh_buf *out, struct jh_err *reterr);

struct jh_record_ask {
    const char *reg;
    const char *subject;      /* code of a school or group; NULL: all that may be seen */
    const char *from, *to;    /* days, both within; NULL: open */
    const char *state;        /* id; NULL */
    const char *item, *value; /* a filtering field and what it is, as people write it; NULL */
    const char *after;        /* "DAY/NUMBER" of the last record of the page before; NULL */
    int most;                 /* 0: JH_RECORDS_LISTED */
};
/* Newest first, with how many there are in all and by state: Records of api/openapi.yaml. */
JH_NODISCARD enum jh_status jh_app_records_json(const struct jh_app *app, const char *county,
                                                const struct jh_record_ask *ask, struct jh_buf *out,
                                                struct jh_err *reterr);
/* How many by subject (schools under their groups of today too) and month, and the register's own
 * counts over them: RecordCounts. */
JH_NODISCARD enum jh_status jh_app_record_counts_json(const struct jh_app *app, const char *county,
                                                      const struct jh_record_ask *ask,
                                                      struct jh_buf *out, struct jh_err *reterr);

/* One record with its fields, what is still wrong, the moves that the asker may make, and its
 * history: Record. JH_E_NOTFOUND "record.unknown". */
JH_NODISCARD enum jh_status jh_app_record_json(const struct jh_app *app, const char *county,
                                               const char *reg, int64_t id, struct jh_buf *out,
                                               struct jh_err *reterr);

struct jh_record_text {
    const char *field, *text; /* field by id, name or synonym; text as typed, "" empties */
};
struct jh_record_in {
    const char *reg;
    int64_t id;          /* 0: a new one */
    int64_t version;     /* as it was seen; -1: whatever it is; not looked at for a new one */
    const char *subject; /* code or name of the school or group; NULL: the only one, or as it was */
    const struct jh_record_text *text;
    size_t n;
    bool dry_run;
};
/* {"saved", "faults": [{"field","text"}], "record": Record}. Fields that are not given stay.
 * Errors: JH_E_NOTFOUND "record.unknown", JH_E_USAGE "record.subject", JH_E_CONFLICT
 * "record.changed" (it has another version), "record.locked" (its state is not open). */
JH_NODISCARD enum jh_status jh_app_record_save(const struct jh_app *app, const char *county,
                                               const struct jh_record_in *in, struct jh_buf *out,
                                               struct jh_err *reterr);

struct jh_record_move {
    const char *reg, *move, *note;
    int64_t id, version; /* as above */
};
/* The Record after it. JH_E_CONFLICT "record.changed", "record.move" (not from this state),
 * JH_E_DATA "record.incomplete" (text: what is wrong), "record.note_needed". */
JH_NODISCARD enum jh_status jh_app_record_move(const struct jh_app *app, const char *county,
                                               const struct jh_record_move *move,
                                               struct jh_buf *out, struct jh_err *reterr);
