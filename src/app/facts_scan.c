/* src/app/facts_scan.c - the JSON array of a fact row, scanned by hand: a county of ten years has
 * some 200,000 values. The store writes them with jh_json_*. */
#include "app/facts_inside.h"
#include "base/date.h"
#include "base/num.h"
#include <math.h>
#include <string.h>

/* Room for a text of n bytes and its end. */
static char *text_room(struct jh_facts_reader *r, size_t n)
{
    if (!r->now)
        return jh_new(r->mem, char, n + 1);
    char *text = r->now->text + r->now->used;
    r->now->used += n + 1;
    return text;
}

static void set_text(struct jh_facts_reader *r, struct jh_fact_row *row, int item, const char *s,
                     size_t n)
{
    const struct jh_item *def = &r->pack->item[item];
    struct jh_date date;

    if (!row->text)
        row->text = jh_new(r->mem, const char *, r->pack->nitem);
    char *text = text_room(r, n);
    memmove(text, s, n);
    text[n] = 0;
    row->text[item] = text;
    row->value[item] = (double)NAN;
    if (def->kind == JH_CODE) {
        int code = jh_item_code(def, s, n);
        row->value[item] = code < 0 ? (double)NAN : code;
    } else if (def->kind == JH_DATE_ITEM && jh_date_parse(s, n, &date)) {
        row->value[item] = (double)jh_date_to_days(date);
    }
}

static void set_number(struct jh_facts_reader *r, struct jh_fact_row *row, int item, const char *s,
                       size_t n)
{
    enum jh_item_kind kind = r->pack->item[item].kind;

    if (kind == JH_WORDS || kind == JH_CODE || kind == JH_DATE_ITEM)
        set_text(r, row, item, s, n); /* a name that is all digits */
    else if (!jh_num_parse(s, n, &row->value[item]))
        row->value[item] = (double)NAN;
}

static unsigned hex4(const char *s)
{
    unsigned value = 0;

    for (int i = 0; i < 4; i++) {
        char c = s[i];
        value = value * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    return value;
}

static size_t put_utf8(char *out, unsigned c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    out[0] = (char)(0xE0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 63));
    out[2] = (char)(0x80 | (c & 63));
    return 3;
}

/* The text of a JSON string whose inside is s[0..n), escapes resolved; never longer than n. The
 * store's rows are written by jh_json_*, which escapes only quotes, backslashes and controls. */
static size_t unescape(const char *s, size_t n, char *out)
{
    size_t len = 0;

    for (size_t i = 0; i < n; i++) {
        if (s[i] != '\\' || i + 1 == n) {
            out[len++] = s[i];
            continue;
        }
        char c = s[++i];
        if (c == 'u' && i + 4 < n) {
            len += put_utf8(out + len, hex4(s + i + 1));
            i += 4;
        } else {
            out[len++] = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
        }
    }
    return len;
}

/* One element of the array from s; returns where it ends. */
static const char *element(struct jh_facts_reader *r, struct jh_fact_row *row, int item,
                           uint32_t source, const char *s, const char *end)
{
    const char *from = s;

    if (*s == '"') {
        bool escaped = false;
        for (s++; s < end && *s != '"'; s++)
            if (*s == '\\')
                escaped = true, s++;
        if (item < 0)
            return s + 1;
        size_t n = (size_t)(s - from - 1);
        const char *text = from + 1;
        if (escaped) {
            char *plain = text_room(r, n);
            n = unescape(text, n, plain);
            text = plain;
        }
        set_text(r, row, item, text, n);
        row->source[item] = source;
        return s + 1;
    }
    int64_t whole = 0;
    while (s < end && *s >= '0' && *s <= '9' && s - from < 15)
        whole = whole * 10 + (*s++ - '0');
    bool counted = s > from && (s == end || *s == ',' || *s == ']'); /* most are plain counts */
    while (s < end && *s != ',' && *s != ']')
        s++;
    if (item < 0 || *from == 'n')
        return s;
    row->source[item] = source;
    if (counted && r->number[item]) {
        row->value[item] = (double)whole;
        return s;
    }
    if (*from == 't' || *from == 'f')
        row->value[item] = *from == 't';
    else
        set_number(r, row, item, from, (size_t)(s - from));
    return s;
}

/* The values of a fact row over what the row holds. */
void jh_facts_lay(struct jh_facts_reader *r, struct jh_fact_row *row,
                  const struct jh_facts_sheet *sheet, const int *item, uint32_t source,
                  const char *s, size_t n)
{
    const char *end = s + n;
    size_t k = 0;

    if (s < end && *s == '[')
        s++;
    while (s < end && *s != ']' && k < sheet->n) {
        if (*s == ',' || *s == ' ') {
            s++;
            continue;
        }
        s = element(r, row, item[k], source, s, end);
        k++;
    }
}
