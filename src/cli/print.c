/* src/cli/print.c - what commands say and write: errors, progress, files. */
#include "cli/cli.h"
#include "base/msg.h"
#include <errno.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MOST = 64 * 1024, BAR = 30 };

int jh_cli_error(const char *language, const struct jh_err *err)
{
    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(TEXT_MOST);

    fflush(stdout);
    jh_msg_err(&text, language, err);
    fprintf(stderr, "junheng: %s\n", text.data ? text.data : err->id);
    if (err->status == JH_E_BUG) /* ours: say where, so that it can be reported */
        fprintf(stderr, "  %s:%d: %s: %s\n", err->file, err->line, err->id, err->text);
    return jh_status_exit(err->status);
}

static int cannot_write(const char *language, const char *path, int reason)
{
    struct jh_err err;

    jh_fail(&err, JH_E_USAGE, "cli.cannot_write", ((struct jh_at){path, 0}), (double)NAN, "%s",
            strerror(reason));
    return jh_cli_error(language, &err);
}

/* All bytes to an open file, which is closed; errno, 0 when all went well. */
static int put(FILE *f, const void *bytes, size_t n, bool close)
{
    errno = 0;
    bool ok = fwrite(bytes, 1, n, f) == n;
    ok = fflush(f) == 0 && ok;
    int reason = ok ? 0 : errno ? errno : EIO;
    if (close && fclose(f) != 0 && !reason)
        reason = errno;
    return reason;
}

/* A file is there whole or not at all: written beside its place, then moved there. */
static int put_whole(const char *path, const void *bytes, size_t n)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    char *beside = jh_arena_printf(&mem, "%s.%ld.tmp", path, (long)getpid());
    FILE *f = fopen(beside, "wb");

    if (!f)
        return errno;
    int reason = put(f, bytes, n, true);
    if (!reason && rename(beside, path) != 0)
        reason = errno;
    if (reason)
        unlink(beside);
    return reason;
}

enum jh_status jh_cli_read(const char *path, struct jh_buf *out, struct jh_err *reterr)
{
    FILE *f = fopen(path, "rb");
    char piece[64 * 1024];

    if (!f)
        return jh_fail(reterr, JH_E_NOTFOUND, "intake.not_found", ((struct jh_at){path, 0}),
                       (double)NAN, "%.150s", path);
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        jh_buf_add(out, piece, n);
    bool good = !ferror(f); /* a folder opens, but cannot be read */
    fclose(f);
    if (!good)
        return jh_fail(reterr, JH_E_NOTFOUND, "intake.not_found", ((struct jh_at){path, 0}),
                       (double)NAN, "%.150s", path);
    return jh_buf_check(out, reterr);
}

int jh_cli_write(const char *language, const char *path, const void *bytes, size_t n)
{
    struct stat s;
    int reason;

    if (strcmp(path, "-") == 0) {
        reason = put(stdout, bytes, n, false);
    } else if (stat(path, &s) == 0 && !S_ISREG(s.st_mode)) { /* a device or pipe is not replaced */
        FILE *f = fopen(path, "wb");
        reason = f ? put(f, bytes, n, true) : errno;
    } else {
        reason = put_whole(path, bytes, n);
    }
    return reason ? cannot_write(language, path, reason) : 0;
}

bool jh_cli_progress(void *context, int phase, long done, long total)
{
    static const char *const id[] = {"cli.progress_read", "cli.progress_check",
                                     "cli.progress_write"};
    struct jh_cli_bar *bar = context;
    int percent = total > 0 ? (int)((double)done / (double)total * 100) : 0;

    if (!isatty(STDERR_FILENO) || phase < 0 || phase > JH_PROGRESS_WRITE)
        return true;
    if (bar->phase == phase + 1 && bar->percent == percent && done < total)
        return true;
    bar->phase = phase + 1; /* 0 is "nothing shown yet" */
    bar->percent = percent;

    JH_CLEANUP(jh_buf_release) struct jh_buf text = JH_BUF(1000);
    jh_msg(&text, bar->language ? bar->language : "zh-CN", id[phase], NULL, 0);
    fprintf(stderr, "\r%s [", text.data);
    for (int i = 0; i < BAR; i++)
        fputc(i < percent * BAR / 100 ? '#' : '.', stderr);
    fprintf(stderr, "] %3d%% %ld/%ld%s", percent, done, total, done >= total ? "\n" : "");
    fflush(stderr);
    return true;
}
