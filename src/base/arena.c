/* src/base/arena.c - see arena.h. With ASan each object is a malloc of its own, so that an
 * overrun of a single element is caught. */
#include "base/arena.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#define ONE_MALLOC_EACH 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ONE_MALLOC_EACH 1
#endif
#endif
#ifndef ONE_MALLOC_EACH
#define ONE_MALLOC_EACH 0
#endif

enum { FIRST = 2 * 1024, BLOCK = 64 * 1024, BLOCK_MOST = 2 * 1024 * 1024 };
enum { FIRST_ROOM = 32 };
enum { ALIGN = 16, PAGE = 4096, HUGE_FROM = 4 * 1024 * 1024 };

struct jh_arena_block {
    struct jh_arena_block *next;
    size_t size, used;
    _Alignas(ALIGN) unsigned char data[];
};

static _Noreturn void exhausted(void)
{
    fputs("junheng: out of memory; nothing that was committed is lost\n", stderr);
    exit(71);
}

/* Large blocks in large pages where the system offers them: a first touch of 16 MiB costs 8 faults
 * then and not 4,096 (6 ms of the 30 that all indices of a million rows take). Only advice; it may
 * fail. */
static void advise_large(void *block, size_t size)
{
#ifdef MADV_HUGEPAGE
    uintptr_t begin = ((uintptr_t)block + PAGE - 1) & ~(uintptr_t)(PAGE - 1);
    uintptr_t end = ((uintptr_t)block + size) & ~(uintptr_t)(PAGE - 1);

    if (size >= HUGE_FROM)
        (void)madvise((void *)begin, end - begin, MADV_HUGEPAGE);
#else
    (void)block, (void)size;
#endif
}

static struct jh_arena_block *new_block(struct jh_arena *a, size_t size)
{
    struct jh_arena_block *b = calloc(1, sizeof *b + size);
    if (!b)
        exhausted();
    advise_large(b, sizeof *b + size);
    b->size = size;
    b->next = a->block;
    a->block = b;
    return b;
}

void *jh_arena_alloc(struct jh_arena *a, size_t count, size_t size)
{
    if (size && count > (SIZE_MAX / 2) / size)
        exhausted();
    size_t want = count * size;
    a->used += want;
    if (ONE_MALLOC_EACH)
        return new_block(a, want)->data;

    size_t step = (want + ALIGN - 1) / ALIGN * ALIGN;
    struct jh_arena_block *b = a->block;
    if (step > BLOCK / 4) { /* large: a block of its own, behind the current one */
        struct jh_arena_block *big = new_block(a, step);
        if (b) {
            a->block = b;
            big->next = b->next;
            b->next = big;
        }
        big->used = step;
        return big->data;
    }
    if (!b || b->size - b->used < step) { /* a large arena grows in large steps */
        size_t more = a->used / 4 < BLOCK ? BLOCK : a->used / 4;
        more = more > BLOCK_MOST ? BLOCK_MOST : more;
        b = new_block(a, !b && step <= FIRST ? FIRST : more);
    }
    void *p = b->data + b->used;
    b->used += step;
    return p;
}

char *jh_arena_strndup(struct jh_arena *a, const char *text, size_t n)
{
    char *copy = jh_new(a, char, n + 1);
    memcpy(copy, text, n);
    return copy;
}

char *jh_arena_strdup(struct jh_arena *a, const char *text)
{
    return text ? jh_arena_strndup(a, text, strlen(text)) : NULL;
}

char *jh_arena_printf(struct jh_arena *a, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = jh_new(a, char, (size_t)(n < 0 ? 0 : n) + 1);
    if (n > 0)
        vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    return text;
}

void *jh_arena_grow(struct jh_arena *a, const void *old, size_t have, size_t want, size_t size)
{
    void *bigger = jh_arena_alloc(a, want, size);
    if (have)
        memcpy(bigger, old, have * size);
    return bigger;
}

/* Only what has a block of its own can be given back. */
static void give_back(struct jh_arena *a, const void *old)
{
    for (struct jh_arena_block **at = &a->block; *at; at = &(*at)->next) {
        struct jh_arena_block *b = *at;
        if (b->data != old)
            continue;
        if (ONE_MALLOC_EACH || b->used == b->size) {
            *at = b->next;
            free(b);
        }
        return;
    }
}

void *jh_arena_regrow(struct jh_arena *a, void *old, size_t have, size_t want, size_t size)
{
    void *bigger = jh_arena_grow(a, old, have, want, size);
    if (have * size > BLOCK / 4)
        give_back(a, old);
    return bigger;
}

void *jh_arena_room(struct jh_arena *a, void *list, size_t n, size_t *room, size_t size)
{
    if (n < *room)
        return list;
    *room = *room ? *room * 2 : FIRST_ROOM;
    return jh_arena_regrow(a, list, n, *room, size);
}

void jh_arena_free(struct jh_arena *a)
{
    for (struct jh_arena_block *b = a->block, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    *a = (struct jh_arena){0};
}
