/* src/app/imports.h - a user's file on its way in: upload, map, check, preview, commit, undo.
 * Nothing is visible before commit, everything at once after it. */
#pragma once
#include "app/app.h"

struct jh_upload {
    const char *county; /* NULL: from the file's head block, else "import.county_unknown" */
    const char *name;   /* the user's file name */
    const char *path;   /* or bytes: */
    const void *bytes;
    size_t size;
    int year;            /* 0: from the file */
    const char *pack;    /* whose forms; NULL: every dictionary that is loaded */
    const char *form;    /* NULL: recognised sheet by sheet */
    const char *mapping; /* JSON {"sheets":[{"sheet":1,"form":"pupils","header_row":3,"year":2025,
                            "columns":{"C":"pupils","D":null}}]}; NULL: recognised */
};

/* Each writes the Import JSON of api/openapi.yaml to `out`. */
JH_NODISCARD enum jh_status jh_app_import_upload(const struct jh_app *app,
                                                 const struct jh_upload *upload, struct jh_buf *out,
                                                 struct jh_err *reterr);
/* Upload, check and, when nothing stands against it, commit, in one pass over the file and one
 * transaction. What stands against it is told in `out` (state "checked"), not as a failure. */
struct jh_import_wish {
    bool dry_run, accept_rejected;
    const char *reason;
    /* Called after the commit, in its transaction; an error takes the commit back. NULL: nothing.
     */
    enum jh_status (*also)(void *context, int64_t import, struct jh_err *reterr);
    void *context;
};
/* Many files follow one another: memory and writing are arranged for that from `on` to off. */
void jh_app_import_many(const struct jh_app *app, bool on);
JH_NODISCARD enum jh_status jh_app_import_run(const struct jh_app *app,
                                              const struct jh_upload *upload,
                                              const struct jh_import_wish *wish,
                                              const struct jh_progress *progress,
                                              struct jh_buf *out, struct jh_err *reterr);
/* What importing the file would do: problems, reconciliation and changes of the Import JSON;
 * nothing is stored. */
JH_NODISCARD enum jh_status jh_app_import_look(const struct jh_app *app,
                                               const struct jh_upload *upload, struct jh_buf *out,
                                               struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_import_map(const struct jh_app *app, const char *county,
                                              int64_t import, const char *mapping,
                                              struct jh_buf *out, struct jh_err *reterr);
/* Reads the file, finds every problem, stages the rows (invisible) and works out the difference. */
JH_NODISCARD enum jh_status jh_app_import_check(const struct jh_app *app, const char *county,
                                                int64_t import, const struct jh_progress *progress,
                                                struct jh_buf *out, struct jh_err *reterr);
/* JH_E_DATA "import.has_errors" unless accept_rejected (then the rejected rows stay out, whole);
 * JH_E_DATA "import.reason_needed" when something must be explained and `reason` is empty;
 * JH_E_CONFLICT "import.data_changed" when another import was committed since the check. */
JH_NODISCARD enum jh_status jh_app_import_commit(const struct jh_app *app, const char *county,
                                                 int64_t import, bool accept_rejected,
                                                 const char *reason, struct jh_buf *out,
                                                 struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_import_undo(const struct jh_app *app, const char *county,
                                               int64_t import, struct jh_buf *out,
                                               struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_import_discard(const struct jh_app *app, const char *county,
                                                  int64_t import, struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_import_json(const struct jh_app *app, const char *county,
                                               int64_t import, struct jh_buf *out,
                                               struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_app_imports_json(const struct jh_app *app, const char *county,
                                                struct jh_buf *out, struct jh_err *reterr);
/* The user's workbook back with coloured cells and a reason column. */
JH_NODISCARD enum jh_status jh_app_import_annotated(const struct jh_app *app, const char *county,
                                                    int64_t import, struct jh_buf *out,
                                                    struct jh_err *reterr);
/* A workbook to fill in. form NULL: all forms of the pack's dictionaries, a sheet each. Schools
 * come prefilled from the county's roster, last year's values in grey. */
JH_NODISCARD enum jh_status jh_app_form_xlsx(const struct jh_app *app, const char *pack,
                                             const char *form, const char *county, int year,
                                             struct jh_buf *out, struct jh_err *reterr);
