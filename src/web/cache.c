/* src/web/cache.c - answers kept until the data change. A response of libmicrohttpd counts its
 * users, so one is queued on many connections while the cache lets go of it. */
#include "web/request.h"
#include <pthread.h>

enum { SLOTS = 512, KEY_MOST = 1000 };

struct jh_cache {
    pthread_mutex_t lock;
    struct slot {
        char *key;
        int64_t version;
        struct MHD_Response *response;
    } slot[SLOTS];
};

struct jh_cache *jh_cache_new(void)
{
    struct jh_cache *cache = calloc(1, sizeof *cache);
    if (cache)
        pthread_mutex_init(&cache->lock, NULL);
    return cache;
}

static void clear(struct slot *s)
{
    free(s->key);
    if (s->response)
        MHD_destroy_response(s->response);
    *s = (struct slot){0};
}

void jh_cache_free(struct jh_cache *cache)
{
    if (!cache)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        clear(&cache->slot[i]);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

static struct slot *slot_of(struct jh_cache *cache, const char *key)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *key; key++)
        hash = (hash ^ (unsigned char)*key) * 1099511628211u;
    return &cache->slot[hash % SLOTS];
}

enum MHD_Result jh_cache_queue(struct jh_cache *cache, const char *key, int64_t version,
                               struct MHD_Connection *connection)
{
    struct slot *s = slot_of(cache, key);
    enum MHD_Result queued = MHD_NO;

    pthread_mutex_lock(&cache->lock); /* held while queueing, so that nobody clears the slot */
    if (s->key && s->version == version && strcmp(s->key, key) == 0)
        queued = MHD_queue_response(connection, MHD_HTTP_OK, s->response);
    pthread_mutex_unlock(&cache->lock);
    return queued;
}

bool jh_cache_put(struct jh_cache *cache, const char *key, int64_t version,
                  struct MHD_Response *response)
{
    struct slot *s = slot_of(cache, key);

    if (strlen(key) > KEY_MOST)
        return false;
    pthread_mutex_lock(&cache->lock);
    clear(s);
    s->key = strdup(key);
    s->version = version;
    s->response = response;
    pthread_mutex_unlock(&cache->lock);
    return true;
}
