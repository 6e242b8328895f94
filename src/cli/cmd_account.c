/* src/cli/cmd_account.c - junheng account …: the accounts of a data file, on the machine itself.
 * A password is typed without echo or read from a file descriptor, never given as an argument,
 * where others could see it; without one, one is made up that has to be changed at once. */
#include "app/accounts.h"
#include "base/msg.h"
#include "base/num.h"
#include "cli/cli.h"
#include <math.h>
#include <termios.h>
#include <unistd.h>

enum { OUTPUT_MOST = 16 * 1024 * 1024, OPTIONS = 11 };

struct wish {
    const char *name, *role, *org, *class_, *since, *until, *number, *fd, *person;
    bool ask, every, json;
};

static int usage(const char *language, const char *id, const char *text)
{
    struct jh_err err;

    jh_fail(&err, JH_E_USAGE, id, JH_NOWHERE, (double)NAN, "%s", text);
    return jh_cli_error(language, &err);
}

static void say(const char *language, FILE *out, const char *id, const char *account,
                const char *text)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf line = JH_BUF(4000);
    const struct jh_msg_arg args[] = {{"account", account}, {"text", text}};

    jh_msg(&line, language, id, args, 2);
    fprintf(out, "%s\n", line.data ? line.data : id);
}

/* One line, without its end. */
static bool read_line(FILE *in, char *ret, size_t room)
{
    if (!fgets(ret, (int)room, in))
        return false;
    size_t n = strlen(ret);
    while (n && (ret[n - 1] == '\n' || ret[n - 1] == '\r'))
        ret[--n] = 0;
    return n > 0;
}

static bool ask_hidden(const char *language, const char *id, char *ret, size_t room)
{
    struct termios before, hidden;
    FILE *terminal = fopen("/dev/tty", "r+");

    if (!terminal || tcgetattr(fileno(terminal), &before) != 0) {
        if (terminal)
            fclose(terminal);
        return false;
    }
    hidden = before;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    say(language, terminal, id, "", "");
    tcsetattr(fileno(terminal), TCSAFLUSH, &hidden);
    bool some = read_line(terminal, ret, room);
    tcsetattr(fileno(terminal), TCSAFLUSH, &before);
    fclose(terminal);
    return some;
}

static bool from_descriptor(const char *text, char *ret, size_t room)
{
    double fd;
    FILE *in = NULL;

    if (jh_num_parse(text, strlen(text), &fd) && fd >= 0 && fd < 1024 && fd == floor(fd))
        in = fdopen(dup((int)fd), "r");
    bool some = in && read_line(in, ret, room);
    if (in)
        fclose(in);
    return some;
}

/* The password that is wished for, or NULL for one to be made up. False: none could be read. */
static bool password_of(const char *language, const struct wish *w, char *room, size_t n,
                        const char **ret)
{
    char again[JH_PASSWORD_MOST + 2];

    *ret = NULL;
    if (w->fd) {
        *ret = room;
        return from_descriptor(w->fd, room, n);
    }
    if (!w->ask)
        return true;
    *ret = room;
    return ask_hidden(language, "cli.account.type_password", room, n) &&
           ask_hidden(language, "cli.account.type_again", again, sizeof again) &&
           strcmp(room, again) == 0;
}

/* The number of a person; -1, which nobody has, when it is none. */
static int64_t person_of(const char *text)
{
    double value;

    if (!text)
        return 0;
    bool good = jh_num_parse(text, strlen(text), &value) && value >= 1 && value < 1e15 &&
                value == floor(value);
    return good ? (int64_t)value : -1;
}

/* The role that the options name; role NULL: none. */
static struct jh_new_grant wanted(const struct wish *w)
{
    return (struct jh_new_grant){.role = w->role,
                                 .place = w->every ? "" : NULL,
                                 .org = w->org,
                                 .class_ = w->class_,
                                 .since = w->since,
                                 .until = w->until,
                                 .person = person_of(w->person)};
}

static enum jh_status grant_role(const struct jh_cli *c, const char *account, const struct wish *w,
                                 struct jh_err *reterr)
{
    const struct jh_new_grant in = wanted(w);
    return w->role ? jh_app_account_grant(&c->app, account, &in, reterr) : JH_OK;
}

static int run_add(struct jh_cli *c, const char *account, const struct wish *w)
{
    char fresh[JH_NEW_PASSWORD_TEXT], typed[JH_PASSWORD_MOST + 2];
    struct jh_new_account in = {.county = w->every ? "" : c->ask.county,
                                .account = account,
                                .name = w->name ? w->name : account};
    struct jh_err err;

    if (!password_of(c->app.language, w, typed, sizeof typed, &in.password))
        return usage(c->app.language, "cli.account.no_password", account);
    const struct jh_new_grant grant = wanted(w); /* before: no account without its role */
    if ((w->role && jh_app_account_grant_fits(&c->app, in.county, &grant, &err) != JH_OK) ||
        jh_app_account_add(&c->app, &in, fresh, &err) != JH_OK ||
        grant_role(c, account, w, &err) != JH_OK)
        return jh_cli_error(c->app.language, &err);
    say(c->app.language, stdout, *fresh ? "cli.account.made_new" : "cli.account.made", account,
        fresh);
    return 0;
}

static int run_password(struct jh_cli *c, const char *account, const struct wish *w)
{
    char fresh[JH_NEW_PASSWORD_TEXT], typed[JH_PASSWORD_MOST + 2];
    const char *password;
    struct jh_err err;

    if (!password_of(c->app.language, w, typed, sizeof typed, &password))
        return usage(c->app.language, "cli.account.no_password", account);
    if (jh_app_account_password(&c->app, account, password, fresh, &err) != JH_OK)
        return jh_cli_error(c->app.language, &err);
    say(c->app.language, stdout, *fresh ? "cli.account.made_new" : "cli.account.changed", account,
        fresh);
    return 0;
}

static int run_list(struct jh_cli *c, const char *account, const struct wish *w)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf out = JH_BUF(OUTPUT_MOST);
    struct jh_err err;

    (void)account;
    if ((w->json ? jh_app_accounts_json(&c->app, NULL, &out, &err)
                 : jh_app_accounts_text(&c->app, NULL, &out, &err)) != JH_OK)
        return jh_cli_error(c->app.language, &err);
    if (!out.len)
        say(c->app.language, stdout, "cli.account.none", "", "");
    return out.len ? jh_cli_write(c->app.language, "-", out.data, out.len) : 0;
}

static int changed(struct jh_cli *c, const char *account, enum jh_status status,
                   const struct jh_err *err)
{
    if (status != JH_OK)
        return jh_cli_error(c->app.language, err);
    say(c->app.language, stdout, "cli.account.changed", account, "");
    return 0;
}

static int run_grant(struct jh_cli *c, const char *account, const struct wish *w)
{
    struct jh_err err;

    if (!w->role)
        return usage(c->app.language, "cli.account.role_needed", account);
    return changed(c, account, grant_role(c, account, w, &err), &err);
}

static int run_revoke(struct jh_cli *c, const char *account, const struct wish *w)
{
    struct jh_err err;
    double number = 0;

    if (!w->number || !jh_num_parse(w->number, strlen(w->number), &number) || number < 1 ||
        number > 1e6)
        return usage(c->app.language, "cli.account.number_needed", account);
    return changed(c, account, jh_app_account_revoke(&c->app, account, (int)number, &err), &err);
}

static int run_lock(struct jh_cli *c, const char *account, const struct wish *w)
{
    struct jh_err err;
    (void)w;
    return changed(c, account, jh_app_account_change(&c->app, account, NULL, "locked", &err), &err);
}

static int run_unlock(struct jh_cli *c, const char *account, const struct wish *w)
{
    struct jh_err err;
    (void)w;
    return changed(c, account, jh_app_account_change(&c->app, account, NULL, "active", &err), &err);
}

static int run_totp(struct jh_cli *c, const char *account, const struct wish *w)
{
    struct jh_err err;
    (void)w;
    return changed(c, account, jh_app_account_no_totp(&c->app, account, &err), &err);
}

static const struct verb {
    const char *name;
    int (*act)(struct jh_cli *c, const char *account, const struct wish *w);
    bool named, county; /* needs the name of an account; needs a county */
    const char *takes;  /* options of its own, by blanks */
} verbs[] = {
    {"account add", run_add, true, true,
     "name role org class person since until password-fd ask-password every-county"},
    {"account list", run_list, false, false, ""},
    {"account grant", run_grant, true, false, "role org class person since until every-county"},
    {"account revoke", run_revoke, true, false, "number"},
    {"account password", run_password, true, false, "password-fd ask-password"},
    {"account totp", run_totp, true, false, ""},
    {"account lock", run_lock, true, false, ""},
    {"account unlock", run_unlock, true, false, ""},
};

/* Those of all options that the verb takes. */
static size_t options_of(const struct verb *v, struct wish *w, struct jh_option ret[OPTIONS])
{
    const struct jh_option all[] = {
        {"name", &w->name, NULL, "NAME"},       {"role", &w->role, NULL, "ROLE"},
        {"org", &w->org, NULL, "CODE"},         {"class", &w->class_, NULL, "CLASS"},
        {"since", &w->since, NULL, "DAY"},      {"until", &w->until, NULL, "DAY"},
        {"number", &w->number, NULL, "N"},      {"password-fd", &w->fd, NULL, "N"},
        {"person", &w->person, NULL, "N"},      {"ask-password", NULL, &w->ask, NULL},
        {"every-county", NULL, &w->every, NULL}};
    size_t n = 0;

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *found = strstr(v->takes, all[i].name);
        size_t length = strlen(all[i].name);
        if (found && (found[length] == ' ' || found[length] == 0))
            ret[n++] = all[i];
    }
    return n;
}

static int run(const struct jh_command *self, int argc, char **argv)
{
    const struct verb *v = verbs;
    struct jh_common common = {0};
    struct wish w = {0};
    struct jh_option option[OPTIONS];
    int args, code = 0;
    struct jh_cli c;

    while (strcmp(v->name, self->name) != 0)
        v++;
    size_t n = options_of(v, &w, option);
    if (!jh_cli_options(self, argc, argv, option, n, &common, &args, &code))
        return code;
    if (args != (v->named ? 1 : 0))
        return usage(common.language, v->named ? "cli.account.name_needed" : "cli.account.no_name",
                     "");
    if (!jh_cli_open(&c, &common, &code))
        return code;
    w.json = common.json;
    if (!v->county || w.every || jh_cli_county(&c, &code))
        code = v->act(&c, v->named ? argv[0] : "", &w);
    jh_cli_close(&c);
    return code;
}

const struct jh_command jh_cmd_account_add = {"account add", run};
const struct jh_command jh_cmd_account_list = {"account list", run};
const struct jh_command jh_cmd_account_grant = {"account grant", run};
const struct jh_command jh_cmd_account_revoke = {"account revoke", run};
const struct jh_command jh_cmd_account_password = {"account password", run};
const struct jh_command jh_cmd_account_totp = {"account totp", run};
const struct jh_command jh_cmd_account_lock = {"account lock", run};
const struct jh_command jh_cmd_account_unlock = {"account unlock", run};
