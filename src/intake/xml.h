/* src/intake/xml.h - XML parts, event by event, under guard: no DTD, no deep nesting, no endless
 * token, no flood of names (expat keeps each for ever). Inside intake only. */
#pragma once
#include "intake/zip.h"
#include <expat.h>

/* Names come without their prefix. Any handler may be NULL. Failures go to r->status. */
struct jh_xml_events {
    void (*start)(void *context, const char *name, const char **attributes);
    void (*end)(void *context, const char *name);
    void (*text)(void *context, const char *text, size_t n);
    /* Both or none. Elements may be cut out before the parser sees them. `taken` is asked behind a
     * tag and says how many bytes of whole elements it has dealt with itself (plain.h); `until`,
     * how many the parser should read before that is asked again; 0: that place is not in sight.
     * Behind the text are zeros. */
    size_t (*taken)(void *context, const char *text);
    size_t (*until)(void *context, const char *text);
};

struct jh_xml {
    XML_Parser parser;
    struct jh_reading *r;
    const struct jh_xml_events *events;
    void *context;
    int depth;
    bool cuts;              /* what the parser sees is not all of the part */
    long long fed, tag_end; /* bytes given to the parser; where its last tag ended */
    size_t names;           /* distinct names so far */
    uint64_t *name;         /* their hashes */
    struct jh_arena mem;
};

/* The value of an attribute by its name without prefix, or NULL. */
const char *jh_xml_attribute(const char **attributes, const char *name);
/* Read a whole part. Stops early, without error, when r->stopped. */
JH_NODISCARD enum jh_status jh_xml_read(struct jh_zip *z, const struct jh_part *part,
                                        const struct jh_xml_events *events, void *context);
/* The same over bytes in memory; the callbacks may ask ret_xml->parser where they are. */
JH_NODISCARD enum jh_status jh_xml_read_bytes(struct jh_reading *r, const char *bytes, size_t n,
                                              const struct jh_xml_events *events, void *context,
                                              struct jh_xml *ret_xml);
