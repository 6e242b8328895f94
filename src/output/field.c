/* src/output/field.c - see field.h. */
#include "output/field.h"
#include "base/num.h"
#include "output/width.h"
#include <math.h>
#include <string.h>

bool jh_field_number(const struct jh_column *c, const struct jh_field *f)
{
    return c->kind == JH_COL_NUMBER && isfinite(f->value);
}

/* "-1234567.5" to "-1,234,567.5". */
static void group_digits(const char *plain, char room[JH_FIELD_TEXT])
{
    size_t sign = *plain == '-', digits = strspn(plain + sign, "0123456789"), out = 0;

    if (sign)
        room[out++] = '-';
    for (size_t i = 0; i < digits; i++) {
        if (i && (digits - i) % 3 == 0)
            room[out++] = ',';
        room[out++] = plain[sign + i];
    }
    for (const char *p = plain + sign + digits; *p && out < JH_FIELD_TEXT - 1; p++)
        room[out++] = *p;
    room[out] = 0;
}

const char *jh_field_text(const struct jh_column *c, const struct jh_field *f, bool grouped,
                          char room[JH_FIELD_TEXT])
{
    char plain[JH_NUM_TEXT];

    if (!jh_field_number(c, f))
        return f->text ? f->text : "";
    if (c->decimals < 0 || fabs(f->value) >= 1e15)
        jh_num_format(f->value, plain);
    else
        jh_num_round(f->value, c->decimals, plain);
    if (grouped && !strchr(plain, 'e'))
        group_digits(plain, room);
    else
        memcpy(room, plain, sizeof plain);
    return room;
}

double jh_column_sum(const struct jh_table *t, size_t column)
{
    double sum = 0;

    for (size_t r = 0; r < t->nrow; r++) {
        double value = t->field[r * t->ncolumn + column].value;
        if (isfinite(value))
            sum += value;
    }
    return sum;
}

bool jh_table_totals(const struct jh_table *t)
{
    for (size_t c = 0; c < t->ncolumn; c++)
        if (t->column[c].total)
            return true;
    return false;
}

double jh_column_display(const struct jh_table *t, size_t column)
{
    const struct jh_column *c = &t->column[column];
    double widest = 0;

    for (size_t r = 0; r < t->nrow; r++) {
        char room[JH_FIELD_TEXT];
        const struct jh_field *f = &t->field[r * t->ncolumn + column];
        double wide = jh_display_width(jh_field_text(c, f, true, room));
        widest = wide > widest ? wide : widest;
    }
    if (c->total) {
        char room[JH_FIELD_TEXT];
        struct jh_field sum = {.value = jh_column_sum(t, column)};
        double wide = jh_display_width(jh_field_text(c, &sum, true, room)) + 1;
        widest = wide > widest ? wide : widest;
    }
    return widest;
}
