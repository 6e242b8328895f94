-- 0007_record.sql: registers: their definitions, records, what they are found by, counts and history.
-- Plain for SQLite and PostgreSQL; `county` leads every key.

-- Each definition under which records of the county were written, also those of packs, so that an old record stays
-- readable. home: the pack, '' when it was made on a page. ended: '' while it is the one in force.
create table register (
    county text not null,
    register text not null,
    edition bigint not null,
    home text not null,
    hash text not null,
    definition text not null,
    who text not null,
    made text not null,
    ended text not null,
    primary key (county, register, edition)
);

-- subject: code of a school or group, '' the county itself. day: ISO. state: id. version: counts changes. edition: of
-- the register when it was last written. fields: JSON by field. import: that made it, 0 by hand.
create table record (
    county text not null,
    register text not null,
    record bigint not null,
    subject text not null,
    day text not null,
    state text not null,
    version bigint not null,
    edition bigint not null,
    fields text not null,
    import bigint not null,
    who text not null,
    changed text not null,
    primary key (county, register, record)
) $in_key_order;
create index record_day on record (county, register, day, record, subject, state);
create index record_subject on record (county, register, subject, day, record, state);
create index record_import on record (county, import) where import > 0;

-- By which values of its filtering fields a record is found.
create table record_key (
    county text not null,
    register text not null,
    item text not null,
    value text not null,
    day text not null,
    record bigint not null,
    subject text not null,
    state text not null,
    primary key (county, register, item, value, day, record)
) $in_key_order;

-- How many records there are, kept with every write: counts by subject and date need no record.
create table record_sum (
    county text not null,
    register text not null,
    subject text not null,
    day text not null,
    state text not null,
    n bigint not null,
    primary key (county, register, subject, day, state)
) $in_key_order;

-- What was done to a record, never changed. kind: made, changed, moved, import, undone. detail: JSON
-- {"fields":{id:[before,after]},"from":state,"to":state,"note":text}.
create table record_event (
    county text not null,
    register text not null,
    record bigint not null,
    version bigint not null,
    kind text not null,
    import bigint not null,
    who text not null,
    at text not null,
    detail text not null,
    primary key (county, register, record, version)
) $in_key_order;
