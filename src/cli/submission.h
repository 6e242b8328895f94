/* src/cli/submission.h - shared by the commands of submissions and of their exchange files. */
#pragma once
#include "cli/cli.h"
#include <jansson.h>
#include <stdlib.h>

/* The answer as JSON or as printed; the exit code. */
int jh_cli_submission_answer(const char *language, bool json, enum jh_status status,
                             const struct jh_buf *out, const struct jh_err *err,
                             void (*print)(const json_t *root));
/* --round, else the newest of the county; 0: told what is wrong. */
int64_t jh_cli_round(struct jh_cli *c, const char *text, int *ret_exit);
