/* src/app/submissions.h - rounds of reporting: a school fills its cells, area and county look, and
 * what the county approves becomes facts like those of an imported workbook.
 *
 *   draft --submit--> submitted --pass--> passed --approve--> approved (locked)
 *     ^                   |  return (comments on cells)  |          | reopen (logged, two people)
 *     +------ returned <--+------------------------------+----------+
 *
 * What is known already is not asked again; sums that a rule of the pack states are computed and
 * locked; a cell that somebody else changed meanwhile is a conflict, never guessed.
 * docs/internals/submissions.md */
#pragma once
#include "app/app.h"

enum {
    JH_SUBMISSION_CELLS = 5000, /* in one call */
    JH_SUBMISSION_SCHOOLS = 5000,
    JH_SUBMISSION_TEXT = 2000, /* bytes of a reason, a comment, a title */
    JH_SUBMISSION_JSON = 64 * 1024 * 1024
};

struct jh_round {
    const char *county, *title; /* title NULL: made from year and pack */
    const char *pack;           /* NULL: the first dictionary */
    const char *forms;   /* ids, with commas or spaces; NULL: all of schools but the roster */
    int year;            /* 0: the latest with facts */
    const char *due;     /* a day */
    const char *schools; /* codes, with commas or spaces; NULL: all open schools */
};
/* Round of api/openapi.yaml: the round and how far each school is. JH_E_USAGE "submission.due",
 * "submission.form", "submission.county_form"; JH_E_DATA "submission.no_schools",
 * "submission.school". */
JH_NODISCARD enum jh_status jh_app_round_open(const struct jh_app *app, const struct jh_round *in,
                                              struct jh_buf *out, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_round_close(const struct jh_app *app, const char *county,
                                               int64_t round, struct jh_buf *out,
                                               struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_round_json(const struct jh_app *app, const char *county,
                                              int64_t round, struct jh_buf *out,
                                              struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_rounds_json(const struct jh_app *app, const char *county,
                                               struct jh_buf *out, struct jh_err *reterr);

/* Submission of api/openapi.yaml: the grid with everything that a page shows. */
JH_NODISCARD enum jh_status jh_app_submission_json(const struct jh_app *app, const char *county,
                                                   int64_t round, const char *school,
                                                   struct jh_buf *out, struct jh_err *reterr);

enum { JH_CELL_ANY = -1 };
struct jh_cell_in {
    const char *item, *stage; /* by id, name or synonym; stage "" or NULL: the only one it has */
    const char *text;         /* as typed; "" empties the cell */
    int64_t version; /* of the cell when it was seen; 0: empty; JH_CELL_ANY: not compared */
};
struct jh_cells_in {
    const struct jh_cell_in *cell;
    size_t n;
    bool own_last;    /* what the same person wrote before may be written over */
    bool dry_run;     /* only look what would come of it */
    bool from_last;   /* and take last year's value for every cell that is still empty */
    const char *form; /* from_last: only of this form; NULL: all */
    const char *how;  /* NULL: "typed" */
};
/* Saves what can be saved; the answer (Saved of api/openapi.yaml) lists cell by cell what came of
 * it, and has the grid. JH_E_CONFLICT "submission.locked", "submission.round_closed". */
JH_NODISCARD enum jh_status jh_app_submission_save(const struct jh_app *app, const char *county,
                                                   int64_t round, const char *school,
                                                   const struct jh_cells_in *in, struct jh_buf *out,
                                                   struct jh_err *reterr);
/* The same from a table: columns item (项目), stage (学段) and value (值), or a column a stage. */
struct jh_fill {
    const char *name, *path;
    const void *bytes;
    size_t size;
    bool dry_run, overwrite, from_last;
};
JH_NODISCARD enum jh_status jh_app_submission_fill(const struct jh_app *app, const char *county,
                                                   int64_t round, const char *school,
                                                   const struct jh_fill *in, struct jh_buf *out,
                                                   struct jh_err *reterr);

struct jh_note_in {
    const char *rule, *item, *stage, *text; /* a reason for a rule, or a comment on a cell */
};
struct jh_move {
    const char *kind; /* submit, return, pass, approve, reopen, comment */
    const char *note; /* a word on the whole; for submit: the reason of all that have none */
    const struct jh_note_in *reason;
    size_t nreason;
    const struct jh_note_in *comment;
    size_t ncomment;
};
/* Answers with the grid. JH_E_CONFLICT "submission.state"; JH_E_DATA "submission.has_errors",
 * "submission.reason_needed", "submission.conflicts_open", "submission.note_needed". */
JH_NODISCARD enum jh_status jh_app_submission_move(const struct jh_app *app, const char *county,
                                                   int64_t round, const char *school,
                                                   const struct jh_move *move, struct jh_buf *out,
                                                   struct jh_err *reterr);
/* Decide a conflict of a hand-in: choice "ours" or "theirs"; reason: NULL, or why. */
JH_NODISCARD enum jh_status jh_app_submission_decide(const struct jh_app *app, const char *county,
                                                     int64_t round, const char *school,
                                                     int64_t conflict, const char *choice,
                                                     const char *reason, struct jh_buf *out,
                                                     struct jh_err *reterr);

/* Due of api/openapi.yaml: what the asker has to do, by when, and what is red; each with the
 * address of its page. county NULL is refused. */
JH_NODISCARD enum jh_status jh_app_due_json(const struct jh_app *app, const char *county,
                                            struct jh_buf *out, struct jh_err *reterr);

/* Without network. `key`: the county's key file (base/seal.h), NULL: where it usually lies. */
JH_NODISCARD enum jh_status jh_app_exchange_take(const struct jh_app *app, const char *county,
                                                 int64_t round, const char *school, const char *key,
                                                 struct jh_buf *out, struct jh_err *reterr);
/* At the school: round, forms, known values and rules of the file go into this data file. Answers
 * with Carried of the command line. */
JH_NODISCARD enum jh_status jh_app_exchange_carry(const struct jh_app *app, const void *bytes,
                                                  size_t n, struct jh_buf *out,
                                                  struct jh_err *reterr);
/* The school's answer; county NULL, round 0 and school NULL: the only one that was carried here. */
JH_NODISCARD enum jh_status jh_app_exchange_hand_in(const struct jh_app *app, const char *county,
                                                    int64_t round, const char *school,
                                                    struct jh_buf *out, struct jh_err *reterr);
/* Receipt of api/openapi.yaml. JH_E_DATA "exchange.truncated", "exchange.tampered",
 * "exchange.foreign", "exchange.version", "exchange.packs", "exchange.kind". */
JH_NODISCARD enum jh_status jh_app_exchange_receive(const struct jh_app *app, const char *county,
                                                    const void *bytes, size_t n, struct jh_buf *out,
                                                    struct jh_err *reterr);
