/* src/pack/read.h - what the readers of one pack share. Internal to pack/. */
#pragma once
#include "pack/csv.h"
#include "pack/pack.h"

struct jh_pack_file {
    const char *name; /* within the pack: "items.csv" */
    const unsigned char *data;
    size_t size;
};

/* The bytes of one pack, from the program or from a folder. */
struct jh_pack_source {
    const char *id;                  /* name of its folder */
    const char *prefix;              /* before the file names in faults: "cn-x/" */
    const struct jh_pack_file *file; /* sorted by name */
    size_t nfile;
    bool broken; /* a file of it could not be read; its fault is listed */
};

struct jh_faults {
    struct jh_arena *mem;
    struct jh_pack_fault *list;
    size_t n, room;
    size_t count; /* also those that are no longer listed */
};

/* One table of a pack. */
struct jh_table {
    struct jh_csv csv;
    const char *file; /* for faults */
    const char *key;  /* of a list in a JSON file: "fields"; "": the file itself; NULL: a CSV */
    struct jh_arena *mem;
};

/* A pack that is being read. */
struct jh_draft {
    struct jh_arena *mem;
    struct jh_faults *faults;
    const struct jh_pack_source *source;
    struct jh_pack *pack;
    struct jh_table forms, items, codes, checks, outliers, indicators, switches;
    bool broken; /* a table or a used pack could not be read: what refers to it is not looked at */
    const struct jh_pack *const *used; /* [pack->nuses] */
    const char *manifest;              /* "cn-x/pack.json", for faults */
    struct json_t *root;
    /* Own parts of pack->..., still to be filled in. */
    struct jh_item *item;
    struct jh_check *check;
    struct jh_unusual *unusual;
    struct jh_indicator *indicator;
    struct jh_exclusion *exclude;
    struct jh_switch *switches_list;
    size_t own_item, own_check, own_unusual,
        own_form;            /* where they begin behind those of the used packs */
    struct jh_register *reg; /* a register is read; NULL: a pack */
};

struct jh_place { /* of a fault */
    const char *file;
    long line;
    const char *column;
};

void jh_fault(struct jh_faults *f, struct jh_place place, const char *value, const char *id,
              const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* Tables. `columns` is a 0-ended list; a name with a final '*' may be left out of the file. */
const struct jh_pack_file *jh_source_file(const struct jh_pack_source *s, const char *name);
void jh_table_open(struct jh_draft *d, const char *name, const char *const *columns,
                   struct jh_table *ret);
/* A list of objects as such a table (one object: a table of one row): a key is a column, {"zh",
 * "en"} gives KEY_zh and KEY_en, a list of texts is joined by '|', true is yes. A column "KEY[]" is
 * a list of its own and no column here. `others`: more columns that may be left out; NULL. */
void jh_table_json(struct jh_draft *d, struct json_t *list, const char *key,
                   const char *const *columns, const char *const *others, struct jh_table *ret);
const char *jh_cell(const struct jh_table *t, size_t row, const char *column); /* "" when absent */
struct jh_place jh_cell_place(const struct jh_table *t, size_t row, const char *column);

/* A cell as something; each reports its own faults. */
const char *jh_cell_id(struct jh_draft *d, const struct jh_table *t, size_t row);
double jh_cell_number(struct jh_draft *d, const struct jh_table *t, size_t row, const char *column,
                      double blank);
int jh_cell_integer(struct jh_draft *d, const struct jh_table *t, size_t row, const char *column,
                    int blank, int least, int most);
bool jh_cell_yes(struct jh_draft *d, const struct jh_table *t, size_t row, const char *column);
int jh_cell_choice(struct jh_draft *d, const struct jh_table *t, size_t row, const char *column,
                   const char *const *choices); /* index in the 0-ended list; 0 on a fault */
/* COLUMN_zh and COLUMN_en; needed: neither may be blank; otherwise both or none. */
struct jh_text jh_cell_text(struct jh_draft *d, const struct jh_table *t, size_t row,
                            const char *column, bool needed);
/* Parts between '|', trimmed. */
const char *const *jh_cell_list(struct jh_draft *d, const struct jh_table *t, size_t row,
                                const char *column, size_t *ret_n);
const char *jh_cell_stages(struct jh_draft *d, const struct jh_table *t, size_t row);
/* mark and source: both, or a fault "pack.no_source". */
const char *jh_cell_mark(struct jh_draft *d, const struct jh_table *t, size_t row);
bool jh_is_id(const char *text);
bool jh_is_mark(const char *text);

/* The parts of a pack, in the order in which they are read. */
void jh_open_dictionary(struct jh_draft *d);
void jh_open_standard(struct jh_draft *d);
void jh_read_manifest(struct jh_draft *d);   /* pack.json without what needs slots */
void jh_read_dictionary(struct jh_draft *d); /* forms, items, codes, checks (not compiled) */
void jh_open_fields(struct jh_draft *d);     /* of a register, from d->root */
void jh_read_fields(struct jh_draft *d);     /* items, codes, checks of the form that is there */
void jh_read_standard(struct jh_draft *d);   /* switches, indicators (not compiled) */
void jh_read_rules(struct jh_draft *d);      /* exclusions, splits, school rule of pack.json */
void jh_name_slots(struct jh_draft *d);
void jh_compile(struct jh_draft *d);
/* The compiled formula, or NULL with a fault; blank is NULL too, with a fault when `needed`. */
const struct jh_expr *jh_formula(struct jh_draft *d, struct jh_place at, const char *text,
                                 bool needed);
void jh_compile_checks(struct jh_draft *d);
void jh_check_headings(struct jh_draft *d); /* one heading, one item */
void jh_check_whole(struct jh_draft *d);    /* what only shows when all parts are there */

/* One register (pack/register.h); NULL when it has faults. */
bool jh_is_register_file(const char *name);
const struct jh_register *jh_read_register(struct jh_faults *faults, const struct jh_pack *home,
                                           const char *file, const char *bytes, size_t n);

/* Sources. */
size_t jh_sources_built_in(struct jh_arena *mem, const struct jh_embeds *in,
                           struct jh_pack_source *ret, size_t most);
JH_NODISCARD enum jh_status jh_sources_folder(struct jh_arena *mem, const char *folder,
                                              struct jh_faults *faults, struct jh_pack_source *ret,
                                              size_t most, size_t *ret_n, struct jh_err *reterr);
