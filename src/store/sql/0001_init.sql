-- 0001_init.sql: counties, schools, imports, facts, settings, places, runs, audit.
-- Plain for SQLite and PostgreSQL; the words $bytes and $in_key_order are filled in by the driver (store/db.h).
-- `county` leads every key: the unit of permission, backup and partition. There are no foreign keys: rows of many
-- kinds point by (county, number), and a partition may be loaded in any order.

create table county (
    county text not null primary key,
    name text not null,
    synthetic integer not null default 0
);

create table org (
    county text not null,
    org bigint not null,
    code text not null,
    primary key (county, org),
    unique (county, code)
);

-- The user's bytes, once for each content.
create table file (
    county text not null,
    hash text not null,
    size bigint not null,
    content $bytes not null,
    primary key (county, hash)
);

-- state: 0 uploaded, 1 checked, 2 committed, 3 undone, 4 discarded. "order" of commit: 0 none.
create table import (
    county text not null,
    import bigint not null,
    file text not null,
    hash text not null,
    size bigint not null,
    format text not null,
    state integer not null,
    commit_order bigint not null,
    basis bigint not null,
    mapping text not null,
    report text not null,
    reason text not null,
    created text not null,
    committed text not null,
    undone text not null,
    primary key (county, import)
);

create table fact_sheet (
    county text not null,
    import bigint not null,
    sheet integer not null,
    name text not null,
    items text not null,
    columns text not null,
    primary key (county, import, sheet)
);

-- A row of a sheet: its values as a JSON array, aligned to fact_sheet.items. Never updated. The key is the order
-- in which rows are written and read, so the table lies in it where the database can do that.
create table fact (
    county text not null,
    import bigint not null,
    sheet integer not null,
    year integer not null,
    row integer not null,
    org bigint not null,
    stage text not null,
    cells text not null,
    primary key (county, import, sheet, year, row, org, stage)
) $in_key_order;

create table heading (
    county text not null,
    form text not null,
    heading text not null,
    item text not null,
    primary key (county, form, heading)
);

create table setting (
    county text not null,
    name text not null,
    content text not null,
    primary key (county, name)
);

create table place (
    county text not null,
    place text not null,
    import bigint not null,
    kind text not null,
    name text not null,
    crs text not null,
    geometry text not null,
    primary key (county, import, place)
);

create table run (
    county text not null,
    run text not null,
    pack text not null,
    pack_version text not null,
    pack_hash text not null,
    switches text not null,
    year integer not null,
    version bigint not null,
    result text not null,
    created text not null,
    primary key (county, run)
);

-- Counts commits and undos; what was computed before is stale when it has changed.
create table data_version (
    county text not null primary key,
    version bigint not null
);

-- Append only; each row holds the hash of the one before it.
create table audit (
    county text not null,
    number bigint not null,
    at text not null,
    action text not null,
    detail text not null,
    before text not null,
    hash text not null,
    primary key (county, number)
);
