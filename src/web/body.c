/* src/web/body.c - JSON bodies. */
#include "web/request.h"
#include <math.h>

void jh_body_free(json_t **body)
{
    json_decref(*body);
    *body = NULL;
}

enum jh_status jh_body_object(struct jh_request *r, json_t **ret, struct jh_err *reterr)
{
    *ret = json_loadb(r->body.data ? r->body.data : "", r->body.len, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(*ret))
        return JH_OK;
    jh_body_free(ret);
    return jh_fail(reterr, JH_E_USAGE, "web.bad_body", JH_NOWHERE, (double)NAN,
                   "want a JSON object");
}

enum jh_status jh_body_text(struct jh_request *r, const json_t *body, const char *field,
                            bool needed, const char **ret, struct jh_err *reterr)
{
    const json_t *value = json_object_get(body, field);
    const char *text = json_string_value(value);

    *ret = NULL;
    if (text)
        *ret = jh_arena_strdup(&r->mem, text);
    if (text ? true : !needed && (!value || json_is_null(value)))
        return JH_OK;
    return jh_fail(reterr, JH_E_USAGE, "web.bad_body", ((struct jh_at){field, 0}), (double)NAN,
                   "want a text \"%s\"", field);
}
