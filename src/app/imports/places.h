/* src/app/imports/places.h - boundaries from a GeoJSON file. Inside src/app/imports only. */
#pragma once
#include "app/imports/inside.h"

bool jh_import_is_places(const void *bytes, size_t n); /* does it look like GeoJSON? */
/* Check every feature; problems and counts go to f. */
JH_NODISCARD enum jh_status jh_import_read_places(struct jh_file_in *f, const void *bytes, size_t n,
                                                  struct jh_err *reterr);
JH_NODISCARD enum jh_status jh_import_stage_places(struct jh_file_in *f, const void *bytes,
                                                   size_t n, int64_t import, struct jh_err *reterr);
