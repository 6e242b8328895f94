/* tests/stores.c - see t_store() in t.h. On PostgreSQL a store is a schema of its own on the server
 * of tests/store/pg-server. */
#include "t.h"
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STORES = 400, URL = 600 };

static struct {
    char name[80], url[URL];
} made[STORES];
static int nmade;

/* The server's address: in the environment, or in the file that pg-server wrote. */
static const char *server(void)
{
    static char url[URL];
    const char *given = getenv("JH_TEST_PG");

    if (given && *given != '/')
        return given;
    char *text = given ? t_slurp(given, NULL) : NULL;
    snprintf(url, sizeof url, "%.*s", text ? (int)strcspn(text, "\n") : 0, text ? text : "");
    free(text);
    return url;
}

bool t_store_pg(void)
{
    const char *which = getenv("JH_TEST_STORE");
    return which && strcmp(which, "pg") == 0;
}

static bool sql_pg(const char *url, const char *sql)
{
    PGconn *link = PQconnectdb(url);
    PGresult *r = PQexec(link, sql);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;

    if (!ok)
        printf("%s: %s\n", sql, PQerrorMessage(link));
    PQclear(r);
    PQfinish(link);
    return ok;
}

static bool sql_file(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    char *fault = NULL;
    bool ok = sqlite3_open(path, &db) == SQLITE_OK &&
              sqlite3_exec(db, sql, NULL, NULL, &fault) == SQLITE_OK;

    if (fault)
        printf("%s: %s\n", sql, fault);
    sqlite3_free(fault);
    sqlite3_close(db);
    return ok;
}

void t_store_sql(const char *url, const char *sql)
{
    bool ok = strstr(url, "://") ? sql_pg(url, sql) : sql_file(url, sql);
    t_check(ok, __FILE__, __LINE__, "t_store_sql");
}

/* A data file and its log; or what pg_dump says, texts as they are. */
char *t_store_bytes(const char *name, size_t *ret_size)
{
    const char *url = t_store(name);
    char command[URL + 200], path[200];

    snprintf(path, sizeof path, "%.100s/%.80s.all", t_tmp(), name);
    if (t_store_pg())
        snprintf(command, sizeof command, "pg_dump '%s%%20-cbytea_output%%3Descape' >%s", url,
                 path);
    else
        snprintf(command, sizeof command, "cat '%s' '%s-wal' >%s", url, url, path);
    t_check(system(command) == 0, __FILE__, __LINE__, command);
    return t_slurp(path, ret_size);
}

const char *t_store(const char *name)
{
    int i = 0;

    while (i < nmade && strcmp(made[i].name, name) != 0)
        i++;
    if (i < nmade)
        return made[i].url;
    t_check(nmade < STORES, __FILE__, __LINE__, "room for a store");
    nmade++;
    snprintf(made[i].name, sizeof made[i].name, "%s", name);
    if (!t_store_pg()) {
        snprintf(made[i].url, URL, "%s/%s.db", t_tmp(), name);
        return made[i].url;
    }
    char schema[60], sql[100];
    if (!*server()) {
        printf("no server: JH_TEST_PG is its address, or the file of tests/store/pg-server\n");
        exit(1);
    }
    snprintf(schema, sizeof schema, "t%ld_%d", (long)getpid(), i);
    snprintf(sql, sizeof sql, "create schema %s", schema);
    t_store_sql(server(), sql);
    snprintf(made[i].url, URL, "%.500s&options=-csearch_path%%3D%s", server(), schema);
    return made[i].url;
}
