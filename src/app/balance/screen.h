/* src/app/balance/screen.h - tables as text: columns aligned by what the characters take on a
 * screen. */
#pragma once
#include "app/balance/work.h"
#include "app/balance_text.h"
#include "output/table.h"

/* Numbers to the right, words to the left, Chinese characters two columns wide. */
void jh_screen_table(struct jh_buf *out, const struct jh_table *t, bool colour);
/* A text in the colour of its tone, when there is colour. */
void jh_screen_tone(struct jh_buf *out, const char *text, enum jh_tone tone, bool colour);
enum jh_tone jh_screen_tone_of(enum jh_verdict v);
/* "达标", "未达标", "数据不全" */
const char *jh_screen_verdict(const struct jh_app *app, struct jh_arena *mem, enum jh_verdict v);

/* A table under construction: headings are message ids. */
struct jh_screen {
    const struct jh_app *app;
    struct jh_arena *mem;
    struct jh_table table;
    struct jh_column *column;
    struct jh_field *field;
    size_t at, room;
};
void jh_screen_start(struct jh_screen *s, const struct jh_app *app, struct jh_arena *mem,
                     size_t columns);
void jh_screen_column(struct jh_screen *s, const char *heading_id, bool number);
void jh_screen_put(struct jh_screen *s, const char *text, enum jh_tone tone);
void jh_screen_number(struct jh_screen *s, double value, int decimals, enum jh_tone tone);
/* Text or CSV, as the style says. */
JH_NODISCARD enum jh_status jh_screen_end(struct jh_screen *s, const struct jh_text_style *style,
                                          struct jh_buf *out, struct jh_err *reterr);
