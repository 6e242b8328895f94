/* src/app/packs.c - see packs.h. */
#include "app/packs.h"
#include "base/msg.h"
#include <string.h>

enum { TEXT_MOST = 64 * 1024 }; /* of one sentence */

static const char *text_of(const char *language, struct jh_text text)
{
    return strcmp(language, "en") == 0 ? text.en : text.zh;
}

void jh_app_pack_fault(struct jh_buf *out, const char *language, const struct jh_pack_fault *fault)
{
    const struct jh_msg_arg args[] = {
        {"value", fault->value}, {"column", fault->column}, {"text", fault->text}};

    jh_buf_adds(out, fault->file);
    if (fault->line)
        jh_buf_addf(out, ":%ld", fault->line);
    if (*fault->column)
        jh_buf_addf(out, " %s", fault->column);
    jh_buf_adds(out, strcmp(language, "en") == 0 ? ": " : "：");
    jh_msg(out, language, fault->id, args, sizeof args / sizeof *args);
}

static void say(struct jh_buf *out, const char *language, const char *id, const char *name,
                const char *value)
{
    jh_msg(out, language, id, &(struct jh_msg_arg){name, value}, 1);
}

static void say_number(struct jh_buf *out, const char *language, const char *id, size_t n)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", n);
    say(out, language, id, "n", text);
}

static void put_pack(struct jh_json *j, const char *language, const struct jh_pack *p)
{
    jh_json_object(j, NULL);
    jh_json_str(j, "id", p->id);
    jh_json_str(j, "version", p->version);
    jh_json_str(j, "kind", jh_pack_kind(p));
    jh_json_str(j, "title", text_of(language, p->title));
    jh_json_int(j, "indicators", (long long)p->nindicator);
    jh_json_int(j, "items", (long long)p->nitem);
    jh_json_int(j, "checks", (long long)p->ncheck);
    jh_json_str(j, "hash", p->hash);
    jh_json_end(j);
}

static void put_fault(struct jh_json *j, const char *language, const struct jh_pack_fault *f)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(TEXT_MOST);

    jh_app_pack_fault(&text, language, f);
    jh_json_object(j, NULL);
    jh_json_str(j, "file", f->file);
    jh_json_int(j, "line", f->line);
    jh_json_str(j, "column", f->column);
    jh_json_str(j, "value", f->value);
    jh_json_str(j, "id", f->id);
    jh_json_str(j, "message", text.data ? text.data : "");
    jh_json_str(j, "text", f->text);
    jh_json_end(j);
}

/* Is this pack one that is built in, byte for byte? */
static bool built_in(const struct jh_pack_set *set, const struct jh_pack *p)
{
    const struct jh_pack *same = jh_pack_find(set, p->id);
    return same && strcmp(same->hash, p->hash) == 0;
}

static void put_json(const char *language, const struct jh_pack_set *set,
                     const struct jh_pack_set *known, struct jh_buf *out)
{
    struct jh_json j;

    jh_json_begin(&j, out);
    jh_json_object(&j, NULL);
    jh_json_array(&j, "packs");
    for (size_t i = 0; i < set->n; i++)
        if (!known || !built_in(known, &set->pack[i]))
            put_pack(&j, language, &set->pack[i]);
    jh_json_end(&j);
    jh_json_array(&j, "faults");
    for (size_t i = 0; i < set->nfault; i++)
        put_fault(&j, language, &set->fault[i]);
    jh_json_end(&j);
    jh_json_end(&j);
    jh_buf_addc(out, '\n');
}

static void put_line(const char *language, const struct jh_pack *p, struct jh_buf *out)
{
    jh_buf_addf(out, "%-26s %-8s ", p->id, p->version);
    char id[40];

    snprintf(id, sizeof id, "pack.kind_%s", jh_pack_kind(p));
    jh_msg(out, language, id, NULL, 0);
    jh_buf_addf(out, "  %s\n", text_of(language, p->title));
}

static void put_faults(const char *language, const struct jh_pack_set *set, struct jh_buf *out)
{
    for (size_t i = 0; i < set->nfault; i++) {
        jh_app_pack_fault(out, language, &set->fault[i]);
        jh_buf_addc(out, '\n');
    }
}

enum jh_status jh_app_pack_list(const char *language, const char *folder, bool json,
                                struct jh_buf *out, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_pack_set set;

    JH_TRY(jh_packs_load(&mem, &jh_embed_packs, folder, &set, reterr));
    if (json) {
        put_json(language, &set, NULL, out);
        return jh_buf_check(out, reterr);
    }
    for (size_t i = 0; i < set.n; i++)
        put_line(language, &set.pack[i], out);
    put_faults(language, &set, out);
    return jh_buf_check(out, reterr);
}

enum jh_status jh_app_pack_check(const char *language, const char *folder, bool json,
                                 struct jh_buf *out, size_t *ret_faults, struct jh_err *reterr)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    struct jh_pack_set set, known;
    size_t fine = 0;

    JH_TRY(jh_packs_load(&mem, &jh_embed_packs, NULL, &known, reterr));
    JH_TRY(jh_packs_load(&mem, &jh_embed_packs, folder, &set, reterr));
    *ret_faults = set.nfault;
    if (json) {
        put_json(language, &set, &known, out);
        return jh_buf_check(out, reterr);
    }
    put_faults(language, &set, out);
    for (size_t i = 0; i < set.n; i++)
        if (!built_in(&known, &set.pack[i])) {
            put_line(language, &set.pack[i], out);
            fine++;
        }
    if (set.nfault)
        say_number(out, language, "pack.check_faults", set.nfault);
    else if (fine)
        say_number(out, language, "pack.check_fine", fine);
    else
        say(out, language, "pack.check_same", "folder", folder);
    jh_buf_addc(out, '\n');
    return jh_buf_check(out, reterr);
}
