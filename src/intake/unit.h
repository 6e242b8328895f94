/* src/intake/unit.h - units as people write them. Inside intake only; see value.h for the face. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { JH_UNIT_TEXT = 16 };

/* Is key[0..n), folded by jh_fold() and without spaces, a unit, or two joined by '/' ("元/人")? */
bool jh_unit_known(const char *key, size_t n);
