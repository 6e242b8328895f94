/* src/base/msg.h - the texts that users see. One catalogue, data/messages.<language>.json, serves
 * the program and its pages; keys are "area.name", places are written {name}. */
#pragma once
#include "base/buf.h"

struct jh_msg_arg {
    const char *name, *value;
};

/* The text of `id` in `language` ("zh-CN" or "en"), its places filled from args[0..n). An id that
 * is not in the catalogue gives the id itself, and the test suite fails (tests/unit/test_msg.c
 * compares the ids used in src/ with the catalogues). Thread-safe after the first call. */
void jh_msg(struct jh_buf *out, const char *language, const char *id, const struct jh_msg_arg *args,
            size_t n);

/* The text of an error, with {field}, {row}, {got} and {text} filled from it. */
void jh_msg_err(struct jh_buf *out, const char *language, const struct jh_err *err);
