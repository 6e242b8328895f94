/* src/pack/pack.h - standards, dictionaries and forms as data. A pack is a folder (or is built in):
 *   pack.json        id, version, kind, titles, valid years, `uses`, stages, split weights, scope,
 * rule forms.csv items.csv codes.csv checks.csv outliers.csv   what is collected (a dictionary
 * pack) indicators.csv switches.csv                   what is judged (a standard pack) SOURCES.md,
 * golden/ (text blocks) A pack that `uses` others sees their forms, items and checks.
 * docs/internals/packs.md describes every column, and what the slots of a formula hold at each
 * level. All faults are reported at once, with file, line and column. */
#pragma once
#include "base/arena.h"
#include "base/embed.h"
#include "base/expr.h"
#include "base/status.h"
#include <stdbool.h>

enum { JH_STAGES_MAX = 8 };

/* Limits on what a folder may bring: it is untrusted. */
enum {
    JH_PACKS_MOST = 200,          /* packs in a folder */
    JH_PACK_FILES = 64,           /* files of a pack */
    JH_PACK_FILE_BYTES = 4 << 20, /* of one file */
    JH_PACK_ROWS = 20000,         /* of one table */
    JH_PACK_CELL = 4000,          /* bytes of one cell */
    JH_PACK_DEPTH = 8,            /* of `uses` */
    JH_PACK_FAULTS = 500          /* listed; behind them one "pack.too_many_faults" */
};

struct jh_text {
    const char *zh, *en; /* never NULL; "" when there is none */
};

enum jh_item_kind { JH_NUMBER, JH_INTEGER, JH_YESNO, JH_CODE, JH_WORDS, JH_DATE_ITEM };

struct jh_code {
    const char *id; /* "nine_year"; in formulas: type.nine_year is 1 or 0 */
    struct jh_text name;
    const char *const *synonym; /* other spellings in users' files; [nsynonym] */
    size_t nsynonym;
};

/* How figures of schools that became one go together: amounts are added unless told otherwise. */
enum jh_together { JH_TOGETHER_SUM, JH_TOGETHER_HIGHEST, JH_TOGETHER_LOWEST };

/* One datum: collected once, in one form. */
struct jh_item {
    const char *id, *form;
    struct jh_text name, note; /* note: what to count, shown in the template and beside the cell */
    enum jh_item_kind kind;
    const char *unit;      /* stored unit: 人, ㎡, 元, 间, "" */
    const char *form_unit; /* unit in the form when different: 万元 */
    double factor;         /* stored = entered * factor; 1 when the units are the same */
    double min, max;       /* of the stored value; NaN: no limit */
    int decimals;          /* how it is shown */
    const struct jh_code *code;
    size_t ncode;
    const char *const *synonym; /* other headings; [nsynonym] */
    size_t nsynonym;
    bool shared; /* one figure for a school of several stages: split by the pack's weights */
    enum jh_together together;
    bool required;      /* blank gives a problem of grade "explain" */
    const char *stages; /* space-separated stages that have it; "" for all */
    const char *policy; /* why it is asked: clause, for "why" in the grid and the template */
    const char *source;
    const char
        *privacy; /* kind of personal data: name, birth, id_number, roll_number, contact, family,
                     health, address, plain: rows "field." of data/rights.csv; "" none */
};

/* unit: school and stage; person: a row a person, which becomes no fact (src/app/people); record: a
 * row a record of a register (pack/register.h) */
enum jh_form_key { JH_KEY_SCHOOL, JH_KEY_UNIT, JH_KEY_COUNTY, JH_KEY_PERSON, JH_KEY_RECORD };
enum jh_form_layout { JH_ROWS, JH_LIST }; /* a row a school, or one item a line with its value */

struct jh_form {
    const char *id;
    struct jh_text title, note;
    enum jh_form_key key;
    enum jh_form_layout layout;
    const char *const *synonym; /* sheet names and titles it is known by; [nsynonym] */
    size_t nsynonym;
};

enum jh_grade { JH_GRADE_ERROR, JH_GRADE_EXPLAIN, JH_GRADE_HINT };

/* A rule that holds for good data; broken when `holds` is 0 (missing: not checked). */
struct jh_check {
    const char *id, *form; /* form: the key it runs over (its rows see all forms of the same key) */
    enum jh_grade grade;
    const char *stages; /* as in jh_item */
    const struct jh_expr *holds;
    const char *holds_text;
    const char *cells;      /* items to point at, space-separated, first the one to blame */
    struct jh_text message; /* with {item} places, filled with the row's values */
    struct jh_text way_out;
    const char *source, *mark;
};

/* Figures that do not fit the other schools or the years before (engine/outlier), over the units or
 * schools of the form's key, each stage by itself. */
enum jh_unusual_method { JH_UNUSUAL_Z, JH_UNUSUAL_MODIFIED, JH_UNUSUAL_RANGE, JH_UNUSUAL_CHANGE };
struct jh_unusual {
    const char *id, *form;
    enum jh_grade grade;                /* explain or hint: a figure is not wrong for being rare */
    const char *stages;                 /* as in jh_item */
    const struct jh_expr *amount, *per; /* value = amount / per; per NULL: the amount itself */
    const char *amount_text, *per_text;
    enum jh_unusual_method method; /* change: against last year; range: its own years */
    double limit;                  /* z, modified: of the score; change: C; range: 0 */
    double least;      /* and it differs by more than this part of what was expected; 0: by any */
    const char *cells; /* as in jh_check */
    struct jh_text message, way_out; /* places {item}, {last.item}, {value}, {expected} */
    const char *source, *mark;
};

enum jh_compare { JH_AT_LEAST, JH_AT_MOST, JH_BELOW, JH_ABOVE, JH_EQUAL };
enum jh_level {
    JH_LEVEL_UNIT,   /* every school part (after splitting), each stage by itself */
    JH_LEVEL_SCHOOL, /* every school as a whole */
    JH_LEVEL_COUNTY  /* one value */
};
enum jh_indicator_kind {
    JH_VALUE,    /* amount / per * scale against the line */
    JH_DOCUMENT, /* a yes with its evidence */
    JH_SURVEY,
    JH_VETO, /* a yes refuses */
    JH_ENTRY /* a condition that has to hold before anything else counts */
};

struct jh_indicator {
    const char *id, *group; /* group: id in pack.groups */
    int no;
    const char *stage; /* stage id, "" for all stages or for the whole county */
    struct jh_text name;
    enum jh_indicator_kind kind;
    enum jh_level level;
    const struct jh_expr *amount, *per, *line, *applies; /* per, applies: NULL when not given */
    const char *amount_text, *per_text, *line_text, *applies_text;
    double scale; /* 100 for "per hundred pupils" */
    enum jh_compare compare;
    int strict_switch; /* switch that turns >= into > (<= into <) while it is 1; -1: none */
    double cv_limit; /* NaN: no dispersion rule. Unit level only; unit by unit weighted by `per` */
    bool in_composite;
    const char *unit, *gap_unit; /* of the value; of the amount ("人", "㎡", "元") */
    int decimals, gap_decimals;  /* gap_decimals 0: the distance is a whole number, rounded up */
    const char *mark;            /* "P" published, "M" memory, "M?" unsure, "D" our own */
    struct jh_text note;
    const char *source;
};

struct jh_choice {
    double value;
    struct jh_text label;
};

/* Where the sources leave a choice: shown on the screen as a switch. switch.ID in formulas. */
struct jh_switch {
    const char *id;
    struct jh_text title, note;
    double initial;
    const struct jh_choice *choice; /* empty: any number in [min, max] */
    size_t nchoice;
    double min, max;
    const char *mark, *source;
};

struct jh_stage {
    const char *id; /* "primary", "junior", "senior" */
    struct jh_text name;
    const char *const *synonym; /* as users write it: 小学部; [nsynonym] */
    size_t nsynonym;
    bool judged; /* senior counts for splitting but is not judged */
};

/* How the key columns of a form are headed: "code", "name" and "stage". */
struct jh_key_heading {
    const char *id;
    struct jh_text name;
    const char *const *synonym; /* [nsynonym] */
    size_t nsynonym;
};

/* Weights of the stages of one type of school for items that are `shared`. */
struct jh_split {
    const char *type;             /* code of the item named by pack.type_item */
    double weight[JH_STAGES_MAX]; /* by index in pack.stage; 0: this stage takes no part */
};

/* A unit or school is left out when `when` is true; the first rule that fires names the reason. */
struct jh_exclusion {
    const char *id;
    const struct jh_expr *when;
    const char *when_text;
    struct jh_text reason;
    const char *mark, *source;
};

struct jh_group {
    const char *id;
    struct jh_text title;
};

struct jh_pack {
    const char *id, *version, *hash; /* hash: SHA-256 over its files, hex */
    enum { JH_PACK_DICTIONARY, JH_PACK_STANDARD, JH_PACK_REGISTERS } kind;
    struct jh_text title, summary;
    int valid_from, valid_to; /* school years; 0: open */
    const char *const *uses;  /* ids of the packs it builds on; [nuses] */
    size_t nuses;
    const char *code_pattern; /* of school codes: 9 digit, A capital letter, X either, final *: any
                                 more of X; see jh_pack_code_ok(). "" accepts 1 to 32 of X */
    const char *sources;      /* SOURCES.md, Markdown */

    const struct jh_stage *stage;
    size_t nstage;
    const char *type_item; /* the code item that tells the type of a school */
    const char *size_item; /* the pupils of a unit: weight of dispersion and of splitting */

    const struct jh_key_heading *key;
    size_t nkey;
    const struct jh_form *form; /* own and of the packs it uses */
    size_t nform;
    const struct jh_item *item;
    size_t nitem;
    const struct jh_check *check;
    size_t ncheck;
    const struct jh_unusual *unusual;
    size_t nunusual;

    const struct jh_group *group;
    size_t ngroup;
    const struct jh_indicator *indicator;
    size_t nindicator;
    const struct jh_switch *switches;
    size_t nswitch;
    const struct jh_split *split;
    size_t nsplit;
    const struct jh_exclusion *exclude;
    size_t nexclude;

    /* The school rule over the unit-level indicators of `rule_group` (NULL: every indicator must
     * pass): at least `rule_pass` reach their line, the others at least rule_floor * line. */
    const char *rule_group;
    int rule_pass;
    double rule_floor;
    int rule_pass_switch, rule_floor_switch; /* a switch that gives it instead; -1: none */
    struct jh_text rule_text;
    /* Composite: mean of the CVs of the `in_composite` indicators, by stage. NaN: none. */
    double composite_limit[JH_STAGES_MAX];
    const char *const *decompose; /* items by which dispersion is decomposed; [ndecompose] */
    size_t ndecompose;

    /* Names for formulas: slot numbers are 0 .. nslot-1; see jh_pack_slot(). */
    size_t nslot;
    const struct jh_slot *slot;
    const int *slot_by_name; /* slots sorted by name */
};

/* What a name in a formula stands for, and so what app puts into its slot:
 *   ITEM    number, integer, yesno (1 or 0): the value; date: days since 1970-01-01; code: index in
 *           item.code; words: 1 when given. Missing is NaN. See jh_slot_value().
 *   CODE    1 when the item has this code, 0 when another, NaN when it has none
 *   STAGE   1 for the stage of the unit, else 0; all 0 for a school as a whole and for the county
 *   SWITCH  its value in force      YEAR  the school year
 *   LAST    the item's value in the school year before, of the same school and stage; only rules of
 *           checks.csv and outliers.csv may ask for it
 *   STATE   1 for the state of the record, else 0      DAY  the record's day, as a date
 *           (registers only) */
struct jh_slot {
    const char *name;
    enum {
        JH_SLOT_ITEM,
        JH_SLOT_CODE,
        JH_SLOT_STAGE,
        JH_SLOT_SWITCH,
        JH_SLOT_YEAR,
        JH_SLOT_LAST,
        JH_SLOT_STATE,
        JH_SLOT_DAY
    } kind;
    int item;  /* index in pack.item (ITEM, CODE, LAST) */
    int index; /* code in item.code, stage in pack.stage, switch in pack.switches, state */
};

/* A fault found in a pack's files. */
struct jh_pack_fault {
    const char *file;   /* "cn-x/items.csv"; of a folder: with the folder's path before it */
    const char *column; /* of a table, or the place in pack.json: "splits[0].type"; "" */
    const char *value;  /* as found, "" */
    const char *id;     /* message key, "pack.unknown_item" ... */
    long line;          /* 1-based; 0: the file as a whole */
    const char *text;   /* English detail */
};

struct jh_register;
struct jh_pack_set {
    const struct jh_pack *pack;
    size_t n;
    const struct jh_register *const *reg; /* of all packs of kind registers; pack/register.h */
    size_t nreg;
    const struct jh_pack_fault *fault;
    size_t nfault;
};

/* Load the packs that are built in and those in `folder` (NULL: none; a pack of the same id in the
 * folder takes the place of the built-in one). Packs with faults are left out of `ret->pack`, and
 * all their faults are listed; the call itself fails only when nothing could be read. */
JH_NODISCARD enum jh_status jh_packs_load(struct jh_arena *mem, const struct jh_embeds *built_in,
                                          const char *folder, struct jh_pack_set *ret,
                                          struct jh_err *reterr);

const struct jh_pack *jh_pack_find(const struct jh_pack_set *set, const char *id); /* or NULL */
const char *jh_pack_kind(const struct jh_pack *p); /* "dictionary" "standard" "registers" */
const struct jh_item *jh_pack_item(const struct jh_pack *p, const char *id); /* or NULL */
const struct jh_form *jh_pack_form(const struct jh_pack *p, const char *id); /* or NULL */
const struct jh_indicator *jh_pack_indicator(const struct jh_pack *p, const char *id,
                                             const char *stage);                 /* or NULL */
const struct jh_switch *jh_pack_switch(const struct jh_pack *p, const char *id); /* or NULL */
int jh_pack_slot(const struct jh_pack *p, const char *name, size_t n);           /* or -1 */
int jh_pack_stage(const struct jh_pack *p, const char *id);                      /* index or -1 */
int jh_item_code(const struct jh_item *item, const char *text,
                 size_t n); /* by id, name or synonym; or -1 */
/* A stage by id, name or synonym as a user writes it; index or -1. */
int jh_pack_stage_text(const struct jh_pack *p, const char *text, size_t n);
const struct jh_key_heading *jh_pack_key(const struct jh_pack *p, const char *id); /* or NULL */
bool jh_in_stages(const char *stages, const char *stage); /* "" holds every stage */

/* The value of an ITEM or CODE slot from the item's own value and text (NULL or "": none). */
double jh_slot_value(const struct jh_pack *p, const struct jh_slot *slot, double value,
                     const char *text);

/* What depends on switches; slots[] as for formulas, only the switches are looked at. */
int jh_pack_rule_pass(const struct jh_pack *p, const double *slots);
double jh_pack_rule_floor(const struct jh_pack *p, const double *slots);
enum jh_compare jh_indicator_compare(const struct jh_pack *p, const struct jh_indicator *i,
                                     const double *slots);

bool jh_pack_code_ok(const struct jh_pack *p, const char *text, size_t n);
