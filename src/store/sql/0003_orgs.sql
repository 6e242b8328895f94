-- 0003_orgs.sql: groups of schools, who belongs to them from when to when, and what happened to schools.
-- Days are ISO texts; `until` is the first day without it, '' open.

-- kind: area, community, campus, partner (outside, a university say). type: a word of the county's own list
-- (协作型, 融合型 ...). detail: JSON.
create table org_group (
    county text not null,
    org_group bigint not null,
    kind text not null,
    code text not null,
    name text not null,
    type text not null,
    since text not null,
    until text not null,
    detail text not null,
    primary key (county, org_group),
    unique (county, code)
);

-- role: core, member, convener, campus, partner. A convener is a member whose turn it is.
create table org_link (
    county text not null,
    link bigint not null,
    org_group bigint not null,
    org bigint not null,
    role text not null,
    since text not null,
    until text not null,
    primary key (county, link)
);
create index org_link_group on org_link (county, org_group);

-- kind: open, close, merge, split, rename, retype, recode, move. schools: JSON {"from":[...],"to":[...]}.
-- import: the rows that made it true in the roster; the event holds while that import is committed.
create table org_event (
    county text not null,
    event bigint not null,
    kind text not null,
    day text not null,
    schools text not null,
    import bigint not null,
    reason text not null,
    made text not null,
    made_by text not null,
    primary key (county, event)
);
