/* src/app/app.h - what every use case gets. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "pack/pack.h"
#include "store/store.h"

struct jh_app {
    struct jh_store *store;
    const struct jh_pack_set *packs;
    const char *language;         /* "zh-CN" or "en": of texts inside results */
    const struct jh_actor *actor; /* who asks; jh_actor_local() on the command line and in tests */
};

/* switch=value, for a what-if; over the county's settings, over the pack's default. */
struct jh_set {
    const char *id;
    double value;
};

/* What is asked: which county, standard and school year. */
struct jh_ask {
    const char *county;
    const char *pack; /* NULL: cn-quality-balance-2017 */
    int year;         /* 0: the latest with facts */
    const struct jh_set *set;
    size_t nset;
    const char *map; /* NULL: each year with its own schools; "today" or an ISO day: past years with
                        the schools of that day (balance/todays_map.h) */
};

enum { JH_PROGRESS_READ, JH_PROGRESS_CHECK, JH_PROGRESS_WRITE };
struct jh_progress { /* told now and then during long work; return false to cancel */
    bool (*step)(void *context, int phase, long done, long total);
    void *context;
};
