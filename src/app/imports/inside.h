/* src/app/imports/inside.h - a file on its way in, shared by the files of this folder.
 *
 * One pass over the file: each sheet is recognised from its first rows, then every row becomes
 * numbers (texts are kept once, by index) and problems. What needs more than one row (duplicates,
 * totals, closed schools, rules across forms) is looked at when all rows are there.
 * docs/internals/imports.md. */
#pragma once
#include "app/facts.h"
#include "app/imports.h"
#include "intake/annotate.h"
#include "intake/sheet.h"
#include "base/date.h"
#include "base/msg.h"
#include "base/num.h"
#include "intake/value.h"
#include <math.h>

enum {
    JH_HEAD_ROWS = 40,       /* rows of a sheet in which its headings are looked for */
    JH_HEAD_CELLS = 600,     /* columns of a head that are looked at */
    JH_LISTED = 100,         /* problems of one rule listed in a report */
    JH_MARKED = 20000,       /* problems marked in the returned workbook */
    JH_CHANGES_LISTED = 500, /* differences listed in a report */
    JH_SAMPLES = 3,
    JH_IMPORT_JSON = 64 * 1024 * 1024
};

/* What a column (list layout: a line) holds: an item of the pack, or a key. */
enum { JH_COL_NONE = -1, JH_COL_CODE = -2, JH_COL_NAME = -3, JH_COL_STAGE = -4, JH_COL_LAST = -5 };

struct jh_in_column {
    int column; /* 0-based; list layout: the 0-based row */
    const char *heading;
    int item;         /* index in pack.item, or JH_COL_... */
    const char *how;  /* "name" "synonym" "remembered" "chosen" "none" */
    const char *unit; /* in the heading's brackets, "" */
    double factor;    /* from the cell's number to the stored unit; 0: units do not fit */
    const char *sample[JH_SAMPLES];
    double sum, section; /* of the rows so far, and since the last 小计 */
    bool summed;
};

struct jh_in_sheet {
    int number;
    const char *name;
    bool hidden;
    int form; /* index in pack.form, -1: not recognised */
    int year; /* 0: not told */
    long header_row, year_row;
    int year_column;
    struct jh_in_column *column;
    size_t ncolumn;
    int *place; /* [column of the file] index in column[], -1; [nplace] */
    size_t nplace;
    int label, value, unit; /* list layout: columns of the item, its value and unit */
    long rows;              /* rows of data */
};

struct jh_in_row {
    int sheet; /* index in file.sheet */
    long row;
    int school; /* index in file.school; -1: the county */
    int stage;  /* index in pack.stage, -1 */
    bool rejected, county;
    enum { JH_ROW_ADDED, JH_ROW_CHANGED, JH_ROW_SAME } outcome;
    const char *name; /* as the row calls the school; "" */
    int only;         /* list layout: the one column that the line gives; -1: all */
    double *value; /* [sheet.ncolumn], list layout [1]; texts: index in file.text; NaN: nothing */
};

static inline double jh_in_value(const struct jh_in_row *row, size_t column)
{
    if (row->only < 0)
        return row->value[column];
    return row->only == (int)column ? row->value[0] : (double)NAN;
}

struct jh_in_school { /* every school named in the file or known before */
    const char *code, *name;
    int org;        /* index in facts.org, -1: not yet in the store */
    bool known;     /* in the roster, before or in this file */
    bool committed; /* in a roster before this file */
    struct jh_date closed;
    int next; /* of the same hash, -1 */
};

struct jh_problem {
    const char *rule;
    enum jh_grade grade;
    const char *title, *way_out, *text, *value, *school;
    int sheet; /* number in the file */
    const char *sheet_name;
    long row;
    int column; /* -1: the row */
};

struct jh_problem_group {
    const char *rule, *title, *way_out;
    enum jh_grade grade;
    long count;
    struct jh_problem *first; /* [listed] */
    size_t listed, room;
};

struct jh_change {
    int school, stage, item;
    const char *before, *after;
    const char *sheet;
    long row;
    int column;
};

struct jh_file_in { /* "file on its way in" */
    const struct jh_app *app;
    struct jh_arena *mem;
    const struct jh_progress *progress;
    const struct jh_pack *pack; /* that of the first sheet that was recognised */
    const char *pack_wanted;
    const char *county, *county_name; /* NULL until told */
    bool synthetic;
    bool sealed;                /* the kept bytes were: of people, or not recognised yet */
    int year;                   /* given from outside; 0: by the sheets */
    const char *form;           /* given from outside; NULL */
    const char *mapping;        /* JSON, NULL */
    struct jh_heading *heading; /* remembered */
    size_t nheading;
    size_t most;                          /* problems kept of each rule */
    int64_t basis;                        /* version of the data that the checks looked at */
    const struct jh_known_heading *known; /* headings of `pack`, sorted by key; recognise.c */
    size_t nknown;

    struct jh_source_info info;
    struct jh_in_sheet *sheet;
    size_t nsheet, sheet_room;
    struct jh_in_row *row;
    size_t nrow, row_room;
    const char **text;
    size_t ntext, text_room;
    struct jh_in_school *school;
    size_t nschool, school_room;
    int *school_hash;
    size_t hash_room;
    struct jh_facts facts; /* committed, up to the file's latest year, attributes carried */
    bool have_facts;

    struct jh_problem_group *group;
    size_t ngroup, group_room;
    long errors, explains, hints;
    long added, changed, same, rejected, values;
    struct jh_change *change;
    size_t nchange, change_room;
    long changes;
    long proposed;         /* sentences of jh_import_near_school */
    enum jh_status failed; /* inside a callback */

    struct jh_roster *roster; /* rows of people: app/people/roster.h */

    /* the sheet that is being read */
    struct jh_in_sheet *now;
    struct head_row *head;
    size_t nhead;
    bool recognised, ended;
};

/* problems.c: `rule` is the id of a check or "import.…"; args fill its message. */
struct jh_where {
    const struct jh_in_sheet *sheet;
    long row;
    int column;
    const char *value, *school;
};
void jh_import_problem(struct jh_file_in *f, enum jh_grade grade, const char *rule,
                       struct jh_where where, const struct jh_msg_arg *args, size_t n);
void jh_import_problem_text(struct jh_file_in *f, const struct jh_check *check,
                            struct jh_where where, const char *text);

/* recognise.c */
struct head_key { /* a heading as it is compared; made once for all forms that are tried */
    const char *own, *both; /* "both": with the band above it; "" none; NULL: not made yet */
    char unit[16];
    const struct jh_known_heading *among; /* where the two places below were found */
    size_t own_at, both_at;
};
struct head_row {
    long row;
    const char **text;    /* [n] */
    struct head_key *key; /* [n] */
    size_t n;
};
void jh_import_recognise(struct jh_file_in *f, struct jh_in_sheet *s);
struct jh_in_column *jh_import_add_column(struct jh_file_in *f, struct jh_in_sheet *s,
                                          struct jh_in_column column);
/* cells.c: one cell as a value of `item`; NaN when it says nothing or is wrong (then told). */
double jh_import_cell(struct jh_file_in *f, struct jh_in_column *column, const struct jh_cell *cell,
                      struct jh_where where, int stage, bool *ret_wrong);
double jh_import_keep_text(struct jh_file_in *f, const char *text, size_t n);
/* The value as the user wrote it or would read it. */
const char *jh_import_shown(struct jh_file_in *f, int item, double value);

/* read.c: the whole file; fills sheet[], row[], problems of cells. */
JH_NODISCARD enum jh_status jh_import_read(struct jh_file_in *f, const struct jh_source *source,
                                           struct jh_err *reterr);
/* schools.c */
int jh_import_school(struct jh_file_in *f, const char *code, size_t n); /* index, made when new */
int jh_import_find_school(const struct jh_file_in *f, const char *code, size_t n); /* or -1 */
int jh_import_school_by_name(const struct jh_file_in *f, const char *name); /* -1 none, -2 many */
/* " did you mean CODE NAME?" for a code that is not known, with the name beside it (may be ""): the
 * school of a name like it, else of a code like it. "": none is near, or enough were proposed. */
const char *jh_import_near_school(struct jh_file_in *f, const char *code, const char *name);
JH_NODISCARD enum jh_status jh_import_known(struct jh_file_in *f, struct jh_err *reterr);
/* check.c and rules.c: what needs more than one row. */
JH_NODISCARD enum jh_status jh_import_check_rows(struct jh_file_in *f, struct jh_err *reterr);
/* The committed row of a school (county: -1) at a stage, for the year or, roster only, before it.
 */
const struct jh_fact_row *jh_import_before(const struct jh_file_in *f, int school, int year,
                                           int stage);
/* Has the committed row a value of this item that belongs to the year itself? */
bool jh_import_has(const struct jh_file_in *f, const struct jh_fact_row *row, int item, int year);
/* diff.c */
void jh_import_difference(struct jh_file_in *f);
/* stage.c: the accepted rows into the store under import `id`; within a transaction. */
JH_NODISCARD enum jh_status jh_import_stage(struct jh_file_in *f, int64_t id,
                                            struct jh_err *reterr);
/* rest.c: the bytes as they are kept (`sealed` owns them then), and as they were. */
/* May the file of a roster be given back? It is everybody's data at once: as with any bulk export
 * it takes two people, a request for people.export of "import/7". Logged. */
JH_NODISCARD enum jh_status jh_import_give_people(const struct jh_app *app, const char *county,
                                                  int64_t id, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_import_at_rest(struct jh_file_in *f, const void **bytes, size_t *n,
                                              struct jh_buf *sealed, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_import_open_file(const struct jh_app *app, struct jh_arena *mem,
                                                const char *county, void **bytes, size_t *n,
                                                struct jh_err *reterr);
/* json.c */
void jh_import_mapping_json(const struct jh_file_in *f, struct jh_buf *out);
void jh_import_report_json(const struct jh_file_in *f, struct jh_buf *out);
