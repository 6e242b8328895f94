/* src/base/arena.h - memory with one lifetime: a request, a job, a command. */
#pragma once
#include <stddef.h>

struct jh_arena {
    struct jh_arena_block *block;
    size_t used; /* bytes handed out; the server logs the peak of each route */
};

/* Zeroed, aligned for any type, overflow-checked; ends the process when memory is exhausted. */
void *jh_arena_alloc(struct jh_arena *a, size_t count, size_t size)
    __attribute__((returns_nonnull, alloc_size(2, 3)));
char *jh_arena_strdup(struct jh_arena *a, const char *text);            /* NULL gives NULL */
char *jh_arena_strndup(struct jh_arena *a, const char *text, size_t n); /* adds the final 0 */
char *jh_arena_printf(struct jh_arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Grow an array of `have` elements to `want` >= have; the new tail is zero. The old array stays
 * in the arena until the end, so grow by doubling. */
void *jh_arena_grow(struct jh_arena *a, const void *old, size_t have, size_t want, size_t size);

/* The same, and a large old array is given back at once: nothing may point into it any more. */
void *jh_arena_regrow(struct jh_arena *a, void *old, size_t have, size_t want, size_t size);

/* Room for one more element behind the `n` of a growing list: give back what it returns. `*room`
 * doubles when it is full, the old list is given back as jh_arena_regrow() does. Start with NULL,
 * 0.
 */
void *jh_arena_room(struct jh_arena *a, void *list, size_t n, size_t *room, size_t size);

void jh_arena_free(struct jh_arena *a); /* all of it; safe on {0} and twice */

#define JH_CLEANUP(fn) __attribute__((cleanup(fn)))
#define jh_new(a, T, n) ((T *)jh_arena_alloc((a), (n), sizeof(T)))
