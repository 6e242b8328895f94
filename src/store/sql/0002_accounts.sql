-- 0002_accounts.sql: who may log in, what they may do, who is logged in, who failed to, what needs two people.
-- county '' holds what belongs to no county: accounts of a province or of the site, throttles of addresses.
-- Times that are compared are seconds since 1970 (bigint); days and times that are shown are text, UTC.

-- state: 0 active, 1 locked, 2 closed. totp: the secret of the second factor, sealed; totp_step: the last
-- time step that was taken, so that a code serves once.
create table account (
    county text not null,
    account text not null,
    name text not null,
    hash text not null,
    state integer not null,
    must_change integer not null,
    totp $bytes not null,
    totp_step bigint not null,
    created text not null,
    changed text not null,
    last_login text not null,
    primary key (county, account)
);

-- A role somewhere: place '' is every county, org '' the whole county, class '' every class. A grant is never
-- deleted; it ends on a day (until, first day without it; '' open).
create table account_grant (
    county text not null,
    account text not null,
    number integer not null,
    role text not null,
    place text not null,
    org text not null,
    class text not null,
    since text not null,
    until text not null,
    given_by text not null,
    primary key (county, account, number)
);

-- Only the hash of a token is kept. viewing_as: whose rights are looked through, until viewing_until.
create table session (
    county text not null,
    token text not null,
    account text not null,
    csrf text not null,
    created bigint not null,
    seen bigint not null,
    expires bigint not null,
    address text not null,
    second_factor integer not null,
    viewing_as text not null,
    viewing_until bigint not null,
    primary key (county, token)
);
create index session_account on session (county, account);

-- Failed attempts by kind (account, address, totp) and name; nothing is tried before `open`.
create table throttle (
    county text not null,
    kind text not null,
    name text not null,
    failed bigint not null,
    last bigint not null,
    open bigint not null,
    primary key (county, kind, name)
);

-- What needs two people. state: 0 asked, 1 approved, 2 refused, 3 used, 4 withdrawn.
create table request_two (
    county text not null,
    request bigint not null,
    action text not null,
    subject text not null,
    detail text not null,
    reason text not null,
    asked_by text not null,
    asked text not null,
    decided_by text not null,
    decided text not null,
    remark text not null,
    state integer not null,
    expires bigint not null,
    primary key (county, request)
);

-- Who did it (account, or local:NAME on the machine itself), whom or what it is about, and why a sealed thing was
-- read. '' in entries made before; those keep their hash.
alter table audit add column actor text not null default '';
alter table audit add column subject text not null default '';
alter table audit add column purpose text not null default '';
