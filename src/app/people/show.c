/* src/app/people/show.c - see show.h. */
#include "app/people/show.h"
#include "base/date.h"
#include "base/idno.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SHOWN = 1000 };

static enum jh_field_view view_of(const struct jh_app *app, const char *privacy, const char *county,
                                  const char *school, int64_t person)
{
    char field[60];

    if (!*privacy || strcmp(privacy, "plain") == 0)
        return JH_FIELD_PLAIN;
    snprintf(field, sizeof field, "field.%s", privacy);
    return jh_field_view_of(app, field, county, school, person);
}

static void mask(const char *privacy, const char *value, char ret[SHOWN])
{
    if (strcmp(privacy, "name") == 0)
        jh_mask_name(value, ret, SHOWN);
    else if (strcmp(privacy, "birth") == 0)
        snprintf(ret, SHOWN, "%.4s", value);
    else if (strcmp(privacy, "address") == 0 || strcmp(privacy, "health") == 0 ||
             strcmp(privacy, "family") == 0)
        snprintf(ret, SHOWN, "%s", "***");
    else
        jh_mask_number(value, ret, SHOWN);
}

const char *jh_show_value(const struct jh_app *app, struct jh_arena *mem, const char *county,
                          const char *school, int64_t person, const char *privacy,
                          const char *value)
{
    char masked[SHOWN];

    enum jh_field_view view = view_of(app, privacy, county, school, person);
    if (strcmp(privacy, "roll_number") == 0 && *value == 'G') {
        /* G and an identity number: whoever sees it whole sees that one too. */
        enum jh_field_view number = view_of(app, "id_number", county, school, person);
        if (number < view)
            view = number;
    }
    switch (view) {
    case JH_FIELD_PLAIN:
        return value;
    case JH_FIELD_MASKED:
        mask(privacy, value, masked);
        return jh_arena_strdup(mem, masked);
    default:
        return NULL;
    }
}

const char *jh_show_word(const struct jh_app *app, const struct jh_item *item, const char *value)
{
    bool english = strcmp(app->language, "en") == 0;

    if (item->kind == JH_YESNO)
        return strcmp(value, "1") == 0 ? (english ? "yes" : "是") : (english ? "no" : "否");
    for (size_t i = 0; item->kind == JH_CODE && i < item->ncode; i++)
        if (strcmp(item->code[i].id, value) == 0)
            return english ? item->code[i].name.en : item->code[i].name.zh;
    return value;
}

bool jh_show_field(const struct jh_app *app, const char *county, const char *school, int64_t person,
                   const char *privacy, const char *key, const char *value, struct jh_json *j)
{
    JH_CLEANUP(jh_arena_free) struct jh_arena mem = {0};
    const char *text = jh_show_value(app, &mem, county, school, person, privacy, value);

    if (text)
        jh_json_str(j, key, text);
    return text;
}

static void iso(int date, char ret[JH_DATE_TEXT])
{
    jh_date_format((struct jh_date){date / 10000, date / 100 % 100, date % 100}, ret);
}

void jh_show_date(struct jh_json *j, const char *key, int date)
{
    char text[JH_DATE_TEXT];

    iso(date, text);
    jh_json_str(j, key, date ? text : NULL);
}

void jh_show_person(const struct jh_app *app, const char *county, const struct jh_schools *schools,
                    const struct jh_person *p, struct jh_json *j)
{
    const struct jh_school *school = jh_schools_find(schools, p->org);
    const char *code = school ? school->code : NULL;
    char birth[JH_DATE_TEXT];

    jh_json_int(j, "person", p->id);
    jh_json_str(j, "county", county);
    jh_show_field(app, county, code, p->id, "name", "name", p->name, j);
    jh_json_int(j, "sex", p->sex);
    iso(p->birth, birth);
    if (p->birth)
        jh_show_field(app, county, code, p->id, "birth", "birth", birth, j);
    jh_json_bool(j, "pupil", p->kind & JH_PERSON_PUPIL);
    jh_json_bool(j, "teacher", p->kind & JH_PERSON_TEACHER);
    jh_json_bool(j, "here", p->state == JH_PERSON_HERE);
    jh_json_str(j, "school", code);
    jh_json_str(j, "school_name", school ? jh_schools_name(schools, p->org) : NULL);
}

int jh_show_today(void)
{
    struct jh_date d = jh_date_from_days((long)(time(NULL) / 86400));
    return d.year * 10000 + d.month * 100 + d.day;
}
