/* src/base/embed.c - see embed.h. */
#include "base/embed.h"
#include <string.h>

const struct jh_embed *jh_embed_find(const struct jh_embeds *in, const char *path)
{
    size_t low = 0, high = in->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(path, in->file[middle].path);
        if (order == 0)
            return &in->file[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
