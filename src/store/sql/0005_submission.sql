-- 0005_submission.sql: rounds of reporting, what each school fills in, its way up, and files handed in without network.
-- Plain for SQLite and PostgreSQL; `county` leads every key.

-- A round: forms (ids, space-separated) of a pack for a school year, due on a day. closed '' while open.
create table collection (
    county text not null,
    collection bigint not null,
    title text not null,
    pack text not null,
    pack_hash text not null,
    forms text not null,
    year integer not null,
    due text not null,
    opened text not null,
    closed text not null,
    primary key (county, collection)
);

-- One school's part. state: 0 draft, 1 submitted, 2 returned, 3 passed, 4 approved. version counts saves; import: the
-- facts it became, 0 none; reasons: JSON, by rule and place.
create table submission (
    county text not null,
    collection bigint not null,
    org bigint not null,
    state integer not null,
    version bigint not null,
    import bigint not null,
    reasons text not null,
    changed text not null,
    primary key (county, collection, org)
);
create index submission_state on submission (county, state);

-- What was filled into a cell: value as in a fact row (JSON), entered as it was typed. version: of the submission when
-- the cell was changed. how: typed, last, file, offline, decided.
create table submission_value (
    county text not null,
    collection bigint not null,
    org bigint not null,
    stage text not null,
    item text not null,
    value text not null,
    entered text not null,
    version bigint not null,
    who text not null,
    at text not null,
    how text not null,
    primary key (county, collection, org, stage, item)
);

-- Everything that happened, never changed.
create table submission_event (
    county text not null,
    collection bigint not null,
    org bigint not null,
    event bigint not null,
    kind text not null,
    version bigint not null,
    who text not null,
    at text not null,
    detail text not null,
    primary key (county, collection, org, event)
);

-- A file given to a school: public key of its answers, and the values it was given (JSON).
create table submission_take (
    county text not null,
    take bigint not null,
    collection bigint not null,
    org bigint not null,
    answer_key text not null,
    base text not null,
    version bigint not null,
    who text not null,
    at text not null,
    primary key (county, take)
);

-- At the school: where its round came from, and with what its answers are signed.
create table submission_carried (
    county text not null,
    collection bigint not null,
    org bigint not null,
    take bigint not null,
    secret text not null,
    county_key text not null,
    last_hand_in text not null,
    base text not null,
    at text not null,
    primary key (county, collection, org)
);

-- A file that came back: number, hash and receipt (JSON); its values, for the next one that builds on it.
create table submission_hand_in (
    county text not null,
    hand_in bigint not null,
    collection bigint not null,
    org bigint not null,
    take bigint not null,
    hash text not null,
    cells text not null,
    receipt text not null,
    who text not null,
    at text not null,
    primary key (county, hand_in),
    unique (county, hash)
);

-- A cell that both sides changed: both values are kept until somebody decides. decided '' while open; choice: ours or
-- theirs.
create table submission_conflict (
    county text not null,
    collection bigint not null,
    org bigint not null,
    conflict bigint not null,
    hand_in bigint not null,
    stage text not null,
    item text not null,
    base text not null,
    ours text not null,
    ours_who text not null,
    ours_at text not null,
    theirs text not null,
    theirs_entered text not null,
    theirs_who text not null,
    theirs_at text not null,
    choice text not null,
    decided_by text not null,
    decided text not null,
    primary key (county, collection, org, conflict)
);
