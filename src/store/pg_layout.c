/* src/store/pg_layout.c - how the tables lie in PostgreSQL: texts in the order of their bytes, and
 * large tables partitioned by county (docs/decisions/0009-postgresql.md). */
#include "store/pg.h"

/* Run after each migration, in its transaction: new texts get collation "C"; a large table that is
 * not partitioned yet becomes so, with one partition for the counties that have none of their own.
 */
const char jh_pg_after_migration[] =
    "create or replace function jh_partition(place text) returns void language plpgsql as $f$ "
    "declare t record; part text; begin "
    "if length(place) not between 1 and 12 then return; end if; "
    "for t in select c.relname as name from pg_partitioned_table p "
    "join pg_class c on c.oid = p.partrelid "
    "where c.relnamespace = current_schema()::regnamespace "
    "and to_regclass(quote_ident(c.relname || '_' || place)) is null order by 1 loop "
    "part := t.name || '_' || place; "
    "execute format('create table %I (like %I including all)', part, t.name); "
    "execute format('with moved as (delete from %I where county = $1 returning *) "
    "insert into %I select * from moved', t.name || '_rest', part) using place; "
    "execute format('alter table %I attach partition %I for values in (%L)', "
    "t.name, part, place); "
    "end loop; end $f$; "
    "do $$ declare t record; begin "
    "for t in select c.relname as name, string_agg(format("
    "'alter column %I type text collate \"C\"', a.attname), ', ') as change "
    "from pg_class c join pg_attribute a on a.attrelid = c.oid "
    "where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') "
    "and not c.relispartition and a.atttypid = 'text'::regtype and not a.attisdropped "
    "and a.attnum > 0 and a.attcollation <> '\"C\"'::regcollation group by 1 loop "
    "execute format('alter table %I %s', t.name, t.change); end loop; "
    "for t in select relname as name, relname || '_plain' as plain from pg_class "
    "where relnamespace = current_schema()::regnamespace and relkind = 'r' "
    "and not relispartition and relname in ('audit', 'fact', 'file', 'run', 'person', "
    "'person_token', 'person_change', 'enrolment', 'post', 'submission_value', 'record', "
    "'record_key', 'record_sum', 'record_event') loop "
    "execute format('alter table %I rename to %I', t.name, t.plain); "
    "execute format('create table %I (like %I including all) partition by list (county)', "
    "t.name, t.plain); "
    "execute format('create table %I partition of %I default', t.name || '_rest', t.name); "
    "execute format('insert into %I select * from %I', t.name, t.plain); "
    "execute format('drop table %I', t.plain); end loop; "
    "perform jh_partition(county) from county; end $$";

enum jh_status jh_pg_add_county(struct jh_db *db, const char *county, struct jh_err *reterr)
{
    int64_t missing;

    JH_TRY(jh_db_number(db, reterr, 0, &missing,
                        "select 1 from pg_partitioned_table p "
                        "join pg_class c on c.oid = p.partrelid "
                        "where c.relnamespace = current_schema()::regnamespace "
                        "and to_regclass(quote_ident(c.relname || '_' || ?1)) is null limit 1",
                        "t", county));
    return missing ? jh_db_run(db, reterr, "select jh_partition(?1)", "t", county) : JH_OK;
}
